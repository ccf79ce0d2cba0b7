"""Paired counts: degenerate input has a reason, never a NaN."""

import math
from dataclasses import fields
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.estimate import Estimate
from engage_eval.stats.paired import Paired, cohen_dz, leave_one_out, paired, rate_ratio_clustered

COUNTS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=0, max_size=12)


def estimates(result: Paired) -> list[Estimate]:
    found = [getattr(result, one.name) for one in fields(result)]
    return [*(one for one in found if isinstance(one, Estimate)), *(ratio for _, ratio in result.leave_one_out)]


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_every_number_is_finite_or_has_a_reason(pairs: list[tuple[int, int]]) -> None:
    result = paired([old for old, _ in pairs], [new for _, new in pairs])
    for one in estimates(result):
        numbers = [number for number in (one.value, one.low, one.high) if number is not None]
        assert all(math.isfinite(number) for number in numbers)
        assert (one.value is not None) or one.why is not None
        assert one.low is None or one.low <= one.value <= one.high
    assert (result.wilcoxon.p is None) == (result.wilcoxon.why is not None)


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=10), st.randoms())
@settings(max_examples=30, deadline=None)
def test_order_of_facilities_changes_nothing(pairs: list[tuple[int, int]], random: Random) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    one, other = (paired([old for old, _ in rows], [new for _, new in rows]) for rows in (pairs, shuffled))
    for name in ("ratio_of_totals", "mean_change", "median_change", "geometric_mean_ratio", "rate_ratio_clustered"):
        first, second = getattr(one, name), getattr(other, name)
        assert first.value == pytest.approx(second.value)
        assert first.low == (None if second.low is None else pytest.approx(second.low))
    assert one.wilcoxon == other.wilcoxon
    assert one.hodges_lehmann == other.hodges_lehmann


def test_no_pairs_is_said_everywhere() -> None:
    result = paired([], [])
    assert {one.why.code for one in estimates(result)} == {"no_pairs"}
    assert (result.wilcoxon.why.code, result.pairs, result.leave_one_out) == ("no_pairs", 0, ())


def test_single_pair_has_values_without_intervals() -> None:
    result = paired([100], [150], ["A"])
    assert (result.ratio_of_totals.value, result.rate_ratio_clustered.value) == (1.5, 1.5)
    assert result.rate_ratio_clustered.why.code == "few_for_interval"
    assert result.cohen_dz.why.code == "few"
    assert result.leave_one_out[0][1].why.code == "no_pairs"


def test_zero_before_makes_ratios_undefined_but_not_the_rank_test() -> None:
    result = paired([0, 10, 20], [5, 12, 30])
    assert (result.mean_change.why.code, result.geometric_mean_ratio.why.code) == ("zero", "zero")
    assert result.ratio_of_totals.value == pytest.approx(47 / 30)
    assert result.wilcoxon.statistic == 6


def test_nothing_changed_is_a_reason_of_its_own() -> None:
    result = paired([5, 6, 7], [5, 6, 7])
    assert (result.wilcoxon.why.code, result.rank_biserial.why.code) == ("no_change", "no_change")
    assert (result.cohen_dz.why.code, result.rate_ratio_clustered.why.code) == ("same_differences", "same_change")
    assert result.hodges_lehmann.value == 0


def test_same_growth_everywhere_leaves_the_rate_ratio_without_interval() -> None:
    found = rate_ratio_clustered([10, 20, 30], [20, 40, 60])
    assert (found.value, found.low, found.why.code) == (2, None, "same_change")


def test_constant_difference_has_no_standardised_mean() -> None:
    assert cohen_dz([3, 3, 3]).why.code == "same_differences"


def test_leave_one_out_carries_the_names() -> None:
    found = leave_one_out([10, 20], [15, 20], ["A", "B"])
    assert [(name, ratio.value) for name, ratio in found] == [("A", 1.0), ("B", 1.5)]


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="length"):
        paired([1, 2], [1])
    with pytest.raises(ValueError, match="length"):
        paired([1], [1], ["A", "B"])
