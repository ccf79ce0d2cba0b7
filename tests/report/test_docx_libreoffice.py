"""The Word file as LibreOffice lays it out: it recomputes captions and references, which must agree with the stored."""

import hashlib
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdf
import pytest
from lxml import etree
from matplotlib.figure import Figure as Drawing

from engage_eval.report.blocks import (
    Bullets,
    Column,
    Contents,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Number,
    PageBreak,
    Paragraph,
    Ref,
    Row,
    Table,
    Text,
)
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.docx import write_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE = shutil.which("soffice")


def a_table(label: str, rows: int, *, appendix: bool = False) -> Table:
    columns = (Column((Text("Kepala fasilitas"),), width=3), Column((Text("Setuju"),), "decimal"))
    made = tuple(
        Row(((Text(f"{label} baris {place}"),), (Number("agree", "value", "share1"),))) for place in range(rows)
    )
    return Table(label, (Text(f"Judul {label}"),), columns, made, ((Text(f"Sumber {label}."),),), appendix=appendix)


def a_figure(label: str) -> Figure:
    drawing = Drawing(figsize=(6, 3))
    drawing.add_subplot().barh([0, 1], [2, 3])
    return Figure(label, (Text(f"Judul {label}"),), "Sebagian besar setuju.", drawing)


def convert(source: Path, kind: str, folder: Path) -> None:
    """Let LibreOffice write ``source`` anew into ``folder``, with a profile of its own."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", kind, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603 - a fixed command, our own file


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_the_captions_references_and_numbers_that_are_stored(tmp_path: Path) -> None:
    agree = Claim(id="agree", value=0.65, low=0.4329, high=0.8188, count=1558, n=20)
    share = Number("agree", "value", "share1")
    cited = Paragraph(
        (
            Text("Rujukan: "),
            *(
                part
                for label in ("kedua", "lampiran", "ekor", "pertama", "grafik", "akhir")
                for part in (Ref(label), Text("; "))
            ),
            Text("selesai "),
            Number("agree", "interval", "interval1"),
            Text("."),
        )
    )
    report = Document(
        language="id",
        kind="lengkap",
        title="Evaluasi siaran",
        subtitle="Laporan",
        study_id="demo",
        day="2024-06-30",
        digest=hashlib.sha256(b"").hexdigest(),
        program="engage-eval 0.1.0",
        header="DATA CONTOH: sebagian direka",
        claims=Claims([agree]),
        blocks=(
            Contents(),
            PageBreak(),
            Heading(1, (Text("Ringkasan"),)),
            Paragraph((Text("Semuanya direka."),), "banner"),
            KeyFigures((KeyFigure((share,), (Text("setuju"),)), KeyFigure((Number("agree", "count"),), (Text("n"),)))),
            Paragraph((Text("Pesan."),), "lead"),
            cited,
            Bullets(((Text("langkah satu"),), (Text("langkah dua"),)), numbered=True),
            Bullets(((Text("butir"),),)),
            Paragraph((Text("perintah"),), "code"),
            a_table("pertama", 5),
            a_figure("grafik"),
            a_table("kedua", 70),
            a_figure("akhir"),
            Heading(1, (Text("Lampiran"),), appendix=True),
            a_table("lampiran", 3, appendix=True),
            a_table("ekor", 3, appendix=True),
            Paragraph((Text("Catatan penutup."),), "note"),
        ),
    )
    source = tmp_path / "laporan.docx"
    source.write_bytes(write_docx(report, annotate=True))

    convert(source, "pdf", tmp_path)

    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(tmp_path / "laporan.pdf").pages]
    text = " ".join(pages)
    assert "Rujukan: Tabel 2; Tabel A1; Tabel A2; Tabel 1; Gambar 1; Gambar 2; selesai [43,3; 81,9]." in text
    for caption in (
        "Tabel 1 Judul pertama",
        "Gambar 1. Judul grafik",
        "Tabel 2 Judul kedua",
        "Gambar 2. Judul akhir",
        "Tabel A1 Judul lampiran",
        "Tabel A2 Judul ekor",
    ):
        assert text.count(caption) == 1, caption
    stored = {" ".join("".join(one.itertext(f"{W}t")).split()) for one in paragraphs(source)}
    for caption in ("Gambar 1. Judul grafik", "Gambar 2. Judul akhir", "Tabel 1", "Tabel 2", "Tabel A1", "Tabel A2"):
        assert caption in stored
    [line] = [one for one in stored if one.startswith("Rujukan:")]
    assert line in text
    assert "1.558" in text
    assert not re.search(r"Error|Galat|not found", text)
    for number, page in enumerate(pages, start=1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "DATA CONTOH: sebagian direka" in page
    over_pages = [page for page in pages if "kedua baris" in page]
    assert len(over_pages) > 1
    assert all("Kepala fasilitas" in page for page in over_pages)
    for label in ("pertama", "kedua", "lampiran"):
        assert any(f"Judul {label}" in page and f"{label} baris 0" in page for page in pages)
    assert any("kedua baris 69" in page and "Sumber kedua." in page for page in pages)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_numbers_can_still_be_found_after_libreoffice_has_saved_the_file(tmp_path: Path) -> None:
    agree = Claim(id="dispositions.agree.eligible", value=0.65, low=0.4329, high=0.8188, count=13, n=20)
    share = Number(agree.id, "value", "share1")
    report = Document(
        language="id",
        kind="ringkas",
        title="Evaluasi",
        subtitle="",
        study_id="demo",
        day="2024-06-30",
        digest=hashlib.sha256(b"").hexdigest(),
        program="engage-eval 0.1.0",
        header="",
        title_page=False,
        claims=Claims([agree]),
        blocks=(
            Paragraph((Text("Setuju: "), share, Text("; "), share)),
            Paragraph((Number(agree.id, "interval", "interval1"),)),
        ),
    )
    source = tmp_path / "laporan.docx"
    source.write_bytes(write_docx(report))
    saved = tmp_path / "saved"
    saved.mkdir()

    convert(source, "docx:MS Word 2007 XML", saved)

    assert len(controls(source)) == 3
    assert controls(saved / "laporan.docx") == controls(source)
    with zipfile.ZipFile(saved / "laporan.docx") as archive:
        assert b"urn:engage-eval:claims:1" in archive.read("customXml/item1.xml")


def paragraphs(path: Path) -> list[etree._Element]:
    """Return the paragraphs as they are stored."""
    with zipfile.ZipFile(path) as archive:
        return list(etree.fromstring(archive.read("word/document.xml")).iter(f"{W}p"))


def controls(path: Path) -> list[tuple[str, str]]:
    """Return alias and text of every content control; tag and id don't survive."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return [
        (control.find(f"{W}sdtPr/{W}alias").get(f"{W}val"), "".join(control.itertext(f"{W}t")))
        for control in root.iter(f"{W}sdt")
    ]
