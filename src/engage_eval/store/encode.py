"""Rows of the model as rows of the tables: free text apart, times in two columns, flags as 0 and 1."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Table

from engage_eval.core.errors import StoreError
from engage_eval.model.coding import Erasure
from engage_eval.model.interview import Interview, InterviewEvent
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.panel import PanelRating
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.model.study import SettingChange
from engage_eval.store import schema

Values: TypeAlias = dict[str, Any]

# The largest whole number that both engines keep: an INTEGER of PostgreSQL has 32 bits.
LARGEST = 2**31 - 1
# The person's facts that stand in the model's Participant; a dot, so that no attribute of a study is called so.
FACTS = ("facility", "facility_kind", "role")
# A reason that is a key of the instrument stays when a person's words are erased; any other goes with them.
_REASON_KEY = re.compile(r"[a-z][a-z0-9_]{0,23}")
CONSENT_DETAILS: Mapping[str, str] = {
    "attribution": "attribution",
    "comprehension": "comprehension",
    "evidence": "evidence",
    "witness": "witness",
    "venue": "place",
    "replaces": "replaces",
}
INTERVIEW_DETAILS: Mapping[str, str] = {
    "venue": "place",
    "others_present": "others_present",
    "field_notes": "field_notes",
    "change_reason": "change_reason",
}
CONSENT_TEXTS = ("form", "version", "language", "mode", "quotation", "obtained_by", "withdrawal")
CONSENT_FLAGS = (
    "take_part",
    "recording",
    "contact_again",
    "name_others",
    "share",
    "archive",
    "chat_logs",
    "copy_given",
)


def clean(text: str) -> str:
    """Return ``text`` without what no database takes: NUL, and halves of surrogate pairs."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def number(value: float) -> float:
    """Return an answer's number as it is kept, without the sign of zero, which SQLite drops.

    Raises StoreError for what is no finite number.
    """
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise StoreError("store.number", column="answer.number")
    return found + 0.0


def check_keepable(table: str, names: Sequence[str], values: Sequence[object], written: str) -> None:
    """Raise StoreError where a value is nothing that both engines keep: checked before it is written.

    Free text was cleaned before; what is still unclean is a key, and two keys must not become one by cleaning.
    ``written`` is the row's JSON (ASCII): in nearly all rows it shows at once that there is no text to look at.
    """
    has_doubtful_text = "\\u" in written
    for name, value in zip(names, values, strict=True):
        if type(value) is int:
            if abs(value) > LARGEST:
                raise StoreError("store.number", column=f"{table}.{name}")
        elif has_doubtful_text and isinstance(value, str) and clean(value) != value:
            raise StoreError("store.key", column=f"{table}.{name}")


def or_null(text: str) -> str | None:
    """Return a text as a cell: empty is NULL."""
    return clean(text) or None


def flag(value: bool | None) -> int | None:  # noqa: FBT001 - a value, not a switch
    """Return yes and no as 1 and 0."""
    return None if value is None else int(value)


def day(value: date | None) -> str | None:
    """Return a day as ISO text."""
    return value.isoformat() if value else None


def moment(value: Moment | None, at: str = "at", at_day: str = "at_day") -> Values:
    """Return a moment as its two columns."""
    return {at: value.canonical() if value else None, at_day: value.day.isoformat() if value else None}


def attribute(one: Attribute) -> Values:
    """Return an attribute as a row."""
    return {
        "participant": one.participant,
        "key": clean(one.key),
        "value": clean(one.value),
        "on_day": day(one.on),
    }


def participant(one: Participant) -> Values:
    """Return a participant as a bare node."""
    return {"id": one.id, "site": clean(one.site), "added_on": day(one.added_on)}


def facts(one: Participant) -> Iterator[Values]:
    """Yield what is known of a participant beside the node, as rows of attribute."""
    for name in FACTS:
        if value := clean(getattr(one, name)):
            yield {"participant": one.id, "key": f".{name}", "value": value, "on_day": None}


def is_free_reason(reason: str) -> bool:
    """Return whether a reason is a person's words, and no key of the instrument."""
    return bool(reason) and not _REASON_KEY.fullmatch(reason)


def recruitment(one: RecruitmentEvent, seed: str) -> tuple[Values, Mapping[str, str]]:
    """Return an event of recruitment as a row and its details; ``seed`` is the word that marks a seed."""
    is_seed = one.recruiter.lower() == seed
    free = is_free_reason(one.reason)
    row = {
        "participant": one.participant,
        "kind": one.event,
        **moment(one.on),
        "by_staff": or_null(one.by),
        "reason": None if free else or_null(one.reason),
        "recruiter": None if is_seed else or_null(one.recruiter),
        "seed_word": one.recruiter if is_seed else None,
        "network_size": one.network_size,
    }
    return row, {"reason": clean(one.reason)} if free else {}


def consent(one: ConsentEvent, forms: Mapping[tuple[str, str, str], str]) -> tuple[Values, Mapping[str, str]]:
    """Return an event of consent as a row and its details; ``forms`` says the wording's SHA-256."""
    row = {
        "participant": one.participant,
        "kind": one.event,
        **moment(one.at),
        **{name: or_null(getattr(one, name)) for name in CONSENT_TEXTS},
        **{name: flag(getattr(one, name)) for name in CONSENT_FLAGS},
        "form_sha256": forms.get((one.form, one.version, one.language)),
    }
    return row, _details(one, CONSENT_DETAILS)


def interview(one: Interview) -> tuple[Values, Mapping[str, str]]:
    """Return an interview as a version of it and its details; an end left empty is an interview that goes on."""
    row = {
        "interview": one.id,
        "participant": one.participant,
        "instrument": clean(one.instrument),
        "version": clean(one.version),
        "form": or_null(one.form),
        "mode": one.mode,
        "interviewer": or_null(one.interviewer),
        **moment(one.started_at, "started_at", "started_day"),
        **moment(one.ended_at, "ended_at", "ended_day"),
        "end": one.end or None,
        "recorded": flag(one.recorded),
        "repeat_of": or_null(one.repeat_of),
        "submission": or_null(one.submission),
    }
    return row, _details(one, INTERVIEW_DETAILS)


def _details(one: object, names: Mapping[str, str]) -> Mapping[str, str]:
    found = {key: clean(getattr(one, field)) for field, key in names.items()}
    return {key: value for key, value in found.items() if value}


def interview_event(one: InterviewEvent, participant: str) -> Values:
    """Return a pause, or its end, as a row."""
    return {
        "interview": one.interview,
        "participant": participant,
        "kind": one.event,
        **moment(one.at),
        "by_staff": or_null(one.by),
    }


def staff(one: Staff) -> Values:
    """Return a member of staff as a version."""
    return {
        "staff": one.key,
        "roles": "|".join(one.roles),
        "employed_by_hospital": flag(one.employed_by_hospital),
        **{
            name: or_null(getattr(one, name))
            for name in ("credentials", "occupation", "gender", "training", "relationship")
        },
    }


def outcome(one: Outcome) -> Values:
    """Return a count as a row; the count that it supersedes is for the writer to find."""
    names = ("facility", "period", "measure", "count", "kind", "registered_members")
    return {name: getattr(one, name) for name in names}


def broadcast(one: Broadcast) -> Values:
    """Return a broadcast as a row."""
    names = ("recipients", "delivered", "read", "replied")
    return {"on_day": day(one.on), "topic": clean(one.topic), **{name: getattr(one, name) for name in names}}


def panel(one: PanelRating) -> Values:
    """Return an expert's rating as a row."""
    return {"expert": one.expert, "item": one.item, "rating": one.rating}


def setting(one: SettingChange) -> Values:
    """Return a changed setting as a row."""
    return {
        **moment(one.at),
        "by_staff": or_null(one.by),
        "setting": one.setting,
        "before": or_null(one.before),
        "after": or_null(one.after),
        "interviews": one.interviews,
    }


def erasure(one: Erasure) -> Values:
    """Return a certificate as a row."""
    return {
        "participant": one.participant,
        "scope": one.scope,
        **moment(one.at),
        "by_staff": clean(one.by),
        "counts": or_null(one.counts),
    }


def details(table: Table, row: Values, found: Mapping[str, str]) -> Iterable[Values]:
    """Return the free texts of a row as rows of detail."""
    return [
        {"participant": row["participant"], "owner": table.name, "row": row["id"], "key": key, "value": value}
        for key, value in found.items()
    ]


# The tables whose rows are one row of the model each, without details.
PLAIN: Mapping[str, tuple[Table, Any]] = {
    "attributes": (schema.ATTRIBUTE, attribute),
    "broadcasts": (schema.BROADCAST, broadcast),
    "panel": (schema.PANEL_RATING, panel),
    "settings": (schema.SETTING_CHANGE, setting),
    "erasures": (schema.ERASURE, erasure),
}
