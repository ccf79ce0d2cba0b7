"""From sums over units to estimates: the value, and the interval from resamples that all values share."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats.mean import t_quantile
from engage_eval.stats.resampling import (
    MOST_DRAWN,
    Resampling,
    Sums,
    bootstrap_totals,
    jackknife_error,
    numbered,
    percentile_interval,
    together,
    value_of,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

IntArray: TypeAlias = "NDArray[np.int64]"
FloatArray: TypeAlias = "NDArray[np.float64]"
Ends: TypeAlias = tuple[float, float]

_LEAST = 2
_TINY = 1e-12  # a width below this is rounding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Base:
    """What the rows of sums stand for: row i for ``repeats[i]`` units, unit j for row ``kind[j]`` (-1: for none).

    ``n`` is the number of units that the values are said to rest on.
    """

    repeats: IntArray
    kind: IntArray
    n: int


def estimates(parts: Mapping[str, Sums | Reason], base: Base, resampling: Resampling) -> dict[str, Estimate]:
    """Return an estimate of each of ``parts`` under its name, which becomes the method; all share the resamples.

    ``base`` says what the rows of the sums stand for. A part that is a Reason is undefined for it; a value that is NaN
    is undefined as ``one_category``. More than 5,000 different units or clusters get a jackknife with Student's t
    instead of draws. An interval is widened to hold the value, which percentiles of few units can miss. Raises
    ValueError where ``clusters`` and units differ in number.
    """
    found = {name: _value(name, part, base, resampling) for name, part in parts.items()}
    ready = {name: part for name, part in parts.items() if isinstance(part, Sums) and found[name].value is not None}
    if not resampling.draws or not ready:
        return found
    things, repeats, over = _things(ready, base, resampling.clusters)
    n = int(repeats.sum())
    if n < _LEAST:
        few = Reason(code="few_for_interval", params={"n": n, "least": _LEAST})
        return {name: replace(one, why=one.why or few) for name, one in found.items()}
    drawn = len(repeats) <= MOST_DRAWN
    ends = _by_percentiles(things, repeats, resampling) if drawn else _by_jackknife(things, repeats, found, resampling)
    how = f"{'bootstrap' if drawn else 'jackknife'}_{over}"
    return {name: _spanned(one, ends[name], how) if name in ends else one for name, one in found.items()}


def _value(name: str, part: Sums | Reason, base: Base, resampling: Resampling) -> Estimate:
    """Return the estimate without its interval."""
    if isinstance(part, Reason):
        return undefined(part.code, method=name, n=base.n, **part.params)
    value = value_of(part, base.repeats)
    if value is None:
        return undefined("one_category", method=name, n=base.n)
    return Estimate(value=value, level=resampling.confidence, method=name, n=base.n, why=part.no_interval)


def _things(
    parts: Mapping[str, Sums], base: Base, clusters: Sequence[Hashable] | None
) -> tuple[dict[str, Sums], IntArray, str]:
    """Return the sums by what is resampled, how often each row occurs, and the name of what is resampled."""
    import numpy as np

    able = {name: part for name, part in parts.items() if part.no_interval is None}
    if clusters is None or all(label is None for label in clusters):
        return able, base.repeats, "units"
    if len(clusters) != len(base.kind):
        raise ValueError("every unit needs its cluster, or None")
    rated = base.kind >= 0
    labels = numbered(clusters)[rated]
    rows = base.kind[rated]
    summed = {name: replace(part, rows=together(part.rows[rows], labels)) for name, part in able.items()}
    return summed, np.ones(len(np.unique(labels)), dtype=np.int64), "clusters"


def _by_percentiles(things: Mapping[str, Sums], repeats: IntArray, resampling: Resampling) -> dict[str, Ends | None]:
    import numpy as np

    if not things:
        return {}
    rows = np.column_stack([one.rows for one in things.values()])
    totals = bootstrap_totals(rows, repeats, resampling.draws, resampling.seed)
    last = np.cumsum([one.rows.shape[1] for one in things.values()])
    parts = zip(things.items(), np.split(totals, last[:-1], axis=1), strict=True)
    return {name: percentile_interval(one.value(part), resampling.confidence) for (name, one), part in parts}


def _by_jackknife(
    things: Mapping[str, Sums], repeats: IntArray, found: Mapping[str, Estimate], resampling: Resampling
) -> dict[str, Ends | None]:
    times = t_quantile(resampling.confidence, int(repeats.sum()) - 1)
    ends: dict[str, Ends | None] = {}
    for name, one in things.items():
        error, value = jackknife_error(one, repeats), found[name].value
        if error is None or value is None:
            ends[name] = None
        else:
            ends[name] = max(value - times * error, one.floor), min(value + times * error, 1.0)
    return ends


def _spanned(one: Estimate, ends: Ends | None, how: str) -> Estimate:
    """Return the estimate with its interval, or with the reason why it has none."""
    method = f"{one.method} {how}"
    if ends is None or one.value is None:
        return replace(one, method=method, why=Reason(code="undefined_resamples"))
    low, high = min(ends[0], one.value), max(ends[1], one.value)
    if high - low <= _TINY:
        return replace(one, method=method, why=Reason(code="same_resamples"))
    return replace(one, method=method, low=low, high=high)
