"""What only a SQLite file can have wrong: its head, its pages, its tables' texts, its indexes.

Which bytes no check here looks at, and why they are no content:

- of the head: the change counter and the version that wrote last (bytes 24-27, 92-99), the schema cookie (40-43), and
  the user's own fields that SQLite leaves alone; they say when something was written, never what. Every other byte of
  the head is compared with what this program writes, or is checked by SQLite as the file is opened;
- pages on the free list, and the room between cells inside a page: SQLite wrote zeros there (secure_delete), reads
  none of it, and uses it only by writing over it. That the list itself is whole is part of integrity_check;
- the number of free bytes that a page names in its head is compared by integrity_check as well.

Everything else is a cell: of a table (its row's digest covers every column), of the log (hash and chain), of an index
(compared with the table), or of sqlite_schema (compared with the program's own text).
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table, create_engine
from sqlalchemy.pool import StaticPool

from engage_eval.core.problem import Problem
from engage_eval.store import making
from engage_eval.store.verify_rows import Row, shown

_MOST_MESSAGES = 100
_WAL = 2
# Bytes of the head that this program always writes so: (from, length, value).
_HEAD = (
    (18, 1, 1),  # rollback journal, to write
    (19, 1, 1),  # and to read
    (20, 1, 0),
    (21, 1, 64),
    (22, 1, 32),
    (23, 1, 32),
    (44, 4, 4),
    (48, 4, 0),
    (52, 4, 0),
    (56, 4, 1),  # UTF-8
    (64, 4, 0),
    *((at, 4, 0) for at in range(72, 92, 4)),
)


def is_wal(data: bytes) -> bool:
    """Return whether a file's head says that rows may stand in a write-ahead log beside it."""
    return _WAL in (data[18], data[19])


def head(data: bytes) -> Iterator[Problem]:
    """Yield what differs in the first 100 bytes of a study file."""
    for at, length, wanted in _HEAD:
        found = int.from_bytes(data[at : at + length], "big")
        if found != wanted:
            yield Problem(code="verify.head", params={"byte": at, "found": found, "wanted": wanted})


def pages(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Yield what SQLite's own check of pages, records and indexes finds."""
    try:
        found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MOST_MESSAGES})")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    for text in found:
        for line in text.splitlines():
            if line != "ok":
                yield Problem(code="verify.pages", params={"text": shown(line)})


def tables(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Yield which tables, indexes and guards of the file aren't as this program makes them."""
    wanted, found = _objects_made(), objects(connection)
    for what in sorted(wanted.keys() - found.keys()):
        yield Problem(code="verify.schema_missing", params={"what": shown(what)})
    for what in sorted(found.keys() - wanted.keys()):
        yield Problem(code="verify.schema_foreign", params={"what": shown(what)})
    for what in sorted(wanted.keys() & found.keys()):
        if wanted[what] != found[what]:
            yield Problem(code="verify.schema", params={"what": what})


def objects(connection: sqlite3.Connection) -> dict[str, tuple[str, str, str]]:
    """Return what sqlite_schema holds: name -> (type, table, text without the blanks that mean nothing)."""
    rows = connection.execute("SELECT name, type, tbl_name, sql FROM sqlite_schema NOT INDEXED")
    return {str(name): (str(kind), str(table), _squeezed(sql)) for name, kind, table, sql in rows}


def _squeezed(sql: object) -> str:
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(str(sql or "").split()))


def _objects_made() -> dict[str, tuple[str, str, str]]:
    """Return what this program makes, from a study file in memory."""
    memory = sqlite3.connect(":memory:")
    with closing(memory):
        engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
        with engine.connect() as connection:
            making.make_tables(connection)
            return objects(memory)


def revision(connection: sqlite3.Connection, in_head: int) -> Iterator[Problem]:
    """Yield whether the head and Alembic's table name two revisions."""
    found = [str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version NOT INDEXED")]
    if found != [f"{in_head:04}"]:
        yield Problem(code="verify.revision", params={"head": f"{in_head:04}", "table": shown(", ".join(found))})


def read(connection: sqlite3.Connection, table: Table) -> tuple[list[Row], list[Problem]]:
    """Return a table's rows, read without an index, and what couldn't be read of it."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    have = {row[1] for row in connection.execute(f'PRAGMA table_info("{table.name}")')}
    if not {column.name for column in table.columns} <= have:
        # A name was damaged in the table's text; the rows stand in the same order all the same.
        names = "*" if len(have) == len(table.columns) else ""
    if not names:
        return [], [Problem(code="verify.table", params={"table": table.name, "n": 0})]
    rows: list[Row] = []
    try:
        for row in connection.execute(f'SELECT {names} FROM "{table.name}" NOT INDEXED'):  # noqa: S608 - our own names
            rows.append(row)  # noqa: PERF402 - those read before a fault count too
    except sqlite3.DatabaseError:
        return _one_by_one(connection, table, names)
    return rows, []


def _one_by_one(connection: sqlite3.Connection, table: Table, names: str) -> tuple[list[Row], list[Problem]]:
    """Return the rows that can still be read, each by its number, which the index of the ids knows."""
    key = next(iter(table.primary_key.columns)).name
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        known = connection.execute(
            f'SELECT rowid, "{key}" FROM "{table.name}" INDEXED BY "sqlite_autoindex_{table.name}_1"'  # noqa: S608
        ).fetchall()
    except sqlite3.DatabaseError:
        known = []
    for number, name in known:
        wanted = f'SELECT {names} FROM "{table.name}" NOT INDEXED WHERE rowid = ?'  # noqa: S608 - our own names
        try:
            found = connection.execute(wanted, (number,)).fetchone()
        except sqlite3.DatabaseError:
            found = None
        if found is None:
            problems.append(Problem(code="verify.unreadable", params={"table": table.name, "row": shown(name)}))
        else:
            rows.append(found)
    problems.append(Problem(code="verify.table", params={"table": table.name, "n": len(rows)}))
    return rows, problems


def indexes(connection: sqlite3.Connection, table: Table) -> Iterator[Problem]:
    """Yield which indexes of a table hold other entries than the table, each read by itself."""
    for _, name, *_ in connection.execute(f'PRAGMA index_list("{table.name}")').fetchall():
        columns = [row[2] for row in connection.execute(f'PRAGMA index_info("{name}")')]
        if None in columns:
            continue
        names = ", ".join(f'"{column}"' for column in columns)
        try:
            scan, index = (
                Counter(connection.execute(f'SELECT rowid, {names} FROM "{table.name}" {how}'))  # noqa: S608
                for how in ("NOT INDEXED", f'INDEXED BY "{name}" ORDER BY {names}')
            )
        except sqlite3.DatabaseError:
            continue  # the pages' own check has named it
        if differ := ((scan - index) + (index - scan)).total():
            yield Problem(code="verify.index", params={"table": table.name, "index": shown(name), "n": differ})


def references(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Yield the references that SQLite itself finds broken."""
    try:
        found = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        return  # the pages' own check has named it
    for table, number, other, _ in found:
        params = {"table": shown(table), "row": shown(number), "other": shown(other), "about": shown(number)}
        yield Problem(code="verify.reference", params=params)


def first_bytes(path: Path) -> bytes:
    """Return the first 100 bytes of a file."""
    with path.open("rb") as file:
        return file.read(100)
