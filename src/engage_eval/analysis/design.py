"""How the study was done, counted from the record: recruitment, modes, forms, interviewers, length."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from engage_eval.model.interview import Interview
from engage_eval.model.people import ConsentEvent
from engage_eval.model.snapshot import Snapshot

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Facts for the methods section; people are counted once, interviews as often as they were held."""

    seeds: tuple[str, ...]
    referred: tuple[str, ...]
    interviews: int
    people_interviewed: int
    modes: Counts
    forms: Counts
    interviewers: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    timed: int
    median_minutes: float | None
    shortest_minutes: float | None
    longest_minutes: float | None
    recorded: int
    repeats: int
    consent_modes: Counts
    broadcasts: int
    others_noted: int
    versions: Counts  # "key version" of the questionnaire, by interview
    employed: tuple[str, ...]  # interviewers whom the staff table calls employed by the hospital
    outside: tuple[str, ...]  # interviewers whom it calls not employed by it
    by_employed: int  # interviews that the employed held
    consent_forms: Counts  # "id version" of the form of each person's first consent
    copies: tuple[str, ...]  # people who were given a copy of the form
    roles: Counts
    facility_kinds: Counts


def design(snapshot: Snapshot, eligible: Collection[str]) -> Design:
    """Return the facts of how ``snapshot``'s study was done; the length is that of interviews with the ``eligible``."""
    referred = {event.participant for event in snapshot.recruitment if event.recruiter}
    days = [one.started_at.day for one in snapshot.interviews]
    minutes = sorted(_minutes(one for one in snapshot.interviews if one.participant in eligible))
    first_given = _first_given(snapshot)
    interviewers = tuple(sorted({one.interviewer for one in snapshot.interviews if one.interviewer}))
    hired = {one.key: one.employed_by_hospital for one in snapshot.staff if one.key in interviewers}
    return Design(
        seeds=tuple(sorted(person.id for person in snapshot.people if person.id not in referred)),
        referred=tuple(sorted(person.id for person in snapshot.people if person.id in referred)),
        interviews=len(snapshot.interviews),
        people_interviewed=len({one.participant for one in snapshot.interviews}),
        modes=_counted(one.mode for one in snapshot.interviews),
        forms=_counted(one.form for one in snapshot.interviews),
        interviewers=interviewers,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        timed=len(minutes),
        median_minutes=median(minutes) if minutes else None,
        shortest_minutes=minutes[0] if minutes else None,
        longest_minutes=minutes[-1] if minutes else None,
        recorded=sum(one.recorded is True for one in snapshot.interviews),
        repeats=sum(bool(one.repeat_of) for one in snapshot.interviews),
        consent_modes=_counted(one.mode for one in first_given.values()),
        broadcasts=len(snapshot.broadcasts),
        others_noted=sum(bool(one.others_present) for one in snapshot.interviews),
        versions=_counted(f"{one.instrument} {one.version}" for one in snapshot.interviews),
        employed=tuple(key for key in interviewers if hired.get(key) is True),
        outside=tuple(key for key in interviewers if hired.get(key) is False),
        by_employed=sum(hired.get(one.interviewer) is True for one in snapshot.interviews),
        consent_forms=_counted(f"{one.form} {one.version}" for one in first_given.values() if one.form),
        copies=tuple(sorted(person for person, one in first_given.items() if one.copy_given)),
        roles=_counted(one.role for one in snapshot.people if one.role),
        facility_kinds=_counted(one.facility_kind for one in snapshot.people if one.facility_kind),
    )


def _minutes(interviews: Iterable[Interview]) -> Iterable[float]:
    """Yield the minutes of the complete interviews that have both times."""
    for one in interviews:
        start, stop = one.started_at.utc, one.ended_at.utc if one.ended_at else None
        if one.end == "complete" and start is not None and stop is not None and stop >= start:
            yield (stop - start).total_seconds() / 60


def _first_given(snapshot: Snapshot) -> dict[str, ConsentEvent]:
    """Return participant -> the first consent given."""
    found: dict[str, ConsentEvent] = {}
    for event in sorted(snapshot.consent, key=lambda one: one.at.sort_key()):
        if event.event == "given" and event.take_part is not False:
            found.setdefault(event.participant, event)
    return found


def _counted(values: Iterable[str]) -> Counts:
    """Return the counts, the commonest first."""
    return tuple(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
