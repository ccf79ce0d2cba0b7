"""Rules on consent: what is held back and why, what an event must say, requests that wait, forms not filled in."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from engage_eval.core.catalogue import CATALOGUE
from engage_eval.core.messages import messages
from engage_eval.core.problem import Place, Problem
from engage_eval.model.coding import Coding, Erasure, Memo, Transcript, Turn
from engage_eval.model.consent import Sieve
from engage_eval.model.interview import Answer, Interview, InterviewEvent, SupersededAnswer
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.people import Attribute, ConsentEvent, ConsentForm, Participant
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_consent import check
from engage_eval.model.study import Ethics, Study
from engage_eval.model.texts import Texts

INTERVIEWED = Place(file="interviews.csv", line=2)


def at(day: int, time: str = "") -> Moment:
    """Return a day of March 2024, or a minute of it in WIB."""
    if not time:
        return Moment(date(2024, 3, day))
    hour, minute = map(int, time.split(":"))
    return Moment.of(datetime(2024, 3, day, hour, minute, tzinfo=ZONES["WIB"]))


def given(when: Moment | None = None, **fields: object) -> ConsentEvent:
    complete = {"form": "psp", "version": "v1", "language": "id", "mode": "ink", "quotation": "none"}
    return ConsentEvent(
        **{
            "participant": "P1",
            "event": "given",
            "at": when or at(4),
            "place": Place(file="consent.csv", line=2),
            **complete,
            **fields,
        }
    )


def other(kind: str, when: Moment, **fields: object) -> ConsentEvent:
    return ConsentEvent(participant="P1", event=kind, at=when, place=Place(file="consent.csv", line=3), **fields)


def study_of(*consent: ConsentEvent, **tables: object) -> StudyRecord:
    """Return one person, one interview on 5 March at 10:00, two answers in one row."""
    row = Place(file="responses.csv", line=5)
    record = StudyRecord(
        study=Study(id="s", title=Texts("S"), report_date=date(2024, 3, 20)),
        forms=(ConsentForm(id="psp", version="v1", language="id", text="Naskah"),),
        participants=(Participant(id="P1", site="BU"),),
        consent=consent,
        interviews=(
            Interview(
                id="I1",
                participant="P1",
                instrument="wa",
                version="v1",
                mode="face",
                started_at=at(5, "10:00"),
                end="complete",
                place=INTERVIEWED,
            ),
        ),
        answers=(Answer("I1", "jelas", choice="ya", place=row), Answer("I1", "umur", number=40.0, place=row)),
    )
    return replace(record, **tables)


def problems(record: StudyRecord) -> list[Problem]:
    found = list(check(record, Sieve(record)))
    assert all("{" not in messages("en").problem(one)[0] for one in found if one.code != "consent.placeholder")
    return found


def codes(record: StudyRecord) -> list[str]:
    return [problem.code for problem in problems(record)]


def test_a_proper_consent_is_no_problem() -> None:
    assert problems(study_of(given())) == []


# --- held back


def test_content_without_consent_is_held_with_its_rows() -> None:
    (problem,) = problems(study_of())
    assert problem.code == "consent.no_consent"
    assert problem.place == Place(file="responses.csv", line=5)
    assert problem.params == {"participant": "P1", "rows": "responses.csv 5"}


def test_a_person_without_content_is_not_told() -> None:
    assert problems(study_of(answers=())) == []


def test_a_person_is_told_once_a_reason_with_all_rows() -> None:
    attributes = tuple(
        Attribute(participant="P1", key=key, value="40", place=Place(file="attributes.csv", line=line))
        for line, key in ((9, "umur"), (2, "lama"))
    )
    (problem,) = problems(study_of(attributes=attributes))
    assert problem.params["rows"] == "responses.csv 5; attributes.csv 2, 9"


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((other("declined", at(4)),), "consent.declined"),
        ((given(at(5, "10:30")),), "consent.late"),
        ((given(), other("request_received", at(18))), "consent.withdrawal_requested"),
        ((given(), other("withdrawn", at(7), withdrawal="erase")), "consent.withdrawn"),
        ((given(mode="telephone"),), "consent.telephone_unrecorded"),
    ],
)
def test_each_reason_to_hold_has_its_code(events: tuple[ConsentEvent, ...], code: str) -> None:
    assert [one for one in codes(study_of(*events)) if CATALOGUE[one].severity == "held"] == [code]


def test_a_late_consent_names_both_times_at_the_interview() -> None:
    (problem,) = problems(study_of(given(at(5, "10:30"))))
    assert problem.place == INTERVIEWED.at("started_at")
    assert problem.params == {
        "participant": "P1",
        "interview": "I1",
        "started": "2024-03-05 10:00 WIB",
        "consented": "2024-03-05 10:30 WIB",
    }


def test_a_late_consent_without_content_is_no_problem() -> None:
    assert problems(study_of(given(at(5, "10:30")), answers=())) == []


def test_a_form_not_approved_that_day_is_held_only_where_ethics_is_approved() -> None:
    approved = Study(id="s", title=Texts("S"), ethics=Ethics(status="approved"))
    form = ConsentForm(id="psp", version="v1", language="id", text="", approved_to=date(2024, 3, 1))
    (problem,) = problems(study_of(given(), study=approved, forms=(form,)))
    assert problem.code == "consent.form_not_approved"
    assert problem.params["consented"] == "2024-03-04"
    assert problems(study_of(given(), forms=(form,))) == []


def test_rows_of_an_erased_person_are_listed_by_file_and_line_until_they_are_gone() -> None:
    def row(file: str, line: int) -> Place:
        return Place(file=f"{file}.csv", line=line)

    record = study_of(
        given(),
        other("withdrawn", at(7), withdrawal="erase"),
        interviews=(replace(study_of().interviews[0], field_notes="Ragu di awal."),),
        attributes=(Attribute(participant="P1", key="umur", value="40", place=row("attributes", 4)),),
        interview_events=(InterviewEvent(interview="I1", event="paused", at=at(5), place=row("interview_events", 2)),),
        superseded=(SupersededAnswer(interview="I1", item="jelas", value="tidak", place=row("superseded", 2)),),
        transcripts=(
            Transcript(id="T1", participant="P1", file="t", sha256="0", interview="I1", place=row("transcripts", 2)),
        ),
        turns=tuple(
            Turn(transcript="T1", start=n, stop=n + 1, role="participant", place=row("turns", n + 2)) for n in range(12)
        ),
        codings=(
            Coding(
                id="C1",
                transcript="T1",
                start=0,
                stop=1,
                code="jelas",
                coder="k1",
                origin="hand",
                quotation="j",
                at=at(8),
                place=row("codings/k1", 2),
            ),
        ),
        memos=(Memo(id="M1", target_kind="study", target="s", text="…", from_participant="P1", place=row("memos", 2)),),
    )
    (problem,) = problems(record)
    assert str(problem.params["rows"]).split("; ") == [
        "responses.csv 5",
        "transcripts.csv 2",
        "attributes.csv 4",
        "interviews.csv 2",
        "interview_events.csv 2",
        "superseded.csv 2",
        "turns.csv 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...",
        "codings/k1.csv 2",
        "memos.csv 2",
    ]
    gone = study_of(given(), other("withdrawn", at(7), withdrawal="erase"), answers=(), interviews=())
    assert problems(gone) == []


def test_stop_holds_only_what_came_later() -> None:
    events = (given(), other("withdrawn", at(7), withdrawal="stop"))
    assert problems(study_of(*events)) == []
    later = tuple(replace(one, started_at=at(8)) for one in study_of().interviews)
    assert codes(study_of(*events, interviews=later)) == ["consent.withdrawn"]


# --- what an event must say


def test_a_given_consent_says_form_version_language_and_mode() -> None:
    (problem,) = problems(study_of(given(version="", mode="")))
    assert (problem.code, problem.params["columns"]) == ("consent.given_incomplete", "version, mode")
    assert problem.place.key == "version"


def test_an_unknown_form_version_or_language_is_an_error() -> None:
    assert [(one.code, one.params["allowed"]) for one in problems(study_of(given(form="pspp")))] == [
        ("consent.form_unknown", "psp")
    ]
    assert codes(study_of(given(version="v2"))) == ["consent.version_unknown"]
    assert codes(study_of(given(language="jv"))) == ["consent.language_unknown"]


@pytest.mark.parametrize("mode", ["telephone_recorded", "recorded_verbal", "chat"])
def test_recorded_consent_needs_evidence(mode: str) -> None:
    assert codes(study_of(given(mode=mode))) == ["consent.no_evidence"]
    assert problems(study_of(given(mode=mode, evidence="lemari 2"))) == []


def test_a_mark_needs_a_witness() -> None:
    assert codes(study_of(given(mode="mark"))) == ["consent.no_witness"]
    assert problems(study_of(given(mode="mark", witness="Bu Ani"))) == []


def test_what_an_erasure_took_is_not_asked_for_again() -> None:
    record = study_of(given(mode="mark", quotation=""))
    person = record.consent[0].participant
    erased = Erasure(participant=person, scope="person", at=record.consent[0].at, by="AB")
    assert set(codes(record)) == {"consent.no_witness", "consent.quotation_missing"}
    assert not set(codes(replace(record, erasures=(erased,)))) & set(codes(record))


def test_a_consent_silent_on_quotation_is_a_warning() -> None:
    assert codes(study_of(given(quotation=""))) == ["consent.quotation_missing"]


def test_a_recording_without_permission_is_a_warning() -> None:
    refused = given(recording=False)
    recorded = tuple(replace(one, recorded=True) for one in study_of().interviews)
    assert codes(study_of(refused, interviews=recorded)) == ["consent.recording_refused"]
    transcript = Transcript(id="T1", participant="P1", file="t", sha256="0", interview="I1")
    assert codes(study_of(refused, transcripts=(transcript,))) == ["consent.recording_refused"]
    assert problems(study_of(refused)) == []


def test_a_form_in_a_language_that_the_person_does_not_read_is_a_warning() -> None:
    def reads(value: str) -> tuple[Attribute, ...]:
        return (Attribute(participant="P1", key="language", value=value),)

    assert codes(study_of(given(), attributes=reads("jv"))) == ["consent.language_not_read"]
    assert problems(study_of(given(), attributes=reads("jv|id"))) == []


def test_a_withdrawal_without_kind_is_a_warning_and_read_as_erase() -> None:
    assert codes(study_of(given(), other("withdrawn", at(7)))) == [
        "consent.withdrawn",
        "consent.withdrawal_kind",
    ]


def test_consent_given_and_declined_at_once_is_a_warning() -> None:
    found = codes(study_of(given(), other("declined", at(4)), answers=()))
    assert found == ["consent.same_time"]


def test_a_request_is_to_be_decided_within_three_days_of_its_receipt() -> None:
    def on_20_march_after_a_request_of(day: int, *decision: ConsentEvent) -> list[str]:
        return codes(study_of(given(), other("request_received", at(day)), *decision, answers=()))

    assert on_20_march_after_a_request_of(16) == ["consent.request_overdue"]
    assert on_20_march_after_a_request_of(17) == []
    assert on_20_march_after_a_request_of(16, other("withdrawn", at(19), withdrawal="no_contact")) == []


def test_each_placeholder_left_in_a_form_is_told_once() -> None:
    form = ConsentForm(
        id="psp",
        version="v1",
        language="id",
        text="Di {hospital}, {hospital}, {funder}.",
        place=Place(file="consent/psp.md"),
    )
    study = Study(id="s", title=Texts("S"), place=Place(file="study.yaml", line=1))
    record = study_of(given(), forms=(form,), study=study)
    assert [(one.code, one.place.file, one.params["name"]) for one in problems(record)] == [
        ("consent.placeholder", "study.yaml", "{funder}"),
        ("consent.placeholder", "study.yaml", "{hospital}"),
    ]


def test_late_consent_names_the_first_valid_one_and_not_a_void_call() -> None:
    call, ink = given(at(1), mode="telephone"), given(at(10))

    [late] = [one for one in problems(study_of(call, ink)) if one.code == "consent.late"]

    assert late.params["consented"] == "2024-03-10"


def test_a_refusal_and_a_timed_consent_of_one_day_are_told() -> None:
    assert "consent.same_time" in codes(study_of(given(at(2, "10:00")), other("declined", at(2))))


def test_a_refusal_before_a_consent_is_not_told() -> None:
    assert "consent.same_time" not in codes(study_of(given(at(2)), other("declined", at(1))))
