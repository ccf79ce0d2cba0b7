"""AAPOR's rates: what is undefined, and how they stand to each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.response_rates import Counts, Rates, eligibility, response_rates

NAMES = [
    *(f"RR{number}" for number in range(1, 7)),
    *(f"COOP{number}" for number in range(1, 5)),
    *(f"REF{number}" for number in range(1, 4)),
    *(f"CON{number}" for number in range(1, 4)),
]
COUNTS = st.builds(
    Counts,
    complete=st.integers(0, 30),
    partial=st.integers(0, 9),
    refused=st.integers(0, 9),
    non_contact=st.integers(0, 9),
    other=st.integers(0, 9),
    unknown=st.integers(0, 9),
    unknown_other=st.integers(0, 9),
)


def values(found: Rates) -> dict[str, float | None]:
    return {name: rate.value for name, rate in found.rates}


@given(COUNTS, st.one_of(st.none(), st.floats(0, 1)))
@settings(max_examples=60, deadline=None)
def test_every_rate_is_a_share_or_has_a_reason(counts: Counts, e: float | None) -> None:
    found = response_rates(counts, e)

    assert [name for name, _ in found.rates] == NAMES
    for _, rate in found.rates:
        assert (rate.value is None) == (rate.why is not None)
        assert rate.value is None or 0 <= rate.value <= 1


@given(COUNTS, st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_smaller_denominator_makes_a_greater_rate(counts: Counts, e: float) -> None:
    rate = values(response_rates(counts, e))
    for rising in (("RR1", "RR3", "RR5"), ("RR2", "RR4", "RR6"), ("COOP1", "COOP3"), ("REF1", "REF2", "REF3")):
        known = [rate[name] for name in rising if rate[name] is not None]
        assert known == pytest.approx(sorted(known))
    if rate["RR1"] is not None:
        assert rate["RR1"] <= rate["RR2"]
        assert rate["RR2"] + rate["REF1"] <= rate["CON1"] + 1e-12


def test_e_runs_from_the_minimum_rate_to_the_maximum() -> None:
    counts = Counts(complete=10, refused=4, unknown=6)
    none, all_of_them = (values(response_rates(counts, e)) for e in (0.0, 1.0))

    assert none["RR3"] == none["RR5"]
    assert all_of_them["RR3"] == all_of_them["RR1"]


def test_an_unknown_e_undoes_only_the_rates_that_need_it() -> None:
    found = dict(response_rates(Counts(complete=3, unknown=2), None).rates)

    assert {name for name, rate in found.items() if rate.value is None} == {"RR3", "RR4", "REF2", "CON2"}
    assert found["RR3"].why.code == "no_eligibility"


def test_without_unknown_cases_e_is_not_needed() -> None:
    rate = values(response_rates(Counts(complete=3, refused=1), None))

    assert rate["RR1"] == rate["RR3"] == rate["RR5"] == 0.75


def test_no_case_at_all_is_said() -> None:
    assert {rate.why.code for _, rate in response_rates(Counts(), 1.0).rates} == {"zero_cases"}
    assert eligibility(0, 0).why.code == "empty"


def test_nobody_reached_has_a_response_rate_but_no_cooperation_rate() -> None:
    found = dict(response_rates(Counts(non_contact=5), 1.0).rates)

    assert (found["RR1"].value, found["COOP1"].why.code) == (0.0, "zero_cases")


@pytest.mark.parametrize(("counts", "e"), [(Counts(complete=-1), 1.0), (Counts(), 1.5), (Counts(), -0.1)])
def test_impossible_figures_are_a_mistake_in_the_program(counts: Counts, e: float) -> None:
    with pytest.raises(ValueError, match="negative"):
        response_rates(counts, e)
