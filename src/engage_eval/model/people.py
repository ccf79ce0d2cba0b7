"""People: participants, how they were recruited, what they consented to, and the staff who did the work."""

from dataclasses import dataclass, field
from datetime import date

from engage_eval.core.problem import Place
from engage_eval.model.moment import Moment

# The shipped form by which consent is withdrawn; nobody consents by it.
WITHDRAWAL_FORM = "penarikan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Someone recruited, under a pseudonym."""

    id: str
    site: str
    facility: str = ""
    facility_kind: str = ""
    role: str = ""
    added_on: date | None = None
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A fact about a participant; of several with one key the last holds."""

    participant: str
    key: str
    value: str
    on: date | None = None
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecruitmentEvent:
    """A step of recruitment: nominated, contacted, eligible, ineligible, enrolled, declined, unreachable."""

    participant: str
    event: str
    on: Moment
    by: str = ""
    reason: str = ""
    recruiter: str = ""
    network_size: int | None = None
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEvent:
    """A step of consent: given, declined, request_received, withdrawn."""

    participant: str
    event: str
    at: Moment
    form: str = ""
    version: str = ""
    language: str = ""
    mode: str = ""
    take_part: bool | None = None
    recording: bool | None = None
    quotation: str = ""  # verbatim | paraphrase | none
    attribution: str = ""
    contact_again: bool | None = None
    name_others: bool | None = None
    share: bool | None = None
    archive: bool | None = None
    chat_logs: bool | None = None
    comprehension: str = ""
    evidence: str = ""
    witness: str = ""
    obtained_by: str = ""
    venue: str = ""  # the column is called place
    copy_given: bool | None = None
    replaces: str = ""
    withdrawal: str = ""  # no_contact | no_quotation | no_audio | stop | erase
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentForm:
    """The exact wording that was shown, and the dates between which it was approved."""

    id: str
    version: str
    language: str
    text: str
    approved_from: date | None = None
    approved_to: date | None = None
    digest: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Someone of the team, by key; people stand nowhere else."""

    key: str
    roles: tuple[str, ...] = ()
    credentials: str = ""
    occupation: str = ""
    gender: str = ""
    training: str = ""
    employed_by_hospital: bool | None = None
    relationship: str = ""
    place: Place = field(default_factory=Place, compare=False)
