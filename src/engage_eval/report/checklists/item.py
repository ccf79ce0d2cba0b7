"""What a checklist is: items, each with the function that fills it from the record."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Runs, Text
from engage_eval.report.build.context import Context


class Kind(Enum):
    """Where an item's value comes from: the record, nowhere yet, only the author, a draft for the author, no case."""

    RECORD = "record"
    MISSING = "missing"
    AUTHOR = "author"
    DRAFT = "draft"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Filled:
    """An item's value and the record that it rests on, or where it would be recorded; never a bare tick."""

    kind: Kind
    value: Runs
    source: str = ""


Fill = Callable[[Context], Filled]


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number in the checklist, its topic (a message) and what fills it."""

    number: str
    topic: str
    fill: Fill


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist: its name, the key of its reference, and its items in groups, each under a message."""

    name: str
    reference: str
    groups: tuple[tuple[str, tuple[Item, ...]], ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Return all items in order."""
        return tuple(item for _group, items in self.groups for item in items)


def record(value: Runs, source: str) -> Filled:
    """Return a value of the record."""
    return Filled(Kind.RECORD, value, source)


def missing(context: Context, source: str) -> Filled:
    """Return that nothing is recorded; ``source`` is where it would stand."""
    return Filled(Kind.MISSING, context.words(N_("not recorded")), source)


def draft(value: Runs, source: str = "") -> Filled:
    """Return a draft that the author must judge."""
    return Filled(Kind.DRAFT, value, source)


def author(context: Context) -> Filled:
    """Return that only the author can say."""
    return Filled(Kind.AUTHOR, context.words(N_("for the author to say")))


def not_applicable(context: Context, why: str) -> Filled:
    """Return that the item is no case here, with the message that says why."""
    return Filled(Kind.NOT_APPLICABLE, context.prose.text(N_("does not apply: {why}"), why=context.say(why)))


def texts(context: Context, wording: Texts, source: str) -> Filled:
    """Return a text of study.yaml."""
    return record(context.of(wording), source) if wording else missing(context, source)


def no_field(context: Context) -> Filled:
    """Return that nothing is recorded, and that no table holds it."""
    return Filled(
        Kind.MISSING,
        (*context.words(N_("not recorded")), Text(" "), *context.words(N_("(no table holds it; the author adds it)"))),
    )
