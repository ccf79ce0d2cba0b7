"""A text in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The Indonesian and the English wording; empty text where there is none."""

    id: str = ""
    en: str = ""

    def get(self, language: str) -> str:
        """Return the wording in ``language`` (id or en), else the other one."""
        wanted, other = (self.en, self.id) if language == "en" else (self.id, self.en)
        return wanted or other

    def __bool__(self) -> bool:
        """Return whether there is any wording."""
        return bool(self.id or self.en)
