"""Planning against statsmodels' Wilson interval, scipy's binomial distribution and counting every sample."""

import itertools
import math

import pytest
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from engage_eval.stats.planning import chance_of_theme, least_n, plan_interval, plan_theme, wilson_width

Z = 1.959963984540054


@pytest.mark.parametrize(("count", "n"), [(0, 5), (13, 20), (40, 60), (7, 7), (1, 400)])
def test_the_width_is_that_of_statsmodels_interval(count: int, n: int) -> None:
    low, high = proportion_confint(count, n, method="wilson")

    assert wilson_width(count / n, n, Z) == pytest.approx(high - low, abs=1e-12)


@pytest.mark.parametrize("share", [0.5, 0.65, 0.9])
@pytest.mark.parametrize("width", [0.1, 0.2, 0.3])
def test_n_solves_the_equation_of_the_width(share: float, width: float) -> None:
    """Squared, the width is a quadratic equation in m = n + z^2: w^2 m^2 - 4 z^2 pq m + 4 z^4 pq - z^4 = 0."""
    spread = share * (1 - share)
    linear, constant = 4 * Z**2 * spread, Z**4 * (4 * spread - 1)
    root = (linear + math.sqrt(linear**2 - 4 * width**2 * constant)) / (2 * width**2)

    assert plan_interval(share, width).n == math.ceil(root - Z**2)


def test_a_finite_population_agrees_with_cochrans_formula() -> None:
    """n0 / (1 + (n0 - 1) / N), where n0 is the unrounded n; the solution of the equation above for 65% and 0.2."""
    spread = 0.65 * 0.35
    linear, constant = 4 * Z**2 * spread, Z**4 * (4 * spread - 1)
    endless = (linear + math.sqrt(linear**2 - 4 * 0.04 * constant)) / 0.08 - Z**2
    for population in (*range(5, 300), 5000):
        expected = math.ceil(endless / (1 + (endless - 1) / population))
        assert plan_interval(0.65, 0.2, population).finite_n == expected


@pytest.mark.parametrize("prevalence", [0.01, 0.1, 0.35, 0.8])
@pytest.mark.parametrize("n", [1, 5, 20, 200])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_chances_are_scipys_binomial(prevalence: float, n: int, times: int) -> None:
    assert chance_of_theme(prevalence, n, times) == pytest.approx(binom.sf(times - 1, n, prevalence), abs=1e-12)


def test_chances_are_those_of_counting_every_outcome() -> None:
    outcomes = itertools.product((0, 1), repeat=6)
    expected = sum(0.3 ** sum(one) * 0.7 ** (6 - sum(one)) for one in outcomes if sum(one) >= 2)

    assert chance_of_theme(0.3, 6, 2) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("prevalence", "chance"), [(0.1, 0.95), (0.05, 0.8), (0.3, 0.9)])
def test_the_least_n_for_once_is_that_of_the_logarithms(prevalence: float, chance: float) -> None:
    assert least_n(prevalence, 1, chance) == math.ceil(math.log(1 - chance) / math.log(1 - prevalence))


@pytest.mark.parametrize("prevalence", [0.02, 0.1, 0.5])
def test_a_plan_is_what_going_up_one_by_one_with_scipys_binomial_finds(prevalence: float) -> None:
    found = plan_theme(prevalence)

    for times, chance, least in found.least:
        assert least == next(n for n in itertools.count(1) if binom.sf(times - 1, n, prevalence) >= chance)
    for n, times, chance in found.chances:
        assert chance == pytest.approx(binom.sf(times - 1, n, prevalence), abs=1e-12)
