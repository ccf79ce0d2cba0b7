"""`engage-eval report` with checklists and templates: what is written, what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import Result

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[..., Path]


@pytest.mark.parametrize(("language", "heading"), [("id", "daftar periksa COREQ"), ("en", "COREQ checklist")])
def test_a_checklist_is_added_as_an_appendix(
    run: Run, sample: Path, tmp_path: Path, language: str, heading: str
) -> None:
    result = run("report", sample, "-o", tmp_path / "a.md", "--checklist", "coreq", "--lang", language)

    assert result.exit_code == 0
    assert f"{heading}\n" in (tmp_path / "a.md").read_text(encoding="utf-8")


def test_several_checklists_stand_in_the_order_asked_for_and_each_once(
    run_json: RunJson, sample: Path, tmp_path: Path
) -> None:
    asked = ["--checklist", "strobe", "--checklist", "coreq", "--checklist", "strobe"]
    found = run_json("report", sample, "-o", tmp_path / "a.md", *asked, "--lang", "en")
    text = (tmp_path / "a.md").read_text(encoding="utf-8")

    assert found["checklists"] == ["strobe", "coreq"]
    assert text.count("## Appendix: STROBE checklist\n") == 1
    assert text.index("## Appendix: STROBE checklist\n") < text.index("## Appendix: COREQ checklist\n")


@pytest.mark.parametrize(("language", "said"), [("id", "ringkas"), ("en", "whole report")])
def test_the_short_report_takes_no_checklist(run: Run, sample: Path, tmp_path: Path, language: str, said: str) -> None:
    target = tmp_path / "a.docx"
    result = run("report", sample, "-o", target, "--kind", "ringkas", "--checklist", "coreq", "--lang", language)

    assert result.exit_code == 2
    assert said in result.stderr
    assert not target.exists()


def test_an_unknown_checklist_is_wrong_usage(run: Run, sample: Path, tmp_path: Path) -> None:
    result = run("report", sample, "-o", tmp_path / "a.md", "--checklist", "prisma", "--lang", "en")

    assert result.exit_code == 2
    assert "coreq" in result.stderr
    assert not (tmp_path / "a.md").exists()


def test_an_empty_study_still_has_its_checklist(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(tmp_path / "kosong", {})
    result = run("report", study, "-o", tmp_path / "a.docx", *_all(), "--lang", "id")

    assert result.exit_code == 0
    assert (tmp_path / "a.docx").stat().st_size > 0


def _all() -> list[str]:
    return [word for name in ("coreq", "srqr", "cherries", "strobe") for word in ("--checklist", name)]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "RSUD Contoh"
    word.save(str(tmp_path / "kop.docx"))
    return tmp_path / "kop.docx"


def test_the_report_takes_the_look_of_a_template(
    run_json: RunJson, sample: Path, tmp_path: Path, template: Path
) -> None:
    target = tmp_path / "a.docx"
    found = run_json("report", sample, "-o", target, "--kind", "ringkas", "--template", template, "--lang", "id")
    header = docx.Document(str(target)).sections[0].header

    assert found["template"] == template.as_posix()
    assert [one.text for one in header.paragraphs] == ["DATA CONTOH: sebagian direka", "RSUD Contoh"]


@pytest.mark.parametrize(
    ("target", "given", "said"),
    [
        ("a.html", "kop.docx", ".docx"),
        ("a.docx", "tiada.docx", "tiada.docx"),
        ("kop.docx", "kop.docx", "never replaced"),
        ("a.docx", "teks.docx", "can't be read as a Word file"),
    ],
)
def test_a_template_that_is_none_is_wrong_usage(
    run: Run, sample: Path, template: Path, target: str, given: str, said: str
) -> None:
    folder = template.parent
    (folder / "teks.docx").write_text("halo", encoding="utf-8")
    before = template.read_bytes()
    result = run("report", sample, "-o", folder / target, "--template", folder / given, "--force", "--lang", "en")

    assert result.exit_code == 2
    assert said in result.stderr
    assert template.read_bytes() == before
    assert target == "kop.docx" or not (folder / target).exists()
