"""A study's tables in the one canonical way of writing: the same record gives the same bytes, and reads back equal.

UTF-8 without BOM, LF, commas, ISO dates, fixed columns, sorted rows, yes and no, texts protected from being formulas.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, TypeAlias

from engage_eval.formats import canonical_cells as cells
from engage_eval.formats.folder_layout import DEFINITION_FOLDERS, KIT_FILE, STUDY_FILE, study_files
from engage_eval.formats.new_folder import create_by
from engage_eval.formats.study_template import GITIGNORE
from engage_eval.formats.workbook_fields import SHEETS
from engage_eval.model import vocabulary
from engage_eval.model.instrument import NOTE, Instrument
from engage_eval.model.interview import Answer
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES, Column, Table

CODINGS = "codings"
# Where a row stands in the order: its keys, its times.
_Place: TypeAlias = tuple[list[tuple[int, str]], list[str]]
_TIMES = frozenset({"day", "moment"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text: heads and rows, as they stand in a canonical file."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def table(record: StudyRecord, name: str) -> Sheet:
    """Return a table of ``record`` (codings: of all coders), ``responses`` among them, as canonical text."""
    if name == vocabulary.RESPONSES:
        return responses(record)
    return _sheet(TABLES[name], getattr(record, name), record.study.zone)


def responses(record: StudyRecord) -> Sheet:
    """Return the answers with a row an interview and a column an item, over all instruments of the study.

    An interview without an answer has no row.
    """
    keys = item_keys(record)
    answered = answers_by_interview(record).items()
    return Sheet(
        ("interview", *keys), tuple((one, *(answer_cell(by.get(key, ())) for key in keys)) for one, by in answered)
    )


def answers_by_interview(record: StudyRecord) -> dict[str, dict[str, list[Answer]]]:
    """Return interview -> item -> its answers (several for several choices), the interviews sorted."""
    found: dict[str, dict[str, list[Answer]]] = {}
    for answer in record.answers:
        found.setdefault(answer.interview, {}).setdefault(answer.item, []).append(answer)
    return dict(sorted(found.items()))


def item_keys(record: StudyRecord) -> tuple[str, ...]:
    """Return the keys of all items, those of the newest version of each instrument first; interviewers' notes last."""
    return columns_of_items(record, {one.item for one in record.answers})


def columns_of_items(record: StudyRecord, answered: Iterable[str]) -> tuple[str, ...]:
    """Return the items' columns as ``item_keys`` does, where the items that have answers are known."""
    items = [item for one in instruments(record) for item in one.items]
    known = dict.fromkeys(item.key for item in sorted(items, key=lambda item: item.part == NOTE))
    return tuple(known | dict.fromkeys(sorted(set(answered) - set(known))))


def instruments(record: StudyRecord) -> list[Instrument]:
    """Return the instruments by key, each with its newest version first."""
    found = sorted(record.instruments, key=lambda one: (_number(one.version), one.version, one.digest), reverse=True)
    return sorted(found, key=attrgetter("key"))


def answer_cell(answers: Iterable[Answer]) -> str:
    """Return the cell of one item in one interview: key, number, text or missing code; several choices joined by |."""
    said = sorted(answers, key=attrgetter("position"))
    if not said:
        return ""
    first = said[0]
    if first.missing:
        return cells.missing(first)
    if first.number is not None:
        return cells.number(first.number)
    if first.text is not None:
        return cells.protected(first.text)
    return "|".join(one.choice or "" for one in said)


def csv_files(record: StudyRecord) -> dict[str, str]:
    """Return the canonical files of all tables, by name; codings have a file a coder."""
    names = [name for name in (*TABLES, vocabulary.RESPONSES) if name != CODINGS]
    sheets = {name: table(record, name) for name in names}
    files = {f"{name}.csv": csv_text(one) for name, one in sheets.items() if one.rows or name in SHEETS}
    coders = sorted({one.coder for one in record.codings})
    of = {coder: [one for one in record.codings if one.coder == coder] for coder in coders}
    coded = {f"{CODINGS}/{coder}.csv": _sheet(TABLES[CODINGS], of[coder], record.study.zone) for coder in coders}
    return dict(sorted(files.items())) | {name: csv_text(one) for name, one in coded.items()}


def csv_text(sheet: Sheet) -> str:
    """Return a table as CSV; a lone CR is quoted as well, which Python's own writer doesn't do."""
    return "".join(",".join(map(_quoted, row)) + "\n" for row in (sheet.head, *sheet.rows))


def write_folder(target: Path, record: StudyRecord, source: Path) -> None:
    """Write a new study folder: definitions and transcripts copied from ``source``, tables canonical from ``record``.

    All of it or nothing. Raises UsageError where something stands at ``target`` (an empty folder may), StoreError where
    the disk refuses. Files of ``source`` that are no part of a study (notes, reports) are not copied.
    """
    files = csv_files(record)

    def fill(made: Path) -> None:
        made.mkdir()
        for name, path in definition_files(source):
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, made / name)
        if not (made / ".gitignore").exists():
            (made / ".gitignore").write_text(GITIGNORE, encoding="utf-8", newline="\n")
        for name, text in files.items():
            (made / name).parent.mkdir(exist_ok=True)
            (made / name).write_bytes(text.encode("utf-8", "replace"))

    create_by(target, fill)


def definition_files(source: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and path of study.yaml, kit.yaml and every file in the folders of definitions, none hidden."""
    paths = sorted(source.iterdir())
    study = study_files(path.name for path in paths)[:1]
    for path in paths:
        if path.name in study and path.is_file():
            yield STUDY_FILE, path
        elif path.name in (KIT_FILE, ".gitignore") and path.is_file():
            yield path.name, path
        elif path.name in DEFINITION_FOLDERS and path.is_dir():
            for inner in sorted(path.rglob("*")):
                name = inner.relative_to(source)
                if inner.is_file() and not any(part.startswith((".", "~$")) for part in name.parts):
                    yield name.as_posix(), inner


def sorted_rows(record: StudyRecord, name: str) -> list[Any]:
    """Return a table's rows in the canonical order: by the table's keys, then by time, then by all cells."""
    return _sorted(TABLES[name], getattr(record, name), record.study.zone)


def _sheet(of: Table, rows: Sequence[Any], zone: str) -> Sheet:
    head = tuple(column.name for column in of.columns)
    return Sheet(head, tuple(_row(of, row, zone) for row in _sorted(of, rows, zone)))


def _sorted(of: Table, rows: Iterable[Any], zone: str) -> list[Any]:
    """Return rows by the table's keys, then by time; all cells are only written out where that leaves a tie."""
    first = [of.column(name) for name in of.unique or (of.columns[0].name,)]
    times = [one.attribute for one in of.columns if one.kind in _TIMES and one.required]

    def key(row: Any) -> _Place:  # noqa: ANN401 - a row of any table
        keys = [_sortable(cells.cell(getattr(row, one.attribute), one, zone), one) for one in first]
        return keys, [_when(getattr(row, t)) for t in times]

    found: list[Any] = []
    for _, tied in groupby(sorted(((key(row), row) for row in rows), key=itemgetter(0)), key=itemgetter(0)):
        same = [row for _, row in tied]
        found += same if len(same) == 1 else sorted(same, key=lambda row: _row(of, row, zone))
    return found


def _sortable(text: str, column: Column) -> tuple[int, str]:
    return (len(text), text) if column.kind == "count" else (0, text)


def _when(value: object) -> str:
    return value.sort_key() if isinstance(value, Moment) else str(value)


def _row(of: Table, row: object, zone: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for column in of.columns:
        if hasattr(row, column.attribute):
            found[column.name] = cells.cell(getattr(row, column.attribute), column, zone)
    if "zone" not in found and any(column.name == "zone" for column in of.columns):
        found |= _with_zone(of, row, zone)
    return tuple(found[column.name] for column in of.columns)


def _with_zone(of: Table, row: object, zone: str) -> Mapping[str, str]:
    """Return the row's time and its zone in the column beside it, by name where it has one."""
    column = next(one for one in of.columns if one.kind == "moment")
    moment: Moment = getattr(row, column.attribute)
    at, name = cells.local(moment, zone)
    if at is None or (name and name not in ZONES):
        return {"zone": ""}
    return {"zone": name or zone, column.name: at.isoformat("T", "minutes")}


def _number(version: str) -> int:
    return int(version[1:]) if version[1:].isdecimal() else 0


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text
