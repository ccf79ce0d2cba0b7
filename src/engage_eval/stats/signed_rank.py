"""Wilcoxon's signed ranks: the exact test, its effect size, and the shift that it implies."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from engage_eval.core.estimate import Estimate, Reason, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The exact distribution takes n^3 steps; beyond this the normal approximation differs in no digit that is printed.
_MOST_EXACT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRank:
    """The test's result: ``statistic`` is the sum of the positive ranks (V), ``p`` two-sided, ``n`` without zeros."""

    statistic: float | None
    p: float | None
    n: int
    method: str = ""
    why: Reason | None = None


def wilcoxon(differences: Sequence[float]) -> SignedRank:
    """Test whether ``differences`` (after - before, one a pair) are symmetric about zero, two-sided.

    Zeros are dropped and ties get mid-ranks; the distribution is exact given these ranks (scipy's is exact only
    without ties), and normal above 300 pairs. Undefined (``empty``, ``no_change``) where no difference is left.
    Source: Wilcoxon (1945), Biometrics Bulletin 1, 80-83; ties: Hollander & Wolfe (1999), section 3.1.

    >>> found = wilcoxon([3, 1, 4, 2, 5])
    >>> found.statistic, found.p
    (15.0, 0.0625)
    """
    if not differences:
        return SignedRank(statistic=None, p=None, n=0, why=Reason(code="empty"))
    ranks, positive = _ranks(differences)
    if not ranks:
        return SignedRank(statistic=None, p=None, n=0, why=Reason(code="no_change"))
    statistic = math.fsum(positive)
    if len(ranks) > _MOST_EXACT:
        return SignedRank(statistic=statistic, p=_normal_p(ranks, statistic), n=len(ranks), method="normal")
    chances = _distribution(ranks)
    at = round(2 * statistic)
    tail = min(float(chances[: at + 1].sum()), float(chances[at:].sum()))
    return SignedRank(statistic=statistic, p=min(1.0, 2 * tail), n=len(ranks), method="exact")


def rank_biserial(differences: Sequence[float]) -> Estimate:
    """Return the matched-pairs rank-biserial correlation of ``differences``: (positive - negative ranks) / all ranks.

    Undefined (``empty``, ``no_change``) where no difference is left.
    Source: Kerby (2014), Comprehensive Psychology 3, 1.

    >>> rank_biserial([3, 1, -4, 2]).value
    0.2
    """
    if not differences:
        return undefined("empty", method="rank_biserial")
    ranks, positive = _ranks(differences)
    if not ranks:
        return undefined("no_change", method="rank_biserial", n=len(differences))
    whole = math.fsum(ranks)
    return Estimate(value=(2 * math.fsum(positive) - whole) / whole, method="rank_biserial", n=len(ranks))


def hodges_lehmann(differences: Sequence[float], level: float = 0.95) -> Estimate:
    """Return the median of the pairwise means of ``differences``, with the interval that inverts the exact test.

    The interval holds ``level`` at least, where there are no ties; with too few differences for it (under 6 at
    95%) the value stands alone and ``why`` says so. Undefined (``empty``) without differences.
    Source: Hodges & Lehmann (1963), Ann. Math. Stat. 34, 598-611; Hollander & Wolfe (1999), section 3.3.
    """
    n = len(differences)
    if n == 0:
        return undefined("empty", method="hodges_lehmann")
    import numpy as np

    column = np.asarray(differences, dtype=float)
    means = np.empty(n * (n + 1) // 2)  # filled row by row: ten thousand facilities make 50 million of them
    start = 0
    for place, one in enumerate(column):
        means[start : start + n - place] = column[place:] + one
        start += n - place
    means /= 2
    means.sort()
    value = float((means[(len(means) - 1) // 2] + means[len(means) // 2]) / 2)
    least = math.ceil(1 - math.log2(1 - level))
    if n < least:
        why = Reason(code="few_for_interval", params={"n": n, "least": least})
        return Estimate(value=value, level=level, method="hodges_lehmann", n=n, why=why)
    skip = _outside(n, (1 - level) / 2)
    low, high = float(means[skip]), float(means[-1 - skip])
    return Estimate(value=value, low=low, high=high, level=level, method="hodges_lehmann", n=n)


def _ranks(differences: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return the mid-ranks of the differences that aren't zero, and those of the positive ones."""
    kept = sorted((one for one in differences if one), key=abs)
    sizes = [abs(one) for one in kept]
    ranks: list[float] = []
    for _, alike in groupby(sizes):
        tied = sum(1 for _ in alike)
        ranks += [len(ranks) + (tied + 1) / 2] * tied
    return ranks, [rank for rank, one in zip(ranks, kept, strict=True) if one > 0]


def _distribution(ranks: Sequence[float]) -> "NDArray[Any]":
    """Return the chance of each sum of positive ranks; index = twice the sum, so that mid-ranks are whole numbers."""
    import numpy as np

    chances = np.zeros(round(2 * math.fsum(ranks)) + 1)
    chances[0] = 1.0
    for rank in ranks:
        step = round(2 * rank)
        chances = chances / 2
        chances[step:] += chances[:-step].copy()
    return chances


def _outside(n: int, tail: float) -> int:
    """Return how many of the sorted pairwise means lie beyond each bound."""
    if n > _MOST_EXACT:
        from scipy.special import ndtri

        spread = math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        return math.floor(n * (n + 1) / 4 + float(ndtri(tail)) * spread)
    import numpy as np

    cumulated = np.cumsum(_distribution(range(1, n + 1))[::2])
    return max(0, int(np.searchsorted(cumulated, tail)) - 1)


def _normal_p(ranks: Sequence[float], statistic: float) -> float:
    centre = math.fsum(ranks) / 2
    spread = math.sqrt(math.fsum(rank * rank for rank in ranks)) / 2
    return math.erfc(abs(statistic - centre) / spread / math.sqrt(2))
