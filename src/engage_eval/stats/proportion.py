"""Shares and their intervals.

scipy's ``binomtest`` computes them: it is imported in three quarters of the time that statsmodels needs, and the
paired comparison needs scipy anyway; statsmodels is the oracle in the tests.
"""

from engage_eval.core.estimate import Estimate, undefined


def wilson(count: int, n: int, level: float = 0.95) -> Estimate:
    """Return the share ``count / n`` with Wilson's score interval.

    Undefined (``empty``) for n = 0; ValueError for a count outside 0..n.
    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; recommended by Brown, Cai & DasGupta (2001), Statistical
    Science 16, 101-133.

    >>> share = wilson(13, 20)
    >>> round(share.low, 4), round(share.high, 4)
    (0.4329, 0.8188)
    """
    return _share(count, n, level, method="wilson", scipy_method="wilson")


def clopper_pearson(count: int, n: int, level: float = 0.95) -> Estimate:
    """Return the share ``count / n`` with the exact interval.

    Undefined (``empty``) for n = 0; ValueError for a count outside 0..n.
    Source: Clopper & Pearson (1934), Biometrika 26, 404-413.

    >>> share = clopper_pearson(13, 13)
    >>> round(share.low, 4), share.high
    (0.7529, 1.0)
    """
    return _share(count, n, level, method="clopper_pearson", scipy_method="exact")


def _share(count: int, n: int, level: float, *, method: str, scipy_method: str) -> Estimate:
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n}")
    if n == 0:
        return undefined("empty", method=method)
    from scipy.stats import binomtest

    interval = binomtest(count, n).proportion_ci(level, method=scipy_method)
    low, high = float(interval.low), float(interval.high)
    return Estimate(value=count / n, low=low, high=high, level=level, method=method, n=n)
