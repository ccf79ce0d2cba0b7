"""Heads and cells of field tools: groups, split choices, labels, and reasons for a missing answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.problem import Place, Problem
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.submission_cells import Answering, attribution, joined, language, reason_code, verbatim
from engage_eval.formats.submission_heads import is_field_table, read_heads
from engage_eval.model.instrument import Instrument, Scale
from engage_eval.model.texts import Texts

TEXT = """\
key: mini
version: v1
title: {id: Mini, en: Mini}
forms: {inti: 5}
characteristics: {}
scales:
  kanal: {values: [grup, daftar_siaran, situs], id: [grup, daftar siaran, situs web], en: [group, broadcast list, site]}
sections:
  a:
    id: A
    en: A
    for: everyone
    items:
      jalur: {type: multiple, scale: kanal, id: Jalur, en: Channels}
      grup: {type: text, id: Grup, en: Group}
      umur: {type: number, id: Umur, en: Age}
"""
KANAL = Scale(
    key="kanal",
    values=("grup", "daftar_siaran", "situs"),
    labels=(Texts("grup", "group"), Texts("daftar siaran", "broadcast list"), Texts("situs web", "site")),
)
CLASH = Scale(
    key="clash",
    values=("a", "b", "c", "d"),
    labels=(Texts("ya", "yes"), Texts("ya sekali", "very"), Texts("sekali", "once"), Texts("sama", "sama")),
)


@pytest.fixture(scope="module")
def mini() -> Instrument:
    found, _problems = read_instrument(TEXT, "mini-v1.yaml")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("head", "name", "choice"),
    [
        ("jalur", "jalur", ""),
        ("q_jalur/jalur", "jalur", ""),
        ("section_a-q_jalur-jalur", "jalur", ""),
        ("jalur/grup", "jalur", "grup"),
        ("section_a/q_jalur/jalur/daftar_siaran", "jalur", "daftar_siaran"),
        ("section_a-q_jalur-jalur/.skip", "jalur", ".skip"),
        ("section_a-q_jalur-jalur-situs", "jalur", "situs"),
        ("section_a/q_grup/grup", "grup", ""),
        ("UMUR_M", "umur_m", ""),
        ("group_start/participant", "participant", ""),
        ("meta/instanceID", "instanceID", ""),
        ("meta-instanceID", "instanceID", ""),
        ("KEY", "KEY", ""),
        ("_uuid", "_uuid", ""),
    ],
)
def test_a_head_means_a_question_or_one_of_its_choices(mini: Instrument, head: str, name: str, choice: str) -> None:
    found = read_heads([head], [mini])

    assert (found.split if choice else found.single) == ({name: {choice: 0}} if choice else {name: 0})
    assert (found.system, found.unknown) == ([], [])


@pytest.mark.parametrize(
    "head",
    ["_id", "_submission_time", "__version__", "SubmissionDate", "note_late", "a/note_x", "meta/audit", "username"],
)
def test_columns_of_the_tools_are_known_as_such(mini: Instrument, head: str) -> None:
    assert read_heads([head], [mini]).system == [0]


def test_other_columns_are_unknown_and_two_of_one_meaning_are_told(mini: Instrument) -> None:
    found = read_heads(["umur", "q_umur/umur", "jalur/lain", "usia"], [mini])

    assert found.twice == [(0, 1)]
    # A choice that no version has may hold answers, so it is as unknown as any other column.
    assert found.unknown == [2, 3]


@pytest.mark.parametrize(
    ("head", "expected"), [("_uuid", True), ("meta/instanceID", True), ("uuid", False), ("id", False)]
)
def test_a_table_with_submission_ids_is_a_field_tool_s(head: str, *, expected: bool) -> None:
    assert is_field_table(["x", head]) is expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("grup situs", "grup|situs"),
        ("GRUP  situs", "grup|situs"),
        (".skip", ".skip"),
        ("daftar siaran situs web", "daftar_siaran|situs"),
        ("group broadcast list", "grup|daftar_siaran"),
        ("daftar siaran", "daftar siaran"),
        ("grup, situs", "grup, situs"),
        ("grup|situs", "grup|situs"),
        ("lain", "lain"),
        ("", ""),
    ],
)
def test_choices_joined_by_blanks_are_read_by_name_and_by_label(cell: str, expected: str) -> None:
    assert joined(cell, KANAL) == expected


def test_labels_that_can_be_read_in_two_ways_are_left_for_the_reader_to_refuse() -> None:
    assert joined("ya sekali sama", CLASH) == "ya sekali sama"
    assert joined("ya sama", CLASH) == "a|d"


@given(st.lists(st.sampled_from(KANAL.values), unique=True, min_size=1))
@settings(max_examples=20, deadline=None)
def test_any_choices_are_the_same_in_one_column_and_in_split_ones(mini: Instrument, chosen: list[str]) -> None:
    problems: list[Problem] = []
    one = Answering(read_heads(["jalur"], [mini]), ["jalur"], problems)
    head = [f"jalur/{value}" for value in KANAL.values]
    split = Answering(read_heads(head, [mini]), head, problems)
    item = mini.by_key["jalur"]

    single = one.cell(item, KANAL, [" ".join(chosen)], Place())
    apart = split.cell(item, KANAL, [str(value in chosen) for value in KANAL.values], Place())

    assert set(str(single).split("|")) == set(str(apart).split("|")) == set(chosen)
    assert problems == []


@pytest.mark.parametrize(
    ("row", "expected", "codes"),
    [
        (["grup situs", "1", "0", "1"], "grup|situs", []),
        (["grup", "", "", ""], "grup", []),
        (["", "1", "0", "0"], "grup", []),
        ([".skip", "0", "0", "0"], ".skip", []),
        (["grup", "0", "0", "1"], "", ["import.split_differs"]),
        (["grup", "0", "0", "0"], "", ["import.split_differs"]),
    ],
)
def test_one_column_and_its_split_ones_must_say_the_same(
    mini: Instrument, row: list[str], expected: str, codes: list[str]
) -> None:
    problems: list[Problem] = []
    head = ["jalur", "jalur/grup", "jalur/daftar_siaran", "jalur/situs"]
    answering = Answering(read_heads(head, [mini]), head, problems)

    assert answering.cell(mini.by_key["jalur"], KANAL, row, Place(line=3)) == expected
    assert [one.code for one in problems] == codes


def test_the_order_of_split_columns_says_nothing(mini: Instrument) -> None:
    head = ["jalur/.skip", "jalur/situs", "jalur/grup"]
    answering = Answering(read_heads(head, [mini]), head, [])

    assert answering.cell(mini.by_key["jalur"], KANAL, ["0", "1", "1"], Place()) == "grup|situs"


def test_a_split_column_with_another_value_is_refused_and_names_its_head(mini: Instrument) -> None:
    problems: list[Problem] = []
    head = ["q/jalur/grup", "q/jalur/situs"]
    answering = Answering(read_heads(head, [mini]), head, problems)

    assert answering.cell(mini.by_key["jalur"], KANAL, ["7", 1], Place(line=4)) == "situs"
    assert [(one.code, one.place.line, one.place.key) for one in problems] == [
        ("import.split_value", 4, "q/jalur/grup")
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(".skip", ".skip"), ("Refused", ".refused"), ("(tidak berlaku)", ".na"), ("(passed over)", ".skip"), ("x", "x")],
)
def test_a_reason_for_no_answer_is_read_by_code_and_by_label(cell: str, expected: str) -> None:
    assert reason_code(cell) == expected


def test_texts_labels_of_languages_and_of_attribution() -> None:
    assert [verbatim(one) for one in ("'=1", "'x", "=1", 4)] == ["''=1", "'x", "=1", 4]
    assert [language(one) for one in ("id", "Indonesian", "Inggris", "Jawa")] == ["id", "id", "en", "Jawa"]
    assert [attribution(one) for one in ("role", "role only", "peran saja", "lain")] == ["role", "role", "role", "lain"]
