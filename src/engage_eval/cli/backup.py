"""The command group backup: what was kept of a study file, and putting one back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.asking import is_asked_by_a_person, is_confirmed
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.recording import BY_VARIABLE, in_doubt, new_id, now
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.errors import UsageError
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.store.restore import Restored
    from engage_eval.store.restore_case import Outlook
    from engage_eval.store.restore_decided import Decided

COMMANDS = {
    "list": ("engage_eval.cli.backup:listing", N_("List the backups of a study file.")),
    "restore": ("engage_eval.cli.backup:restore", N_("Put a backup in the place of the study file.")),
}
REASONS = {
    "work": N_("every 30 minutes of recording"),
    "migration": N_("before the file was brought up to date"),
    "erasure": N_("made afresh after an erasure"),
    "present": N_("what stood there before a restore"),
    "damaged": N_("the damaged file that stood there before a restore"),
}
_KILOBYTE = 1024


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    help=N_("""Look at the backups that the program makes of a study file, and restore one.

They lie beside it, in the folder NAME.backups: one for each 30 minutes in which something was recorded, ten at most.
They are on the same disk; for a copy elsewhere, copy the study file when nobody records."""),
)
def backup() -> None:
    """Group the commands."""


@click.command(
    "list",
    cls=TranslatedCommand,
    help=N_("""List the backups of a study file, the newest first, also where the file itself is damaged or gone."""),
    epilog="engage-eval backup list my-study.engage",
)
@click.argument("study", metavar="STUDY")
@click.pass_context
@edge
def listing(ctx: click.Context, study: str, *, as_json: bool) -> None:
    """Print the backups."""
    from engage_eval.actions import backup as actions
    from engage_eval.actions import study as studies

    found = actions.listed(study)
    say = speak(ctx, studies.language(study))
    if as_json:
        rows = [
            {
                "name": one.name,
                "at": one.at.isoformat(),
                "reason": one.reason,
                "size": one.size,
                "readable": one.is_readable,
                "own": one.is_own,
            }
            for one in found
        ]
        console.as_json({"study": study, "backups": rows})
        return
    if not found:
        console.line(say.text("There is no backup yet."))
        return
    for one in found:
        size = f"{max(one.size // _KILOBYTE, 1)} KB"
        damaged = "" if one.is_readable else "  " + say.text("DAMAGED")
        console.line(f"{one.name}  {size:>10}{damaged}")
        console.line(f"    {console.clock_time(one.at)}, {say.text(REASONS.get(one.reason, one.reason))}")
        if not one.is_own:
            whose = N_("of another study that has this id") if one.has_own_id else N_("of another study")
            console.paragraph(say.text(whose), indent=4)
    console.line()
    console.line(say.text("Restore one: engage-eval backup restore {study} NAME", study=study))


@click.command(
    cls=TranslatedCommand,
    help=N_("""Put a backup in the place of a study file, also where that is damaged or gone.

What was recorded since is not in it. What stands there now is kept as a backup of its own. Whoever was erased, as far
as the present file, the backups and the contacts register know, is erased in the restored file too; what people
consented to, declined or withdrew since stands in it."""),
    epilog="engage-eval backup restore my-study.engage 20260302T010000Z-work.engage",
)
@click.argument("study", metavar="STUDY")
@click.argument("name", metavar="NAME")
@click.option("--yes", is_flag=True, cls=TranslatedOption, help=N_("Don't ask."))
@click.option(
    "--by",
    metavar="KEY",
    default="",
    envvar=BY_VARIABLE,
    cls=TranslatedOption,
    help=N_("Who restores it, for the log."),
)
@click.pass_context
@edge
def restore(ctx: click.Context, study: str, name: str, *, yes: bool, by: str, as_json: bool) -> None:
    """Ask, restore, and say what was done."""
    from engage_eval.actions import backup as actions
    from engage_eval.actions import study as studies

    say = speak(ctx, studies.language(study))
    unrelated = actions.unrelated(study, name)
    if not yes:
        ahead = actions.outlook(study, name)
        if as_json or not is_asked_by_a_person():
            raise UsageError("backup.confirm")
        _foretell(ahead, say)
        _print_unrelated(unrelated, say)
        if not is_confirmed(say.text("Restore it?"), say):
            console.line(say.text("Nothing was changed."))
            return
    found = actions.restore(study, name, by=by, clock=now, ids=new_id)
    if as_json:
        console.as_json(
            {
                "study": study,
                "backup": found.outlook.backup,
                "at": found.outlook.at.isoformat(),
                "lost_entries": found.outlook.lost,
                "erased_again": list(found.outlook.erased),
                "withdrawn_again": list(found.decided.withdrawn),
                "decided_again": list(found.decided.people),
                "not_recorded": list(found.decided.left),
                "kept": found.kept or None,
                "deleted": list(found.deleted),
                "register_unreadable": found.outlook.register_unread,
                "unsure": list(found.outlook.unsure),
                "unrelated": list(unrelated),
            }
        )
        return
    _print(found, study, say)
    _print_unrelated(unrelated, say)
    console.line(say.text("Look it over: engage-eval verify {study}", study=study))


def _foretell(ahead: "Outlook", say: Messages) -> None:
    console.line(say.text("The backup is of {at}.", at=console.clock_time(ahead.at)))
    _print_lost_entries(ahead, say)
    _print_decided(ahead.decided, say)
    if ahead.is_older:
        console.paragraph(
            say.text(
                "An older version of the program made it: which consents, refusals and withdrawals it lacks will be "
                "told when it is restored. They stay recorded."
            )
        )
    if ahead.is_there and not ahead.is_kept:
        console.paragraph(say.text("What stands there now can't be kept: it holds, or may hold, what was erased."))


def _print_unrelated(names: Sequence[str], say: Messages) -> None:
    if names:
        console.paragraph(
            say.text(
                "Other backups there share no entry of the log with it, so they are of another file of this name: "
                "{names}. Which are this study's can't be told; make sure that it is the right one.",
                names=", ".join(names),
            )
        )


def _print_decided(decided: "Decided", say: Messages) -> None:
    if decided.people:
        people = ", ".join(decided.people)
        console.paragraph(
            say.text(
                "Consents, refusals and withdrawals that are not in it, and stay recorded: {people}", people=people
            )
        )
    if decided.left:
        people = ", ".join(decided.left)
        console.paragraph(
            say.text(
                "Consents, refusals or withdrawals that can't be recorded in it, since these codes are other people's "
                "there: {people}. Merge a copy that has them: engage-eval merge",
                people=people,
            )
        )


def _print_lost_entries(ahead: "Outlook", say: Messages) -> None:
    if ahead.lost:
        console.paragraph(
            say.plural(
                "{n} entry of the log was written since, and is not in it.",
                "{n} entries of the log were written since, and are not in it.",
                ahead.lost,
            )
        )
    elif ahead.lost is None and ahead.is_there:
        console.paragraph(say.text("The present file can't be read, so what was recorded since is not known."))


def _print(found: "Restored", study: str, say: Messages) -> None:
    ahead = found.outlook
    at = console.clock_time(ahead.at)
    console.line(say.text("Restored {study} as it was at {at}.", study=study, at=at))
    _print_lost_entries(ahead, say)
    _print_decided(found.decided, say)
    if found.kept:
        console.line(say.text("What stood there is kept as {name}.", name=found.kept))
    elif ahead.is_there:
        console.paragraph(say.text("What stood there was not kept: it held, or may have held, what was erased."))
    if ahead.erased:
        console.paragraph(say.text("Erased again in it: {people}", people=", ".join(ahead.erased)))
    if found.deleted:
        names = ", ".join(found.deleted)
        console.paragraph(say.text("Backups deleted, since they held what was erased: {names}", names=names))
    if not ahead.is_readable:
        console.paragraph(
            say.text(
                "Erasures, consents and withdrawals were taken from the backups and the contacts register, "
                "since there was no present file that could be read. Compare them with the papers."
            )
        )
    if ahead.register_unread:
        console.paragraph(
            say.text(
                "The contacts register can't be read, or these files don't know it; who was erased in it is not known."
            )
        )
    if ahead.unsure:
        console.paragraph(in_doubt(ahead.unsure, say))
