"""Participant flow: boxes from recruited to complete, with those who left and why at the side (after CONSORT)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engage_eval.report import look
from engage_eval.report.figures.numerals import Language, count
from engage_eval.report.figures.sheet import SMALL, SMALL_PRINT, STRONG, WIDTH, Point, Sheet, block_height, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MAIN: Final = 200.0
_SIDE_LEFT: Final = 236.0
_PADDING: Final = 7.0
_GAP: Final = 20.0
_INDENT: Final = 10.0
_ARROW: Final = 5.0
_EDGE: Final = 1.5
_LINE: Final = 0.75
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNote:
    """People who left after a step, or a reason; ``part`` notes are parts of the note above them."""

    label: str
    n: int
    part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    """A box: how many reached this step, and who left between it and the next one."""

    label: str
    n: int
    notes: tuple[FlowNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChart:
    """The steps from the first to the last."""

    steps: tuple[FlowStep, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    indent: float
    bullet: bool


def flow(chart: FlowChart) -> "Figure":
    """Draw a FlowChart; boxes grow with their text, and the figure with the boxes.

    Raises ValueError where there are no steps.
    """
    if not chart.steps:
        raise ValueError("a flow chart needs steps")
    sheet = Sheet()
    # Without side boxes the column stands in the middle.
    left = _EDGE if any(step.notes for step in chart.steps) else (WIDTH - _MAIN) / 2
    middle = left + _MAIN / 2
    bottom, top = 0.0, _EDGE
    for number, step in enumerate(chart.steps, start=1):
        lines = _note_lines(step.notes, chart.language)
        last = number == len(chart.steps)
        if last:
            # Who left at the last step stands beside its box, which moves down where the side box is the higher one.
            top += max(0.0, (_notes_height(lines) - _box_height(step)) / 2)
        if number > 1:
            _arrow(sheet, (middle, bottom), (middle, top))
        bottom = _box(sheet, step, left, top, chart.language)
        gap = _GAP
        if lines:
            gap = max(gap, _notes_height(lines) + _GAP)
            centre = (top + bottom) / 2 if last else bottom + gap / 2
            _arrow(sheet, (left + _MAIN if last else middle, centre), (_SIDE_LEFT, centre))
            side_bottom = _notes_box(sheet, lines, centre - _notes_height(lines) / 2)
            if last:
                bottom = max(bottom, side_bottom)
        top = bottom + gap
    return sheet.finish(bottom + _EDGE)


def _n(number: int, language: Language) -> str:
    return f"n{_NO_BREAK}={_NO_BREAK}{count(number, language)}"


def _box_lines(step: FlowStep) -> tuple[str, ...]:
    return wrap(step.label, _MAIN - 2 * _PADDING)


def _box_height(step: FlowStep) -> float:
    return block_height(len(_box_lines(step)) + 1) + 2 * _PADDING - 2


def _box(sheet: Sheet, step: FlowStep, left: float, top: float, language: Language) -> float:
    """Draw a step's box: its label, and below it how many; return its bottom."""
    lines = _box_lines(step)
    bottom = top + _box_height(step)
    sheet.bar(left, top, left + _MAIN, bottom, fill=look.PAPER, edge=look.MUTED)
    inside = top + _PADDING - 1
    sheet.block(lines, left + _MAIN / 2, inside, align="center")
    below = inside + block_height(len(lines))
    sheet.block([_n(step.n, language)], left + _MAIN / 2, below, align="center", font=STRONG)
    return bottom


def _note_lines(notes: tuple[FlowNote, ...], language: Language) -> list[_Line]:
    lines = []
    for note in notes:
        indent = _INDENT if note.part else 0.0
        room = WIDTH - _EDGE - _SIDE_LEFT - 2 * _PADDING - indent
        wrapped = wrap(f"{note.label} ({_n(note.n, language)})", room, SMALL)
        lines += [_Line(text, indent, note.part and number == 0) for number, text in enumerate(wrapped)]
    return lines


def _notes_height(lines: list[_Line]) -> float:
    return block_height(len(lines), SMALL) + 2 * _PADDING - 2 if lines else 0.0


def _notes_box(sheet: Sheet, lines: list[_Line], top: float) -> float:
    """Draw a side box, parts indented behind a dot; return its bottom."""
    bottom = top + _notes_height(lines)
    sheet.bar(_SIDE_LEFT, top, WIDTH - _EDGE, bottom, fill=look.PAPER, edge=look.MUTED)
    at = top + _PADDING - 1
    for line in lines:
        x = _SIDE_LEFT + _PADDING + line.indent
        if line.bullet:
            sheet.dot(x - _INDENT / 2, at + block_height(1, SMALL) / 2, 2.0, fill=look.MUTED)
        sheet.block([line.text], x, at, font=SMALL_PRINT)
        at += block_height(1, SMALL)
    return bottom


def _arrow(sheet: Sheet, start: Point, stop: Point) -> None:
    """Draw an arrow, downwards or to the right."""
    (x, y), (head_x, head_y) = start, stop
    down = head_x == x
    back = (head_x, head_y - _ARROW) if down else (head_x - _ARROW, head_y)
    half = _ARROW / 2
    wings = (
        ((back[0] - half, back[1]), (back[0] + half, back[1]))
        if down
        else (
            (back[0], back[1] - half),
            (back[0], back[1] + half),
        )
    )
    sheet.line([(x, y), back], colour=look.MUTED, line=_LINE)
    sheet.area([*wings, stop], fill=look.MUTED)
