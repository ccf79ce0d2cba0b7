"""Answers per item: diverging bars around zero, the neutral answers in a panel of their own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engage_eval.report import look
from engage_eval.report.figures.legend import Entry, draw_legend
from engage_eval.report.figures.numerals import Language, count, whole_percent
from engage_eval.report.figures.sheet import (
    QUIET,
    SMALL,
    SMALL_PRINT,
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

_LABEL_ROOM: Final = 165.0
_BAR: Final = 15.0
_PITCH: Final = 21.0
# Below this n a percentage pretends to a precision that the data lack: the segments show counts.
_SMALL_N: Final = 30
# Items whose n lies on both sides of it share one notation, counts, as long as these have two digits.
_TWO_DIGITS: Final = 100
_STEPS: Final = (0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LikertRow:
    """An item and how many chose each level, in the order of the chart's levels."""

    label: str
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LikertChart:
    """Items answered on one scale; levels run from most disagreement to most agreement.

    ``neutral`` is the index of the neutral level, None where the scale has none; ``first_agree`` the index of the first
    level that counts as agreement (left out: the one after neutral, else the upper half of the scale). ``axis_label``
    says what 100% is; ``no_answers`` stands in a row whose n is 0.
    """

    rows: tuple[LikertRow, ...]
    levels: tuple[str, ...]
    neutral: int | None
    language: Language
    first_agree: int | None = None
    n_label: str = "n"
    axis_label: str = ""
    no_answers: str = "\N{EN DASH}"

    @property
    def agree(self) -> tuple[int, ...]:
        """The indices of the levels that count as agreement, weak to strong."""
        first = self.first_agree
        if first is None:
            first = (len(self.levels) + 1) // 2 if self.neutral is None else self.neutral + 1
        return tuple(level for level in range(first, len(self.levels)) if level != self.neutral)

    @property
    def disagree(self) -> tuple[int, ...]:
        """The indices of the levels that count as disagreement, weak to strong (from the middle outwards)."""
        return tuple(
            level for level in reversed(range(len(self.levels))) if level != self.neutral and level not in self.agree
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things stand across the sheet."""

    label_room: float
    n_right: float
    main: Scale
    neutral: Scale | None
    step: float
    colours: tuple[str, ...]
    counts_below: int
    language: Language


@dataclass(frozen=True, slots=True)
class _Side:
    """Levels from the middle outwards, the scale that they stand on, and whether they go left (-1) or right (1)."""

    levels: tuple[int, ...]
    scale: Scale
    sign: int


def likert(chart: LikertChart) -> "Figure":
    """Draw a LikertChart: items by falling agreement, n per item, counts in the segments where n is small.

    Raises ValueError where there are no rows, or a row has not one count per level.
    """
    if not chart.rows or any(len(row.counts) != len(chart.levels) for row in chart.rows):
        raise ValueError("a Likert chart needs rows with one count per level")
    sheet = Sheet()
    plan = _plan(chart)
    top = _heads(sheet, chart, plan)
    bottom = top
    for row in sorted(chart.rows, key=lambda row: _order(chart, row)):
        lines = wrap(row.label, plan.label_room)
        pitch = max(_PITCH, block_height(len(lines)) + 5)
        if row.n == 0:
            pitch = max(pitch, block_height(len(_no_answers(chart, plan)), SMALL) + 5)
        middle = bottom + pitch / 2
        sheet.block(lines, 0, middle - block_height(len(lines)) / 2)
        sheet.middle(count(row.n, chart.language), plan.n_right, middle, align="right", font=QUIET)
        _segments(sheet, chart, plan, row, middle)
        bottom += pitch
    return sheet.finish(_feet(sheet, chart, plan, top, bottom))


def _order(chart: LikertChart, row: LikertRow) -> tuple[float, float]:
    """Sort by agreement, then by less disagreement; rows without answers come last."""
    if row.n == 0:
        return (1.0, 0.0)
    return (-_share(row, chart.agree), _share(row, chart.disagree))


def _share(row: LikertRow, levels: tuple[int, ...]) -> float:
    return sum(row.counts[level] for level in levels) / row.n if row.n else 0.0


def _plan(chart: LikertChart) -> _Plan:
    answered = [row.n for row in chart.rows if row.n]
    counts_below = _TWO_DIGITS if answered and min(answered) < _SMALL_N and max(answered) < _TWO_DIGITS else _SMALL_N
    label_room = min(_LABEL_ROOM, widest([clean(row.label) for row in chart.rows]))
    heads = [clean(chart.n_label), *(count(row.n, chart.language) for row in chart.rows)]
    n_right = label_room + 8 + widest(heads, SMALL)
    left = n_right + 20
    edge = WIDTH - width(whole_percent(1, 1, chart.language), SMALL) / 2 - 1
    groups = [chart.disagree, chart.agree] + ([] if chart.neutral is None else [(chart.neutral,)])
    largest = [max(_share(row, group) for row in chart.rows) for group in groups]
    gap = 0.0 if chart.neutral is None else 30.0
    for step in _STEPS:
        # Each panel reaches to the next tick, and one percent is equally long in both.
        reach = [step * max(1, -(-share // step)) for share in largest]
        unit = (edge - left - gap) / sum(reach)
        if unit * step >= width(whole_percent(1, 1, chart.language), SMALL) + 5:
            break
    turn = left + unit * (reach[0] + reach[1])
    neutral = None if chart.neutral is None else Scale(0, reach[2], turn + gap, edge)
    main = Scale(-reach[0], reach[1], left, turn)
    return _Plan(label_room, n_right, main, neutral, step, _colours(chart), counts_below, chart.language)


def _colours(chart: LikertChart) -> tuple[str, ...]:
    colours = [look.NEUTRAL] * len(chart.levels)
    for levels, ramps in ((chart.disagree, look.DISAGREE_RAMPS), (chart.agree, look.AGREE_RAMPS)):
        ramp = ramps[min(len(levels), len(ramps)) - 1]
        for number, level in enumerate(reversed(levels)):
            colours[level] = ramp[number if len(levels) <= len(ramp) else number * (len(ramp) - 1) // (len(levels) - 1)]
    return tuple(colours)


def _heads(sheet: Sheet, chart: LikertChart, plan: _Plan) -> float:
    """Write the heads of the n column and the neutral panel; return their bottom."""
    lines: tuple[str, ...] = ("",)
    if chart.neutral is not None and plan.neutral is not None:
        lines = wrap(chart.levels[chart.neutral], WIDTH - plan.neutral.left, SMALL)
        sheet.block(lines, plan.neutral.left, 0, font=SMALL_PRINT)
    bottom = block_height(len(lines), SMALL)
    sheet.block([clean(chart.n_label)], plan.n_right, bottom - block_height(1, SMALL), align="right", font=QUIET)
    return bottom + 2


def _segments(sheet: Sheet, chart: LikertChart, plan: _Plan, row: LikertRow, middle: float) -> None:
    if row.n == 0:
        lines = _no_answers(chart, plan)
        sheet.block(lines, plan.main.at(0) + 6, middle - block_height(len(lines), SMALL) / 2, font=QUIET)
        return
    _side(sheet, plan, row, middle, _Side(chart.disagree, plan.main, -1))
    _side(sheet, plan, row, middle, _Side(chart.agree, plan.main, 1))
    if chart.neutral is not None and plan.neutral is not None:
        _side(sheet, plan, row, middle, _Side((chart.neutral,), plan.neutral, 1))


def _no_answers(chart: LikertChart, plan: _Plan) -> tuple[str, ...]:
    return wrap(chart.no_answers, WIDTH - plan.main.at(0) - 6, SMALL)


def _side(sheet: Sheet, plan: _Plan, row: LikertRow, middle: float, side: _Side) -> None:
    """Draw one side's segments outwards from zero.

    A number too wide for its segment is left to the table, since beside the bar it would read as the side's total;
    only where the segment is the whole side does it stand there.
    """
    present = [level for level in side.levels if row.counts[level]]
    done = 0
    for level in present:
        start, stop = (side.scale.at(side.sign * part / row.n) for part in (done, done + row.counts[level]))
        done += row.counts[level]
        fill = plan.colours[level]
        sheet.bar(min(start, stop), middle - _BAR / 2, max(start, stop), middle + _BAR / 2, fill=fill)
        if level != present[0]:
            sheet.line([(start, middle - _BAR / 2), (start, middle + _BAR / 2)], colour=look.PAPER)
        number = count(row.counts[level], plan.language)
        text = number if row.n < plan.counts_below else whole_percent(row.counts[level], row.n, plan.language)
        if width(text, SMALL) + 2 <= abs(stop - start):
            colour = readable_on(fill)
            sheet.middle(text, (start + stop) / 2, middle, align="center", font=Font(size=SMALL, colour=colour))
        elif len(present) == 1:
            sheet.middle(
                text, stop + side.sign * 2.5, middle, align="left" if side.sign > 0 else "right", font=SMALL_PRINT
            )


def _feet(sheet: Sheet, chart: LikertChart, plan: _Plan, top: float, bottom: float) -> float:
    """Draw the axes, the zero line and the legend; return the sheet's height."""
    zero = plan.main.at(0)
    sheet.line([(zero, top), (zero, bottom + 2)])
    axis = bottom + 2
    for scale in (plan.main, plan.neutral):
        if scale is not None:
            first, last = round(scale.low / plan.step), round(scale.high / plan.step)
            marks = [number * plan.step for number in range(first, last + 1)]
            ticks = [(mark, whole_percent(abs(round(100 * mark)), 100, chart.language)) for mark in marks]
            bottom = sheet.ruler(scale, axis, ticks)
    if chart.axis_label:
        lines = wrap(chart.axis_label, WIDTH - plan.main.left, SMALL)
        sheet.block(lines, plan.main.left, bottom + 2, font=QUIET)
        bottom += 2 + block_height(len(lines), SMALL)
    entries = tuple(Entry(label, colour) for label, colour in zip(chart.levels, plan.colours, strict=True))
    return draw_legend(sheet, entries, left=0, right=WIDTH, top=bottom + 7)


def readable_on(fill: str) -> str:
    """Return ink or paper, whichever stands out more on ``fill`` (WCAG 2.2 contrast ratio)."""
    light = _luminance(fill)
    on_ink = (light + 0.05) / (_luminance(look.INK) + 0.05)
    on_paper = 1.05 / (light + 0.05)
    return look.INK if on_ink >= on_paper else look.PAPER


def _luminance(colour: str) -> float:
    """Return a colour's relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    knee = 0.04045
    return float(channel / 12.92 if channel <= knee else ((channel + 0.055) / 1.055) ** 2.4)
