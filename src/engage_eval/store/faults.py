"""What a database says when something is wrong, as our own errors: a sentence for a person, never a traceback."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from engage_eval.core.errors import StoreError
from engage_eval.store.guards import APPEND_ONLY, ERASED_PERSON

# SQLite's primary result codes (the low byte of the extended one) and what they mean for a study file.
_SQLITE = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_PERM: "store.read_only",
    sqlite3.SQLITE_AUTH: "store.read_only",
    sqlite3.SQLITE_IOERR: "store.disk",
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.damaged",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
    sqlite3.SQLITE_SCHEMA: "store.damaged",
    sqlite3.SQLITE_FORMAT: "store.damaged",
}
# What a damaged file can also look like: a table or column that isn't there, a value of the wrong kind.
_DAMAGED = (
    "Could not decode to UTF-8",
    "no such table",
    "no such column",
    "malformed",
    "file is not a database",
    "unsupported file format",
)

# The same of a server: a table or a column that isn't there.
_LACKING = ("42P01", "42703")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the database raises into a StoreError about the study called ``name``; a bug passes through."""
    try:
        yield
    except DBAPIError as error:
        code = code_of(error.orig)
        if code is None:
            raise
        raise StoreError(code, name=name) from error
    except OverflowError as error:
        raise StoreError("store.too_large", name=name) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        code = "store.damaged" if isinstance(error, UnicodeDecodeError) else code_of(error)
        if code is None:
            raise
        raise StoreError(code, name=name) from error


def code_of(error: BaseException | None) -> str | None:
    """Return the catalogue's code for what a driver raised; None where it is a bug of ours."""
    text = str(error)
    # First, since a damaged schema is told with the words of the guard that can't be read.
    if isinstance(error, sqlite3.Error) and any(words in text for words in _DAMAGED):
        return "store.damaged"
    if ERASED_PERSON in text:
        return "store.erased_person"
    if APPEND_ONLY in text:
        return None
    if isinstance(error, sqlite3.Error):
        number = getattr(error, "sqlite_errorcode", None)
        return _SQLITE.get(number & 0xFF) if number is not None else None
    return _postgresql(error)


def _postgresql(error: BaseException | None) -> str | None:
    """Return the code for a server's SQLSTATE; without one the server could not be reached."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        is_unreached = type(error).__name__ == "OperationalError" or "invalid connection option" in str(error)
        return "store.no_server" if is_unreached else None
    if state.startswith("53"):  # disk full, too many connections
        return "store.full" if state == "53100" else "store.no_server"
    if state.startswith(("08", "57", "28", "3D")):  # connection, shutdown, password, no such database
        return "store.no_server"
    if state.startswith(("XX", "58")) or state in _LACKING:
        return "store.damaged"
    return {
        "22003": "store.too_large",
        "42501": "store.read_only",
        "25006": "store.read_only",
        "55P03": "store.busy",
    }.get(state)
