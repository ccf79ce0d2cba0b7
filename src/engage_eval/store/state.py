"""How a study really stands: settings read back from a connection, who has it, its backups, the server behind it."""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import NullPool, create_engine, select, text

from engage_eval.core.errors import EngageError, UsageError
from engage_eval.store import backups as kept
from engage_eval.store import connect, schema
from engage_eval.store.faults import told
from engage_eval.store.lock import lock_files, who
from engage_eval.store.look import registers_in
from engage_eval.store.making import look_for_study
from engage_eval.store.target import Target, check_file, parse
from engage_eval.store.verify import still
from engage_eval.store.verify_file import first_bytes, is_wal

# Settings of a connection and what each must be; the first is the file's own.
WANTED: Mapping[str, str] = {
    "journal_mode": "delete",
    "synchronous": "2",
    "foreign_keys": "1",
    "recursive_triggers": "1",
    "secure_delete": "1",
    "trusted_schema": "0",
    "temp_store": "2",
    "cell_size_check": "1",
    "busy_timeout": str(connect.BUSY_SECONDS * 1000),
}
_SERVER = ("server_version", "server_encoding", "fsync", "full_page_writes", "synchronous_commit", "data_checksums")
WANTED_OF_SERVER: Mapping[str, str] = {
    "server_encoding": "UTF8",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}
# Before this version SQLite could lose rows of a database in WAL mode (the WAL-reset bug).
WAL_RESET_MENDED = (3, 51, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A study file or database as it stands; ``wrong`` are the settings that aren't what they must be.

    ``unfinished`` is whether the last writer died in the middle; the next opening undoes what it had begun.
    ``registers`` are the times at which contacts registers of the study were made, as its log says;
    ``protected`` names what of the file, its folder and its register can't be written to.
    """

    kind: str
    study: str = ""
    revision: str = ""
    is_older: bool = False
    is_wal: bool = False
    size: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    who: str = ""
    has_register: bool = False
    backups: tuple[str, ...] | None = None
    backup_failed: str = ""
    unfinished: bool = False
    registers: frozenset[str] = frozenset()
    protected: tuple[str, ...] = ()


def versions() -> Mapping[str, str]:
    """Return the versions of what the store rests on."""
    import sqlalchemy

    return {"sqlite": sqlite3.sqlite_version, "sqlalchemy": sqlalchemy.__version__}


def has_wal_reset_bug() -> bool:
    """Return whether this SQLite has the bug; it concerns no file of ours, since none is in WAL mode."""
    return sqlite3.sqlite_version_info < WAL_RESET_MENDED


def state(name: str) -> State:
    """Return how the study called ``name`` stands; nothing is changed, also not by an upgrade that is due.

    Raises UsageError where there is none, StoreError where it can't be opened.
    """
    target = parse(name)
    with told(target.name):
        return _file(target, target.path) if target.path is not None else _database(target)


def _file(target: Target, path: Path) -> State:
    revision = check_file(path, int(schema.REVISION))
    wal = is_wal(first_bytes(path))
    if wal:
        settings, study, unfinished, registers = {"journal_mode": "wal"}, "", False, frozenset[str]()
    else:
        with still(path) as (file, unfinished):
            settings, study = _settings(file)
            registers = registers_in(file)
    backups, failed = _backups(target)
    register = target.register()
    return State(
        kind="file",
        study=study,
        revision=f"{revision:04}",
        is_older=revision < int(schema.REVISION),
        is_wal=wal,
        size=path.stat().st_size,
        settings=settings,
        wrong=tuple(key for key, wanted in WANTED.items() if key in settings and settings[key] != wanted),
        who=_who(target),
        has_register=register is not None and register.exists(),
        backups=backups,
        backup_failed=failed,
        unfinished=unfinished,
        registers=registers,
        protected=_protected(path, register, target.backups()),
    )


def _protected(path: Path, *beside: Path | None) -> tuple[str, ...]:
    needed = [path, path.absolute().parent, *(one for one in beside if one is not None and one.exists())]
    return tuple(one.name for one in needed if not os.access(one, os.W_OK))


def _settings(path: Path) -> tuple[dict[str, str], str]:
    """Return the settings as a connection has them, and which study the file holds."""
    with closing(connect.open_sqlite(path, "ro")) as connection:
        found = {key: str(connection.execute(f"PRAGMA {key}").fetchone()[0]) for key in WANTED}
        row = connection.execute("SELECT study FROM meta").fetchone()
    return found, str(row[0]) if row else ""


def _who(target: Target) -> str:
    """Return who has the study open for writing; empty where nobody has."""
    path, note = lock_files(target)
    if not path.exists():
        return ""
    try:
        with FileLock(path, timeout=0):
            return ""
    except Timeout:
        return who(note)
    except OSError:
        return ""


def _backups(target: Target) -> tuple[tuple[str, ...], str]:
    folder = target.backups()
    if folder is None or not folder.is_dir():
        return (), ""
    others = kept.strangers(target)
    names = sorted(one.name for one in folder.glob("*.engage") if not one.name.startswith(".") and one not in others)
    return tuple(names), kept.failed(target)


def _database(target: Target) -> State:
    engine = create_engine(target.url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            wanted = text("SELECT table_name FROM information_schema.tables WHERE table_schema = :name")
            look_for_study(connection, target)
            tables = set(connection.execute(wanted, {"name": target.schema}).scalars())
            connection.exec_driver_sql(f'SET search_path TO "{target.schema}"')
            settings = {key: str(connection.exec_driver_sql(f"SHOW {key}").scalar_one()) for key in _SERVER}
            revision = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
            study = connection.exec_driver_sql("SELECT study FROM meta").scalar()
    finally:
        engine.dispose()
    return State(
        kind="postgresql",
        study=str(study or ""),
        revision=revision,
        is_older=revision < schema.REVISION,
        settings=settings,
        wrong=tuple(key for key, value in WANTED_OF_SERVER.items() if settings[key] != value),
        has_register="contact_meta" in tables,
    )


def settings_text(name: str) -> str:
    """Return study.yaml as the study called ``name`` holds it; empty where it can't be read. Nothing is changed."""
    with suppress(EngageError, OSError):
        target = parse(name)
        with told(target.name):
            if target.path is None:
                return _settings_text(target)
            check_file(target.path, int(schema.REVISION))
            if not is_wal(first_bytes(target.path)):
                with still(target.path) as (file, _):
                    return _settings_text(Target(name=target.name, path=file))
    return ""


def _settings_text(target: Target) -> str:
    of = schema.DEFINITION.c
    newest = select(of.text).where(of.kind == "study").order_by(of.recorded_at.desc(), of.id.desc()).limit(1)
    with connect.reading(target) as connection:
        return str(connection.execute(newest).scalar() or "")


def upgrade(name: str) -> tuple[str, str]:
    """Bring a study on PostgreSQL up to date; return its revision (before, after).

    Raises UsageError for a study file, which is brought up to date by itself when it is opened.
    """
    from engage_eval.store.migrations import upgrade_database

    target = parse(name)
    if target.path is not None:
        raise UsageError("doctor.upgrade_file", name=target.name)
    state(name)
    return upgrade_database(target)
