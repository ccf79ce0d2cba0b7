"""What of a study folder could not be read while the rest was, so that nothing is said of what refers to it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from engage_eval.formats.rows import Rows, keys_are_lost, raw_ids
from engage_eval.formats.tables import RawTable
from engage_eval.model.record import Lost
from engage_eval.model.tables import TABLES, Table
from engage_eval.model.vocabulary import RESPONSES


@dataclass(slots=True)
class Loss:
    """The tables that were lost, the keys of rows that were, and whether a whole workbook was."""

    tables: set[str] = field(default_factory=set)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    workbook: bool = False

    def add(self, table: str | None) -> None:
        """Note that a table could not be read; empty where a workbook with any of them could not."""
        if table:
            self.tables.add(table)
        else:
            self.workbook = True

    def settle(self, there: Collection[str]) -> None:
        """Take every table that was not found elsewhere for lost, where a workbook was."""
        if self.workbook:
            self.tables |= {*TABLES, RESPONSES} - set(there)

    def rows(self, raw: RawTable, table: Table, found: Rows) -> None:
        """Note the keys of rows that were left out, or the table where they can't be known."""
        if not found.complete or keys_are_lost(raw, table):
            self.tables.add(table.name)
        elif len(table.unique) == 1:
            made = {str(getattr(row, table.unique[0])) for row in found.rows}
            left_out = frozenset(raw_ids(raw, table)) - made - {""}
            self.ids[table.name] = self.ids.get(table.name, frozenset()) | left_out

    def known(self) -> Lost:
        """Return it as the record keeps it."""
        return Lost(tables=frozenset(self.tables), ids=dict(self.ids))
