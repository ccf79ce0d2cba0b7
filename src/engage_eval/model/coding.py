"""Transcripts, turns, codings, rounds and memos, as the study folder's tables have them."""

from dataclasses import dataclass, field

from engage_eval.core.problem import Place
from engage_eval.model.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One version of one participant's transcript."""

    id: str
    participant: str
    file: str
    sha256: str
    interview: str = ""
    language: str = ""
    source: str = ""
    supersedes: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker said; start and stop are code points of the canonical text, half-open."""

    transcript: str
    start: int
    stop: int
    role: str
    speaker: str = ""
    ms_from: int | None = None
    ms_to: int | None = None
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A coding round."""

    id: str
    codebook_version: str
    unit: str
    blind: bool
    coders: tuple[str, ...]
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEvent:
    """A round opened or closed, or a transcript done by a coder."""

    round: str
    event: str
    at: Moment
    transcript: str = ""
    coder: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A code on a span of a transcript, by one coder."""

    id: str
    transcript: str
    start: int
    stop: int
    code: str
    coder: str
    origin: str
    quotation: str
    at: Moment
    round: str = ""
    replaces: str = ""
    retracted_at: Moment | None = None
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudication:
    """A decision over codings that differ."""

    id: str
    round: str
    codings: tuple[str, ...]
    decision: str
    reason: str
    by: str = ""
    at: Moment | None = None
    result: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A note on something."""

    id: str
    target_kind: str
    target: str
    text: str
    by: str = ""
    at: Moment | None = None
    from_participant: str = ""
    supersedes: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """That a person's content, or a transcript, was erased: a certificate without a word of content.

    ``by`` is empty where the program did it again, by what the register knew.
    """

    participant: str
    scope: str
    at: Moment
    by: str = ""
    counts: str = ""
    place: Place = field(default_factory=Place, compare=False)
