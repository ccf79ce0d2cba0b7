"""Consent forms."""

import hashlib
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core import content
from engage_eval.core.messages import messages
from engage_eval.formats.consent_form import fill, is_form_name, placeholders, read_form
from engage_eval.model.texts import Texts

FORM = """---
id: psp
version: v1
language: id
approved: {from: 2024-01-01, to: 31/12/2024}
---
# Persetujuan

Peneliti: {researcher}, {institution}. Tanya {researcher}.
---
Tanda tangan: ____
"""


def test_head_and_wording_are_read() -> None:
    form, problems = read_form(FORM, "consent/psp-v1.id.md")
    assert problems == []
    assert form is not None
    assert (form.id, form.version, form.language) == ("psp", "v1", "id")
    assert (form.approved_from, form.approved_to) == (date(2024, 1, 1), date(2024, 12, 31))
    assert form.text.startswith("# Persetujuan\n")
    assert form.text.endswith("---\nTanda tangan: ____\n")


def test_line_ends_and_byte_order_mark_change_no_digest() -> None:
    form, _ = read_form(FORM, "psp-v1.id.md")
    same, _ = read_form("\ufeff" + FORM.replace("\n", "\r\n"), "psp-v1.id.md")
    assert form == same


def test_placeholders_are_filled_in_the_forms_language() -> None:
    form, _ = read_form(FORM, "psp-v1.id.md")
    assert form is not None
    assert placeholders(form.text) == ("researcher", "institution")
    filled = fill(form, {"researcher": Texts("Peneliti A", "Researcher A"), "institution": Texts("{researcher}", "")})
    assert "Peneliti: Peneliti A, {researcher}. Tanya Peneliti A." in filled.text
    assert filled.digest == hashlib.sha256(filled.text.encode()).hexdigest()
    assert filled.digest != form.digest


def test_placeholder_without_a_value_stays() -> None:
    form, _ = read_form(FORM, "psp-v1.id.md")
    assert form is not None
    assert fill(form, {"researcher": Texts()}) == form


def test_form_that_was_never_approved_has_no_days() -> None:
    form, problems = read_form(FORM.replace("2024-01-01, to: 31/12/2024", "null, to: null"), "psp-v1.id.md")
    assert problems == []
    assert form is not None
    assert form.approved_from is None


def test_missing_head_is_a_problem() -> None:
    form, problems = read_form("# Persetujuan\n---\nid: psp\n---\n", "psp-v1.id.md")
    assert form is None
    assert [p.code for p in problems] == ["consent_form.head"]


def test_faults_of_the_head_have_the_lines_of_the_file() -> None:
    text = (
        FORM.replace("language: id", "language: in").replace("31/12/2024", "31/12/2023").replace("id: psp", "id: ppp")
    )
    _, problems = read_form(text, "consent/psp-v1.id.md")
    assert [(p.code, p.place.line) for p in problems] == [
        ("consent_form.name", 2),
        ("field.not_allowed", 4),
        ("consent_form.dates", 5),
    ]


def test_form_without_wording_is_a_problem() -> None:
    _, problems = read_form(FORM[: FORM.index("# Per")], "psp-v1.id.md")
    assert [p.code for p in problems] == ["consent_form.empty"]


def test_shipped_forms_have_no_problem() -> None:
    forms = [path for path in sorted(content.find("instruments", "consent").iterdir()) if is_form_name(path.name)]
    assert forms
    for path in forms:
        form, problems = read_form(path.read_text(encoding="utf-8"), path.name)
        assert problems == []
        assert form is not None
        assert "study_title" in placeholders(form.text)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FORM.splitlines()), max_size=12).map("\n".join)))
def test_no_text_raises(text: str) -> None:
    form, problems = read_form(text, "psp-v1.id.md")
    assert all(messages("en").problem(problem)[0] for problem in problems)
    if form is not None:
        fill(form, {"researcher": Texts("a", "b")})
