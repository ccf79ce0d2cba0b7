"""The rules as a whole: a sound study has no problems, and references, keys and settings that don't fit are told."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.catalogue import CATALOGUE
from engage_eval.core.messages import messages
from engage_eval.core.problem import Place, Problem
from engage_eval.model.codebook import Code, Codebook
from engage_eval.model.coding import Adjudication, Coding, Memo, Round, RoundEvent, Transcript, Turn
from engage_eval.model.instrument import Characteristic, Instrument, Item, Scale, Section
from engage_eval.model.interview import Answer, Interview, InterviewEvent, SupersededAnswer
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.outcome import Outcome
from engage_eval.model.people import ConsentEvent, ConsentForm, Participant, RecruitmentEvent, Staff
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules import check
from engage_eval.model.study import Compare, Ethics, Rule, Study
from engage_eval.model.texts import Texts


def at(day: int, time: str = "") -> Moment:
    """Return a day of March 2024, or a minute of it in WIB."""
    if not time:
        return Moment(date(2024, 3, day))
    hour, minute = map(int, time.split(":"))
    return Moment.of(datetime(2024, 3, day, hour, minute, tzinfo=ZONES["WIB"]))


def a_study() -> Study:
    return Study(
        id="s",
        title=Texts("S"),
        purpose="research",
        ethics=Ethics(
            status="approved",
            committee="KEPK",
            number="12/2024",
            approved_from=date(2024, 1, 1),
            approved_to=date(2024, 12, 31),
        ),
        period_from=date(2024, 3, 1),
        period_to=date(2024, 3, 31),
        report_date=date(2024, 4, 30),
        instrument="wa",
        codebook="ciri",
        compare=Compare(before="2022", after="2023"),
    )


def an_instrument() -> Instrument:
    labels = tuple(Texts(f"{n}") for n in range(1, 6))
    return Instrument(
        key="wa",
        version="v1",
        title=Texts("WA"),
        forms={"inti": 20, "lengkap": 60},
        characteristics=(Characteristic(key="jelas", text=Texts("Jelas")),),
        scales={
            "lima": Scale(key="lima", values=("1", "2", "3", "4", "5"), labels=labels),
            "ya": Scale(key="ya", values=("ya", "tidak"), labels=labels[:2]),
        },
        sections=(Section(key="s", text=Texts("S")),),
        items=(
            Item(key="p_jelas", section="s", type="scale", text=Texts("Jelas?"), scale="lima", measures="jelas"),
            Item(key="putusan", section="s", type="single", text=Texts("Jadi?"), scale="ya", role="verdict"),
        ),
        place=Place(file="instruments/wa.yaml", line=1),
    )


def sound() -> StudyRecord:
    """Return a study with which nothing is wrong: two people, the second recruited by the first."""
    rows = (("P1", "I1", "", 4), ("P2", "I2", "P1", 6))
    return StudyRecord(
        study=a_study(),
        instruments=(an_instrument(),),
        codebooks=(Codebook(key="ciri", version="v1", title=Texts("C"), codes=(Code(key="jelas", text=Texts("J")),)),),
        forms=(ConsentForm(id="psp", version="v1", language="id", text="Naskah", approved_from=date(2024, 1, 1)),),
        participants=tuple(Participant(id=person, site="BU") for person, *_rest in rows),
        recruitment=tuple(
            RecruitmentEvent(participant=person, event=kind, on=at(day), by="k1", recruiter=recruiter, network_size=9)
            for person, _interview, recruiter, day in rows
            for kind in ("contacted", "eligible", "enrolled")
        ),
        consent=tuple(
            ConsentEvent(
                participant=person,
                event="given",
                at=at(day, "09:00"),
                form="psp",
                version="v1",
                language="id",
                mode="ink",
                quotation="verbatim",
                obtained_by="k1",
            )
            for person, _interview, _recruiter, day in rows
        ),
        interviews=tuple(
            Interview(
                id=interview,
                participant=person,
                instrument="wa",
                version="v1",
                form="inti",
                mode="face",
                interviewer="k1",
                started_at=at(day, "10:00"),
                ended_at=at(day, "11:00"),
                end="complete",
                place=Place(file="interviews.csv", line=day),
            )
            for person, interview, _recruiter, day in rows
        ),
        interview_events=(
            InterviewEvent(interview="I1", event="paused", at=at(4, "10:10")),
            InterviewEvent(interview="I1", event="resumed", at=at(4, "10:20")),
        ),
        answers=tuple(
            answer
            for _person, interview, _recruiter, day in rows
            for answer in (
                Answer(interview, "p_jelas", number=4.0, place=Place(file="responses.csv", line=day)),
                Answer(interview, "putusan", choice="ya", place=Place(file="responses.csv", line=day)),
            )
        ),
        superseded=(SupersededAnswer(interview="I1", item="p_jelas", value="3"),),
        outcomes=tuple(
            Outcome(facility="F1", period=year, measure="visits", count=10, kind="observed")
            for year in ("2022", "2023")
        ),
        staff=(Staff(key="k1", roles=("interviewer", "coder")),),
        transcripts=(Transcript(id="T1", participant="P1", interview="I1", file="t1.txt", sha256="0" * 64),),
        turns=(Turn(transcript="T1", start=0, stop=9, role="participant"),),
        rounds=(Round(id="R1", codebook_version="v1", unit="turn", blind=True, coders=("k1",)),),
        round_events=(RoundEvent(round="R1", event="done", at=at(9), transcript="T1", coder="k1"),),
        codings=(a_coding(),),
        adjudications=(Adjudication(id="A1", round="R1", codings=("C1",), decision="keep", reason="jelas", by="k1"),),
        memos=(
            Memo(id="M1", target_kind="coding", target="C1", text="…", from_participant="P1"),
            Memo(id="M2", target_kind="code", target="jelas", text="…"),
        ),
    )


def a_coding() -> Coding:
    return Coding(
        id="C1",
        transcript="T1",
        start=0,
        stop=9,
        code="jelas",
        coder="k1",
        origin="hand",
        quotation="jelas kok",
        at=at(9),
        round="R1",
    )


def found(record: StudyRecord) -> list[tuple[str, dict[str, object]]]:
    problems = check(record)
    assert all("{" not in messages("en").problem(problem)[0] for problem in problems)
    return [(problem.code, dict(problem.params)) for problem in problems]


def codes(record: StudyRecord) -> list[str]:
    return [problem.code for problem in check(record)]


def test_a_sound_study_has_no_problems() -> None:
    assert check(sound()) == []


def test_all_problems_come_at_once_sorted_by_file_and_line() -> None:
    record = sound()
    wrong = replace(
        record,
        interviews=tuple(replace(one, interviewer="k9", form="panjang") for one in reversed(record.interviews)),
        study=replace(record.study, purpose=""),
    )
    assert [(one.place.file, one.place.line, one.code) for one in check(wrong)] == [
        ("", None, "design.purpose_missing"),
        ("interviews.csv", 4, "interviews.form_unknown"),
        ("interviews.csv", 4, "staff.unknown"),
        ("interviews.csv", 6, "interviews.form_unknown"),
        ("interviews.csv", 6, "staff.unknown"),
    ]


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_problem(random: Random) -> None:
    record = sound()
    wrong = replace(record, participants=record.participants[:1], staff=(), codebooks=())
    shuffled = {}
    for name in ("recruitment", "consent", "interviews", "answers", "interview_events", "outcomes"):
        rows = list(getattr(wrong, name))
        random.shuffle(rows)
        shuffled[name] = tuple(rows)
    assert codes(replace(wrong, **shuffled)) == codes(wrong)


def test_every_problem_can_be_said() -> None:
    record = sound()
    wrong = replace(record, participants=(), staff=(), instruments=(), codebooks=(), forms=(), outcomes=())
    for problem in check(wrong):
        message, hint = messages("en").problem(problem)
        assert message
        assert hint
        assert "{" not in message + hint


def test_an_empty_study_is_told_what_it_lacks() -> None:
    assert codes(StudyRecord(study=Study(id="s", title=Texts("S")))) == [
        "design.no_instrument",
        "people.none",
        "design.purpose_missing",
    ]


# --- references and keys


def test_an_unknown_participant_is_told_with_the_likely_one() -> None:
    record = sound()
    stray = replace(record.consent[0], participant="p1", place=Place(file="consent.csv", line=7))
    assert check(replace(record, consent=(*record.consent, stray))) == [
        Problem(
            code="participants.unknown",
            place=Place(file="consent.csv", line=7, key="participant"),
            params={"value": "p1", "column": "participant", "meant": "P1"},
        )
    ]


def test_an_unknown_recruiter_is_told() -> None:
    record = sound()
    wrong = tuple(replace(one, recruiter="P1x") if one.recruiter else one for one in record.recruitment)
    assert found(replace(record, recruitment=wrong))[0] == (
        "participants.unknown",
        {"value": "P1x", "column": "recruiter", "meant": "P1"},
    )


@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("interview_events", "interview", "interviews.unknown"),
        ("superseded", "interview", "interviews.unknown"),
        ("interviews", "interviewer", "staff.unknown"),
        ("consent", "obtained_by", "staff.unknown"),
        ("turns", "transcript", "transcripts.unknown"),
        ("round_events", "round", "rounds.unknown"),
        ("round_events", "coder", "staff.unknown"),
        ("codings", "coder", "staff.unknown"),
        ("codings", "replaces", "codings.unknown"),
        ("adjudications", "round", "rounds.unknown"),
        ("memos", "supersedes", "memos.unknown"),
        ("memos", "from_participant", "participants.unknown"),
    ],
)
def test_a_reference_to_nothing_is_an_error(table: str, column: str, code: str) -> None:
    record = sound()
    first, *rest = getattr(record, table)
    wrong = replace(record, **{table: (replace(first, **{column: "X9"}), *rest)})
    assert (code, "X9") in [(name, params.get("value")) for name, params in found(wrong)]


def test_each_coding_of_an_adjudication_and_each_coder_of_a_round_must_be_known() -> None:
    record = sound()
    decision = replace(record.adjudications[0], codings=("C1", "C8"))
    coding_round = replace(record.rounds[0], coders=("k1", "k8"))
    wrong = replace(record, adjudications=(decision,), rounds=(coding_round,))
    assert sorted((code, params["value"]) for code, params in found(wrong)) == [
        ("codings.unknown", "C8"),
        ("staff.unknown", "k8"),
    ]


def test_a_memo_must_stand_on_something_that_is_there() -> None:
    record = sound()
    memos = (
        Memo(id="M1", target_kind="codings", target="C1", text="…"),
        Memo(id="M2", target_kind="coding", target="C1x", text="…"),
        Memo(id="M3", target_kind="code", target="jelass", text="…"),
    )
    assert sorted((code, params["meant"]) for code, params in found(replace(record, memos=memos))) == [
        ("codings.code_unknown", "jelas"),
        ("codings.unknown", "C1"),
        ("memos.kind_unknown", "coding"),
    ]


def test_an_unknown_code_is_told_with_the_likely_one() -> None:
    wrong = replace(sound(), codings=(replace(a_coding(), code="jelsa"),))
    assert found(wrong) == [("codings.code_unknown", {"code": "jelsa", "meant": "jelas"})]


def test_a_span_that_runs_backwards_is_an_error() -> None:
    wrong = replace(sound(), codings=(replace(a_coding(), start=9, stop=9),))
    assert found(wrong) == [("codings.span", {"start": 9, "stop": 9})]


def test_a_round_needs_a_codebook_version_that_is_there() -> None:
    record = sound()
    assert codes(replace(record, rounds=(replace(record.rounds[0], codebook_version="v2"),))) == [
        "rounds.codebook_unknown"
    ]
    assert check(replace(record, rounds=(replace(record.rounds[0], codebook_version="ciri-v1"),))) == []


def test_a_key_that_stands_twice_is_an_error_that_names_the_first_line() -> None:
    record = sound()
    staff = (
        Staff(key="k1", place=Place(file="staff.csv", line=2)),
        Staff(key="k1", place=Place(file="staff.csv", line=5)),
    )
    assert check(replace(record, staff=staff)) == [
        Problem(
            code="tables.duplicate",
            place=Place(file="staff.csv", line=5, key="key"),
            params={"keys": "k1", "table": "staff", "line": 2},
        )
    ]


def test_a_count_that_stands_twice_is_an_error() -> None:
    record = sound()
    assert found(replace(record, outcomes=(*record.outcomes, record.outcomes[0])))[0][0] == "tables.duplicate"


def test_keys_that_differ_only_in_case_are_an_error() -> None:
    record = sound()
    participants = (*record.participants, Participant(id="p2", site="BU"))
    assert found(replace(record, participants=participants)) == [
        ("tables.case", {"keys": "p2", "table": "participants", "other": "P2"})
    ]


def test_a_facility_written_in_two_ways_is_an_error() -> None:
    record = sound()
    participants = tuple(replace(one, facility="f1") for one in record.participants)
    assert found(replace(record, participants=participants)) == [
        ("tables.case", {"keys": "F1", "table": "outcomes", "other": "f1"})
    ]


def test_two_people_of_one_facility_and_role_are_fine() -> None:
    record = sound()
    alike = tuple(replace(one, facility="F1", role="dokter") for one in record.participants)
    assert check(replace(record, participants=alike)) == []


# --- the study as a whole


def with_study(**fields: object) -> StudyRecord:
    record = sound()
    return replace(record, study=replace(record.study, **fields))


def test_research_needs_the_status_of_its_ethics_review() -> None:
    assert codes(with_study(ethics=Ethics())) == ["ethics.status_missing"]
    assert check(with_study(ethics=Ethics(), purpose="internal_evaluation")) == []


def test_an_approval_needs_committee_number_and_dates() -> None:
    ethics = Ethics(status="approved", committee="KEPK", approved_from=date(2024, 1, 1))
    assert found(with_study(ethics=ethics)) == [("ethics.approval_incomplete", {"missing": "number, to"})]


@pytest.mark.parametrize("status", ["not_reported", "exempt"])
def test_a_study_without_approval_is_a_warning(status: str) -> None:
    (problem,) = check(with_study(ethics=Ethics(status=status)))
    assert problem.code == f"ethics.{status}"
    assert CATALOGUE[problem.code].severity == "warning"


def test_unknown_instrument_and_codebook_are_told_with_the_likely_ones() -> None:
    assert found(with_study(instrument="wo", codebook="cirri")) == [
        ("design.codebook_unknown", {"codebook": "cirri", "meant": "ciri", "allowed": "ciri"}),
        ("design.instrument_unknown", {"instrument": "wo", "allowed": "wa"}),
    ]


def test_a_verdict_headline_needs_a_verdict_item() -> None:
    record = sound()
    no_verdict = replace(an_instrument(), items=(an_instrument().items[0],))
    wrong = replace(record, instruments=(no_verdict,), answers=(record.answers[0], record.answers[2]))
    assert codes(wrong) == ["design.no_verdict"]
    by_rule = replace(wrong, study=replace(record.study, headline="rule"))
    assert check(by_rule) == []


def test_the_rule_must_fit_the_instrument() -> None:
    assert found(with_study(rule=Rule(k=2, cut=6))) == [
        ("design.cut_outside", {"cut": 6, "scale": "lima", "allowed": "1, 2, 3, 4, 5"}),
        ("design.k_too_large", {"k": 2, "j": 1}),
    ]
    assert check(with_study(rule=Rule(k=1, cut=4))) == []


def test_complete_if_and_ideal_profile_name_what_is_there() -> None:
    wrong = with_study(complete_if=("putusn",), ideal_profile=(("jelass", 0.9),))
    assert [(code, params["meant"]) for code, params in found(wrong)] == [
        ("design.item_unknown", "putusan"),
        ("design.profile_unknown", "jelas"),
    ]


def test_an_item_that_is_not_there_is_told_on_its_own_line() -> None:
    own = Place(file="study.yaml", line=5, key="complete_if")
    places = {"complete_if": Place(file="study.yaml", line=3, key="complete_if"), "complete_if.putusn": own}
    (problem,) = check(with_study(complete_if=("putusan", "putusn"), places=places))
    assert (problem.code, problem.place) == ("design.item_unknown", own)


def test_compared_periods_need_counts() -> None:
    assert [code for code, _params in found(with_study(compare=Compare(before="2021", after="2023")))] == [
        "design.period_without_counts"
    ]


def test_a_year_is_there_if_its_months_are() -> None:
    months = tuple(
        Outcome(facility="F1", period=period, measure="visits", count=1, kind="observed")
        for period in ("2022-01", "2023-01")
    )
    assert check(replace(sound(), outcomes=months)) == []


def test_projected_counts_are_a_warning_and_so_is_a_mixture_of_kinds() -> None:
    record = sound()
    projected = replace(record.outcomes[1], kind="projected")
    assert codes(replace(record, outcomes=(record.outcomes[0], projected))) == ["outcomes.projected"]
    mixed = replace(projected, measure="patients", kind="partly_projected")
    assert codes(replace(record, outcomes=(*record.outcomes, mixed))) == ["outcomes.kinds_differ", "outcomes.projected"]


def test_data_kept_too_long_is_a_warning() -> None:
    assert codes(with_study(retention_until=date(2024, 4, 29))) == ["design.retention_passed"]
    assert check(with_study(retention_until=date(2024, 4, 30))) == []


def test_a_form_that_takes_longer_than_promised_is_a_warning() -> None:
    record = sound()
    wordy = replace(an_instrument(), sections=(Section(key="s", text=Texts("S"), intro=Texts("kata " * 4000)),))
    (problem,) = check(replace(record, instruments=(wordy,)))
    assert (problem.code, problem.params["form"], problem.params["promised"]) == ("instrument.long", "inti", 20)
    assert int(problem.params["minutes"]) > 20


def test_invented_sample_data_is_no_problem() -> None:
    assert check(with_study(sample_data=True)) == []


def counts(*rows: tuple[str, str, int]) -> StudyRecord:
    return StudyRecord(
        study=Study(id="s", title=Texts("S", "S"), compare=Compare(before="2022", after="2023")),
        outcomes=tuple(
            Outcome(
                facility=name,
                period=period,
                measure="visits",
                count=count,
                kind="observed",
                place=Place(file="o", line=n),
            )
            for n, (name, period, count) in enumerate(rows, start=2)
        ),
    )


def test_a_facility_without_its_second_count_is_named() -> None:
    record = counts(("A", "2022", 5), ("A", "2023", 6), ("B", "2022", 7))

    [problem] = [one for one in check(record) if one.code == "outcomes.not_comparable"]

    assert problem.params == {"facility": "B", "measure": "visits", "missing": "2023"}


def test_a_date_that_became_a_month_is_told_and_a_whole_year_of_months_is_not() -> None:
    month = counts(("A", "2022-01", 5), ("A", "2023", 6), ("B", "2022", 7), ("B", "2023", 8))
    year = counts(*((("A", f"2022-{m:02}", 5)) for m in range(1, 13)), ("A", "2023", 6))

    assert [one.params["facility"] for one in check(month) if one.code == "outcomes.not_comparable"] == ["A"]
    assert [one for one in check(year) if one.code == "outcomes.not_comparable"] == []


def test_a_row_of_totals_is_told() -> None:
    record = counts(("A", "2022", 5), ("B", "2022", 7), ("JUMLAH", "2022", 12), ("A", "2023", 1), ("B", "2023", 1))

    assert [one.params["facility"] for one in check(record) if one.code == "outcomes.total_row"] == ["JUMLAH"]


def test_a_row_that_was_pasted_twice_is_told() -> None:
    event = RecruitmentEvent(
        participant="R1", event="contacted", on=Moment(date(2024, 3, 1)), place=Place(file="r", line=2)
    )
    record = StudyRecord(
        study=Study(id="s", title=Texts("S", "S")),
        participants=(Participant(id="R1", site="BU"),),
        recruitment=(event, replace(event, place=Place(file="r", line=9))),
    )

    [problem] = [one for one in check(record) if one.code == "tables.same_row"]

    assert (problem.place.line, problem.params["first"]) == (9, 2)
