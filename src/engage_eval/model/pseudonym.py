"""Pseudonyms with a check character: site, four random characters, check character (BU-7K3Q-M)."""

import re

# Crockford's base 32 leaves out I, L, O and U, which are mistaken for other characters.
BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ISO = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RANDOM = 4  # characters between site and check character
PSEUDONYMS = len(BASE32) ** _RANDOM  # so many a site can have
_SHAPE = re.compile(rf"([A-Z0-9]+)-([{BASE32}]{{4}})-([A-Z0-9])")


def check_character(text: str) -> str:
    """Return the check character of ``text`` (digits and capital letters).

    Source: ISO 7064:2003, hybrid system MOD 37,36: it notices every single wrong character and nearly every
    swap of two neighbours.

    >>> check_character("BU7K3Q")
    'M'
    """
    size = len(_ISO)
    carry = size
    for character in text:
        carry = (carry + _ISO.index(character)) % size or size
        carry = carry * 2 % (size + 1)
    return _ISO[(size + 1 - carry) % size]


def pseudonym(site: str, number: int) -> str:
    """Return the pseudonym of a site (capital letters and digits) with ``number`` as its four characters.

    ``number`` counts from 0; what is more than four characters hold is cut off.

    >>> pseudonym("BU", 248951)
    'BU-7K3Q-M'
    """
    size = len(BASE32)
    signs = "".join(BASE32[number // size**place % size] for place in range(_RANDOM - 1, -1, -1))
    return f"{site}-{signs}-{check_character(site + signs)}"


def is_mistyped(pseudonym: str) -> bool:
    """Return whether ``pseudonym`` has the shape with a check character, and that character is wrong.

    >>> is_mistyped("BU-7K3Q-M"), is_mistyped("BU-7K3R-M"), is_mistyped("R01")
    (False, True, False)
    """
    found = _SHAPE.fullmatch(pseudonym)
    return found is not None and check_character(found[1] + found[2]) != found[3]
