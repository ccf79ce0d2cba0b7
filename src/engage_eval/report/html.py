"""HTML: a document of blocks as one page that needs nothing from outside and runs no script."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from engage_eval.core.messages import messages
from engage_eval.report.blocks import (
    Block,
    Bullets,
    Contents,
    Document,
    Figure,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    Ref,
    Row,
    Run,
    Runs,
    Table,
    Text,
)
from engage_eval.report.numbering import Numbering, cover_lines, number_document, plain_text
from engage_eval.report.numbers import format_number, raw_number
from engage_eval.report.plain import clean, decimal_padding, one_line
from engage_eval.report.sheet_css import stylesheet

Render = Callable[[Figure], bytes]

_PARAGRAPHS = {
    "body": "",
    "lead": "lead",
    "note": "note",
    "banner": "banner",
    "code": "code",
    "reference": "reference",
}


def write_html(document: Document) -> str:
    """Return one self-contained HTML page: style and figures inside, no script, a policy that allows nothing else.

    Raises KeyError where the blocks cite a claim or a label that is not there.
    """
    page = _Page(document, number_document(document), _render)
    style = stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    body = "\n".join(page.body())
    title = _text(one_line(document.title))
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{_value(document.language)}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="generator" content="{_value(document.program)}">',
            f'<meta name="study" content="{_value(document.study_id)}">',
            f'<meta name="digest" content="{_value(document.digest)}">',
            f"<title>{title}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            body,
            "</body>",
            "</html>",
            "",
        )
    )


def _render(figure: Figure) -> bytes:
    from engage_eval.report.figures.render import svg

    return svg(figure.drawing)


def _text(text: str) -> str:
    return escape(clean(text), quote=False)


def _value(text: str) -> str:
    return escape(one_line(text))


@dataclass(slots=True)
class _Page:
    """Writes the blocks in order; ``render`` draws a figure as SVG."""

    document: Document
    numbering: Numbering
    render: Render
    _headings: int = field(default=0)

    def body(self) -> Iterable[str]:
        words = messages(self.document.language)
        yield f'<a class="skip" href="#text">{_text(words.text("Skip to the text"))}</a>'
        if self.document.header:
            yield f'<header class="running"><p>{_text(self.document.header)}</p></header>'
        yield '<main id="text">'
        yield f'<h1 class="title">{_text(self.document.title)}</h1>'
        if self.document.subtitle:
            yield f'<p class="subtitle">{_text(self.document.subtitle)}</p>'
        if self.document.title_page:
            yield from self._cover()
        for block in self.document.blocks:
            yield self._block(block)
        yield "</main>"

    def _cover(self) -> Iterable[str]:
        lines = "<br>".join(_text(line) for line in cover_lines(self.document))
        yield f'<p class="cover">{lines}</p>'

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                made = self._heading(block)
            case Paragraph():
                made = self._paragraph(block)
            case Bullets():
                tag = "ol" if block.numbered else "ul"
                items = "".join(f"<li>{self._runs(item)}</li>" for item in block.items)
                made = f"<{tag}>{items}</{tag}>"
            case Table():
                made = self._table(block)
            case Figure():
                made = self._figure(block)
            case KeyFigures():
                made = self._key_figures(block)
            case Contents():
                made = self._contents()
            case PageBreak():
                made = '<div class="page"></div>'
        return made

    def _heading(self, block: Heading) -> str:
        anchor = self.numbering.headings[self._headings].anchor
        self._headings += 1
        level = block.level + 1  # h1 is the report's title
        appendix = ' class="appendix"' if block.appendix else ""
        return f'<h{level} id="{anchor}"{appendix}>{self._runs(block.runs)}</h{level}>'

    def _paragraph(self, block: Paragraph) -> str:
        kind = _PARAGRAPHS[block.style]
        if kind == "code":
            return f'<pre tabindex="0"><code>{self._runs(block.runs, breaks=False)}</code></pre>'
        if kind == "banner":
            return f'<p class="banner" role="note">{self._runs(block.runs)}</p>'
        return f"<p{_class(kind)}>{self._runs(block.runs)}</p>"

    def _runs(self, runs: Runs, *, breaks: bool = True) -> str:
        made = "".join(self._run(run) for run in runs)
        return made.replace("\n", "<br>") if breaks else made

    def _run(self, run: Run) -> str:
        if isinstance(run, Text):
            return _words(run)
        if isinstance(run, Ref):
            numbered = self.numbering[run.label]
            return f'<a href="#{numbered.anchor}">{_text(numbered.text)}</a>'
        claim = self.document.claims[run.claim]
        shown = _text(format_number(claim, run.field, run.format, self.document.language))
        made = (
            f'<data value="{_value(raw_number(claim, run.field))}" data-claim="{_value(run.claim)}" '
            f'data-field="{_value(run.field)}" title="{_value(run.claim)}">{shown}</data>'
        )
        return f"<strong>{made}</strong>" if run.bold else made

    def _table(self, block: Table) -> str:
        numbered = self.numbering[block.label]
        caption = f"{numbered.anchor}-caption"
        head = "".join(
            f'<th scope="col"{_class(column.align)}>{self._runs(column.head)}</th>' for column in block.columns
        )
        padding = self._padding(block)
        rows = "\n".join(
            self._row(block, row, tuple(column[place] for column in padding)) for place, row in enumerate(block.rows)
        )
        return (
            f'<figure class="table" id="{numbered.anchor}">'
            f'<figcaption id="{caption}"><strong>{_text(numbered.text)}</strong><br>'
            f"<em>{self._runs(block.title)}</em></figcaption>\n"
            f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{caption}">'
            f'<table aria-labelledby="{caption}"><thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{rows}\n</tbody></table></div>\n"
            f"{self._notes(block.notes)}</figure>"
        )

    def _padding(self, block: Table) -> list[tuple[str, ...]]:
        found = []
        for at, column in enumerate(block.columns):
            cells: list[Runs] = [() if row.group else row.cells[at] for row in block.rows]
            texts = [plain_text(cell, self.document, self.numbering) for cell in cells]
            decimal = column.align == "decimal"
            found.append(decimal_padding(texts, self.document.language) if decimal else ("",) * len(texts))
        return found

    def _row(self, block: Table, row: Row, padding: Sequence[str]) -> str:
        if row.group:
            head = self._runs(row.cells[0])
            return f'<tr><th scope="rowgroup" class="group" colspan="{len(block.columns)}">{head}</th></tr>'
        cells = []
        for at, (column, cell) in enumerate(zip(block.columns, row.cells, strict=True)):
            tag, scope = ("th", ' scope="row"') if at == 0 else ("td", "")
            cells.append(f"<{tag}{scope}{_class(column.align)}>{self._runs(cell)}{padding[at]}</{tag}>")
        return f"<tr{_class('total' if row.bold else '')}>{''.join(cells)}</tr>"

    def _notes(self, notes: Sequence[Runs]) -> str:
        word = _text(messages(self.document.language).text("Note."))
        lead = f"<em>{word}</em> "
        return "".join(
            f'<p class="note">{lead if place == 0 else ""}{self._runs(note)}</p>' for place, note in enumerate(notes)
        )

    def _figure(self, block: Figure) -> str:
        numbered = self.numbering[block.label]
        data = base64.b64encode(self.render(block)).decode()
        shown = ""
        if block.table:
            target = self.numbering[block.table]
            link = f'<a href="#{target.anchor}">{_text(target.text)}</a>'
            sentence = _text(messages(self.document.language).text("The numbers are in {table}.", table="{table}"))
            shown = f'<p class="note numbers">{sentence.replace("{table}", link)}</p>'
        claims = f' data-claims="{_value(" ".join(block.claims))}"' if block.claims else ""
        return (
            f'<figure id="{numbered.anchor}"{claims}>'
            f'<img src="data:image/svg+xml;base64,{data}" alt="{_value(block.alt)}">\n'
            f"<figcaption><strong>{_text(numbered.text)}.</strong> <em>{self._runs(block.title)}</em></figcaption>"
            f"{self._notes(block.notes)}{shown}</figure>"
        )

    def _key_figures(self, block: KeyFigures) -> str:
        figures = "".join(
            f"<div><dd>{self._runs(figure.number)}</dd><dt>{self._runs(figure.label)}</dt></div>"
            for figure in block.figures
        )
        return f'<dl class="key">{figures}</dl>'

    def _contents(self) -> str:
        title = _text(messages(self.document.language).text("Contents"))
        entries = "".join(
            f'<li class="level{entry.heading.level}">'
            f'<a href="#{entry.anchor}">{self._runs(entry.heading.runs)}</a></li>'
            for entry in self.numbering.contents()
        )
        return f'<nav class="contents" aria-label="{title}"><h2>{title}</h2><ul>{entries}</ul></nav>'


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind and kind != "left" else ""


def _words(run: Text) -> str:
    made = _text(run.text)
    if run.language:
        made = f'<span lang="{_value(run.language)}">{made}</span>'
    if run.italic:
        made = f"<em>{made}</em>"
    return f"<strong>{made}</strong>" if run.bold else made
