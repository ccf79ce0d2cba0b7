"""The consent gate: whose content reaches the Snapshot, and what the digest depends on."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.problem import Place
from engage_eval.model.coding import Adjudication, Coding, Erasure, Memo, Transcript, Turn
from engage_eval.model.consent import Consents, gate
from engage_eval.model.instrument import Instrument, Item, Section
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.people import Attribute, ConsentEvent, ConsentForm, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Person, Snapshot
from engage_eval.model.study import Ethics, Study
from engage_eval.model.texts import Texts


def at(day: int, time: str = "") -> Moment:
    """Return a day of March 2024, or a minute of it in WIB."""
    if not time:
        return Moment(date(2024, 3, day))
    hour, minute = map(int, time.split(":"))
    return Moment.of(datetime(2024, 3, day, hour, minute, tzinfo=ZONES["WIB"]))


def event(kind: str, when: Moment, person: str = "P1", **fields: object) -> ConsentEvent:
    given_fields = {"form": "psp", "version": "v1", "language": "id", "mode": "ink"} if kind == "given" else {}
    return ConsentEvent(participant=person, event=kind, at=when, **{**given_fields, **fields})


def instrument() -> Instrument:
    def item(key: str, audience: str) -> Item:
        return Item(key=key, section="s", type="text", text=Texts(key), audience=audience)

    return Instrument(
        key="wa",
        version="v1",
        title=Texts("WA"),
        forms={"inti": 20},
        characteristics=(),
        scales={},
        sections=(Section(key="s", text=Texts("S")),),
        items=(item("saring", "everyone"), item("puas", "eligible")),
        digest="d",
    )


def record(*consent: ConsentEvent, start: Moment | None = None, study: Study | None = None) -> StudyRecord:
    """Return a study of one person with one interview on 5 March, 10:00."""
    return StudyRecord(
        study=study or Study(id="s", title=Texts("S")),
        instruments=(instrument(),),
        forms=(ConsentForm(id="psp", version="v1", language="id", text="Naskah"),),
        participants=(Participant(id="P1", site="BU", facility="F1", role="dokter"),),
        attributes=(Attribute(participant="P1", key="umur", value="40"),),
        recruitment=(RecruitmentEvent(participant="P1", event="contacted", on=at(1), reason="other: lewat Ani"),),
        consent=consent,
        interviews=(
            Interview(
                id="I1",
                participant="P1",
                instrument="wa",
                version="v1",
                mode="face",
                started_at=start or at(5, "10:00"),
                end="complete",
                venue="ruang kepala",
                field_notes="gugup",
                submission="uuid-1",
            ),
        ),
        answers=(Answer("I1", "saring", text="ya"), Answer("I1", "puas", text="sangat")),
        transcripts=(Transcript(id="T1", participant="P1", file="t1.txt", sha256="0" * 64, interview="I1"),),
        turns=(Turn(transcript="T1", start=0, stop=9, role="participant", ms_from=0, ms_to=900),),
        codings=(
            Coding(
                id="C1",
                transcript="T1",
                start=0,
                stop=5,
                code="jelas",
                coder="k1",
                origin="hand",
                quotation="jelas",
                at=at(8),
            ),
        ),
    )


def items(snapshot: Snapshot) -> list[str]:
    return [answer.item for answer in snapshot.answers]


def only(snapshot: Snapshot) -> Person:
    return snapshot.people[0]


def assert_content_is_gone(snapshot: Snapshot) -> None:
    assert snapshot.answers == ()
    assert snapshot.transcripts == ()
    assert snapshot.turns == ()
    assert snapshot.codings == ()


def test_consent_before_the_interview_lets_everything_through() -> None:
    snapshot = gate(record(event("given", at(5, "09:30"), quotation="verbatim")))
    assert items(snapshot) == ["saring", "puas"]
    assert [one.id for one in snapshot.codings] == ["C1"]
    assert snapshot.attributes[0].value == "40"
    assert (only(snapshot).open, only(snapshot).held, only(snapshot).quotation) == (True, "", "verbatim")
    assert snapshot.held_back == ()


def test_without_any_consent_content_is_held_and_the_node_stays() -> None:
    snapshot = gate(record())
    assert_content_is_gone(snapshot)
    assert only(snapshot).id == "P1"
    assert only(snapshot).held == "no_consent"
    assert snapshot.held_back == (("no_consent", 1),)
    assert [one.id for one in snapshot.interviews] == ["I1"]


@pytest.mark.parametrize("refusal", [event("declined", at(4)), event("given", at(4), take_part=False)])
def test_a_refusal_holds_the_content(refusal: ConsentEvent) -> None:
    snapshot = gate(record(refusal))
    assert_content_is_gone(snapshot)
    assert snapshot.held_back == (("declined", 1),)
    assert not only(snapshot).consented


def test_a_refusal_after_consent_holds_the_content() -> None:
    snapshot = gate(record(event("given", at(4)), event("declined", at(6))))
    assert_content_is_gone(snapshot)
    assert snapshot.held_back == (("declined", 1),)
    assert only(snapshot).consented


def test_a_person_screened_out_before_consent_without_answers_is_not_held() -> None:
    bare = replace(record(), answers=(), transcripts=(), turns=(), codings=(), attributes=())
    snapshot = gate(bare)
    assert snapshot.held_back == ()
    assert only(snapshot).held == ""


def test_screening_answers_stay_where_screening_comes_before_consent() -> None:
    study = Study(id="s", title=Texts("S"), screening_before_consent=True)
    assert items(gate(record(study=study))) == ["saring"]
    assert items(gate(record(event("declined", at(6)), study=study))) == ["saring"]


def test_screening_answers_go_when_the_person_withdraws() -> None:
    study = Study(id="s", title=Texts("S"), screening_before_consent=True)
    asked = (event("given", at(4)), event("request_received", at(6)))
    assert items(gate(record(*asked, study=study))) == []


def test_screening_items_are_those_of_the_version_that_was_used() -> None:
    newer = instrument()
    newer = replace(newer, version="v2", items=tuple(replace(item, audience="everyone") for item in newer.items))
    study = Study(id="s", title=Texts("S"), screening_before_consent=True)
    found = gate(replace(record(study=study), instruments=(instrument(), newer)))
    assert items(found) == ["saring"]


def test_consent_after_the_start_is_late() -> None:
    snapshot = gate(record(event("given", at(5, "10:01"))))
    assert_content_is_gone(snapshot)
    assert snapshot.held_back == (("consent_late", 1),)


def test_with_only_a_date_on_one_side_the_same_day_is_in_time() -> None:
    assert items(gate(record(event("given", at(5))))) == ["saring", "puas"]
    assert items(gate(record(event("given", at(5, "18:00")), start=at(5)))) == ["saring", "puas"]
    assert items(gate(record(event("given", at(6))))) == []


def test_times_in_different_zones_are_compared_as_instants() -> None:
    eastern = Moment.of(datetime(2024, 3, 5, 11, 30, tzinfo=ZONES["WIT"]))  # 09:30 WIB
    assert items(gate(record(event("given", eastern)))) == ["saring", "puas"]


def test_telephone_consent_without_a_recording_is_void() -> None:
    snapshot = gate(record(event("given", at(4), mode="telephone")))
    assert_content_is_gone(snapshot)
    assert snapshot.held_back == (("telephone_unrecorded", 1),)


def test_recorded_consent_at_the_call_counts_though_ink_came_later() -> None:
    call = event("given", at(5, "09:55"), mode="telephone_recorded")
    ink = event("given", at(12), mode="ink")
    assert items(gate(record(call, ink))) == ["saring", "puas"]


def test_unrecorded_consent_at_the_call_is_not_cured_by_later_ink() -> None:
    call = event("given", at(5, "09:55"), mode="telephone")
    ink = event("given", at(12), mode="ink")
    snapshot = gate(record(call, ink))
    assert snapshot.held_back == (("consent_late", 1),)


def test_a_void_consent_never_widens_what_may_be_quoted() -> None:
    ink = event("given", at(4), quotation="none")
    call = event("given", at(6), mode="telephone", quotation="verbatim")
    assert only(gate(record(ink, call))).quotation == "none"
    narrower = event("given", at(6), mode="telephone", quotation="paraphrase")
    assert only(gate(record(event("given", at(4), quotation="verbatim"), narrower))).quotation == "paraphrase"


@pytest.mark.parametrize("status", ["approved", "not_reported"])
def test_an_unapproved_form_holds_only_where_ethics_is_approved(status: str) -> None:
    study = Study(id="s", title=Texts("S"), ethics=Ethics(status=status))
    form = ConsentForm(id="psp", version="v1", language="id", text="", approved_from=date(2024, 3, 5))
    snapshot = gate(replace(record(event("given", at(4)), study=study), forms=(form,)))
    assert snapshot.held_back == ((("form_not_approved", 1),) if status == "approved" else ())


def test_a_form_without_dates_is_not_held_where_ethics_is_approved() -> None:
    study = Study(id="s", title=Texts("S"), ethics=Ethics(status="approved"))
    assert items(gate(record(event("given", at(4)), study=study))) == ["saring", "puas"]


def test_a_request_locks_everything_until_it_is_decided() -> None:
    asked = (event("given", at(4)), event("request_received", at(6, "08:00")))
    snapshot = gate(record(*asked))
    assert_content_is_gone(snapshot)
    assert snapshot.held_back == (("withdrawal_requested", 1),)
    decided = gate(record(*asked, event("withdrawn", at(7), withdrawal="no_contact")))
    assert items(decided) == ["saring", "puas"]


def test_a_decision_that_has_only_a_day_answers_a_request_of_that_day() -> None:
    asked = (event("given", at(4)), event("request_received", at(6, "08:00")))
    decided = gate(record(*asked, event("withdrawn", at(6), withdrawal="no_contact")))
    assert items(decided) == ["saring", "puas"]


def test_a_second_request_locks_again() -> None:
    events = (
        event("given", at(4)),
        event("request_received", at(6)),
        event("withdrawn", at(7), withdrawal="no_contact"),
        event("request_received", at(9)),
    )
    assert gate(record(*events)).held_back == (("withdrawal_requested", 1),)


def test_no_quotation_keeps_the_count_and_forbids_the_quote() -> None:
    events = (event("given", at(4), quotation="verbatim"), event("withdrawn", at(7), withdrawal="no_quotation"))
    snapshot = gate(record(*events))
    assert items(snapshot) == ["saring", "puas"]
    assert only(snapshot).quotation == "none"


def test_no_audio_takes_the_pointers_and_keeps_the_transcript() -> None:
    events = (event("given", at(4)), event("withdrawn", at(7), withdrawal="no_audio"))
    snapshot = gate(record(*events))
    assert [one.id for one in snapshot.transcripts] == ["T1"]
    assert (snapshot.turns[0].ms_from, snapshot.turns[0].ms_to) == (None, None)


def test_stop_keeps_what_was_given_and_refuses_what_came_later() -> None:
    events = (event("given", at(4)), event("withdrawn", at(7), withdrawal="stop"))
    assert items(gate(record(*events))) == ["saring", "puas"]
    later = gate(record(*events, start=at(8)))
    assert_content_is_gone(later)
    assert later.held_back == (("withdrawn", 1),)


def test_stop_holds_from_the_request_that_it_answers() -> None:
    asked, decided = event("request_received", at(6)), event("withdrawn", at(9), withdrawal="stop")
    earlier = (event("request_received", at(2)), event("withdrawn", at(3), withdrawal="no_audio"))
    events = (event("given", at(1)), *earlier, asked, decided)
    standing = Consents(record(*events)).of("P1")
    assert [standing.reason_against(at(day)) for day in (4, 5, 7, 10)] == ["", "", "withdrawn", "withdrawn"]


@pytest.mark.parametrize("kinds", [("no_contact", "stop"), ("stop", "no_contact")])
def test_decisions_of_one_day_answer_one_request_in_any_order(kinds: tuple[str, str]) -> None:
    hours = ("11:00", "12:00")
    decided = [event("withdrawn", at(9, hour), withdrawal=kind) for hour, kind in zip(hours, kinds, strict=True)]
    standing = Consents(record(event("given", at(1)), event("request_received", at(6)), *decided)).of("P1")
    assert [standing.reason_against(at(day)) for day in (5, 7)] == ["", "withdrawn"]


def test_where_only_the_day_of_a_stop_is_known_an_interview_of_that_day_is_held() -> None:
    standing = Consents(record(event("given", at(1)), event("withdrawn", at(9), withdrawal="stop"))).of("P1")
    held = [standing.reason_against(one) for one in (at(8, "17:00"), at(9, "10:00"), at(9), at(10))]
    assert held == ["", "withdrawn", "withdrawn", "withdrawn"]


def test_a_consent_between_the_request_and_the_decision_to_stop_opens_nothing() -> None:
    events = (
        event("given", at(1)),
        event("request_received", at(6)),
        event("given", at(7)),
        event("withdrawn", at(9), withdrawal="stop"),
    )
    standing = Consents(record(*events)).of("P1")
    assert standing.has_stopped()
    assert [standing.reason_against(at(day)) for day in (5, 8, 10)] == ["", "withdrawn", "withdrawn"]


def test_consent_given_anew_after_stop_opens_later_interviews() -> None:
    events = (
        event("given", at(4)),
        event("withdrawn", at(7), withdrawal="stop"),
        event("given", at(8)),
    )
    assert items(gate(record(*events, start=at(9)))) == ["saring", "puas"]


@pytest.mark.parametrize("kind", ["erase", ""])
def test_erase_takes_everything_and_keeps_the_node(kind: str) -> None:
    events = (event("given", at(4)), event("withdrawn", at(7), withdrawal=kind))
    snapshot = gate(record(*events))
    assert_content_is_gone(snapshot)
    assert snapshot.attributes == ()
    assert snapshot.held_back == (("withdrawn", 1),)
    assert (only(snapshot).withdrawal, only(snapshot).facility, only(snapshot).role) == ("erase", "", "")


def test_an_erasure_on_file_gates_even_if_the_withdrawal_row_is_lost() -> None:
    erased = replace(
        record(event("given", at(4))), erasures=(Erasure(participant="P1", scope="person", at=at(9), by="k1"),)
    )
    assert_content_is_gone(gate(erased))


def test_memos_on_held_content_are_gone_too() -> None:
    def memo(key: str, kind: str, target: str, source: str = "") -> Memo:
        return Memo(id=key, target_kind=kind, target=target, text="…", from_participant=source)

    memos = (
        memo("M1", "coding", "C1"),
        memo("M2", "transcript", "T1"),
        memo("M3", "interview", "I1"),
        memo("M4", "participant", "P1"),
        memo("M5", "study", "s", source="P1"),
        memo("M6", "study", "s"),
    )
    held = gate(replace(record(), memos=memos))
    assert [one.id for one in held.memos] == ["M6"]
    kept = gate(replace(record(event("given", at(4))), memos=memos))
    assert len(kept.memos) == 6


def test_a_transcript_filed_under_anothers_interview_still_asks_its_own_person() -> None:
    whole = record(event("given", at(4)))
    stray = Transcript(id="T2", participant="P2", file="t2.txt", sha256="0" * 64, interview="I1")
    found = gate(
        replace(
            whole,
            participants=(*whole.participants, Participant(id="P2", site="BU")),
            transcripts=(*whole.transcripts, stray),
        )
    )
    assert [one.id for one in found.transcripts] == ["T1"]


def test_an_adjudication_of_held_codings_is_gone() -> None:
    decision = Adjudication(id="A1", round="R1", codings=("C1",), decision="keep", reason="jelas")
    assert gate(replace(record(), adjudications=(decision,))).adjudications == ()


def test_held_back_counts_people_by_reason_and_each_person_once() -> None:
    whole = record(event("given", at(4), mode="telephone"), event("declined", at(4), "P2"))
    whole = replace(
        whole,
        participants=(*whole.participants, Participant(id="P2", site="BU"), Participant(id="P3", site="BU")),
        attributes=(
            *whole.attributes,
            Attribute(participant="P2", key="umur", value="30"),
            Attribute(participant="P3", key="umur", value="31"),
        ),
    )
    assert gate(whole).held_back == (("declined", 1), ("telephone_unrecorded", 1), ("no_consent", 1))


def test_free_words_about_an_unconsenting_person_are_cut() -> None:
    assert gate(record()).recruitment[0].reason == "other"
    assert gate(record(event("given", at(4)))).recruitment[0].reason == "other: lewat Ani"
    assert gate(record()).interviews[0].venue == ""


def test_the_word_seed_and_an_empty_recruiter_are_the_same() -> None:
    whole = record(event("given", at(4)))
    marked = replace(whole, recruitment=tuple(replace(one, recruiter="Seed") for one in whole.recruitment))
    assert gate(marked).recruitment[0].recruiter == ""
    assert gate(marked).digest() == gate(whole).digest()


def test_the_state_on_an_earlier_day_can_be_shown() -> None:
    standing = Consents(record(event("given", at(4)), event("withdrawn", at(7), withdrawal="erase"))).of("P1")
    assert standing.until(at(5)).reason_against(at(5)) == ""
    assert standing.reason_against(at(5)) == "withdrawn"
    assert standing.until(at(3)).reason_against(None) == "no_consent"


def test_given_and_declined_at_the_same_time_are_read_as_declined_in_either_order() -> None:
    yes, no = event("given", at(4)), event("declined", at(4))
    assert gate(record(yes, no)).held_back == gate(record(no, yes)).held_back == (("declined", 1),)


# --- the digest


def people_of(count: int) -> StudyRecord:
    """Return a study of several people whose consent differs."""
    parts = [record() for _ in range(count)]
    names = [f"P{number}" for number in range(count)]
    kinds: list[tuple[ConsentEvent, ...]] = [
        (event("given", at(4), name), event("declined", at(4), name))
        if number % 3 == 0
        else (event("given", at(5), name, quotation="none"), event("given", at(5), name, quotation="verbatim"))
        for number, name in enumerate(names)
    ]
    return replace(
        parts[0],
        participants=tuple(Participant(id=name, site="BU") for name in names),
        attributes=tuple(Attribute(participant=name, key="umur", value="40") for name in names),
        recruitment=tuple(RecruitmentEvent(participant=name, event="contacted", on=at(1)) for name in names),
        consent=tuple(one for pair in kinds for one in pair),
        interviews=tuple(replace(parts[0].interviews[0], id=f"I{name}", participant=name) for name in names),
        answers=tuple(Answer(f"I{name}", "puas", text="sangat") for name in names),
        transcripts=(),
        turns=(),
        codings=(),
    )


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_the_digest(random: Random) -> None:
    whole = people_of(4)
    tables = ("participants", "attributes", "recruitment", "consent", "interviews", "answers")
    shuffled = {}
    for name in tables:
        rows = list(getattr(whole, name))
        random.shuffle(rows)
        shuffled[name] = tuple(rows)
    assert gate(replace(whole, **shuffled)).digest() == gate(whole).digest()


def test_the_digest_ignores_places_submissions_and_field_notes() -> None:
    whole = record(event("given", at(4)))
    other = replace(
        whole,
        interviews=tuple(
            replace(one, place=Place(file="x.csv", line=9), field_notes="tenang", submission="uuid-2")
            for one in whole.interviews
        ),
        answers=tuple(replace(one, place=Place(file="x.csv", line=3)) for one in whole.answers),
    )
    assert gate(other).digest() == gate(whole).digest()


def test_the_digest_changes_with_an_answer_a_setting_and_a_consent() -> None:
    whole = record(event("given", at(4)))
    digests = {
        gate(whole).digest(),
        gate(replace(whole, answers=(whole.answers[0], Answer("I1", "puas", text="kurang")))).digest(),
        gate(replace(whole, study=Study(id="s", title=Texts("S"), headline="rule"))).digest(),
        gate(replace(whole, consent=(event("given", at(3)),))).digest(),
    }
    assert len(digests) == 4


def test_held_content_does_not_reach_the_digest() -> None:
    whole = record()
    other = replace(whole, answers=(Answer("I1", "puas", text="rahasia"),))
    assert gate(other).digest() == gate(whole).digest()
