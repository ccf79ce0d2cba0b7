"""Erase a person: rows, tombstones and the certificate in one transaction over study and register; then the bytes.

SQLite zeroes what is deleted (secure_delete), but a page that was split earlier may keep a stale copy of a row that
moved, which a later deletion doesn't find. So the file is rewritten (VACUUM) afterwards, and the program's own backups
are deleted and made afresh. A row of the log says that this was done; where it is missing (the program died between)
the next opening for writing does it.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import SQLAlchemyError

from engage_eval.core import aside
from engage_eval.core.errors import StoreError, UsageError
from engage_eval.model.coding import Erasure
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent
from engage_eval.store import backups, connect, register, schema, strays
from engage_eval.store.digests import digest_columns, row_digest
from engage_eval.store.faults import told
from engage_eval.store.look import MERGE, doubtful, renamed_at
from engage_eval.store.study_file import Store
from engage_eval.store.write import Writer

# The verb of the log by which a file's bytes and backups are known to be done after an erasure.
DONE = "erasure finished"
# The verb by which somebody is erased whom only the register still knew as erased.
AGAIN = "erasure repeated"
PERSON = "person"
_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was deleted of a person, by table, and how many rows of the register (None: it was not at hand).

    ``register`` says what ``in_register`` does; ``deleted`` names what lay among the backups and wasn't made by the
    program; ``left`` what stands beside under another name, untouched, and may be of an earlier file of this study.
    """

    participant: str
    counts: Mapping[str, int] = field(default_factory=dict)
    register_rows: int | None = None
    register: str = ""
    backups_renewed: bool = False
    deleted: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def erase(store: Store, participant: str, rows: Mapping[str, Sequence[Any]], *, at: Moment, by: str) -> Erased:
    """Delete all content of ``participant`` for good; ``rows`` (by table) are recorded in the same transaction.

    Kept are the bare node and its events of recruitment and consent. Raises StoreError where the disk, the register or
    the server fails: then nothing was deleted.
    """
    in_register: int | None = None
    study = store.meta().study
    fault = _fault_of_register(store)
    with store.writing("consent withdraw", by=by, subjects=(participant,)) as writer:
        if not fault:
            register.attach_own(writer.connection, store.target, study)
            with register.telling(register.name_of(store.target)):
                in_register = sum(register.erase_person(writer.connection, participant, writer.at).values())
        for name, new in rows.items():
            writer.add(name, new)
        counts = delete_content(writer, participant, at=at, by=by)
    try:
        deleted = finish(store, (participant,), by=by, fault=fault)
    except StoreError as error:
        raise StoreError("erase.unfinished", name=store.target.name, participant=participant) from error
    return Erased(
        participant=participant,
        counts=counts,
        register_rows=in_register,
        register=_said_of(store, fault)(participant),
        backups_renewed=bool(deleted),
        deleted=_of_others(deleted),
        left=strays.named(strays.of(store.target).doubtful),
    )


def _of_others(deleted: Iterable[str]) -> tuple[str, ...]:
    """Return what of the files that went with the backups wasn't made by the program."""
    return tuple(one for one in deleted if not backups.is_named(Path(one)))


def delete_content(writer: Writer, participant: str, *, at: Moment, by: str) -> Mapping[str, int]:
    """Write the certificate of ``participant`` and delete their content in the transaction of ``writer``."""
    found = {table.name: _ids(writer.connection, table, participant) for table in schema.CONTENT}
    counts = {name: len(ids) for name, ids in found.items() if ids}
    written = "; ".join(f"{name} {n}" for name, n in counts.items())
    writer.add("erasures", [Erasure(participant=participant, scope=PERSON, at=at, by=by, counts=written)])
    _delete(writer.connection, participant, found)
    return counts


def repeat(writer: Writer, participant: str, *, at: Moment, by: str) -> None:
    """Erase ``participant`` again, where the file that knew of it is gone; that they withdrew is recorded with it."""
    table = schema.CONSENT_EVENT.c
    said = select(table.id).where(table.participant == participant, table.withdrawal == "erase")
    if not writer.connection.execute(said).first():
        event = ConsentEvent(participant=participant, event="withdrawn", at=at, withdrawal="erase")
        writer.add("consent", [event])
    delete_content(writer, participant, at=at, by=by)


def delete_of_erased(writer: Writer) -> None:
    """Delete, in the transaction of ``writer``, what is still there of people whose certificates came in as rows."""
    for participant in register.erased_in_study(writer.connection):
        found = {table.name: _ids(writer.connection, table, participant) for table in schema.CONTENT}
        if any(found.values()):
            _delete(writer.connection, participant, found)


def _delete(connection: Connection, participant: str, found: Mapping[str, list[str]]) -> None:
    for table in schema.CONTENT:
        bury(connection, table, found[table.name])
        connection.execute(table.delete().where(table.c.participant == participant))


def _ids(connection: Connection, table: Table, participant: str) -> list[str]:
    return list(connection.execute(select(table.c.id).where(table.c.participant == participant)).scalars())


def bury(connection: Connection, table: Table, ids: Sequence[str]) -> None:
    """Add the tombstones of rows; one that is there already stays."""
    names = digest_columns(schema.TOMBSTONE)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        there = schema.TOMBSTONE.c
        wanted = select(there.row).where(there.table_name == table.name, there.row.in_(some))
        known = set(connection.execute(wanted).scalars())
        rows: list[dict[str, str]] = [{"table_name": table.name, "row": one} for one in some if one not in known]
        for row in rows:
            row["digest"] = row_digest(names, schema.TOMBSTONE.name, row)
        if rows:
            connection.execute(schema.TOMBSTONE.insert(), rows)


def finish(store: Store, participants: Sequence[str], *, by: str = "", fault: str | None = None) -> tuple[str, ...]:
    """Rewrite the bytes of the study (and register), make the backups afresh, and note in the log that it was done.

    ``fault`` is why the register isn't at hand (empty: it is), where that was looked for before. Return the names of
    the backups, and of whatever else lay among them, that were deleted.
    """
    deleted: tuple[str, ...] = ()
    with told(store.target.name):
        if store.target.path is not None:
            _vacuum_files(store, _fault_of_register(store) if fault is None else fault)
            # Before the backups are made afresh, which a folder that can't be written to would else have done again.
            elsewhere = strays.delete_unclean(store.target, participants)
            deleted = (*elsewhere, *backups.renew(store.target, store.clock()))
        else:
            _vacuum_full(store)
    with store.writing(DONE, by=by, subjects=participants) as writer:
        writer.note()
    return deleted


# A register that is there and is not to be read; the law's clock runs, so it is as one that is not at hand.
_NOT_AT_HAND = (
    "register.damaged",
    "register.foreign",
    "register.other_study",
    "register.not_known",
    "register.newer",
)


# What may be the study's own all the same, and hold names.
_DOUBTFUL = ("register.damaged", "register.not_known")


def _fault_of_register(store: Store) -> str:
    """Return the code of why the register beside the study isn't at hand; empty where it is."""
    if not register.is_there(store):
        return "register.missing"
    try:
        _known_in_register(store)
    except StoreError as error:
        if error.problem.code not in _NOT_AT_HAND:
            raise
        return error.problem.code
    return ""


def _may_have_one(store: Store, fault: str) -> bool:
    """Return whether the study has a register, or may have one, wherever it is."""
    return register.was_made(store) or fault in _DOUBTFUL


def _vacuum_files(store: Store, fault: str) -> None:
    files = [store.target.path]
    if not fault:
        files.append(store.target.register())
    for path in files:
        if path is not None:
            with closing(connect.open_sqlite(path, "rw")) as connection:
                connection.execute("VACUUM")


def _vacuum_full(store: Store) -> None:
    """Have the server rewrite the tables that were touched; its log, replicas and backups are out of reach."""
    engine = connect.engine(store.target, write=True)
    names = [table.name for table in schema.CONTENT]
    if register.is_there(store):
        names += register.ERASED_FROM
    try:
        with engine.connect() as connection:
            plain = connection.execution_options(isolation_level="AUTOCOMMIT")
            for name in names:
                plain.exec_driver_sql(f'VACUUM FULL "{name}"')
    finally:
        engine.dispose()


def unfinished(store: Store) -> tuple[str, ...]:
    """Return whose erasure is recorded and whose bytes may still stand in this file or its backups."""
    with store.reading() as connection:
        erased = register.erased_in_study(connection)
        wanted = select(schema.LOG).where(schema.LOG.c.verb.in_((DONE, MERGE)))
        rows = connection.execute(wanted).all() if erased else ()
    if not erased:
        return ()
    done: Sequence[Any] = [one for one in rows if one.verb == DONE]
    if store.target.path is not None:
        done = _done_here(store, done, rows, erased)
    known = {one for row in done for one in json.loads(row.subjects)}
    return tuple(sorted(erased - known))


def _done_here(store: Store, done: Sequence[Any], log: Sequence[Any], erased: Collection[str]) -> Sequence[Any]:
    """Return which rows of the log speak of this file's bytes: another copy's may be done, and these not.

    A computer that keeps nothing in its data folder doesn't know what it wrote itself. There it speaks for a row that
    nothing was merged since, and that no backup holds anybody who was erased.
    """
    own = store.replica_id()
    if own:
        return [one for one in done if one.replica == own]
    merged = max((one.at for one in log if one.verb == MERGE), default="")
    strangers = backups.strangers(store.target)
    ours = (one.path for one in backups.listed(store.target) if one.path not in strangers)
    if any(backups.still_in(one, erased) != frozenset() for one in ours):
        return ()
    return [one for one in done if one.at > merged]


def finish_pending(store: Store) -> tuple[str, ...]:
    """Finish erasures that a program did not live to finish, or that came in by a merge; return whose.

    A register that was not at hand at an erasure is gone through now, if it is here. And whom it knows as erased is
    erased again, where a study file from before was put back by hand. Of what was deleted with the backups and wasn't
    made by the program it is noted that it was: nobody asked for that in this command.
    """
    _erase_again(store)
    with store.reading() as connection:
        erased = register.erased_in_study(connection)
    if not erased:
        return ()
    pending = sorted({*unfinished(store), *_replay_in_register(store, erased)})
    if pending:
        aside.note_deleted(_of_others(finish(store, pending)))
    return tuple(pending)


def _erase_again(store: Store) -> None:
    """Erase in the study whom its register knows as erased; on a server both are one, and one backup."""
    known, unsure = _still_here(store)
    due = sorted(known.keys() - unsure)
    if due:
        with store.writing(AGAIN, subjects=due) as writer:
            for participant in due:
                at = Moment.of(datetime.fromisoformat(known[participant]))
                repeat(writer, participant, at=at, by="")


def in_doubt(store: Store) -> tuple[str, ...]:
    """Return whom the register knows as erased by a code that a merge renamed since: it may mean others by it."""
    return tuple(sorted(_still_here(store)[1]))


def _still_here(store: Store) -> tuple[Mapping[str, str], frozenset[str]]:
    """Return whom the register knows as erased, and when, and the study doesn't; and which codes may mean others."""
    known, made_at = known_by_register(store)
    if not known:
        return {}, frozenset()
    with store.reading() as connection:
        people = frozenset(connection.execute(select(schema.PARTICIPANT.c.id)).scalars())
        columns = schema.LOG.c
        wanted = select(columns.at, columns.verb, columns.subjects).where(columns.verb == MERGE)
        renamed = renamed_at((one.at, one.verb, one.subjects) for one in connection.execute(wanted))
        left = people.intersection(known) - register.erased_in_study(connection)
    return {one: known[one] for one in left}, left & doubtful(renamed, made_at)


def known_by_register(store: Store) -> tuple[Mapping[str, str], str]:
    """Return whom the own register of a study file knows as erased, and when; and when that register was made.

    Nobody where there is none, or it can't be read: a command that needs it says why. On a server study and register
    are one, and one backup.
    """
    if store.target.path is None or not register.is_there(store):
        return {}, ""
    study = store.meta().study
    try:
        # By itself: where a page of the register is damaged, the end of the transaction fails too.
        with store.reading() as connection:
            register.attach_own(connection, store.target, study)
            return register.erased_at(connection), register.made_at(connection)
    except (StoreError, UsageError, SQLAlchemyError):
        return {}, ""


def _replay_in_register(store: Store, erased: Collection[str]) -> Collection[str]:
    """Erase in the register too what was erased while it was not at hand; return whom. One that is damaged waits."""
    try:
        if not register.is_there(store) or not (set(erased) - _known_in_register(store)):
            return ()
        study = store.meta().study
        with store.writing("register erase", subjects=sorted(erased)) as writer:
            register.attach_own(writer.connection, store.target, study)
            done = register.replay(writer.connection, erased, writer.at)
            writer.note()
    except (StoreError, UsageError):
        return ()
    return done


def _known_in_register(store: Store) -> frozenset[str]:
    """Return who was erased, as the register knows it."""
    study = store.meta().study
    with store.reading() as connection:
        register.attach_own(connection, store.target, study)
        return register.erased_in_register(connection)


def in_register(store: Store) -> Callable[[str], str]:
    """Return what says of a person: erased (in the register too), not_at_hand, or none (the study has no register).

    ``another``: erased in the one that is here, and the log knows one more, made in another copy or lost.
    """
    return _said_of(store, _fault_of_register(store))


def _said_of(store: Store, fault: str) -> Callable[[str], str]:
    if fault:
        answer = "not_at_hand" if _may_have_one(store, fault) else "none"
        return lambda _person: answer
    gone = _known_in_register(store)
    done = "another" if register.has_others(store) else "erased"
    return lambda person: done if person in gone else "not_at_hand"
