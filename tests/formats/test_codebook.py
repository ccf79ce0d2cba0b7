"""Codebooks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core import content
from engage_eval.core.messages import messages
from engage_eval.formats.codebook import read_codebook
from engage_eval.model.texts import Texts

SMALL = """
key: kode
version: v2
title: {id: Buku, en: Book}
codes:
  atas:
    id: Atas
    en: Top
    definition: {id: "Arti, luas", en: "Meaning, wide"}
    when: {id: Pakai, en: Use}
    not: {id: Jangan, en: Don't}
    example: {id: Contoh, en: Example}
    keywords: [satu, dua, satu]
    codes:
      bawah: {id: Bawah, en: Below}
  lain: {id: Lain, en: Other}
"""


def test_tree_becomes_codes_with_parents_before_children() -> None:
    found, problems = read_codebook(SMALL, "k.yaml")
    assert problems == []
    assert found is not None
    assert [(code.key, code.parent, code.place.line) for code in found.codes] == [
        ("atas", "", 6),
        ("bawah", "atas", 15),
        ("lain", "", 16),
    ]
    top = found.codes[0]
    assert top.definition == Texts("Arti, luas", "Meaning, wide")
    assert top.when_not == Texts("Jangan", "Don't")
    assert top.keywords == ("satu", "dua")


def test_key_that_stands_twice_in_the_tree_is_reported_with_its_first_line() -> None:
    _, problems = read_codebook(SMALL + "  bawah: {id: Lagi, en: Again}\n", "k.yaml")
    assert [(p.code, p.place.line, p.params["first"]) for p in problems] == [("codebook.twice", 17, 15)]


def test_all_problems_come_at_once() -> None:
    text = "key: Buku Saya\nversion: 2\ntitle: {id: x}\ncodes:\n  Besar: {id: a, en: b, defenition: {id: c, en: d}}\n"
    _, problems = read_codebook(text, "k.yaml")
    assert [(p.code, p.place.line) for p in problems] == [
        ("field.bad_name", 1),
        ("field.bad_version", 2),
        ("field.translation", 3),
        ("field.bad_key", 5),
        ("field.unknown", 5),
    ]
    assert problems[-1].params["meant"] == "definition"


def test_codebook_without_codes_is_an_error() -> None:
    _, problems = read_codebook("key: k\nversion: v1\ntitle: {id: a, en: b}\n", "k.yaml")
    assert [p.code for p in problems] == ["codebook.empty"]


def test_digest_depends_on_content_and_not_on_how_it_is_written() -> None:
    found, _ = read_codebook(SMALL, "k.yaml")
    other, _ = read_codebook("# note\n" + SMALL.replace("id: Atas", "id: 'Atas'"), "elsewhere.yaml")
    changed, _ = read_codebook(SMALL.replace("id: Atas", "id: Bawah"), "k.yaml")
    assert found is not None
    assert other is not None
    assert changed is not None
    assert found.digest == other.digest
    assert found.digest != changed.digest


def test_shipped_codebook_has_no_problem() -> None:
    text = content.find("codebooks", "nine-characteristics.yaml").read_text(encoding="utf-8")
    found, problems = read_codebook(text, "nine-characteristics.yaml")
    assert problems == []
    assert found is not None
    assert len(found.codes) > 9


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SMALL.splitlines()), max_size=16).map("\n".join)))
def test_no_text_raises(text: str) -> None:
    _, problems = read_codebook(text, "k.yaml")
    assert all(messages("en").problem(problem)[0] for problem in problems)
