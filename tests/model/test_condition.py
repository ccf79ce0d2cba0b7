"""Conditions: what they say, and how they fail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.messages import messages
from engage_eval.core.problem import Problem
from engage_eval.model.condition import Condition, ConditionError, parse
from engage_eval.model.condition_tree import And, Compare, Has, Name, Or


def code_of(text: str) -> str:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    error = caught.value
    message, _ = messages("en").problem(Problem(code=error.code, params=error.params))
    assert message
    return error.code


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_comparison_with_an_unanswered_item_is_false(operator: str) -> None:
    assert not parse(f"tanya {operator} 3").holds({})
    assert not parse(f"tanya {operator} 'x'").holds({})
    assert not parse(f"tanya {operator} lain").holds({"lain": 3.0})


def test_only_the_empty_text_asks_whether_an_item_is_answered() -> None:
    assert parse("tanya != ''").holds({"tanya": "3"})
    assert not parse("tanya != ''").holds({})
    assert parse("tanya = ''").holds({})
    assert not parse("tanya = ''").holds({"tanya": "3"})
    assert parse("answered(tanya)").holds({"tanya": "3"})
    assert not parse("answered(tanya)").holds({"tanya": frozenset()})


def test_scale_answers_compare_as_numbers_and_not_as_texts() -> None:
    answers = {"skor": "10"}
    assert parse("skor > 9").holds(answers)
    assert parse("skor = 10").holds(answers)
    assert parse("skor >= '9'").holds(answers)
    assert not parse("skor != 10").holds(answers)


def test_text_is_never_less_or_greater_than_a_number_but_differs_from_it() -> None:
    assert not parse("peran > 3").holds({"peran": "dokter"})
    assert not parse("peran <= 3").holds({"peran": "dokter"})
    assert parse("peran != 3").holds({"peran": "dokter"})


def test_iso_dates_compare_in_order() -> None:
    assert parse("tgl >= '2024-02-01'").holds({"tgl": "2024-11-30"})
    assert not parse("tgl < '2024-02-01'").holds({"tgl": "2024-11-30"})


def test_has_finds_a_choice_of_several_and_of_one() -> None:
    assert parse("has(jalur, 'grup')").holds({"jalur": frozenset({"grup", "status"})})
    assert not parse("has(jalur, 'saluran')").holds({"jalur": frozenset({"grup"})})
    assert parse("has(peran, 'dokter')").holds({"peran": "dokter"})
    assert not parse("has(peran, 'dokter')").holds({})


def test_and_binds_tighter_than_or_and_not_turns_round() -> None:
    condition = parse("a = 1 or b = 2 and c = 3")
    both = And((Compare(Name("b"), "=", 2.0), Compare(Name("c"), "=", 3.0)))
    assert condition.tree == Or((Compare(Name("a"), "=", 1.0), both))
    assert condition.holds({"a": "1"})
    assert not condition.holds({"b": "2"})
    assert not parse("(a = 1 or b = 2) and c = 3").holds({"a": "1"})
    assert parse("not(a = 1)").holds({})


def test_point_is_the_answer_itself_and_no_item() -> None:
    condition = parse(". >= 0 and . <= batas")
    assert condition.items == {"batas"}
    assert condition.uses_own
    assert condition.holds({"batas": 5.0}, 4.0)
    assert not condition.holds({"batas": 5.0}, 6.0)
    assert not condition.holds({"batas": 5.0})


def test_value_on_the_left_is_turned_round() -> None:
    assert parse("4 <= skor") == parse("skor >= 4")


def test_literals_are_what_an_answer_is_tested_to_be() -> None:
    condition = parse("a = 'x' or b > 2 or has(c, 'y') or d != '' or . != 3")
    assert condition.literals() == (("a", "x"), ("c", "y"), (".", 3.0))


def test_quotation_marks_of_word_processors_are_quotation_marks() -> None:
    assert parse("peran = ‘dokter’") == parse("peran = 'dokter'") == parse('peran = "dokter"')
    assert parse("x = 'it''s'").holds({"x": "it's"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "condition.empty"),
        ("  ", "condition.empty"),
        ("a == 1", "condition.operator"),
        ("a = 1 && b = 2", "condition.operator"),
        ("a ≥ 1", "condition.operator"),
        ("a = 'x", "condition.quote"),
        ("${a} = 1", "condition.character"),
        ("a = 2,5", "condition.comma"),
        ("a = 1234567890123456", "condition.number"),
        ("a =", "condition.ends"),
        ("not(a = 1", "condition.ends"),
        ("a = 1 b = 2", "condition.unexpected"),
        ("not a = 1", "condition.unexpected"),
        ("a and b", "condition.unexpected"),
        ("has(a)", "condition.unexpected"),
        ("has('a', 'b')", "condition.unexpected"),
        ("selected(a, 'b')", "condition.function"),
        ("1 = 1", "condition.constant"),
        ("(" * 20_000 + "a = 1" + ")" * 20_000, "condition.long"),
        ("(" * 400 + "a = 1" + ")" * 400, "condition.deep"),
        ("not(" * 200 + "a = 1" + ")" * 200, "condition.deep"),
        ("a = 1" + " or a = 1" * 1_000, "condition.long"),
    ],
)
def test_fault_has_its_code(text: str, code: str) -> None:
    assert code_of(text) == code


def test_fault_says_where_it_is_and_what_is_meant() -> None:
    with pytest.raises(ConditionError) as caught:
        parse("peran == 'dokter'")
    assert caught.value.position == 7
    assert caught.value.params["meant"] == "="


def test_condition_is_equal_whatever_its_spacing() -> None:
    assert parse("a=1  and b='x'") == parse("a = 1 and b = 'x'")
    assert parse("a=1  and b='x'").source == "a=1  and b='x'"


_ITEMS = st.sampled_from(["a", "kom_efektif", "."]).map(Name)
_LITERALS = st.one_of(
    st.text(max_size=8),
    st.integers(-(10**9), 10**9).map(float),
    st.decimals(-1000, 1000, places=3).map(float),
)
_LEAVES = st.one_of(
    st.builds(Compare, _ITEMS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.one_of(_LITERALS, _ITEMS)),
    st.builds(Has, _ITEMS, st.text(max_size=8)),
)


@st.composite
def written_conditions(draw: st.DrawFn, depth: int = 0) -> str:
    """Write a random condition, with parentheses where they are needed and where they aren't."""
    kind = draw(st.sampled_from(["leaf", "leaf", "and", "or", "not", "brackets"])) if depth < 4 else "leaf"
    if kind == "leaf":
        leaf = draw(_LEAVES)
        return str(Condition(source="", tree=leaf, items=frozenset()))
    if kind == "not":
        return f"not({draw(written_conditions(depth + 1))})"
    if kind == "brackets":
        return f"( {draw(written_conditions(depth + 1))} )"
    return f" {kind} ".join(draw(st.lists(written_conditions(depth + 1), min_size=2, max_size=3)))


@settings(max_examples=60, deadline=None)
@given(written_conditions())
def test_written_condition_parses_to_an_equal_one(text: str) -> None:
    condition = parse(text)
    assert parse(str(condition)) == condition
    assert str(parse(str(condition))) == str(condition)


_WORDS = ["a", "b1", ".", "'x'", "2", "=", "!=", "<", "(", ")", ",", "and", "or", "not", "has(", "''"]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_WORDS)).map(" ".join)))
def test_no_text_raises_anything_but_a_condition_error(text: str) -> None:
    condition = error = None
    try:
        condition = parse(text)
    except ConditionError as caught:
        error = caught
    if error is not None:
        assert messages("en").problem(Problem(code=error.code, params=error.params))[0]
    if condition is not None:
        assert parse(str(condition)) == condition
        assert condition.holds({"a": "1"}, frozenset({"x"})) in (True, False)
