"""Monthly counts as one interrupted series: what was observed around the start of the intervention, and its model."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engage_eval.analysis.outcome_pairs import OBSERVED
from engage_eval.analysis.serialise import estimate_json
from engage_eval.core.estimate import Reason
from engage_eval.model.outcome import Outcome
from engage_eval.stats.segmented import Segmented, segmented, segmented_ratio

LEAST = 12  # months on each side: with fewer, a season can't be told from a change
_MONTH = len("2022-01")
_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The sum of the ``facilities``' counts in every month, from the first month that all of them have to the last.

    ``start`` is the month (2023-01) in which sending began, the first that counts as after; ``whole_start`` says
    whether it began on the first day of it. ``left_out`` are the other facilities with counts of the measure.
    ``fitted`` is the model's count of each month, ``expected`` what the trend before alone would give from ``start``.
    """

    start: str
    whole_start: bool
    months: tuple[tuple[str, int], ...]
    facilities: tuple[str, ...]
    left_out: tuple[str, ...]
    counts: Segmented
    ratio: Segmented
    fitted: tuple[float, ...]
    expected: tuple[float, ...]


def series(
    rows: Mapping[str, Iterable[Outcome]], began: date | None, names: Mapping[str, str]
) -> tuple[Series | None, Reason | None]:
    """Return the series of one measure's ``rows`` by facility, or the reason why there is none.

    Summed are the facilities with at least 12 observed months without a gap before and after the month in which
    sending ``began``, over the months that all of these have: a facility that comes or goes would look like a change.
    Projected months are no observations and count as a gap. ``names`` has the names that are printed.
    Reasons: ``no_monthly``; ``no_start``; ``short_series`` with the months of the facility that has most.
    """
    known = {name: _observed(own) for name, own in rows.items()}
    if not any(known.values()):
        return None, Reason(code="no_monthly")
    if began is None:
        return None, Reason(code="no_start")
    start = began.year * _YEAR + began.month - 1
    runs = {name: _around(months, start) for name, months in known.items()}
    enough = sorted(name for name, run in runs.items() if min(run) >= LEAST)
    if not enough:
        before, after = max(runs.values(), key=lambda run: (min(run), sum(run)))
        return None, Reason(code="short_series", params={"before": before, "after": after, "least": LEAST})
    before, after = (min(runs[name][side] for name in enough) for side in (0, 1))
    span = range(start - before, start + after)
    counts = [sum(known[name][month] for name in enough) for month in span]
    fit = segmented(counts, before, least=LEAST)
    return Series(
        start=_label(start),
        whole_start=began.day == 1,
        months=tuple(zip(map(_label, span), counts, strict=True)),
        facilities=tuple(sorted(names[name] for name in enough)),
        left_out=tuple(sorted(names[name] for name in known if name not in enough)),
        counts=fit,
        ratio=segmented_ratio(counts, before, least=LEAST),
        fitted=_fitted(counts, before, fit),
        expected=_expected(counts, before, fit),
    ), None


def _observed(rows: Iterable[Outcome]) -> dict[int, int]:
    """Return month (as months since the year 0) -> count of the months that are observed."""
    return {
        int(row.period[:4]) * _YEAR + int(row.period[5:]) - 1: row.count
        for row in rows
        if len(row.period) == _MONTH and row.kind == OBSERVED
    }


def _around(months: Collection[int], start: int) -> tuple[int, int]:
    """Return how many months without a gap lie before ``start``, and from ``start`` on."""
    before, after = start, start
    while before - 1 in months:
        before -= 1
    while after in months:
        after += 1
    return start - before, after - start


def _label(month: int) -> str:
    """Return a month as it stands in the table outcomes.

    >>> _label(2023 * 12)
    '2023-01'
    """
    return f"{month // _YEAR:04d}-{month % _YEAR + 1:02d}"


def _line(counts: Collection[int], start: int, fit: Segmented) -> tuple[float, float, float, float]:
    """Return the four coefficients; the constant follows from them, since a least squares line has the data's mean."""
    trend, jump, slope = (one.value or 0.0 for one in (fit.trend_before, fit.level, fit.slope))
    n, after = len(counts), len(counts) - start
    shifts = trend * (n - 1) / 2 + jump * after / n + slope * after * (after - 1) / (2 * n)
    return sum(counts) / n - shifts, trend, jump, slope


def _fitted(counts: Collection[int], start: int, fit: Segmented) -> tuple[float, ...]:
    constant, trend, jump, slope = _line(counts, start, fit)
    later = [max(month - start, 0) * slope + (jump if month >= start else 0.0) for month in range(len(counts))]
    return tuple(constant + trend * month + more for month, more in enumerate(later))


def _expected(counts: Collection[int], start: int, fit: Segmented) -> tuple[float, ...]:
    constant, trend, _jump, _slope = _line(counts, start, fit)
    return tuple(constant + trend * month for month in range(start, len(counts)))


def to_json(result: Series, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return the key `segmented` of `analyse outcomes --json`."""
    return {
        "start": result.start,
        "whole_start": result.whole_start,
        "months_before": result.counts.months_before,
        "months_after": result.counts.months_after,
        "facilities": list(result.facilities),
        "left_out": list(result.left_out),
        "lags": result.counts.lags,
        "trend_before": estimate_json(result.counts.trend_before, say),
        "level": estimate_json(result.counts.level, say),
        "slope": estimate_json(result.counts.slope, say),
        "level_ratio": estimate_json(result.ratio.level, say),
        "slope_ratio": estimate_json(result.ratio.slope, say),
        "months": [{"month": month, "count": count} for month, count in result.months],
    }
