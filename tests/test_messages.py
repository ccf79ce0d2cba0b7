"""Every text is translated, and the Indonesian uses the glossary's terms."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
TOOL = ROOT / "tools" / "messages.py"
CATALOGUES = ROOT / "src" / "engage_eval" / "locale" / "id" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)")
# English term -> what stands for it, one of these (design glossary), and words that never do.
TERMS = [
    ("codebook", ["buku kode"], []),
    ("quotation", ["kutip", "petik"], []),  # a quotation, a quotation mark
    ("break-off", ["terhenti"], []),
    ("final state", ["status akhir"], []),
    ("projected", ["proyeksi"], []),
    ("consent", ["tuju", "psp", "formulir", "naskah"], ["kesepakatan"]),
    ("eligible", ["kriteria"], []),
    ("seed", ["responden awal", "kata seed"], []),  # the word that marks one in a table
    ("withdrawal", ["penarikan", "menarik", "ditarik", "isi withdrawal:"], []),
    ("held back", ["tahan"], []),
]
# Words that no Indonesian text has, since the glossary has better ones.
BANNED = ["koding", "disposisi", "benih", "layak", "inter-koder", "antarkoder", "koder", "baseline", "email"]


def entries() -> Iterator[tuple[str, str]]:
    """Yield English and Indonesian of every message, of plurals each form."""
    catalogue = read_po((CATALOGUES / "engage_eval.po").open("rb"))
    for message in catalogue:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            texts = (message.string,) if isinstance(message.string, str) else message.string
            for text in texts:
                yield ids[-1], text


ALL = list(entries())
# What is typed is not translated: a command to its end, options, and what stands between backquotes or braces.
TYPED = re.compile(r"engage-eval [^\n]*|--[a-z-]+|`[^`]*`|\{[^}]*\}")


def placeholders(text: str) -> set[tuple[str, str]]:
    return set(PLACEHOLDER.findall(text))


def test_the_catalogue_is_current_and_wholly_translated() -> None:
    found = subprocess.run(  # noqa: S603 - the project's own tool
        [sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False
    )

    assert found.stdout == ""
    assert found.returncode == 0, found.stderr


def test_no_text_stands_inside_an_f_string_where_the_extractor_does_not_see_it() -> None:
    says = re.compile(r"""f"[^"\n]*\{[^}"\n]*\b(text|plural|say|N_)\('""")
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if says.search(line)
    ]

    assert found == []


def test_the_compiled_catalogue_does_not_depend_on_the_clock() -> None:
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    assert b"POT-Creation-Date: 2024-01-01" in tool.rendered(tool.merged("click"))[1]


def test_placeholders_are_the_same_in_both_languages() -> None:
    assert len(ALL) > 400
    assert [(english, text) for english, text in ALL if placeholders(english) != placeholders(text)] == []


def test_no_translation_is_left_in_english() -> None:
    words = re.compile(r"\b(the|with|which|your|is not|write|of the)\b", re.IGNORECASE)

    assert [text for _english, text in ALL if words.search(re.sub(r"`[^`]*`|“[^”]*”", "", text))] == []


@pytest.mark.parametrize("word", BANNED)
def test_words_that_the_glossary_replaces_never_occur(word: str) -> None:
    pattern = re.compile(rf"\b(?:ke|per|peng|di)?{word}(?:an|nya)?\b", re.IGNORECASE)

    assert [text for _english, text in ALL if pattern.search(TYPED.sub("", text))] == []


@pytest.mark.parametrize(("english", "wanted", "never"), TERMS)
def test_terms_of_the_glossary_are_used(english: str, wanted: list[str], never: list[str]) -> None:
    found = re.compile(rf"\b{english}s?\b", re.IGNORECASE)
    ours = [(one, text) for one, text in ALL if found.search(TYPED.sub("", one))]

    assert ours
    assert [one for one in ours if not any(word in one[1].lower() for word in wanted)] == []
    assert [one for one in ours if any(word in one[1].lower() for word in never)] == []
