"""A bit that flipped in a row, met by the commands themselves: they go on, or say a sentence; never a traceback."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engage_eval.cli.main import main
from engage_eval.core.content import find

COMMANDS = (
    ("check", "STUDY"),
    ("analyse", "dispositions", "STUDY"),
    ("analyse", "responses", "STUDY"),
    ("recruit", "status", "STUDY"),
    ("consent", "show", "STUDY"),
    ("export", "bundle", "STUDY", "DEST"),
)


def called(words: tuple[str, ...], study: Path, dest: Path) -> Result:
    """Call a command on a study; what it may write goes to ``dest``."""
    named = {"STUDY": str(study), "DEST": str(dest)}
    return CliRunner().invoke(main, [*(named.get(word, word) for word in words), "--lang", "en"])


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return the sample study as a file."""
    path = tmp_path / "studi.engage"
    found = called(("import", "bundle", str(find("sample_data", "rs-x-2023")), "STUDY"), path, tmp_path)
    assert found.exit_code == 0
    return path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"RSX-B0J9-", b"RSX-B0J\xb9-"),
        (b"2023-09-13", b"2023-09-1s"),
        (b"nominated", b"nomina4ed"),
        (b"complete", b"co}plete"),
    ],
    ids=["a letter that is none", "a day that is none", "a step that is none", "an end that is none"],
)
def test_a_value_that_nobody_wrote_is_told_and_not_stumbled_over(
    study: Path, tmp_path: Path, before: bytes, after: bytes
) -> None:
    data = study.read_bytes()
    assert before in data
    broken = data.replace(before, after)
    study.write_bytes(broken)
    codes = {words: called(words, study, tmp_path / "out") for words in COMMANDS}
    for words, found in codes.items():
        assert found.exception is None or isinstance(found.exception, SystemExit), words
        assert found.exit_code in (0, 1, 3), words
    assert study.read_bytes() == broken
    assert called(("verify", "STUDY"), study, tmp_path).exit_code in (1, 3)


def test_no_flipped_bit_gives_a_traceback(
    study: Path, tmp_path: Path, times: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    data, chance, codes = study.read_bytes(), random.Random(5), Counter[int]()  # noqa: S311 - places for the flips
    flips = times(60, 1200)
    for turn in range(flips):
        broken = bytearray(data)
        broken[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        study.write_bytes(broken)
        found = called(COMMANDS[turn % len(COMMANDS)], study, tmp_path / f"out-{turn}")
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        codes[found.exit_code] += 1
        assert study.read_bytes() == bytes(broken)
    assert set(codes) <= {0, 1, 3}
    figure(
        f"flipped bits met by commands: {flips}, no traceback; {codes[3]} told the damage (exit code 3), "
        f"{codes[1]} found problems in the study, {codes[0]} went through"
    )
