"""analyse fit: the tables on the terminal, what it refuses, and the two files of --csv."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]


def test_scores_and_quadrants_stand_in_eighty_columns(run: Run, sample: Path) -> None:
    for language in ("id", "en"):
        result = run("analyse", "fit", sample, "--lang", language)
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= 80
    words = " ".join(result.stdout.split())
    assert "facet score 87.2 [84.2; 90.1] 13" in words
    assert "Giving feedback 4.31 13 4.63 8 concentrate" in words
    assert "Moderation: refused, too few respondents (n = 13; at least 100 are needed)." in words


def test_csv_writes_a_table_and_a_dictionary_and_says_both_names(run: Run, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "fit.csv"
    result = run("analyse", "fit", sample, "--csv", target, "--lang", "en")

    assert "fit.csv" in result.stdout.replace("\n", "")
    assert "fit-dictionary.csv" in result.stdout.replace("\n", "")
    table = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    dictionary = list(csv.reader((tmp_path / "fit-dictionary.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in dictionary[1:]] == table[0]
    assert {len(row) for row in table} == {len(table[0])}
    assert len(table) == 15


def test_dictionary_is_the_same_whatever_the_language_of_the_command(run: Run, sample: Path, tmp_path: Path) -> None:
    for language in ("id", "en"):
        run("analyse", "fit", sample, "--csv", tmp_path / f"{language}.csv", "--lang", language)
    written = [(tmp_path / f"{language}-dictionary.csv").read_bytes() for language in ("id", "en")]
    assert written[0] == written[1]


def test_json_names_the_files_it_wrote(run: Run, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    found = json.loads(run("analyse", "fit", sample, "--csv", target, "--json").stdout)
    assert found["files"] == [target.as_posix(), (tmp_path / "a-dictionary.csv").as_posix()]
    assert all(Path(name).is_file() for name in found["files"])
    assert json.loads(run("analyse", "fit", sample, "--json").stdout)["files"] == []


def test_empty_study_says_that_nobody_has_rated(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(tmp_path / "kosong", {})
    result = run("analyse", "fit", study, "--lang", "en")
    assert (result.exit_code, result.stdout) == (0, "Nobody has rated a characteristic yet.\n")


@pytest.mark.parametrize("name", ["fit.csv", "tables/fit.csv"])
def test_files_inside_the_study_are_refused(run: Run, write_study: Write, tmp_path: Path, name: str) -> None:
    study = write_study(tmp_path / "studi", {"tables/x.txt": ""})
    result = run("analyse", "fit", study, "--csv", study / name)
    assert result.exit_code == 2
    assert not (study / name).exists()
