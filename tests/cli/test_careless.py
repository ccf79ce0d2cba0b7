"""A study run by somebody who is no programmer: what the commands say next, and how they take a slip."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from engage_eval.cli import console

Run = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]
MakeFile = Callable[..., str]

TWO = {
    "participants.csv": "id,site\nR01,RS\nR02,RS\n",
    "staff.csv": "key,roles\nAB,lead|interviewer\n",
    "recruitment.csv": "participant,event,on\nR01,nominated,2024-01-02\nR02,nominated,2024-01-02\n",
    "consent.csv": "participant,event,at,form,version,language,mode,take_part,quotation\n"
    "R01,given,2024-01-02T10:00,psp,v1,id,ink,yes,none\nR02,given,2024-01-02T10:00,psp,v1,id,telephone,yes,none\n",
    "interviews.csv": "id,participant,instrument,version,form,mode,started_at,ended_at,end\n"
    "W01,R01,mini,v1,inti,face,2024-01-03T10:00,2024-01-03T10:30,complete\n"
    "W02,R02,mini,v1,inti,telephone,2024-01-03T10:00,2024-01-03T10:30,complete\n",
    "responses.csv": "interview,nomor,jelas,putusan\nW01,ya,4,ya\n",
}


@pytest.fixture
def study(tmp_path: Path, write_study: Write, make_file: MakeFile) -> str:
    """Return a study file of two people; only the first has answers, the second consented by telephone."""
    return make_file(write_study(tmp_path / "studi", TWO))


def test_a_recorded_answer_brings_no_news_of_somebody_else_s_interview(run: Run, study: str) -> None:
    given = ("nomor=ya", "jelas=4", "putusan=ya", "--lang", "en")

    first = run("answers", "correct", study, "W01", *given).output
    second = run("answers", "correct", study, "W02", *given).output

    assert "has no answers" not in first
    assert "W01" not in second


def test_what_is_held_back_names_no_line_that_does_not_exist(run: Run, study: str) -> None:
    found = run("answers", "correct", study, "W02", "jelas=4", "--lang", "en").output

    assert "content is held back" in found
    assert " 0." not in found


def test_a_command_to_be_typed_has_quotes_around_a_name_with_blanks(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "studi saya"

    made = run("new", folder, "--lang", "id").output
    refused = run("staff", "add", folder, "AB", "--lang", "id").output

    assert f'engage-eval check "{folder.as_posix()}"' in made
    assert f'engage-eval import bundle "{folder}" STUDY.engage' in refused
    assert f"Folder studi {folder.as_posix()} sudah dibuat" in made


def test_a_study_file_that_is_not_there_is_looked_for_beside(run: Run, study: str) -> None:
    folder = Path(study).parent

    for wrong in ("stdi", "AB", "studi.engag"):
        assert "Did you mean “studi.engage”?" in run("staff", "add", folder / wrong, "AB", "--lang", "en").output


def test_check_says_on_a_terminal_how_a_study_file_is_mended(
    run: Run, study: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = run("check", study, "--lang", "en").output
    monkeypatch.setattr(console, "is_shown", lambda: True)

    of_file = run("check", study, "--lang", "en").output
    of_folder = run("check", tmp_path / "studi", "--lang", "en").output

    assert "engage-eval" not in piped
    assert "engage-eval import definition" in of_file
    assert "engage-eval export bundle" in of_file
    assert "export bundle" not in of_folder


@pytest.mark.parametrize("wrong", ["folder", "data.xlsx", "gambar.png"])
def test_what_is_no_definition_is_said_to_be_none(run: Run, study: str, tmp_path: Path, wrong: str) -> None:
    given = tmp_path / wrong
    if wrong == "folder":
        given.mkdir()
    else:
        given.write_bytes(b"PK\x03\x04\xff\xfe\x00\x9d\x81")

    found = run("import", "definition", given, study, "--lang", "en")

    assert found.exit_code == 2
    assert f"“{wrong}” is no study.yaml, questionnaire, codebook or consent form." in found.output


def test_import_definition_says_which_file_it_took_in(run: Run, study: str, tmp_path: Path) -> None:
    changed = tmp_path / "baru.yaml"
    text = (tmp_path / "studi" / "study.yaml").read_text(encoding="utf-8")
    changed.write_text(text.replace("Trial", "Second trial"), encoding="utf-8")

    assert "Recorded: study.yaml (uji)" in run("import", "definition", changed, study, "--lang", "en").output


def test_reasons_and_steps_are_said_in_words(run: Run, study: str) -> None:
    at = ("--at", "2024-01-05 10:00", "--lang", "id")
    run("recruit", "add", study, "--id", "R03", "--recruiter", "seed", *at)

    step = run("recruit", "screen", study, "R03", "--eligible", *at).output
    begun = run("interview", "start", study, "R03", "--mode", "face", *at).output

    assert "Langkah --eligible tidak dapat dicatat" in step
    assert "no_consent" not in begun
    assert "(tanpa persetujuan)" in begun


def test_no_line_of_a_problem_without_a_place_ends_in_blanks(run: Run, study: str) -> None:
    run("recruit", "add", study, "--id", "R03", "--at", "2024-01-05")

    lines = run("interview", "start", study, "R03", "--mode", "face", "--at", "2024-01-05", "--lang", "en").output

    assert "WARNING\n" in lines


def test_answers_without_a_named_study_are_told_of_study_files(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "jawaban.csv"
    table.write_text("interview,jelas\nW01,4\n", encoding="utf-8")

    assert "jawaban.csv STUDY.engage" in run("import", "responses", table, "--lang", "en").output
    assert "study file" in run("verify", "--lang", "en").output
    assert "name it" in run("check", tmp_path, "--lang", "en").output


def test_an_empty_study_file_says_how_to_begin(
    run: Run, tmp_path: Path, write_study: Write, make_file: MakeFile
) -> None:
    empty = make_file(write_study(tmp_path / "kosong", {}), "kosong.engage")

    assert f"engage-eval staff add {empty} AB" in run("staff", "list", empty, "--lang", "en").output
    assert f"engage-eval recruit add {empty}" in run("recruit", "status", empty, "--lang", "en").output


def test_a_new_study_file_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "studi saya"
    run("new", folder)

    told = run("import", "bundle", folder, tmp_path / "studi.engage", "--lang", "en").output.replace("\n", " ")

    assert f"engage-eval staff add {tmp_path / 'studi.engage'} AB" in told
    assert f'engage-eval import definition "{folder.as_posix()}/study.yaml" {tmp_path / "studi.engage"}' in told


def test_a_key_for_by_is_not_called_a_column(run: Run, study: str) -> None:
    found = run("recruit", "screen", study, "R01", "--contacted", "--by", "AD", "--lang", "en").output

    assert "“AD” (--by) is not in the study's staff." in found


def test_an_interview_paused_at_a_wrong_time_can_be_ended_with_a_reason(run: Run, study: str) -> None:
    run("interview", "start", study, "R01", "--mode", "face", "--repeat-of", "W01", "--at", "2024-01-05 10:00")
    run("interview", "pause", study, "R01")
    end = ("interview", "finish", study, "R01", "--end", "complete", "--at", "2024-01-05 10:30", "--lang", "en")

    refused = run(*end)
    ended = run(*end, "--reason", "paused by mistake")

    assert refused.exit_code == 1
    assert "--reason" in refused.output
    assert ended.exit_code == 0
    assert "complete, 2024-01-05 10:30" in ended.output


def test_a_warning_that_keeps_a_row_out_is_called_an_error(run: Run, study: str) -> None:
    words = ("recruit", "screen", study, "R01", "--contacted", "--at", "2024-01-01", "--lang", "en")

    told = run(*words).output
    row = json.loads(run(*words, "--json").stdout)["problems"][0]

    assert ("ERROR" in told, "WARNING" in told) == (True, False)
    assert (row["code"], row["severity"]) == ("recruitment.unordered", "error")


def test_a_count_brings_no_news_of_another_period_that_was_missing_before(
    run: Run, tmp_path: Path, write_study: Write, make_file: MakeFile, study: str
) -> None:
    text = (Path(study).parent / "studi" / "study.yaml").read_text(encoding="utf-8")
    declared = {
        "study.yaml": text + "compare: {measure: visits, before: 2025, after: 2026}\n",
        "staff.csv": "key\nAB\n",
    }
    file = make_file(write_study(tmp_path / "angka", declared), "angka.engage")

    first = run("outcomes", "add", file, "klinik-a", "2025-01", "visits", "4", "--lang", "en").output
    second = run("outcomes", "add", file, "klinik-a", "2025-02", "visits", "4", "--lang", "en").output

    assert "2026" not in first + second
    assert "ERROR" not in first + second
