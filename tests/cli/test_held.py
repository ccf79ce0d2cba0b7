"""Whoever did not consent, in time and in a way that holds, is counted in the flow and quoted nowhere, end to end."""

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

# Person -> what was answered: the scale, the verdict, and words that stand nowhere else.
ANSWERS = {
    "BAIK-1": ("5", "ya", "kataterbuka"),
    "BAIK-2": ("4", "ya", "katalain"),
    "TOLAK": ("1", "tidak", "katapenolak"),
    "LAMBAT": ("2", "tidak", "kataterlambat"),
    "TELEPON": ("1", "tidak", "katatelepon"),
    "TARIK": ("2", "tidak", "kataditarik"),
    "KOSONG": ("1", "tidak", "katatanpaizin"),
}
CONSENT = """\
participant,event,at,form,version,language,mode,take_part,quotation,evidence,withdrawal
BAIK-1,given,2024-01-05T09:00,psp,v1,id,ink,yes,verbatim,map/1,
BAIK-2,given,2024-01-05T09:00,psp,v1,id,ink,yes,verbatim,map/2,
TOLAK,declined,2024-01-05T09:00,,,,,,,,
LAMBAT,given,2024-01-05T12:00,psp,v1,id,ink,yes,verbatim,map/3,
TELEPON,given,2024-01-05T09:00,psp,v1,id,telephone,yes,verbatim,map/4,
TARIK,given,2024-01-05T09:00,psp,v1,id,ink,yes,verbatim,map/5,
TARIK,withdrawn,2024-01-08T09:00,,,,,,,,erase
"""
HELD = {"TOLAK", "LAMBAT", "TELEPON", "TARIK", "KOSONG"}
REPORTS = [
    (kind, suffix, language)
    for kind in ("lengkap", "ringkas")
    for suffix in (".md", ".html", ".docx")
    for language in ("id", "en")
]


def study_files() -> dict[str, str]:
    people = [*ANSWERS, "SARING", "MENOLAK"]
    recruited = [f"{one},contacted,2024-01-03,\n{one},eligible,2024-01-04,\n" for one in ANSWERS]
    interviews = [f"W-{one},{one},mini,v1,inti,face,2024-01-05T10:00,complete,rahasialapangan\n" for one in ANSWERS]
    answers = [
        f"W-{one},ya,{scale},alasan{word},{verdict},{word},\n" for one, (scale, verdict, word) in ANSWERS.items()
    ]
    return {
        "participants.csv": "id,site,facility,role\n" + "".join(f"{one},RS,F-{one},dokter\n" for one in people),
        "recruitment.csv": (
            "participant,event,on,reason\n"
            + "".join(recruited)
            + "SARING,contacted,2024-01-03,\nSARING,ineligible,2024-01-04,other: katasaringan\n"
            + "MENOLAK,contacted,2024-01-03,\nMENOLAK,declined,2024-01-05,other: katasibuk\n"
        ),
        "attributes.csv": "participant,key,value\n" + "".join(f"{one},catatan,ciri{one}\n" for one in sorted(HELD)),
        "consent.csv": CONSENT,
        "interviews.csv": (
            "id,participant,instrument,version,form,mode,started_at,end,field_notes\n"
            + "".join(interviews)
            + "W-SARING,SARING,mini,v1,inti,face,2024-01-04T10:00,partial,\n"
        ),
        "responses.csv": (
            "interview,nomor,jelas,jelas_why,putusan,cerita,sumber\n"
            + "".join(answers)
            + "W-SARING,tidak,,,,,katatersaring\n"
        ),
    }


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, write_study: Callable[[Path, Mapping[str, str]], Path]) -> Path:
    return write_study(tmp_path_factory.mktemp("held") / "studi", study_files())


@pytest.fixture(scope="module")
def reports(study: Path, run: Callable[..., Result]) -> dict[str, Result]:
    made = {}
    for kind, suffix, language in REPORTS:
        target = study.parent / f"{kind}-{language}{suffix}"
        made[target.name] = run("report", study, "-o", target, "--kind", kind, "--lang", language, "--annotate")
    return made


def text_of(path: Path) -> str:
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as package:
        return "\n".join(package.read(name).decode("utf-8", "ignore") for name in package.namelist())


def secret_words() -> list[str]:
    words = [f"{prefix}{word}" for one in HELD for prefix in ("", "alasan") for word in (ANSWERS[one][2],)]
    return [
        *words,
        *(f"ciri{one}" for one in HELD),
        *(f"F-{one}" for one in HELD),
        "katasaringan",
        "katasibuk",
        "katatersaring",
        "rahasialapangan",
    ]


def assert_silent(text: str) -> None:
    assert [word for word in secret_words() if word.lower() in text.lower()] == []


@pytest.mark.parametrize("name", [f"{kind}-{language}{suffix}" for kind, suffix, language in REPORTS])
def test_no_word_of_anyone_held_back_stands_in_a_report(study: Path, reports: dict[str, Result], name: str) -> None:
    assert reports[name].exit_code == 0
    assert_silent(text_of(study.parent / name))


def test_report_exits_0_and_says_how_many_are_held_back(study: Path, reports: dict[str, Result]) -> None:
    assert (study.parent / "lengkap-en.md").is_file()
    assert re.search(r"content of 6 people was held back", reports["lengkap-en.md"].stdout)
    assert re.search(r"\b6\b", reports["lengkap-id.md"].stdout.splitlines()[-1])


def test_check_exits_1_and_counts_what_is_held(study: Path, run: Callable[..., Result]) -> None:
    result = run("check", study, "--json")
    found = json.loads(result.stdout)

    assert result.exit_code == 1
    assert found["errors"] == 0
    assert {row["code"] for row in found["problems"] if row["severity"] == "held"} == {
        "consent.declined",
        "consent.late",
        "consent.telephone_unrecorded",
        "consent.withdrawn",
        "consent.no_consent",
    }


def test_everyone_counts_in_the_flow(study: Path, run_json: Callable[..., Any]) -> None:
    found = run_json("analyse", "dispositions", study)

    assert found["recruited"] == 9
    assert found["held_back"] == {
        "withdrawn": 1,
        "declined": 1,
        "consent_late": 1,
        "telephone_unrecorded": 1,
        "no_consent": 2,
    }
    assert found["ineligible"] == {"other": 1}
    assert found["declined"] == 1
    assert found["withdrawn"] == 1
    states = "not_contacted pending unreachable declined consented_no_interview complete partial break_off withdrawn"
    assert sum(found[state] for state in states.split()) + sum(found["ineligible"].values()) == 9
    assert [(one["denominator"], one["count"]) for one in found["headline"]] == [
        ("recruited", 2),
        ("eligible", 2),
        ("complete", 2),
    ]


def test_only_answers_with_consent_are_counted(study: Path, run_json: Callable[..., Any]) -> None:
    items = {one["item"]: one for one in run_json("analyse", "responses", study)["items"]}

    assert items["putusan"]["n"] == 2
    assert {one["level"]: one["count"] for one in items["jelas"]["levels"]} == {"1": 0, "2": 0, "3": 0, "4": 1, "5": 1}
    assert {one["level"]: one["count"] for one in items["putusan"]["levels"]} == {"ya": 2, "tidak": 0}


def test_screening_before_consent_is_counted_for_those_who_did_not_withdraw(
    study: Path, run_json: Callable[..., Any]
) -> None:
    items = {one["item"]: one for one in run_json("analyse", "responses", study)["items"]}

    assert {one["level"]: one["count"] for one in items["nomor"]["levels"]} == {"ya": 6, "tidak": 1}


def test_explain_names_nobody_held_back_in_a_count_of_answers(study: Path, run_json: Callable[..., Any]) -> None:
    claims = run_json("explain", study)["claims"]
    screened = {person for one in claims if one["id"].startswith("responses.nomor.") for person in one["who"]}
    about_answers = {
        person
        for one in claims
        if one["id"].startswith("responses.") and not one["id"].startswith("responses.nomor.")
        for person in one["who"]
    }

    assert about_answers == {"BAIK-1", "BAIK-2"}
    assert "BAIK-1" in screened
    assert "TARIK" not in screened


@pytest.mark.parametrize(
    "words",
    [
        ("analyse", "dispositions"),
        ("analyse", "responses"),
        ("analyse", "outcomes"),
        ("explain",),
    ],
)
def test_no_word_of_anyone_held_back_stands_in_json_or_on_the_terminal(
    study: Path, run: Callable[..., Result], words: tuple[str, ...]
) -> None:
    for result in (run(*words, study, "--json"), run(*words, study)):
        assert result.exit_code == 0
        assert_silent(result.stdout)


@pytest.mark.parametrize("words", [("dispositions",), ("responses",)])
def test_no_word_of_anyone_held_back_stands_in_a_csv_file(
    study: Path, run: Callable[..., Result], words: tuple[str, ...]
) -> None:
    target = study.parent / "hasil.csv"
    run("analyse", *words, study, "--csv", target)

    assert_silent(target.read_text(encoding="utf-8-sig"))
