"""How two measures of the same people move together."""

import math
from collections.abc import Sequence

from engage_eval.core.estimate import Estimate, Reason, undefined

_LEAST = 3
_LEAST_FOR_INTERVAL = 4
_TINY = 1e-12  # a spread below this share of the values is rounding


def pearson(x: Sequence[float], y: Sequence[float], level: float = 0.95) -> Estimate:
    """Return Pearson's r of the pairs ``x``, ``y`` (one length) with Fisher's z interval.

    Undefined: ``few`` under 3 pairs, ``one_flat`` where all of one side are the same. Without an interval
    (``few_for_interval``) under 4 pairs; where r is 1 or -1 the interval is that point, as Fisher's z has it.
    Raises ValueError where the lengths differ. Source: Fisher (1921), Metron 1, 3-32.

    >>> found = pearson([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.8, -0.28, 0.986)
    """
    n = len(x)
    if n != len(y):
        raise ValueError("x and y must have one length")
    if n < _LEAST:
        return undefined("few", method="pearson", n=n, least=_LEAST)
    over, under = _unit(x), _unit(y)
    if over is None or under is None:
        return undefined("one_flat", method="pearson", n=n)
    r = max(-1.0, min(1.0, math.fsum(one * other for one, other in zip(over, under, strict=True))))
    if n < _LEAST_FOR_INTERVAL:
        why = Reason(code="few_for_interval", params={"n": n, "least": _LEAST_FOR_INTERVAL})
        return Estimate(value=r, level=level, method="pearson", n=n, why=why)
    low, high = _fisher(r, n, level)
    return Estimate(value=r, low=low, high=high, level=level, method="pearson", n=n)


def _unit(values: Sequence[float]) -> list[float] | None:
    """Return the deviations from the mean at length 1; None where there are none."""
    centre = math.fsum(values) / len(values)
    pulls = [value - centre for value in values]
    length = math.hypot(*pulls)
    if length <= _TINY * max(abs(value) for value in values):
        return None
    return [pull / length for pull in pulls]


def _fisher(r: float, n: int, level: float) -> tuple[float, float]:
    if abs(r) > 1 - _TINY:
        return r, r
    from scipy.special import ndtri

    half = float(ndtri((1 + level) / 2)) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
