"""Reliability against pingouin, scikit-learn and quantities worked out by hand (no published table was to be had)."""

import warnings

import numpy as np
import pytest

from engage_eval.stats.alpha_bootstrap import alpha_bootstrap
from engage_eval.stats.one_factor import one_factor
from engage_eval.stats.reliability import difference_reliability, reliability


def answers(seed: int, people: int = 40, items: int = 6) -> np.ndarray:
    """Return whole answers from 1 to 5 that one trait drives."""
    draw = np.random.default_rng(seed)
    trait = draw.normal(size=(people, 1)) * draw.uniform(0.6, 1.0, size=items)
    return np.clip(np.round(3.3 + trait + draw.normal(scale=0.8, size=(people, items))), 1, 5)


def names(table: np.ndarray) -> list[str]:
    return [f"q{place}" for place in range(table.shape[1])]


def pingouin_alpha(table: np.ndarray) -> tuple[float, tuple[float, float]]:
    """Return pingouin's alpha and interval (rounded to three digits) of the complete rows.

    They are chosen here: pingouin 0.7 leaves rows out (listwise), but counts them in the interval's degrees of freedom.
    """
    import pandas as pd
    import pingouin

    complete = pd.DataFrame(table[~np.isnan(table).any(axis=1)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value, interval = pingouin.cronbach_alpha(data=complete)
    return float(value), (float(interval[0]), float(interval[1]))


@pytest.mark.parametrize("seed", range(4))
def test_alpha_and_its_interval_are_pingouins(seed: int) -> None:
    table = answers(seed)
    table[3, 2] = table[9, 0] = np.nan
    rows = [[None if np.isnan(one) else float(one) for one in row] for row in table]
    found = reliability(rows, names(table))
    value, (low, high) = pingouin_alpha(table)

    assert found.respondents == 38
    assert found.cronbach_alpha.value == pytest.approx(value)
    assert (found.cronbach_alpha.low, found.cronbach_alpha.high) == pytest.approx((low, high), abs=6e-4)


def test_alpha_by_hand() -> None:
    """Items' variances 2.5, 2.5, 2.5; sums 4, 6, 8, 11, 16 have variance 22: 3/2 (1 - 7.5/22) = 0.988636."""
    rows = [(1, 1, 2), (2, 3, 1), (3, 2, 3), (4, 4, 3), (5, 5, 6)]
    parts = [np.var([row[place] for row in rows], ddof=1) for place in range(3)]
    total = np.var([4, 6, 8, 11, 16], ddof=1)

    assert (round(parts[0], 6), round(total, 6)) == (2.5, 22.0)
    assert reliability(rows, "abc").cronbach_alpha.value == pytest.approx(1.5 * (1 - sum(parts) / total))


@pytest.mark.parametrize("seed", range(3))
def test_feldts_interval_holds_the_point_where_f_has_the_wanted_tails(seed: int) -> None:
    from scipy.stats import f

    table = answers(seed, people=25)
    found = reliability(table.tolist(), names(table), level=0.9).cronbach_alpha

    for end, tail in ((found.low, 0.95), (found.high, 0.05)):
        assert f(24, 24 * 5).cdf((1 - end) / (1 - found.value)) == pytest.approx(tail)


def test_item_rest_and_alpha_if_dropped_by_another_way() -> None:
    table = answers(7)
    found = reliability(table.tolist(), names(table))

    for place, (item, rest) in enumerate(found.item_rest):
        others = np.delete(table, place, axis=1)
        assert rest.value == pytest.approx(np.corrcoef(table[:, place], others.sum(axis=1))[0, 1])
        assert dict(found.alpha_if_dropped)[item].value == pytest.approx(pingouin_alpha(others)[0])


@pytest.mark.parametrize("seed", range(5))
def test_omega_is_that_of_scikit_learns_factor(seed: int) -> None:
    from sklearn.decomposition import FactorAnalysis

    table = answers(seed, people=120)
    fitted = FactorAnalysis(n_components=1, tol=1e-10, max_iter=20_000, svd_method="lapack").fit(
        (table - table.mean(axis=0)) / table.std(axis=0)
    )
    loadings = fitted.components_[0]
    omega = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    found = reliability(table.tolist(), names(table)).mcdonald_omega

    assert found.why is None
    assert found.value == pytest.approx(omega, abs=1e-5)


def test_the_factor_of_correlations_made_from_loadings_is_found_again() -> None:
    """Exact: correlations l_i l_j off the diagonal have the loadings l as their only one-factor solution."""
    made = np.array([0.9, 0.8, 0.7, 0.6, -0.5])
    correlations = np.outer(made, made)
    np.fill_diagonal(correlations, 1.0)
    loadings, own = one_factor(correlations)

    assert loadings * np.sign(loadings[0]) == pytest.approx(made, abs=1e-5)
    assert own == pytest.approx(1 - made**2, abs=1e-5)


def test_the_likelihood_is_nowhere_higher_nearby() -> None:
    """Brute force: -log det and trace of the fitted matrix, with each own variance moved a little."""
    table = answers(11, people=60)
    correlations = np.corrcoef(table, rowvar=False)
    loadings, own = one_factor(correlations)

    def misfit(shift: np.ndarray) -> float:
        fitted = np.outer(loadings, loadings) + np.diag(own + shift)
        return np.linalg.slogdet(fitted)[1] + np.trace(correlations @ np.linalg.inv(fitted))

    least = misfit(np.zeros(len(own)))
    for place in range(len(own)):
        for size in (-0.02, 0.02):
            assert misfit(size * (np.arange(len(own)) == place)) > least


def test_bootstrap_is_that_of_a_loop_over_pingouin() -> None:
    table = answers(2, people=15, items=4)
    found = alpha_bootstrap(table.tolist(), names(table), resamples=200, seed=5)
    draws = np.random.default_rng(5).multinomial(15, np.full(15, 1 / 15), size=200)
    alphas = [pingouin_alpha(np.repeat(table, draw, axis=0))[0] for draw in draws]

    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(alphas, (0.025, 0.975))))


def test_reliability_of_a_difference_is_the_share_of_true_variance() -> None:
    """True scores with variances 4 and 9, covariance 3; errors with variances 1 and 3: (4 + 9 - 6) / (5 + 12 - 6)."""
    sd_x, sd_y = 5**0.5, 12**0.5
    found = difference_reliability(sd_x, sd_y, 4 / 5, 9 / 12, 3 / (sd_x * sd_y))

    assert found.value == pytest.approx(7 / 11)
