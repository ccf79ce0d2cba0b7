"""Sentences in the language asked for: the gettext catalogues, and problems and reasons as text.

English stands in the code and is the message's id; Indonesian stands in locale/id. ``N_`` marks a text for
extraction where it is kept, ``Messages.text`` translates it where it is shown.
"""

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engage_eval.core.catalogue import lookup, reason_text
from engage_eval.core.estimate import Reason
from engage_eval.core.problem import Param, Problem

LANGUAGES = ("id", "en")
DOMAIN = "engage_eval"
LOCALE = Path(__file__).resolve().parent.parent / "locale"
# Where a text shows a command to be typed, a name of a file in it stands in quotes if a shell would split it.
_SPLIT = re.compile(r"[\s&;|()<>]")
_COMMAND = "engage-eval "
_FILES = re.compile(r"(?<![“\"])\{(name|folder|study|file|source|other)\}")


@dataclass(frozen=True, slots=True)
class Messages:
    """One language's texts."""

    language: str
    _translations: gettext.NullTranslations

    def text(self, message: str, **params: Param) -> str:
        """Translate ``message`` and fill in its ``{names}``."""
        translated = self._translations.gettext(message)
        return _filled(translated, params) if params else translated

    def plural(self, singular: str, plural: str, n: int, **params: Param) -> str:
        """Translate by number; ``{n}`` is filled in as well."""
        return self._translations.ngettext(singular, plural, n).format_map({"n": n, **params})

    def problem(self, problem: Problem) -> tuple[str, str]:
        """Return what is wrong, and what to do (with allowed values and a likely meant one where they are known)."""
        found = lookup(problem.code)
        message = _filled(self.text(found.message), problem.params)
        hint = _filled(self.text(found.hint), problem.params) if found.hint else ""
        hints = []
        if meant := problem.params.get("meant"):
            hints.append(self.text("Did you mean “{meant}”?", meant=meant))
        if allowed := problem.params.get("allowed"):
            hints.append(self.text("Allowed: {allowed}.", allowed=allowed))
        # A command at the end of a hint stays at the end, or what follows reads like a part of it.
        hints = [hint, *hints] if hint.endswith((".", "?", "!")) else [*hints, hint]
        return message, " ".join(filter(None, hints))

    def reason(self, reason: Reason) -> str:
        """Return why a number is undefined or refused."""
        return self.text(reason_text(reason.code)).format_map(reason.params)


def _filled(text: str, params: Mapping[str, Param]) -> str:
    before, command, after = text.partition(_COMMAND)
    if not command:
        return text.format_map(params)

    def quoted(found: re.Match[str]) -> str:
        return f'"{found[0]}"' if _SPLIT.search(str(params[found[1]])) else found[0]

    return (before + command + _FILES.sub(quoted, after)).format_map(params)


@cache
def messages(language: str) -> Messages:
    """Return the texts of ``language`` (id or en); English needs no catalogue."""
    if language == "en":
        return Messages("en", gettext.NullTranslations())
    return Messages(language, gettext.translation(DOMAIN, LOCALE, languages=[language]))
