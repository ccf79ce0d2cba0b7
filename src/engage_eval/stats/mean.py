"""Means and medians of one column of numbers."""

import math
from collections.abc import Sequence
from statistics import median as _median

from engage_eval.core.estimate import Estimate, Reason, undefined

_LEAST = 2
_TINY = 1e-12  # a spread below this share of the mean is rounding


def mean_t(values: Sequence[float], level: float = 0.95) -> Estimate:
    """Return the mean of ``values`` with Student's t interval.

    Undefined (``empty``) without values. With a single value, or where all are the same, the mean stands without an
    interval and ``why`` says so. Source: Student (1908), Biometrika 6, 1-25.

    >>> found = mean_t([1, 2, 3, 4, 5])
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (3.0, 1.037, 4.963)
    """
    return mean_of_counts([(value, 1) for value in values], level)


def mean_of_counts(counts: Sequence[tuple[float, int]], level: float = 0.95) -> Estimate:
    """Return what `mean_t` returns, of ``counts``: pairs of a value and how often it occurs. Source: as `mean_t`."""
    n = sum(count for _, count in counts)
    if n == 0:
        return undefined("empty", method="t")
    mean = math.fsum(value * count for value, count in counts) / n
    if n < _LEAST:
        why = Reason(code="few_for_interval", params={"n": n, "least": _LEAST})
        return Estimate(value=mean, level=level, method="t", n=n, why=why)
    squares = math.fsum(count * (value - mean) ** 2 for value, count in counts)
    error = math.sqrt(squares / (n - 1) / n)
    if error <= _TINY * abs(mean):
        return Estimate(value=mean, level=level, method="t", n=n, why=Reason(code="no_variance"))
    half = t_quantile(level, n - 1) * error
    return Estimate(value=mean, low=mean - half, high=mean + half, level=level, method="t", n=n)


def t_quantile(level: float, freedom: int) -> float:
    """Return t so that ``level`` (0 to 1) of Student's distribution with ``freedom`` degrees lies within -t..t.

    Source: Student (1908), Biometrika 6, 1-25.
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))


def median(values: Sequence[float]) -> float | None:
    """Return the middle of ``values``, or the mean of the two in the middle; None without values.

    The plain definition.
    """
    return float(_median(values)) if values else None


def median_of_counts(counts: Sequence[tuple[float, int]]) -> float | None:
    """Return what `median` returns, of ``counts``: pairs of a value and how often it occurs.

    The plain definition.

    >>> median_of_counts([(1, 2), (4, 1), (5, 1)])
    2.5
    """
    n = sum(count for _, count in counts)
    if n == 0:
        return None
    ordered = sorted(counts)
    return (_at(ordered, (n - 1) // 2) + _at(ordered, n // 2)) / 2


def _at(ordered: Sequence[tuple[float, int]], index: int) -> float:
    """Return the value at ``index`` (from 0) of the sorted column that ``ordered`` counts."""
    seen = 0
    for value, count in ordered:
        seen += count
        if index < seen:
            return float(value)
    raise IndexError(index)
