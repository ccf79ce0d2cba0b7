"""Faults of a study as values: a code, its parameters and the place where it stands.

No sentence is made here; ``core.messages`` makes it at the edge, in the language asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Param: TypeAlias = str | int | float


class Severity(StrEnum):
    """How far a problem reaches: nothing is analysed, content is held back, or a person should look."""

    ERROR = "error"
    HELD = "held"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: file relative to the study folder, line (1 = first, a row number in a sheet), key."""

    file: str = ""
    line: int | None = None
    key: str = ""

    def at(self, key: str) -> "Place":
        """Return the same line with another key (a column, an item)."""
        return Place(file=self.file, line=self.line, key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, or to be looked at; its severity stands in the catalogue under ``code``."""

    code: str
    place: Place = field(default_factory=Place)
    params: Mapping[str, Param] = field(default_factory=dict)
