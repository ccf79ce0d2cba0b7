"""Carry a study between its folder and its file: all of it, or nothing and a list of what stands in the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engage_eval.actions import bundle_judging as judging
from engage_eval.actions.exporting import blocking, can_wait, check_target, is_in_the_way
from engage_eval.actions.recording import actor_of
from engage_eval.actions.study import Workspace, is_study_file, open_study
from engage_eval.core.collector import paused_collector
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Place, Problem
from engage_eval.core.study_name import LONGEST_NEW, SUFFIX, is_database, refuse_impossible, refuse_long
from engage_eval.formats import bundle
from engage_eval.formats.submission_batch import Line, line_of
from engage_eval.formats.submission_merge import content
from engage_eval.model import rules
from engage_eval.model.definition import DefinitionText
from engage_eval.model.people import Staff
from engage_eval.model.record import Lost, StudyRecord
from engage_eval.model.withdrawing import to_erase

if TYPE_CHECKING:
    from engage_eval.store.study_file import Contents, Store
    from engage_eval.store.write import Writer

# In an order in which each table's rows find what they refer to; erasures last, since nothing goes in after them.
ORDER = (
    "staff",
    "participants",
    "attributes",
    "recruitment",
    "consent",
    "interviews",
    "interview_events",
    "answers",
    "superseded",
    "outcomes",
    "broadcasts",
    "panel",
    "settings",
    "erasures",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which folder goes into which study file; a preview writes nothing."""

    folder: str
    study: str
    by: str = ""
    is_preview: bool = False
    skip_refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many rows of each table went in (or would), and what was refused; ``is_new`` where the file was made."""

    rows: Mapping[str, int]
    definitions: int
    is_new: bool
    language: str
    refused: tuple[Problem, ...] = ()
    waiting: tuple[Problem, ...] = ()  # what a report needs and rows don't
    left: tuple[str, ...] = ()  # files beside definitions that define nothing, and stay in the folder
    to_erase: tuple[Problem, ...] = ()  # whose wish to be erased came in


@dataclass(slots=True)
class _Load:
    """What is to be written."""

    record: StudyRecord
    definitions: Sequence[DefinitionText]
    refused: list[Problem] = field(default_factory=list)
    actor: str = ""
    left: tuple[str, ...] = ()  # files beside the definitions that stay in the folder
    erased: frozenset[str] = frozenset()  # whose content is gone from folder or file

    def rows(self) -> dict[str, Sequence[Any]]:
        return {name: getattr(self.record, name) for name in ORDER}


@paused_collector()
def take_in(request: Request, *, clock: Callable[[], datetime], ids: Callable[[], str]) -> Imported:
    """Take a study folder into a study file, which is made where there is none; of one that is there, what is new.

    Raises UsageError where the names are wrong or the file holds another study, ProblemsError where the folder has
    errors, or contradicts the file (nothing is written then, unless what is refused is to be skipped), StoreError where
    the disk or the database fails.
    """
    _check_names(request)
    workspace = open_study(request.folder)
    load = _loaded(workspace, request)
    is_new = not _is_there(request.study)
    if is_new:
        load.actor = _actor(request, load.record.staff)
    # What is new is looked for while nobody else writes.
    with nullcontext() if is_new else _opened(request, clock=clock, ids=ids) as store:
        if store is not None:
            load = _news(load, store.read(), request)
        found = Imported(
            rows={name: len(rows) for name, rows in load.rows().items()},
            definitions=len(load.definitions),
            is_new=is_new,
            language=workspace.language(),
            refused=tuple(load.refused),
            waiting=tuple(one for one in workspace.problems if can_wait(one)),
            left=load.left,
            to_erase=tuple(to_erase(load.record.consent, load.erased)),
        )
        if not request.is_preview:
            if load.refused and not request.skip_refused:
                raise ProblemsError(load.refused, "bundle.refused", name=request.folder)
            _write(load, request, store, clock=clock, ids=ids)
    return found


def _opened(request: Request, *, clock: Callable[[], datetime], ids: Callable[[], str]) -> "Store":
    from engage_eval.store.study_file import open_study as open_store

    return open_store(request.study, write=not request.is_preview, clock=clock, ids=ids)


def _check_names(request: Request) -> None:
    refuse_impossible(request.folder)
    refuse_impossible(request.study)
    if is_study_file(request.folder):
        raise UsageError("bundle.not_a_folder", name=request.folder)
    if is_database(request.study):
        return
    refuse_long(request.study, LONGEST_NEW)
    if Path(request.study).suffix.lower() != SUFFIX and not is_study_file(request.study):
        raise UsageError("bundle.ending", name=request.study)
    if not Path(request.study).absolute().parent.is_dir():
        raise UsageError("command.no_folder", name=Path(request.study).parent.as_posix())


def _is_there(study: str) -> bool:
    from engage_eval.store.study_file import open_study as open_store

    if is_database(study):
        try:
            open_store(study).close()
        except UsageError as error:
            if error.problem.code == "store.no_file":
                return False
            raise
        return True
    return Path(study).exists() or Path(study).is_symlink()


# --- what may go in


def _loaded(workspace: Workspace, request: Request) -> _Load:
    """Return what the folder holds, without the rows that are refused (which is nothing where none may be skipped)."""
    faults = blocking(workspace)
    record = workspace.record
    if record is None:
        raise ProblemsError(faults, "bundle.refused", name=request.folder)
    if later := bundle.has_later_rows(record):
        raise UsageError("bundle.later", tables=", ".join(later))
    texts = bundle.folder_texts(Path(request.folder))
    if any(file.startswith("transcripts/") for file in texts.left):
        raise UsageError("bundle.later", tables="transcripts")
    record, faults = _without_faults(record, faults)
    if faults and not (request.skip_refused or request.is_preview):
        raise ProblemsError(faults, "bundle.refused", name=request.folder)
    record = judging.without_words_of_erased(record)
    return _Load(record, texts.definitions, faults, left=texts.left, erased=record.erased_people())


def _actor(request: Request, staff: Sequence[Staff]) -> str:
    """Return who records: a key of the staff, since it stands in the log for good; nobody where there is no staff.

    Raises UsageError where nobody of the staff has the key that was named.
    """
    keys = [one.key for one in staff]
    if not keys or not request.by:
        return keys[0] if len(keys) == 1 else ""
    return actor_of(staff, request.by)


def _without_faults(record: StudyRecord, faults: list[Problem]) -> tuple[StudyRecord, list[Problem]]:
    """Return the record without the rows that have faults, and without those that need them; and all the faults.

    Raises ProblemsError where a fault is no row's, such as one of study.yaml.
    """
    found = [*faults, *judging.content_of_erased(record)]
    if not found:
        return record, found
    record = replace(record, lost=Lost())
    lines = {line_of(one.place) for one in found}
    while True:
        kept = _without(record, lines)
        again = [one for one in rules.check(kept) if is_in_the_way(one)]
        if not again:
            return kept, found
        found += [one for one in again if one not in found]
        more = {line_of(one.place) for one in again} - lines
        if not more:
            raise ProblemsError(found, "bundle.refused")
        lines |= more


def _without(record: StudyRecord, lines: set[Line]) -> StudyRecord:
    """Return the record without the rows on ``lines``, and without what belongs to an interview that goes."""
    kept: dict[str, Any] = {
        name: tuple(one for one in getattr(record, name) if line_of(one.place) not in lines) for name in ORDER
    }
    there = {one.id for one in kept["interviews"]}
    for name in ("interview_events", "answers", "superseded"):
        kept[name] = tuple(one for one in kept[name] if one.interview in there)
    return replace(record, **kept)


# --- what is new


def _news(load: _Load, contents: "Contents", request: Request) -> _Load:
    """Return what the study file lacks; what contradicts it is refused."""
    if contents.meta.study != load.record.study.id:
        raise UsageError("bundle.other_study", name=request.study, there=contents.meta.study, here=load.record.study.id)
    there, problems = bundle.assemble(contents.definitions, contents.rows)
    if there is None:
        raise ProblemsError(problems, "recording.study_unreadable")
    here = judging.without_words_of_erased(_with_erasures(load.record, there))
    refused = [*load.refused, *judging.contradictions(here, there), *judging.unsettled(here, there, contents.conflicts)]
    refused += [*judging.content_of_erased(here), *judging.of_who_left(here, there)]
    known = {file: one.text for file, one in bundle.newest(contents.definitions).items()}
    refused += [
        Problem(code="bundle.definition", place=Place(file=one.file), params={"file": one.file})
        for one in load.definitions
        if one.file in known and known[one.file] != one.text
    ]
    kept = _without(replace(here, erasures=load.record.erasures), {line_of(one.place) for one in refused})
    new: dict[str, Any] = {name: tuple(_unknown(getattr(there, name), getattr(kept, name))) for name in ORDER}
    new["answers"] = _whole_items(kept, new["answers"])
    new["superseded"] = tuple(one for one in new["superseded"] if one.interview not in {i.id for i in there.interviews})
    added = [one for one in load.definitions if one.file not in known]
    staff = {one.key: one for one in (*there.staff, *load.record.staff)}
    actor = _actor(request, tuple(staff.values()))
    return _Load(replace(kept, **new), added, refused, actor, left=load.left, erased=here.erased_people())


def _with_erasures(record: StudyRecord, there: StudyRecord) -> StudyRecord:
    return replace(record, erasures=(*record.erasures, *there.erasures))


def _unknown(known: Iterable[Any], rows: Iterable[Any]) -> Iterator[Any]:
    seen = {content(one) for one in known}
    return (one for one in rows if content(one) not in seen)


def _whole_items(record: StudyRecord, new: Sequence[Any]) -> tuple[Any, ...]:
    """Return the answers to every item of which an answer is new."""
    items = {(one.interview, one.item) for one in new}
    return tuple(one for one in record.answers if (one.interview, one.item) in items)


# --- writing


def _write(
    load: _Load, request: Request, store: "Store | None", *, clock: Callable[[], datetime], ids: Callable[[], str]
) -> None:
    from engage_eval.store.erase import finish_pending

    if store is not None:
        _fill(store, load)
        if load.record.erasures:
            finish_pending(store)
        return
    from engage_eval.store.study_file import create

    study = load.record.study
    title = study.title.get(next(iter(study.languages), "id"))
    with create(
        request.study, study=study.id, title=title, clock=clock, ids=ids, fill=lambda made: _fill(made, load)
    ) as made:
        if load.record.erasures:
            finish_pending(made)


def _fill(store: "Store", load: _Load) -> None:
    with store.writing("import bundle", by=load.actor) as writer:
        for one in load.definitions:
            writer.define(one)
        _add(writer, load.rows())
        if load.record.erasures:
            from engage_eval.store.erase import delete_of_erased

            delete_of_erased(writer)


def _add(writer: "Writer", rows: Mapping[str, Sequence[Any]]) -> None:
    for name in ORDER:
        if name == "answers":
            writer.answers(rows["answers"], earlier=rows["superseded"])
        elif name != "superseded":
            writer.add(name, rows[name])


# --- the way out


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The folder that was written, and how many rows of each table stand in it.

    ``going_on`` are interviews without an end, which a folder has as partial.
    """

    folder: Path
    rows: Mapping[str, int]
    language: str
    going_on: tuple[str, ...] = ()


def check(study: str, target: Path) -> None:
    """Raise UsageError where the folder must not be written, or ``study`` is one itself."""
    refuse_impossible(study)
    if not is_study_file(study):
        raise UsageError("bundle.not_a_file", name=study)
    check_target(target, study, (), force=False)


def write_out(study: str, target: Path) -> Exported:
    """Write the study's canonical folder to ``target``; all of it or nothing.

    Raises UsageError where something stands there, StoreError where the study can't be read or the disk refuses,
    ProblemsError where it can't be understood, or two copies' answers contradict each other: a folder can't say that.
    """
    from engage_eval.store.study_file import open_study as open_store

    check(study, target)
    with open_store(study) as store:
        contents = store.read()
    record, problems = bundle.assemble(contents.definitions, contents.rows)
    if record is None:
        raise ProblemsError(problems, "recording.study_unreadable")
    if contents.conflicts:
        from engage_eval.actions.study import conflicts

        raise ProblemsError(list(conflicts(record, contents.conflicts)), "bundle.disputed", name=study)
    bundle.write_bundle(target, record, contents.definitions)
    rows = {name: len(getattr(record, name)) for name in ORDER}
    language = next(iter(record.study.languages), "")
    return Exported(folder=target, rows=rows, language=language, going_on=tuple(contents.going_on))
