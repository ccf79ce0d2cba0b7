"""The state that doctor tells is read back from a real connection; looking changes nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from engage_eval.actions.doctor import examine
from engage_eval.actions.doctor_place import System
from engage_eval.core.errors import StoreError, UsageError
from engage_eval.store.state import WANTED, has_wal_reset_bug, state
from engage_eval.store.study_file import create, open_study
from engage_eval.store.verify import verify

NAME = "studi.engage"


@pytest.fixture
def file(tmp_path: Path, clock: Callable[[], datetime], ids: Callable[[], str]) -> Path:
    """Return a closed study file."""
    create(str(tmp_path / NAME), study="studi-uji", title="Studi uji", clock=clock, ids=ids).close()
    return tmp_path / NAME


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[System]:
    """Return a computer that says nothing of its disks."""
    return System(platform="linux", env={}, mounts=tmp_path / "tidak-ada", blocks=tmp_path / "tidak-ada")


def codes(name: object, system: System) -> list[str]:
    return sorted(one.code for one in examine(str(name), system=system).problems)


def test_every_setting_is_as_the_program_asks_for(file: Path) -> None:
    found = state(str(file))

    assert dict(found.settings) == dict(WANTED)
    assert (found.wrong, found.kind, found.study, found.revision) == ((), "file", "studi-uji", "0001")
    assert (found.who, found.has_register, found.is_wal) == ("", False, False)


def test_looking_changes_nothing(file: Path, quiet: System) -> None:
    before = sorted((one.name, one.stat().st_mtime_ns) for one in file.parent.iterdir() if one.is_file())

    examine(str(file), system=quiet)

    assert sorted((one.name, one.stat().st_mtime_ns) for one in file.parent.iterdir() if one.is_file()) == before


def test_a_register_and_backups_beside_the_file_are_seen(file: Path, quiet: System) -> None:
    assert codes(file, quiet) == ["doctor.no_backups"]
    (file.parent / "studi.contacts").write_bytes(b"")
    (file.parent / "studi.backups").mkdir()
    (file.parent / "studi.backups" / "20260302T010000Z-work.engage").write_bytes(b"")

    found = state(str(file))

    assert found.has_register
    assert found.backups == ("20260302T010000Z-work.engage",)
    assert codes(file, quiet) == ["register.damaged"]  # it is empty


def test_a_file_in_wal_mode_is_an_error_and_stays_as_it_is(file: Path, quiet: System) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    before = file.read_bytes()

    assert codes(file, quiet) == ["doctor.no_backups", "verify.wal"]
    assert file.read_bytes() == before


def test_the_wal_reset_bug_is_told_by_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    assert has_wal_reset_bug()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert not has_wal_reset_bug()


def test_a_file_whose_writer_died_is_looked_over_and_left_as_it_is(file: Path, quiet: System) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size=1")
        writer.execute("BEGIN IMMEDIATE")
        for number in range(400):
            writer.execute("INSERT INTO staff VALUES (?, 'x', 'x', ?)", (f"s{number}", "d" * 200))
        left = {one: one.read_bytes() for one in (file, file.with_name(f"{NAME}-journal"))}
    for path, data in left.items():
        path.write_bytes(data)

    found = examine(str(file), system=quiet).state

    assert found is not None
    assert (found.unfinished, found.study, found.wrong) == (True, "studi-uji", ())
    assert {one: one.read_bytes() for one in left} == left


def test_who_writes_is_named(file: Path) -> None:
    import json
    import subprocess
    import sys

    script = (
        "import sys; from engage_eval.store.study_file import open_study\n"
        "with open_study(sys.argv[1], write=True): print('ready', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", script, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        note = json.loads((file.parent / f".{NAME}.writer.json").read_text(encoding="utf-8"))
        said = state(str(file)).who
        other.communicate(b"")
    assert str(note["process"]) == str(other.pid)
    assert str(other.pid) in said
    assert state(str(file)).who == ""


def test_a_file_on_a_share_in_a_synchronised_folder_is_warned_of(tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - RS X"
    folder.mkdir()
    create(str(folder / NAME), study="s", title="S").close()
    mounts = tmp_path / "mounts"
    mounts.write_text(f"//server/x {str(tmp_path).replace(' ', chr(92) + '040')} cifs rw 0 0\n", encoding="utf-8")
    system = System(platform="linux", env={}, mounts=mounts, blocks=tmp_path / "tidak-ada")

    assert codes(folder / NAME, system) == ["doctor.cloud", "doctor.network", "doctor.no_backups"]


def test_a_database_has_no_backups_of_ours_and_says_so(server: str) -> None:
    name = f"{server}{'&' if '?' in server else '?'}study=s_keadaan"
    create(name, study="studi-uji", title="Studi uji").close()

    found = examine(name)

    assert found.state is not None
    assert (found.state.kind, found.state.revision, found.state.backups) == ("postgresql", "0001", None)
    assert found.state.settings["server_version"].startswith("18")
    assert "doctor.no_backups_there" in {one.code for one in found.problems}
    assert found.location is None


def test_a_study_that_the_login_has_no_rights_to_is_not_said_to_be_missing(server: str) -> None:
    import psycopg

    name = f"{server}{'&' if '?' in server else '?'}study=s_tertutup"
    create(name, study="studi-uji", title="Studi uji").close()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE ROLE tamu LOGIN")
    guest = name.replace("//postgres:", "//tamu:").replace("//postgres@", "//tamu@")
    assert guest != name
    for look in (examine, open_study, verify):
        with pytest.raises(StoreError) as caught:
            look(guest)
        assert caught.value.problem.code == "store.no_rights"
    with pytest.raises(UsageError) as missing:
        open_study(guest.replace("s_tertutup", "s_lain"))
    assert missing.value.problem.code == "store.no_file"


def test_without_a_study_only_versions_are_told() -> None:
    found = examine("")

    assert set(found.versions) == {"engage-eval", "python", "sqlite", "sqlalchemy", "system"}
    assert (found.state, found.problems) == (None, ())


@pytest.mark.parametrize(
    ("name", "upgrade", "code"),
    [
        ("", True, "doctor.upgrade_what"),
        (".", False, "doctor.folder"),
        ("tidak-ada.engage", False, "store.no_file"),
        ("postgresql://server/basis", False, "store.no_schema"),
    ],
)
def test_what_can_t_be_examined_is_refused(name: str, code: str, *, upgrade: bool) -> None:
    with pytest.raises(UsageError) as caught:
        examine(name, upgrade=upgrade)
    assert caught.value.problem.code == code


def test_a_file_is_not_upgraded_on_request(file: Path) -> None:
    with pytest.raises(UsageError) as caught:
        examine(str(file), upgrade=True)
    assert caught.value.problem.code == "doctor.upgrade_file"


def test_a_server_that_is_not_there_gets_a_sentence() -> None:
    with pytest.raises(StoreError) as caught:
        examine("postgresql://127.0.0.1:1/basis?study=s&connect_timeout=2")
    assert caught.value.problem.code == "store.no_server"
