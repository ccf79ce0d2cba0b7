"""Contacts: who a participant is outside the study. Nothing here ever reaches an export, a report or a log.

The clear fields stay out of ``repr``, so that no traceback or test output shows them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from engage_eval.model.people import ConsentForm

# The fields of a person that are kept encrypted.
FIELDS = ("name", "phone", "email", "facility", "note")
# "08…", "+62 8…", "62 8…" and "0062 8…" are spellings of one number.
_COUNTRY, _TRUNK = "62", "0"
_FEWEST_DIGITS = 3  # of what is looked for as a part of a telephone number


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A participant's name and how to reach them; ``unreadable`` names the fields whose bytes were changed."""

    participant: str
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    facility: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedForm:
    """A consent form that a person signed: which one, and where the paper or the scan is kept."""

    participant: str
    form: str
    version: str
    language: str
    kept_at: str = field(default="", repr=False)
    sha256: str = ""  # of the scan; empty where only the paper's place is recorded
    added_at: str = ""
    unreadable: bool = False

    def in_words(self) -> str:
        """Return what people call it: key, version, language, and the place in brackets."""
        name = " ".join(one for one in (self.form, self.version, self.language) if one)
        return f"{name} ({self.kept_at})" if self.kept_at else name

    def said(self) -> tuple[str, ...]:
        """Return what tells it from others of the person: which form it is, and where it is kept."""
        return self.form, self.version, self.language, self.kept_at, self.sha256

    def may_be(self, known: "SignedForm") -> bool:
        """Return whether ``known`` can be meant by this; what was left out fits any."""
        pairs = ((self.version, known.version), (self.language, known.language), (self.kept_at, known.kept_at))
        return self.form == known.form and all(wanted in ("", there) for wanted, there in pairs)

    def is_of(self, known: ConsentForm) -> bool:
        """Return whether this can be a paper of ``known``; a version or language that was left out fits any."""
        return self.form == known.id and self.version in ("", known.version) and self.language in ("", known.language)


def phone_number(text: str) -> str:
    """Return a telephone number as its bare digits, with 0 for Indonesia's country code.

    >>> phone_number("+62 812-0000-1234"), phone_number("(0812) 0000 1234"), phone_number("+65 6123 4567")
    ('081200001234', '081200001234', '+6561234567')
    """
    shown = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(str(unicodedata.digit(one)) for one in shown if one.isdecimal())
    abroad = shown.lstrip("( ").startswith("+")
    if not abroad and digits.startswith("00"):
        abroad, digits = True, digits[2:]
    if digits.startswith(_COUNTRY) and (abroad or len(digits) > len(_COUNTRY) + 1):
        return _TRUNK + digits.removeprefix(_COUNTRY).removeprefix(_TRUNK)
    return f"+{digits}" if abroad and digits else digits


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_found(contact: Contact, text: str) -> bool:
    """Return whether ``text`` is part of a person's name, telephone number, e-mail address or pseudonym.

    >>> is_found(Contact(participant="R01", name="Sari Dewi", phone="0812 0000 1234"), "+62812000")
    True
    """
    wanted = _folded(text)
    if not wanted:
        return False
    if any(wanted in _folded(one) for one in (contact.participant, contact.name, contact.email)):
        return True
    if re.search(r"[^\d\s()+./-]", wanted):
        return False
    number, sought = phone_number(contact.phone), phone_number(wanted)
    return len(sought) >= _FEWEST_DIGITS and sought in number


def same_phone(contact: Contact, others: Iterable[Contact]) -> tuple[str, ...]:
    """Return the participants who have the same telephone number as ``contact``."""
    number = phone_number(contact.phone)
    return tuple(
        sorted(
            one.participant
            for one in others
            if number and one.participant != contact.participant and phone_number(one.phone) == number
        )
    )
