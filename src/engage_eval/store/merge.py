"""Merge another copy of a study into this one: the union of all rows and of all logs; erasures win.

One transaction, one entry of the log; where nothing but entries of the log comes in there is none, so that copies that
merge with each other come to rest. Rows keep who recorded them and when. An entry counts a key that both copies had
made on their own as -1: it was recorded twice and stands once, and the sums of the log stay the rows that are there.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, Table, select

from engage_eval.core.errors import ProblemsError, StoreError, UsageError
from engage_eval.core.problem import Problem
from engage_eval.model.study import SettingChange
from engage_eval.store import encode, erase, merge_both, register, schema
from engage_eval.store.digests import content_id
from engage_eval.store.look import MERGE
from engage_eval.store.merge_plan import Plan, erased_in, plan, rename_all, renames, value
from engage_eval.store.study_file import Contents, Store, after_all, contents
from engage_eval.store.verify import verify
from engage_eval.store.verify_rows import Rows, check_rows
from engage_eval.store.write import Writer

TABLES = tuple(schema.METADATA.sorted_tables)
# Rows that two copies can make on their own and that are one; answers and settings, where each merged the other; what
# people decided, with what that refers to, where an older backup of one was restored.
_TWICE = (
    schema.PARTICIPANT,
    schema.INTERVIEW,
    schema.STAFF,
    schema.STAFF_VERSION,
    schema.ANSWER,
    schema.SETTING_CHANGE,
    schema.DEFINITION,
    schema.RECRUITMENT_EVENT,
    schema.CONSENT_EVENT,
    schema.DETAIL,
)
# Another head than this machine remembers is an older copy that was put back: no damage.
_HARMLESS = ("verify.log_head",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is merged: the other copy by its name, ``names`` (old, new) of --map; a preview undoes everything."""

    other: str
    by: str = ""
    names: Sequence[tuple[str, str]] = ()
    is_preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What came in.

    ``rows`` and ``definitions`` count what came in, by physical table; ``entries`` of the log; ``erased`` are people
    whose content was deleted here, ``left_out`` rows of erased people that only the other copy had; ``texts`` files of
    definitions, ``settings``, and ``things`` (table, what) that both copies changed: the later one holds; ``conflicts``
    (interview, item) that both answered differently.
    """

    rows: Mapping[str, int]
    entries: int
    erased: tuple[str, ...] = ()
    left_out: int = 0
    texts: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    things: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)


class _Undone(Exception):  # noqa: N818 - no error: a preview's way back
    """Undo the transaction of a preview, and say what it would have brought."""

    def __init__(self, found: Merged) -> None:
        super().__init__()
        self.found = found


def check_pair(store: Store, other: Store) -> None:
    """Raise UsageError where both are one file, StoreError where they hold different studies."""
    here, there = store.target, other.target
    is_same = here.key == there.key
    if here.path is not None and there.path is not None and there.path.exists():
        is_same = is_same or here.path.samefile(there.path)
    if is_same:
        raise UsageError("merge.same_file", name=here.name)
    ids = store.meta().study, other.meta().study
    if ids[0] != ids[1]:
        raise StoreError("merge.other_study", name=there.name, here=ids[0], there=ids[1])


def merge(store: Store, other: Store, request: Request, look: Callable[[Contents], Sequence[SettingChange]]) -> Merged:
    """Bring everything of ``other`` into ``store``; ``look`` sees what comes of it and may raise, which undoes it.

    It returns the settings that changed by the merge itself.

    Raises UsageError for a --map that can't be, ProblemsError where one copy is not as it was written or the two don't
    go together (each listed), StoreError where disk or server fail: then nothing was merged.
    """
    check_pair(store, other)
    _refuse(verify(request.other).problems, other)
    with other.reading() as connection:
        theirs = rows_of(connection)
    _refuse_erased(store, theirs, request.names)
    try:
        with store.writing(MERGE, by=request.by, subjects=_written(request.names)) as writer:
            before = contents(writer.connection).conflicts
            found = _merge(store, writer, theirs, request)
            after = contents(writer.connection)
            _record(writer, look(after))
            found = replace(found, conflicts=tuple(sorted(set(after.conflicts) - set(before))))
            _undo_preview(request, found)
    except _Undone as undone:
        return undone.found
    _finish(store, found, request.by)
    return found


def _refuse_erased(store: Store, theirs: Rows, names: Iterable[tuple[str, str]]) -> None:
    """Raise UsageError where somebody would get a code that only the register knows as erased: they may be the same."""
    known, _ = erase.known_by_register(store)
    gone = erased_in(theirs)
    with store.reading() as connection:
        here = register.erased_in_study(connection)
    for old, new in names:
        if old != new and new in known and new not in here and old not in gone:
            raise UsageError("merge.map_erased", key=new, old=old)


def _undo_preview(request: Request, found: Merged) -> None:
    if request.is_preview:
        raise _Undone(found)


def rows_of(connection: Connection) -> Rows:
    """Return all rows of a study."""
    return {table.name: [tuple(row) for row in connection.execute(select(*table.columns))] for table in TABLES}


def _written(names: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{old}={new}" for old, new in names]


def _refuse(problems: Iterable[Problem], store: Store) -> None:
    found = [one for one in problems if one.code not in _HARMLESS]
    if found:
        raise ProblemsError(found, "merge.damaged", name=store.target.name)


def _merge(store: Store, writer: Writer, theirs: Rows, request: Request) -> Merged:
    connection = writer.connection
    mine = rows_of(connection)
    _refuse(check_rows(mine, None), store)
    _check_origin(mine, theirs, request.other)
    changed = renames(request.names, mine, theirs)
    theirs = rename_all(theirs, changed.keys)
    what = plan(mine, theirs, changed)
    if what.problems:
        raise ProblemsError(what.problems, "merge.refused")
    erased = erased_in(mine) | erased_in(theirs)
    _write(connection, what)
    if store.target.path is None and erased and register.is_there(store):
        register.attach(connection, store.target)
        register.replay(connection, erased, writer.at)
    uncounted = _uncounted(connection)
    writer.counts.update(uncounted)
    if what.is_news() or uncounted:
        # After what came in too, whose clock may have been ahead: what is recorded from here on holds.
        writer.at = after_all(connection, datetime.fromisoformat(writer.at))
        writer.note()
    return Merged(
        rows={name: len(rows) for name, rows in what.taken.items() if name != schema.LOG.name},
        entries=len(what.taken[schema.LOG.name]),
        erased=what.erased,
        left_out=what.left_out,
        texts=_changed(schema.DEFINITION, "file", "text", (mine, theirs)),
        settings=_changed(schema.SETTING_CHANGE, "setting", "after", (mine, theirs)),
        things=merge_both.changed(mine, theirs, erased),
        renamed={old: new for names in changed.keys.values() for old, new in names.items()},
    )


def _record(writer: Writer, changed: Sequence[SettingChange]) -> None:
    """Record settings that changed by the merge, in all copies with the same id; those that are there already stay."""
    table = schema.SETTING_CHANGE
    rows = [encode.setting(one) | {"recorded_at": one.at.canonical(), "by": one.by} for one in changed]
    for row in rows:
        row["id"] = content_id(*(str(row[name]) for name in ("at", "setting", "before", "after")))
    known = set(writer.connection.execute(select(table.c.id)).scalars()) if rows else set()
    writer.insert(table, [row for row in rows if row["id"] not in known])


def _check_origin(mine: Rows, theirs: Rows, name: str) -> None:
    """Raise StoreError where two studies of one id never were one: a copy has entries of the log that the other has."""
    logs = [{value(schema.LOG, row, "hash") for row in rows[schema.LOG.name]} for rows in (mine, theirs)]
    if all(logs) and not logs[0] & logs[1]:
        raise StoreError("merge.no_origin", name=name)


def _write(connection: Connection, what: Plan) -> None:
    """Add the rows as they are; then bury and delete, which the guards allow once the erasures stand."""
    for table in TABLES:
        rows = [*what.taken.get(table.name, ()), *(what.moved if table is schema.ANSWER else ())]
        if rows:
            names = table.columns.keys()
            connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])
    for table in schema.CONTENT:
        erase.bury(connection, table, what.buried[table.name])
        for person in what.erased:
            connection.execute(table.delete().where(table.c.participant == person))


def _uncounted(connection: Connection) -> dict[str, int]:
    """Return what the log counts too often (less than 0), since both copies made it on their own, or not yet."""
    logged: Counter[str] = Counter()
    for text in connection.execute(select(schema.LOG.c.counts)).scalars():
        logged.update(json.loads(text))
    buried = Counter(connection.execute(select(schema.TOMBSTONE.c.table_name)).scalars())
    found = {}
    for table in _TWICE:
        there = len(connection.execute(select(table.primary_key.columns[0])).all()) + buried[table.name]
        if there != logged[table.name]:
            found[table.name] = there - logged[table.name]
    return found


def _changed(table: Table, key: str, said: str, both: tuple[Rows, Rows]) -> tuple[str, ...]:
    mine, theirs = (rows[table.name] for rows in both)
    return tuple(str(one) for (one,) in merge_both.both_changed(table, (key,), (said,), (mine, theirs)))


def _finish(store: Store, found: Merged, by: str) -> None:
    """Rewrite the bytes where people were erased; a program that dies before is made up for at the next opening.

    In a file also where nothing of theirs was here: they may stand in its register.
    """
    try:
        if store.target.path is not None:
            erase.finish_pending(store)
        elif found.erased:
            erase.finish(store, found.erased, by=by)
    except StoreError as error:
        people = ", ".join(found.erased)
        raise StoreError("erase.unfinished", name=store.target.name, participant=people) from error
