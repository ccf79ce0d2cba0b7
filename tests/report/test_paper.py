"""Consent forms on paper: no word of their wording is lost, boxes are boxes, and the foot says which wording it is."""

import io
import re
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.formats.consent_form import read_form
from engage_eval.model.people import ConsentForm
from engage_eval.report.paper.consent import head_of, write_consent
from engage_eval.report.paper.elements import BOX
from engage_eval.report.paper.markdown import Piece, lists_in, pieces

ROOT = Path(__file__).resolve().parents[2]
FORMS = sorted((ROOT / "instruments" / "consent").glob("*-v*.*.md"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(path: Path) -> ConsentForm:
    form, _problems = read_form(path.read_text(encoding="utf-8"), path.name)
    assert form is not None
    return form


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def printed(form: ConsentForm) -> str:
    document = docx.Document(io.BytesIO(write_consent(form, study="Uji", program="x")))
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in document.element.body.iter(f"{W}p"))


@pytest.mark.parametrize("path", FORMS, ids=[path.name for path in FORMS])
def test_every_word_of_a_shipped_form_is_printed_and_every_box_is_a_box(path: Path) -> None:
    form = read(path)
    found = printed(form)
    numbers = re.compile(r"^[0-9]+\. ", re.MULTILINE)  # Word counts the lists itself

    assert words(found) == words(numbers.sub("", form.text))
    assert found.count(BOX) == form.text.count("- [ ]")
    assert "[ ]" not in found
    assert "|" not in found


def test_the_ten_forms_are_ten() -> None:
    assert len(FORMS) == 10


def test_each_kind_of_block_is_known() -> None:
    found = pieces(
        "# A\n\ntext\ngoes on\n\n- [ ] tick\n  goes on\n- [x] done\n* bullet\n1. one\n2) two\n\n"
        "| a | b |\n|---|---|\n| c | d |\n"
    )

    assert [(one.kind, one.text) for one in found] == [
        ("heading", "A"),
        ("text", "text goes on"),
        ("tick", "tick goes on"),
        ("tick", "done"),
        ("bullet", "bullet"),
        ("number", "one"),
        ("number", "two"),
        ("table", ""),
    ]
    assert found[-1].rows == (("a", "b"), ("c", "d"))
    assert lists_in(found) == 1


def test_numbered_lists_begin_anew_and_bold_words_are_bold() -> None:
    form = ConsentForm(
        id="x", version="v1", language="en", text="1. one\n2. two\n\nA **bold** word.\n\n1. again\n", digest="0" * 64
    )
    document = docx.Document(io.BytesIO(write_consent(form, study="", program="x")))
    numbered = [one.get(f"{W}val") for one in document.element.body.iter(f"{W}numId")]

    assert numbered[0] == numbered[1] != numbered[2]
    assert [run.text for one in document.paragraphs for run in one.runs if run.bold] == ["bold"]


def test_numbered_lists_side_by_side_count_apart() -> None:
    form = ConsentForm(
        id="x", version="v1", language="en", text="1. one\n2. two\n\nText.\n\n1. again\n", digest="0" * 64
    )
    document = docx.Document(io.BytesIO(write_consent(form, study="", program="x")))
    numbering = document.part.numbering_part.element
    numbered = [one.get(f"{W}val") for one in document.element.body.iter(f"{W}numId")]
    shared = {
        one.get(f"{W}numId"): [each.get(f"{W}val") for each in one.iter(f"{W}abstractNumId")]
        for one in numbering.iter(f"{W}num")
    }
    defined = [one.get(f"{W}abstractNumId") for one in numbering.iter(f"{W}abstractNum")]

    # Programs count a definition, not a list: two lists of one definition that take turns read 1, 2, 3 together.
    assert shared[numbered[0]] != shared[numbered[2]]
    assert sorted(one for each in shared.values() for one in each) == sorted(defined)


def test_a_heading_of_words_that_stay_with_their_boxes_is_not_the_first_of_its_chain() -> None:
    form = ConsentForm(
        id="x",
        version="v1",
        language="en",
        text="## Sign\n\nBy hand.\n\nName: ____________\n\n## Rights\n\nYou may.\n",
        digest="0" * 64,
    )
    document = docx.Document(io.BytesIO(write_consent(form, study="", program="x")))
    found = [(one.style.style_id, one.text) for one in document.paragraphs if one.style is not None]

    # LibreOffice leaves the first paragraph of a chain at the foot of the page: an empty one, not the heading.
    assert found[found.index(("Heading2", "Sign")) - 1] == ("Gap", "")
    assert ("Gap", "") not in found[1:]


@given(st.text(alphabet="ab c_*|#-1.[]\n", max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_letter_of_any_wording_is_lost(text: str) -> None:
    found = pieces(text)
    kept = "".join(one.text + "".join(cell for row in one.rows for cell in row) for one in found)

    assert [one for one in kept if one in "abc"] == [one for one in text if one in "abc"]
    form = ConsentForm(id="x", version="v1", language="en", text=text, digest="0" * 64)
    assert [one for one in printed(form) if one in "abc"] == [one for one in text if one in "abc"]


def test_the_foot_of_the_page_says_which_wording_it_is() -> None:
    form = ConsentForm(
        id="psp",
        version="v2",
        language="id",
        text="# PSP\n",
        approved_from=date(2023, 5, 1),
        approved_to=date(2024, 5, 1),
        digest="0123456789abcdef",
    )
    document = docx.Document(io.BytesIO(write_consent(form, study="Uji", program="x")))
    foot = document.sections[0].footer.paragraphs[0]

    assert head_of(form) == "psp v2 · Bahasa Indonesia · disetujui 1 Mei 2023 sampai 1 Mei 2024 · SHA-256 0123456789ab…"
    assert foot.text == f"{head_of(form)}\tHalaman 1 dari 1"
    assert [one.text.strip() for one in foot._p.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]


def test_same_form_same_bytes() -> None:
    form = read(FORMS[0])

    assert write_consent(form, study="Uji", program="x") == write_consent(form, study="Uji", program="x")


def test_an_empty_piece_makes_no_file_that_word_refuses() -> None:
    form = ConsentForm(id="x", version="v1", language="id", text="|a|b|\n|---|\n|c|\n", digest="0" * 64)

    assert "c" in printed(form)
    assert pieces("") == ()
    assert Piece("end").text == ""
