"""Importance-performance analysis: where each characteristic lies, and how often it would lie there again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engage_eval.core.estimate import Reason
from engage_eval.stats.resampling import bootstrap_totals

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# By (performance is high, importance is high), as Martilla & James name them.
QUADRANTS: Final = {
    (False, True): "concentrate",
    (True, True): "keep_up",
    (False, False): "low_priority",
    (True, False): "overkill",
}
RESAMPLES: Final = 2000
SEED: Final = 1977
# Fewer people make so few different resamples that a share of them says nothing.
LEAST_PEOPLE: Final = 5
# From here on means are as good as normal, and drawing whom to take would take seconds.
_NORMAL_FROM: Final = 5000
_NEAR: Final = 1e-9  # means that differ by less are the same

Rows = Sequence[Sequence[float | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """One characteristic against one pair of cross-hairs.

    ``quadrant`` is concentrate, keep_up, low_priority or overkill, None where ``why`` says so; ``stability`` is the
    share of resamples of people in which it is the same, None where it was not computed (``why`` too).
    """

    quadrant: str | None
    stability: float | None
    why: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosshairs:
    """Where the lines stand; a value on a line counts as high. None where there are no means."""

    performance: float | None
    importance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportancePerformance:
    """Mean performance and importance of each characteristic, and its place against both kinds of cross-hairs."""

    performance: tuple[float | None, ...]
    importance: tuple[float | None, ...]
    grand: Crosshairs
    midpoint: Crosshairs
    by_grand: tuple[Placing, ...]
    by_midpoint: tuple[Placing, ...]


def importance_performance(
    performance: Rows, importance: Rows, *, midpoint: float = 3.0, resamples: int = RESAMPLES, seed: int = SEED
) -> ImportancePerformance:
    """Place each characteristic by its mean performance (x) and mean importance (y), and say how stable the place is.

    ``performance`` and ``importance`` have a row a person and a column a characteristic, on one scale; None is a
    missing answer, and a mean is over those who answered. The cross-hairs stand at the grand means (the means of the
    characteristics' means, computed anew in each resample) and at the scale's ``midpoint``. Stability is the share of
    ``resamples`` of whole people in which the quadrant is the same; a resample without an answer counts as another.
    From 5,000 people on, the resampled means are drawn from their normal distribution.

    Undefined: ``empty`` for a characteristic that nobody rated both ways, which the others' cross-hairs leave out;
    ``no_spread`` where all means are the same, so that grand means part nothing; stability: ``few_people``
    under 5 answers. Raises ValueError where the shapes differ.
    Source: Martilla & James (1977), Journal of Marketing 41, 77-79; the resampling is this program's own.

    >>> found = importance_performance([[5, 1]] * 6, [[1, 5]] * 6)
    >>> [(one.quadrant, one.stability) for one in found.by_grand]
    [('overkill', 1.0), ('concentrate', 1.0)]
    """
    import numpy as np

    if [len(row) for row in performance] != [len(row) for row in importance]:
        raise ValueError("performance and importance must have one shape")
    half = len(performance[0]) if performance else 0
    cells = np.array([[*p, *w] for p, w in zip(performance, importance, strict=True)], dtype=np.float64)
    cells = cells.reshape(len(performance), 2 * half)
    x, y = _halves(_means(_answered(cells).sum(axis=0, keepdims=True)))
    counts = np.minimum(*_halves((~np.isnan(cells)).sum(axis=0, keepdims=True)))[0]
    placed = np.flatnonzero(counts)
    drawn = _drawn(cells[:, [*placed, *(half + placed)]], resamples, seed) if len(placed) else None
    by_grand = _placings(x[:, placed], y[:, placed], drawn, counts[placed], None)
    by_midpoint = _placings(x[:, placed], y[:, placed], drawn, counts[placed], midpoint)
    return ImportancePerformance(
        performance=_plain(x[0]),
        importance=_plain(y[0]),
        grand=Crosshairs(performance=_grand(x[0, placed]), importance=_grand(y[0, placed])),
        midpoint=Crosshairs(performance=midpoint, importance=midpoint),
        by_grand=_all(by_grand, placed, half),
        by_midpoint=_all(by_midpoint, placed, half),
    )


def _all(found: Sequence[Placing], placed: "NDArray[np.intp]", columns: int) -> tuple[Placing, ...]:
    """Return a placing for every characteristic; without performance or importance it has none."""
    by_column = dict(zip(placed.tolist(), found, strict=True))
    nowhere = Placing(quadrant=None, stability=None, why=Reason(code="empty"))
    return tuple(by_column.get(column, nowhere) for column in range(columns))


def _halves(both: "NDArray[np.generic]") -> "tuple[Floats, Floats]":
    """Return the columns of performance and those of importance."""
    import numpy as np

    half = both.shape[1] // 2
    return both[:, :half].astype(np.float64), both[:, half:].astype(np.float64)


def _answered(cells: "Floats") -> "Floats":
    """Return each person's answers, 0 where one is missing, and beside them 1 for each that is there."""
    import numpy as np

    known = ~np.isnan(cells)
    return np.column_stack((np.where(known, cells, 0.0), known))


def _means(totals: "Floats") -> "Floats":
    """Return the columns' means from totals over people of ``_answered``, a row a resample."""
    import numpy as np

    sums, counts = np.split(totals, 2, axis=1)
    found: Floats = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return found


def _drawn(cells: "Floats", resamples: int, seed: int) -> "Floats":
    """Return the columns' means in resamples of people: (resamples, columns)."""
    import numpy as np

    n = len(cells)
    if n < _NORMAL_FROM:
        return _means(bootstrap_totals(_answered(cells), np.ones(n, dtype=np.int64), resamples, seed))
    known = ~np.isnan(cells)
    centre = np.nanmean(cells, axis=0)
    pulls = np.where(known, cells - centre, 0.0) / known.sum(axis=0)
    rng = np.random.default_rng(seed)
    drawn: Floats = rng.multivariate_normal(centre, pulls.T @ pulls, size=resamples, method="eigh")
    return drawn


def _placings(
    x: "Floats", y: "Floats", drawn: "Floats | None", counts: "Floats", midpoint: float | None
) -> tuple[Placing, ...]:
    """Return each characteristic's place; the cross-hairs are each row's own grand means where ``midpoint`` is None."""
    import numpy as np

    if drawn is None:
        return ()
    if midpoint is None and (np.ptp(x) < _NEAR or np.ptp(y) < _NEAR):
        nowhere = Placing(quadrant=None, stability=None, why=Reason(code="no_spread"))
        return tuple(nowhere for _ in range(x.shape[1]))
    high_x, high_y = _high(x, midpoint)[0], _high(y, midpoint)[0]
    again_x, again_y = _halves(drawn)
    known = ~np.isnan(again_x) & ~np.isnan(again_y)
    same = known & (_high(again_x, midpoint) == high_x) & (_high(again_y, midpoint) == high_y)
    places = zip(high_x, high_y, same.mean(axis=0), counts, strict=True)
    return tuple(_placing(QUADRANTS[bool(right), bool(up)], float(share), int(n)) for right, up, share, n in places)


def _placing(quadrant: str, stability: float, n: int) -> Placing:
    if n < LEAST_PEOPLE:
        why = Reason(code="few_people", params={"n": n, "least": LEAST_PEOPLE})
        return Placing(quadrant=quadrant, stability=None, why=why)
    return Placing(quadrant=quadrant, stability=stability)


def _high(means: "Floats", midpoint: float | None) -> "NDArray[np.bool_]":
    """Return whether each mean lies on or above its line, a row a resample."""
    import numpy as np

    if midpoint is None:
        counts = (~np.isnan(means)).sum(axis=1, keepdims=True)
        lines = np.nansum(means, axis=1, keepdims=True) / np.maximum(counts, 1)
        found: NDArray[np.bool_] = means >= lines - _NEAR
        return found
    return means >= midpoint - _NEAR


def _grand(means: "Floats") -> float | None:
    return float(means.mean()) if len(means) else None


def _plain(means: "Floats") -> tuple[float | None, ...]:
    import math

    return tuple(None if math.isnan(one) else float(one) for one in means)
