"""The commands verify and refresh: exit codes, what they refuse, and what they say in both languages."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]
PEOPLE = "id,site\nP1,RS\nP2,RS\n"
EIGHTY = 80


@pytest.fixture
def study(tmp_path: Path, write_study: Write) -> Path:
    return write_study(tmp_path / "studi", {"participants.csv": PEOPLE})


@pytest.fixture
def report(run: Run, study: Path, tmp_path: Path) -> Path:
    target = tmp_path / "laporan.docx"
    assert run("report", study, "-o", target, "--lang", "id").exit_code == 0
    return target


def edit(report: Path, before: bytes, after: bytes) -> None:
    """Change the document's text in place."""
    with zipfile.ZipFile(report) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert before in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(before, after, 1)
    with zipfile.ZipFile(report, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_report_that_follows_from_its_study_leaves_with_zero(run: Run, study: Path, report: Path) -> None:
    result = run("verify", report, study, "--lang", "en")

    assert result.exit_code == 0
    assert "follow from the study." in result.stdout
    assert "Changed by hand" not in result.stdout


def test_a_number_typed_over_leaves_with_one_and_is_named_in_both_languages(
    run: Run, study: Path, report: Path
) -> None:
    edit(report, b"<w:t>2</w:t></w:r></w:sdtContent>", b"<w:t>7</w:t></w:r></w:sdtContent>")
    english, indonesian = run("verify", report, study, "--lang", "en"), run("verify", report, study, "--lang", "id")

    assert (english.exit_code, indonesian.exit_code) == (1, 1)
    assert "Changed by hand (report -> study):\n  7 -> 2   " in english.stdout
    assert "Diubah dengan tangan (laporan -> studi):\n  7 -> 2   " in indonesian.stdout
    assert max(len(line) for line in english.stdout.splitlines()) <= EIGHTY


def test_a_study_with_more_people_makes_numbers_outdated_and_refresh_puts_them_right(
    run: Run, run_json: Callable[..., dict[str, Any]], study: Path, report: Path, tmp_path: Path
) -> None:
    (study / "participants.csv").write_text(PEOPLE + "P3,RS\n", encoding="utf-8")
    before = report.read_bytes()
    outdated = run_json("verify", report, study)["outdated"]
    made = run("refresh", report, study, "-o", tmp_path / "baru.docx", "--lang", "en")
    after = run_json("verify", tmp_path / "baru.docx", study)

    one = {"id": "dispositions.recruited", "field": "count", "in_report": "2", "in_study": "3"}
    assert one in outdated
    assert "  2 -> 3   dispositions.recruited:count" in made.stdout
    assert (after["claims"], after["outdated"], after["edited"]) == (after["same"], [], [])
    assert after["digest_in_report"] == after["digest_of_study"]
    assert report.read_bytes() == before


def test_the_report_itself_is_never_replaced_and_another_file_only_with_force(
    run: Run, study: Path, report: Path, tmp_path: Path
) -> None:
    before = report.read_bytes()
    other = tmp_path / "ada.docx"
    other.write_bytes(b"mine")

    itself = run("refresh", report, study, "-o", tmp_path / "studi" / ".." / "laporan.docx", "--force", "--lang", "en")
    taken = run("refresh", report, study, "-o", other, "--lang", "en")

    assert (itself.exit_code, taken.exit_code) == (2, 2)
    assert "is the report itself" in itself.stderr
    assert (report.read_bytes(), other.read_bytes()) == (before, b"mine")
    assert run("refresh", report, study, "-o", other, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("studi", "is no Word report"),
        ("uji.engage", "is no Word report"),
        ("tidak-ada.docx", "is not there"),
        ("studi/study.yaml", "can't be read as a Word file"),
        ("lama.doc", "is an old Word file (.doc)"),
    ],
)
def test_what_is_no_report_gets_a_sentence(run: Run, study: Path, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "lama.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))
    result = run("verify", tmp_path / name, study, "--lang", "en")

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_report_of_another_study_is_refused(
    run: Run, report: Path, tmp_path: Path, write_study: Write, study: Path
) -> None:
    text = (study / "study.yaml").read_text(encoding="utf-8").replace("id: uji\n", "id: lain\n")
    other = write_study(tmp_path / "lain", {"study.yaml": text, "participants.csv": PEOPLE})
    result = run("refresh", report, other, "-o", tmp_path / "baru.docx", "--lang", "en")

    assert result.exit_code == 2
    assert "was made from the study “uji”; this is the study “lain”" in result.stderr
    assert not (tmp_path / "baru.docx").exists()


@pytest.mark.parametrize("name", ["baru.pdf", "baru", "tidak-ada/baru.docx"])
def test_a_new_file_that_can_t_be_is_refused_before_anything_is_read(
    run: Run, study: Path, report: Path, tmp_path: Path, name: str
) -> None:
    assert run("refresh", report, study, "-o", tmp_path / name).exit_code == 2


def test_a_study_with_errors_is_not_compared(run: Run, study: Path, report: Path) -> None:
    (study / "participants.csv").write_text("id,site\nP1,RS\nP1,RS\n", encoding="utf-8")
    result = run("verify", report, study, "--lang", "en")

    assert result.exit_code == 1
    assert "tables.duplicate" in result.stderr


def test_names_longer_than_any_file_has_are_told(run: Run, study: Path, report: Path, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 300)

    assert run("verify", long, study).exit_code == 2
    assert run("verify", report, long).exit_code == 2
    assert run("refresh", report, study, "-o", f"{long}.docx").exit_code == 2
    assert run("explain", study, long).exit_code == 2
    assert run("explain", long).exit_code in (1, 2)


def test_a_report_in_another_format_is_no_word_report(run: Run, study: Path, tmp_path: Path) -> None:
    page = tmp_path / "laporan.html"
    assert run("report", study, "-o", page).exit_code == 0
    result = run("verify", page, study, "--lang", "en")

    assert result.exit_code == 2
    assert "is no Word report" in result.stderr


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_refresh_says_of_numbers_that_the_report_lacks_fits_the_terminal(
    run: Run, study: Path, report: Path, tmp_path: Path, language: str
) -> None:
    (study / "attributes.csv").write_text(
        "participant,key,value\nP1,sex,perempuan\nP2,sex,laki-laki\n", encoding="utf-8"
    )
    (study / "recruitment.csv").write_text("participant,event,on\nP1,nominated,2024-03-01\n", encoding="utf-8")
    result = run("refresh", report, study, "-o", tmp_path / "baru.docx", "--lang", language)
    said = [line for line in result.stdout.splitlines()[1:] if ":" not in line.strip().rpartition("   ")[2][:-1]]

    assert result.exit_code == 0, result.stderr
    assert ("would also print" if language == "en" else "juga akan memuat") in result.stdout
    assert max(map(len, said)) <= EIGHTY
