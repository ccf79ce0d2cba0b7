"""Rows of a raw table as rows of the model, by the declarative schema in model/tables.py."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import TypeAlias

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats import cells
from engage_eval.formats.cells import Cell, CellError, Reading
from engage_eval.formats.tables import RawTable
from engage_eval.model import vocabulary
from engage_eval.model.moment import Moment
from engage_eval.model.tables import Column, Table

Converter: TypeAlias = Callable[[Cell], object]

# Tables whose ids a program makes; such an id may happen to look like a number, and nobody types it in Excel.
_OPAQUE = frozenset({"transcripts", "rounds", "codings", "adjudications", "memos"})
# The day of a time that stands alone in a column is that of another column.
_BEGUN = {"ended_at": "started_at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What study.yaml says of reading: the order of dates (dmy, mdy; else none) and the zone of times."""

    dates: str = ""
    zone: str = "WIB"

    def reading(self, raw: RawTable, column: list[Cell], guesses: set[str]) -> Reading:
        """Return how a column is read: what its own dates tell comes before the setting."""
        order = cells.date_order(column) or (self.dates if self.dates in cells.ORDERS else "")
        return Reading(order=order, decimal=raw.decimal, zone=self.zone, guesses=guesses)


@dataclass(slots=True)
class Rows:
    """The rows that could be read, what is wrong with the others, and what had to be guessed."""

    rows: list[object] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    guesses: set[str] = field(default_factory=set)
    complete: bool = True  # False where a required column is missing, so that no row could be read


def read_rows(raw: RawTable, table: Table, setting: Setting, *, coder: str = "") -> Rows:
    """Return the rows of ``table``; a row that lacks a required cell is left out, the others stay.

    ``coder`` is the coder of a table of codings, which its file name tells.
    """
    found = Rows(guesses=set(raw.guesses))
    if not raw.head:
        return found
    at = columns_of(raw, table, found.problems)
    if not raw.rows:
        return found
    if _missing_columns(raw, table, at, found.problems):
        found.complete = False
        return found
    readers = []
    for column in table.columns:
        if (index := at.get(column.name)) is not None:
            reading = setting.reading(raw, raw.column(index), found.guesses)
            readers.append(_Reader(column, index, reading, _converter(table, column, reading)))
    maker = _RowMaker(table, readers, {"coder": coder} if coder else {}, raw.told)
    for line, row in raw.rows:
        made = maker.make(row, Place(file=raw.file, line=line), found.problems)
        if made is not None:
            found.rows.append(made)
    return found


def columns_of(raw: RawTable, table: Table, problems: list[Problem]) -> dict[str, int]:
    """Return column -> index; unknown heads over filled columns and columns that stand twice become problems."""
    at: dict[str, int] = {}
    for index, head in enumerate(raw.head):
        if not head:
            continue
        place = Place(file=raw.file, line=raw.head_line, key=head)
        name = vocabulary.column(table, head)
        if name is None:
            if not all(map(cells.is_empty, raw.column(index))):
                problems.append(unknown_column(table.name, head, place, [c.name for c in table.columns]))
        elif name in at:
            # The same head twice was reported with the table's shape; two names of one column only show here.
            earlier = raw.head[at[name]]
            if vocabulary.normal(earlier) != vocabulary.normal(head):
                params: dict[str, Param] = {"first": earlier, "second": head}
                problems.append(Problem(code="files.column_twice", place=place, params=params))
        else:
            at[name] = index
    return at


def unknown_column(table: str, head: str, place: Place, known: list[str]) -> Problem:
    """Return the problem of a head that means no column."""
    names = {name: one for one in known for name in (one, *vocabulary.COLUMN_NAMES.get(one, ()))}
    params = {"table": table, "column": cells.shown(head), "meant": names.get(vocabulary.close(head, names), "")}
    return Problem(code="files.unknown_column", place=place, params=params)


def problem_of(wrong: CellError, place: Place) -> Problem:
    """Return a cell's fault as a problem at its place."""
    return Problem(code=wrong.code, place=place, params=wrong.params)


def _missing_columns(raw: RawTable, table: Table, at: Mapping[str, int], problems: list[Problem]) -> bool:
    missing = [one.name for one in table.columns if one.required and one.name not in at]
    misspelt = {one.params.get("meant") for one in problems if one.code == "files.unknown_column"}
    for name in (one for one in missing if one not in misspelt):
        params = {"table": table.name, "column": name}
        problems.append(
            Problem(
                code="files.missing_column", place=Place(file=raw.file, line=raw.head_line, key=name), params=params
            )
        )
    return bool(missing)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the cells of one column."""

    column: Column
    index: int
    reading: Reading
    convert: Converter

    def read(self, cell: Cell, zone: str, begun: object) -> object:
        """Read a cell; a time alone is of the day of ``begun``, where that is a moment."""
        if cells.is_empty(cell):
            raise CellError("files.required")
        if self.column.kind == "moment":
            if isinstance(begun, Moment) and (clock := cells.clock(cell)):
                self.reading.guesses.add(f"{self.column.name} hh:mm = {_BEGUN[self.column.name]} yyyy-mm-dd + hh:mm")
                cell = f"{begun.day.isoformat()} {clock}"
            return cells.moment(cell, self.reading, zone)
        return self.convert(cell)


class _RowMaker:
    """Makes the model's rows of one table; a ``zone`` column that the model lacks is the zone of the row's times."""

    def __init__(
        self, table: Table, readers: list[_Reader], fixed: Mapping[str, str], told: Collection[tuple[int, int]]
    ) -> None:
        known = {one.name for one in fields(table.row)}
        self._table = table
        self._readers = [one for one in readers if one.column.attribute in known]
        self._zone = next(
            (one.index for one in readers if one.column.name == "zone" and one not in self._readers), None
        )
        self._fixed = fixed
        self._told = told

    def make(self, row: tuple[Cell, ...], place: Place, problems: list[Problem]) -> object | None:
        values: dict[str, object] = {}
        complete = True
        zone = "" if self._zone is None else cells.plain(row[self._zone])
        for reader in self._readers:
            column, cell = reader.column, row[reader.index]
            if cells.is_empty(cell) and not column.required:
                continue
            begun = _BEGUN.get(column.name, "")
            if begun and begun not in values and not complete and cells.clock(cell):
                continue  # a time whose day could not be read: that was told
            if (place.line or 0, reader.index) in self._told:
                complete = False
                continue
            try:
                values[column.attribute] = reader.read(cell, zone, values.get(begun))
            except CellError as wrong:
                problems.append(problem_of(wrong, place.at(column.name)))
                complete = complete and not column.required
        return self._table.row(**values, **self._fixed, place=place) if complete else None


def _converter(table: Table, column: Column, reading: Reading) -> Converter:
    opaque = (column.refers or table.name) in _OPAQUE
    person = column.refers == "participants" or (table.name, column.name) == ("participants", "id")
    makers: Mapping[str, Converter] = {
        "text": cells.text,
        "key": partial(cells.key, person=person, opaque=opaque),
        "keys": partial(cells.keys, opaque=opaque),
        "enum": partial(cells.choice, choices=column.choices),
        "enums": partial(cells.choices, allowed=column.choices),
        "flag": cells.flag,
        "count": partial(cells.count, reading=reading),
        "day": partial(cells.day, reading=reading),
        "moment": partial(cells.moment, reading=reading),
        "period": cells.period,
    }
    return makers[column.kind]


def raw_ids(raw: RawTable, table: Table) -> Iterator[str]:
    """Return the keys as they stand, also of rows that could not be read, so that one fault isn't told twice."""
    for index in _key_columns(raw, table):
        yield from (cells.plain(row[index]) for row in (*(row for _, row in raw.rows), *raw.dropped))


def keys_are_lost(raw: RawTable, table: Table) -> bool:
    """Return whether keys of a table may stand where nothing could be read: behind a fault, or in a formula."""
    columns = set(_key_columns(raw, table))
    return raw.broken or any(index in columns for _, index in raw.told)


def _key_columns(raw: RawTable, table: Table) -> list[int]:
    key = table.unique[0] if len(table.unique) == 1 else ""
    return [index for index, head in enumerate(raw.head) if key and vocabulary.column(table, head) == key]
