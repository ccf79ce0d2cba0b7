"""The section on Task-Technology Fit: what it says of the sample, of the short form alone, and of studies without."""

import re
from dataclasses import replace

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.model.interview import Answer
from engage_eval.model.record import StudyRecord
from engage_eval.report.blocks import Block, Document, Figure, Heading, Table
from engage_eval.report.build.context import Context
from engage_eval.report.build.fit import fit, fit_limits, fit_methods
from engage_eval.report.build.fit_tables import FIGURE, PLACES, TABLE
from engage_eval.report.build.report import build
from engage_eval.report.make_claims import make_claims
from engage_eval.report.markdown import write_markdown
from engage_eval.report.prose import Prose


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return record


def context_of(record: StudyRecord, language: str = "en") -> Context:
    results = analyse.results(gate(record))
    return Context(results, make_claims(results), Prose(messages(language)))


def section(record: StudyRecord, language: str = "en") -> str:
    """Return the section as Markdown."""
    context = context_of(record, language)
    document = Document(
        language=language,
        kind="lengkap",
        title="",
        subtitle="",
        study_id="s",
        day="2023-11-05",
        digest="",
        program="",
        header="",
        blocks=tuple(fit(context)),
        claims=context.claims,
    )
    return write_markdown(document).replace("\N{NO-BREAK SPACE}", " ")


def without_importance(record: StudyRecord) -> StudyRecord:
    """Return the study as if everyone had been asked with the short form."""
    return replace(record, answers=tuple(one for one in record.answers if not one.item.endswith("_w")))


def words(context: Context) -> str:
    return " ".join(str(run) for runs in (*fit_methods(context), *fit_limits(context)) for run in runs)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ("87.2 (95% CI [84.2; 90.1])", "over the 13 respondents who rated at least 8 of the 9", "by 86.1 (95%")),
        ("id", ("87,2 (IK 95% [84,2; 90,1])", "13 responden yang menilai sedikitnya 8 dari 9", "adalah 86,1 (IK 95%")),
    ],
)
def test_sample_states_its_scores(sample: StudyRecord, language: str, wanted: tuple[str, ...]) -> None:
    text = section(sample, language)
    for figure in wanted:
        assert figure in text


def test_each_characteristic_has_a_row_in_both_tables_and_a_point_in_the_figure(sample: StudyRecord) -> None:
    blocks = {getattr(block, "label", ""): block for block in fit(context_of(sample))}
    for label in (TABLE, PLACES):
        block = blocks[label]
        assert isinstance(block, Table)
        assert len(block.rows) == 9
        assert {len(row.cells) for row in block.rows} == {len(block.columns)}
    figure = blocks[FIGURE]
    assert isinstance(figure, Figure)
    assert figure.table == PLACES
    assert len(figure.claims) == 18


def test_alt_text_says_what_the_figure_finds(sample: StudyRecord) -> None:
    figure = next(block for block in fit(context_of(sample)) if isinstance(block, Figure))
    assert "concentrate here: Giving feedback;" in figure.alt
    assert "Stable places: 2 of 9." in figure.alt


def test_refusals_are_sentences_with_their_reason(sample: StudyRecord) -> None:
    text = section(sample)
    assert "reliability of the ratings is not reported: too few respondents (n = 13; at least 30 are needed)" in text
    assert "was not attempted: too few respondents (n = 13; at least 100 are needed)" in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_short_form_alone_gives_the_facet_score_without_figure_and_says_why(sample: StudyRecord, language: str) -> None:
    blocks = list(fit(context_of(without_importance(sample), language)))
    assert not [block for block in blocks if isinstance(block, Figure)]
    assert [block.label for block in blocks if isinstance(block, Table)] == [TABLE]
    text = section(without_importance(sample), language)
    assert {"en": "Nobody rated how important", "id": "Tidak ada yang menilai seberapa penting"}[language] in text
    assert {"en": "87.2", "id": "87,2"}[language] in text


def test_the_section_follows_the_answers_in_the_whole_report(sample: StudyRecord) -> None:
    document = build(analyse.results(gate(sample)), kind="lengkap", speech=messages("en"))
    heads = [
        "".join(getattr(run, "text", "") for run in one.runs) for one in document.blocks if isinstance(one, Heading)
    ]
    place = heads.index("Task-Technology Fit")
    assert heads.index("Answers per characteristic") < place < heads.index("Outpatient visits")


def test_nobody_rated_means_no_section_no_method_and_no_limit(sample: StudyRecord) -> None:
    silent = replace(sample, answers=tuple(one for one in sample.answers if one.item == "punya_nomor"))
    context = context_of(silent)
    assert list(fit(context)) == []
    assert list(fit_methods(context)) == list(fit_limits(context)) == []


@pytest.mark.parametrize("intervals", ["hidden", "appendix"])
def test_hidden_intervals_stand_in_no_sentence_table_or_figure(sample: StudyRecord, intervals: str) -> None:
    quiet = replace(sample, study=replace(sample.study, intervals=intervals))
    assert "[" not in section(quiet).replace("](", "")
    assert "95% t intervals" not in words(context_of(quiet))


def test_intervals_in_the_appendix_are_those_that_the_section_leaves_out(sample: StudyRecord) -> None:
    results = analyse.results(gate(replace(sample, study=replace(sample.study, intervals="appendix"))))
    text = write_markdown(build(results, kind="lengkap", speech=messages("en"))).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "| Facet score (0 to 100) | \\[84.2; 90.1\\] |" in text or "| Facet score (0 to 100) | [84.2; 90.1] |" in text
    )
    assert "Giving feedback: importance" in text
    assert "Effective communication: importance" not in text  # everyone gave the same answer


def test_ideal_profile_is_reported_where_the_study_gives_one(sample: StudyRecord) -> None:
    ideal = (("informative", 5.0), ("on_target", 5.0))
    text = section(replace(sample, study=replace(sample.study, ideal_profile=ideal)))
    assert "Nearness to the ideal profile that the study fixed is" in text


def test_ideal_value_off_the_scale_is_named_as_the_report_names_it(sample: StudyRecord) -> None:
    wrong = replace(sample, study=replace(sample.study, ideal_profile=(("on_target", 0.9),)))
    assert "There is no score for the ideal profile: the ideal value of “On target” in study.yaml lies" in section(
        wrong
    )


def test_everyone_alike_has_no_quadrants_against_the_means(sample: StudyRecord) -> None:
    items = {item.key for item in sample.instruments[0].items if item.measures or item.part == "w"}
    alike = tuple(
        Answer(one.interview, one.item, choice="4") if one.item in items and one.choice else one
        for one in sample.answers
    )
    blocks = list(fit(context_of(replace(sample, answers=alike))))
    assert [block for block in blocks if isinstance(block, Figure)]
    text = section(replace(sample, answers=alike))
    assert "No importance-performance analysis against the means" in text
    assert "keep it up" in text  # against the midpoint there is a place


def test_methods_cite_only_what_the_section_holds(sample: StudyRecord) -> None:
    whole, short = words(context_of(sample)), words(context_of(without_importance(sample)))
    assert "Goodhue & Thompson, 1995" in whole
    assert "Goodhue & Thompson, 1995" in short
    assert "Martilla & James, 1977" in whole
    assert "Martilla & James, 1977" not in short
    assert "Venkatraman, 1989" not in whole


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_number_and_figure_cites_a_claim_with_a_rule(sample: StudyRecord, language: str) -> None:
    context = context_of(sample, language)

    def numbers(block: Block) -> set[str]:
        return set(re.findall(r"Number\(claim='([^']+)'", repr(block)))

    cited = {claim for block in fit(context) if not isinstance(block, Heading) for claim in numbers(block)}
    assert len(cited) > 50
    assert cited <= set(context.claims)
    assert all(context.claims[claim].rule for claim in cited)


def test_claims_about_fit_have_stable_lower_case_ids_and_name_the_people(sample: StudyRecord) -> None:
    claims = context_of(sample).claims
    mine = [claim for claim in claims if claim.startswith("fit.")]
    assert all(claim == claim.lower() for claim in mine)
    assert len(claims["fit.facet.eligible"].who) == 13
    assert len(claims["fit.match.eligible"].who) == 8
    assert claims["fit.facet.eligible"].rule_params == {"least": 8, "of": 9}


def test_each_number_of_a_characteristic_names_as_many_people_as_it_rests_on(sample: StudyRecord) -> None:
    found = [one for one in context_of(sample).claims.values() if one.id.startswith("fit.characteristic.")]
    named = [one for one in found if one.id.endswith(".answered")]

    assert {one.id.split(".")[3] for one in named} == {"performance", "importance", "under", "over"}
    assert [(one.id, len(one.who)) for one in named] == [(one.id, one.n) for one in named]
    assert all(one.n for one in named)
