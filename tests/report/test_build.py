"""The built report: what it says of the sample study, of studies that lack things, and of one with held content."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Compare, Study
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Block, Bullets, Figure, Heading, KeyFigures, Number, Paragraph, Ref, Run, Table
from engage_eval.report.build.context import Context
from engage_eval.report.build.flow import _steps, flow
from engage_eval.report.build.report import KINDS, build
from engage_eval.report.make_claims import make_claims
from engage_eval.report.markdown import write_markdown
from engage_eval.report.prose import Prose


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return record


def markdown(snapshot: Snapshot, language: str, kind: str = "lengkap") -> str:
    text = write_markdown(build(analyse.results(snapshot), kind=kind, speech=messages(language)))
    return text.replace("\N{NO-BREAK SPACE}", " ")


def runs_of(block: Block) -> Iterator[Run]:
    match block:
        case Heading() | Paragraph():
            yield from block.runs
        case Bullets():
            yield from (run for item in block.items for run in item)
        case Table():
            yield from block.title
            yield from (run for row in block.rows for cell in row.cells for run in cell)
            yield from (run for note in block.notes for run in note)
        case Figure():
            yield from block.title
        case KeyFigures():
            yield from (run for one in block.figures for run in (*one.number, *one.label))


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "en",
            (
                "13 of the 20 people recruited agreed: 65.0% (95% CI [43.3; 81.9])",
                "13 of 14: 92.9% (95% CI [68.5; 98.7])",
                "13 of 13: 100% (95% CI [77.2; 100.0])",
                "reaches 14 of the 20 people recruited: 70.0% (95% CI [48.1; 85.5])",
                "+24.66%",
                "+34.60%",
            ),
        ),
        (
            "id",
            (
                "13 dari 20 orang yang direkrut setuju: 65,0% (IK 95% [43,3; 81,9])",
                "13 dari 14: 92,9% (IK 95% [68,5; 98,7])",
                "13 dari 13: 100% (IK 95% [77,2; 100,0])",
                "70,0% (IK 95% [48,1; 85,5])",
                "+24,66%",
                "+34,60%",
            ),
        ),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_report_states_the_printed_figures(
    sample: StudyRecord, language: str, wanted: tuple[str, ...], kind: str
) -> None:
    text = markdown(gate(sample), language, kind)

    for figure in wanted:
        assert figure in text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_number_cites_a_claim_and_every_reference_a_label(sample: StudyRecord, language: str, kind: str) -> None:
    document = build(analyse.results(gate(sample)), kind=kind, speech=messages(language))

    labels = {block.label for block in document.blocks if isinstance(block, Table | Figure)}
    runs = [run for block in document.blocks for run in runs_of(block)]
    assert {run.claim for run in runs if isinstance(run, Number)} <= set(document.claims)
    assert {run.label for run in runs if isinstance(run, Ref)} <= labels
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    assert figures
    assert {figure.table for figure in figures} <= labels
    assert {claim for figure in figures for claim in figure.claims} <= set(document.claims)


@pytest.mark.parametrize("language", ["id", "en"])
def test_sample_data_are_called_invented_in_header_and_banner(sample: StudyRecord, language: str) -> None:
    document = build(analyse.results(gate(sample)), kind="ringkas", speech=messages(language))

    word = {"id": "DATA CONTOH", "en": "SAMPLE DATA"}[language]
    first = document.blocks[0]
    assert word in document.header
    assert isinstance(first, Paragraph)
    assert first.style == "banner"


def test_a_study_that_is_no_sample_has_no_banner(sample: StudyRecord) -> None:
    real = replace(sample, study=replace(sample.study, sample_data=False))

    assert "SAMPLE DATA" not in markdown(gate(real), "en")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_study_still_makes_a_report_without_empty_sections(language: str, kind: str) -> None:
    empty = StudyRecord(study=Study(id="new", title=Texts(id="Studi baru", en="A new study")))

    document = build(analyse.results(gate(empty)), kind=kind, speech=messages(language))

    headings = [index for index, block in enumerate(document.blocks) if isinstance(block, Heading)]
    for index in headings:
        following = document.blocks[index + 1]
        level = getattr(document.blocks[index], "level", 0)
        assert not isinstance(following, Heading) or following.level > level
    assert write_markdown(document)


def test_a_study_without_counts_says_nothing_of_visits(sample: StudyRecord) -> None:
    bare = replace(sample, outcomes=(), study=replace(sample.study, compare=Compare()))

    text = markdown(gate(bare), "en")

    assert "Outpatient visits" not in text
    assert "referral letter" not in text


def test_masked_facilities_appear_nowhere_in_the_report(sample: StudyRecord) -> None:
    masked = replace(sample, study=replace(sample.study, mask_facilities=True))

    document = build(analyse.results(gate(masked)), kind="lengkap", speech=messages("en"))

    assert "FKTP" not in write_markdown(document)
    assert not [claim for claim in document.claims if "fktp-" in claim]


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_intervals_stand_nowhere(sample: StudyRecord, kind: str) -> None:
    hidden = replace(sample, study=replace(sample.study, intervals="hidden"))

    document = build(analyse.results(gate(hidden)), kind=kind, speech=messages("en"))

    shown = [run for block in document.blocks for run in runs_of(block) if isinstance(run, Number)]
    assert {run.claim for run in shown if run.field == "interval"} <= {
        f"dispositions.agree_bounds.{name}" for name in ("recruited", "eligible", "complete")
    }
    text = markdown(gate(hidden), "en", kind)
    assert "95%" not in text
    assert "Wilson" not in text.partition("\n## References\n")[0]  # one of SciPy's authors has that name too
    assert "Wilson, E. B." not in text
    assert "65.0%" in text


def test_intervals_in_an_appendix_stand_there_alone(sample: StudyRecord) -> None:
    moved = replace(sample, study=replace(sample.study, intervals="appendix"))

    body, _, appendix = markdown(gate(moved), "en").partition("# Appendix: intervals\n")

    assert "[43.3; 81.9]" not in body
    assert "[43.3; 81.9]" in appendix
    assert "[+13.1; +37.4]" in appendix


def test_characteristics_rated_on_two_scales_get_a_table_and_a_figure_each(sample: StudyRecord) -> None:
    instrument = sample.instruments[0]
    other = replace(instrument.scales["setuju5"], key="lain5")
    changed = replace(
        instrument,
        scales={**instrument.scales, "lain5": other},
        items=tuple(replace(i, scale="lain5") if i.key == "petunjuk" else i for i in instrument.items),
    )
    record = replace(sample, instruments=(changed,))

    document = build(analyse.results(gate(record)), kind="lengkap", speech=messages("en"))

    tables = {block.label: block for block in document.blocks if isinstance(block, Table)}
    assert len(tables["table-answers"].rows) == 8
    assert len(tables["table-answers-2"].rows) == 1
    assert {"figure-answers", "figure-answers-2"} <= {b.label for b in document.blocks if isinstance(b, Figure)}


def test_an_empty_form_counts_as_the_questionnaire_s_first(sample: StudyRecord) -> None:
    first, *others = sample.interviews
    blank = replace(sample, interviews=(replace(first, form=""), *others))

    assert markdown(gate(blank), "en") == markdown(
        gate(replace(sample, interviews=(replace(first, form="inti"), *others))), "en"
    )


def test_facilities_whose_keys_differ_in_a_sign_have_claims_of_their_own(sample: StudyRecord) -> None:
    names = {"FKTP-01": "PKM.A", "FKTP-02": "PKM_A"}
    renamed = tuple(replace(one, facility=names.get(one.facility, one.facility)) for one in sample.outcomes)

    document = build(analyse.results(gate(replace(sample, outcomes=renamed))), kind="lengkap", speech=messages("en"))

    before = [
        claim for claim in document.claims if claim.startswith("outcomes.visits.facility.pkm") and "before" in claim
    ]
    assert before == ["outcomes.visits.facility.pkm.a.before", "outcomes.visits.facility.pkm_a.before"]


def test_a_study_that_knows_no_date_prints_none() -> None:
    empty = StudyRecord(study=Study(id="new", title=Texts(id="Studi baru", en="A new study")))

    assert "2000" not in markdown(gate(empty), "en")


def test_unanimity_is_flagged_and_one_dissent_ends_it(sample: StudyRecord) -> None:
    first = next(answer.interview for answer in sample.answers if answer.item == "putusan")
    answers = tuple(
        replace(answer, choice="tidak") if (answer.interview, answer.item) == (first, "putusan") else answer
        for answer in sample.answers
    )

    assert "Unanimity calls for caution" in markdown(gate(sample), "en")
    assert "Unanimity calls for caution" not in markdown(gate(replace(sample, answers=answers)), "en")


def test_everyone_leaves_the_flow_once_at_most(sample: StudyRecord) -> None:
    first = sample.participants[0].id
    held = replace(
        sample,
        consent=tuple(
            replace(event, mode="telephone") if event.participant != first else event for event in sample.consent
        ),
    )
    for record in (sample, held, replace(sample, consent=()), replace(sample, recruitment=())):
        results = analyse.results(gate(record))
        steps = _steps(Context(results, make_claims(results), Prose(messages("en"))))

        for step, following in pairwise(steps):
            assert step.n == following.n + sum(note.n for note in step.notes if not note.part)


def test_held_content_is_counted_by_reason_and_never_by_name(sample: StudyRecord) -> None:
    silent = replace(sample, consent=tuple(event for event in sample.consent[5:]))

    text = markdown(gate(silent), "en")

    assert "The content of 5 people was held back and not analysed (no consent recorded" in text
    assert all(event.participant not in text for event in sample.consent)


def test_the_date_of_the_report_is_the_data_s_and_never_the_clock_s(sample: StudyRecord) -> None:
    undated = replace(sample, study=replace(sample.study, report_date=None))

    document = build(analyse.results(gate(undated)), kind="lengkap", speech=messages("en"))

    assert sample.study.period_to is not None
    assert document.day == sample.study.period_to.isoformat()


def test_the_short_report_names_three_actions_each_with_its_evidence(sample: StudyRecord) -> None:
    text = markdown(gate(sample), "en", "ringkas")

    assert "Re-register numbers actively" in text
    assert "6 of 20 recruited" in text
    numbered = [line for line in text.splitlines() if line[:2] in ("1.", "2.", "3.")]
    assert len(numbered) == 3
    assert all("(" in line for line in numbered)


def test_the_study_s_own_actions_come_before_derived_ones(sample: StudyRecord) -> None:
    own = replace(sample, study=replace(sample.study, actions=(Texts(id="Lakukan ini.", en="Do this."),)))

    text = markdown(gate(own), "en", "ringkas")

    assert "1. Do this." in text
    assert "Re-register" not in text


def test_flow_yields_text_figure_and_table_in_this_order(sample: StudyRecord) -> None:
    results = analyse.results(gate(sample))
    blocks = list(flow(Context(results, make_claims(results), Prose(messages("id")))))

    assert [type(block) for block in blocks] == [Heading, Paragraph, Figure, Table]
