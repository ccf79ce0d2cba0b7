"""The command refresh: a Word report with the study's numbers of today, and every other word as it was."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.living import Renewed


@click.command(
    cls=TranslatedCommand,
    help=N_("""Put the study's numbers into a Word report, and touch nothing else.

REPORT is a .docx that `engage-eval report` wrote, also one rewritten in Word. Figures whose numbers changed are drawn
anew. A new file is written; what changed is listed."""),
    epilog="engage-eval refresh report.docx my-study -o report-new.docx",
)
@click.argument("report", metavar="REPORT")
@click.argument("study", default=".", required=False, metavar="[STUDY]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    required=True,
    cls=TranslatedOption,
    help=N_("The new file, a .docx other than REPORT."),
)
@click.option("--force", is_flag=True, cls=TranslatedOption, help=N_("Replace the file if it is there."))
@click.pass_context
@edge
def refresh(ctx: click.Context, report: str, study: str, output: Path, *, force: bool, as_json: bool) -> None:
    """Write the file and list what is new in it."""
    from engage_eval.actions import living
    from engage_eval.actions import study as studies
    from engage_eval.cli.verify import rows
    from engage_eval.report.docx.comparing import State

    file = living.check_report(report)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    made = living.refresh(file, workspace, output, force=force)
    if not as_json:
        _print(made, output, say)
        return
    new = made.refreshed
    console.as_json(
        {
            "file": output.as_posix(),
            "claims": made.comparison.standing,
            "edited": rows([one for one in new.changed if one.state is State.EDITED]),
            "outdated": rows([one for one in new.changed if one.state is State.OUTDATED]),
            "missing": rows(made.comparison.of(State.MISSING)),
            "not_in_report": rows(new.absent),
            "figures": list(new.drawn),
            "figures_kept": list(new.kept),
            "own_alt": list(new.own_alt),
            "comments": new.comments,
            "digest_in_report": made.comparison.digest_in_report or None,
            "digest_of_study": made.comparison.digest_of_study,
        }
    )


def _print(made: "Renewed", output: Path, say: Messages) -> None:
    from engage_eval.cli.verify import list_missing, list_numbers
    from engage_eval.report.docx.comparing import State

    new = made.refreshed
    console.line(say.text("Wrote {file}.", file=output.as_posix()))
    if new.changed:
        text = say.plural("{n} number was replaced.", "{n} numbers were replaced.", len(new.changed))
        console.line(text)
    else:
        console.line(say.text("No number had to be replaced."))
    edited = [one for one in new.changed if one.state is State.EDITED]
    outdated = [one for one in new.changed if one.state is State.OUTDATED]
    list_numbers(edited, say.text("Changed by hand before (old -> new):"), say)
    list_numbers(outdated, say.text("Out of date before (old -> new):"))
    list_missing(made.comparison.of(State.MISSING), say)
    _print_rest(made, say)


def _print_rest(made: "Renewed", say: Messages) -> None:
    new = made.refreshed
    if new.absent:
        console.line()
        console.paragraph(say.text("A new report would also print these (a table here may lack rows):"))
        for one in new.absent:
            console.line(f"  {one.in_study}   {one.claim}:{one.field}")
    for labels, text in (
        (new.drawn, say.text("Figures drawn anew: {labels}.", labels=", ".join(new.drawn))),
        (
            new.kept,
            say.text(
                "These figures should be drawn anew and could not: {labels}. Take them from a new report.",
                labels=", ".join(new.kept),
            ),
        ),
        (
            new.own_alt,
            say.text(
                "The alternative text of these figures is your own; check its numbers: {labels}.",
                labels=", ".join(new.own_alt),
            ),
        ),
    ):
        if labels:
            console.line()
            console.paragraph(text)
    if new.changed:
        console.line()
        console.paragraph(
            say.text("Read the sentences around the new numbers: words such as “more than half” are your own.")
        )
