"""`engage-eval backup`: what was kept, and putting it back after a careless hand or a broken disk."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]
EN = ("--lang", "en")


@pytest.fixture
def study(tmp_path: Path, write_study: Write, make_file: Callable[..., str], run: Run) -> str:
    """Return a study file with a backup, and a count that was recorded after it."""
    files = {"participants.csv": "id,site\nR01,RS\n", "staff.csv": "key,roles\nAB,lead\n"}
    made = make_file(write_study(tmp_path / "studi", files))
    for facility in ("klinik-a", "klinik-b"):
        assert run("outcomes", "add", made, facility, "2023-01", "visits", "41").exit_code == 0
    return made


@pytest.fixture
def wall_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return what sets this computer's zone, by the words that POSIX has for it."""

    def set_zone(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield set_zone
    monkeypatch.undo()
    time.tzset()


def facilities(study: str) -> list[str]:
    from engage_eval.store.study_file import open_study

    with open_study(study) as store:
        return sorted(one.facility for one in store.read().tables["outcomes"])


def test_the_list_names_each_backup_and_how_to_restore_it(study: str, run: Run, run_json: RunJson) -> None:
    (one,) = run_json("backup", "list", study)["backups"]
    shown = run("backup", "list", study, *EN).stdout
    assert one["name"] in shown
    assert "every 30 minutes of recording" in shown
    assert "setiap 30 menit pencatatan" in run("backup", "list", study).stdout
    assert one["readable"]


def test_a_lost_file_is_put_back(study: str, run: Run, run_json: RunJson) -> None:
    name = run_json("backup", "list", study)["backups"][0]["name"]
    Path(study).unlink()
    done = run("backup", "restore", study, name, "--yes", *EN)
    assert done.exit_code == 0
    assert "Restored" in done.stdout
    assert facilities(study) == []
    assert run("verify", study).exit_code == 0


@pytest.mark.parametrize(
    ("answers", "restored"), [("ya", True), ("hm YA", True), ("y", True), ("tidak", False), ("n", False), ("|", False)]
)
def test_on_a_terminal_it_says_what_is_lost_and_asks(
    study: str, run: Run, run_json: RunJson, monkeypatch: pytest.MonkeyPatch, *, answers: str, restored: bool
) -> None:
    name = run_json("backup", "list", study)["backups"][0]["name"]
    given = iter(answers.replace("|", " ").split(" "))
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(given))
    monkeypatch.setattr("engage_eval.cli.backup.is_asked_by_a_person", lambda: True)
    done = run("backup", "restore", study, name, *EN)
    assert "2 entries of the log were written since" in done.stdout
    assert facilities(study) == ([] if restored else ["klinik-a", "klinik-b"])
    assert ("Nothing was changed." in done.stdout) is not restored


def test_without_a_terminal_or_yes_nothing_is_restored(study: str, run: Run, run_json: RunJson) -> None:
    name = run_json("backup", "list", study)["backups"][0]["name"]
    assert run_json("backup", "restore", study, name)["error"]["code"] == "backup.confirm"
    assert run("backup", "restore", study, name).exit_code == 2
    assert facilities(study) == ["klinik-a", "klinik-b"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("list", "{folder}"), "recording.folder"),
        (("list", "tiada.engage"), "store.no_file"),
        (("list", "postgresql://server/db?study=a"), "backup.database"),
        (("restore", "postgresql://server/db?study=a", "x", "--yes"), "backup.database"),
        (("restore", "{study}", "x", "--yes"), "backup.unknown"),
        (("restore", "tiada.engage", "x", "--yes"), "backup.none"),
        (("restore", "tiada", "x", "--yes"), "bundle.ending"),
        (("restore", "{folder}", "x", "--yes"), "recording.folder"),
    ],
)
def test_a_careless_call_gets_a_sentence(
    study: str, tmp_path: Path, run_json: RunJson, words: tuple[str, ...], code: str
) -> None:
    known = {"study": study, "folder": str(tmp_path / "studi")}
    assert run_json("backup", *(one.format(**known) for one in words))["error"]["code"] == code


def test_only_somebody_of_the_staff_restores_so_that_no_name_gets_into_the_log(
    study: str, run: Run, run_json: RunJson
) -> None:
    name = run_json("backup", "list", study)["backups"][0]["name"]
    before = Path(study).read_bytes()
    words = ("backup", "restore", study, name, "--yes", "--by")
    assert run_json(*words, "Ibu Sari")["error"]["code"] == "recording.not_in_staff"
    assert Path(study).read_bytes() == before
    assert run(*words, "AB").exit_code == 0


def test_times_are_those_of_the_clock_on_the_wall(
    study: str, run: Run, run_json: RunJson, monkeypatch: pytest.MonkeyPatch, wall_clock: Callable[[str], None]
) -> None:
    (one,) = run_json("backup", "list", study)["backups"]
    wall_clock("WIB-7")
    there = datetime.fromisoformat(one["at"]) + timedelta(hours=7)
    expected = f"{there:%Y-%m-%d %H:%M} UTC+07:00"
    assert expected in run("backup", "list", study, *EN).stdout
    monkeypatch.setattr("engage_eval.cli.backup.is_asked_by_a_person", lambda: True)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "ya")
    done = run("backup", "restore", study, one["name"], *EN).stdout
    assert done.count(expected) == 2
    wall_clock("UTC")
    assert f"{datetime.fromisoformat(one['at']):%Y-%m-%d %H:%M} UTC," in run("backup", "list", study, *EN).stdout


def lay_strange(study: str, title: str) -> str:
    """Lay a backup of another study, whose id is ``title``, among those of ``study``; return its name."""
    from engage_eval.store.study_file import create

    file, name = Path(study).with_name(f"{title}.lain.engage"), "20250302T010000Z-work.engage"
    with create(str(file), study=title, title=title) as store, store.writing("test") as writer:
        writer.note()
    shutil.copyfile(file, Path(study).with_suffix(".backups") / name)
    return name


@pytest.mark.parametrize("present", ["there", "gone"])
@pytest.mark.parametrize(("id_", "told"), [("uji", "of another study that has this id"), ("lain", "of another study")])
def test_the_list_says_which_backups_are_of_another_study(
    study: str, run: Run, run_json: RunJson, id_: str, told: str, present: str
) -> None:
    from engage_eval.store import backups
    from engage_eval.store.target import parse

    backups.keep(parse(study), datetime(2025, 3, 2, tzinfo=UTC), backups.WORK)
    strange = lay_strange(study, id_)
    if present == "gone":
        Path(study).unlink()
    found = {one["name"]: one["own"] for one in run_json("backup", "list", study)["backups"]}
    assert [name for name, own in found.items() if not own] == [strange]
    assert len(found) == 3
    rows = run("backup", "list", study, *EN).stdout.splitlines()
    assert [row.strip() for row in rows if "another study" in row] == [told]
    at = next(n for n, row in enumerate(rows) if strange in row)
    assert told in rows[at + 2]


def test_a_restore_says_where_it_can_not_be_told_whose_the_backups_are(
    study: str, run: Run, run_json: RunJson, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = run_json("backup", "list", study)["backups"][0]["name"]
    strange = lay_strange(study, "uji")
    before = Path(study).read_bytes()
    Path(study).unlink()
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "ya")
    monkeypatch.setattr("engage_eval.cli.backup.is_asked_by_a_person", lambda: True)
    done = run("backup", "restore", study, own, *EN)
    assert done.exit_code == 0
    assert done.stdout.count("share no entry of the log with it") == 2
    assert done.stdout.count(strange) == 2
    Path(study).unlink()
    assert run_json("backup", "restore", study, own, "--yes")["unrelated"] == [strange]
    Path(study).write_bytes(before)
    assert run_json("backup", "restore", study, own, "--yes")["unrelated"] == []
