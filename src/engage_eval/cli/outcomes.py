"""The commands under outcomes: counts of facilities are added and corrected one at a time."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded
from engage_eval.cli.recording import by_option, print_news, recording, value_name
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.model.tables import COUNT_KINDS

if TYPE_CHECKING:
    from engage_eval.actions.outcomes import Counted
    from engage_eval.actions.recording import Recording
    from engage_eval.model.outcome import Outcome


@click.group(
    cls=LazyGroup,
    lazy={
        "add": ("engage_eval.cli.outcomes:add", N_("Add the count of a facility in a period.")),
        "correct": ("engage_eval.cli.outcomes:correct", N_("Correct a count; the earlier one is kept.")),
    },
    help=N_("Record visits and other counts of facilities."),
)
def outcomes() -> None:
    """Hold the commands on counts."""


_BELOW_ZERO = re.compile(r"-\d+([.,]\d+)?")


class _CountCommand(TranslatedCommand):
    """A command whose last argument is a count."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take a number below zero as the count, so that the count is refused and no option is looked for."""
        counts = [
            at for at, word in enumerate(args) if _BELOW_ZERO.fullmatch(word) and not args[at - 1].startswith("--")
        ]
        if counts and "--" not in args:
            count = args[counts[-1]]
            args = [*args[: counts[-1]], *args[counts[-1] + 1 :], "--", count]
        return super().parse_args(ctx, args)


def _count_arguments(function: Callable[..., Any]) -> Callable[..., Any]:
    kind = click.option(
        "--kind",
        type=click.Choice(COUNT_KINDS),
        default=None,
        cls=TranslatedOption,
        help=N_("What the count is; left out, observed, or as it was."),
    )
    members = click.option(
        "--registered-members",
        "registered_members",
        metavar="N",
        default="",
        cls=TranslatedOption,
        help=N_("How many of the facility were registered in that period."),
    )
    for name, metavar in reversed(
        (("facility", "FACILITY"), ("period", "PERIOD"), ("measure", "MEASURE"), ("count", "COUNT"))
    ):
        function = click.argument(name, metavar=metavar)(function)
    return kind(members(function))


@click.command(
    cls=_CountCommand,
    help=N_("""Add a count: of FACILITY in PERIOD (2022 or 2022-01), MEASURE visits, new_referrals or patients."""),
    epilog="engage-eval outcomes add study.engage klinik-a 2022-01 visits 41",
)
@click.argument("study", metavar="STUDY")
@_count_arguments
@by_option
@click.pass_context
@edge
def add(ctx: click.Context, study: str, **given: Any) -> None:  # noqa: ANN401 - the options and the row's cells
    """Add the count."""
    from engage_eval.actions.outcomes import add as action

    _record(ctx, study, action, given)


@click.command(
    cls=_CountCommand,
    help=N_("""Correct the count of FACILITY in PERIOD and MEASURE; the earlier one is kept in the study file."""),
    epilog="engage-eval outcomes correct study.engage klinik-a 2022-01 visits 43",
)
@click.argument("study", metavar="STUDY")
@_count_arguments
@by_option
@click.pass_context
@edge
def correct(ctx: click.Context, study: str, **given: Any) -> None:  # noqa: ANN401 - the options and the row's cells
    """Correct the count."""
    from engage_eval.actions.outcomes import correct as action

    _record(ctx, study, action, given)


def _record(
    ctx: click.Context,
    study: str,
    action: "Callable[[Recording, Mapping[str, str]], Counted]",
    given: dict[str, Any],
) -> None:
    """Open the study, record the count by ``action``, and say what was recorded."""
    by, as_json = given.pop("by"), given.pop("as_json")
    with recording(study, by) as open_study:
        say = speak(ctx, open_study.language)
        cells = {name: value or "" for name, value in given.items()}
        _show(action(open_study, cells), say, as_json=as_json)


def _show(found: "Counted", say: Messages, *, as_json: bool) -> None:
    one = found.outcome
    if as_json:
        before = _json(found.before) if found.before else None
        console.as_json(
            {"outcome": _json(one), "before": before, "problems": as_rows(found.problems, say, of_recorded)}
        )
        return
    told = {"facility": one.facility, "period": one.period, "measure": value_name(one.measure, say)}
    console.line(say.text("{facility}, {period}, {measure}: {count}", count=one.count, **told))
    if found.before:
        console.line(say.text("  before: {count}", count=found.before.count))
    print_news(found.problems, say)


def _json(one: "Outcome") -> dict[str, object]:
    return {
        "facility": one.facility,
        "period": one.period,
        "measure": one.measure,
        "count": one.count,
        "kind": one.kind,
        "registered_members": one.registered_members,
    }
