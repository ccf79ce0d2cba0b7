"""Who stands where in recruitment, what comes next, and who referred whom."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from engage_eval.actions.exporting import blocking
from engage_eval.actions.recording import known_person, open_preview
from engage_eval.actions.study import is_study_file, open_study
from engage_eval.analysis.dispositions import dispositions
from engage_eval.core.errors import ProblemsError
from engage_eval.core.study_name import is_folder
from engage_eval.model.consent import gate
from engage_eval.model.people import RecruitmentEvent
from engage_eval.model.progress import progress
from engage_eval.model.record import StudyRecord
from engage_eval.model.shown import interview_order
from engage_eval.stats.network import network


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a person stands: final state as of now, wave (0 = seed), recruiter, next step, and what was so far.

    ``interviews`` are (id, how it ended), empty for one that goes on.
    """

    participant: str
    state: str
    next: str
    wave: int
    recruiter: str
    recruits: tuple[str, ...]
    steps: tuple[RecruitmentEvent, ...]
    interviews: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A study that is looked at: its record, and the interviews that are known to have no end yet."""

    record: StudyRecord
    going_on: tuple[str, ...] = ()


def look(study: str, *, clock: Callable[[], datetime], ids: Callable[[], str]) -> Seen:
    """Read a study folder, a study file or a database; raises ProblemsError where errors stand in the way."""
    if study and not is_folder(study) and is_study_file(study):
        with open_preview(study, clock=clock, ids=ids) as found:
            return Seen(record=found.record, going_on=found.going_on)
    workspace = open_study(study)
    errors = blocking(workspace)
    if errors or workspace.record is None:
        raise ProblemsError(errors)
    return Seen(record=workspace.record)


def overview(seen: Seen) -> tuple[Where, ...]:
    """Return everybody, by pseudonym."""
    return of_record(seen.record, seen.going_on)


def of_record(record: StudyRecord, going_on: Collection[str] = ()) -> tuple[Where, ...]:
    """Return everybody of a record that has no errors."""
    steps = progress(record, going_on)
    first = {one.participant: next((e.recruiter for e in one.steps if e.recruiter), "") for one in steps}
    pairs = [(person, "" if recruiter.lower() == "seed" else recruiter) for person, recruiter in first.items()]
    found = network(pairs)
    waves, recruiters = dict(found.wave_of), dict(found.recruiter_of)
    states = dict(dispositions(gate(record)).states)
    recruits: dict[str, list[str]] = {}
    for person, recruiter in sorted(recruiters.items()):
        if recruiter:
            recruits.setdefault(recruiter, []).append(person)
    held: dict[str, list[tuple[str, str]]] = {}
    for interview in sorted(record.interviews, key=interview_order):
        end = "" if interview.id in going_on else interview.end
        held.setdefault(interview.participant, []).append((interview.id, end))
    return tuple(
        Where(
            participant=one.participant,
            state=states.get(one.participant, ""),
            next=one.next,
            wave=waves.get(one.participant, 0),
            recruiter=recruiters.get(one.participant, ""),
            recruits=tuple(recruits.get(one.participant, ())),
            steps=one.steps,
            interviews=tuple(held.get(one.participant, ())),
        )
        for one in steps
    )


def one_of(found: Collection[Where], record: StudyRecord, participant: str) -> Where:
    """Return where one person stands, also one who was erased; raises UsageError where there is no such person."""
    key = known_person(record, participant).id
    return next(one for one in found if one.participant == key)


def in_trees(found: Collection[Where]) -> list[tuple[int, Where]]:
    """Return everybody as (depth, where): each recruiter before those whom they referred, trees by their seed."""
    by_id = {one.participant: one for one in found}
    waiting = [(0, one) for one in reversed(list(found)) if not one.recruiter or one.recruiter not in by_id]
    listed = []
    while waiting:
        depth, one = waiting.pop()
        listed.append((depth, one))
        waiting += [(depth + 1, by_id[key]) for key in reversed(one.recruits) if key in by_id]
    return listed
