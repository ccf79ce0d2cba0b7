"""Rules: pseudonyms, and how people were recruited."""

from collections.abc import Iterator, Mapping, Sequence

from engage_eval.core.circles import circles
from engage_eval.core.problem import Param, Place, Problem
from engage_eval.model.consent import SEED
from engage_eval.model.moment import Moment
from engage_eval.model.people import Participant, RecruitmentEvent
from engage_eval.model.pseudonym import is_mistyped
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import fault, listed, meant, written
from engage_eval.model.shown import Screening

# The order in which recruitment goes; events of one rank exclude each other.
_RANKS = {"nominated": 0, "contacted": 1, "eligible": 2, "ineligible": 2, "enrolled": 3}
# Steps that may come at any time, but not before the person was known.
_AFTER_NOMINATION = ("declined", "unreachable")
_LARGEST_NETWORK = 1000
_OTHER = "other"


def check(record: StudyRecord, screening: Screening) -> Iterator[Problem]:
    """Yield what is wrong with people and their recruitment."""
    if not any((record.participants, record.recruitment, record.consent, record.interviews)) and (
        "participants" not in record.lost.tables
    ):
        yield fault("people.none", Place(key="participants"))
    yield from _sites(record)
    for person in record.participants:
        if is_mistyped(person.id):
            yield fault("participants.check_character", person.place.at("id"), participant=person.id)
    events = _by_person(record)
    yield from _links(events)
    yield from _cycles(events)
    yield from _too_early(events, record.study.zone)
    yield from _reasons(record)
    yield from _screening(events, screening)
    for rows in events.values():
        yield from _order(rows, record.study.zone)
    yield from _network_sizes(record)
    yield from _network_answers(record, screening)
    yield from _late_screening(record)
    yield from _without_events(record, events)


def _sites(record: StudyRecord) -> Iterator[Problem]:
    """Yield each site of participants that is not the study's, at the first person who has it."""
    others: dict[str, list[Participant]] = {}
    for person in record.participants:
        if record.study.site and person.site != record.study.site:
            others.setdefault(person.site, []).append(person)
    for site, people in others.items():
        params: dict[str, Param] = {"site": site, "study_site": record.study.site, "count": len(people)}
        yield fault("participants.site_differs", people[0].place.at("site"), **params)


def _by_person(record: StudyRecord) -> Mapping[str, list[RecruitmentEvent]]:
    found: dict[str, list[RecruitmentEvent]] = {}
    for event in record.recruitment:
        found.setdefault(event.participant, []).append(event)
    return found


def _recruiters(rows: Sequence[RecruitmentEvent]) -> list[RecruitmentEvent]:
    """Return the first row for each recruiter named, seeds left out."""
    found: dict[str, RecruitmentEvent] = {}
    for row in rows:
        if row.recruiter and row.recruiter.lower() != SEED:
            found.setdefault(row.recruiter, row)
    return list(found.values())


def _links(events: Mapping[str, list[RecruitmentEvent]]) -> Iterator[Problem]:
    for participant, rows in events.items():
        named = _recruiters(rows)
        for row in named:
            if row.recruiter == participant:
                yield fault("recruitment.self", row.place.at("recruiter"), participant=participant)
        for row in named[1:]:
            yield fault(
                "recruitment.two_recruiters",
                row.place.at("recruiter"),
                participant=participant,
                first=named[0].recruiter,
                second=row.recruiter,
            )
        if named and any(row.recruiter.lower() == SEED for row in rows):
            yield fault(
                "recruitment.seed_with_recruiter",
                named[0].place.at("recruiter"),
                participant=participant,
                recruiter=named[0].recruiter,
            )


def _cycles(events: Mapping[str, list[RecruitmentEvent]]) -> Iterator[Problem]:
    """Yield each circle of recruiters once, at its smallest pseudonym."""
    links = {person: named[0] for person, rows in events.items() if (named := _recruiters(rows))}
    for circle in circles({person: row.recruiter for person, row in links.items()}):
        if len(circle) > 1:  # who recruited oneself is told apart
            place = links[circle[0]].place.at("recruiter")
            yield fault("recruitment.cycle", place, cycle=" → ".join((*circle, circle[0])))


def _too_early(events: Mapping[str, list[RecruitmentEvent]], zone: str) -> Iterator[Problem]:
    """Yield recruits who were met before their recruiter was."""
    first = {person: min(rows, key=lambda row: row.on.sort_key()).on for person, rows in events.items()}
    for participant, rows in events.items():
        for row in _recruiters(rows):
            known = first.get(row.recruiter)
            if known is None or row.recruiter == participant or not known.is_after(first[participant]):
                continue
            yield fault(
                "recruitment.before_recruiter",
                row.place.at("on"),
                participant=participant,
                recruiter=row.recruiter,
                on=written(first[participant], zone),
                recruiter_on=written(known, zone),
            )


def _reasons(record: StudyRecord) -> Iterator[Problem]:
    if not record.knows_instruments():
        return
    known = frozenset(reason for one in record.instruments for reason in one.reasons())
    for event in record.recruitment:
        place = event.place.at("reason")
        if not event.reason and event.event == "ineligible":
            yield fault(
                "recruitment.reason_missing", place, participant=event.participant, **meant("", known, also_list=True)
            )
        if event.reason and event.reason.split(":")[0] != _OTHER and event.reason not in known:
            yield fault(
                "recruitment.reason_unknown", place, reason=event.reason, **meant(event.reason, known, also_list=True)
            )


def _screening(events: Mapping[str, list[RecruitmentEvent]], screening: Screening) -> Iterator[Problem]:
    for participant, said in screening.reasons.items():
        decisive = [row for row in events.get(participant, ()) if row.event in ("eligible", "ineligible")]
        if not decisive:
            continue
        row = max(decisive, key=lambda one: (one.on.sort_key(), one.event))
        differs = bool(said) if row.event == "eligible" else _ineligible_differs(row.reason, said)
        if differs:
            yield fault(
                "recruitment.screening_differs",
                row.place.at("event"),
                participant=participant,
                event=row.event if not row.reason else f"{row.event} ({row.reason})",
                answers=f"ineligible ({listed(said)})" if said else "eligible",
            )


def _ineligible_differs(reason: str, said: Sequence[str]) -> bool:
    """Return whether the answers contradict the reason; one in free words may be anything, so they can't."""
    if reason.startswith(_OTHER):
        return False
    return reason not in said if reason else not said


def _order(rows: Sequence[RecruitmentEvent], zone: str) -> Iterator[Problem]:
    """Yield the first step that is dated before the step it follows; repeated steps count by their first date."""
    first: dict[str, RecruitmentEvent] = {}
    for row in sorted(rows, key=lambda one: one.on.sort_key()):
        first.setdefault(row.event, row)
    steps = sorted((one for one in first.values() if one.event in _RANKS), key=lambda one: _RANKS[one.event])
    pairs = [(one, later) for one in steps for later in steps if _RANKS[one.event] < _RANKS[later.event]]
    if nominated := first.get("nominated"):
        pairs += [(nominated, first[event]) for event in _AFTER_NOMINATION if event in first]
    for earlier, later in pairs:
        if earlier.on.is_after(later.on):
            yield fault(
                "recruitment.unordered",
                later.place.at("on"),
                participant=later.participant,
                later=later.event,
                later_on=written(later.on, zone),
                earlier=earlier.event,
                earlier_on=written(earlier.on, zone),
            )
            return


def _network_sizes(record: StudyRecord) -> Iterator[Problem]:
    for event in record.recruitment:
        if event.network_size is not None and not 0 < event.network_size <= _LARGEST_NETWORK:
            yield fault("recruitment.network_size", event.place.at("network_size"), size=event.network_size)


def _network_answers(record: StudyRecord, screening: Screening) -> Iterator[Problem]:
    """Yield network sizes that differ from what the person answered in an interview."""
    answered: dict[str, set[float]] = {}
    for interview in record.interviews:
        instrument = record.instrument_of(interview)
        for item in instrument.with_role("network_size") if instrument else ():
            value = screening.values[interview.id].get(item.key)
            if isinstance(value, float):
                answered.setdefault(interview.participant, set()).add(value)
    for event in record.recruitment:
        said = answered.get(event.participant, set())
        if said and event.network_size is not None and event.network_size not in said:
            answer = listed(f"{value:g}" for value in sorted(said))
            place = event.place.at("network_size")
            params: dict[str, Param] = {"participant": event.participant, "size": event.network_size, "answer": answer}
            yield fault("recruitment.network_size_differs", place, **params)


def _late_screening(record: StudyRecord) -> Iterator[Problem]:
    """Yield people who are said to meet the criteria only after they were interviewed; each once."""
    first: dict[str, Moment] = {}
    for interview in sorted(record.interviews, key=lambda one: one.started_at.sort_key()):
        first.setdefault(interview.participant, interview.started_at)
    told: set[str] = set()
    for event in record.recruitment:
        person, began = event.participant, first.get(event.participant)
        if event.event == "eligible" and began and event.on.is_after(began) and person not in told:
            told.add(person)
            zone = record.study.zone
            params = {"participant": person, "on": written(event.on, zone), "interviewed": written(began, zone)}
            yield fault("recruitment.eligible_after_interview", event.place.at("on"), **params)


def _without_events(record: StudyRecord, events: Mapping[str, list[RecruitmentEvent]]) -> Iterator[Problem]:
    known = {person.id for person in record.participants}
    told: set[str] = set()
    for interview in record.interviews:
        person = interview.participant
        if person in known and person not in events and person not in told:
            told.add(person)
            yield fault("participants.no_recruitment", interview.place.at("participant"), participant=person)
