"""The tables of a study folder: which columns each has and what may stand in them.

The contract that readers, the data workbook and later the store share. ``responses`` has a column per item instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engage_eval.model import coding, interview, outcome, panel, people, study

EVENTS = ("nominated", "contacted", "eligible", "ineligible", "enrolled", "declined", "unreachable")
CONSENT_EVENTS = ("given", "declined", "request_received", "withdrawn")
CONSENT_MODES = (
    "ink",
    "electronic",
    "chat",
    "recorded_verbal",
    "telephone_recorded",
    "telephone",
    "mark",
)
QUOTATION = ("verbatim", "paraphrase", "none")
WITHDRAWALS = ("no_contact", "no_quotation", "no_audio", "stop", "erase")
INTERVIEW_MODES = ("face", "telephone", "self")
MEASURES = ("visits", "new_referrals", "patients")
COUNT_KINDS = ("observed", "projected", "partly_projected")
ROLES = ("interviewer", "coder", "lead", "keeper", "auditor")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``kind`` is key, text, enum, enums (joined by |), keys (joined by |), flag, count, day, moment, period.

    ``field`` is the dataclass field where it is not called like the column; ``refers`` the table whose key it holds.
    """

    name: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    field: str = ""
    refers: str = ""

    @property
    def attribute(self) -> str:
        """Return the name of the dataclass field."""
        return self.field or self.name


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its row class, columns, and the columns that together may stand only once."""

    name: str
    row: type
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by name."""
        return next(column for column in self.columns if column.name == name)


def _key(name: str, *, required: bool = False, refers: str = "", field: str = "") -> Column:
    return Column(name, "key", required, refers=refers, field=field)


def _enum(name: str, choices: tuple[str, ...], *, required: bool = False) -> Column:
    return Column(name, "enum", required, choices)


def _flags(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "flag") for name in names)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


_PERSON = _key("participant", required=True, refers="participants")
_VENUE = Column("place", field="venue")

_ALL = (
    Table(
        "participants",
        people.Participant,
        (
            _key("id", required=True),
            _key("site", required=True),
            _key("facility"),
            *_texts("facility_kind", "role"),
            Column("added_on", "day"),
        ),
        ("id",),
    ),
    Table(
        "attributes",
        people.Attribute,
        (_PERSON, _key("key", required=True), Column("value", required=True), Column("on", "day")),
    ),
    Table(
        "recruitment",
        people.RecruitmentEvent,
        (
            _PERSON,
            _enum("event", EVENTS, required=True),
            Column("on", "moment", required=True),
            _key("by", refers="staff"),
            Column("reason"),
            _key("recruiter", refers="participants"),
            Column("network_size", "count"),
        ),
    ),
    Table(
        "consent",
        people.ConsentEvent,
        (
            _PERSON,
            _enum("event", CONSENT_EVENTS, required=True),
            Column("at", "moment", required=True),
            Column("zone"),
            *_texts("form", "version", "language"),
            _enum("mode", CONSENT_MODES),
            *_flags("take_part", "recording"),
            _enum("quotation", QUOTATION),
            Column("attribution"),
            *_flags("contact_again", "name_others", "share", "archive", "chat_logs"),
            *_texts("comprehension", "evidence", "witness"),
            _key("obtained_by", refers="staff"),
            _VENUE,
            *_flags("copy_given"),
            Column("replaces"),
            _enum("withdrawal", WITHDRAWALS),
        ),
    ),
    Table(
        "interviews",
        interview.Interview,
        (
            _key("id", required=True),
            _PERSON,
            _key("instrument", required=True),
            Column("version", required=True),
            Column("form"),
            _enum("mode", INTERVIEW_MODES, required=True),
            _key("interviewer", refers="staff"),
            Column("started_at", "moment", required=True),
            Column("ended_at", "moment"),
            _VENUE,
            Column("others_present"),
            *_flags("recorded"),
            Column("field_notes"),
            _key("repeat_of", refers="interviews"),
            _enum("end", interview.ENDS, required=True),
            *_texts("submission", "change_reason"),
        ),
        ("id",),
    ),
    Table(
        "interview_events",
        interview.InterviewEvent,
        (
            _key("interview", required=True, refers="interviews"),
            _enum("event", ("paused", "resumed"), required=True),
            Column("at", "moment", required=True),
            _key("by", refers="staff"),
        ),
    ),
    Table(
        "outcomes",
        outcome.Outcome,
        (
            _key("facility", required=True),
            Column("period", "period", required=True),
            _enum("measure", MEASURES, required=True),
            Column("count", "count", required=True),
            _enum("kind", COUNT_KINDS, required=True),
            Column("registered_members", "count"),
        ),
        ("facility", "period", "measure"),
    ),
    Table(
        "broadcasts",
        outcome.Broadcast,
        (
            Column("on", "day", required=True),
            Column("topic", required=True),
            *(Column(name, "count") for name in ("recipients", "delivered", "read", "replied")),
        ),
    ),
    Table(
        "staff",
        people.Staff,
        (
            _key("key", required=True),
            Column("roles", "enums", required=True, choices=ROLES),
            *_texts("credentials", "occupation", "gender", "training"),
            *_flags("employed_by_hospital"),
            Column("relationship"),
        ),
        ("key",),
    ),
    Table(
        "panel",
        panel.PanelRating,
        (
            _key("expert", required=True),
            _key("item", required=True),
            Column("rating", "count", required=True),
        ),
        ("expert", "item"),
    ),
    Table(
        "settings",
        study.SettingChange,
        (
            Column("at", "moment", required=True),
            _key("by", refers="staff"),
            Column("setting", required=True),
            *_texts("before", "after"),
            Column("interviews", "count"),
        ),
    ),
    Table(
        "superseded",
        interview.SupersededAnswer,
        (
            _key("interview", required=True, refers="interviews"),
            _key("item", required=True),
            Column("value", required=True),
            Column("at", "moment"),
            _key("by", refers="staff"),
            Column("reason"),
        ),
    ),
    Table(
        "transcripts",
        coding.Transcript,
        (
            _key("id", required=True),
            _PERSON,
            _key("interview", refers="interviews"),
            Column("file", required=True),
            Column("sha256", required=True),
            *_texts("language", "source"),
            _key("supersedes", refers="transcripts"),
        ),
        ("id",),
    ),
    Table(
        "turns",
        coding.Turn,
        (
            _key("transcript", required=True, refers="transcripts"),
            Column("start", "count", required=True),
            Column("stop", "count", required=True),
            Column("speaker"),
            _enum("role", ("participant", "interviewer", "other"), required=True),
            Column("ms_from", "count"),
            Column("ms_to", "count"),
        ),
        ("transcript", "start"),
    ),
    Table(
        "rounds",
        coding.Round,
        (
            _key("id", required=True),
            Column("codebook_version", required=True),
            _enum("unit", ("turn", "sentence", "free"), required=True),
            Column("blind", "flag", required=True),
            Column("coders", "keys", required=True, refers="staff"),
        ),
        ("id",),
    ),
    Table(
        "round_events",
        coding.RoundEvent,
        (
            _key("round", required=True, refers="rounds"),
            _enum("event", ("opened", "done", "closed"), required=True),
            _key("transcript", refers="transcripts"),
            _key("coder", refers="staff"),
            Column("at", "moment", required=True),
        ),
    ),
    Table(
        "codings",
        coding.Coding,
        (
            _key("id", required=True),
            _key("transcript", required=True, refers="transcripts"),
            Column("start", "count", required=True),
            Column("stop", "count", required=True),
            _key("code", required=True),
            _key("round", refers="rounds"),
            _enum("origin", ("hand", "keyword", "suggestion", "import", "adjudication"), required=True),
            Column("quotation", required=True),
            Column("at", "moment", required=True),
            _key("replaces", refers="codings"),
            Column("retracted_at", "moment"),
        ),
        ("id",),
    ),
    Table(
        "adjudications",
        coding.Adjudication,
        (
            _key("id", required=True),
            _key("round", required=True, refers="rounds"),
            Column("codings", "keys", required=True, refers="codings"),
            Column("decision", required=True),
            Column("result"),
            Column("reason", required=True),
            _key("by", refers="staff"),
            Column("at", "moment"),
        ),
        ("id",),
    ),
    Table(
        "memos",
        coding.Memo,
        (
            _key("id", required=True),
            Column("target_kind", required=True),
            Column("target", required=True),
            Column("text", required=True),
            _key("from_participant", refers="participants"),
            _key("supersedes", refers="memos"),
            _key("by", refers="staff"),
            Column("at", "moment"),
        ),
        ("id",),
    ),
    Table(
        "erasures",
        coding.Erasure,
        (
            _PERSON,
            Column("scope", required=True),
            Column("at", "moment", required=True),
            _key("by", refers="staff"),  # empty where the program did it again, as only the register knew of it
            Column("counts"),
        ),
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _ALL}
