"""Tests of tables against scipy, statsmodels and counting every way to shuffle the labels."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact
from scipy.stats.contingency import association as scipy_association
from statsmodels.stats.multitest import multipletests

from engage_eval.stats.contingency import association, holm

LARGE = [[[20, 30], [35, 15]], [[12, 9, 30], [15, 16, 11]], [[20, 20, 9], [13, 30, 12], [22, 8, 31]]]
SMALL = [[[3, 1], [1, 3]], [[8, 2], [1, 5]], [[0, 7], [6, 2]], [[1, 60], [4, 20]], [[2, 2], [2, 2]]]


@pytest.mark.parametrize("counts", LARGE)
def test_scipys_chi_square(counts: list[list[int]]) -> None:
    found, theirs = association(counts), chi2_contingency(counts, correction=False)

    assert found.method == "chi_square"
    assert (found.statistic, found.p, found.freedom) == pytest.approx((theirs.statistic, theirs.pvalue, theirs.dof))


@pytest.mark.parametrize("counts", [*LARGE, *SMALL])
def test_scipys_cramers_v(counts: list[list[int]]) -> None:
    assert association(counts).effect.value == pytest.approx(scipy_association(np.array(counts), method="cramer"))


@pytest.mark.parametrize("counts", SMALL)
def test_scipys_fisher(counts: list[list[int]]) -> None:
    found = association(counts)

    assert (found.method, found.p) == ("fisher", pytest.approx(fisher_exact(counts).pvalue, abs=1e-10))


def test_the_lady_tasting_tea() -> None:
    """Fisher (1935), The Design of Experiments: 3 of 4 right; 34 of the 70 choices are at least as far from chance."""
    assert association([[3, 1], [1, 3]]).p == pytest.approx(34 / 70)


def shuffled(counts: Sequence[Sequence[int]]) -> float:
    """Return Freeman-Halton's p by dealing the columns to the rows' people in every distinct order."""
    sizes = [sum(row) for row in counts]
    labels = [at for row in counts for at, cell in enumerate(row) for _ in range(cell)]
    tally: dict[tuple[tuple[int, ...], ...], int] = {}
    for order in itertools.permutations(labels):
        rows, start = [], 0
        for size in sizes:
            part = order[start : start + size]
            rows.append(tuple(part.count(at) for at in range(len(counts[0]))))
            start += size
        tally[tuple(rows)] = tally.get(tuple(rows), 0) + 1
    own = tally[tuple(tuple(row) for row in counts)]
    return sum(ways for ways in tally.values() if ways <= own) / sum(tally.values())


@pytest.mark.parametrize(
    "counts", [[[2, 1, 0], [0, 1, 3]], [[2, 0], [1, 1], [0, 3]], [[1, 1, 0], [0, 1, 1], [0, 0, 3]]]
)
def test_freeman_halton_is_the_share_of_all_shuffles(counts: list[list[int]]) -> None:
    found = association(counts)

    assert (found.method, found.p) == ("freeman_halton", pytest.approx(shuffled(counts), abs=1e-10))


def test_statsmodels_holm() -> None:
    p_values = np.random.default_rng(3).uniform(size=12).tolist()
    p_values[3] = p_values[7] = 0.004

    assert holm(p_values) == pytest.approx(tuple(multipletests(p_values, method="holm")[1]), abs=1e-12)
