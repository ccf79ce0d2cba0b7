"""The Markdown report, read by a CommonMark parser with tables."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from matplotlib.figure import Figure as Drawing

from engage_eval.report.blocks import (
    Block,
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
from engage_eval.report.markdown import slug, write_markdown


def document(*blocks: Block, language: str = "id") -> Document:
    agree = Claim(id="agree", value=0.65, low=0.4329, high=0.8188, count=1558, n=20, who=("BU-7K3Q-M",))
    return Document(
        language=language,
        kind="ringkas",
        title="Siaran",
        subtitle="",
        study_id="demo",
        day="2024-06-30",
        digest=hashlib.sha256(b"").hexdigest(),
        program="engage-eval 0.1.0",
        header="",
        blocks=blocks,
        claims=Claims([agree]),
        title_page=False,
    )


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").enable("table").render(text))


def shown(*blocks: Block) -> str:
    """Return the HTML of the blocks alone, without the report's title."""
    return rendered(write_markdown(document(*blocks))).removeprefix("<h1>Siaran</h1>\n")


def test_a_table_is_a_table_with_pipes_escaped_and_numbers_to_the_right() -> None:
    columns = (
        Column((Text("Fasilitas | jenis"),)),
        Column((Text("Setuju"),), "decimal"),
        Column((Text("n"),), "centre"),
    )
    rows = (
        Row(((Text("Kelompok"),),), group=True),
        Row(((Text("A | B"),), (Number("agree", "value", "share1"),), (Number("agree", "n"),))),
        Row(((Text("Jumlah"),), (Number("agree", "interval", "interval1"),), ()), bold=True),
    )

    text = write_markdown(document(Table("t", (Text("Kesetujuan"),), columns, rows, ((Text("Direka."),),))))

    assert text == (
        "# Siaran\n\n"
        "**Tabel\N{NO-BREAK SPACE}1**  \n*Kesetujuan*\n\n"
        "| Fasilitas \\| jenis | Setuju | n |\n"
        "| :--- | ---: | :---: |\n"
        "| **Kelompok** |  |  |\n"
        "| A \\| B | 65,0% | 20 |\n"
        "| **Jumlah** | **[43,3; 81,9]** |  |\n\n"
        "*Catatan.* Direka.\n"
    )
    assert rendered(text).count("<tr>") == 4
    assert "A | B" in rendered(text)


def test_a_figure_is_its_finding_and_a_pointer_to_its_table() -> None:
    table = Table("t", (Text("T"),), (Column((Text("a"),)),), ())
    figure = Figure("f", (Text("Jawaban"),), "Sebagian besar setuju.", Drawing(), table="t")

    text = write_markdown(document(table, figure, Paragraph((Ref("f"), Text(" dan "), Ref("t")))))

    assert "Sebagian besar setuju. Angka-angkanya ada di Tabel 1.\n\n**Gambar 1.** *Jawaban*" in text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "Gambar\N{NO-BREAK SPACE}1 dan Tabel\N{NO-BREAK SPACE}1" in text


def test_contents_link_to_the_anchors_that_github_makes() -> None:
    headings = [Heading(1, (Text("Hasil: n = 20"),)), Heading(2, (Text("Hasil"),)), Heading(1, (Text("Hasil"),))]

    text = write_markdown(document(Contents(), *headings))

    assert "- [Hasil: n = 20](#hasil-n--20)\n  - [Hasil](#hasil)\n- [Hasil](#hasil-1)" in text
    assert slug("Tingkat kesetujuan (IK 95%)") == "tingkat-kesetujuan-ik-95"


def test_numbers_are_those_of_the_other_formats() -> None:
    text = write_markdown(
        document(
            Paragraph(
                (Number("agree", "value", "share1", bold=True), Text(" "), Number("agree", "interval", "interval1"))
            ),
            Paragraph((Number("agree", "count"),)),
            language="en",
        )
    )

    assert "**65.0%** [43.3; 81.9]" in text
    assert "\n1,558\n" in text


def test_an_interval_before_a_parenthesis_is_no_link() -> None:
    html = shown(Paragraph((Number("agree", "interval", "interval1"), Text("(n)"))))

    assert html == "<p>[43,3; 81,9](n)</p>\n"


def test_every_kind_of_block_is_there() -> None:
    html = shown(
        Heading(1, (Text("Bab"),)),
        PageBreak(),
        Paragraph((Text("DATA CONTOH"),), "banner"),
        KeyFigures((KeyFigure((Number("agree", "value", "share1"),), (Text("setuju"),)),)),
        Bullets(((Text("satu"),), (Text("dua"),)), numbered=True),
        Bullets(((Text("tiga"),),), numbered=True),
        Paragraph((Text("a\nb"),)),
        Paragraph((Text("```\nkode"),), "code"),
    )

    assert html == (
        "<h2>Bab</h2>\n"
        "<blockquote>\n<p>DATA CONTOH</p>\n</blockquote>\n"
        "<ul>\n<li><strong>65,0%</strong> setuju</li>\n</ul>\n"
        "<!-- -->\n"
        "<ol>\n<li>satu</li>\n<li>dua</li>\n</ol>\n"
        "<!-- -->\n"
        "<ol>\n<li>tiga</li>\n</ol>\n"
        "<p>a<br />\nb</p>\n"
        "<pre><code>```\nkode\n</code></pre>\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "- no list",
        "+ no list",
        "1. no list",
        "2) no list",
        "* no list",
        "> no quotation",
        "=== ",
        "---",
        "~~no~~",
        "a_b_c",
        "*no*",
        "[no](link)",
        "<b>no</b>",
        "&amp; &#35;",
        "`no`",
        "C:\\new",
        "a\\",
        "![no](x)",
        "    no code",
        "http://x.y/?a=1&copy=2",
        "| no | table |",
        "[no]: x",
    ],
)
def test_what_would_be_markup_stays_text(text: str) -> None:
    import html

    made = shown(Paragraph((Text(text),)))

    assert made.startswith("<p>")
    assert html.unescape(made.removeprefix("<p>").removesuffix("</p>\n")) == text.strip()


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab12 #*_`[]()<>|~$&;+-=.!\\:", min_size=1, max_size=12).filter(lambda text: text.strip()))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    import html

    made = shown(Paragraph((Text("a " + text + " a"),)))

    assert html.unescape(made) == f"<p>a {text} a</p>\n"


def test_people_and_controls_do_not_stand_in_the_text() -> None:
    text = write_markdown(document(Paragraph((Text("a\x00b"), Number("agree", "count")))))

    assert "BU-" not in text
    assert "\x00" not in text
