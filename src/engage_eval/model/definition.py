"""Definitions as people wrote them: the text of study.yaml, instruments, codebooks and consent forms, with versions."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionText:
    """A definition as text; ``file`` is its path in a study folder, of which the text added last holds.

    ``kind`` is study, instrument, codebook, consent or kit.
    """

    kind: str
    file: str
    text: str
    name: str = ""
    version: str = ""
    language: str = ""
    approved_from: date | None = None
    approved_to: date | None = None
    recorded_at: str = ""  # UTC; empty where the definition comes from a folder
    by: str = ""
