"""Statistics on figures of one's own."""

from dataclasses import dataclass

from engage_eval.core.errors import UsageError
from engage_eval.core.estimate import Estimate
from engage_eval.stats.proportion import clopper_pearson, wilson

MOST = 10**9  # beyond it the exact interval has no digits left to differ in


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """A share with two intervals."""

    wilson: Estimate
    clopper_pearson: Estimate


def proportion(count: int, n: int) -> Proportion:
    """Return the share ``count`` of ``n``; raises UsageError where it is none."""
    if not 0 <= count <= n <= MOST:
        raise UsageError("command.bad_count", count=count, n=n)
    return Proportion(wilson=wilson(count, n), clopper_pearson=clopper_pearson(count, n))
