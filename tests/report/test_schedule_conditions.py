"""Conditions in words: every operator, its opposite, both languages, and what is left of it in a form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.messages import messages
from engage_eval.formats.instrument import read_instrument
from engage_eval.model.condition import parse
from engage_eval.model.instrument import Instrument
from engage_eval.report.schedule.conditions import Wording, settled

TEXT = """\
key: uji
version: v1
title: {id: Uji, en: Trial}
forms: {inti: 5}
characteristics:
  informative: {id: Informatif, en: Informative, facet: quality}
scales:
  kali3: {id: [tidak pernah, kadang, sering], en: [never, sometimes, often]}
  warna: {values: [merah, biru, hijau], id: [Merah, Biru, Hijau], en: [Red, Blue, Green]}
sections:
  satu:
    id: Satu
    en: One
    for: everyone
    items:
      kali: {type: scale, scale: kali3, measures: informative, id: Kali, en: Times}
      suka: {type: single, scale: warna, id: Suka, en: Like}
      pilih: {type: multiple, scale: warna, id: Pilih, en: Choose}
      umur: {type: number, id: Umur, en: Age}
      anak: {type: number, id: Anak, en: Children}
      hari: {type: date, id: Hari, en: Day}
      cerita: {type: text, id: Cerita, en: Story}
"""


def instrument() -> Instrument:
    found, problems = read_instrument(TEXT, "uji.yaml")
    assert found is not None
    assert problems == []
    return found


MADE = instrument()
NUMBERS = {item.key: str(number) for number, item in enumerate([one for one in MADE.items if not one.base], start=1)}


def said(condition: str, language: str) -> str:
    return Wording(MADE, NUMBERS, messages(language)).of(parse(condition).tree)


@pytest.mark.parametrize(
    ("condition", "english", "indonesian"),
    [
        ("suka = 'biru'", "the answer to question 2 is “Blue”", "jawaban nomor 2 adalah “Biru”"),
        (
            "suka != 'biru'",
            "the answer to question 2 is “Red” or “Green”",
            "jawaban nomor 2 adalah “Merah” atau “Hijau”",
        ),
        (
            "not(suka = 'biru')",
            "the answer to question 2 is “Red” or “Green” (or was not given)",
            "jawaban nomor 2 adalah “Merah” atau “Hijau” (atau tidak dijawab)",
        ),
        ("kali > 2", "the answer to question 1 is “often”", "jawaban nomor 1 adalah “sering”"),
        (
            "kali <= 2",
            "the answer to question 1 is “never” or “sometimes”",
            "jawaban nomor 1 adalah “tidak pernah” atau “kadang”",
        ),
        ("umur < 18", "the answer to question 4 is less than 18", "jawaban nomor 4 kurang dari 18"),
        ("umur <= 18", "the answer to question 4 is 18 or less", "jawaban nomor 4 paling banyak 18"),
        ("umur > 1.5", "the answer to question 4 is more than 1.5", "jawaban nomor 4 lebih dari 1,5"),
        ("umur >= 18", "the answer to question 4 is 18 or more", "jawaban nomor 4 paling sedikit 18"),
        ("umur = 0", "the answer to question 4 is 0", "jawaban nomor 4 adalah 0"),
        ("umur != 0", "the answer to question 4 is something other than 0", "jawaban nomor 4 selain 0"),
        (
            "not(umur >= 18)",
            "the answer to question 4 is less than 18 (or was not given)",
            "jawaban nomor 4 kurang dari 18 (atau tidak dijawab)",
        ),
        (
            "umur > anak",
            "the answer to question 4 is more than the answer to question 5",
            "jawaban nomor 4 lebih dari jawaban nomor 5",
        ),
        (
            "hari < '2023-01-02'",
            "the answer to question 6 is before 2 January 2023",
            "jawaban nomor 6 sebelum 2 Januari 2023",
        ),
        (
            "hari >= '2023-01-02'",
            "the answer to question 6 is 2 January 2023 or after",
            "jawaban nomor 6 paling awal 2 Januari 2023",
        ),
        ("umur = ''", "the answer to question 4 was not given", "jawaban nomor 4 tidak ada"),
        ("umur != ''", "the answer to question 4 was given", "jawaban nomor 4 ada"),
        ("answered(umur)", "the answer to question 4 was given", "jawaban nomor 4 ada"),
        ("not(answered(umur))", "the answer to question 4 was not given", "jawaban nomor 4 tidak ada"),
        ("has(pilih, 'merah')", "“Red” is among the answers to question 3", "“Merah” termasuk jawaban nomor 3"),
        (
            "not(has(pilih, 'merah'))",
            "“Red” is not among the answers to question 3",
            "“Merah” tidak termasuk jawaban nomor 3",
        ),
        (
            "has(pilih, 'merah') or has(pilih, 'biru')",
            "“Red” or “Blue” is among the answers to question 3",
            "“Merah” atau “Biru” termasuk jawaban nomor 3",
        ),
        (
            "suka = 'merah' or suka = 'biru' or umur = 1",
            "the answer to question 2 is “Red” or “Blue” or the answer to question 4 is 1",
            "jawaban nomor 2 adalah “Merah” atau “Biru” atau jawaban nomor 4 adalah 1",
        ),
        (
            "umur = 1 and (anak = 1 or answered(cerita))",
            "the answer to question 4 is 1 and (the answer to question 5 is 1 or the answer to question 7 was given)",
            "jawaban nomor 4 adalah 1 dan (jawaban nomor 5 adalah 1 atau jawaban nomor 7 ada)",
        ),
        (
            "not(answered(umur) and answered(anak))",
            "the answer to question 4 was not given or the answer to question 5 was not given",
            "jawaban nomor 4 tidak ada atau jawaban nomor 5 tidak ada",
        ),
        ("cerita = 'x y'", "the answer to question 7 is “x y”", "jawaban nomor 7 adalah “x y”"),
    ],
)
def test_every_operator_is_said_in_both_languages(condition: str, english: str, indonesian: str) -> None:
    assert said(condition, "en") == english
    assert said(condition, "id") == indonesian


def test_a_constraint_speaks_of_the_answer_itself() -> None:
    wording = Wording(MADE, NUMBERS, messages("en"), own=MADE.by_key["umur"])

    assert wording.of(parse(". >= 0 and . <= 600").tree) == "the answer is 0 or more and the answer is 600 or less"


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("umur = 1", "umur = 1"),
        ("anak = 1", False),
        ("anak != 'x'", False),
        ("anak != ''", False),
        ("anak = ''", True),
        ("answered(anak)", False),
        ("has(anak, 'x')", False),
        ("not(anak = 1)", True),
        ("umur > anak", False),
        ("umur = 1 or anak = 1", "umur = 1"),
        ("umur = 1 and anak = 1", False),
        ("umur = 1 and not(anak = 1)", "umur = 1"),
        ("umur = 1 or not(anak = 1)", True),
        ("not(umur = 1 and answered(anak))", True),
        ("not(umur = 1 or answered(anak))", "not(umur = 1)"),
    ],
)
def test_an_item_that_the_form_does_not_ask_has_no_answer(condition: str, left: object) -> None:
    found = settled(parse(condition).tree, {"umur"})

    assert found == (left if isinstance(left, bool) else parse(str(left)).tree)


LEAVES = st.sampled_from(["umur = 1", "anak > 2", "answered(anak)", "anak = ''", "has(pilih, 'biru')", "umur != 3"])
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not({})".format, inner),
    ),
    max_leaves=6,
)


@given(condition=CONDITIONS, age=st.sampled_from([None, 1.0, 3.0]), asked=st.sets(st.sampled_from(["umur", "pilih"])))
@settings(max_examples=80, deadline=None)
def test_what_is_left_of_a_condition_holds_where_the_whole_held(
    condition: str, age: float | None, asked: set[str]
) -> None:
    whole = parse(condition)
    answers = {} if age is None or "umur" not in asked else {"umur": age}
    left = settled(whole.tree, asked)

    expected = whole.holds(answers)
    assert expected == (left if isinstance(left, bool) else parse(str(_as_text(left))).holds(answers))


def _as_text(tree: object) -> str:
    from engage_eval.model.condition_tree import written

    return written(tree)  # type: ignore[arg-type]


@given(condition=CONDITIONS)
@settings(max_examples=60, deadline=None)
def test_every_condition_can_be_said(condition: str) -> None:
    for language in ("id", "en"):
        assert said(condition, language).strip()
