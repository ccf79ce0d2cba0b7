"""Bring an older study up to this program's schema: a file by itself, a database when it is asked for.

Alembic is imported here alone, and only when a revision is pending. A study file is copied aside, the copy is brought
up to date and examined, and takes the file's place: whoever is killed in between leaves the old file or the new one.

A later revision that gives a table of rows a new column also makes their digests anew (they cover every column), and
writes each table and guard as store/schema.py and store/guards.py would: ``verify`` compares the texts.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from engage_eval.core.errors import StoreError
from engage_eval.store import connect, schema
from engage_eval.store.faults import told
from engage_eval.store.lock import WriterLock
from engage_eval.store.target import Target, check_file

# Where the revisions are; a test names its own.
FOLDER = Path(__file__).parent


def upgrade(target: Target, lock: WriterLock | None = None, *, clock: Callable[[], datetime]) -> None:
    """Bring a study file to the newest revision, or do nothing where another program was faster.

    ``lock`` is the writer's lock where it is held already. Raises StoreError where somebody else holds it, where the
    disk refuses, or where the file is damaged; then the file is as it was.
    """
    own = WriterLock.take(target) if lock is None else None
    try:
        if target.path is not None and check_file(target.path, int(schema.REVISION)) < int(schema.REVISION):
            _upgrade_file(target, target.path, clock)
    finally:
        if own is not None:
            own.release()


def upgrade_database(target: Target) -> tuple[str, str]:
    """Bring a study's schema on PostgreSQL to the newest revision, all of it or nothing; return (before, after).

    Raises StoreError where the database was written by a newer program or can't be reached.
    """
    with told(target.name), connect.writing(target) as connection:
        before = revision(connection)
        if before > schema.REVISION:
            raise StoreError("store.newer", name=target.name)
        if before < schema.REVISION:
            run(connection)
        return before, revision(connection)


def revision(connection: Connection) -> str:
    """Return the revision that a study's tables have."""
    found: str = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    return found


def run(connection: Connection, to: str | None = None) -> None:
    """Run the pending revisions in the connection's open transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    wanted = to or schema.REVISION
    script = ScriptDirectory(str(FOLDER))
    # Alembic documents `fn` with this call; its own command does the same.
    with EnvironmentContext(
        Config(),
        script,
        fn=lambda current, _context: script._upgrade_revs(wanted, current),  # noqa: SLF001 - see above
    ) as environment:
        # A revision is undone whole, on SQLite too: our engine begins every transaction itself.
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version={int(wanted)}")


def _upgrade_file(target: Target, path: Path, clock: Callable[[], datetime]) -> None:
    from engage_eval.store import backups

    backups.before_migration(target, clock())
    aside = path.with_name(f".{path.name}.upgrade")
    try:
        _remove(aside)
        with told(target.name):
            _copy(path, aside)
            migrate(Target(name=target.name, path=aside))
        aside.replace(path)
        backups.settle(path.parent)
    except PermissionError as error:
        raise StoreError("store.read_only", name=target.name) from error
    except OSError as error:
        raise StoreError("store.disk", name=target.name) from error
    finally:
        _remove(aside)


def _copy(path: Path, aside: Path) -> None:
    """Copy a study file; opened for writing, so that an unfinished transaction is rolled back first."""
    with closing(connect.open_sqlite(path, "rw")) as source, closing(connect.open_sqlite(aside, "rwc")) as copy:
        source.backup(copy)


def migrate(aside: Target) -> None:
    """Bring the copy up to date in one transaction; raises StoreError where it is then not whole."""
    engine = connect.engine(aside, write=True)
    try:
        with engine.connect() as connection:
            # A revision may have to make a table anew that others refer to; the check below looks at every reference.
            # Asked of the driver, since the setting can't be changed once a transaction has begun.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if f"{int(revision(connection)):04}" != _said(connection):
                    raise StoreError("store.damaged", name=aside.name)
                run(connection)
    finally:
        engine.dispose()
    assert aside.path is not None  # noqa: S101 - only files are copied aside
    with closing(connect.open_sqlite(aside.path, "ro")) as connection:
        if not _is_whole(connection):
            raise StoreError("store.damaged", name=aside.name)


def _said(connection: Connection) -> str:
    """Return the revision that the file's head says."""
    return f"{int(connection.exec_driver_sql('PRAGMA user_version').scalar_one()):04}"


def _is_whole(connection: sqlite3.Connection) -> bool:
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return found == ("ok",) and connection.execute("PRAGMA foreign_key_check").fetchone() is None


def _remove(aside: Path) -> None:
    for path in (aside, aside.with_name(f"{aside.name}-journal")):
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue
