"""What a file of answers holds, whoever wrote it: rows of the model with their places, and what is wrong where."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from engage_eval.core.problem import Place, Problem
from engage_eval.model.interview import Answer, Interview, InterviewEvent
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff

# A row of a file: the file as shown, and its line.
Line: TypeAlias = tuple[str, int]
# Tables of which only rows with new keys are taken over, and those of events, where every row is one of its own.
KEYED = ("participants", "staff")
LOGS = ("attributes", "recruitment", "consent", "interview_events")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The rows of a file, in its order.

    ``restated`` holds, for an interview that a row states as a whole, the items that the row could answer: one of them
    without an answer had its answer taken back. ``interview_of`` says which interview a line is about, also where the
    line could not be read. ``faults`` are the problems for which lines (or columns) are refused, ``notes`` the others.
    ``heads`` says what the file calls a column of ours: (consent or empty, column) -> head.
    """

    participants: tuple[Participant, ...] = ()
    staff: tuple[Staff, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    recruitment: tuple[RecruitmentEvent, ...] = ()
    consent: tuple[ConsentEvent, ...] = ()
    interviews: tuple[Interview, ...] = ()
    interview_events: tuple[InterviewEvent, ...] = ()
    answers: tuple[Answer, ...] = field(default=(), repr=False)
    restated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    interview_of: Mapping[Line, str] = field(default_factory=dict)
    faults: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    heads: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def as_written(self, problem: Problem, table: str = "") -> Problem:
        """Return a problem with the head of its column as the file has it; what is about consent has heads of its own.

        ``table`` is the problem's table, where its code does not say it.
        """
        kind = "consent" if table == "consent" or problem.code.startswith("consent.") else ""
        head = self.heads.get((kind, problem.place.key))
        return replace(problem, place=problem.place.at(head)) if head else problem


def line_of(place: Place) -> Line:
    """Return the row on which something stands."""
    return place.file, place.line or 0
