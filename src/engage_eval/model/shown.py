"""What was asked in an interview, by form, audience and conditions, and what the screening answers say."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from engage_eval.model.condition import Value
from engage_eval.model.instrument import Instrument, Item, by_version
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.people import RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import EVENTS

# Reasons of ineligibility that are no key of the instrument.
OTHER, NOT_STATED = "other", "not_stated"


def plain_value(answer: Answer) -> Value | None:
    """Return what one row says: its number, text or choice; None where the answer is missing."""
    if answer.choice is not None:
        return answer.choice
    return answer.text if answer.number is None else answer.number


def values_of(answers: Iterable[Answer], instrument: Instrument) -> Mapping[str, Value]:
    """Return item -> answer of one interview as conditions see it: a number, a text, or of a multiple item a set.

    Missing answers are absent.
    """
    items, found = instrument.by_key, dict[str, Value]()
    choices: dict[str, set[str]] = {}
    for answer in answers:
        item, value = items.get(answer.item), plain_value(answer)
        if answer.choice is not None and item is not None and item.type == "multiple":
            choices.setdefault(answer.item, set()).add(answer.choice)
        elif value is not None:
            found[answer.item] = value
    return {**found, **{key: frozenset(chosen) for key, chosen in choices.items()}}


def form_of(interview: Interview, instrument: Instrument) -> str:
    """Return the form of an interview; left out, it is the instrument's first."""
    return interview.form or next(iter(instrument.forms), "")


def interview_order(interview: Interview) -> tuple[str, str]:
    """Sort interviews by when they began; of one time by id, never by the order of the rows."""
    return interview.started_at.sort_key(), interview.id


def is_in_form(item: Item, form: str) -> bool:
    """Return whether ``item`` belongs to ``form``."""
    return not item.forms or form in item.forms


def is_for(item: Item, *, ineligible: bool) -> bool:
    """Return whether ``item`` is for such a person."""
    return item.audience != ("eligible" if ineligible else "ineligible")


def conditions_hold(item: Item, values: Mapping[str, Value]) -> bool:
    """Return whether the section's and the item's conditions all hold."""
    return all(condition.holds(values) for condition in item.when)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person answered in one version of an instrument, over interviews that follow each other in it.

    ``values`` has the latest answer to each item, missing ones absent; ``forms`` are those of the interviews.
    """

    instrument: Instrument
    forms: Collection[str]
    values: Mapping[str, Value]

    def shows(self, item: Item) -> bool:
        """Return whether form and conditions say that ``item`` was asked."""
        return any(is_in_form(item, form) for form in self.forms) and conditions_hold(item, self.values)


def recruitment_order(event: RecruitmentEvent) -> tuple[str, int, str]:
    """Sort recruitment by time; of one time in the order of ``EVENTS``, never of the rows."""
    return event.on.sort_key(), EVENTS.index(event.event), event.reason


def eligibility(steps: Iterable[RecruitmentEvent], sittings: Iterable[Sitting]) -> str | None:
    """Return whether a person meets the criteria: empty if so, the reason if not, None where nothing says.

    The last event `eligible` or `ineligible` decides, else `enrolled`. Without any of these the screening answers
    speak, the newest of ``sittings`` (in the order they were held) first: the first of its instrument's conditions
    that holds, or eligible once all these questions are answered.
    """
    own = tuple(steps)
    screened = [step for step in own if step.event in ("eligible", "ineligible")]
    if screened:
        last = max(screened, key=recruitment_order)
        return "" if last.event == "eligible" else _reason(last.reason)
    if any(step.event == "enrolled" for step in own):
        return ""
    results = (_by_answers(sitting) for sitting in reversed(tuple(sittings)))
    return next((result for result in results if result is not None), None)


def screening_items(instrument: Instrument) -> tuple[Item, ...]:
    """Return the items whose answers may mean that a person is not eligible."""
    return tuple(item for item in instrument.items if item.ineligible)


def reasons_against(sitting: Sitting) -> tuple[str, ...]:
    """Return the reasons against eligibility by the screening answers, in the instrument's order."""
    return tuple(
        rule.reason
        for item in screening_items(sitting.instrument)
        if item.key in sitting.values
        for rule in item.ineligible
        if rule.when.holds(sitting.values)
    )


def _by_answers(sitting: Sitting) -> str | None:
    """Return the result of the screening answers; None where they don't decide."""
    reasons, items = reasons_against(sitting), screening_items(sitting.instrument)
    if reasons:
        return reasons[0]
    given = [item for item in items if item.key in sitting.values]
    complete = all(item.key in sitting.values or not sitting.shows(item) for item in items)
    return "" if given and complete else None


def _reason(written: str) -> str:
    if not written:
        return NOT_STATED
    return OTHER if written.startswith(f"{OTHER}:") else written


class Screening:
    """Who meets the criteria by the whole record, before consent is looked at."""

    def __init__(self, record: StudyRecord) -> None:
        """Keep the record."""
        self._record = record

    @cached_property
    def answers(self) -> Mapping[str, list[Answer]]:
        """Return interview -> its answers."""
        found: dict[str, list[Answer]] = {one.id: [] for one in self._record.interviews}
        for answer in self._record.answers:
            found.setdefault(answer.interview, []).append(answer)
        return found

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Value]]:
        """Return interview -> item -> answer, for interviews whose instrument is known."""
        instruments = by_version(self._record.instruments)
        return {
            one.id: values_of(self.answers[one.id], instruments[one.instrument, one.version])
            for one in self._record.interviews
            if (one.instrument, one.version) in instruments
        }

    @cached_property
    def sittings(self) -> Mapping[str, Sequence[Sitting]]:
        """Return participant -> what was answered in each version of an instrument, in the order held."""
        instruments = by_version(self._record.instruments)
        found: dict[str, list[Sitting]] = {}
        for interview in sorted(self._record.interviews, key=interview_order):
            instrument = instruments.get((interview.instrument, interview.version))
            if instrument is None:
                continue
            own = found.setdefault(interview.participant, [])
            form, values = form_of(interview, instrument), self.values[interview.id]
            if own and own[-1].instrument is instrument:
                earlier = own.pop()
                own.append(Sitting(instrument, {*earlier.forms, form}, {**earlier.values, **values}))
            else:
                own.append(Sitting(instrument, {form}, values))
        return found

    @cached_property
    def reasons(self) -> Mapping[str, tuple[str, ...]]:
        """Return participant -> reasons against eligibility by the last interviews that screened.

        An empty tuple: screened, and nothing speaks against it. Who was not screened is absent.
        """
        return {
            person: reasons_against(sitting)
            for person, own in self.sittings.items()
            for sitting in own
            if any(item.key in sitting.values for item in screening_items(sitting.instrument))
        }

    @cached_property
    def results(self) -> Mapping[str, str]:
        """Return participant -> empty for the eligible, the reason for the ineligible; the unscreened are absent."""
        steps: dict[str, list[RecruitmentEvent]] = {}
        for event in self._record.recruitment:
            steps.setdefault(event.participant, []).append(event)
        people = dict.fromkeys((*steps, *self.sittings))
        found = {one: eligibility(steps.get(one, ()), self.sittings.get(one, ())) for one in people}
        return {one: result for one, result in found.items() if result is not None}

    def is_ineligible(self, participant: str) -> bool:
        """Return whether the person does not meet the criteria; who was never screened is taken to meet them."""
        return bool(self.results.get(participant))
