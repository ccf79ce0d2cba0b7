"""Requests to withdraw: how long is left to decide on them, and whose words others' free texts repeat."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from engage_eval.model.consent import Sieve
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.standing import Consents

# Law 27/2022, article 40: processing stops within 3 x 24 hours of receiving the request.
TO_DECIDE = timedelta(hours=72)
# So many words in a row are hardly ever said twice by chance.
SHARED = 5
_WORD = re.compile(r"\w+")


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


def echoes(record: StudyRecord, participant: str, names: Iterable[str] = ()) -> tuple[Echo, ...]:
    """Return the free texts that are not of ``participant`` and share 5 words in a row, or hold one of ``names``.

    Words that somebody retyped can't be known for certain, so a person decides about each.
    """
    own = {window for text in _own(record, participant) for window in _windows(text)}
    wanted = [one for name in names if (one := _words(name))]
    found = []
    for place, key, text in _others(record, participant):
        words = _words(text)
        repeats = any(one in own for one in _windows(text))
        if repeats or any(_has(words, name) for name in wanted):
            found.append(Echo(file=place[0], line=place[1], key=key))
    return tuple(dict.fromkeys(found))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _windows(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return (words[at : at + SHARED] for at in range(len(words) - SHARED + 1))


def _has(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))


def _texts(record: StudyRecord) -> Iterator[tuple[str, tuple[str, int], str, str]]:
    """Yield every free text: whose, place, column, text; nobody's where it belongs to no person."""
    owner = {one.id: one.participant for one in record.interviews}
    for answer in record.answers:
        if answer.text:
            yield owner.get(answer.interview, ""), _at(answer), answer.item, answer.text
    for old in record.superseded:
        yield owner.get(old.interview, ""), _at(old), old.item, f"{old.value} . {old.reason}"
    for interview in record.interviews:
        for name in ("field_notes", "others_present", "venue", "change_reason"):
            yield interview.participant, _at(interview), name, getattr(interview, name)
    for event in record.consent:
        for name in ("evidence", "witness", "venue", "comprehension", "attribution"):
            yield event.participant, _at(event), name, getattr(event, name)
    for step in record.recruitment:
        yield step.participant, _at(step), "reason", step.reason
    for fact in record.attributes:
        yield fact.participant, _at(fact), fact.key, fact.value
    for person in record.participants:
        yield person.id, _at(person), "facility", f"{person.facility} . {person.role}"
    for broadcast in record.broadcasts:
        yield "", _at(broadcast), "topic", broadcast.topic
    for memo in record.memos:
        yield memo.from_participant, _at(memo), "text", memo.text


def _at(row: object) -> tuple[str, int]:
    place = getattr(row, "place")  # noqa: B009 - rows of several classes, all with a place
    return place.file, place.line or 0


def _own(record: StudyRecord, participant: str) -> Iterator[str]:
    return (text for who, _, _, text in _texts(record) if who == participant)


def _others(record: StudyRecord, participant: str) -> Iterator[tuple[tuple[str, int], str, str]]:
    return ((place, key, text) for who, place, key, text in _texts(record) if who != participant and text)


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
