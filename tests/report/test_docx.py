"""The Word file read back: numbers and claims, comments, properties, bytes, and what must not be in it."""

import hashlib
import io
import os
import re
import runpy
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from lxml import etree
from matplotlib.figure import Figure as Drawing

from engage_eval.report.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Number,
    Paragraph,
    Ref,
    Row,
    Table,
    Text,
)
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.docx import write_docx
from engage_eval.report.docx.controls import TAG_LIMIT, tag_of
from engage_eval.report.numbers import format_number

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


def test_every_number_stands_in_a_control_with_the_text_of_its_claim() -> None:
    share = Number(AGREE.id, "value", "share1")
    interval = Number(AGREE.id, "interval", "interval1")
    made = write_docx(
        document(
            Heading(1, (Text("Hasil: "), share)),
            Paragraph((Text("Setuju "), share, Text(" "), interval)),
            Bullets(((Number(AGREE.id, "count", "count"),),)),
            KeyFigures((KeyFigure((share,), (Text("setuju"),)),)),
            a_table("kunjungan", rows=1),
        )
    )

    controls = body(made).findall(".//w:sdt", NS)

    found = [
        (control.find("w:sdtPr/w:alias", NS).get(f"{W}val"), text_of(control.find("w:sdtContent", NS)))
        for control in controls
    ]
    assert found == [
        ("dispositions.agree.eligible:value", "65,0%"),
        ("dispositions.agree.eligible:value", "65,0%"),
        ("dispositions.agree.eligible:interval", "[43,3; 81,9]"),
        ("dispositions.agree.eligible:count", "13"),
        ("dispositions.agree.eligible:value", "65,0%"),
        ("outcomes.visits.before:count", "1.558"),
    ]
    tags = [control.find("w:sdtPr/w:tag", NS).get(f"{W}val") for control in controls]
    assert tags == [alias for alias, _text in found]
    ids = [int(control.find("w:sdtPr/w:id", NS).get(f"{W}val")) for control in controls]
    assert len(set(ids)) == len(ids)
    assert all(0 < one < 2**31 for one in ids)


def test_the_custom_part_carries_all_claims_and_where_they_stand_but_no_people() -> None:
    made = write_docx(document(Paragraph((Number(AGREE.id, "value", "share1"),)), a_figure("setuju")))
    whole = parts(made)

    part = etree.fromstring(whole["customXml/item1.xml"])

    assert (part.get("digest"), part.get("study"), part.get("day")) == (DIGEST, "demo", "2024-06-30")
    claims = {one.get("id"): dict(one.attrib) for one in part.findall("ee:claim", NS)}
    assert set(claims) == {AGREE.id, BEFORE.id}
    assert claims[AGREE.id] == {
        "id": AGREE.id,
        "value": "0.65",
        "low": "0.4329",
        "high": "0.8188",
        "count": "13",
        "n": "20",
        "numerator": "13",
        "denominator": "20",
        "level": "0.95",
    }
    [number] = part.findall("ee:number", NS)
    control = body(made).find(".//w:sdt/w:sdtPr/w:id", NS)
    assert number.get("id") == control.get(f"{W}val")
    assert (number.get("claim"), number.get("field"), number.get("format")) == (AGREE.id, "value", "share1")
    assert number.get("alias") == body(made).find(".//w:sdt/w:sdtPr/w:alias", NS).get(f"{W}val")
    assert number.text == "65,0%"
    assert part.find("ee:figure", NS).get("claims") == AGREE.id
    assert b"BU-7K3Q-M" not in b"".join(whole.values())
    assert b"../customXml/item1.xml" in whole["word/_rels/document.xml.rels"]
    assert b"itemProps1.xml" in whole["customXml/_rels/item1.xml.rels"]


def test_a_long_claim_id_keeps_within_words_limit_and_is_whole_in_the_custom_part() -> None:
    long = Claim(id="responses." + "x" * 90 + ".agree", value=0.5)
    made = write_docx(document(Paragraph((Number(long.id, "value", "share1"),)), claims=(long,)))

    tag = body(made).find(".//w:sdtPr/w:tag", NS).get(f"{W}val")

    assert len(tag) <= TAG_LIMIT
    assert tag.endswith(":value")
    assert tag != tag_of("responses." + "x" * 91 + ".agree", "value")
    part = etree.fromstring(parts(made)["customXml/item1.xml"])
    assert part.find("ee:number", NS).get("claim") == long.id


def test_nothing_of_a_foreign_template_is_left() -> None:
    whole = parts(write_docx(document(Paragraph((Text("a"),)))))
    everything = b"".join(whole.values())

    for banned in (b"python-docx", b"2013-", b"Macintosh", b"MS Mincho", b"updateFields", b"rsid"):
        assert banned not in everything
    assert not [name for name in whole if "thumbnail" in name]


def test_properties_come_from_the_report_and_not_from_the_clock() -> None:
    found = docx.Document(io.BytesIO(write_docx(document()))).core_properties

    assert (found.title, found.subject, found.author) == ("Evaluasi siaran", "Laporan lengkap", "Tim evaluasi")
    assert found.language == "id-ID"
    assert found.created.isoformat()[:10] == "2024-06-30"
    assert found.modified == found.created
    assert DIGEST in found.comments


def test_a_comment_traces_each_claim_once_a_block_and_bears_the_date_of_the_data() -> None:
    share = Number(AGREE.id, "value", "share1")
    made = write_docx(
        document(Paragraph((share, Text(" "), share)), Paragraph((Number(AGREE.id, "count"),))), annotate=True
    )

    first, second = docx.Document(io.BytesIO(made)).comments

    assert first.text == second.text
    for fact in ("13 dari 20", "said yes to the verdict", "BU-7K3Q-M, BU-2X9P-C", DIGEST, AGREE.id):
        assert fact in first.text
    assert first.timestamp.isoformat()[:19] == "2024-06-30T00:00:00"
    assert first.author == "engage-eval"
    root = body(made)
    starts = [one.get(f"{W}id") for one in root.iter(f"{W}commentRangeStart")]
    ends = [one.get(f"{W}id") for one in root.iter(f"{W}commentRangeEnd")]
    marks = [one.get(f"{W}id") for one in root.iter(f"{W}commentReference")]
    assert starts == ends == marks == ["0", "1"]
    start = next(root.iter(f"{W}commentRangeStart"))
    assert start.getnext().tag == f"{W}sdt"


def test_without_annotate_there_is_no_comment_and_no_pseudonym() -> None:
    whole = parts(write_docx(document(Paragraph((Number(AGREE.id, "value", "share1"),)))))

    assert "word/comments.xml" not in whole
    assert b"BU-" not in b"".join(whole.values())


def test_text_that_xml_cannot_hold_is_written_all_the_same() -> None:
    made = write_docx(
        document(
            Paragraph((Text("a\x00<b>&\x1f\ud800 "),)),
            Paragraph((Text("satu\ndua"),), "code"),
            Figure("f\x02", (Text("\x03"),), 'kata "\x04"', drawing()),
        )
    )

    read = [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]

    assert "a\ufffd<b>&\ufffd\ufffd " in read
    assert "satu\ndua" in read


def test_a_claim_or_label_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        write_docx(document(Paragraph((Number("unknown"),))))
    with pytest.raises(KeyError):
        write_docx(document(Paragraph((Ref("unknown"),))))
    with pytest.raises(ValueError, match="yesterday"):
        write_docx(replace(document(), day="yesterday!"))


_WRITE = """
import hashlib, sys
from engage_eval.report.blocks import *
from engage_eval.report.claims import *
from engage_eval.report.docx import write_docx
from matplotlib.figure import Figure as Drawing
drawing = Drawing(figsize=(4, 2))
drawing.add_subplot().barh([0, 1], [2, 3])
claims = Claims(Claim(id=f"a.{place}", value=place / 7, who=("P1", "P2")) for place in range(9))
blocks = [Contents(), Heading(1, (Text("x"),))]
blocks += [Paragraph((Number(one, "value", "decimal2"), Text(" "), Number(one, "value", "decimal2"))) for one in claims]
blocks += [Figure("f", (Text("t"),), "alt", drawing, claims=tuple(claims))]
made = Document(language="en", kind="lengkap", title="t", subtitle="s", study_id="d", day="2024-06-30", digest="0",
                program="p", header="h", blocks=blocks, claims=claims)
sys.stdout.write(hashlib.sha256(write_docx(made, annotate=True)).hexdigest())
"""


def test_the_same_report_is_the_same_bytes_in_another_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "write.py"
    script.write_text(_WRITE, encoding="utf-8")
    runpy.run_path(str(script))
    here = capsys.readouterr().out

    there = subprocess.run(  # noqa: S603 - our own text, by our own interpreter
        [sys.executable, str(script)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Jayapura", "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout

    assert re.fullmatch(r"[0-9a-f]{64}", here)
    assert there == here


def test_entries_of_the_zip_have_a_fixed_time_and_stand_sorted_after_the_content_types() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(document(a_figure("f"))))) as archive:
        entries = archive.infolist()

    names = [entry.filename for entry in entries]
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_numbers_in_word_are_those_of_format_number() -> None:
    claims = tuple(Claim(id=f"a.{place}", value=place / 3, low=place / 4, high=place / 2) for place in range(12))
    made = write_docx(
        document(
            *(
                Paragraph((Number(one.id, "value", "signed_change2"), Number(one.id, "interval", "interval_decimal2")))
                for one in claims
            ),
            claims=claims,
        )
    )

    part = etree.fromstring(parts(made)["customXml/item1.xml"])
    kept = {one.get("id"): one for one in part.findall("ee:number", NS)}
    by_id = {one.id: one for one in claims}
    controls = body(made).findall(".//w:sdt", NS)

    assert len(controls) == 24
    for control in controls:
        number = kept[control.find("w:sdtPr/w:id", NS).get(f"{W}val")]
        claim = by_id[number.get("claim")]
        expected = format_number(claim, number.get("field"), number.get("format"), "id")
        assert text_of(control.find("w:sdtContent", NS)) == expected == number.text
