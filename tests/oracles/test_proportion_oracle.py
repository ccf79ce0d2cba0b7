"""Intervals of a share against published examples and an independent computation."""

import pytest

from engage_eval.stats.proportion import clopper_pearson, wilson

# Newcombe (1998), Statistics in Medicine 17, 857-872, table I: method 3 (score, no continuity correction) and
# method 5 (Clopper-Pearson), 95%.
NEWCOMBE_WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
NEWCOMBE_EXACT = [
    (81, 263, 0.2527, 0.3676),
    (15, 148, 0.0578, 0.1617),
    (0, 20, 0.0000, 0.1684),
    (1, 29, 0.0009, 0.1776),
]
# The source study's counts; intervals computed once by hand from the formulas, in percent.
SOURCE_STUDY = [
    (13, 20, (65.00, 43.29, 81.88), (40.78, 84.61)),
    (13, 14, (92.86, 68.53, 98.73), (66.13, 99.82)),
    (13, 13, (100.0, 77.19, 100.0), (75.29, 100.0)),
    (14, 20, (70.00, 48.10, 85.45), (45.72, 88.11)),
]


@pytest.mark.parametrize(("count", "n", "low", "high"), NEWCOMBE_WILSON)
def test_wilson_gives_newcombes_table(count: int, n: int, low: float, high: float) -> None:
    found = wilson(count, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("count", "n", "low", "high"), NEWCOMBE_EXACT)
def test_exact_interval_gives_newcombes_table(count: int, n: int, low: float, high: float) -> None:
    found = clopper_pearson(count, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("count", "n", "score", "exact"), SOURCE_STUDY)
def test_source_studys_shares(count: int, n: int, score: tuple[float, ...], exact: tuple[float, ...]) -> None:
    one, other = wilson(count, n), clopper_pearson(count, n)
    assert tuple(round(100 * number, 2) for number in (one.value, one.low, one.high)) == score
    assert tuple(round(100 * number, 2) for number in (other.low, other.high)) == exact


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_statsmodels_finds_the_same(level: float) -> None:
    """Independent computation by statsmodels.stats.proportion."""
    from statsmodels.stats.proportion import proportion_confint

    for method, ours in (("wilson", wilson), ("beta", clopper_pearson)):
        for count, n in ((0, 1), (1, 1), (3, 7), (13, 20), (50, 50), (499, 1000)):
            low, high = proportion_confint(count, n, alpha=1 - level, method=method)
            found = ours(count, n, level)
            assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


def test_rule_of_three_bounds_a_share_of_zero() -> None:
    """Hanley & Lippman-Hand (1983), JAMA 249, 1743: nothing seen in n, then about 3 / n at most (one-sided 95%)."""
    assert clopper_pearson(0, 300, level=0.9).high == pytest.approx(3 / 300, rel=0.01)
