"""What pyxform lets pass, and what would stop it: our own check of XLSForms."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.formats.xlsform_check import check_form
from engage_eval.formats.xlsform_sheets import XlsForm, numbered, read_form, write_book

YES_NO = (
    {"list_name": "yatidak", "name": "ya", "label": "Ya"},
    {"list_name": "yatidak", "name": "tidak", "label": "T"},
)


def form(*rows: Mapping[str, str], choices: tuple[Mapping[str, str], ...] = YES_NO) -> XlsForm:
    return XlsForm(survey=numbered(rows), choices=numbered(choices), file="form.xlsx")


def text(name: str, **cells: str) -> dict[str, str]:
    return {"type": "text", "name": name, "label": name, **cells}


def found(one: XlsForm) -> list[tuple[str, int | None, str]]:
    return [(problem.code, problem.place.line, problem.place.key) for problem in check_form(one)]


def test_sound_form_has_no_problem() -> None:
    one = form(
        {"type": "begin group", "name": "a", "relevant": "${nol} = ''"},
        text("satu", relevant="selected(${nol}, 'x') and not(contains(${nol}, \"y\"))", required="yes"),
        {"type": "end group"},
        text("nol"),
        {"type": "select_one yatidak", "name": "dua", "label": "Dua", "constraint": ". != 'ya' or ${satu} > 3"},
    )
    # nol is asked below what depends on it: strange, but no cycle.
    assert found(one) == []


def test_unknown_function_is_an_error_with_its_cell() -> None:
    assert found(form(text("a"), text("b", relevant="contain(${a}, 'x')"))) == [
        ("xlsform.unknown_function", 3, "relevant")
    ]


@pytest.mark.parametrize("column", ["relevant", "constraint", "calculation", "choice_filter", "required", "readonly"])
def test_unknown_name_and_bad_syntax_are_found_in_every_column_of_expressions(column: str) -> None:
    assert found(form(text("a", **{column: "${tiada} = 'x'"}))) == [("xlsform.unknown_name", 2, column)]
    assert found(form(text("a", **{column: "(. = 'x'"}))) == [("xlsform.syntax", 2, column)]


def test_blank_translation_in_one_row_is_told() -> None:
    full = {"type": "text", "label::Bahasa Indonesia (id)": "Satu", "label::English (en)": "One"}
    one = form({**full, "name": "a"}, {**full, "name": "b", "label::English (en)": ""}, choices=())
    assert found(one) == [("xlsform.translation", 3, "label::English (en)")]


def test_blank_translation_of_a_choice_is_told() -> None:
    both = {"list_name": "l", "label::a": "x", "label::b": "y"}
    one = form(text("a"), choices=({**both, "name": "1"}, {**both, "name": "2", "label::b": ""}))
    assert [(p.code, p.place.file) for p in check_form(one)] == [("xlsform.translation", "form.xlsx [choices]")]


@pytest.mark.parametrize(
    "rows",
    [
        (text("a", relevant="${a} = 'x'"),),
        (text("a", relevant="${b} = 'x'"), text("b", relevant="${a} = 'x'")),
        (text("a", calculation="${b}"), text("b", relevant="${c} = 1"), text("c", calculation="${a} + 1")),
        ({"type": "begin_group", "name": "g", "relevant": "${a} = 'x'"}, text("a"), {"type": "end_group", "name": "g"}),
    ],
)
def test_cycle_is_told_once(rows: tuple[Mapping[str, str], ...]) -> None:
    assert [code for code, _, _ in found(form(*rows))] == ["xlsform.cycle"]


def test_cycle_names_the_way_round() -> None:
    problem = check_form(form(text("a", relevant="${b} = 1"), text("b", relevant="${a} = 1")))[0]
    assert problem.params["chain"] == "a → b → a"


def test_constraint_on_an_answer_by_itself_is_no_cycle() -> None:
    assert found(form(text("a", constraint="${a} != 'x'"))) == []


def test_name_twice_unknown_list_and_groups_that_cross_are_errors() -> None:
    assert found(form(text("a"), text("a"))) == [("xlsform.name_twice", 3, "name")]
    assert found(form({"type": "select_one tiada", "name": "a", "label": "A"})) == [("xlsform.unknown_list", 2, "type")]
    crossed = ({"type": "begin_group", "name": "g"}, {"type": "begin repeat", "name": "r"}, {"type": "end_group"})
    assert ("xlsform.group", 4, "type") in found(form(*crossed))
    assert found(form({"type": "begin_group", "name": "g"}, text("a"))) == [("xlsform.group", 2, "type")]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(
                    ["text", "begin_group", "end_group", "begin repeat", "end repeat", "select_one yatidak", "x y"]
                ),
                "name": st.sampled_from(["a", "b", "", "ü"]),
                "relevant": st.text(alphabet="${}ab='()<>. nort", max_size=14),
            }
        ),
        max_size=8,
    )
)
def test_check_ends_for_whatever_a_form_holds(rows: list[dict[str, str]]) -> None:
    one = form(*rows)
    read, problems = read_form(write_book(one, ("type", "name", "label")), "form.xlsx")
    assert read is not None or problems
    assert all(problem.code.startswith("xlsform.") for problem in check_form(one))
