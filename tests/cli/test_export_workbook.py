"""`engage-eval export workbook`: what is written, what is said, what is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import load_workbook

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[..., Path]


def test_the_sample_s_digest_is_the_same_in_a_folder_of_the_workbook_alone(
    run: Run, run_json: RunJson, sample: Path, tmp_path: Path
) -> None:
    run("export", "workbook", sample, tmp_path / "data.xlsx")
    study = tmp_path / "studi"
    shutil.copytree(sample, study, ignore=shutil.ignore_patterns("*.csv"))
    shutil.copy(tmp_path / "data.xlsx", study / "data.xlsx")

    for folder, name in ((sample, "a.md"), (study, "b.md")):
        run("report", folder, "-o", tmp_path / name)
    before, after = (run_json("report", one, "-o", tmp_path / f"{one.name}.md") for one in (sample, study))

    assert run_json("check", study)["errors"] == 0
    assert before["digest"] == after["digest"]
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()


def test_it_says_where_it_is_and_how_much_is_in_it(run: Run, run_json: RunJson, sample: Path, tmp_path: Path) -> None:
    result = run("export", "workbook", sample, tmp_path / "data.xlsx", "--lang", "en")
    found = run_json("export", "workbook", sample, tmp_path / "data2.xlsx", "--lang", "en")

    assert result.exit_code == 0
    assert "230 rows on 10 sheets." in result.stdout
    assert sum(found["rows"].values()) == 230
    assert found["rows"]["interview_events"] == 5
    assert (found["file"], found["language"]) == ((tmp_path / "data2.xlsx").as_posix(), "en")


@pytest.mark.parametrize(("language", "shown"), [("id", "tatap muka"), ("en", "face to face")])
def test_the_drop_downs_speak_the_language(run: Run, sample: Path, tmp_path: Path, language: str, shown: str) -> None:
    run("export", "workbook", sample, tmp_path / "data.xlsx", "--lang", language)

    interviews = load_workbook(tmp_path / "data.xlsx")["interviews"]
    assert interviews["F2"].value == f"face – {shown}"
    assert interviews["O2"].value == {"id": "complete – lengkap", "en": "complete"}[language]


def test_one_argument_is_the_file_and_the_study_the_current_folder(
    run: Run, write_study: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = write_study(tmp_path / "studi", {"participants.csv": "id,site\nP1,RS\n"})
    monkeypatch.chdir(study)

    result = run("export", "workbook", "../data.xlsx")

    assert result.exit_code == 0
    assert load_workbook(tmp_path / "data.xlsx")["participants"]["A2"].value == "P1"


def test_nothing_is_overwritten_without_force(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(tmp_path / "studi", {})
    (tmp_path / "data.xlsx").write_text("punya saya")

    refused = run("export", "workbook", study, tmp_path / "data.xlsx", "--lang", "en")

    assert refused.exit_code == 2
    assert "is there already" in refused.stderr
    assert (tmp_path / "data.xlsx").read_text() == "punya saya"
    assert run("export", "workbook", study, tmp_path / "data.xlsx", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("studi/data.xlsx", "stands in the study's folder"),
        ("data.xls", "can't be written as"),
        ("tidak-ada/data.xlsx", "is not there"),
        (f"{'a' * 260}.xlsx", "too long"),
    ],
)
def test_a_wrong_target_is_wrong_usage(run: Run, write_study: Write, tmp_path: Path, target: str, said: str) -> None:
    study = write_study(tmp_path / "studi", {})

    result = run("export", "workbook", study, tmp_path / target, "--lang", "en")

    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert not list(tmp_path.glob("**/*.xls*"))


def test_a_study_with_errors_is_not_exported_since_its_unread_rows_would_be_lost(
    run: Run, write_study: Write, tmp_path: Path
) -> None:
    study = write_study(tmp_path / "studi", {"participants.csv": "id,site\nP1,RS\nP1,RS\n"})

    result = run("export", "workbook", study, tmp_path / "data.xlsx", "--lang", "en")

    assert result.exit_code == 1
    assert "participants.csv, line 3" in result.stderr
    assert "so no workbook was written" in result.stderr
    assert not (tmp_path / "data.xlsx").exists()


def test_a_study_that_only_waits_for_its_counts_and_its_consent_forms_is_exported(
    run: Run, write_study: Write, tmp_path: Path
) -> None:
    study = write_study(
        tmp_path / "studi",
        {
            "participants.csv": "id,site\nP1,RS\n",
            "study.yaml": "id: uji\ntitle: {id: Uji, en: Trial}\nsite: RS\npurpose: research\nzone: WIB\n"
            "instrument: mini\nlanguages: [id, en]\nreport_date: 2024-02-01\n"
            "compare: {measure: visits, before: 2024, after: 2025}\n",
            "consent/psp-v1.id.md": "---\nid: psp\nversion: v1\nlanguage: id\n---\n# Persetujuan\n\nDari {hospital}.\n",
        },
    )

    checked, result = run("check", study), run("export", "workbook", study, tmp_path / "data.xlsx", "--lang", "en")

    assert "[design.period_without_counts]" in checked.stdout
    assert "[consent.placeholder]" in checked.stdout
    assert result.exit_code == 0, result.stderr
    assert load_workbook(tmp_path / "data.xlsx")["participants"]["A2"].value == "P1"


def test_codings_and_signs_that_are_left_out_are_told(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(
        tmp_path / "studi",
        {
            "staff.csv": "key,roles\nk1,coder\n",
            "participants.csv": "id,site,role\nP1,RS,a\x0bb\n",
            "transcripts.csv": "id,participant,file,sha256\nt1,P1,transcripts/a.txt,00ff\n",
            "codebooks/kode-v1.yaml": "key: kode\nversion: v1\ntitle: {id: Kode, en: Codes}\n"
            "codes:\n  a: {id: A, en: A, definition: {id: A, en: A}}\n",
            "codings/k1.csv": "id,transcript,start,stop,code,origin,quotation,at\n1,t1,0,4,a,hand,halo,2024-01-02\n",
        },
    )

    result = run("export", "workbook", study, tmp_path / "data.xlsx", "--lang", "en")

    assert result.exit_code == 0, result.stderr
    assert "Codings are not in it" in result.stdout
    assert "1 text held signs" in result.stdout
