"""Pearson's r where it is easy, and where there is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.correlation import pearson

NUMBERS = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=4, max_size=12)


def test_points_on_a_line_correlate_fully() -> None:
    up = pearson([1, 2, 3, 4], [10, 20, 30, 40])
    down = pearson([1, 2, 3, 4], [4, 3, 2, 1])

    assert (up.value, up.low, up.high, up.why) == (1.0, 1.0, 1.0, None)
    assert (down.value, down.low, down.high) == (-1.0, -1.0, -1.0)


def test_under_three_pairs_there_is_no_correlation_and_under_four_no_interval() -> None:
    two = pearson([1, 2], [1, 2])
    three = pearson([1, 2, 3], [1, 3, 2])

    assert (two.value, two.why.code, dict(two.why.params)) == (None, "few", {"n": 2, "least": 3})
    assert (round(three.value, 12), three.low, three.why.code) == (0.5, None, "few_for_interval")
    assert pearson([], []).why.code == "few"


def test_a_side_without_spread_has_no_correlation_even_where_rounding_makes_some() -> None:
    assert pearson([5, 5, 5, 5], [1, 2, 3, 4]).why.code == "one_flat"
    assert pearson([1, 2, 3, 4], [0.1 + 0.2, 0.3, 0.3, 0.3]).why.code == "one_flat"
    assert pearson([0, 0, 0], [1, 2, 3]).why.code == "one_flat"


def test_unequal_lengths_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="one length"):
        pearson([1, 2, 3], [1, 2])


@settings(max_examples=60, deadline=None)
@given(pairs=NUMBERS)
def test_the_interval_holds_the_value_and_sides_may_be_swapped(pairs: list[tuple[int, int]]) -> None:
    x, y = [one for one, _ in pairs], [other for _, other in pairs]
    found, swapped = pearson(x, y), pearson(y, x)

    if found.value is None:
        assert min(len(set(x)), len(set(y))) == 1
    else:
        assert -1 <= found.low <= found.value <= found.high <= 1
        assert swapped.value == pytest.approx(found.value, abs=1e-12)
