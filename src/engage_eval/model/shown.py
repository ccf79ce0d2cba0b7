"""What was asked in an interview, by form, audience and conditions, and what the screening answers say."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from engage_eval.model.condition import Value
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.record import StudyRecord


def value_of(answers: Iterable[Answer]) -> Value | None:
    """Return one item's answer as conditions see it: a number, a text, or a set of choices; None where missing."""
    found = sorted((one for one in answers if one.missing is None), key=lambda one: one.position)
    if not found:
        return None
    first = found[0]
    if first.number is not None:
        return first.number
    if first.text is not None:
        return first.text
    return frozenset(one.choice for one in found if one.choice is not None)


def values_of(answers: Iterable[Answer], instrument: Instrument) -> Mapping[str, Value]:
    """Return item -> answer of one interview; missing answers are absent, a single choice is a text."""
    by_item: dict[str, list[Answer]] = {}
    for answer in answers:
        by_item.setdefault(answer.item, []).append(answer)
    items, found = instrument.by_key, {}
    for key, rows in by_item.items():
        value = value_of(rows)
        if isinstance(value, frozenset) and len(value) == 1 and (key not in items or items[key].type != "multiple"):
            value = next(iter(value))
        if value is not None:
            found[key] = value
    return found


def form_of(interview: Interview, instrument: Instrument) -> str:
    """Return the form of an interview; left out, it is the instrument's first."""
    return interview.form or next(iter(instrument.forms), "")


def is_in_form(item: Item, form: str) -> bool:
    """Return whether ``item`` belongs to ``form``."""
    return not item.forms or form in item.forms


def is_for(item: Item, *, ineligible: bool) -> bool:
    """Return whether ``item`` is for such a person."""
    return item.audience != ("eligible" if ineligible else "ineligible")


def conditions_hold(item: Item, values: Mapping[str, Value]) -> bool:
    """Return whether the section's and the item's conditions all hold."""
    return all(condition.holds(values) for condition in item.when)


class Screening:
    """Who meets the criteria: the recruitment event decides, and where there is none the screening answers."""

    def __init__(self, record: StudyRecord) -> None:
        """Keep the record."""
        self._record = record

    @cached_property
    def events(self) -> Mapping[str, str]:
        """Return participant -> the last of eligible and ineligible; of one moment, ineligible."""
        found = sorted(
            (one for one in self._record.recruitment if one.event in ("eligible", "ineligible")),
            key=lambda one: (one.on.sort_key(), one.event),
        )
        return {one.participant: one.event for one in found}

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
        instruments = {(one.key, one.version): one for one in self._record.instruments}
        return {
            one.id: values_of(self.answers[one.id], instruments[one.instrument, one.version])
            for one in self._record.interviews
            if (one.instrument, one.version) in instruments
        }

    @cached_property
    def reasons(self) -> Mapping[str, tuple[str, ...]]:
        """Return participant -> reasons against eligibility by the last interview that screened.

        An empty tuple: screened, and nothing speaks against it. Who was not screened is absent.
        """
        instruments = {(one.key, one.version): one for one in self._record.instruments}
        found: dict[str, tuple[str, ...]] = {}
        for interview in sorted(self._record.interviews, key=lambda one: (one.started_at.sort_key(), one.id)):
            instrument = instruments.get((interview.instrument, interview.version))
            if instrument is None:
                continue
            screening = [item for item in instrument.items if item.ineligible]
            values = self.values[interview.id]
            if any(item.key in values for item in screening):
                found[interview.participant] = tuple(
                    rule.reason for item in screening for rule in item.ineligible if rule.when.holds(values)
                )
        return found

    def is_ineligible(self, participant: str) -> bool:
        """Return whether the person does not meet the criteria; who was never screened is taken to meet them."""
        event = self.events.get(participant)
        return event == "ineligible" if event else bool(self.reasons.get(participant))
