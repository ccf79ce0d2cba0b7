"""stats agreement: a table of ratings in, every coefficient with its interval or its reason out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import Workbook

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]

CANONICAL = """\
unit,a,b,c,d,interview
1,1,1,,1,W1
2,2,2,3,2,W1
3,3,3,3,3,W1
4,3,3,3,3,W2
5,2,2,2,2,W2
6,1,2,3,4,W3
7,4,4,4,4,W3
8,1,1,2,1,W4
9,2,2,2,2,W4
10,,5,5,5,W5
11,,,1,1,W5
12,,3,,,W5
"""


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    def written(content: str) -> Path:
        path = tmp_path / "nilai.csv"
        path.write_text(content, encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("level", "alpha", "weights"),
    [
        ("nominal", 0.743, "identity"),
        ("ordinal", 0.815, "ordinal"),
        ("interval", 0.849, "quadratic"),
        ("ratio", 0.797, "quadratic"),
    ],
)
def test_krippendorffs_example_at_each_level(
    run_json: RunJson, table: Callable[[str], Path], level: str, alpha: float, weights: str
) -> None:
    found = run_json("stats", "agreement", table(CANONICAL), "--level", level, "--cluster", "interview")

    assert (found["units"], found["coders"], found["level"], found["clusters"]) == (12, 4, level, 5)
    assert round(found["krippendorff_alpha"]["value"], 3) == alpha
    assert found["krippendorff_alpha"]["method"] == f"krippendorff_alpha {level} bootstrap_clusters"
    assert found["gwet_ac2"]["method"] == f"gwet_ac2 {weights} bootstrap_clusters"
    assert (found["cohen_kappa"]["value"], found["cohen_kappa"]["why"]["code"]) == (None, "cohen_two")
    assert round(found["gwet_ac1"]["value"], 5) == 0.77544
    assert found["skipped_column"] == "unit"


def test_level_is_nominal_and_units_are_resampled_where_nothing_is_said(
    run_json: RunJson, table: Callable[[str], Path]
) -> None:
    found = run_json("stats", "agreement", table("a;b\nya;ya\ntidak;ya\nya;ya\ntidak;tidak\n"))

    assert (found["level"], found["units"], found["coders"], found["cluster"]) == ("nominal", 4, 2, "")
    assert found["cohen_kappa"]["value"] == pytest.approx(0.5)
    assert found["percent_agreement"]["method"] == "percent_agreement bootstrap_units"
    assert found["skipped_column"] == ""


def test_a_workbook_says_the_same_as_a_csv_file(
    run_json: RunJson, table: Callable[[str], Path], tmp_path: Path
) -> None:
    book = Workbook()
    for row in CANONICAL.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row.split(",")])
    book.save(tmp_path / "nilai.xlsx")
    words = ("--level", "interval", "--cluster", "interview")

    assert run_json("stats", "agreement", tmp_path / "nilai.xlsx", *words) == run_json(
        "stats", "agreement", table(CANONICAL), *words
    )


def test_one_and_one_point_zero_and_missing_codes_mean_the_same_in_every_column(
    run_json: RunJson, table: Callable[[str], Path]
) -> None:
    found = run_json("stats", "agreement", table("a,b\n1,1.0\n2,2\n2,\n.skip,1\n"))

    assert (found["percent_agreement"]["value"], found["percent_agreement"]["n"]) == (1, 2)


def test_units_without_an_interview_are_counted(run_json: RunJson, run: Run, table: Callable[[str], Path]) -> None:
    path = table("a,b,w\n1,1,W1\n2,1,W1\n2,2,\n1,1,\n")
    found = run_json("stats", "agreement", path, "--cluster", "w")
    shown = run("stats", "agreement", path, "--cluster", "w", "--lang", "en").stdout

    assert (found["clusters"], found["unclustered"]) == (1, 2)
    assert "1 cluster of “w” was resampled." in shown
    assert "2 units have no cluster and stand for themselves." in shown


def test_a_column_that_can_hardly_be_a_coder_is_named(
    run: Run, run_json: RunJson, table: Callable[[str], Path]
) -> None:
    found = run_json("stats", "agreement", table(CANONICAL))
    shown = run("stats", "agreement", table(CANONICAL), "--lang", "en").stdout

    assert (found["coders"], found["unlike_columns"]) == (5, ["interview"])
    assert "“interview” shares no value with any other column." in shown
    assert run_json("stats", "agreement", table("a,b\nya,y\ntidak,t\n"))["unlike_columns"] == []


def test_an_empty_column_of_interviews_leaves_units_to_resample(
    run_json: RunJson, table: Callable[[str], Path]
) -> None:
    found = run_json("stats", "agreement", table("a,b,w\n1,1,\n2,1,\n2,2,\n1,1,\n"), "--cluster", "w")

    assert (found["coders"], found["cluster"], found["clusters"], found["unclustered"]) == (2, "", 0, 4)
    assert found["percent_agreement"]["method"] == "percent_agreement bootstrap_units"


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_words_have_no_order(run: Run, table: Callable[[str], Path], level: str) -> None:
    result = run("stats", "agreement", table("a,b\nrendah,tinggi\ntinggi,tinggi\n"), "--level", level, "--lang", "en")

    assert result.exit_code == 2
    assert "are words, so their order isn't known" in result.stderr
    assert level in result.stderr
    assert "--level" in result.stderr


def test_a_slip_among_numbers_is_named_with_its_cell(run: Run, table: Callable[[str], Path]) -> None:
    result = run("stats", "agreement", table("a,b\n1,2\n2,dua\n"), "--level", "ordinal", "--lang", "en")

    assert result.exit_code == 1
    assert "line 3, b" in result.stderr
    assert "“dua” is no number." in result.stderr


def test_a_column_that_is_not_there_and_a_file_that_is_not_there(
    run: Run, table: Callable[[str], Path], tmp_path: Path
) -> None:
    assert run("stats", "agreement", table(CANONICAL), "--cluster", "wawancaraku").exit_code == 2
    assert run("stats", "agreement", tmp_path / "tidak-ada.csv").exit_code == 2
    assert run("stats", "agreement", table(CANONICAL), "--level", "kabur").exit_code == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("unit,a\n1,ya\n", "few_coders"),
        ("unit\n1\n", "empty"),
        ("a,b\n", "empty"),
        ("a,b\nya,\n,ya\n", "no_rated_twice"),
    ],
)
def test_nothing_to_compare_is_said_once_for_all(
    run: Run, run_json: RunJson, table: Callable[[str], Path], content: str, code: str
) -> None:
    path = table(content)
    found = run_json("stats", "agreement", path)
    shown = run("stats", "agreement", path, "--lang", "en").stdout

    assert found["krippendorff_alpha"]["why"]["code"] == code
    assert shown.count(found["krippendorff_alpha"]["why"]["message"]) <= 1
    assert "resampl" not in shown


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_table_fits_the_terminal_and_names_what_was_computed(
    run: Run, table: Callable[[str], Path], language: str
) -> None:
    without = "".join(row.rpartition(",")[0] + "\n" for row in CANONICAL.splitlines())
    shown = run("stats", "agreement", table(without), "--level", "ordinal", "--lang", language).stdout

    assert max(map(len, shown.splitlines())) <= 80
    assert "Krippendorff" in shown
    assert ("0,815" if language == "id" else "0.815") in shown
    assert ("81,8%" if language == "id" else "81.8%") in shown
    assert "--cluster" in shown


def test_many_coders_and_values_are_cut_with_their_number(run: Run, table: Callable[[str], Path]) -> None:
    heads = ",".join(f"k{number}" for number in range(15))
    rows = "".join(",".join(str(unit + coder % 2) for coder in range(15)) + "\n" for unit in range(20))
    shown = run("stats", "agreement", table(f"{heads}\n{rows}"), "--lang", "en").stdout

    assert "k11, … (15)" in " ".join(shown.split())
    assert "12; … (21)" not in shown
    assert "11; … (21)" in " ".join(shown.split())


def test_values_are_shown_as_the_language_writes_them(run: Run, table: Callable[[str], Path]) -> None:
    path = table("a;b\n1,5;1,5\n2;2\n1,25;2\n")

    assert "Nilai yang ada: 1,25; 1,5; 2." in run("stats", "agreement", path, "--lang", "id").stdout
    assert "Values: 1.25; 1.5; 2." in run("stats", "agreement", path, "--lang", "en").stdout
