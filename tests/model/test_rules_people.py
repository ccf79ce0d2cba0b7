"""Rules on people, interviews and answers: pseudonyms, recruitment, times, what was asked and what is possible."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest

from engage_eval.core.messages import messages
from engage_eval.core.problem import Place, Problem
from engage_eval.model.coding import Transcript
from engage_eval.model.condition import parse
from engage_eval.model.consent import Sieve
from engage_eval.model.instrument import Constraint, Ineligible, Instrument, Item, Section
from engage_eval.model.interview import Answer, Interview, InterviewEvent, SupersededAnswer
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.people import ConsentEvent, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_answers import check as check_answers
from engage_eval.model.rules_consent import check as check_consent
from engage_eval.model.rules_interviews import check as check_interviews
from engage_eval.model.rules_people import check as check_people
from engage_eval.model.shown import Screening
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts

STUDY = Study(id="s", title=Texts("S"))


def at(day: int, time: str = "") -> Moment:
    """Return a day of March 2024, or a minute of it in WIB."""
    if not time:
        return Moment(date(2024, 3, day))
    hour, minute = map(int, time.split(":"))
    return Moment.of(datetime(2024, 3, day, hour, minute, tzinfo=ZONES["WIB"]))


def event(person: str, kind: str, day: int, recruiter: str = "", **fields: object) -> RecruitmentEvent:
    return RecruitmentEvent(participant=person, event=kind, on=at(day), recruiter=recruiter, **fields)


def an_instrument() -> Instrument:
    """Return screening for everyone, two items for either kind of person, and a verdict."""

    def item(key: str, audience: str, **fields: object) -> Item:
        return Item(
            **{"key": key, "section": "s", "type": "single", "text": Texts(key), "audience": audience, **fields}
        )

    no_number = Ineligible(when=parse("nomor = 'tidak'"), reason="no_number", reach=True)
    too_young = Ineligible(when=parse("umur < 18"), reason="too_young")
    no_other = Constraint(holds=parse("not(has(., 'lain'))"), text=Texts())
    adult = Constraint(holds=parse(". >= 15"), text=Texts("Umur paling sedikit 15.", "Age is 15 at least."))
    return Instrument(
        key="wa",
        version="v1",
        title=Texts("WA"),
        forms={"inti": 20, "lengkap": 60},
        characteristics=(),
        scales={},
        sections=(Section(key="s", text=Texts("S")),),
        items=(
            item("nomor", "everyone", required=True, ineligible=(no_number,)),
            item("umur", "everyone", type="number", constraint=adult, ineligible=(too_young,)),
            item("jelas", "eligible", required=True),
            item("contoh", "eligible", type="text", when=(parse("jelas = 'ya'"),)),
            item("cerita", "eligible", type="text", required=True, forms=("lengkap",)),
            item("jalur", "eligible", type="multiple", constraint=no_other),
            item("putusan", "eligible", role="verdict"),
            item("pengganti", "ineligible", type="text"),
        ),
    )


def an_interview(key: str = "I1", person: str = "P1", **fields: object) -> Interview:
    basics = {"started_at": at(5, "10:00"), "ended_at": at(5, "11:00"), "end": "complete"}
    return Interview(
        **{
            "id": key,
            "participant": person,
            "instrument": "wa",
            "version": "v1",
            "mode": "face",
            "place": Place(file="interviews.csv", line=2),
            **basics,
            **fields,
        }
    )


def answers(interview: str = "I1", **values: str | float) -> tuple[Answer, ...]:
    """Return answers: numbers, choices, and missing codes where the value begins with a point."""
    place = Place(file="responses.csv", line=2)
    return tuple(
        Answer(interview, item, missing=value[1:], place=place)
        if isinstance(value, str) and value.startswith(".")
        else Answer(interview, item, number=value, place=place)
        if isinstance(value, float)
        else Answer(interview, item, choice=value, place=place)
        for item, value in values.items()
    )


def said(problems: Iterable[Problem]) -> list[tuple[str, dict[str, object]]]:
    """Return code and parameters of problems; each can also be said as a sentence."""
    found = list(problems)
    assert all("{" not in messages("en").problem(one)[0] for one in found)
    return [(one.code, dict(one.params)) for one in found]


def people(*events: RecruitmentEvent, **tables: object) -> list[tuple[str, dict[str, object]]]:
    names = sorted({one.participant for one in events})
    record = StudyRecord(
        study=STUDY,
        instruments=(an_instrument(),),
        participants=tuple(Participant(id=name, site="BU") for name in names),
        recruitment=events,
    )
    record = replace(record, **tables)
    return said(check_people(record, Screening(record)))


def interviews(*found: Interview, study: Study = STUDY, **tables: object) -> list[tuple[str, dict[str, object]]]:
    record = StudyRecord(study=study, instruments=(an_instrument(),), interviews=found)
    record = replace(record, **{"answers": tuple(Answer(one.id, "jelas", choice="ya") for one in found), **tables})
    return said(check_interviews(record, Screening(record)))


def answered(*found: Answer, study: Study = STUDY, **tables: object) -> list[tuple[str, dict[str, object]]]:
    record = StudyRecord(study=study, instruments=(an_instrument(),), interviews=(an_interview(),), answers=found)
    record = replace(record, **tables)
    return said(check_answers(record, Screening(record)))


# --- pseudonyms


def test_a_mistyped_pseudonym_is_an_error_that_does_not_guess() -> None:
    wrong = (Participant(id="BU-7K3R-M", site="BU"),)
    assert people(participants=wrong) == [("participants.check_character", {"participant": "BU-7K3R-M"})]


# --- recruitment


def test_a_person_who_recruits_herself_is_an_error() -> None:
    assert people(event("P1", "contacted", 1, "P1")) == [("recruitment.self", {"participant": "P1"})]


def test_a_circle_of_recruiters_is_named_once() -> None:
    circle = [
        event("P3", "contacted", 1, "P2"),
        event("P1", "contacted", 1, "P3"),
        event("P2", "contacted", 1, "P1"),
        event("P4", "contacted", 1, "P1"),
    ]
    assert people(*circle) == [("recruitment.cycle", {"cycle": "P1 → P3 → P2 → P1"})]


def test_two_recruiters_of_one_person_are_an_error() -> None:
    rows = [event("P1", "contacted", 1), event("P2", "contacted", 1)]
    both = [event("P3", "nominated", 2, "P1"), event("P3", "contacted", 3, "P2")]
    assert people(*rows, *both) == [
        ("recruitment.two_recruiters", {"participant": "P3", "first": "P1", "second": "P2"})
    ]


def test_a_seed_has_no_recruiter() -> None:
    rows = [event("P1", "contacted", 1, "seed"), event("P2", "nominated", 2, "seed"), event("P2", "contacted", 2, "P1")]
    assert people(*rows) == [("recruitment.seed_with_recruiter", {"participant": "P2", "recruiter": "P1"})]


def test_a_recruit_met_before_the_recruiter_is_an_error() -> None:
    rows = [event("P1", "contacted", 4), event("P2", "contacted", 3, "P1")]
    assert people(*rows) == [
        (
            "recruitment.before_recruiter",
            {"participant": "P2", "recruiter": "P1", "on": "2024-03-03", "recruiter_on": "2024-03-04"},
        )
    ]
    assert people(event("P1", "contacted", 4), event("P2", "contacted", 4, "P1")) == []


def test_an_unknown_reason_is_an_error_and_own_words_are_allowed() -> None:
    assert people(event("P1", "ineligible", 1, reason="no_numbr")) == [
        (
            "recruitment.reason_unknown",
            {"reason": "no_numbr", "meant": "no_number", "allowed": "no_number, too_young"},
        )
    ]
    assert people(event("P1", "ineligible", 1, reason="other: pindah")) == []
    assert people(event("P1", "declined", 1, reason="sibuk"))[0][0] == "recruitment.reason_unknown"


def test_an_ineligible_person_without_a_reason_is_a_warning() -> None:
    assert [code for code, _params in people(event("P1", "ineligible", 1))] == ["recruitment.reason_missing"]


def test_an_event_that_contradicts_the_screening_answers_is_a_warning() -> None:
    interviewed = {"interviews": (an_interview(),), "answers": answers(nomor="tidak")}
    assert people(event("P1", "eligible", 1), **interviewed) == [
        (
            "recruitment.screening_differs",
            {"participant": "P1", "event": "eligible", "answers": "ineligible (no_number)"},
        )
    ]
    assert people(event("P1", "ineligible", 1, reason="no_number"), **interviewed) == []
    assert [code for code, _params in people(event("P1", "ineligible", 1, reason="too_young"), **interviewed)] == [
        "recruitment.screening_differs"
    ]
    assert people(event("P1", "ineligible", 1, reason="other: cuti"), **interviewed) == []


def test_steps_out_of_order_are_a_warning() -> None:
    assert people(event("P1", "contacted", 5), event("P1", "enrolled", 3)) == [
        (
            "recruitment.unordered",
            {
                "participant": "P1",
                "later": "enrolled",
                "later_on": "2024-03-03",
                "earlier": "contacted",
                "earlier_on": "2024-03-05",
            },
        )
    ]


def test_a_second_contact_after_enrolment_is_fine() -> None:
    assert people(event("P1", "contacted", 1), event("P1", "enrolled", 3), event("P1", "contacted", 5)) == []


@pytest.mark.parametrize("size", [0, 1001])
def test_an_implausible_network_size_is_a_warning(size: int) -> None:
    assert people(event("P1", "contacted", 1, network_size=size)) == [("recruitment.network_size", {"size": size})]


@pytest.mark.parametrize("size", [1, 1000])
def test_a_plausible_network_size_is_fine(size: int) -> None:
    assert people(event("P1", "contacted", 1, network_size=size)) == []


def test_an_interview_with_someone_never_recruited_is_a_warning() -> None:
    tables = {"participants": (Participant(id="P1", site="BU"),), "interviews": (an_interview(), an_interview("I2"))}
    assert people(**tables) == [("participants.no_recruitment", {"participant": "P1"})]


# --- interviews


def test_a_usual_interview_is_fine() -> None:
    assert interviews(an_interview()) == []


def test_an_unknown_instrument_version_or_form_is_an_error() -> None:
    assert interviews(an_interview(instrument="wu")) == [
        ("interviews.instrument_unknown", {"interview": "I1", "instrument": "wu", "allowed": "wa"})
    ]
    assert interviews(an_interview(version="v2")) == [
        (
            "interviews.version_unknown",
            {"interview": "I1", "instrument": "wa", "version": "v2", "allowed": "v1"},
        )
    ]
    assert interviews(an_interview(form="legkap")) == [
        (
            "interviews.form_unknown",
            {
                "interview": "I1",
                "form": "legkap",
                "instrument": "wa",
                "meant": "lengkap",
                "allowed": "inti, lengkap",
            },
        )
    ]


def test_an_end_before_the_start_is_an_error() -> None:
    assert [code for code, _params in interviews(an_interview(ended_at=at(5, "09:59")))] == [
        "interviews.ended_before_started"
    ]
    assert interviews(an_interview(ended_at=at(5))) == []


def test_pauses_alternate_and_lie_within_the_interview() -> None:
    def pauses(*rows: tuple[str, str]) -> list[str]:
        events = tuple(InterviewEvent(interview="I1", event=kind, at=at(5, time)) for kind, time in rows)
        return [code for code, _params in interviews(an_interview(), interview_events=events)]

    assert pauses(("paused", "10:10"), ("resumed", "10:20")) == []
    assert pauses(("resumed", "10:20")) == ["interview_events.unordered"]
    assert pauses(("paused", "10:10"), ("paused", "10:20")) == ["interview_events.unordered"]
    assert pauses(("paused", "09:10"), ("resumed", "11:20")) == ["interview_events.outside"] * 2


def test_two_complete_interviews_need_a_mark() -> None:
    second = an_interview("I2", started_at=at(6, "10:00"), ended_at=None)
    assert interviews(an_interview(), second) == [
        ("interviews.second_complete", {"participant": "P1", "first": "I1", "second": "I2"})
    ]
    assert interviews(an_interview(), replace(second, repeat_of="I1")) == []
    assert interviews(an_interview(), replace(second, end="partial")) == []


def test_a_repeat_is_of_the_same_person() -> None:
    assert interviews(an_interview(), an_interview("I2", "P2", repeat_of="I1")) == [
        ("interviews.repeat_of_other", {"interview": "I2", "repeat_of": "I1"})
    ]


def test_an_interview_without_answers_is_a_warning() -> None:
    assert interviews(an_interview(), answers=()) == [("interviews.no_answers", {"interview": "I1"})]


def test_a_transcript_belongs_to_its_interviews_person() -> None:
    stray = Transcript(id="T1", participant="P2", interview="I1", file="t.txt", sha256="0" * 64)
    assert interviews(an_interview(), transcripts=(stray,)) == [
        ("transcripts.interview_of_other", {"transcript": "T1", "participant": "P2", "interview": "I1"})
    ]


def test_days_after_the_report_or_outside_the_period_are_warnings() -> None:
    study = replace(STUDY, period_from=date(2024, 3, 6), period_to=date(2024, 3, 20), report_date=date(2024, 3, 25))
    assert interviews(an_interview(), study=study) == [
        (
            "dates.outside_period",
            {"day": "2024-03-05", "column": "started_at", "start": "2024-03-06", "stop": "2024-03-20"},
        )
    ]
    late = (ConsentEvent(participant="P1", event="given", at=at(26)),)
    assert interviews(study=study, consent=late) == [
        ("dates.in_future", {"day": "2024-03-26", "column": "at", "report_date": "2024-03-25"})
    ]
    withdrawn = (ConsentEvent(participant="P1", event="withdrawn", at=at(22), withdrawal="stop"),)
    assert interviews(study=study, consent=withdrawn) == []


# --- answers


def test_usual_answers_are_fine() -> None:
    assert answered(*answers(nomor="ya", umur=30.0, jelas="ya", contoh="misalnya", putusan="ya")) == []


def test_a_required_answer_is_wanted_only_where_it_is_asked() -> None:
    assert answered(*answers(nomor="ya", putusan="ya")) == [("answers.required", {"interview": "I1", "items": "jelas"})]
    long = (an_interview(form="lengkap"),)
    assert answered(*answers(nomor="ya", putusan="ya"), interviews=long) == [
        ("answers.required", {"interview": "I1", "items": "jelas, cerita"})
    ]
    assert answered(*answers(nomor="ya"), interviews=(an_interview(end="partial"),)) == []
    assert answered(*answers(nomor="tidak")) == []


def test_a_missing_code_answers_a_required_item() -> None:
    assert answered(*answers(nomor="ya", jelas=".refused", putusan="ya")) == []


def test_an_answer_that_was_not_asked_is_a_warning() -> None:
    assert answered(*answers(nomor="ya", jelas="tidak", contoh="x", cerita="y", putusan="ya")) == [
        ("answers.not_shown", {"item": "contoh", "interview": "I1"}),
        ("answers.not_shown", {"item": "cerita", "interview": "I1"}),
    ]


def test_an_impossible_answer_is_told_in_the_instruments_own_words() -> None:
    said = (event("P1", "eligible", 1),)
    assert answered(*answers(nomor="ya", umur=3.0, jelas="ya", putusan="ya"), recruitment=said) == [
        (
            "answers.constraint",
            {"item": "umur", "answer": "3", "expected": "Umur paling sedikit 15. / Age is 15 at least."},
        )
    ]


def test_a_constraint_without_words_shows_its_condition() -> None:
    found = answered(*answers(nomor="ya", jelas="ya", jalur="lain", putusan="ya"))
    assert found == [("answers.constraint", {"item": "jalur", "answer": "lain", "expected": "not(has(., 'lain'))"})]


def test_an_ineligible_person_is_asked_only_the_screening_and_the_module_for_ineligible_people() -> None:
    assert answered(*answers(nomor="tidak", pengganti="telepon")) == []
    assert answered(*answers(nomor="tidak", jelas="ya")) == [
        ("answers.ineligible_person", {"participant": "P1", "items": "jelas"})
    ]
    said = (event("P1", "eligible", 1),)
    assert answered(*answers(nomor="tidak", jelas="ya", putusan="ya"), recruitment=said) == []


def test_an_eligible_person_who_answers_the_other_module_is_a_warning() -> None:
    assert answered(*answers(nomor="ya", jelas="ya", putusan="ya", pengganti="telepon")) == [
        ("answers.eligible_person", {"participant": "P1", "items": "pengganti"})
    ]


def test_the_last_screening_event_counts() -> None:
    changed = (event("P1", "eligible", 1), event("P1", "ineligible", 3, reason="no_number"))
    assert [
        code for code, _params in answered(*answers(nomor="ya", jelas="ya", putusan="ya"), recruitment=changed)
    ] == ["answers.ineligible_person"]


def test_a_complete_interview_needs_the_verdict_or_what_complete_if_names() -> None:
    assert answered(*answers(nomor="ya", jelas="ya")) == [
        ("interviews.complete_without", {"interview": "I1", "items": "putusan"})
    ]
    study = replace(STUDY, complete_if=("jelas",))
    assert answered(*answers(nomor="ya", jelas="ya"), study=study) == []
    assert answered(*answers(nomor="ya", jelas=".skip", putusan="ya"), study=study) == [
        ("interviews.complete_without", {"interview": "I1", "items": "jelas"})
    ]


def test_a_break_off_with_a_verdict_is_a_warning() -> None:
    stopped = (an_interview(end="break_off"),)
    assert answered(*answers(nomor="ya", putusan="ya"), interviews=stopped) == [
        ("interviews.break_off_with_verdict", {"interview": "I1", "item": "putusan"})
    ]


def test_an_item_answered_twice_is_an_error() -> None:
    rows = answers(nomor="ya", jelas="ya", putusan="ya")
    assert answered(*rows, rows[1]) == [("answers.twice", {"item": "jelas", "interview": "I1"})]


def test_two_choices_of_one_answer_are_not_two_answers() -> None:
    choices = (Answer("I1", "jalur", 0, choice="grup"), Answer("I1", "jalur", 1, choice="status"))
    assert answered(*answers(nomor="ya", jelas="ya", putusan="ya"), *choices) == []


def test_an_unknown_item_is_told_also_among_superseded_answers() -> None:
    rows = answers(nomor="ya", jelas="ya", putusan="ya", jlas="ya")
    expected = ("answers.item_unknown", {"item": "jlas", "instrument": "wa", "version": "v1", "meant": "jelas"})
    assert answered(*rows) == [expected]
    old = (SupersededAnswer(interview="I1", item="jlas", value="ya"),)
    assert answered(*rows[:-1], superseded=old) == [expected]


def test_rules_and_gate_see_the_same_record() -> None:
    record = StudyRecord(
        study=STUDY,
        participants=(Participant(id="P1", site="BU"),),
        interviews=(an_interview(),),
        answers=answers(nomor="ya"),
    )
    assert [one.code for one in check_consent(record, Sieve(record))] == ["consent.no_consent"]
