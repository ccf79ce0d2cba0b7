"""Which rows of a facility are compared: the same months of both years, or one count for each period."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from engage_eval.model.outcome import Outcome

OBSERVED = "observed"
_YEAR = len("2022")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """The rows of a facility that are compared; ``monthly`` where both sides are the same months of a year."""

    facility: str
    before: tuple[Outcome, ...]
    after: tuple[Outcome, ...]
    monthly: bool


def rows_by_facility(rows: Iterable[Outcome], measure: str) -> dict[str, dict[str, Outcome]]:
    """Return facility -> period -> row of one measure."""
    found: dict[str, dict[str, Outcome]] = {}
    for row in rows:
        if row.measure == measure:
            found.setdefault(row.facility, {})[row.period] = row
    return found


def pair_of(facility: str, rows: Mapping[str, Outcome], before: str, after: str) -> Pair | None:
    """Return what can be compared of a facility; None where nothing can."""
    first, second = _period_rows(rows, before), _period_rows(rows, after)
    if not first or not second:
        return None
    if "" in first or "" in second:
        whole = _whole(first) and _whole(second)
        return Pair(facility, tuple(first.values()), tuple(second.values()), monthly=False) if whole else None
    return _only(Pair(facility, tuple(first.values()), tuple(second.values()), monthly=True), {*first} & {*second})


def _period_rows(rows: Mapping[str, Outcome], period: str) -> dict[str, Outcome]:
    """Return month -> row of a period; the month is empty where one row stands for the whole period."""
    if period in rows:
        return {"": rows[period]}
    if len(period) != _YEAR:
        return {}
    return {month_of(row): row for name, row in sorted(rows.items()) if name.startswith(f"{period}-")}


def _whole(rows: Mapping[str, Outcome]) -> bool:
    return "" in rows or len(rows) == _MONTHS


def month_of(row: Outcome) -> str:
    """Return the month (01 to 12) of a monthly row."""
    return row.period[_YEAR + 1 :]


def _only(pair: Pair, months: Collection[str]) -> Pair | None:
    """Return the pair with these months alone, the same in both years; None where none is left."""
    before, after = (tuple(row for row in rows if month_of(row) in months) for rows in (pair.before, pair.after))
    return Pair(pair.facility, before, after, monthly=True) if before and after else None


def largest_first(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs by their count before, ties by name."""
    return sorted(pairs, key=lambda pair: (-sum(row.count for row in pair.before), pair.facility))


def used_rows(pairs: Iterable[Pair]) -> list[Outcome]:
    """Return every row that the pairs compare."""
    return [row for pair in pairs for row in (*pair.before, *pair.after)]


def observed_part(pair: Pair, dropped: Collection[str]) -> Pair | None:
    """Return what is left of a pair without the months ``dropped`` and without projected annual counts."""
    if pair.monthly:
        return _only(pair, {month_of(row) for row in pair.before} - {*dropped})
    return pair if all(row.kind == OBSERVED for row in used_rows([pair])) else None
