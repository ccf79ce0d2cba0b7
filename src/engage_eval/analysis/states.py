"""Where each recruited person ended: screening and final state."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from engage_eval.analysis.answers import Answers, Part
from engage_eval.model.interview import ENDS, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import RecruitmentEvent
from engage_eval.model.shown import (
    NOT_STATED,
    OTHER,
    Sitting,
    eligibility,
    recruitment_order,
    screening_items,
)
from engage_eval.model.snapshot import Person, Snapshot

__all__ = ["APPROACHED", "NOT_STATED", "OTHER", "STATES", "events_of", "final_state", "screening"]

STATES = (
    "withdrawn",
    "ineligible",
    *ENDS,
    "declined",
    "consented_no_interview",
    "unreachable",
    "pending",
    "not_contacted",
)
_CONTACT = frozenset({"contacted", "eligible", "ineligible", "enrolled"})
APPROACHED = _CONTACT | {"declined", "unreachable"}


def events_of(snapshot: Snapshot) -> dict[str, list[RecruitmentEvent]]:
    """Return person -> recruitment events in order.

    Of one time they stand in the order of ``EVENTS``, never of the rows: the same content gives the same result.
    """
    found: dict[str, list[RecruitmentEvent]] = {}
    for event in sorted(snapshot.recruitment, key=recruitment_order):
        found.setdefault(event.participant, []).append(event)
    return found


def screening(snapshot: Snapshot, answers: Answers, events: Mapping[str, Sequence[RecruitmentEvent]]) -> dict[str, str]:
    """Return person -> empty for the eligible, the reason for the ineligible; who wasn't screened is absent.

    See ``model.shown.eligibility``; the answers are those that consent allows.
    """
    asked = [(part, _screening_keys(part)) for part in answers.parts]
    asked = [(part, keys) for part, keys in asked if keys]
    found = {}
    for person in snapshot.people:
        result = eligibility(events.get(person.id, ()), _sittings(person.id, asked))
        if result is not None:
            found[person.id] = result
    return found


def final_state(
    snapshot: Snapshot, screened: Mapping[str, str], events: Mapping[str, Sequence[RecruitmentEvent]]
) -> tuple[tuple[str, str], ...]:
    """Return each recruited person's final state, by pseudonym: the first of ``STATES`` that holds.

    An interview that came to a refusal before anything was said in it is none.
    """
    interviews: dict[str, list[Interview]] = {}
    for one in (one for one in snapshot.interviews if one.id not in snapshot.declined_interviews):
        interviews.setdefault(one.participant, []).append(one)
    refusals, agreements = _consent_decisions(snapshot)
    found = []
    for person in sorted(snapshot.people, key=lambda one: one.id):
        own, steps = interviews.get(person.id, []), events.get(person.id, ())
        if _is_withdrawn(person, own, snapshot.held_interviews):
            state = "withdrawn"
        elif screened.get(person.id):
            state = "ineligible"
        elif own:
            state = min((one.end for one in own), key=ENDS.index)
        elif _is_declined(steps, refusals.get(person.id, []), agreements.get(person.id, [])):
            state = "declined"
        else:
            state = _without_interview(person, steps)
        found.append((person.id, state))
    return tuple(found)


def _screening_keys(part: Part) -> frozenset[str]:
    """Return the items that decide on eligibility, and those that their conditions ask about."""
    items = screening_items(part.instrument)
    conditions = [condition for item in items for condition in (*item.when, *(rule.when for rule in item.ineligible))]
    return frozenset({*(item.key for item in items), *(key for one in conditions for key in one.items)})


def _sittings(person: str, asked: Sequence[tuple[Part, Collection[str]]]) -> Iterator[Sitting]:
    """Yield the person's screening answers by version, in the order held."""
    for part, keys in asked:
        if person in part.any_forms:
            columns = {key: part.values.get(key, {}) for key in keys}
            values = {key: column[person] for key, column in columns.items() if person in column}
            yield Sitting(part.instrument, part.any_forms[person], values)


def _is_withdrawn(person: Person, interviews: Sequence[Interview], held: Collection[str]) -> bool:
    """Return whether the person withdrew everything, or stopped before a complete interview."""
    if person.withdrawal == "erase":
        return True
    if person.withdrawal != "stop":
        return False
    stop = person.withdrawn_at
    # A complete interview after the stop counts only where consent was given anew, so that it isn't held back.
    return not any(
        one.end == "complete" and (stop is None or one.id not in held or not one.started_at.is_after(stop))
        for one in interviews
    )


def _consent_decisions(snapshot: Snapshot) -> tuple[dict[str, list[Moment]], dict[str, list[Moment]]]:
    """Return person -> when taking part was refused, and person -> when it was agreed to."""
    refusals: dict[str, list[Moment]] = {}
    agreements: dict[str, list[Moment]] = {}
    for event in snapshot.consent:
        if event.event == "declined" or (event.event == "given" and event.take_part is False):
            refusals.setdefault(event.participant, []).append(event.at)
        elif event.event == "given":
            agreements.setdefault(event.participant, []).append(event.at)
    return refusals, agreements


def _is_declined(steps: Sequence[RecruitmentEvent], refusals: Sequence[Moment], agreements: Sequence[Moment]) -> bool:
    """Return whether the person refused and didn't agree later.

    Who is asked to take part was reached before, so a consent comes after a refusal to be contacted of the same day.
    """
    yes = [*agreements, *(step.on for step in steps if step.event == "enrolled")]
    uncontacted = [step.on for step in steps if step.event == "declined"]
    no = [*refusals, *(at for at in uncontacted if all(at.is_after(agreed) for agreed in agreements))]
    return any(not any(agreed.is_after(refused) for agreed in yes) for refused in no)


def _without_interview(person: Person, steps: Sequence[RecruitmentEvent]) -> str:
    if person.consented:
        return "consented_no_interview"
    contacts = [step.event for step in steps if step.event in _CONTACT or step.event == "unreachable"]
    if not contacts:
        return "not_contacted"
    return "unreachable" if contacts[-1] == "unreachable" else "pending"
