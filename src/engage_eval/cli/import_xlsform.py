"""The command import xlsform: a form made elsewhere as an instrument file."""

from pathlib import Path

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speech
from engage_eval.cli.problems import as_rows, place
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Turn an XLSForm (.xlsx, from KoboToolbox or ODK) into an instrument file, to be looked through.

All that the file can't hold is listed, element by element: calculations, repeats, pictures, looks and others."""),
    epilog="engage-eval import xlsform form.xlsx -o questionnaire.yaml",
)
@click.argument("source", metavar="SOURCE", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    metavar="FILE.yaml",
    type=click.Path(path_type=Path),
    cls=TranslatedOption,
    help=N_("The instrument file to write."),
)
@click.option("--force", is_flag=True, cls=TranslatedOption, help=N_("Replace the file if it is there."))
@click.pass_context
@edge
def xlsform(ctx: click.Context, source: Path, output: Path, *, force: bool, as_json: bool) -> None:
    """Write the instrument and list what was not taken over."""
    from engage_eval.actions import import_xlsform as actions

    say = speech(ctx)
    actions.check(source, output, force=force)
    found = actions.convert(source, output, say.language)
    if as_json:
        console.as_json(
            {
                "file": output.as_posix(),
                "key": found.key,
                "version": found.version,
                "items": found.items,
                "problems": as_rows(found.problems, say),
            }
        )
        return
    console.line(say.text("Written: {file}", file=output.as_posix()))
    console.paragraph(
        say.plural(
            "Instrument {key} {version}, {n} question. Look it through; `engage-eval new DIR --kit FILE` checks it.",
            "Instrument {key} {version}, {n} questions. Look it through; `engage-eval new DIR --kit FILE` checks it.",
            found.items,
            key=found.key,
            version=found.version,
        )
    )
    if not found.problems:
        console.line(say.text("Everything was taken over."))
        return
    console.line()
    console.line(say.text("To look at:"))
    for problem in found.problems:
        message, _ = say.problem(problem)
        console.paragraph(f"{place(problem, say)}: {message}", indent=2)
    codes = ", ".join(dict.fromkeys(problem.code for problem in found.problems))
    console.paragraph(say.text("What can be done is explained under these codes: {codes}", codes=codes))
