"""Where each recruited person ended: screening and final state."""

from collections.abc import Mapping, Sequence

from engage_eval.analysis.answers import Answers, shown_to
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.interview import ENDS, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import RecruitmentEvent
from engage_eval.model.snapshot import Person, Snapshot
from engage_eval.model.tables import EVENTS

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
# Reasons of ineligibility that are no key of the instrument.
OTHER, NOT_STATED = "other", "not_stated"
_CONTACT = frozenset({"contacted", "eligible", "ineligible", "enrolled"})
APPROACHED = _CONTACT | {"declined", "unreachable"}


def events_of(snapshot: Snapshot) -> dict[str, list[RecruitmentEvent]]:
    """Return person -> recruitment events in order.

    Of one time they stand in the order of ``EVENTS``, never of the rows: the same content gives the same result.
    """
    found: dict[str, list[RecruitmentEvent]] = {}
    for event in sorted(snapshot.recruitment, key=_when):
        found.setdefault(event.participant, []).append(event)
    return found


def screening(snapshot: Snapshot, answers: Answers, events: Mapping[str, Sequence[RecruitmentEvent]]) -> dict[str, str]:
    """Return person -> empty for the eligible, the reason for the ineligible; who wasn't screened is absent.

    The last screening event holds, or `enrolled` where there is none. Without any of these the screening answers
    speak: the first of the instrument's conditions that holds, or eligible once all these questions are answered.
    """
    rules = _screening_rules(snapshot.instrument())
    found = {}
    for person in snapshot.people:
        result = _by_event(events.get(person.id, ()))
        if result is None:
            result = _by_answers(answers, rules, person.id)
        if result is not None:
            found[person.id] = result
    return found


def eligible_people(snapshot: Snapshot, answers: Answers) -> frozenset[str]:
    """Return the eligible people: last screening event `eligible`, or `enrolled` with none."""
    screened = screening(snapshot, answers, events_of(snapshot))
    return frozenset(person for person, reason in screened.items() if not reason)


def final_state(
    snapshot: Snapshot, screened: Mapping[str, str], events: Mapping[str, Sequence[RecruitmentEvent]]
) -> tuple[tuple[str, str], ...]:
    """Return each recruited person's final state, by pseudonym: the first of ``STATES`` that holds."""
    interviews: dict[str, list[Interview]] = {}
    for one in snapshot.interviews:
        interviews.setdefault(one.participant, []).append(one)
    refusals, agreements = _consent_decisions(snapshot)
    found = []
    for person in sorted(snapshot.people, key=lambda one: one.id):
        own, steps = interviews.get(person.id, []), events.get(person.id, ())
        if _is_withdrawn(person, own):
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


def _when(event: RecruitmentEvent) -> tuple[str, str, int, str]:
    return (*event.on.sort_key(), EVENTS.index(event.event), event.reason)


def _by_event(steps: Sequence[RecruitmentEvent]) -> str | None:
    results = [step for step in steps if step.event in ("eligible", "ineligible")]
    if results:
        last = results[-1]
        return "" if last.event == "eligible" else _reason(last.reason)
    return "" if any(step.event == "enrolled" for step in steps) else None


def _reason(written: str) -> str:
    if not written:
        return NOT_STATED
    return OTHER if written.startswith(f"{OTHER}:") else written


def _screening_rules(instrument: Instrument | None) -> tuple[Item, ...]:
    return tuple(item for item in instrument.items if item.ineligible) if instrument else ()


def _by_answers(answers: Answers, rules: Sequence[Item], person: str) -> str | None:
    """Return the result of the screening answers; None where they don't decide."""
    if not rules or person not in answers.any_forms:
        return None
    needed = {key for item in rules for rule in item.ineligible for key in rule.when.items}
    given = answers.by_person(person, {*needed, *(item.key for item in rules)})
    for item in rules:
        if item.key in given:
            for rule in item.ineligible:
                if rule.when.holds(given):
                    return rule.reason
    answered = all(item.key in given or not shown_to(answers, item, [person]) for item in rules)
    return "" if given and answered else None


def _is_withdrawn(person: Person, interviews: Sequence[Interview]) -> bool:
    """Return whether the person withdrew everything, or stopped before a complete interview."""
    if person.withdrawal == "erase":
        return True
    if person.withdrawal != "stop":
        return False
    stop = person.withdrawn_at
    # A complete interview after the stop counts only where consent was given anew, so that it isn't held back.
    return not any(
        one.end == "complete" and (stop is None or person.held != "withdrawn" or not one.started_at.is_after(stop))
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
    """Return whether the person refused and didn't agree later."""
    no = [*refusals, *(step.on for step in steps if step.event == "declined")]
    yes = [*agreements, *(step.on for step in steps if step.event == "enrolled")]
    return any(not any(agreed.is_after(refused) for agreed in yes) for refused in no)


def _without_interview(person: Person, steps: Sequence[RecruitmentEvent]) -> str:
    if person.consented:
        return "consented_no_interview"
    contacts = [step.event for step in steps if step.event in _CONTACT or step.event == "unreachable"]
    if not contacts:
        return "not_contacted"
    return "unreachable" if contacts[-1] == "unreachable" else "pending"
