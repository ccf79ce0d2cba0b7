"""Output never fails: old code pages, narrow terminals, paths with spaces, files from Windows."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from engage_eval.cli import console

Process = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="module")
def windows_study(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """Return the sample study as Windows would have it: CRLF, in a folder with blanks and non-ASCII letters."""
    made = tmp_path_factory.mktemp("Studi Ñandú – 2023") / "data saya é"
    shutil.copytree(sample, made, copy_function=shutil.copyfile)
    for path in made.rglob("*"):
        if path.suffix in (".csv", ".yaml", ".md"):
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return made


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("a → b ≥ c ✓", "cp1252", "a -> b >= c v"),
        ("“RS” – …", "cp1252", "“RS” – …"),
        ("“RS” – …", "ascii", '"RS" - ...'),
        ("Ñ 漢", "ascii", "? ?"),
        ("a → b", "utf-8", "a → b"),
        ("\udcff", "utf-8", "?"),
    ],
)
def test_signs_that_an_encoding_lacks_have_stand_ins(text: str, encoding: str, shown: str) -> None:
    assert console.printable(text, encoding) == shown


def test_every_stand_in_is_ascii() -> None:
    assert all(stand_in.isascii() for stand_in in console.STAND_INS.values())


def test_json_is_ascii_whatever_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    console.as_json({"a": "– 漢 \udcff"})

    assert out.getvalue().isascii()
    assert json.loads(out.getvalue()) == {"a": "– 漢 \udcff"}


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("check", "{study}"), 0),
        (("explain", "{study}", "responses.agree.→"), 2),
        (("check", "tidak ada – 漢"), 2),
    ],
)
def test_no_command_fails_under_an_old_code_page(
    run_process: Process, windows_study: Path, encoding: str, words: tuple[str, ...], code: int
) -> None:
    filled = [word.format(study=windows_study) for word in words]
    result = run_process(*filled, "--lang", "en", cwd=windows_study.parent, PYTHONIOENCODING=encoding)

    assert result.returncode == code, result.stderr
    assert b"Traceback" not in result.stderr
    (result.stdout + result.stderr).decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(("words", "code"), [(("report", "--help"), 0), (("tidakada – 漢",), 2), ((), 0)])
def test_help_and_click_s_own_words_do_not_fail_under_an_old_code_page(
    run_process: Process, words: tuple[str, ...], code: int, encoding: str
) -> None:
    result = run_process(*words, PYTHONIOENCODING=encoding, ENGAGE_EVAL_LANG="id")

    assert result.returncode == code
    assert b"Traceback" not in result.stderr


def test_a_study_from_windows_gives_the_same_report_as_ours(
    run_process: Process, run: Callable[..., Result], windows_study: Path, sample: Path
) -> None:
    ours, theirs = windows_study.parent / "ours.md", windows_study.parent / "laporan é.md"
    run("report", sample, "-o", ours)
    result = run_process("report", windows_study, "-o", theirs.name, cwd=theirs.parent, PYTHONIOENCODING="cp1252")

    assert result.returncode == 0, result.stderr
    assert "laporan é.md".encode("cp1252") in result.stdout
    assert theirs.read_bytes() == ours.read_bytes()
    assert b"\r" not in theirs.read_bytes()


def test_bytes_that_are_no_letters_in_a_name_are_told_and_do_not_fail(tmp_path: Path, run_process: Process) -> None:
    result = run_process("check", os.fsdecode(b"studi-\xff"), cwd=tmp_path, PYTHONIOENCODING="utf-8")

    assert result.returncode == 2
    assert b"Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_tables_fit_a_terminal_of_forty_columns(sample: Path) -> None:
    import pty
    import re

    program = "import sys; from engage_eval.cli.main import main; main(sys.argv[1:])"
    leader, follower = pty.openpty()
    env = {**os.environ, "COLUMNS": "40", "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, "analyse", "dispositions", str(sample), "--lang", "en"],
        stdout=follower,
        env=env,
    ) as process:
        os.close(follower)
        shown = _all_of(leader)
        assert process.wait() == 0
    rows = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()

    assert any("65.0%" in row for row in rows)
    assert [row for row in rows if len(row) > 40] == []


def _all_of(descriptor: int) -> str:
    """Return everything that comes from a pseudo-terminal; its end is an error on Linux."""
    found = b""
    try:
        while part := os.read(descriptor, 65536):
            found += part
    except OSError:
        pass
    finally:
        os.close(descriptor)
    return found.decode("utf-8", "replace")


def test_a_password_in_an_address_is_never_printed(capsys: pytest.CaptureFixture[str]) -> None:
    address = "postgresql://rina:rahasia@server.rs.example/riset-siaran-whatsapp?study=rs_x"
    console.line(f"Studi: {address}")
    console.complain(address)
    console.as_json({"study": address})
    console.paragraph(f"{'kata ' * 12}{address}")
    printed = capsys.readouterr()
    assert "rahasia" not in printed.out + printed.err
    assert printed.out.count("rina") == 3
