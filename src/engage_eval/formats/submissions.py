"""A file of answers, whatever wrote it: KoboToolbox or ODK, our data workbook, or a table of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Place, Problem, Severity
from engage_eval.formats import cells, sheets, tables
from engage_eval.formats.responses import Interviews, known_heads, read_answers
from engage_eval.formats.rows import Setting, raw_ids, read_rows
from engage_eval.formats.submission_batch import KEYED, LOGS, Batch, Line
from engage_eval.formats.submission_field import read_field
from engage_eval.formats.submission_heads import is_field_table
from engage_eval.formats.tables import RawTable
from engage_eval.model import vocabulary
from engage_eval.model.field_form import PARTICIPANT
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES
from engage_eval.model.vocabulary import RESPONSES

# Stands before the name in places while the batch is held against the study, so that a row here is never taken for
# one there.
_HERE = "> "
_ARCHIVE, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Some servers give a web page or XML the ending .xls, which Excel opens all the same.
_WEB_PAGE = (b"<html", b"<table", b"<!doctype", b"<?xml")
_BOOK_ENDINGS = (".xlsx", ".xlsm")
_TAKEN = (*KEYED, *LOGS, "interviews", RESPONSES)
_INTERVIEW = frozenset(map(vocabulary.normal, ("interview", *vocabulary.COLUMN_NAMES["interview"])))
# Faults of a head that leave the rows readable.
_OF_A_COLUMN = frozenset({"import.unknown_column", "files.unknown_column"})


@dataclass(slots=True)
class _Source:
    """A file's tables: one without a name, or those of our workbook by name; what is wrong with them."""

    file: str
    tables: dict[str, RawTable] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_submissions(path: Path, record: StudyRecord) -> Batch:
    """Return what the file at ``path`` holds for the study ``record``.

    Raises UsageError where there is no such file or nothing in it, ProblemsError where it can't be read as a whole.
    """
    file = f"{_HERE}{path.as_posix()}"
    if path.is_dir():
        raise UsageError("command.is_folder", name=path.as_posix())
    if not path.is_file():
        raise UsageError("command.no_file", name=path.as_posix())
    if path.suffix.lower() == ".zip":
        raise UsageError("import.archive", name=path.as_posix())
    data, problems = tables.read_bytes(path, file)
    _stop(problems, path)
    source = _open(data or b"", path, file, record)
    if not any(raw.head for raw in source.tables.values()):
        _stop([one for one in source.problems if one.code != "files.empty"], path)
        raise UsageError("command.empty_table", name=path.as_posix())
    setting = Setting(dates=record.study.dates, zone=record.study.zone)
    raw = source.tables.get("")
    if raw is not None and _is_field(raw):
        # What tells columns of ours apart may be the same for a tool: _id and id, version and __version__.
        source.problems = [one for one in source.problems if one.code != "files.column_twice"]
        batch = read_field(raw, record, setting)
    else:
        batch = _Ours(source, record, setting).read()
    return _sorted_out(batch, source, path)


def shown_file(file: str) -> str:
    """Return a file's name as people know it."""
    return file.removeprefix(_HERE)


def shown(problem: Problem) -> Problem:
    """Return a problem with its file as people know it."""
    place = problem.place
    return replace(problem, place=Place(file=shown_file(place.file), line=place.line, key=place.key))


def _open(data: bytes, path: Path, file: str, record: StudyRecord) -> _Source:
    if path.suffix.lower() == ".ods":
        return _Source(
            file, problems=[Problem(code="files.save_as_xlsx", place=Place(file=file), params={"ending": path.suffix})]
        )
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(_WEB_PAGE):
        return _Source(file, problems=[Problem(code="files.not_a_workbook", place=Place(file=file))])
    heads = known_heads(record.instruments)
    if not data.startswith((_ARCHIVE, _OLE)) and not (data and path.suffix.lower() in _BOOK_ENDINGS):
        raw, problems = tables.read_csv(data, file, heads)
        return _Source(file, {"": raw}, problems)
    meant: dict[str, str] = {}

    def select(names: Sequence[str]) -> Sequence[str]:
        known = {name: one for name in names if (one := vocabulary.table(name))}
        meant.update(known or dict.fromkeys(names[:1], ""))
        return tuple(meant)

    def known(sheet: str) -> frozenset[str]:
        table = meant[sheet]
        return vocabulary.heads(table) if table in TABLES else heads if table else frozenset()

    book, problems = sheets.read_book(data, file, select, known)
    source = _Source(file, problems=problems)
    for name, raw in book.tables.items():
        table = meant[name]
        if table in _TAKEN or not table:
            source.tables[table] = raw
        elif raw.rows:
            source.left_out.append(name)
    source.left_out += [name for name in book.names if name not in meant]
    return source


def _is_field(raw: RawTable) -> bool:
    """Return whether a table is a field tool's: it has submission ids, or people but no interviews."""
    if is_field_table(raw.head):
        return True
    names = {vocabulary.normal(head) for head in raw.head}
    return not names & _INTERVIEW and any(head.replace("-", "/").endswith(PARTICIPANT) for head in raw.head)


@dataclass(slots=True)
class _Ours:
    """Reads tables of our own: the sheets of a data workbook, or one table of answers, wide or long."""

    source: _Source
    record: StudyRecord
    setting: Setting
    faults: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    interview_of: dict[Line, str] = field(default_factory=dict)

    def read(self) -> Batch:
        """Return the batch; answers may name interviews of the file and of the study."""
        rows: dict[str, Any] = {}
        for name, raw in self.source.tables.items():
            if name in TABLES:
                made = read_rows(raw, TABLES[name], self.setting)
                rows[name] = tuple(made.rows)
                self._tell(raw, made.problems, made.guesses)
        own = rows.get("interviews", ())
        interviews = {one.id: one for one in (*self.record.interviews, *own)}
        seen = set(interviews)
        if (held := self.source.tables.get("interviews")) is not None:
            ids = list(raw_ids(held, TABLES["interviews"]))
            seen |= set(ids)
            self._lines(held, ids)
        known = Interviews(rows=interviews, seen=seen, instruments=self.record.instruments)
        answers: tuple[Any, ...] = ()
        answered = self.source.tables.get(RESPONSES, self.source.tables.get(""))
        if answered is not None:
            at = next((i for i, head in enumerate(answered.head) if vocabulary.normal(head) in _INTERVIEW), None)
            if at is not None:
                self._lines(answered, [cells.text(cell) for cell in answered.column(at)])
            found = read_answers(answered, known, self.setting)
            answers = tuple(found.rows)
            self._tell(answered, list(map(self._of_erased, found.problems)), found.guesses)
        return Batch(
            **rows,
            answers=answers,
            interview_of=self.interview_of,
            faults=tuple(self.faults),
            notes=tuple(self.notes),
            left_out=tuple(self.source.left_out),
        )

    def _of_erased(self, problem: Problem) -> Problem:
        """Return a problem as what it is of who was erased: the interview is gone, and its id has the code in it."""
        person = str(problem.params.get("interview", "")).rpartition("-")[0]
        if problem.code != "responses.unknown_interview" or person not in self.record.erased_people():
            return problem
        return Problem(code="import.erased", place=problem.place, params={"participant": person})

    def _lines(self, raw: RawTable, ids: Sequence[str]) -> None:
        self.interview_of |= {(raw.file, line): key for (line, _), key in zip(raw.rows, ids, strict=False) if key}

    def _tell(self, raw: RawTable, problems: Sequence[Problem], guesses: set[str]) -> None:
        self.faults += problems
        if guesses and raw.rows:
            params = {"guesses": ", ".join(sorted(guesses))}
            self.notes.append(Problem(code="files.read_as", place=Place(file=raw.file), params=params))


def _sorted_out(batch: Batch, source: _Source, path: Path) -> Batch:
    """Return the batch with its problems in order; raises ProblemsError for those that are about no single row."""
    heads: Mapping[str, int] = {raw.file: raw.head_line for raw in source.tables.values()}
    faults, notes, fatal = [], [], []
    for one in (*source.problems, *batch.faults, *batch.notes):
        if lookup(one.code).severity is not Severity.ERROR:
            notes.append(one)
        elif one.code in _OF_A_COLUMN or _is_of_a_row(one, heads):
            faults.append(one)
        else:
            fatal.append(one)
    _stop(fatal, path)
    left_out = tuple(dict.fromkeys((*source.left_out, *batch.left_out)))
    return replace(batch, faults=tuple(faults), notes=tuple(notes), left_out=left_out)


def _is_of_a_row(problem: Problem, heads: Mapping[str, int]) -> bool:
    line = problem.place.line
    return line is not None and line > heads.get(problem.place.file, 0) and problem.code != "files.stray_quote"


def _stop(problems: Sequence[Problem], path: Path) -> None:
    errors = [one for one in problems if lookup(one.code).severity is Severity.ERROR]
    if errors:
        raise ProblemsError([shown(one) for one in errors], "import.unreadable", name=path.as_posix())
