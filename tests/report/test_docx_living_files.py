"""Renewing what goes with the numbers of a Word report (figures, comments), and files that are no such report."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace

import pytest
from lxml import etree
from matplotlib.figure import Figure as Drawing

from engage_eval.core.errors import UsageError
from engage_eval.report.blocks import Block, Document, Figure, Number, Paragraph, Text
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.docx import archive, write_docx
from engage_eval.report.docx.comparing import compare
from engage_eval.report.docx.reading import read_report
from engage_eval.report.docx.refreshing import Refreshed, refresh

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
BODY = "word/document.xml"
PICTURE = "word/media/figure1.png"
AGREE = Claim(id="dispositions.agree.eligible", value=0.65, count=13, n=20, numerator=13, denominator=20)
LATER = replace(AGREE, value=2 / 3, count=14, n=21, numerator=14, denominator=21)
OTHER = Claim(id="outcomes.visits.pairs", value=10, count=10)
SHARE = Number(AGREE.id, "value", "share1")


def document(*blocks: Block, agree: Claim = AGREE) -> Document:
    return Document(
        language="en",
        kind="ringkas",
        title="Evaluation",
        subtitle="",
        study_id="uji",
        day="2024-06-30",
        digest=f"{agree.count:064x}",
        program="engage-eval 0.1.0",
        header="",
        title_page=False,
        blocks=blocks,
        claims=Claims((agree, OTHER)),
    )


def figure(agree: Claim, *, high: float = 2, label: str = "agreement", claims: tuple[str, ...] = (AGREE.id,)) -> Figure:
    drawing = Drawing(figsize=(4, high))
    drawing.add_subplot().barh([0], [agree.count or 0])
    return Figure(label, (Text("Agreement"),), f"{agree.count} of {agree.n} agree.", drawing, claims=claims)


def report(agree: Claim, **size: float) -> Document:
    return document(
        Paragraph((SHARE,)), figure(agree, **size), figure(OTHER, label="pairs", claims=(OTHER.id,)), agree=agree
    )


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def renewed(data: bytes, study: Document) -> Refreshed:
    reading = read_report(data, "report.docx")
    return refresh(reading, compare(reading, study.claims, study.digest), study)


def drawn(data: bytes, place: int = 0) -> tuple[str, int, int]:
    """Return alternative text, width and height of a picture."""
    shown = etree.fromstring(parts_of(data)[BODY]).findall(".//w:drawing", NS)[place]
    sizes = [shown.find(".//wp:extent", NS), shown.find(".//a:xfrm/a:ext", NS)]
    assert dict(sizes[0].attrib) == dict(sizes[1].attrib)
    texts = {one.get("descr") for one in shown.iter() if one.get("descr") is not None}
    [alt] = texts
    return alt, int(sizes[0].get("cx")), int(sizes[0].get("cy"))


def refused(data: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        read_report(data, "report.docx")
    assert caught.value.problem.params["name"] == "report.docx"
    return caught.value.problem.code


def test_a_figure_whose_claim_has_changed_is_drawn_anew_and_another_is_not() -> None:
    written, study = write_docx(report(AGREE)), report(LATER)
    found = renewed(written, study)
    before, after = parts_of(written), parts_of(found.data)

    assert (found.drawn, found.kept, found.own_alt) == (("agreement",), (), ())
    assert after[PICTURE] == parts_of(write_docx(study))[PICTURE] != before[PICTURE]
    assert after["word/media/figure2.png"] == before["word/media/figure2.png"]
    assert drawn(found.data)[0] == "14 of 21 agree."
    assert drawn(found.data)[1:] == drawn(written)[1:]
    assert renewed(found.data, study).drawn == ()


def test_a_figure_of_another_shape_keeps_the_width_that_its_author_gave_it() -> None:
    written = write_docx(report(AGREE))
    _alt, wide, high = drawn(written)
    parts = parts_of(written)
    parts[BODY] = parts[BODY].replace(b'cx="%d"' % wide, b'cx="3000000"').replace(b'cy="%d"' % high, b'cy="1500000"')
    found = renewed(zipped(parts), report(LATER, high=4))

    assert drawn(found.data)[1:] == (3_000_000, 3_000_000)
    assert drawn(found.data, 1)[1:] == (3_000_000, 1_500_000)


def test_an_alternative_text_of_the_author_s_own_stays_and_is_told() -> None:
    parts = parts_of(write_docx(report(AGREE)))
    parts[BODY] = parts[BODY].replace(b"13 of 20 agree.", b"Mostly &quot;yes&quot;.")
    found = renewed(zipped(parts), report(LATER))

    assert (found.drawn, found.own_alt) == (("agreement",), ("agreement",))
    assert drawn(found.data)[0] == 'Mostly "yes".'


def test_a_figure_whose_name_a_program_has_changed_is_known_by_its_alternative_text() -> None:
    parts = parts_of(write_docx(report(AGREE)))
    parts[BODY] = parts[BODY].replace(b'name="_Ref_figure_1" descr', b'name="Picture 7" descr')
    found = renewed(zipped(parts), report(LATER))

    assert found.drawn == ("agreement",)
    assert drawn(found.data)[0] == "14 of 21 agree."


def test_a_figure_that_is_no_png_any_more_is_kept_and_told_each_time() -> None:
    parts = parts_of(write_docx(report(AGREE)))
    links = "word/_rels/document.xml.rels"
    parts["word/media/image1.jpeg"] = parts.pop(PICTURE)
    parts[links] = parts[links].replace(b"media/figure1.png", b"media/image1.jpeg")
    found = renewed(zipped(parts), report(LATER))

    assert (found.drawn, found.kept) == ((), ("agreement",))
    assert parts_of(found.data)["word/media/image1.jpeg"] == parts["word/media/image1.jpeg"]
    assert renewed(found.data, report(LATER)).kept == ("agreement",)


def test_a_figure_that_the_author_took_out_or_the_study_yields_no_more_is_no_error() -> None:
    parts = parts_of(write_docx(report(AGREE)))
    start, end = parts[BODY].index(b"<w:drawing>"), parts[BODY].index(b"</w:drawing>")
    without = zipped({**parts, BODY: parts[BODY][:start] + parts[BODY][end + len(b"</w:drawing>") :]})
    bare = document(Paragraph((SHARE,)), agree=LATER)

    assert (renewed(without, report(LATER)).drawn, renewed(without, report(LATER)).kept) == ((), ())
    assert renewed(write_docx(report(AGREE)), bare).kept == ("agreement",)


def test_the_file_s_properties_tell_the_digest_of_the_study_that_the_numbers_follow_from() -> None:
    before, study = report(AGREE), report(LATER)
    properties = parts_of(renewed(write_docx(before), study).data)["docProps/core.xml"].decode()

    assert study.digest in properties
    assert before.digest not in properties


def test_comments_of_the_program_follow_and_those_of_people_stay() -> None:
    written = write_docx(document(Paragraph((SHARE, Number(OTHER.id)))), annotate=True)
    parts = parts_of(written)
    mine = '<w:comment w:id="9" w:author="Sari"><w:p><w:r><w:t>Number: 13 of 20?</w:t></w:r></w:p></w:comment>'
    parts["word/comments.xml"] = parts["word/comments.xml"].replace(b"</w:comments>", mine.encode() + b"</w:comments>")
    study = document(Paragraph((SHARE, Number(OTHER.id))), agree=LATER)
    found = renewed(zipped(parts), study)
    comments = parts_of(found.data)["word/comments.xml"].decode()

    assert found.comments == 2
    assert comments.replace(mine, "") == parts_of(write_docx(study, annotate=True))["word/comments.xml"].decode()
    assert renewed(found.data, study).comments == 0


def test_what_is_no_report_is_told_apart() -> None:
    whole = write_docx(document(Paragraph((SHARE,))))
    parts = parts_of(whole)
    kept = {name: part for name, part in parts.items() if not name.startswith("customXml")}
    no_number = parts_of(write_docx(document(Paragraph((Text("Mine."),)))))
    foreign = {name: part for name, part in no_number.items() if not name.startswith("customXml")}
    version = parts["customXml/item1.xml"].replace(b'version="1"', b'version="2"')
    space = parts["customXml/item1.xml"].replace(b"claims:1", b"claims:2")

    assert refused(b"") == refused(b"Dear all,") == refused(whole[: len(whole) // 2]) == "word.unreadable"
    assert refused(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)) == "word.old_format"
    assert refused(zipped({"xl/workbook.xml": b"<workbook/>"})) == "word.unreadable"
    assert refused(zipped({"_rels/.rels": b"<x"})) == "word.unreadable"
    assert refused(zipped(foreign)) == "word.no_claims"
    assert refused(zipped({**kept, "customXml/item1.xml": version})) == "word.newer"
    assert refused(zipped({**kept, "customXml/item1.xml": space})) == "word.newer"


@pytest.mark.parametrize(
    "body",
    [
        b"<w:document",
        b"<a><b></a>",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
    ],
)
@pytest.mark.parametrize("part", [BODY, "customXml/item1.xml"])
def test_a_damaged_part_or_one_with_a_document_type_is_not_read(body: bytes, part: str) -> None:
    marked = body + b"<!-- urn:engage-eval:claims:1 -->" if part != BODY else body

    assert refused(zipped({**parts_of(write_docx(document(Paragraph((SHARE,))))), part: marked})) == "word.unreadable"


def test_a_file_that_would_fill_the_memory_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST", 1000)

    assert refused(write_docx(document(Paragraph((SHARE,))))) == "word.too_big"


def test_a_part_of_claims_that_names_unknown_formats_is_read_without_them() -> None:
    written = write_docx(document(Paragraph((SHARE, Number(OTHER.id)))))
    parts = parts_of(written)
    parts["customXml/item1.xml"] = parts["customXml/item1.xml"].replace(b'format="share1"', b'format="hari"')
    reading = read_report(zipped(parts), "report.docx")

    assert [one.claim for one in reading.stored.printed] == [OTHER.id]
