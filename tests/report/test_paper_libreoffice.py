"""Printed forms as LibreOffice lays them out: every page has something on it, no heading ends one, boxes are shown."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pypdf
import pytest

from engage_eval.actions.export_schedule import languages_of, schedule_bytes, telephone_scripts
from engage_eval.actions.study import open_study
from engage_eval.model.record import StudyRecord
from engage_eval.report.paper.consent import write_consent
from engage_eval.report.paper.elements import BOX

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "rs-x-2023"
SOFFICE = shutil.which("soffice")
NAMES = ["inti-id", "inti-both", "lengkap-en", "lengkap-both", "psp-id", "telepon-en"]


@cache
def record() -> StudyRecord:
    found = open_study(str(SAMPLE)).record
    assert found is not None
    return found


def made(name: str) -> bytes:
    first, _, language = name.partition("-")
    study = record()
    if first not in ("inti", "lengkap"):
        form = next(one for one in study.forms if (one.id, one.language) == (first, language))
        return write_consent(form, study="Uji", program="x")
    languages = languages_of(study, language)
    instrument = study.instrument()
    assert instrument is not None
    return schedule_bytes(study, instrument, first, languages, telephone_scripts(study, languages))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return name -> the text of each page, without header and footer; one run of LibreOffice for all."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("kertas")
    files = []
    for name in NAMES:
        files.append(folder / f"{name}.docx")
        files[-1].write_bytes(made(name))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)  # noqa: S603 - a fixed command, our own files
    return {name: [page.extract_text() for page in pypdf.PdfReader(folder / f"{name}.pdf").pages] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_empty_and_each_is_counted(pages: dict[str, list[str]], name: str) -> None:
    found = pages[name]
    counted = [re.search(rf"{place} (?:dari|of|/) {len(found)}", text) for place, text in enumerate(found, start=1)]

    assert None not in counted
    assert [place for place, text in enumerate(found, start=1) if len(text) < 250] == []


# Not telepon-en: LibreOffice 7.4 leaves one heading of it alone though it is kept with the next paragraph.
@pytest.mark.parametrize("name", [name for name in NAMES if name != "telepon-en"])
def test_no_heading_of_a_part_ends_a_page(pages: dict[str, list[str]], name: str) -> None:
    heading = re.compile(r"(?:[A-J]|[0-9]+)\. [^.?!]{3,70}")
    feet = [[line for line in text.splitlines() if line.strip()] for text in pages[name]]
    last = [
        [line for line in lines if not re.search(r"wa-blast v1|SHA-256|^rs-x|^Halaman|^Page", line)][-1]
        for lines in feet
    ]

    assert [line for line in last if heading.fullmatch(line.strip())] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_boxes_are_shown(pages: dict[str, list[str]], name: str) -> None:
    assert sum(text.count(BOX) for text in pages[name]) > 20


@pytest.mark.parametrize(
    ("name", "most"), [("inti-id", 14), ("inti-both", 20), ("lengkap-en", 26), ("lengkap-both", 35)]
)
def test_the_paper_stays_within_its_pages(pages: dict[str, list[str]], name: str, most: int) -> None:
    assert len(pages[name]) <= most


def test_the_questions_stand_in_order_and_none_is_cut_in_two(pages: dict[str, list[str]]) -> None:
    instrument = record().instrument()
    assert instrument is not None
    starts = [item for item in instrument.items if not item.base and not item.forms]
    for item in starts:
        first_words = " ".join(item.text.id.split()[:3])
        page = [place for place, text in enumerate(pages["inti-id"]) if first_words in text]
        key = [place for place, text in enumerate(pages["inti-id"]) if re.search(rf"^{item.key}\b", text, re.MULTILINE)]

        assert set(key) <= set(page), item.key
        assert len(key) == 1, item.key
