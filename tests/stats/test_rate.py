"""Rates per member: degenerate input has a reason, and equal sizes bring back the ratio of counts."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.paired import rate_ratio_clustered
from engage_eval.stats.rate import rate_per_member, rate_ratio_per_member

ROW = st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 500), st.integers(0, 500))


@given(st.lists(ROW, max_size=9))
@settings(max_examples=60, deadline=None)
def test_every_number_is_finite_or_has_a_reason(rows: list[tuple[int, int, int, int]]) -> None:
    before, after, old, new = ([row[place] for row in rows] for place in range(4))
    for one in (rate_ratio_per_member(before, after, old, new), rate_per_member(before, old)):
        numbers = [number for number in (one.value, one.low, one.high) if number is not None]
        assert all(math.isfinite(number) for number in numbers)
        assert one.why is not None if one.low is None else one.low <= one.value <= one.high


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=1, max_size=9), st.integers(1, 900))
@settings(max_examples=30, deadline=None)
def test_facilities_of_one_size_have_the_ratio_of_counts(pairs: list[tuple[int, int]], size: int) -> None:
    before, after = [old for old, _ in pairs], [new for _, new in pairs]
    sizes = [size] * len(pairs)
    found, counts = rate_ratio_per_member(before, after, sizes, sizes), rate_ratio_clustered(before, after)

    assert found.value == pytest.approx(counts.value)
    if None not in (found.low, counts.low):
        assert (found.low, found.high) == pytest.approx((counts.low, counts.high))


def test_growth_of_the_membership_is_taken_out() -> None:
    found = rate_ratio_per_member([10, 30], [20, 60], [100, 300], [200, 600])

    assert found.value == pytest.approx(1.0)
    assert found.why.code == "same_change"


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (([], [], [], []), "no_pairs"),
        (([1], [2], [0], [5]), "no_members"),
        (([1], [2], [5], [0]), "no_members"),
        (([0, 0], [2, 1], [5, 5], [5, 5]), "zero"),
        (([1, 1], [0, 0], [5, 5], [5, 5]), "zero"),
    ],
)
def test_what_is_undefined_says_why(columns: tuple[list[int], ...], code: str) -> None:
    found = rate_ratio_per_member(*columns)

    assert (found.value, found.why.code) == (None, code)


def test_one_facility_has_a_ratio_without_an_interval() -> None:
    found = rate_ratio_per_member([10], [30], [100], [150])

    assert (found.value, found.low, found.why.code) == (pytest.approx(2.0), None, "few_for_interval")


def test_nothing_counted_is_a_rate_of_zero() -> None:
    found = rate_per_member([0, 0], [10, 20])

    assert (found.value, found.low, found.why.code) == (0.0, None, "zero")


def test_columns_of_other_lengths_and_negative_figures_are_mistakes_in_the_program() -> None:
    with pytest.raises(ValueError, match="one length"):
        rate_per_member([1], [1, 2])
    with pytest.raises(ValueError, match="negative"):
        rate_ratio_per_member([1], [1], [-1], [1])


def test_one_rate_everywhere_has_no_interval_and_says_so() -> None:
    found = rate_per_member([10, 30], [100, 300])

    assert (found.value, found.low, found.why.code) == (0.1, None, "same_rate")
