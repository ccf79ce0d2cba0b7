"""The names in our XLSForm: what its questions are called, and which column of which table each answer is.

The writer of the form and the reader of what comes back share this; there is nothing else that they must agree on.
"""

from collections.abc import Mapping

from engage_eval.model.instrument import MISSING_CODES, NOTE, Instrument, Item
from engage_eval.model.tables import TABLES

# Question -> column of the table interviews. The interview's id is `participant-interview_number`.
PARTICIPANT, NUMBER = "participant", "interview_number"
INTERVIEW_COLUMNS: Mapping[str, str] = {
    PARTICIPANT: "participant",
    "mode": "mode",
    "interviewer": "interviewer",
    "started_at": "started_at",
    "ended_at": "ended_at",
    "place": "place",
    "others_present": "others_present",
    "recorded": "recorded",
    # Not `end`: Kobo has a column of that name that holds a time.
    "end_state": "end",
    "field_notes": "field_notes",
    # Hidden; they say what the answers belong to, whatever the server calls its version.
    "instrument": "instrument",
    "version": "version",
    "form": "form",
}
# Hidden: the reason key for which the screening answers say that a person is not eligible, or empty.
SCREENED_OUT = "screened_out"

# `yes` where consent was recorded before this interview and stands in the study already: then no row of consent.
CONSENT_EARLIER = "consent_earlier"
_CONSENT = "consent_"
# Columns of consent that the form asks; `event` follows from `take_part` (yes: given, no: declined), participant is
# the interview's, and form and version are one choice, `psp-v1`.
CONSENT_COLUMNS: Mapping[str, str] = {
    f"{_CONSENT}{column.name}": column.name
    for column in TABLES["consent"].columns
    if column.name not in ("participant", "event", "zone", "version", "withdrawal")
}
CONSENT_AT, CONSENT_FORM = f"{_CONSENT}at", f"{_CONSENT}form"
CONSENT_MODE, TAKE_PART = f"{_CONSENT}mode", f"{_CONSENT}take_part"

# Groups: they come back in column names (`section_penilaian/q_putusan/putusan`) and mean nothing.
START_GROUP, CONSENT_GROUP, END_GROUP = "group_start", "group_consent", "group_end"
# Values of questions that are true or false.
YES, NO = "yes", "no"
# What a select carries beside its answers, and what a companion select offers.
MISSING_CHOICES = MISSING_CODES[:3]


def section_group(section: str) -> str:
    """Return the name of the group of a section."""
    return f"section_{section}"


def item_group(item: str) -> str:
    """Return the name of the group that holds an item and its twins."""
    return f"q_{item}"


def companion(item: str) -> str:
    """Return the name of the select that says why an item that is no select has no answer."""
    return f"{item}_m"


def has_companion(item: Item) -> bool:
    """Return whether an item is asked with a companion: it is no select and no interviewer's note."""
    return item.type in ("number", "date", "text") and item.part != NOTE


def form_id(instrument: Instrument, form: str) -> str:
    """Return the form's id on a server: `wa-blast-inti`."""
    return f"{instrument.key}-{form}"


def consent_choice(form: str, version: str) -> str:
    """Return a consent form and its version as one choice.

    >>> consent_choice("psp", "v1")
    'psp-v1'
    """
    return f"{form}-{version}"


def split_consent_choice(choice: str) -> tuple[str, str]:
    """Return consent form and version of a choice; the version is empty where it has none.

    >>> split_consent_choice("naskah-penjelasan-v2")
    ('naskah-penjelasan', 'v2')
    """
    form, dash, version = choice.rpartition("-")
    return (form, version) if dash else (choice, "")


def own_names() -> frozenset[str]:
    """Return the names of all questions that are not the instrument's, hidden ones and groups among them."""
    groups = (START_GROUP, CONSENT_GROUP, END_GROUP)
    return frozenset({*INTERVIEW_COLUMNS, *CONSENT_COLUMNS, NUMBER, SCREENED_OUT, CONSENT_EARLIER, *groups})


def clashes(instrument: Instrument) -> tuple[str, ...]:
    """Return the items whose keys mean something else in the form, in the instrument's order."""
    keys = {item.key for item in instrument.items}
    taken = {*own_names(), *(section_group(one.key) for one in instrument.sections)}
    taken |= {item_group(item.key) for item in instrument.items if not item.base}
    taken |= {companion(item.key) for item in instrument.items if has_companion(item)}
    # The importance twin of one item may not be what another one's companion is called, and so on.
    return tuple(item.key for item in instrument.items if item.key in taken & keys)
