"""The one way to the terminal: text that never fails on an old Windows code page, and JSON that is pure ASCII."""

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import IO, TYPE_CHECKING

from engage_eval.core.address import without_passwords

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table

# What stands in for a sign that the terminal's encoding lacks; what is in neither becomes "?".
STAND_INS = {
    "→": "->",
    "←": "<-",
    "✓": "v",
    "✗": "x",
    "≥": ">=",
    "≤": "<=",
    "≠": "/=",
    "−": "-",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
    "•": "*",
    "×": "x",
    "─": "-",
    "━": "-",
}
WIDTH = 80
OUTPUT_FAILED = 3  # the exit code of a store that fails: here the terminal or the disk behind it


def printable(text: str, encoding: str) -> str:
    """Return ``text`` with every sign that ``encoding`` lacks replaced by its stand-in."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        swapped = "".join(_fitting(sign, encoding) for sign in text)
        return swapped.encode(encoding, errors="replace").decode(encoding)
    return text


def _fitting(sign: str, encoding: str) -> str:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return STAND_INS.get(sign, sign)
    return sign


def _write(text: str, stream: IO[str] | None) -> None:
    """Write ``text``; who closed the other end has read enough, a full disk ends the command."""
    if stream is None:
        return
    try:
        stream.write(printable(without_passwords(text), getattr(stream, "encoding", None) or "utf-8"))
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
        raise SystemExit(0) from None
    except OSError:
        _silence(stream)
        raise SystemExit(OUTPUT_FAILED) from None


def _silence(stream: IO[str]) -> None:
    """Send the rest of a stream nowhere, so that Python doesn't complain when it closes it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def line(text: str = "") -> None:
    """Print one line to standard output."""
    _write(text + "\n", sys.stdout)


def complain(text: str) -> None:
    """Print one line to standard error."""
    _write(text + "\n", sys.stderr)


def clock_time(at: datetime) -> str:
    """Return an aware time as the clock of this computer shows it, with the zone: 2026-03-02 08:00 UTC+07:00."""
    here = at.astimezone()
    offset = here.isoformat(timespec="minutes")[16:]
    return f"{here:%Y-%m-%d %H:%M} UTC{offset if here.utcoffset() else ''}"


def as_json(content: Mapping[str, object]) -> None:
    """Print one JSON object, ASCII-escaped, and nothing else."""
    line(json.dumps(content, ensure_ascii=True, indent=2, allow_nan=False))


def is_terminal() -> bool:
    """Return whether a person can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def is_shown() -> bool:
    """Return whether what is printed goes to a person's terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def width() -> int:
    """Return how many columns there are: the terminal's, 80 where there is none."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def paragraph(text: str, *, indent: int = 0, write: Callable[[str], None] = line) -> None:
    """Print a text in rows that fit the terminal, and no more than 80 columns, which read better."""
    room = max(min(width(), WIDTH) - indent, 20)
    for row in textwrap.wrap(without_passwords(text), room, break_on_hyphens=False):
        write(f"{'':{indent}}{row}")


def table(made: "Table") -> None:
    """Print a rich table at the terminal's width (80 columns where there is no terminal)."""
    import io

    from rich.console import Console

    target = io.StringIO()
    console = Console(
        file=target,
        width=width(),
        force_terminal=sys.stdout.isatty(),
        highlight=False,
        markup=False,
        legacy_windows=False,
    )
    console.print(made)
    text = "\n".join(row.rstrip() for row in target.getvalue().splitlines())
    line(text)


def grid(*columns: tuple[str, "JustifyMethod"], title: str = "") -> "Table":
    """Return an empty table with simple rules; ``columns`` are (head, justify) pairs."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left", pad_edge=False)
    for head, justify in columns:
        # Folded, never cut: on a narrow terminal a number must not lose its digits.
        made.add_column(Text(head), justify=justify, overflow="fold")
    return made
