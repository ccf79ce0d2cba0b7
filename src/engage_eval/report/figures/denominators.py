"""Shares with their intervals: the headline over each honest denominator, and reach, on one axis."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engage_eval.report import look
from engage_eval.report.figures.numerals import (
    WIDEST_INTERVAL,
    WIDEST_SHARE,
    Language,
    count,
    percent,
    share_interval,
    whole_percent,
)
from engage_eval.report.figures.sheet import QUIET, SMALL, WIDTH, Scale, Sheet, block_height, clean, widest, width, wrap
from engage_eval.report.numbers import DASH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LABEL_ROOM: Final = 150.0
_PITCH: Final = 19.0
_DOT: Final = 7.5
_CAP: Final = 2.5
# Between a percentage and its interval.
_GAP: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A share (0 to 1) of ``n`` with its interval; None where it is undefined, and ``why`` says so in its place.

    ``apart`` rows answer another question (reach): a gap and a grey diamond set them off.
    """

    label: str
    count: int
    n: int
    share: float | None
    low: float | None = None
    high: float | None = None
    apart: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChart:
    """The rows in the order of the report, and the heads of the two columns of numbers."""

    rows: tuple[ShareRow, ...]
    count_label: str
    share_label: str
    language: Language
    axis_label: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    label_room: float
    scale: Scale
    count_right: float
    share_left: float
    share_right: float


def denominators(chart: ShareChart) -> "Figure":
    """Draw a ShareChart: a dot and its interval per row, and the same numbers at the right.

    Raises ValueError where there are no rows.
    """
    if not chart.rows:
        raise ValueError("a chart of shares needs rows")
    sheet = Sheet()
    plan = _plan(chart)
    bottom = _heads(sheet, chart, plan)
    for number, row in enumerate(chart.rows):
        if row.apart and number and not chart.rows[number - 1].apart:
            sheet.line([(0, bottom + 3), (WIDTH, bottom + 3)], colour=look.RULE, line=0.5)
            bottom += 6
        bottom = _row(sheet, chart, plan, row, bottom)
    ticks = [(quarter / 4, whole_percent(quarter, 4, chart.language)) for quarter in range(5)]
    bottom = sheet.ruler(plan.scale, bottom + 3, ticks)
    if chart.axis_label:
        lines = wrap(chart.axis_label, plan.count_right - plan.scale.left, SMALL)
        sheet.block(lines, plan.scale.left, bottom + 2, font=QUIET)
        bottom += 2 + block_height(len(lines), SMALL)
    return sheet.finish(bottom + 1)


def _counts(row: ShareRow, language: Language) -> str:
    return f"{count(row.count, language)}/{count(row.n, language)}"


def _plan(chart: ShareChart) -> _Plan:
    label_room = min(_LABEL_ROOM, widest([clean(row.label) for row in chart.rows]))
    share_right = WIDTH - _GAP - width(share_interval(*WIDEST_INTERVAL, chart.language))
    share_left = share_right - width(percent(WIDEST_SHARE, chart.language))
    count_room = max(widest([_counts(row, chart.language) for row in chart.rows]), widest(_count_head(chart), SMALL))
    scale = Scale(0, 1, label_room + 18, share_left - 10 - count_room - 18)
    return _Plan(label_room, scale, share_left - 10, share_left, share_right)


def _count_head(chart: ShareChart) -> tuple[str, ...]:
    return wrap(chart.count_label, 60, SMALL)


def _heads(sheet: Sheet, chart: ShareChart, plan: _Plan) -> float:
    counts, shares = _count_head(chart), wrap(chart.share_label, WIDTH - plan.share_left, SMALL)
    deepest = max(len(counts), len(shares))
    for lines, x, right in ((counts, plan.count_right, True), (shares, plan.share_left, False)):
        top = block_height(deepest - len(lines), SMALL)
        sheet.block(lines, x, top, align="right" if right else "left", font=QUIET)
    return block_height(deepest, SMALL) + 3


def _row(sheet: Sheet, chart: ShareChart, plan: _Plan, row: ShareRow, top: float) -> float:
    lines = wrap(row.label, plan.label_room)
    why = wrap(row.why or DASH, WIDTH - plan.share_left, SMALL) if row.share is None else ()
    pitch = max(_PITCH, block_height(len(lines)) + 5, block_height(len(why), SMALL) + 5)
    middle = top + pitch / 2
    sheet.block(lines, 0, middle - block_height(len(lines)) / 2)
    sheet.middle(_counts(row, chart.language), plan.count_right, middle, align="right")
    sheet.block(why, plan.share_left, middle - block_height(len(why), SMALL) / 2, font=QUIET)
    if row.share is not None:
        sheet.middle(percent(row.share, chart.language), plan.share_right, middle, align="right")
        _mark(sheet, plan, row, row.share, middle)
        if row.low is not None and row.high is not None:
            text = share_interval(row.low, row.high, chart.language)
            sheet.middle(text, plan.share_right + _GAP, middle)
    return top + pitch


def _mark(sheet: Sheet, plan: _Plan, row: ShareRow, share: float, middle: float) -> None:
    colour = look.MUTED if row.apart else look.ACCENT
    if row.low is not None and row.high is not None:
        low, high = plan.scale.at(row.low), plan.scale.at(row.high)
        sheet.line([(low, middle), (high, middle)], colour=colour, line=1.25)
        for x in (low, high):
            sheet.line([(x, middle - _CAP), (x, middle + _CAP)], colour=colour, line=1.25)
    x, half = plan.scale.at(share), _DOT / 2 + 0.5
    if row.apart:
        sheet.area([(x, middle - half), (x + half, middle), (x, middle + half), (x - half, middle)], fill=colour)
    else:
        sheet.dot(x, middle, _DOT, fill=colour)
