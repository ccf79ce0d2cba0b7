"""The sample reports read back: every number in the file is the one that the results yield."""

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.report.build.report import KINDS, build
from engage_eval.report.docx import write_docx
from engage_eval.report.docx.comparing import compare
from engage_eval.report.docx.reading import read_report
from engage_eval.report.make_claims import make_claims
from engage_eval.report.numbers import format_number
from engage_eval.report.results import Results


@pytest.fixture(scope="module")
def results() -> Results:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return analyse.results(gate(record))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_number_that_stands_in_the_file_is_the_results_number(results: Results, kind: str, language: str) -> None:
    reading = read_report(write_docx(build(results, kind=kind, speech=messages(language))), "laporan.docx")
    claims = make_claims(results)
    found = compare(reading, claims, results.snapshot.digest())
    by_id = reading.stored.by_id

    assert (reading.stored.language, reading.stored.kind, reading.stored.study) == (language, kind, "rs-x-2023")
    assert len(reading.controls) == len(by_id) == found.standing > 50
    for control in reading.controls:
        printed = by_id[control.id]
        assert control.text == format_number(claims[printed.claim], printed.field, printed.format, language)
    assert {one.state for one in found.numbers} == {"same"}


def test_the_shares_of_agreement_stand_in_the_file_as_the_results_object_has_them(results: Results) -> None:
    reading = read_report(write_docx(build(results, kind="ringkas", speech=messages("en"))), "report.docx")
    shown = {one.alias: one.text for one in reading.controls}

    for one in results.dispositions.headline:
        assert shown[f"dispositions.agree.{one.denominator}:value"] in (
            f"{100 * (one.estimate.value or 0):.1f}%",
            f"{100 * (one.estimate.value or 0):.0f}%",
        )
        assert shown[f"dispositions.agree.{one.denominator}:count"] == str(one.count)
        assert shown[f"dispositions.agree.{one.denominator}:n"] == str(one.estimate.n)
