"""Middles against numpy."""

import numpy as np
import pytest

from engage_eval.stats.mean import mean_of_counts, mean_t, median, median_of_counts

RNG = np.random.default_rng(3)


@pytest.mark.parametrize("n", [1, 2, 5, 8, 31])
def test_medians_are_numpys_also_of_counted_values(n: int) -> None:
    values = RNG.integers(1, 6, size=n).astype(float)
    counts = [(float(value), int(times)) for value, times in zip(*np.unique(values, return_counts=True), strict=True)]

    assert median(values.tolist()) == np.median(values)
    assert median_of_counts(counts) == np.median(values)
    assert mean_of_counts(counts).value == pytest.approx(np.mean(values))
    assert mean_of_counts(counts).low == pytest.approx(mean_t(values.tolist()).low)
