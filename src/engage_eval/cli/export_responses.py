"""The command export responses: the answers for SPSS, Stata, Excel, R."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.export import study_and_dest, study_and_target
from engage_eval.cli.study import print_banner
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.export_responses import Exported


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write the answers for SPSS (.sav), Stata (.dta), Excel (.xlsx) or R and SmartPLS (.csv).

A row a person, a column a question; a question with several choices has a column a choice. A data dictionary
(DEST-dictionary.csv) is written beside it. Only people whose consent lets their answers be used are in it."""),
    epilog="engage-eval export responses my-study answers.sav --lang en",
)
@study_and_dest
@click.option(
    "--with-text",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Also the answers in free words: they can identify people. Keep that file as the recordings are kept."),
)
@click.pass_context
@edge
def responses(ctx: click.Context, first: str, second: str, *, force: bool, with_text: bool, as_json: bool) -> None:
    """Write the answers and say what is in them."""
    from engage_eval.actions import export_responses as actions
    from engage_eval.actions import study as studies

    study, file = study_and_target(first, second)
    target = actions.Target(file=file, study=study, force=force)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    actions.check(target)
    snapshot = studies.sound(workspace)
    found = actions.responses(snapshot, target, say.language, with_text=with_text)
    if as_json:
        console.as_json(
            {
                "file": found.file.as_posix(),
                "dictionary": found.dictionary.as_posix(),
                "people": len(found.table.rows),
                "variables": len(found.table.variables),
                "held_back": found.table.held,
                "screening_only": found.table.screened,
                "text_left_out": found.table.texts,
                "sample_data": snapshot.study.sample_data,
            }
        )
        return
    print_banner(snapshot.study, say)
    for line in _lines(found, say):
        console.paragraph(line)


def _lines(found: "Exported", say: Messages) -> Iterator[str]:
    table = found.table
    yield say.text(
        "Written: {table}, and {dictionary}, which says what its columns mean.",
        table=found.file.as_posix(),
        dictionary=found.dictionary.as_posix(),
    )
    yield say.text("People: {people}; columns: {columns}.", people=len(table.rows), columns=len(table.variables))
    if table.held:
        yield say.text(
            "Held back, because consent does not let their answers be used: {n} (see engage-eval check).", n=table.held
        )
    if table.screened:
        yield say.text("Left out, because only screening answers of theirs may be counted: {n}.", n=table.screened)
    if table.texts:
        yield say.text(
            "Questions in free words left out, since such answers can identify people: {n} (`--with-text` adds them).",
            n=table.texts,
        )
