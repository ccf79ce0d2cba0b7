"""Tables of a Word file: three rules, a head that repeats, rows that don't split, numbers in line on the decimal."""

from collections.abc import Sequence
from itertools import pairwise

from lxml.etree import _Element as Element

from engage_eval.report.blocks import Column, KeyFigure, KeyFigures, Row, Runs, Table
from engage_eval.report.docx.inline import Inline, run
from engage_eval.report.docx.styles import TEXT_WIDTH_TWIPS
from engage_eval.report.docx.xml import el, val
from engage_eval.report.numbering import plain_text
from engage_eval.report.plain import decimal_padding

KEPT_WHOLE = 14  # tables of at most so many rows stay on one page
_KEPT_ENDS = 2  # rows of a longer table that stay with its head, and with its notes
KEY_FIGURES_IN_A_ROW = 4

_STYLES = {"left": "", "right": "Right", "decimal": "Right", "centre": "Centre"}


def table(block: Table, inline: Inline) -> Element:
    """Return the w:tbl of a table block, without caption and notes."""
    widths = _widths([column.width for column in block.columns])
    title = plain_text(block.title, inline.document, inline.numbering)
    made = _frame("ThreeRules", widths, title=f"{inline.numbering[block.label].text}. {title}")
    made.append(_head(block.columns, widths, inline))
    padding = _padding(block, inline)
    last = len(block.rows) - 1
    for place, row in enumerate(block.rows):
        kept = _keeps_next(place, last, notes=bool(block.notes)) or _inside_group(block.rows, place)
        if row.group:
            made.append(_row([_group_cell(row, len(widths), inline)]))
            continue
        cells = [
            _cell(widths[at], _paragraph(_style(row, column), _content(row, at, padding[at][place], inline), kept=kept))
            for at, column in enumerate(block.columns)
        ]
        made.append(_row(cells))
    return made


def key_figures(block: KeyFigures, inline: Inline) -> Element:
    """Return a table without borders: large numbers, what they say below them."""
    across = min(len(block.figures), KEY_FIGURES_IN_A_ROW)
    widths = _widths([1.0] * across)
    made = _frame("KeyFigures", widths)
    for start in range(0, len(block.figures), across):
        figures = [*block.figures[start : start + across]]
        cells = [_cell(width, *_key(figure, inline)) for width, figure in zip(widths, figures, strict=False)]
        cells.extend(_cell(width, _paragraph("KeyLabel", [])) for width in widths[len(figures) :])
        made.append(_row(cells))
    return made


def _key(figure: KeyFigure, inline: Inline) -> tuple[Element, Element]:
    return (
        _paragraph("KeyNumber", inline.runs(figure.number)),
        _paragraph("KeyLabel", inline.runs(figure.label)),
    )


def _widths(shares: Sequence[float]) -> list[int]:
    whole = sum(shares)
    edges = [round(TEXT_WIDTH_TWIPS * sum(shares[:place]) / whole) for place in range(len(shares) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _frame(style: str, widths: Sequence[int], title: str = "") -> Element:
    properties = el(
        "w:tblPr",
        val("w:tblStyle", style),
        el("w:tblW", w__w=sum(widths), w__type="dxa"),
        el("w:tblLayout", w__type="fixed"),
        el(
            "w:tblLook",
            w__val="0420" if title else "0400",
            w__firstRow=1 if title else 0,
            w__lastRow=0,
            w__firstColumn=0,
            w__lastColumn=0,
            w__noHBand=1,
            w__noVBand=1,
        ),
    )
    if title:
        properties.append(val("w:tblCaption", title))
    return el("w:tbl", properties, el("w:tblGrid", *(el("w:gridCol", w__w=width) for width in widths)))


def _row(cells: Sequence[Element], *, head: bool = False) -> Element:
    properties = el("w:trPr", el("w:cantSplit"))
    if head:
        properties.append(el("w:tblHeader"))
    return el("w:tr", properties, *cells)


def _cell(width: int, *paragraphs: Element) -> Element:
    return el("w:tc", el("w:tcPr", el("w:tcW", w__w=width, w__type="dxa")), *paragraphs)


def _paragraph(style: str, content: Sequence[Element], *, kept: bool = False) -> Element:
    properties = el("w:pPr", val("w:pStyle", style))
    if kept:
        properties.append(el("w:keepNext"))
    return el("w:p", properties, *content)


def _head(columns: Sequence[Column], widths: Sequence[int], inline: Inline) -> Element:
    cells = [
        _cell(width, _paragraph("TableHead" + _STYLES[column.align], inline.runs(column.head)))
        for column, width in zip(columns, widths, strict=True)
    ]
    return _row(cells, head=True)


def _group_cell(row: Row, columns: int, inline: Inline) -> Element:
    properties = el("w:tcPr", el("w:tcW", w__w=TEXT_WIDTH_TWIPS, w__type="dxa"), val("w:gridSpan", columns))
    return el("w:tc", properties, _paragraph("TableGroup", inline.runs(row.cells[0])))


def _style(row: Row, column: Column) -> str:
    if row.bold:
        return "TableTotal" + _STYLES[column.align]
    return "Table" + (_STYLES[column.align] or "Text")


def _content(row: Row, column: int, padding: str, inline: Inline) -> list[Element]:
    content = inline.runs(row.cells[column])
    return [*content, run(padding, inline.tag)] if padding else content


def _padding(block: Table, inline: Inline) -> list[tuple[str, ...]]:
    """Return for each column and row the spaces that bring the decimals of a decimal column in line."""
    nothing: Runs = ()
    found = []
    for at, column in enumerate(block.columns):
        if column.align != "decimal":
            found.append(("",) * len(block.rows))
            continue
        cells = [nothing if row.group else row.cells[at] for row in block.rows]
        texts = [plain_text(cell, inline.document, inline.numbering) for cell in cells]
        found.append(decimal_padding(texts, inline.document.language))
    return found


def _keeps_next(place: int, last: int, *, notes: bool) -> bool:
    """Return whether a row stays with what follows: all of a short table, both ends of a long one."""
    if place == last:
        return notes
    return last < KEPT_WHOLE or place < _KEPT_ENDS or place >= last - _KEPT_ENDS


def _inside_group(rows: Sequence[Row], place: int) -> bool:
    """Return whether the next row belongs to the same group, so that a question stays with its answers.

    Of a group that is too long to stay whole, the first rows stay with their head.
    """
    heads = [at for at, row in enumerate(rows) if row.group]
    begun = [at for at in heads if at <= place]
    if not begun or place + 1 >= len(rows) or rows[place + 1].group:
        return False
    end = next((at for at in heads if at > place), len(rows))
    return end - begun[-1] <= KEPT_WHOLE or place - begun[-1] < _KEPT_ENDS
