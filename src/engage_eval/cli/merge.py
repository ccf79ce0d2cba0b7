"""The command merge: another copy of the study into this one."""

from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, print_problems
from engage_eval.cli.recording import by_option, in_doubt, new_id, now
from engage_eval.cli.study import print_tables
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.merge import Merged, Request


@click.command(
    cls=TranslatedCommand,
    help=N_("""Bring what was recorded in another copy of the study into this one.

STUDY and OTHER are study files or databases that began as one: a copy taken to the field, say. Everything that either
has is kept; what was erased in one is erased in both. OTHER is only read: merge the other way round too, and both are
equal. Merging again changes nothing.

A question that both answered differently has no answer until it is decided. Where both copies gave one key to different
people, nothing is merged until --map gives the other one a new key."""),
    epilog="engage-eval merge my-study.engage copy-of-siti.engage --by AB",
)
@click.argument("study", metavar="STUDY")
@click.argument("other", metavar="OTHER")
@click.option("--dry-run", is_flag=True, cls=TranslatedOption, help=N_("Only say what would come in."))
@click.option(
    "--map",
    "names",
    multiple=True,
    metavar="OLD=NEW",
    cls=TranslatedOption,
    help=N_("Rename a key of OTHER while merging; KEY=KEY says that both mean the same person. Repeatable."),
)
@by_option
@click.pass_context
@edge
def merge(
    ctx: click.Context, study: str, other: str, *, names: tuple[str, ...], by: str, dry_run: bool, as_json: bool
) -> None:
    """Merge, and say what came in and what to look at."""
    from engage_eval.actions import merge as actions

    request = actions.Request(study=study, other=other, by=by, names=names, is_preview=dry_run)
    found = actions.merge(request, clock=now, ids=new_id)
    say = speak(ctx, found.language)
    if as_json:
        console.as_json(
            {
                "study": study,
                "other": other,
                "rows": dict(found.rows),
                "definitions": found.definitions,
                "details": found.details,
                "entries": found.entries,
                "erased": list(found.erased),
                "left_out": found.left_out,
                "changed_in_both": {
                    "files": list(found.texts),
                    "settings": list(found.settings),
                    "rows": [{"table": table, "thing": thing} for table, thing in found.things],
                },
                "undone": [{"setting": one.setting, "before": one.before, "after": one.after} for one in found.undone],
                "disputed": as_rows(found.disputed, say),
                "renamed": dict(found.renamed),
                "unsure": list(found.unsure),
                "recorded": not dry_run,
            }
        )
    else:
        _print(found, request, say)


def _print(found: "Merged", request: "Request", say: Messages) -> None:
    if not found.is_news:
        console.line(say.text("Nothing was new, so nothing was recorded."))
        return
    if found.definitions or found.details or any(found.rows.values()):
        into = N_("Would come into {study}:") if request.is_preview else N_("Came into {study}:")
        console.line(say.text(into, study=request.study))
    if found.definitions:
        named = say.text("definitions")
        console.line(f"  {found.definitions:>8}  {named}")
    print_tables(found.rows, say)
    if found.details:
        texts = say.text("free texts of such rows")
        console.line(f"  {found.details:>8}  {texts}")
    _print_erased(found, say)
    for old, new in found.renamed.items():
        console.line(say.text("{old} of the other copy is {new} here.", old=old, new=new))
    _print_both(found, say)
    if found.unsure:
        console.paragraph(in_doubt(found.unsure, say))
    if found.disputed:
        console.line()
        console.line(say.text("To be decided:"))
        print_problems(found.disputed, say)


def _print_erased(found: "Merged", say: Messages) -> None:
    if found.erased:
        people = ", ".join(found.erased)
        console.paragraph(say.text("Erased in the other copy, and so erased here too: {people}", people=people))
    if found.left_out:
        console.paragraph(
            say.plural(
                "{n} row of people who were erased was not taken.",
                "{n} rows of people who were erased were not taken.",
                found.left_out,
            )
        )


def _print_both(found: "Merged", say: Messages) -> None:
    for file in found.texts:
        console.paragraph(say.text("Both copies changed {file}; both texts are kept, the later one holds.", file=file))
    for setting in found.settings:
        console.paragraph(
            say.text("Both copies changed the setting {setting}; the later change holds.", setting=setting)
        )
    for one in found.undone:
        console.paragraph(
            say.text(
                "{setting}, which one copy had changed to {before}, is {after} again by the other's later study.yaml; "
                "that is recorded as a change. If it should stay {before}, change study.yaml and bring it in: "
                "engage-eval import definition",
                setting=one.setting,
                before=one.before,
                after=one.after,
            )
        )
    for table, thing in found.things:
        console.paragraph(
            say.text(
                "Both copies changed {thing} ({table}); both are kept, the later one holds.", thing=thing, table=table
            )
        )
