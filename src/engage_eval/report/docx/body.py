"""The body of a Word file: blocks one after the other, with what must stay together on a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from engage_eval.core.messages import messages
from engage_eval.report.blocks import (
    Block,
    Bullets,
    Contents,
    Figure,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    Runs,
    Table,
    Text,
)
from engage_eval.report.docx.inline import ITALIC, Inline, field_end, field_start, run
from engage_eval.report.docx.pictures import Picture, drawing
from engage_eval.report.docx.tables import key_figures, table
from engage_eval.report.docx.template import NUMBERS
from engage_eval.report.docx.xml import el, val
from engage_eval.report.numbering import CONTENTS_DEPTH, cover_lines

Render = Callable[[Figure], bytes]

_PARAGRAPHS = {
    "body": "Normal",
    "lead": "Lead",
    "note": "Note",
    "banner": "Banner",
    "code": "Code",
    "reference": "Bibliography",
}


@dataclass(slots=True)
class Body:
    """Collects the elements of w:body in order; ``render`` draws a figure as PNG."""

    inline: Inline
    render: Render
    elements: list[Element] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    numbered_lists: int = 0
    _break: bool = False
    _headings: int = 0

    def write(self, blocks: Sequence[Block]) -> None:
        """Add a title and all blocks."""
        self._title()
        for block in blocks:
            if self.inline.comments is not None:
                self.inline.comments.new_block()
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(_PARAGRAPHS[block.style], self.inline.runs(block.runs))
            case Bullets():
                self._list(block)
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)
            case KeyFigures():
                self._key_figures(block)
            case Contents():
                self._contents()
            case PageBreak():
                self._break = True

    def _paragraph(self, style: str, content: Sequence[Element], *properties: Element, kept: bool = False) -> None:
        """Add a paragraph; a page break asked for before goes with it, so that no empty page can come of it."""
        said = el("w:pPr", val("w:pStyle", style))
        if kept:
            said.append(el("w:keepNext"))
        if self._break:
            said.append(el("w:pageBreakBefore"))
        said.extend(properties)
        if self._break:
            said.append(el("w:spacing", w__before=0))
            self._break = False
        self.elements.append(el("w:p", said, *content))

    def _words(self, style: str, text: str) -> None:
        self._paragraph(style, [run(text, self.inline.tag)])

    def _title(self) -> None:
        document = self.inline.document
        self._words("CoverTitle" if document.title_page else "Title", document.title)
        if document.subtitle:
            self._words("Subtitle", document.subtitle)
        if document.title_page:
            for line in cover_lines(document):
                self._words("CoverLine", line)
            self._break = True

    def _heading(self, block: Heading) -> None:
        anchor = self.inline.numbering.headings[self._headings].anchor
        self._headings += 1
        self._break = self._break or block.appendix
        content = self.inline.bookmark(anchor, self.inline.runs(block.runs))
        self._paragraph(f"Heading{block.level}", content)

    def _list(self, block: Bullets) -> None:
        style = "ListBullet"
        numbering: tuple[Element, ...] = ()
        if block.numbered:
            self.numbered_lists += 1
            style = "ListNumber"
            numbering = (el("w:numPr", val("w:ilvl", 0), val("w:numId", NUMBERS + self.numbered_lists)),)
        for item in block.items:
            self._paragraph(style, self.inline.runs(item), *(_copy(one) for one in numbering))

    def _table(self, block: Table) -> None:
        self._paragraph("Caption", self.inline.caption_number(block.label))
        self._paragraph("TableTitle", self.inline.runs(block.title, ITALIC))
        self.elements.append(table(block, self.inline))
        self._notes(block.notes)
        self._paragraph("Spacer", [])

    def _figure(self, block: Figure) -> None:
        number = len(self.pictures) + 1
        numbered = self.inline.numbering[block.label]
        picture = Picture(f"media/figure{number}.png", self.render(block), f"rIdFigure{number}")
        self.pictures.append(picture)
        shown = el("w:r", drawing(picture, number, numbered.anchor, block.alt))
        self._paragraph("Figure", [shown])
        caption = [*self.inline.caption_number(block.label), run(". ", self.inline.tag)]
        caption.extend(self.inline.runs(block.title, ITALIC))
        self._paragraph("FigureCaption", caption, kept=bool(block.notes))
        self._notes(block.notes)
        self._paragraph("Spacer", [])

    def _notes(self, notes: Sequence[Runs]) -> None:
        word = messages(self.inline.document.language).text("Note.")
        for place, note in enumerate(notes):
            lead = (Text(word, italic=True), Text(" ")) if place == 0 else ()
            self._paragraph("TableNote", self.inline.runs((*lead, *note)), kept=place < len(notes) - 1)

    def _key_figures(self, block: KeyFigures) -> None:
        if self._break or (self.elements and self.elements[-1].tag == el("w:tbl").tag):
            self._paragraph("Spacer", [])
        self.elements.append(key_figures(block, self.inline))
        self._paragraph("Spacer", [])

    def _contents(self) -> None:
        """Add the headings as links; a TOC field around them lets an author bring them up to date."""
        tag = self.inline.tag
        entries = self.inline.numbering.contents()
        self._words("ContentsHeading", messages(self.inline.document.language).text("Contents"))
        for place, entry in enumerate(entries):
            link = el("w:hyperlink", w__anchor=entry.anchor, w__history=1)
            link.extend(self.inline.runs(entry.heading.runs, comment=False))
            opening = field_start(f'TOC \\o "1-{CONTENTS_DEPTH}" \\h \\n', tag) if place == 0 else []
            closing = [field_end(tag)] if place == len(entries) - 1 else []
            self._paragraph(f"TOC{entry.heading.level}", [*opening, link, *closing])


def _copy(element: Element) -> Element:
    from copy import deepcopy

    return deepcopy(element)
