"""`engage-eval import responses|participants|outcomes` into a study file: all or nothing, and again no change."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engage_eval.store.study_file import Contents, open_study

Run = Callable[..., Result]
Source = Callable[[str], Path]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]

PEOPLE = "id,site\nR01,RS\nR02,RS\n"
INTERVIEWS = """\
id,participant,instrument,version,mode,started_at,ended_at,end
R01-1,R01,mini,v1,face,2024-01-03T09:00,2024-01-03T09:30,complete
R02-1,R02,mini,v1,face,2024-01-04T09:00,2024-01-04T09:30,complete
"""
ANSWERS = "interview,nomor,jelas,putusan,cerita\nR01-1,ya,4,ya,Jelas sekali\nR02-1,ya,2,tidak,\n"
EN = ("--lang", "en")


@pytest.fixture
def study(tmp_path: Path, write_study: Write, make_file: Callable[..., str]) -> str:
    """Return a study file with two interviews, of which only the first is answered."""
    files = {
        "participants.csv": PEOPLE,
        "staff.csv": "key,roles\nAB,lead|interviewer\n",
        "interviews.csv": INTERVIEWS,
        "responses.csv": "interview,nomor,jelas,putusan,cerita\nR01-1,ya,4,ya,Jelas sekali\n",
        "outcomes.csv": "facility,period,measure,count,kind\nklinik-a,2023-01,visits,41,observed\n",
    }
    return make_file(write_study(tmp_path / "studi", files))


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], Path]:
    """Return what writes the file that is to be imported."""

    def written(text: str) -> Path:
        path = tmp_path / "masuk.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def contents(study: str) -> Contents:
    with open_study(study) as store:
        return store.read()


def log(study: str) -> list[tuple[str, str, tuple[str, ...], dict[str, int]]]:
    with open_study(study) as store:
        return [(one.verb, one.by, one.subjects, dict(one.counts)) for one in store.log()][1:]


def test_answers_come_in_once_and_again_they_change_nothing(study: str, source: Source, run_json: RunJson) -> None:
    preview = run_json("import", "responses", source(ANSWERS), study, "--dry-run")
    assert log(study) == []
    first = run_json("import", "responses", source(ANSWERS), study)
    again = run_json("import", "responses", source(ANSWERS), study)

    assert [(one["new"], one["changed"], one["same"]) for one in (preview, first, again)] == [
        (1, 0, 1),
        (1, 0, 1),
        (0, 0, 2),
    ]
    assert (preview["study"], first["study"], first["folder"]) == (None, study, None)
    assert log(study) == [("import responses", "AB", ("R02",), {"answer": 3})]
    assert ("R02-1", "jelas", 0, "2", None, None, None) in contents(study).answers


def test_what_is_replaced_needs_a_reason_and_is_kept(study: str, source: Source, run: Run) -> None:
    changed = source("interview,nomor,jelas,putusan,cerita\nR01-1,ya,5,ya,\n")

    looked = run("import", "responses", changed, study, "--dry-run", *EN)
    refused = run("import", "responses", changed, study, *EN)
    done = run("import", "responses", changed, study, "--reason", "dicek dengan rekaman", *EN)

    assert "Earlier answers would be replaced: give the reason with --reason." in looked.stdout
    assert refused.exit_code == 2
    assert done.exit_code == 0
    assert [one[0] for one in log(study)] == ["import responses"]
    found = {(one.item, one.value, one.by, one.reason) for one in contents(study).tables["superseded"]}
    assert ("jelas", "4", "AB", "dicek dengan rekaman") in found


def test_one_refused_row_stops_all_unless_it_is_skipped(study: str, source: Source, run: Run) -> None:
    text = ANSWERS + "R09-1,ya,4,ya,\n"

    refused = run("import", "responses", source(text), study, *EN)
    assert refused.exit_code == 1
    assert "masuk.csv, line 4" in refused.stderr
    assert log(study) == []

    skipped = run("import", "responses", source(text), study, "--skip-refused", *EN)
    assert skipped.exit_code == 0
    assert "Recorded in" in skipped.stdout
    assert [one[3] for one in log(study)] == [{"answer": 3}]


def test_an_interview_that_goes_on_is_ended_by_what_comes_in(
    study: str, run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    begun = run(
        "interview", "start", study, "R01", "--mode", "face", "--repeat-of", "R01-1", "--at", "2024-01-05 10:00"
    )
    assert begun.exit_code == 0, begun.output
    book = tmp_path / "data.xlsx"
    _write_book(
        book,
        {
            "interviews": [
                [
                    "id",
                    "participant",
                    "instrument",
                    "version",
                    "form",
                    "mode",
                    "interviewer",
                    "started_at",
                    "ended_at",
                    "repeat_of",
                    "end",
                ],
                [
                    "R01-2",
                    "R01",
                    "mini",
                    "v1",
                    "inti",
                    "face",
                    "AB",
                    "2024-01-05 10:00",
                    "2024-01-05 10:30",
                    "R01-1",
                    "complete",
                ],
            ],
            "responses": [["interview", "nomor", "jelas", "putusan"], ["R01-2", "ya", "5", "ya"]],
        },
    )

    found = run_json("import", "responses", book, study)

    assert (found["new"], found["reason_needed"]) == (1, 0)
    one = next(one for one in contents(study).tables["interviews"] if one.id == "R01-2")
    assert (one.end, contents(study).going_on) == ("complete", ())


def _write_book(path: Path, sheets: Mapping[str, list[list[str]]]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_an_import_leaves_open_what_two_copies_answered_differently(
    study: str, source: Source, run_json: RunJson
) -> None:
    from engage_eval.store import schema

    with open_study(study, write=True) as store, store.writing("merge", by="AB") as writer:
        one = {"interview": "R01-1", "participant": "R01", "item": "jelas", "position": 0, "seq": 0, "choice": "2"}
        rest = {"number": None, "text": None, "missing": None, "at": None, "at_day": None, "by_staff": None}
        writer.insert(schema.ANSWER, [{**one, **rest, "reason": None}])

    found = run_json("import", "responses", source(ANSWERS), study)

    assert "import.in_conflict" in {one["code"] for one in found["problems"]}
    assert contents(study).conflicts == (("R01-1", "jelas"),)


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (("tidak-ada.csv", "{study}"), 2, "There is no file"),
        (("{source}", "tidak-ada.engage"), 2, "There is no study file"),
        (("{source}", "{study}", "-o", "baru"), 2, "-o names a new study folder"),
        (("{source}", "{study}", "--by", "AC"), 2, "“AC” (--by) is not in"),
    ],
)
def test_what_a_careless_person_does_wrong_is_said(
    study: str, source: Source, run: Run, words: tuple[str, ...], exit_code: int, said: str
) -> None:
    path = source(ANSWERS)

    result = run("import", "responses", *(one.format(study=study, source=path) for one in words), *EN)

    assert result.exit_code == exit_code, result.output
    assert said in " ".join(result.output.split())
    assert log(study) == []


@pytest.mark.parametrize("asked", [True, False])
def test_what_comes_of_who_asked_to_withdraw_or_stopped_is_refused(
    run: Run, run_json: RunJson, write_study: Write, make_file: Callable[..., str], tmp_path: Path, *, asked: bool
) -> None:
    files = {
        "participants.csv": "id,site,role\nR01,RS,bidan\nR02,RS,perawat\n",
        "staff.csv": "key,roles\nAB,lead|interviewer\n",
        "consent.csv": "participant,event,at,form,version,language,mode,take_part\n"
        "R01,given,2024-01-02T10:00,psp,v1,id,ink,yes\n",
        "interviews.csv": INTERVIEWS,
        "responses.csv": ANSWERS,
    }
    folder = write_study(tmp_path / "studi", files)
    study, book = make_file(folder), tmp_path / "terisi.xlsx"
    later = "R01-2,R01,mini,v1,face,2024-03-01T09:00,2024-03-01T09:30,complete\n"
    (folder / "interviews.csv").write_text(INTERVIEWS + later, encoding="utf-8")
    (folder / "responses.csv").write_text(ANSWERS + ANSWERS.splitlines()[1].replace("R01-1", "R01-2") + "\n", "utf-8")
    assert run("export", "workbook", folder, book).exit_code == 0
    if asked:
        run_json("consent", "request", study, "R01", "--received-at", "2024-02-01 08:00")
    else:
        run_json("consent", "withdraw", study, "R01", "--kind", "stop", "--at", "2024-02-01 08:00")

    refused = run_json("import", "responses", book, study, "--dry-run")["refused"]

    found = {(problem["code"], one["interview"]) for one in refused for problem in one["problems"]}
    assert found == {("import.request_waits" if asked else "import.stopped", "R01-2")}
    assert run("import", "responses", book, study).exit_code != 0
    assert run("import", "responses", book, study, "--skip-refused").exit_code == 0
    run_json("consent", "withdraw", study, "R01", "--kind", "no_contact") if asked else None
    again = run_json("import", "responses", book, study, "--dry-run")["refused"]
    assert bool(again) is not asked


def test_a_workbook_of_before_an_erasure_brings_nothing_back(
    run: Run, run_json: RunJson, write_study: Write, make_file: Callable[..., str], tmp_path: Path
) -> None:
    files = {
        "participants.csv": "id,site,role\nR01,RS,bidan\nR02,RS,perawat\n",
        "staff.csv": "key,roles\nAB,lead|interviewer\n",
        "recruitment.csv": "participant,event,on,reason\nR01,nominated,2024-01-01,other: lewat Ibu X\n",
        "consent.csv": "participant,event,at,form,version,language,mode,take_part,comprehension\n"
        "R01,given,2024-01-02T10:00,psp,v1,id,ink,yes,paham\n",
        "interviews.csv": INTERVIEWS,
        "responses.csv": ANSWERS,
    }
    study, book = make_file(write_study(tmp_path / "studi", files)), tmp_path / "sebelum.xlsx"
    assert run("export", "workbook", study, book).exit_code == 0
    assert run("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01").exit_code == 0

    told = run("import", "responses", book, study, "--dry-run", *EN).stdout
    refused = run_json("import", "responses", book, study, "--dry-run")["refused"]

    problems = [problem for one in refused for problem in one["problems"]]
    assert {one["code"] for one in problems} == {"import.erased"}
    assert sorted(one["file"].partition("[")[2] for one in problems) == [
        "consent]", "interviews]", "participants]", "recruitment]", "responses]"
    ]  # fmt: skip
    assert told.startswith("sebelum.xlsx: new interviews 0, changed 0, the same 1, refused 1.\n")
    assert "Refused rows that belong to no interview: 3\n" in told
    assert run("import", "responses", book, study, "--skip-refused").exit_code == 0
    assert not [one for one in contents(study).tables["recruitment"] if one.reason]


def test_a_workbook_that_comes_back_unchanged_ends_no_interview(
    study: str, run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    begun = ("interview", "start", study, "R02", "--mode", "face", "--repeat-of", "R02-1", "--at", "2024-01-05 10:00")
    assert (
        run(
            "consent", "record", study, "R02", "--mode", "ink", "--take-part", "yes", "--at", "2024-01-02 08:00"
        ).exit_code
        == 0
    )
    assert run(*begun).exit_code == 0
    with open_study(study) as store:
        (going_on,) = store.read().going_on
    assert run("export", "workbook", study, tmp_path / "isian.xlsx").exit_code == 0
    found = run_json("import", "responses", tmp_path / "isian.xlsx", study)
    assert (found["changed"], found["refused"]) == (0, [])
    assert run("interview", "finish", study, going_on, "--end", "complete", "--at", "2024-01-05 10:40").exit_code == 0


def test_people_who_were_erased_do_not_come_back_by_a_table(
    study: str, source: Source, run: Run, run_json: RunJson
) -> None:
    assert run("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01").exit_code == 0
    path = source("id,site,role\nR01,RS,bidan\n")
    (refused,) = run_json("import", "participants", path, study, "--dry-run")["refused"]
    assert refused["code"] == "import.erased"


def test_the_study_s_own_table_of_people_comes_back_after_an_erasure(
    study: str, run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    assert run("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01").exit_code == 0
    assert run("export", "bundle", study, tmp_path / "keluar").exit_code == 0
    own = tmp_path / "keluar" / "participants.csv"

    found = run_json("import", "participants", own, study)
    other = run_json("import", "participants", _with_role(own, "R01"), study, "--dry-run")

    assert (found["new"], found["same"], found["refused"]) == (0, 2, [])
    assert [one["code"] for one in other["refused"]] == ["import.erased"]


def _with_role(table: Path, person: str) -> Path:
    head, *rows = (line.split(",") for line in table.read_text(encoding="utf-8").splitlines())
    for row in rows:
        if row[0] == person:
            row[head.index("role")] = "bidan"
    table.write_text("\n".join(",".join(row) for row in (head, *rows)) + "\n", encoding="utf-8")
    return table


def test_no_answer_is_added_to_an_interview_of_who_stopped(
    study: str, source: Source, run: Run, run_json: RunJson
) -> None:
    run_json("import", "responses", source("interview,nomor\nR02-1,ya\n"), study)
    run_json("consent", "withdraw", study, "R02", "--kind", "stop", "--at", "2024-02-01 08:00")
    (refused,) = run_json("import", "responses", source(ANSWERS), study, "--dry-run")["refused"]
    assert [one["code"] for one in refused["problems"]] == ["import.stopped_answers"]
    told = " ".join(run("import", "responses", source(ANSWERS), study, *EN).stderr.split())
    assert "no new answer is added to what was given (jelas, putusan)" in told
    corrected = source(ANSWERS.replace("R01-1,ya,4", "R01-1,ya,3").replace("R02-1,ya,2,tidak,", "R02-1,,,,"))
    assert run_json("import", "responses", corrected, study, "--reason", "salah ketik")["refused"] == []


@pytest.mark.parametrize(("stopped_at", "comes_in"), [("2024-02-01 08:00", True), ("2024-01-04 09:10", False)])
def test_the_first_answers_of_an_interview_come_in_where_it_ended_before_the_stop(
    study: str, source: Source, run_json: RunJson, *, stopped_at: str, comes_in: bool
) -> None:
    run_json("consent", "withdraw", study, "R02", "--kind", "stop", "--at", stopped_at)
    refused = run_json("import", "responses", source(ANSWERS), study, "--dry-run")["refused"]
    assert [one["code"] for row in refused for one in row["problems"]] == (
        [] if comes_in else ["import.stopped_answers"]
    )


def test_rows_that_name_only_the_interview_of_who_was_erased_are_told_as_that(
    study: str, source: Source, run: Run, run_json: RunJson
) -> None:
    assert run("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01").exit_code == 0
    (refused,) = run_json("import", "responses", source(ANSWERS), study, "--dry-run")["refused"]
    assert [(one["code"], one["line"]) for one in refused["problems"]] == [("import.erased", 2)]


def test_a_wish_to_be_erased_that_comes_in_is_told_once(study: str, run: Run, tmp_path: Path) -> None:
    book = tmp_path / "data.xlsx"
    head = ["participant", "event", "at", "withdrawal"]
    _write_book(book, {"consent": [head, ["R01", "withdrawn", "2024-02-01T08:00", "erase"]]})
    assert "--kind erase" in " ".join(run("import", "responses", book, study, *EN).stdout.split())
    assert "--kind erase" not in run("import", "responses", book, study, *EN).stdout
    assert [one.withdrawal for one in contents(study).tables["consent"]] == ["erase"]


def test_a_wish_to_be_erased_that_comes_in_with_a_folder_is_told(
    study: str, run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    folder = tmp_path / "keluar"
    assert run("export", "bundle", study, folder).exit_code == 0
    with (folder / "consent.csv").open("a", encoding="utf-8") as file:
        head = (folder / "consent.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        cells = {"participant": "R01", "event": "withdrawn", "at": "2024-02-01T08:00", "withdrawal": "erase"}
        file.write(",".join(cells.get(name, "") for name in head) + "\n")
    assert "--kind erase" in " ".join(run("import", "bundle", folder, study, "--dry-run", *EN).stdout.split())
    assert [one["code"] for one in run_json("import", "bundle", folder, study)["to_erase"]] == ["import.to_erase"]
    assert run_json("import", "bundle", folder, study)["to_erase"] == []


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (("consent", "request", "R02", "--received-at", "2024-01-20 08:00"), "import.request_waits"),
        (("consent", "withdraw", "R02", "--kind", "stop", "--at", "2024-01-20 08:00"), "import.stopped"),
        ((), "import.erasure_waits"),
    ],
)
def test_no_folder_brings_an_interview_of_who_left(
    study: str, run: Run, run_json: RunJson, tmp_path: Path, decision: tuple[str, ...], code: str
) -> None:
    folder = tmp_path / "keluar"
    assert run("export", "bundle", study, folder).exit_code == 0
    later = {"interviews.csv": "R02-9", "responses.csv": "R02-9"}
    for name, key in later.items():
        text = (folder / name).read_text(encoding="utf-8")
        line = next(one for one in text.splitlines() if one.startswith(("R02-1,", "R01-1,")))
        line = next((one for one in text.splitlines() if one.startswith("R02-1,")), line)
        new = line.replace("R02-1,", f"{key},").replace("R01-1,", f"{key},").replace("2024-01-04", "2024-02-04")
        (folder / name).write_text(text + new + "\n", encoding="utf-8")
    if decision:
        run_json(decision[0], decision[1], study, *decision[2:])
    else:
        _wish_to_be_erased(study, run, tmp_path, "R02")
    found = run_json("import", "bundle", folder, study, "--dry-run")
    assert {one["code"] for one in found["refused"]} == {code}
    assert run("import", "bundle", folder, study, "--skip-refused").exit_code == 0
    assert {one[0] for one in contents(study).answers} == {"R01-1"}
    # What the file has already is no matter.
    before = tmp_path / "lagi"
    assert run("export", "bundle", study, before).exit_code == 0
    assert run_json("import", "bundle", before, study)["refused"] == []


def _wish_to_be_erased(study: str, run: Run, tmp_path: Path, person: str) -> None:
    book = tmp_path / "data.xlsx"
    head = ["participant", "event", "at", "withdrawal"]
    _write_book(book, {"consent": [head, [person, "withdrawn", "2024-02-01T08:00", "erase"]]})
    assert run("import", "responses", book, study).exit_code == 0


def test_nothing_goes_on_with_who_wants_to_be_erased_until_that_is_done(
    study: str, source: Source, run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    assert run("recruit", "screen", study, "R02", "--contacted", "--at", "2024-01-05").exit_code == 0
    started = ("interview", "start", study, "R02", "--mode", "face", "--repeat-of", "R02-1", "--at")
    assert run(*started, "2024-01-06 09:00").exit_code == 0
    assert run("interview", "pause", study, "R02-2", "--at", "2024-01-06 09:10").exit_code == 0
    _wish_to_be_erased(study, run, tmp_path, "R02")
    for words in (
        ("interview", "resume", study, "R02-2", "--at", "2024-02-02 09:00"),
        ("answers", "correct", study, "R02-1", "jelas=4"),
        ("recruit", "refer", study, "R02", "--id", "R09", "--at", "2024-02-02"),
        ("recruit", "screen", study, "R02", "--eligible", "--at", "2024-02-02"),
    ):
        refused = json.loads(run(*words, "--json").stdout)
        assert (words[1], refused["error"]["code"]) == (words[1], "recording.erasure_waits")
    (refused,) = run_json("import", "responses", source(ANSWERS), study, "--dry-run")["refused"]
    assert [one["code"] for one in refused["problems"]] == ["import.erasure_waits"]


_HEADS = {
    "consent": ["participant", "event", "at", "withdrawal"],
    "interviews": ["id", "participant", "instrument", "version", "mode", "started_at", "end"],
    "recruitment": ["participant", "event", "on"],
    "interview_events": ["interview", "event", "at"],
}
_LATER = ["R02-9", "R02", "mini", "v1", "face", "2024-02-04T09:00", "complete"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (["R02", "request_received", "2024-02-01T08:00", ""], "import.stopped"),
        (["R02", "withdrawn", "2024-02-01T08:00", "erase"], "import.stopped"),
        (["R02", "withdrawn", "2024-02-01T08:00", "stop"], "import.stopped"),
        (["R02", "declined", "2024-02-01T08:00", ""], "import.stopped"),
        (["R02", "declined", "2024-02-04", ""], ""),  # of that day it isn't certain what came first
        (["R02", "declined", "2024-02-04T09:20", ""], ""),
        (["R02", "withdrawn", "2024-02-01T08:00", "no_contact"], ""),
    ],
)
@pytest.mark.parametrize("is_at_once", [True, False])
def test_an_interview_of_after_who_left_is_refused_in_one_step_as_in_two(
    study: str, run: Run, run_json: RunJson, tmp_path: Path, said: list[str], code: str, *, is_at_once: bool
) -> None:
    book = tmp_path / "data.xlsx"
    consent, later = {"consent": [_HEADS["consent"], said]}, {"interviews": [_HEADS["interviews"], _LATER]}
    if not is_at_once:
        _write_book(book, consent)
        assert run("import", "responses", book, study).exit_code == 0
    _write_book(book, {**(consent if is_at_once else {}), **later})
    found = run_json("import", "responses", book, study, "--dry-run")["refused"]
    if is_at_once and said[1] == "declined":
        code = ""  # sent in together, it may be the screening that led to it; the gate holds the rest back
    wanted = {"import.stopped"} if is_at_once else {"import.stopped", "import.request_waits", "import.erasure_waits"}
    assert {one["code"] for row in found for one in row["problems"]} <= wanted
    assert bool(found) is bool(code)


@pytest.mark.parametrize("said", [["request_received", ""], ["withdrawn", "erase"], ["withdrawn", "stop"]])
def test_a_folder_brings_no_step_and_no_answer_with_a_decision_that_it_brings_itself(
    study: str, run: Run, run_json: RunJson, tmp_path: Path, said: list[str]
) -> None:
    assert run("answers", "correct", study, "R02-1", "nomor=ya").exit_code == 0
    book = tmp_path / "data.xlsx"
    tables = {
        "consent": [_HEADS["consent"], ["R02", said[0], "2024-02-01T08:00", said[1]]],
        "recruitment": [_HEADS["recruitment"], ["R02", "contacted", "2024-01-03"], ["R02", "enrolled", "2024-02-02"]],
        "responses": [["interview", "nomor", "jelas"], ["R02-1", "ya", 4]],
    }
    _write_book(book, tables)
    found = run_json("import", "responses", book, study, "--dry-run")["refused"]
    told = {(one["code"], one["line"]) for row in found for one in row["problems"]}
    assert told == {("import.stopped_step", 3), ("import.stopped_answers", 2)}


def test_no_step_of_after_a_stop_comes_in(study: str, run_json: RunJson, tmp_path: Path) -> None:
    run_json("consent", "withdraw", study, "R02", "--kind", "stop", "--at", "2024-02-01 08:00")
    book = tmp_path / "data.xlsx"
    steps = {"recruitment": [["R02", "contacted", "2024-01-03"], ["R02", "enrolled", "2024-02-02"]]}
    pauses = {"interview_events": [["R02-1", "paused", "2024-02-02T09:00"], ["R02-1", "resumed", "2024-02-02T09:10"]]}
    _write_book(book, {name: [_HEADS[name], *rows] for name, rows in {**steps, **pauses}.items()})
    found = run_json("import", "responses", book, study, "--dry-run")["refused"]
    told = [(one["code"], one["line"]) for row in found for one in row["problems"]]
    assert told == [("import.stopped_step", 3), ("import.stopped_step", 3)]


def test_what_stays_in_the_folder_is_told_for_a_file_that_is_there_too(
    study: str, run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    folder = tmp_path / "keluar"
    assert run("export", "bundle", study, folder).exit_code == 0
    (folder / "instruments").mkdir(exist_ok=True)
    (folder / "instruments" / "catatan.txt").write_text("untuk sendiri", encoding="utf-8")
    found = [run_json("import", "bundle", folder, name) for name in (study, str(tmp_path / "baru.engage"))]
    assert [one["left_in_folder"] for one in found] == [["instruments/catatan.txt"]] * 2


def test_a_wish_to_be_erased_of_who_was_erased_already_is_not_told(
    study: str, run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    folder = tmp_path / "keluar"
    assert run("export", "bundle", study, folder).exit_code == 0
    assert run("consent", "withdraw", study, "R01", "--kind", "erase", "--confirm", "R01").exit_code == 0
    for name in ("interviews.csv", "responses.csv"):
        _without_rows_of(folder / name, "R01")
    head = (folder / "consent.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    cells = {"participant": "R01", "event": "withdrawn", "at": "2024-02-01T08:00", "withdrawal": "erase"}
    with (folder / "consent.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(cells.get(name, "") for name in head) + "\n")

    found = run_json("import", "bundle", folder, study)

    assert (found["rows"]["consent"], found["to_erase"]) == (1, [])


def _without_rows_of(table: Path, person: str) -> None:
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(one for one in lines if not one.startswith(person)), encoding="utf-8")


def test_people_come_in_from_a_table_with_indonesian_heads(study: str, source: Source, run_json: RunJson) -> None:
    path = source("kode;site;fasilitas;peran\nR01;RS;;\nR03;RS;klinik-b;bidan\nR04;RS;;\n")

    preview = run_json("import", "participants", path, study, "--dry-run")
    found = run_json("import", "participants", path, study)
    again = run_json("import", "participants", path, study)

    assert [(one["new"], one["same"], one["recorded"]) for one in (preview, found, again)] == [
        (2, 1, False),
        (2, 1, True),
        (0, 3, True),
    ]
    assert [one[:3] for one in log(study)] == [("import participants", "AB", ("R03", "R04"))]
    assert {one.id: one.role for one in contents(study).tables["participants"]}["R03"] == "bidan"


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("participants", "id,site,role\nR05,RS,\nR05,RS,dokter\n", "tables.duplicate"),
        ("participants", "id,site\nR05,RS\nr05,RS\n", "tables.case"),
        ("participants", "id,site\nR05,RS\nRS-7K3Q-X,RS\n", "participants.check_character"),
        ("participants", "id,site\nR05,RS\nR06,\n", "files.required"),
        ("participants", "id,site,role\nR05,RS,\nR01,RS,dokter\n", "import.row_differs"),
        (
            "outcomes",
            "facility,period,measure,count,kind\nk-b,2023-01,visits,1,observed\nk-b,2023-02,visits,x,observed\n",
            "files.number",
        ),
        (
            "outcomes",
            "facility,period,measure,count,kind\nk-b,2023-01,visits,1,observed\nklinik-a,2023-01,visits,9,observed\n",
            "import.row_differs",
        ),
        (
            "outcomes",
            "facility,period,measure,count,kind\nk-b,2023-01,visits,1,observed\nKlinik-A,2023-02,visits,9,observed\n",
            "tables.case",
        ),
    ],
)
def test_a_refused_row_stops_the_table_unless_it_is_skipped(
    study: str, source: Source, run: Run, table: str, text: str, code: str
) -> None:
    path = source(text)

    refused = run("import", table, path, study, *EN)
    assert refused.exit_code == 1
    assert "masuk.csv, line 3" in refused.stderr
    assert f"[{code}]" in refused.stderr
    assert log(study) == []

    looked = run("import", table, path, study, "--dry-run", *EN)
    assert looked.exit_code == 1

    found = json.loads(run("import", table, path, study, "--skip-refused", "--json").stdout)
    assert found["new"] == 1
    assert [(one["code"], one["line"]) for one in found["refused"]] == [(code, 3)]
    assert [one[0] for one in log(study)] == [f"import {table}"]


@pytest.mark.parametrize("text", ["", "id;situs\nR05;RS\n", "halo\n", "id,site\n\0,\n"])
@pytest.mark.parametrize("more", [(), ("--skip-refused",), ("--dry-run",)])
def test_a_file_that_is_no_table_of_people_is_said(
    study: str, source: Source, run: Run, text: str, more: tuple[str, ...]
) -> None:
    result = run("import", "participants", source(text), study, *more, *EN)

    assert result.exit_code in (1, 2) or "--skip-refused" in more
    assert result.output
    assert log(study) == []


CHANGES = [
    ("responses", {"jelas": "3"}),
    ("interviews", {"place": "ruang rapat"}),
    ("interviews", {"others_present": "suami", "mode": "telephone"}),
]


@pytest.fixture
def going_on(study: str, run: Run, tmp_path: Path) -> Path:
    """Return the workbook of the study, in which the answered interview R02-2 goes on."""
    at = ("--at", "2024-01-05 10:00")
    begun = run("interview", "start", study, "R02", "--mode", "face", "--repeat-of", "R02-1", *at)
    assert begun.exit_code == 0, begun.output
    answered = run("answers", "correct", study, "R02-2", "nomor=ya", "jelas=4", "putusan=ya", "cerita=Ya.")
    assert answered.exit_code == 0, answered.output
    assert run("export", "workbook", study, tmp_path / "isian.xlsx").exit_code == 0
    return tmp_path / "isian.xlsx"


def _change_in_book(path: Path, sheet: str, interview: str, cells: Mapping[str, str]) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    head = [one.value for one in book[sheet][1]]
    key = head.index("interview" if sheet == "responses" else "id")
    row = next(one for one in book[sheet].iter_rows(min_row=2) if one[key].value == interview)
    for name, value in cells.items():
        row[head.index(name)].value = value or None
    book.save(path)


@pytest.mark.parametrize(("sheet", "cells"), CHANGES)
def test_an_interview_goes_on_though_the_workbook_comes_back_with_a_change_of_it(
    study: str, run: Run, run_json: RunJson, going_on: Path, sheet: str, cells: Mapping[str, str]
) -> None:
    _change_in_book(going_on, sheet, "R02-2", cells)

    found = run_json("import", "responses", going_on, study, "--reason", "salah dengar")
    again = run_json("import", "responses", going_on, study)

    assert (found["changed"], found["refused"], again["changed"]) == (1, [], 0)
    assert contents(study).going_on == ("R02-2",)
    for step, time in (("pause", "10:10"), ("resume", "10:20")):
        assert run("interview", step, study, "R02-2", "--at", f"2024-01-05 {time}").exit_code == 0
    done = run("interview", "finish", study, "R02-2", "--end", "complete", "--at", "2024-01-05 10:40")
    assert done.exit_code == 0, done.output


def test_a_changed_place_is_told_by_the_name_of_its_column(study: str, run: Run, going_on: Path) -> None:
    _change_in_book(going_on, "interviews", "R01-1", {"place": "klinik"})
    assert run("import", "responses", going_on, study).exit_code == 0
    _change_in_book(going_on, "interviews", "R01-1", {"place": "rumah"})
    words = ("import", "responses", going_on, study, "--reason", "salah tempat")

    told = run(*words, "--dry-run", *EN)
    found = json.loads(run(*words, "--json").stdout)

    assert ("place" in told.stdout, "venue" in told.stdout) == (True, False)
    assert [one["columns"] for one in found["interviews"] if one["outcome"] == "changed"] == [["place"]]
    one = next(one for one in contents(study).tables["interviews"] if one.id == "R01-1")
    assert (one.venue, one.change_reason) == ("rumah", "salah tempat [place: klinik]")


@pytest.mark.parametrize("cells", [{"end": "complete"}, {"ended_at": "2024-01-05 10:40"}])
def test_an_interview_that_goes_on_is_ended_by_an_end_of_the_row_s_own(
    study: str, run_json: RunJson, going_on: Path, cells: Mapping[str, str]
) -> None:
    _change_in_book(going_on, "interviews", "R02-2", cells)

    found = run_json("import", "responses", going_on, study)

    assert (found["changed"], found["reason_needed"]) == (1, 0)
    assert contents(study).going_on == ()
    one = next(one for one in contents(study).tables["interviews"] if one.id == "R02-2")
    assert (one.end, bool(one.ended_at)) == (cells.get("end", "partial"), "ended_at" in cells)


@pytest.mark.usefixtures("going_on")
def test_answers_alone_end_no_interview_that_goes_on(study: str, source: Source, run_json: RunJson) -> None:
    changed = source("interview,nomor,jelas,putusan,cerita\nR02-2,ya,3,ya,Ya.\n")

    found = run_json("import", "responses", changed, study, "--reason", "salah dengar")

    assert (found["changed"], contents(study).going_on) == (1, ("R02-2",))
