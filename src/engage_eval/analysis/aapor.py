"""Outcome rates by AAPOR's definitions, from final states.

A participation rate of people who were chosen and named, not drawn: it says how many of those asked took part, and is
an upper bound, since whoever a participant asked in vain before giving a name is not recorded.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from engage_eval.core.estimate import Estimate
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Study
from engage_eval.stats.response_rates import Counts, eligibility, response_rates

# The final states that stand for one kind of case whatever was screened; the others depend on it, or on settings.
_KINDS = {
    "complete": "complete",
    "partial": "partial",
    "declined": "refused",
    "consented_no_interview": "non_contact",
    "not_contacted": "unknown",
}


def aapor(
    snapshot: Snapshot, states: Iterable[tuple[str, str]], eligible: Collection[str], screened_out: Collection[str]
) -> Mapping[str, Estimate]:
    """Return the rates RR1-6, COOP1-4, REF1-3 and CON1-3 by name.

    ``states`` are (person, final state). Whoever is screened out is no case. break_off_as and withdrawn_as of
    study.yaml say what break-offs and withdrawals count as (a withdrawal as complete only where the interview was
    complete). Unreachable people are non-contacts where they were
    screened eligible, else of unknown eligibility; people contacted with nothing after are "other" where they are
    eligible, else of unknown eligibility ("unknown, other"). e is the share of the eligible among all screened.
    Source: AAPOR, Standard Definitions (9th ed., 2016).
    """
    inside, outside = frozenset(eligible), frozenset(screened_out)
    finished = frozenset(one.participant for one in snapshot.interviews if one.end == "complete")
    found = Counter(
        _kind(state, snapshot.study, is_eligible=one in inside, has_finished=one in finished)
        for one, state in states
        if one not in outside
    )
    e = eligibility(len(inside), len(outside)).value
    return dict(response_rates(_as_counts(found), e).rates)


def _as_counts(found: Mapping[str, int]) -> Counts:
    return Counts(
        complete=found["complete"],
        partial=found["partial"],
        refused=found["refused"],
        non_contact=found["non_contact"],
        other=found["other"],
        unknown=found["unknown"],
        unknown_other=found["unknown_other"],
    )


def _kind(state: str, study: Study, *, is_eligible: bool, has_finished: bool) -> str:
    if state == "break_off":
        return "partial" if study.break_off_as == "partial" else "refused"
    if state == "withdrawn":
        return "complete" if study.withdrawn_as == "complete" and has_finished else "refused"
    if state == "unreachable":
        return "non_contact" if is_eligible else "unknown"
    if state == "pending":
        return "other" if is_eligible else "unknown_other"
    return _KINDS[state]
