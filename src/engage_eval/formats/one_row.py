"""One row that was typed in words: read as a row of a study folder's table is, with the same faults."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engage_eval.core.errors import ProblemsError
from engage_eval.core.problem import Place, Problem
from engage_eval.formats.canonical_cells import readable
from engage_eval.formats.rows import Setting, read_rows
from engage_eval.formats.tables import RawTable
from engage_eval.model.tables import TABLES


def read_one(table: str, cells: Mapping[str, str], setting: Setting) -> Any:  # noqa: ANN401 - a row of any table
    """Return the row of ``table`` whose columns hold ``cells``; it has no place.

    Raises ProblemsError ("recording.refused") with what is wrong in which column.
    """
    given = {name: found for name, cell in cells.items() if (found := readable(cell))}
    required = {one.name: "" for one in TABLES[table].columns if one.required}
    columns = required | given
    raw = RawTable(file="", head=tuple(columns), rows=((0, tuple(columns.values())),))
    made = read_rows(raw, TABLES[table], setting)
    if made.problems:
        raise ProblemsError([_bare(one) for one in made.problems], "recording.refused")
    return replace(made.rows[0], place=Place())  # type: ignore[type-var]


def _bare(problem: Problem) -> Problem:
    """Return a problem with the name of its column alone: there is no file and no line."""
    return replace(problem, place=Place(key=problem.place.key))
