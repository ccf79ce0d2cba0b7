"""AAPOR's rates on one example, each written out as the Standard Definitions print it."""

import pytest

from engage_eval.stats.response_rates import Counts, eligibility, response_rates

I, P, R, NC, O, UH, UO, E = 400, 50, 150, 100, 25, 200, 75, 0.6  # noqa: E741 - the letters of AAPOR
BY_HAND = {
    "RR1": I / ((I + P) + (R + NC + O) + (UH + UO)),
    "RR2": (I + P) / ((I + P) + (R + NC + O) + (UH + UO)),
    "RR3": I / ((I + P) + (R + NC + O) + E * (UH + UO)),
    "RR4": (I + P) / ((I + P) + (R + NC + O) + E * (UH + UO)),
    "RR5": I / ((I + P) + (R + NC + O)),
    "RR6": (I + P) / ((I + P) + (R + NC + O)),
    "COOP1": I / ((I + P) + R + O),
    "COOP2": (I + P) / ((I + P) + R + O),
    "COOP3": I / ((I + P) + R),
    "COOP4": (I + P) / ((I + P) + R),
    "REF1": R / ((I + P) + (R + NC + O) + (UH + UO)),
    "REF2": R / ((I + P) + (R + NC + O) + E * (UH + UO)),
    "REF3": R / ((I + P) + (R + NC + O)),
    "CON1": ((I + P) + R + O) / ((I + P) + R + O + NC + (UH + UO)),
    "CON2": ((I + P) + R + O) / ((I + P) + R + O + NC + E * (UH + UO)),
    "CON3": ((I + P) + R + O) / ((I + P) + R + O + NC),
}


def test_all_rates_by_hand() -> None:
    counts = Counts(complete=I, partial=P, refused=R, non_contact=NC, other=O, unknown=UH, unknown_other=UO)
    found = {name: rate.value for name, rate in response_rates(counts, E).rates}

    assert found == {name: pytest.approx(value) for name, value in BY_HAND.items()}
    assert (found["RR1"], round(found["COOP4"], 4), found["REF1"]) == (0.4, 0.75, 0.15)


def test_e_takes_the_unknown_to_be_as_eligible_as_the_screened() -> None:
    """Of 730 screened people 725 are eligible: 275 unknown ones hold 275 x 725 / 730 eligible, as AAPOR allots them."""
    e = eligibility(725, 5).value
    counts = Counts(complete=I, partial=P, refused=R, non_contact=NC, other=O, unknown=UH, unknown_other=UO)

    assert (UH + UO) * e == pytest.approx(273.1164383562)
    assert dict(response_rates(counts, e).rates)["RR3"].value == pytest.approx(I / (725 + 273.1164383562))
