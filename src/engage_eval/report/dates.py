"""Days in the words of a language."""

from datetime import date

from babel.dates import format_date

from engage_eval.core.messages import Messages


def day(found: date | None, speech: Messages) -> str:
    """Return "5 November 2023" in the language of ``speech``; a dash where there is none."""
    return "–" if found is None else format_date(found, "d MMMM y", locale=speech.language)


def period(first: date | None, last: date | None, speech: Messages) -> str:
    """Return "1 May 2023 to 5 November 2023"."""
    return speech.text("{first} to {last}", first=day(first, speech), last=day(last, speech))
