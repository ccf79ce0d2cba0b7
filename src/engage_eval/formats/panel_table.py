"""The experts' panel as its sheet has it, a row an expert and a column an item, turned into a row a rating."""

from collections.abc import Iterable
from dataclasses import replace

from engage_eval.formats import cells
from engage_eval.formats.tables import RawTable
from engage_eval.model import vocabulary
from engage_eval.model.instrument import Instrument
from engage_eval.model.tables import TABLES

PANEL = "panel"
_LONG = ("expert", "item", "rating")


def known_heads(instruments: Iterable[Instrument]) -> frozenset[str]:
    """Return the heads that a table of the panel may have, as ``vocabulary.normal`` writes them."""
    items = (item.key for one in instruments for item in one.items)
    return vocabulary.heads(PANEL) | frozenset(map(vocabulary.normal, items))


def one_row_a_rating(raw: RawTable) -> RawTable:
    """Return the table with the columns expert, item, rating; as it is where it has them, or no column of experts.

    An empty cell is an item that the expert did not judge, so it makes no row.
    """
    columns = [vocabulary.column(TABLES[PANEL], head) for head in raw.head]
    if "expert" not in columns or {"item", "rating"} & set(columns):
        return raw
    expert = columns.index("expert")
    rows = [
        (line, (row[expert], head, row[at]))
        for line, row in raw.rows
        for at, head in enumerate(raw.head)
        if at != expert and head and not cells.is_empty(row[at]) and (line, at) not in raw.told
    ]
    return replace(raw, head=_LONG, rows=tuple(rows), told=frozenset())
