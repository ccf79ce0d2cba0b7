"""A Word report read back after authors have been at it: what is the same, edited, outdated, missing; and renewed."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.report.blocks import Block, Column, Document, Number, Paragraph, Row, Table, Text
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.docx import write_docx
from engage_eval.report.docx.comparing import Comparison, State, compare, printed_in
from engage_eval.report.docx.reading import read_report
from engage_eval.report.docx.refreshing import Refreshed, refresh

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PROPERTIES = "docProps/core.xml"
BODY = "word/document.xml"
AGREE = Claim(id="dispositions.agree.eligible", value=0.65, low=0.4329, high=0.8188, count=13, n=20)
LATER = replace(AGREE, value=2 / 3, low=0.4537, high=0.8281, count=14, n=21)
VISITS = Claim(id="outcomes.visits.total.after", value=1558, count=1558)
LONG = Claim(id="responses." + "panjang_" * 9 + "x.agree.answered", value=0.5, count=1, n=2)
SHARE = Number(AGREE.id, "value", "share1")
INTERVAL = Number(AGREE.id, "interval", "interval1")


def document(*blocks: Block, claims: tuple[Claim, ...] = (AGREE, VISITS), language: str = "id") -> Document:
    digest = hashlib.sha256(repr(claims).encode()).hexdigest()
    return Document(
        language=language,
        kind="lengkap",
        title="Evaluasi",
        subtitle="",
        study_id="uji",
        day="2024-06-30",
        digest=digest,
        program="engage-eval 0.1.0",
        header="",
        title_page=False,
        blocks=blocks,
        claims=Claims(claims),
    )


def sentence(*numbers: Number) -> Paragraph:
    return Paragraph((Text("Setuju "), *numbers, Text(" dari semua.")))


def changed(data: bytes, change: Callable[[str], str], part: str = BODY) -> bytes:
    """Return the file with one part changed as text; the change must change something."""
    parts = parts_of(data)
    before = parts[part].decode()
    parts[part] = change(before).encode()
    assert parts[part].decode() != before
    return zipped(parts)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def verified(data: bytes, study: Document, *, rebuilt: bool = False) -> Comparison:
    reading = read_report(data, "laporan.docx")
    return compare(reading, study.claims, study.digest, printed_in([study]) if rebuilt else ())


def renewed(data: bytes, study: Document) -> Refreshed:
    reading = read_report(data, "laporan.docx")
    return refresh(reading, compare(reading, study.claims, study.digest), study)


def told(found: Comparison) -> list[tuple[str, str, str | None, str | None]]:
    """Return what differs: state, field, text in the report and in the study."""
    return [(one.state, one.field, one.in_report, one.in_study) for one in found.numbers if one.state != State.SAME]


def test_a_report_as_it_was_written_follows_from_its_study() -> None:
    study = document(sentence(SHARE, INTERVAL), sentence(SHARE))
    found = verified(write_docx(study), study)

    assert (found.standing, len(found.of(State.SAME))) == (3, 3)
    assert found.digest_in_report == found.digest_of_study == study.digest


def test_a_number_typed_over_is_edited_and_named_with_its_sentence() -> None:
    study = document(sentence(SHARE, INTERVAL))
    found = verified(changed(write_docx(study), lambda text: text.replace(">65,0%<", ">80%<")), study)

    assert told(found) == [("edited", "value", "80%", "65,0%")]
    assert found.of(State.EDITED)[0].claim == AGREE.id
    assert found.of(State.EDITED)[0].where == "Setuju 80%[43,3; 81,9] dari semua."


def test_numbers_of_a_study_that_has_changed_since_are_outdated_not_edited() -> None:
    written = write_docx(document(sentence(SHARE, Number(VISITS.id))))
    study = document(sentence(SHARE), claims=(LATER, VISITS))

    assert told(verified(written, study)) == [("outdated", "value", "65,0%", "66,7%")]


def test_a_number_edited_in_a_report_of_older_data_is_edited() -> None:
    written = changed(write_docx(document(sentence(SHARE))), lambda text: text.replace(">65,0%<", ">80%<"))

    assert told(verified(written, document(claims=(LATER,)))) == [("edited", "value", "80%", "66,7%")]


def test_a_typed_number_that_follows_from_the_study_is_the_same() -> None:
    written = changed(write_docx(document(sentence(SHARE))), lambda text: text.replace(">65,0%<", ">66,7%<"))

    assert told(verified(written, document(claims=(LATER,)))) == []


@pytest.mark.parametrize("typed", ["[43,3;81,9]", "[43,3;\u00a081,9]", "[ 43,3;\u202f81,9 ]", "[43,3; 81,9]\u200b"])
def test_kinds_of_spaces_are_no_change(typed: str) -> None:
    study = document(sentence(INTERVAL))
    written = changed(write_docx(study), lambda text: text.replace(">[43,3; 81,9]<", f">{typed}<"))

    assert told(verified(written, study)) == []
    assert typed in parts_of(renewed(written, study).data)[BODY].decode()


def test_a_hyphen_is_as_good_as_a_minus() -> None:
    change = Claim(id="outcomes.visits.change", value=-0.032)
    study = document(sentence(Number(change.id, "value", "signed_change1")), claims=(change,))
    written = changed(write_docx(study), lambda text: text.replace("−3,2%", "-3,2%"))

    assert told(verified(written, study)) == []


def test_a_number_that_was_taken_out_is_missing_once_and_one_that_stands_elsewhere_is_not() -> None:
    study = document(sentence(SHARE, SHARE, INTERVAL, INTERVAL))
    controls = re.findall("<w:sdt>.*?</w:sdt>", parts_of(write_docx(study))[BODY].decode())

    def take_out(text: str) -> str:
        for control in (controls[0], controls[2], controls[3]):
            text = text.replace(control, "")
        return text

    found = verified(changed(write_docx(study), take_out), study)

    assert told(found) == [("missing", "interval", None, "[43,3; 81,9]")]
    assert found.standing == 1


def test_a_claim_that_the_study_has_no_more_is_missing_and_left_as_it_is() -> None:
    written = write_docx(document(sentence(SHARE, Number(VISITS.id))))
    study = document(claims=(LATER,))
    found = renewed(written, study)

    assert told(verified(written, study))[1] == ("missing", "value", "1.558", None)
    assert [one.in_study for one in found.changed] == ["66,7%"]
    assert ">1.558<" in parts_of(found.data)[BODY].decode()
    assert told(verified(found.data, study)) == [("missing", "value", "1.558", None)]


def test_runs_that_word_has_split_and_tracked_changes_are_read_as_a_reader_would() -> None:
    study = document(sentence(SHARE))
    tracked = (
        '<w:del w:id="1" w:author="A"><w:r><w:delText>65,0%</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="A"><w:r><w:rPr><w:b/></w:rPr><w:t>7</w:t></w:r><w:r><w:t xml:space="preserve">0'
        "</w:t></w:r><w:r><w:t/></w:r><w:r><w:noBreakHyphen/><w:t>71%</w:t></w:r></w:ins>"
    )
    written = changed(
        write_docx(study), lambda text: re.sub(r"<w:r>(?:(?!<w:r>).)*65,0%</w:t></w:r>", lambda _: tracked, text)
    )

    assert told(verified(written, study)) == [("edited", "value", "70-71%", "65,0%")]
    made = parts_of(renewed(written, study).data)[BODY].decode()
    assert "<w:delText>65,0%</w:delText>" in made
    assert '<w:rPr><w:b/></w:rPr><w:t>65,0%</w:t></w:r><w:r><w:t xml:space="preserve"></w:t></w:r>' in made


def test_a_control_that_was_emptied_counts_as_taken_out() -> None:
    study = document(sentence(SHARE))
    emptied = changed(write_docx(study), lambda text: text.replace("<w:t>65,0%</w:t>", "<w:t/>"))
    asking = changed(
        write_docx(study),
        lambda text: text.replace("<w:text/>", "<w:showingPlcHdr/><w:text/>").replace("65,0%", "Klik di sini."),
    )

    for written in (emptied, asking):
        assert told(verified(written, study)) == [("missing", "value", None, "65,0%")]
        assert renewed(written, study).changed == ()


def test_controls_are_found_by_alias_where_a_program_has_made_ids_anew_and_dropped_tags() -> None:
    exact = Number(AGREE.id, "value", "decimal3")
    long = Number(LONG.id, "value", "share1")
    study = document(sentence(SHARE, exact, long), claims=(AGREE, LONG))
    fresh = iter(range(1, 100))
    written = changed(
        write_docx(study),
        lambda text: re.sub(
            '<w:tag w:val="[^"]*"/><w:id w:val="[^"]*"/>', lambda _: f'<w:id w:val="{next(fresh)}"/>', text
        ),
    )
    later = document(claims=(LATER, LONG))

    assert told(verified(written, study)) == []
    assert [row[2:] for row in told(verified(written, later))] == [("65,0%", "66,7%"), ("0,650", "0,667")]
    assert told(verified(renewed(written, later).data, later)) == []


def test_a_report_that_has_lost_its_claims_part_is_judged_by_what_a_new_report_would_print() -> None:
    study = document(sentence(SHARE, INTERVAL))
    parts = {name: part for name, part in parts_of(write_docx(study)).items() if not name.startswith("customXml")}
    bare = zipped(parts)
    typed = changed(bare, lambda text: text.replace(">65,0%<", ">80%<"))
    later = document(sentence(SHARE, INTERVAL), claims=(LATER,))

    assert told(verified(bare, study, rebuilt=True)) == []
    assert verified(bare, study, rebuilt=True).digest_in_report == study.digest
    assert told(verified(typed, study, rebuilt=True)) == [("edited", "value", "80%", "65,0%")]
    assert [row[0] for row in told(verified(bare, later, rebuilt=True))] == ["outdated", "outdated"]


def test_a_number_copied_from_another_report_of_the_study_is_known_by_its_alias() -> None:
    study = document(sentence(SHARE))
    [copied] = re.findall(
        "<w:sdt>.*?</w:sdt>", parts_of(write_docx(document(sentence(Number(VISITS.id)))))[BODY].decode()
    )
    written = changed(write_docx(study), lambda text: text.replace("</w:p>", f"{copied}</w:p>", 1))
    whole = document(sentence(SHARE, Number(VISITS.id)))

    assert told(verified(written, study)) == [("missing", "value", "1.558", None)]
    assert told(verified(written, whole, rebuilt=True)) == []


def test_numbers_in_footnotes_are_held_against_the_study_as_well() -> None:
    study = document(sentence(SHARE))
    parts = parts_of(write_docx(study))
    [control] = re.findall("<w:sdt>.*?</w:sdt>", parts[BODY].decode())
    noted = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1"><w:p>{control}</w:p></w:footnote></w:footnotes>'
    parts["word/footnotes.xml"] = noted.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    entries = "".join(
        f'<Relationship Id="{one}" Type="{kind}" Target="footnotes.xml"/>' for one in ("rIdNotes", "rIdTwice")
    )
    links = "word/_rels/document.xml.rels"
    parts[links] = parts[links].replace(b"</Relationships>", f"{entries}</Relationships>".encode())
    later = document(claims=(LATER,))

    assert verified(zipped(parts), study).standing == 2
    assert b">66,7%<" in parts_of(renewed(zipped(parts), later).data)["word/footnotes.xml"]


def test_renewing_changes_the_numbers_and_no_other_byte_of_the_text() -> None:
    written = changed(
        write_docx(document(sentence(SHARE, INTERVAL), sentence(SHARE))),
        lambda text: text.replace(" dari semua.", " menurut kami, 65,0% &amp; lebih.").replace(
            "?>\n", "?>\n<!-- x -->"
        ),
    )
    before = parts_of(written)
    after = parts_of(renewed(written, document(claims=(LATER, VISITS))).data)
    expected = before[BODY].decode().replace("<w:t>65,0%</w:t>", "<w:t>66,7%</w:t>")

    assert after[BODY].decode() == expected.replace("<w:t>[43,3; 81,9]</w:t>", "<w:t>[45,4; 82,8]</w:t>")
    assert {name for name in before if before[name] != after[name]} == {BODY, "customXml/item1.xml", PROPERTIES}
    assert after.keys() == before.keys()


def test_renewing_twice_gives_the_same_bytes_and_nothing_to_do() -> None:
    written = write_docx(document(sentence(SHARE, INTERVAL)))
    study = document(sentence(SHARE, INTERVAL, Number(VISITS.id)), claims=(LATER, VISITS))
    once = renewed(written, study)
    twice = renewed(once.data, study)

    assert once.data == renewed(written, study).data
    assert (twice.data, twice.changed) == (once.data, ())
    assert [(one.claim, one.in_study) for one in once.absent] == [(VISITS.id, "1.558")]
    assert told(verified(once.data, study)) == []


def test_the_digest_is_renewed_where_the_report_prints_it() -> None:
    before = document(claims=(AGREE,))
    printed = replace(before, blocks=(sentence(SHARE), Paragraph((Text(before.digest),))))
    study = document(claims=(LATER,))
    body = parts_of(renewed(write_docx(printed), study).data)[BODY].decode()

    assert (body.count(before.digest), body.count(study.digest)) == (0, 1)


def test_decimals_stay_in_line_where_a_new_number_has_more_or_fewer() -> None:
    whole = Claim(id="a.b.all", value=1.0)
    columns = (Column((Text("Semua"),), "decimal"),)
    rows = (Row(((Number("a.b.all", "value", "share1"),),)), Row(((SHARE,),)))
    written = write_docx(document(Table("t", (Text("Bagian"),), columns, rows), claims=(AGREE, whole)))
    study = document(claims=(AGREE, replace(whole, value=0.9)))

    assert "100%</w:t>" in parts_of(written)[BODY].decode()
    assert "\u2008\u2007" in parts_of(written)[BODY].decode()
    assert "\u2008" not in parts_of(renewed(written, study).data)[BODY].decode()


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=20))
def test_whatever_is_typed_into_a_control_the_study_s_number_can_be_put_back(typed: str) -> None:
    study = document(sentence(SHARE))
    original = write_docx(study)
    parts = parts_of(original)
    parts[BODY] = parts[BODY].replace(b">65,0%<", f">{escape(typed)}<".encode())
    found = renewed(zipped(parts), study)

    if typed.strip():
        assert told(verified(found.data, study)) == []
        assert parts_of(found.data)[BODY] == (parts_of(original) if found.changed else parts)[BODY]
