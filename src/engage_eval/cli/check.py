"""The command check: every problem of a study at once."""

from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speak
from engage_eval.cli.problems import as_rows, print_problems
from engage_eval.cli.study import study_argument
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.study import Checked


@click.command(
    cls=TranslatedCommand,
    help=N_("""Find everything that is wrong in a study, with file, line and what to do.

Errors stop the analysis; what is held back is left out of it; warnings are for you to look at."""),
    epilog="engage-eval check my-study",
)
@study_argument
@click.pass_context
@edge
def check(ctx: click.Context, study: str, *, as_json: bool) -> None:
    """Print every problem; exit 1 if there are errors or held content."""
    from engage_eval.actions import study as actions

    workspace = actions.open_study(study)
    say = speak(ctx, workspace.language())
    found = actions.check(workspace)
    if as_json:
        console.as_json(
            {
                "problems": as_rows(found.problems, say),
                "errors": found.errors,
                "held": found.held,
                "warnings": found.warnings,
                "rows": dict(found.rows),
                "minutes": [
                    {
                        "instrument": one.instrument,
                        "form": one.form,
                        "estimated": round(one.estimated, 1),
                        "promised": one.promised,
                    }
                    for one in found.minutes
                ],
            }
        )
    else:
        print_problems(found.problems, say)
        print_summary(found, say)
        from engage_eval.core.study_name import is_folder

        # For a person only: what is piped is the same bytes from a study file and from its folder.
        if found.problems and console.is_shown() and not is_folder(study):
            _print_way(study, say)
    ctx.exit(1 if found.errors or found.held else 0)


def print_summary(found: "Checked", say: Messages) -> None:
    """Print what was read, how long the forms take, and how many problems there are."""
    if found.rows:
        read = [
            say.plural("{n} participant", "{n} participants", found.rows["participants"]),
            say.plural("{n} consent row", "{n} consent rows", found.rows["consent"]),
            say.plural("{n} interview", "{n} interviews", found.rows["interviews"]),
            say.plural("{n} answer", "{n} answers", found.rows["answers"]),
            say.plural("{n} count", "{n} counts", found.rows["outcomes"]),
        ]
        console.paragraph(say.text("Read: {tables}.", tables=", ".join(read)))
    for one in found.minutes:
        text = say.text(
            "{instrument}, form {form}: the questions alone take about {estimated} minutes by our estimate, "
            "consent not counted; {promised} promised.",
            instrument=one.instrument,
            form=one.form,
            estimated=round(one.estimated),
            promised=one.promised,
        )
        console.paragraph(text)
    console.line(
        say.text(
            "Errors: {errors}. Held back: {held}. Warnings: {warnings}.",
            errors=found.errors,
            held=found.held,
            warnings=found.warnings,
        )
    )
    if not found.problems:
        console.line(say.text("Nothing to mend."))
    elif found.errors:
        console.line(say.text("Nothing is analysed until the errors are mended."))


def _print_way(study: str, say: Messages) -> None:
    """Say how a study file is mended, where the places are those of the folder that it would be exported as."""
    console.line()
    console.paragraph(
        say.text(
            "The places are those of the folder that export bundle writes. Rows are put right by the commands recruit, "
            "consent, interview, answers and outcomes; study.yaml, questionnaire and forms by mending the text and "
            "bringing it in:"
        )
    )
    console.line("  " + say.text("engage-eval export bundle {study} FOLDER", study=study))
    console.line("  " + say.text("engage-eval import definition FOLDER/study.yaml {study}", study=study))
