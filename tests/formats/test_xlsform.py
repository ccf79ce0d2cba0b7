"""Our XLSForm: valid for pyxform and ODK Validate, in the study's order, and the same questions when it comes back."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from engage_eval.formats import study_folder
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.xlsform_check import check_form, kind_of
from engage_eval.formats.xlsform_import import import_form
from engage_eval.formats.xlsform_sheets import LANGUAGE_NAMES, XlsForm, read_form, translated
from engage_eval.formats.xlsform_write import form_bytes, write_form
from engage_eval.formats.yaml_write import Value, write_yaml
from engage_eval.model.condition import parse
from engage_eval.model.field_form import CONSENT_COLUMNS, INTERVIEW_COLUMNS, SCREENED_OUT, companion, has_companion
from engage_eval.model.instrument import NOTE, Instrument, Item
from engage_eval.model.record import StudyRecord
from engage_eval.model.shown import Sitting, is_in_form, reasons_against, screening_items
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "rs-x-2023"
STUDY = Study(id="uji", title=Texts("Uji", "Trial"), screening_before_consent=True)


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record, _ = study_folder.read(SAMPLE)
    assert record is not None
    return record


@pytest.fixture(scope="module")
def wa_blast(sample: StudyRecord) -> Instrument:
    found = sample.instrument()
    assert found is not None
    return found


def instrument(text: str) -> Instrument:
    found, problems = read_instrument(text, "uji.yaml")
    assert found is not None
    assert [one.code for one in problems if one.code != "field.translation"] == []
    return found


def written(one: Instrument, form: str = "", study: Study = STUDY) -> XlsForm:
    made, problems = write_form(one, form or next(iter(one.forms)), study, ())
    assert problems == []
    assert check_form(made) == []
    return made


def validated(form: XlsForm) -> str:
    """Return the XForm that pyxform makes, after ODK Validate (Java) has accepted it without a warning."""
    warnings: list[str] = []
    found = convert(io.BytesIO(form_bytes(form)), warnings=warnings, validate=True, file_type=".xlsx")
    assert warnings == []
    return str(found.xform)


def back(form: XlsForm) -> tuple[Instrument, list[str]]:
    """Return the instrument after the way out to the workbook and in again, and the codes of what was told."""
    read, problems = read_form(form_bytes(form), "form.xlsx")
    assert read is not None
    assert problems == []
    found = import_form(read, "id")
    return instrument(found.text), [one.code for one in found.problems]


# --- validity


@pytest.mark.parametrize("languages", [("id", "en"), ("id",), ("en",)])
@pytest.mark.parametrize("form", ["inti", "lengkap"])
def test_wa_blast_passes_pyxform_and_odk_validate(
    wa_blast: Instrument, sample: StudyRecord, form: str, languages: tuple[str, ...]
) -> None:
    study = replace(sample.study, languages=languages)
    made, problems = write_form(wa_blast, form, study, sample.forms)
    assert problems == []
    assert check_form(made) == []
    xform = validated(made)
    assert f'id="wa-blast-{form}"' in xform
    assert 'version="v1"' in xform
    assert [name for name in LANGUAGE_NAMES.values() if f'lang="{name}"' in xform] == [
        LANGUAGE_NAMES[one] for one in languages
    ]


KEYS = st.from_regex(r"[a-z][a-z0-9]{1,7}", fullmatch=True).filter(
    lambda key: key not in {*INTERVIEW_COLUMNS, "and", "or", "not", "has", "answered", "rule", "item", "value"}
)
WORDS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")),
    min_size=1,
    max_size=40,
).map(lambda text: text.strip() or "x")
TEXTS = st.one_of(
    WORDS, st.sampled_from(["=1+1", "<b>tebal</b> & *miring*", "${umur}", "'-'", "@a", '"kutip"', "1\n2"])
)
BOTH = st.fixed_dictionaries({"id": TEXTS, "en": TEXTS})
CONDITION_OF = {
    "single": ["{} = 'ya'", "{} != 'ya'", "{} = ''"],
    "scale": ["{} >= 2", "{} != 3", "answered({})"],
    "multiple": ["has({}, 'ya')", "not(has({}, 'tidak'))", "{} != ''"],
    "number": ["{} > 3", "{} != 2.5", "{} = ''"],
    "date": ["{} >= '2026-01-31'", "{} = '2026-01-31'"],
    "text": ["{} != ''", "{} = 'ya'"],
}


@st.composite
def instruments(draw: st.DrawFn) -> str:
    """Return an instrument's YAML: every type, conditions on what stands above, screening, twins."""
    keys = iter(draw(st.lists(KEYS, min_size=8, max_size=8, unique=True)))
    above: list[tuple[str, str]] = []
    sections: dict[str, Value] = {}
    for number, audience in enumerate(("everyone", "eligible", "ineligible", "everyone")):
        items: dict[str, Value] = {}
        for key in (next(keys), next(keys)):
            items[key] = draw(items_of(above, is_screening=number == 0))
            above.append((key, str(items[key]["type"])))  # type: ignore[call-overload,index]
        sections[f"s{number}"] = {**draw(BOTH), "for": audience, "items": items}
    scales: dict[str, Value] = {
        "pilih": {"values": ["ya", "tidak"], "id": ["Ya", "Tidak"], "en": ["Yes", "No"]},
        "skala": {"values": [1, 2, 3], **{one: draw(st.lists(TEXTS, min_size=3, max_size=3)) for one in ("id", "en")}},
    }
    head: dict[str, Value] = {"key": "uji", "version": "v1", "title": draw(BOTH), "forms": {"satu": 5}}
    return write_yaml({**head, "scales": scales, "sections": sections})


@st.composite
def items_of(draw: st.DrawFn, above: list[tuple[str, str]], *, is_screening: bool) -> dict[str, Value]:
    kind = draw(st.sampled_from(list(CONDITION_OF)))
    node: dict[str, Value] = {**draw(BOTH), "type": kind, "required": draw(st.booleans())}
    if kind in ("single", "multiple", "scale"):
        node["scale"] = "skala" if kind == "scale" else "pilih"
    parts = [
        f"({draw(st.sampled_from(CONDITION_OF[its]))})".format(key)
        for key, its in draw(st.lists(st.sampled_from(above), max_size=2) if above else st.just([]))
    ]
    node["when"] = draw(st.sampled_from([" and ", " or "])).join(parts)
    if kind == "number":
        node["constraint"] = {"holds": ". >= 0 and . < 100", **draw(BOTH)}
    if is_screening and above:
        key, its = above[0]
        node["ineligible"] = [{"when": CONDITION_OF[its][0].format(key), "reason": "alasan", **draw(BOTH)}]
    if draw(st.booleans()):
        node |= {"why": draw(BOTH), "probes": [draw(BOTH)], "note": draw(BOTH)}
        node["importance"] = {"scale": "skala", **draw(BOTH)}
    return node


# Not made smaller where it fails: Java takes a second for each try.
@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(instruments(), st.booleans())
def test_any_instrument_passes_odk_validate(text: str, screening_first: bool) -> None:  # noqa: FBT001 - drawn
    validated(written(instrument(text), study=replace(STUDY, screening_before_consent=screening_first)))


# --- content and order


def test_every_item_of_the_form_stands_once_with_both_labels(wa_blast: Instrument) -> None:
    for form in wa_blast.forms:
        made = written(wa_blast, form)
        rows: dict[str, list[Mapping[str, str]]] = {}
        for row in made.survey:
            rows.setdefault(row.get("name"), []).append(row.cells)
        for item in wa_blast.items:
            found = [row for row in rows.get(item.key, []) if not row["type"].startswith(("begin", "end"))]
            assert len(found) == is_in_form(item, form), item.key
            if found and item.part != NOTE:
                assert found[0][translated("label", "id")] == item.text.id
                assert found[0][translated("label", "en")] == item.text.en


def test_form_asks_whatever_a_row_of_interviews_and_consent_needs(wa_blast: Instrument) -> None:
    names = {row.get("name") for row in written(wa_blast).survey}
    assert {*INTERVIEW_COLUMNS, *CONSENT_COLUMNS, "interview_number"} <= names


def test_selects_carry_the_missing_codes_and_other_questions_have_a_companion(wa_blast: Instrument) -> None:
    made = written(wa_blast, "lengkap")
    lists = made.lists()
    rows = {row.get("name"): row for row in made.survey if row.get("type")[:3] != "end"}
    for item in wa_blast.items:
        kind, name = kind_of(rows[item.key])
        if has_companion(item):
            other, codes = kind_of(rows[companion(item.key)])
            assert other == "select_one"
            assert [row.get("name") for row in lists[codes]] == [".skip", ".refused", ".na"]
            assert rows[companion(item.key)].get("relevant") == f"${{{item.key}}} = ''"
        elif item.part != NOTE:
            assert kind in ("select_one", "select_multiple")
            values = [row.get("name") for row in lists[name]]
            assert values == [*wa_blast.scales[item.scale].values, ".skip", ".refused", ".na"]


def groups_of(form: XlsForm) -> list[str]:
    return [row.get("name") for row in form.survey if row.get("type") == "begin_group" and row.get("name")[:2] != "q_"]


def test_screening_and_consent_stand_in_the_studys_order(wa_blast: Instrument) -> None:
    first, second, third = groups_of(written(wa_blast))[:3]
    assert (first, second, third) == ("group_start", "section_penyaringan", "group_consent")
    other = replace(STUDY, screening_before_consent=False)
    first, second, third = groups_of(written(wa_blast, study=other))[:3]
    assert (first, second, third) == ("group_start", "group_consent", "section_penyaringan")


def test_nothing_but_screening_is_asked_without_consent(wa_blast: Instrument) -> None:
    rows = {row.get("name"): row for row in written(wa_blast).survey if row.get("type") == "begin_group"}
    consented = "${consent_earlier} = 'yes' or ${consent_take_part} = 'yes'"
    sections = [row for name, row in rows.items() if name.startswith("section_")]
    assert rows["section_penyaringan"].get("relevant") == ""
    assert all(consented in row.get("relevant") for row in sections if row.get("name") != "section_penyaringan")


ONLY_ELIGIBLE = """\
key: uji
version: v1
title: {id: Uji, en: Trial}
forms: {satu: 5}
scales:
  yatidak: {values: [ya, tidak], id: ["Ya", "Tidak"], en: ["Yes", "No"]}
sections:
  saring:
    for: everyone
    items:
      nomor: {type: single, scale: yatidak, id: "Nomor?", en: "Number?",
              ineligible: {when: "nomor = 'tidak'", reason: no_number, id: tanpa nomor, en: no number}}
  nilai:
    for: eligible
    items:
      jelas: {type: single, scale: yatidak, id: "Jelas?", en: "Clear?"}
"""
FOR_OTHERS = """\
  tanpa:
    for: ineligible
    items:
      lain: {type: text, id: "Lain?", en: "Other?"}
"""


def test_consent_is_not_asked_where_nothing_would_follow_it() -> None:
    def consent(text: str) -> str:
        rows = written(instrument(text)).survey
        return next(row.get("relevant") for row in rows if row.get("name") == "group_consent")

    assert consent(ONLY_ELIGIBLE) == "${screened_out} = ''"
    # Those who don't meet the criteria may answer their own section, and that needs consent too.
    assert consent(ONLY_ELIGIBLE + FOR_OTHERS) == ""


def test_who_meets_the_criteria_follows_from_the_answers_as_in_the_program(wa_blast: Instrument) -> None:
    made = written(wa_blast)
    expression = next(row.get("calculation") for row in made.survey if row.get("name") == SCREENED_OUT)
    items = screening_items(wa_blast)

    @settings(max_examples=100, deadline=None)
    @given(st.fixed_dictionaries({item.key: st.sampled_from(answers(wa_blast, item)) for item in items}))
    def same(given_answers: dict[str, str]) -> None:
        values = {key: one for key, one in given_answers.items() if one and not one.startswith(".")}
        reasons = reasons_against(Sitting(wa_blast, {"inti"}, values))
        assert xpath_text(expression, given_answers) == (reasons[0] if reasons else "")

    same()


def answers(one: Instrument, item: Item) -> list[str]:
    return ["", ".skip", ".refused", *one.scales[item.scale].values]


def xpath_text(expression: str, values: Mapping[str, str]) -> str:
    form = etree.Element("data")
    for key, value in values.items():
        etree.SubElement(form, key).text = value
    path = re.sub(r"\$\{(\w+)\}", r"/data/\1", expression)

    def choose(_: object, test: bool, one: str, other: str) -> str:  # noqa: FBT001 - XPath's own if()
        return one if test else other

    return str(form.getroottree().xpath(path, extensions={(None, "if"): choose}))


def test_hints_probes_intro_and_constraint_message_come_with_their_item() -> None:
    one = instrument(
        """\
key: uji
version: v1
title: {id: Uji, en: Trial}
forms: {satu: 5}
scales:
  yatidak: {values: [ya, tidak], id: ["Ya", "Tidak"], en: ["Yes", "No"]}
sections:
  a:
    id: A
    en: A
    intro: {id: Selamat pagi., en: Good morning.}
    items:
      umur: {type: number, required: true, id: "Umur?", en: "Age?", note: {id: Dalam tahun., en: In years.},
             probes: [{id: "Kira-kira?", en: "About?"}],
             constraint: {holds: ". >= 0", id: Tidak negatif., en: Not negative.}}
      ya: {type: single, scale: yatidak, required: true, when: "umur > 17", id: "Ya?", en: "Yes?"}
"""
    )
    rows = {row.get("name"): row for row in written(one).survey if row.get("type") != "end_group"}
    assert rows["note_a"].get(translated("label", "en")) == "Good morning."
    assert rows["umur"].get(translated("hint", "id")) == "Dalam tahun."
    assert rows["umur"].get("constraint") == ". >= 0"
    assert rows["umur"].get(translated("constraint_message", "en")) == "Not negative."
    assert rows["umur_p1"].get(translated("label", "id")) == "Kira-kira?"
    # What is required and no select may still be missing for a reason, and then the reason is required.
    assert (rows["umur"].get("required"), rows["umur_m"].get("required")) == ("", "yes")
    assert rows["ya"].get("required") == "yes"
    assert rows["q_ya"].get("relevant") == "${umur} > 17"


def test_key_that_the_form_needs_itself_is_told() -> None:
    text = """\
key: uji
version: v1
title: {id: Uji, en: Trial}
forms: {satu: 5}
sections:
  a:
    items:
      mode: {type: text, id: "Cara?", en: "How?"}
      umur: {type: number, id: "Umur?", en: "Age?"}
      umur_m: {type: text, id: "Lain?", en: "Other?"}
"""
    _, problems = write_form(instrument(text), "satu", STUDY, ())
    assert [(one.code, one.params["found"]) for one in problems] == [
        ("xlsform.name_taken", "mode"),
        ("xlsform.name_taken", "umur_m"),
    ]


def test_condition_that_no_expression_says_is_told_with_its_item() -> None:
    text = """\
key: uji
version: v1
title: {id: Uji, en: Trial}
forms: {satu: 5}
sections:
  a:
    items:
      kata: {type: text, id: "Kata?", en: "Word?"}
      lain: {type: text, when: "kata > 'm'", id: "Lain?", en: "Other?"}
"""
    _, problems = write_form(instrument(text), "satu", STUDY, ())
    assert [(one.code, one.place.key, one.params["part"]) for one in problems] == [
        ("xlsform.untold", "lain", "kata > 'm'")
    ]


def test_same_form_gives_the_same_bytes_and_no_cell_is_a_formula(wa_blast: Instrument) -> None:
    text = "=HYPERLINK('x')"
    changed = replace(wa_blast, items=tuple(replace(one, text=Texts(text, text)) for one in wa_blast.items))
    first, again = form_bytes(written(changed)), form_bytes(written(changed))
    assert first == again
    book = load_workbook(io.BytesIO(first))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(str(cell.value).startswith(("=", "+", "-", "@")) for cell in cells)


# --- back again


@pytest.mark.parametrize("form", ["inti", "lengkap"])
def test_wa_blast_comes_back_with_the_same_items_choices_and_conditions(wa_blast: Instrument, form: str) -> None:
    found, told = back(written(wa_blast, form))
    assert told == []
    asked = [item for item in wa_blast.items if is_in_form(item, form)]
    assert [item.key for item in found.items] == [item.key for item in asked]
    for ours, theirs in zip(asked, found.items, strict=True):
        assert (ours.text, ours.note, ours.required) == (theirs.text, theirs.note, theirs.required), ours.key
        assert (ours.type, ours.scale, ours.base, ours.part) == (theirs.type, theirs.scale, theirs.base, theirs.part)
        assert conditions(ours) == conditions(theirs), ours.key
        assert [(rule.when, rule.reason, rule.text) for rule in ours.ineligible] == [
            (rule.when, rule.reason, rule.text) for rule in theirs.ineligible
        ]
        assert ours.audience == theirs.audience
        assert (ours.constraint is None) == (theirs.constraint is None)
        if ours.constraint and theirs.constraint:
            assert str(ours.constraint.holds) == str(theirs.constraint.holds)
            assert ours.constraint.text == theirs.constraint.text
    for key in {item.scale for item in asked if item.scale}:
        assert (found.scales[key].values, found.scales[key].labels) == (
            wa_blast.scales[key].values,
            wa_blast.scales[key].labels,
        )
    assert (found.key, found.version, tuple(found.forms)) == (wa_blast.key, wa_blast.version, (form,))
    assert [(one.key, one.text, one.intro) for one in found.sections] == [
        (one.key, one.text, one.intro) for one in wa_blast.sections if any(i.section == one.key for i in asked)
    ]


def conditions(item: Item) -> set[str]:
    """Return what must hold, part by part; `answered(x)` and `x != ''` are one thing."""
    return {str(parse(re.sub(r"answered\((\w+)\)", r"\1 != ''", str(one)))) for one in item.when}


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(instruments())
def test_any_instrument_comes_back_with_the_same_questions(text: str) -> None:
    one = instrument(text)
    found, told = back(written(one))
    assert told == []
    assert [(item.key, item.type, item.required, item.audience) for item in found.items] == [
        (item.key, item.type, item.required, item.audience) for item in one.items
    ]
    assert [bool(item.when) for item in found.items] == [bool(item.when) for item in one.items]
