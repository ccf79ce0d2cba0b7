"""The how-to on figures of one's own: each of its commands gives, on the table above it, the figures below it."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
PAGES = Path(__file__).resolve().parents[2] / "docs" / "how-to"
COMMAND = "    engage-eval "
EXAMPLES = 7


def examples(page: str) -> Iterator[tuple[list[str], str, str]]:
    """Yield of each section the words of its command, its table as CSV, and what it shows as the output."""
    for section in page.split("\n## ")[1:]:
        lines = section.splitlines()
        rows = [line.strip("|").split("|") for line in lines if line.startswith("|") and "---" not in line]
        table = "\n".join(",".join(cell.strip() for cell in row) for row in rows)
        [command] = [line for line in lines if line.startswith(COMMAND)]
        shown = "\n".join(line for line in lines if line.startswith("    ") and line != command)
        yield shlex.split(command)[1:], table, shown


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_command_of_the_how_to_gives_what_the_how_to_shows(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = list(examples((PAGES / f"own-figures.{language}.md").read_text(encoding="utf-8")))
    missing = []
    for words, table, shown in found:
        for name in (word for word in words if word.endswith(".csv")):
            (tmp_path / name).write_text(table + "\n", encoding="utf-8")
        result = run(*words, "--lang", language)
        assert result.exit_code == 0, (words, result.stderr)
        missing += [number for number in re.findall(r"[+−]?\d[\d.,]*%?", shown) if number not in result.stdout]

    assert len(found) == EXAMPLES
    assert missing == []
