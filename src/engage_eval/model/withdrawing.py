"""Requests to withdraw: how long is left to decide on them, and whose words others' free texts repeat."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.problem import Problem
from engage_eval.model.consent import Sieve
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.standing import Consents

# Law 27/2022, article 40: processing stops within 3 x 24 hours of receiving the request.
TO_DECIDE = timedelta(hours=72)
# So many words in a row are hardly ever said twice by chance.
SHARED = 5
_PHRASE_OF_TEAM = 2
_WORD = re.compile(r"\w+")

# What an erasure deletes, by table of the study file.
ERASED_TABLES: Mapping[str, str] = {
    "answer": N_("answers, earlier ones too"),
    "interview": N_("interviews"),
    "interview_version": N_("descriptions of interviews"),
    "interview_event": N_("pauses of interviews"),
    "attribute": N_("facts about the person"),
    "detail": N_("free texts"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A request that is not decided: when it came in, until when it must be decided, and the hours left (or over)."""

    participant: str
    received: Moment
    until: datetime
    hours_left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a person's consent stood: the events until then, why content is held back, what may be quoted."""

    participant: str
    events: tuple[ConsentEvent, ...]
    held: str
    withdrawal: str
    quotation: str
    scope: ConsentEvent | None
    refuses_contact: bool = False
    stopped_since: Moment | None = None
    erased: bool = False


def due(record: StudyRecord, now: datetime, zone: timezone) -> tuple[Due, ...]:
    """Return the requests to withdraw that wait for a decision, the most urgent first.

    Where only the day is known on which a request came in, its first minute in ``zone`` counts: the strict reading.
    """
    consents = Consents(record)
    found = []
    for person in record.participants:
        request = consents.of(person.id).undecided_request()
        if request is not None:
            began = request.at.utc or datetime.combine(request.at.day, datetime.min.time(), zone)
            until = began + TO_DECIDE
            left = (until - now) / timedelta(hours=1)
            found.append(Due(participant=person.id, received=request.at, until=until, hours_left=round(left, 1)))
    return tuple(sorted(found, key=lambda one: (one.until, one.participant)))


def state_of(record: StudyRecord, participant: str, on: Moment | None = None) -> State:
    """Return where the consent of ``participant`` stands, or stood ``on`` a past moment: later events don't count."""
    standing = Consents(record).of(participant)
    erased = standing.erased
    if on is not None:
        gone = [one.at for one in record.erasures if one.participant == participant and one.scope == "person"]
        erased = any(not at.is_after(on) for at in gone)
        standing = replace(standing.until(on), erased=erased)
    return State(
        participant=participant,
        events=standing.events,
        held=standing.reason_against(None),
        withdrawal=standing.withdrawal(),
        quotation=standing.quotation(),
        scope=standing.scope(),
        refuses_contact=standing.refuses_contact(),
        stopped_since=standing.stopped_since(),
        erased=erased,
    )


def held_people(record: StudyRecord) -> Mapping[str, str]:
    """Return everyone whose content is held back, with the reason."""
    sieve = Sieve(record)
    return {person: reason for person in sieve.standings if (reason := sieve.person(person))}


# --- words that stay


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """A free text about others that shares words with an erased person's: where it stands, never the words."""

    file: str
    line: int
    key: str


def echoes(
    record: StudyRecord, participant: str, names: Iterable[str] = (), after: StudyRecord | None = None
) -> tuple[Echo, ...]:
    """Return the free texts that are not of ``participant`` and share 5 words in a row, or hold one of ``names``.

    ``after`` is the record without the person's content, where it was deleted already: its places are then given.
    Words that somebody retyped can't be known for certain, so a person decides about each. What more than two other
    people's texts have in common is a phrase of the team and nobody's words.
    """
    own = {window for who, _, _, text in _texts(record) if who == participant for window in _windows(text)}
    wanted = [one for name in names if (one := _words(name))]
    others = [one for one in _texts(after or record) if one[0] != participant]
    sharing: dict[tuple[str, ...], set[str]] = {}
    for who, _, _, text in others:
        for window in own.intersection(_windows(text)):
            sharing.setdefault(window, set()).add(who)
    telling = {window for window, people in sharing.items() if len(people) <= _PHRASE_OF_TEAM}
    found = []
    for _, place, key, text in others:
        words = _words(text)
        if not telling.isdisjoint(_windows(text)) or any(_has(words, name) for name in wanted):
            found.append(Echo(file=place[0], line=place[1], key=key))
    return tuple(dict.fromkeys(found))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _windows(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return (words[at : at + SHARED] for at in range(len(words) - SHARED + 1))


def _has(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))


# Where free text stands: the table, and its columns.
_FREE: Mapping[str, tuple[str, ...]] = {
    "participants": ("facility", "facility_kind", "role"),
    "attributes": ("value",),
    "recruitment": ("reason",),
    "consent": ("evidence", "witness", "venue", "comprehension", "attribution"),
    "interviews": ("field_notes", "others_present", "venue", "change_reason"),
    "answers": ("text",),
    "superseded": ("value", "reason"),
    "broadcasts": ("topic",),
    "memos": ("text",),
}


def _texts(record: StudyRecord) -> Iterator[tuple[str, tuple[str, int], str, str]]:
    """Yield every free text: whose, place, column, text; nobody's where it belongs to no person."""
    owner = {one.id: one.participant for one in record.interviews}
    for table, columns in _FREE.items():
        for row in getattr(record, table):
            who = _whose(row, table, owner)
            for name in columns:
                if text := getattr(row, name):
                    yield who, _at(row), getattr(row, "item", "") or name, text


def _whose(row: object, table: str, owner: Mapping[str, str]) -> str:
    if table == "participants":
        return str(getattr(row, "id", ""))
    named = getattr(row, "participant", "") or getattr(row, "from_participant", "")
    return named or owner.get(getattr(row, "interview", ""), "")


def _at(row: object) -> tuple[str, int]:
    place = getattr(row, "place")  # noqa: B009 - rows of several classes, all with a place
    return place.file, place.line or 0


def rows_to_delete(record: StudyRecord, participant: str) -> tuple[tuple[str, int], ...]:
    """Return file and line of every row of content of a person: what is to be deleted by hand in a folder."""
    owner = {one.id: one.participant for one in record.interviews}
    tables = (record.answers, record.superseded, record.interviews, record.interview_events, record.attributes)
    rows = [
        _at(row)
        for table in tables
        for row in table
        if (getattr(row, "participant", "") or owner.get(getattr(row, "interview", ""), "")) == participant
    ]
    rows += [_at(one) for one in (*record.transcripts,) if one.participant == participant]
    return tuple(sorted(set(rows)))


def to_erase(events: Iterable[ConsentEvent], erased: Collection[str]) -> list[Problem]:
    """Return whose wish to be erased is among ``events``: it is recorded, and carried out by a person alone."""
    asked = {one.participant: one for one in events if one.event == "withdrawn" and one.withdrawal in ("", "erase")}
    return [
        Problem(code="import.to_erase", place=one.place, params={"participant": person})
        for person, one in asked.items()
        if person not in erased
    ]
