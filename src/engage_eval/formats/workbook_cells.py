"""Values of the model as cells of the data workbook: dates as dates, the texts of the drop-downs, nothing live."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeAlias

from engage_eval.core.errors import ProblemsError
from engage_eval.core.messages import Messages
from engage_eval.core.problem import Place, Problem
from engage_eval.formats import canonical, canonical_cells, cells
from engage_eval.formats.answer_cells import Reader, Said, answer_reader
from engage_eval.formats.cells import CellError, Reading
from engage_eval.formats.workbook_fields import choice_labels, missing_labels
from engage_eval.model import vocabulary
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.interview import Answer
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES, Column

Value: TypeAlias = str | int | float | date | datetime | None

LONGEST = 32767  # Excel's own limit of a cell, in UTF-16 units
_FIRST_YEAR = 1901  # Excel has no dates before 1900, and that year's are a day off until March
# XML has no way to write these.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class CellWriter:
    """Turns the rows of a study into cells; ``changed`` counts texts that lost a sign that no workbook can hold."""

    record: StudyRecord
    words: Messages
    changed: int = 0
    _labels: dict[tuple[str, str, str], Mapping[str, str]] = field(default_factory=dict)

    def rows(self, name: str, heads: Sequence[str]) -> list[list[Value]]:
        """Return a table's rows in the canonical order, a cell a head.

        Raises ProblemsError where a text is too long for a cell.
        """
        if name == vocabulary.RESPONSES:
            return list(self._answers(heads))
        columns = TABLES[name].columns
        return [
            [self._fit(self._cell(row, one), row.place.at(one.name)) for one in columns]
            for row in canonical.sorted_rows(self.record, name)
        ]

    def _cell(self, row: Any, column: Column) -> Value:  # noqa: ANN401 - a row of any table
        zone = self.record.study.zone
        has_zone_column = hasattr(row, "withdrawal")
        if column.name == "zone" and has_zone_column:
            return _zone_beside(row.at, zone)
        value = getattr(row, column.attribute)
        if isinstance(value, Moment):
            return moment_cell(value, zone, named=has_zone_column)
        return self._timeless(value, column)

    def _timeless(self, value: object, column: Column) -> Value:
        match value:
            case None | "" | ():
                return None
            case bool():
                return vocabulary.flag_labels(self.words.language)[0 if value else 1]
            case date():
                return _day(value)
            case int():
                return value
            case str() if column.kind == "enum":
                return vocabulary.label(value, self.words.language)
        return canonical_cells.cell(value, column, self.record.study.zone)

    def _answers(self, heads: Sequence[str]) -> Iterator[list[Value]]:
        """Yield a row an interview that has an answer."""
        used = {one.id: (one.instrument, one.version) for one in self.record.interviews}
        known = {(one.key, one.version): (one, one.by_key) for one in self.record.instruments}
        for interview, by_item in canonical.answers_by_interview(self.record).items():
            instrument, items = known[used[interview]]
            row: list[Value] = [interview]
            for head in heads[1:]:
                said = by_item.get(head, [])
                cell = self._answer(said, items[head], instrument) if said else None
                row.append(self._fit(cell, said[0].place.at(head) if said else Place()))
            yield row

    def _answer(self, said: list[Answer], item: Item, instrument: Instrument) -> Value:
        first, bare = said[0], canonical.answer_cell(said)
        if item.type in ("single", "scale"):
            return self._labels_of(item, instrument).get(bare, bare)
        if first.number is not None:
            return _number(first.number)
        if item.type == "date" and first.text:
            return _day(date.fromisoformat(first.text))
        return bare

    def _labels_of(self, item: Item, instrument: Instrument) -> Mapping[str, str]:
        """Return value -> the drop-down's text, but for a text that would not be read as that value."""
        key = (instrument.key, instrument.version, item.key)
        if key not in self._labels:
            scale = instrument.scales[item.scale]
            read = answer_reader(item, scale, Reading())
            texts = choice_labels(scale, self.words.language) | missing_labels(self.words)
            self._labels[key] = {
                value: text for value, text in texts.items() if _said(read, text) == _said(read, value)
            }
        return self._labels[key]

    def _fit(self, value: Value, place: Place) -> Value:
        """Return a value that a workbook can hold."""
        if not isinstance(value, str):
            return value
        if _UNWRITABLE.search(value):
            self.changed += 1
            value = canonical_cells.protected(_UNWRITABLE.sub("", cells.text(value)))
        if len(value) > LONGEST // 2 and len(value.encode("utf-16-le")) // 2 > LONGEST:
            raise ProblemsError([Problem(code="command.too_long_for_workbook", place=place, params={"limit": LONGEST})])
        return value or None


def _zone_beside(moment: Moment, zone: str) -> str | None:
    """Return the zone of a time for the column beside it; None where there is no time or the zone has no name."""
    at, name = canonical_cells.local(moment, zone)
    return None if at is None or (name and name not in ZONES) else name or zone


def moment_cell(moment: Moment, zone: str, *, named: bool) -> Value:
    """Return a moment as a date or date and time where Excel has one; ``named`` = its zone stands beside it.

    Midnight is text, since a date cell at 00:00 is a day alone.
    """
    at, name = canonical_cells.local(moment, zone)
    if at is None:
        return _day(moment.day)
    if name and not (named and name in ZONES):
        return canonical_cells.offset_text(moment, zone)
    return at if at.year >= _FIRST_YEAR and at.time() != time() else at.isoformat("T", "minutes")


def _day(day: date) -> date | str:
    return day if day.year >= _FIRST_YEAR else day.isoformat()


def _number(value: float) -> Value:
    """Return a number, or its text where a workbook would keep fewer digits or lose the sign of zero."""
    text = canonical_cells.number(value)
    kept = float(f"{value:.16g}")
    return (int(value) if value.is_integer() else value) if canonical_cells.number(kept) == text != "-0" else text


def _said(read: Reader, cell: str) -> Said | None:
    try:
        return read(cell)
    except CellError:
        return None
