"""Task-Technology Fit: each respondent's scores, each characteristic's place, and what is refused and why."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from engage_eval.analysis.answers import Answers, latest
from engage_eval.analysis.fit_reliability import FitReliability, fit_reliability
from engage_eval.analysis.ratings import Rated, Ratings, point, ratings
from engage_eval.analysis.states import events_of, screening
from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.texts import Texts
from engage_eval.stats.correlation import pearson
from engage_eval.stats.importance_performance import (
    Crosshairs,
    ImportancePerformance,
    Placing,
    importance_performance,
)
from engage_eval.stats.mean import mean_t
from engage_eval.stats.task_fit import (
    facet_score,
    gaps,
    least_answered,
    match_score,
    profile_score,
    weighted_score,
)

# Explaining use by fit takes many coefficients; with fewer people the answer would be noise.
LEAST_TO_EXPLAIN = 100
MIDPOINT = 3.0
# The share of resamples from which on a quadrant is called stable.
STABLE = 0.9
NOWHERE = Placing(quadrant=None, stability=None, why=Reason(code="empty"))
Cells = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """One person's scores from 0 to 100; ``answered`` characteristics were rated, ``weighed`` also in importance.

    ``importance`` is the mean importance, on points 1 to 5, over the characteristics that were rated both ways.
    """

    id: str
    answered: int
    weighed: int
    facet: Estimate
    weighted: Estimate
    under: Estimate
    over: Estimate
    match: Estimate
    profile: Estimate
    importance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacteristicFit:
    """One characteristic over all respondents: means on points 1 to 5, ``under`` and ``over`` from 0 to 100."""

    key: str
    text: Texts
    facet: str
    performance: Estimate
    importance: Estimate
    under: Estimate
    over: Estimate
    grand: Placing
    midpoint: Placing
    who_performance: tuple[str, ...]
    who_importance: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """Means over respondents with t intervals; ``correlation`` is r of the weighted with the plain facet score."""

    facet: Estimate
    weighted: Estimate
    match: Estimate
    under: Estimate
    over: Estimate
    profile: Estimate
    importance: Estimate
    correlation: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What was not computed, and why.

    ``what`` is measures, weighted, match, importance_performance, profile, reliability, moderation or
    polynomial_regression.
    """

    what: str
    why: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The whole result; ``least`` of the ``measured`` characteristics must be answered for a score.

    ``five`` says whether all scales run from 1 to 5; ``left_out`` are characteristics whose answers are no numbers.
    """

    respondents: tuple[Respondent, ...]
    characteristics: tuple[CharacteristicFit, ...]
    overall: Overall
    grand: Crosshairs
    midpoint: Crosshairs
    reliability: FitReliability
    refused: tuple[Refusal, ...]
    measured: int
    least: int
    five: bool
    left_out: tuple[str, ...]

    @property
    def weighs(self) -> bool:
        """Return whether anyone said how important a characteristic is."""
        return any(one.importance.n for one in self.characteristics)

    def who(self, score: str) -> tuple[str, ...]:
        """Return who has a ``score`` (facet, weighted, match, profile)."""
        return tuple(one.id for one in self.respondents if getattr(one, score).value is not None)


def fit(snapshot: Snapshot, answers: Answers | None = None, eligible: Collection[str] | None = None) -> Fit:
    """Return the fit of ``snapshot``'s eligible people; ``answers`` and ``eligible`` save resolving them again."""
    given = answers or latest(snapshot)
    if eligible is None:
        screened = screening(snapshot, given, events_of(snapshot))
        eligible = [person for person, reason in screened.items() if not reason]
    rated = ratings(given, eligible)
    ideal, profile_why = _ideal(snapshot, rated)
    people = tuple(_respondent(rated, row, ideal) for row in range(len(rated.people)))
    placed = importance_performance(_points(rated.performance), _points(rated.importance), midpoint=MIDPOINT)
    trusted = fit_reliability(rated)
    least = least_answered(len(rated.characteristics))
    overall = _overall(people, len(rated.characteristics), least, profile_why)
    return Fit(
        respondents=people,
        characteristics=tuple(_characteristic(rated, column, placed) for column in range(len(rated.characteristics))),
        overall=overall,
        grand=placed.grand,
        midpoint=placed.midpoint,
        reliability=trusted,
        refused=tuple(_refused(overall, trusted)),
        measured=len(rated.characteristics),
        least=least,
        five=rated.five,
        left_out=rated.left_out,
    )


def _points(rows: Sequence[Cells]) -> list[list[float | None]]:
    return [[None if share is None else point(share) for share in row] for row in rows]


def _ideal(snapshot: Snapshot, rated: Ratings) -> tuple[tuple[float | None, ...], Reason | None]:
    """Return the ideal profile as shares of the scale, a value a characteristic, or why there is none."""
    wanted = dict(snapshot.study.ideal_profile)
    for one in rated.characteristics:
        low, high = one.performance.low, one.performance.high
        if one.key in wanted and not low <= wanted[one.key] <= high:
            params: dict[str, str | int] = {"key": one.key, "low": f"{low:g}", "high": f"{high:g}"}
            return (None,) * len(rated.characteristics), Reason(code="profile_range", params=params)
    found = tuple(one.performance.share(wanted.get(one.key)) for one in rated.characteristics)
    return found, None if any(one is not None for one in found) else Reason(code="no_profile")


def _respondent(rated: Ratings, row: int, ideal: Cells) -> Respondent:
    p, w = rated.performance[row], rated.importance[row]
    match = match_score(p, w)
    weights = [weight for share, weight in zip(p, w, strict=True) if share is not None and weight is not None]
    return Respondent(
        id=rated.people[row],
        answered=sum(one is not None for one in p),
        weighed=len(weights),
        facet=facet_score(p),
        weighted=weighted_score(p, w),
        under=match.under,
        over=match.over,
        match=match.match,
        profile=profile_score(p, ideal),
        importance=point(math.fsum(weights) / len(weights)) if weights else None,
    )


def _characteristic(rated: Ratings, column: int, placed: ImportancePerformance) -> CharacteristicFit:
    one: Rated = rated.characteristics[column]
    p = {who: row[column] for who, row in zip(rated.people, rated.performance, strict=True)}
    w = {who: row[column] for who, row in zip(rated.people, rated.importance, strict=True)}
    shares = {who: share for who, share in p.items() if share is not None}
    weights = {who: weight for who, weight in w.items() if weight is not None}
    pairs = [(share, weights[who]) for who, share in shares.items() if who in weights]
    under, over = gaps(pairs) if pairs else (None, None)
    why = None if pairs else Reason(code="no_importance", params={"n": 0})
    return CharacteristicFit(
        key=one.key,
        text=one.text,
        facet=one.facet,
        performance=mean_t([point(share) for share in shares.values()]),
        importance=mean_t([point(weight) for weight in weights.values()]),
        under=Estimate(value=under, method="under", n=len(pairs), why=why),
        over=Estimate(value=over, method="over", n=len(pairs), why=why),
        # Without people there are no columns to place.
        grand=placed.by_grand[column] if placed.by_grand else NOWHERE,
        midpoint=placed.by_midpoint[column] if placed.by_midpoint else NOWHERE,
        who_performance=tuple(shares),
        who_importance=tuple(weights),
    )


def _overall(people: Sequence[Respondent], of: int, least: int, profile_why: Reason | None) -> Overall:
    both = [
        (one.weighted.value, one.facet.value)
        for one in people
        if one.weighted.value is not None and one.facet.value is not None
    ]
    matched = [one.importance for one in people if one.match.value is not None and one.importance is not None]
    weighed = any(one.weighed for one in people)
    none = Reason(code="no_measures") if not of else Reason(code="no_score", params={"n": 0, "of": of, "least": least})
    unweighed = none if weighed or not of else Reason(code="no_importance", params={"n": 0})
    weightless = any(one.weighted.why is not None and one.weighted.why.code == "no_weight" for one in people)
    return Overall(
        facet=_mean([one.facet for one in people], none),
        weighted=_mean([one.weighted for one in people], Reason(code="no_weight") if weightless else unweighed),
        match=_mean([one.match for one in people], unweighed),
        under=_mean([one.under for one in people], unweighed),
        over=_mean([one.over for one in people], unweighed),
        profile=_mean([one.profile for one in people], profile_why or none),
        importance=mean_t(matched) if matched else Estimate(value=None, method="t", why=unweighed),
        correlation=pearson([weighted for weighted, _ in both], [facet for _, facet in both])
        if both
        else Estimate(value=None, method="pearson", why=unweighed),
    )


def _mean(scores: Sequence[Estimate], why: Reason) -> Estimate:
    """Return the mean of the scores that there are, with a t interval; ``why`` where there are none."""
    known = [one.value for one in scores if one.value is not None]
    return mean_t(known) if known else Estimate(value=None, method="t", why=why)


def _refused(overall: Overall, trusted: FitReliability) -> Iterator[Refusal]:
    """Yield what was not computed; a profile that the study doesn't give is not refused, it wasn't asked for."""
    if overall.facet.why is not None and overall.facet.value is None:
        yield Refusal(what="measures", why=overall.facet.why)
    for what, score in (("weighted", overall.weighted), ("match", overall.match)):
        if score.value is None and score.why is not None:
            yield Refusal(what=what, why=score.why)
    if overall.match.why is not None and overall.match.why.code == "no_importance":
        yield Refusal(what="importance_performance", why=overall.match.why)
    if overall.profile.value is None and overall.profile.why is not None and overall.profile.why.code != "no_profile":
        yield Refusal(what="profile", why=overall.profile.why)
    if trusted.why is not None:
        yield Refusal(what="reliability", why=trusted.why)
    n = overall.facet.n
    if n < LEAST_TO_EXPLAIN:
        why = undefined("few_people", n=n, least=LEAST_TO_EXPLAIN).why
        yield from (Refusal(what=what, why=why) for what in ("moderation", "polynomial_regression") if why)
