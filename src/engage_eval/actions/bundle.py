"""Carry a study between its folder and its file: all of it, or nothing and a list of what stands in the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engage_eval.actions.exporting import can_wait, check_target
from engage_eval.actions.study import Workspace, is_study_file, open_study
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Place, Problem, Severity
from engage_eval.formats import bundle
from engage_eval.formats.submission_batch import Line, line_of
from engage_eval.formats.submission_merge import content
from engage_eval.model import rules
from engage_eval.model.definition import DefinitionText
from engage_eval.model.record import Lost, StudyRecord
from engage_eval.model.tables import TABLES

if TYPE_CHECKING:
    from engage_eval.store.study_file import Store
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
# Rows of which a study has one for each key; another content under the same key is a contradiction.
_KEYED = ("participants", "interviews", "staff", "outcomes", "panel")
_PERSONAL = ("attributes", "interviews", "interview_events", "answers", "superseded")


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


@dataclass(slots=True)
class _Load:
    """What is to be written."""

    record: StudyRecord
    definitions: Sequence[DefinitionText]
    refused: list[Problem] = field(default_factory=list)

    def rows(self) -> dict[str, Sequence[Any]]:
        return {name: getattr(self.record, name) for name in ORDER}


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
    if not is_new:
        load = _news(load, request)
    found = Imported(
        rows={name: len(rows) for name, rows in load.rows().items()},
        definitions=len(load.definitions),
        is_new=is_new,
        language=workspace.language(),
        refused=tuple(load.refused),
        waiting=tuple(one for one in workspace.problems if can_wait(one)),
    )
    if not request.is_preview:
        if load.refused and not request.skip_refused:
            raise ProblemsError(load.refused, "bundle.refused", name=request.folder)
        _write(load, request, is_new=is_new, clock=clock, ids=ids)
    return found


def _check_names(request: Request) -> None:
    if is_study_file(request.folder):
        raise UsageError("bundle.not_a_folder", name=request.folder)
    is_database = request.study.startswith(("postgresql:", "postgres:"))
    if not is_database and Path(request.study).suffix.lower() != ".engage" and not is_study_file(request.study):
        raise UsageError("bundle.ending", name=request.study)
    if not is_database and not Path(request.study).absolute().parent.is_dir():
        raise UsageError("command.no_folder", name=Path(request.study).parent.as_posix())


def _is_there(study: str) -> bool:
    from engage_eval.store.study_file import open_study as open_store

    if study.startswith(("postgresql:", "postgres:")):
        try:
            open_store(study).close()
        except UsageError as error:
            if error.problem.code == "store.no_file":
                return False
            raise
        return True
    return Path(study).exists() or Path(study).is_symlink()


# --- what may go in


def _is_in_the_way(problem: Problem) -> bool:
    return lookup(problem.code).severity is Severity.ERROR and not can_wait(problem)


def _loaded(workspace: Workspace, request: Request) -> _Load:
    """Return what the folder holds, without the rows that are refused (which is nothing where none may be skipped)."""
    faults = [one for one in workspace.problems if _is_in_the_way(one)]
    record = workspace.record
    if record is None:
        raise ProblemsError(faults, "bundle.refused", name=request.folder)
    if later := bundle.has_later_rows(record):
        raise UsageError("bundle.later", tables=", ".join(later))
    definitions = bundle.folder_definitions(Path(request.folder))
    record, faults = _without_faults(record, faults)
    if faults and not (request.skip_refused or request.is_preview):
        raise ProblemsError(faults, "bundle.refused", name=request.folder)
    return _Load(record, definitions, faults)


def _without_faults(record: StudyRecord, faults: list[Problem]) -> tuple[StudyRecord, list[Problem]]:
    """Return the record without the rows that have faults, and without those that need them; and all the faults.

    Raises ProblemsError where a fault is no row's, such as one of study.yaml.
    """
    found = [*faults, *_erased(record)]
    if not found:
        return record, found
    record = replace(record, lost=Lost())
    lines = {line_of(one.place) for one in found}
    while True:
        kept = _without(record, lines)
        again = [one for one in rules.check(kept) if _is_in_the_way(one)]
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


def _erased(record: StudyRecord) -> Iterator[Problem]:
    """Yield a problem for each row of content of a person who was erased."""
    gone = {one.participant for one in record.erasures if one.scope == "person"}
    owner = {one.id: one.participant for one in record.interviews}
    for name in _PERSONAL if gone else ():
        told: set[Line] = set()
        for row in getattr(record, name):
            person = getattr(row, "participant", "") or owner.get(getattr(row, "interview", ""), "")
            if person in gone and line_of(row.place) not in told:
                told.add(line_of(row.place))
                yield Problem(code="bundle.erased", place=row.place, params={"participant": person})


# --- what is new


def _news(load: _Load, request: Request) -> _Load:
    """Return what the study file lacks; what contradicts it is refused."""
    from engage_eval.store.study_file import open_study as open_store

    with open_store(request.study) as store:
        contents = store.read()
    if contents.meta.study != load.record.study.id:
        raise UsageError("bundle.other_study", name=request.study, there=contents.meta.study, here=load.record.study.id)
    there, problems = bundle.assemble(contents.definitions, {**contents.tables, "answers": contents.answers})
    if there is None:
        raise ProblemsError(problems, "recording.study_unreadable")
    refused = [*load.refused, *_contradictions(load.record, there), *_erased(_with_erasures(load.record, there))]
    known = {file: one.text for file, one in bundle.newest(contents.definitions).items()}
    refused += [
        Problem(code="bundle.definition", place=Place(file=one.file), params={"file": one.file})
        for one in load.definitions
        if one.file in known and known[one.file] != one.text
    ]
    kept = _without(load.record, {line_of(one.place) for one in refused})
    new: dict[str, Any] = {name: tuple(_unknown(getattr(there, name), getattr(kept, name))) for name in ORDER}
    new["answers"] = _whole_items(kept, new["answers"])
    new["superseded"] = tuple(one for one in new["superseded"] if one.interview not in {i.id for i in there.interviews})
    added = [one for one in load.definitions if one.file not in known]
    return _Load(replace(kept, **new), added, refused)


def _with_erasures(record: StudyRecord, there: StudyRecord) -> StudyRecord:
    return replace(record, erasures=(*record.erasures, *there.erasures))


def _unknown(known: Iterable[Any], rows: Iterable[Any]) -> Iterator[Any]:
    seen = {content(one) for one in known}
    return (one for one in rows if content(one) not in seen)


def _whole_items(record: StudyRecord, new: Sequence[Any]) -> tuple[Any, ...]:
    """Return the answers to every item of which an answer is new."""
    items = {(one.interview, one.item) for one in new}
    return tuple(one for one in record.answers if (one.interview, one.item) in items)


def _contradictions(here: StudyRecord, there: StudyRecord) -> Iterator[Problem]:
    """Yield a problem for each row whose key the file has with another content, and each item answered otherwise."""
    for name in _KEYED:
        keys = TABLES[name].unique
        known = {tuple(getattr(one, key) for key in keys): content(one) for one in getattr(there, name)}
        for row in getattr(here, name):
            key = tuple(getattr(row, one) for one in keys)
            if key in known and known[key] != content(row):
                params = {"table": name, "key": ", ".join(map(str, key))}
                yield Problem(code="bundle.contradicts", place=row.place, params=params)
    said, now = _said(there), _said(here)
    places = {(one.interview, one.item): one.place for one in here.answers}
    for question, answer in now.items():
        if question in said and said[question] != answer:
            params = {"table": "responses", "key": ", ".join(question)}
            yield Problem(code="bundle.contradicts", place=places[question].at(question[1]), params=params)


def _said(record: StudyRecord) -> Mapping[tuple[str, str], frozenset[tuple[object, ...]]]:
    found: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    for one in record.answers:
        found.setdefault((one.interview, one.item), set()).add((one.choice, one.number, one.text, one.missing))
    return {question: frozenset(answers) for question, answers in found.items()}


# --- writing


def _write(
    load: _Load, request: Request, *, is_new: bool, clock: Callable[[], datetime], ids: Callable[[], str]
) -> None:
    from engage_eval.store.study_file import create
    from engage_eval.store.study_file import open_study as open_store

    if not is_new:
        with open_store(request.study, write=True, clock=clock, ids=ids) as store:
            _fill(store, load, request)
        return
    study = load.record.study
    title = study.title.get(next(iter(study.languages), "id"))
    with create(
        request.study, study=study.id, title=title, clock=clock, ids=ids, fill=lambda store: _fill(store, load, request)
    ):
        pass


def _fill(store: "Store", load: _Load, request: Request) -> None:
    keys = [one.key for one in load.record.staff]
    by = request.by or (keys[0] if len(keys) == 1 else "")
    with store.writing("import bundle", by=by) as writer:
        for one in load.definitions:
            writer.define(one)
        _add(writer, load.rows())


def _add(writer: "Writer", rows: Mapping[str, Sequence[Any]]) -> None:
    for name in ORDER:
        if name == "answers":
            writer.answers(rows["answers"], earlier=rows["superseded"])
        elif name != "superseded":
            writer.add(name, rows[name])


# --- the way out


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The folder that was written, and how many rows of each table stand in it."""

    folder: Path
    rows: Mapping[str, int]
    language: str


def check(study: str, target: Path) -> None:
    """Raise UsageError where the folder must not be written, or ``study`` is one itself."""
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
    record, problems = bundle.assemble(contents.definitions, {**contents.tables, "answers": contents.answers})
    if record is None:
        raise ProblemsError(problems, "recording.study_unreadable")
    if contents.conflicts:
        from engage_eval.actions.study import conflicts

        raise ProblemsError(list(conflicts(record, contents.conflicts)), "bundle.disputed", name=study)
    bundle.write_bundle(target, record, contents.definitions)
    rows = {name: len(getattr(record, name)) for name in ORDER}
    return Exported(folder=target, rows=rows, language=next(iter(record.study.languages), ""))
