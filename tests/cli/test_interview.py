"""`engage-eval interview`, `answers` and `outcomes`: an interview from start to end, its answers, and counts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engage_eval.store.study_file import open_study

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]

FILES = {
    "participants.csv": "id,site\nR01,RS\nR02,RS\nR03,RS\nR04,RS\n",
    "staff.csv": "key,roles\nAB,lead|interviewer\n",
    "recruitment.csv": "participant,event,on\n" + "".join(f"R0{n},contacted,2024-01-02\n" for n in (1, 2, 3, 4)),
    "consent.csv": "participant,event,at,form,version,language,mode,take_part\n"
    "R01,given,2024-01-02T10:00,psp,v1,id,ink,yes\n"
    "R03,declined,2024-01-02T10:00,,,,,\n"
    "R04,given,2024-01-02T10:00,psp,v1,id,ink,yes\n",
    "interviews.csv": "id,participant,instrument,version,mode,started_at,ended_at,end\n"
    "R04-1,R04,mini,v1,face,2024-01-03T09:00,2024-01-03T09:30,complete\n",
    "responses.csv": "interview,nomor,jelas,putusan,cerita\nR04-1,ya,4,ya,Jelas sekali\n",
    "outcomes.csv": "facility,period,measure,count,kind\nklinik-a,2023-01,visits,41,observed\n",
}
EN = ("--lang", "en")


@pytest.fixture
def study(tmp_path: Path, write_study: Write, make_file: Callable[..., str]) -> str:
    """Return a study file: R01 consented, R02 did not yet, R03 refused, R04 was interviewed."""
    return make_file(write_study(tmp_path / "studi", FILES))


def at(time: str) -> tuple[str, str]:
    return "--at", f"2024-01-05 {time}"


def verbs(study: str) -> list[str]:
    with open_study(study) as store:
        return [one.verb for one in store.log()][1:]


def test_an_interview_goes_from_start_over_a_pause_to_its_end(study: str, run_json: RunJson) -> None:
    begun = run_json("interview", "start", study, "R01", "--mode", "face", "--place", "ruang rapat", *at("10:00"))
    going = run_json("recruit", "status", study, "R01")["people"][0]
    run_json("interview", "pause", study, "R01", *at("10:10"))
    run_json("interview", "resume", study, "R01-1", *at("10:20"))
    answered = run_json("answers", "correct", study, "R01-1", "nomor=ya", "jelas=setuju", "putusan=Yes", "cerita=Ya.")
    done = run_json("interview", "finish", study, "R01-1", "--end", "complete", *at("10:40"))

    assert (begun["interview"], begun["instrument"], begun["version"], begun["form"]) == ("R01-1", "mini", "v1", "inti")
    assert begun["problems"] == []
    assert (going["next"], going["interviews"]) == ("finish", [{"interview": "R01-1", "end": None}])
    assert [(one["item"], one["now"], one["outcome"]) for one in answered["items"]] == [
        ("nomor", "ya", "new"),
        ("jelas", "4", "new"),
        ("putusan", "ya", "new"),
        ("cerita", "Ya.", "new"),
    ]
    assert (done["event"], done["at"], done["problems"]) == ("complete", "2024-01-05T03:40Z", [])
    assert run_json("recruit", "status", study, "R01")["people"][0]["state"] == "complete"
    with open_study(study) as store:
        found = store.read()
    held = next(one for one in found.tables["interviews"] if one.id == "R01-1")
    assert (held.interviewer, held.venue, held.end, found.going_on) == ("AB", "ruang rapat", "complete", ())
    assert [one.event for one in found.tables["interview_events"]] == ["paused", "resumed"]
    assert verbs(study) == [
        "interview start",
        "interview pause",
        "interview resume",
        "answers correct",
        "interview finish",
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("request", "--received-at"), "recording.request_waits"),
        (("withdraw", "--kind", "stop", "--at"), "interview.stopped"),
    ],
)
def test_an_interview_does_not_go_on_with_who_asked_to_withdraw_or_stopped(
    study: str, run: Run, run_json: RunJson, words: tuple[str, ...], code: str
) -> None:
    run_json("interview", "start", study, "R01", "--mode", "face", *at("10:00"))
    run_json("interview", "pause", study, "R01", *at("10:10"))
    run_json("consent", words[0], study, "R01", *words[1:], "2024-01-05 10:15")
    assert run_json("interview", "resume", study, "R01-1", *at("10:20"))["error"]["code"] == code
    assert run("interview", "finish", study, "R01-1", "--end", "break_off", *at("10:20")).exit_code == 0


def test_nothing_but_its_end_is_recorded_of_an_interview_while_a_request_waits(
    study: str, run: Run, run_json: RunJson
) -> None:
    run_json("interview", "start", study, "R01", "--mode", "face", *at("10:00"))
    run_json("consent", "request", study, "R01", "--received-at", "2024-01-05 10:15")
    again = ("interview", "start", study, "R01", "--mode", "face", *at("10:20"))
    for words in (("interview", "pause", study, "R01-1", *at("10:20")), again):
        assert run_json(*words)["error"]["code"] == "recording.request_waits"
    assert run("interview", "finish", study, "R01-1", "--end", "break_off", *at("10:20")).exit_code == 0


def test_what_is_advised_for_an_interview_of_who_stopped_can_be_done(study: str, run: Run, run_json: RunJson) -> None:
    run_json("interview", "start", study, "R01", "--mode", "face", *at("10:00"))
    run_json("interview", "pause", study, "R01", *at("10:10"))
    run_json("consent", "withdraw", study, "R01", "--kind", "stop", "--at", "2024-01-05 10:15")

    told = " ".join(run("interview", "resume", study, "R01", *EN).stderr.split())

    assert "The interview R01-1 can't go on: R01 stopped or declined." in told
    advised = told.partition("engage-eval ")[2].split(" [", maxsplit=1)[0].replace("STUDY", study).split()
    assert advised[:2] == ["interview", "finish"]
    assert run(*advised).exit_code == 0
    assert ended(study, "R01-1")[0] == "break_off"


def test_a_pause_in_the_minute_of_the_step_before_wants_a_later_time(study: str, run: Run, run_json: RunJson) -> None:
    run_json("interview", "start", study, "R01", "--mode", "face", *at("10:00"))
    run_json("interview", "pause", study, "R01", *at("10:10"))
    run_json("interview", "resume", study, "R01", *at("10:10"))

    again = run("interview", "pause", study, "R01", *at("10:10"), "--lang", "id")
    later = run("interview", "pause", study, "R01", *at("10:11"))

    assert again.exit_code == 2
    assert "dilanjutkan, 2024-01-05 10:10 WIB" in again.stderr
    assert "--at TIME" in again.stderr
    assert later.exit_code == 0


def test_without_consent_the_content_will_be_held_back_and_that_is_said(study: str, run: Run) -> None:
    result = run("interview", "start", study, "R02", "--mode", "telephone", *at("10:00"), *EN)

    assert result.exit_code == 0
    assert "R02-1: started, 2024-01-05 10:00 WIB" in result.stdout
    assert "the content will be held back" in " ".join(result.stdout.split())


START = ("interview", "start")
REFUSALS = [
    ((*START, "R99", "--mode", "face"), 2, "Nobody in the study has the code “R99”"),
    ((*START, "R01"), 2, "--mode"),
    ((*START, "R03", "--mode", "face"), 2, "No interview is begun with R03"),
    ((*START, "R04", "--mode", "face"), 2, "R04 has completed the interview R04-1 already"),
    ((*START, "R01", "--mode", "face", "--id", "R04-1"), 2, "There is an interview R04-1 already"),
    ((*START, "R01", "--mode", "face", "--form", "panjang"), 1, "[interviews.form_unknown]"),
    ((*START, "R01", "--mode", "face", "--instrument", "mni"), 1, "Did you mean “mini”?"),
    ((*START, "R01", "--mode", "face", "--version", "v2"), 1, "[interviews.version_unknown]"),
    ((*START, "R01", "--mode", "face", "--interviewer", "XY"), 1, "[staff.unknown]"),
    ((*START, "R01", "--mode", "face", "--repeat-of", "R04-1"), 1, "[interviews.repeat_of_other]"),
    ((*START, "R01", "--mode", "face", "--recorded", "kadang"), 1, "[files.flag]"),
    ((*START, "R02", "--mode", "face"), 2, "The interview R02-1 with R02 has not ended yet"),
    (("interview", "pause", "R04-1"), 2, "The interview R04-1 has ended (2024-01-03 09:30 WIB)"),
    (("interview", "pause", "R01"), 2, "R01 has no interview that goes on; held so far: -"),
    (("interview", "pause", "R02", *at("08:00")), 1, "[interview_events.outside]"),
    (("interview", "resume", "R02"), 2, "The interview R02-1 isn't paused"),
    (("interview", "finish", "R02", "--end", "complete", *at("08:00")), 1, "[interviews.ended_before_started]"),
    (("interview", "finish", "R04-1", "--end", "partial"), 2, "The interview R04-1 has ended"),
    (("interview", "finish", "R04-1", "--end", "complete", "--reason", "x"), 2, "recorded as “complete” already"),
    (("interview", "finish", "R99-1", "--end", "partial"), 2, "There is no interview “R99-1”"),
    (("interview", "finish", "R02", "--end", "habis"), 2, "habis"),
    (("answers", "correct", "R04-1", "nomr=ya"), 2, "Did you mean “nomor”?"),
    (("answers", "correct", "R04-1", "nomor=mungkin"), 1, "[responses.choice]"),
    (("answers", "correct", "R04-1", "nomor=.skp"), 1, "[responses.missing_code]"),
    (("answers", "correct", "R04-1", "nomor"), 2, "“nomor” is no answer"),
    (("answers", "correct", "R04-1", "nomor=ya", "nomor=tidak"), 2, "The item nomor is given twice"),
    (("answers", "correct", "R04-1", "jelas=5"), 2, "earlier answers would be replaced (jelas)"),
    (("answers", "correct", "R04-1", "jelas="), 2, "earlier answers would be replaced (jelas)"),
    (("answers", "correct", "R77-1", "jelas=5"), 2, "There is no interview “R77-1”"),
    (("answers", "correct", "R04-1"), 2, "ITEM=VALUE"),
    (("outcomes", "add", "klinik-a", "2023-01", "visits", "42"), 2, "klinik-a has a count of visits in 2023-01"),
    (("outcomes", "add", "Klinik-A", "2023-02", "visits", "42"), 1, "[tables.case]"),
    (("outcomes", "add", "klinik-a", "2023-13", "visits", "42"), 1, "[files.period]"),
    (("outcomes", "add", "klinik-a", "2023-02", "visit", "42"), 1, "Did you mean “visits”?"),
    (("outcomes", "add", "klinik-a", "2023-02", "visits", "empat"), 1, "[files.number]"),
    (("outcomes", "add", "klinik-a", "2023-02", "visits", "4.5"), 1, "[files.count]"),
    (("outcomes", "add", "klinik-a", "2023-02", "visits", "-1"), 1, "[files.count]"),
    (("outcomes", "add", "klinik-a", "2023-02", "visits", "-1", "--kind", "observed"), 1, "[files.count]"),
    (("outcomes", "add", "klinik-a", "2023-02", "visits", "4", "--registered-members", "-1"), 1, "[files.count]"),
    (("outcomes", "add", "klinik-a", "2023-02", "visits", "4", "--knd", "x"), 2, "--kind"),
    (("outcomes", "correct", "klinik-a", "2023-02", "visits", "42"), 2, "no count of visits in 2023-02"),
    (("outcomes", "correct", "klinik-a", "2023-01", "visits", "41"), 2, "is 41 already"),
]


@pytest.mark.parametrize(("words", "exit_code", "said"), REFUSALS, ids=[" ".join(words) for words, _, _ in REFUSALS])
def test_what_a_careless_person_does_wrong_is_said_and_changes_nothing(
    study: str, run: Run, words: tuple[str, ...], exit_code: int, said: str
) -> None:
    run("interview", "start", study, "R02", "--mode", "face", *at("09:00"))
    before = verbs(study)

    result = run(*words[:2], study, *words[2:], *EN)

    assert result.exit_code == exit_code, result.output
    assert said in " ".join(result.output.split())
    assert verbs(study) == before


def test_a_correction_keeps_the_earlier_answer_with_the_reason(study: str, run: Run, run_json: RunJson) -> None:
    found = run("answers", "correct", study, "R04-1", "jelas=5", "cerita=", "--reason", "salah dengar", *EN)
    same = run_json("answers", "correct", study, "R04-1", "jelas=5 – sangat setuju")

    assert "jelas: 5 (before: 4)" in found.stdout
    assert "cerita: taken back (before: Jelas sekali)" in found.stdout
    assert [one["outcome"] for one in same["items"]] == ["same"]
    assert verbs(study) == ["answers correct"]
    with open_study(study) as store:
        contents = store.read()
    earlier = {(one.item, one.value, one.by, one.reason) for one in contents.tables["superseded"]}
    assert earlier == {("jelas", "4", "AB", "salah dengar"), ("cerita", "Jelas sekali", "AB", "salah dengar")}
    assert {one[1] for one in contents.answers} == {"nomor", "jelas", "putusan"}


def test_an_answer_that_two_copies_gave_differently_is_settled(study: str, run: Run, run_json: RunJson) -> None:
    from engage_eval.store import schema

    with open_study(study, write=True) as store, store.writing("merge", by="AB") as writer:
        one = {"interview": "R04-1", "participant": "R04", "item": "jelas", "position": 0, "seq": 0}
        rest = {"number": None, "text": None, "missing": None, "at": None, "at_day": None, "by_staff": None}
        writer.insert(schema.ANSWER, [{**one, **rest, "choice": "2", "reason": None}])
    with open_study(study) as store:
        assert store.read().conflicts == (("R04-1", "jelas"),)

    unexplained = run("answers", "correct", study, "R04-1", "jelas=4", *EN)
    settled = run_json("answers", "correct", study, "R04-1", "jelas=4", "--reason", "formulir kertas")

    assert unexplained.exit_code == 2
    assert settled["items"] == [{"item": "jelas", "before": "", "now": "4", "outcome": "settled"}]
    with open_study(study) as store:
        contents = store.read()
    assert contents.conflicts == ()
    assert ("R04-1", "jelas", 0, "4", None, None, None) in contents.answers


def test_how_a_finished_interview_ended_is_corrected_with_a_reason(study: str, run_json: RunJson) -> None:
    found = run_json("interview", "finish", study, "R04-1", "--end", "partial", "--reason", "bagian akhir terlewat")

    assert (found["event"], found["at"]) == ("partial", "2024-01-03T02:30Z")
    with open_study(study) as store:
        one = next(one for one in store.read().tables["interviews"] if one.id == "R04-1")
    assert (one.end, one.change_reason) == ("partial", "bagian akhir terlewat")


def test_a_repeated_interview_names_the_one_that_it_repeats(study: str, run_json: RunJson) -> None:
    found = run_json("interview", "start", study, "R04", "--mode", "face", "--repeat-of", "R04-1", *at("10:00"))

    assert found["interview"] == "R04-2"


def test_a_count_is_added_and_corrected(study: str, run_json: RunJson) -> None:
    added = run_json(
        "outcomes", "add", study, "klinik-a", "Jan 2024", "kunjungan", "1.558", "--registered-members", "20"
    )
    corrected = run_json("outcomes", "correct", study, "klinik-a", "2024-01", "visits", "1559")

    assert added["outcome"] == {
        "facility": "klinik-a",
        "period": "2024-01",
        "measure": "visits",
        "count": 1558,
        "kind": "observed",
        "registered_members": 20,
    }
    assert (corrected["before"]["count"], corrected["outcome"]["count"]) == (1558, 1559)
    assert corrected["outcome"]["registered_members"] == 20
    with open_study(study) as store:
        assert sorted(one.count for one in store.read().tables["outcomes"]) == [41, 1559]


@pytest.fixture
def untimed(tmp_path: Path, write_study: Write, make_file: Callable[..., str]) -> str:
    """Return a study file with an interview that ended as partial, nobody knows when."""
    interviews = FILES["interviews.csv"].replace("2024-01-03T09:30,complete", ",partial")
    return make_file(write_study(tmp_path / "studi", {**FILES, "interviews.csv": interviews}))


def ended(study: str, interview: str) -> tuple[str, str, str]:
    with open_study(study) as store:
        one = next(one for one in store.read().tables["interviews"] if one.id == interview)
    return one.end, one.ended_at.canonical() if one.ended_at else "", one.change_reason


@pytest.mark.parametrize("end", ["complete", "partial"])
def test_an_end_without_a_time_gets_the_one_that_is_given(untimed: str, run_json: RunJson, end: str) -> None:
    words = ("interview", "finish", untimed, "R04-1", "--end", end, "--reason", "dari catatan")

    found = run_json(*words, "--at", "2024-01-03 09:40")

    assert (found["event"], found["at"]) == (end, "2024-01-03T02:40Z")
    assert ended(untimed, "R04-1") == (end, "2024-01-03T02:40Z", "dari catatan")


def test_an_end_without_a_time_is_corrected_and_no_time_is_made_up(untimed: str, run: Run, run_json: RunJson) -> None:
    words = ("interview", "finish", untimed, "R04-1", "--reason", "dari catatan")

    found = run_json(*words, "--end", "complete")
    told = run(*words, "--end", "break_off", *EN)

    assert found["at"] is None
    assert told.stdout.startswith("R04-1: break-off; when it ended is not recorded\n")
    assert ended(untimed, "R04-1") == ("break_off", "", "dari catatan")
    assert run_json(*words, "--end", "break_off")["error"]["code"] == "interview.same_end"


def test_a_time_of_an_end_that_cannot_be_is_refused(untimed: str, run_json: RunJson) -> None:
    words = ("interview", "finish", untimed, "R04-1", "--end", "complete", "--reason", "dari catatan")

    found = run_json(*words, "--at", "2024-01-03 08:00")

    assert [one["code"] for one in found["problems"]] == ["interviews.ended_before_started"]
    assert ended(untimed, "R04-1")[:2] == ("partial", "")


def test_a_time_of_an_end_that_is_recorded_stays_and_is_the_one_that_is_told(study: str, run_json: RunJson) -> None:
    words = ("interview", "finish", study, "R04-1", "--end", "partial", "--reason", "x", "--at", "2024-01-03 09:40")

    assert run_json(*words)["at"] == "2024-01-03T02:30Z"
    assert ended(study, "R04-1")[1] == "2024-01-03T02:30Z"
