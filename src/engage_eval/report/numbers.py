"""Numbers as text: the only place where a claim's number becomes digits.

Values are rounded half away from zero on their decimal notation (0.8545 as a share is 85.5%), as a reader would do by
hand; floats are taken at twelve significant digits, so that the noise of a subtraction doesn't decide a rounding.
"""

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from engage_eval.report.claims import FIELDS, Claim

DASH = "–"
MINUS = "−"
INTERVAL = "interval"  # the field of a format that shows low and high

_NOISE = 12  # significant digits of a float that count
_SMALLEST_P = Decimal("0.001")
_ONE = Decimal(1)
_HUNDRED = Decimal(100)

One = Callable[[Decimal, str], str]


def _exact(value: float) -> Decimal:
    if isinstance(value, int):
        return Decimal(value)
    if not math.isfinite(value):
        message = f"{value} is no number to show: an undefined value is None with a reason"
        raise ValueError(message)
    return Decimal(f"{value:.{_NOISE}g}")


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(_ONE.scaleb(-places), rounding=ROUND_HALF_UP)


@cache
def _pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _digits(value: Decimal, places: int, language: str) -> str:
    from babel.numbers import format_decimal

    rounded = _rounded(value, places)
    shown: str = format_decimal(abs(rounded), format=_pattern(places), locale=language, decimal_quantization=False)
    return (MINUS if rounded < 0 else "") + shown


def _decimal(places: int) -> One:
    def show(value: Decimal, language: str) -> str:
        return _digits(value, places, language)

    return show


def _signed(places: int) -> One:
    def show(value: Decimal, language: str) -> str:
        sign = "+" if _rounded(value, places) > 0 else ""
        return sign + _digits(value, places, language)

    return show


def _share(places: int) -> One:
    """Format a share as a percentage; all and none stand without decimals, so that 100% is never a rounded 99.96%."""

    def show(value: Decimal, language: str) -> str:
        whole = value in (0, 1)
        return _digits(value * _HUNDRED, 0 if whole else places, language) + "%"

    return show


def _change(places: int) -> One:
    """Format a change, given as a fraction, as a percentage with its sign."""

    def show(value: Decimal, language: str) -> str:
        return _signed(places)(value * _HUNDRED, language) + "%"

    return show


def _p(value: Decimal, language: str) -> str:
    """Format a p value's relation and digits: "= 0.002", "< 0.001", and "> 0.999" where only rounding makes it 1."""
    if value < _SMALLEST_P:
        return "< " + _digits(_SMALLEST_P, 3, language)
    if value < _ONE and _rounded(value, 3) == _ONE:
        return "> " + _digits(_ONE - _SMALLEST_P, 3, language)
    return "= " + _digits(value, 3, language)


def _p_in_prose(value: Decimal, language: str) -> str:
    return "p " + _p(value, language)


def _p_in_cell(value: Decimal, language: str) -> str:
    return _p(value, language).removeprefix("= ")


def _percent_points(value: Decimal, language: str) -> str:
    return _digits(value * _HUNDRED, 1, language)


def _change_points(value: Decimal, language: str) -> str:
    return _signed(1)(value * _HUNDRED, language)


_SINGLE: Mapping[str, One] = {
    "count": _decimal(0),
    "share1": _share(1),
    "signed_change1": _change(1),
    "signed_change2": _change(2),
    "decimal0": _decimal(0),
    "decimal1": _decimal(1),
    "decimal2": _decimal(2),
    "decimal3": _decimal(3),
    "ratio3": _decimal(3),
    "signed1": _signed(1),
    "p": _p_in_prose,
    "p_cell": _p_in_cell,
}

_INTERVALS: Mapping[str, One] = {
    "interval1": _percent_points,
    "interval_change1": _change_points,
    "interval_decimal1": _decimal(1),
    "interval_decimal2": _decimal(2),
    "interval_decimal3": _decimal(3),
    "interval_signed1": _signed(1),
}

FORMATS: frozenset[str] = frozenset(_SINGLE) | frozenset(_INTERVALS)
"""count 1.558 | share1 65,0% (of a fraction; exactly all or none: 100%, 0%) | signed_change1, signed_change2 +24,66%
(of a fraction) | decimal0 to decimal3, ratio3 1,310 | signed1 +112,5 | p "p = 0,002" | p_cell "0,002" | with field
"interval": interval1 [43,3; 81,9] (of fractions), interval_change1 [+10,6; +55,2] (of fractions), interval_decimal1 to
interval_decimal3, interval_signed1 [+44,5; +195,0]."""


def fits(field: str, format_name: str) -> bool:
    """Return whether a format shows a field of Claim, or "interval".

    >>> fits("value", "share1"), fits("interval", "share1"), fits("value", "tanggal")
    (True, False, False)
    """
    known = field in FIELDS or field == INTERVAL
    return known and format_name in FORMATS and (field == INTERVAL) == (format_name in _INTERVALS)


def format_number(claim: Claim, field: str, format_name: str, language: str) -> str:
    """Return the text of a claim's number in ``language`` (id, en): a dash where it is undefined.

    ``field`` is a field of Claim, or "interval" with an interval format. Raises KeyError for an unknown format or
    field, ValueError for a number that is not finite or a format that doesn't fit the field.
    """
    if (field == INTERVAL) != (format_name in _INTERVALS) and format_name in FORMATS:
        message = f"format {format_name} does not show the field {field} ({claim.id})"
        raise ValueError(message)
    if field == INTERVAL:
        return format_interval(claim.low, claim.high, format_name, language)
    return format_value(claim.number(field), format_name, language)


def format_value(value: float | None, format_name: str, language: str) -> str:
    """Return the text of a bare number, where no claim stands behind it; a dash for None. Raises as format_number."""
    return DASH if value is None else _SINGLE[format_name](_exact(value), language)


def format_interval(low: float | None, high: float | None, format_name: str, language: str) -> str:
    """Return the text of a bare interval, a dash where an end is None. Raises as format_number."""
    if low is None or high is None:
        return DASH
    show = _INTERVALS[format_name]
    return f"[{show(_exact(low), language)}; {show(_exact(high), language)}]"


def raw_number(claim: Claim, field: str) -> str:
    """Return a claim's number as it is kept: shortest notation that reads back equal, empty where undefined."""
    if field == INTERVAL:
        bounds = (claim.low, claim.high)
        return "" if None in bounds else " ".join(repr(bound) for bound in bounds)
    value = claim.number(field)
    return "" if value is None else repr(value)
