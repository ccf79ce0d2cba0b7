"""How many interviews: aids for planning, not rules; what is expected is put in, not known."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from engage_eval.core.estimate import Estimate

TIMES = (1, 2, 3)
CHANCES = (0.8, 0.9, 0.95)
SIZES = (5, 10, 15, 20, 30, 40)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalPlan:
    """The least n for an interval of the wanted width, from a large population and, where given, from ``population``.

    ``interval`` is the one to be expected at ``n``; ``finite_n`` counts the people of a population of that size.
    """

    share: float
    width: float
    n: int
    interval: Estimate
    population: int | None
    finite_n: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePlan:
    """For a theme that a share of people would speak of: (times, chance, least n) and (n, times, chance)."""

    prevalence: float
    least: tuple[tuple[int, float, int], ...]
    chances: tuple[tuple[int, int, float], ...]


def plan_interval(share: float, width: float, population: int | None = None, level: float = 0.95) -> IntervalPlan:
    """Return the least n whose Wilson interval at the expected ``share`` is at most ``width`` wide, from low to high.

    With a finite ``population`` of N the n people count as n (N - 1) / (N - n), so never more than N are needed.
    ValueError for a share outside 0..1, a width outside 0..1 (both ends out), a population under 1.
    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; Cochran (1977), Sampling Techniques, section 4.4.

    >>> found = plan_interval(.65, .2, population=60)
    >>> found.n, found.finite_n
    (84, 36)
    """
    if not 0 <= share <= 1 or not 0 < width < 1 or (population is not None and population < 1):
        raise ValueError("share, width or population is out of range")
    z = _z(level)
    n = _least(lambda size: wilson_width(share, size, z) <= width)
    low, high = _wilson(share, n, z)
    return IntervalPlan(
        share=share,
        width=width,
        n=n,
        interval=Estimate(value=share, low=low, high=high, level=level, method="wilson", n=n),
        population=population,
        finite_n=None if population is None else _finite(share, width, population, z),
    )


def wilson_width(share: float, n: float, z: float) -> float:
    """Return how wide Wilson's interval is at a ``share`` of ``n``, which may be an effective, broken number.

    ``z`` is the normal quantile, 1.96 for 95%. Source: as `plan_interval`.

    >>> round(wilson_width(.65, 20, 1.959964), 4)
    0.386
    """
    low, high = _wilson(share, n, z)
    return high - low


def plan_theme(prevalence: float) -> ThemePlan:
    """Return how many interviews meet a theme of ``prevalence`` (0 < p <= 1) once or more, at usual chances.

    ValueError for another prevalence. Source: Fugard & Potts (2015), Int. J. Social Research Methodology 18, 669-684.
    """
    if not 0 < prevalence <= 1:
        raise ValueError("a prevalence lies above 0 and is at most 1")
    return ThemePlan(
        prevalence=prevalence,
        least=tuple((times, chance, least_n(prevalence, times, chance)) for times in TIMES for chance in CHANCES),
        chances=tuple((n, times, chance_of_theme(prevalence, n, times)) for n in SIZES for times in TIMES),
    )


def chance_of_theme(prevalence: float, n: int, times: int = 1) -> float:
    """Return the binomial probability that at least ``times`` of ``n`` people speak of a theme of ``prevalence``.

    Source: as `plan_theme`.

    >>> round(chance_of_theme(.1, 20), 4)  # 1 - .9 ** 20
    0.8784
    """
    if times <= 0:
        return 1.0
    if n < times:
        return 0.0
    from scipy.special import betainc

    return float(betainc(times, n - times + 1, prevalence))


def least_n(prevalence: float, times: int, chance: float) -> int:
    """Return the least n at which `chance_of_theme` of ``times`` people is at least ``chance``.

    ``chance`` and ``prevalence`` are shares; ValueError unless they lie above 0, and chance below 1. Source: as
    `plan_theme`.

    >>> least_n(.1, 1, .95)
    29
    """
    if not 0 < prevalence <= 1 or not 0 < chance < 1:
        raise ValueError("prevalence or chance is out of range")
    return _least(lambda n: chance_of_theme(prevalence, n, times) >= chance)


def _wilson(share: float, n: float, z: float) -> tuple[float, float]:
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def _finite(share: float, width: float, population: int, z: float) -> int:
    def fits(n: int) -> bool:
        # Whoever asked everyone has no uncertainty left from sampling.
        effective = n * (population - 1) / (population - n) if n < population else math.inf
        return effective == math.inf or wilson_width(share, effective, z) <= width

    return _least(fits)


def _least(fits: Callable[[int], bool]) -> int:
    """Return the least number from 1 on that fits; whatever is greater than one that fits does too."""
    high = 1
    while not fits(high):
        high *= 2
    low = high // 2  # doesn't fit, or is 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _z(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
