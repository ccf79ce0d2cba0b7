"""Numbers of tables and figures in document order, and anchors of headings: the same for Word, HTML and Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engage_eval.core.messages import Messages, messages
from engage_eval.report.blocks import Document, Figure, Heading, Number, Ref, Runs, Table, Text
from engage_eval.report.dates import day
from engage_eval.report.numbers import format_number

CONTENTS_DEPTH = 2  # levels of headings that the contents list


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A table's or figure's number.

    ``word`` is Table or Figure in the report's language, ``prefix`` what stands before the counted part (A of A1),
    ``count`` the counted part, ``anchor`` a name for bookmarks and links.
    """

    word: str
    prefix: str
    count: int
    anchor: str

    @property
    def text(self) -> str:
        """Return how the text cites it: "Table 2", "Table A1", in one piece."""
        return f"{self.word}\N{NO-BREAK SPACE}{self.prefix}{self.count}"

    @property
    def sequence(self) -> str:
        """Return the name of the Word sequence that counts it; appendix tables count apart."""
        return f"{self.word}_{self.prefix}" if self.prefix else self.word


@dataclass(frozen=True, slots=True)
class Anchored:
    """A heading with the anchor that the contents link to."""

    heading: Heading
    anchor: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """What a document's tables and figures are called, by label, and its headings in order."""

    labels: Mapping[str, Numbered]
    headings: tuple[Anchored, ...]

    def __getitem__(self, label: str) -> Numbered:
        """Return the number of a label; a reference to nothing is a bug (KeyError)."""
        return self.labels[label]

    def contents(self) -> tuple[Anchored, ...]:
        """Return the headings that the contents list."""
        return tuple(one for one in self.headings if one.heading.level <= CONTENTS_DEPTH)


def number_document(document: Document) -> Numbering:
    """Return the numbers of tables, appendix tables (A1, A2) and figures; a label twice is a bug (ValueError)."""
    words = messages(document.language)
    labels: dict[str, Numbered] = {}
    headings: list[Anchored] = []
    counts: dict[str, int] = {}
    for block in document.blocks:
        if isinstance(block, Heading):
            headings.append(Anchored(block, f"_Toc{len(headings) + 1:05d}"))
        elif isinstance(block, Table | Figure):
            if block.label in labels:
                raise ValueError(block.label)
            labels[block.label] = _next(block, counts, words)
    return Numbering(labels, tuple(headings))


def _next(block: Table | Figure, counts: dict[str, int], words: Messages) -> Numbered:
    kind = "table" if isinstance(block, Table) else "figure"
    prefix = "A" if isinstance(block, Table) and block.appendix else ""
    series = kind + prefix
    counts[series] = counts.get(series, 0) + 1
    word = words.text("Table") if kind == "table" else words.text("Figure")
    return Numbered(word=word, prefix=prefix, count=counts[series], anchor=f"_Ref_{kind}_{prefix}{counts[series]}")


def plain_text(runs: Runs, document: Document, numbering: Numbering) -> str:
    """Return runs as bare text: numbers formatted, references by name."""
    return "".join(_plain(run, document, numbering) for run in runs)


def _plain(run: Text | Number | Ref, document: Document, numbering: Numbering) -> str:
    if isinstance(run, Text):
        return run.text
    if isinstance(run, Number):
        return format_number(document.claims[run.claim], run.field, run.format, document.language)
    return numbering[run.label].text


def cover_lines(document: Document) -> list[str]:
    """Return what stands below title and subtitle on a title page: author, date of the data, study."""
    words = messages(document.language)
    lines = [document.author] if document.author else []
    if document.dated:
        lines.append(words.text("Data as of {day}", day=day(date.fromisoformat(document.day[:10]), words)))
    return [*lines, words.text("Study: {study}", study=document.study_id)]
