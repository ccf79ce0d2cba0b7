"""Instruments: what is read, what is expanded, and what each fault is called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core import content
from engage_eval.core.messages import messages
from engage_eval.core.problem import Problem
from engage_eval.formats.instrument import read_instrument
from engage_eval.model.condition import parse
from engage_eval.model.instrument import Instrument
from engage_eval.model.instrument_time import estimate_minutes
from engage_eval.model.texts import Texts

SMALL = """\
key: uji
version: v1
title: {id: Uji, en: Trial}
forms: {inti: 20, lengkap: 60}
characteristics:
  jelas: {id: Jelas, en: Clear, facet: quality}
scales:
  setuju3: {agree: [3], id: [tidak, netral, ya], en: ["no", neutral, "yes"]}
  yatidak: {agree: [ya], values: [ya, tidak], id: ["Ya", "Tidak"], en: ["Yes", "No"]}
  jalur: {values: [grup, status], id: [Grup, Status], en: [Group, Status]}
sections:
  saring:
    id: Saring
    en: Screen
    for: everyone
    items:
      nomor:
        type: single
        scale: yatidak
        required: true
        id: Tersimpan?
        en: Saved?
        ineligible: {when: "nomor = 'tidak'", reason: no_number, reach: true, id: Tanpa nomor, en: No number}
      lewat: {type: multiple, scale: jalur, id: "Lewat mana?", en: "Which way?"}
  nilai:
    for: eligible
    when: "nomor = 'ya'"
    intro: {id: Sekarang nilai., en: Now rate.}
    items:
      kom:
        type: scale
        scale: setuju3
        measures: jelas
        when: "has(lewat, 'grup')"
        id: Siaran jelas.
        en: It is clear.
        importance: {forms: [lengkap], scale: setuju3, id: "Penting?", en: "Important?"}
        why: {id: "Mengapa?", en: "Why?"}
        probes:
          - {id: "Contoh?", en: "Example?"}
          - {tone: negative, forms: [lengkap], id: "Kapan tidak?", en: "When not?"}
        note: {id: Tunggu., en: Wait.}
        action: {id: Perbaiki., en: Mend.}
      lama:
        type: number
        forms: [lengkap]
        constraint: {holds: ". >= 0 and . <= 600", id: Bulan., en: Months.}
        id: Berapa lama?
        en: How long?
      putusan: {type: single, scale: yatidak, role: verdict, when: "kom != ''", id: "Cukup?", en: "Enough?"}
"""


def read(text: str = SMALL) -> tuple[Instrument, list[Problem]]:
    found, problems = read_instrument(text, "instruments/uji-v1.yaml")
    assert found is not None
    assert all(messages("en").problem(problem)[0] for problem in problems)
    return found, problems


def faults(old: str, new: str) -> list[tuple[str, int | None, str]]:
    """Return what is wrong once ``old`` is replaced in the small instrument."""
    assert SMALL.count(old) >= 1
    return [(p.code, p.place.line, p.place.key) for p in read(SMALL.replace(old, new, 1))[1]]


def line_of(part: str) -> int:
    return SMALL[: SMALL.index(part)].count("\n") + 1


def test_a_wrong_item_of_a_list_is_told_on_its_own_line() -> None:
    line = line_of("        forms: [lengkap]\n")
    forms = faults("type: number\n        forms: [lengkap]", "type: number\n        forms: [lengkap,\n          wrong]")
    assert [one[:2] for one in forms] == [("instrument.unknown_form", line + 1)]
    probes = "type: number\n        probes: [{id: a, en: b},\n          wrong]"
    assert faults("type: number", probes) == [("field.not_mapping", line + 1, "lama.probes")]


def test_small_instrument_has_no_problem() -> None:
    found, problems = read()
    assert problems == []
    assert (found.key, found.version, found.title) == ("uji", "v1", Texts("Uji", "Trial"))
    assert list(found.forms.items()) == [("inti", 20), ("lengkap", 60)]
    assert [section.key for section in found.sections] == ["saring", "nilai"]
    assert found.sections[1].intro == Texts("Sekarang nilai.", "Now rate.")


def test_every_item_is_followed_by_its_twins() -> None:
    found, _ = read()
    assert [item.key for item in found.items] == [
        "nomor",
        "nomor_note",
        "lewat",
        "lewat_note",
        "kom",
        "kom_w",
        "kom_why",
        "kom_p1",
        "kom_p2",
        "kom_note",
        "lama",
        "lama_note",
        "putusan",
        "putusan_note",
    ]


def test_twins_inherit_audience_condition_and_forms_but_own_forms_win() -> None:
    items = read()[0].by_key
    twin = items["kom_w"]
    assert (twin.type, twin.scale, twin.base, twin.part) == ("scale", "setuju3", "kom", "w")
    assert twin.forms == ("lengkap",)
    assert twin.when == items["kom"].when == (parse("nomor = 'ya'"), parse("has(lewat, 'grup')"))
    assert {items[key].audience for key in ("kom_w", "kom_why", "kom_p1", "kom_note")} == {"eligible"}
    assert (items["kom_why"].part, items["kom_p2"].part, items["kom_note"].part) == ("why", "p", "note")
    assert (items["kom_p1"].forms, items["kom_p2"].forms, items["kom_p2"].tone) == ((), ("lengkap",), "negative")
    assert items["lama_note"].forms == ("lengkap",)
    assert items["kom"].note == Texts("Tunggu.", "Wait.")
    assert items["kom_note"].text == Texts()


def test_section_forms_hold_for_items_that_have_none() -> None:
    text = SMALL.replace("    for: eligible\n", "    for: eligible\n    forms: [inti]\n")
    items = read(text)[0].by_key
    assert items["putusan"].forms == ("inti",)
    assert items["lama"].forms == ("lengkap",)


def test_scale_values_default_to_numbers_and_keep_given_keys() -> None:
    scales = read()[0].scales
    assert scales["setuju3"].values == ("1", "2", "3")
    assert scales["setuju3"].agree == {"3"}
    assert scales["setuju3"].numeric
    assert scales["yatidak"].label("ya") == Texts("Ya", "Yes")
    assert not scales["yatidak"].numeric


def test_ineligible_and_constraint_are_read() -> None:
    found, _ = read()
    assert found.reasons()["no_number"].reach
    assert found.reasons()["no_number"].text == Texts("Tanpa nomor", "No number")
    constraint = found.by_key["lama"].constraint
    assert constraint is not None
    assert constraint.holds.holds({}, 12.0)
    assert not constraint.holds.holds({}, 601.0)


def test_several_reasons_may_stand_in_a_list() -> None:
    old = "ineligible: {when: \"nomor = 'tidak'\", reason: no_number, reach: true, id: Tanpa nomor, en: No number}"
    new = "ineligible: [{when: \"nomor = 'tidak'\", reason: a}, {when: \"nomor = ''\", reason: b}]"
    found, problems = read(SMALL.replace(old, new))
    assert problems == []
    assert list(found.reasons()) == ["a", "b"]


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("key: uji", "key: Uji Coba", "field.bad_name", "key"),
        ("version: v1", "version: 1", "field.bad_version", "version"),
        ("version: v1", "versi: v1", "field.missing", "version"),
        ("inti: 20", "inti: lama", "field.not_whole", "forms.inti"),
        ("      lama:", "      Lama:", "field.bad_key", "Lama"),
        ("      lama:", "      lama_sekali_memegang_tugas:", "field.bad_key", "lama_sekali_memegang_tugas"),
        ("      lama:", "      lama_p2:", "instrument.reserved", "lama_p2"),
        ("      lama:", "      rule:", "instrument.reserved", "rule"),
        ("      lama:", "      has:", "instrument.reserved", "has"),
        ("      lama:", "      nomor:", "instrument.twice", "nomor"),
        ("type: number", "type: nomber", "field.not_allowed", "lama.type"),
        ("role: verdict", "role: verdik", "field.not_allowed", "putusan.role"),
        ("    for: eligible", "    for: eligble", "field.not_allowed", "sections.nilai.for"),
        ("[lengkap]\n        constr", "[lengkp]\n        constr", "instrument.unknown_form", "lama.forms"),
        ("measures: jelas", "measures: jelaz", "instrument.unknown_characteristic", "kom.measures"),
        ("[lengkap], scale: setuju3", "[lengkap], scale: setuju", "instrument.unknown_scale", "kom.importance.scale"),
        ("type: number", "type: number\n        scale: jalur", "instrument.needless_scale", "lama.scale"),
        ("scale: jalur, id", "id", "instrument.no_scale", "lewat.scale"),
        ("agree: [3]", "agree: [4]", "instrument.agree", "scales.setuju3.agree"),
        ("[tidak, netral, ya]", "[tidak, ya]", "instrument.labels", "scales.setuju3"),
        ("[grup, status]", "[grup, grup]", "instrument.value_twice", "scales.jalur.values"),
        ("[grup, status]", "[grup, 2024-01]", "instrument.bad_value", "scales.jalur.values"),
        ("[grup, status]", "[grup, mei5]", "instrument.bad_value", "scales.jalur.values"),
        ("[grup, status]", '["1", "2"]', "instrument.bad_value", "scales.jalur.values"),
        ("[grup, status]", "[grup, grup lain]", "instrument.bad_value", "scales.jalur.values"),
        (", reason: no_number", "", "field.missing", "nomor.ineligible.reason"),
        ("kom != ''", "kom !=", "condition.ends", "putusan.when"),
        ("kom != ''", "komm != ''", "condition.unknown_item", "putusan.when"),
        ("kom != ''", "putusan != ''", "condition.itself", "putusan.when"),
        ("kom != ''", ". != ''", "condition.own", "putusan.when"),
        ("kom != ''", "nomor = 'tidk'", "condition.unknown_choice", "putusan.when"),
        ("kom != ''", "nomor = 'Tidak'", "condition.unknown_choice", "putusan.when"),
        ("kom != ''", "kom = 4", "condition.unknown_choice", "putusan.when"),
        ("kom != ''", "lewat = 'grup'", "condition.use_has", "putusan.when"),
        ("kom != ''", "lama = 'banyak'", "condition.not_number", "putusan.when"),
        ("kom != ''", "lama > 'banyak'", "condition.not_number", "putusan.when"),
        ("kom != ''", "nomor > 1", "condition.no_order", "putusan.when"),
        ("has(lewat, 'grup')", "putusan = 'ya'", "condition.later", "kom.when"),
        ("when: \"nomor = 'ya'\"", 'when: "kom = 1"', "condition.later", "sections.nilai.when"),
        ("nomor = 'tidak'", "lewat != ''", "condition.later", "nomor.ineligible.when"),
        (". <= 600", "lama <= 600", "condition.itself", "lama.constraint.holds"),
        (". <= 600", ". <= 6,5", "condition.comma", "lama.constraint.holds"),
        ("type: number", "type: date", None, ""),
        ("type: single, scale: yatidak, role", "type: text, role", "instrument.role_type", "putusan.role"),
        ("role: verdict", "role: network_size", "instrument.role_type", "putusan.role"),
        ("agree: [ya], values", "values", "instrument.verdict_agree", "putusan.role"),
        ('en: "Enough?"', "", "field.translation", "putusan.en"),
        ('id: "Cukup?", en: "Enough?"', "", "field.missing", "putusan.id"),
        ("note: {id: Tunggu., en: Wait.}", "notes: {id: Tunggu., en: Wait.}", "field.unknown", "kom.notes"),
        ('why: {id: "Mengapa?", en: "Why?"}', "why: Mengapa?", "field.not_mapping", "kom.why"),
        ("tone: negative", "tone: negatif", "field.not_allowed", "kom.probes.tone"),
        ("required: true", "required: ya", "field.not_flag", "nomor.required"),
    ],
)  # fmt: skip
def test_fault_has_its_code_line_and_key(old: str, new: str, code: str | None, key: str) -> None:
    found = faults(old, new)
    if code is None:
        assert found == []
        return
    assert (code, key) in [(fault[0], fault[2]) for fault in found]
    line = next(fault[1] for fault in found if fault[0] == code)
    assert line is not None
    if code not in _ELSEWHERE:
        assert 0 <= line - line_of(old) <= new.count("\n")


# These stand on the line of what encloses the fault, or needs what isn't there.
_ELSEWHERE = ("field.missing", "field.translation", "instrument.verdict_agree", "instrument.role_type")


def test_unknown_choice_says_which_is_meant_even_for_a_label() -> None:
    _, problems = read(SMALL.replace("kom != ''", "nomor = 'Tidak'"))
    assert problems[0].params == {"item": "nomor", "found": "Tidak", "meant": "tidak"}


def test_text_without_quotes_in_a_condition_is_taken_for_an_item_and_said_so() -> None:
    _, problems = read(SMALL.replace("kom != ''", "nomor = tidak"))
    assert problems[0].code == "condition.unknown_item"
    assert "single quotes" in messages("en").problem(problems[0])[1]


def test_each_characteristic_is_measured_exactly_once() -> None:
    assert faults("        measures: jelas\n", "") == [("instrument.not_measured", 6, "characteristics.jelas")]
    twice = "      lama: {type: scale, scale: setuju3, measures: jelas, id: a, en: b}\n      lam:"
    assert faults("      lama:", twice)[0][0] == "instrument.measured_twice"
    _, problems = read(SMALL.replace("      lama:", twice))
    assert problems[0].params == {"found": "jelas", "first": "kom"}
    assert problems[0].place.line == line_of("      lama:")


def test_item_that_measures_needs_a_scale_of_numbers() -> None:
    assert faults("type: scale\n        scale: setuju3", "type: single\n        scale: yatidak")[0][0] == (
        "instrument.measures_type"
    )
    assert faults("type: scale\n        scale: setuju3", "type: scale\n        scale: yatidak")[0][0] == (
        "instrument.measures_type"
    )


def test_second_verdict_is_refused() -> None:
    again = "      lagi: {type: single, scale: yatidak, role: verdict, id: a, en: b}\n"
    _, problems = read(SMALL + again)
    assert [(p.code, p.params["first"]) for p in problems] == [("instrument.role_twice", "putusan")]


def test_label_list_in_one_language_is_a_warning() -> None:
    assert faults(', en: ["no", neutral, "yes"]', "") == [("field.translation", 8, "scales.setuju3.en")]


def test_instrument_without_items_is_an_error() -> None:
    codes = sorted(p.code for p in read(SMALL[: SMALL.index("sections:")])[1])
    assert codes == ["field.missing", "instrument.empty", "instrument.not_measured"]


def test_all_problems_come_at_once_in_the_order_of_their_lines() -> None:
    text = (
        SMALL.replace("version: v1", "version: satu")
        .replace("type: number", "type: angka")
        .replace("kom != ''", "x = 1")
    )
    found = [(p.code, p.place.line) for p in read(text)[1]]
    assert found == [
        ("field.bad_version", 2),
        ("field.not_allowed", line_of("        type: number")),
        ("condition.unknown_item", line_of("      putusan:")),
    ]


def test_syntax_error_inside_braces_says_to_use_quotes() -> None:
    found, problems = read_instrument(SMALL.replace('id: "Cukup?"', "id: Jawab: cukup"), "x.yaml")
    assert found is None
    assert [(p.code, p.place.line) for p in problems] == [("yaml.braces", line_of("      putusan:"))]
    assert "double quotes" in messages("en").problem(problems[0])[1]


def test_digest_depends_on_content_and_not_on_how_it_is_written() -> None:
    digest = read()[0].digest
    assert len(digest) == 64
    assert (
        read("# note\n" + SMALL.replace("en: Saved?", 'en: "Saved?"').replace("nomor = 'ya'", "nomor='ya'"))[0].digest
        == digest
    )
    assert read(SMALL.replace("Tersimpan?", "Disimpan?"))[0].digest != digest
    assert read(SMALL.replace("required: true", "required: false"))[0].digest != digest


def test_shipped_instrument_has_no_problem_and_keeps_its_promise_of_time() -> None:
    text = content.find("instruments", "wa-blast.yaml").read_text(encoding="utf-8")
    found, problems = read_instrument(text, "wa-blast.yaml")
    assert problems == []
    assert found is not None
    assert len(found.measuring()) == len(found.characteristics) == 9
    assert all(estimate_minutes(found, form) <= minutes for form, minutes in found.forms.items())


def test_minutes_are_words_at_130_a_minute_and_time_to_answer() -> None:
    found, _ = read()
    # Read aloud for `inti`: items 1+2+2+1+1 (nomor, lewat, kom, why, putusan), half of one probe's word, intro 2,
    # labels 2+2 (saring), 3+2 (nilai). Answers: single 6+6, multiple 15, scale 8, why 75, half a probe 37.5.
    assert estimate_minutes(found, "inti") == pytest.approx((7 + 0.5 + 2 + 9) / 130 + (12 + 15 + 8 + 75 + 37.5) / 60)
    assert estimate_minutes(found, "lengkap") > estimate_minutes(found, "inti")


def test_questions_for_people_who_are_not_eligible_take_no_time() -> None:
    text = SMALL.replace("    for: eligible", "    for: ineligible")
    assert estimate_minutes(read(text)[0], "inti") < 1


_LINES = SMALL.splitlines()


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.integers(0, len(_LINES) - 1), max_size=12).map(
            lambda cut: "\n".join(line for number, line in enumerate(_LINES) if number not in cut)
        ),
        st.tuples(st.integers(0, len(SMALL) - 1), st.text(alphabet="[]{}:'\",#&*!- \n\tax1", max_size=4)).map(
            lambda put: SMALL[: put[0]] + put[1] + SMALL[put[0] + 1 :]
        ),
        st.sampled_from(["forms", "scales", "sections", "characteristics", "title", "key"]).flatmap(
            lambda key: st.sampled_from(["[]", "[[a]]", "{a: b}", "{a: {}}", "{a: {items: {b: {}}}}", "1", "null"]).map(
                lambda value: f"key: a\n{key}: {value}\n"
            )
        ),
    )
)
def test_no_text_raises(text: str) -> None:
    found, problems = read_instrument(text, "x.yaml")
    assert all(messages("en").problem(problem)[0] for problem in problems)
    if found is not None:
        estimate_minutes(found, "inti")
