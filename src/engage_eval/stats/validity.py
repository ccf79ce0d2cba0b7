"""Content validity: what a panel of experts says of each item before the instrument is used."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engage_eval.core.estimate import Estimate, undefined

_AIKEN, _CVI, _KAPPA, _AVERAGE = "aiken_score", "i_cvi", "modified_kappa", "s_cvi_ave"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemValidity:
    """One item as its experts see it; ``chance`` is p_c, how likely so many agree by chance."""

    item: str
    experts: int
    relevant: int
    aiken_v: Estimate
    i_cvi: Estimate
    chance: float | None
    modified_kappa: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentValidity:
    """The items' validity and S-CVI/Ave, the mean of their I-CVI; ``cut``: from this rating on an item is relevant."""

    experts: int
    cut: float
    items: tuple[ItemValidity, ...]
    s_cvi_ave: Estimate


def content_validity(
    ratings: Sequence[Sequence[float | None]],
    items: Sequence[str],
    *,
    low: float,
    high: float,
    cut: float | None = None,
    level: float = 0.95,
) -> ContentValidity:
    """Return the content validity of ``ratings``: a row an expert, a column an item, None = not judged.

    Ratings lie from ``low`` to ``high``. ``cut``, the lowest rating that says relevant, is by default the first above
    the middle of the scale: 3 and 4 of four as in Lynn (1986), 4 and 5 of five. An item that nobody judged is
    undefined (``empty``) and not in the average. Raises ValueError for a rating outside the scale, for high <= low,
    and where a row is not as long as ``items``.

    >>> found = content_validity([(4, 2), (4, 3), (3, 4)], ["a", "b"], low=1, high=4)
    >>> [round(one.i_cvi.value, 2) for one in found.items], round(found.s_cvi_ave.value, 3)
    ([1.0, 0.67], 0.833)
    """
    if high <= low or any(len(row) != len(items) for row in ratings):
        raise ValueError("high must be above low, and every row must have a rating (or None) for every item")
    if any(one is not None and not low <= one <= high for row in ratings for one in row):
        raise ValueError("a rating lies outside low and high")
    cut = default_cut(low, high) if cut is None else cut
    columns = [[row[place] for row in ratings] for place in range(len(items))]
    judged = [[one for one in column if one is not None] for column in columns]
    found = tuple(_item(item, values, (low, high, cut), level) for item, values in zip(items, judged, strict=True))
    return ContentValidity(
        experts=sum(any(one is not None for one in row) for row in ratings),
        cut=cut,
        items=found,
        s_cvi_ave=_average([one.i_cvi.value for one in found if one.i_cvi.value is not None]),
    )


def default_cut(low: float, high: float) -> float:
    """Return the first whole step from ``low`` that lies above the middle of the scale, which ends at ``high``.

    Source: Lynn (1986), Nursing Research 35, 382-385, whose relevant ratings of four are 3 and 4.

    >>> default_cut(1, 4), default_cut(1, 5)
    (3, 4)
    """
    return low + math.floor((high - low) / 2) + 1


def aiken_v(ratings: Sequence[float], low: float, high: float, level: float = 0.95) -> Estimate:
    """Return V = (mean - low) / (high - low) with the score interval; undefined (``empty``) without ratings.

    With k = high - low and n experts: (2nkV + z^2 -/+ z sqrt(4nkV(1 - V) + z^2)) / (2 (nk + z^2)). Sources: Aiken
    (1985), Educational and Psychological Measurement 45, 131-142; Penfield & Giacobbi (2004), Measurement in Physical
    Education and Exercise Science 8, 213-225.

    >>> found = aiken_v([5, 5, 4, 4], 1, 5)
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.875, 0.64, 0.965)
    """
    n, k = len(ratings), high - low
    if not n:
        return undefined("empty", method=_AIKEN)
    from scipy.special import ndtri

    # Rounding may carry the mean of equal ratings a hair beyond the scale.
    v = min(1.0, max(0.0, (math.fsum(ratings) / n - low) / k))
    z = float(ndtri((1 + level) / 2))
    middle, reach = 2 * n * k * v + z * z, z * math.sqrt(4 * n * k * v * (1 - v) + z * z)
    ends = ((middle - reach) / (2 * (n * k + z * z)), (middle + reach) / (2 * (n * k + z * z)))
    lower, upper = min(v, max(0.0, ends[0])), max(v, min(1.0, ends[1]))
    return Estimate(value=v, low=lower, high=upper, level=level, method=_AIKEN, n=n)


def i_cvi(relevant: int, experts: int) -> Estimate:
    """Return the share of ``experts`` who call the item relevant; undefined (``empty``) without experts.

    Source: Lynn (1986), Nursing Research 35, 382-385.
    """
    if not experts:
        return undefined("empty", method=_CVI)
    return Estimate(value=relevant / experts, method=_CVI, n=experts)


def chance_agreement(relevant: int, experts: int) -> float:
    """Return p_c = C(N, A) / 2^N: the chance that ``relevant`` (A) of ``experts`` (N) say so by the toss of a coin.

    Both are counts. Source: as `modified_kappa`.
    """
    return float(math.comb(experts, relevant) / 2**experts)


def modified_kappa(relevant: int, experts: int) -> Estimate:
    """Return (I-CVI - p_c) / (1 - p_c), the agreement of ``relevant`` of ``experts`` beyond chance.

    Undefined (``empty``) without experts. Source: Polit, Beck & Owen (2007), Research in Nursing & Health 30, 459-467.

    >>> round(modified_kappa(4, 5).value, 2)
    0.76
    """
    if not experts:
        return undefined("empty", method=_KAPPA)
    chance = chance_agreement(relevant, experts)
    return Estimate(value=(relevant / experts - chance) / (1 - chance), method=_KAPPA, n=experts)


def _item(item: str, values: Sequence[float], scale: tuple[float, float, float], level: float) -> ItemValidity:
    low, high, cut = scale
    relevant, experts = sum(value >= cut for value in values), len(values)
    return ItemValidity(
        item=item,
        experts=experts,
        relevant=relevant,
        aiken_v=aiken_v(values, low, high, level),
        i_cvi=i_cvi(relevant, experts),
        chance=chance_agreement(relevant, experts) if experts else None,
        modified_kappa=modified_kappa(relevant, experts),
    )


def _average(shares: Sequence[float]) -> Estimate:
    """Return S-CVI/Ave; n counts items."""
    if not shares:
        return undefined("empty", method=_AVERAGE)
    return Estimate(value=math.fsum(shares) / len(shares), method=_AVERAGE, n=len(shares))
