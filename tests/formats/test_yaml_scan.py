"""The faster scanner finds what the library's own finds: events, values, places and faults."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engage_eval.formats.yaml_scan import Loader

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = sorted(
    path for name in ("instruments", "codebooks", "sample_data") for path in (ROOT / name).rglob("*.yaml")
)
PIECES = st.sampled_from(
    [
        *(
            "a",
            "ya",
            "b c",
            "a  b",
            "a:b",
            "a#b",
            "a #b",
            "x?",
            "?x",
            "-x",
            ":x",
            "ü",
            "'q'",
            '"q"',
            "\ufeff",
            "---",
            "...",
        ),
        *(": ", ":", "- ", "? ", ", ", "[", "]", "{", "}", "#", " # c", "|", ">", "&a ", "*a", "!t ", "%", "@", "`"),
        *("\n", "\n\n", "\n  ", "\n    ", " \n", "\r\n", "\r", "\t", " ", "   ", "\x85", "\u2028", "\n# c\n", "\n \n "),
    ]
)


def told(text: str, loader: type[yaml.BaseLoader]) -> list[str]:
    """Return each event with its places, and the fault that ended them, as text."""
    found = []
    try:
        for event in yaml.parse(text, Loader=loader):
            marks = [(one.index, one.line, one.column) for one in (event.start_mark, event.end_mark) if one]
            found.append(f"{event!r} {marks}")
    except (yaml.YAMLError, ValueError) as error:
        found.append(re.sub(r"\s+", " ", f"{type(error).__name__} {error}"))
    return found


@given(st.lists(PIECES, max_size=24).map("".join))
@settings(max_examples=600)
@example("a: b\n# c\nd")
@example("a\nb: c")
@example("a: b\n\n\n  c\nd: e")
@example("[a, b?c, d: e]")
@example("a: b \n... \n")
@example("a: b\ufeff c")
def test_any_text_is_scanned_as_by_the_library(text: str) -> None:
    assert told(text, Loader) == told(text, yaml.BaseLoader)


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.name)
def test_each_definition_is_scanned_as_by_the_library(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = told(text, Loader)
    assert len(found) > 100
    assert found == told(text, yaml.BaseLoader)
