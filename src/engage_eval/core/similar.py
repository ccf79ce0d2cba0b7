"""What was likely meant: the known word that looks most like the one that was written."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches

_LIKE = 0.6  # difflib's ratio from which two words count as alike
_TRIED = 5
_LONGEST = 60  # of a longer word only the start is compared
_MOST = 1000  # among more words comparing would take long, and the guess would be worth little
_DIGITS = re.compile(r"[0-9]+")


def closest(written: str, known: Iterable[str], *, fold: Callable[[str], str] = str.casefold) -> str:
    """Return the one of ``known`` that was likely meant by ``written``; empty where none is near.

    Compared is what ``fold`` makes of the words; where several fold alike the first in order stands. A word that
    differs in its number alone is not suggested: R07 is not a slip for R06.
    """
    options = sorted(known, reverse=True)
    if len(options) > _MOST:
        return ""
    folded = {fold(one): one for one in options}
    near = get_close_matches(fold(written[:_LONGEST]), sorted(folded), n=_TRIED, cutoff=_LIKE)
    return next((folded[one] for one in near if not only_number_differs(written, folded[one])), "")


def only_number_differs(first: str, second: str) -> bool:
    """Return whether two keys differ in their numbers alone, so that neither is a likely slip of the other.

    >>> only_number_differs("R07", "R06"), only_number_differs("R7", "R07"), only_number_differs("R07", "P07")
    (True, False, False)
    """
    same_letters = _DIGITS.sub("0", first.casefold()) == _DIGITS.sub("0", second.casefold())
    return same_letters and _numbers(first) != _numbers(second)


def _numbers(text: str) -> list[str]:
    return [digits.lstrip("0") for digits in _DIGITS.findall(text)]
