"""Scores of Task-Technology Fit, one respondent at a time: ratings from 0 to 1 in, scores from 0 to 100 out.

``p`` is how well each characteristic performs and ``w`` how important it is for the task, both as shares of their
scale (1 to 5 becomes 0 to 1); None where there is no answer. The two have one length, the number of characteristics.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engage_eval.core.estimate import Estimate, undefined

Shares = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How far performance falls short of importance (``under``), goes beyond it (``over``), and what is left of 100."""

    under: Estimate
    over: Estimate
    match: Estimate


def least_answered(characteristics: int) -> int:
    """Return how many of the characteristics must be answered for a score: four fifths, rounded up.

    The plain definition of what this program asks for.

    >>> [least_answered(j) for j in (1, 5, 9, 10)]
    [1, 4, 8, 8]
    """
    return -(-4 * characteristics // 5)


def facet_score(p: Shares) -> Estimate:
    """Return 100 times the mean of ``p`` over the answered characteristics.

    Undefined: ``few_answered`` under four fifths. Source: Goodhue & Thompson (1995), MIS Quarterly 19, 213-236: fit as
    what users say of facets of the technology.

    >>> facet_score([1, 0.75, 0.75, 0.5, None]).value
    75.0
    """
    known = [one for one in p if one is not None]
    if why := _few(len(known), len(p), "facet"):
        return why
    return Estimate(value=100 * math.fsum(known) / len(known), method="facet", n=len(known))


def weighted_score(p: Shares, w: Shares) -> Estimate:
    """Return 100 sum(w p) / sum(w) over the characteristics with both answers.

    The plain definition of a weighted mean. Undefined: ``few_pairs`` under four fifths; ``no_weight`` where every
    weight is zero.

    >>> weighted_score([1, 0.5], [1, 0]).value
    100.0
    """
    pairs = _pairs(p, w)
    if why := _few(len(pairs), len(p), "weighted", "few_pairs"):
        return why
    weight = math.fsum(weight for _, weight in pairs)
    if not weight:
        return undefined("no_weight", method="weighted", n=len(pairs))
    value = 100 * math.fsum(share * weight for share, weight in pairs) / weight
    return Estimate(value=value, method="weighted", n=len(pairs))


def match_score(p: Shares, w: Shares) -> Match:
    """Return U = 100 mean(max(0, w - p)), O = 100 mean(max(0, p - w)) and M = 100 - U - O, over both answers.

    U and O stand apart, since too little and too much of a technology are different faults.
    Undefined: ``few_pairs`` under four fifths. Source: Howard & Rose (2019), Information & Management 56, 103134.

    >>> found = match_score([1, 0.5], [0.5, 0.75])
    >>> found.under.value, found.over.value, found.match.value
    (12.5, 25.0, 62.5)
    """
    pairs = _pairs(p, w)
    n = len(pairs)
    if why := _few(n, len(p), "match", "few_pairs"):
        return Match(under=why, over=why, match=why)
    under, over = gaps(pairs)
    return Match(
        under=Estimate(value=under, method="under", n=n),
        over=Estimate(value=over, method="over", n=n),
        match=Estimate(value=100 - under - over, method="match", n=n),
    )


def gaps(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return U and O of (p, w) pairs, of one respondent or of one characteristic; there must be a pair.

    Source: as `match_score`.

    >>> gaps([(0.25, 1.0), (1.0, 1.0)])
    (37.5, 0.0)
    """
    under = math.fsum(max(0.0, weight - share) for share, weight in pairs)
    over = math.fsum(max(0.0, share - weight) for share, weight in pairs)
    return 100 * under / len(pairs), 100 * over / len(pairs)


def profile_score(p: Shares, ideal: Shares) -> Estimate:
    """Return 100 (1 - d / d_max): how near ``p`` comes to an ideal profile that was fixed before the data.

    d^2 = sum (p - p*)^2 and d_max^2 = sum max(p*, 1 - p*)^2, over the answered characteristics that the profile names
    (``ideal`` is None for others), each with the same weight.
    Undefined: ``no_profile`` where it names none; ``few_answered`` under four fifths of those that it names.
    Source: Venkatraman (1989), Academy of Management Review 14, 423-444: fit as profile deviation.

    >>> profile_score([1, 0], [1, 1]).value.__round__(1)
    29.3
    """
    asked = [(share, wanted) for share, wanted in zip(p, ideal, strict=True) if wanted is not None]
    known = [(share, wanted) for share, wanted in asked if share is not None]
    if not asked:
        return undefined("no_profile", method="profile")
    if why := _few(len(known), len(asked), "profile"):
        return why
    distance = math.sqrt(math.fsum((share - wanted) ** 2 for share, wanted in known))
    farthest = math.sqrt(math.fsum(max(wanted, 1 - wanted) ** 2 for _, wanted in known))
    return Estimate(value=100 * (1 - distance / farthest), method="profile", n=len(known))


def _pairs(p: Shares, w: Shares) -> list[tuple[float, float]]:
    return [(share, weight) for share, weight in zip(p, w, strict=True) if share is not None and weight is not None]


def _few(answered: int, of: int, method: str, code: str = "few_answered") -> Estimate | None:
    """Return the Estimate that says that too few are answered; None where there are enough."""
    least = least_answered(of)
    if answered and answered >= least:
        return None
    return undefined(code, method=method, n=answered, of=of, least=least)
