"""A compact way to write a study into a test: people with their events, consent and answers -> Snapshot."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from engage_eval.model.condition import parse
from engage_eval.model.consent import gate
from engage_eval.model.instrument import Characteristic, Ineligible, Instrument, Item, Scale
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Outcome
from engage_eval.model.people import ConsentEvent, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts

AGREE5 = Scale(
    key="agree5",
    values=("1", "2", "3", "4", "5"),
    labels=tuple(Texts(id=f"nilai {n}", en=f"value {n}") for n in range(1, 6)),
    agree=frozenset({"4", "5"}),
)
YES_NO = Scale(
    key="yesno",
    values=("ya", "tidak"),
    labels=(Texts(id="Ya", en="Yes"), Texts(id="Tidak", en="No")),
    agree=frozenset({"ya"}),
)
SOURCES = Scale(
    key="sources",
    values=("facebook", "instagram", "rekan"),
    labels=(Texts(en="Facebook"), Texts(en="Instagram"), Texts(en="colleagues")),
)
FORMS = {"inti": 20, "lengkap": 60}


def item(key: str, kind: str = "scale", scale: str = "agree5", when: str = "", **more: object) -> Item:
    conditions = (parse(when),) if when else ()
    more.setdefault("audience", "eligible")
    return Item(key=key, section="s", type=kind, text=Texts(en=key), scale=scale, when=conditions, **more)


def screening_item() -> Item:
    return item(
        "punya_nomor",
        "single",
        "yesno",
        audience="everyone",
        ineligible=(Ineligible(when=parse("punya_nomor = 'tidak'"), reason="no_number", reach=True),),
    )


def instrument_of(items: Sequence[Item]) -> Instrument:
    measured = [one.measures for one in items if one.measures]
    return Instrument(
        key="kit",
        version="v1",
        title=Texts(en="Kit"),
        forms=FORMS,
        characteristics=tuple(Characteristic(key=key, text=Texts(en=key)) for key in measured),
        scales={one.key: one for one in (AGREE5, YES_NO, SOURCES)},
        sections=(),
        items=tuple(items),
    )


def standard_items(characteristics: int = 3) -> tuple[Item, ...]:
    return (
        screening_item(),
        *(item(f"p{n}", measures=f"c{n}") for n in range(1, characteristics + 1)),
        item("putusan", "single", "yesno", role="verdict"),
    )


def on(day: int) -> Moment:
    return Moment(date(2023, 6, day))


def _answers(interview: str, given: Mapping[str, Any]) -> list[Answer]:
    rows = []
    for key, value in given.items():
        if isinstance(value, list):
            rows += [Answer(interview, key, position, choice=one) for position, one in enumerate(value)]
        elif isinstance(value, float):
            rows.append(Answer(interview, key, number=value))
        elif value.startswith("."):
            rows.append(Answer(interview, key, missing=value[1:]))
        else:
            rows.append(Answer(interview, key, choice=value))
    return rows


def record_of(
    people: Mapping[str, Mapping[str, Any]],
    *,
    items: Sequence[Item] | None = None,
    outcomes: Sequence[Outcome] = (),
    **study: object,
) -> StudyRecord:
    """Person -> {events: [(event, day, reason?)], consent: [(event, day, {fields}?)], interviews: [{...}]}."""
    recruitment, consent, interviews, answers = [], [], [], []
    for person, own in people.items():
        for event, day, *reason in own.get("events", ()):
            recruitment.append(RecruitmentEvent(participant=person, event=event, on=on(day), reason="".join(reason)))
        for event, day, *fields in own.get("consent", ()):
            more = {"mode": "ink", **(fields[0] if fields else {})}
            consent.append(ConsentEvent(participant=person, event=event, at=on(day), **more))
        for number, one in enumerate(own.get("interviews", ()), start=1):
            key = f"i-{person}-{number}"
            interviews.append(
                Interview(
                    id=key,
                    participant=person,
                    instrument="kit",
                    version="v1",
                    mode="face",
                    started_at=on(one.get("day", 10)),
                    end=one.get("end", "complete"),
                    form=one.get("form", ""),
                )
            )
            answers += _answers(key, one.get("answers", {}))
    return StudyRecord(
        study=Study(id="s", title=Texts(en="Study"), **study),
        instruments=(instrument_of(items if items is not None else standard_items()),),
        participants=tuple(Participant(id=person, site="BU") for person in people),
        recruitment=tuple(recruitment),
        consent=tuple(consent),
        interviews=tuple(interviews),
        answers=tuple(answers),
        outcomes=tuple(outcomes),
    )


@pytest.fixture
def snap() -> Callable[..., Snapshot]:
    """Build a Snapshot through the gate; see `record_of`."""
    return lambda people, **more: gate(record_of(people, **more))


@pytest.fixture
def make_item() -> Callable[..., Item]:
    """Make an item for the eligible; see `item`."""
    return item


@pytest.fixture
def screening_question() -> Item:
    """Return the question whether the number is saved, whose no is a reason that marks reach."""
    return screening_item()


def agreeing_person(values: Mapping[str, Any] | None = None, **interview: object) -> dict[str, Any]:
    given = {"punya_nomor": "ya", "p1": "5", "p2": "4", "p3": "4", "putusan": "ya"}
    return {
        "events": [("contacted", 1), ("eligible", 2)],
        "consent": [("given", 2)],
        "interviews": [{"answers": {**given, **(values or {})}, **interview}],
    }


@pytest.fixture
def person() -> Callable[..., dict[str, Any]]:
    """Make an eligible person with a complete interview who agrees with all."""
    return agreeing_person


@pytest.fixture
def source_study() -> dict[str, dict[str, Any]]:
    """Return the source study's 20 people: 13 agree, 6 without the number, 1 interview broken off."""
    people: dict[str, dict[str, Any]] = {f"A{n:02d}": agreeing_person() for n in range(1, 14)}
    for n in range(1, 7):
        people[f"N{n:02d}"] = {
            "events": [("contacted", 1), ("ineligible", 2, "no_number")],
            "consent": [("given", 2)],
            "interviews": [{"answers": {"punya_nomor": "tidak"}}],
        }
    people["B01"] = {
        "events": [("contacted", 1), ("eligible", 2)],
        "consent": [("given", 2)],
        "interviews": [{"end": "break_off", "answers": {"punya_nomor": "ya", "p1": "4"}}],
    }
    return people
