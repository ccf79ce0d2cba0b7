"""Numerals inside figures: plain numbers, written and rounded as in prose and tables."""

from typing import Final, Literal, TypeAlias

from engage_eval.report.numbers import DASH, format_interval, format_value

Language: TypeAlias = Literal["id", "en"]

# The widest texts of their kind ("100,0%" where a share is nearly all): what a column or a margin must hold.
WIDEST_SHARE: Final = 0.9999
WIDEST_INTERVAL: Final = (0.888, 1.0)


def count(value: int, language: Language) -> str:
    """Write a count: 1.558 in Indonesian, 1,558 in English."""
    return format_value(value, "count", language)


def decimal(value: float, language: Language) -> str:
    """Write a number with two decimals: 1,25 in Indonesian, 1.25 in English."""
    return format_value(value, "decimal2", language)


def percent(share: float, language: Language) -> str:
    """Write a share (0 to 1) in percent with one decimal, exactly all or none with none: 65,0%, 100%."""
    return format_value(share, "share1", language)


def whole_percent(part: int, whole: int, language: Language) -> str:
    """Write a share as whole percent; what is not nothing never reads 0%, what is not all never reads 100%.

    >>> whole_percent(1, 219, "id")
    '<1%'
    """
    text = format_value(100 * part / whole, "decimal0", language) + "%"
    if part and text == "0%":
        return "<1%"
    return ">99%" if part < whole and text == "100%" else text


def change(before: int, after: int, language: Language) -> str:
    """Write the change from ``before`` to ``after`` in percent with its sign; a dash where ``before`` is zero.

    >>> change(1558, 1891, "id")
    '+21,4%'
    """
    return format_value((after - before) / before, "signed_change1", language) if before else DASH


def interval(low: float, high: float, language: Language) -> str:
    """Write an interval with two decimals: [1,13; 1,37] in Indonesian."""
    return format_interval(low, high, "interval_decimal2", language)


def share_interval(low: float, high: float, language: Language) -> str:
    """Write the interval of a share (0 to 1) in percent, without the sign: [43,3; 81,9]."""
    return format_interval(low, high, "interval1", language)
