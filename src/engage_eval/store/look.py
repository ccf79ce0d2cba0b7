"""What a study file, also an old or a damaged one, says of itself: which study, who is in it, who was erased."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from engage_eval.core.errors import EngageError
from engage_eval.model.moment import Moment
from engage_eval.store import connect, decode, schema
from engage_eval.store.digests import digest_columns
from engage_eval.store.faults import code_of
from engage_eval.store.register_schema import KEPT, MADE, made_in
from engage_eval.store.target import Target, check_file, check_register
from engage_eval.store.verify import still
from engage_eval.store.verify_rows import check_rows

# The verb of the log whose subjects are what --map renamed, as OLD=NEW.
MERGE = "merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """That somebody was erased, as a file knows it."""

    at: Moment
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a study file says of itself, as far as it can be read; ``erased`` None where it can't be told.

    ``people`` are codes with what tells their nodes apart, whatever the code: site, day, and when they were recorded.

    ``decisions`` are the rows, by table and id, in which people said what may be done, with what these rest on; None
    where an older revision isn't read for them. ``renamed`` are (old, new) of the keys that merges with --map changed,
    and when: a file or register from before may mean somebody else by one. ``registers`` are the times at which
    contacts registers were made.
    """

    is_whole: bool
    study: str = ""
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)
    staff: frozenset[str] = frozenset()
    erased: Mapping[str, Certificate] | None = None
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    registers: frozenset[str] = frozenset()
    decisions: Mapping[tuple[str, str], Mapping[str, Any]] | None = field(default_factory=dict, repr=False)
    log: frozenset[str] = field(default=frozenset(), repr=False)
    last: str = ""


def look(path: Path) -> Look:
    """Return what a study file says of itself; of a damaged one what can be read."""
    try:
        check_file(path, int(schema.REVISION))
        is_sound = True
    except EngageError:
        is_sound = False
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            erased = _erased(connection)
            is_sound = is_sound and _is_whole(connection)
            if not is_sound:
                return Look(is_whole=False, erased=erased)
            log = connection.execute("SELECT hash, at, verb, subjects FROM log").fetchall()
            return Look(
                is_whole=True,
                study=str(connection.execute("SELECT study FROM meta").fetchone()[0]),
                people={
                    one: node
                    for one, *node in connection.execute("SELECT id, site, added_on, recorded_at FROM participant")
                },
                staff=frozenset(one for (one,) in connection.execute("SELECT key FROM staff")),
                erased=erased,
                registers=made_in(one[1:] for one in log),
                decisions=_decisions(connection),
                renamed=renamed_at(one[1:] for one in log),
                log=frozenset(one[0] for one in log),
                last=max((one[1] for one in log), default=""),
            )
    except (sqlite3.Error, UnicodeDecodeError, ValueError, TypeError):
        return Look(is_whole=False)


def _erased(connection: sqlite3.Connection) -> dict[str, Certificate]:
    wanted = "SELECT participant, at, at_day, by_staff FROM erasure WHERE scope = 'person'"
    found = {}
    for participant, at, day, by in connection.execute(wanted):
        moment = decode.moment(at, day)
        if moment is not None:
            found[str(participant)] = Certificate(at=moment, by=str(by))
    return found


# What people decided about taking part and about the use of what they say, with its words, the forms that they saw,
# the staff who asked, and how they came to be asked; by which rows of a table. What others refer to comes first.
DECISIONS: Mapping[Table, str] = {
    schema.STAFF: "1",
    schema.STAFF_VERSION: "1",
    schema.DEFINITION: "kind = 'consent'",
    schema.PARTICIPANT: "1",
    schema.RECRUITMENT_EVENT: "1",
    schema.CONSENT_EVENT: "1",
    schema.DETAIL: "owner = 'consent_event' OR (owner = 'recruitment_event' AND "
    "row IN (SELECT id FROM recruitment_event WHERE kind = 'declined'))",
}


def key_column(table: Table) -> str:
    """Return the name of the column that is a table's key."""
    return str(next(iter(table.primary_key.columns)).name)


def _decisions(connection: sqlite3.Connection) -> dict[tuple[str, str], dict[str, Any]] | None:
    if connection.execute("PRAGMA user_version").fetchone()[0] != int(schema.REVISION):
        return None
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for table, which in DECISIONS.items():
        names = digest_columns(table)
        columns = ", ".join(map(_quoted, names))
        for row in connection.execute(f"SELECT {columns} FROM {table.name} WHERE {which}"):  # noqa: S608 - our own names
            one = dict(zip(names, row, strict=True))
            found[table.name, one[key_column(table)]] = one
    return found


def _is_whole(connection: sqlite3.Connection) -> bool:
    """Return whether pages, references, and, at this program's revision, digests, log and counts hold together."""
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        return False
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return False
    if connection.execute("PRAGMA user_version").fetchone()[0] != int(schema.REVISION):
        return True
    rows = {
        table.name: connection.execute(
            f"SELECT {', '.join(_quoted(one.name) for one in table.columns)} FROM {_quoted(table.name)}"  # noqa: S608 - our own names
        ).fetchall()
        for table in schema.METADATA.sorted_tables
    }
    return next(iter(check_rows(rows, None)), None) is None


def _quoted(name: str) -> str:
    return f'"{name}"'


def registers_in(path: Path) -> frozenset[str]:
    """Return when the contacts registers of a study file were made, as its log says; none where that can't be read."""
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            wanted = "SELECT at, verb, subjects FROM log WHERE verb IN (?, ?)"
            return made_in(connection.execute(wanted, (MADE, KEPT)).fetchall())
    except (sqlite3.Error, UnicodeDecodeError):
        return frozenset()


def renamed_at(entries: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Return (old, new) of the keys that merges renamed, and when one last did, by (at, verb, subjects) of the log."""
    found: dict[tuple[str, str], str] = {}
    for at, verb, subjects in entries:
        for one in json.loads(subjects) if verb == MERGE else ():
            old, _, new = one.partition("=")
            if old != new:
                found[old, new] = max(at, found.get((old, new), ""))
    return found


def doubtful(renamed: Mapping[tuple[str, str], str], since: str) -> frozenset[str]:
    """Return the keys that merges gave or took away since a register was made, which may mean others by them."""
    return frozenset(key for pair, at in renamed.items() if at >= since for key in pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookOfRegister:
    """What a contacts register says without its passphrase: whose it is, when it was made, and who was erased.

    ``fault`` is the code of the problem for which it can't be read; all is empty where there is no register.
    """

    study: str = ""
    created_at: str = ""
    erased: Mapping[str, Certificate] = field(default_factory=dict)
    fault: str = ""

    def strangeness(self, study: str, made: Collection[str]) -> str:
        """Return the code of why it isn't the register of ``study``, whose log made those of the times ``made``."""
        if self.fault or not self.study:
            return self.fault
        if self.study != study:
            return "register.other_study"
        return "" if self.created_at in made else "register.not_known"


def of_register(target: Target) -> LookOfRegister:
    """Return what the contacts register beside a study says; nothing is changed."""
    path = target.register()
    if path is None or not path.exists():
        return LookOfRegister()
    try:
        check_register(path)
        with still(path) as (file, _), closing(connect.open_sqlite(file, "ro")) as connection:
            study, created_at = connection.execute("SELECT study, created_at FROM contact_meta").fetchone()
            rows = connection.execute("SELECT participant, at FROM contact_erasure").fetchall()
        erased = {str(one): Certificate(at=Moment.of(datetime.fromisoformat(at))) for one, at in rows}
        return LookOfRegister(study=str(study), created_at=str(created_at), erased=erased)
    except EngageError as error:
        return LookOfRegister(fault=error.problem.code)
    except (sqlite3.Error, OSError, UnicodeDecodeError, ValueError, TypeError) as error:
        passing = code_of(error) in ("store.busy", "store.cannot_open", "store.read_only")
        return LookOfRegister(fault=str(code_of(error)) if passing else "register.damaged")
