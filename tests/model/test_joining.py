"""Rows that are recorded, joined to a study as they will be read."""

from datetime import date

from engage_eval.core.problem import Place
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.joining import about, joined, people_of
from engage_eval.model.moment import Moment
from engage_eval.model.people import Attribute, Participant, Staff
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts

DAY = Moment(date(2024, 1, 5))


def record() -> StudyRecord:
    return StudyRecord(
        study=Study(id="uji", title=Texts("Uji", "Trial")),
        participants=(Participant(id="R01", site="RS", role="bidan", place=Place(file="participants.csv", line=2)),),
        staff=(Staff(key="AB", roles=("lead",)),),
        interviews=(interview("R01-1", "R01"), interview("R02-1", "R02")),
        answers=(
            Answer("R01-1", "suka", 0, choice="a"),
            Answer("R01-1", "suka", 1, choice="b"),
            Answer("R02-1", "suka"),
        ),
    )


def interview(key: str, person: str, end: str = "complete") -> Interview:
    return Interview(id=key, participant=person, instrument="m", version="v1", mode="face", started_at=DAY, end=end)


def test_a_row_with_a_key_that_is_there_takes_its_place() -> None:
    found = joined(record(), {"staff": [Staff(key="AB", roles=("coder",)), Staff(key="CD", roles=("lead",))]})

    assert [(one.key, one.roles) for one in found.staff] == [("AB", ("coder",)), ("CD", ("lead",))]


def test_a_person_s_facts_that_a_new_row_leaves_out_stay() -> None:
    found = joined(record(), {"participants": [Participant(id="R01", site="RS", facility="klinik-a")]})

    assert [(one.role, one.facility, one.place.line) for one in found.participants] == [("bidan", "klinik-a", 2)]


def test_events_and_facts_stand_behind_the_others() -> None:
    rows = [Attribute(participant="R01", key="usia", value="3")]

    assert joined(joined(record(), {"attributes": rows}), {"attributes": rows}).attributes == (*rows, *rows)


def test_an_interview_that_goes_on_reads_as_partial() -> None:
    found = joined(record(), {"interviews": [interview("R01-1", "R01", ""), interview("R03-1", "R03", "")]})

    assert [(one.id, one.end) for one in found.interviews] == [
        ("R01-1", "partial"),
        ("R02-1", "complete"),
        ("R03-1", "partial"),
    ]


def test_all_choices_of_an_item_are_replaced_together() -> None:
    found = joined(record(), {"answers": [Answer("R01-1", "suka", 0, choice="c")]})

    assert [(one.interview, one.choice) for one in found.answers] == [("R02-1", None), ("R01-1", "c")]


def test_answers_that_are_taken_back_are_gone() -> None:
    assert [one.interview for one in joined(record(), {}, [("R01-1", "suka")]).answers] == ["R02-1"]


def test_whom_rows_are_about_is_their_person_or_that_of_their_interview() -> None:
    rows = {
        "participants": [Participant(id="R09", site="RS")],
        "answers": [Answer("R02-1", "suka"), Answer("R03-1", "suka")],
        "interviews": [interview("R03-1", "R03")],
        "staff": [Staff(key="AB")],
    }

    assert people_of(record(), rows, [("R01-1", "suka")]) == ["R09", "R02", "R03", "R01"]


def test_a_record_about_some_has_no_answers_of_others() -> None:
    found = about(record(), ["R02"])

    assert [one.interview for one in found.answers] == ["R02-1"]
    assert found.interviews == record().interviews
