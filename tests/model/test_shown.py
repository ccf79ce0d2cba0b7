"""What was asked, and who meets the criteria."""

from dataclasses import replace
from datetime import date

import pytest

from engage_eval.model.condition import parse
from engage_eval.model.instrument import Ineligible, Instrument, Item, Section
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.shown import (
    Screening,
    Sitting,
    conditions_hold,
    eligibility,
    form_of,
    is_for,
    is_in_form,
    values_of,
)
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts


def item(key: str, **fields: object) -> Item:
    return Item(**{"key": key, "section": "s", "type": "single", "text": Texts(key), **fields})


def instrument(*items: Item) -> Instrument:
    return Instrument(
        key="wa",
        version="v1",
        title=Texts("WA"),
        forms={"inti": 20, "lengkap": 60},
        characteristics=(),
        scales={},
        sections=(Section(key="s", text=Texts("S")),),
        items=items,
    )


def interview(key: str, day: int) -> Interview:
    return Interview(
        id=key,
        participant="P1",
        instrument="wa",
        version="v1",
        mode="face",
        started_at=Moment(date(2024, 3, day)),
        end="complete",
    )


def test_answers_become_values_by_their_type_and_missing_ones_are_absent() -> None:
    asked = instrument(item("satu"), item("banyak", type="multiple"), item("angka", type="number"), item("kosong"))
    rows = (
        Answer("I1", "satu", choice="ya"),
        Answer("I1", "banyak", 1, choice="status"),
        Answer("I1", "banyak", 0, choice="grup"),
        Answer("I1", "angka", number=3.0),
        Answer("I1", "kosong", missing="refused"),
    )
    assert values_of(rows, asked) == {"satu": "ya", "banyak": frozenset({"grup", "status"}), "angka": 3.0}


def test_one_choice_of_a_multiple_item_is_still_a_set() -> None:
    asked = instrument(item("banyak", type="multiple"))
    assert values_of([Answer("I1", "banyak", choice="grup")], asked) == {"banyak": frozenset({"grup"})}


def test_an_empty_form_is_the_instruments_first() -> None:
    assert form_of(interview("I1", 4), instrument(item("a"))) == "inti"
    assert is_in_form(item("a"), "inti")
    assert not is_in_form(item("a", forms=("lengkap",)), "inti")


def test_an_item_is_for_everyone_or_for_one_kind_of_person() -> None:
    assert [is_for(item("a", audience=kind), ineligible=True) for kind in ("everyone", "eligible", "ineligible")] == [
        True,
        False,
        True,
    ]


def test_all_conditions_of_section_and_item_must_hold() -> None:
    both = item("a", when=(parse("b = 'ya'"), parse("c > 2")))
    assert conditions_hold(both, {"b": "ya", "c": 3.0})
    assert not conditions_hold(both, {"b": "ya"})


def test_the_recruitment_event_wins_over_the_answers_and_the_last_interview_over_the_first() -> None:
    rule = Ineligible(when=parse("nomor = 'tidak'"), reason="no_number")
    record = StudyRecord(
        study=Study(id="s", title=Texts("S")),
        instruments=(instrument(item("nomor", ineligible=(rule,))),),
        interviews=(interview("I2", 9), interview("I1", 4)),
        answers=(Answer("I2", "nomor", choice="ya"), Answer("I1", "nomor", choice="tidak")),
    )
    assert not Screening(record).is_ineligible("P1")
    first = StudyRecord(
        study=record.study, instruments=record.instruments, interviews=record.interviews[1:], answers=record.answers[1:]
    )
    assert Screening(first).reasons == {"P1": ("no_number",)}
    assert Screening(first).is_ineligible("P1")
    event = RecruitmentEvent(participant="P1", event="eligible", on=Moment(date(2024, 3, 1)))
    decided = StudyRecord(
        study=first.study,
        instruments=first.instruments,
        interviews=first.interviews,
        answers=first.answers,
        recruitment=(event,),
    )
    assert not Screening(decided).is_ineligible("P1")


ASKED = instrument(
    item("nomor", ineligible=(Ineligible(when=parse("nomor = 'tidak'"), reason="no_number"),)),
    item(
        "peran",
        ineligible=(Ineligible(when=parse("peran = 'lain'"), reason="other_role"),),
        when=(parse("nomor = 'ya'"),),
    ),
)


def steps(*events: tuple[str, int, str]) -> list[RecruitmentEvent]:
    return [
        RecruitmentEvent(participant="P1", event=kind, on=Moment(date(2024, 3, day)), reason=reason)
        for kind, day, reason in events
    ]


@pytest.mark.parametrize(
    ("events", "result"),
    [
        ([("ineligible", 2, "no_number"), ("eligible", 3, "")], ""),
        ([("eligible", 3, ""), ("ineligible", 3, "no_number")], "no_number"),
        ([("enrolled", 1, "")], ""),
        ([("enrolled", 4, ""), ("ineligible", 2, "other: pindah")], "other"),
        ([("ineligible", 2, "")], "not_stated"),
        ([("contacted", 2, "")], "no_number"),
        ([], "no_number"),
    ],
)
def test_eligibility_is_by_the_last_screening_event_then_enrolment_then_the_answers(
    events: list[tuple[str, int, str]], result: str
) -> None:
    answered = Sitting(ASKED, {"inti"}, {"nomor": "tidak"})
    assert eligibility(steps(*events), [answered]) == result


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ({"nomor": "tidak", "peran": "lain"}, "no_number"),
        ({"nomor": "ya", "peran": "lain"}, "other_role"),
        ({"nomor": "ya", "peran": "dokter"}, ""),
        ({"nomor": "ya"}, None),
        ({}, None),
    ],
)
def test_the_first_ineligible_rule_in_the_instruments_order_speaks(values: dict[str, str], result: str | None) -> None:
    assert eligibility((), [Sitting(ASKED, {"inti"}, values)]) == result


def test_the_last_version_that_screened_speaks_before_an_earlier_one() -> None:
    newer = replace(ASKED, version="v2", items=(replace(ASKED.items[0], key="nomor2"),))
    earlier, silent = Sitting(ASKED, {"inti"}, {"nomor": "tidak"}), Sitting(newer, {"inti"}, {})
    assert eligibility((), [earlier, silent]) == "no_number"


def test_a_person_enrolled_without_a_screening_event_meets_the_criteria_whatever_was_answered() -> None:
    record = StudyRecord(
        study=Study(id="s", title=Texts("S")),
        instruments=(ASKED,),
        interviews=(interview("I1", 4),),
        answers=(Answer("I1", "nomor", choice="tidak"),),
    )
    assert Screening(record).is_ineligible("P1")
    assert not Screening(replace(record, recruitment=tuple(steps(("enrolled", 1, ""))))).is_ineligible("P1")


def test_screening_is_by_the_latest_answers_over_interviews_in_one_version() -> None:
    record = StudyRecord(
        study=Study(id="s", title=Texts("S")),
        instruments=(ASKED,),
        interviews=(interview("I2", 9), interview("I1", 4)),
        answers=(
            Answer("I1", "nomor", choice="ya"),
            Answer("I1", "peran", choice="lain"),
            Answer("I2", "nomor", choice="tidak"),
            Answer("I2", "peran", missing="skip"),
        ),
    )
    assert Screening(record).results == {"P1": "no_number"}
    assert Screening(record).reasons == {"P1": ("no_number", "other_role")}


def test_who_was_never_screened_is_taken_to_meet_the_criteria() -> None:
    record = StudyRecord(study=Study(id="s", title=Texts("S")), interviews=(interview("I1", 4),))
    assert not Screening(record).is_ineligible("P1")
