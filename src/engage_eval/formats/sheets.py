"""Excel workbooks as raw tables; opened with care, since a workbook is an archive that others made."""

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from engage_eval.core.problem import Place, Problem
from engage_eval.formats.cells import Cell
from engage_eval.formats.tables import RawTable, letters, tidy

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# Given the sheets' names, which of them to read.
Select: TypeAlias = Callable[[Sequence[str]], Sequence[str]]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and any workbook under a password
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')
_LARGEST_UNPACKED = 300_000_000
_LAST_ROW = 1_048_576

# What openpyxl and the archive raise on a damaged file: it has no error class of its own for that.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,  # XML that can't be parsed
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    OSError,
    EOFError,
    RuntimeError,  # a member under a password; NotImplementedError: an unknown compression
)


@dataclass(slots=True)
class Book:
    """The sheets' names, and the tables that were read."""

    names: tuple[str, ...] = ()
    tables: Mapping[str, RawTable] = field(default_factory=dict)


def read_book(
    data: bytes, file: str, select: Select, known: Callable[[str], Collection[str]] = lambda _sheet: ()
) -> tuple[Book, list[Problem]]:
    """Return the sheets of a workbook that ``select`` chooses; a table's file reads ``data.xlsx [sheet]``.

    ``known`` returns, for a sheet's name, the column names that its table may have.
    """
    if code := _refused(data):
        return Book(), [Problem(code=code, place=Place(file=file))]
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and of dates out of range; the latter are reported below as cells.
            warnings.simplefilter("ignore")
            return _read(data, file, select, known)
    except _DAMAGED:
        return Book(), [Problem(code="files.broken_workbook", place=Place(file=file))]


def _hidden(data: bytes, file: str, sheets: Sequence[str]) -> list[Problem]:
    """Return what is hidden but read all the same: people hide what they mean to leave out."""
    found = [Problem(code="files.hidden_sheet", place=Place(file=f"{file} [{name}]")) for name in sheets]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        rows = sum(len(_HIDDEN_ROW.findall(archive.read(name))) for name in members)
    if rows:
        found.append(Problem(code="files.hidden_rows", place=Place(file=file), params={"count": rows}))
    return found


def _refused(data: bytes) -> str:
    """Return why a workbook isn't even opened; empty where it may be."""
    if not data:
        return "files.empty"
    if data.startswith(_OLE):
        return "files.old_workbook"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except _DAMAGED:
        return "files.not_a_workbook"
    return "files.too_big" if unpacked > _LARGEST_UNPACKED else ""


def _read(
    data: bytes, file: str, select: Select, known: Callable[[str], Collection[str]]
) -> tuple[Book, list[Problem]]:
    from openpyxl import load_workbook

    problems: list[Problem] = []
    book: Workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        # Hidden sheets are read too, or data would be missing without a word; ours for drop-downs begin with _.
        sheets = {one.title: one for one in book.worksheets if not one.title.startswith("_")}
        tables = {}
        chosen = select(tuple(sheets))
        problems += _hidden(data, file, [name for name in chosen if sheets[name].sheet_state != "visible"])
        for name in chosen:
            shown = f"{file} [{name}]"
            told: set[tuple[int, int]] = set()
            rows = _rows(sheets[name], shown, problems, told)
            raw = tidy(rows, shown, problems, known=known(name), too_long="files.beside")
            tables[name] = replace(raw, told=frozenset(told))
        return Book(tuple(sheets), tables), problems
    finally:
        book.close()


def _rows(
    sheet: "Worksheet", file: str, problems: list[Problem], told: set[tuple[int, int]]
) -> Iterator[tuple[int, Sequence[Cell]]]:
    # Some programs write a wrong extent; without it every row is looked at.
    sheet.reset_dimensions()
    for line, row in enumerate(sheet.iter_rows(), 1):
        if line > _LAST_ROW:
            return
        found: list[Cell] = []
        for index, cell in enumerate(row):
            kind = cell.data_type
            value = cell.value
            if kind in ("f", "e") and value is not None:
                code = "files.formula" if kind == "f" else "files.cell_error"
                place = Place(file=file, line=line, key=f"{letters(index)}{line}")
                problems.append(Problem(code=code, place=place, params={"value": _short(value)}))
                told.add((line, index))
                value = None
            found.append(value if isinstance(value, str | int | float | date | time | None) else _other(value))
        yield line, found


def _other(value: object) -> Cell:
    """Return a length of time as the time of day that it was typed as; anything else as its text."""
    return str(value).removesuffix(":00") if isinstance(value, timedelta) else str(value)


def _short(value: object) -> str:
    return str(value)[:60]
