"""The works that a report cites: each in the list, none besides, real ones, and marked as English."""

import re

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.report.blocks import Bullets, Column, Heading, Paragraph, Row, Table, Text
from engage_eval.report.build.report import build
from engage_eval.report.html import write_html
from engage_eval.report.references import REFERENCES, cite, cited
from engage_eval.report.results import Results


@pytest.fixture(scope="module")
def results() -> Results:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return analyse.results(gate(record))


def listed(results: Results, language: str, *checklists: str) -> list[Paragraph]:
    document = build(results, kind="lengkap", speech=messages(language), checklists=checklists)
    return [block for block in document.blocks if isinstance(block, Paragraph) and block.style == "reference"]


def text(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs if isinstance(run, Text))


def test_a_citation_names_author_and_year_in_the_order_of_the_list() -> None:
    assert cite("wilson_1927") == "(Wilson, 1927)"
    assert cite("wilson_1927", "clopper_1934") == "(Clopper & Pearson, 1934; Wilson, 1927)"


def test_an_unknown_work_is_a_bug() -> None:
    with pytest.raises(ValueError, match="wilson_1928"):
        cite("wilson_1928")


def test_only_what_is_cited_is_found_wherever_it_stands() -> None:
    blocks = (
        Heading(1, (Text("Methods"),)),
        Paragraph((Text("As others do "), Text(cite("hodges_1963")), Text("."))),
        Bullets(((Text(cite("aiken_1985")),),)),
        Table("t", (), (Column(()),), (Row(((Text(cite("cohen_1960")),),)),), notes=((Text(cite("tong_2007")),),)),
    )

    assert [one.label for one in cited(blocks)] == [
        "Aiken, 1985",
        "Cohen, 1960",
        "Hodges & Lehmann, 1963",
        "Tong et al., 2007",
    ]


@pytest.mark.parametrize("key", REFERENCES)
def test_an_entry_begins_with_the_author_of_its_label_and_has_its_year(key: str) -> None:
    one = REFERENCES[key]
    author, year = one.label.rsplit(", ", 1)
    whole = one.before + one.italic + one.after

    assert f"({year})." in whole
    assert whole.endswith((".", ")", key)) or re.search(r"https://doi\.org/10\.\S+$", whole)
    if author == "AAPOR":
        assert "(AAPOR)" in whole
    else:
        assert whole.startswith(author.removesuffix(" et al.").split(" & ")[0] + ",")


def test_the_list_is_in_the_order_of_authors() -> None:
    entries = [one.before.casefold() for one in REFERENCES.values()]

    assert entries == sorted(entries)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_report_lists_what_its_sentences_cite_and_no_other_work(results: Results, language: str) -> None:
    document = build(results, kind="lengkap", speech=messages(language))
    found = [text(one) for one in listed(results, language)]
    body = " ".join(
        run.text
        for block in document.blocks
        if isinstance(block, Paragraph) and block.style != "reference"
        for run in block.runs
        if isinstance(run, Text)
    )
    for one in REFERENCES.values():
        assert (one.before + one.italic + one.after in found) is (one.label in body), one.label


def test_a_checklist_brings_its_own_work(results: Results) -> None:
    assert not any("COREQ" in text(one) for one in listed(results, "en"))
    assert any("COREQ" in text(one) for one in listed(results, "en", "coreq"))


def test_titles_are_marked_as_english_in_an_indonesian_report_only(results: Results) -> None:
    assert {run.language for one in listed(results, "id") for run in one.runs if isinstance(run, Text)} == {"en"}
    assert {run.language for one in listed(results, "en") for run in one.runs if isinstance(run, Text)} == {""}


def test_the_heading_is_translated_and_stands_before_the_appendices(results: Results) -> None:
    document = build(results, kind="lengkap", speech=messages("id"))
    headings = [
        ("".join(run.text for run in block.runs if isinstance(run, Text)), block.appendix)
        for block in document.blocks
        if isinstance(block, Heading) and block.level == 1
    ]
    names = [name for name, _appendix in headings]

    assert "Daftar pustaka" in names
    at = names.index("Daftar pustaka")
    assert not any(appendix for _name, appendix in headings[: at + 1])
    assert all(appendix for _name, appendix in headings[at + 1 :])


def test_html_shows_an_entry_with_a_hanging_indent(results: Results) -> None:
    page = write_html(build(results, kind="lengkap", speech=messages("id")))

    assert '<p class="reference">' in page
    assert ".reference { padding-left" in page


def test_the_methods_name_the_software_with_its_installed_version(results: Results) -> None:
    from importlib.metadata import version

    document = build(results, kind="lengkap", speech=messages("en"))
    body = " ".join(
        run.text
        for block in document.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if isinstance(run, Text)
    )

    assert f"scipy {version('scipy')} (Virtanen et al., 2020)" in body
    assert f"matplotlib {version('matplotlib')} (Hunter, 2007)" in body
