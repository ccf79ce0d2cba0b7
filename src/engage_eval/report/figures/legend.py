"""Legends: samples with their words in reading order, on as many lines as they need."""

from dataclasses import dataclass
from typing import Final, Literal

from engage_eval.report.figures.sheet import LEADING, SMALL, SMALL_PRINT, Sheet, width, wrap

_SAMPLE: Final = 9.0
_BAND: Final = 16.0
_GAP: Final = 5.0
_BETWEEN: Final = 18.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A sample and what it stands for: a bar or a band in ``fill``, or a dot in ``fill`` with an ``edge``."""

    label: str
    fill: str
    kind: Literal["bar", "band", "dot"] = "bar"
    edge: str = ""
    diameter: float = 6.5


@dataclass(frozen=True, slots=True)
class _Placed:
    entry: Entry
    lines: tuple[str, ...]
    sample: float
    room: float


def draw_legend(sheet: Sheet, entries: tuple[Entry, ...], *, left: float, right: float, top: float) -> float:
    """Draw a legend between ``left`` and ``right``, each line centred; return its bottom."""
    placed = [_place(entry, right - left) for entry in entries]
    for row in _rows(placed, right - left):
        x = left + (right - left - _row_width(row)) / 2
        top = _draw_row(sheet, row, x, top)
    return top


def _rows(placed: list[_Placed], room: float) -> list[list[_Placed]]:
    """Fill as few lines as the room allows, and these as evenly as the order allows."""
    rows = _fill(placed, room)
    while True:
        tighter = _fill(placed, _widest_row(rows) - 1)
        if len(tighter) > len(rows) or _widest_row(tighter) >= _widest_row(rows):
            return rows
        rows = tighter


def _widest_row(rows: list[list[_Placed]]) -> float:
    return max(map(_row_width, rows), default=0.0)


def _fill(placed: list[_Placed], room: float) -> list[list[_Placed]]:
    rows: list[list[_Placed]] = []
    for one in placed:
        if rows and _row_width([*rows[-1], one]) <= room:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _place(entry: Entry, room: float) -> _Placed:
    sample = _BAND if entry.kind == "band" else _SAMPLE
    lines = wrap(entry.label, room - sample - _GAP, SMALL)
    return _Placed(entry, lines, sample, sample + _GAP + max(width(line, SMALL) for line in lines))


def _row_width(row: list[_Placed]) -> float:
    return sum(placed.room for placed in row) + _BETWEEN * (len(row) - 1)


def _draw_row(sheet: Sheet, row: list[_Placed], x: float, top: float) -> float:
    for placed in row:
        entry = placed.entry
        middle = top + SMALL * LEADING / 2
        if entry.kind == "dot":
            line = 1.25 if entry.edge else 0.0
            sheet.dot(x + placed.sample / 2, middle, entry.diameter, fill=entry.fill, edge=entry.edge, line=line)
        else:
            sheet.bar(x, middle - 4, x + placed.sample, middle + 4, fill=entry.fill)
        sheet.block(placed.lines, x + placed.sample + _GAP, top, font=SMALL_PRINT)
        x += placed.room + _BETWEEN
    return top + SMALL * LEADING * max(len(placed.lines) for placed in row) + 3
