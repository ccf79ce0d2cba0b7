"""What printed forms are made of: paragraphs, tick boxes, lines to write on, and tables without borders."""

from collections.abc import Sequence

from lxml.etree import _Element as Element

from engage_eval.report import look
from engage_eval.report.docx.inline import run
from engage_eval.report.docx.styles import TEXT_WIDTH_TWIPS, rule
from engage_eval.report.docx.xml import el, val, with_text
from engage_eval.report.paper.styles import CHOICE_INDENT

BOX = "☐"  # to be ticked: an answer
RING = "○"  # to be ticked: why there is no answer; another shape, so that it is never read aloud
# A font of every Windows that has both signs; where it is missing, programs take another that has them.
SIGN_FONT = "Segoe UI Symbol"
NUMBER_WIDTH = 640
CONTENT_WIDTH = TEXT_WIDTH_TWIPS - NUMBER_WIDTH
BETWEEN = 220  # twips between two columns
_LEADER_END = 140  # twips that a line ends before the edge of its cell


def paragraph(style: str, content: Sequence[Element], *, kept: bool = False, line_to: int = 0) -> Element:
    """Return a paragraph; ``kept`` with the next one; ``line_to`` is where the leader of its tab ends (twips)."""
    properties = el("w:pPr", val("w:pStyle", style))
    if kept:
        properties.append(el("w:keepNext"))
    if line_to:
        stops = el("w:tabs")
        if style.startswith("Choice"):
            stops.append(el("w:tab", w__val="left", w__pos=CHOICE_INDENT))
        stops.append(el("w:tab", w__val="right", w__leader="underscore", w__pos=line_to))
        properties.append(stops)
    return el("w:p", properties, *content)


def page_heading(text: str, tag: str) -> Element:
    """Return a heading that begins a page."""
    made = said("Heading2", text, tag)
    made[0].append(el("w:pageBreakBefore"))
    return made


def said(style: str, text: str, tag: str, *, kept: bool = False) -> Element:
    """Return a paragraph of plain words."""
    return paragraph(style, [run(text, tag)], kept=kept)


def sign(which: str) -> Element:
    """Return a box or a ring in a font that has it."""
    fonts = el("w:rFonts", w__ascii=SIGN_FONT, w__hAnsi=SIGN_FONT, w__eastAsia=SIGN_FONT, w__cs=SIGN_FONT)
    return el("w:r", el("w:rPr", fonts), with_text("w:t", which))


def tab() -> Element:
    """Return a run that holds a tab."""
    return el("w:r", el("w:tab"))


def choice(words: Sequence[Element], *, kept: bool = False, last: bool = False, line_to: int = 0) -> Element:
    """Return a line that begins with a tick box; ``line_to`` is where the leader of a further tab ends.

    The ``last`` of several has room below it.
    """
    style = "ChoiceLast" if last else "Choice"
    return paragraph(style, [sign(BOX), tab(), *words], kept=kept, line_to=line_to)


def lines(count: int, width: int, lead: Sequence[Element] = (), *, kept: bool = False) -> list[Element]:
    """Return ``count`` lines to write on; ``lead`` stands at the beginning of the first."""
    return [
        paragraph(
            "Ruled",
            [*(lead if place == 0 else ()), tab()],
            kept=kept or place < count - 1,
            line_to=width - _LEADER_END,
        )
        for place in range(count)
    ]


def cell(width: int, content: Sequence[Element], *, ruled: bool = False) -> Element:
    """Return a cell; ``ruled`` draws a line above it. A cell ends with a paragraph, or Word calls the file damaged."""
    properties = el("w:tcPr", el("w:tcW", w__w=width, w__type="dxa"))
    if ruled:
        properties.append(el("w:tcBorders", rule("top", look.WORD_HEAD_RULE_PT)))
    made = el("w:tc", properties, *content)
    if not len(content) or content[-1].tag != el("w:p").tag:
        made.append(paragraph("Gap", []))
    return made


def row(cells: Sequence[Element], *, head: bool = False) -> Element:
    """Return a row that no page break splits."""
    properties = el("w:trPr", el("w:cantSplit"))
    if head:
        properties.append(el("w:tblHeader"))
    return el("w:tr", properties, *cells)


def table(widths: Sequence[int], rows: Sequence[Element], *, inside: int = 0) -> Element:
    """Return a table without borders; ``inside`` is the space between its columns (twips)."""
    margins = el(
        "w:tblCellMar",
        el("w:left", w__w=0, w__type="dxa"),
        el("w:right", w__w=inside, w__type="dxa"),
    )
    properties = el(
        "w:tblPr",
        el("w:tblW", w__w=sum(widths), w__type="dxa"),
        el("w:tblLayout", w__type="fixed"),
        margins,
        el("w:tblLook", w__val="0400", w__noHBand=1, w__noVBand=1),
    )
    return el("w:tbl", properties, el("w:tblGrid", *(el("w:gridCol", w__w=one) for one in widths)), *rows)


def beside(columns: Sequence[Sequence[Element]], width: int) -> list[Element]:
    """Return contents side by side within ``width``; a single one stays as it is."""
    if len(columns) == 1:
        return [*columns[0]]
    each = width // len(columns)
    cells = [cell(each, content) for content in columns]
    return [table([each] * len(columns), [row(cells)], inside=BETWEEN), paragraph("Gap", [])]
