"""The commands analyse recruitment and stats recruitment as a user sees them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def _table(folder: Path, rows: str, head: str = "id,recruiter,knows,role") -> Path:
    path = folder / "people.csv"
    path.write_text(f"{head}\n{rows}", encoding="utf-8")
    return path


def test_the_sample_has_two_waves_and_nothing_is_projected(run: Run, sample: Path) -> None:
    found = json.loads(run("analyse", "recruitment", sample, "--json").stdout)
    english = run("analyse", "recruitment", sample, "--lang", "en").stdout
    indonesian = run("analyse", "recruitment", sample, "--lang", "id").stdout

    assert (found["people"], found["seeds"], found["waves"], found["longest_chain"]) == (20, 15, 2, 3)
    assert found["people_by_wave"] == [15, 4, 1]
    assert found["largest_tree_share"] == 0.2
    assert found["stopped"] == {"ineligible": 6, "complete": 4, "may_not_name": 6}
    assert [one["code"] for one in found["refused"]][:2] == ["rds_few_waves", "rds_many_seeds"]
    assert "No estimate for the population (RDS) is made:" in english
    assert "Responden awal" in indonesian or "responden awal" in indonesian
    assert all(len(row) <= 80 for row in (english + indonesian).splitlines())


def test_the_csv_has_a_row_a_person(run: Run, sample: Path, tmp_path: Path) -> None:
    run("analyse", "recruitment", sample, "--csv", tmp_path / "a.csv")
    rows = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()

    assert rows[0] == "participant,recruiter,wave,recruits,state"
    assert "RSX-5MN7-1,RSX-P71H-7,2,0,complete" in rows
    assert len(rows) == 21


def test_an_empty_recruiter_and_the_words_seed_and_awal_mark_seeds(run: Run, tmp_path: Path) -> None:
    path = _table(tmp_path, "A,,,\nB,seed,,\nC,Awal,,\nD,A,,\n")
    found = json.loads(run("stats", "recruitment", path, "--id", "id", "--recruiter", "recruiter", "--json").stdout)

    assert (found["seeds"], found["links"]) == (3, 1)


def test_shares_are_estimated_where_chains_and_network_sizes_allow(run: Run, tmp_path: Path) -> None:
    path = _table(tmp_path, "A,,4,nurse\nB,A,2,doctor\nC,B,8,nurse\nD,C,4,nurse\nE,D,3,doctor\nF,B,,nurse\n")
    words = ("stats", "recruitment", path, "--id", "id", "--recruiter", "recruiter", "--degree", "knows")
    text = run(*words, "--trait", "role", "--population", 40, "--lang", "en").stdout
    found = json.loads(run(*words, "--trait", "role", "--without-seeds", "--json").stdout)

    assert "RDS-II" in text
    assert "Left out, for lack of the trait or the network size: 1." in text
    assert "Recruited of the population (N = 40): 15.0%." in text
    assert found["seeds_included"] is False
    assert set(found["rds_ii"]) == {"doctor", "nurse"}


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ("A,B,,\nB,A,,\n", "recruitment.cycle", 2),
        ("A,,,\nB,B,,\n", "recruitment.self", 3),
        ("A,,,\nB,X,,\n", "network.unknown", 3),
        ("A,,,\nA,,,\n", "tables.duplicate", 3),
        ("A,,,\n,A,,\n", "network.no_id", 3),
        ("A,,0,\nB,A,3,\n", "network.degree", 2),
    ],
)
def test_a_link_that_can_not_be_is_refused_with_its_line(
    run: Run, tmp_path: Path, rows: str, code: str, line: int
) -> None:
    words = ("--id", "id", "--recruiter", "recruiter", "--degree", "knows", "--json")
    result = run("stats", "recruitment", _table(tmp_path, rows), *words)
    found = json.loads(result.stdout)

    assert result.exit_code == 1
    assert [(one["code"], one["line"]) for one in found["problems"]] == [(code, line)]


def test_a_population_smaller_than_the_table_is_refused(run: Run, tmp_path: Path) -> None:
    path = _table(tmp_path, "A,,,\nB,A,,\n")
    words = ("--id", "id", "--recruiter", "recruiter", "--population", 1, "--lang", "en")
    result = run("stats", "recruitment", path, *words)

    assert result.exit_code == 2
    assert "A population of 1 can't be: the table has 2 people." in result.stderr
