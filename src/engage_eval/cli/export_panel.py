"""The command export panel: the sheet for experts who judge the items."""

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speak
from engage_eval.cli.export import study_and_dest, study_and_target
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write the sheet (.xlsx) in which experts judge how relevant each question is, from 1 to 4.

Filled in and saved as panel.xlsx in the study folder, its result stands in the report; engage-eval stats validity
reads it too."""),
    epilog="engage-eval export panel my-study panel.xlsx --lang id",
)
@study_and_dest
@click.pass_context
@edge
def panel(ctx: click.Context, first: str, second: str, *, force: bool, as_json: bool) -> None:
    """Write the sheet and say what to do with it."""
    from engage_eval.actions import export_panel as actions
    from engage_eval.actions import study as studies
    from engage_eval.actions.definitions import defined

    study, target = study_and_target(first, second)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    actions.check(target, study, force=force)
    found = actions.panel(defined(workspace), target, say.language)
    if as_json:
        console.as_json({"file": found.file.as_posix(), "items": found.items})
        return
    console.line(say.text("Written: {file}", file=found.file.as_posix()))
    console.paragraph(
        say.text("{n} questions to judge. The last sheet says how.", n=found.items),
    )
