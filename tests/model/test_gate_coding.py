"""The gate over memos, coding rounds and what a consent event says of the person."""

from dataclasses import replace
from datetime import date

import pytest

from engage_eval.model.coding import Adjudication, Coding, Memo, Round, RoundEvent, Transcript
from engage_eval.model.consent import gate
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent, Participant
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts


def on(day: int) -> Moment:
    return Moment(date(2024, 3, day))


def memo(key: str, kind: str, target: str) -> Memo:
    return Memo(id=key, target_kind=kind, target=target, text="words of the person")


def record(*, consented: bool = True, **tables: object) -> StudyRecord:
    """Return one person with a transcript, coded in round R1 by one coder."""
    given = ConsentEvent(participant="P1", event="given", at=on(1), mode="ink", attribution="dr. Ani", replaces="psp-0")
    refused = ConsentEvent(participant="P1", event="declined", at=on(2))
    whole = StudyRecord(
        study=Study(id="s", title=Texts("S")),
        participants=(Participant(id="P1", site="BU"),),
        consent=(given,) if consented else (given, refused),
        transcripts=(Transcript(id="T1", participant="P1", file="t1.txt", sha256="0" * 64),),
        rounds=(Round(id="R1", codebook_version="v1", unit="turn", blind=True, coders=("a", "b")),),
        codings=(
            Coding(
                id="C1",
                transcript="T1",
                start=0,
                stop=5,
                code="jelas",
                coder="a",
                origin="hand",
                quotation="jelas",
                at=on(8),
                round="R1",
            ),
        ),
        adjudications=(Adjudication(id="A1", round="R1", codings=("C1",), decision="keep", reason="jelas"),),
        memos=(memo("M1", "coding", "C1"), memo("M2", "round", "R1"), memo("M3", "memo", "M1")),
    )
    return replace(whole, **tables)


def event(kind: str, day: int) -> RoundEvent:
    return RoundEvent(round="R1", event=kind, at=on(day))


@pytest.mark.parametrize(
    ("events", "is_open"),
    [
        ((), True),
        ((event("opened", 3),), True),
        ((event("opened", 3), event("done", 9)), True),
        ((event("opened", 3), event("closed", 9)), False),
        ((event("closed", 9), event("opened", 3)), False),
        ((event("opened", 3), event("closed", 9), event("opened", 10)), True),
    ],
)
def test_codings_of_an_open_blind_round_are_out_with_their_memos_and_decisions(
    events: tuple[RoundEvent, ...], *, is_open: bool
) -> None:
    found = gate(record(round_events=events))
    here = (len(found.codings), len(found.adjudications), len(found.memos))
    assert here == ((0, 0, 0) if is_open else (1, 1, 3))
    assert found.held_back == ()


def test_codings_of_a_round_that_is_not_blind_or_of_none_are_there_at_once() -> None:
    seen = record()
    assert len(gate(replace(seen, rounds=(replace(seen.rounds[0], blind=False),))).codings) == 1
    assert len(gate(replace(seen, codings=(replace(seen.codings[0], round=""),))).codings) == 1


def test_codings_of_an_unknown_round_are_out() -> None:
    assert gate(record(rounds=())).codings == ()


def test_a_memo_on_a_memo_follows_it_to_the_person() -> None:
    chain = (memo("M1", "participant", "P1"), memo("M2", "memo", "M1"), memo("M3", "memo", "M2"))
    assert gate(record(consented=False, memos=chain)).memos == ()
    assert gate(record(memos=chain)).memos == chain


def test_memos_that_stand_on_each_other_or_on_nothing_known_are_out() -> None:
    circle = (memo("M1", "memo", "M2"), memo("M2", "memo", "M1"), memo("M3", "memo", "M3"))
    unknown = (memo("M4", "memo", "M9"), memo("M5", "turn", "T1"), memo("M6", "interview", "I9"))
    kept = (memo("M7", "study", "s"), memo("M8", "memo", "M7"))
    assert gate(record(memos=(*circle, *unknown, *kept))).memos == kept


def test_a_long_chain_of_memos_is_followed() -> None:
    chain = [memo("M0", "participant", "P1"), *(memo(f"M{n}", "memo", f"M{n - 1}") for n in range(1, 1200))]
    assert gate(record(consented=False, memos=(chain[-1], chain[0], *chain[1:-1]))).memos == ()


def test_how_a_person_may_be_named_goes_with_the_consent() -> None:
    assert gate(record()).consent[0].attribution == "dr. Ani"
    assert {one.attribution for one in gate(record(consented=False)).consent} == {""}
    erased = ConsentEvent(participant="P1", event="withdrawn", at=on(5), withdrawal="erase", attribution="dr. Ani")
    assert {one.attribution for one in gate(record(consent=(*record().consent, erased))).consent} == {""}


def test_the_row_that_a_consent_replaces_is_not_in_the_digest() -> None:
    whole = record()
    other = replace(whole, consent=(replace(whole.consent[0], replaces="psp-1"),))
    assert gate(other).digest() == gate(whole).digest()


def asked(*answers: Answer, form: str = "", forms: tuple[str, ...] = ("inti", "lengkap")) -> StudyRecord:
    instrument = Instrument(
        key="wa",
        version="v1",
        title=Texts("WA"),
        forms=dict.fromkeys(forms, 20),
        characteristics=(),
        scales={},
        sections=(),
        items=(Item(key="banyak", section="s", type="multiple", text=Texts("Banyak")),),
    )
    interview = Interview(
        id="I1",
        participant="P1",
        instrument="wa",
        version="v1",
        mode="face",
        started_at=on(4),
        end="complete",
        form=form,
    )
    return record(instruments=(instrument,), interviews=(interview,), answers=answers)


def test_the_order_in_which_choices_were_ticked_is_not_in_the_digest() -> None:
    first = asked(Answer("I1", "banyak", 0, choice="grup"), Answer("I1", "banyak", 1, choice="status"))
    second = asked(Answer("I1", "banyak", 0, choice="status"), Answer("I1", "banyak", 1, choice="grup"))
    fewer = asked(Answer("I1", "banyak", 0, choice="status"))
    assert gate(first).digest() == gate(second).digest() != gate(fewer).digest()


def test_an_empty_form_and_the_first_form_are_the_same_study() -> None:
    assert gate(asked()).interviews[0].form == "inti"
    assert gate(asked()).digest() == gate(asked(form="inti")).digest() != gate(asked(form="lengkap")).digest()


def test_interviews_that_are_held_are_named_one_by_one() -> None:
    first = asked().interviews[0]
    early = replace(first, id="I0", started_at=Moment(date(2024, 2, 1)))
    assert gate(replace(asked(), interviews=(first, early))).held_interviews == {"I0"}
