"""The contacts register of an open study: made, unlocked, changed, and cleared of who was erased.

It is a file of its own beside the study file (NAME.contacts), attached for one transaction, so that what happens to
both happens whole or not at all; on PostgreSQL its tables stand in the study's schema. Every unlocking leaves a row in
the register, with its reason, and one in the study's log, without.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.sql import Delete

from engage_eval import __version__
from engage_eval.core.errors import StoreError, UsageError
from engage_eval.model.contact import Contact, SignedForm
from engage_eval.store import connect, register_rows, schema
from engage_eval.store.faults import told
from engage_eval.store.register_crypto import Key, written_recovery
from engage_eval.store.register_rows import Access, Stamp
from engage_eval.store.register_schema import (
    APPLICATION_ID,
    ERASED,
    FORM,
    KEPT,
    MADE,
    META,
    METADATA,
    PERSON,
    SCHEMA,
    VERSION,
    in_place,
    made_in,
)
from engage_eval.store.study_file import Store
from engage_eval.store.target import Target, check_register

_MAIN = "main"  # SQLite's name of a file that is opened by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How the register is opened (by the recovery key where one is given), by whom, for what command and why."""

    by: str
    what: str
    reason: str = field(repr=False)
    passphrase: str = field(default="", repr=False)
    recovery: str = field(default="", repr=False)
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """An unlocked register, for the length of one transaction."""

    name: str
    study: str
    connection: Connection = field(repr=False)
    key: Key = field(repr=False)
    stamp: Stamp = field(repr=False)

    def people(self) -> tuple[Contact, ...]:
        """Return everyone in it."""
        return register_rows.people(self.connection, self.key)

    def forms(self) -> tuple[SignedForm, ...]:
        """Return all signed forms."""
        return register_rows.forms(self.connection, self.key)

    def accesses(self) -> tuple[Access, ...]:
        """Return every unlocking, the first one first."""
        return register_rows.accesses(self.connection, self.key)

    def put(self, contact: Contact) -> bool:
        """Write a participant's contact; return whether the person is new here.

        Raises UsageError for someone who is not in the study, or was erased.
        """
        self._check_person(contact.participant)
        return register_rows.put_person(self.connection, self.key, contact, self.stamp)

    def add_form(self, form: SignedForm) -> bool:
        """Add a signed form, and return whether it is new; raises UsageError as ``put`` does."""
        self._check_person(form.participant)
        return register_rows.put_form(self.connection, self.key, form, self.stamp)

    def remove_form(self, form: SignedForm) -> SignedForm:
        """Take a signed form away, and return it; raises UsageError where the register has none such, or several."""
        found = register_rows.remove_form(self.connection, self.key, form)
        if not found:
            raise UsageError("register.no_such_form", participant=form.participant)
        if len(found) > 1:
            forms = "; ".join(one.in_words() for one in found)
            raise UsageError("register.several_forms", participant=form.participant, forms=forms)
        return found[0]

    def _check_person(self, participant: str) -> None:
        wanted = select(ERASED.c.participant).where(ERASED.c.participant == participant)
        if participant in erased_in_study(self.connection) or self.connection.execute(wanted).first():
            raise UsageError("register.erased_person", participant=participant)
        known = select(schema.PARTICIPANT.c.id).where(schema.PARTICIPANT.c.id == participant)
        if not self.connection.execute(known).first():
            raise UsageError("register.unknown_person", participant=participant)

    def set_passphrase(self, passphrase: str) -> None:
        """Have the register open by another passphrase; the recovery key stays."""
        register_rows.set_passphrase(self.connection, self.study, self.key, passphrase, self.stamp.at)

    def rotate(self, passphrase: str) -> str:
        """Encrypt everything anew under a new data key; return the new recovery key, as it is printed."""
        key, signs = register_rows.new_keys(self.connection, self.study, passphrase, self.stamp.at)
        register_rows.encrypt_again(self.connection, self.key, key, self.name)
        return written_recovery(signs)


def is_there(store: Store) -> bool:
    """Return whether the study has a register at hand; it may be damaged."""
    path = store.target.register()
    if path is not None:
        return path.exists()
    with store.reading() as connection:
        return _has_tables(connection)


def has_others(store: Store) -> bool:
    """Return whether the log knows registers beside the one at hand: made in another copy, or lost."""
    with store.reading() as connection:
        attach(connection, store.target)
        return bool(_made(connection) - {made_at(connection)})


def made_at(connection: Connection) -> str:
    """Return when an attached register was made (ISO text in UTC)."""
    return str(connection.execute(select(META.c.created_at)).scalar())


def was_made(store: Store) -> bool:
    """Return whether the study's log says that a register was made, wherever it is now."""
    with store.reading() as connection:
        return bool(connection.execute(select(schema.LOG.c.seq).where(schema.LOG.c.verb == MADE)).first())


def make(store: Store, opening: Opening) -> str:
    """Make the study's register; return the recovery key as it is printed, which is shown once.

    Raises UsageError where there is one, StoreError where the disk or the server refuses.
    """
    if is_there(store):
        raise UsageError("register.exists", name=name_of(store.target))
    study, path = store.meta().study, store.target.register()
    is_made = False
    try:
        with store.writing(MADE, by=opening.by) as writer:
            writer.note()
            stamp = Stamp(by=opening.by, at=writer.at, ids=store.ids)

            def begin(connection: Connection) -> str:
                METADATA.create_all(in_place(connection, store.target.schema or _MAIN), checkfirst=False)
                made_with = f"engage-eval {__version__}"
                key, signs = register_rows.begin(connection, study, opening.passphrase, stamp.at, made_with)
                register_rows.note_access(connection, key, opening.what, opening.reason, stamp)
                for participant in sorted(erased_in_study(writer.connection)):
                    connection.execute(ERASED.insert(), [{"participant": participant, "at": stamp.at}])
                return written_recovery(signs)

            recovery = _make_file(path, begin) if path is not None else begin(writer.connection)
            is_made = True
    except BaseException:
        # A register whose recovery key nobody saw must not stay.
        if is_made and path is not None:
            _remove(path)
        raise
    return recovery


def _make_file(path: Path, begin: Callable[[Connection], str]) -> str:
    """Make the file beside and move it: a register is there whole, or it isn't."""
    beside = path.with_name(f".{path.name}.new")
    with told(path.name):
        try:
            _remove(beside)
            connect.open_sqlite(beside, "rwc").close()
            with connect.writing(Target(name=path.name, path=beside)) as connection:
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
                recovery = begin(connection)
            # As for a study file: an earlier register's journal would be rolled back into the new one.
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
            beside.rename(path)
        except OSError as error:
            raise StoreError("store.cannot_open", name=path.name) from error
        finally:
            _remove(beside)
    return recovery


@contextmanager
def unlocked(store: Store, opening: Opening) -> Iterator[Register]:
    """Give the unlocked register for one transaction; an error in the block undoes all of it, in both files.

    Raises UsageError where there is none or the passphrase is another one, StoreError for a file that is damaged,
    foreign, newer, or another study's.
    """
    name = name_of(store.target)
    if not is_there(store):
        raise UsageError("register.missing", name=name)
    study = store.meta().study
    with store.writing(opening.what, by=opening.by, subjects=opening.subjects) as writer:
        writer.note()
        with telling(name):
            attach(writer.connection, store.target)
            _check_study(writer.connection, study, name)
            key = _opened(writer.connection, study, opening, name)
            stamp = Stamp(by=opening.by, at=writer.at, ids=store.ids)
            replay(writer.connection, erased_in_study(writer.connection), writer.at)
            register_rows.note_access(writer.connection, key, opening.what, opening.reason, stamp)
            yield Register(name=name, study=study, connection=writer.connection, key=key, stamp=stamp)


def _opened(connection: Connection, study: str, opening: Opening, name: str) -> Key:
    if opening.recovery:
        return register_rows.open_by_recovery(connection, study, opening.recovery, name)
    return register_rows.open_by_passphrase(connection, study, opening.passphrase, name)


def adopt(store: Store, opening: Opening) -> bool:
    """Have the study's log know the register at hand as its own; return whether it didn't yet.

    So for a study file that was made anew from a folder, or whose register was made in another copy. Raises UsageError
    where there is none, the passphrase is another one, or the register knows people as erased whom the study has;
    StoreError for a register of another study's id, a damaged or newer one.
    """
    name = name_of(store.target)
    if not is_there(store):
        raise UsageError("register.missing", name=name)
    study = store.meta().study
    with store.reading() as connection, telling(name):
        attach(connection, store.target)
        created_at = _created_at(connection, study, name)
        if created_at in _made(connection):
            return False
        known = erased_in_register(connection) - erased_in_study(connection)
        # They would be erased at the next opening; an adoption by mistake must erase nobody.
        alive = sorted(known & set(connection.execute(select(schema.PARTICIPANT.c.id)).scalars()))
    if alive:
        raise UsageError("register.erases", name=name, people=", ".join(alive))
    with store.writing(KEPT, by=opening.by, subjects=(created_at,)) as writer:
        writer.note()
        with telling(name):
            attach(writer.connection, store.target)
            _opened(writer.connection, study, opening, name)
    return True


def attach(connection: Connection, target: Target) -> None:
    """Have the register's tables in a connection to the study, until it is closed; no passphrase is needed.

    Raises UsageError where there is no register, StoreError for a file that is damaged, foreign or newer.
    """
    path = target.register()
    if path is None:
        in_place(connection, target.schema)
        return
    check_register(path)
    with telling(path.name):
        connection.exec_driver_sql(f"ATTACH DATABASE ? AS {SCHEMA}", (connect.uri(path, "rw"),))
        connection.exec_driver_sql(f"PRAGMA {SCHEMA}.secure_delete=ON")
        found = connection.exec_driver_sql(f"PRAGMA {SCHEMA}.quick_check(1)").scalar()
        if found != "ok":
            raise StoreError("register.damaged", name=path.name)


def erase_statements(participant: str) -> tuple[Delete, ...]:
    """Return what deletes a participant from the register; their accesses name nobody."""
    return tuple(table.delete().where(table.c.participant == participant) for table in (PERSON, FORM))


# What an erasure deletes from; on PostgreSQL these tables are rewritten afterwards.
ERASED_FROM = (PERSON.name, FORM.name)


def erase_person(connection: Connection, participant: str, at: str) -> Mapping[str, int]:
    """Delete a participant from an attached register, and keep that they were erased; return rows deleted by table.

    ``at`` is ISO text in UTC. It needs no passphrase, and doing it again deletes nothing.
    """
    counts = {
        name: connection.execute(statement).rowcount
        for name, statement in zip(ERASED_FROM, erase_statements(participant), strict=True)
    }
    if not connection.execute(select(ERASED.c.at).where(ERASED.c.participant == participant)).first():
        connection.execute(ERASED.insert(), [{"participant": participant, "at": at}])
    return counts


def replay(connection: Connection, erased: Collection[str], at: str) -> tuple[str, ...]:
    """Erase those of ``erased`` whom an attached register doesn't know as erased yet; return them."""
    known = erased_in_register(connection)
    due = tuple(sorted(set(erased) - known))
    for participant in due:
        erase_person(connection, participant, at)
    return due


def erased_in_register(connection: Connection) -> frozenset[str]:
    """Return who was erased, as an attached register knows it; a restored study file may not."""
    return frozenset(erased_at(connection))


def erased_at(connection: Connection) -> Mapping[str, str]:
    """Return whom an attached register knows as erased, and when (ISO text in UTC)."""
    return {one.participant: one.at for one in connection.execute(select(ERASED.c.participant, ERASED.c.at))}


def erased_in_study(connection: Connection) -> frozenset[str]:
    """Return who was erased, as the study knows it."""
    table = schema.ERASURE.c
    return frozenset(connection.execute(select(table.participant).where(table.scope == "person")).scalars())


def name_of(target: Target) -> str:
    """Return what the register is called in a message."""
    path = target.register()
    return path.name if path is not None else target.name


@contextmanager
def telling(name: str) -> Iterator[None]:
    """Turn what the database raises into a StoreError that says that it is the register."""
    try:
        with told(name):
            yield
    except StoreError as error:
        if error.problem.code != "store.damaged":
            raise
        raise StoreError("register.damaged", name=name) from error


def attach_own(connection: Connection, target: Target, study: str) -> None:
    """Attach the register as ``attach`` does; raises StoreError where it is another study's."""
    attach(connection, target)
    _check_study(connection, study, name_of(target))


def _check_study(connection: Connection, study: str, name: str) -> None:
    """Raise StoreError where the register is another study's, or newer than this program.

    Two studies can have one id, as where people follow the same instructions; the log knows which registers it made.
    """
    if _created_at(connection, study, name) not in _made(connection):
        raise StoreError("register.not_known", name=name)


def _created_at(connection: Connection, study: str, name: str) -> str:
    rows = connection.execute(select(META.c.study, META.c.version, META.c.created_at)).all()
    if len(rows) != 1:
        raise StoreError("register.damaged", name=name)
    if rows[0].version > VERSION:
        raise StoreError("register.newer", name=name)
    if rows[0].study != study:
        raise StoreError("register.other_study", name=name)
    return str(rows[0].created_at)


def _made(connection: Connection) -> frozenset[str]:
    table = schema.LOG.c
    wanted = select(table.at, table.verb, table.subjects).where(table.verb.in_((MADE, KEPT)))
    return made_in((one.at, one.verb, one.subjects) for one in connection.execute(wanted))


def _has_tables(connection: Connection) -> bool:
    """Return whether a database's schema has a register."""
    return connection.execute(text("SELECT to_regclass('contact_key')")).scalar() is not None


def _remove(beside: Path) -> None:
    """Remove what was begun and not finished."""
    with suppress(OSError):
        beside.unlink(missing_ok=True)
        beside.with_name(f"{beside.name}-journal").unlink(missing_ok=True)
