"""Before and after per facility: two dots on a log scale, where equal distances are equal changes in percent."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10
from typing import TYPE_CHECKING, Final

from engage_eval.report import look
from engage_eval.report.figures.legend import Entry, draw_legend
from engage_eval.report.figures.numerals import Language, change, count, decimal, interval
from engage_eval.report.figures.sheet import (
    QUIET,
    SMALL,
    SMALL_PRINT,
    STRONG,
    WIDTH,
    Font,
    Scale,
    Sheet,
    block_height,
    clean,
    widest,
    width,
    wrap,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LABEL_ROOM: Final = 140.0
_HEAD_ROOM: Final = 66.0
_PITCH: Final = 17.0
_BEFORE: Final = 5.5
_AFTER: Final = 7.5
# What a log axis keeps at its left for a zero, which has no place on it.
_ZERO_ROOM: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DumbbellRow:
    """A facility's counts in both periods, and which of them is (partly) projected."""

    label: str
    before: int
    after: int
    before_projected: bool = False
    after_projected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """The ratio of the totals with its interval (``low`` and ``high`` None where there is none)."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DumbbellChart:
    """Facilities in the order of the report; ``total`` is a row of sums without dots; ``axis_label`` says the unit."""

    rows: tuple[DumbbellRow, ...]
    before_label: str
    after_label: str
    change_label: str
    language: Language
    axis_label: str = ""
    projected_label: str = ""
    total: DumbbellRow | None = None
    ratio: Ratio | None = None


@dataclass(frozen=True, slots=True)
class _LogScale:
    """The axis: the scale of log10(count), its ticks, and where a zero stands (None where there is no zero)."""

    scale: Scale
    ticks: tuple[int, ...]
    zero: float | None

    def at(self, number: int) -> float:
        return self.scale.at(log10(number)) if number or self.zero is None else self.zero


@dataclass(frozen=True, slots=True)
class _Plan:
    label_room: float
    axis: _LogScale
    heads: tuple[tuple[str, ...], ...]
    rights: tuple[float, ...]


def dumbbell(chart: DumbbellChart) -> "Figure":
    """Draw a DumbbellChart: dots, counts and change per facility; total and ratio below them.

    Raises ValueError where there are no rows or a count is below zero.
    """
    if not chart.rows or any(min(row.before, row.after) < 0 for row in chart.rows):
        raise ValueError("a dumbbell chart needs rows with counts of zero or more")
    sheet = Sheet()
    plan = _plan(chart)
    deepest = max(map(len, plan.heads))
    for lines, right in zip(plan.heads, plan.rights, strict=True):
        top = block_height(deepest - len(lines), SMALL)
        sheet.block(lines, right, top, align="right", font=QUIET)
    bottom = block_height(deepest, SMALL) + 3
    for row in chart.rows:
        bottom = _row(sheet, chart, plan, row, bottom, dots=True)
    bottom = _axis(sheet, chart, plan, bottom + 2)
    bottom = draw_legend(sheet, _entries(chart), left=0, right=WIDTH, top=bottom + 6)
    if chart.total is not None or chart.ratio is not None:
        bottom = _summary(sheet, chart, plan, bottom + 4)
    return sheet.finish(bottom)


def _plan(chart: DumbbellChart) -> _Plan:
    rows = [*chart.rows, *([chart.total] if chart.total else [])]
    label_room = min(_LABEL_ROOM, widest([clean(row.label) for row in rows]))
    numbers = [_numbers(row, chart.language) for row in rows]
    heads = tuple(wrap(head, _HEAD_ROOM, SMALL) for head in (chart.before_label, chart.after_label, chart.change_label))
    rights: list[float] = []
    right = WIDTH
    for column in (2, 1, 0):
        rights.insert(0, right)
        # Totals are bold, so that bold decides how wide a column of numbers is.
        numbers_room = widest([row[column] for row in numbers], bold=True)
        right -= max(numbers_room, widest(heads[column], SMALL)) + 13
    present = [number for row in chart.rows for number in (row.before, row.after)]
    axis = _log_scale(present, label_room + 16, right - 8, chart.language)
    return _Plan(label_room, axis, heads, tuple(rights))


def _numbers(row: DumbbellRow, language: Language) -> tuple[str, str, str]:
    return count(row.before, language), count(row.after, language), change(row.before, row.after, language)


def _log_scale(numbers: Sequence[int], left: float, right: float, language: Language) -> _LogScale:
    """Choose ticks at 1, 2 and 5 times powers of ten, thinner ones where these would stand too close."""
    positive = [number for number in numbers if number] or [1]
    zero = left if 0 in numbers else None
    start = left if zero is None else left + _ZERO_ROOM
    first, last = floor(log10(min(positive))), floor(log10(max(positive))) + 1
    for steps in ((1, 2, 5), (1, 3), (1,)):
        grid = [step * 10**power for power in range(first, last + 1) for step in steps]
        low = max(tick for tick in grid if tick <= min(positive))
        high = min(tick for tick in grid if tick >= max(positive) and tick > low)
        ticks = tuple(tick for tick in grid if low <= tick <= high)
        scale = Scale(log10(low), log10(high), start, right)
        places = [scale.at(log10(tick)) for tick in ticks]
        room = min(after - before for before, after in pairwise(places))
        if room >= width(count(high, language), SMALL) + 6:
            break
    else:
        every = -(-int(width(count(high, language), SMALL) + 6) // max(1, int(room)))
        ticks = ticks[::every]
    return _LogScale(scale, ticks, zero)


def _row(sheet: Sheet, chart: DumbbellChart, plan: _Plan, row: DumbbellRow, top: float, *, dots: bool) -> float:
    numbers = _numbers(row, chart.language)
    # Where no dots are drawn, the label may run up to the first number.
    room = plan.label_room if dots else plan.rights[0] - width(numbers[0], bold=True) - 12
    lines = wrap(row.label, room, bold=not dots)
    pitch = max(_PITCH, block_height(len(lines)) + 4)
    middle = top + pitch / 2
    sheet.block(lines, 0, middle - block_height(len(lines)) / 2, font=Font(bold=not dots))
    for number, right in zip(numbers, plan.rights, strict=True):
        sheet.middle(number, right, middle, align="right", font=Font(bold=not dots))
    if dots:
        before, after = plan.axis.at(row.before), plan.axis.at(row.after)
        if before != after:
            sheet.line([(before, middle), (after, middle)], colour=look.BEFORE, line=1.5)
        _dot(sheet, after, middle, projected=row.after_projected, colour=look.ACCENT, diameter=_AFTER)
        _dot(sheet, before, middle, projected=row.before_projected, colour=look.BEFORE, diameter=_BEFORE)
    return top + pitch


def _dot(sheet: Sheet, x: float, y: float, *, projected: bool, colour: str, diameter: float) -> None:
    if projected:
        sheet.dot(x, y, diameter - 1.25, fill=look.PAPER, edge=colour, line=1.25)
    else:
        sheet.dot(x, y, diameter, fill=colour)


def _axis(sheet: Sheet, chart: DumbbellChart, plan: _Plan, top: float) -> float:
    scale, zero = plan.axis.scale, plan.axis.zero
    ticks = [(log10(tick), count(tick, chart.language)) for tick in plan.axis.ticks]
    bottom = sheet.ruler(scale, top, ticks)
    if zero is not None:
        # Two strokes say that the axis is broken between zero and its first value.
        gap = scale.left - _ZERO_ROOM / 2
        sheet.line([(zero, top), (gap - 1.5, top)])
        sheet.line([(gap + 1.5, top), (scale.left, top)])
        for x in (gap - 1.5, gap + 1.5):
            sheet.line([(x - 1.5, top + 3.5), (x + 1.5, top - 3.5)])
        sheet.line([(zero, top), (zero, top + 3.5)])
        sheet.block([count(0, chart.language)], zero, top + 5, align="center", font=SMALL_PRINT)
    if chart.axis_label:
        left = scale.left if zero is None else zero
        lines = wrap(chart.axis_label, scale.right - left, SMALL)
        sheet.block(lines, left, bottom + 2, font=QUIET)
        bottom += 2 + block_height(len(lines), SMALL)
    return bottom


def _summary(sheet: Sheet, chart: DumbbellChart, plan: _Plan, top: float) -> float:
    sheet.line([(0, top), (WIDTH, top)], colour=look.RULE)
    bottom = top + 2
    if chart.total is not None:
        bottom = _row(sheet, chart, plan, chart.total, bottom, dots=False)
    if chart.ratio is not None:
        value = decimal(chart.ratio.value, chart.language)
        if chart.ratio.low is not None and chart.ratio.high is not None:
            value += " " + interval(chart.ratio.low, chart.ratio.high, chart.language)
        lines = wrap(chart.ratio.label, WIDTH - width(value, bold=True) - 12)
        pitch = max(_PITCH, block_height(len(lines)) + 4)
        sheet.block(lines, 0, bottom + (pitch - block_height(len(lines))) / 2)
        sheet.middle(value, WIDTH, bottom + pitch / 2, align="right", font=STRONG)
        bottom += pitch
    return bottom


def _entries(chart: DumbbellChart) -> tuple[Entry, ...]:
    """Say what the dots are; a period that is projected everywhere is hollow here as well."""
    entries = []
    for label, colour, diameter, flags in (
        (chart.before_label, look.BEFORE, _BEFORE, [row.before_projected for row in chart.rows]),
        (chart.after_label, look.ACCENT, _AFTER, [row.after_projected for row in chart.rows]),
    ):
        hollow = all(flags)
        fill, edge = (look.PAPER, colour) if hollow else (colour, "")
        entries.append(Entry(label, fill, kind="dot", edge=edge, diameter=diameter - 1.25 * hollow))
    if any(row.before_projected or row.after_projected for row in chart.rows):
        entries.append(Entry(chart.projected_label, look.PAPER, kind="dot", edge=look.MUTED, diameter=_AFTER - 1.25))
    return tuple(entries)
