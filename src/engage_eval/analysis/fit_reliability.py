"""Reliability of the ratings: of performance, of importance, and of the difference between the two.

A study's report refuses these below 30 complete respondents: the interval would cover nearly everything.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engage_eval.analysis.ratings import Ratings, point
from engage_eval.analysis.serialise import estimate_json
from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats.correlation import pearson
from engage_eval.stats.reliability import Reliability, difference_reliability, reliability

LEAST = 30
Rows = Sequence[Sequence[float | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReliability:
    """``difference`` is the reliability of mean importance minus mean performance of a respondent."""

    performance: Reliability
    importance: Reliability
    difference: Estimate

    @property
    def why(self) -> Reason | None:
        """Return why the reliability of performance is refused; None where it is not."""
        alpha = self.performance.cronbach_alpha
        return alpha.why if alpha.value is None else None


def fit_reliability(rated: Ratings) -> FitReliability:
    """Return the reliability over respondents who answered all; refused below 30 and with an item without variance."""
    keys = [one.key for one in rated.characteristics]
    performance, importance = _points(rated.performance), _points(rated.importance)
    return FitReliability(
        performance=reliability(performance, keys, least=LEAST),
        importance=reliability(importance, keys, least=LEAST),
        difference=_difference(performance, importance, keys),
    )


def _points(rows: Rows) -> list[list[float | None]]:
    return [[None if share is None else point(share) for share in row] for row in rows]


def _difference(performance: Rows, importance: Rows, keys: Sequence[str]) -> Estimate:
    """Return the reliability of the difference over those who rated everything both ways."""
    both = [(p, w) for p, w in zip(performance, importance, strict=True) if None not in p and None not in w]
    n = len(both)
    if n < LEAST:
        return undefined("few_people", method="difference", n=n, least=LEAST)
    p_alpha = reliability([p for p, _ in both], keys, least=LEAST).cronbach_alpha
    w_alpha = reliability([w for _, w in both], keys, least=LEAST).cronbach_alpha
    p_means, w_means = ([_mean(row) for row in rows] for rows in zip(*both, strict=True))
    r = pearson(p_means, w_means)
    if p_alpha.value is None or w_alpha.value is None or r.value is None:
        return Estimate(value=None, method="difference", n=n, why=p_alpha.why or w_alpha.why or r.why)
    return difference_reliability(_sd(p_means), _sd(w_means), p_alpha.value, w_alpha.value, r.value, n=n)


def _mean(row: Sequence[float | None]) -> float:
    known = [value for value in row if value is not None]
    return math.fsum(known) / len(known)


def _sd(values: Sequence[float]) -> float:
    centre = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


def reliability_json(found: FitReliability, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return the key `reliability` of `analyse fit --json`."""
    return {
        "performance": _scale_json(found.performance, say),
        "importance": _scale_json(found.importance, say),
        "difference": estimate_json(found.difference, say),
    }


def _scale_json(found: Reliability, say: Callable[[Reason], str]) -> dict[str, Any]:
    return {
        "respondents": found.respondents,
        "left_out": found.left_out,
        "cronbach_alpha": estimate_json(found.cronbach_alpha, say),
        "mcdonald_omega": estimate_json(found.mcdonald_omega, say),
        "item_rest": {key: one.value for key, one in found.item_rest},
        "alpha_if_dropped": {key: one.value for key, one in found.alpha_if_dropped},
    }
