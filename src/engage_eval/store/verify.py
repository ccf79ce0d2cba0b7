"""Verify a study: everything that can be held against something else, and nothing is changed by it."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from engage_eval.core.errors import StoreError
from engage_eval.core.problem import Place, Problem
from engage_eval.store import connect, making, migrations, replica, schema, verify_database, verify_file
from engage_eval.store.faults import told
from engage_eval.store.target import Target, check_file, parse
from engage_eval.store.verify_rows import Rows, check_rows

_TABLES = tuple(schema.METADATA.sorted_tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was looked at, and what differs; ``rows`` counts the rows of each table, ``copies`` who wrote to the log.

    ``unfinished`` is whether a transaction was found that its program did not live to end; the next opening undoes it.
    """

    name: str
    study: str
    revision: str
    rows: Mapping[str, int] = field(repr=False)
    copies: int
    problems: tuple[Problem, ...]
    unfinished: bool = False


def verify(name: str) -> Verified:
    """Return what differs in the study called ``name``, a study file or a PostgreSQL URL.

    Raises UsageError where there is none, StoreError where it can't be opened at all.
    """
    target = parse(name)
    with told(target.name):
        found = _file(target, target.path) if target.path is not None else _database(target)
    where = Place(file=target.path.name if target.path is not None else target.name)
    problems = tuple(Problem(code=one.code, params=one.params, place=where) for one in found.problems)
    return Verified(
        name=target.name,
        study=found.study,
        revision=found.revision,
        rows=found.rows,
        copies=found.copies,
        problems=problems,
        unfinished=found.unfinished,
    )


def _result(target: Target, revision: str, rows: Rows, problems: list[Problem], *, unfinished: bool) -> Verified:
    return Verified(
        name=target.name,
        study=_study(rows),
        revision=revision,
        rows={table.name: len(rows[table.name]) for table in _TABLES},
        copies=len({row[0] for row in rows["log"]}),
        problems=tuple(problems),
        unfinished=unfinished,
    )


def _study(rows: Rows) -> str:
    return str(rows["meta"][0][0]) if rows["meta"] else ""


def _head(target: Target, rows: Rows) -> replica.Replica | None:
    """Return the last entry of the log that this computer knows to have written."""
    return replica.known(_study(rows), target.key)


def _database(target: Target) -> Verified:
    making.check_database(target)
    with connect.reading(target) as connection:
        problems = list(verify_database.tables(connection))
        rows = {
            table.name: [tuple(row) for row in connection.execute(select(*table.columns))]
            for table in _TABLES
            if not _is_missing(table.name, problems)
        }
        complete = {table.name: rows.get(table.name, []) for table in _TABLES}
        problems += check_rows(complete, _head(target, complete))
        return _result(target, migrations.revision(connection), complete, problems, unfinished=False)


def _is_missing(table: str, problems: list[Problem]) -> bool:
    """Return whether a table, or a column of it, is not there to be read."""
    gone = (str(one.params.get("what", "")) for one in problems if one.code == "verify.schema_missing")
    return any(what == table or what.startswith(f"{table}.") for what in gone)


def _file(target: Target, path: Path) -> Verified:
    revision = check_file(path, int(schema.REVISION))
    if verify_file.is_wal(verify_file.first_bytes(path)):
        # Reading it would make files beside it, and verify changes nothing.
        return _unread(target, revision, Problem(code="verify.wal"))
    with still(path) as (file, unfinished), closing(connect.open_sqlite(file, "ro")) as connection:
        # Bytes that are no text any more are shown as such, one by one, and don't end the reading.
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        _not_older(connection, target, revision)
        problems = list(verify_file.head(verify_file.first_bytes(file)))
        problems += verify_file.pages(connection)
        problems += verify_file.tables(connection)
        problems += verify_file.revision(connection, revision)
        rows = {}
        for table in _TABLES:
            rows[table.name], unread = verify_file.read(connection, table)
            problems += unread
            problems += verify_file.indexes(connection, table)
        problems += check_rows(rows, _head(target, rows))
        if not any(one.code == "verify.reference" for one in problems):
            problems += verify_file.references(connection)
        return _result(target, f"{revision:04}", rows, problems, unfinished=unfinished)


def _unread(target: Target, revision: int, problem: Problem) -> Verified:
    return Verified(name=target.name, study="", revision=f"{revision:04}", rows={}, copies=0, problems=(problem,))


def _not_older(connection: sqlite3.Connection, target: Target, revision: int) -> None:
    """Raise StoreError for a file of an earlier revision, whose tables can't be held against this program's."""
    if revision < int(schema.REVISION):
        said = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        if said == [(f"{revision:04}",)]:
            raise StoreError("verify.older", name=target.name, revision=f"{revision:04}")


@contextmanager
def still(path: Path) -> Iterator[tuple[Path, bool]]:
    """Give the file, and whether its last writer died: then it is a copy with its journal aside, rolled back.

    SQLite would roll the file itself back, and verify changes nothing.
    """
    journal = path.with_name(f"{path.name}-journal")
    if not journal.exists() or _is_readable(path):
        yield path, False
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(journal, copy.with_name(journal.name))
        connect.open_sqlite(copy, "rw").close()
        yield copy, True


def _is_readable(path: Path) -> bool:
    """Return whether the file can be read beside its journal, which is then a living writer's, or over."""
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
    return True
