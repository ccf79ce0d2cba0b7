"""YAML as people write it: what is read, and what each fault is called."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.messages import messages
from engage_eval.formats.yaml_text import Listing, MappingNode, Scalar, read_yaml


def faults(text: str) -> list[tuple[str, int | None]]:
    _, problems = read_yaml(text, "x.yaml")
    assert all(messages("en").problem(problem)[0] for problem in problems)
    return [(problem.code, problem.place.line) for problem in problems]


def value_of(text: str) -> object:
    node, problems = read_yaml(f"a: {text}\n", "x.yaml")
    assert problems == []
    assert isinstance(node, MappingNode)
    found = node.entries[0].value
    assert isinstance(found, Scalar)
    return found.value


def test_nodes_carry_the_line_they_stand_on() -> None:
    node, problems = read_yaml("# note\na: 1\nb:\n  - x\n  - {c: y}\n", "x.yaml")
    assert problems == []
    assert isinstance(node, MappingNode)
    a, b = node.entries
    assert (a.line, a.value) == (2, Scalar(1, "1", 2))
    assert b.line == 3
    assert isinstance(b.value, Listing)
    assert b.value.items[0] == Scalar("x", "x", 4)
    assert b.value.items[1].line == 5


@pytest.mark.parametrize(
    "written",
    [
        *("ya", "no", "on", "Yes", "True", "Null", "12:30", "0123", "1_000", "2024-01-31", "0x1F", "0o7", "1e5"),
        *(".inf", ".nan", ".5", "+62", "08", "=", "9" * 400, "1." + "9" * 400),
    ],
)
def test_what_looks_special_elsewhere_stays_text(written: str) -> None:
    assert value_of(written) == written


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("4", 4), ("-3", -3), ("0", 0), ("0.25", 0.25), ("true", True), ("false", False)),
        *(("null", None), ("~", None), ("", None), ("'4'", "4"), ('"true"', "true"), ("''", "")),
    ],
)
def test_only_null_flags_and_decimal_numbers_are_read_as_such(written: str, value: object) -> None:
    found = value_of(written)
    assert found == value
    assert type(found) is type(value)


def test_number_keeps_the_text_that_was_written() -> None:
    node, _ = read_yaml("a: 1.10", "x.yaml")
    assert isinstance(node, MappingNode)
    assert node.entries[0].value == Scalar(1.1, "1.10", 1)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a:\n\tb: 1", "yaml.tab", 2),
        ("a: Baik: sekali", "yaml.colon", 1),
        ("x: 1\na: {id: Pilih: ya, en: b}", "yaml.braces", 2),
        ("a: {id: Nomor {x} tersimpan?, en: b}", "yaml.braces", 1),
        ("a: {id: apa, en: b\nc: 1\n", "yaml.braces", 2),
        ("a: [x, y", "yaml.braces", 1),
        ("a: {x: 1}}", "yaml.braces", 1),
        ("a: 1\nb: 'x\nc: 1\n", "yaml.quote", 2),
        ('a: "satu\nb: "dua"\n', "yaml.quote", 1),
        ("a: 'x' y", "yaml.after", 1),
        ("a:\n  b: 1\n c: 2", "yaml.indent", 3),
        ("a: 1\n  b: 2", "yaml.indent", 2),
        ("a: 1\n- b", "yaml.indent", 2),
        ("id: a\nteks saja\nen: b", "yaml.no_colon", 2),
        ("teks saja\nb: 1", "yaml.no_colon", 1),
        ("a: @x", "yaml.start", 1),
        ("a: %x", "yaml.start", 1),
        ("a: `x`", "yaml.start", 1),
        ("a: *penting*", "yaml.alias", 1),
        ("a: &x 1\nb: *x", "yaml.alias", 1),
        ("a: !!python/object:os.system x", "yaml.tag", 1),
        ("a: !e!f x", "yaml.tag", 1),
        ("a: |x", "yaml.block", 1),
        ('a: "\\d"', "yaml.escape", 1),
        ('a: "\\UFFFFFFFF"', "yaml.escape", 1),
        ('a: "\\ud800"', "yaml.escape", 1),
        ('a: "\\0"', "yaml.escape", 1),
        ("a: 1\nb: \x07", "yaml.control", 2),
        ("a: 1\n---\nb: 1", "yaml.documents", 2),
        ("? [a]\n: b", "yaml.key", 1),
        ("a: 1\nb: 2\na: 3", "yaml.duplicate", 3),
        ("%YAML 1." + "9" * 5000 + "\n---\na: 1", "yaml.escape", 1),
    ],
)
def test_fault_has_its_code_and_line(text: str, code: str, line: int) -> None:
    assert faults(text)[0] == (code, line)


def test_of_a_key_that_stands_twice_the_first_is_kept() -> None:
    node, problems = read_yaml("a: 1\na: 2", "x.yaml")
    assert isinstance(node, MappingNode)
    assert node.entries[0].value == Scalar(1, "1", 1)
    assert problems[0].params == {"found": "a", "first": 1}


def test_aliases_bring_nothing_in() -> None:
    node, _ = read_yaml("a: &x [1, 2]\nb: *x", "x.yaml")
    assert isinstance(node, MappingNode)
    assert node.entries[1].value == Scalar(None, "", 2)


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 20_000, "[" * 20_000 + "]" * 20_000, "{a: " * 20_000, "- " * 20_000, "? " * 20_000, "[\n" * 20_000),
        "".join(" " * n + "a:\n" for n in range(2_000)),
    ],
)
def test_nesting_without_end_is_a_problem_and_soon_found(text: str) -> None:
    began = time.perf_counter()
    assert faults(text)[-1][0] == "yaml.deep"
    assert time.perf_counter() - began < 5


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    _, problems = read_yaml("a: 1\na: 2", "x.yaml", first_line=11)
    assert problems[0].place.line == 12
    assert problems[0].params["first"] == 11


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert read_yaml("\ufeffa: 1\r\nb: x\r\n", "f") == read_yaml("a: 1\nb: x\n", "f")


def test_empty_text_is_no_node_and_no_problem() -> None:
    assert read_yaml("# nothing\n", "f") == (None, [])


_BITS = st.sampled_from(
    ["a: ", "- ", "{", "}", "[", "]", "\n", "  ", "'", '"', ": ", "#", "|", ">", "&x", "*x", "!t", "\t", "?", "\\", ","]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_BITS, max_size=30).map("".join)))
def test_no_text_raises(text: str) -> None:
    _, problems = read_yaml(text, "f")
    assert all(messages("en").problem(problem)[0] for problem in problems)
