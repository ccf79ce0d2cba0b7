"""Counts per facility before and after: every measure of change, and what it is without projected months."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage_eval.analysis.outcome_pairs import (
    OBSERVED,
    Pair,
    largest_first,
    month_of,
    observed_part,
    pair_of,
    rows_by_facility,
    used_rows,
)
from engage_eval.analysis.per_member import Members, PerMember, per_member
from engage_eval.analysis.per_member import to_json as per_member_json
from engage_eval.analysis.rivals import Facts, rivals
from engage_eval.analysis.rivals import to_json as rivals_json
from engage_eval.analysis.serialise import paired_json, reason_json
from engage_eval.analysis.series import Series, series
from engage_eval.analysis.series import to_json as series_json
from engage_eval.core.estimate import Reason
from engage_eval.model.outcome import Outcome
from engage_eval.model.snapshot import Snapshot
from engage_eval.stats.paired import Paired, paired

PARTLY = "partly_projected"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityCounts:
    """One facility's counts; ``change`` is a fraction (None where nothing was counted before).

    ``kind`` is observed, projected or partly_projected, over both periods, ``kind_before`` and ``kind_after`` over one;
    members are registered members; ``months``
    is how many months of each year are summed, None where one count stands for the period.
    """

    facility: str
    before: int
    after: int
    change: float | None
    kind: str
    kind_before: str
    kind_after: str
    months: int | None = None
    members_before: int | None = None
    members_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutProjected:
    """The comparison without projected counts: ``months`` (01 to 12) are left out of both periods everywhere.

    ``left_out`` are the facilities compared otherwise that have nothing left: an annual count of theirs is projected,
    or every month.
    """

    months: tuple[str, ...]
    facilities: tuple[FacilityCounts, ...]
    left_out: tuple[str, ...]
    paired: Paired

    @property
    def pairs(self) -> int:
        """Return how many facilities are compared."""
        return len(self.facilities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The comparison that study.yaml asks for; facilities by their count before, the largest first.

    ``left_out`` counts facilities without comparable counts in both periods; ``projected_periods`` are the periods
    used that are not wholly observed. ``excluding_projected`` is None for the reason in ``excluding_why``, and so is
    ``segmented``, the monthly series around the start of sending, for that in ``segmented_why``. ``rivals`` are the
    rival explanations and cautions that hold for these data; none where nothing is compared.
    """

    measure: str
    before: str
    after: str
    masked: bool
    facilities: tuple[FacilityCounts, ...]
    left_out: tuple[str, ...]
    paired: Paired
    projected_periods: tuple[str, ...]
    excluding_projected: WithoutProjected | None
    excluding_why: Reason | None
    per_member: PerMember
    segmented: Series | None
    segmented_why: Reason | None
    rivals: tuple[Reason, ...]


def outcomes(snapshot: Snapshot) -> Outcomes:
    """Compare the measure and periods of study.compare over the facilities that have counts in both.

    Where a period is a year, a facility's annual count stands; else its months are summed, over the months that both
    years have. A year of months is compared with an annual count only if it has all twelve.
    """
    asked = snapshot.study.compare
    rows = rows_by_facility(snapshot.outcomes, asked.measure)
    found = {name: pair_of(name, own, asked.before, asked.after) for name, own in rows.items()}
    pairs = largest_first(pair for pair in found.values() if pair)
    left_out = sorted(name for name, pair in found.items() if pair is None)
    names = _names(pairs, left_out, mask=snapshot.study.mask_facilities)
    without, why = _excluding_projected(pairs, names)
    facilities = tuple(_counts(pair, names) for pair in pairs)
    rates = _rates(facilities)
    months, months_why = _series(rows, snapshot, names)
    projected = tuple(sorted({row.period for row in used_rows(pairs) if row.kind != OBSERVED}))
    facts = Facts(
        compare=asked,
        began=snapshot.study.intervention_start,
        projected=bool(projected),
        by_members=_by_members(rates),
        series=months is not None,
    )
    return Outcomes(
        measure=asked.measure,
        before=asked.before,
        after=asked.after,
        masked=snapshot.study.mask_facilities,
        facilities=facilities,
        left_out=tuple(names[name] for name in left_out),
        paired=_compared(facilities),
        projected_periods=projected,
        excluding_projected=without,
        excluding_why=why,
        per_member=rates,
        segmented=months,
        segmented_why=months_why,
        rivals=rivals(facts) if pairs or months else (),
    )


def _series(
    rows: Mapping[str, Mapping[str, Outcome]], snapshot: Snapshot, names: Mapping[str, str]
) -> tuple[Series | None, Reason | None]:
    by_facility = {name: tuple(own.values()) for name, own in rows.items()}
    return series(by_facility, snapshot.study.intervention_start, names)


def _rates(facilities: Iterable[FacilityCounts]) -> PerMember:
    return per_member(
        Members(
            facility=one.facility,
            before=one.before,
            after=one.after,
            members_before=one.members_before,
            members_after=one.members_after,
        )
        for one in facilities
    )


def _by_members(rates: PerMember) -> str:
    if not rates.known:
        return "none"
    return "some" if rates.left_out else "all"


def _names(pairs: Sequence[Pair], left_out: Sequence[str], *, mask: bool) -> dict[str, str]:
    """Return facility -> printed name: its own, or F01, F02 ... in order of the count before."""
    ordered = [*(pair.facility for pair in pairs), *left_out]
    return {name: f"F{place:02d}" if mask else name for place, name in enumerate(ordered, start=1)}


def _counts(pair: Pair, names: Mapping[str, str]) -> FacilityCounts:
    before, after = sum(row.count for row in pair.before), sum(row.count for row in pair.after)
    return FacilityCounts(
        facility=names[pair.facility],
        before=before,
        after=after,
        change=after / before - 1 if before else None,
        kind=_kind((*pair.before, *pair.after)),
        kind_before=_kind(pair.before),
        kind_after=_kind(pair.after),
        months=len(pair.before) if pair.monthly else None,
        members_before=_members(pair.before),
        members_after=_members(pair.after),
    )


def _kind(rows: Iterable[Outcome]) -> str:
    kinds = {row.kind for row in rows}
    return kinds.pop() if len(kinds) == 1 else PARTLY


def _members(rows: Sequence[Outcome]) -> int | None:
    """Return the registered members that the last row with a number gives."""
    known = [row.registered_members for row in rows if row.registered_members is not None]
    return known[-1] if known else None


def _compared(facilities: Sequence[FacilityCounts]) -> Paired:
    return paired(
        [one.before for one in facilities],
        [one.after for one in facilities],
        [one.facility for one in facilities],
    )


def _excluding_projected(
    pairs: Sequence[Pair], names: Mapping[str, str]
) -> tuple[WithoutProjected | None, Reason | None]:
    """Return the comparison without the months that are projected anywhere, dropped from both years everywhere.

    One set of months for all facilities, so that one sentence describes what was left out. Annual counts stay where
    both are observed: there is nothing to drop.
    """
    if not pairs:
        return None, Reason(code="no_pairs")
    if all(row.kind == OBSERVED for row in used_rows(pairs)):
        return None, Reason(code="no_projected")
    monthly = [pair for pair in pairs if pair.monthly]
    dropped = frozenset(month_of(row) for row in used_rows(monthly) if row.kind != OBSERVED)
    kept = largest_first(pair for one in pairs if (pair := observed_part(one, dropped)))
    if not kept:
        return None, Reason(code="annual_only")
    there = {pair.facility for pair in kept}
    facilities = tuple(_counts(pair, names) for pair in kept)
    return WithoutProjected(
        months=tuple(sorted(dropped)),
        facilities=facilities,
        left_out=tuple(sorted(names[pair.facility] for pair in pairs if pair.facility not in there)),
        paired=_compared(facilities),
    ), None


def to_json(result: Outcomes, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return what `analyse outcomes --json` prints; ``say`` makes a reason a sentence."""
    without = result.excluding_projected
    return {
        **paired_json(result.paired, say),
        "measure": result.measure,
        "left_out": list(result.left_out),
        "projected_periods": list(result.projected_periods),
        "excluding_projected": None
        if without is None
        else {"months": list(without.months), **paired_json(without.paired, say)},
        "excluding_projected_why": reason_json(result.excluding_why, say),
        "per_member": per_member_json(result.per_member, say),
        "segmented": None if result.segmented is None else series_json(result.segmented, say),
        "segmented_why": reason_json(result.segmented_why, say),
        "rivals": rivals_json(result.rivals, say),
    }
