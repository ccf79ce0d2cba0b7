"""Numbers of tables and figures, and texts that every renderer shares."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure as Drawing

from engage_eval.report.blocks import Block, Column, Document, Figure, Heading, Number, Ref, Table, Text
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.numbering import cover_lines, number_document, plain_text
from engage_eval.report.plain import clean, decimal_padding, one_line

NO_BREAK = "\N{NO-BREAK SPACE}"


def document(*blocks: Block, language: str = "en") -> Document:
    return Document(
        language=language,
        kind="lengkap",
        title="Title",
        subtitle="",
        study_id="demo",
        day="2024-06-30",
        digest=hashlib.sha256(b"").hexdigest(),
        program="engage-eval 0",
        header="",
        blocks=blocks,
        claims=Claims([Claim(id="agree", value=0.65)]),
    )


def a_table(label: str, *, appendix: bool = False) -> Table:
    return Table(label, (Text(label),), (Column((Text("a"),)),), (), appendix=appendix)


def a_figure(label: str) -> Figure:
    return Figure(label, (Text(label),), "alt", Drawing())


def test_tables_figures_and_appendix_tables_count_apart_in_document_order() -> None:
    made = document(
        a_table("x"), a_figure("f"), a_table("long", appendix=True), a_table("y"), a_table("z", appendix=True)
    )

    found = number_document(made)

    texts = {label: found[label].text for label in ("x", "y", "f", "long", "z")}
    spaced = {"x": "Table 1", "y": "Table 2", "f": "Figure 1", "long": "Table A1", "z": "Table A2"}
    assert texts == {label: text.replace(" ", NO_BREAK) for label, text in spaced.items()}
    assert (found["y"].sequence, found["z"].sequence, found["f"].sequence) == ("Table", "Table_A", "Figure")
    assert len({found[label].anchor for label in texts}) == len(texts)


def test_indonesian_reports_say_tabel_and_gambar() -> None:
    found = number_document(document(a_table("x"), a_figure("f"), a_table("z", appendix=True), language="id"))

    assert [found[label].text for label in ("x", "f", "z")] == [
        text.replace(" ", NO_BREAK) for text in ("Tabel 1", "Gambar 1", "Tabel A1")
    ]
    assert found["z"].sequence == "Tabel_A"


def test_the_same_label_twice_is_a_bug() -> None:
    with pytest.raises(ValueError, match="twice"):
        number_document(document(a_table("twice"), a_figure("twice")))


def test_contents_list_two_levels_but_every_heading_has_an_anchor() -> None:
    made = document(*(Heading(level, (Text(f"H{level}"),)) for level in (1, 2, 3, 1)))

    found = number_document(made)

    assert [one.heading.level for one in found.contents()] == [1, 2, 1]
    assert len({one.anchor for one in found.headings}) == 4


def test_plain_text_formats_numbers_and_names_references() -> None:
    made = document(a_table("x"))

    text = plain_text(
        (Text("Of these "), Number("agree", "value", "share1"), Text(", see "), Ref("x")), made, number_document(made)
    )

    assert text == "Of these 65.0%, see Table\N{NO-BREAK SPACE}1"


def test_the_title_page_says_when_the_data_are_from() -> None:
    assert "Data as of 30 June 2024" in cover_lines(document())
    assert "Data per 30 Juni 2024" in cover_lines(document(language="id"))


def test_decimals_stand_in_line_by_spaces_as_wide_as_digits() -> None:
    assert decimal_padding(["65,0%", "100%", "–", "1.558,25", "", "[1,0; 2,0]"], "id") == (
        "\u2007",
        "\u2008\u2007\u2007",
        "",
        "",
        "",
        "",
    )
    assert decimal_padding(["1,558", "20"], "en") == ("", "")
    assert decimal_padding([], "en") == ()


def test_characters_that_xml_forbids_are_replaced() -> None:
    assert clean("a\x00b\x0bc\ud800d\ufffe") == "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert clean("é\t\n😀") == "é\t\n😀"
    assert one_line(" a\r\n  b\tc ") == "a b c"


@given(st.text(alphabet=st.characters()))
def test_cleaned_text_is_stable(text: str) -> None:
    assert clean(clean(text)) == clean(text)
