"""The interview schedule, read back from its Word file: every item, every condition, every box."""

import io
import re
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document as Read

from engage_eval.core.messages import messages
from engage_eval.formats.instrument import read_instrument
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.people import ConsentForm
from engage_eval.model.shown import is_in_form
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts
from engage_eval.report.paper.elements import BOX, RING
from engage_eval.report.schedule.conditions import Wording
from engage_eval.report.schedule.plan import Target, make_plan
from engage_eval.report.schedule.write import write_schedule

ROOT = Path(__file__).resolve().parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STUDY = Study(id="uji", title=Texts("Uji", "Trial"), screening_before_consent=True)
BOTH = ("id", "en")


def shipped() -> Instrument:
    text = (ROOT / "instruments" / "wa-blast.yaml").read_text(encoding="utf-8")
    found, _problems = read_instrument(text, "wa-blast.yaml")
    assert found is not None
    return found


WA = shipped()


def read(data: bytes) -> Read:
    return docx.Document(io.BytesIO(data))


def paragraphs(document: Read) -> list[str]:
    """Return the text of every paragraph, those of nested tables too, in order."""
    return [
        "".join(
            piece.text or "" if piece.tag == f"{W}t" else "\t"
            for piece in one.iter(f"{W}t", f"{W}tab")
            if piece.getparent().tag == f"{W}r"
        )
        for one in document.element.body.iter(f"{W}p")
    ]


def made(form: str, languages: Sequence[str], instrument: Instrument = WA) -> list[str]:
    return paragraphs(read(write_schedule(STUDY, instrument, form, languages, None, "engage-eval")))


def asked(form: str) -> list[Item]:
    return [one for one in WA.items if is_in_form(one, form) and one.text]


def rows(form: str, languages: Sequence[str]) -> dict[str, str]:
    """Return number -> the text of the row that it stands in."""
    document = read(write_schedule(STUDY, WA, form, languages, None, "engage-eval"))
    found = {}
    for table in document.tables:
        for row in table.rows:
            number, content = row.cells[0].text.strip(), row.cells[-1]
            if re.fullmatch(r"[0-9]+[a-z]?", number):
                found[number] = "\n".join(
                    "".join(t.text or "" for t in p.iter(f"{W}t")) for p in content._tc.iter(f"{W}p")
                )
    return found


@pytest.mark.parametrize("form", ["inti", "lengkap"])
@pytest.mark.parametrize("languages", [("id",), ("en",), BOTH])
def test_every_item_of_the_form_stands_once_in_each_language(form: str, languages: tuple[str, ...]) -> None:
    found = "\n".join(made(form, languages)) + "\n"
    texts = [(item.text.get(one), item) for item in asked(form) for one in languages]
    same: dict[str, int] = {}
    for text, _item in texts:
        same[text] = same.get(text, 0) + 1

    wrong = [text for text, times in same.items() if len(re.findall(re.escape(text) + r"\n", found)) != times]
    assert wrong == []
    keys = [item.key for item in asked(form)]
    assert [key for key in keys if len(re.findall(rf"^{key}\b(?!_)", found, re.MULTILINE)) != 1] == []


@pytest.mark.parametrize("form", ["inti", "lengkap"])
@pytest.mark.parametrize("language", BOTH)
def test_every_condition_and_every_reason_against_eligibility_is_said(form: str, language: str) -> None:
    plan = make_plan(WA, form, screening_first=True)
    wording = Wording(WA, plan.numbers, messages(language))
    found = rows(form, (language,))
    conditions = {one.number: one.when for part in plan.parts for one in part.questions if one.when is not None}
    stops = [(one.number, rule) for part in plan.parts for one in part.questions for rule in one.item.ineligible]

    assert len(conditions) == (3 if form == "inti" else 11)
    assert [number for number, tree in conditions.items() if wording.of(tree) not in found[number]] == []
    assert len(stops) == 4
    assert [number for number, rule in stops if wording.of(rule.when.tree) not in found[number]] == []
    assert [number for number, rule in stops if rule.text.get(language) not in found[number]] == []


@pytest.mark.parametrize("form", ["inti", "lengkap"])
@pytest.mark.parametrize("languages", [("id",), BOTH])
def test_there_are_as_many_boxes_as_choices_and_three_rings_an_answer(form: str, languages: tuple[str, ...]) -> None:
    found = rows(form, languages)
    plan = make_plan(WA, form, screening_first=True)
    for part in plan.parts:
        for question in part.questions:
            below = question.importance if len(languages) == 1 else None
            items = [one for one in (question.item, below) if one is not None]
            choices = sum(len(WA.scales[one.scale].values) for one in items if one.scale)

            assert found[question.number].count(BOX) == choices, question.item.key
            assert found[question.number].count(RING) == 3 * len(items), question.item.key


def test_importance_stands_beside_performance_in_one_language_and_below_it_in_two() -> None:
    alone, both = rows("lengkap", ("id",)), rows("lengkap", BOTH)
    importance = WA.by_key["kom_efektif_w"].text.id

    assert importance in alone["10"]
    assert "10a" not in alone
    assert importance in both["10a"]


def test_no_word_of_the_other_language_stands_in_a_schedule_of_one() -> None:
    indonesian, english = "\n".join(made("lengkap", ("id",))), "\n".join(made("lengkap", ("en",)))
    ours = [
        "Ask only if",
        "Otherwise",
        "Tick all",
        "Notes",
        "Probe",
        "passed over",
        "Interview schedule",
        "Read out",
        "Ended",
    ]

    assert [word for word in ours if word in indonesian] == []
    assert [word for word in ours if word not in english] == []
    assert [word for word in ("Tanyakan", "Catatan", "Gali", "dilewati", "Pedoman") if word not in indonesian] == []
    assert [word for word in ("Tanyakan", "Catatan", "Gali", "dilewati", "Pedoman") if word in english] == []


def test_the_consent_comes_after_screening_only_where_the_study_says_so() -> None:
    screened = make_plan(WA, "inti", screening_first=True)
    first = make_plan(WA, "inti", screening_first=False)

    assert (screened.consent_at, first.consent_at) == (1, 0)
    assert screened.ineligible == Target(kind="consent", name="F")
    assert first.ineligible == Target(kind="part", name="F")


def test_a_skip_leads_past_all_questions_with_the_same_condition() -> None:
    plan = make_plan(WA, "lengkap", screening_first=True)
    questions = {one.item.key: one for part in plan.parts for one in part.questions}

    assert questions["baca"].otherwise == Target(kind="question", name=questions["tanya"].number)
    assert questions["tidak_dipakai"].otherwise == Target(kind="part", name="H")
    assert questions["usul_faskes"].otherwise == Target(kind="part", name="I")
    assert questions["alasan_tidak_mau"].otherwise == Target(kind="end")


INSTRUMENT = """\
key: kecil
version: v1
title: {id: Kecil, en: Small}
forms: {pendek: 5, panjang: 9}
characteristics:
  informative: {id: Informatif, en: Informative, facet: quality}
scales:
  setuju2: {agree: [2], id: [tidak setuju, setuju], en: [disagree, agree]}
sections:
  satu:
    id: Satu
    en: One
    for: everyone
    items:
      hanya_panjang: {type: number, forms: [panjang], id: Hanya panjang, en: Only long}
      nilai: {type: scale, scale: setuju2, measures: informative, id: Nilai, en: Rating}
  dua:
    id: Dua
    en: Two
    for: everyone
    when: "nilai = 2"
    items:
      a: {type: text, id: Teks A, en: Text A}
      b: {type: text, when: "hanya_panjang = 1", id: Teks B, en: Text B}
      c: {type: text, when: "not(hanya_panjang = 1)", id: Teks C, en: Text C}
"""


def test_the_condition_of_a_section_stands_at_its_head_and_what_can_never_be_asked_is_left_out() -> None:
    small, _problems = read_instrument(INSTRUMENT, "kecil.yaml")
    assert small is not None
    plan = make_plan(small, "pendek", screening_first=False)
    found = made("pendek", ("en",), small)

    assert [one.item.key for part in plan.parts for one in part.questions] == ["nilai", "a", "c"]
    assert plan.parts[1].when is not None
    assert [one.when for one in plan.parts[1].questions] == [None, None]
    assert "Ask only if the answer to question 1 is “agree”. Otherwise go on with the closing page." in found
    assert "Text B" not in found


def script(language: str, text: str) -> ConsentForm:
    return ConsentForm(id="telepon", version="v1", language=language, text=text, digest="0" * 64)


def test_the_study_s_own_telephone_script_is_printed_and_else_a_short_one() -> None:
    own = script("en", "# Telephone script\n\nRead: Good day.\n\n- [ ] Yes, go on\n")
    with_own = paragraphs(read(write_schedule(STUDY, WA, "inti", ("en",), {"en": own}, "x")))
    short = paragraphs(read(write_schedule(STUDY, WA, "inti", ("en",), {}, "x")))
    without = paragraphs(read(write_schedule(STUDY, WA, "inti", ("en",), None, "x")))

    assert "Read: Good day." in with_own
    assert f"{BOX}\tYes, go on" in with_own
    assert "telepon v1 · English · no dates of approval · SHA-256 000000000000…" in with_own
    assert not any(one.startswith("Read aloud: ") for one in with_own)
    assert any(one.startswith("Read aloud: Good day.") for one in short)
    assert "Consent" not in without


def test_scripts_of_the_same_build_stand_side_by_side_and_others_one_after_the_other() -> None:
    alike = {
        "id": script("id", "# Judul\n\nBacakan: Halo.\n\n1. Satu\n"),
        "en": script("en", "# Title\n\nRead: Hello.\n\n1. One\n"),
    }
    unlike = {**alike, "en": script("en", "# Title\n\nRead: Hello.\n\nMore.\n\n1. One\n")}
    together = read(write_schedule(STUDY, WA, "inti", BOTH, alike, "x"))
    apart = read(write_schedule(STUDY, WA, "inti", BOTH, unlike, "x"))

    beside = [[cell.text for cell in row.cells] for table in together.tables for row in table.rows]
    assert ["Bacakan: Halo.", "Read: Hello."] in beside
    assert ["Bacakan: Halo.", "Read: Hello."] not in [[c.text for c in r.cells] for t in apart.tables for r in t.rows]
    assert {"Bacakan: Halo.", "Read: Hello.", "More."} <= set(paragraphs(apart))


def test_only_the_language_that_the_study_has_a_script_in_is_printed_and_never_ours_beside_it() -> None:
    only = {"id": script("id", "# Judul\n\nBacakan: Halo.\n")}
    found = paragraphs(read(write_schedule(STUDY, WA, "inti", BOTH, only, "x")))

    assert "Bacakan: Halo." in found
    assert not any(one.startswith("Read aloud:") for one in found)


def test_the_header_has_room_for_pseudonym_and_date_and_counts_the_pages() -> None:
    section = read(write_schedule(STUDY, WA, "inti", BOTH, None, "x")).sections[0]
    header = section.header.paragraphs[0]
    codes = [one.text.strip() for one in header._p.iter(f"{W}instrText")]

    assert header.text.startswith("Nama samaran / Pseudonym: ____")
    assert "Tanggal / Date: ____ / ____ / ________" in header.text
    assert codes == ["PAGE", "NUMPAGES"]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_no_row_splits_over_pages_and_headings_stay_with_what_follows() -> None:
    document = read(write_schedule(STUDY, WA, "lengkap", BOTH, {}, "x"))
    table_rows = [*document.element.body.iter(f"{W}tr")]

    assert len(table_rows) > 100
    assert [one for one in table_rows if one.find(f"{W}trPr/{W}cantSplit") is None] == []
    headings = {style.style_id for style in document.styles if style.style_id.startswith("Heading")}
    assert all(
        document.styles.element.find(f"{W}style[@{W}styleId='{one}']/{W}pPr/{W}keepNext") is not None
        for one in headings
    )


def test_same_input_same_bytes() -> None:
    first = write_schedule(STUDY, WA, "inti", BOTH, {}, "x")

    assert write_schedule(STUDY, shipped(), "inti", BOTH, {}, "x") == first


def test_every_cell_ends_with_a_paragraph_as_word_demands() -> None:
    document = read(write_schedule(STUDY, WA, "lengkap", BOTH, {}, "x"))

    assert [one for one in document.element.body.iter(f"{W}tc") if one[-1].tag != f"{W}p"] == []
