"""Consent and withdrawal at the command line: all five kinds, the clock, the past, and what is refused."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engage_eval.actions.study import open_study as open_workspace
from engage_eval.model.consent import gate
from engage_eval.model.moment import Moment
from engage_eval.model.withdrawing import due, echoes, state_of

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
MakeFile = Callable[..., str]
WriteStudy = Callable[[Path, dict[str, str | bytes]], Path]
EN = ("--lang", "en")

FILES: dict[str, str | bytes] = {
    "staff.csv": "key,roles\nAB,lead|keeper\nCD,interviewer\n",
    "participants.csv": "id,site,facility,role\nR01,RS,klinik-anggrek,bidan\nR02,RS,,\nR03,RS,,\n",
    "attributes.csv": "participant,key,value\nR01,ethnicity,kenarimelayu\n",
    "recruitment.csv": "participant,event,on,recruiter\n"
    "R01,contacted,2024-01-01,seed\nR02,contacted,2024-01-01,R01\nR03,contacted,2024-01-01,R01\n"
    "R01,eligible,2024-01-02,\nR02,eligible,2024-01-02,\n",
    "consent.csv": "participant,event,at,form,version,language,mode,take_part,quotation,contact_again,evidence\n"
    "R01,given,2024-01-02T09:00,psp,v1,id,ink,yes,verbatim,yes,mapbirukedua\n"
    "R02,given,2024-01-02T09:00,psp,v1,id,ink,yes,verbatim,yes,map 2\n",
    "interviews.csv": "id,participant,instrument,version,mode,started_at,ended_at,end,field_notes\n"
    "R01-1,R01,mini,v1,face,2024-01-03T09:00,2024-01-03T09:30,complete,berbicarapelanpelan\n"
    "R02-1,R02,mini,v1,face,2024-01-04T09:00,2024-01-04T09:30,complete,\n",
    "responses.csv": "interview,nomor,jelas,putusan,cerita\n"
    "R01-1,ya,4,ya,Pesan siaran itu selalu datang terlambat sekali\n"
    "R02-1,ya,2,tidak,Kata R01 pesan siaran itu selalu datang terlambat\n",
    "consent/psp-v1.id.md": "---\nid: psp\nversion: v1\nlanguage: id\n---\nSaya bersedia.\n",
}


@pytest.fixture
def folder(tmp_path: Path, write_study: WriteStudy) -> Path:
    """Return a study folder with three people, two interviews."""
    return write_study(tmp_path / "studi", FILES)


@pytest.fixture
def study(folder: Path, make_file: MakeFile, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the study file of it."""
    monkeypatch.setenv("ENGAGE_EVAL_BY", "AB")
    return make_file(folder)


def answered(study: str) -> set[str]:
    """Return whose answers the gate lets through."""
    record = open_workspace(study).record
    assert record is not None
    snapshot = gate(record)
    owner = {one.id: one.participant for one in snapshot.interviews}
    return {owner[one.interview] for one in snapshot.answers}


def states(run_json: RunJson, study: str) -> dict[str, Any]:
    return {one["participant"]: one for one in run_json("consent", "show", study)["people"]}


def test_a_request_takes_everything_out_at_once_and_any_decision_but_erase_and_stop_brings_it_back(
    run: Run, run_json: RunJson, study: str
) -> None:
    assert answered(study) == {"R01", "R02"}
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-20 16:00")
    assert answered(study) == {"R02"}
    assert states(run_json, study)["R01"]["held"] == "withdrawal_requested"
    run_json("consent", "withdraw", study, "R01", "--kind", "no_quotation", "--at", "2024-01-21 08:00")
    assert answered(study) == {"R01", "R02"}
    assert states(run_json, study)["R01"]["quotation"] == "none"
    assert run("verify", study).exit_code == 0


@pytest.mark.parametrize("kind", ["no_contact", "no_quotation", "no_audio", "stop"])
def test_what_was_given_stays_counted_for_every_kind_but_erase(
    run: Run, run_json: RunJson, study: str, kind: str
) -> None:
    run_json("consent", "withdraw", study, "R01", "--kind", kind, "--at", "2024-01-21 08:00")
    assert answered(study) == {"R01", "R02"}
    shown = run("consent", "show", study, "R01", *EN).stdout
    assert ("contact_again: no" in shown) == (kind == "no_contact")


def test_an_erasure_leaves_the_flow_right_and_no_word(run: Run, run_json: RunJson, study: str) -> None:
    before = run_json("analyse", "dispositions", study)
    found = run_json("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "r01")
    assert found["counts"]["answer"] == 4
    assert found["register"] == "none"
    after = run_json("analyse", "dispositions", study)
    assert (before["withdrawn"], after["withdrawn"]) == (0, 1)
    assert before["recruited"] == after["recruited"]
    assert answered(study) == {"R02"}
    root = Path(study).parent
    words = ("kenarimelayu", "mapbirukedua", "berbicarapelanpelan", "klinik-anggrek", "terlambat sekali")
    files = [path for path in root.rglob("*") if path.is_file() and "studi" not in path.parent.parts[-1:]]
    left = [
        (path.name, word)
        for path in files
        if path.suffix != ".csv"
        for word in words
        if word.encode() in path.read_bytes()
    ]
    assert left == []
    assert run("verify", study).exit_code == 0
    again = run("recruit", "screen", study, "R01", "--contacted", "--json")
    assert json.loads(again.stdout)["error"]["code"] == "recording.erased"


def test_texts_that_repeat_an_erased_person_s_words_are_listed_by_place_alone(run_json: RunJson, study: str) -> None:
    found = run_json("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01")
    assert [(one["file"], one["key"]) for one in found["to_look_at"]] == [("responses.csv", "cerita")]
    assert "siaran" not in json.dumps(found)


def test_names_given_in_a_list_are_looked_for_in_what_stays(run_json: RunJson, study: str, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("map 2\n", encoding="utf-8")
    words = ("--kind", "erase", "--confirm", "R01", "--names", str(names))
    found = run_json("consent", "withdraw", study, "R01", *words)
    assert ("consent.csv", "evidence") in [(one["file"], one["key"]) for one in found["to_look_at"]]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("withdraw", "R01", "--kind", "erase"), "consent.confirm"),
        (("withdraw", "R01", "--kind", "erase", "--confirm", "R02"), "consent.confirm"),
        (("withdraw", "R01", "--kind", "erase", "--confirm", "R01", "--by", "CD"), "consent.only_lead"),
        (("withdraw", "R09", "--kind", "stop"), "recording.person_unknown"),
        (("withdraw", "R01", "--kind", "stop", "--at", "2099-01-01"), "recording.in_future"),
        (("request", "R01", "--received-at", "besok"), "files.date"),
        (("record", "R03"), "consent.no_mode"),
        (("record", "R03", "--mode", "mark"), "consent.mark_without_witness"),
        (("record", "R03", "--mode", "ink", "--form", "lain"), "consent.which_form"),
        (("record", "R03", "--mode", "tinta biru"), "recording.refused"),
        (("record", "R03", "--mode", "ink", "--obtained-by", "ZZ"), "staff.unknown"),
        (("letter", "R01", "a.docx"), "consent.not_withdrawn"),
        (("certificate", "R01", "a.docx"), "consent.not_withdrawn"),
    ],
)
def test_what_can_not_be_is_refused_and_leaves_no_row(
    run: Run, study: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = Path(study).read_bytes()
    found = run("consent", words[0], study, *words[1:], "--json")
    assert json.loads(found.stdout)["error"]["code"] == code
    assert found.exit_code in (1, 2)
    assert "Traceback" not in found.stderr
    assert Path(study).read_bytes() == before
    for language in ("id", "en"):
        assert run("consent", words[0], study, *words[1:], "--lang", language).stderr.strip()


def test_a_request_that_a_decision_of_the_same_day_answers_is_refused(run: Run, run_json: RunJson, study: str) -> None:
    run_json("consent", "withdraw", study, "R01", "--kind", "no_contact", "--at", "2024-01-20")
    again = run("consent", "request", study, "R01", "--received-at", "2024-01-20", "--json")
    assert json.loads(again.stdout)["error"]["code"] == "consent.decided_already"
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-22 10:00")
    early = run("consent", "withdraw", study, "R01", "--kind", "stop", "--at", "2024-01-21", "--json")
    assert json.loads(early.stdout)["error"]["code"] == "consent.before_request"


def test_consent_that_is_recorded_lists_what_was_not_decided(run_json: RunJson, study: str) -> None:
    words = ("--mode", "ink", "--take-part", "yes", "--quotation", "none", "--at", "2024-01-05 08:00")
    found = run_json("consent", "record", study, "R03", *words)
    assert (found["form"], found["version"], found["language"]) == ("psp", "v1", "id")
    assert "recording" in found["missing"]
    assert "quotation" not in found["missing"]
    assert states(run_json, study)["R03"]["held"] is None


def test_the_state_on_a_past_day_forgets_what_came_later(run_json: RunJson, study: str) -> None:
    run_json("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01", "--at", "2024-01-21 08:00")
    then = {one["participant"]: one for one in run_json("consent", "show", study, "--on", "2024-01-10")["people"]}
    assert (then["R01"]["held"], then["R01"]["erased"]) == (None, False)
    assert states(run_json, study)["R01"]["erased"] is True


def test_the_clock_runs_for_72_hours_from_receiving(run_json: RunJson, study: str) -> None:
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-20 16:00")
    run_json("consent", "request", study, "R02", "--received-at", "2024-01-20")
    record = open_workspace(study).record
    assert record is not None
    from engage_eval.model.moment import ZONES

    found = due(record, datetime(2024, 1, 22, 9, 0, tzinfo=UTC), ZONES["WIB"])
    # A day alone counts from its first minute in Jakarta, 17:00 UTC of the day before.
    assert [(one.participant, one.hours_left) for one in found] == [("R02", 8.0), ("R01", 24.0)]


def test_a_letter_and_a_certificate_follow_an_erasure(run: Run, run_json: RunJson, study: str, tmp_path: Path) -> None:
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-20 16:00")
    run_json("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01")
    for paper in ("letter", "certificate"):
        for language in ("id", "en"):
            target = tmp_path / f"{paper}.{language}.docx"
            assert run("consent", paper, study, "R01", str(target), "--lang", language).exit_code == 0
            assert target.stat().st_size > 4000
            refused = run("consent", paper, study, "R01", str(target))
            assert refused.exit_code == 2


def test_a_folder_lists_the_rows_to_delete_and_proves_nothing(run: Run, folder: Path) -> None:
    found = run("consent", "withdraw", str(folder), "R01", "--kind", "erase", *EN)
    assert found.exit_code == 1
    assert "responses.csv, line 2" in found.stdout
    assert "interviews.csv, line 2" in found.stdout
    assert "attributes.csv, line 2" in found.stdout


def test_phrases_that_the_whole_team_writes_are_nobody_s_words(folder: Path) -> None:
    record = open_workspace(str(folder)).record
    assert record is not None
    assert [one.key for one in echoes(record, "R01")] == ["cerita"]
    assert state_of(record, "R01", Moment.of(datetime(2024, 1, 1, tzinfo=UTC))).held == "no_consent"
