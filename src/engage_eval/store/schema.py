"""The tables of a study file, the same on SQLite and PostgreSQL; what they guard is in store/guards.py.

Rows are added and not changed. A table of things that do change (interviews, staff) has a bare node, which others refer
to, and versions of it, of which the last by (recorded_at, id) holds. Free text that hangs on a row which an erasure
keeps stands in ``detail``, so that it can be deleted. Every time of the study is two columns: the minute in UTC (or the
day, where only that is known) and the local day.
"""

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from engage_eval.model.tables import (
    CONSENT_EVENTS,
    CONSENT_MODES,
    COUNT_KINDS,
    EVENTS,
    INTERVIEW_MODES,
    MEASURES,
    QUOTATION,
    WITHDRAWALS,
)

# The newest revision of the schema (store/migrations); on SQLite its number is also the file's user_version.
REVISION = "0001"
# "ENGE": says what program a SQLite file belongs to.
APPLICATION_ID = 0x454E4745

METADATA = MetaData()
_NUMBER: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def _one_of(name: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{one}'" for one in values)
    return CheckConstraint(f'"{name}" IN ({listed})')


def _text(name: str, *, needed: bool = False, choices: tuple[str, ...] = ()) -> Column[str]:
    checks = [_one_of(name, choices)] if choices else []
    return Column(name, Text, *checks, nullable=not needed)


def _count(name: str, *, needed: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=not needed)


def _flag(name: str) -> Column[int]:
    return Column(name, Integer, CheckConstraint(f'"{name}" IN (0, 1)'))


def _moment(at: str = "at", day: str = "at_day", *, needed: bool = False) -> tuple[Column[str], Column[str]]:
    return _text(at, needed=needed), _text(day, needed=needed)


def _person(*, needed: bool = True, name: str = "participant") -> Column[str]:
    return Column(name, Text, ForeignKey("participant.id"), nullable=not needed, index=True)


def _interview() -> tuple[Column[str], Column[str], ForeignKeyConstraint]:
    """Return the columns of what belongs to an interview; its person stands beside it, so that guards can look."""
    both = ForeignKeyConstraint(["interview", "participant"], ["interview.id", "interview.participant"])
    return Column("interview", Text, nullable=False), _person(), both


def _table(name: str, *columns: Column[str] | Column[int] | Column[float] | ForeignKeyConstraint) -> Table:
    """Return a table of collected rows: an opaque id first; when and by whom it was recorded, and its digest, last."""
    key = [] if any(isinstance(one, Column) and one.primary_key for one in columns) else [_key("id")]
    return Table(
        name,
        METADATA,
        *key,
        *columns,
        Column("recorded_at", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("digest", Text, nullable=False),
        sqlite_strict=True,
    )


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


META = Table(
    "meta",
    METADATA,
    _key("study"),
    _text("title", needed=True),
    _text("created_at", needed=True),
    _text("made_with", needed=True),
    _text("digest", needed=True),
    sqlite_strict=True,
)
DEFINITION = Table(
    "definition",
    METADATA,
    _key("id"),
    _text("kind", needed=True, choices=("study", "instrument", "codebook", "consent", "kit", "note")),
    _text("file", needed=True),
    _text("name", needed=True),
    _text("version", needed=True),
    _text("language", needed=True),
    _text("text", needed=True),
    _text("sha256", needed=True),
    _text("approved_from"),
    _text("approved_to"),
    _text("recorded_at", needed=True),
    _text("by", needed=True),
    _text("digest", needed=True),
    sqlite_strict=True,
)
PARTICIPANT = _table("participant", _key("id"), _text("site", needed=True), _text("added_on"))
ATTRIBUTE = _table("attribute", _person(), _text("key", needed=True), _text("value", needed=True), _text("on_day"))
RECRUITMENT_EVENT = _table(
    "recruitment_event",
    _person(),
    _text("kind", needed=True, choices=EVENTS),
    *_moment(needed=True),
    _text("by_staff"),
    _text("reason"),
    _person(needed=False, name="recruiter"),
    _text("seed_word"),
    _count("network_size"),
)
CONSENT_EVENT = _table(
    "consent_event",
    _person(),
    _text("kind", needed=True, choices=CONSENT_EVENTS),
    *_moment(needed=True),
    *(_text(name) for name in ("form", "version", "language", "form_sha256")),
    _text("mode", choices=CONSENT_MODES),
    *(_flag(name) for name in ("take_part", "recording")),
    _text("quotation", choices=QUOTATION),
    *(_flag(name) for name in ("contact_again", "name_others", "share", "archive", "chat_logs")),
    _text("obtained_by"),
    _flag("copy_given"),
    _text("withdrawal", choices=WITHDRAWALS),
)
INTERVIEW = _table("interview", _key("id"), _person())
INTERVIEW.append_constraint(UniqueConstraint("id", "participant"))
INTERVIEW_VERSION = _table(
    "interview_version",
    *_interview(),
    _text("instrument", needed=True),
    _text("version", needed=True),
    _text("form"),
    _text("mode", needed=True, choices=INTERVIEW_MODES),
    _text("interviewer"),
    *_moment("started_at", "started_day", needed=True),
    *_moment("ended_at", "ended_day"),
    _text("end", choices=("complete", "partial", "break_off")),
    _flag("recorded"),
    Column("repeat_of", Text, ForeignKey("interview.id")),
    _text("submission"),
)
INTERVIEW_EVENT = _table(
    "interview_event",
    *_interview(),
    _text("kind", needed=True, choices=("paused", "resumed")),
    *_moment(needed=True),
    _text("by_staff"),
)
ANSWER = _table(
    "answer",
    *_interview(),
    _text("item", needed=True),
    _count("position", needed=True),
    _count("seq", needed=True),
    _text("choice"),
    Column("number", _NUMBER),
    _text("text"),
    _text("missing", choices=("skip", "refused", "na")),
    *_moment(),
    _text("by_staff"),
    _text("reason"),
)
ANSWER.append_constraint(
    CheckConstraint(
        " + ".join(f'(CASE WHEN "{one}" IS NULL THEN 0 ELSE 1 END)' for one in ("choice", "number", "text", "missing"))
        + " <= 1",
        name="one_value",
    )
)
OUTCOME = _table(
    "outcome",
    _text("facility", needed=True),
    _text("period", needed=True),
    _text("measure", needed=True, choices=MEASURES),
    _count("count", needed=True),
    _text("kind", needed=True, choices=COUNT_KINDS),
    _count("registered_members"),
    Column("supersedes", Text, ForeignKey("outcome.id")),
)
BROADCAST = _table(
    "broadcast",
    _text("on_day", needed=True),
    _text("topic", needed=True),
    *(_count(name) for name in ("recipients", "delivered", "read", "replied")),
)
PANEL_RATING = _table(
    "panel_rating", _text("expert", needed=True), _text("item", needed=True), _count("rating", needed=True)
)
STAFF = _table("staff", _key("key"))
STAFF_VERSION = _table(
    "staff_version",
    Column("staff", Text, ForeignKey("staff.key"), nullable=False),
    _text("roles", needed=True),
    *(_text(name) for name in ("credentials", "occupation", "gender", "training")),
    _flag("employed_by_hospital"),
    _text("relationship"),
)
SETTING_CHANGE = _table(
    "setting_change",
    *_moment(needed=True),
    _text("by_staff"),
    _text("setting", needed=True),
    _text("before"),
    _text("after"),
    _count("interviews"),
)
DETAIL = _table(
    "detail",
    _person(),
    _text("owner", needed=True),
    _text("row", needed=True),
    _text("key", needed=True),
    _text("value", needed=True),
)
ERASURE = _table(
    "erasure",
    _person(),
    _text("scope", needed=True),
    *_moment(needed=True),
    _text("by_staff", needed=True),
    _text("counts"),
)
TOMBSTONE = Table(
    "tombstone",
    METADATA,
    Column("table_name", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    _text("digest", needed=True),
    sqlite_strict=True,
)
LOG = Table(
    "log",
    METADATA,
    Column("replica", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("at", needed=True),
    _text("by", needed=True),
    _text("verb", needed=True),
    _text("subjects", needed=True),
    _text("counts", needed=True),
    _text("previous", needed=True),
    _text("hash", needed=True),
    sqlite_strict=True,
)

# What an erasure deletes, in an order that foreign keys allow; nothing else is ever deleted.
CONTENT = (ANSWER, INTERVIEW_EVENT, INTERVIEW_VERSION, INTERVIEW, ATTRIBUTE, DETAIL)
