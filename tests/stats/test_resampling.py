"""Resampling: totals of draws, percentiles, leaving out one at a time."""

import math

import numpy as np
import pytest

from engage_eval.stats.resampling import (
    Sums,
    bootstrap_totals,
    jackknife_error,
    numbered,
    percentile_interval,
    together,
    value_of,
)


def mean(rows: list[float]) -> Sums:
    table = np.column_stack([rows, np.ones(len(rows))])
    return Sums(rows=table, value=lambda totals: totals[:, 0] / totals[:, 1])


def test_as_many_things_are_drawn_as_there_are() -> None:
    totals = bootstrap_totals(np.eye(3), np.array([5, 0, 2]), 200, seed=1)

    assert totals.shape == (200, 3)
    assert set(totals.sum(axis=1)) == {7.0}
    assert set(totals[:, 1]) == {0.0}


def test_draws_in_parts_are_all_there_and_differ() -> None:
    rows, repeats = np.arange(3_000.0).reshape(-1, 1), np.ones(3_000, dtype=np.int64)
    totals = bootstrap_totals(rows, repeats, 3_001, seed=1)

    assert totals.shape == (3_001, 1)
    assert len(np.unique(totals)) > 2_900
    assert totals.mean() == pytest.approx(rows.sum(), rel=0.001)


def test_spread_of_resampled_means_is_the_standard_error() -> None:
    values = [1.0, 2.0, 2.0, 3.0, 7.0, 9.0, 12.0, 12.0]
    one = mean(values)
    found = one.value(bootstrap_totals(one.rows, np.ones(8, dtype=np.int64), 20_000, seed=2))

    assert found.std() == pytest.approx(np.std(values) / math.sqrt(8), rel=0.02)


def test_percentiles_are_of_what_is_defined_while_that_is_nearly_all() -> None:
    values = np.arange(101.0)
    assert percentile_interval(values, 0.9) == pytest.approx((5, 95))

    values[:9] = math.nan
    assert percentile_interval(values, 1.0) == pytest.approx((9, 100))
    values[:20] = math.nan
    assert percentile_interval(values, 0.9) is None
    assert percentile_interval(values[:0], 0.9) is None


def test_jackknife_of_a_mean_is_the_textbook_standard_error() -> None:
    values = [1.0, 2.0, 2.0, 2.0, 7.0]
    error = np.std(values, ddof=1) / math.sqrt(5)

    assert jackknife_error(mean(values), np.ones(5, dtype=np.int64)) == pytest.approx(error)
    assert jackknife_error(mean([1.0, 2.0, 7.0]), np.array([1, 3, 1])) == pytest.approx(error)


def test_jackknife_says_where_a_value_is_undefined_without_one() -> None:
    sums = Sums(rows=np.array([[1.0], [0.0]]), value=lambda totals: np.where(totals[:, 0] > 0, 1.0, math.nan))

    assert value_of(sums, np.array([1, 1])) == 1.0
    assert value_of(sums, np.array([0, 1])) is None
    assert jackknife_error(sums, np.array([1, 1])) is None


def test_rows_of_one_label_are_added() -> None:
    rows = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]])

    assert together(rows, np.array([3, 0, 3, 1])).tolist() == [[2.0, 20.0], [4.0, 40.0], [4.0, 40.0]]


def test_labels_are_numbered_and_none_is_equal_to_nothing() -> None:
    assert numbered(["b", None, "a", "b", None]).tolist() == [0, 1, 2, 0, 3]
    assert numbered([0, None, 1]).tolist() == [0, 1, 2]
