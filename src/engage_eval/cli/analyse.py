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
        "engagement": (
            "engage_eval.cli.analyse_engagement:engagement",
            N_("Engagement item by item, and the broadcasts."),
        ),
        "fit": ("engage_eval.cli.analyse_fit:fit", N_("Task-Technology Fit: scores and quadrants.")),
        "outcomes": ("engage_eval.cli.analyse:outcomes", N_("Visit counts before and after.")),
        "recruitment": ("engage_eval.cli.analyse_recruitment:recruitment", N_("Who recruited whom, and how far.")),
    },
    help=N_("Print results: final states, answers, visit counts."),
)
def analyse() -> None:
    """Hold the analyses."""


def csv_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --csv FILE."""
    return click.option(
        "--csv",
        "csv_file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        cls=TranslatedOption,
        help=N_("Write the results to a CSV file as well; it is replaced."),
    )


def opened(ctx: click.Context, study: str) -> tuple["Snapshot", Messages]:
    """Return the snapshot of STUDY and its texts, after printing the banner of sample data."""
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
@csv_option()
@click.pass_context
@edge
def dispositions(ctx: click.Context, study: str, csv_file: Path | None, *, as_json: bool) -> None:
    """Print the final states."""
    from engage_eval.actions import analyse as actions
    from engage_eval.analysis.dispositions import to_json
    from engage_eval.cli.results import print_states

    snapshot, say = opened(ctx, study)
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
@csv_option()
@click.option(
    "--by",
    "attribute",
    default="",
    metavar="ATTRIBUTE",
    cls=TranslatedOption,
    help=N_(
        "Compare the groups of an attribute instead (a key of the table attributes, facility_kind or role), each "
        "question with an exact or chi-square test; --csv then writes the comparisons."
    ),
)
@click.pass_context
@edge
def responses(ctx: click.Context, study: str, csv_file: Path | None, attribute: str, *, as_json: bool) -> None:
    """Print the distributions."""
    from engage_eval.actions import analyse as actions
    from engage_eval.analysis import crosstab
    from engage_eval.analysis.responses import to_json
    from engage_eval.cli.results import print_responses
    from engage_eval.cli.results_crosstab import print_crosstabs

    snapshot, say = opened(ctx, study)
    found = actions.responses(snapshot)
    crossed = actions.crosstabs(snapshot, attribute)
    if csv_file:
        rows = actions.crosstab_rows(crossed) if attribute else actions.response_rows(found, say.language)
        actions.write_csv(csv_file, rows)
    if as_json:
        content = to_json(found, say.language, say.reason)
        console.as_json({**content, "crosstabs": crosstab.to_json(crossed, say.reason)})
    elif attribute:
        print_crosstabs(crossed, snapshot.instrument(), say)
    else:
        print_responses(found, snapshot.instrument(), say)


@click.command(
    cls=TranslatedCommand,
    help=N_("Print the counts per facility before and after, and the change in every way of summing it up."),
    epilog="engage-eval analyse outcomes my-study --json",
)
@study_argument
@csv_option()
@click.pass_context
@edge
def outcomes(ctx: click.Context, study: str, csv_file: Path | None, *, as_json: bool) -> None:
    """Print the comparison."""
    from engage_eval.actions import analyse as actions
    from engage_eval.analysis.outcomes import to_json
    from engage_eval.cli.results import print_outcomes

    snapshot, say = opened(ctx, study)
    found = actions.outcomes(snapshot)
    if csv_file:
        actions.write_csv(csv_file, actions.outcome_rows(found))
    if as_json:
        console.as_json(to_json(found, say.reason))
    else:
        print_outcomes(found, say)
