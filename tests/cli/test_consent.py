"""Consent and withdrawal at the command line: all five kinds, the clock, the past, and what is refused."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engage_eval.actions.study import open_study as open_workspace
from engage_eval.model.consent import gate
from engage_eval.model.moment import Moment
from engage_eval.model.standing import Consents
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
    "R01,contacted,2024-01-01,seed\nR02,contacted,2024-01-01,R01\nR03,nominated,2024-01-01,R01\n"
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
    "consent/penarikan-v1.id.md": "---\nid: penarikan\nversion: v1\nlanguage: id\n---\nSaya menarik diri.\n",
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


def test_what_was_withdrawn_is_shown_over_what_the_form_says(run: Run, run_json: RunJson, study: str) -> None:
    words = ("--mode", "ink", "--take-part", "yes", "--quotation", "verbatim", "--recording", "yes")
    run_json("consent", "record", study, "R03", *words, "--contact-again", "yes", "--at", "2024-01-05 08:00")
    before = run("consent", "show", study, "R03", *EN).stdout
    for kind in ("no_quotation", "no_audio", "no_contact"):
        run_json("consent", "withdraw", study, "R03", "--kind", kind, "--at", "2024-01-21 08:00")
    after = run("consent", "show", study, "R03", *EN).stdout

    assert "may be recorded: yes" in before
    assert "may be contacted again: yes" in before
    assert "may be recorded: no" in after
    assert "may be contacted again: no" in after
    assert [line for line in before.splitlines() if "quotation: " in line][-1] != (
        [line for line in after.splitlines() if "quotation: " in line][-1]
    )


@pytest.mark.parametrize("kind", ["no_contact", "no_quotation", "no_audio", "stop"])
def test_what_was_given_stays_counted_for_every_kind_but_erase(
    run: Run, run_json: RunJson, study: str, kind: str
) -> None:
    run_json("consent", "withdraw", study, "R01", "--kind", kind, "--at", "2024-01-21 08:00")
    assert answered(study) == {"R01", "R02"}
    shown = run("consent", "show", study, "R01", *EN).stdout
    assert ("may be contacted again: no" in shown) == (kind == "no_contact")


@pytest.mark.parametrize(
    ("kind", "agreed"), [("no_quotation", ("--quotation", "verbatim")), ("no_audio", ("--recording", "yes"))]
)
def test_whoever_agreed_anew_can_withdraw_that_again(
    run: Run, run_json: RunJson, study: str, kind: str, agreed: tuple[str, str]
) -> None:
    words = ("consent", "record", study, "R03", "--mode", "ink", "--take-part", "yes", *agreed)
    withdraw = ("consent", "withdraw", study, "R03", "--kind", kind)
    run_json(*words, "--at", "2024-01-05 08:00")
    run_json(*withdraw, "--at", "2024-01-06 08:00")
    run_json("consent", "withdraw", study, "R03", "--kind", "no_contact", "--at", "2024-01-07 08:00")
    # It still holds, whatever else was withdrawn since.
    assert "consent.withdrawn_already" in run(*withdraw, "--at", "2024-01-08 08:00", "--json").stdout
    run_json(*words, "--at", "2024-01-09 08:00")
    run_json(*withdraw, "--at", "2024-01-10 08:00")
    assert [one["withdrawal"] for one in states(run_json, study)["R03"]["events"] if one["withdrawal"]] == [
        kind,
        "no_contact",
        kind,
    ]


def test_who_stopped_is_told_among_all(run: Run, run_json: RunJson, study: str) -> None:
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-20 16:00")
    run_json("consent", "withdraw", study, "R01", "--kind", "stop", "--at", "2024-01-21 08:00")
    lines = run("consent", "show", study, *EN).stdout.splitlines()
    told = next(line for line in lines if line.startswith("R01"))
    assert "valid consent; stopped on 2024-01-20 16:00 WIB" in told
    found = states(run_json, study)
    assert [found[one]["stopped_since"] for one in ("R01", "R02")] == ["2024-01-20T09:00Z", None]


def test_whoever_declined_after_all_is_not_enrolled_and_names_nobody(run: Run, study: str) -> None:
    assert run("consent", "record", study, "R01", "--declined", "--at", "2024-01-20 16:00").exit_code == 0
    for words in (("screen", "R01", "--enrolled"), ("refer", "R01", "--id", "R77")):
        refused = run("recruit", words[0], study, *words[1:], "--at", "2024-01-21 09:00", "--json")
        assert json.loads(refused.stdout)["error"]["code"] == "recruit.withdrawn"
    # Before that it was as it was.
    before = run("recruit", "refer", study, "R01", "--id", "R77", "--at", "2024-01-19 09:00")
    assert before.exit_code == 0, before.output


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
        (("record", "R03", "--mode", "ink", "--take-part", "yes", "--obtained-by", "ZZ"), "staff.unknown"),
        (("record", "R03", "--mode", "ink"), "consent.no_take_part"),
        (("record", "R03", "--mode", "ink", "--take-part", "ya", "--declined"), "consent.yes_and_declined"),
        (("record", "R03", "--mode", "ink", "--take-part", "yes", "--form", "penarikan"), "consent.form_withdraws"),
        (("record", "R03", "--declined", "--at", "2023-12-31 10:00"), "consent.before_nomination"),
        (("record", "R03", "--mode", "ink", "--take-part", "no", "--at", "2023-12-31"), "consent.before_nomination"),
        (("withdraw", "R01", "--kind", "stop", "--at", "2024-01-01"), "consent.before_consent"),
        (("request", "R01", "--received-at", "2024-01-02 08:59"), "consent.before_consent"),
        (("withdraw", "R01", "--kind", "stop", "--register"), "consent.names_only_erase"),
        (("withdraw", "R01", "--kind", "erase", "--confirm", "R01", "--names", "tiada.txt"), "command.no_file"),
        (("show", "R09"), "recording.person_unknown"),
        (("show", "R01", "--on", "kemarin"), "files.date"),
        (("letter", "R01", "a.docx"), "consent.not_withdrawn"),
        (("letter", "R09", "a.docx"), "recording.person_unknown"),
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


def test_whoever_ticks_no_for_taking_part_declined_and_that_is_said(run: Run, run_json: RunJson, study: str) -> None:
    words = ("--mode", "ink", "--take-part", "no", "--at", "2024-01-05 08:00", *EN)
    said = run("consent", "record", study, "R03", *words).stdout

    assert said == "Recorded: R03 declined (2024-01-05 08:00 WIB).\n"
    assert states(run_json, study)["R03"]["held"] == "declined"
    event = states(run_json, study)["R03"]["events"][0]
    assert (event["event"], event["form"], event["mode"]) == ("declined", "psp", "ink")


@pytest.mark.parametrize(
    ("first", "at"),
    [
        (("consent", "record", "R03", "--declined", "--at", "2024-01-05 08:00"), "2024-01-05 08:00"),
        (("consent", "record", "R03", "--declined", "--at", "2024-01-05"), "2024-01-05 08:00"),
        (("consent", "withdraw", "R03", "--kind", "stop", "--at", "2024-01-05 08:00"), "2024-01-05 08:00"),
    ],
)
def test_consent_at_the_time_of_a_refusal_is_refused_since_it_would_not_hold(
    run: Run, run_json: RunJson, study: str, first: tuple[str, ...], at: str
) -> None:
    words = ("--mode", "ink", "--take-part", "yes", "--quotation", "none")
    run_json(*first[:2], study, *first[2:])

    refused = run("consent", "record", study, "R03", *words, "--at", at, "--json")
    later = run_json("consent", "record", study, "R03", *words, "--at", "2024-01-06 08:00")

    assert json.loads(refused.stdout)["error"]["code"] == "consent.holds"
    assert later["event"] == "given"
    assert states(run_json, study)["R03"]["held"] is None


def test_consent_comes_after_a_refusal_to_be_contacted_of_the_same_day(run_json: RunJson, study: str) -> None:
    run_json("recruit", "screen", study, "R03", "--declined", "--at", "2024-01-05")
    words = ("consent", "record", study, "R03", "--mode", "ink", "--take-part", "yes", "--quotation", "none")
    run_json(*words, "--at", "2024-01-05 15:00")
    found = run_json("recruit", "status", study)["people"]

    assert next(one for one in found if one["participant"] == "R03")["next"] == "interview"
    assert states(run_json, study)["R03"]["held"] is None


@pytest.mark.parametrize("at", ["2024-01-05", "2024-01-05 15:00"])
def test_a_refusal_to_be_contacted_at_the_time_of_a_consent_is_refused(
    run: Run, run_json: RunJson, study: str, at: str
) -> None:
    words = ("consent", "record", study, "R03", "--mode", "ink", "--take-part", "yes", "--quotation", "none")
    run_json(*words, "--at", "2024-01-05 15:00")
    refused = run("recruit", "screen", study, "R03", "--declined", "--at", at, "--json")

    assert json.loads(refused.stdout)["error"]["code"] == "recruit.same_time"


@pytest.mark.parametrize("name", ["recording", "contact-again", "name-others", "share", "archive", "chat-logs"])
def test_of_two_decisions_of_one_minute_the_stricter_holds_or_is_refused(
    run: Run, run_json: RunJson, study: str, name: str
) -> None:
    words = ("consent", "record", study, "R03", "--mode", "ink", "--take-part", "yes", "--at", "2024-01-05 08:00")
    run_json(*words, f"--{name}", "yes")
    run_json(*words, f"--{name}", "no")
    wider = run(*words, f"--{name}", "yes", "--evidence", "lain", "--json")

    record = open_workspace(study).record
    assert record is not None
    assert getattr(Consents(record).of("R03").scope(), name.replace("-", "_")) is False
    assert json.loads(wider.stdout)["error"]["code"] == "consent.holds"


def test_a_changed_decision_in_the_minute_of_a_consent_is_refused_unless_it_holds(
    run: Run, run_json: RunJson, study: str
) -> None:
    words = ("consent", "record", study, "R03", "--mode", "ink", "--take-part", "yes", "--at", "2024-01-05 08:00")
    run_json(*words, "--quotation", "paraphrase")

    wider = run(*words, "--quotation", "verbatim", "--json")
    again = run(*words, "--quotation", "paraphrase", "--json")
    run_json(*words, "--quotation", "none")

    assert json.loads(wider.stdout)["error"]["code"] == "consent.holds"
    assert json.loads(again.stdout)["error"]["code"] == "recording.same_row"
    assert states(run_json, study)["R03"]["quotation"] == "none"


def test_times_are_named_where_a_withdrawal_would_be_before_its_consent(run: Run, study: str) -> None:
    words = ("consent", "withdraw", study, "R01", "--kind", "stop", "--at", "2024-01-02 08:00")

    said = run(*words, *EN).stderr

    assert "(2024-01-02 08:00 WIB) would be earlier" in said
    assert "(2024-01-02 09:00 WIB)" in said


def test_a_request_from_the_future_is_told_by_its_own_option(run: Run, study: str) -> None:
    said = run("consent", "request", study, "R01", "--received-at", "2099-01-01", *EN).stderr

    assert "Correct --received-at" in said


def test_while_a_request_waits_nothing_is_recorded_from_the_person(run: Run, run_json: RunJson, study: str) -> None:
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-20 16:00")
    tried = (
        ("answers", "correct", study, "R01-1", "jelas=5", "--reason", "salah dengar"),
        ("recruit", "refer", study, "R01"),
        ("interview", "start", study, "R01", "--mode", "face", "--repeat-of", "R01-1"),
    )

    for words in tried:
        error = json.loads(run(*words, "--json").stdout)["error"]
        assert error["code"] == "recording.request_waits"
        assert "engage-eval consent withdraw STUDY R01" in error["hint"]


def test_who_stopped_gives_no_new_answer_but_what_was_given_is_corrected(
    run: Run, run_json: RunJson, study: str
) -> None:
    run_json("answers", "correct", study, "R02-1", "cerita=", "--reason", "bukan jawabannya")
    run_json("consent", "withdraw", study, "R02", "--kind", "stop", "--at", "2024-01-21 08:00")

    new = run("answers", "correct", study, "R02-1", "cerita=Baru", "--json")
    corrected = run_json("answers", "correct", study, "R02-1", "jelas=3", "--reason", "salah ketik")

    assert json.loads(new.stdout)["error"]["code"] == "answers.stopped"
    assert corrected["items"][0]["outcome"] == "changed"


def test_an_interview_that_came_to_a_refusal_is_a_refusal_everywhere(run_json: RunJson, study: str) -> None:
    run_json("interview", "start", study, "R03", "--mode", "face", "--at", "2024-01-05 08:00")
    run_json("consent", "record", study, "R03", "--declined", "--at", "2024-01-05 08:10")
    run_json("interview", "finish", study, "R03-1", "--end", "break_off", "--at", "2024-01-05 08:12")

    found = run_json("analyse", "dispositions", study)

    assert states(run_json, study)["R03"]["held"] == "declined"
    assert run_json("recruit", "status", study, "R03")["people"][0]["state"] == "declined"
    assert (found["declined"], found["partial"], found["break_off"]) == (1, 0, 0)


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


def test_who_wants_no_contact_is_not_gone_on_with_whatever_is_withdrawn_later(
    run: Run, run_json: RunJson, study: str
) -> None:
    run_json("consent", "withdraw", study, "R01", "--kind", "no_contact", "--at", "2024-01-20 09:00")
    run_json("consent", "withdraw", study, "R01", "--kind", "no_audio", "--at", "2024-01-20 09:01")
    refused = run("recruit", "screen", study, "R01", "--contacted", "--json")
    assert json.loads(refused.stdout)["error"]["code"] == "recruit.withdrawn"
    shown = states(run_json, study)["R01"]
    assert (shown["withdrawal"], shown["refuses_contact"]) == ("no_audio", True)


def test_who_stopped_before_an_interview_counts_as_withdrawn_and_after_a_complete_one_does_not(
    run_json: RunJson, study: str
) -> None:
    run_json("consent", "record", study, "R03", "--mode", "ink", "--take-part", "yes", "--at", "2024-01-05 08:00")
    run_json("consent", "withdraw", study, "R03", "--kind", "stop", "--at", "2024-01-06 08:00")
    run_json("consent", "withdraw", study, "R01", "--kind", "stop", "--at", "2024-01-21 08:00")
    found = run_json("analyse", "dispositions", study)
    assert (found["withdrawn"], found["complete"]) == (1, 2)


def test_consent_by_telephone_without_a_recording_is_said_to_be_void(run: Run, run_json: RunJson, study: str) -> None:
    words = ("consent", "record", study, "R03", "--take-part", "yes", "--at", "2024-01-05 08:00")
    assert run_json(*words, "--mode", "telephone")["void"] is True
    assert states(run_json, study)["R03"]["held"] == "telephone_unrecorded"
    assert "void" in run(*words[:3], "R01", *words[4:], "--mode", "telephone", *EN).stdout
    assert run_json(*words, "--mode", "telephone_recorded")["void"] is False


def test_no_word_of_the_person_stays_in_any_file_that_the_program_made(
    run: Run, run_json: RunJson, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_of(study, run, monkeypatch)
    person = ("R01", "--name", "Cempaka Wulandari", "--phone", "0812-7777-3333", "--note", "rumahtepisungai")
    assert run("register", "add", study, *person, "--reason", "isi").exit_code == 0
    given = ("--mode", "mark", "--witness", "saksitetanggadekat", "--comprehension", "ulangdenganbahasasendiri")
    more = ("--place", "pendopobalaidesa", "--replaces", "lembarlamahilang", "--attribution", "bidankampunghulu")
    run_json("consent", "record", study, "R01", "--take-part", "yes", "--at", "2024-01-02 10:00", *given, *more)
    words = ("--reason", "salahketiktadi", "cerita=Ternyata selalu tepatwaktunya")
    assert run("answers", "correct", study, "R01-1", *words).exit_code == 0
    declined = run("recruit", "screen", study, "R01", "--declined", "--reason", "other: sibuksekalipanenraya")
    assert declined.exit_code == 0
    root = Path(study).parent
    (root / "studi.backups").mkdir(exist_ok=True)
    (root / "studi.backups" / "20240101T000000Z-work.engage").write_bytes(Path(study).read_bytes())
    one_word = "mapbirukedua berbicarapelanpelan klinik-anggrek saksitetanggadekat ulangdenganbahasasendiri "
    one_word += "pendopobalaidesa lembarlamahilang bidankampunghulu salahketiktadi tepatwaktunya sibuksekalipanenraya"
    stored = ["kenarimelayu", "terlambat sekali", *one_word.split()]
    assert {word for _, word in left_in(root, stored)} == set(stored)
    found = run_json("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01")
    assert (found["register"], found["backups_renewed"]) == ("erased", True)
    secrets = ["Cempaka", "Wulandari", "0812-7777-3333", "081277773333", "rumahtepisungai"]
    assert left_in(root, [*stored, *secrets]) == []
    listed = json.loads(run("register", "unlock", study, "--reason", "lihat", "--json").stdout)
    assert listed["people"] == []
    assert run("verify", study).exit_code == 0


def left_in(root: Path, words: list[str]) -> list[tuple[str, str]]:
    """Return (file, word) for each word in the bytes of what the program made under ``root``, however encoded."""
    made = [one for one in root.rglob("*") if one.is_file() and one.parent.name != "studi" and one.suffix != ".docx"]
    made = [one for one in made if "consent" not in one.parts and "instruments" not in one.parts]
    codes = ("utf-8", "utf-16-le", "utf-16-be")
    return [
        (one.name, word) for one in made for word in words if any(word.encode(c) in one.read_bytes() for c in codes)
    ]


def register_of(study: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the contacts register, with a quick key."""
    from engage_eval.store import register_crypto

    monkeypatch.setattr(register_crypto, "COST", register_crypto.Cost(n=16))
    monkeypatch.setenv("ENGAGE_EVAL_PASSPHRASE", "kucing hujan meja lampu")
    assert run("register", "unlock", study, "--reason", "buat").exit_code == 0


def test_a_register_that_is_away_is_gone_through_once_it_is_back(
    run: Run, run_json: RunJson, study: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    register_of(study, run, monkeypatch)
    for person in ("R01", "R02"):
        added = run("register", "add", study, person, "--name", f"Nama {person}", "--reason", "isi")
        assert added.exit_code == 0
    here, away = Path(study).with_suffix(".contacts"), tmp_path / "laci.contacts"
    here.rename(away)
    found = run_json("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01")
    assert found["register"] == "not_at_hand"
    assert "not at hand" in printed(run, study, "certificate", tmp_path / "a.docx")
    assert "as soon as our list of contacts is at hand" in printed(run, study, "letter", tmp_path / "b.docx")
    away.rename(here)
    run_json("consent", "withdraw", study, "R02", "--kind", "no_contact")
    assert "nothing of the person is left in it." in printed(run, study, "certificate", tmp_path / "c.docx")
    listed = json.loads(run("register", "unlock", study, "--reason", "lihat", "--json").stdout)
    assert [one["participant"] for one in listed["people"]] == ["R02"]


def printed(run: Run, study: str, paper: str, target: Path) -> str:
    """Return the text of the letter or certificate about R01, in English."""
    import docx

    assert run("consent", paper, study, "R01", str(target), *EN).exit_code == 0
    return "\n".join(one.text for one in docx.Document(str(target)).paragraphs)


def test_the_name_in_the_register_is_looked_for_where_a_keeper_asks_for_it(
    run: Run, run_json: RunJson, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_of(study, run, monkeypatch)
    assert run("register", "add", study, "R01", "--name", "Ibu Siaran", "--reason", "isi").exit_code == 0
    words = ("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01", "--register")
    refused = run(*words, "--by", "CD", "--json")
    assert json.loads(refused.stdout)["error"]["code"] == "register.not_keeper"
    found = run_json(*words)
    assert [(one["file"], one["line"], one["key"]) for one in found["to_look_at"]] == [("responses.csv", 2, "cerita")]
    assert "Siaran" not in json.dumps(found)


def test_a_letter_is_about_what_was_decided_together_last_and_the_request_for_it(
    run: Run, run_json: RunJson, study: str, tmp_path: Path
) -> None:
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-18 16:00")
    run_json("consent", "withdraw", study, "R01", "--kind", "no_audio", "--at", "2024-01-19 09:00")
    run_json("consent", "withdraw", study, "R01", "--kind", "no_contact", "--at", "2024-01-25 09:00")
    run_json("consent", "withdraw", study, "R01", "--kind", "no_quotation", "--at", "2024-01-25 09:01")
    found = printed(run, study, "letter", tmp_path / "a.docx")
    assert "You chose: no further contact; no quotation. We did this on 25 January 2024." in found
    assert "18 January" not in found
    assert "recording" not in found
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-26 16:00")
    run_json("consent", "withdraw", study, "R01", "--kind", "stop", "--at", "2024-01-27 09:00")
    assert "On 26 January 2024 you asked" in printed(run, study, "letter", tmp_path / "b.docx")


@pytest.mark.parametrize("kind", ["stop", "erase"])
def test_the_days_in_a_letter_are_those_of_the_study_whatever_zone_they_were_recorded_in(
    run: Run, run_json: RunJson, study: str, tmp_path: Path, kind: str
) -> None:
    # In the study's zone (WIB) it was still the 9th, two hours before midnight.
    run_json("consent", "request", study, "R01", "--received-at", "2024-03-10 00:30", "--zone", "WIT")
    times = () if kind == "erase" else ("--at", "2024-03-12 01:00", "--zone", "WIT")
    confirmed = ("--confirm", "R01") if kind == "erase" else ()
    run_json("consent", "withdraw", study, "R01", "--kind", kind, *times, *confirmed)
    found = printed(run, study, "letter", tmp_path / "a.docx")
    assert "On 9 March 2024 you asked" in found
    if kind == "stop":
        assert "We did this on 11 March 2024." in found
    else:
        assert "Request received: 9 March 2024" in printed(run, study, "certificate", tmp_path / "b.docx")


def test_no_letter_says_that_all_is_deleted_while_rows_still_stand_in_a_folder(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    with (folder / "consent.csv").open("a", encoding="utf-8") as to:
        to.write("R01,withdrawn,2024-01-20T09:00,,,,,,,,\n")
    words = ("consent", "letter", str(folder), "R01", str(tmp_path / "a.docx"), *EN)
    refused = run(*words)
    assert refused.exit_code == 2
    assert "Rows of R01 still stand in the study" in refused.stderr
    for name in ("attributes", "interviews", "responses"):
        kept = [line for line in (folder / f"{name}.csv").read_text("utf-8").splitlines() if not line.startswith("R01")]
        (folder / f"{name}.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert run(*words).exit_code == 0
    proof = run("consent", "certificate", str(folder), "R01", str(tmp_path / "b.docx"), "--json")
    assert json.loads(proof.stdout)["error"]["code"] == "consent.not_erased"


def test_an_erasure_that_is_not_finished_has_no_certificate_yet(
    run: Run, run_json: RunJson, study: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engage_eval.store import erase

    with monkeypatch.context() as patched:
        patched.setattr(erase, "finish", lambda *_, **__: ())
        run_json("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01")
    for paper in ("certificate", "letter"):
        refused = run("consent", paper, study, "R01", str(tmp_path / "a.docx"), "--json")
        assert json.loads(refused.stdout)["error"]["code"] == "erase.unfinished"
    assert "The erasure of R01 isn't finished" in run("doctor", study, "--lang", "en").stdout
    run_json("consent", "withdraw", study, "R02", "--kind", "no_contact")
    assert "isn't finished" not in run("doctor", study, "--lang", "en").stdout
    for paper in ("certificate", "letter"):
        assert run("consent", paper, study, "R01", str(tmp_path / f"{paper}.docx")).exit_code == 0


@pytest.mark.parametrize("by", ["AB", "XX"])
def test_the_command_that_finishes_an_erasure_says_whose_own_files_went_with_the_backups(
    run: Run, run_json: RunJson, study: str, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    from engage_eval.store import erase

    own = Path(study).with_suffix(".backups") / "semua.zip"
    with monkeypatch.context() as patched:
        patched.setattr(erase, "finish", lambda *_, **__: ())
        run_json("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01")
    own.parent.mkdir(exist_ok=True)
    own.write_bytes(b"arsip")
    # Also where the command itself is refused: the erasure was finished when it opened the study.
    done = run("consent", "withdraw", study, "R02", "--kind", "no_contact", "--by", by, "--json")
    assert ("error" in json.loads(done.stdout)) is (by == "XX")
    assert not own.exists()
    assert "terhapus bersama cadangan" in done.stderr or "were deleted with the backups" in done.stderr
    assert done.stderr.count("semua.zip") == 1
    assert "20" not in done.stderr
    assert run("consent", "withdraw", study, "R02", "--kind", "no_audio", "--json").stderr == ""


def test_a_merge_that_erases_says_whose_own_files_went_with_the_backups(
    run: Run, run_json: RunJson, study: str, tmp_path: Path
) -> None:
    other = shutil.copyfile(study, tmp_path / "salinan.engage")
    run_json("consent", "withdraw", other, "R01", "--kind", "erase", "--confirm", "R01")
    own = Path(study).with_suffix(".backups") / "semua.zip"
    own.parent.mkdir(exist_ok=True)
    own.write_bytes(b"arsip")
    done = run("merge", study, other, *EN)
    assert done.exit_code == 0
    assert "were deleted with the backups" in done.stderr
    assert "semua.zip" in done.stderr


def test_the_papers_have_the_day_in_the_zone_of_the_study() -> None:
    late = Moment.of(datetime(2026, 3, 1, 22, 30, tzinfo=UTC))  # 05:30 of the next day in Jakarta
    assert (late.day_in("WIB"), late.day_in("")) == (date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize("kind", ["stop", "no_contact"])
def test_who_consented_anew_can_withdraw_again(run: Run, study: str, kind: str) -> None:
    anew = ("--mode", "ink", "--take-part", "yes", "--contact-again", "yes", "--quotation", "none")
    assert run("consent", "withdraw", study, "R02", "--kind", kind, "--at", "2024-01-26 10:00").exit_code == 0
    assert run("consent", "record", study, "R02", *anew, "--at", "2024-01-27 10:00").exit_code == 0
    assert run("consent", "withdraw", study, "R02", "--kind", kind, "--at", "2024-01-28 10:00").exit_code == 0
    assert run("consent", "withdraw", study, "R02", "--kind", kind, "--at", "2024-01-29 10:00").exit_code == 2


def test_a_stop_whose_time_was_wrong_can_be_set_earlier(run: Run, study: str) -> None:
    for at, code in (("2024-01-26 10:00", 0), ("2024-01-26 11:00", 2), ("2024-01-25 10:00", 0)):
        assert run("consent", "withdraw", study, "R02", "--kind", "stop", "--at", at).exit_code == code


def test_in_a_folder_only_an_erasure_lists_rows_and_what_others_repeat(run: Run, folder: Path) -> None:
    found = json.loads(run("consent", "withdraw", str(folder), "R01", "--kind", "erase", "--json").stdout)
    assert (found["to_look_at"][0]["file"], found["to_look_at"][0]["line"]) == ("responses.csv", 3)
    stop = json.loads(run("consent", "withdraw", str(folder), "R01", "--kind", "stop", "--json").stdout)
    assert (stop["rows_to_delete"], stop["to_look_at"]) == ([], [])
    told = run("consent", "withdraw", str(folder), "R01", "--kind", "stop", *EN).stdout
    assert "delete these rows" not in told
