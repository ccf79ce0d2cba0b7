"""Sentences with living numbers: a translated template whose {names} become runs."""

from collections.abc import Iterable
from string import Formatter

from engage_eval.core.messages import Messages
from engage_eval.report.blocks import Number, Ref, Run, Runs, Text

Piece = str | int | Number | Ref | Text | tuple[Run, ...]


def runs(template: str, **pieces: Piece) -> Runs:
    """Return the runs of ``template`` (already translated); ``**bold**`` is not markup, use Text for it."""
    made: list[Run] = []
    for literal, name, _spec, _conversion in Formatter().parse(template):
        if literal:
            made.append(Text(literal))
        if name is not None:
            made.extend(_as_runs(pieces[name]))
    return tuple(made)


def _as_runs(piece: Piece) -> Runs:
    if isinstance(piece, tuple):
        return piece
    if isinstance(piece, str | int):
        return (Text(str(piece)),)
    return (piece,)


def joined(parts: Iterable[Runs], separator: str = " ") -> Runs:
    """Return the parts as one sequence of runs with ``separator`` between them."""
    made: list[Run] = []
    for part in parts:
        if made:
            made.append(Text(separator))
        made.extend(part)
    return tuple(made)


def listed(parts: Iterable[str], speech: Messages) -> str:
    """Return "a, b and c" in the language of ``speech``."""
    found = [part for part in parts if part]
    if len(found) <= 1:
        return "".join(found)
    return speech.text("{first} and {last}", first=", ".join(found[:-1]), last=found[-1])


class Prose:
    """Sentences in one language, with short names for numbers."""

    def __init__(self, speech: Messages) -> None:
        """Write in the language of ``speech``."""
        self.speech = speech
        self.language = speech.language

    def text(self, message: str, **pieces: Piece) -> Runs:
        """Return ``message`` translated, with its {names} as runs."""
        return runs(self.speech.text(message), **pieces)

    def plural(self, singular: str, plural: str, n: int, **pieces: Piece) -> Runs:
        """Return the translation for ``n``; a number that is to live stands among the pieces by a name of its own."""
        template = self.speech.plural(singular, plural, n, **{name: f"{{{name}}}" for name in pieces})
        return runs(template, **pieces)

    def words(self, message: str) -> Runs:
        """Return a translated text without numbers."""
        return (Text(self.speech.text(message)),)


def count(claim: str, field: str = "count") -> Number:
    """Return a whole number."""
    return Number(claim, field, "count")


def share(claim: str) -> Number:
    """Return a share as a percentage with one decimal."""
    return Number(claim, "value", "share1")


def interval(claim: str) -> Number:
    """Return an interval of shares in percent, one decimal."""
    return Number(claim, "interval", "interval1")
