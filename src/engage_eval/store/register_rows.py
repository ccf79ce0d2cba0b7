"""The rows of the contacts register: keys, people, signed forms and accesses, in a connection that has its tables.

Values go in and come out through the data key; nothing here opens a file or ends a transaction.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from engage_eval.core.errors import StoreError, UsageError
from engage_eval.model.contact import FIELDS, Contact, SignedForm
from engage_eval.store import register_crypto as crypto
from engage_eval.store.register_crypto import Cost, Key, SealError
from engage_eval.store.register_schema import ACCESS, FORM, KEY, META, PERSON, VERSION

_PASSPHRASE, _RECOVERY = "passphrase", "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who works with the register, when (ISO text, UTC), and what makes ids."""

    by: str
    at: str
    ids: Callable[[], str]


def begin(connection: Connection, study: str, passphrase: str, at: str, made_with: str) -> tuple[Key, str]:
    """Make the keys of a new register; return the data key, and the signs of the recovery key."""
    row = {"study": study, "version": VERSION, "created_at": at, "made_with": made_with}
    connection.execute(META.insert(), [row])
    return new_keys(connection, study, passphrase, at)


def new_keys(connection: Connection, study: str, passphrase: str, at: str) -> tuple[Key, str]:
    """Put a new data key in place of the one before, wrapped by the passphrase and a new recovery key."""
    key, signs = Key.random(), crypto.new_recovery()
    set_passphrase(connection, study, key, passphrase, at)
    salt = crypto.random_salt()
    _put_key(connection, study, _RECOVERY, crypto.recovery_key(signs, salt), key, _Made(salt=salt, at=at))
    return key, signs


def set_passphrase(connection: Connection, study: str, key: Key, passphrase: str, at: str) -> None:
    """Wrap the data key by a new passphrase; the one before opens nothing any more."""
    salt, cost = crypto.random_salt(), crypto.COST
    made = _Made(salt=salt, at=at, cost=cost)
    _put_key(connection, study, _PASSPHRASE, crypto.passphrase_key(passphrase, salt, cost), key, made)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """How a wrapping key was made."""

    salt: bytes
    at: str
    cost: Cost | None = None


def _put_key(connection: Connection, study: str, kind: str, wrapping: Key, key: Key, made: _Made) -> None:
    wrapped = crypto.seal(wrapping, key.value, ("contact_key", study, kind))
    connection.execute(KEY.delete().where(KEY.c.id == kind))
    numbers = {name: getattr(made.cost, name) if made.cost else 0 for name in ("n", "r", "p")}
    row = {"id": kind, "salt": made.salt, **numbers, "wrapped": wrapped, "made_at": made.at}
    connection.execute(KEY.insert(), [row])


def open_by_passphrase(connection: Connection, study: str, passphrase: str, name: str) -> Key:
    """Return the data key; raises UsageError for another passphrase, StoreError where the key's row was damaged."""
    row = _key_row(connection, _PASSPHRASE, name)
    cost = Cost(n=row.n, r=row.r, p=row.p)
    if not cost.is_sane():
        raise StoreError("register.damaged", name=name)
    return _unwrap(study, row, crypto.passphrase_key(passphrase, row.salt, cost), "register.wrong_passphrase", name)


def open_by_recovery(connection: Connection, study: str, typed: str, name: str) -> Key:
    """Return the data key; raises UsageError for a recovery key that is mistyped, or not this register's."""
    signs = crypto.read_recovery(typed)
    if signs is None:
        raise UsageError("register.mistyped_recovery")
    row = _key_row(connection, _RECOVERY, name)
    return _unwrap(study, row, crypto.recovery_key(signs, row.salt), "register.wrong_recovery", name)


def _key_row(connection: Connection, kind: str, name: str) -> Row[Any]:
    row = connection.execute(select(KEY).where(KEY.c.id == kind)).one_or_none()
    if row is None:
        raise StoreError("register.damaged", name=name)
    return row


def _unwrap(study: str, row: Row[Any], wrapping: Key, code: str, name: str) -> Key:
    try:
        return Key(value=crypto.unseal(wrapping, row.wrapped, ("contact_key", study, row.id)))
    except SealError:
        raise UsageError(code, name=name) from None


def note_access(connection: Connection, key: Key, what: str, reason: str, stamp: Stamp) -> None:
    """Keep who opened the register, when, for what, and why."""
    row = {"id": stamp.ids(), "at": stamp.at, "by": stamp.by, "what": what}
    sealed = crypto.seal(key, reason.encode(), (ACCESS.name, row["id"], "reason"))
    connection.execute(ACCESS.insert(), [{**row, "reason": sealed}])


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One unlocking of the register; ``reason`` is None where its bytes were changed."""

    at: str
    by: str
    what: str
    reason: str | None = field(repr=False)


def accesses(connection: Connection, key: Key) -> tuple[Access, ...]:
    """Return every unlocking, the first one first."""
    rows = sorted(connection.execute(select(ACCESS)), key=lambda row: (row.at, row.id))
    return tuple(
        Access(at=row.at, by=row.by, what=row.what, reason=_clear(key, ACCESS, row.id, "reason", row.reason))
        for row in rows
    )


def put_person(connection: Connection, key: Key, contact: Contact, stamp: Stamp) -> bool:
    """Write a person's fields in place of those before; return whether the person is new in the register."""
    sealed = {
        name: crypto.seal(key, text.encode(), (PERSON.name, contact.participant, name)) if text else None
        for name, text in ((one, getattr(contact, one)) for one in FIELDS)
    }
    row = {**sealed, "changed_at": stamp.at, "by": stamp.by}
    # Deleted and made afresh rather than updated, so that the bytes before are overwritten (secure_delete).
    found = connection.execute(select(PERSON.c.added_at).where(PERSON.c.participant == contact.participant)).scalar()
    connection.execute(PERSON.delete().where(PERSON.c.participant == contact.participant))
    added = {"participant": contact.participant, "added_at": found or stamp.at}
    connection.execute(PERSON.insert(), [{**added, **row}])
    return found is None


def people(connection: Connection, key: Key) -> tuple[Contact, ...]:
    """Return everyone in the register, by pseudonym; a field whose bytes were changed is named, and empty."""
    rows = sorted(connection.execute(select(PERSON)), key=lambda row: row.participant)
    return tuple(_contact(key, row) for row in rows)


def _contact(key: Key, row: Row[Any]) -> Contact:
    stored: Mapping[str, bytes | None] = {name: getattr(row, name) for name in FIELDS}
    kept = {name: sealed for name, sealed in stored.items() if sealed is not None}
    clear = {name: _clear(key, PERSON, row.participant, name, sealed) for name, sealed in kept.items()}
    return Contact(
        participant=row.participant,
        **{name: text for name, text in clear.items() if text is not None},
        unreadable=tuple(name for name, text in clear.items() if text is None),
    )


def _clear(key: Key, table: Table, row: str, name: str, sealed: bytes) -> str | None:
    """Return a field's text; None where its bytes were changed."""
    try:
        return crypto.unseal(key, sealed, (table.name, row, name)).decode()
    except SealError:
        return None


def put_form(connection: Connection, key: Key, form: SignedForm, stamp: Stamp) -> bool:
    """Add a signed form, and return whether it is new; one that was signed before stays, since it proves something too.

    The same form at the same place is there once.
    """
    if form.said() in {one.said() for _, one in _forms_of(connection, key, form.participant)}:
        return False
    row = {
        "id": stamp.ids(),
        "participant": form.participant,
        "form": form.form,
        "version": form.version,
        "language": form.language,
        "sha256": form.sha256,
        "added_at": stamp.at,
        "by": stamp.by,
    }
    kept_at = crypto.seal(key, form.kept_at.encode(), _of_form(row["id"], form.participant)) if form.kept_at else None
    connection.execute(FORM.insert(), [{**row, "kept_at": kept_at}])
    return True


def remove_form(connection: Connection, key: Key, form: SignedForm) -> tuple[SignedForm, ...]:
    """Take a person's signed form away, and return it; nothing is taken where several can be meant, which are returned.

    What was left out of version, language and place stands for any, unless one form has just these words.
    """
    known = [(row, one) for row, one in _forms_of(connection, key, form.participant) if form.may_be(one)]
    exact = [(row, one) for row, one in known if (one.version, one.language) == (form.version, form.language)]
    found = exact or known
    said = {one.said(): one for _, one in found}
    if len(said) == 1:
        connection.execute(FORM.delete().where(FORM.c.id.in_([row for row, _ in found])))
    return tuple(said.values())


def _forms_of(connection: Connection, key: Key, participant: str) -> list[tuple[str, SignedForm]]:
    rows = sorted(
        connection.execute(select(FORM).where(FORM.c.participant == participant)),
        key=lambda row: (row.added_at, row.id),
    )
    return [(row.id, _form(key, row)) for row in rows]


def _of_form(row: str, participant: str) -> tuple[str, ...]:
    return (FORM.name, row, participant, "kept_at")


def forms(connection: Connection, key: Key) -> tuple[SignedForm, ...]:
    """Return all signed forms, by person and in the order in which they were added."""
    rows = sorted(connection.execute(select(FORM)), key=lambda row: (row.participant, row.added_at, row.id))
    return tuple(_form(key, row) for row in rows)


def _form(key: Key, row: Row[Any]) -> SignedForm:
    kept_at: str | None = ""
    if row.kept_at is not None:
        try:
            kept_at = crypto.unseal(key, row.kept_at, _of_form(row.id, row.participant)).decode()
        except SealError:
            kept_at = None
    return SignedForm(
        participant=row.participant,
        form=row.form,
        version=row.version,
        language=row.language,
        kept_at=kept_at or "",
        sha256=row.sha256,
        added_at=row.added_at,
        unreadable=kept_at is None,
    )


def encrypt_again(connection: Connection, old: Key, new: Key, name: str) -> None:
    """Encrypt everything with the new data key.

    Raises StoreError ``register.unreadable`` where a person's field can't be read: it would be lost. A place of a form
    and a reason, which nobody can mend, become empty.
    """
    for table, id_name, columns in _SEALED:
        for row in sorted(connection.execute(select(table)), key=lambda one: str(getattr(one, id_name))):
            changed = dict(_again(row, columns, (old, new), name if table is PERSON else None))
            if changed:
                row_id = getattr(row, id_name)
                connection.execute(table.update().where(table.c[id_name] == row_id).values(changed))


def _again(
    row: Row[Any], columns: Mapping[str, Callable[[Any], tuple[str, ...]]], keys: tuple[Key, Key], refused: str | None
) -> Iterator[tuple[str, bytes]]:
    old, new = keys
    for column, belongs_to in columns.items():
        sealed = getattr(row, column)
        if sealed is not None:
            bound = belongs_to(row)
            try:
                clear = crypto.unseal(old, sealed, bound)
            except SealError:
                if refused is not None:
                    raise StoreError(
                        "register.unreadable", name=refused, participant=row.participant, field=column
                    ) from None
                clear = b""
            yield column, crypto.seal(new, clear, bound)


def _person_field(name: str) -> Callable[[Any], tuple[str, ...]]:
    return lambda row: (PERSON.name, row.participant, name)


# Every encrypted column, the key of its table, and what its values belong to.
_SEALED: tuple[tuple[Table, str, Mapping[str, Callable[[Any], tuple[str, ...]]]], ...] = (
    (PERSON, "participant", {name: _person_field(name) for name in FIELDS}),
    (FORM, "id", {"kept_at": lambda row: _of_form(row.id, row.participant)}),
    (ACCESS, "id", {"reason": lambda row: (ACCESS.name, row.id, "reason")}),
)
