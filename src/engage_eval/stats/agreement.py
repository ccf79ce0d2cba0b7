"""How far coders agree: percent, Cohen, Fleiss, Krippendorff's alpha, Gwet's AC1 and AC2, each with its interval.

Missing ratings are allowed everywhere. Turns of one interview depend on each other, so intervals resample interviews
where `Resampling.clusters` names them, else units; an estimate's ``method`` says which: the coefficient, its level or
weights, then bootstrap_units, bootstrap_clusters, jackknife_units or jackknife_clusters.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats import coefficients as co
from engage_eval.stats.coefficients import Level, Weights
from engage_eval.stats.estimating import Base, estimates
from engage_eval.stats.ratings import MOST_CATEGORIES, Ratings, Tally, active, tally
from engage_eval.stats.resampling import Resampling, Sums

LEAST_CODERS = 2
MOST_ORDERED = 50  # ordered categories up to which a resample's own mid-ranks are affordable
_MOST_PAIRS = 50_000_000  # kinds of units times pairs of such categories
WEIGHTS: Mapping[Level, Weights] = {
    "nominal": "identity",
    "ordinal": "ordinal",
    "interval": "quadratic",
    "ratio": "quadratic",
}
DEFAULT = Resampling()

# Makes a coefficient's sums; the tally is None where the ratings are measurements, too many to count.
Build: TypeAlias = Callable[[Ratings, Tally | None], Sums | Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """All coefficients of one set of ratings; ``units`` and ``coders`` count also what has no rating."""

    units: int
    coders: int
    level: Level
    percent_agreement: Estimate
    cohen_kappa: Estimate
    fleiss_kappa: Estimate
    krippendorff_alpha: Estimate
    gwet_ac1: Estimate
    gwet_ac2: Estimate


def agreement(ratings: Ratings, level: Level = "nominal", resampling: Resampling = DEFAULT) -> Agreement:
    """Return every coefficient of ``ratings``, all from the same resamples; AC2 takes the weights that fit ``level``.

    Undefined: ``empty`` (no unit), ``few_coders``, ``no_rated_twice``, ``many_categories``, ``one_category`` (all but
    percent agreement), ``cohen_two`` (Cohen's kappa), ``not_numeric`` and ``below_zero`` (alpha and AC2 of a level that
    the values don't have). The value stands without an interval: ``few_for_interval``, ``same_resamples``,
    ``undefined_resamples``.

    >>> from engage_eval.stats.ratings import ratings_of
    >>> found = agreement(ratings_of([[1, 1, 2, 2], [1, 1, 2, 1]]))
    >>> found.percent_agreement.value, found.cohen_kappa.value
    (0.75, 0.5)
    """
    wanted: dict[str, tuple[str, Build]] = {
        "percent_agreement": ("percent_agreement", percent_sums),
        "cohen_kappa": ("cohen_kappa", cohen_sums),
        "fleiss_kappa": ("fleiss_kappa", fleiss_sums),
        "krippendorff_alpha": (f"krippendorff_alpha {level}", alpha_sums(level)),
        "gwet_ac1": ("gwet_ac1", gwet_sums("identity")),
        "gwet_ac2": (f"gwet_ac2 {WEIGHTS[level]}", gwet_sums(WEIGHTS[level])),
    }
    found = found_of(ratings, dict(wanted.values()), resampling)
    named = {name: found[method] for name, (method, _build) in wanted.items()}
    return Agreement(units=ratings.units, coders=ratings.coders, level=level, **named)


def percent_agreement(ratings: Ratings, resampling: Resampling = DEFAULT) -> Estimate:
    """Return the mean over units with two ratings or more of the share of agreeing pairs of coders.

    The plain definition; with missing ratings as Gwet (2014), chapter 2. Undefined as `agreement` says.
    """
    return _one("percent_agreement", percent_sums, ratings, resampling)


def cohen_kappa(ratings: Ratings, resampling: Resampling = DEFAULT) -> Estimate:
    """Return Cohen's kappa of two coders; source: Cohen (1960). Undefined as `agreement` says."""
    return _one("cohen_kappa", cohen_sums, ratings, resampling)


def fleiss_kappa(ratings: Ratings, resampling: Resampling = DEFAULT) -> Estimate:
    """Return Fleiss' kappa; source: Fleiss (1971), with missing ratings Gwet (2014). Undefined as `agreement` says."""
    return _one("fleiss_kappa", fleiss_sums, ratings, resampling)


def krippendorff_alpha(ratings: Ratings, level: Level = "nominal", resampling: Resampling = DEFAULT) -> Estimate:
    """Return Krippendorff's alpha for a level of measurement; source: Krippendorff (2004), chapter 11.

    >>> from engage_eval.stats.ratings import ratings_of
    >>> found = krippendorff_alpha(ratings_of([[1, 2, 3, 3, None], [1, 2, 3, 4, 2]]), "ordinal")
    >>> round(found.value, 3), found.n, found.method
    (0.91, 4, 'krippendorff_alpha ordinal bootstrap_units')
    """
    return _one(f"krippendorff_alpha {level}", alpha_sums(level), ratings, resampling)


def gwet_ac1(ratings: Ratings, resampling: Resampling = DEFAULT) -> Estimate:
    """Return Gwet's AC1, which stays steady where one category is rare; source: Gwet (2008)."""
    return _one("gwet_ac1", gwet_sums("identity"), ratings, resampling)


def gwet_ac2(ratings: Ratings, weights: Weights, resampling: Resampling = DEFAULT) -> Estimate:
    """Return Gwet's AC2 with ``weights`` between the categories; source: Gwet (2014), chapter 4."""
    return _one(f"gwet_ac2 {weights}", gwet_sums(weights), ratings, resampling)


def found_of(ratings: Ratings, wanted: Mapping[str, Build], resampling: Resampling) -> dict[str, Estimate]:
    """Return the estimates of ``wanted``: for each method what makes its sums."""
    told = tally(ratings)
    base = _each_unit(ratings) if told is None else _kinds(told)
    coders = len(active(ratings))
    why = _incomparable(ratings, coders, base.n)
    if why is not None:
        return {method: undefined(why.code, method=method, n=base.n, **why.params) for method in wanted}
    return estimates({method: build(ratings, told) for method, build in wanted.items()}, base, resampling)


def _kinds(told: Tally) -> Base:
    n = int(told.repeats[told.counts.sum(axis=1) >= LEAST_CODERS].sum())
    return Base(repeats=told.repeats, kind=told.kind, n=n)


def _each_unit(ratings: Ratings) -> Base:
    """Return the base of sums that have a row for each rated unit."""
    import numpy as np

    size = (ratings.codes >= 0).sum(axis=0)
    rated = size > 0
    kind = np.where(rated, np.cumsum(rated) - 1, -1)
    return Base(repeats=np.ones(int(rated.sum()), dtype=np.int64), kind=kind, n=int((size >= LEAST_CODERS).sum()))


def _one(method: str, build: Build, ratings: Ratings, resampling: Resampling) -> Estimate:
    return found_of(ratings, {method: build}, resampling)[method]


def _incomparable(ratings: Ratings, coders: int, n: int) -> Reason | None:
    """Return why no coder can be compared with another, or None."""
    if not ratings.units:
        return Reason(code="empty")
    if coders < LEAST_CODERS:
        return Reason(code="few_coders", params={"coders": coders, "least": LEAST_CODERS})
    return None if n else Reason(code="no_rated_twice")


def many_categories(ratings: Ratings, most: int = MOST_CATEGORIES) -> Reason:
    """Return the reason that there are too many values to count, more than ``most``."""
    return Reason(code="many_categories", params={"categories": len(ratings.values), "most": most})


def percent_sums(ratings: Ratings, told: Tally | None) -> Sums | Reason:
    """Make the sums of percent agreement."""
    return many_categories(ratings) if told is None else co.percent_agreement(told.counts)


def cohen_sums(ratings: Ratings, told: Tally | None) -> Sums | Reason:
    """Make the sums of Cohen's kappa."""
    coders = len(active(ratings))
    if coders != LEAST_CODERS:
        return Reason(code="cohen_two", params={"coders": coders})
    if told is None or told.pairs is None:
        return many_categories(ratings)
    return co.cohen_kappa(told.pairs, len(ratings.values))


def fleiss_sums(ratings: Ratings, told: Tally | None) -> Sums | Reason:
    """Make the sums of Fleiss' kappa."""
    return many_categories(ratings) if told is None else co.fleiss_kappa(told.counts)


def gwet_sums(kind: Weights) -> Build:
    """Return what makes AC1's or AC2's sums with weights of this kind."""

    def build(ratings: Ratings, told: Tally | None) -> Sums | Reason:
        if told is None:
            return many_categories(ratings)
        if kind != "identity" and ratings.numbers is None:
            return Reason(code="not_numeric")
        if len(ratings.values) < LEAST_CODERS:
            return Reason(code="one_category")
        return co.gwet(told.counts, co.weights(kind, len(ratings.values), ratings.numbers))

    return build


def alpha_sums(level: Level) -> Build:
    """Return what makes alpha's sums at this level."""

    def build(ratings: Ratings, told: Tally | None) -> Sums | Reason:
        numbers = tuple(map(float, range(len(ratings.values)))) if level == "nominal" else ratings.numbers
        if numbers is None:
            return Reason(code="not_numeric")
        if level == "ratio" and numbers[0] < 0:
            return Reason(code="below_zero")
        if level == "ordinal":
            return _ordinal(ratings, told)
        if told is not None:
            return co.krippendorff_alpha(told.counts, co.distances(level, numbers))
        return _measured(ratings, numbers) if level == "interval" else many_categories(ratings)

    return build


def _ordinal(ratings: Ratings, told: Tally | None) -> Sums:
    """Return ordinal alpha's sums; of many categories without an interval, since each resample has its own ranks."""
    categories = len(ratings.values)
    kinds = len(told.counts) if told is not None else ratings.units
    most = min(MOST_ORDERED, math.isqrt(_MOST_PAIRS // kinds))
    if told is not None and categories <= most:
        return co.ordinal_alpha(told.counts)
    ranks = tuple(co.mid_ranks(ratings.codes, categories).tolist())
    found = _measured(ratings, ranks) if told is None else co.krippendorff_alpha(told.counts, _squares(ranks))
    return replace(found, no_interval=many_categories(ratings, most))


def _squares(ranks: tuple[float, ...]) -> co.FloatArray:
    return co.distances("interval", ranks)


def _measured(ratings: Ratings, numbers: tuple[float, ...]) -> Sums:
    """Return the sums of interval alpha of every rated unit, each category standing for its number."""
    import numpy as np

    codes = active(ratings)
    points = np.where(codes >= 0, np.array(numbers)[codes], np.nan)
    return co.interval_alpha(points[:, (codes >= 0).any(axis=0)])
