"""Series and rates against independent computations: numpy by hand, scipy's minimiser, statsmodels' clusters."""

import numpy as np
import pytest

from engage_eval.stats.mean import t_quantile
from engage_eval.stats.rate import rate_per_member, rate_ratio_per_member
from engage_eval.stats.segmented import segmented, segmented_ratio


def series(seed: int) -> tuple[list[float], int]:
    """Return 20 months before and 16 after a start, with neighbours that resemble each other."""
    draw = np.random.default_rng(seed)
    noise = np.zeros(36)
    for month in range(1, 36):
        noise[month] = 0.5 * noise[month - 1] + draw.normal(scale=8)
    month = np.arange(36)
    return [float(one) for one in np.round(150 + month + 25 * (month >= 20) + noise)], 20


def design(n: int, start: int) -> np.ndarray:
    return np.array([[1, t, t >= start, max(0, t - start)] for t in range(n)], dtype=float)


@pytest.mark.parametrize("seed", range(3))
def test_segmented_series_with_newey_wests_errors_by_hand(seed: int) -> None:
    counts, start = series(seed)
    x, y = design(36, start), np.array(counts)
    inverse = np.linalg.inv(x.T @ x)
    slopes = inverse @ x.T @ y
    scores = x * (y - x @ slopes)[:, None]
    lags = int(4 * (36 / 100) ** (2 / 9))
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        both = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (both + both.T)
    errors = np.sqrt(np.diag(inverse @ middle @ inverse) * 36 / 32)
    found = segmented(counts, start)

    assert found.lags == lags == 3
    for term, one in ((1, found.trend_before), (2, found.level), (3, found.slope)):
        half = t_quantile(0.95, 32) * errors[term]
        assert (one.value, one.low, one.high) == pytest.approx((slopes[term], slopes[term] - half, slopes[term] + half))


@pytest.mark.parametrize("seed", range(3))
def test_quasi_poisson_is_the_maximum_of_the_likelihood(seed: int) -> None:
    from scipy.optimize import minimize

    counts, start = series(seed)
    x, y = design(36, start), np.array(counts)
    x[:, 1] /= 36
    x[:, 3] /= 36

    def less(b: np.ndarray) -> float:
        return float((np.exp(x @ b) - y * (x @ b)).sum() - (y.mean() - y * np.log(y.mean())).sum())

    best = minimize(less, [np.log(y.mean()), 0, 0, 0], jac=lambda b: x.T @ (np.exp(x @ b) - y), tol=1e-10).x
    fitted = np.exp(x @ best)
    spread = ((y - fitted) ** 2 / fitted).sum() / 32
    errors = np.sqrt(spread * np.diag(np.linalg.inv((x * fitted[:, None]).T @ x)))
    found = segmented_ratio(counts, start)

    for term, unit, one in ((1, 36, found.trend_before), (2, 1, found.level), (3, 36, found.slope)):
        half = t_quantile(0.95, 32) * errors[term]
        ends = np.exp(np.array([best[term], best[term] - half, best[term] + half]) / unit)
        assert (one.value, one.low, one.high) == pytest.approx(tuple(ends), rel=1e-5)


def clustered(counts: list[float], members: list[float], after: list[int], groups: list[int]) -> tuple[float, ...]:
    """Return log rate (ratio) and squared error of a Poisson model with an offset and clustered errors."""
    import statsmodels.api as sm

    x = np.column_stack((np.ones(len(counts)), after)) if any(after) else np.ones((len(counts), 1))
    fitted = sm.GLM(counts, x, family=sm.families.Poisson(), offset=np.log(members)).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    return float(fitted.params[-1]), float(fitted.bse[-1] ** 2)


@pytest.mark.parametrize("seed", range(3))
def test_rates_per_member_are_those_of_a_poisson_model_with_clusters(seed: int) -> None:
    draw = np.random.default_rng(seed)
    members = draw.integers(500, 5000, size=(2, 8)).astype(float)
    counts = draw.poisson(members * [[0.03], [0.04]] * draw.uniform(0.5, 1.5, size=8)).astype(float)
    before, after = counts.tolist()
    facilities = list(range(8))
    ratio, squared = clustered([*before, *after], members.ravel().tolist(), [0] * 8 + [1] * 8, facilities * 2)
    found = rate_ratio_per_member(before, after, *members.tolist())
    half = t_quantile(0.95, 7) * (squared * 8 / 7) ** 0.5

    assert np.log([found.value, found.low, found.high]) == pytest.approx([ratio, ratio - half, ratio + half])

    rate, squared = clustered(before, members[0].tolist(), [0] * 8, facilities)
    alone = rate_per_member(before, members[0].tolist())
    half = t_quantile(0.95, 7) * (squared * 8 / 7) ** 0.5
    assert np.log([alone.value, alone.low, alone.high]) == pytest.approx([rate, rate - half, rate + half])
