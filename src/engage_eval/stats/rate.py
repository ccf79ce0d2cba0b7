"""Counts per registered member: a rate, and its ratio after to before, with facilities as clusters."""

import math
from collections.abc import Sequence

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats.mean import t_quantile

_METHOD = "clustered_t"
_LEAST = 2
_TINY = 1e-12  # a standard error below this is rounding


def rate_per_member(counts: Sequence[float], members: Sequence[float], level: float = 0.95) -> Estimate:
    """Return sum(counts) / sum(members): events per registered member; one count and one size a facility.

    The interval (log scale, t with n - 1 degrees) lets each facility differ as a whole, as `rate_ratio_per_member`.
    Undefined: ``no_pairs``; ``no_members`` where nobody is registered. Without an interval: ``zero`` (nothing counted),
    ``few_for_interval``, ``same_rate``. Raises ValueError where the lengths differ or a figure is negative.
    Source: the ratio estimator, Cochran (1977), Sampling Techniques, chapter 6, by the delta method.

    >>> rate_per_member([10, 30], [100, 100]).value
    0.2
    """
    _check(counts, members)
    n = len(counts)
    if not n:
        return undefined("no_pairs", method=_METHOD)
    if not sum(members):
        return undefined("no_members", method=_METHOD, n=n)
    rate = sum(counts) / sum(members)
    if not rate:
        return Estimate(value=0.0, level=level, method=_METHOD, n=n, why=Reason(code="zero"))
    return _with_interval(rate, _pulls(counts, members), level, "same_rate")


def rate_ratio_per_member(
    before: Sequence[float],
    after: Sequence[float],
    members_before: Sequence[float],
    members_after: Sequence[float],
    level: float = 0.95,
) -> Estimate:
    """Return the rate per member after over the rate before; four columns of one length, a row a facility.

    ``members_before`` and ``members_after`` are the registered members of each period.
    u_i = (a_i - r_a A_i) / sum(a) - (b_i - r_b B_i) / sum(b) with the rates r = sum(count) / sum(members), SE^2 =
    n / (n - 1) sum(u_i^2) on the log scale, t with n - 1 degrees. Where every facility keeps its size and all have one
    size, this is `paired.rate_ratio_clustered`.
    Undefined: ``no_pairs``; ``no_members``; ``zero`` where a total is zero. Without an interval: ``few_for_interval``,
    ``same_change``. Raises ValueError where the lengths differ or a figure is negative.
    Source: the linearised ratio estimator, Cochran (1977), Sampling Techniques, chapter 6, by the delta method.

    >>> round(rate_ratio_per_member([10, 30], [15, 35], [100, 100], [100, 150]).value, 6)
    1.0
    """
    _check(before, after, members_before, members_after)
    n = len(before)
    if not n:
        return undefined("no_pairs", method=_METHOD)
    if not sum(members_before) or not sum(members_after):
        return undefined("no_members", method=_METHOD, n=n)
    if not sum(before) or not sum(after):
        return undefined("zero", method=_METHOD, n=n)
    ratio = sum(after) / sum(members_after) / (sum(before) / sum(members_before))
    old, new = _pulls(before, members_before), _pulls(after, members_after)
    return _with_interval(ratio, [late - early for early, late in zip(old, new, strict=True)], level, "same_change")


def _pulls(counts: Sequence[float], members: Sequence[float]) -> list[float]:
    """Return how far each facility pulls the logarithm of the rate: (a_i - r A_i) / sum(a)."""
    total, size = sum(counts), sum(members)
    return [count / total - number / size for count, number in zip(counts, members, strict=True)]


def _with_interval(value: float, pulls: Sequence[float], level: float, same: str) -> Estimate:
    """Return the estimate; the reason ``same`` where no facility pulls."""
    n = len(pulls)
    if n < _LEAST:
        why = Reason(code="few_for_interval", params={"n": n, "least": _LEAST})
        return Estimate(value=value, level=level, method=_METHOD, n=n, why=why)
    error = math.sqrt(n / (n - 1) * math.fsum(pull * pull for pull in pulls))
    if error <= _TINY:
        return Estimate(value=value, level=level, method=_METHOD, n=n, why=Reason(code=same))
    factor = math.exp(t_quantile(level, n - 1) * error)
    return Estimate(value=value, low=value / factor, high=value * factor, level=level, method=_METHOD, n=n)


def _check(*columns: Sequence[float]) -> None:
    if len({len(column) for column in columns}) > 1:
        raise ValueError("all columns must have one length")
    if any(number < 0 for column in columns for number in column):
        raise ValueError("counts and members can't be negative")
