"""What a careless or unlucky user runs into: odd names, odd numbers, a full disk, a device in place of a file."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
PROGRAM = "import sys; from engage_eval.cli.main import main; main(sys.argv[1:])"


def process(*words: str, **kwargs: object) -> "subprocess.CompletedProcess[bytes]":
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    command = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.run(command, env=env, timeout=60, check=False, **kwargs)  # type: ignore[call-overload,no-any-return]  # noqa: S603


def test_a_negative_number_is_told_in_a_sentence(run: Run) -> None:
    result = run("stats", "proportion", "-1", "5", "--lang", "en")

    assert result.exit_code == 2
    assert "-1 of 5 is no share" in result.stderr


@pytest.mark.parametrize("words", [("9" * 26, "9" * 29), ("1_0", "20"), ("1.5", "2"), ("", "2"), ("2", "9" * 40)])
def test_a_number_that_is_none_or_too_large_is_refused(run: Run, words: tuple[str, str]) -> None:
    result = run("stats", "proportion", *words, "--lang", "en")

    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_a_file_name_that_is_too_long_is_told(run: Run, sample: Path, tmp_path: Path) -> None:
    result = run("report", sample, "-o", tmp_path / f"{'a' * 300}.docx", "--lang", "en")

    assert result.exit_code == 2
    assert "too long" in result.stderr


@pytest.mark.parametrize("above", ["x" * 256, "/".join(["x" * 200] * 21)], ids=["one-folder", "all-together"])
@pytest.mark.parametrize(
    "words",
    [
        ("import", "bundle", "{study}", "{long}.engage"),
        ("import", "bundle", "{long}", "b.engage"),
        ("import", "xlsform", "{long}.xlsx", "-o", "k.yaml"),
        ("import", "responses", "{long}.csv", "{study}", "-o", "baru"),
        ("export", "bundle", "{long}.engage", "keluar"),
        ("export", "workbook", "{study}", "{long}.xlsx"),
        ("report", "{study}", "-o", "{long}.docx"),
        ("verify", "{long}.engage"),
        ("verify", "{long}.docx", "{study}"),
        ("doctor", "{long}.engage"),
        ("merge", "s.engage", "{long}.engage"),
        ("merge", "{long}.engage", "s.engage"),
        ("backup", "list", "{long}.engage"),
        ("check", "{long}"),
        ("demo", "{long}"),
    ],
    ids=lambda words: "-".join(words).translate({ord(sign): None for sign in "{}"}),
)
def test_a_long_name_of_a_folder_above_is_told(
    run: Run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], above: str
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(*(word.format(study=sample, long=f"{above}/a") for word in words), "--lang", "en")

    assert "xxx…” is too long." in result.stderr
    assert result.exit_code == 2


def test_an_empty_study_argument_is_wrong_usage(run: Run) -> None:
    assert run("check", "").exit_code == 2


def test_a_device_in_place_of_a_table_is_not_read(run: Run, sample: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(sample, study)
    (study / "broadcasts.csv").unlink()
    (study / "broadcasts.csv").symlink_to("/dev/zero")

    result = run("check", study, "--json")

    assert result.exit_code == 1
    assert "files.unreadable" in result.stdout


def test_who_closes_the_pipe_has_read_enough(sample: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        result = process("check", str(sample), stdout=write, stderr=subprocess.PIPE)
    finally:
        os.close(write)

    assert result.stderr == b""
    assert result.returncode == 0


def test_a_full_disk_behind_the_output_ends_the_command_without_a_traceback(sample: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        result = process("analyse", "responses", str(sample), "--json", stdout=full, stderr=subprocess.PIPE)

    assert b"Traceback" not in result.stderr
    assert result.returncode == 3
