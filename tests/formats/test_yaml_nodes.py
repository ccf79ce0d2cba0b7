"""Definitions written again: the same content, without comments."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core import content
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.codebook_text import codebook_text
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.yaml_nodes import quoted, yaml_text
from engage_eval.formats.yaml_text import MappingNode, Scalar, read_yaml


def test_shipped_instrument_keeps_its_content_and_loses_its_comments() -> None:
    text = content.find("instruments", "wa-blast.yaml").read_text(encoding="utf-8")
    node, _ = read_yaml(text, "a")
    assert node
    again = yaml_text(node)

    assert "#" not in again
    first, second = read_instrument(text, "a")[0], read_instrument(again, "a")[0]
    assert first
    assert second
    assert first.digest == second.digest


def test_shipped_codebook_keeps_its_content() -> None:
    text = content.find("codebooks", "nine-characteristics.yaml").read_text(encoding="utf-8")
    first = read_codebook(text, "a")[0]
    assert first
    second = read_codebook(codebook_text(first), "a")[0]

    assert second
    assert first.digest == second.digest


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff")))
def test_any_printable_text_comes_back(text: str) -> None:
    node, problems = read_yaml(f"key: {quoted(text)}\n", "a")

    assert problems == []
    assert isinstance(node, MappingNode)
    value = node.entries[0].value
    assert isinstance(value, Scalar)
    assert value.value == text
