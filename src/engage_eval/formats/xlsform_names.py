"""Names of XLSForms as keys of an instrument, and languages of XLSForms as ours."""

import re
import unicodedata
from dataclasses import dataclass, field

from engage_eval.formats.fields import survives_excel
from engage_eval.formats.instrument_items import is_free_key, is_twin_key

MOST_IN_KEY = 24
_LANGUAGES = {
    "id": ("id", "in", "ind", "bahasa", "indonesia", "indonesian", "bahasa indonesia"),
    "en": ("en", "eng", "english", "inggris", "bahasa inggris"),
}
_CODE = re.compile(r"(.*)\(\s*([a-z]{2,3})(?:[-_][a-z]+)?\s*\)")


def language_code(name: str) -> str:
    """Return id or en for a language's name in an XLSForm; empty for another language.

    >>> [language_code(one) for one in ("Bahasa Indonesia (id)", "English", "Français (fr)")]
    ['id', 'en', '']
    """
    wanted = name.strip().casefold()
    match = _CODE.fullmatch(wanted)
    words = (match[2],) if match else (wanted,)
    return next((code for code, names in _LANGUAGES.items() if any(word in names for word in words)), "")


@dataclass(slots=True)
class Keys:
    """Gives each name a key of its own; ``items`` are keys of items, for which some words are reserved."""

    items: bool = False
    most: int = MOST_IN_KEY
    taken: set[str] = field(default_factory=set)

    def of(self, name: str, fallback: str) -> str:
        """Return the key for ``name``, as like it as may be; ``fallback`` where nothing of it can stand in a key."""
        key = _slug(name, fallback)[: self.most].rstrip("_")
        if self.items and is_twin_key(key):
            # umur_w would be the importance of umur: the last _ goes.
            key = "".join(key.rsplit("_", 1))
        if not self._is_allowed(key):
            key = f"{fallback}_{key}"[: self.most].rstrip("_")
        stem, number = key[: self.most - 3].rstrip("_"), 2
        while not self._is_free(key):
            key, number = f"{stem}{number}", number + 1
        self.taken.add(key)
        return key

    def _is_free(self, key: str) -> bool:
        return key not in self.taken and self._is_allowed(key)

    def _is_allowed(self, key: str) -> bool:
        return is_free_key(key) if self.items else survives_excel(key)


def choice_keys(names: tuple[str, ...]) -> dict[str, str]:
    """Return name -> key for the choices of a list: whole numbers stay where all are, else each is a word.

    >>> choice_keys(("1", "99")), choice_keys(("ya", "1", "Tidak tahu"))
    ({'1': '1', '99': '99'}, {'ya': 'ya', '1': 'pilihan_1', 'Tidak tahu': 'tidak_tahu'})
    """
    if all(name.lstrip("-").isdecimal() and str(int(name)) == name for name in names):
        return {name: name for name in names}
    keys = Keys(most=40)
    kept = {name: name for name in names if survives_excel(name)}
    keys.taken |= set(kept)
    return {name: kept.get(name) or keys.of(name, "pilihan") for name in names}


def _slug(name: str, fallback: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not key:
        return fallback
    return key if key[0].isalpha() else f"{fallback}_{key}"
