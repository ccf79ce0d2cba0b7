"""Interviews and their answers."""

from dataclasses import dataclass, field

from engage_eval.core.problem import Place
from engage_eval.model.moment import Moment

# How an interview ended, best first.
ENDS = ("complete", "partial", "break_off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One sitting with one participant."""

    id: str
    participant: str
    instrument: str
    version: str
    mode: str  # face | telephone | self
    started_at: Moment
    end: str
    form: str = ""
    interviewer: str = ""
    ended_at: Moment | None = None
    venue: str = ""  # the column is called place
    others_present: str = ""
    recorded: bool | None = None
    field_notes: str = ""
    repeat_of: str = ""
    submission: str = ""
    change_reason: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewEvent:
    """A pause in an interview, or its going on."""

    interview: str
    event: str  # paused | resumed
    at: Moment
    by: str = ""
    place: Place = field(default_factory=Place, compare=False)


def pause_order(event: InterviewEvent) -> tuple[str, str]:
    """Sort pauses by time; of one minute the pause stands before its end, never in the order of the rows."""
    return event.at.sort_key(), event.event


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; exactly one of choice, number, text and missing is set. Dates are ISO text.

    ``position`` counts the choices of a multiple answer from 0. ``place`` is the row's; the item is its column.
    """

    interview: str
    item: str
    position: int = 0
    choice: str | None = None
    number: float | None = None
    text: str | None = None
    missing: str | None = None  # skip | refused | na
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupersededAnswer:
    """An earlier answer that a later one replaced."""

    interview: str
    item: str
    value: str
    at: Moment | None = None
    by: str = ""
    reason: str = ""
    place: Place = field(default_factory=Place, compare=False)
