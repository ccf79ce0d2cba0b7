"""Importance over performance: numbered points with intervals and cross-hairs, hollow where a place is not stable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, cos, floor, hypot, pi, sin
from typing import TYPE_CHECKING, Final, TypeAlias

from engage_eval.report import look
from engage_eval.report.figures.legend import Entry, draw_legend
from engage_eval.report.figures.numerals import Language
from engage_eval.report.figures.sheet import (
    DIGIT,
    LABEL,
    QUIET,
    SMALL,
    SMALL_PRINT,
    STRONG,
    WIDTH,
    Align,
    Font,
    Point,
    Scale,
    Sheet,
    block_height,
    widest,
    width,
    wrap,
)
from engage_eval.report.numbers import format_value

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom

_SIDE: Final = 208.0
_INSET: Final = 10.0
_GAP: Final = 18.0
_DOT: Final = 7.0
_STEP: Final = 0.5  # axes begin and end at half points
_NUMBER: Final = Font(size=SMALL, bold=True)
# Where a number is tried around its dot: first to the upper right, then in ever wider rings.
_TURNS: Final = (2, 6, 14, 10, 0, 8, 4, 12, 1, 7, 15, 9, 3, 5, 13, 11)
_FULL_TURN: Final = 16
_NEAREST: Final = 9.0
_RING: Final = 4.0
_RINGS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class IpaPoint:
    """A characteristic's mean performance (x) and importance (y) with their intervals (None where there is none).

    ``number`` is what the tables call it.
    """

    number: int
    label: str
    x: float
    y: float
    x_interval: tuple[float, float] | None = None
    y_interval: tuple[float, float] | None = None
    stable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class IpaChart:
    """Points on a scale from ``low`` to ``high``.

    ``means`` are the dark cross-hairs (None where there are none), ``midpoint`` the light ones, which are drawn where
    the axes reach them. ``corners`` name the quadrants: upper left, upper right, lower left, lower right.
    """

    points: tuple[IpaPoint, ...]
    means: tuple[float, float] | None
    midpoint: float
    low: float
    high: float
    x_label: str
    y_label: str
    corners: tuple[str, str, str, str]
    stable_label: str
    unstable_label: str
    language: Language


@dataclass(frozen=True, slots=True)
class _Field:
    """Where data lie: both scales, and the square around them with its strips for the quadrants' names."""

    across: Scale
    up: Scale  # left is its bottom, right its top
    square: Box

    def box(self) -> Box:
        """Return the part of the square that belongs to data and their numbers."""
        left, _, right, _ = self.square
        return left + 1, self.up.right - _INSET, right - 1, self.up.left + _INSET


def ipa(chart: IpaChart) -> "Figure":
    """Draw an IpaChart; raises ValueError where there are no points."""
    if not chart.points:
        raise ValueError("an importance-performance chart needs points")
    sheet = Sheet()
    field = _frame(sheet, chart)
    _crosshairs(sheet, chart, field)
    spots = [(field.across.at(one.x), field.up.at(one.y)) for one in chart.points]
    for one, spot in zip(chart.points, spots, strict=True):
        _whiskers(sheet, one, spot, field)
    places = _number_places([one.number for one in chart.points], spots, field.box())
    for spot, place in zip(spots, places, strict=True):
        if hypot(place[0] - spot[0], place[1] - spot[1]) > _NEAREST + _RING:
            sheet.line([spot, place], colour=look.MUTED, line=0.5)
    for one, (x, y) in zip(chart.points, spots, strict=True):
        hollow = not one.stable
        sheet.dot(
            x,
            y,
            _DOT - 1.25 * hollow,
            fill=look.PAPER if hollow else look.ACCENT,
            edge=look.ACCENT if hollow else "",
            line=1.25 * hollow,
        )
    for one, (x, y) in zip(chart.points, places, strict=True):
        left, top, right, bottom = _number_box(one.number, x, y)
        sheet.bar(left, top, right, bottom, fill=look.PAPER)
        sheet.middle(str(one.number), x, y, align="center", font=_NUMBER)
    key = _key(sheet, chart, field.square[2] + _GAP, field.square[1])
    bottom = _axis(sheet, chart, field)
    return sheet.finish(draw_legend(sheet, _entries(chart), left=0, right=WIDTH, top=max(bottom, key) + 6))


def _frame(sheet: Sheet, chart: IpaChart) -> _Field:
    """Draw the square, the names of its quadrants and the upright axis."""
    x_ends = _range(chart, [one.x for one in chart.points], [one.x_interval for one in chart.points])
    y_ends = _range(chart, [one.y for one in chart.points], [one.y_interval for one in chart.points])
    names = _ticks(*y_ends, chart.language)
    left = widest([name for _, name in names], SMALL) + 8
    heading = wrap(chart.y_label, left + _SIDE, SMALL)
    sheet.block(heading, 0, 0, font=QUIET)
    top = block_height(len(heading), SMALL) + 5
    corners = [wrap(name, _SIDE / 2 - 10, SMALL) for name in chart.corners]
    upper, lower = (block_height(max(map(len, pair)), SMALL) + 4 for pair in (corners[:2], corners[2:]))
    field = _Field(
        across=Scale(*x_ends, left + _INSET, left + _SIDE - _INSET),
        up=Scale(*y_ends, top + upper + _SIDE - _INSET, top + upper + _INSET),
        square=(left, top, left + _SIDE, top + upper + _SIDE + lower),
    )
    bottom = field.square[3]
    sides: tuple[tuple[float, Align], ...] = ((left + 5, "left"), (left + _SIDE - 5, "right"))
    for lines, (x, align) in zip(corners[:2], sides, strict=True):
        sheet.block(lines, x, top + 3, align=align, font=QUIET)
    for lines, (x, align) in zip(corners[2:], sides, strict=True):
        sheet.block(lines, x, bottom - 3 - block_height(len(lines), SMALL), align=align, font=QUIET)
    edge = [(left, top), (left + _SIDE, top), (left + _SIDE, bottom), (left, bottom), (left, top)]
    sheet.line(edge, colour=look.RULE)
    for tick, name in names:
        y = field.up.at(tick)
        sheet.line([(left - 3.5, y), (left, y)])
        sheet.middle(name, left - 5, y, align="right", font=SMALL_PRINT)
    return field


def _axis(sheet: Sheet, chart: IpaChart, field: _Field) -> float:
    """Draw the lying axis with its label below the square; return its bottom."""
    left, _, right, bottom = field.square
    ticks = _ticks(field.across.low, field.across.high, chart.language)
    bottom = sheet.ruler(field.across, bottom, ticks, line=False)
    lines = wrap(chart.x_label, right - left, SMALL)
    sheet.block(lines, (left + right) / 2, bottom + 2, align="center", font=QUIET)
    return bottom + 2 + block_height(len(lines), SMALL)


def _range(chart: IpaChart, values: Sequence[float], intervals: Sequence[tuple[float, float] | None]) -> Point:
    """Return where an axis begins and ends: around values and intervals, at half points, within the scale."""
    ends = [min(max(end, chart.low), chart.high) for pair in intervals if pair for end in pair]
    low = floor(min(*values, *ends, chart.high) / _STEP) * _STEP
    high = ceil(max(*values, *ends, chart.low) / _STEP) * _STEP
    if high - low < 2 * _STEP:
        high = min(chart.high, low + 2 * _STEP)
        low = high - 2 * _STEP
    return low, high


def _ticks(low: float, high: float, language: Language) -> list[tuple[float, str]]:
    """Return a tick each half point, each whole point where there are many."""
    step = _STEP if high - low <= 6 * _STEP else 2 * _STEP
    first = ceil(low / step) * step
    values = [first + step * place for place in range(floor((high - first) / step) + 1)]
    return [(value, format_value(value, "decimal1", language)) for value in values]


def _crosshairs(sheet: Sheet, chart: IpaChart, field: _Field) -> None:
    """Draw both cross-hairs, each where it lies within the axes."""
    left, top, right, bottom = field.box()
    lines = [((chart.midpoint, chart.midpoint), look.RULE)]
    if chart.means is not None:
        lines.append((chart.means, look.INK))
    for (x, y), colour in lines:
        if field.across.low <= x <= field.across.high:
            sheet.line([(field.across.at(x), top), (field.across.at(x), bottom)], colour=colour, line=0.75)
        if field.up.low <= y <= field.up.high:
            sheet.line([(left, field.up.at(y)), (right, field.up.at(y))], colour=colour, line=0.75)


def _whiskers(sheet: Sheet, one: IpaPoint, spot: Point, field: _Field) -> None:
    """Draw the intervals as far as the axes go."""
    x, y = spot
    if one.x_interval is not None:
        ends = [(field.across.at(_within(end, field.across)), y) for end in one.x_interval]
        sheet.line(ends, colour=look.BEFORE, line=0.75)
    if one.y_interval is not None:
        ends = [(x, field.up.at(_within(end, field.up))) for end in one.y_interval]
        sheet.line(ends, colour=look.BEFORE, line=0.75)


def _within(value: float, scale: Scale) -> float:
    return min(max(value, scale.low), scale.high)


def _number_places(numbers: Sequence[int], spots: Sequence[Point], room: Box) -> list[Point]:
    """Return where each dot's number stands: near it, on no dot and on no other number."""
    taken = [(x - _DOT / 2, y - _DOT / 2, x + _DOT / 2, y + _DOT / 2) for x, y in spots]
    places = []
    for number, spot in zip(numbers, spots, strict=True):
        place = next((one for one in _tries(spot) if _is_free(_number_box(number, *one), taken, room)), spot)
        taken.append(_number_box(number, *place))
        places.append(place)
    return places


def _tries(spot: Point) -> Iterator[Point]:
    for ring, turn in product(range(_RINGS), _TURNS):
        angle = 2 * pi * turn / _FULL_TURN
        radius = _NEAREST + ring * _RING
        yield spot[0] + radius * cos(angle), spot[1] - radius * sin(angle)


def _number_box(number: int, x: float, y: float) -> Box:
    half, high = width(str(number), SMALL, bold=True) / 2 + 1, SMALL * DIGIT / 2 + 1.5
    return x - half, y - high, x + half, y + high


def _is_free(box: Box, taken: Sequence[Box], room: Box) -> bool:
    left, top, right, bottom = box
    if left < room[0] or top < room[1] or right > room[2] or bottom > room[3]:
        return False
    return all(right <= one[0] or left >= one[2] or bottom <= one[1] or top >= one[3] for one in taken)


def _key(sheet: Sheet, chart: IpaChart, left: float, top: float) -> float:
    """Say at the right which number is which characteristic; return the bottom."""
    room = widest([str(one.number) for one in chart.points], LABEL, bold=True) + 7
    for one in chart.points:
        lines = wrap(one.label, WIDTH - left - room)
        sheet.block([str(one.number)], left + room - 7, top, align="right", font=STRONG)
        sheet.block(lines, left + room, top)
        top += block_height(len(lines)) + 4
    return top


def _entries(chart: IpaChart) -> tuple[Entry, ...]:
    """Say what filled and hollow dots are, as far as there are such."""
    entries = []
    if any(one.stable for one in chart.points):
        entries.append(Entry(chart.stable_label, look.ACCENT, kind="dot", diameter=_DOT))
    if not all(one.stable for one in chart.points):
        label = chart.unstable_label
        entries.append(Entry(label, look.PAPER, kind="dot", edge=look.ACCENT, diameter=_DOT - 1.25))
    return tuple(entries)
