"""The table of responses, a column per item or a row per answer, as the model's answers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats import cells
from engage_eval.formats.answer_cells import Reader, answer_reader, is_not_shown, says_nothing
from engage_eval.formats.cells import Cell, CellError
from engage_eval.formats.rows import Setting, problem_of, unknown_column
from engage_eval.formats.tables import RawTable
from engage_eval.model import vocabulary
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.record import Lost

TABLE = vocabulary.RESPONSES
_FIXED = ("interview", "item", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviews:
    """The interviews that answers may name; ``seen`` holds every id as it stands, also of rows that were left out.

    What ``lost`` explains (instruments or interviews that could not be read) was told and is not told again.
    """

    rows: Mapping[str, Interview]
    seen: Collection[str]
    instruments: tuple[Instrument, ...]
    lost: Lost = field(default_factory=Lost)


@dataclass(slots=True)
class Answers:
    """The answers that could be read, what is wrong with the others, and what had to be guessed."""

    rows: list[Answer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    guesses: set[str] = field(default_factory=set)
    complete: bool = True  # False where the answers could not be read at all
    unshown: list[tuple[str, str, Place]] = field(default_factory=list)  # (interview, item, place) of each .notshown


def known_heads(instruments: Iterable[Instrument]) -> frozenset[str]:
    """Return the heads that a table of responses may have, as ``vocabulary.normal`` writes them."""
    fixed = (name for one in _FIXED for name in (one, *vocabulary.COLUMN_NAMES[one]))
    items = (item.key for one in instruments for item in one.items)
    return frozenset(map(vocabulary.normal, (*fixed, *items)))


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
        found.complete = False
        return found
    if raw.rows and not interviews.seen:
        found.complete = False
        if "interviews" not in interviews.lost.tables:
            place = Place(file=raw.file, line=raw.rows[0][0], key="interview")
            none: dict[str, Param] = {"table": "interviews", "count": len(raw.rows)}
            found.problems.append(Problem(code="tables.no_rows", place=place, params=none))
        return found
    reader = _AnswerReader(raw, interviews, setting, found)
    if "item" in at and "value" in at and not reader.are_items(at["item"], at["value"]):
        reader.read_long(at["interview"], at["item"], at["value"])
    else:
        reader.read_wide(at["interview"])
    return found


def _heads(raw: RawTable) -> Mapping[str, int]:
    names = {vocabulary.normal(name): one for one in _FIXED for name in (one, *vocabulary.COLUMN_NAMES[one])}
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
        self._half_known = not interviews.instruments or "instruments" in interviews.lost.tables
        self._told: set[tuple[str, str]] = set()
        self._by_cell: dict[Cell, Interview] = {}

    def are_items(self, *columns: int) -> bool:
        """Return whether columns that may be those of the long table are all items: someone may ask for `nilai`."""
        return all(self._raw.head[index].casefold() in self._known for index in columns)

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
                if self._half_known:
                    continue
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
        if head and not self._half_known and not all(map(cells.is_empty, self._raw.column(index))):
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
            lost = self._interviews.lost.explains("interviews", key)
            if not key or (key not in self._interviews.seen and not lost):
                meant = vocabulary.close(key, self._interviews.rows)
                code = "responses.unknown_interview" if key else "files.required"
                shown = {"interview": cells.shown(key), "meant": meant}
                self._found.problems.append(Problem(code=code, place=place.at("interview"), params=shown))
            return None
        version = (interview.instrument, interview.version)
        if version in self._items:
            self._by_cell[cell] = interview
            return interview
        if version not in self._told and not self._half_known:
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
            return says_nothing
        if column is None:
            column = self._raw.column(index) if item.type == "date" else []
        reading = self._setting.reading(self._raw, column, self._found.guesses)
        return answer_reader(item, self._instruments[version].scales.get(item.scale), reading)

    def _answer(
        self, interview: Interview, item: Item | None, head: str, cell: Cell, read: Reader, place: Place
    ) -> None:
        if item is None:
            if not self._half_known and not cells.is_empty(cell) and not is_not_shown(cell):
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
        if not said and is_not_shown(cell):
            self._found.unshown.append((interview.id, item.key, place.at(item.key)))
        for position, choice, number, text, missing in said:
            self._found.rows.append(Answer(interview.id, item.key, position, choice, number, text, missing, place))
