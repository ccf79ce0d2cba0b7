"""The sample report, rewritten and saved by LibreOffice, held against its study and renewed from a larger one."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from lxml import etree

from engage_eval.actions import living
from engage_eval.actions.report import Wanted, write
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.model.pseudonym import check_character
from engage_eval.report.docx.comparing import Comparison, State
from engage_eval.report.docx.reading import looks_ours

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
SAMPLE = find("sample_data", "rs-x-2023")
ANOTHER, COPIED = "RSX-7ZZ7-" + check_character("RSX7ZZ7"), "RSX-48RY-K"
AGREE = "dispositions.agree.eligible:value"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A report as the program wrote it, as its author left it, what was said of it, and its renewed form."""

    written: Path
    saved: Path
    verified: Comparison
    renewed: living.Renewed
    new: Path
    again: Comparison


def office(source: Path, kind: str, folder: Path) -> Path:
    """Let LibreOffice write ``source`` anew, with a profile of its own."""
    assert SOFFICE is not None
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", kind]
    subprocess.run(  # noqa: S603 - a fixed command on our own files
        [*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=180
    )
    return folder / f"{source.stem}.{kind.partition(':')[0]}"


def body_of(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def controls(root: etree._Element) -> list[tuple[str, list[etree._Element]]]:
    """Return our controls: alias, and the elements of their text."""
    found = [(one.find(f"{W}sdtPr/{W}alias"), list(one.iter(f"{W}t"))) for one in root.iter(f"{W}sdt")]
    return [(one.get(f"{W}val"), texts) for one, texts in found if one is not None and looks_ours(one.get(f"{W}val"))]


def prose(path: Path) -> list[str]:
    """Return the text of every paragraph without the numbers in controls, digests and the spaces that align."""
    root = body_of(path)
    for _alias, texts in controls(root):
        for one in texts:
            one.text = ""
    lines = ("".join(one.itertext(f"{W}t")) for one in root.iter(f"{W}p"))
    return [re.sub("[0-9a-f]{64}|[\u2007\u2008]", "", line) for line in lines]


def rewrite(source: Path, target: Path) -> None:
    """Edit a report as an author does: move a paragraph, rewrite a sentence and a cell, type over a number, delete."""
    root = body_of(source)
    body = root[0]
    paragraphs = [one for one in body if one.tag == f"{W}p" and len(list(one.iter(f"{W}sdt"))) > 1]
    body.insert(body.index(paragraphs[-1]), paragraphs[0])
    words = next(one for one in paragraphs[1].iter(f"{W}t") if len((one.text or "").split()) > 3)
    words.text = "Kalimat saya sendiri & tidak lain "
    cell = next(one for one in root.iter(f"{W}tc") if not list(one.iter(f"{W}sdt")) and list(one.iter(f"{W}t")))
    next(cell.iter(f"{W}t")).text = "Sel saya"
    typed = [texts for alias, texts in controls(root) if alias == AGREE]
    typed[1][0].text = "80,0%"
    body.remove(paragraphs[2])
    target.write_bytes(replaced(source, etree.tostring(root)))


def replaced(source: Path, body: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    return made.getvalue()


def one_more(folder: Path) -> Path:
    """Return the sample study with one more person, who says what another one says."""
    shutil.copytree(SAMPLE, folder)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        rows = [row for row in text.splitlines() if COPIED in ",".join(row.split(",")[:2])]
        path.write_text(text + "".join(row.replace(COPIED, ANOTHER) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Rewritten:
    folder = tmp_path_factory.mktemp("rewritten")
    written, edited, new = folder / "written.docx", folder / "edited.docx", folder / "new.docx"
    write(open_study(str(SAMPLE)), written, Wanted(kind="lengkap", language="id", annotate=True))
    rewrite(written, edited)
    saved = folder / "saved"
    saved.mkdir()
    office(edited, "docx:MS Word 2007 XML", saved)
    more = open_study(str(one_more(folder / "study")))
    return Rewritten(
        written=written,
        saved=saved / "edited.docx",
        verified=living.verify(saved / "edited.docx", open_study(str(SAMPLE))),
        renewed=living.refresh(saved / "edited.docx", more, new),
        new=new,
        again=living.verify(new, more),
    )


def test_the_one_number_that_was_typed_over_is_named_and_no_other(rewritten: Rewritten) -> None:
    found = rewritten.verified
    [edited] = found.of(State.EDITED)

    assert (f"{edited.claim}:{edited.field}", edited.in_report, edited.in_study) == (AGREE, "80,0%", "92,9%")
    assert found.of(State.OUTDATED) == ()
    assert found.standing > 300
    assert all(one.in_report is None for one in found.of(State.MISSING))


def test_no_word_of_the_author_s_is_touched(rewritten: Rewritten) -> None:
    lines = prose(rewritten.saved)

    assert any("Kalimat saya sendiri & tidak lain" in line for line in lines)
    assert "Sel saya" in lines
    assert prose(rewritten.new) == lines
    assert lines != prose(rewritten.written)


def test_every_number_is_the_study_s_again(rewritten: Rewritten) -> None:
    shown = {one.claim: one.in_report for one in rewritten.again.numbers if one.field == "n"}

    assert rewritten.again.standing == len(rewritten.again.of(State.SAME)) == rewritten.verified.standing
    assert shown["dispositions.reach.recruited"] == "21"
    assert [one.in_report for one in rewritten.renewed.refreshed.changed if one.state is State.EDITED] == ["80,0%"]


def test_figures_and_their_alternative_texts_follow(rewritten: Rewritten) -> None:
    assert "figure-flow" in rewritten.renewed.refreshed.drawn
    assert (rewritten.renewed.refreshed.kept, rewritten.renewed.refreshed.own_alt) == ((), ())
    assert any("21 direkrut" in (one.get("descr") or "") for one in body_of(rewritten.new).iter())


def test_libreoffice_shows_the_renewed_report(rewritten: Rewritten, tmp_path: Path) -> None:
    pages = pypdf.PdfReader(office(rewritten.new, "pdf", tmp_path)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert "Kalimat saya sendiri & tidak lain" in text
    assert "14 dari 15" in text
    assert "80,0%" not in text.partition("Lampiran")[0]
