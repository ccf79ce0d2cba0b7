"""Connections to a study: every setting that keeps its rows whole, in one place."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy import text as sql

from engage_eval.store.target import Target

BUSY_SECONDS = 5
# The rollback journal: copying a WAL database in use loses rows, and a WAL file keeps erased text.
PRAGMAS = (
    "PRAGMA temp_store=MEMORY",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA synchronous=FULL",
    "PRAGMA cell_size_check=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
)


def uri(path: Path, mode: str) -> str:
    """Return the URI of a SQLite file; ``mode`` is ro, rw or rwc."""
    return f"file:{quote(path.absolute().as_posix())}?mode={mode}"


def open_sqlite(path: Path, mode: str) -> sqlite3.Connection:
    """Open a SQLite file with our settings."""
    connection = sqlite3.connect(
        uri(path, mode), uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
    )
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if mode != "ro":
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def engine(target: Target, *, write: bool = False) -> Engine:
    """Return an engine for ``target``; each connection is opened when it is needed and closed after it."""
    if target.path is not None:
        return _sqlite(target.path, "rw" if write else "ro", "BEGIN IMMEDIATE" if write else "BEGIN")
    return _postgresql(target, write=write)


def _sqlite(path: Path, mode: str, begin: str) -> Engine:
    # Parameters are what people said: should a bug of ours come to light, its traceback is to be without them.
    made = create_engine("sqlite://", creator=lambda: open_sqlite(path, mode), poolclass=NullPool, hide_parameters=True)

    @event.listens_for(made, "begin")
    def begin_so(connection: Connection) -> None:
        # Plain BEGIN takes the writer's lock too late: with 20 writers more than half of them fail (measured).
        connection.exec_driver_sql(begin)

    return made


def _postgresql(target: Target, *, write: bool) -> Engine:
    level = "READ COMMITTED" if write else "REPEATABLE READ"
    made = create_engine(target.url, poolclass=NullPool, isolation_level=level, hide_parameters=True)

    @event.listens_for(made, "connect")
    def choose_schema(connection: Any, _record: object) -> None:  # noqa: ANN401 - psycopg's connection
        connection.execute(f'SET search_path TO "{target.schema}"')
        connection.commit()

    @event.listens_for(made, "begin")
    def begin_so(connection: Connection) -> None:
        if write:
            # One writer at a time for each study; the lock goes with the transaction.
            connection.execute(sql("SELECT pg_advisory_xact_lock(hashtext(:study))"), {"study": target.schema})
        else:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    return made


class DatabaseTurn:
    """The turn of one verb on a server: from before the study is read until what follows from it is written.

    Without it two people's verbs could both be judged by a study that has neither.
    """

    def __init__(self, target: Target) -> None:
        """Wait for the turn; the server gives it to the next when this program ends, however it does."""
        self._engine = create_engine(target.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection = self._engine.connect()
        try:
            self._connection.exec_driver_sql(f"SET lock_timeout = '{BUSY_SECONDS}s'")
            wanted = sql("SELECT pg_advisory_lock(hashtext(:study), 1)")
            self._connection.execute(wanted, {"study": target.schema})
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Give the turn to the next."""
        self._connection.close()
        self._engine.dispose()


@contextmanager
def writing(target: Target) -> Iterator[Connection]:
    """Give a connection for one writing transaction; an error in the block undoes all of it."""
    made = engine(target, write=True)
    try:
        with made.connect() as connection, connection.begin():
            yield connection
    finally:
        made.dispose()


@contextmanager
def reading(target: Target) -> Iterator[Connection]:
    """Give a connection for one short reading transaction."""
    made = engine(target)
    try:
        with made.connect() as connection, connection.begin():
            yield connection
    finally:
        made.dispose()
