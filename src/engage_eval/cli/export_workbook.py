"""The command export workbook: the data workbook with the rows that are there."""

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speak
from engage_eval.cli.export import study_and_dest, study_and_target
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write all of a study's tables into one Excel workbook, to go on typing in it.

A sheet a table, with drop-downs and a message at every column, in the language of --lang; the rows that are there are
written in, their keys locked without a password. STUDY left out is the current folder; DEST ends in .xlsx and stands
outside the study."""),
    epilog="engage-eval export workbook my-study data.xlsx",
)
@study_and_dest
@click.pass_context
@edge
def workbook(ctx: click.Context, first: str, second: str, *, force: bool, as_json: bool) -> None:
    """Write the workbook and say what is in it."""
    from engage_eval.actions import export_workbook as actions
    from engage_eval.actions import study as studies

    study, target = study_and_target(first, second)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    actions.check(target, study, force=force)
    found = actions.export(workspace, target, say.language)
    codings = len(workspace.record.codings) if workspace.record else 0
    if as_json:
        console.as_json(
            {
                "file": target.as_posix(),
                "language": say.language,
                "rows": dict(found.rows),
                "texts_changed": found.changed,
                "codings_left_out": codings,
            }
        )
        return
    console.line(say.text("Wrote {file}.", file=target.as_posix()))
    total = sum(found.rows.values())
    console.paragraph(
        say.plural(
            "{n} row on {sheets} sheets. It holds all that was collected: keep it as carefully as the study's folder.",
            "{n} rows on {sheets} sheets. It holds all that was collected: keep it as carefully as the study's folder.",
            total,
            sheets=len(found.rows),
        )
    )
    if codings:
        console.paragraph(say.text("Codings are not in it: they stay in the folder codings, a file a coder."))
    if found.changed:
        console.paragraph(
            say.plural(
                "{n} text held signs that no workbook can hold; they were left out.",
                "{n} texts held signs that no workbook can hold; they were left out.",
                found.changed,
            )
        )
