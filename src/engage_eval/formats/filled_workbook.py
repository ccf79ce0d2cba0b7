"""The data workbook with the rows that a study has, which reads back as the same study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engage_eval.core.messages import messages
from engage_eval.formats import canonical
from engage_eval.formats.data_workbook import LISTS, book_of
from engage_eval.formats.tables import letters
from engage_eval.formats.workbook_bytes import repeatable
from engage_eval.formats.workbook_cells import CellWriter, Value
from engage_eval.formats.workbook_fields import SHEETS, Field, Wanted, fields_of
from engage_eval.model import vocabulary
from engage_eval.model.instrument import Instrument
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_DAY, _MINUTE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A workbook's bytes, the rows on each sheet, and how many texts lost a sign that no workbook can hold."""

    content: bytes
    rows: Mapping[str, int]
    changed: int


def filled_workbook(record: StudyRecord, instrument: Instrument, language: str) -> Filled:
    """Return the workbook of a study, with ``instrument``'s columns first; the same study gives the same bytes.

    Codings are in no workbook: each coder has a file. Keys that are there are locked, without a password, so that
    nobody changes one by accident; everything else, and rows below, can be typed. Raises ProblemsError where a text
    is too long for a cell.
    """
    others = (one for one in TABLES if one not in SHEETS and one != canonical.CODINGS and getattr(record, one))
    ordered = (instrument, *(one for one in canonical.instruments(record) if one is not instrument))
    wanted = Wanted(instruments=ordered, sheets=(*SHEETS, *others))
    words = messages(language)
    fields = {name: tuple(fields_of(name, wanted, words)) for name in wanted.sheets}
    writer = CellWriter(record, words)
    tables = {name: writer.rows(name, [one.head for one in fields[name]]) for name in wanted.sheets}
    book = book_of(fields, max(map(len, tables.values())))
    for name, rows in tables.items():
        _fill(book[name], fields[name], rows, _key_columns(name))
        _protect(book[name])
    _protect(book[LISTS])
    return Filled(
        content=repeatable(book), rows={name: len(rows) for name, rows in tables.items()}, changed=writer.changed
    )


def _key_columns(name: str) -> frozenset[str]:
    """Return the columns by which a row is known: what makes it one of a kind, else whom it is about."""
    if name == vocabulary.RESPONSES:
        return frozenset({"interview"})
    table = TABLES[name]
    return frozenset(table.unique or (one.name for one in table.columns if one.kind == "key" and one.required))


def _fill(sheet: "Worksheet", fields: Sequence[Field], rows: Sequence[Sequence[Value]], locked: frozenset[str]) -> None:
    """Write rows below the head; every cell but the keys of these rows (grey) can be typed in."""
    from openpyxl.styles import PatternFill, Protection

    grey = PatternFill("solid", fgColor="EDEDED")
    free = Protection(locked=False)
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    for index, one in enumerate(fields):
        sheet.column_dimensions[letters(index)].protection = free
        is_key = one.head in locked
        for line, row in enumerate(rows, 2):
            cell = sheet.cell(line, index + 1)
            _put(cell, row[index], one.number_format)
            if is_key and row[index] is not None:
                cell.fill = grey
            else:
                cell.protection = free


def _put(cell: "Cell", value: Value, number_format: str) -> None:
    from openpyxl.styles import Alignment

    cell.value = value
    cell.alignment = Alignment(horizontal="left", vertical="top")
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it looks like, it is no formula and no error
        cell.number_format = "@"
    elif isinstance(value, datetime):
        cell.number_format = _MINUTE
    elif hasattr(value, "isoformat"):
        cell.number_format = _DAY
    else:
        cell.number_format = number_format


def _protect(sheet: "Worksheet") -> None:
    """Lock what is locked, without a password; widths, sorting and filters stay free."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = False
