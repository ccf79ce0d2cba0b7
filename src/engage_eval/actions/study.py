"""Open a study, check it, begin a new one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engage_eval.actions.new_from_kit import from_kit
from engage_eval.core import content
from engage_eval.core.catalogue import lookup
from engage_eval.core.collector import paused_collector
from engage_eval.core.errors import EngageError, ProblemsError, UsageError
from engage_eval.core.problem import Place, Problem, Severity
from engage_eval.core.study_name import SUFFIX, is_database, refuse_impossible
from engage_eval.formats import bundle, canonical, new_folder, study_folder, tables
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.folder_layout import STUDY_FILE
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.kit import is_kit
from engage_eval.formats.settings import read_study
from engage_eval.model import rules
from engage_eval.model.consent import gate
from engage_eval.model.instrument_time import estimate_minutes
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Snapshot

_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An open study: what was read and every problem that was found; record None where it can't be understood.

    ``texts`` are the definitions as they were written, by their path in a study folder.
    """

    record: StudyRecord | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def of_severity(self, severity: Severity) -> tuple[Problem, ...]:
        """Return the problems of one severity."""
        return tuple(one for one in self.problems if lookup(one.code).severity is severity)

    def language(self) -> str:
        """Return the study's first language; empty where it is not known."""
        return self.record.study.languages[0] if self.record and self.record.study.languages else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTime:
    """How long a form of an instrument is estimated to take, beside what it promises, in minutes."""

    instrument: str
    form: str
    estimated: float
    promised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What ``check`` found; ``rows`` counts what was read, by table."""

    problems: tuple[Problem, ...]
    errors: int
    held: int
    warnings: int
    rows: Mapping[str, int]
    minutes: tuple[FormTime, ...]


def is_study_file(name: str) -> bool:
    """Return whether a STUDY argument names a study file or a database: by its ending, or what the file says of itself.

    A folder may be called whatever it likes.
    """
    if is_database(name):
        return True
    path = Path(name)
    try:
        if path.is_dir():
            return False
        if path.suffix.lower() == SUFFIX:
            return True
        if not path.is_file() or not _begins_like_sqlite(path):
            return False
    except (OSError, ValueError):
        return False
    from engage_eval.store.target import is_study_file as says_so

    return says_so(path)


def _begins_like_sqlite(path: Path) -> bool:
    """Return whether a file is a SQLite database, without loading what reads it."""
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


@paused_collector()
def open_study(name: str) -> Workspace:
    """Read the study called ``name`` (a folder, a study file, a database) and all that is wrong; nothing is written.

    Raises UsageError for a name that no study can have or where there is none, StudyError for a folder that can't be
    read, StoreError for a file that is damaged or no study file.
    """
    refuse_impossible(name)
    if is_study_file(name):
        return _open_file(name)
    folder = Path(name)
    record, problems = study_folder.read(folder)
    found = list(problems)
    if record is not None:
        found += rules.check(record)
        found += _copies_beside(folder, record)
    return Workspace(record=record, problems=tuple(found), texts=_FolderTexts(folder))


def _open_file(name: str) -> Workspace:
    from engage_eval.store.study_file import open_study as open_store

    with open_store(name) as store:
        contents = store.read()
    record, problems = bundle.assemble(contents.definitions, contents.rows)
    found = list(problems)
    if record is not None:
        found += rules.check(record)
        found += conflicts(record, contents.conflicts)
    texts = {file: one.text for file, one in bundle.newest(contents.definitions).items()}
    return Workspace(record=record, problems=tuple(found), texts=texts)


def language(name: str) -> str:
    """Return the first language of a study file or database, for commands that don't read the study.

    Empty where it isn't known, as in a damaged file. Nothing is changed, also not rolled back or brought up to date.
    """
    from engage_eval.store.state import settings_text

    study, _ = read_study(settings_text(name), STUDY_FILE)
    return next(iter(study.languages), "") if study else ""


def conflicts(record: StudyRecord, disputed: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield a problem for each (interview, item) that two copies of the study answered differently."""
    places = {one.id: one.place for one in record.interviews}
    for interview, item in disputed:
        place = places.get(interview, Place()).at(item)
        yield Problem(code="merge.answer", place=place, params={"interview": interview, "item": item})


def _copies_beside(folder: Path, record: StudyRecord) -> Iterator[Problem]:
    """Yield a warning for each study file beside a folder, or in it, that holds the same study."""
    folder = folder.absolute()
    beside = (path for where in (folder.parent, folder) for path in sorted(where.glob(f"*{SUFFIX}")))
    for path in beside:
        from engage_eval.store.study_file import open_study as open_store

        try:
            with open_store(str(path)) as store:
                same = store.meta().study == record.study.id
        except EngageError:
            continue  # whatever is wrong with it is told to whoever opens it
        if same:
            yield Problem(code="study.file_beside", place=Place(file="study.yaml"), params={"name": path.name})


class _FolderTexts(Mapping[str, str]):
    """The definitions of a study folder, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, file: str) -> str:
        data, _ = tables.read_bytes(self._folder / file, file)
        text = tables.decode(data, file)[0] if data is not None else None
        if text is None:
            raise KeyError(file)
        return text

    def __iter__(self) -> Iterator[str]:
        return iter([file for file, _ in canonical.definition_files(self._folder)])

    def __len__(self) -> int:
        return len(list(iter(self)))


def sound(workspace: Workspace) -> Snapshot:
    """Return the study after the consent gate; raises ProblemsError where it has errors."""
    errors = workspace.of_severity(Severity.ERROR)
    if errors or workspace.record is None:
        raise ProblemsError(errors)
    return gate(workspace.record)


def check(workspace: Workspace) -> Checked:
    """Return every problem of the study, how much was read, and how long its forms take."""
    return Checked(
        problems=workspace.problems,
        errors=len(workspace.of_severity(Severity.ERROR)),
        held=len(workspace.of_severity(Severity.HELD)),
        warnings=len(workspace.of_severity(Severity.WARNING)),
        rows=_rows(workspace.record),
        minutes=_minutes(workspace.record),
    )


def _rows(record: StudyRecord | None) -> Mapping[str, int]:
    if record is None:
        return {}
    tables: Mapping[str, Sequence[object]] = {
        "participants": record.participants,
        "recruitment": record.recruitment,
        "consent": record.consent,
        "interviews": record.interviews,
        "answers": record.answers,
        "outcomes": record.outcomes,
    }
    return {name: len(rows) for name, rows in tables.items()}


def _minutes(record: StudyRecord | None) -> tuple[FormTime, ...]:
    if record is None:
        return ()
    return tuple(
        FormTime(
            instrument=f"{one.key} {one.version}",
            form=form,
            estimated=estimate_minutes(one, form),
            promised=promised,
        )
        for one in record.instruments
        for form, promised in one.forms.items()
    )


def new(target: Path, *, kit: str, language: str, csv_heads: bool) -> None:
    """Write a new study folder from a shipped instrument (its key), an instrument file, or a kit (archive or folder).

    Raises UsageError for an unknown kit or where ``target`` is not empty, ProblemsError for an instrument with errors.
    """
    if is_kit(Path(kit)):
        new_folder.create(target, from_kit(Path(kit)), language=language, csv_heads=csv_heads)
        return
    text = _kit_text(kit)
    instrument, problems = read_instrument(text, Path(kit).name)
    codebook_text = content.find("codebooks", "nine-characteristics.yaml").read_text(encoding="utf-8")
    codebook, more = read_codebook(codebook_text, "nine-characteristics.yaml")
    errors = [one for one in (*problems, *more) if lookup(one.code).severity is Severity.ERROR]
    if errors or instrument is None or codebook is None:
        raise ProblemsError(errors)
    forms = sorted(content.find("instruments", "consent").glob("*-v*.*.md"))
    starter = new_folder.Starter(
        instrument=instrument,
        instrument_text=text,
        codebook=codebook,
        codebook_text=codebook_text,
        forms={path.name: path.read_text(encoding="utf-8") for path in forms},
    )
    new_folder.create(target, starter, language=language, csv_heads=csv_heads)


def _kit_text(kit: str) -> str:
    """Return the text of a shipped instrument or of an instrument file."""
    named = Path(kit)
    try:
        if named.suffix in (".yaml", ".yml"):
            return named.read_text(encoding="utf-8-sig")
        return content.find("instruments", f"{named.name}.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        shipped = sorted(path.stem for path in content.find("instruments").glob("*.yaml"))
        raise UsageError("command.unknown_kit", name=kit, allowed=", ".join(shipped)) from error
