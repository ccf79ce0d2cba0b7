"""Rows of the tables as rows of the model: the last version of each thing, with its free texts; no places yet."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, TypeAlias

from engage_eval.model.coding import Erasure
from engage_eval.model.interview import Interview, InterviewEvent, SupersededAnswer
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.panel import PanelRating
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.model.study import SettingChange
from engage_eval.store.digests import moved_id
from engage_eval.store.encode import CONSENT_DETAILS, CONSENT_FLAGS, CONSENT_TEXTS, FACTS, INTERVIEW_DETAILS

Row: TypeAlias = Any
# interview, item, position, choice, number, text, missing
AnswerRow: TypeAlias = tuple[str, str, int, str | None, float | None, str | None, str | None]
# Free texts: (owner, row id) -> key -> value.
Details: TypeAlias = Mapping[tuple[str, str], Mapping[str, str]]

_RECORDED = attrgetter("recorded_at", "id")


@dataclass(slots=True)
class Answers:
    """The answers that hold, those that they replaced, and (interview, item) that two copies answered differently."""

    rows: list[AnswerRow] = field(default_factory=list)
    superseded: list[SupersededAnswer] = field(default_factory=list)
    conflicts: list[tuple[str, str]] = field(default_factory=list)


def last_of(rows: Iterable[Row], key: Callable[[Row], object]) -> Iterator[Row]:
    """Yield the version that holds of each thing: the last by when it was recorded, then by id."""
    found: dict[object, Row] = {}
    for row in sorted(rows, key=_RECORDED):
        found[key(row)] = row
    yield from found.values()


@cache
def _utc(at: str) -> datetime | None:
    return datetime.fromisoformat(at).astimezone(UTC) if "T" in at else None


_day = cache(date.fromisoformat)


def moment(at: str | None, day: str | None) -> Moment | None:
    """Return the moment in two columns."""
    return Moment(_day(day), _utc(at)) if at and day else None


def _moment(at: str, day: str) -> Moment:
    return Moment(_day(day), _utc(at))


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def date_of(value: str | None) -> date | None:
    """Return a day; NULL is None."""
    return _day(value) if value else None


def details(rows: Iterable[Row]) -> Details:
    """Return the free texts by the row that they hang on; of one key the last holds."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for one in sorted(rows, key=_RECORDED):
        found[one.owner, one.row][one.key] = one.value
    return found


def participants(rows: Iterable[Row], attributes: Sequence[Row]) -> list[Participant]:
    """Return the participants with the facts that hold now."""
    facts = {(one.participant, one.key): one.value for one in sorted(attributes, key=_RECORDED)}
    return [
        Participant(
            id=one.id,
            site=one.site,
            added_on=date_of(one.added_on),
            **{name: facts.get((one.id, f".{name}"), "") for name in FACTS},
        )
        for one in rows
    ]


def attributes(rows: Iterable[Row]) -> list[Attribute]:
    """Return the attributes that are no facts of a participant."""
    return [
        Attribute(participant=one.participant, key=one.key, value=one.value, on=date_of(one.on_day))
        for one in sorted(rows, key=_RECORDED)
        if not one.key.startswith(".")
    ]


def recruitment(rows: Iterable[Row], texts: Details) -> list[RecruitmentEvent]:
    """Return the events of recruitment; a free reason is empty where its words were erased."""
    return [
        RecruitmentEvent(
            participant=one.participant,
            event=one.kind,
            on=_moment(one.at, one.at_day),
            by=one.by_staff or "",
            reason=one.reason or texts.get(("recruitment_event", one.id), {}).get("reason", ""),
            recruiter=one.recruiter or one.seed_word or "",
            network_size=one.network_size,
        )
        for one in rows
    ]


def consent(rows: Iterable[Row], texts: Details) -> list[ConsentEvent]:
    """Return the events of consent."""
    return [
        ConsentEvent(
            participant=one.participant,
            event=one.kind,
            at=_moment(one.at, one.at_day),
            **_columns(one, CONSENT_TEXTS),
            **_flags(one, CONSENT_FLAGS),
            **_texts(texts.get(("consent_event", one.id), {}), CONSENT_DETAILS),
        )
        for one in rows
    ]


def _columns(row: Row, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) or "" for name in names}


def _flags(row: Row, names: Sequence[str]) -> dict[str, Any]:
    return {name: _flag(getattr(row, name)) for name in names}


def _texts(found: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    return {name: found[key] for name, key in names.items() if key in found}


def interviews(rows: Iterable[Row], texts: Details) -> tuple[list[Interview], list[str]]:
    """Return the interviews in their last version, and the ids of those that have no end yet: they read as partial."""
    found = list(last_of(rows, attrgetter("interview")))
    made = [
        Interview(
            id=one.interview,
            participant=one.participant,
            instrument=one.instrument,
            version=one.version,
            form=one.form or "",
            mode=one.mode,
            interviewer=one.interviewer or "",
            started_at=_moment(one.started_at, one.started_day),
            ended_at=moment(one.ended_at, one.ended_day),
            end=one.end or "partial",
            recorded=_flag(one.recorded),
            repeat_of=one.repeat_of or "",
            submission=one.submission or "",
            **_texts(texts.get(("interview_version", one.id), {}), INTERVIEW_DETAILS),
        )
        for one in found
    ]
    return made, sorted(one.interview for one in found if not one.end)


def interview_events(rows: Iterable[Row]) -> list[InterviewEvent]:
    """Return pauses and their ends."""
    return [
        InterviewEvent(interview=one.interview, event=one.kind, at=_moment(one.at, one.at_day), by=one.by_staff or "")
        for one in rows
    ]


def outcomes(rows: Iterable[Row]) -> list[Outcome]:
    """Return the counts that hold."""
    return [
        Outcome(
            facility=one.facility,
            period=one.period,
            measure=one.measure,
            count=one.count,
            kind=one.kind,
            registered_members=one.registered_members,
        )
        for one in last_of(rows, attrgetter("facility", "period", "measure"))
    ]


def broadcasts(rows: Iterable[Row]) -> list[Broadcast]:
    """Return the broadcasts."""
    names = ("topic", "recipients", "delivered", "read", "replied")
    return [Broadcast(on=_day(one.on_day), **{name: getattr(one, name) for name in names}) for one in rows]


def staff(rows: Iterable[Row]) -> list[Staff]:
    """Return the staff, each in the last version."""
    names = ("credentials", "occupation", "gender", "training", "relationship")
    return [
        Staff(
            key=one.staff,
            roles=tuple(one.roles.split("|")) if one.roles else (),
            employed_by_hospital=_flag(one.employed_by_hospital),
            **_columns(one, names),
        )
        for one in last_of(rows, attrgetter("staff"))
    ]


def panel(rows: Iterable[Row]) -> list[PanelRating]:
    """Return the experts' ratings; of one expert and item the last."""
    return [
        PanelRating(expert=one.expert, item=one.item, rating=one.rating)
        for one in last_of(rows, attrgetter("expert", "item"))
    ]


def settings(rows: Iterable[Row]) -> list[SettingChange]:
    """Return the changed settings."""
    return [
        SettingChange(
            at=_moment(one.at, one.at_day),
            by=one.by_staff or "",
            setting=one.setting,
            before=one.before or "",
            after=one.after or "",
            interviews=one.interviews,
        )
        for one in rows
    ]


def erasures(rows: Iterable[Row]) -> list[Erasure]:
    """Return the certificates."""
    return [
        Erasure(
            participant=one.participant,
            scope=one.scope,
            at=_moment(one.at, one.at_day),
            by=one.by_staff,
            counts=one.counts or "",
        )
        for one in rows
    ]


def answers(rows: Iterable[Row]) -> Answers:
    """Return the answers; ``rows`` in any order, as (interview, item, seq, position, choice, ..., reason, id).

    All rows of the highest seq are the answer. Two copies of a study may have given one seq different answers: such an
    item has no answer until somebody corrects it.
    """
    found = Answers()
    only: dict[tuple[str, str], Row] = {}
    several: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        question = (row[0], row[1])
        first = only.setdefault(question, row)
        if first is not row:
            several.setdefault(question, [first]).append(row)
    for question, row in only.items():
        if question in several:
            _decide(question, several[question], found)
        elif not _is_taken_back(row):
            found.rows.append((*question, *row[3:8]))
    return found


def _decide(question: tuple[str, str], rows: Sequence[Row], found: Answers) -> None:
    """Add what holds of the rows of one item, and what they replaced."""
    versions = _versions(rows)
    last = versions[-1]
    if _differ(last):
        found.conflicts.append(question)
    elif not _is_taken_back(last[0]):
        found.rows += [(*question, *one[3:8]) for one in _distinct(last)]
    for earlier, later in pairwise(versions):
        found.superseded += [_superseded(*question, value, later[0]) for value in _written(earlier) if value]


def _versions(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows by seq; what a merge put beside a later answer stands there only (store/merge_both.py)."""
    ids = {row[12] for row in rows}
    seqs = {_seq(row) for row in rows}
    moved: dict[str, str] = {}
    if len(seqs) < len(rows):
        pairs = ((moved_id(row[12], seq), row[12]) for row in rows for seq in seqs if seq > _seq(row))
        moved = {there: here for there, here in pairs if there in ids}
    gone = frozenset(moved.values())
    kept = sorted((row for row in rows if row[12] not in gone), key=_place)
    kept.sort(key=lambda row: (row[2], row[12] in moved))  # who replaced an answer is who gave the later one
    return [list(version) for _, version in groupby(kept, key=_seq)]


def _place(row: Row) -> tuple[int, int, str]:
    return row[2], row[3], row[12]


def _seq(row: Row) -> int:
    seq: int = row[2]
    return seq


def _said(row: Row) -> tuple[object, ...]:
    return tuple(row[3:8])


def _distinct(rows: Sequence[Row]) -> Iterable[Row]:
    return rows if len(rows) == 1 else {_said(one): one for one in rows}.values()


def _differ(rows: Sequence[Row]) -> bool:
    """Return whether two answers stand where one can: a place in the list of choices is taken twice, otherwise."""
    if len(rows) == 1:
        return False
    said = {_said(one) for one in rows}
    if len({one[0] for one in said}) < len(said):
        return True
    # A copy that ticked more choices than the other has the others' places too, so the counts of each place differ.
    count: dict[int, int] = defaultdict(int)
    for one in rows:
        count[one[3]] += 1
    return len(set(count.values())) > 1


def _is_taken_back(row: Row) -> bool:
    return row[4] is None and row[5] is None and row[6] is None and row[7] is None


def _written(rows: Sequence[Row]) -> Iterable[str]:
    """Return an earlier answer as its cell was: choices joined by |, a number without needless decimals, .skip.

    There are several where two copies answered differently, each by what is no choice.
    """
    choices = "|".join(dict.fromkeys(one[4] for one in rows if one[4]))
    return dict.fromkeys([choices, *(_cell(one) for one in rows)])


def _cell(row: Row) -> str:
    """Return what is no choice as its cell."""
    if row[7]:
        return f".{row[7]}"
    if row[5] is not None:
        return repr(float(row[5])).removesuffix(".0")
    return str(row[6] or "")


def _superseded(interview: str, item: str, value: str, later: Row) -> SupersededAnswer:
    return SupersededAnswer(
        interview=interview,
        item=item,
        value=value,
        at=moment(later[8], later[9]),
        by=later[10] or "",
        reason=later[11] or "",
    )
