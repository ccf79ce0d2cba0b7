"""Intervals by resampling, for statistics that are functions of totals over units.

A statistic says of each unit a few numbers and how their totals become its value. A resample is then one product of
matrices, and leaving one unit out is one subtraction; nothing is computed again from the ratings.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engage_eval.core.estimate import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FloatArray: TypeAlias = "NDArray[np.float64]"
IntArray: TypeAlias = "NDArray[np.int64]"

MOST_DRAWN = 5_000  # more things than these are left out one by one instead of drawn
MOST_UNDEFINED = 0.1  # share of resamples that may have no value
_AT_ONCE = 4_000_000  # numbers drawn at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """How intervals are made: what belongs together (``clusters``, a label a unit), how often, from which seed.

    A unit whose label is None stands for itself. No ``clusters``: units are resampled. No ``draws``: no interval.
    """

    clusters: Sequence[Hashable] | None = None
    draws: int = 2_000
    seed: int = 20
    confidence: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """What a statistic says of each unit (``rows``, shape (units, columns)), and its value of the columns' totals.

    ``value`` takes totals of shape (resamples, columns) and returns one number each, NaN where it is undefined.
    No value lies below ``floor`` or above 1. ``no_interval`` says why the value can't be had of a resample.
    """

    rows: FloatArray
    value: Callable[[FloatArray], FloatArray]
    floor: float = -math.inf
    no_interval: Reason | None = None


def value_of(sums: Sums, repeats: IntArray) -> float | None:
    """Return the statistic of ``sums``, row i counted ``repeats[i]`` times; None where it is undefined."""
    import numpy as np

    found = float(sums.value((repeats @ sums.rows)[np.newaxis])[0])
    return found if np.isfinite(found) else None


def bootstrap_totals(rows: FloatArray, repeats: IntArray, draws: int, seed: int) -> FloatArray:
    """Return the columns' totals of ``draws`` resamples of ``rows``, shape (draws, columns).

    Row i stands for ``repeats[i]`` equal things; as many are drawn as there are. Drawing how often each kind comes up
    is the same as drawing things one by one (a multinomial count). Source: Efron & Tibshirani (1993), An Introduction
    to the Bootstrap, chapter 6.
    """
    import numpy as np

    draw = np.random.default_rng(seed)
    things = int(repeats.sum())
    shares = repeats / things
    at_once = max(1, _AT_ONCE // len(repeats))
    parts = [
        draw.multinomial(things, shares, size=min(at_once, draws - start)).astype(np.float64) @ rows
        for start in range(0, draws, at_once)
    ]
    return np.concatenate(parts)


def percentile_interval(values: FloatArray, confidence: float) -> tuple[float, float] | None:
    """Return the middle ``confidence`` of the resampled values; None where over a tenth of them are undefined.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    import numpy as np

    defined = values[np.isfinite(values)]
    if not len(values) or len(defined) < (1 - MOST_UNDEFINED) * len(values):
        return None
    low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def jackknife_error(sums: Sums, repeats: IntArray) -> float | None:
    """Return the standard error from leaving out one thing at a time; None where a value is undefined without one.

    Row i of ``sums`` stands for ``repeats[i]`` things. SE^2 = (n - 1) / n sum (t_(i) - mean t_(.))^2. Source: Efron &
    Tibshirani (1993), chapter 11.
    """
    import numpy as np

    things = int(repeats.sum())
    without = sums.value(repeats @ sums.rows - sums.rows)
    if not np.isfinite(without).all():
        return None
    away = without - repeats @ without / things
    return float(np.sqrt((things - 1) / things * (repeats @ away**2)))


def together(rows: FloatArray, labels: IntArray) -> FloatArray:
    """Return the sums of the rows that have one label, in the order of the labels, shape (labels, columns)."""
    import numpy as np

    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=labels[order[:1]] - 1))
    return np.add.reduceat(rows[order], starts, axis=0)


def numbered(clusters: Sequence[Hashable]) -> IntArray:
    """Return a whole number for each label of ``clusters``, one for equal labels; None is never equal to anything."""
    import numpy as np

    numbers: dict[tuple[Hashable, ...], int] = {}
    found = [
        numbers.setdefault((place,) if label is None else ("", label), len(numbers))
        for place, label in enumerate(clusters)
    ]
    return np.array(found, dtype=np.int64)
