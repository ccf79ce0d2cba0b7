"""A table of one's own, outside any study: CSV or the first sheet of a workbook, for the statistics on the fly.

Read as generously as a study's tables (separator, decimal comma, Windows letters), but nothing is left out without a
word: whatever could cost data is a problem here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from re import compile as pattern

from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Place, Problem, Severity
from engage_eval.core.similar import closest
from engage_eval.formats.cells import Cell, CellError, Reading, is_empty, number, plain, shown, text
from engage_eval.formats.sheets import read_book
from engage_eval.formats.tables import RawTable, read_bytes, read_csv
from engage_eval.model.instrument import MISSING_CODES
from engage_eval.model.vocabulary import COLUMN_NAMES, normal

_ARCHIVE = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_WORD_TEXT = b"word/document.xml"
# Beyond these the squares and ratios of the statistics lose their last digits, and then overflow.
_LARGEST, _SMALLEST = 1e15, 1e-15
_MOST_NAMED = 20  # of the columns in a message
_BOOK_ENDINGS = (".xlsx", ".xlsm")
# What a study's table may leave out with a warning is refused here: nobody would see the warning.
_COSTS_DATA = frozenset({"files.beside"})
# 3,5 or 1.234,5 show which sign the file's decimals have; 1.234 alone doesn't.
_SHOWS_DECIMAL = pattern(r"[+-]?(?:[0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]*)([.,])(?:[0-9]{1,2}|[0-9]{4,})")


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table's heads and the texts of its rows, all of one width, with the line on which each row stands.

    ``decimal`` is the file's decimal sign where it shows; ``raw`` holds the cells as the file has them, where a number
    need not be read from its text.
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    decimal: str = ""
    raw: tuple[tuple[Cell, ...], ...] = field(default=(), repr=False)

    def index(self, name: str) -> int:
        """Return which column is called ``name``, or by its Indonesian name where the study's tables have such a one.

        Case and signs may differ where only one column can be meant. Raises UsageError (``command.no_column``).
        """
        if name in self.head:
            return self.head.index(name)
        names = {normal(one) for one in (name, *COLUMN_NAMES.get(name, ()))} - {""}
        alike = [at for at, head in enumerate(self.head) if normal(head) in names]
        if len(alike) == 1:
            return alike[0]
        meant, allowed = closest(name, self.head), ", ".join(self.head[:_MOST_NAMED])
        if len(self.head) > _MOST_NAMED:
            allowed += ", …"
        raise UsageError("command.no_column", name=name, file=self.name, meant=meant, allowed=allowed)

    def column(self, name: str) -> tuple[str, ...]:
        """Return the texts of one column; raises UsageError (``command.no_column``)."""
        at = self.index(name)
        return tuple(row[at] for row in self.rows)

    def numbers(self, names: Sequence[str]) -> tuple[tuple[float | None, ...], ...]:
        """Return the numbers of the columns ``names`` row by row; None for an empty cell or a code such as .skip.

        Raises UsageError for a column that isn't there, ProblemsError naming each cell that is no number.
        """
        at = [self.index(name) for name in names]
        reading = Reading(decimal=self.decimal)
        problems: list[Problem] = []
        found = []
        for line, row in zip(self.lines, self.raw or self.rows, strict=True):
            place = Place(file=self.name, line=line)
            found.append(tuple(_number(row[index], reading, place.at(self.head[index]), problems) for index in at))
        _raise(problems, self.name)
        return tuple(found)

    def is_text(self, name: str) -> bool:
        """Return whether some cell of a column is neither empty, nor missing, nor a number."""
        at = self.index(name)
        problems: list[Problem] = []
        for row in self.raw or self.rows:
            _number(row[at], Reading(decimal=self.decimal), Place(), problems)
        return bool(problems)


def read_plain(path: Path) -> PlainTable:
    """Return the table in a CSV file or in the first sheet of an Excel workbook.

    Raises UsageError where there is no such file, a folder, or nothing in it, ProblemsError where it can't be read as a
    table.
    """
    name = path.as_posix()
    if _is(path, Path.is_dir):
        raise UsageError("command.is_folder", name=name)
    if not _is(path, Path.exists):
        raise UsageError("command.no_file", name=name)
    data, problems = read_bytes(path, name)
    _raise(problems, name)
    raw, problems = _read(data or b"", path)
    if not raw.head and not any(_is_fault(one) for one in problems):
        raise UsageError("command.empty_table", name=name)
    # What means the same in a study's table is two columns here: items may well be called 1.1 and 11.
    _raise([*(one for one in problems if one.code != "files.column_twice"), *_twice(raw)], name)
    kept = [at for at, head in enumerate(raw.head) if head]
    cells = tuple(tuple(row[at] for at in kept) for _, row in raw.rows)
    return PlainTable(
        name=name,
        head=tuple(raw.head[at] for at in kept),
        rows=tuple(tuple(text(cell) for cell in row) for row in cells),
        lines=tuple(line for line, _ in raw.rows),
        decimal=_decimal(cells) or raw.decimal,
        raw=cells,
    )


def refuse_same(table: PlainTable, columns: Mapping[str, str]) -> None:
    """Raise UsageError (``command.same_column``) where two options, mapped to their columns, name one and the same."""
    seen: dict[int, str] = {}
    for option, name in columns.items():
        at = table.index(name)
        if at in seen:
            raise UsageError("command.same_column", name=table.head[at], first=seen[at], second=option)
        seen[at] = option


def _read(data: bytes, path: Path) -> tuple[RawTable, list[Problem]]:
    """Return the table by what the file is, not by what its name says."""
    name = path.as_posix()
    if path.suffix.lower() == ".ods":
        return RawTable(name), [
            Problem(code="files.save_as_xlsx", place=Place(file=name), params={"ending": path.suffix})
        ]
    if data.startswith((_ARCHIVE, _OLE)) or (data and path.suffix.lower() in _BOOK_ENDINGS):
        book, problems = read_book(data, name, lambda sheets: sheets[:1])
        if _WORD_TEXT in data and any(one.code == "files.broken_workbook" for one in problems):
            problems = [Problem(code="files.not_a_workbook", place=Place(file=name))]
        return next(iter(book.tables.values()), RawTable(name)), problems
    return read_csv(data, name)


def _is(path: Path, what: Callable[[Path], bool]) -> bool:
    try:
        return what(path)
    except OSError:  # a name longer than any file has
        return False


def _twice(raw: RawTable) -> Iterable[Problem]:
    """Yield a problem for each head that stands twice, letter for letter."""
    seen: set[str] = set()
    for head in filter(None, raw.head):
        if head in seen:
            place = Place(file=raw.file, line=raw.head_line, key=head)
            yield Problem(code="files.column_twice", place=place, params={"first": head, "second": head})
        seen.add(head)


def _number(cell: Cell, reading: Reading, place: Place, problems: list[Problem]) -> float | None:
    if is_empty(cell) or (isinstance(cell, str) and plain(cell).lower() in MISSING_CODES):
        return None
    try:
        value = number(cell, reading)
    except CellError as error:
        problems.append(Problem(code=error.code, place=place, params=error.params))
        return None
    if value and not _SMALLEST <= abs(value) <= _LARGEST:
        problems.append(Problem(code="files.extreme_number", place=place, params={"value": shown(cell)}))
        return None
    return value


def _decimal(rows: Iterable[Sequence[Cell]]) -> str:
    """Return the decimal sign that the cells show; empty where none or both are seen."""
    cells = (cell for row in rows for cell in row if isinstance(cell, str))
    signs = {found[1] for cell in cells if (found := _SHOWS_DECIMAL.fullmatch(plain(cell)))}
    return signs.pop() if len(signs) == 1 else ""


def _is_fault(problem: Problem) -> bool:
    return lookup(problem.code).severity is Severity.ERROR or problem.code in _COSTS_DATA


def _raise(problems: Iterable[Problem], name: str) -> None:
    """Raise ProblemsError where something of a table can't be read; what is only worth a look passes."""
    faults = [one for one in problems if _is_fault(one)]
    if faults:
        raise ProblemsError(faults, "command.bad_table", name=name)
