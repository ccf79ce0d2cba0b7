"""The columns of the data workbook's sheets: head, message, what the drop-down offers, width and number format."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.model import vocabulary
from engage_eval.model.instrument import NOTE, Instrument, Item, Scale
from engage_eval.model.moment import ZONES
from engage_eval.model.tables import TABLES, Column

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

LONGEST_MESSAGE = 255  # Excel's own limits
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
class Field:
    """One column of a sheet: head, input message, what its list offers or refers to, width, number format."""

    head: str
    message: str
    question: str = ""
    options: tuple[str, ...] = ()
    refers: str = ""
    required: bool = False
    width: int = _WIDE
    number_format: str = "General"


def items_of(instrument: Instrument, form: str | None) -> tuple[Item, ...]:
    """Return the items that a form asks, all where ``form`` is None; interviewers' notes come last, out of the way."""
    asked = (item for item in instrument.items if form is None or not item.forms or form in item.forms)
    return tuple(sorted(asked, key=lambda item: item.part == NOTE))


def heads_of(table: str, instrument: Instrument, form: str | None) -> tuple[str, ...]:
    """Return the column heads of a table, as the workbook and empty CSV files have them."""
    if table == vocabulary.RESPONSES:
        return ("interview", *(item.key for item in items_of(instrument, form)))
    return tuple(column.name for column in TABLES[table].columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a workbook is made for: the instruments, the main one first, the form (None = all), the sheets it has."""

    instruments: tuple[Instrument, ...]
    form: str | None = None
    sheets: tuple[str, ...] = SHEETS

    def items(self) -> Iterator[tuple[Item, Instrument]]:
        """Yield the items that have a column; those that only other instruments or versions have come last."""
        seen: set[str] = set()
        for one in self.instruments:
            for item in items_of(one, self.form):
                if item.key not in seen:
                    seen.add(item.key)
                    yield item, one


def fields_of(name: str, wanted: Wanted, words: Messages) -> Iterator[Field]:
    """Yield the columns of the sheet ``name``."""
    if name == vocabulary.RESPONSES:
        yield Field(
            head="interview", message=words.text(_INTERVIEW), refers="interviews", required=True, number_format="@"
        )
        for item, instrument in wanted.items():
            yield _item_field(item, instrument, words)
        return
    for column in TABLES[name].columns:
        yield _column_field(name, column, wanted, words)


def _column_field(table: str, column: Column, wanted: Wanted, words: Messages) -> Field:
    values = ", ".join(vocabulary.label(one, words.language) for one in column.choices)
    refers = column.refers if column.refers in wanted.sheets else ""
    message = words.text(_REFERS, sheet=refers) if refers else words.text(_HINTS[column.kind], values=values)
    return Field(
        head=column.name,
        message=f"{words.text(_REQUIRED)} {message}" if column.required else message,
        options=_options(table, column, wanted, words),
        refers=refers if column.kind == "key" else "",
        required=column.required,
        width=_WIDTHS.get(column.kind, _WIDE),
        number_format=_NUMBER_FORMATS.get(column.kind, "General"),
    )


def _options(table: str, column: Column, wanted: Wanted, words: Messages) -> tuple[str, ...]:
    if column.kind == "enum":
        return tuple(vocabulary.label(one, words.language) for one in column.choices)
    if column.kind == "flag":
        return vocabulary.flag_labels(words.language)
    used = wanted.instruments
    offered: Mapping[tuple[str, str], Iterable[str]] = {
        ("consent", "zone"): ZONES,
        ("consent", "language"): ("id", "en"),
        ("interviews", "instrument"): (one.key for one in used),
        ("interviews", "version"): (one.version for one in used),
        ("interviews", "form"): (form for one in used for form in one.forms),
        ("recruitment", "reason"): (reason for one in used for reason in one.reasons()),
    }
    return tuple(dict.fromkeys(offered.get((table, column.name), ())))


def choice_labels(scale: Scale, language: str) -> dict[str, str]:
    """Return value -> what the drop-down shows ("4 – setuju"; "Ya" where the label is the value)."""
    labels = (label.get(language) for label in scale.labels)
    pairs = zip(scale.values, labels, strict=True)
    return {value: _choice_label(value, label) for value, label in pairs}


def _choice_label(value: str, label: str) -> str:
    return label or value if label.casefold() in ("", value.casefold()) else f"{value}{vocabulary.DASH}{label}"


def missing_labels(words: Messages) -> dict[str, str]:
    """Return the code of a missing answer -> what the drop-down shows."""
    return {code: f"{code}{vocabulary.DASH}{words.text(label)}" for code, label in _MISSING.items()}


def _item_field(item: Item, instrument: Instrument, words: Messages) -> Field:
    if item.part == NOTE:
        return Field(head=item.key, message=words.text(_NOTE, item=item.base), number_format="@")
    scale = instrument.scales.get(item.scale)
    answers = tuple(choice_labels(scale, words.language).values()) if scale else ()
    hint = words.text(_ITEM_HINTS[item.type], values=", ".join(scale.values if scale else ()))
    question = item.text.get(words.language)
    # What Excel would cut is the question's end, never what to type.
    room = LONGEST_MESSAGE - len(hint) - 1
    return Field(
        head=item.key,
        message=f"{cut(question, room)} {hint}" if room > 0 else hint,
        question=question,
        options=(*answers, *missing_labels(words).values()) if answers and item.type != "multiple" else (),
        number_format=_ITEM_FORMATS.get(item.type, "@"),
    )


def cut(text: str, length: int) -> str:
    """Return ``text``, its end left out where it is longer than ``length``."""
    return text if len(text) <= length else f"{text[: max(length - 1, 0)]}…"
