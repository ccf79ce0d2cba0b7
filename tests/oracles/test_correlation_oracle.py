"""Pearson's r against scipy, an independent computation, with its interval."""

import numpy as np
import pytest
from scipy.stats import pearsonr

from engage_eval.stats.correlation import pearson


@pytest.mark.parametrize("n", [4, 10, 60])
@pytest.mark.parametrize("slope", [-1.0, 0.0, 0.3])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_scipys_r_and_interval(n: int, slope: float, level: float) -> None:
    draw = np.random.default_rng(n)
    x = draw.normal(50, 12, n).tolist()
    y = [slope * one + other for one, other in zip(x, draw.normal(0, 10, n).tolist(), strict=True)]
    found = pearson(x, y, level)
    theirs = pearsonr(x, y)
    interval = theirs.confidence_interval(level)

    assert found.value == pytest.approx(theirs.statistic, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-10)
