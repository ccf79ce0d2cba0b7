"""Counts of a facility in a period: one is added, or corrected; the earlier count is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from engage_eval.actions.recording import Recording
from engage_eval.core.errors import UsageError
from engage_eval.core.problem import Problem
from engage_eval.formats.one_row import read_one
from engage_eval.model.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A count as recorded, and the one that it replaces."""

    outcome: Outcome
    before: Outcome | None = None
    problems: tuple[Problem, ...] = ()


def add(recording: Recording, cells: Mapping[str, str]) -> Counted:
    """Record a count that is new; ``cells`` are those of the table outcomes, an empty kind is observed.

    Raises UsageError where the facility has a count of that period and measure, ProblemsError for what can't be read.
    """
    row: Outcome = read_one("outcomes", {**cells, "kind": cells.get("kind") or "observed"}, recording.setting)
    before = _before(recording, row)
    if before is not None:
        raise UsageError(
            "outcomes.exists", facility=row.facility, period=row.period, measure=row.measure, count=before.count
        )
    problems = recording.add("outcomes add", {"outcomes": [row]}, subjects=[row.facility])
    return Counted(outcome=row, problems=problems)


def correct(recording: Recording, cells: Mapping[str, str]) -> Counted:
    """Record a count in place of an earlier one; what is left empty beside the count stays as it was.

    Raises UsageError where there is nothing to correct, or nothing would change.
    """
    kind = cells.get("kind") or "observed"
    row: Outcome = read_one("outcomes", {**cells, "kind": kind}, recording.setting)
    before = _before(recording, row)
    if before is None:
        raise UsageError("outcomes.none_before", facility=row.facility, period=row.period, measure=row.measure)
    members = before.registered_members
    stays = {
        "kind": cells.get("kind") or before.kind,
        "registered_members": cells.get("registered_members") or ("" if members is None else str(members)),
    }
    row = read_one("outcomes", {**cells, **stays}, recording.setting)
    if row == before:
        raise UsageError(
            "outcomes.same", facility=row.facility, period=row.period, measure=row.measure, count=before.count
        )
    problems = recording.add("outcomes correct", {"outcomes": [row]}, subjects=[row.facility])
    return Counted(outcome=row, before=before, problems=problems)


def _before(recording: Recording, row: Outcome) -> Outcome | None:
    wanted = (row.facility, row.period, row.measure)
    return next((one for one in recording.record.outcomes if (one.facility, one.period, one.measure) == wanted), None)
