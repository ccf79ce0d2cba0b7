"""The command export bundle: a study file as a study folder."""

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speak
from engage_eval.cli.export import study_and_target
from engage_eval.cli.study import print_tables
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write a study file as a study folder DEST: definitions, and a CSV file a table.

Nothing that the study says is lost: imported again, it is the same study. The log, the backups and the contacts
register are no part of it."""),
    epilog="engage-eval export bundle my-study.engage my-study-folder",
)
@click.argument("first", metavar="[STUDY]")
@click.argument("second", metavar="DEST", required=False, default="")
@click.pass_context
@edge
def bundle(ctx: click.Context, first: str, second: str, *, as_json: bool) -> None:
    """Write the folder and say what is in it."""
    from engage_eval.actions import bundle as actions

    study, target = study_and_target(first, second)
    found = actions.write_out(study, target)
    say = speak(ctx, found.language)
    if as_json:
        console.as_json({"folder": found.folder.as_posix(), "rows": dict(found.rows), "going_on": list(found.going_on)})
        return
    if any(found.rows.values()):
        console.line(say.text("Wrote the study folder {folder}:", folder=found.folder.as_posix()))
    else:
        console.line(
            say.text("Wrote the study folder {folder}; no table has rows yet.", folder=found.folder.as_posix())
        )
    print_tables(found.rows, say)
    console.line()
    console.paragraph(say.text("The log, the backups and the contacts register are no part of it."))
    if found.going_on:
        names = ", ".join(found.going_on)
        console.paragraph(
            say.text("Interviews that have no end yet; the folder has them as partial: {names}", names=names)
        )
