"""What was asked, and who meets the criteria."""

from datetime import date

from engage_eval.model.condition import parse
from engage_eval.model.instrument import Ineligible, Instrument, Item, Section
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.shown import Screening, conditions_hold, form_of, is_for, is_in_form, values_of
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


def test_who_was_never_screened_is_taken_to_meet_the_criteria() -> None:
    record = StudyRecord(study=Study(id="s", title=Texts("S")), interviews=(interview("I1", 4),))
    assert not Screening(record).is_ineligible("P1")
