"""The HTML report: one file, well formed, linked, with numbers that say where they come from."""

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from matplotlib.figure import Figure as Drawing

from engage_eval.report import look
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
from engage_eval.report.html import write_html

VOID = {"meta", "img", "br", "link", "hr", "input", "col"}


def document(*blocks: Block, language: str = "id") -> Document:
    agree = Claim(id="agree", value=0.65, low=0.4329, high=0.8188, count=1558, n=20, who=("BU-7K3Q-M",))
    return Document(
        language=language,
        kind="lengkap",
        title="Siaran <baru> & lama",
        subtitle="Laporan",
        study_id="demo",
        day="2024-06-30",
        digest=hashlib.sha256(b"").hexdigest(),
        program="engage-eval 0.1.0",
        header="DATA CONTOH",
        blocks=blocks,
        claims=Claims([agree, Claim(id="nothing")]),
    )


def a_table(label: str = "t", *, appendix: bool = False) -> Table:
    columns = (Column((Text("Fasilitas"),)), Column((Text("Setuju"),), "decimal"))
    rows = (
        Row(((Text("Klinik"),),), group=True),
        Row(((Text("A | B"),), (Number("agree", "value", "share1"),))),
        Row(((Text("Jumlah"),), (Number("nothing", "value", "share1"),)), bold=True),
    )
    return Table(label, (Text("Kesetujuan"),), columns, rows, ((Text("n = 20."),),), appendix=appendix)


def a_figure(label: str = "f") -> Figure:
    drawing = Drawing(figsize=(4, 2))
    drawing.add_subplot().barh([0, 1], [2, 3])
    return Figure(label, (Text("Jawaban"),), 'Sebagian "besar" setuju', drawing, table="t", claims=("agree",))


class Reader(HTMLParser):
    """Reads the page strictly: every element is closed in order; keeps elements, ids and text."""

    def __init__(self, page: str) -> None:
        """Read ``page`` to its end."""
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_every_kind_of_block_makes_a_well_formed_page() -> None:
    share = Number("agree", "value", "share1", bold=True)
    page = write_html(
        document(
            Contents(),
            PageBreak(),
            *(Heading(level, (Text("Bab & judul"), share)) for level in (1, 2, 3)),
            *(Paragraph((Text("a < b\nc"),), style) for style in ("body", "lead", "note", "banner", "code")),
            Bullets(((Text("a"),), (share,))),
            Bullets(((Text("a"),),), numbered=True),
            KeyFigures((KeyFigure((share,), (Text("setuju"),)),)),
            a_table(),
            a_figure(),
            Heading(1, (Text("Lampiran"),), appendix=True),
            a_table("a", appendix=True),
        )
    )

    read = Reader(page)

    names = Counter(tag for tag, _attributes in read.elements)
    assert names["table"] == 2
    assert names["img"] == 1
    assert names["script"] == 0
    ids = [attributes["id"] for _tag, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [attributes["href"] for attributes in read.all("a")]
    assert {str(target).removeprefix("#") for target in targets} <= set(ids)


def test_nothing_is_fetched_and_the_policy_allows_only_our_own_style() -> None:
    page = write_html(document(a_table(), a_figure()))

    assert not re.search(r'(?:src|href)="(?!#|data:)', page)
    assert " style=" not in page
    assert " on" not in re.sub(r">[^<]*<", "><", page.split("<body>")[1]).replace(" onl", "")
    [style] = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{hashed}'" in policy
    assert "unsafe" not in policy
    assert look.css_variables() in style


def test_a_number_says_its_claim_and_its_value() -> None:
    read = Reader(
        write_html(
            document(
                Paragraph(
                    (
                        Number("agree", "value", "share1"),
                        Number("agree", "interval", "interval1"),
                        Number("agree", "count"),
                        Number("nothing", "value", "share1"),
                    )
                )
            )
        )
    )

    numbers = read.all("data")

    assert [text for tag, text in read.texts if tag == "data"] == ["65,0%", "[43,3; 81,9]", "1.558", "–"]
    assert [one["value"] for one in numbers] == ["0.65", "0.4329 0.8188", "1558", ""]
    assert [one["data-claim"] for one in numbers] == ["agree", "agree", "agree", "nothing"]
    assert [one["data-field"] for one in numbers] == ["value", "interval", "count", "value"]


def test_people_do_not_stand_in_the_page() -> None:
    assert "BU-7K3Q-M" not in write_html(document(a_table(), a_figure()))


def test_references_and_captions_agree() -> None:
    page = write_html(
        document(Paragraph((Ref("a"), Ref("t"), Ref("f"))), a_table(), a_figure(), a_table("a", appendix=True))
    )

    links = re.findall(r'<a href="#(_Ref[^"]*)">([^<]*)</a>', page)

    assert [text.replace("\N{NO-BREAK SPACE}", " ") for _target, text in links] == [
        "Tabel A1",
        "Tabel 1",
        "Gambar 1",
        "Tabel 1",
    ]
    for target, text in links:
        where = page.index(f'id="{target}"')
        assert f"<strong>{text}" in page[where : page.index("</figcaption>", where)]


def test_a_figure_has_alt_text_and_leads_to_the_table_with_its_numbers() -> None:
    page = write_html(document(a_table(), a_figure()))
    [image] = Reader(page).all("img")

    assert image["alt"] == 'Sebagian "besar" setuju'
    kind, _, data = str(image["src"]).partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).startswith(b"<svg")
    assert 'Angka-angkanya ada di <a href="#_Ref_table_1">Tabel\N{NO-BREAK SPACE}1</a>.' in page


def test_languages_are_tagged() -> None:
    page = write_html(document(Paragraph((Text("kata "), Text("gate", language="en", italic=True)))))

    assert '<html lang="id">' in page
    assert '<em><span lang="en">gate</span></em>' in page
    assert '<html lang="en">' in write_html(document(language="en"))


def test_texts_are_escaped_and_cleaned() -> None:
    page = write_html(document(Paragraph((Text('<script>alert("x")</script>\x00'),))))

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x00" not in page
    assert "<title>Siaran &lt;baru&gt; &amp; lama</title>" in page


def test_a_table_has_heads_for_columns_rows_and_groups_and_scrolls() -> None:
    read = Reader(write_html(document(a_table())))

    scopes = Counter(one.get("scope") for one in read.all("th"))

    assert scopes == {"col": 2, "rowgroup": 1, "row": 2}
    scroll = next(one for one in read.all("div") if one.get("class") == "scroll")
    assert (scroll["tabindex"], scroll["role"]) == ("0", "region")
    assert scroll["aria-labelledby"] == "_Ref_table_1-caption"


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_same_document_is_the_same_page(language: str) -> None:
    made = document(Contents(), Heading(1, (Text("H"),)), a_table(), a_figure(), language=language)

    assert write_html(made) == write_html(made)
