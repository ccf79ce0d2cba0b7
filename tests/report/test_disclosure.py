"""The disclosure check over a finished report, and the small counts that it takes out."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.figure import Figure as Drawing

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study, sound
from engage_eval.core.messages import messages
from engage_eval.core.problem import Place
from engage_eval.model.people import Staff
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Block, Column, Document, Figure, Heading, Number, Paragraph, Row, Table, Text
from engage_eval.report.build.report import build
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.disclosure import disclosures
from engage_eval.report.small_cells import SIGN, small_cells, without_cells

if TYPE_CHECKING:
    from engage_eval.report.results import Results

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "rs-x-2023"


@pytest.fixture(scope="module")
def results() -> "Results":
    return analyse.results(sound(open_study(str(SAMPLE))))


def a_document(*blocks: Block, author: str = "", claims: tuple[Claim, ...] = ()) -> Document:
    return Document(
        language="en",
        kind="lengkap",
        title="A trial",
        subtitle="Full report",
        study_id="uji",
        day="2024-01-01",
        digest="0" * 64,
        program="engage-eval",
        header="A trial",
        blocks=blocks,
        claims=Claims(claims),
        author=author,
    )


def told(document: Document, results: "Results", *names: str) -> list[tuple[str, object, object]]:
    return [
        (one.code, one.params["text"], one.params["where"]) for one in disclosures(document, results.snapshot, names)
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_sample_s_report_shows_nobody(results: "Results", language: str) -> None:
    names = ("coreq", "srqr", "cherries", "strobe")
    document = build(results, kind="lengkap", speech=messages(language), checklists=names)

    assert disclosures(without_cells(document, small_cells(results))[0], results.snapshot) == ()


def test_each_finding_says_its_section_and_table_once(results: "Results") -> None:
    cell = (Text("0812-0000-1234"),)
    table = Table("t", (Text("T"),), (Column(cell),), (Row((cell,)),), (cell,))
    document = a_document(
        Heading(1, (Text("Methods"),)), Paragraph((Text("Ask at 0812-0000-1234."),)), table, Paragraph(cell)
    )

    assert told(document, results) == [("disclosure.phone", "0812-0000-1234", "Methods; Methods, Table 1")]


def test_a_figure_s_words_and_its_alternative_text_are_read(results: "Results") -> None:
    drawing = Drawing()
    drawing.text(0, 0, "Bidan\nRatna")
    figure = Figure("f", (Text("F"),), "Most of it at bidan.ratna@example.org.", drawing)

    assert [one[:2] for one in told(a_document(figure), results)] == [
        ("disclosure.email", "bidan.ratna@example.org"),
        ("disclosure.title", "Bidan Ratna"),
    ]


def test_a_number_split_over_runs_is_found_and_a_claim_s_digits_never_fuse_with_words(results: "Results") -> None:
    claim = Claim(id="a.b", value=34567890, count=34567890)
    split = Paragraph((Text("0812-"), Text("0000-1234", bold=True)))
    apart = Paragraph((Text("0812"), Number("a.b", "count")))

    assert [one[1] for one in told(a_document(split, apart, claims=(claim,)), results)] == ["0812-0000-1234"]


def test_the_author_is_named_and_literature_too(results: "Results") -> None:
    reference = Paragraph((Text("Dr. Wilson, E. (1927). See https://x.com/wilson"),), style="reference")

    assert told(a_document(reference, author="dr. Andi Wijaya"), results) == []
    assert told(a_document(Paragraph((Text("dr. Andi Wijaya"),))), results) != []


def test_pseudonyms_are_found_alone_in_an_interview_s_id_and_in_a_file_s_name(results: "Results") -> None:
    text = "RSX-1DQ4-K said; see lembar/RSX-48RY-K-psp.pdf and RSX-1DQ4-K-1."

    assert [one[:2] for one in told(a_document(Paragraph((Text(text),))), results)] == [
        ("disclosure.pseudonym", "RSX-1DQ4-K"),
        ("disclosure.pseudonym", "RSX-48RY-K"),
        ("disclosure.pseudonym", "RSX-1DQ4-K-1"),
    ]


def test_a_pseudonym_that_is_also_a_key_of_the_team_is_no_finding(results: "Results") -> None:
    person = replace(results.snapshot.people[0], id="P1")
    snapshot = replace(results.snapshot, people=(person, replace(person, id="Q1"), replace(person, id="7")))
    document = a_document(Paragraph((Text("P1 asked Q1; 7 of 9."),)))

    assert [one.params["text"] for one in disclosures(document, snapshot)] == ["Q1"]


def test_facilities_are_looked_for_only_where_the_study_masks_them(results: "Results") -> None:
    document = a_document(Paragraph((Text("Most came from fktp-01, F01 here."),)))
    masked = replace(results.snapshot, study=replace(results.snapshot.study, mask_facilities=True))

    assert disclosures(document, results.snapshot) == ()
    assert [one.params["text"] for one in disclosures(document, masked)] == ["fktp-01"]


def test_the_place_is_the_record_that_the_words_come_from(results: "Results") -> None:
    at = Place(file="staff.csv", line=4)
    staff = Staff(key="P9", relationship="adik dr. Sari", place=at)
    study = replace(results.snapshot.study, funding=Texts("dibayar Bu Komang", "paid by Bu Komang"))
    snapshot = replace(results.snapshot, staff=(staff,), study=study)
    document = a_document(Paragraph((Text("adik dr. Sari; paid by Bu Komang; Pak Made"),)))

    assert [one.place for one in disclosures(document, snapshot)] == [
        at.at("relationship"),
        study.at("funding"),
        Place(),
    ]


def test_small_counts_and_what_would_give_them_away_leave_the_table_and_the_file_s_claims(results: "Results") -> None:
    document = build(results, kind="lengkap", speech=messages("en"))
    shared, left_out = without_cells(document, small_cells(results))
    table = next(one for one in shared.blocks if isinstance(one, Table) and one.label == "table-approached")
    shown = [
        [shared.claims[run.claim].count if isinstance(run, Number) else run.text for (run,) in row.cells[1:]]  # type: ignore[union-attr]
        for row in table.rows
    ]

    # Eligible and enrolled are 3, 7 and 4: with 14 in all, the 7 would give away the sum of the other two's rows.
    assert shown == [
        [3, 3, SIGN, SIGN],
        [11, 11, SIGN, SIGN],
        [6, 6, SIGN, SIGN],
    ]
    assert left_out == 6
    assert SIGN in "".join(run.text for run in table.notes[-1] if isinstance(run, Text))
    assert "recruitment.approach.puskesmas.enrolled" not in shared.claims
    assert "recruitment.approach.puskesmas.recruited" in shared.claims
    assert "recruitment.homophily.role.overall" in shared.claims
    assert [block for block in shared.blocks if block is not table] == [
        block for block in document.blocks if getattr(block, "label", "") != "table-approached"
    ]


def test_a_report_without_such_a_table_leaves_nothing_out(results: "Results") -> None:
    document = build(results, kind="ringkas", speech=messages("id"))
    shared, left_out = without_cells(document, small_cells(results))

    assert left_out == 0
    assert list(shared.blocks) == list(document.blocks)


def test_counts_that_do_not_nest_all_leave_the_table(results: "Results") -> None:
    first, *others = results.recruitment.approaches
    odd = replace(results.recruitment, approaches=(replace(first, approached=0), *others))

    assert len(small_cells(replace(results, recruitment=odd))) == 3 * (1 + len(others))
