"""The command import bundle: a study folder into a study file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded, of_refused, print_problems
from engage_eval.cli.recording import by_option, new_id, now
from engage_eval.cli.study import print_tables
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.bundle import Imported, Request


@click.command(
    cls=TranslatedCommand,
    help=N_("""Take a study folder into a study file, in which the study is then recorded.

STUDY.engage is made where it is not there. If it is, what is new in the folder goes in; a row that contradicts the file
is refused. Any refused row stops the whole import. Afterwards the folder is a copy: work with the file.

STUDY can also be a database: postgresql://server/database?study=NAME"""),
    epilog="engage-eval import bundle my-study my-study.engage",
)
@click.argument("folder", metavar="FOLDER")
@click.argument("study", metavar="STUDY")
@click.option("--dry-run", is_flag=True, cls=TranslatedOption, help=N_("Only say what would go in, and what not."))
@click.option(
    "--skip-refused",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Leave out what is refused, and import the rest; without it nothing is."),
)
@by_option
@click.pass_context
@edge
def bundle(ctx: click.Context, folder: str, study: str, **how: bool) -> None:
    """Take the folder in and say what went in."""
    from engage_eval.actions import bundle as actions

    request = actions.Request(
        folder=folder,
        study=study,
        by=str(how["by"]),
        is_preview=how["dry_run"],
        skip_refused=how["skip_refused"],
    )
    found = actions.take_in(request, clock=now, ids=new_id)
    say = speak(ctx, found.language)
    if how["as_json"]:
        console.as_json(
            {
                "study": study,
                "new_file": found.is_new,
                "rows": dict(found.rows),
                "definitions": found.definitions,
                "refused": as_rows(found.refused, say, of_refused),
                "to_fill_in": as_rows(found.waiting, say, of_recorded),
                "left_in_folder": list(found.left),
                "to_erase": as_rows(found.to_erase, say, of_recorded),
                "recorded": not request.is_preview,
            }
        )
    else:
        _print(found, request, say)
    if request.is_preview and found.refused and not request.skip_refused:
        ctx.exit(1)


def _print(found: "Imported", request: "Request", say: Messages) -> None:
    if found.refused:
        console.line(say.text("Refused:"))
        print_problems(found.refused, say, judge=of_refused)
    console.line(_heading(found, request, say))
    if found.definitions:
        named = say.text("definitions")
        console.line(f"  {found.definitions:>8}  {named}")
    print_tables(found.rows, say)
    if found.left:
        files = ", ".join(found.left)
        console.paragraph(
            say.text(
                "Left in the folder, since they define nothing and no erasure would reach words in them: {files}",
                files=files,
            )
        )
    if found.to_erase:
        console.line()
        print_problems(found.to_erase, say, judge=of_recorded)
    _print_waiting(found, request, say)


def _heading(found: "Imported", request: "Request", say: Messages) -> str:
    is_any = bool(sum(found.rows.values()) + found.definitions)
    if request.is_preview and is_any:
        return say.text("Would go into {study}:", study=request.study)
    if request.is_preview:
        return say.text("Nothing new would go into {study}.", study=request.study)
    if found.is_new:
        return say.text("Made the study file {study}:", study=request.study)
    if is_any:
        return say.text("New in {study}:", study=request.study)
    return say.text("Nothing was new, so nothing was recorded.")


def _print_waiting(found: "Imported", request: "Request", say: Messages) -> None:
    if found.waiting:
        console.line()
        console.line(say.text("Still to be filled in before a report can be written:"))
        print_problems(found.waiting, say, judge=of_recorded)
        source = (Path(request.folder) / "study.yaml").as_posix()
        console.line(
            say.text(
                "Mend the text, then: engage-eval import definition {source} {study}",
                source=source,
                study=request.study,
            )
        )
    if found.is_new and not request.is_preview:
        console.line()
        console.paragraph(
            say.text(
                "From now on work with {study}. The folder is a copy of today; keep it or put it away.",
                study=request.study,
            )
        )
        if not found.rows.get("staff"):
            console.line(
                say.text("Who does the work, first yourself: engage-eval staff add {study} AB", study=request.study)
            )
