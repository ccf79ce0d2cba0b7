"""Begin a study file or a study's schema; and bring a file whose last writer died back to its last whole state."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, select
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from engage_eval import __version__
from engage_eval.core.errors import StoreError, UsageError
from engage_eval.store import connect, guards, schema
from engage_eval.store.backups import settle
from engage_eval.store.digests import digest_columns, row_digest
from engage_eval.store.lock import WriterLock
from engage_eval.store.target import Target
from engage_eval.store.turns import Turns

# Alembic's own table, so that it needs not be imported to know that nothing is to be done.
VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
_LONGEST_SCHEMA = 63  # bytes of a name, on PostgreSQL


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a study file says of itself."""

    study: str
    title: str
    created_at: str


def create(target: Target, head: Head, fill: Callable[[Target], None]) -> None:
    """Make the tables and guards of a new study and have it filled; all of it or nothing.

    Raises UsageError where something stands there already.
    """
    if target.path is None:
        _create_schema(target, head, fill)
        return
    if target.path.exists() or target.path.is_symlink():
        raise UsageError("store.exists", name=target.name)
    # Made beside and moved: a study file is there whole, or it isn't.
    beside = Target(name=target.name, path=target.path.with_name(f".{target.path.name}.new"))
    assert beside.path is not None  # noqa: S101 - it was just given
    try:
        _remove(beside.path)
        connect.open_sqlite(beside.path, "rwc").close()
        _build(beside, head)
        fill(beside)
        # A journal that an earlier file of this name left behind would be rolled back into the new one.
        target.path.with_name(f"{target.path.name}-journal").unlink(missing_ok=True)
        beside.path.rename(target.path)
        with suppress(OSError):  # it is there; only some disks can be asked to keep it
            settle(target.path.absolute().parent)
    except OSError as error:
        raise StoreError("store.cannot_open", name=target.name) from error
    finally:
        _remove(beside.path)


def _remove(beside: Path) -> None:
    """Remove what was begun and not finished."""
    try:
        beside.unlink(missing_ok=True)
        beside.with_name(f"{beside.name}-journal").unlink(missing_ok=True)
    except OSError:
        return


def _create_schema(target: Target, head: Head, fill: Callable[[Target], None]) -> None:
    """Make a schema beside and rename it, for the same reason; no study's name begins as that one does."""
    beside = replace(target, schema=f"_{target.schema}"[:_LONGEST_SCHEMA])
    turn = connect.DatabaseTurn(beside)
    try:
        _refuse_taken(target)
        _drop(beside)
        _build(beside, head)
        fill(beside)
        _rename(beside, target)
    finally:
        with suppress(SQLAlchemyError):  # what could not be removed is when the study is begun again
            _drop(beside)
        turn.release()


def _refuse_taken(target: Target) -> None:
    # Not information_schema, which leaves out what belongs to other logins.
    wanted = sql("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = :name")
    with connect.reading(target) as connection:
        if connection.execute(wanted, {"name": target.schema}).first():
            raise UsageError("store.exists", name=target.name)


def _drop(beside: Target) -> None:
    """Remove what was begun and not finished."""
    with connect.writing(beside) as connection:
        connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{beside.schema}" CASCADE')


def _rename(beside: Target, target: Target) -> None:
    with connect.writing(target) as connection:
        connection.exec_driver_sql(f'ALTER SCHEMA "{beside.schema}" RENAME TO "{target.schema}"')
        for name in guards.POSTGRESQL_FUNCTIONS:  # they know their schema by its name
            connection.exec_driver_sql(f"ALTER FUNCTION {name}() SET search_path FROM CURRENT")


def _build(target: Target, head: Head) -> None:
    with connect.writing(target) as connection:
        _begin(connection, target)
        make_tables(connection)
        row = {
            "study": head.study,
            "title": head.title,
            "created_at": head.created_at,
            "made_with": f"engage-eval {__version__}",
        }
        row["digest"] = row_digest(digest_columns(schema.META), schema.META.name, row)
        connection.execute(schema.META.insert(), [row])


def _begin(connection: Connection, target: Target) -> None:
    """Mark a file as ours, or make the schema."""
    if target.path is not None:
        connection.exec_driver_sql(f"PRAGMA application_id={schema.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={int(schema.REVISION)}")
        return
    connection.exec_driver_sql(f'CREATE SCHEMA "{target.schema}"')


def make_tables(connection: Connection) -> None:
    """Make the newest revision's tables, guards and the mark of the revision in an empty file or schema."""
    schema.METADATA.create_all(connection, checkfirst=False)
    is_file = connection.dialect.name == "sqlite"
    for statement in guards.sqlite_guards() if is_file else guards.postgresql_guards():
        connection.exec_driver_sql(statement)
    for statement in () if is_file else guards.postgresql_statistics():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(VERSION_TABLE)
    connection.execute(sql("INSERT INTO alembic_version VALUES (:revision)"), {"revision": schema.REVISION})


def check_database(target: Target) -> None:
    """Raise UsageError where the database has no such study, StoreError where its schema isn't this program's.

    StoreError also where it has one, and the login no rights to it.
    """
    engine = create_engine(target.url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            look_for_study(connection, target)
            connection.exec_driver_sql(f'SET search_path TO "{target.schema}"')
            revision = connection.execute(select(sql("version_num FROM alembic_version"))).scalar()
    finally:
        engine.dispose()
    if not revision:
        raise StoreError("store.damaged", name=target.name)
    if revision > schema.REVISION:
        raise StoreError("store.newer", name=target.name)
    if revision < schema.REVISION:
        raise StoreError("store.older_database", name=target.name)


def look_for_study(connection: Connection, target: Target) -> None:
    """Raise UsageError where the database has no such study, StoreError where the login may not read it."""
    # Not information_schema, which shows only what the login has rights to.
    wanted = sql(
        "SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') "
        "FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE n.nspname = :name AND c.relname = 'meta'"
    )
    may_read = connection.execute(wanted, {"name": target.schema}).scalar()
    if may_read is None:
        raise UsageError("store.no_file", name=target.name)
    if not may_read:
        raise StoreError("store.no_rights", name=target.name)


def recover(target: Target, writing: Turns, *, has_lock: bool) -> None:
    """Roll a transaction back that its program did not live to end; a reader can't, so the writer's lock is taken.

    ``has_lock`` says that this program has it already. Where somebody is writing just now, the journal is theirs, and
    nothing is done.
    """
    path = target.path
    if path is None or not path.with_name(f"{path.name}-journal").exists() or not writing.acquire(blocking=False):
        return
    try:
        lock = None if has_lock else WriterLock.take(target, wait=0)
    except StoreError:
        return
    else:
        try:
            _look_once(path)
        except sqlite3.OperationalError:
            return  # the reading that follows says what is wrong
        finally:
            if lock is not None:
                lock.release()
    finally:
        writing.release()


def _look_once(path: Path) -> None:
    """Open a file for writing and read a row: SQLite rolls back by itself what was begun and not ended."""
    connection = connect.open_sqlite(path, "rw")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    finally:
        connection.close()
