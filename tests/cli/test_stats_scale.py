"""stats reliability and stats validity as a user calls them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import Workbook

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
ROWS = "1,2,2\n2,2,3\n3,4,3\n4,5,4\n5,4,5\n3,2,4\n"


def table(folder: Path, content: str) -> Path:
    path = folder / "tabel.csv"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("head", "numbered"),
    [("responden", "P{}"), ("Nama kader", "ibu {}"), ("id", "{}"), ("No.", "{}"), ("ID responden", "{}")],
)
def test_a_first_column_that_names_the_rows_is_no_item(
    run: Run, run_json: RunJson, tmp_path: Path, head: str, numbered: str
) -> None:
    rows = [f"{numbered.format(number)},{row}\n" for number, row in enumerate(ROWS.split(), 1)]
    named = table(tmp_path, f"{head},a,b,c\n" + "".join(rows))
    found = run_json("stats", "reliability", named)
    (tmp_path / "bare").mkdir()

    assert (found["items"], found["skipped_column"]) == (3, head)
    assert head in run("stats", "reliability", named, "--lang", "id").stdout
    assert (
        found["cronbach_alpha"]
        == (run_json("stats", "reliability", table(tmp_path / "bare", "a,b,c\n" + ROWS))["cronbach_alpha"])
    )


def test_one_slip_in_a_column_of_numbers_is_a_fault_and_no_name(run: Run, tmp_path: Path) -> None:
    result = run("stats", "reliability", table(tmp_path, "a,b,c\n1,2,2\nx,2,3\n3,4,3\n"), "--lang", "en")

    assert result.exit_code == 1
    assert "line 3, a" in result.stderr
    assert "“x” is no number." in result.stderr


def test_rows_with_a_missing_answer_are_counted(run_json: RunJson, tmp_path: Path) -> None:
    found = run_json("stats", "reliability", table(tmp_path, "a;b;c\n" + ROWS.replace(",", ";") + "5;;1\n.skip;1;1\n"))

    assert (found["respondents"], found["left_out"]) == (6, 2)
    assert [note["code"] for note in found["notes"]] == ["small_sample"]


def test_a_workbook_gives_the_same(run_json: RunJson, tmp_path: Path) -> None:
    book = Workbook()
    for row in ("a,b,c\n" + ROWS).split():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row.split(",")])
    book.save(tmp_path / "tabel.xlsx")

    assert run_json("stats", "reliability", tmp_path / "tabel.xlsx") == (
        run_json("stats", "reliability", table(tmp_path, "a,b,c\n" + ROWS))
    )


def test_figures_stand_in_the_language_s_way_of_writing(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path, "a,b,c\n" + ROWS)
    indonesian, english = (run("stats", "reliability", path, "--lang", one).stdout for one in ("id", "en"))

    assert "Alfa Cronbach (Feldt)       0,885" in indonesian
    assert "Cronbach's alpha (Feldt)       0.885" in english
    assert "Dengan 6 baris lengkap, angka-angka ini belum banyak berarti" in indonesian
    assert max(map(len, [*indonesian.splitlines(), *english.splitlines()])) <= 80


def test_an_item_without_variance_is_named(run: Run, tmp_path: Path) -> None:
    result = run("stats", "reliability", table(tmp_path, "a,sama,c\n1,4,2\n2,4,3\n5,4,4\n"), "--lang", "en")

    assert result.exit_code == 0
    assert "alpha: everyone gives the same answer to sama; compute again without." in result.stdout


def test_a_table_without_rows_says_so(run: Run, tmp_path: Path) -> None:
    result = run("stats", "reliability", table(tmp_path, "a,b\n"), "--lang", "en")

    assert result.exit_code == 0
    assert result.stdout.count("no row has an answer to every item") == 2


def test_content_validity_by_hand(run_json: RunJson, tmp_path: Path) -> None:
    """V of a = (5 + 4 + 4 - 3) / 12; two of three experts find b relevant; nobody judged c."""
    path = table(tmp_path, "pakar,a,b,c\nA,5,4,\nB,4,2,\nC,4,5,\n")
    found = run_json("stats", "validity", path, "--low", 1, "--high", 5)

    assert found["items"]["a"]["aiken_v"]["value"] == pytest.approx(10 / 12)
    assert found["items"]["b"]["i_cvi"] == pytest.approx(2 / 3)
    assert found["items"]["c"]["aiken_v"]["why"]["code"] == "empty"
    assert found["s_cvi_ave"] == pytest.approx(5 / 6)
    assert (found["experts"], found["relevant_from"]) == (3, 4)


def test_the_limit_of_relevance_can_be_given(run: Run, run_json: RunJson, tmp_path: Path) -> None:
    path = table(tmp_path, "a,b\n5,4\n4,3\n")
    words = ("stats", "validity", path, "--low", 1, "--high", 5, "--relevant", 3)

    assert run_json(*words)["s_cvi_ave"] == 1.0
    assert "ratings from 3" in run(*words, "--lang", "en").stdout


def test_ratings_outside_the_scale_are_refused_with_line_and_column(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path, "pakar,a,b\nA,5,7\nB,0,4\n")
    result = run("stats", "validity", path, "--low", 1, "--high", 5, "--lang", "en")

    assert result.exit_code == 1
    assert "line 2, b" in result.stderr
    assert "line 3, a" in result.stderr
    assert "7 lies outside the scale from 1 to 5." in result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--low", 5, "--high", 1), "command.bad_scale"),
        (("--low", 1, "--high", 1), "command.bad_scale"),
        (("--low", 1, "--high", 5, "--relevant", 1), "command.bad_cut"),
        (("--low", 1, "--high", 5, "--relevant", 6), "command.bad_cut"),
    ],
)
def test_an_impossible_scale_is_wrong_usage(run: Run, tmp_path: Path, words: tuple[object, ...], code: str) -> None:
    result = run("stats", "validity", table(tmp_path, "a,b\n1,2\n"), *words, "--json")

    assert result.exit_code == 2
    assert f'"code": "{code}"' in result.stdout


@pytest.mark.parametrize("bound", ["nan", "inf", "1e9", "empat", ""])
def test_a_bound_that_is_no_number_is_told(run: Run, tmp_path: Path, bound: str) -> None:
    result = run("stats", "validity", table(tmp_path, "a,b\n1,2\n"), "--low", bound, "--high", 5, "--lang", "en")

    assert result.exit_code == 2
    assert f"“{bound}” is no number; write it as 4 or 3.5." in result.stderr


def test_a_file_that_is_not_there_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert run("stats", "reliability", tmp_path / "tidak-ada.csv").exit_code == 2
