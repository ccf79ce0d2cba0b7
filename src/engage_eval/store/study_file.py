"""The open study: read it whole, or write to it one verb at a time, whatever engine holds it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any, Self

from sqlalchemy import Connection, Select, func, select

from engage_eval.core.errors import StoreError
from engage_eval.model.definition import DefinitionText
from engage_eval.store import backups, connect, decode, making, replica, schema
from engage_eval.store.decode import AnswerRow
from engage_eval.store.digests import log_hash
from engage_eval.store.faults import told
from engage_eval.store.lock import WriterLock
from engage_eval.store.target import Target, check_file, parse, refuse_wal
from engage_eval.store.turns import Turns
from engage_eval.store.write import Writer

# The tables that a study is read from, beside its answers: nodes that others have versions of say nothing themselves.
_READ = tuple(
    table
    for table in schema.METADATA.sorted_tables
    if table not in (schema.ANSWER, schema.INTERVIEW, schema.STAFF, schema.TOMBSTONE, schema.LOG)
)


def new_id() -> str:
    """Return an id that nobody else makes: 80 random bits."""
    return token_hex(10)


def now() -> datetime:
    """Return the time, for who injects no clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the file says of itself."""

    study: str
    title: str = ""
    created_at: str = ""
    made_with: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One verb: which replica wrote it, when, by whom, about whom, and how many rows of which table."""

    replica: str
    seq: int
    at: str
    by: str
    verb: str
    subjects: tuple[str, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything of a study: definitions, tables as rows of the model without places, and what is not settled.

    ``answers`` are plain tuples (interview, item, position, choice, number, text, missing); ``conflicts`` are
    (interview, item) which two copies answered differently; ``going_on`` interviews that have no end yet.
    """

    meta: Meta
    definitions: tuple[DefinitionText, ...]
    tables: Mapping[str, Sequence[Any]] = field(repr=False)
    answers: Sequence[AnswerRow] = field(repr=False)
    conflicts: tuple[tuple[str, str], ...] = ()
    going_on: tuple[str, ...] = ()

    @property
    def rows(self) -> Mapping[str, Sequence[Any]]:
        """Return all tables with the answers among them, as formats/bundle.py assembles them."""
        return {**self.tables, "answers": self.answers}


@dataclass(slots=True, kw_only=True)
class Store:
    """An open study. ``clock`` returns an aware time; ``ids`` makes ids; a reader has no lock and can't write."""

    target: Target
    clock: Callable[[], datetime] = now
    ids: Callable[[], str] = new_id
    lock: "WriterLock | connect.DatabaseTurn | None" = None
    key: str = ""  # by what its replica is known, where that is not the target
    _writing: Turns = field(default_factory=Turns, repr=False)

    def close(self) -> None:
        """Give the writer's lock back."""
        if self.lock is not None:
            self.lock.release()
            self.lock = None

    def __enter__(self) -> Self:
        """Use the store until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def meta(self) -> Meta:
        """Return what the file says of itself."""
        with self.reading() as connection:
            return _meta(connection)

    def read(self) -> Contents:
        """Return everything, of one moment."""
        with self.reading() as connection:
            rows = _fetched(connection)
        # Decoded when the file is let go of: who writes waits for who reads.
        return _decoded(rows)

    def log(self) -> tuple[LogRow, ...]:
        """Return the log, by replica and seq."""
        with self.reading() as connection:
            rows = connection.execute(select(schema.LOG)).all()
        return tuple(
            LogRow(
                replica=one.replica,
                seq=one.seq,
                at=one.at,
                by=one.by,
                verb=one.verb,
                subjects=tuple(json.loads(one.subjects)),
                counts=json.loads(one.counts),
            )
            for one in sorted(rows, key=lambda row: (row.replica, row.seq))
        )

    def replica_id(self) -> str:
        """Return which replica this machine last wrote as; empty where it has not written here yet."""
        found = replica.known(self.meta().study, self.key or self.target.key)
        return found.id if found else ""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for one short reading transaction; raises StoreError."""
        with told(self.target.name):
            making.recover(self.target, self._writing, has_lock=self.lock is not None)
            with connect.reading(self.target) as connection:
                yield connection

    @contextmanager
    def writing(self, verb: str, *, by: str = "", subjects: Sequence[str] = ()) -> Iterator[Writer]:
        """Give a writer for one verb: one transaction, one row of the log; an error in the block undoes all of it.

        Raises StoreError where the study was opened for reading, or the disk or server fails; then nothing was written.
        """
        if self.lock is None and self.target.path is not None:
            raise StoreError("store.opened_to_read", name=self.target.name)
        with self._writing, told(self.target.name):
            with connect.writing(self.target) as connection:
                now_is = self.clock().astimezone(UTC)
                writer = Writer(connection, by=by, at=after_all(connection, now_is), new_id=self.ids)
                yield writer
                study = _meta(connection).study
                written = self._log(connection, study, writer, verb, subjects) if writer.has_written() else None
            if written is not None:
                replica.remember(study, self.key or self.target.key, written)
                if not self.key:  # a file that is still being made aside has no backups
                    backups.after_work(self.target, now_is)

    def _log(
        self, connection: Connection, study: str, writer: Writer, verb: str, subjects: Sequence[str]
    ) -> replica.Replica:
        """Write the verb's row of the log; return the replica with that row as its last."""
        before = replica.current(connection, replica.known(study, self.key or self.target.key), self.ids)
        row = {
            "replica": before.id,
            "seq": before.seq + 1,
            "at": writer.at,
            "by": writer.by,
            "verb": verb,
            "subjects": json.dumps(list(subjects)),
            "counts": json.dumps(dict(sorted(writer.counts.items()))),
            "previous": before.head,
        }
        row["hash"] = log_hash(row)
        connection.execute(schema.LOG.insert(), [row])
        return replica.Replica(id=before.id, seq=before.seq + 1, head=str(row["hash"]))


def _nothing(_store: Store) -> None:
    """Leave a new study empty."""


def create(
    name: str,
    *,
    study: str,
    title: str,
    clock: Callable[[], datetime] = now,
    ids: Callable[[], str] = new_id,
    fill: Callable[[Store], None] = _nothing,
) -> Store:
    """Make a study file (or a schema in a database) and return it open for writing.

    ``fill`` writes its first rows; where that fails there is no study either. Raises UsageError where something stands
    there already, StoreError where the disk or the server refuses.
    """
    target = parse(name)
    lock = WriterLock.take(target) if target.path is not None else None
    store = Store(target=target, clock=clock, ids=ids, lock=lock)
    at = clock().astimezone(UTC).isoformat(timespec="seconds")

    def fill_in(made: Target) -> None:
        fill(Store(target=made, clock=clock, ids=ids, lock=lock, key=target.key))

    try:
        with told(target.name):
            making.create(target, making.Head(study=study, title=title, created_at=at), fill_in)
    except BaseException:
        store.close()
        raise
    return store


def open_study(
    name: str,
    *,
    write: bool = False,
    clock: Callable[[], datetime] = now,
    ids: Callable[[], str] = new_id,
) -> Store:
    """Open a study; with ``write`` as the one program that writes to it.

    Raises UsageError where there is none, StoreError where it is no study file, is damaged, newer than this program, or
    where another program has it open for writing (it is named).
    """
    target = parse(name)
    if target.path is None:
        with told(target.name):
            making.check_database(target)
            store = Store(target=target, clock=clock, ids=ids, lock=connect.DatabaseTurn(target) if write else None)
        if write:
            _finish_or_close(store)
        return store
    revision = check_file(target.path, int(schema.REVISION))
    refuse_wal(target.path)
    lock = WriterLock.take(target) if write else None
    try:
        if revision < int(schema.REVISION):
            from engage_eval.store.migrations import upgrade

            upgrade(target, lock, clock=clock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    store = Store(target=target, clock=clock, ids=ids, lock=lock)
    if write:
        _finish_or_close(store)
    return store


def _finish_or_close(store: Store) -> None:
    """Finish what an erasure left undone; store/erase.py needs this module, so it is loaded here."""
    from engage_eval.store.erase import finish_pending

    try:
        finish_pending(store)
    except BaseException:
        store.close()
        raise


def after_all(connection: Connection, now_is: datetime) -> str:
    """Return the time as it is recorded (ISO text in UTC).

    It is after every verb before, or a clock that was put back would let older versions hold.
    """
    last = connection.execute(select(func.max(schema.LOG.c.at))).scalar()
    with suppress(ValueError, TypeError, OverflowError):  # a log that was tampered with is for verify to tell
        now_is = max(now_is, datetime.fromisoformat(last or "") + timedelta(microseconds=1))
    return now_is.isoformat(timespec="microseconds")


def _meta(connection: Connection) -> Meta:
    return _meta_of(connection.execute(select(schema.META)).all())


def _meta_of(rows: Sequence[Any]) -> Meta:
    if len(rows) != 1:
        raise StoreError("store.damaged", name="")
    (row,) = rows
    return Meta(study=row.study, title=row.title, created_at=row.created_at, made_with=row.made_with)


def definitions(connection: Connection) -> tuple[DefinitionText, ...]:
    """Return all definitions, the newest last."""
    return _definitions_of(connection.execute(select(schema.DEFINITION)).all())


def _definitions_of(rows: Sequence[Any]) -> tuple[DefinitionText, ...]:
    names = ("kind", "file", "name", "version", "language", "text", "recorded_at", "by")
    return tuple(
        DefinitionText(
            **{name: getattr(one, name) for name in names},
            approved_from=decode.date_of(one.approved_from),
            approved_to=decode.date_of(one.approved_to),
        )
        for one in sorted(rows, key=lambda row: (row.recorded_at, row.id))
    )


def _plain_rows(connection: Connection, wanted: Select[Any]) -> Sequence[Any]:
    """Return rows as the driver gives them: answers are many, and SQLAlchemy's own rows take twice as long."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(wanted.compile(dialect=connection.dialect)))
        return cursor.fetchall()
    finally:
        cursor.close()


def contents(connection: Connection) -> Contents:
    """Return everything that a connection sees."""
    return _decoded(_fetched(connection))


def _fetched(connection: Connection) -> Mapping[str, Sequence[Any]]:
    """Return the rows of every table that is read; answers plain, in the order that store/decode.py takes."""
    table = schema.ANSWER.c
    columns = (table.interview, table.item, table.seq, table.position, table.choice, table.number, table.text)
    more = (table.missing, table.at, table.at_day, table.by_staff, table.reason, table.id)
    found = {one.name: connection.execute(select(one)).all() for one in _READ}
    return {**found, schema.ANSWER.name: _plain_rows(connection, select(*columns, *more))}


def _decoded(rows: Mapping[str, Sequence[Any]]) -> Contents:
    """Return rows as the study; the connection that they came from may be closed."""
    texts = decode.details(rows["detail"])
    facts = rows["attribute"]
    interviews, going_on = decode.interviews(rows["interview_version"], texts)
    answers = decode.answers(rows["answer"])
    return Contents(
        meta=_meta_of(rows["meta"]),
        definitions=_definitions_of(rows["definition"]),
        tables={
            "participants": decode.participants(rows["participant"], facts),
            "attributes": decode.attributes(facts),
            "recruitment": decode.recruitment(rows["recruitment_event"], texts),
            "consent": decode.consent(rows["consent_event"], texts),
            "interviews": interviews,
            "interview_events": decode.interview_events(rows["interview_event"]),
            "superseded": answers.superseded,
            "outcomes": decode.outcomes(rows["outcome"]),
            "broadcasts": decode.broadcasts(rows["broadcast"]),
            "staff": decode.staff(rows["staff_version"]),
            "panel": decode.panel(rows["panel_rating"]),
            "settings": decode.settings(rows["setting_change"]),
            "erasures": decode.erasures(rows["erasure"]),
        },
        answers=answers.rows,
        conflicts=tuple(answers.conflicts),
        going_on=tuple(going_on),
    )
