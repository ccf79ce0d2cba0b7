"""study.yaml."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.messages import messages
from engage_eval.core.problem import Place
from engage_eval.formats.settings import read_study
from engage_eval.model.study import Compare, Ethics, Rule, Study
from engage_eval.model.texts import Texts

FULL = """
id: studi-1
title: {id: Judul, en: Title}
site: BU
purpose: research
approach: reflexive
languages: [en, id]
zone: WITA
dates: dmy
period: {from: 2024-01-01, to: 31/03/2024}
report_date: 1/4/2024
team: {relationship: Pegawai rumah sakit, what_participants_knew: {id: Tahu, en: Knew}}
ethics: {status: approved, committee: KEPK, number: 0123/2024, from: 2024-01-01, to: 2024-12-31}
permits: Izin
pilot: {id: Uji, en: Pilot}
funding: {id: "", en: ""}
conflicts: {id: Tidak ada, en: None}
retention_until: 2029-12-31
intervention: {channel: app_broadcast_list, start: 2022-06-01}
instrument: wa-blast
codebook: nine-characteristics
headline: rule
rule: {cut: 4, k: 9}
complete_if: [putusan, tambahan]
break_off_as: refusal
withdrawn_as: complete
screening_before_consent: true
compare: {measure: visits, before: 2022, after: 2023}
ideal_profile: {informative: 5, on_target: 4.5}
intervals: appendix
mask_facilities: true
sample_data: true
limitations:
  - Hanya satu rumah sakit
  - {id: Kecil, en: Small}
actions: [{id: Perbaiki, en: Mend}]
placeholders: {hospital: RS Contoh, researcher: {id: Peneliti, en: Researcher}, funder: }
"""


def codes(text: str) -> list[tuple[str, int | None, str]]:
    _, problems = read_study(text, "study.yaml")
    assert all(messages("en").problem(problem)[0] for problem in problems)
    return [(p.code, p.place.line, p.place.key) for p in problems]


def test_all_settings_are_read() -> None:
    study, problems = read_study(FULL, "study.yaml")
    assert problems == []
    assert study == Study(
        id="studi-1",
        title=Texts("Judul", "Title"),
        site="BU",
        purpose="research",
        approach="reflexive",
        languages=("en", "id"),
        zone="WITA",
        dates="dmy",
        period_from=date(2024, 1, 1),
        period_to=date(2024, 3, 31),
        report_date=date(2024, 4, 1),
        relationship=Texts("Pegawai rumah sakit", "Pegawai rumah sakit"),
        what_participants_knew=Texts("Tahu", "Knew"),
        ethics=Ethics(
            status="approved",
            committee="KEPK",
            number="0123/2024",
            approved_from=date(2024, 1, 1),
            approved_to=date(2024, 12, 31),
        ),
        permits=Texts("Izin", "Izin"),
        pilot=Texts("Uji", "Pilot"),
        funding=Texts(),
        conflicts=Texts("Tidak ada", "None"),
        retention_until=date(2029, 12, 31),
        channel="app_broadcast_list",
        intervention_start=date(2022, 6, 1),
        instrument="wa-blast",
        codebook="nine-characteristics",
        headline="rule",
        rule=Rule(cut=4, k=9),
        complete_if=("putusan", "tambahan"),
        break_off_as="refusal",
        withdrawn_as="complete",
        screening_before_consent=True,
        compare=Compare(measure="visits", before="2022", after="2023"),
        ideal_profile=(("informative", 5.0), ("on_target", 4.5)),
        intervals="appendix",
        mask_facilities=True,
        sample_data=True,
        limitations=(Texts("Hanya satu rumah sakit", "Hanya satu rumah sakit"), Texts("Kecil", "Small")),
        actions=(Texts("Perbaiki", "Mend"),),
        placeholders=(("hospital", Texts("RS Contoh", "RS Contoh")), ("researcher", Texts("Peneliti", "Researcher"))),
    )


def test_id_and_title_are_enough() -> None:
    study, problems = read_study("id: a\ntitle: Judul\n", "study.yaml")
    assert problems == []
    assert study == Study(id="a", title=Texts("Judul", "Judul"))


def test_id_and_title_are_needed() -> None:
    assert codes("site: BU\n") == [("field.missing", 1, "id"), ("field.missing", 1, "title")]


@pytest.mark.parametrize(
    ("line", "expected", "params"),
    [
        ("purpse: research", ("field.unknown", 3, "purpse"), {"meant": "purpose"}),
        ("purpose: reserch", ("field.not_allowed", 3, "purpose"), {"meant": "research"}),
        ("ethics: {comittee: K}", ("field.unknown", 3, "ethics.comittee"), {"meant": "committee"}),
        ("languages: [id, jv]", ("field.not_allowed", 3, "languages"), {"found": "jv", "allowed": "id, en"}),
        ("sample_data: ya", ("field.not_flag", 3, "sample_data"), {"found": "ya"}),
        ("sample_data: True", ("field.not_flag", 3, "sample_data"), {"meant": "true"}),
        ("report_date: 2024-02-30", ("field.not_day", 3, "report_date"), {"found": "2024-02-30"}),
        ("rule: {k: 2.5}", ("field.not_whole", 3, "rule.k"), {"found": "2.5"}),
        ("rule: 4", ("field.not_mapping", 3, "rule"), {"found": "4"}),
        ("ideal_profile: {informative: baik}", ("field.not_number", 3, "ideal_profile.informative"), {"found": "baik"}),
        ("site: [a]", ("field.not_text", 3, "site"), {"field": "site"}),
        ("funding: [a]", ("field.not_texts", 3, "funding"), {"field": "funding"}),
        ("funding: {id: a}", ("field.translation", 3, "funding.en"), {"language": "en"}),
        ("complete_if: {a: 1}", ("field.not_list", 3, "complete_if"), {"field": "complete_if"}),
        ("period: {from: 2024-02-01, to: 2024-01-01}", ("study.period_order", 3, "period"), {"to": "2024-01-01"}),
        ("compare: {before: 2022-13}", ("study.period", 3, "compare.before"), {"found": "2022-13"}),
        ("compare: {before: 2022, after: 2022}", ("study.same_period", 3, "compare"), {"found": "2022"}),
        ("placeholders: {Nama RS: x}", ("study.placeholder", 3, "placeholders.Nama RS"), {"found": "Nama RS"}),
        ("conflicts: {id: Ada, kecil, en: Some}", ("field.comma", 3, "conflicts.kecil"), {"found": "kecil"}),
    ],
)
def test_fault_names_its_line_key_and_remedy(line: str, expected: tuple[str, int, str], params: dict[str, str]) -> None:
    text = f"id: a\ntitle: Judul\n{line}\n"
    assert codes(text) == [expected]
    _, problems = read_study(text, "study.yaml")
    assert problems[0].place.file == "study.yaml"
    assert params.items() <= dict(problems[0].params).items()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("languages: [id,\n  en,\n  jv]", "field.not_allowed"),
        ("complete_if: [a,\n  b,\n  {c: d}]", "field.not_list"),
        ("limitations: [a,\n  b,\n  [c]]", "field.not_texts"),
        ("complete_if:\n  - a\n  - [b]", "field.not_list"),
    ],
)
def test_a_wrong_item_of_a_list_is_told_on_its_own_line(value: str, code: str) -> None:
    key = value.partition(":")[0]
    assert codes(f"id: a\ntitle: Judul\n{value}\n") == [(code, 5, key)]


def test_the_place_of_each_item_of_a_list_is_known() -> None:
    study, _ = read_study("id: a\ntitle: Judul\ncomplete_if: [a,\n  b,\n  wrong]\n", "study.yaml")
    assert study is not None
    assert study.at("complete_if.wrong", "complete_if") == Place(file="study.yaml", line=5, key="complete_if")
    assert study.at("complete_if") == Place(file="study.yaml", line=3, key="complete_if")


def test_quotes_around_a_flag_or_number_are_no_mistake() -> None:
    study, problems = read_study("id: a\ntitle: x\nsample_data: \"true\"\nrule: {k: '9'}\n", "study.yaml")
    assert problems == []
    assert study is not None
    assert study.sample_data
    assert study.rule == Rule(k=9)


def test_id_with_blanks_is_refused() -> None:
    assert codes("id: studi saya\ntitle: x\n") == [("study.bad_id", 1, "id")]


@pytest.mark.parametrize("text", ["", "- a\n", "hanya teks\n"])
def test_text_that_is_no_mapping_is_no_study(text: str) -> None:
    study, problems = read_study(text, "study.yaml")
    assert study is None
    assert [p.code for p in problems] == ["field.no_mapping"]


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(FULL.splitlines()), max_size=20, unique=True).map("\n".join),
        st.dictionaries(
            st.sampled_from([line.split(":")[0] for line in FULL.splitlines() if ":" in line]),
            st.sampled_from(["[[]]", "{}", "[{a: b}]", "1", "true", "null", "''", "{from: [], id: {}}", "x"]),
        ).map(lambda found: "\n".join(f"{key.strip()}: {value}" for key, value in found.items() if "-" not in key)),
    )
)
def test_no_text_raises(text: str) -> None:
    _, problems = read_study(text, "study.yaml")
    assert all(messages("en").problem(problem)[0] for problem in problems)
