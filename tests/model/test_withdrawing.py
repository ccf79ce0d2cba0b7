"""Requests that wait, where consent stood on a past day, and words that others' texts repeat."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.problem import Place
from engage_eval.model.coding import Erasure
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts
from engage_eval.model.withdrawing import Echo, due, echoes, held_people, rows_to_delete, state_of

WIB = ZONES["WIB"]
NOON = datetime(2026, 3, 9, 5, 0, tzinfo=UTC)


def at(day: int, hour: int) -> Moment:
    return Moment.of(datetime(2026, 3, day, hour, tzinfo=WIB))


def event(kind: str, when: Moment, person: str = "P1", **fields: object) -> ConsentEvent:
    return ConsentEvent(participant=person, event=kind, at=when, mode="ink", **fields)


def study(*consent: ConsentEvent, **tables: tuple[object, ...]) -> StudyRecord:
    people = tuple(Participant(id=f"P{n}", site="BU") for n in (1, 2, 3, 4, 5))
    return StudyRecord(study=Study(id="s", title=Texts("S")), participants=people, consent=consent, **tables)


def sitting(person: str, **fields: object) -> Interview:
    return Interview(
        id=f"I-{person}",
        participant=person,
        instrument="m",
        version="v1",
        mode="face",
        started_at=at(2, 9),
        end="complete",
        place=Place(file="interviews.csv", line=int(person[1:]) + 1),
        **fields,
    )


def said(person: str, text: str) -> Answer:
    return Answer(f"I-{person}", "cerita", text=text, place=Place(file="responses.csv", line=int(person[1:]) + 1))


def test_a_request_is_due_72_hours_after_it_came_in_and_gone_once_decided() -> None:
    asked = event("request_received", at(8, 12))
    (one,) = due(study(asked), NOON, WIB)
    assert (one.participant, one.until, one.hours_left) == ("P1", NOON + timedelta(hours=48), 48.0)
    assert due(study(asked, event("withdrawn", at(9, 8), withdrawal="stop")), NOON, WIB) == ()


def test_of_a_request_with_a_day_alone_the_first_minute_in_the_study_s_zone_counts() -> None:
    (one,) = due(study(event("request_received", Moment(date(2026, 3, 6)))), NOON, WIB)
    assert one.until == datetime(2026, 3, 9, 0, 0, tzinfo=WIB)
    assert one.hours_left == -12.0


@settings(max_examples=30, deadline=None)
@given(hours=st.lists(st.integers(0, 200), min_size=1, max_size=5))
def test_the_most_urgent_request_stands_first(hours: list[int]) -> None:
    asked = [
        event("request_received", Moment.of(NOON - timedelta(hours=ago)), f"P{n}") for n, ago in enumerate(hours, 1)
    ]
    found = due(study(*asked), NOON, WIB)
    assert [one.hours_left for one in found] == sorted(72.0 - ago for ago in hours)


def test_the_state_on_a_past_day_knows_nothing_that_came_later() -> None:
    record = study(
        event("given", at(2, 9), quotation="verbatim", contact_again=True),
        event("withdrawn", at(5, 9), withdrawal="no_contact"),
        event("request_received", at(7, 9)),
        event("withdrawn", at(8, 9), withdrawal="erase"),
        erasures=(Erasure(participant="P1", scope="person", at=at(8, 9), by="AB"),),
    )
    then = {day: state_of(record, "P1", at(day, 12)) for day in (1, 3, 5, 7, 8)}
    assert [one.held for one in then.values()] == ["no_consent", "", "", "withdrawal_requested", "withdrawn"]
    assert [one.refuses_contact for one in then.values()] == [False, False, True, True, True]
    assert [one.erased for one in then.values()] == [False, False, False, False, True]
    assert [one.quotation for one in then.values()][:2] == ["none", "verbatim"]
    assert [len(one.events) for one in then.values()] == [0, 1, 2, 3, 4]
    assert state_of(record, "P1") == then[8]
    assert held_people(record)["P1"] == "withdrawn"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("katanya pesan siaran SELALU datang, terlambat!", True),
        ("siaran selalu datang lebih awal", False),
        ("pesan siaran selalu datang", False),
        ("", False),
    ],
)
def test_five_words_in_a_row_are_an_echo_whatever_their_case_and_four_are_none(text: str, *, is_found: bool) -> None:
    answers = (said("P1", "Pesan siaran selalu datang terlambat"), said("P2", text))
    record = study(interviews=(sitting("P1"), sitting("P2")), answers=answers)
    expected = (Echo(file="responses.csv", line=3, key="cerita"),) if is_found else ()
    assert echoes(record, "P1") == expected


def test_a_phrase_that_more_than_two_others_share_is_nobody_s() -> None:
    phrase = "semua sudah dijelaskan dengan kata sendiri"
    people = ("P1", "P2", "P3", "P4")
    record = study(interviews=tuple(map(sitting, people)), answers=tuple(said(one, phrase) for one in people))
    assert echoes(record, "P1") == ()
    fewer = study(interviews=tuple(map(sitting, people)), answers=tuple(said(one, phrase) for one in people[:3]))
    assert [one.line for one in echoes(fewer, "P1")] == [3, 4]


def test_a_name_is_found_as_whole_words_in_any_free_text() -> None:
    record = study(
        event("given", at(2, 9), "P2", evidence="map Bu Kenari", place=Place(file="consent.csv", line=4)),
        interviews=(sitting("P1"), sitting("P2", field_notes="diantar kenari")),
        answers=(said("P2", "kenarimu tidak sama"),),
        recruitment=(
            RecruitmentEvent(
                participant="P3",
                event="declined",
                on=at(2, 9),
                reason="other: teman Kenari.",
                place=Place(file="recruitment.csv", line=9),
            ),
        ),
    )
    found = {(one.file, one.key) for one in echoes(record, "P1", ["KENARI", " "])}
    assert found == {("consent.csv", "evidence"), ("interviews.csv", "field_notes"), ("recruitment.csv", "reason")}


def test_after_the_deletion_the_places_of_what_is_left_are_given() -> None:
    words = "pesan siaran selalu datang terlambat"
    before = study(interviews=(sitting("P1"), sitting("P2")), answers=(said("P1", words), said("P2", words)))
    moved = Answer("I-P2", "cerita", text=words, place=Place(file="responses.csv", line=2))
    after = study(interviews=(sitting("P2"),), answers=(moved,))
    assert [one.line for one in echoes(before, "P1", (), after)] == [2]


def test_rows_to_delete_are_all_content_of_the_person_and_nobody_else_s() -> None:
    attribute = Attribute(participant="P1", key="sex", value="f", place=Place(file="attributes.csv", line=7))
    record = study(
        event("given", at(2, 9), place=Place(file="consent.csv", line=2)),
        interviews=(sitting("P1"), sitting("P2")),
        answers=(said("P1", "a"), said("P2", "b")),
        attributes=(attribute,),
    )
    assert rows_to_delete(record, "P1") == (("attributes.csv", 7), ("interviews.csv", 2), ("responses.csv", 2))
