"""Work with the contacts register: make and unlock it, add people, find them, renew its keys.

What is returned holds names for the screen of who unlocked it, and for nothing else. No error here carries one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engage_eval.actions.recording import open_recording
from engage_eval.core.errors import UsageError
from engage_eval.model.contact import FIELDS, Contact, SignedForm, is_found, phone_number, same_phone
from engage_eval.model.people import ConsentForm

if TYPE_CHECKING:
    from engage_eval.store.register import Opening, Register
    from engage_eval.store.study_file import Store

KEEPER = "keeper"  # the role in the staff table
LEAST_PASSPHRASE = 12  # characters
MOST_CHARACTERS = 500  # of a field
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15  # of a telephone number (ITU-T E.164)
_IN_NUMBERS = frozenset(" +-()./,;#*\u2010\u2011\u2012\u2013\uff0b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What opens the register, and why it is opened. ``passphrase`` or ``recovery``; ``new`` is one to come."""

    reason: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    recovery: str = field(default="", repr=False)
    new: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A study open for writing, and the keeper who works with its register."""

    store: "Store"
    keeper: str
    language: str = ""
    forms: tuple[ConsentForm, ...] = ()
    people: frozenset[str] = frozenset()

    def person(self, typed: str) -> str:
        """Return a participant's code, also where it was typed in small letters."""
        return typed if typed in self.people or typed.upper() not in self.people else typed.upper()

    def opening(self, what: str, secrets: Secrets, subjects: Sequence[str] = ()) -> "Opening":
        """Return how the register is opened; raises UsageError without a reason."""
        from engage_eval.store.register import Opening

        reason = " ".join(secrets.reason.split())
        if not reason:
            raise UsageError("register.no_reason")
        return Opening(
            by=self.keeper,
            what=what,
            reason=reason,
            passphrase=secrets.passphrase,
            recovery=secrets.recovery,
            subjects=tuple(subjects),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A person of the register with their signed forms."""

    contact: Contact
    forms: tuple[SignedForm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an unlocking shows; ``recovery`` is the new recovery key, which is shown this once."""

    file: str
    entries: tuple[Entry, ...] = ()
    recovery: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is to be kept of a participant: fields by name (empty = take it away), and a signed form.

    ``is_form_gone`` says that the form is to be taken away.
    """

    participant: str
    fields: dict[str, str] = field(default_factory=dict, repr=False)
    form: SignedForm | None = None
    is_form_gone: bool = False
    scan: Path | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Who was added or changed, and who has the same telephone number."""

    participant: str
    is_new: bool
    fields: tuple[str, ...]
    has_form: bool
    same_phone: tuple[str, ...]
    removed: SignedForm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Names and telephone numbers to look for in what leaves the study's hands."""

    names: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)


@contextmanager
def session(study: str, by: str, *, clock: Callable[[], datetime], ids: Callable[[], str]) -> Iterator[Session]:
    """Open a study for a keeper (``by``: a staff key; empty for the only one there is).

    Raises UsageError for a folder, an unknown key, or who is no keeper; StoreError where the study can't be opened.
    """
    with open_recording(study, by, clock=clock, ids=ids) as recording:
        roles = next((one.roles for one in recording.record.staff if one.key == recording.actor), ())
        if KEEPER not in roles:
            raise UsageError("register.not_keeper", by=recording.actor)
        yield Session(
            store=recording.store,
            keeper=recording.actor,
            language=recording.language,
            forms=recording.record.forms,
            people=frozenset(one.id for one in recording.record.participants),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is known before anything is asked for: the study's language, its forms, if there is a register to open."""

    language: str
    is_made: bool
    forms: tuple[ConsentForm, ...] = ()


def look(
    study: str, by: str, *, clock: Callable[[], datetime], ids: Callable[[], str], new: bool | None = None
) -> Look:
    """Look whether a keeper may go on, so that nobody types a passphrase in vain and no lock waits for it.

    ``new`` is None where a register has to be there. Raises UsageError as ``session`` and ``is_made`` do.
    """
    with session(study, by, clock=clock, ids=ids) as found:
        if new is None:
            _needed(found)
        there = new is None or is_made(found, new=new)
        return Look(language=found.language, is_made=there, forms=found.forms)


def is_made(session: Session, *, new: bool = False) -> bool:
    """Return whether there is a register to open.

    Raises UsageError ``register.lost`` where there was one and a new one is not asked for, ``register.exists`` where a
    new one is asked for although one is there.
    """
    from engage_eval.store import register

    if register.is_there(session.store):
        if new:
            raise UsageError("register.exists", name=register.name_of(session.store.target))
        return True
    if register.was_made(session.store) and not new:
        raise UsageError("register.lost", name=register.name_of(session.store.target))
    return False


def make(session: Session, secrets: Secrets) -> Shown:
    """Make the register; raises UsageError where there is one, or for a passphrase that is too short."""
    from engage_eval.store import register

    check_new(secrets.passphrase)
    recovery = register.make(session.store, session.opening("register unlock", secrets))
    return Shown(file=register.name_of(session.store.target), recovery=recovery)


def unlock(session: Session, secrets: Secrets, *, adopt: bool = False) -> Shown:
    """Return everyone in the register; opened by the recovery key, it gets the passphrase ``secrets.new``.

    ``adopt`` says that a register which the study's log doesn't know is the study's own.
    """
    if secrets.recovery:
        check_new(secrets.new)
    if adopt:
        from engage_eval.store import register as registers

        _needed(session)
        registers.adopt(session.store, session.opening("register keep", secrets))
    with _unlocked(session, "register unlock", secrets) as register:
        if secrets.recovery:
            register.set_passphrase(secrets.new)
        return Shown(file=register.name, entries=_entries(register))


def find(session: Session, text: str, secrets: Secrets) -> Shown:
    """Return whose name, telephone number, e-mail address or pseudonym has ``text`` in it."""
    if not text.strip():
        raise UsageError("register.nothing_sought")
    with _unlocked(session, "register find", secrets) as register:
        found = tuple(one for one in _entries(register) if is_found(one.contact, text))
        return Shown(file=register.name, entries=found)


def add(session: Session, given: Given, secrets: Secrets) -> Added:
    """Keep what is given of a participant; fields that are not given stay as they are.

    Raises UsageError for someone who isn't in the study or was erased, a form that the study doesn't have, and for what
    can't be a number or an address.
    """
    code = session.person(given.participant)
    given = replace(given, participant=code, form=replace(given.form, participant=code) if given.form else None)
    fields, form = checked(given, session.forms), _form(given)
    if not fields and form is None:
        raise UsageError("register.nothing_given", participant=given.participant)
    with _unlocked(session, "register add", secrets, (given.participant,)) as register:
        people = {one.participant: one for one in register.people()}
        before = people.get(given.participant, Contact(participant=given.participant))
        lost = [name for name in before.unreadable if name not in fields]
        if lost:
            # Writing the person anew would take away what may still be mended from a copy.
            raise UsageError(
                "register.unreadable", name=register.name, participant=given.participant, field=", ".join(lost)
            )
        now = replace(before, **fields, unreadable=())
        is_new = register.put(now)
        is_added = form is not None and not given.is_form_gone and register.add_form(form)
        removed = register.remove_form(form) if form is not None and given.is_form_gone else None
        return Added(
            participant=given.participant,
            is_new=is_new,
            fields=tuple(name for name in FIELDS if name in fields),
            has_form=is_added,
            same_phone=same_phone(now, people.values()),
            removed=removed,
        )


def rotate(session: Session, secrets: Secrets) -> Shown:
    """Encrypt the register under a new data key and the passphrase ``secrets.new``; return the new recovery key."""
    check_new(secrets.new)
    if secrets.new == secrets.passphrase:
        raise UsageError("register.same_passphrase")
    with _unlocked(session, "register rotate", secrets) as register:
        return Shown(file=register.name, recovery=register.rotate(secrets.new))


def known(session: Session, secrets: Secrets, what: str = "report") -> Known:
    """Return the names and telephone numbers of everyone in the register."""
    with _unlocked(session, what, secrets) as register:
        people = register.people()
    return Known(
        names=tuple(one.name for one in people if one.name),
        phones=tuple(dict.fromkeys(phone_number(one.phone) for one in people if one.phone)),
    )


def check_new(passphrase: str) -> None:
    """Raise UsageError for a passphrase that is too short to keep anything safe."""
    if len(passphrase.strip()) < LEAST_PASSPHRASE:
        raise UsageError("register.weak_passphrase", least=LEAST_PASSPHRASE)


def checked(given: Given, forms: Sequence[ConsentForm]) -> dict[str, str]:
    """Return the fields that are given, on one line each; raises UsageError, which never says what was given.

    A signed form is one of ``forms``, where the study has any: papers can be older than the study's file.
    """
    fields = {name: _readable(text) for name, text in given.fields.items()}
    for name, text in fields.items():
        if len(text) > MOST_CHARACTERS:
            raise UsageError("register.too_long", field=name, most=MOST_CHARACTERS)
    phone, email = fields.get("phone", ""), fields.get("email", "")
    digits = sum(one.isdecimal() for one in phone)
    others = {one for one in phone if not one.isdecimal()} - _IN_NUMBERS
    if phone and (others or not _FEWEST_DIGITS <= digits <= _MOST_DIGITS):
        raise UsageError("register.bad_phone")
    if email and not all(email.partition("@")):
        raise UsageError("register.bad_email")
    if given.form is not None and not given.is_form_gone and forms and not any(map(given.form.is_of, forms)):
        allowed = ", ".join(sorted(f"{one.id} {one.version} {one.language}" for one in forms))
        raise UsageError("register.unknown_form", allowed=allowed)
    return fields


def _readable(text: str) -> str:
    """Return a text on one line, without what a terminal would obey."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _form(given: Given) -> SignedForm | None:
    """Return the signed form, with the digest of its scan; raises UsageError where a scan isn't there."""
    if given.form is None:
        if given.scan is not None:
            raise UsageError("register.no_form")
        return None
    form = replace(
        given.form,
        version=_readable(given.form.version),
        language=_readable(given.form.language),
        kept_at=_readable(given.form.kept_at),
    )
    if given.scan is None:
        return form
    from hashlib import file_digest

    try:
        with given.scan.open("rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
    except OSError:
        # Without the path: a name may stand in it. And no cause, which would carry it.
        raise UsageError("register.no_scan") from None
    return replace(form, kept_at=form.kept_at or _readable(given.scan.name), sha256=sha256)


@contextmanager
def _unlocked(session: Session, what: str, secrets: Secrets, subjects: Sequence[str] = ()) -> Iterator["Register"]:
    from engage_eval.store import register

    _needed(session)
    with register.unlocked(session.store, session.opening(what, secrets, subjects)) as found:
        yield found


def _needed(session: Session) -> None:
    """Raise UsageError where there is no register."""
    from engage_eval.store import register

    if not is_made(session):
        raise UsageError("register.missing", name=register.name_of(session.store.target))


def _entries(register: "Register") -> tuple[Entry, ...]:
    """Return everyone, and those of whom only a signed form is kept."""
    forms = register.forms()
    people = {one.participant: one for one in register.people()}
    for one in forms:
        people.setdefault(one.participant, Contact(participant=one.participant))
    return tuple(
        Entry(contact=contact, forms=tuple(one for one in forms if one.participant == participant))
        for participant, contact in sorted(people.items())
    )


def has_register(study: str) -> bool:
    """Return whether a study file or database has a register at hand; a folder has none."""
    if Path(study).is_dir():
        return False
    from engage_eval.store import register
    from engage_eval.store.study_file import open_study

    with open_study(study) as store:
        return register.is_there(store)
