"""A study file is the study: in and out without loss, and every command says of it what it says of its folder."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engage_eval.formats import study_folder
from engage_eval.model.consent import gate
from engage_eval.store.study_file import open_study

Run = Callable[..., Result]
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "rs-x-2023"
EN = ("--lang", "en")
READING = (
    ("check",),
    ("analyse", "dispositions"),
    ("analyse", "responses"),
    ("analyse", "engagement"),
    ("analyse", "fit"),
    ("analyse", "outcomes"),
    ("analyse", "recruitment"),
    ("explain",),
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a study file of the sample study and the folder exported from it, which stand apart."""
    from engage_eval.actions import bundle

    root = tmp_path_factory.mktemp("both")
    file, folder = root / "file" / "s.engage", root / "folder"
    file.parent.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENGAGE_EVAL_DATA", str(root / "data"))
        from engage_eval.store.study_file import new_id, now

        bundle.take_in(bundle.Request(folder=str(SAMPLE), study=str(file)), clock=now, ids=new_id)
        bundle.write_out(str(file), folder)
    return file, folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_command_says_the_same_of_the_file_and_of_its_folder(
    run: Run, both: tuple[Path, Path], words: tuple[str, ...], language: str
) -> None:
    said = [run(*words, str(study), "--lang", language) for study in both]
    assert said[0].stdout == said[1].stdout
    assert said[0].exit_code == said[1].exit_code == 0
    as_json = [run(*words, str(study), "--json") for study in both]
    assert as_json[0].stdout == as_json[1].stdout


@pytest.mark.parametrize("kind", ["lengkap", "ringkas"])
@pytest.mark.parametrize(("ending", "language"), [("docx", "id"), ("docx", "en"), ("md", "id"), ("html", "en")])
def test_reports_have_the_same_bytes(
    run: Run, both: tuple[Path, Path], tmp_path: Path, kind: str, ending: str, language: str
) -> None:
    made = [tmp_path / f"{name}.{ending}" for name in ("file", "folder")]
    for study, target in zip(both, made, strict=True):
        assert run("report", str(study), "-o", str(target), "--kind", kind, "--lang", language).exit_code == 0
    assert made[0].read_bytes() == made[1].read_bytes()


def test_what_is_exported_and_imported_and_exported_again_has_the_same_bytes(
    run: Run, both: tuple[Path, Path], tmp_path: Path
) -> None:
    again = tmp_path / "again.engage"
    assert run("import", "bundle", str(both[1]), str(again)).exit_code == 0
    assert run("export", "bundle", str(again), str(tmp_path / "out")).exit_code == 0
    assert files(tmp_path / "out") == files(both[1])


def test_the_sample_study_keeps_its_digest_on_the_way(both: tuple[Path, Path]) -> None:
    records = [study_folder.read(folder)[0] for folder in (SAMPLE, both[1])]
    digests = {gate(record).digest() for record in records if record is not None}
    assert len(digests) == 1


def test_importing_a_folder_again_changes_nothing(run: Run, both: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "s.engage"
    shutil.copyfile(both[0], file)
    before = file.read_bytes()
    found = json.loads(run("import", "bundle", str(both[1]), str(file), "--json").stdout)
    assert (found["new_file"], sum(found["rows"].values()), found["definitions"]) == (False, 0, 0)
    assert file.read_bytes() == before


def test_what_is_new_in_a_folder_goes_in_and_what_contradicts_is_refused(
    run: Run, both: tuple[Path, Path], tmp_path: Path
) -> None:
    file, folder = tmp_path / "s.engage", tmp_path / "folder"
    shutil.copyfile(both[0], file)
    shutil.copytree(both[1], folder)
    people = folder / "participants.csv"
    people.write_text(people.read_text(encoding="utf-8") + "ZZ1,RSX,,,,\n", encoding="utf-8")
    found = json.loads(run("import", "bundle", str(folder), str(file), "--json").stdout)
    assert {name: n for name, n in found["rows"].items() if n} == {"participants": 1}
    outcomes = folder / "outcomes.csv"
    head, first, *rest = outcomes.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[3] = str(int(cells[3]) + 1)
    outcomes.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    before = file.read_bytes()
    refused = run("import", "bundle", str(folder), str(file), *EN)
    assert refused.exit_code == 1
    assert "outcomes.csv, line 2" in refused.stderr
    assert file.read_bytes() == before


def test_a_folder_with_an_error_makes_no_file_and_the_rest_goes_in_when_asked(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(SAMPLE, folder)
    table = folder / "participants.csv"
    text = table.read_text(encoding="utf-8").splitlines()
    gone = text[2].split(",")[0]
    table.write_text("\n".join([*text[:2], *text[3:]]) + "\n", encoding="utf-8")
    file = tmp_path / "s.engage"
    refused = run("import", "bundle", str(folder), str(file), *EN)
    assert refused.exit_code == 1
    assert gone in refused.stderr
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".engage"] == []
    preview = run("import", "bundle", str(folder), str(file), "--dry-run", *EN)
    assert preview.exit_code == 1
    assert not file.exists()
    taken = run("import", "bundle", str(folder), str(file), "--skip-refused", "--json")
    assert taken.exit_code == 0, taken.stderr
    found: dict[str, Any] = json.loads(taken.stdout)
    assert found["rows"]["participants"] == len(text) - 2
    assert found["refused"]
    with open_study(str(file)) as store:
        assert gone not in {one.participant for one in store.read().tables["consent"]}
    assert run("check", str(file)).exit_code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "bundle", "{file}", "x.engage"), "bundle.not_a_folder"),
        (("import", "bundle", "{folder}", "studi.db"), "bundle.ending"),
        (("export", "bundle", "{folder}", "out"), "bundle.not_a_file"),
        (("check", "tidak-ada.engage"), "store.no_file"),
        (("import", "definition", "README.md", "{file}"), "definition.unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_code(
    run: Run,
    both: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("catatan", encoding="utf-8")
    names = {"file": str(both[0]), "folder": str(both[1])}
    more = ("--by", "P1") if "definition" in words else ()
    found = run(*(word.format(**names) for word in words), *more, "--json")
    assert json.loads(found.stdout)["error"]["code"] == code
    assert found.exit_code == 2


def test_a_changed_setting_goes_in_with_its_date_and_a_changed_questionnaire_needs_a_new_version(
    run: Run, both: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "s.engage"
    shutil.copyfile(both[0], file)
    settings = tmp_path / "study.yaml"
    text = (both[1] / "study.yaml").read_text(encoding="utf-8")
    assert "break_off_as:" in text
    old = next(line for line in text.splitlines() if line.startswith("break_off_as:"))
    new = "break_off_as: refusal" if "partial" in old else "break_off_as: partial"
    settings.write_text(text.replace(old, new), encoding="utf-8")
    found = json.loads(run("import", "definition", str(settings), str(file), "--by", "P1", "--json").stdout)
    assert [(one["setting"], one["interviews"]) for one in found["settings"]] == [("break_off_as", 20)]
    again = json.loads(run("import", "definition", str(settings), str(file), "--by", "P1", "--json").stdout)
    assert (again["new"], again["recorded"]) == (False, False)
    instrument = tmp_path / "instrument.yaml"
    asked = (both[1] / "instruments" / "wa-blast.yaml").read_text(encoding="utf-8")
    instrument.write_text(asked.replace("WhatsApp", "WhatsAap"), encoding="utf-8")
    refused = run("import", "definition", str(instrument), str(file), "--by", "P1", "--json")
    assert json.loads(refused.stdout)["error"]["code"] == "definition.same_version"
    with open_study(str(file)) as store:
        # A copied file goes on as a replica of its own, and the log stands by replicas, whose names are random.
        in_order = sorted(store.log(), key=lambda row: row.at)
    assert [row.verb for row in in_order] == ["import bundle", "import definition"]


def test_periods_to_be_compared_are_declared_before_there_are_counts(
    run: Run, both: tuple[Path, Path], tmp_path: Path
) -> None:
    file, settings = tmp_path / "s.engage", tmp_path / "study.yaml"
    shutil.copyfile(both[0], file)
    text = (both[1] / "study.yaml").read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith("compare:"))
    settings.write_text(text.replace(old, "compare: {measure: visits, before: 2031, after: 2032}"), encoding="utf-8")

    words = ("import", "definition", str(settings), str(file), "--by", "P1")
    looked = run(*words, "--dry-run", *EN)
    found = json.loads(run(*words, "--json").stdout)

    assert (looked.exit_code, "WARNING  study.yaml" in looked.output, "ERROR" in looked.output) == (0, True, False)
    assert found["recorded"]
    assert {(one["code"], one["severity"]) for one in found["problems"]} == {
        ("design.period_without_counts", "warning")
    }
    assert json.loads(run("check", str(file), "--json").stdout)["errors"] == 2


def test_settings_without_what_a_report_needs_are_refused(run: Run, both: tuple[Path, Path], tmp_path: Path) -> None:
    file, settings = tmp_path / "s.engage", tmp_path / "study.yaml"
    shutil.copyfile(both[0], file)
    text = (both[1] / "study.yaml").read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^purpose:.*\n(?: .*\n)*", "", text), encoding="utf-8")

    found = run("import", "definition", str(settings), str(file), "--by", "P1", "--json")

    assert [one["code"] for one in json.loads(found.stdout)["problems"]] == ["design.purpose_missing"]
    assert found.exit_code == 1


def test_a_consent_form_comes_in_before_its_blanks_are_filled_in_and_is_printed_only_after(
    run: Run, both: tuple[Path, Path], tmp_path: Path
) -> None:
    file, form, settings = (tmp_path / name for name in ("s.engage", "psp-v9.id.md", "study.yaml"))
    shutil.copyfile(both[0], file)
    form.write_text("---\nid: psp\nversion: v9\nlanguage: id\n---\nDi ruang {ruang_x}.\n", encoding="utf-8")
    words = ("import", "definition", str(form), str(file), "--by", "P1")

    looked = run(*words, "--dry-run", *EN)
    found = json.loads(run(*words, "--json").stdout)
    blank = run("export", "consent", str(file), str(tmp_path / "kosong.docx"), "--form", "psp-v9", "--json")
    text = (both[1] / "study.yaml").read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^placeholders:\n", "placeholders:\n  ruang_x: Mawar\n", text), encoding="utf-8")
    assert settings.read_text(encoding="utf-8") != text
    assert run("import", "definition", str(settings), str(file), "--by", "P1").exit_code == 0
    filled = run("export", "consent", str(file), str(tmp_path / "penuh.docx"), "--form", "psp-v9")

    assert (looked.exit_code, "WARNING  study.yaml" in looked.output, "ERROR" in looked.output) == (0, True, False)
    assert found["recorded"]
    assert [(one["code"], one["severity"]) for one in found["problems"]] == [("consent.placeholder", "warning")]
    assert [one["code"] for one in json.loads(blank.stdout)["problems"]] == ["consent.placeholder"]
    assert filled.exit_code == 0, filled.output


def test_settings_that_empty_a_blank_which_was_filled_in_are_refused(
    run: Run, both: tuple[Path, Path], tmp_path: Path
) -> None:
    file, settings = tmp_path / "s.engage", tmp_path / "study.yaml"
    shutil.copyfile(both[0], file)
    text = (both[1] / "study.yaml").read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^placeholders:\n(?: .*\n)*", "", text), encoding="utf-8")

    found = run("import", "definition", str(settings), str(file), "--by", "P1", "--json")

    assert {one["code"] for one in json.loads(found.stdout)["problems"]} == {"consent.placeholder"}
    assert found.exit_code == 1


def test_a_folder_with_nothing_new_is_said_to_have_nothing_new(
    run: Run, both: tuple[Path, Path], tmp_path: Path
) -> None:
    file, folder = tmp_path / "s.engage", tmp_path / "folder"
    shutil.copyfile(both[0], file)
    assert run("export", "bundle", str(file), str(folder)).exit_code == 0

    looked = run("import", "bundle", str(folder), str(file), "--by", "P1", "--dry-run", *EN)
    done = run("import", "bundle", str(folder), str(file), "--by", "P1", *EN)

    assert (looked.exit_code, looked.stdout) == (0, f"Nothing new would go into {file}.\n")
    assert (done.exit_code, done.stdout) == (0, "Nothing was new, so nothing was recorded.\n")


def test_a_study_without_rows_is_exported_and_said_to_have_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "data"))
    new, file, folder = (tmp_path / name for name in ("baru", "s.engage", "folder"))
    assert run("new", str(new)).exit_code == 0
    assert run("import", "bundle", str(new), str(file)).exit_code == 0

    told = run("export", "bundle", str(file), str(folder), *EN)

    assert told.stdout.splitlines()[0] == f"Wrote the study folder {folder.as_posix()}; no table has rows yet."


def test_exports_that_read_definitions_work_from_a_study_file(
    run: Run, both: tuple[Path, Path], tmp_path: Path
) -> None:
    for what, name in (("workbook", "a.xlsx"), ("xlsform", "b.xlsx"), ("responses", "c.csv"), ("panel", "d.xlsx")):
        found = run("export", what, str(both[0]), str(tmp_path / name))
        assert found.exit_code == 0, (what, found.stderr)
    for what, name in (("schedule", "e.docx"), ("consent", "papers"), ("kit", "kit.zip")):
        found = [run("export", what, str(study), str(tmp_path / f"{at}-{name}")) for at, study in enumerate(both)]
        assert [one.exit_code for one in found] == [0, 0], (what, found[0].stderr)
    assert (tmp_path / "0-kit.zip").read_bytes() == (tmp_path / "1-kit.zip").read_bytes()


def test_a_folder_beside_its_study_file_is_told_to_be_a_copy(run: Run, both: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copyfile(both[0], tmp_path / "s.engage")
    shutil.copytree(both[1], tmp_path / "folder")
    found = json.loads(run("check", str(tmp_path / "folder"), "--json").stdout)
    alone = json.loads(run("check", str(both[1]), "--json").stdout)
    known = [one["code"] for one in alone["problems"]]
    told = [one["code"] for one in found["problems"]]
    assert sorted(told) == sorted([*known, "study.file_beside"])


HELD: dict[str, str | bytes] = {
    "participants.csv": "id,site,facility\nR01,RS,klinik-a\nR02,RS,\nR03,RS,\nR04,RS,\n",
    "staff.csv": "key,roles\nAB,lead\n",
    "recruitment.csv": "participant,event,on,reason,recruiter\n"
    "R01,contacted,2024-01-01,,seed\nR02,contacted,2024-01-01,,R01\n"
    'R03,declined,2024-01-01,"other: sibuk\nsekali",R01\n',
    "consent.csv": "participant,event,at,form,version,language,mode,take_part\n"
    "R01,given,2024-01-02T09:00,psp,v1,id,ink,yes\n"
    "R02,given,2024-01-04T10:00,psp,v1,id,ink,yes\nR03,given,2024-01-02T09:00,psp,v1,id,telephone,yes\n",
    "interviews.csv": "id,participant,instrument,version,mode,started_at,ended_at,end,field_notes\n"
    'R01-1,R01,mini,v1,face,2024-01-03T09:00,2024-01-03T09:30,complete,"=1+1\nbaris dua"\n'
    "R02-1,R02,mini,v1,face,2024-01-04T09:00,2024-01-04T09:30,complete,\n"
    "R03-1,R03,mini,v1,telephone,2024-01-04T09:00,2024-01-04T09:30,complete,\n"
    "R04-1,R04,mini,v1,face,2024-01-04T09:00,2024-01-04T09:30,partial,\n",
    "responses.csv": 'interview,nomor,jelas,putusan,cerita\nR01-1,ya,4,ya,"\'kutip\ndua baris"\nR02-1,ya,2,tidak,\n'
    "R03-1,ya,5,ya,-minus\nR04-1,ya,1,.refused,\n",
    "settings.csv": "at,by,setting,before,after,interviews\n2024-01-05,AB,rule.cut,3,4,2\n",
    "consent/psp-v1.id.md": "---\nid: psp\nversion: v1\nlanguage: id\n---\nSaya bersedia.\n",
}


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_what_is_held_back_or_to_be_looked_at_is_told_at_the_same_places(
    run: Run,
    tmp_path: Path,
    write_study: Callable[[Path, dict[str, str | bytes]], Path],
    make_file: Callable[..., str],
    words: tuple[str, ...],
) -> None:
    file = make_file(write_study(tmp_path / "studi", HELD))
    folder = tmp_path / "lain" / "keluar"
    folder.parent.mkdir()
    assert run("export", "bundle", file, str(folder)).exit_code == 0
    for how in (("--json",), ("--lang", "id"), EN):
        said = [run(*words, study, *how) for study in (file, str(folder))]
        assert said[0].stdout == said[1].stdout
        assert said[0].exit_code == said[1].exit_code
    if words == ("check",):
        found = json.loads(run("check", file, "--json").stdout)
        assert found["held"] >= 3
        assert found["warnings"] >= 1
