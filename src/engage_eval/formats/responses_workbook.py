"""The answers as an Excel workbook: a sheet of numbers, and a sheet that says what they mean."""

from typing import TYPE_CHECKING

from engage_eval.analysis.response_table import Cell, Gap, ResponseTable, dictionary_rows
from engage_eval.formats.workbook_bytes import repeatable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = (30, 22, 60, 9, 10, 60, 60)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def workbook_bytes(table: ResponseTable) -> bytes:
    """Return the workbook: ``data`` with a row a person and a missing answer empty, ``dictionary`` a row a column."""
    from openpyxl import Workbook

    book = Workbook()
    data = book.active
    data.title = "data"
    data.freeze_panes = "B2"
    _heads(data, [one.name for one in table.variables])
    for line, row in enumerate(table.rows, 2):
        for column, cell in enumerate(row, 1):
            _set(data, line, column, None if isinstance(cell, Gap) else cell)
    dictionary = book.create_sheet("dictionary")
    dictionary.freeze_panes = "B2"
    head, *rows = dictionary_rows(table, empty_gap)
    _heads(dictionary, list(head))
    for line, texts in enumerate(rows, 2):
        for column, text in enumerate(texts, 1):
            _set(dictionary, line, column, text or None)
    for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
        dictionary.column_dimensions[letter].width = width
    return repeatable(book)


def empty_gap(_reason: str, _code: int) -> str:
    """Say nothing of how a missing answer is written: its cell is empty."""
    return ""


def _heads(sheet: "Worksheet", names: list[str]) -> None:
    from openpyxl.styles import Alignment, Font

    for column, name in enumerate(names, 1):
        head = sheet.cell(1, column, name)
        head.font = Font(bold=True)
        sheet.column_dimensions[head.column_letter].width = max(len(name) + 2, 10)
        head.alignment = Alignment(vertical="top")


def _set(sheet: "Worksheet", line: int, column: int, cell: Cell) -> None:
    """Write a cell; a text never begins a formula, and a long one wraps."""
    from openpyxl.styles import Alignment

    if cell is None:
        return
    value = f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
    made = sheet.cell(line, column)
    made.value = value
    if isinstance(cell, str):
        made.data_type = "s"
        made.alignment = Alignment(wrap_text=True, vertical="top")
