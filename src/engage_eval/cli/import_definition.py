"""The command import definition: a new version of the settings, a questionnaire, a codebook or a consent form."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded, print_problems
from engage_eval.cli.recording import by_option, recording
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.definitions_in import Defined


@click.command(
    cls=TranslatedCommand,
    help=N_("""Bring study.yaml, a questionnaire, a codebook or a consent form into a study file.

A changed questionnaire, codebook or form needs a new version in the file; answers and consents keep theirs. Settings
that decide results are noted with their date: those changed after the first answers stand in the report."""),
    epilog="engage-eval import definition study.yaml my-study.engage",
)
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("study", metavar="STUDY")
@click.option("--dry-run", is_flag=True, cls=TranslatedOption, help=N_("Only say what would change."))
@by_option
@click.pass_context
@edge
def definition(ctx: click.Context, source: Path, study: str, *, dry_run: bool, by: str, as_json: bool) -> None:
    """Bring the definition in and say what it changes."""
    from engage_eval.actions import definitions_in as actions

    with recording(study, by) as opened:
        say = speak(ctx, opened.language)
        found = actions.take_in(opened, source, is_preview=dry_run)
    if as_json:
        console.as_json(
            {
                "kind": found.kind,
                "file": found.file,
                "name": found.name,
                "version": found.version,
                "new": found.is_new,
                "settings": [
                    {"setting": one.setting, "before": one.before, "after": one.after, "interviews": one.interviews}
                    for one in found.settings
                ],
                "problems": as_rows(found.problems, say, of_recorded),
                "recorded": found.is_new and not dry_run,
            }
        )
        return
    _print(found, say, dry_run=dry_run)


def _print(found: "Defined", say: Messages, *, dry_run: bool) -> None:
    named = f"{found.file} ({f'{found.name} {found.version}'.strip()})"
    if not found.is_new:
        console.line(say.text("The study has {name} already, so nothing was recorded.", name=named))
        return
    told = say.text("Would go in: {name}", name=named) if dry_run else say.text("Recorded: {name}", name=named)
    console.line(told)
    if found.settings:
        console.line()
        console.line(say.text("Settings that decide results (before -> after):"))
        for one in found.settings:
            console.line(f"  {one.setting}: {one.before or '–'} -> {one.after or '–'}")
        if any(one.interviews for one in found.settings):
            console.paragraph(say.text("Answers were in already, so the report will list these as deviations."))
    if found.problems:
        console.line()
        console.line(say.text("To look at:"))
        print_problems(found.problems, say, judge=of_recorded)
