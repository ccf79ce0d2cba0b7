"""The commands under analyse: results of a study as tables, JSON or CSV."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.study import print_banner, study_argument
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.model.snapshot import Snapshot


@click.group(
    cls=LazyGroup,
    lazy={
        "dispositions": ("engage_eval.cli.analyse:dispositions", N_("Final states, reach, the headline share.")),
        "responses": ("engage_eval.cli.analyse:responses", N_("How the questions were answered.")),
        "outcomes": ("engage_eval.cli.analyse:outcomes", N_("Visit counts before and after.")),
    },
    help=N_("Print results: final states, answers, visit counts."),
)
def analyse() -> None:
    """Hold the analyses."""


def _csv_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        "--csv",
        "csv_file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        cls=TranslatedOption,
        help=N_("Write the results to a CSV file as well; it is replaced."),
    )


def _opened(ctx: click.Context, study: str) -> tuple["Snapshot", Messages]:
    from engage_eval.actions import analyse as actions
    from engage_eval.actions import study as studies

    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    if ctx.params["csv_file"]:
        actions.check_csv_target(ctx.params["csv_file"], Path(study))
    snapshot = studies.sound(workspace)
    if not ctx.params["as_json"]:
        print_banner(snapshot.study, say)
    return snapshot, say


@click.command(
    cls=TranslatedCommand,
    help=N_("Print everyone's final state, reach, and the headline over each denominator."),
    epilog="engage-eval analyse dispositions my-study",
)
@study_argument
@_csv_option()
@click.pass_context
@edge
def dispositions(ctx: click.Context, study: str, csv_file: Path | None, *, as_json: bool) -> None:
    """Print the final states."""
    from engage_eval.actions import analyse as actions
    from engage_eval.analysis.dispositions import to_json
    from engage_eval.cli.results import print_states

    snapshot, say = _opened(ctx, study)
    found = actions.dispositions(snapshot)
    if csv_file:
        actions.write_csv(csv_file, actions.disposition_rows(found))
    if as_json:
        console.as_json(to_json(found, say.reason))
    else:
        print_states(found, snapshot.instruments, say)


@click.command(
    cls=TranslatedCommand,
    help=N_("Print how each closed question was answered, and the rule over the characteristics."),
    epilog="engage-eval analyse responses my-study --csv answers.csv",
)
@study_argument
@_csv_option()
@click.pass_context
@edge
def responses(ctx: click.Context, study: str, csv_file: Path | None, *, as_json: bool) -> None:
    """Print the distributions."""
    from engage_eval.actions import analyse as actions
    from engage_eval.analysis.responses import to_json
    from engage_eval.cli.results import print_responses

    snapshot, say = _opened(ctx, study)
    found = actions.responses(snapshot)
    if csv_file:
        actions.write_csv(csv_file, actions.response_rows(found, say.language))
    if as_json:
        console.as_json(to_json(found, say.language, say.reason))
    else:
        print_responses(found, snapshot.instrument(), say)


@click.command(
    cls=TranslatedCommand,
    help=N_("Print the counts per facility before and after, and the change in every way of summing it up."),
    epilog="engage-eval analyse outcomes my-study --json",
)
@study_argument
@_csv_option()
@click.pass_context
@edge
def outcomes(ctx: click.Context, study: str, csv_file: Path | None, *, as_json: bool) -> None:
    """Print the comparison."""
    from engage_eval.actions import analyse as actions
    from engage_eval.analysis.outcomes import to_json
    from engage_eval.cli.results import print_outcomes

    snapshot, say = _opened(ctx, study)
    found = actions.outcomes(snapshot)
    if csv_file:
        actions.write_csv(csv_file, actions.outcome_rows(found))
    if as_json:
        console.as_json(to_json(found, say.reason))
    else:
        print_outcomes(found, say)
