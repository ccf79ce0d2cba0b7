"""A study between its file and its folder: definitions as texts, and a record with the places of its canonical folder.

What a study file holds reads as if it stood in the folder that `export bundle` writes: same rows, same order, same
problems at the same lines.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from engage_eval.core.catalogue import lookup
from engage_eval.core.problem import Place, Problem, Severity
from engage_eval.formats import canonical, canonical_cells
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.consent_form import fill
from engage_eval.formats.folder_layout import (
    STUDY_FILE,
    Definition,
    defined_as,
    form_or_note,
    is_definition,
    read_once,
)
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.new_folder import create_by
from engage_eval.formats.settings import read_study
from engage_eval.formats.study_folder import problem_order
from engage_eval.formats.study_template import GITIGNORE
from engage_eval.formats.tables import decode
from engage_eval.model import vocabulary
from engage_eval.model.codebook import Codebook
from engage_eval.model.definition import DefinitionText
from engage_eval.model.instrument import Instrument
from engage_eval.model.interview import Answer
from engage_eval.model.people import ConsentForm
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.model.tables import TABLES

# interview, item, position, choice, number, text, missing
AnswerRow: TypeAlias = tuple[str, str, int, str | None, float | None, str | None, str | None]

# Tables that a study file can't hold yet; a folder that has rows in them stays a folder.
LATER = ("transcripts", "turns", "rounds", "round_events", "codings", "adjudications", "memos")
_FOLDERS = {"instruments": "instrument", "codebooks": "codebook", "consent": "consent"}
_READERS: Mapping[str, Any] = {"instrument": read_instrument, "codebook": read_codebook, "consent": form_or_note}
_RESPONSES_FILE = f"{vocabulary.RESPONSES}.csv"


@dataclass(slots=True)
class _Read:
    """Definitions as read so far."""

    study: Study | None = None
    instruments: list[Instrument] = field(default_factory=list)
    codebooks: list[Codebook] = field(default_factory=list)
    forms: list[ConsentForm] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def keep(self, one: Definition) -> None:
        match one:
            case Instrument():
                self.instruments.append(one)
            case Codebook():
                self.codebooks.append(one)
            case ConsentForm():
                self.forms.append(one)


def newest(definitions: Iterable[DefinitionText]) -> dict[str, DefinitionText]:
    """Return file -> the text that holds; ``definitions`` stand in the order in which they were added."""
    return dict(sorted({one.file: one for one in definitions}.items()))


@dataclass(frozen=True, slots=True)
class FolderTexts:
    """The definitions of a study folder as texts (UTF-8, LF), and the files beside them that define nothing.

    What is ``left`` stays in the folder: a study file would keep it, erasures or not.
    """

    definitions: tuple[DefinitionText, ...]
    left: tuple[str, ...]


def folder_texts(folder: Path) -> FolderTexts:
    """Return what lies in a study folder beside its tables."""
    definitions: list[DefinitionText] = []
    left: list[str] = []
    for file, path in canonical.definition_files(folder):
        if not file.startswith("."):
            text, _guesses, _problems = decode(path.read_bytes(), file)
            known = None if text is None else described(file, text.replace("\r\n", "\n").replace("\r", "\n"))
            if known is None:
                left.append(file)
            else:
                definitions.append(known)
    return FolderTexts(tuple(definitions), tuple(left))


def described(file: str, text: str) -> DefinitionText | None:
    """Return a text with what it defines: kind by its folder, name, version, language and dates by its content.

    None where it defines nothing, as a note that lies beside definitions.
    """
    kind = "study" if file == STUDY_FILE else _FOLDERS.get(file.partition("/")[0], "")
    if not kind:
        return DefinitionText(kind="kit", file=file, text=text) if "/" not in file else None
    if kind == "study":
        study, _ = read_study(text, file)
        return DefinitionText(kind=kind, file=file, text=text, name=study.id if study else "")
    made = read_once(_READERS[kind], text, file)[0] if is_definition(file) else None
    match made:
        case ConsentForm():
            return DefinitionText(
                kind=kind,
                file=file,
                text=text,
                name=made.id,
                version=made.version,
                language=made.language,
                approved_from=made.approved_from,
                approved_to=made.approved_to,
            )
        case Instrument() | Codebook():
            return DefinitionText(kind=kind, file=file, text=text, name=made.key, version=made.version)
    return None


def assemble(
    definitions: Iterable[DefinitionText], rows: Mapping[str, Sequence[Any]]
) -> tuple[StudyRecord | None, list[Problem]]:
    """Return the record of a study file and the problems of its definitions; None where study.yaml can't be read.

    ``rows`` has the tables' rows in any order and without places, and under "answers" plain tuples (interview, item,
    position, choice, number, text, missing).
    """
    read = _read_all(newest(definitions))
    problems = sorted(read.problems, key=problem_order)
    if read.study is None:
        return None, problems
    values = dict(read.study.placeholders)
    tables: dict[str, Any] = {name: tuple(of) for name, of in rows.items() if name != "answers"}
    bare = StudyRecord(
        study=read.study,
        instruments=tuple(read.instruments),
        codebooks=tuple(read.codebooks),
        forms=tuple(fill(one, values) if values else one for one in read.forms),
        **tables,
    )
    placed: dict[str, Any] = {name: _placed(bare, name) for name in tables}
    return replace(bare, **placed, answers=_answers(bare, rows.get("answers", ()))), problems


def _read_all(files: Mapping[str, DefinitionText]) -> _Read:
    """Parse every definition, in the order in which a folder is read."""
    read = _Read()
    if STUDY_FILE in files:
        read.study, problems = read_study(files[STUDY_FILE].text, STUDY_FILE)
        read.problems += problems
    first: dict[str, str] = {}
    for file, one in files.items():
        if not is_definition(file):
            continue
        made, told = read_once(_READERS[_FOLDERS[file.partition("/")[0]]], one.text, file)
        read.problems += told
        if made is not None:
            read.keep(made)
            name = defined_as(made)
            if first.setdefault(name, file) != file and not name.startswith(" "):
                params = {"definition": name, "first": first[name], "second": file}
                read.problems.append(Problem(code="files.definition_twice", place=Place(file=file), params=params))
    return read


def _placed(record: StudyRecord, name: str) -> tuple[Any, ...]:
    """Return a table's rows in the canonical order, each with its file and line."""
    file = f"{name}.csv"
    line, found = 2, []
    texts = [one.attribute for one in TABLES[name].columns if one.kind in ("text", "key")]
    for row in canonical.sorted_rows(record, name):
        found.append(_at(row, Place(file=file, line=line)))
        line += 1 + sum(_breaks(value) for one in texts if (value := getattr(row, one, "")) and isinstance(value, str))
    return tuple(found)


def _at(row: Any, place: Place) -> Any:  # noqa: ANN401 - a row of any table
    """Return the row at its place; the row is nobody else's yet, so it is set and not copied (five times as fast)."""
    object.__setattr__(row, "place", place)
    return row


def _breaks(text: str) -> int:
    """Return how many lines a cell goes on for."""
    if text.isascii() and text.isprintable():
        return 0
    kept = canonical_cells.readable(text)
    return kept.count("\n") + kept.count("\r") - kept.count("\r\n")


def _answers(record: StudyRecord, rows: Sequence[AnswerRow]) -> tuple[Answer, ...]:
    """Return the answers as responses.csv has them: a line an interview, in the order of its columns."""
    order = {key: at for at, key in enumerate(canonical.columns_of_items(record, {row[1] for row in rows}))}
    of_interview: dict[str, list[AnswerRow]] = {}
    for row in rows:
        of_interview.setdefault(row[0], []).append(row)
    found: list[Answer] = []
    line = 2
    for interview in sorted(of_interview):
        place = Place(file=_RESPONSES_FILE, line=line)
        line += 1
        for row in sorted(of_interview[interview], key=lambda one: (order[one[1]], one[2])):
            found.append(Answer(*row, place))
            if row[5] is not None:
                line += _breaks(row[5])
    return tuple(found)


def has_later_rows(record: StudyRecord) -> tuple[str, ...]:
    """Return the tables with rows that a study file can't hold yet."""
    return tuple(name for name in LATER if getattr(record, name))


def write_bundle(target: Path, record: StudyRecord, definitions: Iterable[DefinitionText]) -> None:
    """Write the canonical study folder of a record and the definitions that hold; all of it or nothing.

    Raises UsageError where something stands at ``target`` (an empty folder may), StoreError where the disk refuses.
    """
    files = dict(_bundle_files(record, definitions))

    def fill_in(made: Path) -> None:
        made.mkdir()
        for name, text in files.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(text.encode("utf-8", "replace"))

    create_by(target, fill_in)


def _bundle_files(record: StudyRecord, definitions: Iterable[DefinitionText]) -> Iterator[tuple[str, str]]:
    yield ".gitignore", GITIGNORE
    for file, one in newest(definitions).items():
        yield file, one.text
    yield from canonical.csv_files(record).items()


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems for which nothing can be analysed."""
    return [one for one in problems if lookup(one.code).severity is Severity.ERROR]
