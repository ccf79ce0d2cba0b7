"""Rules that tell one cause once, at its own line, and those that a second look at real data asked for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest

from engage_eval.core.messages import messages
from engage_eval.core.problem import Place, Problem
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.people import ConsentEvent, ConsentForm, Participant, RecruitmentEvent
from engage_eval.model.record import Lost, StudyRecord
from engage_eval.model.rules import check
from engage_eval.model.study import Compare, Study
from engage_eval.model.texts import Texts

SETTINGS = Place(file="study.yaml", line=12)


def at(day: int, time: str = "") -> Moment:
    """Return a day of March 2024, or a minute of it in WIB."""
    if not time:
        return Moment(date(2024, 3, day))
    hour, minute = map(int, time.split(":"))
    return Moment.of(datetime(2024, 3, day, hour, minute, tzinfo=ZONES["WIB"]))


def a_study(**fields: object) -> Study:
    return Study(**{"id": "s", "title": Texts("S"), "purpose": "internal_evaluation", "place": SETTINGS, **fields})


def an_instrument() -> Instrument:
    size = Item(key="kenalan", section="s", type="number", text=Texts("Kenalan"), role="network_size")
    verdict = Item(key="putusan", section="s", type="text", text=Texts("Putusan"), role="verdict")
    return Instrument(
        key="wa",
        version="v1",
        title=Texts("WA"),
        forms={"inti": 20},
        characteristics=(),
        scales={},
        sections=(),
        items=(size, verdict),
    )


def an_interview(person: str, **fields: object) -> Interview:
    base = {
        "id": f"I-{person}",
        "participant": person,
        "instrument": "wa",
        "version": "v1",
        "mode": "face",
        "started_at": at(5, "10:00"),
        "end": "complete",
        "place": Place(file="interviews.csv", line=2),
    }
    return Interview(**{**base, **fields})


def a_record(**tables: object) -> StudyRecord:
    base = {"study": a_study(), "instruments": (an_instrument(),), "participants": (Participant(id="P1", site="RS"),)}
    return StudyRecord(**{**base, **tables})


def only(found: Iterable[Problem], *wanted: str) -> list[Problem]:
    """Return the problems of these codes; each must be able to be said in both languages."""
    kept = [one for one in found if one.code in wanted]
    said = ("".join(messages(name).problem(one)) for one in kept for name in ("en", "id"))
    assert all("{" not in text.replace("{funder}", "").replace("{hospital}", "") for text in said)
    return kept


def event(person: str, kind: str, when: Moment, **fields: object) -> RecruitmentEvent:
    place = Place(file="recruitment.csv", line=4)
    return RecruitmentEvent(participant=person, event=kind, on=when, place=place, **fields)


def given(person: str, **fields: object) -> ConsentEvent:
    base = {"form": "psp", "version": "v1", "language": "id", "mode": "ink", "quotation": "none"}
    return ConsentEvent(**{"participant": person, "event": "given", "at": at(1), **base, **fields})


# --- settings


def test_each_setting_is_told_at_its_own_line() -> None:
    places = {name: Place(file="study.yaml", line=line, key=name) for name, line in (("purpose", 27), ("ethics", 33))}
    study = a_study(purpose="", places=places)

    (problem,) = only(check(a_record(study=study)), "design.purpose_missing")
    assert problem.place == Place(file="study.yaml", line=27, key="purpose")
    study = replace(study, purpose="research")
    (problem,) = only(check(a_record(study=study)), "ethics.status_missing")
    assert problem.place == Place(file="study.yaml", line=33, key="ethics")


def test_the_lines_of_settings_are_no_part_of_the_study() -> None:
    placed = a_study(places={"site": Place(line=3)}, told=frozenset({"purpose"}))

    assert placed == a_study()
    assert hash(placed) == hash(a_study())


def test_a_purpose_that_was_refused_when_it_was_read_is_not_called_missing() -> None:
    assert not only(check(a_record(study=a_study(purpose="", told=frozenset({"purpose"})))), "design.purpose_missing")


def test_a_status_that_was_refused_when_it_was_read_is_not_called_missing() -> None:
    study = a_study(purpose="research", told=frozenset({"ethics.status"}))

    assert not only(check(a_record(study=study)), "ethics.status_missing")


def test_a_placeholder_is_told_once_however_many_forms_hold_it() -> None:
    forms = tuple(
        ConsentForm(id=key, version="v1", language=language, text="{hospital} dan {hospital}, {funder}")
        for key in ("psp", "naskah")
        for language in ("id", "en")
    )
    places = {
        "placeholders": Place(file="study.yaml", line=40, key="placeholders"),
        "placeholders.funder": Place(file="study.yaml", line=42, key="placeholders.funder"),
    }

    funder, hospital = sorted(
        only(check(a_record(study=a_study(places=places), forms=forms)), "consent.placeholder"),
        key=lambda one: str(one.params["name"]),
    )
    assert funder.place == Place(file="study.yaml", line=42, key="funder")
    assert hospital.place == Place(file="study.yaml", line=40, key="hospital")
    assert funder.params == {
        "name": "{funder}",
        "count": 4,
        "forms": "naskah v1, psp v1",
    }


def test_a_study_without_participants_is_told() -> None:
    assert len(only(check(a_record(participants=())), "people.none")) == 1
    assert not only(check(a_record()), "people.none")


def test_participants_that_could_not_be_read_are_not_said_to_be_none() -> None:
    assert not only(check(a_record(participants=(), lost=Lost(tables=frozenset({"participants"})))), "people.none")


@pytest.mark.parametrize(
    ("compare", "told"), [(Compare(), 1), (Compare(before="2022"), 1), (Compare(before="2022", after="2023"), 0)]
)
def test_counts_that_nothing_compares_are_told(compare: Compare, told: int) -> None:
    rows = tuple(
        Outcome(facility="F1", period=year, measure="visits", count=4, kind="observed") for year in ("2022", "2023")
    )

    assert len(only(check(a_record(study=a_study(compare=compare), outcomes=rows)), "outcomes.not_compared")) == told


def test_a_site_that_is_not_the_studys_is_told_once_with_how_many_have_it() -> None:
    people = tuple(
        Participant(id=key, site=site, place=Place(file="participants.csv", line=line))
        for line, (key, site) in enumerate((("P1", "RS"), ("P2", "RSM"), ("P3", "RSM")), 2)
    )

    (problem,) = only(check(a_record(study=a_study(site="RS"), participants=people)), "participants.site_differs")
    assert problem.place == Place(file="participants.csv", line=3, key="site")
    assert problem.params == {"site": "RSM", "study_site": "RS", "count": 2}
    assert not only(check(a_record(participants=people)), "participants.site_differs")


# --- what follows from another fault


def test_a_table_without_rows_that_others_refer_to_is_told_once() -> None:
    rows = tuple(event(f"P{n}", "contacted", at(1)) for n in range(9))

    (problem,) = only(check(a_record(participants=(), recruitment=rows)), "participants.unknown", "tables.no_rows")
    assert problem.code == "tables.no_rows"
    assert problem.params == {"table": "participants", "count": 9}


def test_what_refers_to_a_row_that_was_left_out_is_not_told_again() -> None:
    rows = (event("P2", "contacted", at(1)), event("P3", "contacted", at(1)))
    record = a_record(recruitment=rows, lost=Lost(ids={"participants": frozenset({"P2"})}))

    assert [one.params["value"] for one in only(check(record), "participants.unknown")] == ["P3"]


def test_what_refers_to_a_table_that_could_not_be_read_is_not_told() -> None:
    lost = Lost(tables=frozenset({"participants", "staff"}))
    record = a_record(recruitment=(event("P2", "contacted", at(1), by="S1"),), lost=lost)

    assert not only(check(record), "participants.unknown", "staff.unknown", "tables.no_rows")


def test_an_instrument_that_could_not_be_read_is_not_said_to_be_missing_as_well() -> None:
    record = a_record(
        study=a_study(instrument="wa", complete_if=("x",)),
        instruments=(),
        interviews=(an_interview("P1"),),
        recruitment=(event("P1", "ineligible", at(1), reason="no_number"),),
        lost=Lost(tables=frozenset({"instruments"})),
    )

    assert not only(
        check(record),
        "design.no_instrument",
        "design.instrument_unknown",
        "interviews.instrument_unknown",
        "recruitment.reason_unknown",
    )


def test_a_key_with_another_number_is_not_guessed_but_the_same_number_written_otherwise_is() -> None:
    record = a_record(participants=(Participant(id="P06", site="RS"),), recruitment=(event("P07", "contacted", at(1)),))

    (problem,) = only(check(record), "participants.unknown")
    assert "meant" not in problem.params
    record = a_record(participants=(Participant(id="P06", site="RS"),), recruitment=(event("P6", "contacted", at(1)),))
    (problem,) = only(check(record), "participants.unknown")
    assert problem.params["meant"] == "P06"


# --- withdrawal


@pytest.mark.parametrize("kind", ["erase", "stop"])
def test_after_a_withdrawal_nobody_is_asked_to_enter_answers(kind: str) -> None:
    withdrawn = ConsentEvent(participant="P1", event="withdrawn", at=at(9), withdrawal=kind)
    record = a_record(interviews=(an_interview("P1"),), consent=(given("P1"), withdrawn))

    assert not only(check(record), "interviews.no_answers", "consent.withdrawn")


def test_free_text_of_an_interview_remains_content_after_erasing() -> None:
    withdrawn = ConsentEvent(participant="P1", event="withdrawn", at=at(9), withdrawal="erase")
    interview = an_interview("P1", field_notes="Ia menangis.")
    record = a_record(interviews=(interview,), consent=(given("P1"), withdrawn))

    (problem,) = only(check(record), "consent.withdrawn")
    assert problem.place.file == "interviews.csv"


# --- what does not fit together


def test_a_network_size_that_differs_from_the_answer_is_told() -> None:
    answers = (Answer("I-P1", "kenalan", number=30.0),)
    rows = (event("P1", "enrolled", at(5), network_size=20),)
    record = a_record(interviews=(an_interview("P1"),), answers=answers, recruitment=rows)

    (problem,) = only(check(record), "recruitment.network_size_differs")
    assert problem.place.key == "network_size"
    assert problem.params == {"participant": "P1", "size": 20, "answer": "30"}
    same = replace(record, recruitment=(event("P1", "enrolled", at(5), network_size=30),))
    assert not only(check(same), "recruitment.network_size_differs")


@pytest.mark.parametrize(("allowed", "told"), [(False, 1), (True, 0), (None, 0)])
def test_a_recruiter_who_did_not_agree_to_name_others_is_told(*, allowed: bool | None, told: int) -> None:
    people = (Participant(id="P1", site="RS"), Participant(id="P2", site="RS"))
    rows = (event("P2", "nominated", at(6), recruiter="P1"), event("P2", "contacted", at(7), recruiter="P1"))
    record = a_record(participants=people, recruitment=rows, consent=(given("P1", name_others=allowed),))

    assert len(only(check(record), "consent.named_though_refused")) == told


@pytest.mark.parametrize(("day", "told"), [(4, 0), (5, 0), (6, 1)])
def test_being_found_eligible_after_the_interview_is_told(day: int, told: int) -> None:
    record = a_record(interviews=(an_interview("P1"),), recruitment=(event("P1", "eligible", at(day)),))

    assert len(only(check(record), "recruitment.eligible_after_interview")) == told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"recipients": 10, "delivered": 9, "read": 8, "replied": 1}, ""),
        ({"recipients": 10, "delivered": 11}, "delivered"),
        ({"delivered": 9, "read": 10}, "read"),
        ({"read": 3, "replied": 4}, "replied"),
        ({"recipients": 10, "replied": 11}, "replied"),
    ],
)
def test_a_broadcast_that_more_read_than_got_is_told(counts: dict[str, int], told: str) -> None:
    row = Broadcast(on=date(2024, 3, 1), topic="Jadwal", place=Place(file="broadcasts.csv", line=2), **counts)

    assert [one.place.key for one in only(check(a_record(broadcasts=(row,))), "broadcasts.counts")] == (
        [told] if told else []
    )
