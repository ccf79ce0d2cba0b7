"""Take answers into a study: read the file, say what each row would do, and write a new study folder once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from engage_eval.actions.exporting import blocking, can_wait, check_target
from engage_eval.actions.study import Workspace
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Problem, Severity
from engage_eval.core.similar import closest
from engage_eval.formats.canonical import write_folder
from engage_eval.formats.submission_batch import KEYED, LOGS, Batch, Line, line_of
from engage_eval.formats.submission_conflicts import conflicts
from engage_eval.formats.submission_merge import Change, Merged, Stamp, merge, without
from engage_eval.formats.submissions import read_submissions, shown, shown_file
from engage_eval.model import rules
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.record import StudyRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be imported into which study, and where the study with it goes; no target means: only look."""

    source: Path
    study: str
    target: Path | None
    skip_refused: bool = False
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Rows that are not taken over: those of one interview, or a single row or column; and why."""

    interview: str
    file: str
    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of each interview, what was refused and left out, and what a person should look at."""

    changes: tuple[Change, ...]
    refused: tuple[Refused, ...]
    rows: Mapping[str, int]
    left_out: tuple[str, ...]
    notes: tuple[Problem, ...]
    folder: Path | None

    def count(self, outcome: str) -> int:
        """Return how many interviews came out as new, changed or same."""
        return sum(one.outcome == outcome for one in self.changes)

    def unexplained(self) -> int:
        """Return in how many interviews earlier answers are replaced without a reason."""
        return sum(one.unexplained for one in self.changes)

    def problems(self) -> list[Problem]:
        """Return why rows are refused, in the order of the file."""
        return [problem for one in self.refused for problem in one.problems]


def check(request: Request) -> None:
    """Raise UsageError where the new study folder must not be written."""
    if request.target is not None:
        check_target(request.target, request.study, (), force=False)


def responses(workspace: Workspace, request: Request, now: datetime) -> Imported:
    """Take in the answers; with a target the study with them is written there, all of it or nothing.

    Raises UsageError where the command can't be understood, ProblemsError where the study or the file has errors, or
    where rows are refused and not to be skipped; StoreError where the folder can't be written.
    """
    check(request)
    errors = blocking(workspace)
    record = workspace.record
    if errors or record is None:
        raise ProblemsError(errors, "import.study_not_sound")
    _check_staff(record, request.by)
    batch = read_submissions(request.source, record)
    zone = ZONES.get(record.study.zone.upper(), ZONES["WIB"])
    stamp = Stamp(at=Moment.of(now.astimezone(zone)), by=request.by, reason=request.reason)
    merged, found = resolved(record, batch, stamp, request)
    if request.target is None:
        return found
    refuse_unless_whole(found, request)
    write_folder(request.target, merged.record, Path(request.study))
    return found


def resolved(record: StudyRecord, batch: Batch, stamp: Stamp, request: Request) -> tuple[Merged, Imported]:
    """Return the study with all of a batch that can be taken over, and what became of each of its rows.

    Raises ProblemsError where the batch brings errors that stand on no row of its own.
    """
    merged, faults, notes = _resolve(record, batch, stamp, request.source.as_posix())
    return merged, Imported(
        changes=tuple(replace(one, file=shown_file(one.file)) for one in merged.changes),
        refused=_refused(faults, batch),
        rows=merged.rows,
        left_out=batch.left_out,
        notes=tuple(shown(one) for one in (*batch.notes, *notes)),
        folder=request.target,
    )


def refuse_unless_whole(found: Imported, request: Request) -> None:
    """Raise ProblemsError where rows are refused and not to be skipped, UsageError where a reason is missing."""
    if found.refused and not request.skip_refused:
        raise ProblemsError(found.problems(), "import.refused", name=request.source.as_posix())
    if found.unexplained():
        raise UsageError("import.reason_needed", count=found.unexplained())


def _check_staff(record: StudyRecord, by: str) -> None:
    keys = [one.key for one in record.staff]
    if by and by not in keys:
        allowed = ", ".join(sorted(keys))
        raise UsageError("staff.unknown", value=by, column="--by", meant=closest(by, keys), allowed=allowed)


def _resolve(record: StudyRecord, batch: Batch, stamp: Stamp, name: str) -> tuple[Merged, list[Problem], list[Problem]]:
    """Return the study with all that can be taken over, the faults of the rest, and what is to be looked at.

    A row that is left out may be what another row needs (a person's row, an interview's), so this goes on until no
    row has a fault.
    """
    faults = list(batch.faults)
    while True:
        lines = {line_of(one.place) for one in faults}
        interviews = {batch.interview_of[line] for line in lines if line in batch.interview_of}
        kept = without(batch, lines, interviews)
        more = [_placed(one, kept) for one in conflicts(record, kept)]
        if not more:
            merged = merge(record, kept, stamp)
            found = [_placed(one, kept) for one in rules.check(merged.record)]
            more = _errors(found)
            own = _lines(kept)
            if elsewhere := [one for one in more if line_of(one.place) not in own]:
                raise ProblemsError(elsewhere, "import.unreadable", name=name)
            if not more:
                return merged, faults, [one for one in found if line_of(one.place) in own]
        faults += more


def _placed(problem: Problem, batch: Batch) -> Problem:
    """Return a problem of the batch's rows with the heads of its file; others as they are."""
    return batch.as_written(problem) if line_of(problem.place) in batch.interview_of else problem


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [one for one in problems if lookup(one.code).severity is Severity.ERROR and not can_wait(one)]


def _lines(batch: Batch) -> Collection[Line]:
    tables = (*KEYED, *LOGS, "interviews", "answers")
    return {line_of(row.place) for name in tables for row in getattr(batch, name)}


def _refused(faults: Iterable[Problem], batch: Batch) -> tuple[Refused, ...]:
    """Return the faults by interview, those of no interview by row, in the order of the file."""
    by_unit: dict[tuple[str, Line], list[Problem]] = {}
    for problem in sorted(faults, key=lambda one: (*line_of(one.place), one.place.key, one.code)):
        line = line_of(problem.place)
        interview = batch.interview_of.get(line, "")
        told = by_unit.setdefault((interview, ("", 0) if interview else line), [])
        # A row with an interview and a consent says the same fault of both.
        if problem not in told:
            told.append(problem)
    return tuple(
        Refused(
            interview=interview,
            file=shown_file(problems[0].place.file),
            line=problems[0].place.line or 0,
            problems=tuple(map(shown, problems)),
        )
        for (interview, _), problems in by_unit.items()
    )
