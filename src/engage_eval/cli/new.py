"""The command new: begin a study."""

from pathlib import Path

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speech
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Begin a study: a folder with study.yaml, questionnaire, codebook, consent forms and data workbook.

DIR must not exist yet, or be empty. --kit is a shipped questionnaire (wa-blast), an instrument file, or a kit that
export kit made (.zip or folder)."""),
    epilog="engage-eval new my-study",
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--kit",
    default="wa-blast",
    show_default=True,
    metavar="NAME|FILE",
    cls=TranslatedOption,
    help=N_("The questionnaire to begin with."),
)
@click.option(
    "--csv", "csv_heads", is_flag=True, cls=TranslatedOption, help=N_("Tables as CSV files instead of data.xlsx.")
)
@click.pass_context
@edge
def new(ctx: click.Context, directory: Path, kit: str, *, csv_heads: bool, as_json: bool) -> None:
    """Write the folder and say what to do next."""
    from engage_eval.actions import study as actions

    say = speech(ctx)
    actions.new(directory, kit=kit, language=say.language, csv_heads=csv_heads)
    files = sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file())
    if as_json:
        console.as_json({"folder": directory.as_posix(), "files": files})
        return
    table_file = "*.csv" if csv_heads else "data.xlsx"
    console.line(say.text("Made the study folder {folder}:", folder=directory.as_posix()))
    for name in files:
        console.line(f"  {name}")
    console.line()
    console.line(say.text("Next:"))
    steps = (
        say.text("Open study.yaml in Notepad and fill in what is empty."),
        say.text("Fill in the tables in {file} (Excel).", file=table_file),
        say.text("See what is missing:  engage-eval check {folder}", folder=directory.as_posix()),
        say.text("Write the report:     engage-eval report {folder}", folder=directory.as_posix()),
    )
    for number, step in enumerate(steps, start=1):
        console.line(f"  {number}. {step}")
