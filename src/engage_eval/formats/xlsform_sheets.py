"""An XLSForm as rows of its three sheets, and as the workbook that holds them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engage_eval.core.problem import Place, Problem
from engage_eval.formats.cells import PROTECTED, plain, text
from engage_eval.formats.sheets import read_book
from engage_eval.formats.tables import RawTable, letters
from engage_eval.formats.workbook_bytes import repeatable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
LANGUAGE_NAMES: Mapping[str, str] = {"id": "Bahasa Indonesia (id)", "en": "English (en)"}

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = {"type": 30, "name": 26, "list_name": 20, "relevant": 44, "constraint": 44, "calculation": 44}
_LABEL_WIDTH, _OTHER_WIDTH = 48, 16
_HEAD_FILL = "E3E8EC"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its line there, and column -> text; empty cells are absent."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Return the text of a cell, empty where there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsForm:
    """The rows of the sheets survey and choices, and the one row of settings."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    def place(self, sheet: str, row: Row, column: str) -> Place:
        """Return where a cell stands."""
        return Place(file=f"{self.file} [{sheet}]" if self.file else sheet, line=row.line, key=column)

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the questions, as the columns name them; empty text where a column names none."""
        labels = dict.fromkeys(column for row in self.survey for column in row.cells)
        return tuple(one.partition("::")[2] for one in labels if one.partition("::")[0] == "label")

    def lists(self) -> Mapping[str, tuple[Row, ...]]:
        """Return list name -> its choices."""
        found: dict[str, list[Row]] = {}
        for row in self.choices:
            found.setdefault(row.get("list_name"), []).append(row)
        return {name: tuple(rows) for name, rows in found.items()}


def translated(column: str, language: str) -> str:
    """Return the name of a column in a language.

    >>> translated("label", "en")
    'label::English (en)'
    """
    return f"{column}::{LANGUAGE_NAMES[language]}"


def numbered(rows: Iterable[Mapping[str, str]]) -> tuple[Row, ...]:
    """Return rows as they will stand in a sheet, below its head; empty cells are left out."""
    return tuple(
        Row(line, {column: cell for column, cell in cells.items() if cell}) for line, cells in enumerate(rows, 2)
    )


def columns_of(rows: Sequence[Row], order: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of ``rows``: those of ``order`` that occur, then the others as they come."""
    there = dict.fromkeys(column for row in rows for column in row.cells)
    return (*(one for one in order if one in there), *(one for one in there if one not in order))


# --- the workbook


def write_book(form: XlsForm, order: Sequence[str]) -> bytes:
    """Return the workbook of a form, the same bytes for the same form; ``order`` is that of the survey's columns."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    _fill(book.create_sheet(SURVEY), form.survey, columns_of(form.survey, order))
    _fill(book.create_sheet(CHOICES), form.choices, columns_of(form.choices, ("list_name", "name")))
    _fill(book.create_sheet(SETTINGS), numbered([form.settings]), tuple(form.settings))
    return repeatable(book)


def _fill(sheet: "Worksheet", rows: Sequence[Row], columns: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    bold = Font(name="Calibri", size=11, bold=True)
    sheet.freeze_panes = "C2" if columns[:2] in (("type", "name"), ("list_name", "name")) else "A2"
    for index, column in enumerate(columns):
        letter = letters(index)
        head = sheet[f"{letter}1"]
        head.value = column
        head.font, head.fill = bold, PatternFill("solid", fgColor=_HEAD_FILL)
        width = _WIDTHS.get(column, _LABEL_WIDTH if "::" in column else max(_OTHER_WIDTH, len(column) + 2))
        sheet.column_dimensions[letter].width = width
        for line, row in enumerate(rows, 2):
            if not row.get(column):
                continue
            cell = sheet[f"{letter}{line}"]
            # Text, whatever it looks like: no formula, and 1 stays 1.
            cell.value, cell.data_type, cell.number_format = _protected(column, row.get(column)), "s", "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row.get("type") == "begin_group":
                cell.font = bold


def _protected(column: str, found: str) -> str:
    """Put an apostrophe before what a spreadsheet takes for a formula; our expressions never begin like one.

    What no workbook may hold becomes a blank.
    """
    found = _ILLEGAL.sub(" ", found)
    return f"'{found}" if ("::" in column or column == "form_title") and found.startswith(PROTECTED) else found


def read_form(data: bytes, file: str) -> tuple[XlsForm | None, list[Problem]]:
    """Return the form in a workbook, and what is wrong with the file; None where there is no sheet ``survey``.

    Column names come back in their written form (`label::English (en)`), known ones in lower case with `_`.
    """
    book, problems = read_book(data, file, lambda names: [one for one in names if _sheet(one)])
    sheets = {_sheet(name): table for name, table in book.tables.items()}
    if SURVEY not in sheets:
        if not problems:
            problems.append(Problem(code="xlsform.no_survey", place=Place(file=file)))
        return None, problems
    rows = {name: _rows(name, table) for name, table in sheets.items()}
    settings = rows.get(SETTINGS) or (Row(2, {}),)
    form = XlsForm(survey=rows[SURVEY], choices=rows.get(CHOICES, ()), settings=settings[0].cells, file=file)
    return form, problems


def _sheet(name: str) -> str:
    found = name.strip().casefold()
    return found if found in (SURVEY, CHOICES, SETTINGS) else ""


def _rows(sheet: str, table: RawTable) -> tuple[Row, ...]:
    """Return the filled rows; comments, which have neither type nor name, are left out."""
    columns = [_column(sheet, head) for head in table.head]
    found = (
        Row(
            line,
            {column: said for column, cell in zip(columns, cells, strict=False) if column and (said := text(cell))},
        )
        for line, cells in table.rows
    )
    wanted = {SURVEY: ("type", "name"), CHOICES: ("list_name", "name")}.get(sheet, ())
    return tuple(row for row in found if row.cells and (not wanted or any(row.get(column) for column in wanted)))


# Older and other names of columns.
_ALIASES: Mapping[str, str] = {
    "relevance": "relevant",
    "calculate": "calculation",
    "caption": "label",
    "repeat": "repeat_count",
    "jr:count": "repeat_count",
    "read_only": "readonly",
    "constraining_message": "constraint_message",
    "form_title": "form_title",
    "title": "form_title",
    "id_string": "form_id",
}


def _column(sheet: str, head: str) -> str:
    name, mark, language = plain(head).partition("::")
    if not mark and not name.casefold().startswith("jr:"):
        name, mark, language = name.partition(":")
    base = name.strip().casefold().replace(" ", "_").replace("-", "_")
    base = _ALIASES.get(base, base)
    if sheet == CHOICES and base == "value":
        base = "name"
    return f"{base}::{language.strip()}" if mark and base not in ("bind", "body", "instance") else base
