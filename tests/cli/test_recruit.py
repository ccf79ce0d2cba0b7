"""`engage-eval recruit` and `staff`: a study begins with its first person; what a careless one does wrong is said."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engage_eval.actions.recording import open_recording
from engage_eval.actions.recruit import Newcomer, nominate
from engage_eval.model.coding import Erasure
from engage_eval.model.moment import Moment
from engage_eval.model.people import Staff
from engage_eval.model.pseudonym import is_mistyped
from engage_eval.store.study_file import open_study

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]

PEOPLE = "id,site,role\nR01,RS,bidan\nR02,RS,dokter\nR03,RS,\n"
STAFF = "key,roles\nAB,lead|interviewer\nCD,interviewer\n"
RECRUITMENT = """\
participant,event,on,by,recruiter
R01,nominated,2024-01-02T09:00,AB,seed
R01,contacted,2024-01-02T09:30,AB,
R01,eligible,2024-01-02T09:40,AB,
R02,nominated,2024-01-03T09:00,AB,R01
R03,nominated,2024-01-03T10:00,AB,R01
"""
CONSENT = """\
participant,event,at,form,version,language,mode,take_part,name_others
R01,given,2024-01-02T10:00,psp,v1,id,ink,yes,yes
R02,given,2024-01-03T10:00,psp,v1,id,ink,yes,no
R03,given,2024-01-03T10:00,psp,v1,id,ink,yes,
R03,request_received,2024-01-04T10:00,,,,,,
"""
AT = ("--at", "2024-01-05 10:00", "--by", "AB", "--lang", "en")


@pytest.fixture
def study(tmp_path: Path, write_study: Write, make_file: Callable[..., str]) -> str:
    """Return a study file: a seed, whom they referred, one who may not name others, one who asked to withdraw."""
    files = {"participants.csv": PEOPLE, "staff.csv": STAFF, "recruitment.csv": RECRUITMENT, "consent.csv": CONSENT}
    return make_file(write_study(tmp_path / "studi", files))


@pytest.fixture
def empty(tmp_path: Path, write_study: Write, make_file: Callable[..., str]) -> str:
    """Return a study file in which nobody stands yet."""
    return make_file(write_study(tmp_path / "kosong", {}), "kosong.engage")


def rows_in(study: str) -> int:
    """Return how many rows of the log there are: a refusal adds none."""
    with open_study(study) as store:
        return len(store.log())


def test_the_first_person_of_the_staff_has_all_roles_and_then_recruits(empty: str, run_json: RunJson) -> None:
    first = run_json("staff", "add", empty, "AB")
    person = run_json("recruit", "add", empty, "--role", "bidan", "--attribute", "pendidikan=D3", *AT)
    seen = run_json("recruit", "status", empty)

    assert first["outcome"] == "new"
    assert first["member"]["roles"] == ["interviewer", "coder", "lead", "keeper", "auditor"]
    assert re.fullmatch(r"RS-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-Z]", person["participant"])
    assert not is_mistyped(person["participant"])
    assert person["problems"] == []
    assert [(one["participant"], one["next"]) for one in seen["people"]] == [(person["participant"], "contact")]
    with open_study(empty) as store:
        assert [(one.verb, one.by, one.subjects) for one in store.log()][1:] == [
            ("staff add", "AB", ("AB",)),
            ("recruit add", "AB", (person["participant"],)),
        ]


def test_a_code_that_somebody_has_is_not_given_again(empty: str) -> None:
    numbers = count()
    with open_study(empty, write=True) as store, store.writing("staff add", by="AB") as writer:
        writer.add("staff", [Staff(key="AB", roles=("lead",))])
    with open_recording(
        empty, clock=lambda: datetime(2024, 1, 5, tzinfo=UTC), ids=lambda: f"id{next(numbers) // 2}"
    ) as recording:
        codes = [nominate(recording, Newcomer(), recording.now).participant for _ in range(20)]

    assert len(set(codes)) == 20


def test_whoever_was_referred_stands_below_the_recruiter(study: str, run: Run, run_json: RunJson) -> None:
    person = run_json("recruit", "refer", study, "R01", "--network-size", "12", *AT)
    tree = run_json("recruit", "tree", study)
    drawn = run("recruit", "tree", study, "--lang", "en")

    assert (person["recruiter"], person["problems"]) == ("R01", [])
    assert tree["waves"] == [1, 3]
    assert (tree["people"][0]["depth"], tree["people"][0]["participant"]) == (0, "R01")
    assert {one["recruiter"] for one in tree["people"][1:]} == {"R01"}
    assert "\n  R02  consented, no interview\n" in drawn.stdout
    assert "Wave 1: 3" in drawn.stdout


def test_a_recruiter_whose_consent_says_nothing_of_naming_is_told(study: str, run_json: RunJson) -> None:
    assert run_json("recruit", "add", study, "--id", "R09", "--recruiter", "seed", *AT)["problems"] == []

    found = run_json("recruit", "refer", study, "R09", "--id", "R10", *AT)

    assert [one["code"] for one in found["problems"]] == ["recruit.naming_not_recorded"]


REFUSALS = [
    # words after the study, exit code, part of what is said
    (("recruit", "add", "--id", "R01"), 2, "The code R01 is taken"),
    (("recruit", "add", "--id", "r01"), 2, "The code R01 is taken"),
    (("recruit", "add", "--id", "RS-7K3Q-X"), 1, "[participants.check_character]"),
    (("recruit", "add", "--id", "2024-01-05"), 1, "[files.key_date]"),
    (("recruit", "add", "--id", "dua kata"), 1, "[files.key_person]"),
    (("recruit", "add", "--facility", "klinik mawar"), 1, "[files.key_shape]"),
    (("recruit", "add", "--id", "R04", "--recruiter", "R04"), 2, "R04 is named as the own recruiter"),
    (("recruit", "add", "--recruiter", "R99"), 2, "Nobody in the study has the code “R99”"),
    (("recruit", "refer", "seed"), 2, "Nobody in the study has the code “seed”"),
    (("recruit", "refer", "R02"), 2, "R02 did not agree to name others"),
    (("recruit", "add", "--network-size", "banyak"), 1, "[files.number]"),
    (("recruit", "add", "--network-size", "-3"), 1, "[files.count]"),
    (("recruit", "add", "--network-size", "0"), 1, "[recruitment.network_size]"),
    (("recruit", "add", "--attribute", "pendidikan"), 2, "“pendidikan” is no attribute"),
    (("recruit", "add", "--attribute", "a=1", "--attribute", "a=2"), 2, "The attribute a is given twice"),
    (("recruit", "refer", "R01", "--at", "2024-01-01"), 1, "[recruitment.before_recruiter]"),
    (("recruit", "add", "--at", "2999-01-01"), 2, "2999-01-01 has not come yet"),
    (("recruit", "add", "--at", "besok"), 2, "“besok”"),
    (("recruit", "add", "--at", "2024-02-30"), 2, "2024-02-30"),
    (("recruit", "add", "--at", "2024-01-05 10:00", "--zone", "CET"), 2, "CET"),
    (("recruit", "add", "--by", "AC"), 2, "“AC” (--by) is not in"),
    (("recruit", "screen", "R02"), 2, "It takes exactly one step; given: -"),
    (("recruit", "screen", "R02", "--contacted", "--declined"), 2, "given: --contacted, --declined"),
    (("recruit", "screen", "R99", "--contacted"), 2, "Nobody in the study has the code “R99”"),
    (("recruit", "screen", "R02", "--eligible"), 2, "can't be recorded for R02 before a contact"),
    (("recruit", "screen", "R02", "--enrolled"), 2, "R02 can't be enrolled"),
    (("recruit", "screen", "R01", "--eligible"), 2, "The step --eligible is recorded for R01 already"),
    (("recruit", "screen", "R01", "--ineligible"), 1, "[recruitment.reason_missing]"),
    (("recruit", "screen", "R01", "--ineligible", "--reason", "no_numbr"), 1, "Did you mean “no_number”?"),
    (("recruit", "screen", "R01", "--contacted", "--reason", "no_number"), 2, "A reason has no place"),
    (("recruit", "screen", "R01", "--contacted", "--at", "2024-01-01"), 1, "[recruitment.unordered]"),
    (("recruit", "screen", "R02", "--contacted", "--at", "2024-01-01"), 1, "[recruitment.unordered]"),
    (("recruit", "screen", "R02", "--declined", "--at", "2024-01-01"), 1, "declined (2024-01-01) is dated before"),
    (("recruit", "screen", "R02", "--unreachable", "--at", "2024-01-03 08:59"), 1, "nominated (2024-01-03 09:00 WIB)"),
    (("recruit", "screen", "R03", "--contacted"), 2, "R03 asked to withdraw, and that isn't decided yet"),
    (("recruit", "refer", "R03"), 2, "R03 asked to withdraw, and that isn't decided yet"),
    (("staff", "add", "EF"), 2, "“EF” is new in the staff and has no role"),
    (("staff", "add", "ef gh", "--role", "coder"), 1, "[files.key_shape]"),
    (("staff", "add", "ab", "--role", "coder"), 1, "[tables.case]"),
    (("staff", "add", "AB", "--role", "coder"), 2, "AB is its only lead"),
    (("staff", "add", "CD", "--employed-by-hospital", "mungkin"), 1, "[files.flag]"),
    (("recruit", "status", "R99"), 2, "Nobody in the study has the code “R99”"),
]


@pytest.mark.parametrize(("words", "exit_code", "said"), REFUSALS, ids=[" ".join(words) for words, _, _ in REFUSALS])
def test_what_a_careless_person_does_wrong_is_said_and_changes_nothing(
    study: str, run: Run, words: tuple[str, ...], exit_code: int, said: str
) -> None:
    before = rows_in(study)
    reads = words[1] == "status"
    by = () if "--by" in words or reads else ("--by", "AB")
    at = () if "--at" in words or words[0] == "staff" or reads else ("--at", "2024-01-05 10:00")

    result = run(*words[:2], study, *words[2:], *by, *at, "--lang", "en")

    assert result.exit_code == exit_code, result.output
    assert said in " ".join(result.output.split())
    assert rows_in(study) == before


def test_who_records_must_be_clear(study: str, empty: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    several = run("recruit", "add", study, "--lang", "en")
    nobody = run("recruit", "add", empty, "--lang", "en")
    monkeypatch.setenv("ENGAGE_EVAL_BY", "CD")
    named = run("recruit", "add", study, "--json")

    assert (several.exit_code, nobody.exit_code, named.exit_code) == (2, 2, 0)
    assert "Allowed: AB, CD." in several.stderr
    assert "Add yourself first: engage-eval staff add STUDY KEY" in nobody.stderr
    with open_study(study) as store:
        assert store.log()[-1].by == "CD"


def test_nothing_is_recorded_in_a_folder_but_the_folder_can_be_looked_at(
    tmp_path: Path, write_study: Write, run: Run, run_json: RunJson
) -> None:
    folder = write_study(
        tmp_path / "map", {"participants.csv": PEOPLE, "recruitment.csv": RECRUITMENT, "staff.csv": STAFF}
    )

    refused = run("recruit", "add", folder, "--lang", "en")

    assert refused.exit_code == 2
    assert "engage-eval import bundle" in refused.stderr
    assert [one["next"] for one in run_json("recruit", "status", folder)["people"]] == ["consent", "contact", "contact"]
    assert run_json("recruit", "tree", folder)["waves"] == [1, 2]
    assert [one["key"] for one in run_json("staff", "list", folder)["staff"]] == ["AB", "CD"]


@pytest.mark.parametrize("name", ["tidak-ada.engage", "", "catatan.txt"])
def test_a_study_that_is_none_is_said(tmp_path: Path, run: Run, name: str) -> None:
    (tmp_path / "catatan.txt").write_text("halo", encoding="utf-8")

    result = run("recruit", "add", str(tmp_path / name) if name else "", "--lang", "en")

    assert result.exit_code in (2, 3)
    assert result.stderr
    assert (tmp_path / "catatan.txt").read_text(encoding="utf-8") == "halo"


def test_the_state_and_the_next_step_follow_what_is_recorded(study: str, run_json: RunJson) -> None:
    def stands(person: str) -> tuple[str, str]:
        one = run_json("recruit", "status", study, person)["people"][0]
        return one["state"], one["next"]

    assert stands("R02") == ("consented_no_interview", "interview")
    assert stands("R03") == ("consented_no_interview", "decide")
    code = run_json("recruit", "add", study, *AT)["participant"]
    seen = [stands(code)]
    for step in (("--contacted",), ("--eligible",), ("--ineligible", "--reason", "no_number")):
        run_json("recruit", "screen", study, code, *step, *AT)
        seen.append(stands(code))

    assert seen == [
        ("not_contacted", "contact"),
        ("pending", "screen"),
        ("pending", "consent"),
        ("ineligible", ""),
    ]


def test_a_description_of_staff_is_changed_and_what_is_not_given_stays(study: str, run_json: RunJson) -> None:
    changed = run_json("staff", "add", study, "CD", "--occupation", "perawat", "--by", "AB")
    same = run_json("staff", "add", study, "CD", "--occupation", "perawat", "--by", "AB")

    assert changed["outcome"] == "changed"
    assert (changed["member"]["roles"], changed["member"]["occupation"]) == (["interviewer"], "perawat")
    assert same["outcome"] == "same"
    assert [one["occupation"] for one in run_json("staff", "list", study)["staff"]] == ["", "perawat"]


def test_nothing_is_recorded_of_somebody_who_was_erased(study: str, run: Run) -> None:
    with open_study(study, write=True) as store, store.writing("consent withdraw", by="AB") as writer:
        writer.add("erasures", [Erasure(participant="R03", scope="person", at=Moment(date(2024, 1, 6)), by="AB")])

    for words in (("recruit", "screen", study, "R03", "--declined"), ("recruit", "refer", study, "R03")):
        result = run(*words, *AT)
        assert result.exit_code == 2
        assert "Everything of R03 was erased" in result.stderr

    retaken = run("recruit", "add", study, "--id", "R03", *AT)
    seen = run("recruit", "status", study, "R03", "--lang", "en")
    assert "Everything of R03 was erased" in retaken.stderr
    assert seen.stdout.startswith("R03: withdrawn\n")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (("--ineligible", "--reason", "no_number"), ("--eligible",)),
        (("--unreachable",), ("--contacted",)),
        (("--declined",), ("--contacted",)),
    ],
)
def test_a_correction_in_the_minute_of_what_it_corrects_is_refused_since_it_would_not_hold(
    study: str, run: Run, first: tuple[str, ...], then: tuple[str, ...]
) -> None:
    run("recruit", "screen", study, "R02", "--contacted", "--at", "2024-01-05 09:00", *AT[2:])
    run("recruit", "screen", study, "R02", *first, *AT)
    before = rows_in(study)

    refused = run("recruit", "screen", study, "R02", *then, *AT)
    later = run("recruit", "screen", study, "R02", *then, "--at", "2024-01-05 10:01", *AT[2:])

    assert refused.exit_code == 2
    assert "at the same time (2024-01-05 10:00 WIB), and that would still hold" in " ".join(refused.stderr.split())
    assert later.exit_code == 0
    assert rows_in(study) == before + 1


def test_a_step_that_was_recorded_for_the_same_minute_is_said_to_be_there(study: str, run: Run) -> None:
    run("recruit", "screen", study, "R02", "--contacted", *AT)

    again = run("recruit", "screen", study, "R02", "--contacted", *AT)

    assert "The same is recorded already" in again.stderr


def test_a_wrong_order_is_said_in_the_study_s_words_with_both_times(study: str, run: Run) -> None:
    at = ("--at", "2024-01-02 08:00", "--by", "AB")

    said = " ".join(run("recruit", "screen", study, "R01", "--contacted", *at, "--lang", "id").stderr.split())

    assert "dihubungi (2024-01-02 08:00 WIB)" in said
    assert "diusulkan (2024-01-02 09:00 WIB)" in said


def test_a_new_member_of_staff_is_told_the_roles_in_words(study: str, run: Run) -> None:
    said = run("staff", "add", study, "EF", "--by", "AB", "--lang", "id").stderr

    assert "interviewer (pewawancara), coder (pengode)" in said
    assert said.endswith("auditor (pemeriksa).\n")


def test_the_terminal_speaks_the_study_s_language(study: str, run: Run) -> None:
    result = run("recruit", "screen", study, "R02", "--contacted", "--at", "2024-01-05 10:00", "--by", "AB")

    assert result.stdout.startswith("R02: dihubungi, 2024-01-05 10:00 WIB")


def test_a_second_program_is_told_who_writes_and_may_still_look(study: str, run: Run) -> None:
    with open_study(study, write=True):
        refused = run("recruit", "screen", study, "R02", "--contacted", *AT)
        seen = run("recruit", "status", study, "--lang", "en")

    assert refused.exit_code == 3
    assert "Another program is writing" in refused.stderr
    assert seen.exit_code == 0


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_that_is_printed_is_wider_than_eighty_columns(study: str, run: Run, language: str) -> None:
    outputs = [
        run("recruit", "status", study, "--lang", language),
        run("recruit", "status", study, "R01", "--lang", language),
        run("recruit", "tree", study, "--lang", language),
        run("staff", "list", study, "--lang", language),
        *(run("recruit", one, "--help", "--lang", language) for one in ("add", "refer", "screen", "status", "tree")),
        *(run("interview", one, "--help", "--lang", language) for one in ("start", "pause", "resume", "finish")),
        *(run("outcomes", one, "--help", "--lang", language) for one in ("add", "correct")),
        *(run("import", one, "--help", "--lang", language) for one in ("participants", "outcomes")),
        run("answers", "correct", "--help", "--lang", language),
        run("staff", "add", "--help", "--lang", language),
    ]

    assert [one.exit_code for one in outputs] == [0] * len(outputs)
    assert [row for one in outputs for row in one.output.splitlines() if len(row) > 80] == []
