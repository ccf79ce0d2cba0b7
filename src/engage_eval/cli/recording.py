"""What commands that record share: the study file, who records and when it happened, and what is to be looked at."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedOption
from engage_eval.cli.problems import of_recorded, print_problems
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.core.problem import Problem

if TYPE_CHECKING:
    from engage_eval.actions.recording import Recording
    from engage_eval.model.moment import Moment

BY_VARIABLE = "ENGAGE_EVAL_BY"


def by_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --by: who records, a key of the study's staff."""
    return click.option(
        "--by",
        metavar="KEY",
        default="",
        envvar=BY_VARIABLE,
        cls=TranslatedOption,
        help=N_("Who records it: a key of the staff. Left out: ENGAGE_EVAL_BY, else the only one there is."),
    )(function)


def at_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --at and --zone: when it happened, in the study's zone unless another is named."""
    zone = click.option(
        "--zone",
        metavar="WIB|WITA|WIT|UTC",
        default="",
        cls=TranslatedOption,
        help=N_("The zone of --at; left out, the study's."),
    )
    at = click.option(
        "--at",
        "at",
        metavar="TIME",
        default="",
        cls=TranslatedOption,
        help=N_('When it happened, as "2026-03-02 14:30" or a day; left out, now.'),
    )
    return at(zone(function))


def now() -> datetime:
    """Return the present time."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an id that nobody else makes: 80 random bits."""
    from secrets import token_hex

    return token_hex(10)


def recording(study: str, by: str, *, newcomer: str = "") -> "AbstractContextManager[Recording]":
    """Open the study to record in it, by the clock and with random ids."""
    from engage_eval.actions.recording import open_recording

    return open_recording(study, by, clock=now, ids=new_id, newcomer=newcomer)


def print_news(problems: Iterable[Problem], say: Messages) -> None:
    """Print what is held back or to be looked at because of what was recorded."""
    found = list(problems)
    if found:
        console.line()
        console.line(say.text("Recorded all the same; to look at:"))
        print_problems(found, say, judge=of_recorded)


def value_name(value: str, say: Messages) -> str:
    """Return an enumerated value as people say it; its key where it has no name."""
    from engage_eval.model.vocabulary import VALUES

    return VALUES[value].get(say.language) if value in VALUES else value


def when(moment: "Moment", zone: str) -> str:
    """Return a moment as people in ``zone`` write it."""
    from engage_eval.model.rules_lookups import written

    return written(moment, zone)


def in_doubt(people: Sequence[str], say: Messages) -> str:
    """Return the sentence about codes by which the contacts register may mean others than the study."""
    return say.text(
        "The contacts register knows these as erased, and merges since changed whose these codes are: "
        "{people}. Compare with the certificates.",
        people=", ".join(people),
    )
