"""The Word file block by block: captions and references, contents, tables, figures, lists, pages, languages."""

import hashlib
import io
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree
from matplotlib.figure import Figure as Drawing

from engage_eval.report.blocks import (
    Block,
    Bullets,
    Column,
    Contents,
    Document,
    Figure,
    Heading,
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
NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "ee": "urn:engage-eval:claims:1",
}
DIGEST = hashlib.sha256(b"data").hexdigest()

AGREE = Claim(
    id="dispositions.agree.eligible",
    value=0.65,
    low=0.4329,
    high=0.8188,
    count=13,
    n=20,
    numerator=13,
    denominator=20,
    rule="said yes to the verdict",
    who=("BU-7K3Q-M", "BU-2X9P-C"),
)
BEFORE = Claim(id="outcomes.visits.before", value=1558, count=1558)


def document(*blocks: Block, language: str = "id", claims: tuple[Claim, ...] = (AGREE, BEFORE)) -> Document:
    return Document(
        language=language,
        kind="lengkap",
        title="Evaluasi siaran",
        subtitle="Laporan lengkap",
        study_id="demo",
        day="2024-06-30",
        digest=DIGEST,
        program="engage-eval 0.1.0",
        header="DATA CONTOH",
        blocks=blocks,
        claims=Claims(claims),
        author="Tim evaluasi",
    )


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> etree._Element:
    return etree.fromstring(parts(data)["word/document.xml"])


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext(f"{W}t"))


def drawing() -> Drawing:
    made = Drawing(figsize=(4, 2))
    made.add_subplot().barh([0, 1], [2, 3])
    return made


def a_table(label: str, *, appendix: bool = False, rows: int = 2) -> Table:
    row = Row(((Text("Klinik A"),), (Number("outcomes.visits.before", "count"),)))
    columns = (Column((Text("Fasilitas"),), width=3), Column((Text("Kunjungan"),), "decimal"))
    return Table(label, (Text("Kunjungan"),), columns, (row,) * rows, ((Text("n = 20."),),), appendix=appendix)


def a_figure(label: str) -> Figure:
    return Figure(label, (Text("Kesetujuan"),), "Sebagian besar setuju.", drawing(), claims=(AGREE.id,))


def fields(element: etree._Element) -> list[tuple[str, str]]:
    """Return instruction and stored result of every field in document order (fields within fields apart)."""
    found: list[tuple[str, str]] = []
    stack: list[tuple[list[str], list[str], list[bool]]] = []
    for node in element.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            stack.append(([], [], [False]))
        elif kind == "separate":
            stack[-1][2][0] = True
        elif kind == "end":
            code, result, _separated = stack.pop()
            found.append(("".join(code).strip(), "".join(result)))
        elif stack:
            stack[-1][1 if stack[-1][2][0] else 0].append(node.text or "")
    assert not stack
    return found


def test_captions_count_in_document_order_and_references_point_to_them() -> None:
    made = write_docx(
        document(
            Paragraph((Ref("kedua"), Text(", "), Ref("lampiran"), Text(", "), Ref("gambar"))),
            a_table("pertama"),
            a_figure("gambar"),
            a_table("kedua"),
            a_table("lampiran", appendix=True),
        )
    )
    root = body(made)

    found = fields(root)

    assert [one for one in found if one[0].startswith("SEQ")] == [
        ("SEQ Tabel \\* ARABIC", "1"),
        ("SEQ Gambar \\* ARABIC", "1"),
        ("SEQ Tabel \\* ARABIC", "2"),
        ("SEQ Tabel_A \\* ARABIC", "1"),
    ]
    references = [one for one in found if one[0].startswith("REF")]
    assert [result for _code, result in references] == [
        "Tabel\N{NO-BREAK SPACE}2",
        "Tabel\N{NO-BREAK SPACE}A1",
        "Gambar\N{NO-BREAK SPACE}1",
    ]
    marked = bookmarks(root)
    for code, result in references:
        assert marked[code.split()[1]] == result


def bookmarks(root: etree._Element) -> dict[str, str]:
    """Return the text between the marks of each bookmark; all stand within one paragraph."""
    found = {}
    for start in root.iter(f"{W}bookmarkStart"):
        text = ""
        for node in start.itersiblings():
            if node.tag == f"{W}bookmarkEnd" and node.get(f"{W}id") == start.get(f"{W}id"):
                break
            text += text_of(node)
        else:
            pytest.fail(f"{start.get(f'{W}name')} has no end")
        found[start.get(f"{W}name")] = text
    return found


def test_contents_link_to_the_headings() -> None:
    made = write_docx(
        document(
            Contents(),
            Heading(1, (Text("Metode"),)),
            Heading(2, (Text("Sampel"),)),
            Heading(3, (Text("Rinci"),)),
            Heading(1, (Text("Lampiran"),), appendix=True),
        )
    )
    root = body(made)

    links = [(link.get(f"{W}anchor"), text_of(link)) for link in root.iter(f"{W}hyperlink")]

    assert [text for _anchor, text in links] == ["Metode", "Sampel", "Lampiran"]
    marked = bookmarks(root)
    assert all(marked[anchor] == text for anchor, text in links)
    assert "Daftar isi" in [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]


def test_a_figure_has_alt_text_and_is_as_wide_as_the_text() -> None:
    made = write_docx(document(a_figure("setuju")))

    inline = body(made).find(".//wp:inline", NS)

    assert inline.find("wp:docPr", NS).get("descr") == "Sebagian besar setuju."
    assert inline.find("wp:extent", NS).get("cx") == str(16 * 360_000)
    [shape] = docx.Document(io.BytesIO(made)).inline_shapes
    assert shape.width == 16 * 360_000
    assert parts(made)["word/media/figure1.png"].startswith(b"\x89PNG")


def test_a_figure_higher_than_a_page_is_made_smaller() -> None:
    tall = Figure("tinggi", (Text("T"),), "alt", Drawing(figsize=(2, 8)))

    extent = body(write_docx(document(tall))).find(".//wp:extent", NS)

    assert int(extent.get("cy")) == 19 * 360_000
    assert int(extent.get("cx")) == round(19 * 360_000 / 4)


def keeping_styles(data: bytes) -> set[str]:
    """Return the styles that keep with the next paragraph, by themselves or by what they are based on."""
    styles = {one.get(f"{W}styleId"): one for one in etree.fromstring(parts(data)["word/styles.xml"]).iter(f"{W}style")}

    def keeps(name: str) -> bool:
        based = styles[name].find("w:basedOn", NS)
        own = styles[name].find("w:pPr/w:keepNext", NS) is not None
        return own or (based is not None and keeps(based.get(f"{W}val")))

    return {name for name in styles if keeps(name)}


def test_a_caption_never_parts_from_its_object() -> None:
    made = write_docx(document(a_table("t"), a_figure("f")))
    root = body(made)
    keeping = keeping_styles(made)

    flow = [
        (node.find("w:pPr/w:pStyle", NS).get(f"{W}val") if node.tag == f"{W}p" else "tbl")
        for node in root.find("w:body", NS)
        if node.tag != f"{W}sectPr"
    ]

    at = flow.index("Caption")
    assert flow[at : at + 4] == ["Caption", "TableTitle", "tbl", "TableNote"]
    at = flow.index("Figure")
    assert flow[at : at + 2] == ["Figure", "FigureCaption"]
    assert {"Caption", "TableTitle", "Figure", "Heading1", "Heading2", "Heading3"} <= keeping
    cells = root.findall(".//w:tbl//w:p", NS)
    assert all(
        cell.find("w:pPr/w:keepNext", NS) is not None or cell.find("w:pPr/w:pStyle", NS).get(f"{W}val") in keeping
        for cell in cells
    )


def test_a_table_repeats_its_head_and_splits_no_row() -> None:
    root = body(write_docx(document(a_table("panjang", rows=60))))

    rows = root.findall(".//w:tr", NS)

    assert [row.find("w:trPr/w:tblHeader", NS) is not None for row in rows] == [True] + [False] * 60
    assert all(row.find("w:trPr/w:cantSplit", NS) is not None for row in rows)
    kept = [row.find(".//w:pPr/w:keepNext", NS) is not None for row in rows[1:]]
    assert kept[:2] == [True, True]
    assert kept[30] is False
    assert kept[-1] is True  # the notes follow


def test_a_table_has_three_rules_and_fits_the_page() -> None:
    made = write_docx(document(a_table("t")))
    styles = etree.fromstring(parts(made)["word/styles.xml"])

    style = styles.find(".//w:style[@w:styleId='ThreeRules']", NS)

    borders = style.find("w:tblPr/w:tblBorders", NS)
    assert [(one.tag.removeprefix(W), one.get(f"{W}sz")) for one in borders] == [("top", "6"), ("bottom", "6")]
    head = style.find("w:tblStylePr[@w:type='firstRow']/w:tcPr/w:tcBorders/w:bottom", NS)
    assert head.get(f"{W}sz") == "4"
    widths = [int(one.get(f"{W}w")) for one in body(made).findall(".//w:gridCol", NS)]
    assert sum(widths) == 9071
    assert widths[0] == pytest.approx(3 * widths[1], abs=3)


def test_decimals_of_a_column_stand_in_line() -> None:
    whole = Claim(id="whole", value=1.0)
    rows = (Row(((Number(AGREE.id, "value", "share1"),),)), Row(((Number("whole", "value", "share1"),),)))
    table = Table("t", (Text("T"),), (Column((Text("Setuju"),), "decimal"),), rows)

    cells = [text_of(cell) for cell in body(write_docx(document(table, claims=(AGREE, whole)))).findall(".//w:tc", NS)]

    assert cells == ["Setuju", "65,0%", "100%\u2008\u2007"]


def test_a_group_row_spans_the_table_and_a_bold_row_is_bold() -> None:
    table = Table(
        "t",
        (Text("T"),),
        (Column((Text("a"),)), Column((Text("b"),))),
        (
            Row(((Text("Kelompok"),),), group=True),
            Row(((Text("Jumlah"),), (Number(BEFORE.id, "count"),)), bold=True),
        ),
    )

    _head, group, total = body(write_docx(document(table))).findall(".//w:tr", NS)

    assert group.find("w:tc/w:tcPr/w:gridSpan", NS).get(f"{W}val") == "2"
    # By style and not by run: LibreOffice shows no bold of a run inside a control.
    assert [one.get(f"{W}val") for one in total.iter(f"{W}pStyle")] == ["TableTotal", "TableTotal"]
    styles = etree.fromstring(parts(write_docx(document()))["word/styles.xml"])
    assert styles.find("w:style[@w:styleId='TableTotal']/w:rPr/w:b", NS) is not None


def test_every_run_of_the_body_says_its_language() -> None:
    made = write_docx(
        document(
            Contents(),
            Heading(1, (Text("Metode"),)),
            a_table("t"),
            Paragraph((Text("kata "), Text("consent gate", language="en"), Text("tembang", language="jv"))),
        )
    )
    runs = list(body(made).iter(f"{W}r"))

    tags = {text_of(run): run.find("w:rPr/w:lang", NS).get(f"{W}val") for run in runs}

    assert tags["consent gate"] == "en-GB"
    assert tags["tembang"] == "jv"
    assert tags["kata "] == "id-ID"
    assert set(tags.values()) == {"id-ID", "en-GB", "jv"}
    assert b"en-US" not in b"".join(parts(made).values())


def test_an_english_report_is_english_throughout() -> None:
    made = write_docx(document(Contents(), Heading(1, (Text("Methods"),)), a_table("t"), language="en"))
    whole = parts(made)

    assert b"id-ID" not in b"".join(whole.values())
    assert "Page 1 of 1" in text_of(etree.fromstring(whole["word/footer1.xml"]))
    assert b"1,558" in whole["word/document.xml"]


def test_page_header_and_footer() -> None:
    made = write_docx(document())
    section = docx.Document(io.BytesIO(made)).sections[0]

    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))
    assert section.left_margin.cm == pytest.approx(2.5, abs=0.01)
    assert section.header.paragraphs[0].text == "DATA CONTOH"
    footer = etree.fromstring(parts(made)["word/footer1.xml"])
    assert "Halaman 1 dari 1" in text_of(footer)
    assert [code for code, _result in fields(footer)] == ["PAGE", "NUMPAGES"]


def test_numbered_lists_begin_at_one_each() -> None:
    items = ((Text("satu"),), (Text("dua"),))
    made = write_docx(
        document(Bullets(items, numbered=True), Paragraph((Text("x"),)), Bullets(items, numbered=True), Bullets(items))
    )

    used = [one.get(f"{W}val") for one in body(made).findall(".//w:pPr/w:numPr/w:numId", NS)]

    numbering = etree.fromstring(parts(made)["word/numbering.xml"])
    assert used[0] == used[1] != used[2] == used[3]
    assert len(used) == 4
    for one in set(used):
        override = numbering.find(f"w:num[@w:numId='{one}']/w:lvlOverride/w:startOverride", NS)
        assert override.get(f"{W}val") == "1"


def test_a_page_break_goes_with_what_follows_and_leaves_no_empty_page() -> None:
    made = write_docx(
        document(
            PageBreak(),
            PageBreak(),
            Paragraph((Text("isi"),)),
            Heading(1, (Text("Lampiran"),), appendix=True),
            PageBreak(),
        )
    )

    broken = [
        text_of(paragraph)
        for paragraph in body(made).iter(f"{W}p")
        if paragraph.find("w:pPr/w:pageBreakBefore", NS) is not None
    ]

    assert broken == ["isi", "Lampiran"]
    assert not body(made).findall(".//w:br[@w:type='page']", NS)


def test_a_short_report_has_its_title_at_the_top_and_no_title_page() -> None:
    made = write_docx(replace(document(Paragraph((Text("isi"),))), title_page=False))

    read = [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]

    assert read == ["Evaluasi siaran", "Laporan lengkap", "isi"]
    assert not body(made).findall(".//w:pageBreakBefore", NS)


def test_ten_thousand_paragraphs_keep_their_order() -> None:
    made = write_docx(document(*(Paragraph((Text(f"paragraf {place}"),)) for place in range(10_000))))

    texts = [text_of(paragraph) for paragraph in body(made).iter(f"{W}p")]

    assert texts[-10_000:] == [f"paragraf {place}" for place in range(10_000)]
