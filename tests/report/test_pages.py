"""The sample reports as pages, laid out by LibreOffice: length, headings, captions, and words that don't belong."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.report.blocks import Document, Figure, Heading, Table, Text
from engage_eval.report.build.report import KINDS, build
from engage_eval.report.docx import write_docx
from engage_eval.report.numbering import number_document

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")


@dataclass(frozen=True, slots=True)
class Laid:
    """A document and the lines of each of its pages, without header and footer."""

    document: Document
    pages: tuple[tuple[str, ...], ...]


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Laid]:
    assert SOFFICE is not None
    folder = tmp_path_factory.mktemp("pages")
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    results = analyse.results(gate(record))
    documents = {
        (kind, language): build(results, kind=kind, speech=messages(language))
        for kind in KINDS
        for language in ("id", "en")
    }
    for (kind, language), document in documents.items():
        (folder / f"{kind}-{language}.docx").write_bytes(write_docx(document))
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf"]
    sources = [str(path) for path in sorted(folder.glob("*.docx"))]
    subprocess.run(  # noqa: S603 - a fixed command on our own files
        [*command, "--outdir", str(folder), *sources], check=True, capture_output=True, timeout=240
    )
    return {key: Laid(document, pages(folder / f"{'-'.join(key)}.pdf")) for key, document in documents.items()}


def pages(source: Path) -> tuple[tuple[str, ...], ...]:
    found = []
    for page in pypdf.PdfReader(source).pages:
        lines = [line.strip().replace("\N{NO-BREAK SPACE}", " ") for line in page.extract_text().splitlines()]
        kept = [line for line in lines if line and not re.match(r"(rs-x-2023|Halaman|Page) ?", line)]
        found.append(
            tuple(line for line in kept if line not in ("DATA CONTOH: sebagian direka", "SAMPLE DATA: partly invented"))
        )
    return tuple(found)


ALL = [(kind, language) for kind in KINDS for language in ("id", "en")]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_short_report_has_two_pages(laid: dict[tuple[str, str], Laid], language: str) -> None:
    assert len(laid["ringkas", language].pages) == 2


@pytest.mark.parametrize("key", ALL)
def test_no_heading_stands_at_the_foot_of_a_page(laid: dict[tuple[str, str], Laid], key: tuple[str, str]) -> None:
    found = laid[key]
    headings = {
        "".join(run.text for run in block.runs if isinstance(run, Text))
        for block in found.document.blocks
        if isinstance(block, Heading)
    }

    assert headings
    assert [page[-1] for page in found.pages if page and page[-1] in headings] == []


@pytest.mark.parametrize("key", ALL)
def test_every_caption_stands_on_one_page_with_its_number(
    laid: dict[tuple[str, str], Laid], key: tuple[str, str]
) -> None:
    found = laid[key]
    numbering = number_document(found.document)
    captions = [
        numbering[block.label].text.replace("\N{NO-BREAK SPACE}", " ")
        for block in found.document.blocks
        if isinstance(block, Table | Figure)
    ]
    text = ["\n".join(page) for page in found.pages]

    for caption in captions:
        assert sum(bool(re.search(rf"^{caption}\b(?! *[(),])", page, flags=re.MULTILINE)) for page in text) >= 1, (
            caption
        )
    assert not any(page and re.fullmatch(r"(Tabel|Table) A?\d+", page[-1]) for page in found.pages)


def without_references(lines: list[str]) -> list[str]:
    """Return the lines without the list of references, whose titles stay in the language that they have."""
    if "Daftar pustaka" not in lines:
        return lines
    start = len(lines) - 1 - lines[::-1].index("Daftar pustaka")  # the first one stands in the contents
    after = [place for place, line in enumerate(lines) if place > start and line.startswith("Lampiran: ")]
    return lines[:start] + lines[after[0] :]


@pytest.mark.parametrize("kind", KINDS)
def test_the_indonesian_pages_have_no_english_word(laid: dict[tuple[str, str], Laid], kind: str) -> None:
    lines = without_references([line for page in laid[kind, "id"].pages for line in page])
    words = set(re.findall(r"[a-z]+", " ".join(lines).lower()))

    assert (
        words & {"the", "and", "of", "people", "share", "agree", "table", "figure", "interview", "recruited"} == set()
    )
