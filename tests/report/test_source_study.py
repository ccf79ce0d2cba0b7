"""Every number that the design names for the source study stands in the whole report, in both languages."""

from dataclasses import replace

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.model.record import StudyRecord
from engage_eval.report.build.report import build
from engage_eval.report.markdown import write_markdown

# As English writes them; the Indonesian report has the comma for the point and the point for the comma.
NUMBERS = (
    # reach and agreement: Wilson, exact, bounds
    "| 14 of 20 | 70.0% | [48.1; 85.5] | [45.7; 88.1] |",
    "| 13 of 20 | 65.0% | [43.3; 81.9] | [40.8; 84.6] | [65.0; 70.0] |",
    "| 13 of 14 | 92.9% | [68.5; 98.7] | [66.1; 99.8] | [92.9; 100.0] |",
    "| 13 of 13 | 100% | [77.2; 100.0] | [75.3; 100.0] | [100.0; 100.0] |",
    # change of the counts
    "**4,863** | **6,062** | **+24.66%**",
    "| +24.66% | [+13.1; +37.4] |",
    "| +34.60% |",
    "| +23.17% |",
    "| 1.310 | [1.106; 1.552] |",
    "| +112.5 | [+44.5; +195.0] |",
    "| 55.0 |",
    "V = 55 (p = 0.002)",
    "| 0.002 |",
    "| 1.16 |",
    "| 1.00 |",
    "+21.8%",
    "+27.6%",
    # recruitment
    "(15)",
    "(5)",
    "15 (75.0%)",
)
WORDS = {"en": (" of ", ".", ","), "id": (" dari ", ",", ".")}


def localised(text: str, language: str) -> str:
    """Return an English number as ``language`` writes it."""
    of, point, comma = WORDS[language]
    swapped = text.translate(str.maketrans({".": point, ",": comma}))
    return swapped.replace(" of ", of)


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return record


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_report_holds_the_numbers_of_the_source_study(sample: StudyRecord, language: str) -> None:
    document = build(analyse.results(gate(sample)), kind="lengkap", speech=messages(language))
    text = write_markdown(document).replace("\N{NO-BREAK SPACE}", " ")

    assert [number for number in NUMBERS if localised(number, language) not in text] == []


def test_a_headline_by_rule_says_which_rule(sample: StudyRecord) -> None:
    by_rule = replace(sample, study=replace(sample.study, headline="rule"))

    text = write_markdown(build(analyse.results(gate(by_rule)), kind="ringkas", speech=messages("en")))

    assert "Agreement with at least 9 of 9 characteristics was found in 13 of the 20 people recruited: 65.0%" in text
