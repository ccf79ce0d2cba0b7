"""Paired counts, before and after: every measure of change side by side, since they say different things."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats.mean import mean_t, median, t_quantile
from engage_eval.stats.signed_rank import SignedRank, hodges_lehmann, rank_biserial, wilcoxon

_LEAST = 2
_TINY = 1e-12  # a standard error below this is rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Everything that is said about pairs of counts; changes are fractions (.25 = +25%), ratios are after / before.

    ``leave_one_out`` is the ratio of totals without the named pair.
    """

    pairs: int
    total_before: float
    total_after: float
    ratio_of_totals: Estimate
    mean_change: Estimate
    median_change: Estimate
    geometric_mean_ratio: Estimate
    wilcoxon: SignedRank
    hodges_lehmann: Estimate
    cohen_dz: Estimate
    rank_biserial: Estimate
    rate_ratio_clustered: Estimate
    dispersion: Estimate
    leave_one_out: tuple[tuple[str, Estimate], ...]


def paired(
    before: Sequence[float], after: Sequence[float], names: Sequence[str] = (), *, level: float = 0.95
) -> Paired:
    """Compare ``after`` with ``before``: counts of one length, a pair a facility; ``names`` default to 1, 2, ...

    Raises ValueError where the lengths differ.
    """
    if len(before) != len(after) or (names and len(names) != len(before)):
        raise ValueError("before, after and names must have one length")
    differences = [new - old for old, new in zip(before, after, strict=True)]
    return Paired(
        pairs=len(before),
        total_before=sum(before),
        total_after=sum(after),
        ratio_of_totals=ratio_of_totals(before, after),
        mean_change=mean_change(before, after),
        median_change=median_change(before, after),
        geometric_mean_ratio=geometric_mean_ratio(before, after, level),
        wilcoxon=_no_pairs_test() if not differences else wilcoxon(differences),
        hodges_lehmann=_for_pairs(hodges_lehmann(differences, level)),
        cohen_dz=cohen_dz(differences),
        rank_biserial=_for_pairs(rank_biserial(differences)),
        rate_ratio_clustered=rate_ratio_clustered(before, after, level),
        dispersion=dispersion(before, after),
        leave_one_out=leave_one_out(before, after, names),
    )


def ratio_of_totals(before: Sequence[float], after: Sequence[float]) -> Estimate:
    """Return sum(after) / sum(before): the change of the whole, in which large facilities weigh more.

    The plain definition. Undefined: ``no_pairs``; ``zero`` where nothing was counted before.

    >>> ratio_of_totals([100, 300], [150, 350]).value
    1.25
    """
    if not before:
        return undefined("no_pairs", method="ratio_of_totals")
    if not sum(before):
        return undefined("zero", method="ratio_of_totals", n=len(before))
    return Estimate(value=sum(after) / sum(before), method="ratio_of_totals", n=len(before))


def mean_change(before: Sequence[float], after: Sequence[float]) -> Estimate:
    """Return the mean of the pairs' relative changes, after / before - 1: each facility weighs the same.

    The plain definition. Undefined: ``no_pairs``; ``zero`` where a count before is zero.

    >>> mean_change([100, 200], [150, 200]).value
    0.25
    """
    changes = _changes(before, after, "mean_change")
    if isinstance(changes, Estimate):
        return changes
    return Estimate(value=math.fsum(changes) / len(changes), method="mean_change", n=len(changes))


def median_change(before: Sequence[float], after: Sequence[float]) -> Estimate:
    """Return the median of the pairs' relative changes by its plain definition; undefined as `mean_change`."""
    changes = _changes(before, after, "median_change")
    if isinstance(changes, Estimate):
        return changes
    return Estimate(value=median(changes), method="median_change", n=len(changes))


def geometric_mean_ratio(before: Sequence[float], after: Sequence[float], level: float = 0.95) -> Estimate:
    """Return the geometric mean of after / before, with Student's t interval on the logarithms.

    Undefined: ``no_pairs``; ``zero`` where any count is zero. Source: Bland & Altman (1996), BMJ 312, 1079.
    """
    if not before:
        return undefined("no_pairs", method="geometric_t")
    if not all(before) or not all(after):
        return undefined("zero", method="geometric_t", n=len(before))
    logs = mean_t([math.log(new / old) for old, new in zip(before, after, strict=True)], level)
    return _exponential(logs, "geometric_t")


def cohen_dz(differences: Sequence[float]) -> Estimate:
    """Return the mean of ``differences`` over their standard deviation (n - 1).

    Undefined: ``few`` under 2; ``same_differences`` where all are the same.
    Source: Cohen (1988), Statistical Power Analysis, p. 48; Lakens (2013), Frontiers in Psychology 4, 863.
    """
    n = len(differences)
    if n < _LEAST:
        return undefined("few", method="cohen_dz", n=n, least=_LEAST) if n else undefined("no_pairs", method="cohen_dz")
    centre = math.fsum(differences) / n
    spread = math.sqrt(math.fsum((one - centre) ** 2 for one in differences) / (n - 1))
    if spread <= _TINY * abs(centre):
        return undefined("same_differences", method="cohen_dz", n=n)
    return Estimate(value=centre / spread, method="cohen_dz", n=n)


def rate_ratio_clustered(before: Sequence[float], after: Sequence[float], level: float = 0.95) -> Estimate:
    """Return sum(after) / sum(before) with an interval that lets each facility vary as a whole.

    On the log scale, u_i = a_i / sum(a) - b_i / sum(b), SE^2 = n / (n - 1) sum(u_i^2), t with n - 1 degrees: visits of
    one facility are not independent of each other, so a Poisson interval would be far too narrow.
    Undefined: ``no_pairs``; ``zero`` where a total is zero. Without an interval: ``few_for_interval`` for one pair,
    ``same_change``. Source: the linearised ratio estimator, Cochran (1977),
    Sampling Techniques, chapter 6, by the delta method.
    """
    n = len(before)
    if not n:
        return undefined("no_pairs", method="clustered_t")
    all_before, all_after = sum(before), sum(after)
    if not all_before or not all_after:
        return undefined("zero", method="clustered_t", n=n)
    ratio = all_after / all_before
    if n < _LEAST:
        why = Reason(code="few_for_interval", params={"n": n, "least": _LEAST})
        return Estimate(value=ratio, level=level, method="clustered_t", n=n, why=why)
    pulls = [new / all_after - old / all_before for old, new in zip(before, after, strict=True)]
    error = math.sqrt(n / (n - 1) * math.fsum(pull * pull for pull in pulls))
    if error <= _TINY:
        return Estimate(value=ratio, level=level, method="clustered_t", n=n, why=Reason(code="same_change"))
    centre, half = math.log(ratio), t_quantile(level, n - 1) * error
    logs = Estimate(value=centre, low=centre - half, high=centre + half, level=level, n=n)
    return _exponential(logs, "clustered_t")


def dispersion(before: Sequence[float], after: Sequence[float]) -> Estimate:
    """Return phi: by how much the facilities' changes differ more than independent (Poisson) counts would.

    Pearson's chi-square of the table facilities x periods over its n - 1 degrees; about 1 where a Poisson interval of
    the ratio would do, sqrt(phi) times too narrow where it is larger. Undefined: ``no_pairs``; ``few`` under 2;
    ``zero`` where a total is zero. Source: McCullagh & Nelder (1989), Generalized Linear Models, section 6.2.3.

    >>> round(dispersion([100, 100], [150, 50]).value, 1)
    26.7
    """
    rows = [(old, new) for old, new in zip(before, after, strict=True) if old + new]
    n, everything = len(rows), sum(before) + sum(after)
    if not before:
        return undefined("no_pairs", method="dispersion")
    share = sum(after) / everything if everything else 0.0
    if not share * (1 - share):
        return undefined("zero", method="dispersion", n=len(before))
    if n < _LEAST:
        return undefined("few", method="dispersion", n=n, least=_LEAST)
    pulls = ((new - (old + new) * share) ** 2 / (old + new) for old, new in rows)
    chi_square = math.fsum(pulls) / (share * (1 - share))
    return Estimate(value=chi_square / (n - 1), method="dispersion", n=n)


def leave_one_out(
    before: Sequence[float], after: Sequence[float], names: Sequence[str] = ()
) -> tuple[tuple[str, Estimate], ...]:
    """Return for each pair its name (of ``names``, else its place from 1) and the ratio of totals without it.

    The plain definition; undefined for a single pair.
    """
    called = names or [str(index + 1) for index in range(len(before))]
    return tuple(
        (
            name,
            ratio_of_totals(
                [*before[:index], *before[index + 1 :]],
                [*after[:index], *after[index + 1 :]],
            ),
        )
        for index, name in enumerate(called)
    )


def _changes(before: Sequence[float], after: Sequence[float], method: str) -> list[float] | Estimate:
    """Return the relative changes, or the Estimate that says why there are none."""
    if not before:
        return undefined("no_pairs", method=method)
    if not all(before):
        return undefined("zero", method=method, n=len(before))
    return [new / old - 1 for old, new in zip(before, after, strict=True)]


def _exponential(logs: Estimate, method: str) -> Estimate:
    value, low, high = (None if one is None else math.exp(one) for one in (logs.value, logs.low, logs.high))
    return Estimate(value=value, low=low, high=high, level=logs.level, method=method, n=logs.n, why=logs.why)


def _for_pairs(found: Estimate) -> Estimate:
    """Return ``found``, with the reason that a reader of pairs understands where there is none."""
    return undefined("no_pairs", method=found.method) if found.why and found.why.code == "empty" else found


def _no_pairs_test() -> SignedRank:
    return SignedRank(statistic=None, p=None, n=0, why=Reason(code="no_pairs"))
