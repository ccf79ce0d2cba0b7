"""The command analyse recruitment."""

from pathlib import Path

import click

from engage_eval.cli import console
from engage_eval.cli.analyse import csv_option, opened
from engage_eval.cli.base import TranslatedCommand, edge
from engage_eval.cli.study import study_argument
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("Print how people were recruited: waves, trees, where chains stopped, who was approached and enrolled."),
    epilog="engage-eval analyse recruitment my-study",
)
@study_argument
@csv_option()
@click.pass_context
@edge
def recruitment(ctx: click.Context, study: str, csv_file: Path | None, *, as_json: bool) -> None:
    """Print the recruitment."""
    from engage_eval.actions import analyse as files
    from engage_eval.actions import recruitment as actions
    from engage_eval.analysis.recruitment_json import to_json
    from engage_eval.cli.results_recruitment import print_recruitment

    snapshot, say = opened(ctx, study)
    found = actions.recruitment(snapshot)
    if csv_file:
        files.write_csv(csv_file, actions.recruitment_rows(found))
    if as_json:
        console.as_json(to_json(found, say.reason))
    else:
        print_recruitment(found, say, snapshot.instrument())
