"""`engage-eval merge`: two copied files come together, in words of either language, and refusals change nothing."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engage_eval.actions.study import open_study, sound
from engage_eval.analysis.deviations import deviations

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]
EN = ("--lang", "en")

RECRUITMENT = """\
participant,event,on,recruiter
R01,nominated,2024-01-01,seed
R02,nominated,2024-01-01,seed
"""
INTERVIEWS = """\
id,participant,instrument,version,mode,started_at,ended_at,end
R01-1,R01,mini,v1,face,2024-01-03T09:00,2024-01-03T09:30,complete
"""


@pytest.fixture
def copies(tmp_path: Path, write_study: Write, make_file: Callable[..., str]) -> tuple[str, str]:
    """Return a study file and a copy of it."""
    files = {
        "participants.csv": "id,site\nR01,RS\nR02,RS\n",
        "recruitment.csv": RECRUITMENT,
        "staff.csv": "key,roles\nAB,lead|interviewer\n",
        "interviews.csv": INTERVIEWS,
        "responses.csv": "interview,nomor,jelas,putusan,cerita\nR01-1,ya,4,ya,Jelas sekali\n",
        "outcomes.csv": "facility,period,measure,count,kind\nklinik-a,2023-01,visits,41,observed\n",
    }
    here = make_file(write_study(tmp_path / "studi", files))
    return here, str(shutil.copyfile(here, tmp_path / "salinan siti.engage"))


def digest(study: str) -> str:
    return sound(open_study(study)).digest()


def test_a_file_that_was_copied_and_worked_on_twice_comes_together_both_ways(
    copies: tuple[str, str], run: Run, run_json: RunJson
) -> None:
    here, there = copies
    assert run("outcomes", "add", here, "klinik-b", "2023-01", "visits", "7").exit_code == 0
    assert run("answers", "correct", there, "R01-1", "jelas=2", "--reason", "salah ketik").exit_code == 0
    ahead = run("merge", here, there, "--dry-run", *EN)
    assert "Would come into" in ahead.stdout
    found = run_json("merge", here, there)
    assert {name: n for name, n in found["rows"].items() if n} == {"answers": 1}
    back = run("merge", there, here)
    assert "Masuk ke" in back.stdout
    assert digest(here) == digest(there)
    again = run("merge", here, there, *EN)
    assert again.stdout == "Nothing was new, so nothing was recorded.\n"
    assert run("verify", here).exit_code == run("verify", there).exit_code == 0


def test_answers_that_contradict_are_held_until_they_are_decided(copies: tuple[str, str], run: Run) -> None:
    here, there = copies
    for name, value in zip(copies, ("2", "5"), strict=True):
        assert run("answers", "correct", name, "R01-1", f"jelas={value}", "--reason", "salah ketik").exit_code == 0
    merged = run("merge", here, there, *EN)
    assert "To be decided:" in merged.stdout
    assert "[merge.answer]" in merged.stdout
    checked = run("check", here, *EN)
    assert "interviews.csv, line 2, jelas" in checked.stdout
    assert run("answers", "correct", here, "R01-1", "jelas=5", "--reason", "ditanya lagi").exit_code == 0
    assert "merge.answer" not in run("check", here, *EN).stdout
    assert run("merge", there, here).exit_code == 0
    assert digest(here) == digest(there)


def test_one_code_for_two_people_is_refused_and_mapped(copies: tuple[str, str], run: Run, run_json: RunJson) -> None:
    here, there = copies
    for name, role in zip(copies, ("bidan", "perawat"), strict=True):
        words = ("recruit", "add", name, "--id", "R07", "--recruiter", "seed", "--role", role)
        done = run(*words)
        assert done.exit_code == 0, done.output
    refused = run("merge", here, there, *EN)
    assert refused.exit_code == 1
    assert "--map R07=NEW" in " ".join(refused.stderr.split())
    found = run_json("merge", here, there, "--map", "R07=R57")
    assert (found["renamed"], found["rows"]["participants"]) == ({"R07": "R57"}, 1)


def test_a_code_that_both_copies_gave_to_somebody_they_know_nothing_of_is_no_proof_of_one_person(
    copies: tuple[str, str], run: Run, run_json: RunJson
) -> None:
    here, there = copies
    for name in copies:
        assert run("recruit", "add", name, "--id", "R10", "--recruiter", "seed", "--at", "2024-01-05").exit_code == 0
    before = Path(here).read_bytes()
    for language in (EN, ("--lang", "id")):
        refused = run("merge", here, there, *language)
        assert refused.exit_code == 1
        assert "--map R10=R10" in " ".join(refused.stderr.split())
    assert Path(here).read_bytes() == before
    found = run_json("merge", here, there, "--map", "R10=R10")
    assert found["renamed"] == {}
    # Once it was said, the copies share rows of that person, and nobody is asked again.
    assert run("merge", there, here).exit_code == 0
    assert run("merge", here, there).exit_code == 0
    assert run("verify", here).exit_code == run("verify", there).exit_code == 0
    assert digest(here) == digest(there)


def test_what_is_wrong_only_together_is_refused(copies: tuple[str, str], run: Run) -> None:
    here, there = copies
    for name, who, by in ((here, "R91", "R92"), (there, "R92", "R91")):
        from engage_eval.model.moment import Moment
        from engage_eval.model.people import Participant, RecruitmentEvent
        from engage_eval.store.study_file import open_study as open_store

        with open_store(name, write=True) as store, store.writing("test") as writer:
            people = [Participant(id=one, site="RS") for one in ("R91", "R92")]
            writer.add("participants", people)
            event = RecruitmentEvent(participant=who, event="nominated", on=Moment.of(store.clock()), recruiter=by)
            writer.add("recruitment", [event])
    before = Path(here).read_bytes()
    refused = run("merge", here, there, "--map", "R91=R91", "--map", "R92=R92", *EN)
    assert refused.exit_code == 1
    assert "neither copy has" in refused.stderr
    assert Path(here).read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("{here}", "{folder}"), "merge.folder", 2),
        (("{folder}", "{here}"), "recording.folder", 2),
        (("{here}", "{here}"), "merge.same_file", 2),
        (("{here}", "tiada.engage"), "store.no_file", 2),
        (("{here}", "{there}", "--map", "R01"), "merge.map", 2),
        (("{here}", "{there}", "--map", "R01=A", "--map", "R01=B"), "merge.map", 2),
        (("{here}", "{there}", "--map", "R55=A"), "merge.map_unknown", 2),
        (("{here}", "{there}", "--map", "R01=A B"), "files.key_person", 2),
        (("{here}", "{there}", "--map", "R01=-x"), "files.key_person", 2),
        (("{here}", "{there}", "--map", "R01=Seed"), "files.key_person", 2),
        (("{here}", "{there}", "--map", "R01=R05=R06"), "files.key_person", 2),
        (("{here}", "{there}", "--map", f"R01={'x' * 300}"), "files.key_person", 2),
        (("{here}", "{there}", "--map", "AB=A B"), "files.key_shape", 2),
        (("{here}", "{there}", "--by", "ZZ"), "recording.not_in_staff", 2),
        (("{here}", "{text}"), "store.foreign", 3),
    ],
)
def test_a_careless_call_gets_a_sentence_and_changes_nothing(
    copies: tuple[str, str],
    tmp_path: Path,
    run: Run,
    words: tuple[str, ...],
    code: str,
    exit_code: int,
) -> None:
    text = tmp_path / "teks.engage"
    text.write_text("halo")
    known = {"here": copies[0], "there": copies[1], "folder": str(tmp_path / "studi"), "text": str(text)}
    before = Path(copies[0]).read_bytes()
    asked = [one.format(**known) for one in words]
    refused = run("merge", *asked, "--json")
    assert (json.loads(refused.stdout)["error"]["code"], refused.exit_code) == (code, exit_code)
    assert Path(copies[0]).read_bytes() == before


def test_a_setting_that_the_others_later_study_yaml_undid_is_recorded_as_undone(
    copies: tuple[str, str], run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    here, there = copies
    text = (tmp_path / "studi" / "study.yaml").read_text(encoding="utf-8")
    path = tmp_path / "study.yaml"
    for name, more in ((here, "break_off_as: refusal\n"), (there, "withdrawn_as: complete\n")):
        path.write_text(text + more, encoding="utf-8")
        assert run("import", "definition", path, name).exit_code == 0
    third = str(shutil.copyfile(here, tmp_path / "ketiga.engage"))
    ahead = run("merge", here, there, "--dry-run", *EN)
    assert "break_off_as, which one copy had changed to refusal, is partial again" in " ".join(ahead.stdout.split())
    first = run_json("merge", here, there)
    assert first["undone"] == [{"setting": "break_off_as", "before": "refusal", "after": "partial"}]
    for one, other in ((there, third), (there, here)):
        assert run("merge", one, other).exit_code == 0
    assert run_json("merge", here, there)["undone"] == []
    assert digest(here) == digest(there)
    assert [run("verify", name).exit_code for name in (here, there)] == [0, 0]
    record = sound(open_study(here)).study
    assert (record.break_off_as, record.withdrawn_as) == ("partial", "complete")
    found = deviations(sound(open_study(here))).changes
    assert [(one.before, one.after) for one in found if one.setting == "break_off_as"] == [
        ("partial", "refusal"),
        ("refusal", "partial"),
    ]
