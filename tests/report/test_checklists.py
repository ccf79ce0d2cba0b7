"""Checklists: every item has a value with its source, or says that nothing is recorded; never a bare tick."""

from dataclasses import dataclass, replace

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Ethics, Study
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Number, Run, Text
from engage_eval.report.build.context import Context
from engage_eval.report.build.report import build
from engage_eval.report.checklists import CHECKLISTS
from engage_eval.report.checklists.item import Kind
from engage_eval.report.make_claims import make_claims
from engage_eval.report.markdown import write_markdown
from engage_eval.report.numbers import format_number
from engage_eval.report.prose import Prose
from engage_eval.report.references import REFERENCES
from engage_eval.report.results import Results

EMPTY = StudyRecord(study=Study(id="new", title=Texts(id="Studi baru", en="A new study")))


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return record


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a reader sees it."""

    kind: Kind
    words: str
    source: str
    claims: tuple[str, ...]


def results_of(record: StudyRecord, known: dict[int, tuple[StudyRecord, Results]] = {}) -> Results:  # noqa: B006 - a cache
    """Return the results of a record, computed once; the record is kept so that its id stays its own."""
    if id(record) not in known:
        known[id(record)] = record, analyse.results(gate(record))
    return known[id(record)][1]


def filled(record: StudyRecord, name: str, language: str = "en") -> dict[str, Shown]:
    results = results_of(record)
    context = Context(results, make_claims(results), Prose(messages(language)))

    def shown(run: Run) -> str:
        if isinstance(run, Number):
            return format_number(context.claims[run.claim], run.field, run.format, language)
        return run.text if isinstance(run, Text) else ""

    made = {}
    for item in CHECKLISTS[name].items:
        one = item.fill(context)
        claims = tuple(run.claim for run in one.value if isinstance(run, Number))
        made[item.number] = Shown(one.kind, "".join(shown(run) for run in one.value), one.source, claims)
    return made


@pytest.mark.parametrize(("name", "size"), [("coreq", 32), ("srqr", 21), ("cherries", 30), ("strobe", 22)])
def test_a_checklist_has_all_its_items_each_once(name: str, size: int) -> None:
    items = CHECKLISTS[name].items

    assert len(items) == size
    assert len({item.number for item in items}) == size
    assert len({item.topic for item in items}) == size
    assert CHECKLISTS[name].reference in REFERENCES


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", CHECKLISTS)
def test_every_item_says_something_and_what_is_recorded_says_where(
    sample: StudyRecord, name: str, language: str
) -> None:
    for record in (sample, EMPTY):
        for number, one in filled(record, name, language).items():
            assert len(one.words) > 1, number
            assert one.source or one.kind in (Kind.AUTHOR, Kind.DRAFT, Kind.MISSING, Kind.NOT_APPLICABLE), number
            assert one.source or one.kind is not Kind.RECORD, number


def test_the_team_comes_from_the_staff_table(sample: StudyRecord) -> None:
    found = filled(sample, "coreq")

    assert found["1"].words == "P2 (interviewer); P3 (interviewer and coder)"
    assert found["2"].words == "P2: sarjana kesehatan masyarakat; P3: sarjana keperawatan"
    assert found["2"].source == "staff.csv: credentials"
    assert found["5"].words.startswith("P2: pelatihan pewawancara, 1 hari")


def test_places_are_not_shown_where_facilities_are_masked(sample: StudyRecord) -> None:
    masked = replace(sample, study=replace(sample.study, mask_facilities=True))

    assert "ruang P-Care" in filled(sample, "coreq")["14"].words
    assert filled(masked, "coreq")["14"].words == "not shown, since the facilities are masked"


def test_who_interviews_is_a_fact_but_bias_is_the_author_s(sample: StudyRecord) -> None:
    said = filled(sample, "coreq")["8"].words

    assert "P2: employed by the hospital: yes" in said
    assert "for the author to say" in said


def test_the_sample_size_is_living_numbers(sample: StudyRecord) -> None:
    found = filled(sample, "coreq")["12"]

    assert found.words == "20 recruited, 20 interviewed, 13 eligible with a complete interview"
    assert found.claims == (
        "dispositions.recruited",
        "design.people_interviewed",
        "dispositions.complete.eligible",
    )


def test_who_did_not_take_part_is_counted_with_the_reasons(sample: StudyRecord) -> None:
    said = filled(sample, "coreq")["13"].words

    assert said == ("not eligible: 6 (the hospital's WhatsApp number is not saved: 6); interview broken off: 1")


def test_what_nobody_recorded_is_said_to_be_missing_and_where_it_belongs(sample: StudyRecord) -> None:
    bare = replace(sample, staff=())
    found = filled(bare, "coreq")

    assert {number: found[number].source for number in ("2", "3", "4", "5")} == {
        "2": "staff.csv: credentials",
        "3": "staff.csv: occupation",
        "4": "staff.csv: gender",
        "5": "staff.csv: training",
    }
    assert {found[number].kind for number in ("2", "3", "4", "5", "22", "23", "28")} == {Kind.MISSING}


def test_theory_themes_and_consistency_are_drafts(sample: StudyRecord) -> None:
    found = filled(sample, "coreq")

    assert {number for number, one in found.items() if one.kind is Kind.DRAFT} == {"9", "26", "30", "31"}


def test_funding_and_conflicts_are_what_study_yaml_says(sample: StudyRecord) -> None:
    told = replace(
        sample,
        study=replace(
            sample.study, funding=Texts(id="Rumah sakit", en="The hospital"), conflicts=Texts(id="Tidak ada", en="None")
        ),
    )

    assert filled(sample, "srqr")["S21"].kind is Kind.MISSING
    assert filled(told, "srqr")["S21"].words == "The hospital"
    assert filled(told, "srqr")["S20"].words == "None"


def test_a_review_that_is_not_reported_is_not_an_approval(sample: StudyRecord) -> None:
    exempt = replace(sample, study=replace(sample.study, ethics=Ethics(status="exempt")))

    assert filled(sample, "srqr")["S9"].kind is Kind.MISSING
    assert filled(sample, "srqr")["S9"].words == "recorded as not reported"
    assert filled(exempt, "srqr")["S9"].words == "recorded as exempt"


def test_questions_on_web_forms_are_no_case_where_an_interviewer_asked(sample: StudyRecord) -> None:
    alone = replace(sample, interviews=tuple(replace(one, mode="self") for one in sample.interviews))
    by_interviewer, by_self = filled(sample, "cherries"), filled(alone, "cherries")
    web = {number for number, one in by_interviewer.items() if one.kind is Kind.NOT_APPLICABLE}

    assert len(web) == 9
    assert {by_self[number].kind for number in web} == {Kind.MISSING}


def test_an_empty_study_fills_nothing_from_tables_that_are_empty() -> None:
    found = filled(EMPTY, "coreq")

    assert [number for number, one in found.items() if one.kind is Kind.RECORD] == ["20", "27", "29"]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", CHECKLISTS)
def test_the_appendix_lists_what_is_left_to_do(sample: StudyRecord, name: str, language: str) -> None:
    results = results_of(sample)
    text = write_markdown(build(results, kind="lengkap", speech=messages(language), checklists=(name,)))
    missing = [number for number, one in filled(sample, name).items() if one.kind is Kind.MISSING]

    heading = {"id": "## Lampiran: daftar periksa ", "en": "## Appendix: {name} checklist"}[language]
    assert heading.format(name=CHECKLISTS[name].name) in text
    assert {"id": "Tidak dicatat: ", "en": "Not recorded: "}[language] + ", ".join(missing) + "." in text


def test_a_report_without_checklists_has_none(sample: StudyRecord) -> None:
    text = write_markdown(build(results_of(sample), kind="lengkap", speech=messages("en")))

    assert "checklist" not in text


@pytest.mark.parametrize("name", CHECKLISTS)
def test_the_indonesian_checklist_has_no_english_topic(name: str) -> None:
    speech = messages("id")
    same = {item.topic for item in CHECKLISTS[name].items if speech.text(item.topic) == item.topic}

    assert same <= {"Bias"}
