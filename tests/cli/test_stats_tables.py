"""The statistics on tables of one's own, as a person calls them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
Json = Callable[..., dict[str, Any]]


def file(folder: Path, content: str) -> Path:
    path = folder / "data.csv"
    path.write_text(content, encoding="utf-8")
    return path


# stats paired


def test_pairs_are_named_by_the_first_column_of_texts_that_tells_them_apart(run_json: Json, tmp_path: Path) -> None:
    data = file(tmp_path, "no,jenis,nama,dulu,kini\n1,a,Melati,10,12\n2,a,Kenanga,20,30\n")
    found = run_json("stats", "paired", data, "--before", "dulu", "--after", "kini")

    assert found["leave_one_out"] == {"Melati": 1.5, "Kenanga": 1.2}
    assert found["ratio_of_totals"] == 1.4


def test_pairs_without_a_column_of_names_are_numbered(run_json: Json, tmp_path: Path) -> None:
    found = run_json(
        "stats", "paired", file(tmp_path, "dulu,kini\n10,12\n20,30\n"), "--before", "dulu", "--after", "kini"
    )

    assert set(found["leave_one_out"]) == {"1", "2"}


def test_a_pair_without_a_count_is_left_out_and_named(run: Run, run_json: Json, tmp_path: Path) -> None:
    data = file(tmp_path, "nama,dulu,kini\nMelati,10,12\nKenanga,,30\nMawar,5,5\n")
    words = ("stats", "paired", data, "--before", "dulu", "--after", "kini")
    found = run_json(*words)

    assert (found["pairs"], found["left_out"]) == (2, ["Kenanga"])
    assert "Kenanga" in run(*words, "--lang", "en").stdout


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["1,558", "+21.37%", "Sum", "Geometric mean"]),
        ("id", ["1.558", "+21,37%", "Jumlah", "Rerata geometrik"]),
    ],
)
def test_paired_counts_are_a_table_in_both_languages(run: Run, tmp_path: Path, language: str, parts: list[str]) -> None:
    data = file(tmp_path, "nama;2022;2023\nA;1558;1891\nB;773;966\n")
    result = run("stats", "paired", data, "--before", "2022", "--after", "2023", "--lang", language)

    assert [part for part in parts if part not in result.stdout] == []
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_count_below_zero_is_refused_with_its_place(run: Run, tmp_path: Path) -> None:
    data = file(tmp_path, "dulu,kini\n10,12\n-4,30\n")
    result = run("stats", "paired", data, "--before", "dulu", "--after", "kini", "--lang", "en")

    assert result.exit_code == 1
    assert "line 3, dulu" in result.stderr
    assert "below zero" in result.stderr
    assert result.stdout == ""


def test_a_text_for_a_count_is_told_as_an_object_too(run: Run, tmp_path: Path) -> None:
    import json

    data = file(tmp_path, "dulu,kini\nsepuluh,12\n")
    result = run("stats", "paired", data, "--before", "dulu", "--after", "kini", "--json")
    found = json.loads(result.stdout)

    assert (result.exit_code, found["error"]["code"]) == (1, "command.bad_table")
    assert [(one["code"], one["line"], one["key"]) for one in found["problems"]] == [("files.number", 2, "dulu")]


def test_counts_before_of_zero_leave_a_dash_and_the_reason(run: Run, tmp_path: Path) -> None:
    data = file(tmp_path, "dulu,kini\n0,12\n3,4\n")
    result = run("stats", "paired", data, "--before", "dulu", "--after", "kini", "--lang", "en")

    assert "Not computed (–): a count of zero makes the ratio undefined." in result.stdout


# stats saturation


def test_interviews_stand_in_the_order_of_the_file_and_an_empty_code_is_an_interview(
    run_json: Json, tmp_path: Path
) -> None:
    data = file(tmp_path, "Wawancara;Kode\nW2;a\nW1;b\nW2;c\nW3;\nW1;a\n")
    found = run_json("stats", "saturation", data)

    assert found["interviews"] == ["W2", "W1", "W3"]
    assert (found["new_codes"], found["cumulative"]) == ([2, 1, 0], [2, 3, 3])
    assert {one["why"]["code"] for one in found["runs"]} == {"few_interviews"}


def test_a_code_without_an_interview_is_refused_with_its_line(run: Run, tmp_path: Path) -> None:
    result = run("stats", "saturation", file(tmp_path, "interview,code\nW1,a\n,b\n"), "--lang", "en")

    assert result.exit_code == 1
    assert "line 3, interview" in result.stderr


@pytest.mark.parametrize("language", ["en", "id"])
def test_saturation_is_printed_in_the_notation_of_its_source(run: Run, tmp_path: Path, language: str) -> None:
    rows = ["W1,a", "W1,b", "W2,c", "W3,d", "W4,e", *(f"W{n},a" for n in range(5, 15))]
    result = run("stats", "saturation", file(tmp_path, "\n".join(["interview,code", *rows])), "--lang", language)

    assert "4+2" in result.stdout
    assert "10+3" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


# stats plan


def test_a_plan_says_how_many_and_that_it_is_no_rule(run: Run) -> None:
    text = run(
        "stats", "plan", "--share", "65%", "--width", "0,2", "--population", 60, "--theme", 0.1, "--lang", "en"
    ).stdout

    assert "84 interviews" in text
    assert "If there are 60 people in all, 36 of them are enough." in text
    assert "not a rule" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_share_may_be_written_with_comma_point_or_percent(run_json: Json) -> None:
    shares = ("0.65", "0,65", "65%", "65 %")
    found = [run_json("stats", "plan", "--share", share, "--width", "0.2")["interval"]["n"] for share in shares]

    assert found == [84] * 4


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "There is nothing to plan"),
        (("--share", "0.5"), "There is nothing to plan"),
        (("--population", "50", "--theme", "0.2"), "There is nothing to plan"),
        (("--share", "1.5", "--width", "0.2"), "“1.5” can't be --share"),
        (("--share", "0.5", "--width", "0"), "“0” can't be --width"),
        (("--share", "0.5", "--width", "0.2", "--population", "0"), "“0” can't be --population"),
        (("--theme", "0"), "“0” can't be --theme"),
        (("--theme", "x"), "“x” is no share"),
    ],
)
def test_what_can_not_be_planned_is_told(run: Run, words: tuple[str, ...], code: str) -> None:
    result = run("stats", "plan", *words, "--lang", "en")

    assert result.exit_code == 2
    assert code in result.stderr
    assert result.stdout == ""


# analyse responses --by


@pytest.mark.parametrize(("language", "part"), [("en", "Fisher's exact test"), ("id", "uji eksak Fisher")])
def test_questions_are_compared_by_an_attribute(run: Run, sample: Path, language: str, part: str) -> None:
    result = run("analyse", "responses", sample, "--by", "role", "--lang", language)

    assert part.casefold() in result.stdout.casefold()
    assert "Holm" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_groups_and_answers_stand_in_words_and_a_yes_is_not_called_agreement(run: Run, sample: Path) -> None:
    shown = run("analyse", "responses", sample, "--by", "role", "--lang", "id").stdout

    assert "Menurut peran:" in shown
    assert "petugas_pcare" not in shown
    own = shown.partition("punya_nomor: ")[2].partition("uji eksak")[0]
    assert " Ya " in own
    assert "setuju" not in own


def test_a_csv_file_has_the_comparisons_where_they_were_asked_for(run: Run, sample: Path, tmp_path: Path) -> None:
    run("analyse", "responses", sample, "--by", "role", "--csv", tmp_path / "a.csv")
    head, first, *_ = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()

    assert head == "attribute,item,characteristic,group,answer,count,n,method,p,p_adjusted,effect"
    assert first.startswith("role,peran,,dokter,petugas_pcare,0,6,fisher,")


# what no command may do without a word


@pytest.mark.parametrize(
    ("command", "first", "second"),
    [(("paired", "--before", "a", "--after", "A"), "--before", "--after"),
     (("recruitment", "--id", "a", "--recruiter", "a"), "--id", "--recruiter")],
)  # fmt: skip
def test_one_column_given_for_two_things_is_refused(
    run: Run, tmp_path: Path, command: tuple[str, ...], first: str, second: str
) -> None:
    result = run("stats", command[0], file(tmp_path, "a,b\n1,2\n2,3\n"), *command[1:], "--lang", "en")

    assert result.exit_code == 2
    assert f"{first} and {second} both name the column “a”." in result.stderr


@pytest.mark.parametrize(
    "command", [("agreement", "--level", "interval"), ("reliability",), ("paired", "--before", "a", "--after", "b")]
)
def test_numbers_beyond_what_can_be_computed_are_told(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    data = file(tmp_path, "a,b\n1e308,2\n2,1e308\n3,4\n")
    result = run("stats", command[0], data, *command[1:], "--lang", "en")

    assert result.exit_code == 1
    assert "“1e308” is too large or too close to zero" in result.stderr


def test_a_message_names_only_the_first_columns_of_a_wide_table(run: Run, tmp_path: Path) -> None:
    data = file(tmp_path, ",".join(f"c{place}" for place in range(1000)) + "\n")
    result = run("stats", "paired", data, "--before", "x", "--after", "y", "--lang", "en")

    assert "c19, …" in result.stderr
    assert "c20" not in result.stderr


def test_the_bounds_of_a_scale_may_have_a_decimal_comma(run_json: Json, tmp_path: Path) -> None:
    data = file(tmp_path, "a;b\n1,5;2\n2;2,5\n")

    assert run_json("stats", "validity", data, "--low", "0,5", "--high", "2.5")["relevant_from"] == 2.5


def test_a_scale_of_less_than_a_step_asks_from_where_a_rating_is_relevant(run: Run, tmp_path: Path) -> None:
    data = file(tmp_path, "a,b\n0.2,0.4\n0.1,0.3\n")

    assert run("stats", "validity", data, "--low", "0", "--high", "0.5").exit_code == 2
    assert run("stats", "validity", data, "--low", "0", "--high", "0.5", "--relevant", "0.3").exit_code == 0


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("--theme", "0.0001"), "a theme that 0.01% of the people"),
        (("--theme", "0.0625", "--share", "0.5", "--width", "0.0015"), "at most 0.15 percentage points wide"),
        (("--share", "0.5", "--width", "0.001"), "3,841,455 interviews"),
        (("--share", "0.5", "--width", "0.2", "--population", "1"), "If there is 1 person in all, 1 is enough."),
    ],
)
def test_a_plan_says_its_numbers_as_they_were_given(run: Run, words: tuple[str, ...], shown: str) -> None:
    assert shown in " ".join(run("stats", "plan", *words, "--lang", "en").stdout.split())
