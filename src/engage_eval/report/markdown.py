"""Markdown: a document of blocks as one text file, with tables as GitHub and pandoc read them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    Run,
    Runs,
    Table,
    Text,
)
from engage_eval.report.numbering import Numbering, cover_lines, number_document, plain_text
from engage_eval.report.numbers import format_number
from engage_eval.report.plain import clean, one_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$#])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# At the beginning of a line these would make a list, a rule or a quotation.
_LEADING = re.compile(r"^(\s*)([+\-=]|\d+(?=[.)]))", re.MULTILINE)
_LISTS = (Bullets, KeyFigures)
_BETWEEN_LISTS = "<!-- -->"  # or two lists would be read as one
_ALIGN = {"left": ":---", "right": "---:", "decimal": "---:", "centre": ":---:"}


def write_markdown(document: Document) -> str:
    """Return the report as Markdown: figures as their finding and a pointer to the table with their numbers.

    Raises KeyError where the blocks cite a claim or a label that is not there.
    """
    return "\n\n".join(_Page(document, number_document(document)).parts()) + "\n"


def _escaped(text: str) -> str:
    return _ENTITY.sub(r"\\&", _SPECIAL.sub(r"\\\1", clean(text)))


def _begun(text: str) -> str:
    """Escape what would mean something at the beginning of a line only."""
    return _LEADING.sub(_shielded, text)


def _shielded(match: re.Match[str]) -> str:
    found = match.group(2)
    if found.isdigit():
        return match.group(0) + "\\"
    return f"{match.group(1)}\\{found}"


def _marked(text: str, mark: str) -> str:
    """Return ``text`` between marks; spaces at its ends must stay outside."""
    inner = text.strip()
    if not inner:
        return text
    start = text.index(inner)
    return text[:start] + mark + inner + mark + text[start + len(inner) :]


def slug(text: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


@dataclass(slots=True)
class _Page:
    """Writes the blocks in order."""

    document: Document
    numbering: Numbering

    def parts(self) -> Iterable[str]:
        document = self.document
        if document.header:
            yield _marked(_begun(_escaped(one_line(document.header))), "*")
        yield f"# {_escaped(one_line(document.title))}"
        if document.subtitle:
            yield _begun(_escaped(one_line(document.subtitle)))
        if document.title_page:
            yield "  \n".join(_begun(_escaped(line)) for line in cover_lines(document))
        before: Block | None = None
        for block in document.blocks:
            if isinstance(block, _LISTS) and isinstance(before, _LISTS):
                yield _BETWEEN_LISTS
            if part := self._block(block):
                yield part
            before = block

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                made = f"{'#' * (block.level + 1)} {self._line(block.runs)}"
            case Paragraph():
                made = self._paragraph(block)
            case Bullets():
                made = self._list(block)
            case Table():
                made = self._table(block)
            case Figure():
                made = self._figure(block)
            case KeyFigures():
                made = "\n".join(
                    f"- {_marked(self._line(one.number), '**')} {self._line(one.label)}" for one in block.figures
                )
            case Contents():
                made = self._contents()
            case PageBreak():
                made = ""
        return made

    def _runs(self, runs: Runs) -> str:
        made = ""
        for run in runs:
            piece = self._run(run)
            # Behind an interval's bracket a parenthesis would make a link of it.
            made += "\\" + piece if made.endswith("]") and piece.startswith("(") else piece
        return made

    def _line(self, runs: Runs) -> str:
        return " ".join(self._runs(runs).split())

    def _run(self, run: Run) -> str:
        if isinstance(run, Text):
            made = _escaped(run.text)
            made = _marked(made, "*") if run.italic else made
            return _marked(made, "**") if run.bold else made
        if isinstance(run, Ref):
            return self.numbering[run.label].text
        shown = format_number(self.document.claims[run.claim], run.field, run.format, self.document.language)
        return _marked(shown, "**") if run.bold else shown

    def _paragraph(self, block: Paragraph) -> str:
        if block.style == "code":
            text = clean(plain_text(block.runs, self.document, self.numbering))
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            return f"{fence}\n{text}\n{fence}"
        text = _begun(self._runs(block.runs).strip()).replace("\n", "  \n")
        if block.style == "banner":
            return f"> {self._line(block.runs)}"
        return text

    def _list(self, block: Bullets) -> str:
        marks = (f"{place}." if block.numbered else "-" for place in range(1, len(block.items) + 1))
        return "\n".join(f"{mark} {_begun(self._line(item))}" for mark, item in zip(marks, block.items, strict=True))

    def _table(self, block: Table) -> str:
        numbered = self.numbering[block.label]
        lines = [
            _bar(self._line(column.head) for column in block.columns),
            _bar(_ALIGN[column.align] for column in block.columns),
        ]
        for row in block.rows:
            cells = [self._line(cell) for cell in row.cells]
            if row.group:
                cells = [cells[0], *[""] * (len(block.columns) - 1)]
            lines.append(_bar(_marked(cell, "**") if row.bold or row.group else cell for cell in cells))
        parts = [f"**{numbered.text}**  \n{_marked(self._line(block.title), '*')}", "\n".join(lines)]
        return "\n\n".join([*parts, *self._notes(block.notes)])

    def _notes(self, notes: Sequence[Runs]) -> list[str]:
        word = messages(self.document.language).text("Note.")
        return [
            f"*{word}* {self._line(note)}" if place == 0 else _begun(self._line(note))
            for place, note in enumerate(notes)
        ]

    def _figure(self, block: Figure) -> str:
        numbered = self.numbering[block.label]
        said = _escaped(one_line(block.alt))
        if block.table:
            words = messages(self.document.language)
            said += " " + words.text("The numbers are in {table}.", table=self.numbering[block.table].text)
        caption = f"**{numbered.text}.** {_marked(self._line(block.title), '*')}"
        return "\n\n".join([_begun(said), caption, *self._notes(block.notes)])

    def _contents(self) -> str:
        title = messages(self.document.language).text("Contents")
        lines = [f"## {title}", ""]
        seen: dict[str, int] = {}
        for entry in self.numbering.headings:
            text = plain_text(entry.heading.runs, self.document, self.numbering)
            anchor = slug(text)
            again = seen.get(anchor, 0)
            seen[anchor] = again + 1
            if entry in self.numbering.contents():
                target = f"{anchor}-{again}" if again else anchor
                lines.append(f"{'  ' * (entry.heading.level - 1)}- [{self._line(entry.heading.runs)}](#{target})")
        return "\n".join(lines)


def _bar(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
