"""Values of the model as cells that the readers turn back into the same values."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from engage_eval.formats.cells import PROTECTED, plain
from engage_eval.model.interview import Answer
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.tables import Column

_DAY = timedelta(days=1)
_HOURS = 24


def readable(text: str) -> str:
    r"""Return ``text`` as readers keep it: without outer blanks (a tab or CR in front may stay), NUL and CR LF.

    >>> readable(" a\r\nb ")
    'a\nb'
    """
    found = text.replace("\0", "")
    while "\r\n" in found:
        found = found.replace("\r\n", "\n")
    return plain(f"x{found}")[1:] if found[:1] in ("\t", "\r") else plain(found)


def protected(text: str) -> str:
    """Return a text as a cell: what a spreadsheet would take for a formula gets one apostrophe.

    >>> protected("=1+1")
    "'=1+1"
    """
    found = readable(text)
    return f"'{found}" if found.startswith(PROTECTED) else found


def number(value: float) -> str:
    """Return a number as a cell, exact and without needless decimals.

    >>> number(4.0), number(0.1)
    ('4', '0.1')
    """
    return repr(float(value)).removesuffix(".0")


def missing(answer: Answer) -> str:
    """Return the code of a missing answer; empty where the answer is there."""
    return f".{answer.missing}" if answer.missing else ""


def local(moment: Moment, zone: str) -> tuple[datetime | None, str]:
    """Return the local time and its zone: "" for the study's ``zone``, a name of ZONES, or +hh:mm; no time is None.

    A moment keeps its day and its instant, not its zone: a zone in which that instant is on that day serves as well.
    """
    if moment.utc is None:
        return None, ""
    for name, offset in _offsets(moment, zone):
        try:
            found = moment.utc.astimezone(offset)
        except OverflowError:  # the ends of the calendar
            continue
        if found.date() == moment.day:
            return found.replace(tzinfo=None), name
    return None, ""


def _offsets(moment: Moment, zone: str) -> Iterator[tuple[str, timezone]]:
    """Yield zones, the likely ones first; the last is made so that the day is right."""
    yield "", ZONES.get(zone.upper(), ZONES["WIB"])
    yield from ZONES.items()
    for hours in range(1, _HOURS):
        for sign in (1, -1):
            yield _named(timedelta(hours=sign * hours))
    assert moment.utc is not None  # noqa: S101 - `local` looked
    midnight = datetime(moment.day.year, moment.day.month, moment.day.day, tzinfo=UTC)
    for apart in (midnight - moment.utc, midnight + _DAY - timedelta(minutes=1) - moment.utc):
        if abs(apart) < _DAY:
            yield _named(apart)


def _named(offset: timedelta) -> tuple[str, timezone]:
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}", timezone(offset)


def offset_text(moment: Moment, zone: str) -> str:
    """Return a moment as ISO text: the day, the local time, and +hh:mm unless that is the study's ``zone``.

    >>> from datetime import date
    >>> offset_text(Moment(date(2026, 1, 5)), "WIB")
    '2026-01-05'
    """
    at, name = local(moment, zone)
    if at is None:
        return moment.day.isoformat()
    if name in ZONES:
        hours = (ZONES[name].utcoffset(None) or timedelta()) // timedelta(hours=1)
        name = f"+{hours:02}:00"
    return f"{at.isoformat('T', 'minutes')}{name}"


def cell(value: object, column: Column, zone: str) -> str:
    """Return the value of a table's column as its canonical cell; what is not known is an empty one."""
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case Moment():
            return offset_text(value, zone)
        case tuple():
            return "|".join(str(one) for one in value)
        case str():
            return protected(value) if column.kind in ("text", "key") else value
    return value.isoformat() if column.kind == "day" and hasattr(value, "isoformat") else str(value)
