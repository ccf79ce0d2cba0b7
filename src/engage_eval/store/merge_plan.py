"""What a merge takes from another copy of a study: the union of rows, without what either erased; no database here.

Rows come as tuples in the order of the table's columns. Opaque ids are the same in both copies only for the same row.
Participants, interviews and staff have keys that people see, so two copies can have made the same key on their own:
that is one thing where what is known of it agrees, else a clash, which a person settles.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Table

from engage_eval.core.errors import UsageError
from engage_eval.core.problem import Problem
from engage_eval.store import schema
from engage_eval.store.digests import digest_columns, row_digest
from engage_eval.store.look import renamed_at
from engage_eval.store.merge_both import last_versions, moved_answers
from engage_eval.store.verify_rows import Row, Rows, key_of, shown

TABLES = tuple(schema.METADATA.sorted_tables)
# Tables whose key people see, and the columns that hold such a key elsewhere.
PEOPLE, INTERVIEWS, STAFF = "participant", "interview", "staff"
_KEYS = {PEOPLE: schema.PARTICIPANT, INTERVIEWS: schema.INTERVIEW, STAFF: schema.STAFF}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    PEOPLE: ("participant", "recruiter"),
    INTERVIEWS: ("interview", "repeat_of"),
    STAFF: ("staff", "by", "by_staff", "interviewer", "obtained_by"),
}
_CLASH = {PEOPLE: "merge.participant", STAFF: "merge.staff"}
_UNTOUCHED = (schema.META, schema.LOG)
_ERASED = "-"  # where the owner of a key is not known any more
_MADE = ("recorded_at", "by", "digest")

Keyed: TypeAlias = Mapping[str, Mapping[tuple[Any, ...], Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renames:
    """Keys of the other copy and what they become, by kind; ``same`` are keys said to be one in both."""

    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    same: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Rows to take, by table; ids to bury; whose content is to be deleted here; and what stands in the way.

    ``moved`` are answers that are to stand again beside a later one; ``left_out`` counts the rows of erased people that
    only the other copy had, and that no erasure has counted yet.
    """

    taken: Mapping[str, Sequence[Row]]
    moved: Sequence[Row]
    buried: Mapping[str, Sequence[str]]
    erased: tuple[str, ...]
    left_out: int
    problems: tuple[Problem, ...] = ()

    def is_news(self) -> bool:
        """Return whether anything but entries of the log comes in, or something goes."""
        return any(rows for name, rows in self.taken.items() if name != schema.LOG.name) or any(self.buried.values())


def value(table: Table, row: Row, name: str) -> Any:  # noqa: ANN401 - a cell of a row
    """Return a column of a row."""
    return row[_at(table, name)]


@cache
def _at(table: Table, name: str) -> int:
    found: int = table.columns.keys().index(name)
    return found


@cache
def _key_at(table: Table) -> tuple[int, ...]:
    return tuple(_at(table, column.name) for column in table.primary_key.columns)


def keyed(rows: Rows) -> Keyed:
    """Return the rows of each table by their primary key."""
    return {table.name: {tuple(row[at] for at in _key_at(table)): row for row in rows[table.name]} for table in TABLES}


# --- renaming


def renames(asked: Iterable[tuple[str, str]], mine: Rows, theirs: Rows) -> Renames:
    """Return what is to be renamed in the other copy's rows.

    Raises UsageError for a key that the other copy doesn't have, is the same row in both, or a new key that is taken.
    """
    here, there = ({kind: _keys_of(kind, rows) for kind in _KEYS} for rows in (mine, theirs))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    same: set[str] = set()
    for old, new in asked:
        kinds = [kind for kind in _KEYS if old in there[kind]]
        kinds = [kind for kind in kinds if old in here[kind]] or kinds
        if not kinds:
            raise UsageError("merge.map_unknown", key=old)
        if old == new:
            same.add(old)
            continue
        # One word never means both somebody of the team and a participant.
        crossed = {PEOPLE, STAFF}.difference(kinds) if {PEOPLE, STAFF}.intersection(kinds) else ()
        if any(new in keys[kind] for keys in (here, there) for kind in crossed):
            raise UsageError("merge.map_taken", key=new)
        for kind in kinds:
            if old in here[kind] and here[kind][old] == there[kind][old]:
                raise UsageError("merge.map_shared", key=old)
            found[kind][old] = new
    for kind, names in found.items():
        for old, new in names.items():
            # What an earlier merge renamed so is here already.
            if new in there[kind] or here[kind].get(new, "") not in ("", _renamed_node(kind, theirs, old, found)):
                raise UsageError("merge.map_taken", key=new)
    return Renames(keys=found, same=frozenset(same))


def _keys_of(kind: str, rows: Rows) -> dict[str, str]:
    """Return the keys of a kind and the digest of their rows; of an erased interview only the key is left."""
    table = _KEYS[kind]
    erased = {str(row[1]): "" for row in rows[schema.TOMBSTONE.name] if row[0] == table.name}
    return erased | {str(row[0]): str(value(table, row, "digest")) for row in rows[table.name]}


def _renamed_node(kind: str, theirs: Rows, old: str, keys: Mapping[str, Mapping[str, str]]) -> str:
    """Return the digest that the renamed node will have: one that is here already came in by an earlier merge."""
    table = _KEYS[kind]
    found = [row for row in theirs[table.name] if row[0] == old]
    return str(value(table, renamed(table, found[0], keys), "digest")) if found else ""


def rename_all(rows: Rows, keys: Mapping[str, Mapping[str, str]]) -> Rows:
    """Return rows with their keys renamed and their digests made anew; entries of the log stay as they are."""
    if not keys:
        return rows
    return {
        table.name: rows[table.name] if table in _UNTOUCHED else [renamed(table, row, keys) for row in rows[table.name]]
        for table in TABLES
    }


def renamed(table: Table, row: Row, keys: Mapping[str, Mapping[str, str]]) -> Row:
    """Return a row with its keys renamed."""
    columns = dict(zip(table.columns.keys(), row, strict=True))
    before = dict(columns)
    for kind, changed in keys.items():
        names = {*_COLUMNS[kind], *([table.primary_key.columns[0].name] if table is _KEYS[kind] else [])}
        if table is schema.TOMBSTONE and columns["table_name"] == kind:
            names.add("row")
        for name in names & columns.keys():
            columns[name] = changed.get(columns[name], columns[name])
    if columns == before:
        return row
    columns["digest"] = row_digest(digest_columns(table), table.name, columns)
    return tuple(columns.values())


# --- the union


def plan(mine: Rows, theirs: Rows, changed: Renames) -> Plan:
    """Return what is to be done so that this copy holds the union of both, without what either erased.

    ``changed`` is what was renamed in ``theirs`` before.
    """
    here, there = keyed(mine), keyed(theirs)
    erased = erased_in(mine) | erased_in(theirs)
    taken: dict[str, list[Row]] = {}
    buried: dict[str, list[str]] = {}
    left_out = 0
    known = {*here[schema.TOMBSTONE.name], *there[schema.TOMBSTONE.name]}
    for table in TABLES:
        if table is schema.META:
            continue
        new = [row for key, row in there[table.name].items() if key not in here[table.name]]
        taken[table.name] = new
        if table in schema.CONTENT:
            taken[table.name] = [row for row in new if value(table, row, "participant") not in erased]
            gone, lost = (
                {value(table, row, "id") for row in rows if value(table, row, "participant") in erased}
                for rows in (new, here[table.name].values())
            )
            buried[table.name] = sorted(one for one in gone | lost if (table.name, one) not in known)
            left_out += len(set(buried[table.name]) - lost)
    taken[schema.OUTCOME.name] = _in_order(schema.OUTCOME, taken[schema.OUTCOME.name], "supersedes")
    deleted = {
        value(table, row, "participant")
        for table in schema.CONTENT
        for row in mine[table.name]
        if value(table, row, "participant") in erased
    }
    return Plan(
        taken=taken,
        moved=moved_answers(mine, theirs, erased),
        buried=buried,
        erased=tuple(sorted(deleted)),
        left_out=left_out,
        problems=tuple(_clashes(here, there, changed)),
    )


def erased_in(rows: Rows) -> set[str]:
    """Return who was erased."""
    table = schema.ERASURE
    return {value(table, row, "participant") for row in rows[table.name] if value(table, row, "scope") == "person"}


def _in_order(table: Table, rows: Sequence[Row], refers: str) -> list[Row]:
    """Return rows so that each comes after the one of its own table that it refers to."""
    left = {value(table, row, "id"): row for row in rows}
    made: list[Row] = []
    while left:
        ready = [key for key, row in left.items() if value(table, row, refers) not in left]
        made += [left.pop(key) for key in ready or list(left)]
    return made


# --- what doesn't go together


def _clashes(here: Keyed, there: Keyed, changed: Renames) -> Iterator[Problem]:
    apart = list(_apart(here, there))
    names = {pair: None for table, mine, theirs in apart for pair in _renamed_in(table, mine, theirs)}
    here_too = _renamed_by_log(here)
    asked = {new: old for names_of in changed.keys.values() for old, new in names_of.items()}
    for mine_is, theirs_is in names:
        if theirs_is in asked:
            params = {"key": shown(asked[theirs_is]), "here": shown(mine_is), "wanted": shown(theirs_is)}
            yield Problem(code="merge.came_in", params=params)
            continue
        code = "merge.renamed" if (theirs_is, mine_is) in here_too else "merge.renamed_there"
        yield Problem(code=code, params={"here": shown(mine_is), "there": shown(theirs_is)})
    settled = changed.same.union(*names)
    for table, mine, theirs in apart:
        if table is schema.INTERVIEW:
            owners = str(value(table, mine, "participant")), str(value(table, theirs, "participant"))
            if owners[0] != owners[1] and owners not in names:
                yield _interview(str(mine[0]), *owners)
        elif table in _KEYS.values() and str(mine[0]) not in settled:
            yield from _same_key(table, str(mine[0]), here, there)
        elif table not in _KEYS.values() and not _renamed_in(table, mine, theirs):
            about = ", ".join(shown(one) for one in theirs[1:3] if isinstance(one, str))
            yield Problem(code="merge.row", params={"table": table.name, "row": key_of(table, theirs), "about": about})
    yield from _over_a_grave(here, there, into=True)
    yield from _over_a_grave(there, here, into=False)


def _renamed_by_log(rows: Keyed) -> frozenset[tuple[str, str]]:
    names = ("at", "verb", "subjects")
    log = [tuple(value(schema.LOG, row, name) for name in names) for row in rows[schema.LOG.name].values()]
    return frozenset(renamed_at((at, verb, subjects) for at, verb, subjects in log))


def _apart(here: Keyed, there: Keyed) -> Iterator[tuple[Table, Row, Row]]:
    """Yield the rows of one key that are not the same in both copies."""
    for table in TABLES:
        if table is not schema.META:
            for key, theirs in there[table.name].items():
                mine = here[table.name].get(key)
                if mine is not None and _seal(table, mine) != _seal(table, theirs):
                    yield table, mine, theirs


def _renamed_in(table: Table, mine: Row, theirs: Row) -> frozenset[tuple[str, str]]:
    """Return (key here, key there) where a row differs in nothing else: an earlier --map renamed it in one copy."""
    if table in _KEYS.values():
        return frozenset()
    keys = {name for names in _COLUMNS.values() for name in names}
    differ = [
        name
        for name, one, other in zip(table.columns.keys(), mine, theirs, strict=True)
        if one != other and name not in ("digest", "hash")
    ]
    if not differ or not keys.issuperset(differ):
        return frozenset()
    return frozenset((str(value(table, mine, name)), str(value(table, theirs, name))) for name in differ)


def _seal(table: Table, row: Row) -> str:
    return str(value(table, row, "hash" if table is schema.LOG else "digest"))


def _same_key(table: Table, key: str, here: Keyed, there: Keyed) -> Iterator[Problem]:
    """Yield why a participant or member of staff, recorded in both copies apart, may not be one person."""
    kind = PEOPLE if table is schema.PARTICIPANT else STAFF
    if _was_settled(kind, key, here, there):
        return
    mine, theirs = (_known_of(kind, key, one) for one in (here, there))
    differs = sorted(name for name in mine.keys() & theirs.keys() if mine[name] != theirs[name])
    if differs:
        shown_names = ", ".join(shown(name).lstrip(".") for name in differs)
        yield Problem(code=_CLASH[kind], params={"key": shown(key), "differs": shown_names})
    elif kind == PEOPLE and not _is_one_person(key, here, there):
        yield Problem(code="merge.participant_twice", params={"key": shown(key)})


def _was_settled(kind: str, key: str, here: Keyed, there: Keyed) -> bool:
    """Return whether both copies have a row of theirs: an earlier merge brought it, and with it who it is."""
    column = _COLUMNS[kind][0]
    return any(
        _of(key, table, here, column).keys() & _of(key, table, there, column).keys()
        for table in TABLES
        if column in table.columns and table is not schema.INTERVIEW
    )


def _is_one_person(key: str, here: Keyed, there: Keyed) -> bool:
    """Return whether something says that a code made in both copies is one person, beside facts that don't differ.

    That is a sitting or a consent of the same minute: both took in the same submission. Two people can well have the
    same code, site and day.
    """
    return any(
        _minutes(table, _of(key, table, here).values()) & _minutes(table, _of(key, table, there).values())
        for table in (schema.INTERVIEW_VERSION, schema.CONSENT_EVENT)
    )


def _of(key: str, table: Table, rows: Keyed, column: str = "participant") -> dict[tuple[Any, ...], Row]:
    return {one: row for one, row in rows[table.name].items() if value(table, row, column) == key}


def _minutes(table: Table, rows: Iterable[Row]) -> set[tuple[Any, ...]]:
    """Return the sittings and consents by what tells them apart: their minute; a day alone says too little."""
    names = {schema.INTERVIEW_VERSION: ("interview", "started_at"), schema.CONSENT_EVENT: ("kind", "at")}.get(table, ())
    found = {tuple(value(table, row, name) for name in names) for row in rows}
    return {one for one in found if one and "T" in one[-1]}


def _interview(key: str, here: str, there: str) -> Problem:
    return Problem(code="merge.interview", params={"key": shown(key), "here": shown(here), "there": shown(there)})


def _known_of(kind: str, key: str, rows: Keyed) -> dict[str, Any]:
    """Return what a copy knows of a participant (node, facts, attributes) or a member of staff, the last of each."""
    if kind == PEOPLE:
        node = rows[schema.PARTICIPANT.name][(key,)]
        known = _plain(schema.PARTICIPANT, node)
        facts = last_versions(schema.ATTRIBUTE, ("key",), _of(key, schema.ATTRIBUTE, rows).values())
        return known | {name: value(schema.ATTRIBUTE, row, "value") for (name,), row in facts.items()}
    table = schema.STAFF_VERSION
    last = last_versions(table, ("staff",), _of(key, table, rows, "staff").values()).get((key,))
    return {name: one for name, one in (_plain(table, last) if last else {}).items() if one is not None}


def _plain(table: Table, row: Row) -> dict[str, Any]:
    columns = dict(zip(table.columns.keys(), row, strict=True))
    return {name: one for name, one in columns.items() if name not in (*_MADE, "id")}


def _over_a_grave(buried: Keyed, living: Keyed, *, into: bool) -> Iterator[Problem]:
    """Yield interviews of somebody who was not erased whose key an erased person's interview has in the other copy."""
    table = schema.INTERVIEW
    erased = {
        value(schema.ERASURE, row, "participant")
        for rows in (buried, living)
        for row in rows[schema.ERASURE.name].values()
    }
    for name, key in buried[schema.TOMBSTONE.name]:
        row = living[name].get((key,)) if name == table.name else None
        if row is not None and value(table, row, "participant") not in erased:
            owner = str(value(table, row, "participant"))
            yield _interview(key, *((_ERASED, owner) if into else (owner, _ERASED)))
