"""The study folder: study.yaml, definitions and tables, read into one StudyRecord with everything that is wrong.

A folder is only read. What is wrong with one file doesn't keep the others from being looked at.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import StudyError, UsageError
from engage_eval.core.problem import Param, Place, Problem, Severity
from engage_eval.formats import panel_table, sheets, tables
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.consent_form import fill
from engage_eval.formats.folder_layout import (
    BOOK,
    CODEBOOKS,
    CODINGS,
    CONSENT,
    CSV,
    DEFINED,
    FOLDERS,
    FOREIGN,
    INSTRUMENTS,
    KIT_FILE,
    LIKE_DATA,
    NEARLY_STUDY,
    STUDY_FILE,
    Made,
    Read,
    Reader,
    defined_as,
    endings,
    form_or_note,
    read_once,
    study_files,
)
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.loss import Loss
from engage_eval.formats.not_shown import wrongly_not_shown
from engage_eval.formats.responses import Answers, Interviews, known_heads, read_answers
from engage_eval.formats.rows import Rows, Setting, raw_ids, read_rows
from engage_eval.formats.settings import read_study
from engage_eval.formats.tables import RawTable
from engage_eval.model import vocabulary
from engage_eval.model.instrument import Instrument
from engage_eval.model.people import ConsentForm
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.model.tables import TABLES

_DATA_MARK = "data"


@dataclass(frozen=True, slots=True)
class _Source:
    """One table in one place; ``coder`` is set for codings."""

    table: str
    raw: RawTable
    coder: str = ""


@dataclass(slots=True)
class _Found:
    """What was found so far."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    sources: list[_Source] = field(default_factory=list)
    lost: Loss = field(default_factory=Loss)

    def add(self, code: str, file: str, **params: Param) -> None:
        self.problems.append(Problem(code=code, place=Place(file=file), params=params))

    def read(self, path: Path, file: str, reader: "Reader[Read]") -> Read | None:
        """Read a text file by ``reader``."""
        data, problems = tables.read_bytes(path, file)
        self.problems += problems
        if data is None:
            return None
        text, guesses, problems = tables.decode(data, file)
        self.problems += problems
        if text is None:
            return None
        if guesses:
            self.add("files.read_as", file, guesses=", ".join(guesses))
        found, told = reader(text, file)
        self.problems += told
        return found


def read(folder: Path) -> tuple[StudyRecord | None, list[Problem]]:
    """Return the record of a study folder and its problems by file and line; None where study.yaml can't be read.

    Raises StudyError where there is no such folder.
    """
    _refuse_what_is_no_folder(folder)
    found = _Found(folder)
    entries = _entries(folder, "", found)
    study = _study(entries, found)
    instruments = _definitions(entries, INSTRUMENTS, read_instrument, found)
    codebooks = _definitions(entries, CODEBOOKS, read_codebook, found)
    forms = _definitions(entries, CONSENT, form_or_note, found)
    _gather(entries, _Heads(instruments), found)
    setting = Setting(dates=study.dates, zone=study.zone) if study else Setting()
    chosen = _one_source_each(found)
    found.lost.settle({one.table for one in chosen})
    rows = _all_rows(chosen, setting, found)
    interviews = Interviews(
        rows={one.id: one for one in rows.get("interviews", [])},
        seen=frozenset(
            key for one in chosen if one.table == "interviews" for key in raw_ids(one.raw, TABLES["interviews"])
        ),
        instruments=instruments,
        lost=found.lost.known(),
    )
    answers = _answers(chosen, interviews, setting, found)
    if study is None:
        return None, sorted(found.problems, key=problem_order)
    record = StudyRecord(
        study=study,
        instruments=instruments,
        codebooks=codebooks,
        forms=tuple(_filled(form, study) for form in forms),
        answers=tuple(answers.rows),
        lost=found.lost.known(),
        **{table: tuple(of_table) for table, of_table in rows.items()},
    )
    found.problems += wrongly_not_shown(record, answers.unshown)
    return record, sorted(found.problems, key=problem_order)


def problem_order(problem: Problem) -> tuple[bool, str, int]:
    """Sort by file and line; settings and definitions first, since their faults cause others."""
    file = problem.place.file
    is_definition = file == STUDY_FILE or file.startswith(tuple(f"{folder}/" for folder in DEFINED))
    return not is_definition, file, problem.place.line or 0


def _refuse_what_is_no_folder(folder: Path) -> None:
    try:
        there = folder.exists()
    except OSError:  # a folder above it may not be entered
        raise StudyError("files.unreadable", place=Place(file=str(folder))) from None
    if not there:
        raise UsageError("files.no_folder", folder=str(folder))
    if not folder.is_dir():
        raise UsageError("files.folder_is_file", folder=str(folder))


def _entries(folder: Path, under: str, found: _Found) -> dict[str, Path]:
    """Return name -> path of what lies in a folder, in order; what programs leave behind is passed over."""
    try:
        paths = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError:
        found.add("files.unreadable", under or folder.name)
        return {}
    names = ((unicodedata.normalize("NFC", path.name), path) for path in paths)
    return {name: path for name, path in names if not name.startswith((".", "~$"))}


def _study(entries: dict[str, Path], found: _Found) -> Study | None:
    named = study_files(entries)
    if not named:
        if nearly := next((name for name in entries if name.casefold() in NEARLY_STUDY), ""):
            found.add("files.study_misnamed", STUDY_FILE, found=nearly)
        else:
            found.add("files.no_study", STUDY_FILE)
        return None
    for other in named[1:]:
        found.add("files.unknown_file", other)
    return found.read(entries[named[0]], STUDY_FILE, read_study)


def _definitions(entries: dict[str, Path], folder: str, reader: "Reader[Made]", found: _Found) -> tuple[Made, ...]:
    made: dict[str, Made] = {}
    first: dict[str, str] = {}
    for file, path in _inside(entries, folder, found):
        if path.suffix.lower() not in endings(folder):
            if path.suffix.lower() in LIKE_DATA or path.is_dir():
                found.add("files.unknown_file", file)
        elif path.stem.lower() != "readme":
            before = len(found.problems)
            one = found.read(path, file, partial(read_once, reader))
            if any(lookup(problem.code).severity is Severity.ERROR for problem in found.problems[before:]):
                found.lost.tables.add(DEFINED[folder])
            if one is not None:
                made[file] = one
                name = defined_as(one)
                if first.setdefault(name, file) != file and not name.startswith(" "):
                    found.add("files.definition_twice", file, definition=name, first=first[name], second=file)
    return tuple(made.values())


def _inside(entries: dict[str, Path], folder: str, found: _Found) -> Iterator[tuple[str, Path]]:
    path = entries.get(folder)
    if path is None:
        return
    if not path.is_dir():
        found.add("files.is_file", folder)
        return
    for name, inner in _entries(path, folder, found).items():
        yield f"{folder}/{name}", inner


class _Heads:
    """The column heads that each table may have; those of responses depend on the instruments."""

    def __init__(self, instruments: tuple[Instrument, ...]) -> None:
        self._items = known_heads(instruments)
        self._panel = panel_table.known_heads(instruments)

    def of(self, table: str) -> frozenset[str]:
        if table == panel_table.PANEL:
            return self._panel
        return vocabulary.heads(table) if table in TABLES else self._items


def _gather(entries: dict[str, Path], heads: _Heads, found: _Found) -> None:
    """Read every table's file and workbook into sources."""
    for name, path in entries.items():
        stem, ending = Path(name).stem, path.suffix.lower()
        table = vocabulary.table(stem)
        if name.casefold() in (STUDY_FILE, KIT_FILE) or name in FOLDERS:
            continue
        if ending in CSV and table and table != CODINGS:
            _add_csv(path, name, table, "", heads, found)
        elif ending in BOOK and table != CODINGS:
            _add_book(path, name, table or "", heads, found)
        elif ending in FOREIGN and (table or _DATA_MARK in name.casefold()):
            found.add("files.save_as_xlsx", name, ending=ending)
            found.lost.add(table)
        elif ending in LIKE_DATA or path.is_dir():
            _unknown(name, path, found)
    _gather_codings(entries, heads, found)


def _gather_codings(entries: dict[str, Path], heads: _Heads, found: _Found) -> None:
    """Read a file a coder."""
    for file, path in _inside(entries, CODINGS, found):
        ending = path.suffix.lower()
        if ending in CSV:
            _add_csv(path, file, CODINGS, path.stem, heads, found)
        elif ending in BOOK:
            _add_book(path, file, CODINGS, heads, found, coder=path.stem)
        elif ending in LIKE_DATA or path.is_dir():
            found.add("files.unknown_file", file)


def _unknown(name: str, path: Path, found: _Found) -> None:
    """Warn of a file that isn't read, or of a folder whose name is nearly one that is."""
    if path.is_dir():
        if meant := vocabulary.close(name, FOLDERS):
            found.add("files.unknown_file", name, meant=meant)
        return
    options = [f"{table}{path.suffix}" for table in vocabulary.TABLE_NAMES] + [STUDY_FILE]
    if name.casefold() not in NEARLY_STUDY:
        found.add("files.unknown_file", name, meant=vocabulary.close(name, options))


def _add_csv(path: Path, file: str, table: str, coder: str, heads: _Heads, found: _Found) -> None:
    data, problems = tables.read_bytes(path, file)
    found.problems += problems
    if data is None:
        found.lost.add(table)
    else:
        raw, problems = tables.read_csv(data, file, heads.of(table))
        found.problems += problems
        found.sources.append(_Source(table, raw, coder))


def _add_book(path: Path, file: str, table: str, heads: _Heads, found: _Found, *, coder: str = "") -> None:
    data, problems = tables.read_bytes(path, file)
    found.problems += problems
    if data is None:
        found.lost.add(table)
        return
    meant: dict[str, str] = {}

    def select(names: Sequence[str]) -> Sequence[str]:
        meant.update(_sheets_meant(names, table))
        return tuple(meant)

    book, problems = sheets.read_book(data, file, select, lambda sheet: heads.of(meant[sheet]))
    if not table and not meant and _DATA_MARK not in file.casefold():
        # A workbook of another purpose, such as a budget, is nothing of ours, whatever state it is in.
        found.add("files.unknown_file", file, meant=vocabulary.close(Path(file).stem, vocabulary.TABLE_NAMES))
        return
    if not book.names and any(lookup(one.code).severity is Severity.ERROR for one in problems):
        found.lost.add(table)
    found.problems += [_in_old_format(one) for one in problems]
    for name, raw in book.tables.items():
        found.sources.append(_Source(meant[name], raw, coder))
    for name in book.names:
        if name not in meant and not table:
            params: dict[str, Param] = {"sheet": name, "meant": vocabulary.table_meant(name)}
            found.add("files.unknown_sheet", f"{file} [{name}]", **params)


def _in_old_format(problem: Problem) -> Problem:
    """Return what to do with a workbook whose name says that it is an old one, and not under a password."""
    ending = Path(problem.place.file).suffix.lower()
    if problem.code == "files.old_workbook" and ending == ".xls":
        return Problem(code="files.save_as_xlsx", place=problem.place, params={"ending": ending})
    return problem


def _sheets_meant(names: Sequence[str], table: str) -> dict[str, str]:
    """Return sheet -> table. A file named after a table has it on the sheet of that name, else on its first."""
    known = {name: one for name in names if (one := vocabulary.table(name)) and one != CODINGS}
    if not table:
        # A sheet "settings" alone is that of an XLSForm or of any other program.
        return known if set(known.values()) != {"settings"} else {}
    named = [name for name in names if vocabulary.table(name) == table]
    return dict.fromkeys((named or list(names))[:1], table)


def _one_source_each(found: _Found) -> list[_Source]:
    """Return the source of each table that has rows; of several the first, with a problem that names both."""
    chosen: dict[tuple[str, str], _Source] = {}
    for source in sorted(found.sources, key=lambda one: not one.raw.rows):
        key = (source.table, source.coder)
        if key not in chosen:
            chosen[key] = source
        elif source.raw.rows:
            first = chosen[key].raw.file
            found.add("files.two_sources", source.raw.file, table=source.table, first=first, second=source.raw.file)
    return list(chosen.values())


def _all_rows(chosen: list[_Source], setting: Setting, found: _Found) -> dict[str, Any]:
    """Return table -> its rows, which are of the class that the table names."""
    rows: dict[str, Any] = {}
    for source in chosen:
        if source.table in TABLES:
            raw = panel_table.one_row_a_rating(source.raw) if source.table == panel_table.PANEL else source.raw
            read_in = read_rows(raw, TABLES[source.table], setting, coder=source.coder)
            rows.setdefault(source.table, []).extend(read_in.rows)
            found.lost.rows(source.raw, TABLES[source.table], read_in)
            _tell(source, read_in, found)
    return rows


def _answers(chosen: list[_Source], interviews: Interviews, setting: Setting, found: _Found) -> Answers:
    for source in chosen:
        if source.table == vocabulary.RESPONSES:
            read_in = read_answers(source.raw, interviews, setting)
            _tell(source, read_in, found)
            if not read_in.complete or source.raw.broken:
                found.lost.add(source.table)
            if any(one.code == "tables.no_rows" for one in read_in.problems):
                found.lost.add("interviews")
            return read_in
    return Answers()


def _tell(source: _Source, read_in: Rows | Answers, found: _Found) -> None:
    found.problems += read_in.problems
    if read_in.guesses and source.raw.rows:
        found.add("files.read_as", source.raw.file, guesses=", ".join(sorted(read_in.guesses)))


def _filled(form: ConsentForm, study: Study) -> ConsentForm:
    return fill(form, dict(study.placeholders)) if study.placeholders else form
