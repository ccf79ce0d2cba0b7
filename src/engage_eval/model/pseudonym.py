"""Pseudonyms with a check character: site, four random characters, check character (BU-7K3Q-M)."""

import re

# Crockford's base 32 leaves out I, L, O and U, which are mistaken for other characters.
BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ISO = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
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


def is_mistyped(pseudonym: str) -> bool:
    """Return whether ``pseudonym`` has the shape with a check character, and that character is wrong.

    >>> is_mistyped("BU-7K3Q-M"), is_mistyped("BU-7K3R-M"), is_mistyped("R01")
    (False, True, False)
    """
    found = _SHAPE.fullmatch(pseudonym)
    return found is not None and check_character(found[1] + found[2]) != found[3]
