"""What two copies of a study did to one thing, each without the other: what of it is a dispute, and what is told.

Of most things the later version holds, and it is enough to name them. An answer is nobody's to choose but a person's:
which copy corrected it more often says nothing, so the last answer of either copy is put beside that of the other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from engage_eval.store import schema
from engage_eval.store.digests import digest_columns, moved_id, row_digest
from engage_eval.store.verify_rows import Row, Rows, shown

# Of what the last version holds: by which columns it is one thing.
_THINGS: Mapping[Table, tuple[str, ...]] = {
    schema.STAFF_VERSION: ("staff",),
    schema.ATTRIBUTE: ("participant", "key"),
    schema.INTERVIEW_VERSION: ("interview",),
    schema.OUTCOME: ("facility", "period", "measure"),
    schema.PANEL_RATING: ("expert", "item"),
}
# Columns that differ though the same was said.
_MADE = ("id", "recorded_at", "by", "digest", "supersedes")
_SAID = ("position", "choice", "number", "text", "missing")


def changed(mine: Rows, theirs: Rows, erased: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return (table, thing) of which each copy has a last version that the other lacks, and the two differ."""
    found: list[tuple[str, str]] = []
    for table, key in _THINGS.items():
        said = tuple(column.name for column in table.columns if column.name not in _MADE)
        both = _without(table, mine, erased), _without(table, theirs, erased)
        found += ((table.name, _named(thing)) for thing in both_changed(table, key, said, both))
    return tuple(found)


def _named(thing: Iterable[object]) -> str:
    return ", ".join(shown(str(word)).lstrip(".") for word in thing)


def _without(table: Table, rows: Rows, erased: Collection[str]) -> Sequence[Row]:
    if "participant" not in table.columns:
        return rows[table.name]
    at = _places(table, ("participant",))[0]
    return [row for row in rows[table.name] if row[at] not in erased]


def both_changed(
    table: Table, key: Sequence[str], said: Sequence[str], both: tuple[Sequence[Row], Sequence[Row]]
) -> list[tuple[Any, ...]]:
    """Return of what, by ``key``, each copy has a last row that the other lacks, and the two differ in ``said``."""
    last = [last_versions(table, key, rows) for rows in both]
    at = _places(table, ("id",))[0]
    ids = [{row[at] for row in rows} for rows in both]
    columns = _places(table, said)
    found = []
    for thing in last[0].keys() & last[1].keys():
        here, there = last[0][thing], last[1][thing]
        is_apart = here[at] not in ids[1] and there[at] not in ids[0]
        if is_apart and [here[one] for one in columns] != [there[one] for one in columns]:
            found.append(thing)
    return sorted(found)


def last_versions(table: Table, key: Sequence[str], rows: Iterable[Row]) -> dict[tuple[Any, ...], Row]:
    """Return the version that holds of each thing, by the columns of ``key``: ``decode.last_of`` for rows as tuples."""
    recorded_at, row_id = _places(table, ("recorded_at", "id"))
    columns = _places(table, key)
    return {
        tuple(row[one] for one in columns): row for row in sorted(rows, key=lambda one: (one[recorded_at], one[row_id]))
    }


def _places(table: Table, names: Sequence[str]) -> list[int]:
    columns = table.columns.keys()
    return [columns.index(name) for name in names]


# --- answers

_ROW_ID, _INTERVIEW, _ITEM, _SEQ = _places(schema.ANSWER, ("id", "interview", "item", "seq"))
_VALUES = _places(schema.ANSWER, _SAID)


def moved_answers(mine: Rows, theirs: Rows, erased: Collection[str]) -> list[Row]:
    """Return the answers that are to stand again, beside the last of the other copy, which corrected more often.

    The one copy corrected an answer once, say, and the other twice: without this the higher number would hold, and
    nobody would see the single correction. Nothing is moved where the other copy had the same answer and changed it:
    whoever did that knew it. Rows and ids are the same whichever copy takes in the other.
    """
    both = [_without(schema.ANSWER, rows, erased) for rows in (mine, theirs)]
    ids = [{row[_ROW_ID] for row in rows} for rows in both]
    new = [[row for row in rows if row[_ROW_ID] not in there] for rows, there in zip(both, reversed(ids), strict=True)]
    questions = {_question(row) for row in new[0]} & {_question(row) for row in new[1]}
    if not questions:
        return []
    known = ids[0] | ids[1]
    versions = [_versions(rows, questions) for rows in both]
    own = [_versions(rows, questions) for rows in new]
    found = []
    for question in sorted(questions):
        last = [max(one[question]) for one in versions]
        if last[0] == last[1]:
            continue  # store/decode.py finds two answers of one number
        lower, higher = (0, 1) if last[0] < last[1] else (1, 0)
        unseen = _unseen(versions[lower][question], last[lower], ids[higher])
        if _said(unseen) not in [_said(rows) for rows in own[higher][question].values()]:
            moved = [_moved(row, last[higher]) for row in unseen]
            found += [row for row in moved if row[_ROW_ID] not in known]
    return found


def _unseen(versions: Mapping[int, Sequence[Row]], last: int, ids: set[str]) -> list[Row]:
    """Return the rows of the last version that the other copy, which has ``ids``, had no part in deciding about.

    A row that a merge moved is the answer that it was made of, and the other copy may know that one.
    """
    made_of = {
        moved_id(row[_ROW_ID], seq): row[_ROW_ID]
        for number, rows in versions.items()
        for seq in versions
        if seq > number
        for row in rows
    }

    def first(row_id: str) -> str:
        while row_id in made_of:
            row_id = made_of[row_id]
        return row_id

    return [row for row in versions[last] if not {row[_ROW_ID], first(row[_ROW_ID])} & ids]


def _question(row: Row) -> tuple[str, str]:
    return row[_INTERVIEW], row[_ITEM]


def _versions(
    rows: Iterable[Row], questions: Collection[tuple[str, str]]
) -> dict[tuple[str, str], dict[int, list[Row]]]:
    """Return the rows of some questions by their number."""
    found: dict[tuple[str, str], dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if _question(row) in questions:
            found[_question(row)][row[_SEQ]].append(row)
    return found


def _said(rows: Iterable[Row]) -> set[tuple[Any, ...]]:
    return {tuple(row[one] for one in _VALUES) for row in rows}


def _moved(row: Row, seq: int) -> Row:
    columns = dict(zip(schema.ANSWER.columns.keys(), row, strict=True))
    columns["id"], columns["seq"] = moved_id(row[_ROW_ID], seq), seq
    columns["digest"] = row_digest(digest_columns(schema.ANSWER), schema.ANSWER.name, columns)
    return tuple(columns.values())
