"""The workbook in which a study's data are typed: a sheet a table, with drop-downs and a message at every column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engage_eval.core.messages import messages
from engage_eval.formats.tables import letters
from engage_eval.formats.workbook_bytes import repeatable
from engage_eval.formats.workbook_fields import LONGEST_MESSAGE, Field, Wanted, cut, fields_of
from engage_eval.model.instrument import Instrument

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "_lists"  # hidden: long drop-downs must refer to cells
_ROOM = 5000
_LONGEST_TITLE = 32
_NARROWEST, _WIDEST = 12, 44


@dataclass(slots=True)
class _Lists:
    """The hidden sheet of options; a list that several columns share stands there once."""

    sheet: "Worksheet"
    last_row: int  # down to where drop-downs stand and look
    at: dict[tuple[str, ...], str] = field(default_factory=dict)

    def reference(self, options: tuple[str, ...]) -> str:
        """Return the range where ``options`` stand, written there at first use."""
        if options not in self.at:
            letter = letters(len(self.at))
            for row, option in enumerate(options, 1):
                self.sheet[f"{letter}{row}"] = option
            self.at[options] = f"'{LISTS}'!${letter}$1:${letter}${len(options)}"
        return self.at[options]


def write_workbook(path: Path, instrument: Instrument, form: str | None, language: str) -> None:
    """Write the empty workbook for ``instrument`` to ``path``; ``form`` None has every form's items.

    The same instrument, form and language give the same bytes. Raises OSError where the file can't be written.
    """
    wanted = Wanted(instruments=(instrument,), form=form)
    words = messages(language)
    fields = {name: tuple(fields_of(name, wanted, words)) for name in wanted.sheets}
    path.write_bytes(repeatable(book_of(fields)))


def book_of(fields: Mapping[str, tuple[Field, ...]], rows: int = 0) -> "Workbook":
    """Return a workbook with a sheet a table, heads alone, with room for ``rows`` and as many as people may add."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    made = {name: book.create_sheet(name) for name in fields}
    lists = _Lists(book.create_sheet(LISTS), rows + _ROOM)
    lists.sheet.sheet_state = "hidden"
    for name, sheet in made.items():
        _fill(sheet, fields[name], lists, fields)
    return book


def _fill(
    sheet: "Worksheet", fields: tuple[Field, ...], lists: _Lists, sheets: Mapping[str, tuple[Field, ...]]
) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.freeze_panes = "B2"
    for index, one in enumerate(fields):
        letter = letters(index)
        head = sheet[f"{letter}1"]
        head.value = one.head
        head.font = Font(name="Calibri", size=11, bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        head.number_format = "@"
        if one.required:
            head.fill = PatternFill("solid", fgColor="FFF2CC")
        if one.question:
            head.comment = Comment(one.question, "engage-eval", width=320, height=160)
        sheet.column_dimensions[letter].width = _width(one)
        sheet.column_dimensions[letter].number_format = one.number_format
        sheet.add_data_validation(_validation(one, letter, lists, sheets))


def _width(one: Field) -> int:
    """Return a width in which the head (bold, so wider) stands on one line and the drop-down's texts are whole."""
    texts = max(map(len, one.options), default=0) + 2
    wide = min(max(texts, _NARROWEST), _WIDEST) if one.options else one.width
    return max(wide, len(one.head) + 4)


def _validation(one: Field, letter: str, lists: _Lists, sheets: Mapping[str, tuple[Field, ...]]) -> "DataValidation":
    from openpyxl.worksheet.datavalidation import DataValidation

    source = ""
    if one.options:
        source = lists.reference(one.options)
    elif one.refers:
        key = next(index for index, column in enumerate(sheets[one.refers]) if column.head in ("id", "key"))
        source = f"'{one.refers}'!${letters(key)}$2:${letters(key)}${lists.last_row}"
    made = DataValidation(
        type="list" if source else None,
        formula1=source or None,
        allow_blank=True,
        showInputMessage=True,
        # Other spellings are read too, so Excel asks and doesn't forbid.
        showErrorMessage=bool(source),
        errorStyle="warning" if source else None,
        promptTitle=one.head[:_LONGEST_TITLE],
        prompt=cut(one.message, LONGEST_MESSAGE),
    )
    made.add(f"{letter}2:{letter}{lists.last_row}")
    return made
