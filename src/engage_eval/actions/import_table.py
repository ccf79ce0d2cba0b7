"""Take in people or counts from a table: all of its new rows, or none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engage_eval.actions.recording import Recording
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Problem, Severity
from engage_eval.formats.rows import read_rows
from engage_eval.formats.submission_merge import plain
from engage_eval.formats.table_file import read_table_file
from engage_eval.model.tables import TABLES, Table

# Faults of a column: with --skip-refused the column is left out and the rows are taken.
_OF_A_COLUMN = ("files.unknown_column", "files.column_twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many rows are new and how many were there already, what is refused, and what is to be looked at."""

    table: str
    new: int
    same: int
    refused: tuple[Problem, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Sorted:
    new: list[Any]
    same: int
    faults: list[Problem]


def take_in(recording: Recording, table: str, source: Path, *, skip_refused: bool, is_preview: bool) -> Imported:
    """Record the new rows of the file ``source`` in ``table`` (participants or outcomes); a preview records nothing.

    Raises UsageError where there is no such file, ProblemsError where it can't be read, or rows are refused and not to
    be skipped.
    """
    raw, problems = read_table_file(source, table)
    made = read_rows(raw, TABLES[table], recording.setting)
    # A column that is needed and not there can't be left out.
    by_column = skip_refused and made.complete
    faults, notes = _told((*problems, *made.problems), raw.head_line, source, by_column=by_column)
    if not raw.rows and not faults:
        raise UsageError("command.empty_table", name=source.as_posix())
    found = _sorted(made.rows, getattr(recording.record, table), TABLES[table], recording.record.erased_people())
    faults += found.faults
    rows, news, more = _sound(recording, table, found.new, raw.file)
    faults += more
    faults.sort(key=lambda one: (one.place.line or 0, one.place.key, one.code))
    if faults and not skip_refused and not is_preview:
        raise ProblemsError(faults, "import.refused", name=source.as_posix())
    if rows and not is_preview:
        recording.add(f"import {table}", {table: rows}, subjects=_subjects(table, rows))
    return Imported(table=table, new=len(rows), same=found.same, refused=tuple(faults), problems=(*notes, *news))


def _told(
    problems: Sequence[Problem], head_line: int, source: Path, *, by_column: bool
) -> tuple[list[Problem], list[Problem]]:
    """Return the faults of rows and what is to be looked at; raises ProblemsError for faults of the file as a whole."""
    faults, notes, fatal = [], [], []
    for one in problems:
        if lookup(one.code).severity is not Severity.ERROR:
            notes.append(one)
        elif (one.place.line or 0) > head_line or (by_column and one.code in _OF_A_COLUMN):
            faults.append(one)
        else:
            fatal.append(one)
    if fatal:
        raise ProblemsError(fatal, "import.unreadable", name=source.as_posix())
    return faults, notes


def _sorted(rows: Sequence[Any], known: Sequence[Any], table: Table, erased: Collection[str]) -> _Sorted:
    """Return the rows whose key is new; one that says what is known already counts as the same.

    Of who was ``erased`` nothing but the bare node is known: a row with no more is the same, one with more is refused.
    """
    columns = [table.column(name) for name in table.unique]
    found = _Sorted([], 0, [])
    before = {_key(one, table): one for one in known}
    lines: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = _key(row, table)
        place = row.place.at(columns[0].name)
        if key not in before:
            found.new.append(row)
            lines[key] = row.place.line or 0
        elif differing := _differences(before[key], row, table):
            if getattr(row, "id", "") in erased:
                found.faults.append(Problem(code="import.erased", place=place, params={"participant": row.id}))
            elif key in lines:
                params: dict[str, Any] = {"keys": " / ".join(key), "table": table.name, "line": lines[key]}
                found.faults.append(Problem(code="tables.duplicate", place=place, params=params))
            else:
                params = {"found": " / ".join(key), "table": table.name, "columns": ", ".join(differing)}
                found.faults.append(Problem(code="import.row_differs", place=place, params=params))
            continue
        else:
            found.same += 1
        before.setdefault(key, row)
    return found


def _key(row: Any, table: Table) -> tuple[str, ...]:  # noqa: ANN401 - a row of any table
    return tuple(str(getattr(row, table.column(name).attribute)) for name in table.unique)


def _differences(before: Any, now: Any, table: Table) -> list[str]:  # noqa: ANN401 - rows of any table
    """Return the columns in which a row says something else; what it leaves out it doesn't contradict."""
    pairs = ((one.name, getattr(before, one.attribute), getattr(now, one.attribute)) for one in table.columns)
    return [name for name, old, new in pairs if new not in (None, "") and plain(new) != plain(old)]


def _sound(
    recording: Recording, table: str, rows: Sequence[Any], file: str
) -> tuple[list[Any], tuple[Problem, ...], list[Problem]]:
    """Return the rows to which the rules have no objection, what is to be looked at, and the objections."""
    kept, faults = list(rows), list[Problem]()
    while kept:
        try:
            return kept, recording.judged({table: kept}), faults
        except ProblemsError as wrong:
            own = [one for one in wrong.problems if one.place.file == file]
            if len(own) < len(wrong.problems) or not own:
                raise
            faults += own
            lines = {one.place.line for one in own}
            kept = [one for one in kept if one.place.line not in lines]
    return kept, (), faults


def _subjects(table: str, rows: Sequence[Any]) -> list[str]:
    return [one.id for one in rows] if table == "participants" else sorted({one.facility for one in rows})
