"""The languages of one schedule, Indonesian first where there are two, and what is said in both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from engage_eval.core.messages import Messages, messages
from engage_eval.core.problem import Param
from engage_eval.model.instrument import Instrument
from engage_eval.report.docx.inline import language_tag
from engage_eval.report.paper.elements import beside
from engage_eval.report.schedule.conditions import Wording
from engage_eval.report.schedule.plan import Plan


@dataclass(frozen=True, slots=True)
class Voice:
    """One language: its texts, and the words of conditions."""

    speech: Messages
    wording: Wording

    @property
    def language(self) -> str:
        """Return id or en."""
        return self.speech.language

    @property
    def tag(self) -> str:
        """Return the language as Word names it."""
        return language_tag(self.language)

    def text(self, message: str, **params: Param) -> str:
        """Return a text of ours in this language."""
        return self.speech.text(message, **params)


@dataclass(frozen=True, slots=True)
class Voices:
    """All languages of a schedule."""

    plan: Plan
    all: tuple[Voice, ...]

    @property
    def instrument(self) -> Instrument:
        """Return the instrument."""
        return self.plan.instrument

    @property
    def single(self) -> bool:
        """Return whether there is one language only."""
        return len(self.all) == 1

    @property
    def tag(self) -> str:
        """Return the first language as Word names it."""
        return self.all[0].tag

    def label(self, message: str, **params: Param) -> str:
        """Return a short text in all languages, one after the other, each once."""
        return " / ".join(dict.fromkeys(voice.text(message, **params) for voice in self.all))

    def sides(self, made: Callable[[Voice], Sequence[Element]], width: int) -> list[Element]:
        """Return what ``made`` says in each language, side by side; nothing where it says nothing."""
        columns = [[*made(voice)] for voice in self.all]
        return beside(columns, width) if any(columns) else []


def make_voices(plan: Plan, languages: Sequence[str]) -> Voices:
    """Return the voices of ``languages`` for a plan."""
    numbers = plan.numbers
    return Voices(
        plan,
        tuple(Voice(messages(one), Wording(plan.instrument, numbers, messages(one))) for one in languages),
    )
