"""What the report says of the experts' panel."""

from dataclasses import replace

import pytest

from engage_eval.actions.analyse import results
from engage_eval.actions.study import open_study
from engage_eval.core import content
from engage_eval.model.consent import gate
from engage_eval.model.panel import PanelRating
from engage_eval.model.record import StudyRecord
from engage_eval.report.make_claims import make_claims
from engage_eval.report.panel_claims import too_low


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(content.find("sample_data", "rs-x-2023"))).record
    assert record
    return record


def judged(sample: StudyRecord, ratings: dict[str, tuple[int, ...]]) -> StudyRecord:
    rows = [
        PanelRating(expert=f"A-{n}", item=item, rating=rating)
        for item, given in ratings.items()
        for n, rating in enumerate(given)
    ]
    return replace(sample, panel=tuple(rows))


def test_claims_are_those_of_the_ratings(sample: StudyRecord) -> None:
    found = results(gate(judged(sample, {"kom_efektif": (4, 4, 2), "relasi": (4, 3, 3)})))
    claims = make_claims(found)

    assert claims["validity.experts"].count == 3
    assert claims["validity.s_cvi"].value == pytest.approx((2 / 3 + 1) / 2)
    assert (claims["validity.i_cvi"].low, claims["validity.i_cvi"].high) == (pytest.approx(2 / 3), 1)
    # Aiken's V: (mean - 1) / 3.
    assert claims["validity.aiken_v"].low == pytest.approx((10 / 3 - 1) / 3)
    assert (claims["validity.enough.items"].count, claims["validity.enough.items"].n) == (1, 2)
    assert found.panel
    assert too_low(found.panel) == ("kom_efektif",)


def test_six_experts_need_078_and_five_need_all(sample: StudyRecord) -> None:
    six = results(gate(judged(sample, {"kom_efektif": (4, 4, 4, 4, 4, 1)}))).panel
    five = results(gate(judged(sample, {"kom_efektif": (4, 4, 4, 4, 1)}))).panel

    assert six
    assert too_low(six) == ()
    assert five
    assert too_low(five) == ("kom_efektif",)


def test_without_a_panel_there_is_no_claim(sample: StudyRecord) -> None:
    found = results(gate(sample))

    assert found.panel is None
    assert [claim for claim in make_claims(found) if claim.startswith("validity.")] == []


def test_items_of_no_instrument_do_not_count(sample: StudyRecord) -> None:
    assert results(gate(judged(sample, {"tidak_ada": (4, 4)}))).panel is None
