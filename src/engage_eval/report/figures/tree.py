"""Recruitment trees: seeds on top, a row a wave, and a shape that says where each person ended; nobody is named.

What doesn't fit is drawn coarser by steps: first recruits of one recruiter that end alike become one mark with their
number, then the trees stand in bands below each other, and what even so is too much becomes a table of marks.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from engage_eval.report import look
from engage_eval.report.figures.numerals import Language, count
from engage_eval.report.figures.sheet import LEADING, SMALL, SMALL_PRINT, WIDTH, Sheet, block_height, widest, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARK: Final = 8.0
_ROW: Final = 36.0
_STEP: Final = 20.0  # between two people side by side, where there is room
_TIGHT: Final = 12.0  # and at least
_NUMBERED: Final = 24.0  # where marks carry a number
_GUTTER: Final = 14.0
_BAND_GAP: Final = 18.0
_HIGHEST: Final = 560.0  # a figure must fit a page with its caption
_LEGEND_GAP: Final = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A person (or ``number`` people who end alike) of a ``kind``, and whom that person recruited."""

    kind: str
    recruits: "tuple[Node, ...]" = ()
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeChart:
    """Trees, a Node a seed; ``kinds`` maps each kind (of `MARKS`) to its words, ``waves`` are the rows' labels."""

    trees: tuple[Node, ...]
    kinds: Mapping[str, str]
    waves: tuple[str, ...]
    language: Language


def _circle(sheet: Sheet, x: float, y: float) -> None:
    sheet.dot(x, y, _MARK, fill=look.ACCENT)


def _ring(sheet: Sheet, x: float, y: float) -> None:
    sheet.dot(x, y, _MARK - 1.25, fill=look.PAPER, edge=look.ACCENT, line=1.25)


def _square(sheet: Sheet, x: float, y: float) -> None:
    half = _MARK / 2 - 0.5
    sheet.bar(x - half, y - half, x + half, y + half, fill=look.BEFORE)


def _triangle(sheet: Sheet, x: float, y: float) -> None:
    half = _MARK / 2 + 0.25
    sheet.area([(x - half, y + half), (x + half, y + half), (x, y - half)], fill=look.INK)


def _diamond(sheet: Sheet, x: float, y: float) -> None:
    half = _MARK / 2 + 0.5
    sheet.area([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], fill=look.PAPER, edge=look.MUTED, line=1)


# What each kind looks like: told apart by shape, and by tone on any printer.
MARKS: Final[Mapping[str, Callable[[Sheet, float, float], None]]] = {
    "complete": _circle,
    "unfinished": _ring,
    "ineligible": _square,
    "refused": _triangle,
    "open": _diamond,
}
_ORDER: Final = tuple(MARKS)


def tree(chart: TreeChart) -> "Figure":
    """Draw a TreeChart.

    Raises ValueError where there is nobody, or a kind without a mark, or more waves than labels.
    """
    counts = _counts(chart.trees)
    if not counts or {kind for _wave, kind in counts} - set(MARKS):
        raise ValueError("a recruitment tree needs seeds, and each kind a mark")
    if max(wave for wave, _kind in counts) >= len(chart.waves):
        raise ValueError("each wave needs a label")
    sheet = Sheet()
    left = _left(chart)
    # Too many waves for a page are not even laid out.
    fits = (max(wave for wave, _kind in counts) + 1) * _ROW <= _HIGHEST
    bands, step = _layout(chart.trees, WIDTH - left) if fits else ([], 0.0)
    if bands:
        top = 2.0
        for band in bands:
            top = _band(sheet, chart, band, left, top, step) + _BAND_GAP
        bottom = top - _BAND_GAP
    else:
        bottom = _summary(sheet, chart, counts, left)
    kinds = [kind for kind in _ORDER if any(own == kind for _wave, own in counts)]
    return sheet.finish(_legend(sheet, [(kind, chart.kinds[kind]) for kind in kinds], bottom + _LEGEND_GAP) + 2)


def has_one_mark_each(chart: TreeChart) -> bool:
    """Return whether there is room for a mark for each person, so that no mark carries a number."""
    waves = max((wave for wave, _kind in _counts(chart.trees)), default=0) + 1
    return waves * _ROW <= _HIGHEST and sum(map(_slots, chart.trees)) * _TIGHT <= WIDTH - _left(chart)


def _left(chart: TreeChart) -> float:
    """Return where the marks begin."""
    return widest(chart.waves, SMALL) + _GUTTER


def _counts(trees: Sequence[Node]) -> Counter[tuple[int, str]]:
    """Return how many people there are by wave and kind."""
    found: Counter[tuple[int, str]] = Counter()
    level, wave = list(trees), 0
    while level:
        for node in level:
            found[wave, node.kind] += node.number
        level, wave = [recruit for node in level for recruit in node.recruits], wave + 1
    return found


def _layout(trees: Sequence[Node], room: float) -> tuple[list[list[Node]], float]:
    """Return bands of trees and the step between people; no bands where even grouped trees are too much."""
    ordered = _ordered(trees)
    slots = sum(map(_slots, ordered))
    if slots * _TIGHT <= room:
        return [ordered], min(_STEP, room / slots)
    grouped = _grouped(ordered)
    if any(_slots(one) * _NUMBERED > room for one in grouped):
        return [], 0
    bands: list[list[Node]] = []
    for one in grouped:
        if bands and (sum(map(_slots, bands[-1])) + _slots(one)) * _NUMBERED <= room:
            bands[-1].append(one)
        else:
            bands.append([one])
    height = sum(max(map(_depth, band)) * _ROW + _BAND_GAP for band in bands)
    return (bands, _NUMBERED) if height <= _HIGHEST else ([], 0)


def _ordered(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes with the largest tree first, so that the same study is the same picture."""
    sorted_within = [replace(node, recruits=tuple(_ordered(node.recruits))) for node in nodes]
    return sorted(sorted_within, key=lambda node: (-_size(node), _ORDER.index(node.kind), _shape(node)))


def _shape(node: Node) -> str:
    return f"{_ORDER.index(node.kind)}({','.join(map(_shape, node.recruits))})"


def _size(node: Node) -> int:
    return node.number + sum(map(_size, node.recruits))


def _slots(node: Node) -> int:
    return max(1, sum(map(_slots, node.recruits)))


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, node.recruits), default=0)


def _grouped(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes of which those without recruits stand together, one mark a kind."""
    kept = [replace(node, recruits=tuple(_grouped(node.recruits))) for node in nodes if node.recruits]
    ends = Counter(node.kind for node in nodes if not node.recruits)
    return kept + [Node(kind=kind, number=ends[kind]) for kind in _ORDER if ends[kind]]


def _band(sheet: Sheet, chart: TreeChart, trees: Sequence[Node], left: float, top: float, step: float) -> float:
    """Draw trees side by side below ``top``; return the bottom."""
    depth = max(map(_depth, trees))
    for wave in range(depth):
        middle = top + _MARK / 2 + wave * _ROW
        sheet.middle(chart.waves[wave], 0, middle, font=SMALL_PRINT)
    x = left
    for one in trees:
        _draw(sheet, chart, one, (x, top + _MARK / 2), step)
        x += _slots(one) * step
    numbered = any(node.number > 1 for node in _all(trees))
    return top + (depth - 1) * _ROW + _MARK + (block_height(1, SMALL) if numbered else 0)


def _all(nodes: Sequence[Node]) -> list[Node]:
    return [one for node in nodes for one in (node, *_all(node.recruits))]


def _draw(sheet: Sheet, chart: TreeChart, node: Node, place: tuple[float, float], step: float) -> float:
    """Draw a node over its recruits, from the left edge and row of ``place``; return where it stands."""
    left, y = place
    at, children = left, []
    for one in node.recruits:
        children.append((at, one))
        at += _slots(one) * step
    below = y + _ROW
    centres = [_centre(one, edge, step) for edge, one in children]
    x = _centre(node, left, step)
    for centre in centres:
        sheet.line([(x, y), (centre, below)], colour=look.MUTED, line=0.75)
    for edge, one in children:
        _draw(sheet, chart, one, (edge, below), step)
    MARKS[node.kind](sheet, x, y)
    if node.number > 1:
        text = f"×{count(node.number, chart.language)}"
        sheet.block([text], x, y + _MARK / 2 + 1, align="center", font=SMALL_PRINT)
    return x


def _centre(node: Node, left: float, step: float) -> float:
    """Return where a node stands: in the middle between its first and last recruit."""
    if not node.recruits:
        return left + step / 2
    first = _centre(node.recruits[0], left, step)
    before_last = sum(map(_slots, node.recruits[:-1])) * step
    return (first + _centre(node.recruits[-1], left + before_last, step)) / 2


def _summary(sheet: Sheet, chart: TreeChart, counts: Mapping[tuple[int, str], int], left: float) -> float:
    """Draw how many people of each kind each wave has, without links; return the bottom."""
    kinds = [kind for kind in _ORDER if any(own == kind for _wave, own in counts)]
    waves = max(wave for wave, _kind in counts) + 1
    column, height = min((WIDTH - left) / len(kinds), 90.0), 20.0
    for wave in range(waves):
        y = 2 + _MARK / 2 + wave * height
        sheet.middle(chart.waves[wave], 0, y, font=SMALL_PRINT)
        for number, kind in enumerate(kinds):
            people = counts.get((wave, kind), 0)
            if people:
                x = left + _MARK / 2 + number * column
                MARKS[kind](sheet, x, y)
                sheet.middle(f"×{count(people, chart.language)}", x + _MARK, y, font=SMALL_PRINT)
    return 2 + _MARK + (waves - 1) * height


def _legend(sheet: Sheet, entries: Sequence[tuple[str, str]], top: float) -> float:
    """Draw marks with their words on as many lines as they need; return the bottom."""
    x, line = 0.0, SMALL * LEADING + 4
    for kind, words in entries:
        lines = wrap(words, WIDTH - 2 * _MARK, SMALL)
        room = 2 * _MARK + widest(lines, SMALL)
        if x and x + room > WIDTH:
            x, top = 0.0, top + line
        MARKS[kind](sheet, x + _MARK / 2 + 1, top + SMALL * LEADING / 2)
        sheet.block(lines, x + 2 * _MARK - 2, top, font=SMALL_PRINT)
        if len(lines) > 1:
            top += block_height(len(lines) - 1, SMALL)
        x += room + 2 * _MARK
    return top + SMALL * LEADING
