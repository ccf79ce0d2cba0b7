"""Cells of a table as values: generous towards Excel and Indonesian habits, strict where a guess could be wrong."""

import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import TypeAlias

from engage_eval.core.problem import Param
from engage_eval.model import vocabulary
from engage_eval.model.moment import ZONES, Moment

Cell: TypeAlias = str | int | float | date | time | None  # bool is an int, datetime is a date

# What a spreadsheet takes for a formula, and the apostrophe that keeps it from doing so.
PROTECTED = tuple("=+-@\t\r'")
_LINE_END = re.compile(r"\r+\n")  # CR CR LF would leave a CR LF, and so not be read the same twice
_SHOWN = 60

_PARTICIPANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_NUMBER_LIKE = re.compile(r"[+-]?[0-9]+([.,][0-9]*)?([eE][+-]?[0-9]+)?")
_MONTHS = (
    ("jan", "januari", "january"),
    ("feb", "februari", "february", "peb"),
    ("mar", "maret", "march"),
    ("apr", "april"),
    ("mei", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("agu", "agustus", "august", "aug", "agt", "ags"),
    ("sep", "september", "sept"),
    ("okt", "oktober", "october", "oct"),
    ("nov", "november", "nop"),
    ("des", "desember", "december", "dec"),
)
_LAST_MONTH = len(_MONTHS)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_DATE_LIKE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}([-/.][0-9]{1,4})?")
_NAMED_MONTH = re.compile(r"([0-9]{1,4})[-/ ]([a-z]{3,9})|([a-z]{3,9})[-/ ]([0-9]{1,4})")

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_WORDED = re.compile(r"([0-9]{1,2})[ -]([a-z]+)[ -]([0-9]{4})")
_MOMENT = re.compile(
    r"(?P<day>.*?[0-9]{4}|[0-9]{4}.*?)"
    r"(?:(?:[T,]| +(?:pukul|jam|at)?)\s*(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.][0-9]{2}(?:\.[0-9]+)?)?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}|[A-Za-z]{3,4})?)?"
)
_CLOCK = re.compile(r"(?:(?:pukul|jam|at) +)?([0-9]{1,2})[:.]([0-9]{2})(?:[:.][0-9]{2})?(?: *([A-Za-z]{3,4}))?")
_PERIOD = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2}))?")
_NAMED_PERIOD = re.compile(r"([a-z]+)[ -]([0-9]{4})")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/]([0-9]{4})")

_HHMM = re.compile(r"[0-9]{4}")

_PLAIN = re.compile(r"[+-]?[0-9]+")
_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMAL = re.compile(r"[+-]?[0-9]*([.,])[0-9]+")
_MIXED = re.compile(r"[+-]?[0-9]{1,3}(?:([.,])[0-9]{3})+([.,])[0-9]+")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}")

_HALF_SECOND = 500_000

# Ways of writing that are language-neutral, as the warning on guesses shows them.
DECIMAL_COMMA = "1,5 = 1.5"
ORDERS = {"dmy": "dd/mm/yyyy", "mdy": "mm/dd/yyyy"}


class CellError(Exception):
    """What is wrong with one cell, as a code of the catalogue and its parameters."""

    def __init__(self, code: str, **params: Param) -> None:
        """Keep code and parameters."""
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, Param] = params


@dataclass(slots=True)
class Reading:
    """How a column is read: order of dates (dmy, mdy or empty), decimal sign of the file, zone; guesses are kept."""

    order: str = ""
    decimal: str = ""
    zone: str = "WIB"
    guesses: set[str] = field(default_factory=set)


def shown(cell: Cell) -> str:
    """Return a cell as a message shows it, cut where it is long."""
    found = " ".join(plain(cell).split())
    return found if len(found) <= _SHOWN else found[: _SHOWN - 1] + "…"


def plain(cell: Cell) -> str:
    """Return a cell's text, without outer blanks; 4.0 is "4", dates are ISO."""
    if isinstance(cell, str):
        found = _LINE_END.sub("\n", cell) if "\r\n" in cell else cell
        return found.strip(" \t\r\n\u00a0\ufeff")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return _seconds(cell).isoformat(" ").removesuffix(" 00:00:00")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def is_empty(cell: Cell) -> bool:
    """Return whether nothing stands in a cell."""
    if isinstance(cell, str):
        return not cell or (not cell[0].isalnum() and not plain(cell))
    return cell is None


def text(cell: Cell) -> str:
    """Return a text, without the apostrophe that protects it from being read as a formula."""
    if isinstance(cell, str):
        # A tab or CR after the apostrophe is inside the text, so only the outer blanks go.
        found = plain(cell)
        return found[1:] if found[:1] == "'" and found[1:].startswith(PROTECTED) else found
    return plain(cell)


def key(cell: Cell, *, person: bool = False, opaque: bool = False) -> str:
    """Return a key; one that Excel turned into a number or date is refused, ``opaque`` ids may be digits as text."""
    if isinstance(cell, date | time):
        raise CellError("files.key_date", value=shown(cell))
    if isinstance(cell, int | float):
        raise CellError("files.key_number", value=shown(cell))
    found = text(cell)
    if _looks_like_date(found):
        raise CellError("files.key_date", value=shown(found))
    if not opaque and _NUMBER_LIKE.fullmatch(found):
        raise CellError("files.key_number", value=shown(found))
    if not (_PARTICIPANT if person else _KEY).fullmatch(found):
        raise CellError("files.key_person" if person else "files.key_shape", value=shown(found))
    return found


def choice(cell: Cell, choices: tuple[str, ...]) -> str:
    """Return the enumerated value that a cell means."""
    found = vocabulary.value(choices, plain(cell))
    if found is None:
        raise CellError("files.choice", value=shown(cell), **_alternatives(plain(cell), choices))
    return found


def choices(cell: Cell, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return several enumerated values, joined by | in the cell."""
    return tuple(choice(one, allowed) for one in _parts(cell))


def keys(cell: Cell, *, opaque: bool = False) -> tuple[str, ...]:
    """Return several keys, joined by | in the cell."""
    if isinstance(cell, str):
        return tuple(key(one, opaque=opaque) for one in _parts(cell))
    return (key(cell),)


def flag(cell: Cell) -> bool:
    """Return yes or no."""
    found = vocabulary.flag(plain(cell))
    if found is None:
        raise CellError("files.flag", value=shown(cell), allowed="ya, tidak, yes, no")
    return found


def number(cell: Cell, reading: Reading) -> float:
    """Return a number; a decimal comma is noted as a guess, and what could be 1000 or 1 is refused."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(cell)
    if not isinstance(cell, str):
        raise CellError("files.number", value=shown(cell))
    return _number(plain(cell).replace("\u00a0", ""), reading)


def count(cell: Cell, reading: Reading) -> int:
    """Return a whole number from 0 on; 1.558 can only mean thousands, 1.000 is decided by the file or refused."""
    if isinstance(cell, str):
        found = plain(cell)
        if groups := _GROUPS.fullmatch(found):
            return _grouped_count(found, groups[1], reading)
        value = _number(found, reading)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        value = _finite(cell)
    else:
        raise CellError("files.count", value=shown(cell))
    if value < 0 or not value.is_integer():
        raise CellError("files.count", value=shown(cell))
    return int(value)


def day(cell: Cell, reading: Reading) -> date:
    """Return a day."""
    return moment(cell, reading).day


def moment(cell: Cell, reading: Reading, zone: str = "") -> Moment:
    """Return a moment; its zone is the one written behind the time, else ``zone``, else the study's."""
    default = _zone(zone or reading.zone)
    if isinstance(cell, datetime):
        cut = _seconds(cell)
        return Moment.of(cut.replace(tzinfo=default)) if cut.time() != time() else Moment(cut.date())
    if isinstance(cell, date):
        return Moment(cell)
    if clock(cell):
        raise CellError("files.day_missing", value=shown(cell))
    if not isinstance(cell, str):
        raise CellError("files.date", value=shown(cell))
    found = _MOMENT.fullmatch(plain(cell)) if len(cell) < _SHOWN else None
    if found is None:
        raise CellError("files.date", value=shown(cell))
    on = _day(found["day"].strip(" ,"), reading)
    if found["hour"] is None:
        return Moment(on)
    hour, minute = int(found["hour"]), int(found["minute"])
    try:
        return Moment.of(datetime.combine(on, time(hour, minute), _zone(found["zone"]) if found["zone"] else default))
    except (ValueError, OverflowError):  # 25:10, or the first hours of year 1
        raise CellError("files.impossible_date", value=shown(cell)) from None


def clock(cell: Cell) -> str:
    """Return the time of a cell that holds a time of day and no day; empty for anything else."""
    if isinstance(cell, time):
        return f"{cell.hour:02}:{cell.minute:02}"
    found = _CLOCK.fullmatch(plain(cell)) if isinstance(cell, str) and len(cell) < _SHOWN else None
    return f"{found[1]}:{found[2]} {found[3] or ''}".strip() if found else ""


def period(cell: Cell) -> str:
    """Return a year or a month as 2022 or 2022-01; a date is its month."""
    if isinstance(cell, date):
        return f"{cell.year:04}-{cell.month:02}"
    found = plain(cell)
    with suppress(CellError):  # for a date that doesn't exist it says how to write a date
        if year_first := _PERIOD.fullmatch(found):
            return _month(year_first[1], year_first[2], found)
        if month_first := _MONTH_FIRST.fullmatch(found):
            return _month(month_first[2], month_first[1], found)
        if dated := _YEAR_FIRST.fullmatch(found):
            return _day_of(int(dated[1]), int(dated[2]), int(dated[3]), found).strftime("%Y-%m")
        if (named := _NAMED_PERIOD.fullmatch(found.casefold())) and named[1] in _MONTH_OF:
            return f"{named[2]}-{_MONTH_OF[named[1]]:02}"
    raise CellError("files.period", value=shown(cell))


def date_order(cells: Iterable[Cell]) -> str:
    """Return dmy or mdy where some date of a column can only be one of them; empty where none or both."""
    orders = set()
    for cell in cells:
        if isinstance(cell, str) and (found := _YEAR_LAST.match(plain(cell))):
            first, second = int(found[1]), int(found[2])
            orders |= {"dmy"} if second <= _LAST_MONTH < first else set()
            orders |= {"mdy"} if first <= _LAST_MONTH < second else set()
    return orders.pop() if len(orders) == 1 else ""


def _alternatives(value: str, options: Iterable[str]) -> dict[str, Param]:
    listed = list(options)
    labels = {label: one for one in listed for label in (one, *_labels(one))}
    meant = labels.get(vocabulary.close(value, labels), "")
    return {"allowed": ", ".join(listed), "meant": meant}


def _labels(value: str) -> tuple[str, ...]:
    found = vocabulary.VALUES.get(value)
    return (found.id, found.en) if found else ()


def _parts(cell: Cell) -> list[str]:
    return [part.strip() for part in plain(cell).split("|") if part.strip()]


def _looks_like_date(found: str) -> bool:
    if _DATE_LIKE.fullmatch(found) and not _NUMBER_LIKE.fullmatch(found):
        return True
    named = _NAMED_MONTH.fullmatch(found.casefold())
    return bool(named) and (named[2] or named[3]) in _MONTH_OF if named else False


def _number(found: str, reading: Reading) -> float:
    if _PLAIN.fullmatch(found) or _EXPONENT.fullmatch(found):
        return _finite(found)
    if mixed := _MIXED.fullmatch(found):
        if mixed[1] == mixed[2]:
            raise CellError("files.number", value=shown(found))
        return _with_decimal(found, mixed[2], reading)
    if groups := _GROUPS.fullmatch(found):
        if found.count(groups[1]) > 1 or (reading.decimal and groups[1] != reading.decimal and groups[1] == "."):
            return float(_without_groups(found, groups[1], reading))
        if groups[1] == reading.decimal:
            return _with_decimal(found, groups[1], reading)
        raise CellError("files.ambiguous_number", value=shown(found))
    if decimal := _DECIMAL.fullmatch(found):
        return _with_decimal(found, decimal[1], reading)
    raise CellError("files.number", value=shown(found))


def _without_groups(found: str, sign: str, reading: Reading) -> int:
    reading.guesses.add(f"1{sign}234 = 1234")
    return int(found.replace(sign, ""))


def _with_decimal(found: str, sign: str, reading: Reading) -> float:
    other = "." if sign == "," else ","
    if sign == ",":
        reading.guesses.add(DECIMAL_COMMA)
    return _finite(found.replace(other, "").replace(sign, "."))


def _finite(found: str | float) -> float:
    try:
        value = float(found)
    except OverflowError:  # a whole number of hundreds of digits
        value = math.inf
    if not math.isfinite(value):
        raise CellError("files.number", value=shown(found))
    return value + 0.0  # without the sign of zero, which says nothing and which no database keeps


def _grouped_count(found: str, sign: str, reading: Reading) -> int:
    if found.startswith("-"):
        raise CellError("files.count", value=shown(found))
    could_be_decimals = found.count(sign) == 1 and found.endswith("000")
    by_file = reading.decimal == "," and sign == "."
    if could_be_decimals and not by_file:
        raise CellError("files.ambiguous_number", value=shown(found))
    return _without_groups(found, sign, reading)


def _day(found: str, reading: Reading) -> date:
    if match := _YEAR_FIRST.fullmatch(found):
        return _day_of(int(match[1]), int(match[2]), int(match[3]), found)
    if match := _WORDED.fullmatch(found.casefold()):
        if match[2] not in _MONTH_OF:
            raise CellError("files.date", value=shown(found))
        return _day_of(int(match[3]), _MONTH_OF[match[2]], int(match[1]), found)
    if match := _YEAR_LAST.fullmatch(found):
        return _ordered(int(match[1]), int(match[2]), int(match[3]), found, reading)
    raise CellError("files.date", value=shown(found))


def _ordered(first: int, second: int, year: int, found: str, reading: Reading) -> date:
    order = reading.order
    if not order:
        if first <= _LAST_MONTH and second <= _LAST_MONTH and first != second:
            raise CellError("files.ambiguous_date", value=shown(found))
        order = "mdy" if second > _LAST_MONTH else "dmy"
    reading.guesses.add(ORDERS[order])
    return _day_of(year, first, second, found) if order == "mdy" else _day_of(year, second, first, found)


def _day_of(year: int, month: int, of_month: int, found: str) -> date:
    try:
        return date(year, month, of_month)
    except ValueError:
        raise CellError("files.impossible_date", value=shown(found)) from None


def _month(year: str, month: str | None, found: str) -> str:
    if month is None:
        return year
    return _day_of(int(year), int(month), 1, found).strftime("%Y-%m")


def _zone(name: str) -> timezone:
    if name in ZONES or name.upper() in ZONES:
        return ZONES[name.upper()]
    if name == "Z":
        return ZONES["UTC"]
    digits = name[1:].replace(":", "")
    if name[:1] in ("+", "-") and _HHMM.fullmatch(digits):
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if offset < timedelta(hours=24):
            return timezone(-offset if name[0] == "-" else offset)
    raise CellError("files.zone", value=shown(name), allowed=", ".join(ZONES))


def _seconds(found: datetime) -> datetime:
    """Round to the second: Excel keeps times as fractions of a day, so 14:30 may come as 14:29:59.999."""
    whole = found.replace(microsecond=0)
    try:
        return whole + timedelta(seconds=1) if found.microsecond >= _HALF_SECOND else whole
    except OverflowError:  # the last second of the year 9999
        return whole
