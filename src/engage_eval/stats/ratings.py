"""What coders said of units: any number of coders and categories, with holes; tallied once for all coefficients."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FloatArray: TypeAlias = "NDArray[np.float64]"
IntArray: TypeAlias = "NDArray[np.int64]"
Rows: TypeAlias = "Sequence[Sequence[Hashable]] | NDArray[np.float64]"

MISSING = -1
_TWO = 2
MOST_CATEGORIES = 1_000  # beyond it ratings are measurements, and a table of units by categories no longer fits
_MOST_CELLS = 10_000_000  # units by categories
_MOST_KEYS = 2**62
_FEW_KEYS = 100_000
_FEW_UNITS = 5_000
_SPAN_OF_WHOLE = 1_000  # whole numbers within such a span are counted instead of sorted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratings:
    """Ratings as whole numbers: ``codes`` of shape (coders, units) point into ``values``, -1 where one is missing.

    ``numbers`` are the values as floats in ascending order, or None where a value is no finite number.
    """

    codes: IntArray
    values: tuple[Hashable, ...]
    numbers: tuple[float, ...] | None

    @property
    def coders(self) -> int:
        """Return how many coders there are, also such as rated nothing."""
        return int(self.codes.shape[0])

    @property
    def units(self) -> int:
        """Return how many units there are, also such as nobody rated."""
        return int(self.codes.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """The rated units, units that are alike taken together.

    ``counts`` of shape (kinds, categories) says how many coders put a unit of this kind into each category, ``repeats``
    how many units are of the kind. ``kind`` of shape (units,) leads from a unit to its kind, -1 where nobody rated it.
    ``pairs`` of shape (kinds, 2) holds the codes of two coders; None for more.
    """

    counts: IntArray
    repeats: IntArray
    kind: IntArray
    pairs: "IntArray | None" = None


def ratings_of(rows: Rows) -> Ratings:
    """Return the ratings of ``rows``: one sequence of values a coder, one value a unit; None and NaN are missing.

    A numpy array of floats, shape (coders, units), is read without a loop. Raises ValueError where the sequences
    differ in length.

    >>> found = ratings_of([["yes", "no", None], ["yes", "yes", "no"]])
    >>> found.values, found.codes.tolist()
    (('no', 'yes'), [[1, 0, -1], [1, 1, 0]])
    """
    import numpy as np

    if isinstance(rows, np.ndarray):
        return _of_array(np.asarray(rows, dtype=np.float64))
    if len({len(row) for row in rows}) > 1:
        raise ValueError("every coder needs one value for each unit")
    seen = dict.fromkeys(value for row in rows for value in row if not _is_missing(value))
    values = tuple(sorted(seen, key=_place))
    index: dict[Hashable, int] = {value: number for number, value in enumerate(values)}
    units = len(rows[0]) if rows else 0
    codes = np.array([[MISSING if _is_missing(one) else index[one] for one in row] for row in rows], dtype=np.int64)
    return Ratings(codes=codes.reshape(len(rows), units), values=values, numbers=_numbers(values))


def active(ratings: Ratings) -> IntArray:
    """Return the codes of those coders who rated anything, shape (active coders, units)."""
    rated = (ratings.codes != MISSING).any(axis=1)
    return ratings.codes if rated.all() else ratings.codes[rated]


def tally(ratings: Ratings) -> Tally | None:
    """Return the tally, or None where there are too many categories or units for one."""
    codes, categories = active(ratings), len(ratings.values)
    coders, units = codes.shape
    if categories > MOST_CATEGORIES or units * categories > _MOST_CELLS:
        return None
    if coders == _TWO:  # Cohen's kappa, which is for two, asks who said what
        told = _by_keys(_who(codes, categories), categories + 1, coders)
        pairs = told.counts - 1
        return replace(told, counts=_counted(pairs.T, categories), pairs=pairs)
    keys = _how_many(codes, categories)
    return _by_rows(codes, categories) if keys is None else _by_keys(keys, coders + 1, categories)


def _who(codes: IntArray, categories: int) -> IntArray:
    """Return for each unit of two coders a number that says what each of them said; 0 where neither rated it."""
    found: IntArray = codes[0] + 1 + (codes[1] + 1) * (categories + 1)
    return found


def _how_many(codes: IntArray, categories: int) -> "IntArray | None":
    """Return for each unit a number that says how many coders chose which category; None where it would not fit.

    Category k is the digit k of a number to the base coders + 1; 0 where nobody rated the unit.
    """
    import numpy as np

    base = len(codes) + 1
    if base**categories >= _MOST_KEYS:
        return None
    worth = np.array([*(base**place for place in range(categories)), 0], dtype=np.int64)
    return np.asarray(worth[codes].sum(axis=0), dtype=np.int64)  # -1, missing, takes the last: 0


def _by_keys(keys: IntArray, base: int, digits: int) -> Tally:
    """Return the tally of units that a key describes; ``counts`` are the digits of the keys."""
    import numpy as np

    if base**digits <= max(_FEW_KEYS, len(keys)):  # counting is ten times as fast as sorting
        times = np.bincount(keys, minlength=base**digits)
        found = np.flatnonzero(times)
        repeats, kind = times[found], (np.cumsum(times > 0) - 1)[keys]
    else:
        found, kind, repeats = np.unique(keys, return_inverse=True, return_counts=True)
    if len(found) and found[0] == 0:  # nobody rated these
        found, repeats, kind = found[1:], repeats[1:], kind - 1
    table = found[:, np.newaxis] // base ** np.arange(digits, dtype=np.int64) % base
    return Tally(counts=table, repeats=repeats, kind=kind)


def _by_rows(codes: IntArray, categories: int) -> Tally:
    """Return the tally where keys don't fit: few units are compared whole, many stay as they are, which costs time."""
    import numpy as np

    counts = _counted(codes, categories)
    rated = np.flatnonzero(counts.any(axis=1))
    found, inverse, repeats = counts[rated], np.arange(len(rated)), np.ones(len(rated), dtype=np.int64)
    if len(rated) <= _FEW_UNITS:
        found, inverse, repeats = np.unique(counts[rated], axis=0, return_inverse=True, return_counts=True)
    kind = np.full(codes.shape[1], MISSING, dtype=np.int64)
    kind[rated] = inverse.ravel()
    return Tally(counts=found, repeats=repeats, kind=kind)


def _counted(codes: IntArray, categories: int) -> IntArray:
    """Return how many coders put a unit into each category, shape (units, categories)."""
    import numpy as np

    units, width = codes.shape[1], categories + 1  # column 0 takes what is missing
    cells = codes + (np.arange(units) * width + 1)
    counts = np.bincount(cells.ravel(), minlength=units * width).reshape(units, width)
    return np.asarray(counts[:, 1:], dtype=np.int64)


def _of_array(rows: FloatArray) -> Ratings:
    """Return the ratings of an array; whole numbers within a short span are counted, others sorted."""
    import numpy as np

    if rows.ndim != _TWO:
        raise ValueError("ratings have the shape (coders, units)")
    missing = np.isnan(rows)
    if missing.all():
        return Ratings(codes=np.full(rows.shape, MISSING, dtype=np.int64), values=(), numbers=())
    low = np.nanmin(rows)
    if np.nanmax(rows) - low < _SPAN_OF_WHOLE:
        steps = np.where(missing, MISSING, rows - low)
        codes = steps.astype(np.int64)
        if (codes == steps).all():
            return _of_steps(codes, float(low))
    found, inverse = np.unique(rows[~missing], return_inverse=True)
    codes = np.full(rows.shape, MISSING, dtype=np.int64)
    codes[~missing] = inverse
    values = tuple(float(one) for one in found)
    return Ratings(codes=codes, values=values, numbers=_numbers(values))


def _of_steps(steps: IntArray, low: float) -> Ratings:
    """Return the ratings ``low`` + steps; steps that never occur are no category."""
    import numpy as np

    used = np.bincount(steps.ravel() + 1)[1:] > 0
    places = np.append(np.cumsum(used) - 1, MISSING)
    codes = steps if used.all() else places[steps]
    values = tuple(float(one) + low for one in np.flatnonzero(used))
    return Ratings(codes=codes, values=values, numbers=values)


def _is_missing(value: Hashable) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _place(value: Hashable) -> tuple[bool, float, str]:
    """Return what sorts a value: numbers by size, then everything else by its text."""
    number = _as_number(value)
    if number is not None:
        return False, number, ""
    if isinstance(value, frozenset):
        return True, 0.0, f"set {sorted(map(repr, value))}"  # a set's own order differs from run to run
    return True, 0.0, f"{type(value).__name__} {value!r}"


def _numbers(values: tuple[Hashable, ...]) -> tuple[float, ...] | None:
    numbers = [_as_number(one) for one in values]
    known = tuple(one for one in numbers if one is not None and math.isfinite(one))
    return known if len(known) == len(values) else None


def _as_number(value: object) -> float | None:
    return float(value) if isinstance(value, Real) else None
