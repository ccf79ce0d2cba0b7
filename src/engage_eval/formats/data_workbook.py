"""The workbook in which a study's data are typed: a sheet a table, with drop-downs and a message at every column."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages, messages
from engage_eval.formats.tables import letters
from engage_eval.model import vocabulary
from engage_eval.model.instrument import NOTE, Instrument, Item
from engage_eval.model.moment import ZONES
from engage_eval.model.tables import TABLES, Column

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

SHEETS = (
    "participants",
    "attributes",
    "recruitment",
    "consent",
    "interviews",
    vocabulary.RESPONSES,
    "outcomes",
    "broadcasts",
    "staff",
)

_LISTS = "_lists"  # hidden: long drop-downs must refer to cells
_LAST_ROW = 5000
_LONGEST_MESSAGE = 255  # Excel's own limits
_LONGEST_TITLE = 32
_WIDTHS = {"key": 16, "day": 14, "moment": 18, "count": 12, "flag": 12, "period": 12, "enum": 26, "enums": 26}
_WIDE = 28
# Keys, versions and periods are text, so that Excel leaves them alone.
_NUMBER_FORMATS = {"key": "@", "period": "@", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "text": "@"}
_ITEM_FORMATS = {"date": "yyyy-mm-dd", "number": "General"}

_REQUIRED = N_("Must be filled in.")
_HINTS = {
    "key": N_("A short key: letters, digits, hyphens, beginning with a letter. Never a name."),
    "text": N_("Free text. No names of people and no telephone numbers."),
    "enum": N_("Choose from the list."),
    "enums": N_("One or more of these, joined by |: {values}"),
    "keys": N_("One or more keys, joined by |."),
    "flag": N_("Yes or no. Leave it empty if it was not recorded."),
    "count": N_("A whole number, without a separator of thousands."),
    "day": N_("A date, for example 31/01/2026."),
    "moment": N_("A date with the time where it is known, for example 31/01/2026 14:30."),
    "period": N_("A year (2022) or a month (2022-01)."),
}
_REFERS = N_("A key that stands in the sheet {sheet}.")
_ITEM_HINTS = {
    "single": N_("Choose from the list."),
    "scale": N_("Choose from the list."),
    "multiple": N_("One or more of these, joined by |: {values}"),
    "number": N_("A number."),
    "date": N_("A date, for example 31/01/2026."),
    "text": N_("In the person's own words, without names."),
}
_NOTE = N_("The interviewer's note on {item}, without names.")
_INTERVIEW = N_("The interview's id, as in the sheet interviews. One row an interview.")
_MISSING = {".skip": N_("skipped"), ".refused": N_("refused to answer"), ".na": N_("does not apply")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """One column of a sheet: head, input message, what its list offers or refers to, width, number format."""

    head: str
    message: str
    question: str = ""
    options: tuple[str, ...] = ()
    refers: str = ""
    required: bool = False
    width: int = _WIDE
    number_format: str = "General"


@dataclass(slots=True)
class _Lists:
    """The hidden sheet of options; a list that several columns share stands there once."""

    sheet: "Worksheet"
    at: dict[tuple[str, ...], str] = field(default_factory=dict)

    def reference(self, options: tuple[str, ...]) -> str:
        """Return the range where ``options`` stand, written there at first use."""
        if options not in self.at:
            letter = letters(len(self.at))
            for row, option in enumerate(options, 1):
                self.sheet[f"{letter}{row}"] = option
            self.at[options] = f"'{_LISTS}'!${letter}$1:${letter}${len(options)}"
        return self.at[options]


def write_workbook(path: Path, instrument: Instrument, form: str | None, language: str) -> None:
    """Write the empty workbook for ``instrument`` to ``path``; ``form`` None has every form's items.

    The same instrument, form and language give the same bytes. Raises OSError where the file can't be written.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    words = messages(language)
    fields = {name: tuple(_fields(name, instrument, form, words)) for name in SHEETS}
    made = {name: book.create_sheet(name) for name in SHEETS}
    lists = _Lists(book.create_sheet(_LISTS))
    lists.sheet.sheet_state = "hidden"
    for name, sheet in made.items():
        _fill(sheet, fields[name], lists, fields)
    path.write_bytes(_repeatable(book))


def items_of(instrument: Instrument, form: str | None) -> tuple[Item, ...]:
    """Return the items that a form asks, all where ``form`` is None; interviewers' notes come last, out of the way."""
    asked = (item for item in instrument.items if form is None or not item.forms or form in item.forms)
    return tuple(sorted(asked, key=lambda item: item.part == NOTE))


def heads_of(table: str, instrument: Instrument, form: str | None) -> tuple[str, ...]:
    """Return the column heads of a table, as the workbook and empty CSV files have them."""
    if table == vocabulary.RESPONSES:
        return ("interview", *(item.key for item in items_of(instrument, form)))
    return tuple(column.name for column in TABLES[table].columns)


def _fields(name: str, instrument: Instrument, form: str | None, words: Messages) -> Iterator[_Field]:
    if name == vocabulary.RESPONSES:
        yield _Field(
            head="interview", message=words.text(_INTERVIEW), refers="interviews", required=True, number_format="@"
        )
        for item in items_of(instrument, form):
            yield _item_field(item, instrument, words)
        return
    for column in TABLES[name].columns:
        yield _column_field(name, column, instrument, words)


def _column_field(table: str, column: Column, instrument: Instrument, words: Messages) -> _Field:
    values = ", ".join(vocabulary.label(one, words.language) for one in column.choices)
    hint = words.text(_REFERS, sheet=column.refers) if column.refers in SHEETS else ""
    message = hint or words.text(_HINTS[column.kind], values=values)
    return _Field(
        head=column.name,
        message=f"{words.text(_REQUIRED)} {message}" if column.required else message,
        options=_options(table, column, instrument, words),
        refers=column.refers if column.kind == "key" and column.refers in SHEETS else "",
        required=column.required,
        width=_WIDTHS.get(column.kind, _WIDE),
        number_format=_NUMBER_FORMATS.get(column.kind, "General"),
    )


def _options(table: str, column: Column, instrument: Instrument, words: Messages) -> tuple[str, ...]:
    if column.kind == "enum":
        return tuple(vocabulary.label(one, words.language) for one in column.choices)
    if column.kind == "flag":
        return vocabulary.flag_labels(words.language)
    offered: Mapping[tuple[str, str], tuple[str, ...]] = {
        ("consent", "zone"): tuple(ZONES),
        ("consent", "language"): ("id", "en"),
        ("interviews", "instrument"): (instrument.key,),
        ("interviews", "version"): (instrument.version,),
        ("interviews", "form"): tuple(instrument.forms),
        ("recruitment", "reason"): tuple(instrument.reasons()),
    }
    return offered.get((table, column.name), ())


def _item_field(item: Item, instrument: Instrument, words: Messages) -> _Field:
    if item.part == NOTE:
        return _Field(head=item.key, message=words.text(_NOTE, item=item.base), number_format="@")
    scale = instrument.scales.get(item.scale)
    answers: tuple[str, ...] = ()
    if scale is not None:
        labels = (label.get(words.language) for label in scale.labels)
        pairs = zip(scale.values, labels, strict=True)
        answers = tuple(f"{value}{vocabulary.DASH}{label}" if label else value for value, label in pairs)
    hint = words.text(_ITEM_HINTS[item.type], values=", ".join(scale.values if scale else ()))
    question = item.text.get(words.language)
    # What Excel would cut is the question's end, never what to type.
    room = _LONGEST_MESSAGE - len(hint) - 1
    missing = tuple(f"{code}{vocabulary.DASH}{words.text(label)}" for code, label in _MISSING.items())
    return _Field(
        head=item.key,
        message=f"{_cut(question, room)} {hint}" if room > 0 else hint,
        question=question,
        options=(*answers, *missing) if answers and item.type != "multiple" else (),
        number_format=_ITEM_FORMATS.get(item.type, "@"),
    )


def _fill(
    sheet: "Worksheet", fields: tuple[_Field, ...], lists: _Lists, sheets: Mapping[str, tuple[_Field, ...]]
) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.freeze_panes = "B2"
    for index, one in enumerate(fields):
        letter = letters(index)
        head = sheet[f"{letter}1"]
        head.value = one.head
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        head.number_format = "@"
        if one.required:
            head.fill = PatternFill("solid", fgColor="FFF2CC")
        if one.question:
            head.comment = Comment(one.question, "engage-eval", width=320, height=160)
        sheet.column_dimensions[letter].width = max(one.width, len(one.head) + 2)
        sheet.column_dimensions[letter].number_format = one.number_format
        sheet.add_data_validation(_validation(one, letter, lists, sheets))


def _validation(one: _Field, letter: str, lists: _Lists, sheets: Mapping[str, tuple[_Field, ...]]) -> "DataValidation":
    from openpyxl.worksheet.datavalidation import DataValidation

    source = ""
    if one.options:
        source = lists.reference(one.options)
    elif one.refers:
        key = next(index for index, column in enumerate(sheets[one.refers]) if column.head in ("id", "key"))
        source = f"'{one.refers}'!${letters(key)}$2:${letters(key)}${_LAST_ROW}"
    made = DataValidation(
        type="list" if source else None,
        formula1=source or None,
        allow_blank=True,
        showInputMessage=True,
        # Other spellings are read too, so Excel asks and doesn't forbid.
        showErrorMessage=bool(source),
        errorStyle="warning" if source else None,
        promptTitle=one.head[:_LONGEST_TITLE],
        prompt=_cut(one.message, _LONGEST_MESSAGE),
    )
    made.add(f"{letter}2:{letter}{_LAST_ROW}")
    return made


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: max(length - 1, 0)]}…"


def _repeatable(book: "Workbook") -> bytes:
    """Return the workbook's bytes without the time of making: in its properties and in the archive's entries."""
    made = io.BytesIO()
    book.save(made)
    out = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"1980-01-01T00:00:00", content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()
