"""Text as it may stand in a file: without the characters that XML forbids, and aligned on the decimal by spaces."""

import re
from collections.abc import Sequence

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
FIGURE_SPACE = "\N{FIGURE SPACE}"
PUNCTUATION_SPACE = "\N{PUNCTUATION SPACE}"
PADDING = FIGURE_SPACE + PUNCTUATION_SPACE

# Signs that turn the direction of what follows; left in, one in a title would mirror the program's own sentences.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = {
    "id": re.compile(r"[+−]?\d[\d.]*(?:,(\d+))?%?"),
    "en": re.compile(r"[+−]?\d[\d,]*(?:\.(\d+))?%?"),
}


def clean(text: str) -> str:
    """Return ``text`` without signs that turn the direction of writing, and with what XML 1.0 forbids replaced."""
    return _ILLEGAL.sub(REPLACEMENT, _TURNING.sub("", text).replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return the cleaned text with all white space as single spaces."""
    return " ".join(clean(text).split())


def decimal_padding(texts: Sequence[str], language: str) -> tuple[str, ...]:
    """Return for each cell of a right-aligned column the spaces to put behind it, so that the decimals stand in line.

    A decimal tab would do it in one program and one regional setting only; spaces as wide as a digit do it everywhere.
    Cells that are no single number get none.
    """
    places = [_places(text, language) for text in texts]
    most = max(places, default=0)
    return tuple(_missing(have, most) for have in places)


def padding_anew(before: str, padding: str, now: str, language: str) -> str:
    """Return the spaces that ``now`` needs in a cell where ``before`` stood with ``padding`` behind it.

    >>> padding_anew("100%", PUNCTUATION_SPACE + FIGURE_SPACE, "92,9%", "id")
    ''
    """
    return _missing(_places(now, language), max(0, _places(before, language)) + padding.count(FIGURE_SPACE))


def _places(text: str, language: str) -> int:
    """Return how many decimals a number has, -1 for what is no single number."""
    match = _NUMBER[language].fullmatch(text)
    return len(match.group(1) or "") if match else -1


def _missing(have: int, most: int) -> str:
    if have < 0 or have >= most:
        return ""
    return (PUNCTUATION_SPACE if have == 0 else "") + FIGURE_SPACE * (most - have)
