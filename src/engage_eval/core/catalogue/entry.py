"""What an entry of the catalogue is."""

from dataclasses import dataclass

from engage_eval.core.problem import Severity


def N_(message: str) -> str:  # noqa: N802 - gettext's own name, which the extractor looks for
    """Mark ``message`` for extraction, unchanged."""
    return message


@dataclass(frozen=True, slots=True)
class Entry:
    """Severity, what is wrong, what to do; ``{names}`` are the problem's parameters."""

    severity: Severity
    message: str
    hint: str = ""


def error(message: str, hint: str = "") -> Entry:
    """Return an entry that stops the analysis."""
    return Entry(Severity.ERROR, message, hint)


def held(message: str, hint: str = "") -> Entry:
    """Return an entry that holds content back."""
    return Entry(Severity.HELD, message, hint)


def warning(message: str, hint: str = "") -> Entry:
    """Return an entry that a person should look at."""
    return Entry(Severity.WARNING, message, hint)
