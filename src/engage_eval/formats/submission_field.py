"""Submissions of KoboToolbox and ODK as a batch: each row is an interview with its consent and its answers.

Every row is first written as rows of our own tables, on the same line, and those are read like any other table. So
spellings, dates and choices mean here what they mean everywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats import cells
from engage_eval.formats.cells import Cell
from engage_eval.formats.responses import Interviews, read_answers
from engage_eval.formats.rows import Rows, Setting, read_rows
from engage_eval.formats.submission_batch import Batch
from engage_eval.formats.submission_cells import Answering, attribution, language, verbatim, with_minutes
from engage_eval.formats.submission_heads import CLOSED, EARLIER_ID, FORM_VERSION, IDS, OPENED, Heads, read_heads
from engage_eval.formats.submission_merge import plain
from engage_eval.formats.tables import RawTable
from engage_eval.model import vocabulary
from engage_eval.model.field_form import (
    CONSENT_COLUMNS,
    CONSENT_EARLIER,
    CONSENT_FORM,
    INTERVIEW_COLUMNS,
    NUMBER,
    PARTICIPANT,
    TAKE_PART,
    split_consent_choice,
)
from engage_eval.model.instrument import Instrument, by_version
from engage_eval.model.interview import Interview
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES

_Row: TypeAlias = tuple[Cell, ...]
# Where our form's question is not in the file, a column of the tool says nearly the same.
_INSTEAD = {"started_at": OPENED, "ended_at": CLOSED}
_READ: Mapping[str, Callable[[Cell], Cell]] = {
    **dict.fromkeys(("place", "others_present", "field_notes", "consent_comprehension", "consent_evidence"), verbatim),
    **dict.fromkeys(("consent_witness", "consent_place", "consent_replaces"), verbatim),
    **dict.fromkeys(("started_at", "ended_at", "consent_at"), with_minutes),
    "consent_language": language,
    "consent_attribution": attribution,
}
_NEEDED = ("participant", "mode", "started_at", "end")
_NO_UUID = "uuid:"
# Written 01 or 1.0 it is the same interview.
_INTERVIEW_NUMBER = re.compile(r"0*([1-9][0-9]{0,3})(?:[.,]0+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Submission:
    """One row: where it stands, its id, whose interview it is, and what was asked."""

    line: int
    row: _Row
    id: str
    interview: str
    instrument: str
    version: str


@dataclass(slots=True)
class _Field:
    """Reads one table of submissions."""

    raw: RawTable
    record: StudyRecord
    setting: Setting
    faults: list[Problem] = field(default_factory=list)
    heads: Heads = field(init=False)
    versions: Mapping[tuple[str, str], Instrument] = field(init=False)
    known_ids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.heads = read_heads(self.raw.head, self.record.instruments)
        self.versions = by_version(self.record.instruments)
        self.known_ids = frozenset(one.submission for one in self.record.interviews if one.submission)

    # --- cells

    def cell(self, row: _Row, name: str) -> Cell:
        """Return the cell of a question of our form; empty where the file has no such column."""
        at = self.heads.single.get(name, self.heads.single.get(_INSTEAD.get(name, "")))
        found: Cell = "" if at is None else row[at]
        return _READ[name](found) if name in _READ and not cells.is_empty(found) else found

    def text(self, row: _Row, name: str) -> str:
        return cells.plain(self.cell(row, name))

    def tell(self, code: str, line: int, key: str, **params: Param) -> None:
        place = Place(file=self.raw.file, line=line, key=key)
        self.faults.append(Problem(code=code, place=place, params=params))

    # --- rows

    def submissions(self) -> list[_Submission]:
        """Return the rows that say which interview they are, each once; the others are refused."""
        found = [one for line, row in self.raw.rows if (one := self._submission(line, row)) is not None]
        found = self._once(found, lambda one: one.id, "import.submission_twice", same_rows=True)
        return self._once(found, lambda one: one.interview, "import.interview_twice", same_rows=False)

    def _submission(self, line: int, row: _Row) -> _Submission | None:
        key = self._id(row)
        if not key:
            self.tell("import.no_submission_id", line, self._id_column())
            return None
        person, written = self.text(row, PARTICIPANT), self.text(row, NUMBER) or "1"
        number = _INTERVIEW_NUMBER.fullmatch(written)
        if number is None:
            self.tell("files.count", line, self._shown(NUMBER), value=cells.shown(written))
            return None
        instrument = self.text(row, "instrument") or self.record.study.instrument
        if not instrument and (first := self.record.instrument()):
            instrument = first.key
        version = self._version(row, instrument)
        if not version:
            said = self.text(row, "version") or self.text(row, FORM_VERSION)
            known = ", ".join(sorted(version for key, version in self.versions if key == instrument))
            self.tell("import.version_unknown", line, "version", version=said, instrument=instrument, allowed=known)
            return None
        interview = f"{person}-{number[1]}" if person else ""
        return _Submission(line=line, row=row, id=key, interview=interview, instrument=instrument, version=version)

    def _id(self, row: _Row) -> str:
        """Return the id under which the submission is known: that before an edit, where the study has that one."""
        found = next((said for name in IDS if (said := _bare(self.cell(row, name)))), "")
        earlier = _bare(self.cell(row, EARLIER_ID))
        if not found or found in self.known_ids:
            return found
        also = (said for name in IDS if (said := _bare(self.cell(row, name))) in self.known_ids)
        return next(also, earlier if earlier in self.known_ids else found)

    def _shown(self, name: str) -> str:
        """Return what the file calls a question of our form."""
        return self.raw.head[self.heads.single[name]] if name in self.heads.single else name

    def _id_column(self) -> str:
        return next((self.raw.head[self.heads.single[name]] for name in IDS if name in self.heads.single), "")

    def _version(self, row: _Row, instrument: str) -> str:
        """Return the version of the instrument: the form's own word, the server's, else the only one there is."""
        own = self.text(row, "version")
        if own:
            return own
        served = self.text(row, FORM_VERSION)
        versions = [version for key, version in self.versions if key == instrument]
        if served in versions:
            return served
        return versions[0] if len(versions) == 1 else ""

    def _once(
        self, found: Sequence[_Submission], name: Callable[[_Submission], str], code: str, *, same_rows: bool
    ) -> list[_Submission]:
        """Return the rows whose ``name`` stands once; of rows that are the same the first, others are refused."""
        by_name: dict[str, list[_Submission]] = {}
        for one in found:
            by_name.setdefault(name(one), []).append(one)
        kept = []
        for key, rows in by_name.items():
            differ = [one for one in rows if not same_rows or self._said(one) != self._said(rows[0])]
            if key and len(rows) > 1 and differ:
                for one in rows:
                    others = ", ".join(str(other.line) for other in rows if other is not one)
                    self.tell(code, one.line, "", found=key, lines=others)
            else:
                kept += rows[:1] if key else rows
        return sorted(kept, key=lambda one: one.line)

    def _said(self, one: _Submission) -> tuple[str, ...]:
        passed = {*self.heads.system}
        return tuple(cells.plain(cell) for index, cell in enumerate(one.row) if index not in passed)

    # --- tables

    def interviews(self, found: Iterable[_Submission]) -> RawTable:
        """Return the interviews as their own table."""
        columns = {column: name for name, column in INTERVIEW_COLUMNS.items()}
        there = [column for column, name in columns.items() if self.has(name)]
        head = ("id", *dict.fromkeys((*there, "instrument", "version", "submission")))
        rows = []
        for one in found:
            own: Mapping[str, Cell] = {
                "id": one.interview,
                "instrument": one.instrument,
                "version": one.version,
                "submission": one.id,
            }
            cells_of = (own[name] if name in own else self.cell(one.row, columns[name]) for name in head)
            rows.append((one.line, tuple(cells_of)))
        return self._table(head, rows)

    def consent(self, found: Iterable[_Submission]) -> RawTable:
        """Return the consent that was spoken in these interviews; not what was recorded before them."""
        names = {column: name for name, column in CONSENT_COLUMNS.items() if self.has(name)}
        head = ("participant", "event", *dict.fromkeys((*names, "version")))
        return self._table(head, [(one.line, row) for one in found if (row := self._consent(one.row, names, head))])

    def _consent(self, row: _Row, names: Mapping[str, str], head: Sequence[str]) -> _Row:
        if vocabulary.flag(self.text(row, CONSENT_EARLIER)) or not self.text(row, TAKE_PART):
            return ()
        said = vocabulary.flag(self.text(row, TAKE_PART))
        form, version = split_consent_choice(self.text(row, CONSENT_FORM))
        own: Mapping[str, Cell] = {
            "participant": self.cell(row, PARTICIPANT),
            "event": "declined" if said is False else "given",
            "form": form,
            "version": version,
        }
        return tuple(own[name] if name in own else self.cell(row, names[name]) for name in head)

    def answers(self, found: Iterable[_Submission]) -> RawTable:
        """Return the answers as a table with a row an interview and a column an item."""
        keys = [*dict.fromkeys(item.key for one in self.record.instruments for item in one.items)]
        head = tuple(key for key in keys if self.heads.has(key) or self.heads.has(f"{key}_m"))
        answering = Answering(self.heads, self.raw.head, self.faults)
        rows = [(one.line, (one.interview, *self._answers(one, head, answering))) for one in found]
        return self._table(("interview", *head), rows)

    def _answers(self, one: _Submission, head: Sequence[str], answering: Answering) -> Iterator[Cell]:
        instrument = self.versions.get((one.instrument, one.version))
        items = instrument.by_key if instrument else {}
        place = Place(file=self.raw.file, line=one.line)
        for key in head:
            item = items.get(key)
            if item is not None and instrument is not None:
                yield answering.cell(item, instrument.scales.get(item.scale), one.row, place)
            else:
                yield self.cell(one.row, key)

    def edited(self, found: Iterable[_Submission], interviews: dict[str, Interview]) -> dict[str, Interview]:
        """Return the interviews, those that were edited more than once under the id that the study has for them.

        KoboToolbox says only the id before the last edit. An edited row of the same interview, begun at the same time,
        is the submission that the study has.
        """
        before = {one.id: one for one in self.record.interviews if one.submission}
        for one in found:
            old, new = before.get(one.interview), interviews.get(one.interview)
            is_edit = one.id not in self.known_ids and not cells.is_empty(self.cell(one.row, EARLIER_ID))
            if is_edit and old and new and plain(old.started_at) == plain(new.started_at):
                interviews[new.id] = replace(new, submission=old.submission)
        return interviews

    def has(self, name: str) -> bool:
        """Return whether the file has a column for a question of our form, or one that says nearly the same."""
        return name in self.heads.single or _INSTEAD.get(name, "") in self.heads.single

    def _table(self, head: tuple[str, ...], rows: list[tuple[int, _Row]]) -> RawTable:
        # Numbers of a form have a point, whatever separates the columns; Excel may have made it a comma.
        return RawTable(self.raw.file, head, tuple(rows), ".", head_line=self.raw.head_line)


def read_field(raw: RawTable, record: StudyRecord, setting: Setting) -> Batch:
    """Return the submissions in a table that KoboToolbox or ODK wrote, for the study ``record``."""
    reader = _Field(raw, record, setting)
    if lacking := tuple(_lacking(reader)):
        return Batch(faults=lacking)
    found = reader.submissions()
    made = read_rows(reader.interviews(found), TABLES["interviews"], setting)
    zone = record.study.zone
    interviews = reader.edited(found, {one.id: _in_zone(one, zone) for one in _rows(made, Interview)})
    given = reader.consent(found)
    consent = read_rows(given, TABLES["consent"], setting) if given.rows else Rows()
    answered = reader.answers(one for one in found if one.interview)
    known = Interviews(rows=interviews, seen=frozenset(one.interview for one in found), instruments=record.instruments)
    answers = read_answers(answered, known, setting)
    heads = reader.heads
    batch = Batch(
        interviews=tuple(interviews.values()),
        consent=tuple(_in_zone(one, zone) for one in consent.rows),
        answers=tuple(answers.rows),
        restated={key: _asked(one, record, frozenset(answered.head)) for key, one in interviews.items()},
        interview_of={(raw.file, one.line): one.interview for one in found if one.interview},
        notes=_guesses(raw, made.guesses | consent.guesses | answers.guesses),
        left_out=tuple(raw.head[at] for at in heads.system if not all(map(cells.is_empty, raw.column(at)))),
        heads=_heads(reader),
    )
    # The id is made of the participant's code, so what is wrong with it was told there, as it was of consent's; but
    # for a code that only with its number is no key: SEP-1 is a date to Excel.
    # An instrument that the study lacks is told by the study's rules, at the column that names it.
    told = {one.place.line for one in made.problems if one.place.key != "id"}
    own = [one for one in made.problems if one.place.key != "id" or one.place.line not in told]
    own += [one for one in answers.problems if one.code != "responses.no_instrument"]
    spoken = [batch.as_written(one, "consent") for one in consent.problems if one.place.key != "participant"]
    faults = (*_columns(raw, reader), *reader.faults, *map(batch.as_written, own), *spoken)
    return replace(batch, faults=faults)


def _lacking(reader: _Field) -> Iterator[Problem]:
    """Yield the columns without which no row could be understood; labels as heads are the usual cause."""
    place = Place(file=reader.raw.file, line=reader.raw.head_line)
    names = {name: name for name, column in INTERVIEW_COLUMNS.items() if column in _NEEDED and not reader.has(name)}
    if not any(name in reader.heads.single for name in IDS):
        names["_uuid / KEY"] = "_uuid"
    for shown, name in names.items():
        yield Problem(code="import.missing_column", place=place.at(name), params={"column": shown})


def _heads(reader: _Field) -> Mapping[tuple[str, str], str]:
    """Return what the file calls our columns, those of consent apart: both have a mode, a form and a place."""
    head, single = reader.raw.head, reader.heads.single
    named = {("consent", column): name for name, column in CONSENT_COLUMNS.items()}
    named |= {
        ("consent", "participant"): PARTICIPANT,
        ("consent", "event"): TAKE_PART,
        ("consent", "version"): CONSENT_FORM,
    }
    named |= {("", column): name for name, column in INTERVIEW_COLUMNS.items()}
    named |= {("", "id"): NUMBER, ("", "submission"): next((name for name in IDS if name in single), "")}
    whole = {("", name): head[at] for name, at in single.items() if name not in INTERVIEW_COLUMNS}
    return whole | {key: head[single[name]] for key, name in named.items() if name in single}


def _columns(raw: RawTable, reader: _Field) -> Iterator[Problem]:
    """Yield columns that nothing of ours is called, where they are filled, and pairs that mean the same."""
    items = {item.key for one in reader.record.instruments for item in one.items}
    for at in reader.heads.unknown:
        if not all(map(cells.is_empty, raw.column(at))):
            place = Place(file=raw.file, line=raw.head_line, key=raw.head[at])
            last = raw.head[at].replace("-", "/").rpartition("/")[2]
            params: dict[str, Param] = {"column": cells.shown(raw.head[at]), "meant": vocabulary.close(last, items)}
            yield Problem(code="import.unknown_column", place=place, params=params)
    for first, second in reader.heads.twice:
        place = Place(file=raw.file, line=raw.head_line, key=raw.head[second])
        yield Problem(
            code="files.column_twice", place=place, params={"first": raw.head[first], "second": raw.head[second]}
        )


def _asked(interview: Interview, record: StudyRecord, there: frozenset[str]) -> frozenset[str]:
    instrument = record.instrument_of(interview)
    return there & frozenset(instrument.by_key) if instrument else frozenset()


def _guesses(raw: RawTable, guesses: set[str]) -> tuple[Problem, ...]:
    if not guesses:
        return ()
    params: dict[str, Param] = {"guesses": ", ".join(sorted(guesses))}
    return (Problem(code="files.read_as", place=Place(file=raw.file), params=params),)


def _rows(made: Rows, kind: type[Interview]) -> Iterator[Interview]:
    yield from (one for one in made.rows if isinstance(one, kind))


def _bare(cell: Cell) -> str:
    return cells.plain(cell).removeprefix(_NO_UUID)


def _in_zone(row: Any, zone: str) -> Any:  # noqa: ANN401 - a row of any table
    """Return a row whose times are of the study's zone: a telephone writes its own behind each time."""
    local = ZONES.get(zone.upper(), ZONES["WIB"])
    moments = ((one.name, getattr(row, one.name)) for one in fields(row))
    changed = {
        name: Moment.of(value.utc.astimezone(local))
        for name, value in moments
        if isinstance(value, Moment) and value.utc is not None
    }
    return replace(row, **changed)
