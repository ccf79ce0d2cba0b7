"""Coefficients of agreement as sums over units, so that one tally serves the values and every resample.

Throughout, ``counts`` of shape (units, categories) says how many coders put a unit into a category: r_ik, and r_i for
its sum over k. A coefficient that is not defined (no unit with two ratings, one category alone) comes out as NaN.
"""

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Literal, TypeAlias

from engage_eval.stats.resampling import Sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FloatArray: TypeAlias = "NDArray[np.float64]"
IntArray: TypeAlias = "NDArray[np.int64]"
Level: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]
Weights: TypeAlias = Literal["identity", "linear", "quadratic", "ordinal"]

_TINY = 1e-12  # what is left of 1 - chance agreement below this is rounding
_PAIR = 2


def percent_agreement(counts: IntArray) -> Sums:
    """Return the mean over units of the share of pairs of coders who agree: the plain definition."""
    import numpy as np

    agreed, paired = _pairs(counts, weights("identity", counts.shape[1]))
    return _share(np.column_stack([agreed, paired]))


def fleiss_kappa(counts: IntArray) -> Sums:
    """Return Fleiss' kappa: chance agreement p_e = sum pi_k^2.

    Source: Fleiss (1971), Psychological Bulletin 76, 378-382; with missing ratings Gwet (2014), Handbook of Inter-Rater
    Reliability, 4th ed., chapter 2.
    """
    return _corrected(counts, weights("identity", counts.shape[1]), lambda shares: (shares**2).sum(axis=1))


def gwet(counts: IntArray, weight: FloatArray) -> Sums:
    """Return Gwet's AC2 with a matrix ``weight`` of shape (categories, categories), AC1 with the identity.

    p_e = T_w sum pi_k (1 - pi_k) / (q (q - 1)), T_w the sum of all weights, q the number of categories.
    Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48; Gwet (2014), chapter 4.
    """
    categories = counts.shape[1]
    scale = float(weight.sum()) / max(categories * (categories - 1), 1)
    return _corrected(counts, weight, lambda shares: scale * (shares * (1 - shares)).sum(axis=1))


def cohen_kappa(codes: IntArray, categories: int) -> Sums:
    """Return Cohen's kappa of two coders; ``codes`` has shape (units, 2), -1 = missing.

    Agreement is taken over the units that both rated, each coder's shares over all that she rated.
    Source: Cohen (1960), Educational and Psychological Measurement 20, 37-46; with missing ratings Gwet (2014).
    """
    import numpy as np

    given = [(codes[:, [coder]] == np.arange(categories)).astype(np.float64) for coder in range(_PAIR)]
    both = (codes >= 0).all(axis=1)
    agreed = both & (codes[:, 0] == codes[:, 1])

    def value(totals: FloatArray) -> FloatArray:
        first, second = totals[:, 2 : 2 + categories], totals[:, 2 + categories :]
        chance = _ratio((first * second).sum(axis=1), first.sum(axis=1) * second.sum(axis=1))
        return _above_chance(_ratio(totals[:, 0], totals[:, 1]), chance)

    return Sums(rows=np.column_stack([agreed, both, *given]).astype(np.float64), value=value)


def krippendorff_alpha(counts: IntArray, distance: FloatArray) -> Sums:
    """Return Krippendorff's alpha with a fixed matrix ``distance`` between categories (zero on the diagonal).

    Units with fewer than two ratings are left out. Source: Krippendorff (2004), Content Analysis, 2nd ed., chapter 11.
    """
    import numpy as np

    pairable, others = _pairable(counts)
    observed = ((pairable @ distance) * pairable).sum(axis=1) / others

    def value(totals: FloatArray) -> FloatArray:
        sizes = totals[:, 1:]
        return _alpha(totals[:, 0], ((sizes @ distance) * sizes).sum(axis=1), sizes.sum(axis=1))

    return Sums(rows=np.column_stack([observed, pairable]), value=value)


def ordinal_alpha(counts: IntArray) -> Sums:
    """Return Krippendorff's alpha for ordered categories (columns in their order).

    The distance of two categories depends on how many ratings lie between them, so on the resample: it is the squared
    difference of their mid-ranks, which follow from the columns' totals. Source: as `krippendorff_alpha`.
    """
    import numpy as np

    pairable, others = _pairable(counts)
    categories = counts.shape[1]
    low, high = np.triu_indices(categories, k=1)
    met = 2 * pairable[:, low] * pairable[:, high] / others[:, np.newaxis]

    def value(totals: FloatArray) -> FloatArray:
        sizes = totals[:, :categories]
        ranks = np.cumsum(sizes, axis=1) - sizes / 2
        distance = (ranks[:, low] - ranks[:, high]) ** 2
        observed = (totals[:, categories:] * distance).sum(axis=1)
        return _alpha(observed, 2 * (sizes[:, low] * sizes[:, high] * distance).sum(axis=1), sizes.sum(axis=1))

    return Sums(rows=np.column_stack([pairable, met]), value=value)


def interval_alpha(points: FloatArray) -> Sums:
    """Return Krippendorff's alpha of measurements, ``points`` of shape (coders, units), NaN = missing.

    However many values differ: the same as `krippendorff_alpha` with squared differences, from the units' sums and
    sums of squares. Source: as `krippendorff_alpha`.
    """
    import numpy as np

    known = ~np.isnan(points)
    size = known.sum(axis=0).astype(np.float64)
    pairable = size >= _PAIR
    centred = np.where(known & pairable, points - points[known].mean(), 0.0)
    mean = centred.sum(axis=0) / np.maximum(size, 1)
    inner = np.where(known & pairable, centred - mean, 0.0)
    observed = 2 * size * (inner**2).sum(axis=0) / np.maximum(size - 1, 1)
    rows = np.column_stack([observed, size * pairable, centred.sum(axis=0), (centred**2).sum(axis=0)])

    def value(totals: FloatArray) -> FloatArray:
        all_, sums, squares = totals[:, 1], totals[:, 2], totals[:, 3]
        return _alpha(totals[:, 0], 2 * (all_ * squares - sums**2), all_)

    return Sums(rows=rows, value=value)


def positive_agreement(counts: IntArray) -> Sums:
    """Return of binary ratings (column 1 = used) the share of agreeing pairs among the pairs with a use: 2a / (2a+b+c).

    More than two coders: pairs of coders pooled. Source: Dice (1945), Ecology 26, 297-302; Cicchetti & Feinstein
    (1990), Journal of Clinical Epidemiology 43, 551-558.
    """
    import numpy as np

    used, size = counts[:, 1].astype(np.float64), counts.sum(axis=1)
    others = np.where(size >= _PAIR, size - 1, 0)
    rows = np.column_stack([used * (used - 1) * (size >= _PAIR), used * others])
    return _share(rows)


def prevalence(counts: IntArray) -> Sums:
    """Return of binary ratings (column 1 = used) the mean over units of the share of coders who used the code.

    The plain definition.
    """
    import numpy as np

    size = counts.sum(axis=1)
    rows = np.column_stack([counts[:, 1] / np.maximum(size, 1), (size > 0).astype(np.float64)])
    return _share(rows)


def weights(kind: Weights, categories: int, numbers: Sequence[float] | None = None) -> FloatArray:
    """Return the weights of agreement between ``categories`` in their order: 1 for the same, 0 for the farthest.

    ``kind``: identity, 0 for all others; linear, 1 - |x_k - x_l| / (max - min); quadratic, the same with that fraction
    squared; ordinal, 1 - M_kl / max M with M_kl = C(|k - l| + 1, 2). x are ``numbers`` where given, else the places
    0, 1, ... Source: Gwet (2014), chapter 3.

    >>> weights("quadratic", 3).tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    import numpy as np

    places = np.arange(categories, dtype=np.float64)
    if kind == "identity" or categories < _PAIR:
        return np.eye(categories)
    if kind == "ordinal":
        between = np.array([comb(gap + 1, 2) for gap in range(categories)]) / comb(categories, 2)
        steps: IntArray = np.abs(places[:, np.newaxis] - places).astype(np.int64)
        return np.asarray(1 - between[steps], dtype=np.float64)
    at = places if numbers is None else np.array(numbers, dtype=np.float64)
    gaps = np.abs(at[:, np.newaxis] - at) / (at.max() - at.min())
    return np.asarray(1 - gaps ** (1 if kind == "linear" else 2), dtype=np.float64)


def mid_ranks(codes: IntArray, categories: int) -> FloatArray:
    """Return the mid-rank of each category among the pairable ratings; ``codes`` has shape (coders, units).

    The squared differences of mid-ranks are Krippendorff's ordinal distances. Source: as `krippendorff_alpha`.
    """
    import numpy as np

    known = codes >= 0
    sizes = np.bincount(codes[known & (known.sum(axis=0) >= _PAIR)], minlength=categories)
    return np.asarray(np.cumsum(sizes) - sizes / 2, dtype=np.float64)


def distances(level: Level, numbers: Sequence[float]) -> FloatArray:
    """Return Krippendorff's distances between the values ``numbers`` (not for ordinal, see `ordinal_alpha`).

    nominal: 0 or 1; interval: (c - k)^2; ratio: ((c - k) / (c + k))^2. Raises ValueError for ordinal.
    Source: as `krippendorff_alpha`.
    """
    import numpy as np

    at = np.array(numbers, dtype=np.float64)
    if level == "nominal":
        return 1 - np.eye(len(at))
    if level == "ordinal":
        raise ValueError("ordinal distances depend on the ratings")
    gaps = at[:, np.newaxis] - at
    if level == "interval":
        return np.asarray(gaps**2, dtype=np.float64)
    sums = at[:, np.newaxis] + at
    return np.asarray(np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums != 0) ** 2, dtype=np.float64)


def set_distances(sets: Sequence[frozenset[Hashable]], distance: Callable[..., float]) -> FloatArray:
    """Return the matrix of ``distance`` between ``sets``, shape (sets, sets); sources: as the distance's."""
    import numpy as np

    found = np.zeros((len(sets), len(sets)))
    for one, other in combinations(range(len(sets)), _PAIR):
        found[one, other] = found[other, one] = distance(sets[one], sets[other])
    return found


def _corrected(counts: IntArray, weight: FloatArray, chance: Callable[[FloatArray], FloatArray]) -> Sums:
    """Return (p_a - p_e) / (1 - p_e): p_a over units with two ratings or more, pi_k = mean over units of r_ik / r_i."""
    import numpy as np

    agreed, paired = _pairs(counts, weight)
    size = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(size, 1)

    def value(totals: FloatArray) -> FloatArray:
        mean = _ratio(totals[:, 3:], totals[:, [2]])
        return _above_chance(_ratio(totals[:, 0], totals[:, 1]), chance(mean))

    return Sums(rows=np.column_stack([agreed, paired, size > 0, shares]), value=value)


def _share(rows: FloatArray) -> Sums:
    """Return the first column's total over the second's."""
    return Sums(rows=rows, value=lambda totals: _ratio(totals[:, 0], totals[:, 1]), floor=0.0)


def _pairs(counts: IntArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return of each unit the (weighted) share of agreeing pairs of coders, and 1 where there are any pairs."""
    import numpy as np

    size = counts.sum(axis=1)
    paired = size >= _PAIR
    agreeing = (counts * (counts @ weight - 1)).sum(axis=1)
    return np.where(paired, agreeing / np.maximum(size * (size - 1), 1), 0.0), paired.astype(np.float64)


def _pairable(counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return the counts with units of fewer than two ratings emptied, and r_i - 1 (1 for the emptied)."""
    import numpy as np

    size = counts.sum(axis=1)
    pairable = counts * (size >= _PAIR)[:, np.newaxis]
    return pairable.astype(np.float64), np.maximum(size - 1, 1).astype(np.float64)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """Return above / below, NaN where below is zero."""
    import numpy as np

    above, below = np.broadcast_arrays(above, below)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0), dtype=np.float64)


def _above_chance(agreed: FloatArray, chance: FloatArray) -> FloatArray:
    import numpy as np

    return _ratio(agreed - chance, np.where(1 - chance > _TINY, 1 - chance, 0.0))


def _alpha(observed: FloatArray, crossed: FloatArray, size: FloatArray) -> FloatArray:
    """Return 1 - D_o / D_e; ``crossed`` is the sum of distances over all pairs of ratings."""
    return 1 - _ratio((size - 1) * observed, crossed)
