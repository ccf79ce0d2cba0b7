"""How the study was done, counted from the record: recruitment, modes, forms, interviewers, length."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from engage_eval.model.interview import Interview
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


def design(snapshot: Snapshot, eligible: Collection[str]) -> Design:
    """Return the facts of how ``snapshot``'s study was done; the length is that of interviews with the ``eligible``."""
    referred = {event.participant for event in snapshot.recruitment if event.recruiter}
    days = [one.started_at.day for one in snapshot.interviews]
    minutes = sorted(_minutes(one for one in snapshot.interviews if one.participant in eligible))
    first_given = _first_given(snapshot)
    return Design(
        seeds=tuple(sorted(person.id for person in snapshot.people if person.id not in referred)),
        referred=tuple(sorted(person.id for person in snapshot.people if person.id in referred)),
        interviews=len(snapshot.interviews),
        people_interviewed=len({one.participant for one in snapshot.interviews}),
        modes=_counted(one.mode for one in snapshot.interviews),
        forms=_counted(one.form for one in snapshot.interviews),
        interviewers=tuple(sorted({one.interviewer for one in snapshot.interviews if one.interviewer})),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        timed=len(minutes),
        median_minutes=median(minutes) if minutes else None,
        shortest_minutes=minutes[0] if minutes else None,
        longest_minutes=minutes[-1] if minutes else None,
        recorded=sum(one.recorded is True for one in snapshot.interviews),
        repeats=sum(bool(one.repeat_of) for one in snapshot.interviews),
        consent_modes=_counted(first_given.values()),
        broadcasts=len(snapshot.broadcasts),
    )


def _minutes(interviews: Iterable[Interview]) -> Iterable[float]:
    """Yield the minutes of the complete interviews that have both times."""
    for one in interviews:
        start, stop = one.started_at.utc, one.ended_at.utc if one.ended_at else None
        if one.end == "complete" and start is not None and stop is not None and stop >= start:
            yield (stop - start).total_seconds() / 60


def _first_given(snapshot: Snapshot) -> dict[str, str]:
    """Return participant -> mode of the first consent given."""
    found: dict[str, str] = {}
    for event in sorted(snapshot.consent, key=lambda one: one.at.sort_key()):
        if event.event == "given" and event.take_part is not False:
            found.setdefault(event.participant, event.mode)
    return found


def _counted(values: Iterable[str]) -> Counts:
    """Return the counts, the commonest first."""
    return tuple(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
