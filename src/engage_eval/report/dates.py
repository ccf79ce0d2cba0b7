"""Days in the words of a language."""

from collections.abc import Iterable, Sequence
from datetime import date

from babel.dates import format_date

from engage_eval.core.messages import Messages
from engage_eval.report.prose import listed


def day(found: date | None, speech: Messages) -> str:
    """Return "5 November 2023" in the language of ``speech``; a dash where there is none."""
    return "–" if found is None else format_date(found, "d MMMM y", locale=speech.language)


def period(first: date | None, last: date | None, speech: Messages) -> str:
    """Return "1 May 2023 to 5 November 2023"."""
    return speech.text("{first} to {last}", first=day(first, speech), last=day(last, speech))


def month(label: str, speech: Messages, *, short: bool = False) -> str:
    """Return the month "2023-01" as "January 2023", or as "Jan 2023"."""
    found = date(int(label[:4]), int(label[5:]), 1)
    return format_date(found, "LLL y" if short else "LLLL y", locale=speech.language)


def month_names(speech: Messages) -> tuple[str, ...]:
    """Return the names of the twelve months."""
    return tuple(format_date(date(2000, number, 1), "LLLL", locale=speech.language) for number in range(1, 13))


def periods_text(labels: Iterable[str], speech: Messages) -> str:
    """Return periods in words: months of a year, months of any year, and years as they are.

    >>> from engage_eval.core.messages import messages
    >>> periods_text(["2023-11", "12", "2023"], messages("en"))
    'November 2023, December and 2023'
    """
    names = month_names(speech)
    return listed([_period_text(label, names, speech) for label in labels], speech)


def _period_text(label: str, names: Sequence[str], speech: Messages) -> str:
    if label[4:5] == "-" and label[5:].isdecimal():
        return month(label, speech)
    return names[int(label) - 1] if label.isdecimal() and int(label) in range(1, 13) else label
