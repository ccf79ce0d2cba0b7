"""A monthly series around a start: observed counts as dots, the model's line, and the trend before drawn on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engage_eval.report import look
from engage_eval.report.figures.numerals import Language, count
from engage_eval.report.figures.sheet import (
    LEADING,
    QUIET,
    SMALL,
    SMALL_PRINT,
    WIDTH,
    Scale,
    Sheet,
    block_height,
    widest,
    width,
    wrap,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEIGHT: Final = 150.0
_DOT: Final = 4.5
_TICKS: Final = 5
_SAMPLE: Final = 18.0
_BETWEEN: Final = 18.0
_DASH: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChart:
    """The months in order: ``labels`` (2022-01), ``counts`` and ``fitted`` of one length.

    ``start`` is the place of the first month after; ``expected`` begins there. The other texts name what is drawn.
    """

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    fitted: tuple[float, ...]
    expected: tuple[float, ...]
    start: int
    language: Language
    count_label: str
    start_label: str
    observed_label: str
    fitted_label: str
    expected_label: str


def series(chart: SeriesChart) -> "Figure":
    """Draw a SeriesChart; raises ValueError where there are no months."""
    if not chart.labels:
        raise ValueError("a series needs months")
    sheet = Sheet()
    ticks = _ticks([*chart.counts, *chart.fitted, *chart.expected, 0])
    named = [count(tick, chart.language) for tick in ticks]
    left = widest(named, SMALL) + 8
    heading = wrap(chart.count_label, WIDTH, SMALL)
    sheet.block(heading, 0, 0, font=QUIET)
    top = block_height(len(heading), SMALL) + 4
    across = Scale(-1, len(chart.labels), left, WIDTH - 4)
    top += _start_label(sheet, chart, across, top) + 6
    up = Scale(ticks[0], ticks[-1], top + _HEIGHT, top)
    for tick, name in zip(ticks, named, strict=True):
        y, zero = up.at(tick), tick == 0
        colour, line = (look.INK, 0.75) if zero else (look.RULE, 0.4)
        sheet.line([(left, y), (WIDTH - 4, y)], colour=colour, line=line)
        sheet.middle(name, left - 5, y, align="right", font=SMALL_PRINT)
    x = across.at(chart.start - 0.5)
    sheet.line([(x, top - 4), (x, up.left)], colour=look.ACCENT, line=0.6)
    _dashes(sheet, [(across.at(chart.start + place), up.at(one)) for place, one in enumerate(chart.expected)])
    _model(sheet, chart, across, up)
    for place, one in enumerate(chart.counts):
        fill = look.ACCENT if place >= chart.start else look.BEFORE
        sheet.dot(across.at(place), up.at(one), _DOT, fill=fill)
    bottom = _years(sheet, chart.labels, across, up.left) + 6
    return sheet.finish(_legend(sheet, chart, left, bottom))


def _ticks(values: Sequence[float]) -> list[int]:
    """Return whole ticks from below the least to above the largest value, about five steps of 1, 2 or 5 times ten."""
    low, high = min(values), max(*values, 1)
    rough = max((high - low) / _TICKS, 1)
    size = 10 ** math.floor(math.log10(rough))
    step = next(int(size * factor) for factor in (1, 2, 5, 10) if size * factor >= rough)
    return [step * number for number in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _start_label(sheet: Sheet, chart: SeriesChart, across: Scale, top: float) -> float:
    lines = wrap(chart.start_label, WIDTH - across.left, SMALL)
    half = widest(lines, SMALL) / 2
    x = min(max(across.at(chart.start - 0.5), half), WIDTH - half)
    sheet.block(lines, x, top, align="center", font=QUIET)
    return block_height(len(lines), SMALL)


def _dashes(sheet: Sheet, points: Sequence[tuple[float, float]]) -> None:
    """Draw a dashed straight line from the first to the last point."""
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        return
    (x0, y0), (x1, y1) = points[0], points[-1]
    pieces = max(round((x1 - x0) / _DASH / 2), 1)
    for piece in range(pieces):
        ends = [(piece + part) / pieces for part in (0, 0.5)]
        sheet.line([(x0 + (x1 - x0) * end, y0 + (y1 - y0) * end) for end in ends], colour=look.MUTED, line=0.9)


def _model(sheet: Sheet, chart: SeriesChart, across: Scale, up: Scale) -> None:
    for months, colour in (
        (range(chart.start), look.MUTED),
        (range(chart.start, len(chart.fitted)), look.ACCENT),
    ):
        points = [(across.at(place), up.at(chart.fitted[place])) for place in months]
        if len(points) > 1:
            sheet.line(points, colour=colour, line=1.5)


def _years(sheet: Sheet, labels: Sequence[str], across: Scale, bottom: float) -> float:
    """Name the years under their January, as many as have room."""
    room, last = width("2000", SMALL) + 6, -math.inf
    for place, label in enumerate(labels):
        year, month = label.split("-")
        x = across.at(place)
        if month == "01":
            sheet.line([(x, bottom), (x, bottom + 3.5)])
            if x - last >= room:
                half = width(year, SMALL) / 2
                sheet.block([year], min(x, WIDTH - half), bottom + 5, align="center", font=SMALL_PRINT)
                last = x
    return bottom + 5 + SMALL * LEADING


def _legend(sheet: Sheet, chart: SeriesChart, left: float, top: float) -> float:
    """Say what dots and lines are, side by side where they fit, else below each other."""
    names = (chart.observed_label, chart.fitted_label, chart.expected_label)
    rooms = [_SAMPLE + 5 + width(name, SMALL) for name in names]
    beside = sum(rooms) + _BETWEEN * (len(rooms) - 1) <= WIDTH - left
    x = left + ((WIDTH - left) - sum(rooms) - _BETWEEN * (len(rooms) - 1)) / 2 if beside else left
    for place, (name, room) in enumerate(zip(names, rooms, strict=True)):
        lines = (name,) if beside else wrap(name, WIDTH - left - _SAMPLE - 5, SMALL)
        _sample(sheet, place, x, top + SMALL * LEADING / 2)
        sheet.block(lines, x + _SAMPLE + 5, top, font=SMALL_PRINT)
        x += room + _BETWEEN if beside else 0
        top += 0 if beside else block_height(len(lines), SMALL) + 2
    return top + (block_height(1, SMALL) if beside else 0) + 3


def _sample(sheet: Sheet, place: int, x: float, middle: float) -> None:
    if place == 0:
        sheet.dot(x + _SAMPLE / 2 - 4, middle, _DOT, fill=look.BEFORE)
        sheet.dot(x + _SAMPLE / 2 + 4, middle, _DOT, fill=look.ACCENT)
    elif place == 1:
        sheet.line([(x, middle), (x + _SAMPLE, middle)], colour=look.ACCENT, line=1.5)
    else:
        _dashes(sheet, [(x, middle), (x + _SAMPLE, middle)])
