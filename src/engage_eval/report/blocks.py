"""Blocks: what a report consists of, apart from any file format.

A report is made for one language, so its texts are final; its numbers are not texts but references to claims,
which only a renderer formats.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engage_eval.report.claims import Claims

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


@dataclass(frozen=True, slots=True)
class Text:
    """Words; ``language`` only where it differs from the report's."""

    text: str
    bold: bool = False
    italic: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A claim's number: ``field`` value, low, high, count or n; ``format`` a name of ``report.numbers.FORMATS``."""

    claim: str
    field: str = "value"
    format: str = "count"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """A cross-reference to the table or figure with this label ("Table 2")."""

    label: str


Run: TypeAlias = Text | Number | Ref
Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 to 3. ``appendix`` headings begin an appendix."""

    level: int
    runs: Runs
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``style`` says how it looks.

    body, lead (larger, key message), note (small, muted), banner (invented data), code, reference (of the list).
    """

    runs: Runs
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered where the order matters."""

    items: tuple[Runs, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: head, alignment (left, right, decimal, centre) and its share of the width."""

    head: Runs
    align: str = "left"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row; ``group`` rows are a sub-heading over the whole width (one cell)."""

    cells: tuple[Runs, ...]
    group: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table: caption above, three rules, notes below. ``appendix`` tables number apart (A1, A2 ...)."""

    label: str
    title: Runs
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Runs, ...] = ()
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure: caption below. ``alt`` says the finding; ``table`` is the label of the table with its numbers.

    ``claims`` are the claims that it draws.
    """

    label: str
    title: Runs
    alt: str
    drawing: "Drawing"
    table: str = ""
    notes: tuple[Runs, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large number with what it says below it."""

    number: Runs
    label: Runs


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of large numbers at the top of a report."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of headings, as links without page numbers."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page."""


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Figure | KeyFigures | Contents | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report: blocks, the claims they cite, and what stands in its properties.

    ``header`` is printed on every page (the sample-data banner, else the short title), ``day`` is the date of the data
    as ISO text and ``digest`` the Snapshot's. ``title`` and ``subtitle`` make the title page where ``title_page`` is
    true. Where ``dated`` is false the data know no date, and no page prints ``day``.
    """

    language: str
    kind: str
    title: str
    subtitle: str
    study_id: str
    day: str
    digest: str
    program: str
    header: str
    blocks: Sequence[Block]
    claims: Claims
    title_page: bool = True
    dated: bool = True
    author: str = ""


def all_runs(block: Block) -> Iterator[Runs]:
    """Yield every text of a block, in its order."""
    match block:
        case Heading() | Paragraph():
            yield block.runs
        case Bullets():
            yield from block.items
        case Table():
            yield block.title
            yield from (column.head for column in block.columns)
            yield from (cell for row in block.rows for cell in row.cells)
            yield from block.notes
        case Figure():
            yield block.title
            yield from block.notes
        case KeyFigures():
            for figure in block.figures:
                yield from (figure.number, figure.label)
