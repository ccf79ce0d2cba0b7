"""analyse engagement, and what analyse outcomes says of months, members and rivals, on the terminal and as CSV."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

Run = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]
SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "schemas"


@pytest.fixture(scope="module")
def monthly(tmp_path_factory: pytest.TempPathFactory, write_study: Write) -> Path:
    """Return a study with 36 months of two facilities, 24 of another, members, and broadcasts without read receipts."""
    root = tmp_path_factory.mktemp("bulanan") / "studi"
    rows = [
        f"{name},{2021 + n // 12}-{n % 12 + 1:02d},visits,{base + n + n % 5 + 30 * (n >= 24)},observed,{members}"
        for name, base, members, first in (("F1", 100, 9000, 0), ("F2", 60, 5000, 0), ("F3", 20, "", 14))
        for n in range(first, 36)
    ]
    study = write_study(
        root,
        {
            "participants.csv": "id,site\nP1,RS\n",
            "outcomes.csv": "facility,period,measure,count,kind,registered_members\n" + "\n".join(rows) + "\n",
            "broadcasts.csv": "on,topic,recipients,delivered\n2023-01-05,Jadwal,50,40\n2023-02-02,Jadwal,50,\n",
        },
    )
    settings = (study / "study.yaml").read_text(encoding="utf-8")
    more = (
        'compare: {measure: visits, before: "2022", after: "2023"}\nintervention: {channel: other, start: 2023-01-01}\n'
    )
    (study / "study.yaml").write_text(settings + more, encoding="utf-8")
    return study


def test_the_sample_s_engagement_is_printed_item_by_item(run: Run, sample: Path) -> None:
    shown = run("analyse", "engagement", sample, "--lang", "en").stdout

    assert "all but “never”" in shown
    assert "No total score" in shown
    assert "910 (72.1%)" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_same_in_indonesian(run: Run, sample: Path) -> None:
    shown = run("analyse", "engagement", sample, "--lang", "id").stdout

    assert "semua selain" in shown
    assert "87,5%" in shown
    assert "910 (72,1%)" in shown


def test_a_study_without_items_and_broadcasts_says_so(run: Run, tmp_path: Path, write_study: Write) -> None:
    study = write_study(tmp_path / "kosong", {})

    shown = run("analyse", "engagement", study, "--lang", "en").stdout

    assert "No question on engagement has been asked." in shown
    assert "No broadcast is recorded" in shown


def test_missing_columns_of_the_broadcasts_are_said(run: Run, monthly: Path) -> None:
    shown = " ".join(run("analyse", "engagement", monthly, "--lang", "en").stdout.split())

    assert "Not recorded of any broadcast: read and replied." in shown
    assert "Recorded of some broadcasts only: delivered;" in shown
    assert "40 (80.0%)" in shown


def test_csv_has_a_row_an_answer_and_a_row_a_month(run: Run, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "keterlibatan.csv"
    run("analyse", "engagement", sample, "--csv", target)

    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    balas = {row["level"]: (row["counted"], row["count"], row["n"]) for row in rows if row["key"] == "balas"}
    assert balas["1"] == ("0", "1", "8")
    assert balas["2"] == ("1", "3", "8")
    read = next(row for row in rows if (row["part"], row["key"], row["level"]) == ("broadcasts", "all", "read"))
    assert (read["count"], read["n"], float(read["share"])) == ("756", "910", pytest.approx(756 / 910))


@pytest.mark.parametrize("what", ["engagement", "outcomes"])
def test_json_of_a_study_with_months_holds_to_its_schema(run: Run, monthly: Path, what: str) -> None:
    found = json.loads(run("analyse", what, monthly, "--json").stdout)

    schema = json.loads((SCHEMAS / f"analyse-{what}.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(found)


def test_the_monthly_series_leaves_out_who_lacks_months(run: Run, monthly: Path) -> None:
    found = json.loads(run("analyse", "outcomes", monthly, "--json").stdout)["segmented"]

    assert (found["start"], found["months_before"], found["months_after"]) == ("2023-01", 24, 12)
    assert (found["facilities"], found["left_out"]) == (["F1", "F2"], ["F3"])
    assert found["level"]["value"] == pytest.approx(60, abs=3)
    assert found["months"][0] == {"month": "2021-01", "count": 160}


def test_outcomes_prints_rate_series_and_what_it_can_t_show(run: Run, monthly: Path) -> None:
    result = run("analyse", "outcomes", monthly, "--lang", "en").stdout
    shown = " ".join(result.split())

    assert "Per 1,000 registered members (2 facilities):" in shown
    assert "Members are not known for: F3." in shown
    assert "24 months before and 12 from January 2023 on, summed over 2 facilities" in shown
    assert "Not in the series: F3." in shown
    assert shown.count("Rival explanations:") == 1
    assert "which the rate per member answers only in part" in shown
    assert max(map(len, result.splitlines())) <= 80


def test_the_sample_has_no_series_and_no_rate_but_its_cautions(run: Run, sample: Path) -> None:
    shown = " ".join(run("analyse", "outcomes", sample, "--lang", "en").stdout.split())

    assert "Monthly series" not in shown
    assert "registered members" not in shown
    assert "Visits are not referrals" in shown
    assert "When sending began is not recorded" in shown
