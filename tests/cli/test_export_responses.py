"""Answers for SPSS, Stata, Excel and R: what was written is read back, and who is held back is not in it."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

Run = Callable[..., Result]
PEOPLE = ("ADA-1", "ADA-2", "TELP-3")
FILES = {
    "participants.csv": "id,site,facility,facility_kind,role\n"
    + "".join(f"{one},RS,FASKES-{one},puskesmas,dokter\n" for one in PEOPLE),
    "recruitment.csv": "participant,event,on\n" + "".join(f"{one},enrolled,2024-01-03\n" for one in PEOPLE),
    "consent.csv": "participant,event,at,form,version,language,mode,take_part,quotation\n"
    "ADA-1,given,2024-01-05T09:00,psp,v1,id,ink,yes,verbatim\n"
    "ADA-2,given,2024-01-05T09:00,psp,v1,id,ink,yes,none\n"
    "TELP-3,given,2024-01-05T09:00,psp,v1,id,telephone,yes,verbatim\n",
    "interviews.csv": "id,participant,instrument,version,mode,started_at,end\n"
    + "".join(f"W-{one},{one},mini,v1,face,2024-01-05T10:00,complete\n" for one in PEOPLE),
    "responses.csv": "interview,nomor,jelas,putusan,cerita\n"
    "W-ADA-1,ya,4,ya,=katasatu\nW-ADA-2,ya,.refused,,katadua\nW-TELP-3,ya,1,tidak,katatelepon\n",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, write_study: Callable[[Path, Mapping[str, str]], Path]) -> Path:
    return write_study(tmp_path_factory.mktemp("responses") / "studi", FILES)


def exported(run: Run, study: Path, target: Path, *options: str) -> dict[str, object]:
    result = run("export", "responses", study, target, "--json", *options)
    assert result.exit_code == 0, result.stderr
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_spss_file_has_values_labels_missing_and_measures(run: Run, study: Path, tmp_path: Path) -> None:
    import pyreadstat

    exported(run, study, tmp_path / "a.sav", "--lang", "en")
    data, meta = pyreadstat.read_sav(str(tmp_path / "a.sav"), user_missing=True)

    assert list(data["participant"]) == ["ADA-1", "ADA-2"]
    assert list(data["jelas"]) == [4, -92]
    assert list(data["nomor"]) == [1, 1]
    assert meta.variable_value_labels["jelas"][4] == "agree"
    assert meta.variable_value_labels["jelas"][-92] == "refused to answer"
    assert meta.variable_value_labels["nomor"][1] == "Yes"
    assert meta.missing_ranges["jelas"] == [{"lo": -95.0, "hi": -91.0}]
    assert meta.variable_measure["jelas"] == "ordinal"
    assert meta.variable_measure["nomor"] == "nominal"
    assert meta.column_names_to_labels["putusan"] == "Verdict"
    # Missing for SPSS itself: not a number that could enter a mean.
    assert pyreadstat.read_sav(str(tmp_path / "a.sav"))[0]["jelas"].isna().tolist() == [False, True]


def test_stata_file_has_extended_missing_values(run: Run, study: Path, tmp_path: Path) -> None:
    import pyreadstat

    exported(run, study, tmp_path / "a.dta", "--lang", "id")
    data, meta = pyreadstat.read_dta(str(tmp_path / "a.dta"), user_missing=True)

    assert list(data["jelas"]) == [4, "b"]
    assert meta.variable_value_labels["jelas"]["b"] == "menolak menjawab"
    assert meta.variable_value_labels["jelas"][4] == "setuju"
    assert meta.column_names_to_labels["putusan"] == "Putusan"


def test_unanswered_question_is_missing_without_a_reason(run: Run, study: Path, tmp_path: Path) -> None:
    import pyreadstat

    exported(run, study, tmp_path / "a.sav")

    assert pyreadstat.read_sav(str(tmp_path / "a.sav"), user_missing=True)[0]["putusan"].isna().tolist() == [
        False,
        True,
    ]


def test_who_is_held_back_is_counted_and_in_no_file(run: Run, study: Path, tmp_path: Path) -> None:
    for ending in ("sav", "dta", "xlsx", "csv"):
        found = exported(run, study, tmp_path / f"a.{ending}", "--with-text")

        assert (found["people"], found["held_back"]) == (2, 1)
        content = (tmp_path / f"a.{ending}").read_bytes()
        assert b"TELP-3" not in content
        assert b"katatelepon" not in content
    rows = load_workbook(tmp_path / "a.xlsx")["data"].values
    assert [row[0] for row in rows] == ["participant", "ADA-1", "ADA-2"]


def test_free_words_stay_out_unless_asked_for(run: Run, study: Path, tmp_path: Path) -> None:
    found = exported(run, study, tmp_path / "a.csv")
    exported(run, study, tmp_path / "b.csv", "--with-text")

    # Two questions, a reason, and the interviewer's note on each of five questions.
    assert found["text_left_out"] == 8
    assert "kata" not in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    with (tmp_path / "b.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["cerita"] for row in rows] == ["'=katasatu", "katadua"]
    assert [row["quotation"] for row in rows] == ["1", "3"]


def test_facility_is_never_exported(run: Run, study: Path, tmp_path: Path) -> None:
    exported(run, study, tmp_path / "a.csv", "--with-text")

    assert "FASKES" not in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")


def test_dictionary_says_how_its_own_file_writes_missing_answers(run: Run, study: Path, tmp_path: Path) -> None:
    said = {}
    for ending in ("sav", "dta", "csv"):
        exported(run, study, tmp_path / f"{ending}.{ending}", "--lang", "en")
        with (tmp_path / f"{ending}.{ending}-dictionary.csv").open(encoding="utf-8-sig", newline="") as stream:
            said[ending] = {row["variable"]: row for row in csv.DictReader(stream)}["jelas"]

    assert said["sav"]["missing"].startswith("skipped = -91; refused to answer = -92")
    assert said["dta"]["missing"].startswith("skipped = .a; refused to answer = .b")
    assert said["csv"]["missing"] == ""
    assert "4 = agree" in said["csv"]["values"]


def test_same_answers_give_the_same_bytes(run: Run, study: Path, tmp_path: Path) -> None:
    for ending in ("sav", "dta", "xlsx"):
        exported(run, study, tmp_path / f"a.{ending}")
        exported(run, study, tmp_path / f"b.{ending}")

        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_file_that_is_there_is_not_replaced_without_force(run: Run, study: Path, tmp_path: Path) -> None:
    (tmp_path / "a.sav-dictionary.csv").write_text("mine", encoding="utf-8")

    assert run("export", "responses", study, tmp_path / "a.sav").exit_code == 2
    assert (tmp_path / "a.sav-dictionary.csv").read_text(encoding="utf-8") == "mine"
    assert run("export", "responses", study, tmp_path / "a.sav", "--force").exit_code == 0


def test_target_in_the_study_or_of_another_kind_is_refused(run: Run, study: Path, tmp_path: Path) -> None:
    assert run("export", "responses", study, study / "a.sav").exit_code == 2
    assert run("export", "responses", study, tmp_path / "a.txt").exit_code == 2


def test_without_pyreadstat_the_extra_is_named(
    run: Run, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    result = run("export", "responses", study, tmp_path / "a.sav", "--lang", "en")

    assert result.exit_code == 2
    assert "pip install pyreadstat" in result.stderr
    assert not (tmp_path / "a.sav").exists()
