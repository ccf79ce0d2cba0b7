"""Put a backup in the place of a study file: whole or not at all, and with every erasure that is known done again.

So is every consent, refusal and withdrawal: what a person decided is not undone by what happened to a file.

It works where the present file is damaged, cut off or gone. What stood there is kept as a backup of its own, unless
that would keep what was erased. The file that comes of it is a new copy of the study: its log goes on from the
backup's last entry.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from engage_eval.core.errors import EngageError, StoreError, UsageError
from engage_eval.core.similar import closest
from engage_eval.core.study_name import SUFFIX
from engage_eval.store import backups, connect, erase, register, replica, schema
from engage_eval.store.faults import told
from engage_eval.store.lock import WriterLock
from engage_eval.store.look import DECISIONS, Certificate, Look, LookOfRegister, doubtful, key_column, look, of_register
from engage_eval.store.register_schema import KEPT
from engage_eval.store.restore_case import Case, Outlook
from engage_eval.store.restore_decided import Decided, Row
from engage_eval.store.study_file import Store
from engage_eval.store.target import Target, check_file, parse

_VERB = "backup restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was done: what is recorded again, what the file that stood there is called now, and backups deleted."""

    outlook: Outlook
    decided: Decided
    kept: str
    deleted: tuple[str, ...]


def outlook(name: str, backup: str) -> Outlook:
    """Return what restoring ``backup`` would do to the study file called ``name``; nothing is changed.

    Raises as ``restore`` does.
    """
    target = parse(name)
    _chosen(target, backup)
    with _locked(target):
        _recover(target)
        return _case(target, backup).outlook()


def restore(name: str, backup: str, *, by: str = "", clock: Callable[[], datetime], ids: Callable[[], str]) -> Restored:
    """Put ``backup`` (a name in NAME.backups) in the place of the study file called ``name``.

    Raises UsageError for a database and where there is no such backup; StoreError where the backup is damaged or
    another study's, somebody has the file open for writing, or the disk refuses: then the file is as it was.
    """
    target = parse(name)
    _chosen(target, backup)
    with _locked(target) as lock:
        _recover(target)
        case = _case(target, backup)
        _refuse_stranger(case, by)
        found = case.outlook()
        made = case.chosen.parent / backups.RESTORING
        try:
            _remove(made)
            with told(target.name):
                backups.copy(case.chosen, made)
                decided = _replay(case, made, lock, by=by, clock=clock, ids=ids)
            kept = _keep(case, clock()) if found.is_kept else ""
            # What is left of a journal belongs to the old file, and would be rolled into the new one.
            _journal(case.path).unlink(missing_ok=True)
            made.replace(case.path)
            backups.settle(case.path.parent)
        except OSError as error:
            raise StoreError("store.read_only", name=target.name) from error
        finally:
            _remove(made)
        replica.move(case.backup.study, str(made.resolve()), target.key)
        deleted = _delete_unclean(case, clock())
        with suppress(StoreError):  # the next opening for writing makes up for it
            _note_finished(Store(target=target, clock=clock, ids=ids, lock=lock, key=target.key), by)
        return Restored(outlook=found, decided=decided, kept=kept, deleted=deleted)


@contextmanager
def _locked(target: Target) -> Iterator[WriterLock]:
    lock = WriterLock.take(target)
    try:
        yield lock
    finally:
        lock.release()


def _recover(target: Target) -> None:
    """Roll back what a dead program left unfinished, in the register too; what is damaged is looked at later."""
    for path in (target.path, target.register()):
        if path is None or not path.is_file():
            continue
        try:
            with closing(connect.open_sqlite(path, "rw")) as connection:
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.Error:
            continue


def _case(target: Target, backup: str) -> Case:
    chosen = _chosen(target, backup)
    assert target.path is not None  # noqa: S101 - a database has no backups
    if target.path.exists():
        _refuse_newer(target.path)
    looks = {path: look(path) for path in chosen.parent.glob("*.engage") if not path.name.startswith(".")}
    found = looks.pop(chosen)
    if not found.is_whole:
        raise StoreError("backup.damaged", name=chosen.name)
    present = look(target.path) if target.path.exists() else Look(is_whole=False)
    if present.study and present.study != found.study:
        raise StoreError("backup.other_study", name=chosen.name, there=found.study, here=present.study)
    if present.is_whole and present.decisions is None:
        # Of an older revision it can't be read what people decided; any recording command brings the file up to date.
        raise StoreError("backup.older_file", name=target.name)
    if _is_stranger(found, present):
        raise StoreError("backup.no_origin", name=chosen.name)
    _refuse_outsider(target, chosen)
    # Backups of another study that has this id lie there by mistake.
    looks = {path: one for path, one in looks.items() if not _is_stranger(found, one)}
    register = of_register(target)
    erased = _erased_by(register, (found, present, *looks.values()))
    renamed = {pair: at for one in (*looks.values(), present, found) for pair, at in one.renamed.items()}
    unsure = doubtful(renamed, register.created_at) & (erased or {}).keys()
    return Case(
        target=target,
        path=target.path,
        chosen=chosen,
        backup=found,
        present=present,
        others=looks,
        in_register=None if erased is None else {one: erased[one] for one in erased.keys() - unsure},
        doubtful=unsure,
        register_made_at=register.created_at if erased is not None and register.study == found.study else "",
    )


def _refuse_outsider(target: Target, chosen: Path) -> None:
    """Raise StoreError for a backup of another study, which the others tell where there is no present file to do so."""
    if chosen in backups.outsiders(target):
        raise StoreError("backup.alone", name=chosen.name)


def _is_stranger(one: Look, other: Look) -> bool:
    """Return whether two files, both whole, are no copies of one study: no entry of the log stands in both."""
    has_other_id = bool(other.study) and other.study != one.study
    return has_other_id or bool(one.log and other.log and not one.log & other.log)


def _erased_by(register: LookOfRegister, looks: Sequence[Look]) -> dict[str, Certificate] | None:
    """Return whom the register knows as erased; None where it can't be read, or may be another study's of this id.

    Where the present file is gone, and no backup knows of any register, the one beside is taken for the study's own.
    """
    made = frozenset(at for look in looks for at in look.registers)
    if not made and not looks[1].is_whole:
        made = frozenset({register.created_at})
    if strangeness := register.strangeness(looks[0].study, made):
        return {} if strangeness == "register.other_study" else None
    return dict(register.erased)


def _refuse_stranger(case: Case, by: str) -> None:
    """Raise UsageError where ``by`` is nobody of the staff, neither then nor now: only keys go into the log."""
    staff = case.backup.staff | case.present.staff
    if by and by not in staff:
        allowed = ", ".join(sorted(staff)) or "–"
        raise UsageError("recording.not_in_staff", value=by, meant=closest(by, staff), allowed=allowed)


def _refuse_newer(path: Path) -> None:
    """Raise StoreError for a file that a newer program wrote: nothing is wrong with it."""
    try:
        check_file(path, int(schema.REVISION))
    except EngageError as error:
        if error.problem.code == "store.newer":
            raise


def _chosen(target: Target, backup: str) -> Path:
    """Return the backup that is meant, by its name or a path to it."""
    folder = target.backups()
    if target.path is None or folder is None:
        raise UsageError("backup.database", name=target.name)
    if target.path.is_dir():
        raise UsageError("store.is_folder", name=target.name)
    if not target.path.exists() and target.path.suffix.lower() != SUFFIX:
        raise UsageError("bundle.ending", name=target.name)  # else it would make a second file
    path = folder / Path(backup).name
    if path.name.startswith(".") or path.suffix != ".engage" or not path.is_file():
        names = ", ".join(one.name for one in backups.listed(target))
        if not names:
            raise UsageError("backup.none", name=target.name)
        raise UsageError("backup.unknown", name=backup, allowed=names)
    check_file(path, int(schema.REVISION))
    return path


def _replay(
    case: Case, made: Path, lock: WriterLock, *, by: str, clock: Callable[[], datetime], ids: Callable[[], str]
) -> Decided:
    """Erase in the file that was built whom its backup still had, and note in its log that it was restored.

    Return what people decided that was recorded in it again.
    """
    aside = Target(name=case.target.name, path=made)
    if check_file(made, int(schema.REVISION)) < int(schema.REVISION):
        from engage_eval.store.migrations import migrate

        migrate(aside)
    store = Store(target=aside, clock=clock, ids=ids, lock=lock, key=str(made.resolve()))
    due, decided = case.erased_again(), case.decided
    recorded: list[tuple[str, Row]] = []
    with store.writing(_VERB, by=by, subjects=list(due)) as writer:
        writer.note()
        for table in DECISIONS:
            # Of a backup of an older revision it is known only now which it has.
            key = key_column(table)
            there = set(writer.connection.execute(select(table.c[key])).scalars())
            rows = [dict(row) for name, row in decided.rows if name == table.name and row[key] not in there]
            writer.insert(table, rows)
            recorded += [(table.name, row) for row in rows]
        for person, certificate in due.items():
            erase.repeat(writer, person, at=certificate.at, by=certificate.by or by)
    made_since = case.registers() - case.backup.registers
    if made_since:  # else the register beside would be taken for another study's
        with store.writing(KEPT, by=by, subjects=sorted(made_since)) as writer:
            writer.note()
    if _erased_in(store):
        with closing(connect.open_sqlite(made, "rw")) as connection:
            connection.execute("VACUUM")
    return replace(decided, rows=recorded)


def _erased_in(store: Store) -> list[str]:
    with store.reading() as connection:
        return sorted(register.erased_in_study(connection))


def _note_finished(store: Store, by: str) -> None:
    """Note that nothing is left to be finished: no backup that holds more than the restored file is left."""
    gone = _erased_in(store)
    if gone:
        with store.writing(erase.DONE, by=by, subjects=gone) as writer:
            writer.note()


def _keep(case: Case, at: datetime) -> str:
    """Keep the file that stood there; a damaged one as its bytes are."""
    reason = backups.PRESENT if case.present.is_whole else backups.DAMAGED
    made = backups.free_name(case.chosen.parent, at, reason)
    beside = made.with_name(f".{made.name}.new")
    try:
        if case.present.is_whole:
            with told(case.target.name):
                backups.copy(case.path, beside)
        else:
            shutil.copyfile(case.path, beside)
        beside.replace(made)
    finally:
        _remove(beside)
    return made.name


def _delete_unclean(case: Case, at: datetime) -> tuple[str, ...]:
    """Delete backups that hold what was erased, or can't show that they don't; and the oldest beyond ten."""
    looks = {case.chosen: case.backup, **case.others}
    unclean = [path for path, found in looks.items() if not case.is_clean(found)]
    try:
        for path in unclean:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError("backup.not_deleted", name=path.name) from error
    backups.thin_out(case.target, at)
    return tuple(sorted(path.name for path in unclean))


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _remove(made: Path) -> None:
    for path in (made, _journal(made)):
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue


def history(name: str) -> tuple[tuple[backups.Backup, bool], ...]:
    """Return the backups of the study file called ``name``, the newest first, and whether each can be opened.

    Raises UsageError for a database, which has none.
    """
    target = parse(name)
    if target.path is None:
        raise UsageError("backup.database", name=target.name)
    return tuple((one, backups.opens(one.path)) for one in backups.listed(target))
