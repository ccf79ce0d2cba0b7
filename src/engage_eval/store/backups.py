"""Backups beside a study file (NAME.backups/), named by UTC time and reason: made, counted, thinned out, renewed.

Each is copied by SQLite's own means to a temporary name, examined, and moved. A file in that folder with another name
is somebody's own, and is left alone except by an erasure.
"""

import os
import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engage_eval.core.errors import StoreError
from engage_eval.store import connect
from engage_eval.store.faults import told
from engage_eval.store.target import Target

EVERY = timedelta(minutes=30)
KEPT = 10
# Why a backup was made; PRESENT and DAMAGED are what stood there before a restore.
WORK, MIGRATION, ERASURE, PRESENT, DAMAGED = "work", "migration", "erasure", "present", "damaged"
# A restore builds its file here, so that an erasure finds what a program did not live to finish.
RESTORING = ".restoring.engage"

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-([a-z]+)(?:-\d+)?\.engage")
_FAILED = ".failed.txt"
_LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup by its name, when it was made, why, and its size in bytes."""

    name: str
    path: Path
    at: datetime
    reason: str
    size: int


def listed(target: Target) -> tuple[Backup, ...]:
    """Return the backups of a study file, the newest first."""
    folder = target.backups()
    try:
        found = [_backup(path) for path in folder.iterdir()] if folder is not None else []
    except OSError:
        return ()
    return tuple(sorted((one for one in found if one), key=lambda one: (one.at, one.name), reverse=True))


def _backup(path: Path) -> Backup | None:
    matched = _NAME.fullmatch(path.name)
    if not matched:
        return None
    try:
        at = datetime.strptime(matched[1], _STAMP).replace(tzinfo=UTC)
        return Backup(name=path.name, path=path, at=at, reason=matched[2], size=path.stat().st_size)
    except (OSError, ValueError):
        return None


def is_named(path: Path) -> bool:
    """Return whether a file is called as the program calls a backup, or what it had begun to make of one."""
    return bool(_NAME.search(path.name)) or path.name.startswith(RESTORING)


def before_migration(target: Target, at: datetime) -> Path | None:
    """Keep a copy of a study file as it is before its tables change; the caller has the writer's lock.

    Raises StoreError where it can't be made: nothing is migrated without it.
    """
    return keep(target, at, MIGRATION)


def after_work(target: Target, at: datetime) -> None:
    """Make a backup where the newest is half an hour old; the caller has the writer's lock and has just committed.

    What was recorded is safe, so a backup that fails fails nothing: it is noted, and doctor tells it.
    """
    # One of the future was made while the clock was wrong, and says nothing of when the last one was due.
    young = (one.path for one in listed(target) if one.at <= at < one.at + EVERY)
    # Each verb comes by here: as a rule one file is opened, the newest, which is the study's own.
    if target.path is None or not all(is_stranger(one, target.path) for one in young):
        return
    folder = target.backups()
    assert folder is not None  # noqa: S101 - a file has one
    try:
        keep(target, at, WORK)
        (folder / _FAILED).unlink(missing_ok=True)
    except (StoreError, OSError, sqlite3.Error):
        _note_failure(folder, at)


def _note_failure(folder: Path, at: datetime) -> None:
    try:
        folder.mkdir(exist_ok=True)
        (folder / _FAILED).write_text(_shown(at), encoding="utf-8")
    except OSError:
        return  # on a full disk; that the newest backup is too old tells it as well


def failed(target: Target) -> str:
    """Return when a backup failed, as doctor says it; empty where none did since the last one that was made."""
    folder = target.backups()
    if folder is None or target.path is None:
        return ""
    try:
        return (folder / _FAILED).read_text(encoding="utf-8")[:40]
    except (OSError, ValueError):
        pass
    last = _last_work(target.path)
    known = (one for one in listed(target) if last is None or one.at <= last + _LATE)
    newest = next((one for one in known if not is_stranger(one.path, target.path)), None)
    if newest is None or last is None or last - newest.at < EVERY + _LATE:
        return ""
    return _shown(last)


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _last_work(path: Path) -> datetime | None:
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            found = connection.execute("SELECT max(at) FROM log").fetchone()[0]
        return datetime.fromisoformat(found) if found else None
    except (sqlite3.Error, ValueError, TypeError):
        return None


def renew(target: Target, at: datetime) -> tuple[str, ...]:
    """Delete every backup, since each may hold what was erased, and make one afresh; the caller has the writer's lock.

    Those of another file with the same id stay: nothing but the id says that they are this study's. Return the names of
    what was deleted. Raises StoreError where one can't be deleted.
    """
    folder = target.backups()
    if folder is None or not folder.is_dir():
        return ()
    try:
        kept = strangers(target)
        old = [path for path in folder.iterdir() if path.is_file() and path not in kept]
        for path in old:
            path.unlink()
    except OSError as error:
        raise StoreError("store.read_only", name=folder.name) from error
    keep(target, at, ERASURE)
    return tuple(sorted(path.name for path in old))


def keep(target: Target, at: datetime, reason: str) -> Path | None:
    """Make a backup and thin the others out; a database has none. Raises StoreError where it can't be made."""
    folder = target.backups()
    if folder is None or target.path is None:
        return None
    try:
        folder.mkdir(exist_ok=True)
        made = free_name(folder, at, reason)
        beside = made.with_name(f".{made.name}.new")
        _clear(folder)
        try:
            with told(target.name):
                copy(target.path, beside)
                if not opens(beside):
                    raise StoreError("store.damaged", name=target.name)
            beside.replace(made)
            settle(folder)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError("store.read_only", name=target.name) from error
    thin_out(target, at)
    return made


def free_name(folder: Path, at: datetime, reason: str) -> Path:
    """Return a name in ``folder`` that nothing has: UTC time and reason, with a number where two fall together."""
    stem = f"{at.astimezone(UTC):{_STAMP}}-{reason}"
    return next(path for path in _names(folder, stem) if not path.exists())


def _names(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{stem}.engage"
    number = 2
    while True:
        yield folder / f"{stem}-{number}.engage"
        number += 1


def _clear(folder: Path) -> None:
    """Delete what a program that was killed left half made."""
    for path in folder.glob(".*.engage*"):
        if path.name.startswith(RESTORING) or path.name.endswith((".new", ".new-journal")):
            path.unlink(missing_ok=True)


def copy(path: Path, to: Path) -> None:
    """Copy a SQLite file whole; opened for writing, so that an unfinished transaction is rolled back first."""
    with closing(connect.open_sqlite(path, "rw")) as source, closing(connect.open_sqlite(to, "rwc")) as made:
        source.backup(made)


def opens(path: Path) -> bool:
    """Return whether a study file can be opened and its pages hold together."""
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            connection.execute("SELECT study FROM meta").fetchone()
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


@dataclass(frozen=True, slots=True)
class Origin:
    """Which study a file holds, and the entries of its log: files that share one were the same file once."""

    study: str = ""
    log: frozenset[str] = field(default=frozenset(), repr=False)

    def is_of(self, other: "Origin") -> bool:
        """Return whether both are copies of one study: two can have one id, from the same instructions."""
        return bool(self.study) and self.study == other.study and not self.log.isdisjoint(other.log)


def origin(path: Path) -> Origin:
    """Return of what study a file is; an empty one where that can't be read."""
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            found = connection.execute("SELECT study FROM meta").fetchone()
            log = frozenset(one for (one,) in connection.execute("SELECT hash FROM log"))
    except (sqlite3.Error, UnicodeDecodeError):
        return Origin()
    return Origin(str(found[0]), log) if found else Origin()


# The entry that both have is found at once, by the key, where the files are of one study.
_SHARE_NOTHING = """
    SELECT EXISTS (SELECT 1 FROM main.log) AND EXISTS (SELECT 1 FROM there.log) AND NOT EXISTS (
        SELECT 1 FROM there.log AS one JOIN main.log AS other USING (replica, seq) WHERE one.hash = other.hash
    )
"""


def is_stranger(path: Path, own: Path) -> bool:
    """Return whether ``path`` never was one file with ``own``, by their logs; not so where either can't be read."""
    try:
        with closing(connect.open_sqlite(own, "ro")) as connection:
            connection.execute("ATTACH ? AS there", (connect.uri(path, "ro"),))
            return bool(connection.execute(_SHARE_NOTHING).fetchone()[0])
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def strangers(target: Target) -> frozenset[Path]:
    """Return what lies among the backups and is of another file, by the log: also where that has the same id."""
    folder = target.backups()
    if folder is None or target.path is None or not folder.is_dir():
        return frozenset()
    found = (path for path in folder.glob("*.engage") if not path.name.startswith("."))
    return frozenset(path for path in found if is_stranger(path, target.path))


def outsiders(target: Target) -> frozenset[Path]:
    """Return the backups that a restore refuses, since they are of another study.

    Where the file is gone, or its log can't be read, these are the ones that share an entry of the log with none of the
    others, while some of those do among themselves.
    """
    if target.path is not None and origin(target.path).log:
        return strangers(target)
    found = _origins(target)
    kin = {path for path, one in found.items() if any(one.is_of(other) for at, other in found.items() if at != path)}
    return frozenset(found.keys() - kin) if kin else frozenset()


def unrelated(target: Target, name: str) -> tuple[str, ...]:
    """Return which backups share no entry of the log with the one called ``name``, where nothing tells whose any is."""
    if target.path is None or origin(target.path).log:
        return ()
    found = _origins(target)
    chosen = next((one for path, one in found.items() if path.name == Path(name).name), Origin())
    told = outsiders(target)
    others = (path for path, one in found.items() if one != chosen and not one.is_of(chosen) and path not in told)
    return tuple(sorted(path.name for path in others)) if chosen.log else ()


def _origins(target: Target) -> dict[Path, Origin]:
    """Return of what study each file among the backups is, without those that don't tell."""
    folder = target.backups()
    if folder is None or not folder.is_dir():
        return {}
    found = {path: origin(path) for path in folder.glob("*.engage") if not path.name.startswith(".")}
    return {path: one for path, one in found.items() if one.log}


def still_in(path: Path, people: Collection[str]) -> frozenset[str] | None:
    """Return which of ``people`` a backup knows and doesn't know as erased; None where that can't be read."""
    alive = "SELECT id FROM participant EXCEPT SELECT participant FROM erasure WHERE scope = 'person'"
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            return frozenset(one for (one,) in connection.execute(alive)) & frozenset(people)
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def thin_out(target: Target, at: datetime) -> None:
    """Delete the oldest beyond ten; one that can't be deleted stays, and so do those of another study.

    Stamps later than now tell that the clock is wrong now, or was: neither those nor the others push all others out.
    """
    found = listed(target)
    if len(found) <= KEPT:
        return
    others = strangers(target)
    found = tuple(one for one in found if one.path not in others)
    known, late = [one for one in found if one.at <= at], [one for one in found if one.at > at]
    half = KEPT // 2
    in_order = [*known[:half], *late[:half], *known[half:], *late[half:]]
    for one in in_order[KEPT:]:
        try:
            one.path.unlink()
        except OSError:
            return


def settle(folder: Path) -> None:
    """Have the disk keep that a file was moved or deleted in ``folder``; Windows has no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
