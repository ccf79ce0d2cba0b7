"""Means and medians, with what to say where there is too little."""

import statistics
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.mean import mean_of_counts, mean_t, median, median_of_counts

NUMBERS = st.lists(st.integers(-1000, 1000), min_size=1, max_size=30)


def test_mean_of_nothing_is_undefined() -> None:
    assert (mean_t([]).value, mean_t([]).why.code) == (None, "empty")
    assert (median([]), median_of_counts([])) == (None, None)


def test_single_value_is_a_mean_without_interval() -> None:
    found = mean_t([4])
    assert (found.value, found.low, found.high) == (4, None, None)
    assert (found.why.code, dict(found.why.params)) == ("few_for_interval", {"n": 1, "least": 2})


@pytest.mark.parametrize("values", [[3, 3, 3], [0.1] * 7, [0, 0]])
def test_equal_values_have_no_interval(values: list[float]) -> None:
    found = mean_t(values)
    assert (found.value, found.low, found.why.code) == (pytest.approx(values[0]), None, "no_variance")


@given(NUMBERS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_order_changes_nothing_and_the_mean_lies_within(values: list[float], random: Random) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)
    one, other = mean_t(values), mean_t(shuffled)
    assert one.value == other.value == pytest.approx(statistics.fmean(values))
    assert one.low == (pytest.approx(other.low) if other.low is not None else None)
    assert one.low is None or one.low < one.value < one.high


@given(NUMBERS)
@settings(max_examples=30, deadline=None)
def test_counted_values_give_what_the_values_give(values: list[float]) -> None:
    counts = [(value, values.count(value)) for value in sorted(set(values))]
    assert mean_of_counts(counts).value == pytest.approx(mean_t(values).value)
    assert median_of_counts(counts) == median(values) == statistics.median(values)
