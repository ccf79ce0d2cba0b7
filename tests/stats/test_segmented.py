"""Segmented series: too short is refused, degenerate fits have a reason, known lines are found."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.segmented import Segmented, segmented, segmented_ratio


def numbers(found: Segmented) -> list[float]:
    estimates = (found.trend_before, found.level, found.slope)
    return [end for one in estimates for end in (one.value, one.low, one.high) if end is not None]


@given(st.lists(st.integers(0, 300), min_size=24, max_size=40), st.integers(0, 24))
@settings(max_examples=40, deadline=None)
def test_every_number_is_finite_or_has_a_reason(counts: list[int], start: int) -> None:
    for found in (segmented(counts, start), segmented_ratio(counts, start)):
        assert all(type(number) is float and math.isfinite(number) for number in numbers(found))
        assert (found.level.value is None) == (found.why is not None)
        for one in (found.trend_before, found.level, found.slope):
            assert one.why is not None if one.low is None else one.low <= one.value <= one.high


@pytest.mark.parametrize(("before", "after"), [(11, 12), (12, 11), (0, 24), (24, 0), (0, 0)])
def test_under_twelve_months_on_a_side_are_refused(before: int, after: int) -> None:
    counts = [100 + month for month in range(before + after)]
    for found in (segmented(counts, before), segmented_ratio(counts, before)):
        assert found.why.code == "short_series"
        assert found.why.params == {"before": before, "after": after, "least": 12}
        assert found.level.why.code == found.slope.why.code == "short_series"
        assert numbers(found) == []


def test_the_lines_that_made_the_counts_are_found() -> None:
    draw = np.random.default_rng(1)
    counts = [200 + 2 * t + (30 + 1.5 * (t - 24) if t >= 24 else 0) + draw.normal(0, 4) for t in range(60)]
    found = segmented(counts, 24)

    assert (found.months_before, found.months_after, found.lags) == (24, 36, 3)
    assert found.trend_before.low < 2 < found.trend_before.high
    assert found.level.low < 30 < found.level.high
    assert found.slope.low < 1.5 < found.slope.high
    assert found.level.low > 15


def test_ratios_of_the_lines_that_made_the_counts_are_found() -> None:
    draw = np.random.default_rng(2)
    counts = [round(math.exp(5 + 0.01 * t + (0.3 if t >= 24 else 0) + draw.normal(0, 0.03))) for t in range(48)]
    found = segmented_ratio(counts, 24)

    assert found.level.low < math.exp(0.3) < found.level.high
    assert found.trend_before.low < math.exp(0.01) < found.trend_before.high
    assert found.slope.value == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("scale", [10, 1000])
def test_ten_times_the_counts_make_ten_times_the_jump_and_the_same_ratio(scale: int) -> None:
    draw = np.random.default_rng(3)
    counts = [int(draw.integers(50, 90)) + (25 if t >= 12 else 0) for t in range(24)]
    one, many = (segmented(c, 12).level for c in (counts, [scale * c for c in counts]))
    ratio, ratios = (segmented_ratio(c, 12).level for c in (counts, [scale * c for c in counts]))

    assert (many.value, many.low) == pytest.approx((scale * one.value, scale * one.low))
    assert (ratios.value, ratios.low) == pytest.approx((ratio.value, ratio.low), rel=1e-6)


def test_counts_without_any_noise_have_no_interval() -> None:
    found = segmented([50.0] * 24, 12)

    assert found.level.value == pytest.approx(0, abs=1e-9)
    assert (found.level.low, found.level.why.code, found.why) == (None, "on_the_line", None)


def test_a_side_without_any_count_has_no_ratio() -> None:
    found = segmented_ratio([0] * 12 + [5] * 12, 12)

    assert found.level.why.code == found.why.code == "zero"


def test_a_fit_that_runs_away_is_refused() -> None:
    found = segmented_ratio([9] + [0] * 11 + [5] * 12, 12)

    assert found.why.code == "no_fit"


def test_a_start_outside_the_series_is_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="inside"):
        segmented([1.0, 2.0], 3)
    with pytest.raises(ValueError, match="negative"):
        segmented_ratio([-1.0] * 24, 12)


def test_a_shorter_side_can_be_allowed() -> None:
    counts = [10, 12, 11, 13, 20, 22, 24, 21]
    found = segmented(counts, 4, least=4)

    assert found.why is None
    assert found.level.value > 0
    assert replace(found, lags=0).months_after == 4


def test_months_that_lie_on_the_line_only_before_the_start_raise_no_warning_and_have_no_false_interval() -> None:
    """Rounding gave the trend here an interval from .99999992 to 1.00000008, and a variance below zero elsewhere."""
    segmented([0.0, 1.0, 2.0, 3.0, 0.0], 2, least=2)
    found = segmented([0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0], 3, least=2)

    assert (found.trend_before.low, found.trend_before.why.code) == (None, "on_the_line")
    assert found.level.low is not None
