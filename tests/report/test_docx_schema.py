"""The Word file against the order that the schema prescribes, since Word refuses what LibreOffice forgives."""

import hashlib
import io
import zipfile

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

# ECMA-376, part 1, appendix A: the sequences of the types that the program writes.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tblBorders": "top left bottom right insideH insideV",
    "tcBorders": "top left bottom right insideH insideV tl2br tr2bl",
    "tblCellMar": "top left bottom right",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "sdt": "sdtPr sdtEndPr sdtContent",
    "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex text",
    "tbl": "bookmarkStart tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "styles": "docDefaults latentStyles style",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "num": "abstractNumId lvlOverride",
    "font": "altName panose1 charset family notTrueType pitch sig",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime mirrorMargins proofState "
    "attachedTemplate defaultTabStop autoHyphenation evenAndOddHeaders characterSpacingControl footnotePr endnotePr "
    "compat docVars rsids mathPr themeFontLang clrSchemeMapping shapeDefaults decimalSymbol listSeparator",
}
INLINE = "extent effectExtent docPr cNvGraphicFramePr graphic"


def every_kind_of_block() -> Document:
    agree = Claim(
        id="agree", value=0.65, low=0.43, high=0.82, count=13, n=20, numerator=13, denominator=20, who=("P1",)
    )
    share = Number("agree", "value", "share1", bold=True)
    drawing = Drawing(figsize=(4, 2))
    drawing.add_subplot().barh([0, 1], [2, 3])
    columns = tuple(Column((Text(align),), align) for align in ("left", "right", "decimal", "centre"))
    cells = ((Text("a", bold=True, italic=True),), (share,), (Number("agree", "count"),), (Ref("lampiran"),))
    rows = (Row(((Text("kelompok"),),), group=True), Row(cells), Row(cells, bold=True))
    note = ((Text("n = 20.", italic=True), share),)
    return Document(
        language="id",
        kind="lengkap",
        title="Judul",
        subtitle="Anak judul",
        study_id="demo",
        day="2024-06-30",
        digest=hashlib.sha256(b"").hexdigest(),
        program="engage-eval 0.1.0",
        header="DATA CONTOH",
        claims=Claims([agree]),
        blocks=(
            Contents(),
            PageBreak(),
            *(Heading(level, (Text("Bab"), share)) for level in (1, 2, 3)),
            *(Paragraph((Text("kata"), share), style) for style in ("body", "lead", "note", "banner", "code")),
            Bullets(((Text("a"),), (Text("b"),))),
            PageBreak(),
            Bullets(((Text("a"), share), (Text("b"),)), numbered=True),
            PageBreak(),
            KeyFigures((KeyFigure((share,), (Text("setuju"),)),) * 5),
            KeyFigures((KeyFigure((share,), (Text("setuju"),)),)),
            PageBreak(),
            Table("tabel", (Text("T"), share), columns, rows, note),
            Figure("gambar", (Text("G"),), "alt", drawing, table="tabel", notes=note),
            Heading(1, (Text("Lampiran"),), appendix=True),
            Table("lampiran", (Text("L"),), columns, rows, appendix=True),
        ),
    )


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_docx(every_kind_of_block(), annotate=True))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_children_stand_in_the_order_of_the_schema(whole: dict[str, bytes]) -> None:
    seen = set()
    for name, data in whole.items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        for element in etree.fromstring(data).iter():
            local = etree.QName(element).localname
            order = INLINE.split() if local == "inline" else ORDER.get(local, "").split()
            if not order or not (element.tag.startswith(W) or local == "inline"):
                continue
            seen.add(local)
            children = [etree.QName(child).localname for child in element]
            assert set(children) <= set(order), (name, local, children)
            assert children == sorted(children, key=order.index), (name, local, children)
    assert seen >= set(ORDER)


def test_single_elements_of_properties_stand_once(whole: dict[str, bytes]) -> None:
    for element in etree.fromstring(whole["word/document.xml"]).iter(f"{W}pPr", f"{W}rPr", f"{W}tblPr", f"{W}tcPr"):
        tags = [child.tag for child in element]
        assert len(tags) == len(set(tags))


def test_every_style_that_is_used_is_defined_and_every_cell_ends_with_a_paragraph(whole: dict[str, bytes]) -> None:
    styles = {one.get(f"{W}styleId") for one in etree.fromstring(whole["word/styles.xml"]).iter(f"{W}style")}
    used = {
        one.get(f"{W}val")
        for name in ("document", "comments", "header1", "footer1", "numbering", "styles")
        for one in etree.fromstring(whole[f"word/{name}.xml"]).iter(
            f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle", f"{W}basedOn", f"{W}next"
        )
    }

    assert used <= styles
    for cell in etree.fromstring(whole["word/document.xml"]).iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"


def test_rows_are_as_wide_as_the_grid_and_tables_never_touch(whole: dict[str, bytes]) -> None:
    root = etree.fromstring(whole["word/document.xml"])
    for table in root.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.iter(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
            assert sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) == columns
        assert table.getnext().tag == f"{W}p"


def test_ids_are_unique(whole: dict[str, bytes]) -> None:
    root = etree.fromstring(whole["word/document.xml"])
    for tag in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentReference"):
        ids = [one.get(f"{W}id") for one in root.iter(f"{W}{tag}")]
        assert len(ids) == len(set(ids)) > 0
    names = [one.get(f"{W}name") for one in root.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))
    assert all(len(name) <= 40 for name in names)
    controls = [one.find(f"{W}sdtPr/{W}id").get(f"{W}val") for one in root.iter(f"{W}sdt")]
    assert len(controls) == len(set(controls)) > 10


def test_every_relationship_leads_to_a_part_and_every_part_has_a_type(whole: dict[str, bytes]) -> None:
    types = etree.fromstring(whole["[Content_Types].xml"])
    overrides = {one.get("PartName") for one in types if one.get("PartName")}
    defaults = {one.get("Extension") for one in types if one.get("Extension")}

    assert {name.removeprefix("/") for name in overrides} <= set(whole)
    for name in whole:
        assert f"/{name}" in overrides or name.rpartition(".")[2] in defaults
    used = set()
    for one in etree.fromstring(whole["word/_rels/document.xml.rels"]):
        target = one.get("Target")
        assert (target.removeprefix("../") if target.startswith("..") else f"word/{target}") in whole
        used.add(one.get("Id"))
    embedded = etree.fromstring(whole["word/document.xml"]).xpath("//@*[local-name()='embed']")
    assert set(embedded) <= used


def test_namespaces_are_declared_once_and_keep_their_usual_prefixes(whole: dict[str, bytes]) -> None:
    assert whole["word/document.xml"].count(b"xmlns:w=") == 1
    for name, data in whole.items():
        if name.endswith((".xml", ".rels")):
            assert b"ns0" not in data, name
