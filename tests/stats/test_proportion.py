"""Shares: what must hold for every count."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.estimate import Estimate
from engage_eval.stats.proportion import clopper_pearson, wilson

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
BOTH = pytest.mark.parametrize("interval", [wilson, clopper_pearson])


@BOTH
def test_share_of_nobody_is_undefined(interval: Callable[..., Estimate]) -> None:
    found = interval(0, 0)
    assert (found.value, found.low, found.high, found.why.code) == (None, None, None, "empty")


@BOTH
def test_bounds_of_none_and_all_are_exactly_zero_and_one(interval: Callable[..., Estimate]) -> None:
    for n in (1, 2, 7, 13, 20, 333):
        assert interval(0, n).low == 0.0
        assert interval(n, n).high == 1.0


@BOTH
@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_count_outside_the_total_is_a_bug(interval: Callable[..., Estimate], count: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        interval(count, n)


@BOTH
@given(COUNTS)
@settings(max_examples=25, deadline=None)
def test_interval_holds_the_share_and_lies_within_zero_and_one(
    interval: Callable[..., Estimate], pair: tuple[int, int]
) -> None:
    found = interval(*pair)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (found.n, found.level) == (pair[1], 0.95)


@BOTH
@given(COUNTS)
@settings(max_examples=25, deadline=None)
def test_complement_mirrors_the_interval(interval: Callable[..., Estimate], pair: tuple[int, int]) -> None:
    count, n = pair
    one, other = interval(count, n), interval(n - count, n)
    assert one.low == pytest.approx(1 - other.high, abs=1e-9)


@given(COUNTS)
@settings(max_examples=25, deadline=None)
def test_higher_level_gives_a_wider_interval(pair: tuple[int, int]) -> None:
    narrow, wide = clopper_pearson(*pair, level=0.9), clopper_pearson(*pair, level=0.99)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@BOTH
def test_one_more_moves_both_bounds_up(interval: Callable[..., Estimate]) -> None:
    found = [interval(count, 20) for count in range(21)]
    lows, highs = [one.low for one in found], [one.high for one in found]
    assert lows == sorted(set(lows))
    assert highs == sorted(set(highs))
