"""Merge two copies of a study: what comes in, and nothing where the two would have errors that neither has."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from engage_eval.actions import study as studies
from engage_eval.actions.exporting import can_wait
from engage_eval.actions.recording import new_problems, open_recording
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Problem, Severity
from engage_eval.core.study_name import is_folder, refuse_impossible
from engage_eval.formats.bundle import assemble, newest
from engage_eval.formats.cells import CellError, key
from engage_eval.formats.folder_layout import STUDY_FILE
from engage_eval.formats.settings import read_study
from engage_eval.model import declared, rules
from engage_eval.model.consent import SEED
from engage_eval.model.moment import Moment
from engage_eval.model.study import SettingChange

if TYPE_CHECKING:
    from engage_eval.store.study_file import Contents

# Tables of the file as the tables of a study folder that they are read as; nodes and details are parts of those.
_AS_FOLDER: Mapping[str, str] = {
    "staff_version": "staff",
    "participant": "participants",
    "attribute": "attributes",
    "recruitment_event": "recruitment",
    "consent_event": "consent",
    "interview_version": "interviews",
    "interview_event": "interview_events",
    "answer": "answers",
    "outcome": "outcomes",
    "broadcast": "broadcasts",
    "panel_rating": "panel",
    "setting_change": "settings",
    "erasure": "erasures",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which copy goes into which; ``names`` are the words of --map, OLD=NEW; a preview records nothing."""

    study: str
    other: str
    by: str = ""
    names: Sequence[str] = ()
    is_preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What came in (or would): rows by table of a study folder, definitions, entries of the log, and what to look at.

    ``details`` are free texts of rows. ``disputed`` are the questions that both copies answered differently, each a
    problem; ``texts``, ``settings`` and ``things`` (table, what) were changed in both copies, and the later change
    holds. ``undone`` are settings that one copy had changed and that the other's later study.yaml, which doesn't know
    of it, changed back; they are recorded as such. ``unsure`` are people whom the register knows as erased by a code
    that a merge renamed since it was made: it may mean others.
    """

    rows: Mapping[str, int]
    definitions: int
    details: int
    entries: int
    erased: tuple[str, ...]
    left_out: int
    texts: tuple[str, ...]
    settings: tuple[str, ...]
    things: tuple[tuple[str, str], ...]
    undone: tuple[SettingChange, ...]
    disputed: tuple[Problem, ...]
    renamed: Mapping[str, str]
    unsure: tuple[str, ...]
    language: str

    @property
    def is_news(self) -> bool:
        """Return whether anything came in, or went."""
        return bool(any(self.rows.values()) or self.definitions or self.details or self.erased or self.left_out)


def merge(request: Request, *, clock: Callable[[], datetime], ids: Callable[[], str]) -> Merged:
    """Merge the other copy into the study, as the staff member who asks for it.

    Raises UsageError for folders, one file named twice and a --map that can't be; ProblemsError where the copies don't
    go together, or would have errors that neither has; StoreError for another study, and where the disk fails.
    """
    names = [_pair(word) for word in request.names]
    if len({old for old, _ in names}) < len(names):
        raise UsageError("merge.map", value=", ".join(request.names))
    refuse_impossible(request.study)
    refuse_impossible(request.other)
    if is_folder(request.other):
        raise UsageError("merge.folder", name=request.other)
    from engage_eval.store import erase
    from engage_eval.store import merge as merging
    from engage_eval.store.study_file import open_study

    with (
        open_study(request.other) as other,
        open_recording(request.study, request.by, clock=clock, ids=ids) as here,
    ):
        merging.check_pair(here.store, other)
        mine, theirs = here.store.read(), other.read()
        _check_keys(names, {one.id for one in theirs.tables["participants"]})
        known = [*_problems(mine), *_problems(theirs)]
        seen: list[Contents] = []
        undone: list[SettingChange] = []

        def look(contents: "Contents") -> Sequence[SettingChange]:
            seen.append(contents)
            errors = [one for one in new_problems(known, _problems(contents)) if _is_refused(one)]
            if errors:
                raise ProblemsError(errors, "merge.not_sound")
            both = (mine, theirs), (theirs, mine)
            undone.extend(row for copy, other in both for row in _reverted(copy, other, contents, here.zone))
            return undone

        wanted = merging.Request(other=request.other, by=here.actor, names=names, is_preview=request.is_preview)
        found = merging.merge(here.store, other, wanted, look)
        unsure = erase.in_doubt(here.store)
    record, _ = assemble(seen[-1].definitions, seen[-1].rows)
    return Merged(
        rows={name: found.rows.get(table, 0) for table, name in _AS_FOLDER.items()},
        definitions=found.rows.get("definition", 0),
        details=found.rows.get("detail", 0),
        entries=found.entries,
        erased=found.erased,
        left_out=found.left_out,
        texts=found.texts,
        settings=found.settings,
        things=tuple((_AS_FOLDER[table], thing) for table, thing in found.things),
        undone=tuple(undone),
        disputed=tuple(studies.conflicts(record, found.conflicts)) if record else (),
        renamed=found.renamed,
        unsure=unsure,
        language=here.language,
    )


def _pair(word: str) -> tuple[str, str]:
    old, _, new = (part.strip() for part in word.partition("="))
    if not old or not new:
        raise UsageError("merge.map", value=word)
    return old, new


def _reverted(copy: "Contents", other: "Contents", after: "Contents", zone: tzinfo) -> Iterator[SettingChange]:
    """Yield the settings that ``copy`` had changed, without the other, and that the other's later study.yaml undid."""
    held, holds = (newest(one.definitions).get(STUDY_FILE) for one in (copy, after))
    if held is None or holds is None or held.text == holds.text:
        return
    before, now = (read_study(one.text, STUDY_FILE)[0] for one in (held, holds))
    alone = {one.setting for one in set(copy.tables["settings"]) - set(other.tables["settings"])}
    if before is not None and now is not None:
        at = Moment.of(datetime.fromisoformat(holds.recorded_at).astimezone(zone))
        yield from (one for one in declared.changes(before, now, at=at, by=holds.by) if one.setting in alone)


def _check_keys(names: Iterable[tuple[str, str]], people: Collection[str]) -> None:
    """Raise UsageError for a new key that no other command would take."""
    for old, new in names:
        try:
            key(new, person=old in people)
        except CellError as wrong:
            raise UsageError(wrong.code, value=new) from wrong
        if old in people and new.lower() == SEED:
            raise UsageError("files.key_person", value=new)  # else whom they recruited would be seeds


def _problems(contents: "Contents") -> list[Problem]:
    record, problems = assemble(contents.definitions, contents.rows)
    return [*problems, *(rules.check(record) if record is not None else ())]


def _is_refused(problem: Problem) -> bool:
    return lookup(problem.code).severity is Severity.ERROR and not can_wait(problem)
