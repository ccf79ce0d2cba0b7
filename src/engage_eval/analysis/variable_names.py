"""Names of variables that SPSS, Stata, R and SmartPLS all take."""

import re

LONGEST = 28  # Stata has 32, and the writer of its files names labels by name and number of the variable; SPSS has 64
# What SPSS or Stata reads as a word of its own language.
_RESERVED = frozenset(
    (
        *("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"),
        *("byte", "double", "float", "if", "in", "int", "long", "using", "strl"),
    )
)
_STRING_TYPE = re.compile(r"str[0-9]+")


class Names:
    """The names that are taken so far; two that differ in capitals alone are one to SPSS."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """Return ``wanted`` as a name that is allowed and free.

        >>> names = Names()
        >>> names.take("channel_e-mail"), names.take("channel_e_mail"), names.take("to")
        ('channel_e_mail', 'channel_e_mail_2', 'item_to')
        """
        base = re.sub(r"[^a-z0-9_]", "_", wanted.casefold())
        if not base[:1].isalpha() or base in _RESERVED or _STRING_TYPE.fullmatch(base):
            base = f"item_{base.lstrip('_')}"
        found = base = base[:LONGEST].rstrip("_")
        number = 1
        while found in self._taken:
            number += 1
            ending = f"_{number}"
            found = f"{base[: LONGEST - len(ending)]}{ending}"
        self._taken.add(found)
        return found
