"""The study's staff: somebody is added, or described anew; the earlier description is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from engage_eval.actions.recording import Recording
from engage_eval.core.errors import UsageError
from engage_eval.core.problem import Problem
from engage_eval.formats.canonical_cells import cell
from engage_eval.formats.one_row import read_one
from engage_eval.model.people import Staff
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import ROLES, TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A member of staff as recorded; ``outcome`` is new, changed or same."""

    member: Staff
    outcome: str
    problems: tuple[Problem, ...] = ()


def add(recording: Recording, key: str, roles: Sequence[str], facts: Mapping[str, str]) -> Recorded:
    """Add somebody, or record what has changed of who is there; ``facts`` are cells by column, left out: as before.

    The first person has all roles. Raises ProblemsError for a value that can't be understood, UsageError where a new
    person has no role, or where nobody would be left who leads.
    """
    staff = {one.key: one for one in recording.record.staff}
    before = staff.get(key)
    if before is None and not roles and staff:
        raise UsageError("staff.no_role", key=key, allowed=", ".join(ROLES))
    known = {} if before is None else _cells(before)
    given = {name: value for name, value in facts.items() if value}
    chosen = "|".join(ROLES) if not staff else "|".join(roles) or known.get("roles", "")
    member: Staff = read_one("staff", {**known, **given, "key": key, "roles": chosen}, recording.setting)
    member = replace(member, roles=tuple(dict.fromkeys(member.roles)))
    if before == member:
        return Recorded(member=member, outcome="same")
    others = [one for one in staff.values() if one.key != key and "lead" in one.roles]
    if before and "lead" in before.roles and "lead" not in member.roles and not others:
        raise UsageError("staff.lead_needed", key=key)
    problems = recording.add("staff add", {"staff": [member]}, subjects=[member.key])
    return Recorded(member=member, outcome="changed" if before else "new", problems=problems)


def _cells(member: Staff) -> dict[str, str]:
    columns = {one.name: one for one in TABLES["staff"].columns}
    return {
        one.name: cell(getattr(member, one.name), columns[one.name], "") for one in fields(Staff) if one.name in columns
    }


def listed(record: StudyRecord) -> tuple[Staff, ...]:
    """Return the staff, by key."""
    return tuple(sorted(record.staff, key=lambda one: one.key))
