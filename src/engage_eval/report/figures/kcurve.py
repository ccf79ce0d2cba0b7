"""Share over K: how many agree with at least K of J characteristics, for each K, with the declared K marked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engage_eval.report import look
from engage_eval.report.figures.legend import Entry, draw_legend
from engage_eval.report.figures.numerals import WIDEST_SHARE, Language, count, percent, share_interval, whole_percent
from engage_eval.report.figures.sheet import (
    QUIET,
    SMALL,
    SMALL_PRINT,
    WIDTH,
    Font,
    Scale,
    Sheet,
    block_height,
    width,
    wrap,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEIGHT: Final = 150.0
_INSET: Final = 14.0
_DOT: Final = 5.0
_DECLARED_DOT: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KPoint:
    """The share (0 to 1) who agree with at least ``k`` characteristics; None where nobody could be judged."""

    k: int
    share: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KCurve:
    """The points by rising K; ``declared`` is the K of the study's rule, None where it has none.

    ``axis_label`` says what K is, ``share_label`` what the percentages are of, ``interval_label`` what the ribbon is.
    """

    points: tuple[KPoint, ...]
    declared: int | None
    axis_label: str
    share_label: str
    interval_label: str
    language: Language
    no_data: str = "\N{EN DASH}"


def kcurve(chart: KCurve) -> "Figure":
    """Draw a KCurve: a line with its ribbon, percentages beside the dots, the declared K named above.

    Raises ValueError where there are no points.
    """
    if not chart.points:
        raise ValueError("a curve needs points")
    sheet = Sheet()
    left = width(percent(1, chart.language), SMALL) + 8
    right = WIDTH - width(percent(WIDEST_SHARE, chart.language), SMALL) + _INSET - 4
    first, last = chart.points[0].k, chart.points[-1].k
    across = Scale(first - (first == last), last + (first == last), left + _INSET, right - _INSET)
    heading = wrap(chart.share_label, WIDTH, SMALL)
    sheet.block(heading, 0, 0, font=QUIET)
    top = block_height(len(heading), SMALL) + 4
    named = [point for point in chart.points if point.k == chart.declared and point.share is not None]
    if named:
        top += _callout(sheet, named[0], chart.language, across, top)
    # Room above 100% for the percentages of dots that stand there.
    top += 14
    up = Scale(0, 1, top + _HEIGHT, top)
    _ribbon(sheet, chart, across, up)
    _frame(sheet, chart, left, right, up)
    if named:
        x = across.at(named[0].k)
        sheet.line([(x, top - 12), (x, up.left)], colour=look.ACCENT, line=0.6)
    _curve(sheet, chart, across, up)
    bottom = _ks(sheet, chart, across, up.left + 4)
    lines = wrap(chart.axis_label, right - left, SMALL)
    sheet.block(lines, (left + right) / 2, bottom + 2, align="center", font=QUIET)
    bottom += block_height(len(lines), SMALL) + 8
    return sheet.finish(_legend(sheet, chart, left, bottom))


def _known(chart: KCurve) -> list[tuple[int, float]]:
    return [(point.k, point.share) for point in chart.points if point.share is not None]


def _callout(sheet: Sheet, point: KPoint, language: Language, across: Scale, top: float) -> float:
    """Say the declared K and its share above the thin line that leads to it; return the height taken."""
    text = f"K = {count(point.k, language)}: {percent(point.share or 0.0, language)}"
    if point.low is not None and point.high is not None:
        text += " " + share_interval(point.low, point.high, language)
    half = width(text, bold=True) / 2
    x = min(max(across.at(point.k), half), WIDTH - half)
    sheet.block([text], x, top, align="center", font=Font(colour=look.ACCENT, bold=True))
    return block_height(1)


def _frame(sheet: Sheet, chart: KCurve, left: float, right: float, up: Scale) -> None:
    """Draw the percent axis; its faint lines let the ribbon be read, which carries no numbers."""
    for quarter in range(5):
        y = up.at(quarter / 4)
        sheet.line(
            [(left, y), (right, y)], colour=look.INK if quarter == 0 else look.RULE, line=0.75 if quarter == 0 else 0.4
        )
        sheet.middle(whole_percent(quarter, 4, chart.language), left - 5, y, align="right", font=SMALL_PRINT)


def _ribbon(sheet: Sheet, chart: KCurve, across: Scale, up: Scale) -> None:
    bounds = [
        (across.at(point.k), up.at(point.low), up.at(point.high))
        for point in chart.points
        if point.low is not None and point.high is not None
    ]
    if len(bounds) == 1:
        x, low, high = bounds[0]
        bounds = [(x - 3, low, high), (x + 3, low, high)]
    if bounds:
        upper = [(x, high) for x, _, high in bounds]
        lower = [(x, low) for x, low, _ in reversed(bounds)]
        sheet.area([*upper, *lower], fill=look.ACCENT_TINT)


def _curve(sheet: Sheet, chart: KCurve, across: Scale, up: Scale) -> None:
    known = _known(chart)
    if not known:
        middle = (across.left + across.right) / 2
        sheet.middle(wrap(chart.no_data, across.right - across.left)[0], middle, up.at(0.375), align="center")
        return
    if len(known) > 1:
        sheet.line([(across.at(k), up.at(share)) for k, share in known], colour=look.ACCENT, line=1.5)
    named = _named(chart, across)
    for k, share in known:
        x, y = across.at(k), up.at(share)
        sheet.dot(x, y, _DECLARED_DOT if k == chart.declared else _DOT, fill=look.ACCENT)
        if k in named:
            # A share over K never rises, so the place above and to the right of a dot is free of the line.
            sheet.words(percent(share, chart.language), x + 2, y - 5, font=SMALL_PRINT)


def _named(chart: KCurve, across: Scale) -> set[int]:
    """Choose the dots whose percentage fits, from the left; the declared K has its own above the plot."""
    room = width(percent(WIDEST_SHARE, chart.language), SMALL) + 4
    chosen: list[int] = []
    for k, _ in _known(chart):
        if k != chart.declared and all(across.at(k) - across.at(other) >= room for other in chosen):
            chosen.append(k)
    return set(chosen)


def _ks(sheet: Sheet, chart: KCurve, across: Scale, top: float) -> float:
    room = width(count(chart.points[-1].k, chart.language), SMALL, bold=True) + 4
    chosen: list[int] = []
    for point in sorted(chart.points, key=lambda one: (one.k != chart.declared, one.k)):
        if all(abs(across.at(point.k) - across.at(other)) >= room for other in chosen):
            chosen.append(point.k)
            declared = point.k == chart.declared
            colour = look.ACCENT if declared else look.INK
            font = Font(size=SMALL, colour=colour, bold=declared)
            sheet.block([count(point.k, chart.language)], across.at(point.k), top, align="center", font=font)
    return top + block_height(1, SMALL)


def _legend(sheet: Sheet, chart: KCurve, left: float, bottom: float) -> float:
    if not any(point.low is not None for point in chart.points):
        return bottom
    entry = Entry(chart.interval_label, look.ACCENT_TINT, kind="band")
    return draw_legend(sheet, (entry,), left=left, right=WIDTH, top=bottom)
