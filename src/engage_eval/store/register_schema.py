"""The tables of the contacts register: a file of its own beside the study file, or the study's schema on PostgreSQL.

A pseudonym stands in clear, so that an erasure needs no passphrase; what tells who someone is stands encrypted, field
by field (store/register_crypto.py). The tables carry the schema's name ``contacts``, under which the file is attached
to an open study file; ``in_place`` names another one where they are the database's own.
"""

import json
from collections.abc import Iterable

from sqlalchemy import CheckConstraint, Column, Connection, Integer, LargeBinary, MetaData, Table, Text

from engage_eval.model.contact import FIELDS

SCHEMA = "contacts"
# "ENGC": says what a SQLite file is; a study file says "ENGE".
APPLICATION_ID = 0x454E4743
VERSION = 1

METADATA = MetaData(schema=SCHEMA)


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False)


def _sealed(name: str, *, needed: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=not needed)


# One row: which study the register belongs to.
META = Table(
    "contact_meta",
    METADATA,
    _text("study", key=True),
    Column("version", Integer, nullable=False),
    _text("created_at"),
    _text("made_with"),
    sqlite_strict=True,
)
# The data key, wrapped twice: id is passphrase or recovery (for which the numbers are 0).
KEY = Table(
    "contact_key",
    METADATA,
    Column("id", Text, CheckConstraint("id IN ('passphrase', 'recovery')"), primary_key=True),
    _sealed("salt", needed=True),
    *(Column(name, Integer, nullable=False) for name in ("n", "r", "p")),
    _sealed("wrapped", needed=True),
    _text("made_at"),
    sqlite_strict=True,
)
PERSON = Table(
    "contact_person",
    METADATA,
    _text("participant", key=True),
    *(_sealed(name) for name in FIELDS),
    _text("added_at"),
    _text("changed_at"),
    _text("by"),
    sqlite_strict=True,
)
# A name can stand in what a scan is called, so where it is kept is encrypted too; the scan itself stays where it is.
FORM = Table(
    "contact_form",
    METADATA,
    _text("id", key=True),
    *(_text(name) for name in ("participant", "form", "version", "language")),
    _sealed("kept_at"),
    _text("sha256"),
    _text("added_at"),
    _text("by"),
    sqlite_strict=True,
)
# Every unlocking. Its reason is encrypted: people write names into reasons.
ACCESS = Table(
    "contact_access",
    METADATA,
    _text("id", key=True),
    _text("at"),
    _text("by"),
    _text("what"),
    _sealed("reason", needed=True),
    sqlite_strict=True,
)
# Who was erased: nothing of theirs is taken in again.
ERASED = Table("contact_erasure", METADATA, _text("participant", key=True), _text("at"), sqlite_strict=True)


# The verb of the study's log by which a register was made; its time is the register's ``created_at``.
MADE = "register make"
# The verb by which a log learns of registers that it didn't make: a restored file, whose backup is from before, or a
# keeper who says that it is the study's own. Its subjects are the registers' times.
KEPT = "register keep"


def made_in(entries: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    """Return when the registers of a study were made, by (at, verb, subjects as JSON) of its log."""
    found: set[str] = set()
    for at, verb, subjects in entries:
        found |= {at} if verb == MADE else set(json.loads(subjects)) if verb == KEPT else set()
    return frozenset(found)


def in_place(connection: Connection, own: str) -> Connection:
    """Return a connection for which the register's tables stand in its schema ``own``, not in an attached file."""
    return connection.execution_options(schema_translate_map={SCHEMA: own})
