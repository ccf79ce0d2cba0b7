"""Numerals inside figures: counts, percentages, ratios and intervals in Indonesian or English notation."""

from typing import Final, Literal, TypeAlias

Language: TypeAlias = Literal["id", "en"]

MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"
_TO_INDONESIAN: Final = str.maketrans({",": ".", ".": ","})


def decimal(value: float, language: Language, places: int = 2) -> str:
    """Write a number with thousands separated and ``places`` decimals: 1,25 in Indonesian, 1.25 in English.

    >>> decimal(1234.5, "id", 1)
    '1.234,5'
    """
    # Adding 0.0 turns a rounded -0.0 into 0.0: "minus nothing" is no number to print.
    text = f"{abs(round(value, places)):,.{places}f}"
    signed = MINUS + text if round(value, places) + 0.0 < 0 else text
    return signed.translate(_TO_INDONESIAN) if language == "id" else signed


def count(value: int, language: Language) -> str:
    """Write a count: 1.558 in Indonesian, 1,558 in English."""
    return decimal(value, language, 0)


def percent(share: float, language: Language, places: int = 1) -> str:
    """Write a share (0 to 1) in percent: 65,0% in Indonesian."""
    return decimal(100 * share, language, places) + "%"


def whole_percent(part: int, whole: int, language: Language) -> str:
    """Write a share as whole percent; what is not nothing never reads 0%, what is not all never reads 100%.

    >>> whole_percent(1, 219, "id")
    '<1%'
    """
    rounded = round(100 * part / whole)
    if rounded == 0 and part:
        return "<1%"
    whole_rounded = 100
    return ">99%" if rounded == whole_rounded and part < whole else percent(part / whole, language, 0)


def change(before: int, after: int, language: Language) -> str:
    """Write the change from ``before`` to ``after`` in percent with its sign; a dash where ``before`` is zero.

    >>> change(1558, 1891, "id")
    '+21,4%'
    """
    if before == 0:
        return DASH
    text = percent((after - before) / before, language)
    return f"+{text}" if after > before else text


def interval(low: float, high: float, language: Language, places: int = 2) -> str:
    """Write an interval: [1,13; 1,37] in Indonesian, [1.13, 1.37] in English."""
    between = "; " if language == "id" else ", "
    return f"[{decimal(low, language, places)}{between}{decimal(high, language, places)}]"


def share_interval(low: float, high: float, language: Language) -> str:
    """Write the interval of a share (0 to 1) in percent, without the sign: [43,3; 81,9]."""
    return interval(100 * low, 100 * high, language, 1)
