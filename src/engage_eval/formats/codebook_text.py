"""A codebook as the YAML that people write."""

from collections.abc import Iterator

from engage_eval.formats.yaml_nodes import quoted
from engage_eval.model.codebook import Code, Codebook
from engage_eval.model.texts import Texts


def codebook_text(codebook: Codebook) -> str:
    """Return the YAML of ``codebook``; read back it has the same content."""
    lines = [
        f"key: {quoted(codebook.key)}",
        f"version: {codebook.version}",
        *_texts("title", codebook.title, 0),
        "codes:",
    ]
    lines += _codes(codebook, "", 1)
    return "".join(f"{line}\n" for line in lines)


def _codes(codebook: Codebook, parent: str, depth: int) -> Iterator[str]:
    pad = "  " * depth
    for code in codebook.codes:
        if code.parent == parent:
            yield f"{pad}{quoted(code.key)}:"
            yield from _code(code, depth + 1)
            if any(other.parent == code.key for other in codebook.codes):
                yield f"{pad}  codes:"
                yield from _codes(codebook, code.key, depth + 2)


def _code(code: Code, depth: int) -> Iterator[str]:
    pad = "  " * depth
    yield from (f"{pad}{language}: {quoted(text)}" for language, text in _both(code.text))
    for name, texts in (
        ("definition", code.definition),
        ("when", code.when),
        ("not", code.when_not),
        ("example", code.example),
    ):
        yield from _texts(name, texts, depth)
    if code.keywords:
        yield f"{pad}keywords: [{', '.join(map(quoted, code.keywords))}]"
    if code.from_participant:
        yield f"{pad}from_participant: {quoted(code.from_participant)}"


def _texts(name: str, texts: Texts, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if texts:
        yield f"{pad}{name}:"
        yield from (f"{pad}  {language}: {quoted(text)}" for language, text in _both(texts))


def _both(texts: Texts) -> Iterator[tuple[str, str]]:
    yield from ((language, text) for language, text in (("id", texts.id), ("en", texts.en)) if text)
