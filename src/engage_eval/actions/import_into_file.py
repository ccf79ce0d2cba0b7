"""Take answers into a study file: the same merge as into a folder, written as the difference, in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engage_eval.actions.exporting import is_in_the_way
from engage_eval.actions.import_responses import Imported, Request, refuse_unless_whole, resolved
from engage_eval.actions.recording import Recording
from engage_eval.core.errors import ProblemsError
from engage_eval.core.problem import Place, Problem
from engage_eval.formats.submission_batch import KEYED, LOGS, Batch
from engage_eval.formats.submission_merge import Stamp
from engage_eval.formats.submissions import read_submissions, shown, shown_file
from engage_eval.model import rules
from engage_eval.model.interview import Answer
from engage_eval.model.joining import people_of
from engage_eval.model.record import StudyRecord
from engage_eval.model.withdrawing import to_erase

# Which answer: an interview and an item of it.
Question = tuple[str, str]


@dataclass(slots=True)
class _Difference:
    """What a study with a batch has that it had not: rows by table, answers by why they replace others."""

    rows: dict[str, Sequence[Any]]
    first: list[Answer] = field(default_factory=list)
    replacing: dict[Stamp, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    taken_back: dict[Stamp, list[Question]] = field(default_factory=lambda: defaultdict(list))

    def is_empty(self) -> bool:
        """Return whether nothing is new."""
        return not (any(self.rows.values()) or self.first or self.replacing or self.taken_back)


def into_file(recording: Recording, request: Request, *, is_preview: bool) -> Imported:
    """Take the answers of a file into the open study; a preview records nothing. What came in before changes nothing.

    Raises ProblemsError where the study or the file has errors, or rows are refused and not to be skipped; UsageError
    where earlier answers would be replaced without a reason; StoreError where the disk fails.
    """
    errors = [one for one in rules.check(recording.record) if is_in_the_way(one)]
    if errors:
        raise ProblemsError(errors, "import.study_not_sound")
    batch, left = _undisputed(read_submissions(request.source, recording.record), recording.conflicts)
    open_ones = _still_open(recording.going_on, batch)
    record = _as_recorded(recording, open_ones)
    stamp = Stamp(at=recording.now, by=recording.actor, reason=request.reason)
    merged, found = resolved(record, batch, stamp, request)
    wishes = to_erase(merged.record.consent[len(record.consent) :], merged.record.erased_people())
    found = replace(found, notes=(*found.notes, *left, *map(shown, wishes)))
    if is_preview:
        return found
    refuse_unless_whole(found, request)
    difference = _difference(record, merged.record, open_ones)
    if not difference.is_empty():
        _write(recording, difference)
    return found


def _still_open(going_on: Collection[str], batch: Batch) -> frozenset[str]:
    """Return the interviews that go on, whatever else of them comes in.

    A workbook of ours has them as partial, without the time of an end: that is no end of the row's own.
    """
    ended = {one.id for one in batch.interviews if one.ended_at is not None or one.end not in ("", "partial")}
    return frozenset(going_on) - ended


def _as_recorded(recording: Recording, open_ones: Collection[str]) -> StudyRecord:
    """Return the record in which interviews that now end have no end, so that the end that comes in replaces none."""
    ending = frozenset(recording.going_on).difference(open_ones)
    if not ending:
        return recording.record
    interviews = tuple(replace(one, end="") if one.id in ending else one for one in recording.record.interviews)
    return replace(recording.record, interviews=interviews)


def _undisputed(batch: Batch, conflicts: Collection[Question]) -> tuple[Batch, list[Problem]]:
    """Return the batch without answers of which two copies of the study differ: only a person settles those."""
    open_ones = frozenset(conflicts)
    disputed = {(one.interview, one.item): one for one in batch.answers if (one.interview, one.item) in open_ones}
    by_interview: dict[str, set[str]] = defaultdict(set)
    for interview, item in conflicts:
        by_interview[interview].add(item)
    restated = {key: items - by_interview.get(key, set()) for key, items in batch.restated.items()}
    answers = tuple(one for one in batch.answers if (one.interview, one.item) not in disputed)
    told = [
        Problem(
            code="import.in_conflict",
            place=Place(file=shown_file(one.place.file), line=one.place.line, key=one.item),
            params={"interview": one.interview, "item": one.item},
        )
        for one in disputed.values()
    ]
    return replace(batch, answers=answers, restated=restated), told


def _difference(before: StudyRecord, now: StudyRecord, open_ones: Collection[str]) -> _Difference:
    """Return what ``now`` has beside ``before``; what a merge left as it was is the same row in both.

    A record has interviews that go on as partial; a new version of one must not end it.
    """
    known = {one.id: one for one in before.interviews}
    changed = (one for one in now.interviews if one != known.get(one.id))
    rows: dict[str, Sequence[Any]] = {
        **{name: getattr(now, name)[len(getattr(before, name)) :] for name in (*KEYED, *LOGS)},
        "interviews": [replace(one, end="") if one.id in open_ones else one for one in changed],
    }
    found = _Difference(rows=rows)
    kept = {id(one) for one in before.answers}
    new: dict[Question, list[Answer]] = defaultdict(list)
    for answer in now.answers:
        if id(answer) not in kept:
            new[answer.interview, answer.item].append(answer)
    for one in now.superseded[len(before.superseded) :]:
        if one.at is not None:
            stamp, question = Stamp(at=one.at, by=one.by, reason=one.reason), (one.interview, one.item)
            if answers := new.pop(question, []):
                found.replacing[stamp] += answers
            else:
                found.taken_back[stamp].append(question)
    found.first = [one for answers in new.values() for one in answers]
    return found


def _write(recording: Recording, difference: _Difference) -> None:
    from engage_eval.store import write

    people = _people(recording, difference)
    with recording.store.writing("import responses", by=recording.actor, subjects=people) as writer:
        # Whoever is referred to comes first: people before their interviews, interviews before their answers.
        for name in ("staff", "participants", "attributes", "recruitment", "consent", "interviews", "interview_events"):
            if difference.rows.get(name):
                writer.add(name, difference.rows[name])
        if difference.first:
            writer.answers(difference.first)
        for stamp, answers in difference.replacing.items():
            writer.answers(answers, stamp=write.Stamp(at=stamp.at, by=stamp.by, reason=stamp.reason))
        for stamp, questions in difference.taken_back.items():
            writer.take_back(questions, write.Stamp(at=stamp.at, by=stamp.by, reason=stamp.reason))


def _people(recording: Recording, difference: _Difference) -> list[str]:
    answers: Iterable[Answer] = (one for rows in difference.replacing.values() for one in rows)
    rows: Mapping[str, Sequence[Any]] = {**difference.rows, "answers": [*difference.first, *answers]}
    taken_back = [one for questions in difference.taken_back.values() for one in questions]
    return sorted(people_of(recording.record, {k: v for k, v in rows.items() if k != "staff"}, taken_back))
