"""The commands import participants and import outcomes: the new rows of a table, into a study file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded, of_refused, print_problems
from engage_eval.cli.recording import by_option, new_id, now, recording
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.import_table import Imported
    from engage_eval.actions.recording import Recording


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what both commands take."""
    skip = click.option(
        "--skip-refused",
        is_flag=True,
        cls=TranslatedOption,
        help=N_("Leave out what is refused, and import the rest; without it nothing is."),
    )
    dry = click.option(
        "--dry-run", is_flag=True, cls=TranslatedOption, help=N_("Only say what is new, the same or refused, and why.")
    )
    study = click.argument("study", metavar="STUDY")
    source = click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
    return source(study(dry(skip(by_option(function)))))


@click.command(
    cls=TranslatedCommand,
    help=N_("""Take people into a study file from a table (CSV or Excel) with the columns of participants.

Rows whose code is known already must say the same. Any refused row stops the whole import."""),
    epilog="engage-eval import participants people.csv study.engage --dry-run",
)
@_options
@click.pass_context
@edge
def participants(ctx: click.Context, source: Path, study: str, **how: Any) -> None:  # noqa: ANN401 - the options above
    """Take the people in."""
    _take_in(ctx, "participants", source, study, how)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Take counts into a study file from a table (CSV or Excel) with the columns of outcomes.

A count that is there already must be the same: to correct one, use engage-eval outcomes correct. Any refused row stops
the whole import."""),
    epilog="engage-eval import outcomes visits.xlsx study.engage --dry-run",
)
@_options
@click.pass_context
@edge
def outcomes(ctx: click.Context, source: Path, study: str, **how: Any) -> None:  # noqa: ANN401 - the options above
    """Take the counts in."""
    _take_in(ctx, "outcomes", source, study, how)


def _take_in(ctx: click.Context, table: str, source: Path, study: str, how: dict[str, Any]) -> None:
    from engage_eval.actions import import_table as actions

    dry_run, skip_refused = how["dry_run"], how["skip_refused"]
    with _opened(study, how["by"], dry_run=dry_run) as open_study:
        say = speak(ctx, open_study.language)
        found = actions.take_in(open_study, table, source, skip_refused=skip_refused, is_preview=dry_run)
    if how["as_json"]:
        console.as_json(
            {
                "table": found.table,
                "new": found.new,
                "same": found.same,
                "refused": as_rows(found.refused, say, of_refused),
                "problems": as_rows(found.problems, say, of_recorded),
                "recorded": not dry_run,
            }
        )
    else:
        _print(found, source, say, dry_run=dry_run)
    if dry_run and found.refused and not skip_refused:
        ctx.exit(1)


def _opened(study: str, by: str, *, dry_run: bool) -> "AbstractContextManager[Recording]":
    from engage_eval.actions.recording import open_preview

    return open_preview(study, clock=now, ids=new_id) if dry_run else recording(study, by)


def _print(found: "Imported", source: Path, say: Messages, *, dry_run: bool) -> None:
    told = {"new": found.new, "same": found.same, "refused": len({one.place.line for one in found.refused})}
    console.line(say.text("{file}: new rows {new}, the same {same}, refused {refused}.", file=source.name, **told))
    console.line()
    if found.refused:
        console.line(say.text("Refused:"))
        print_problems(found.refused, say, judge=of_refused)
    if found.problems:
        console.line(say.text("To look at:"))
        print_problems(found.problems, say, judge=of_recorded)
    if dry_run:
        console.line(say.text("Nothing was recorded; leave --dry-run out to import."))
    elif not found.new:
        console.line(say.text("Nothing was new, so nothing was recorded."))
