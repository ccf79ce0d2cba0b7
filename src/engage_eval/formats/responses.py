"""The table of responses, a column per item or a row per answer, as the model's answers."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats import cells
from engage_eval.formats.cells import Cell, CellError, Reading
from engage_eval.formats.rows import Setting, problem_of, unknown_column
from engage_eval.formats.tables import RawTable
from engage_eval.model import vocabulary
from engage_eval.model.instrument import MISSING_CODES, Instrument, Item, Scale
from engage_eval.model.interview import Answer, Interview

TABLE = vocabulary.RESPONSES
_NOT_SHOWN = ".notshown"

# What one cell says: (position, choice, number, text, missing) of each answer in it.
Said: TypeAlias = tuple[tuple[int, str | None, float | None, str | None, str | None], ...]
Reader: TypeAlias = Callable[[Cell], Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviews:
    """The interviews that answers may name; ``seen`` holds every id as it stands, also of rows that were left out."""

    rows: Mapping[str, Interview]
    seen: Collection[str]
    instruments: tuple[Instrument, ...]


@dataclass(slots=True)
class Answers:
    """The answers that could be read, what is wrong with the others, and what had to be guessed."""

    rows: list[Answer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    guesses: set[str] = field(default_factory=set)


def read_answers(raw: RawTable, interviews: Interviews, setting: Setting) -> Answers:
    """Return the answers of a table of responses; an empty cell is no answer, ``.notshown`` is not kept."""
    found = Answers(guesses=set(raw.guesses))
    if not raw.head:
        return found
    at = _heads(raw)
    if "interview" not in at:
        params = {"table": TABLE, "column": "interview"}
        place = Place(file=raw.file, line=raw.head_line, key="interview")
        found.problems.append(Problem(code="files.missing_column", place=place, params=params))
        return found
    reader = _AnswerReader(raw, interviews, setting, found)
    if "item" in at and "value" in at:
        reader.read_long(at["interview"], at["item"], at["value"])
    else:
        reader.read_wide(at["interview"])
    return found


def _heads(raw: RawTable) -> Mapping[str, int]:
    names = {
        vocabulary.normal(name): one
        for one in ("interview", "item", "value")
        for name in (one, *vocabulary.COLUMN_NAMES[one])
    }
    at: dict[str, int] = {}
    for index, head in enumerate(raw.head):
        if one := names.get(vocabulary.normal(head)):
            at.setdefault(one, index)
    return at


class _AnswerReader:
    """Reads one table; what a column's cells mean is worked out once for each different cell."""

    def __init__(self, raw: RawTable, interviews: Interviews, setting: Setting, found: Answers) -> None:
        self._raw = raw
        self._interviews = interviews
        self._setting = setting
        self._found = found
        self._items = {
            (one.key, one.version): {item.key.casefold(): item for item in one.items} for one in interviews.instruments
        }
        self._instruments = {(one.key, one.version): one for one in interviews.instruments}
        self._known = {key for items in self._items.values() for key in items}
        self._told: set[tuple[str, str]] = set()
        self._by_cell: dict[Cell, Interview] = {}

    def read_wide(self, interview_at: int) -> None:
        """Read a row per interview with a column per item."""
        columns = [(index, head.casefold()) for index, head in enumerate(self._raw.head) if index != interview_at]
        columns = [(index, head) for index, head in columns if self._is_known(index, head)]
        readers: dict[tuple[str, str], list[tuple[int, str, Item | None, Reader]]] = {}
        first_lines: dict[str, int] = {}
        for line, row in self._raw.rows:
            place = Place(file=self._raw.file, line=line)
            interview = self._interview(row[interview_at], place)
            if interview is None:
                continue
            if self._is_again(interview.id, line, first_lines, place):
                continue
            version = (interview.instrument, interview.version)
            if version not in readers:
                readers[version] = [
                    (index, head, item := self._items[version].get(head), self._reader(version, item, index))
                    for index, head in columns
                ]
            for index, head, item, read in readers[version]:
                cell = row[index]
                if cell is None or cell == "":
                    continue
                self._answer(interview, item, head, cell, read, place)

    def read_long(self, interview_at: int, item_at: int, value_at: int) -> None:
        """Read a row per answer."""
        dates = self._dates_by_item(item_at, value_at)
        readers: dict[tuple[str, str, str], tuple[Item | None, Reader]] = {}
        heads = {name: cells.plain(name).casefold() for name in set(self._raw.column(item_at))}
        first_lines: dict[tuple[str, str], int] = {}
        for line, row in self._raw.rows:
            place = Place(file=self._raw.file, line=line)
            interview = self._interview(row[interview_at], place)
            if interview is None or cells.is_empty(row[value_at]):
                continue
            head = heads[row[item_at]]
            if head not in self._known:
                name = cells.plain(row[item_at])
                unknown: dict[str, Param] = {"item": cells.shown(name), "meant": vocabulary.close(name, self._known)}
                self._found.problems.append(
                    Problem(code="responses.unknown_item", place=place.at("item"), params=unknown)
                )
                continue
            first = first_lines.setdefault((interview.id, head), line)
            if first != line:
                again: dict[str, Param] = {"interview": interview.id, "item": head, "first": first}
                self._found.problems.append(Problem(code="responses.item_twice", place=place.at(head), params=again))
                continue
            key = (interview.instrument, interview.version, head)
            if key not in readers:
                item = self._items[key[:2]].get(head)
                readers[key] = (item, self._reader(key[:2], item, value_at, dates.get(head, [])))
            item, read = readers[key]
            self._answer(interview, item, head, row[value_at], read, place)

    def _is_known(self, index: int, head: str) -> bool:
        if head in self._known:
            return True
        if head and not all(map(cells.is_empty, self._raw.column(index))):
            place = Place(file=self._raw.file, line=self._raw.head_line, key=self._raw.head[index])
            problem = unknown_column(TABLE, self._raw.head[index], place, sorted(self._known))
            self._found.problems.append(problem)
        return False

    def _interview(self, cell: Cell, place: Place) -> Interview | None:
        """Return the interview that a row names; where its own row has a fault, that was told already."""
        if cell in self._by_cell:
            return self._by_cell[cell]
        key = cells.text(cell)
        interview = self._interviews.rows.get(key)
        if interview is None:
            if key not in self._interviews.seen or not key:
                meant = vocabulary.close(key, self._interviews.rows)
                code = "responses.unknown_interview" if key else "files.required"
                shown = {"interview": cells.shown(key), "meant": meant}
                self._found.problems.append(Problem(code=code, place=place.at("interview"), params=shown))
            return None
        version = (interview.instrument, interview.version)
        if version in self._items:
            self._by_cell[cell] = interview
            return interview
        if version not in self._told:
            self._told.add(version)
            params: dict[str, Param] = {"interview": key, "instrument": version[0], "version": version[1]}
            problem = Problem(code="responses.no_instrument", place=place.at("interview"), params=params)
            self._found.problems.append(problem)
        return None

    def _is_again(self, interview: str, line: int, first_lines: dict[str, int], place: Place) -> bool:
        first = first_lines.setdefault(interview, line)
        if first == line:
            return False
        params: dict[str, Param] = {"interview": interview, "first": first}
        problem = Problem(code="responses.interview_twice", place=place.at("interview"), params=params)
        self._found.problems.append(problem)
        return True

    def _dates_by_item(self, item_at: int, value_at: int) -> Mapping[str, list[Cell]]:
        dated = {key for items in self._items.values() for key, item in items.items() if item.type == "date"}
        found: dict[str, list[Cell]] = {}
        if dated:
            for _, row in self._raw.rows:
                key = cells.plain(row[item_at]).casefold()
                if key in dated:
                    found.setdefault(key, []).append(row[value_at])
        return found

    def _reader(
        self, version: tuple[str, str], item: Item | None, index: int, column: list[Cell] | None = None
    ) -> Reader:
        if item is None:
            return _says_nothing
        if column is None:
            column = self._raw.column(index) if item.type == "date" else []
        reading = self._setting.reading(self._raw, column, self._found.guesses)
        return answer_reader(item, self._instruments[version].scales.get(item.scale), reading)

    def _answer(
        self, interview: Interview, item: Item | None, head: str, cell: Cell, read: Reader, place: Place
    ) -> None:
        if item is None:
            if not cells.is_empty(cell) and cells.plain(cell) != _NOT_SHOWN:
                params = {
                    "item": head,
                    "interview": interview.id,
                    "instrument": interview.instrument,
                    "version": interview.version,
                }
                problem = Problem(code="responses.other_instrument", place=place.at(head), params=params)
                self._found.problems.append(problem)
            return
        try:
            said = read(cell)
        except CellError as wrong:
            self._found.problems.append(problem_of(wrong, place.at(item.key)))
            return
        for position, choice, number, text, missing in said:
            self._found.rows.append(Answer(interview.id, item.key, position, choice, number, text, missing, place))


def answer_reader(item: Item, scale: Scale | None, reading: Reading) -> Reader:
    """Return what reads the cells of ``item``; it raises CellError where a cell is no answer."""
    if item.type == "text":
        return _text
    makers: Mapping[str, Reader] = {
        "number": lambda cell: ((0, None, cells.number(cell, reading), None, None),),
        "date": lambda cell: ((0, None, None, cells.day(cell, reading).isoformat(), None),),
    }
    if item.type in makers:
        return partial(_or_missing, makers[item.type])
    values = scale.values if scale else ()
    names = _names(scale) if scale else {}
    choose = partial(_choices if item.type == "multiple" else _choice, values, names)
    return _remembered(partial(_or_missing, choose))


def _remembered(read: Reader) -> Reader:
    said: dict[tuple[type, Cell], Said] = {}

    def remembering(cell: Cell) -> Said:
        key = (type(cell), cell)
        if key not in said:
            said[key] = read(cell)
        return said[key]

    return remembering


def _says_nothing(_cell: Cell) -> Said:
    return ()


def _missing(written: str) -> Said | None:
    code = written.casefold()
    if code == _NOT_SHOWN:
        return ()
    return ((0, None, None, None, code[1:]),) if code in MISSING_CODES else None


def _or_missing(read: Reader, cell: Cell) -> Said:
    """Read a cell that may hold a code for a missing answer."""
    if isinstance(cell, str):
        if cells.is_empty(cell):
            return ()
        if (missing := _missing(vocabulary.before_dash(cell))) is not None:
            return missing
        if cell.lstrip()[:1] == "." and cell.strip()[1:].isalpha():
            params = {"allowed": ", ".join(MISSING_CODES), "meant": vocabulary.close(cell, MISSING_CODES)}
            raise CellError("responses.missing_code", value=cells.shown(cell), **params)
    return read(cell)


def _text(cell: Cell) -> Said:
    missing = _missing(cells.plain(cell))
    if missing is not None:
        return missing
    found = cells.text(cell)
    return ((0, None, None, found, None),) if found else ()


def _choice(values: tuple[str, ...], names: Mapping[str, str], cell: Cell) -> Said:
    return ((0, _one(values, names, cell), None, None, None),)


def _choices(values: tuple[str, ...], names: Mapping[str, str], cell: Cell) -> Said:
    chosen: list[str] = []
    for part in filter(str.strip, cells.plain(cell).split("|")):
        one = _one(values, names, part)
        if one in chosen:
            raise CellError("responses.choice_twice", value=one)
        chosen.append(one)
    return tuple((position, one, None, None, None) for position, one in enumerate(chosen))


def _one(values: tuple[str, ...], names: Mapping[str, str], cell: Cell) -> str:
    """Return the value that a cell means: key, label, drop-down's text, or a number as Excel writes it (4,0)."""
    written = cells.plain(cell)
    for text in _spellings(written):
        if (found := names.get(text)) is not None:
            return found
    if isinstance(cell, bool) and {"ya", "tidak"} <= set(values):
        return "ya" if cell else "tidak"
    meant = names.get(_loose(vocabulary.close(written, [name for name in names if name])), "")
    raise CellError("responses.choice", value=cells.shown(cell), allowed=", ".join(values), meant=meant)


def _spellings(written: str) -> Iterator[str]:
    for text in dict.fromkeys((written, vocabulary.before_dash(written))):
        exact = " ".join(text.casefold().split())
        yield exact
        whole, sign, zeros = exact.replace(",", ".").partition(".")
        if sign and zeros and not zeros.strip("0"):
            yield whole
        yield _loose(exact)


def _loose(text: str) -> str:
    """Return ``text`` as far as it can't be mistaken: what has no letters ("-1", "< 5") is compared as it stands."""
    normal = vocabulary.normal(text)
    return f"~{normal}" if any(map(str.isalpha, normal)) else text


def _names(scale: Scale) -> Mapping[str, str]:
    """Return every spelling of a scale's answers; a loose spelling of two answers means neither."""
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for value, label in zip(scale.values, scale.labels, strict=False):
        for text in (label.id, label.en, value):
            if text:
                loose.setdefault(_loose(text), set()).add(value)
    for value, label in zip(scale.values, scale.labels, strict=False):
        exact |= {" ".join(text.casefold().split()): value for text in (label.id, label.en) if text}
    exact |= {value.casefold(): value for value in scale.values}
    return {name: next(iter(values)) for name, values in loose.items() if len(values) == 1} | exact
