"""A report in the look of a hospital's own Word file: what is taken, what is added, what is left behind."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pypdf
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from lxml import etree
from matplotlib.figure import Figure as Drawing

from engage_eval.core.errors import UsageError
from engage_eval.report.blocks import Bullets, Column, Document, Figure, Heading, Number, Paragraph, Row, Table, Text
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.docx import read_house, write_docx
from engage_eval.report.figures.render import png

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE = shutil.which("soffice")
BANNER = "SAMPLE DATA: partly invented"
Change = Callable[[WordDocument], object]


def a_template(change: Change = lambda _word: None) -> bytes:
    """Return a hospital's file: a green heading, narrow margins, a logo in the header, and a text of its own."""
    word = docx.Document()
    body = word.styles["Normal"]
    body.paragraph_format.first_line_indent = Cm(1.25)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    word.styles["Heading 1"].font.size = Pt(19)
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(4), Cm(3)
    page.header.paragraphs[0].add_run().add_picture(io.BytesIO(png(Drawing(figsize=(1, 1)))), width=Cm(2))
    page.header.paragraphs[0].add_run("RSUD Contoh")
    page.footer.paragraphs[0].text = "Jalan Contoh 1"
    word.add_heading("Bab lama", 1)
    word.add_paragraph("Teks lama yang harus hilang.", style="List Number")
    word.core_properties.author = "Orang Lama"
    change(word)
    written = io.BytesIO()
    word.save(written)
    return written.getvalue()


def a_document(header: str = "A trial") -> Document:
    drawing = Drawing(figsize=(6, 3))
    claim = Claim(id="agree.all", value=0.65, count=13, n=20, shape="share")
    table = Table(
        "t",
        (Text("Agreement"),),
        (Column((Text("What"),), width=3), Column((Text("Share"),), "decimal")),
        (Row(((Text("All"),), (Number("agree.all", "value", "share1"),))),),
    )
    blocks = (
        Heading(1, (Text("Results"),)),
        Paragraph((Text("Of all, "), Number("agree.all", "value", "share1"), Text(" agree."))),
        Bullets(((Text("first"),), (Text("second"),))),
        Bullets(((Text("one"),), (Text("two"),)), numbered=True),
        table,
        Figure("f", (Text("Seen"),), "All agree.", drawing),
    )
    return Document(
        language="en",
        kind="lengkap",
        title="A trial",
        subtitle="Full report",
        study_id="uji",
        day="2024-01-01",
        digest="0" * 64,
        program="engage-eval",
        header=header,
        blocks=blocks,
        claims=Claims((claim,)),
        author="The team",
    )


def written(template: bytes, header: str = "A trial") -> bytes:
    return write_docx(a_document(header), house=read_house(template, "kop.docx"))


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """Return the file with other parts; None takes one away."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in {**parts_of(data), **changed}.items():
            if part is not None:
                archive.writestr(name, part)
    return made.getvalue()


def styles_of(data: bytes) -> dict[str, etree._Element]:
    root = etree.fromstring(parts_of(data)["word/styles.xml"])
    return {one.get(f"{W}styleId", ""): one for one in root.iter(f"{W}style")}


def test_the_body_is_ours_and_nothing_of_the_template_s_text_or_author_stays() -> None:
    data = written(a_template())
    word = docx.Document(io.BytesIO(data))
    everything = b"".join(parts_of(data).values())

    assert [one.text for one in word.paragraphs if one.style.name == "Heading 1"] == ["Results"]
    assert [one for one in (b"Bab lama", b"Teks lama", b"Orang Lama") if one in everything] == []
    assert word.core_properties.author == "The team"
    assert word.core_properties.title == "A trial"


def test_headings_look_as_in_the_template_and_tables_as_the_report_s() -> None:
    template = a_template()
    data = written(template)
    ours = styles_of(write_docx(a_document()))
    found = styles_of(data)

    assert etree.tostring(found["Heading1"]) == etree.tostring(styles_of(template)["Heading1"])
    assert "ThreeRules" not in styles_of(template)
    assert etree.tostring(found["ThreeRules"], method="c14n", exclusive=True) == etree.tostring(
        ours["ThreeRules"], method="c14n", exclusive=True
    )


def test_our_styles_do_not_inherit_the_template_s_indent_and_justified_lines() -> None:
    style = styles_of(written(a_template()))["TableText"]
    properties = style.find(f"{W}pPr")

    assert properties is not None
    assert properties.find(f"{W}ind").get(f"{W}firstLine") == "0"
    assert properties.find(f"{W}jc").get(f"{W}val") == "left"


def test_a_style_is_found_by_its_name_whatever_its_id() -> None:
    template = a_template()
    changed = {
        name: part.replace(b'"Heading1"', b'"Judul1"')
        for name, part in parts_of(template).items()
        if name.startswith("word/") and name.endswith(".xml")
    }
    data = written(with_parts(template, changed))
    heading = next(
        one for one in docx.Document(io.BytesIO(data)).paragraphs if one.text == "Results" and one.style.name[-1] == "1"
    )

    assert heading.style.style_id == "Judul1"
    assert "Heading1" not in styles_of(data)


def test_every_style_and_list_that_the_report_uses_is_there() -> None:
    data = written(a_template())
    parts = parts_of(data)
    styles = styles_of(data)
    numbering = next(name for name in parts if name.endswith("numbering.xml"))
    lists = {one.get(f"{W}numId") for one in etree.fromstring(parts[numbering]).iter(f"{W}num")}
    body = etree.fromstring(parts["word/document.xml"])
    used = {one.get(f"{W}val") for one in body.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    numbered = {one.get(f"{W}val") for one in body.iter(f"{W}numId")}
    in_styles = {one.get(f"{W}val") for style in styles.values() for one in style.iter(f"{W}numId")}

    assert used <= set(styles)
    assert numbered | in_styles <= lists
    assert {one.get(f"{W}val") for style in styles.values() for one in style.iter(f"{W}basedOn")} <= set(styles)


def test_every_relationship_points_to_a_part_and_every_part_has_a_type() -> None:
    parts = parts_of(written(a_template(), BANNER))
    types = etree.fromstring(parts["[Content_Types].xml"])
    named = {one.get("PartName", "").lstrip("/") for one in types}
    endings = {one.get("Extension") for one in types}
    missing = []
    for name, part in parts.items():
        if name.endswith(".rels"):
            folder = Path(name).parent.parent
            targets = [one.get("Target", "") for one in etree.fromstring(part)]
            found = [(Path("/") / folder / target).as_posix().replace("word/../", "") for target in targets]
            missing += [one for one in found if one.lstrip("/") not in parts]

    assert missing == []
    assert [name for name in parts if name not in named and name.rpartition(".")[2] not in endings] == []
    assert [name for name in named if name and name not in parts] == []


def test_header_and_footer_are_the_template_s_with_its_logo() -> None:
    word = docx.Document(io.BytesIO(written(a_template())))
    header, footer = word.sections[0].header, word.sections[0].footer

    assert [one.text for one in header.paragraphs] == ["RSUD Contoh"]
    assert header._element.xpath(".//a:blip")
    assert [one.text for one in footer.paragraphs] == ["Jalan Contoh 1"]


def test_the_banner_of_invented_data_stands_on_every_page() -> None:
    def differ(word: WordDocument) -> None:
        page = word.sections[0]
        page.different_first_page_header_footer = True
        page.first_page_header.paragraphs[0].text = "KOP SURAT"
        word.settings.odd_and_even_pages_header_footer = True

    section = docx.Document(io.BytesIO(written(a_template(differ), BANNER))).sections[0]

    assert [one.text for one in section.header.paragraphs] == [BANNER, "RSUD Contoh"]
    assert [one.text for one in section.first_page_header.paragraphs] == [BANNER, "KOP SURAT"]
    assert [one.text for one in section.even_page_header.paragraphs] == [BANNER]


def test_a_report_as_template_does_not_say_the_banner_twice() -> None:
    own = write_docx(a_document(BANNER))
    section = docx.Document(io.BytesIO(written(own, BANNER))).sections[0]

    assert [one.text for one in section.header.paragraphs] == [BANNER]


def test_without_a_header_and_footer_in_the_template_ours_stand_there() -> None:
    section = docx.Document(io.BytesIO(written(a_plain_template()))).sections[0]

    assert [one.text for one in section.header.paragraphs] == ["A trial"]
    assert "Page" in section.footer.paragraphs[0].text


def a_plain_template() -> bytes:
    made = io.BytesIO()
    docx.Document().save(made)
    return made.getvalue()


def test_tables_and_pictures_fit_the_template_s_text() -> None:
    word = docx.Document(io.BytesIO(written(a_template())))
    page = word.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    widths = [int(one.get(qn("w:w"))) * 635 for one in word.tables[0]._tbl.iter(qn("w:gridCol"))]

    assert page.left_margin == pytest.approx(Cm(4), abs=700)
    assert sum(widths) == pytest.approx(room, abs=2000)
    assert [one.width <= room for one in word.inline_shapes] == [True]


@pytest.mark.parametrize(("margin", "half_points"), [(2.5, "19"), (3.5, "16"), (6.0, "15")])
def test_letters_in_tables_shrink_with_the_text_and_stay_legible(margin: float, half_points: str) -> None:
    def narrow(word: WordDocument) -> None:
        word.sections[0].left_margin = word.sections[0].right_margin = Cm(margin)

    size = styles_of(written(a_template(narrow)))["TableText"].find(f"{W}rPr/{W}sz")

    assert size is not None
    assert size.get(f"{W}val") == half_points


def test_a_later_section_without_a_header_has_that_of_the_one_before() -> None:
    data = written(a_template(lambda word: word.add_section()))

    assert docx.Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text == "RSUD Contoh"


def test_numbers_stay_alive_in_a_template() -> None:
    from engage_eval.report.docx.reading import read_report

    reading = read_report(written(a_template()), "a.docx")

    assert reading.stored.whole
    assert {one.alias for one in reading.controls} == {"agree.all:value"}


def test_the_same_template_gives_the_same_bytes() -> None:
    template = a_template()

    assert written(template, BANNER) == written(template, BANNER)


def test_a_template_for_templates_is_taken_too() -> None:
    template = a_template()
    types = parts_of(template)["[Content_Types].xml"].replace(b"document.main+xml", b"template.main+xml")
    data = written(with_parts(template, {"[Content_Types].xml": types}))

    assert b"template.main+xml" not in parts_of(data)["[Content_Types].xml"]


def test_parts_that_are_missing_or_odd_are_made_up_for() -> None:
    template = a_template()
    body = parts_of(template)["word/document.xml"]
    without_page = re.sub(rb"<w:sectPr.*?</w:sectPr>", b"", body, flags=re.DOTALL)
    numbering = parts_of(template)["word/numbering.xml"].replace(b'w:numId="1"', b'w:numId="x"')
    for changed in (
        {"word/document.xml": without_page},
        {"word/styles.xml": None},
        {"word/numbering.xml": numbering},
        {"word/theme/theme1.xml": None},
    ):
        word = docx.Document(io.BytesIO(written(with_parts(template, changed))))
        assert "Results" in [one.text for one in word.paragraphs]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "word.unreadable"),
        (b"halo", "word.unreadable"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600, "word.old_format"),
        (a_template()[:9000], "word.unreadable"),
        (with_parts(a_template(), {"[Content_Types].xml": None}), "word.unreadable"),
        (with_parts(a_template(), {"word/styles.xml": b"<w:styles"}), "word.unreadable"),
        (
            with_parts(
                a_template(),
                {"word/document.xml": b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'},
            ),
            "word.strict",
        ),
    ],
)
def test_what_is_no_template_gets_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_house(data, "kop.docx")

    assert caught.value.problem.code == code
    assert caught.value.problem.params["name"] == "kop.docx"


def test_libreoffice_prints_letterhead_banner_and_text_on_each_page(tmp_path: Path) -> None:
    assert SOFFICE is not None
    (tmp_path / "a.docx").write_bytes(written(a_template(), BANNER))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), tmp_path / "a.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603 - a fixed command, our own file
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages]

    assert len(pages) == 2
    assert all(BANNER in page and "RSUD Contoh" in page and "Jalan Contoh 1" in page for page in pages)
    assert "Table\xa01" in pages[1]
    assert "65.0%" in pages[1]
    assert "lama" not in "".join(pages)
