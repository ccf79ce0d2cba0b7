"""The commands verify and doctor on study files: what they say, and the ways of a careless user."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from engage_eval.store.register_schema import APPLICATION_ID

Run = Callable[..., Result]
FIXTURE = Path(__file__).resolve().parents[1] / "store" / "fixtures" / "studi-0001.engage"


@pytest.fixture(autouse=True)
def _data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "data"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copyfile(FIXTURE, tmp_path / "studi saya.engage"))


def test_a_sound_file_is_said_to_be_so_in_both_languages(run: Run, file: Path) -> None:
    english, indonesian = run("verify", file, "--lang", "en"), run("verify", file, "--lang", "id")

    assert (english.exit_code, indonesian.exit_code) == (0, 0)
    assert "Nothing differs" in english.stdout
    assert "Tidak ada yang berbeda" in indonesian.stdout
    assert max(map(len, (english.stdout + indonesian.stdout).splitlines())) <= 80


def test_a_changed_row_is_named_with_its_table_and_whose_it_is(run: Run, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"salah ketik", b"salah kutip"))
    before = file.read_bytes()
    english, indonesian = run("verify", file, "--lang", "en"), run("verify", file, "--lang", "id")

    assert (english.exit_code, indonesian.exit_code) == (1, 1)
    assert "of the table “answer” is not as it was" in " ".join(english.stdout.split())
    assert "1 difference." in english.stdout
    assert "[verify.row]" in indonesian.stdout
    assert "tidak lagi seperti waktu ditulis" in " ".join(indonesian.stdout.split())
    assert "salah k" not in english.stdout + indonesian.stdout
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["studi lain", "studi.db", "Studi.ENGAGE"])
def test_a_study_file_is_known_whatever_it_is_called(run: Run, file: Path, name: str) -> None:
    other = file.rename(file.with_name(name))

    assert "Nothing differs" in run("verify", other, "--lang", "en").stdout


@pytest.mark.parametrize(
    ("words", "said", "exit_code"),
    [
        (("verify", "tidak-ada.engage"), "There is no study file", 2),
        (("verify", "tidak-ada.ENGAGE"), "There is no study file", 2),
        (("verify", "folder"), "is no study file; verify looks at a study file", 2),
        (("verify",), "is no study file; verify looks at a study file", 2),
        (("verify", "kosong.engage"), "is empty", 3),
        (("verify", "teks.engage"), "is no study file of engage-eval", 3),
        (("verify", "potong.engage"), "is shorter than it should be", 3),
        (("verify", "baru.engage"), "written by a newer version", 3),
        (("verify", "postgresql://server/basis"), "doesn't say which study", 2),
        (("verify", f"{'x' * 300}.engage"), "is too long", 2),
        (("verify", "x" * 300), "is too long", 2),
        (("verify", "pipa.engage"), "is no study file of engage-eval", 3),
        (("doctor", "pipa.engage"), "is no study file of engage-eval", 3),
        (("doctor", "x" * 300), "is too long", 2),
        (("doctor", "tidak-ada.engage"), "There is no study file", 2),
        (("doctor", "folder"), "is a folder; doctor looks at a study file", 2),
        (("doctor", "teks.engage"), "is no study file of engage-eval", 3),
        (("doctor", "baru.engage"), "written by a newer version", 3),
        (("doctor", "studi saya.engage", "--upgrade"), "is brought up to date by itself", 2),
        (("doctor", "--upgrade"), "It isn't said which study", 2),
    ],
)
def test_what_can_t_be_looked_at_gets_a_sentence(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str, exit_code: int
) -> None:
    monkeypatch.chdir(file.parent)
    Path("folder").mkdir()
    os.mkfifo("pipa.engage")
    Path("kosong.engage").write_bytes(b"")
    Path("teks.engage").write_text("bukan basis data\n" * 40, encoding="utf-8")
    Path("potong.engage").write_bytes(file.read_bytes()[:8192])
    newer = Path(shutil.copyfile(file, "baru.engage"))
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version=2")
    result = run(*words, "--lang", "en")

    assert said in result.stderr
    assert (result.exit_code, result.stdout) == (exit_code, "")


def test_a_page_of_zeros_gives_sentences_and_no_traceback(run: Run, file: Path) -> None:
    data = bytearray(file.read_bytes())
    page = data.index(b"salah ketik") // 4096 * 4096
    data[page : page + 4096] = bytes(4096)
    file.write_bytes(data)

    result = run("verify", file, "--lang", "id")

    assert result.exit_code == 1
    assert {"[verify.pages]", "[verify.counts]"} <= set(result.stdout.split())


def test_doctor_prints_what_it_saw_within_eighty_columns(run: Run, file: Path) -> None:
    for language, words in (("en", ("open for writing", "by nobody")), ("id", ("sedang ditulisi", "cadangan"))):
        result = run("doctor", file, "--lang", language)

        assert result.exit_code == 0
        assert all(one in result.stdout for one in words)
        assert max(map(len, result.stdout.splitlines())) <= 80


def test_doctor_finds_a_file_switched_to_wal(run: Run, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")

    for command in ("doctor", "verify"):
        result = run(command, file, "--lang", "en")
        assert result.exit_code == 1
        assert "[verify.wal]" in result.stdout


def test_doctor_tells_a_data_folder_that_keeps_nothing(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no-folder").write_text("", encoding="utf-8")
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "no-folder" / "data"))
    result = run("doctor", file, "--lang", "en")

    assert result.exit_code == 0  # a warning
    assert "[doctor.data_folder]" in result.stdout
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "data"))
    assert "[doctor.data_folder]" not in run("doctor", file, "--lang", "en").stdout
    assert not list((tmp_path / "data").glob("*.tmp"))


def test_doctor_tells_what_kept_the_old_name_when_the_file_was_renamed(run: Run, file: Path) -> None:
    folder = file.with_suffix(".backups")
    folder.mkdir(exist_ok=True)
    (folder / "20260301T000000Z-work.engage").write_bytes(file.read_bytes())
    assert "[doctor.strays]" not in run("doctor", file).stdout
    new = file.rename(file.with_name("nama baru.engage"))

    result = run("doctor", new, "--lang", "en")
    assert result.exit_code == 0  # a warning
    assert "[doctor.strays]" in result.stdout
    said = " ".join(result.stdout.split())
    assert f"{folder.name} belong to this study" in said
    assert "rename them too: nama baru.backups" in said


@pytest.mark.parametrize("second", ["nama baru.backups", "nama lama.backups"])
def test_doctor_says_to_move_backups_where_renaming_their_folder_can_not_work(
    run: Run, file: Path, second: str
) -> None:
    new, old = file.with_name("nama baru.engage"), (file.with_suffix(".backups"), file.with_name(second))
    for day, folder in enumerate(old, start=1):
        folder.mkdir(exist_ok=True)
        (folder / f"2026030{day}T000000Z-work.engage").write_bytes(file.read_bytes())
    file.rename(new)

    said = " ".join(run("doctor", new, "--lang", "en").stdout.split())
    assert "[doctor.strays]" not in said
    assert "[doctor.stray_backups]" in said
    assert "move the files in them into nama baru.backups" in said

    into = new.with_suffix(".backups")
    into.mkdir(exist_ok=True)
    for one in [one for folder in old for one in folder.iterdir()]:
        one.rename(into / one.name)
    assert "belong to this study" not in run("doctor", new, "--lang", "en").stdout


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "register.damaged"),
        (b"rusak", "register.foreign"),
        (b"SQLite format 3\0" + bytes(900), "register.foreign"),
        (None, "register.foreign"),
    ],
)
def test_doctor_tells_a_register_that_can_not_be_read(run: Run, file: Path, data: bytes | None, code: str) -> None:
    contacts = file.with_suffix(".contacts")
    if data is None:
        contacts.mkdir()
    else:
        contacts.write_bytes(data)
    assert f"[{code}]" in run("doctor", file, "--lang", "en").stdout


def test_doctor_tells_a_file_of_two_names(run: Run, file: Path) -> None:
    other = file.with_name("sama.engage")
    other.hardlink_to(file)
    assert "[doctor.hard_link]" in run("doctor", file, "--lang", "en").stdout
    other.unlink()
    assert "[doctor.hard_link]" not in run("doctor", file, "--lang", "en").stdout


def test_a_file_that_may_only_be_read_is_verified_all_the_same(run: Run, file: Path) -> None:
    file.chmod(0o444)
    os.utime(file, (0, 0))

    assert run("verify", file).exit_code == 0
    assert file.stat().st_mtime == 0


def test_doctor_tells_a_register_that_is_written_to_as_that(run: Run, file: Path) -> None:
    contacts = file.with_suffix(".contacts")
    with closing(sqlite3.connect(contacts, isolation_level=None)) as other:
        other.execute(f"PRAGMA application_id={APPLICATION_ID}")
        other.execute("CREATE TABLE contact_meta (study TEXT, created_at TEXT)")
        other.execute("BEGIN EXCLUSIVE")
        assert "[store.busy]" in run("doctor", file, "--lang", "en").stdout


def test_doctor_tells_what_can_not_be_written_to(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[doctor.protected]" not in run("doctor", file, "--lang", "en").stdout
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != file and allowed(path, mode))
    assert "Can't be written to: studi saya.engage." in run("doctor", file, "--lang", "en").stdout


def test_of_a_file_in_wal_mode_the_register_is_not_called_another_studys(run: Run, file: Path) -> None:
    with closing(sqlite3.connect(file.with_suffix(".contacts"))) as other, other:
        other.execute(f"PRAGMA application_id={APPLICATION_ID}")
        other.execute("CREATE TABLE contact_meta (study TEXT, created_at TEXT)")
        other.execute("CREATE TABLE contact_erasure (participant TEXT, at TEXT)")
        other.execute("INSERT INTO contact_meta VALUES ('lain', '')")
    assert "[register.other_study]" in run("doctor", file, "--lang", "en").stdout
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    told = run("doctor", file, "--lang", "en").stdout
    assert "[verify.wal]" in told
    assert "[register." not in told
