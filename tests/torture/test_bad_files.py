"""Files that are damaged, foreign, newer, cut off, empty or protected: a sentence, no traceback, no change."""

import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engage_eval.cli.main import main
from engage_eval.core.content import find

COMMANDS = (
    ("check",),
    ("analyse", "dispositions"),
    ("report", "-o", "laporan.docx"),
    ("explain",),
    ("verify",),
    ("doctor",),
    ("recruit", "add", "--by", "P1"),
    ("consent", "show"),
    ("export", "bundle", "keluar"),
    ("merge", "other.engage"),
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a study file."""
    from engage_eval.actions import bundle
    from engage_eval.store.study_file import new_id, now

    folder = tmp_path_factory.mktemp("good")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENGAGE_EVAL_DATA", str(folder / "data"))
        request = bundle.Request(folder=str(find("sample_data", "rs-x-2023")), study=str(folder / "s.engage"))
        bundle.take_in(request, clock=now, ids=new_id)
    return (folder / "s.engage").read_bytes()


def _with(data: bytes, at: int, number: int) -> bytes:
    return data[:at] + struct.pack(">I", number) + data[at + 4 :]


# What can hit a part that a command doesn't read; `verify` names it all the same.
STILL_READ = ("page of zeros",)
BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "text": lambda _: b"bukan basis data\n" * 50,
    "foreign": lambda data: _with(data, 68, 0),
    "newer": lambda data: _with(data, 60, 9999),
    "cut": lambda data: data[: len(data) // 2],
    "cut to its head": lambda data: data[:100],
    "page of zeros": lambda data: data[:8192] + bytes(16_384) + data[24_576:],
    "noise": lambda data: data[:4096] + os.urandom(len(data) - 4096),
    "schema damaged": lambda data: data.replace(b"CREATE TABLE participant", b"CREATE TABLE parTicipanX", 1),
    "in WAL mode": lambda data: data[:18] + b"\x02\x02" + data[20:],
}


def called(words: tuple[str, ...], study: str) -> Result:
    """Call a command on a study, which stands after the command's own words."""
    at = 2 if words[0] in ("analyse", "recruit", "consent", "export") else 1
    return CliRunner().invoke(main, [*words[:at], study, *words[at:], "--lang", "en"], prog_name="engage-eval")


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_gets_a_sentence_and_stays_as_it_is(
    kind: str, good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "rusak.engage"
    data = BROKEN[kind](good)
    path.write_bytes(data)
    (tmp_path / "other.engage").write_bytes(good)
    for words in COMMANDS:
        found = called(words, "rusak.engage")
        assert found.exception is None or isinstance(found.exception, SystemExit), (words, found.exception)
        assert found.exit_code in (0, 1, 2, 3)
        assert found.exit_code or kind in STILL_READ or words[0] == "doctor", words
        assert (found.stderr + found.stdout).strip(), words
        assert path.read_bytes() == data, words
    assert called(("verify",), "rusak.engage").exit_code in (1, 3)
    assert not (tmp_path / "laporan.docx").exists() or kind in STILL_READ


@pytest.mark.parametrize("kind", ["folder", "loop of links", "pipe", "name too long", "missing"])
def test_what_is_no_file_at_all_gets_a_sentence(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "rusak.engage"
    if kind == "folder":
        (tmp_path / name).mkdir()
    elif kind == "loop of links":
        (tmp_path / name).symlink_to(name)
    elif kind == "pipe":
        os.mkfifo(tmp_path / name)
    elif kind == "name too long":
        name = f"{'x' * 300}.engage"
    for words in COMMANDS:
        found = called(words, name)
        assert found.exception is None or isinstance(found.exception, SystemExit), (words, found.exception)
        assert found.exit_code in (0, 1, 2, 3)
        assert found.exit_code or words[0] == "doctor"


def test_a_file_that_may_not_be_written_to_is_read_and_refused_for_recording(
    good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cd"
    folder.mkdir()
    path = folder / "s.engage"
    path.write_bytes(good)
    path.chmod(0o444)
    folder.chmod(0o555)
    tmp_path.chmod(0o755)
    monkeypatch.setenv("ENGAGE_EVAL_DATA", "/nonexistent")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 9
        try:
            for parent in (tmp_path, *tmp_path.parents[:2]):
                parent.chmod(0o755)
            if os.getuid() == 0:
                os.setuid(65534)
            read = called(("check",), str(path))
            wrote = called(("recruit", "add", "--by", "P1"), str(path))
            os.write(writing, wrote.stderr.encode())
            code = 0 if read.exit_code == 0 and wrote.exit_code == 3 else 1
        finally:
            os._exit(code)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    said = os.read(reading, 65536).decode()
    os.close(reading)
    folder.chmod(0o755)
    assert os.waitstatus_to_exitcode(status) == 0, said
    assert "protected" in said
    assert path.read_bytes() == good
