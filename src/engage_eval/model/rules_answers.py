"""Rules: answers against the instrument: what was asked, what is required, what is possible."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engage_eval.core.problem import Place, Problem
from engage_eval.model.condition import Value
from engage_eval.model.instrument import NOTE, Instrument, Item
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import fault, listed, meant
from engage_eval.model.shown import Screening, conditions_hold, form_of, is_for, is_in_form


def check(record: StudyRecord, screening: Screening) -> Iterator[Problem]:
    """Yield what is wrong with the answers of interviews whose instrument is known."""
    instruments = {(one.key, one.version): one for one in record.instruments}
    items = {key: one.by_key for key, one in instruments.items()}
    for interview in record.interviews:
        version = (interview.instrument, interview.version)
        if version in instruments:
            yield from _interview(
                _Sitting(
                    interview,
                    instruments[version],
                    items[version],
                    answers=screening.answers[interview.id],
                    values=screening.values[interview.id],
                    ineligible=screening.is_ineligible(interview.participant),
                    complete_if=record.study.complete_if,
                )
            )
    yield from _superseded(record, items)


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One interview with what is needed to judge its answers; looked up once, since a study has many answers."""

    interview: Interview
    instrument: Instrument
    items: Mapping[str, Item]
    answers: Sequence[Answer]
    values: Mapping[str, Value]  # item -> answer
    ineligible: bool  # whether the person does not meet the criteria
    complete_if: Sequence[str]  # the study's word on which items make an interview complete

    def asked(self, item: Item) -> bool:
        """Return whether form, audience and conditions say that the item was asked."""
        return (
            is_in_form(item, form_of(self.interview, self.instrument))
            and is_for(item, ineligible=self.ineligible)
            and conditions_hold(item, self.values)
        )

    def place(self, keys: Iterable[str]) -> Place:
        """Return the row of the first answer to one of ``keys``, else the interview's."""
        wanted = set(keys)
        return next((one.place.at(one.item) for one in self.answers if one.item in wanted), self.interview.place)


def _interview(sitting: _Sitting) -> Iterator[Problem]:
    yield from _twice(sitting.answers)
    yield from _unknown(sitting)
    yield from _audience(sitting)
    yield from _not_shown(sitting)
    yield from _constraints(sitting)
    if sitting.answers:
        yield from _required(sitting)
        yield from _end(sitting)


def _twice(answers: Sequence[Answer]) -> Iterator[Problem]:
    seen: set[tuple[str, int]] = set()
    told: set[str] = set()
    for answer in answers:
        key = (answer.item, answer.position)
        if key in seen and answer.item not in told:
            told.add(answer.item)
            yield fault("answers.twice", answer.place.at(answer.item), item=answer.item, interview=answer.interview)
        seen.add(key)


def _unknown(sitting: _Sitting) -> Iterator[Problem]:
    for key in dict.fromkeys(answer.item for answer in sitting.answers):
        if key not in sitting.items:
            yield _unknown_item(
                key, sitting.place([key]), sitting.instrument.key, sitting.instrument.version, sitting.items
            )


def _unknown_item(key: str, place: Place, instrument: str, version: str, items: Mapping[str, Item]) -> Problem:
    return fault("answers.item_unknown", place, item=key, instrument=instrument, version=version, **meant(key, items))


def _audience(sitting: _Sitting) -> Iterator[Problem]:
    """Yield answers that only a person of the other kind was to be asked for."""
    wrong = [key for key in _answered(sitting) if not is_for(sitting.items[key], ineligible=sitting.ineligible)]
    if wrong:
        code = "answers.ineligible_person" if sitting.ineligible else "answers.eligible_person"
        person = sitting.interview.participant
        yield fault(code, sitting.place(wrong), participant=person, items=listed(wrong))


def _answered(sitting: _Sitting) -> list[str]:
    """Return the known items with an answer or a missing code, in the order of the rows."""
    return [key for key in dict.fromkeys(one.item for one in sitting.answers) if key in sitting.items]


def _not_shown(sitting: _Sitting) -> Iterator[Problem]:
    """Yield answers that the conditions or the form rule out; who may be asked is another rule's matter."""
    form = form_of(sitting.interview, sitting.instrument)
    for key in _answered(sitting):
        item = sitting.items[key]
        if key not in sitting.values or not is_for(item, ineligible=sitting.ineligible):
            continue
        if not is_in_form(item, form) or not conditions_hold(item, sitting.values):
            yield fault("answers.not_shown", sitting.place([key]), item=key, interview=sitting.interview.id)


def _constraints(sitting: _Sitting) -> Iterator[Problem]:
    for key, value in sitting.values.items():
        item = sitting.items.get(key)
        if item is None or item.constraint is None or item.constraint.holds.holds(sitting.values, own=value):
            continue
        texts = item.constraint.text
        wording = dict.fromkeys(text for text in (texts.id, texts.en) if text)
        yield fault(
            "answers.constraint",
            sitting.place([key]),
            item=key,
            answer=_written(value),
            expected=" / ".join(wording) or item.constraint.holds.source,
        )


def _written(value: Value) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _required(sitting: _Sitting) -> Iterator[Problem]:
    """Yield one problem for all required items that a complete interview leaves without answer or missing code."""
    if sitting.interview.end != "complete":
        return
    there = set(_answered(sitting))
    lacking = [
        item.key
        for item in sitting.instrument.items
        if item.required and item.part != NOTE and item.key not in there and sitting.asked(item)
    ]
    if lacking:
        items = listed(lacking)
        yield fault("answers.required", sitting.interview.place, interview=sitting.interview.id, items=items)


def _end(sitting: _Sitting) -> Iterator[Problem]:
    """Yield ends that the answers contradict; an ineligible person's interview ends without a verdict."""
    verdicts = [item.key for item in sitting.instrument.with_role("verdict")]
    interview = sitting.interview
    deciding = sitting.complete_if or tuple(verdicts)
    missing = [key for key in deciding if key in sitting.items and key not in sitting.values]
    if interview.end == "complete" and missing and not sitting.ineligible:
        place = interview.place.at("end")
        yield fault("interviews.complete_without", place, interview=interview.id, items=listed(missing))
    answered = [key for key in verdicts if key in sitting.values]
    if interview.end == "break_off" and answered:
        place = interview.place.at("end")
        yield fault("interviews.break_off_with_verdict", place, interview=interview.id, item=answered[0])


def _superseded(record: StudyRecord, items: Mapping[tuple[str, str], Mapping[str, Item]]) -> Iterator[Problem]:
    version = {one.id: (one.instrument, one.version) for one in record.interviews}
    for row in record.superseded:
        used = version.get(row.interview, ("", ""))
        if used in items and row.item not in items[used]:
            yield _unknown_item(row.item, row.place.at("item"), *used, items[used])
