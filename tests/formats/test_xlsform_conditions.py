"""Our conditions as expressions of an XLSForm, and back: on every answer both say the same."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engage_eval.formats.xlsform_conditions import Question, UnsaidError, condition_of
from engage_eval.formats.xlsform_expression import ExpressionError, names_in, read_expression
from engage_eval.formats.xlsform_xpath import Expressions, UntoldError, quoted
from engage_eval.model.condition import Condition, Value, parse
from engage_eval.model.condition_tree import written
from engage_eval.model.instrument import Item, Scale
from engage_eval.model.texts import Texts

PERAN, SKOR = ("dokter", "petugas", "lainnya"), ("1", "2", "3", "4", "5")
SCALES = {
    "peran": Scale(key="peran", values=PERAN, labels=tuple(Texts(one, one) for one in PERAN)),
    "skor": Scale(key="skor", values=SKOR, labels=tuple(Texts(one, one) for one in SKOR)),
}


def item(key: str, kind: str, scale: str = "") -> Item:
    return Item(key=key, section="s", type=kind, text=Texts("x", "x"), scale=scale)


ITEMS = {
    one.key: one
    for one in (
        item("peran", "single", "peran"),
        item("peran2", "single", "peran"),
        item("skor", "scale", "skor"),
        item("skor2", "scale", "skor"),
        item("jalur", "multiple", "peran"),
        item("umur", "number"),
        item("lama", "number"),
        item("tgl", "date"),
        item("tgl2", "date"),
        item("kata", "text"),
    )
}
QUESTIONS = {
    key: Question(
        key=key,
        kind={"single": "choice", "scale": "choice"}.get(one.type, one.type),
        choices={value: value for value in SCALES[one.scale].values} if one.scale else {},
    )
    for key, one in ITEMS.items()
}
EXPRESSIONS = Expressions(ITEMS, SCALES)


def xpath_says(expression: str, answers: Mapping[str, str]) -> bool:
    """Evaluate as JavaRosa would: XPath 1.0 over the answers, with its functions selected() and format-date()."""
    form = etree.Element("data")
    for key in ITEMS:
        etree.SubElement(form, key).text = answers.get(key, "")

    def text_of(found: object) -> str:
        return (found[0].text or "") if isinstance(found, list) else str(found)

    def selected(_: object, found: object, choice: str) -> bool:
        return choice in text_of(found).split()

    def format_date(_: object, found: object, pattern: str) -> str:
        text = text_of(found)
        return date.fromisoformat(text).strftime(pattern) if text else ""

    functions = {(None, "selected"): selected, (None, "format-date"): format_date}
    path = re.sub(r"\$\{(\w+)\}", r"/data/\1", expression)
    result = form.getroottree().xpath(f"boolean({path})", extensions=functions)
    assert isinstance(result, bool)
    return result


def values_of(answers: Mapping[str, str]) -> dict[str, Value]:
    """Return the answers as our conditions see them: missing codes and empty ones are no answers."""
    found: dict[str, Value] = {}
    for key, text in answers.items():
        if not text or (text.startswith(".") and ITEMS[key].type in ("single", "scale", "multiple")):
            continue
        if ITEMS[key].type == "multiple":
            found[key] = frozenset(text.split())
        else:
            found[key] = float(text) if ITEMS[key].type == "number" else text
    return found


def maybe(values: Sequence[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *values])


MISSING = (".skip", ".refused", ".na")
ANSWERS = st.fixed_dictionaries(
    {
        "peran": maybe([*PERAN, *MISSING]),
        "peran2": maybe([*PERAN, *MISSING]),
        "skor": maybe([*SKOR, *MISSING]),
        "skor2": maybe([*SKOR, *MISSING]),
        "jalur": st.one_of(
            st.sampled_from(["", *MISSING]),
            st.sets(st.sampled_from(PERAN), min_size=1).map(lambda chosen: " ".join(sorted(chosen))),
        ),
        "umur": maybe(["0", "3", "17", "18", "18.5", "-2"]),
        "lama": maybe(["3", "18"]),
        "tgl": maybe(["2025-12-31", "2026-01-01", "2026-01-31"]),
        "tgl2": maybe(["2025-12-31", "2026-01-31"]),
        "kata": maybe(["ya", "18", "it's"]),
    }
)
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
EQUALITY = st.sampled_from(["=", "!="])


def compared(name: str, operators: st.SearchStrategy[str], values: Sequence[str]) -> st.SearchStrategy[str]:
    return st.tuples(operators, st.sampled_from(values)).map(lambda both: f"{name} {both[0]} {both[1]}")


LEAVES = st.one_of(
    compared("peran", EQUALITY, ["'dokter'", "'lainnya'", "''", "peran2"]),
    compared("skor", OPERATORS, ["3", "'4'", "skor2"]),
    compared("skor", EQUALITY, ["''", "umur"]),
    compared("umur", OPERATORS, ["18", "0", "-2", "18.5", "lama", "skor"]),
    compared("umur", EQUALITY, ["''"]),
    compared("tgl", OPERATORS, ["'2026-01-01'", "'2026'", "'2026-01'", "tgl2"]),
    compared("tgl", EQUALITY, ["''"]),
    compared("kata", EQUALITY, ["'ya'", "'18'", "18", '"it\'s"', "''", "umur"]),
    compared("kata", OPERATORS, ["18"]),
    compared("jalur", EQUALITY, ["''", "peran"]),
    st.sampled_from(["has(jalur, 'dokter')", "has(jalur, 'lainnya')", "has(peran, 'dokter')"]),
    st.sampled_from([*ITEMS]).map("answered({})".format),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map("not({})".format),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: " and ".join(f"({one})" for one in parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: " or ".join(f"({one})" for one in parts)),
    ),
    max_leaves=5,
)


@settings(max_examples=400, deadline=None)
@given(CONDITIONS, ANSWERS)
def test_condition_and_expression_say_the_same_on_every_answer(text: str, answers: dict[str, str]) -> None:
    condition = parse(text)
    expression = EXPRESSIONS.of(condition)
    assert xpath_says(expression, answers) == condition.holds(values_of(answers)), expression


@settings(max_examples=400, deadline=None)
@given(CONDITIONS, ANSWERS)
def test_expression_comes_back_as_a_condition_that_says_the_same(text: str, answers: dict[str, str]) -> None:
    condition = parse(text)
    try:
        tree = condition_of(read_expression(EXPRESSIONS.of(condition)), QUESTIONS)
    except UnsaidError:
        # What never holds, and equality of several choices, have no condition; nothing is guessed.
        return
    holds = True if tree is None else parse(written(tree)).holds(values_of(answers))
    assert holds == condition.holds(values_of(answers))


def test_what_is_said_twice_keeps_its_answers() -> None:
    condition = parse("skor != umur and (skor != umur and umur != '')")
    tree = condition_of(read_expression(EXPRESSIONS.of(condition)), QUESTIONS)
    assert tree is not None
    assert not parse(written(tree)).holds({})
    assert parse(written(tree)).holds({"skor": "3", "umur": 4.0})


@pytest.mark.parametrize(
    ("condition", "expression"),
    [
        ("peran = 'dokter'", "${peran} = 'dokter'"),
        ("peran != 'dokter'", "(${peran} != '' and not(starts-with(${peran}, '.')) and ${peran} != 'dokter')"),
        ("umur != 3", "(${umur} != '' and ${umur} != 3)"),
        ("answered(peran)", "(${peran} != '' and not(starts-with(${peran}, '.')))"),
        ("peran = ''", "(${peran} = '' or starts-with(${peran}, '.'))"),
        ("has(jalur, 'dokter')", "selected(${jalur}, 'dokter')"),
        ("skor >= 4 and not(umur > 3)", "${skor} >= 4 and not(${umur} > 3)"),
    ],
)
def test_expression_is_the_one_of_the_contract(condition: str, expression: str) -> None:
    assert EXPRESSIONS.of(parse(condition)) == expression


@pytest.mark.parametrize("text", ["kata > 'a'", "peran < peran2", "tgl > 'kemarin'", "kata < kata"])
def test_order_of_words_has_no_expression_and_is_named(text: str) -> None:
    with pytest.raises(UntoldError) as caught:
        EXPRESSIONS.of(parse(f"umur > 3 and {text}"))
    assert caught.value.part == text


def test_constraint_is_about_the_answer_itself() -> None:
    assert EXPRESSIONS.of(parse(". >= 18 and . < 100"), ITEMS["umur"]) == ". >= 18 and . < 100"


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("${peran} != 'dokter'", "peran = '' or peran != 'dokter'"),
        ("${peran} != '' and ${peran} != 'dokter'", "peran != 'dokter'"),
        ("selected(${peran}, 'dokter') or selected(${jalur},'petugas')", "peran = 'dokter' or has(jalur, 'petugas')"),
        ("string-length(${kata}) > 0", "answered(kata)"),
        ("count-selected(${jalur}) >= 1", "answered(jalur)"),
        ("18 <= ${umur}", "umur >= 18"),
        ("${tgl} >= date('2026-01-31')", "tgl >= '2026-01-31'"),
        ("true() and ${umur} = 3", "umur = 3"),
        ("${peran} = '.skip' or ${umur} = 3", "umur = 3"),
    ],
)
def test_expressions_of_others_come_in(expression: str, condition: str) -> None:
    tree = condition_of(read_expression(expression), QUESTIONS)
    assert tree is not None
    assert parse(written(tree)) == parse(condition)


@pytest.mark.parametrize(
    "expression",
    [
        "${jalur} = 'dokter'",  # only this one, which has() doesn't say
        "${peran} = 'bidan'",
        "${nama} = 'x'",
        "${umur} + 1 > 3",
        "selected-at(${jalur}, 0) = 'dokter'",
        "${tgl} <= today()",
        "position(..) = 2",
        "${kata} > 'a'",
        "false()",
    ],
)
def test_what_no_condition_says_is_refused(expression: str) -> None:
    with pytest.raises(UnsaidError):
        condition_of(read_expression(expression), QUESTIONS)


@pytest.mark.parametrize(
    ("expression", "position"),
    [("${umur} > ", 11), ("(${umur} > 3", 13), ("${umur} > ‘3’", 11), ("${umur} >> 3", 10), ("", 1), ("a b", 3)],
)
def test_expression_that_cant_be_read_names_the_place(expression: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_expression(expression)
    assert caught.value.position == position


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="${}a1.'\"()[]/,-+*=<>! and or", max_size=30))
def test_reading_an_expression_ends_in_a_tree_or_in_an_error(text: str) -> None:
    try:
        assert all(names_in(read_expression(text)))
    except ExpressionError as error:
        position = error.position
    else:
        position = 1
    assert 1 <= position <= len(text) + 1


@given(st.text(alphabet="a'\" =", min_size=1))
def test_quoted_text_is_that_text_for_xpath(text: str) -> None:
    assert etree.Element("x").xpath(f"string({quoted(text)})") == text


def test_condition_of_a_whole_form_keeps_what_it_asks_about() -> None:
    condition: Condition = parse("has(jalur, 'dokter') and (skor >= 4 or umur != 3)")
    assert set(names_in(read_expression(EXPRESSIONS.of(condition)))) == condition.items
