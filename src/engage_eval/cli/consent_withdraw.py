"""The command consent withdraw: carry out what somebody chose, erase for good, or list what to delete by hand."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.consent import event_row
from engage_eval.cli.problems import as_rows, of_recorded
from engage_eval.cli.recording import at_options, by_option, print_news, recording, value_name
from engage_eval.cli.register_sharing import own_names
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.errors import UsageError
from engage_eval.core.messages import Messages
from engage_eval.core.study_name import is_folder
from engage_eval.model.withdrawing import ERASED_TABLES

if TYPE_CHECKING:
    from engage_eval.actions.consent import Withdrawn
    from engage_eval.actions.consent_folder import ToDelete
    from engage_eval.actions.recording import Recording
    from engage_eval.model.withdrawing import Echo

_KINDS = ("no_contact", "no_quotation", "no_audio", "stop", "erase")


@click.command(
    cls=TranslatedCommand,
    help=N_("""Carry out what PERSON chose: no_contact, no_quotation, no_audio, stop, or erase.

erase deletes every word of the person from the study file, the contacts register and the program's own backups, for
good. It wants --confirm with the person's code, or asks for it. The bare code stays, so that the participant flow is
right. In a study folder nothing can be deleted: the rows to delete are listed."""),
    epilog="engage-eval consent withdraw study.engage BU-7K3Q-M --kind erase --confirm BU-7K3Q-M",
)
@click.argument("study", metavar="STUDY")
@click.argument("person", metavar="PERSON")
@click.option(
    "--kind", type=click.Choice(_KINDS), required=True, cls=TranslatedOption, help=N_("What the person chose.")
)
@click.option("--confirm", metavar="PERSON", default="", cls=TranslatedOption, help=N_("The person's code again."))
@click.option(
    "--names",
    metavar="FILE",
    type=click.Path(path_type=Path),
    cls=TranslatedOption,
    help=N_("A list of names, one a line, to look for in what stays."),
)
@click.option(
    "--register",
    "with_register",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Look for the person's name in the contacts register too; asks for its passphrase."),
)
@at_options
@by_option
@click.pass_context
@edge
def withdraw(
    ctx: click.Context,
    study: str,
    person: str,
    *,
    kind: str,
    confirm: str,
    names: Path | None,
    with_register: bool,
    at: str,
    zone: str,
    by: str,
    as_json: bool,
) -> None:
    """Carry it out and say what was done and what can't be reached."""
    from engage_eval.actions import consent as actions
    from engage_eval.actions import consent_folder

    if (names is not None or with_register) and kind != "erase":
        raise UsageError("consent.names_only_erase", kind=kind)
    listed = actions.names_in(names)
    if not with_register and is_folder(study):
        _list_rows(ctx, consent_folder.rows(study, person, kind, listed), study, as_json=as_json)
        return
    if with_register:
        listed += own_names(study, person, lambda language: speak(ctx, language), by)
    with recording(study, by) as opened:
        say = speak(ctx, opened.language)
        code = opened.person(person).id
        if kind == "erase" and not confirm and not as_json and console.is_terminal():
            confirm = _asked(opened, code, listed, say)
        found = actions.withdraw(opened, code, kind, opened.moment(at, zone), confirmed=confirm, names=listed)
        if as_json:
            console.as_json(_withdrawn(found, say))
        else:
            _print_withdrawn(found, opened, say, study)


def _asked(opened: "Recording", code: str, names: Iterable[str], say: Messages) -> str:
    """Show what will be left over, and ask for the code as a confirmation."""
    from engage_eval.actions import consent as actions

    actions.check_lead(opened)
    _print_echoes(actions.repeats(opened.record, code, names), say)
    console.paragraph(
        say.text("Everything of {person} will be deleted for good; nothing can bring it back.", person=code)
    )
    answer: str = click.prompt(say.text("Type the code to go on"), default="", show_default=False)
    return answer


def _list_rows(ctx: click.Context, found: "ToDelete", study: str, *, as_json: bool) -> None:
    say = speak(ctx, found.language)
    if as_json:
        rows = [{"file": file, "line": line} for file, line in found.rows]
        told = {"participant": found.participant, "erased": False, "rows_to_delete": rows}
        console.as_json({**told, "to_look_at": _echo_rows(found.echoes)})
        ctx.exit(1)
    console.paragraph(
        say.text(
            "{study} is a study folder, in which this program deletes nothing and can't prove an erasure.", study=study
        )
    )
    kind = value_name(found.kind, say)
    console.paragraph(
        say.text(
            "Add the event withdrawn ({kind}) of {person} in the table consent.", kind=kind, person=found.participant
        )
    )
    if found.rows:
        console.paragraph(say.text("Then delete these rows by hand:"))
    for file, line in found.rows:
        console.line("  " + say.text("{file}, line {line}", file=file, line=line))
    _print_echoes(found.echoes, say)
    console.paragraph(say.text("To do it with proof: engage-eval import bundle FOLDER STUDY.engage"))
    ctx.exit(1)


def _echo_rows(echoes: Iterable["Echo"]) -> list[dict[str, Any]]:
    return [{"file": one.file, "line": one.line, "key": one.key} for one in echoes]


def _print_echoes(echoes: Iterable["Echo"], say: Messages) -> None:
    """Print the places of texts that a person has to look at; never the words."""
    found = list(echoes)
    if not found:
        return
    console.line()
    console.paragraph(
        say.text(
            "Texts of others that share words or a name with this person's (places as export bundle writes them). "
            "Decide about each: an answer can be corrected, but what it replaces stays, as reasons and notes do, "
            "until its own person is erased:"
        )
    )
    for one in found:
        console.line("  " + say.text("{file}, line {line}", file=one.file, line=one.line) + f", {one.key}")
    console.line()


def _withdrawn(found: "Withdrawn", say: Messages) -> dict[str, Any]:
    return {
        **event_row(found.event),
        "kind": found.event.withdrawal,
        "counts": dict(found.counts),
        "register": found.register or None,
        "backups_renewed": found.backups_renewed,
        "deleted_beside": list(found.deleted),
        "left_beside": list(found.left),
        "to_look_at": _echo_rows(found.echoes),
        "problems": as_rows(found.problems, say, of_recorded),
    }


REGISTER = {
    "erased": N_("Contacts register: nothing of the person is left in it."),
    "not_at_hand": N_(
        "Contacts register: it is not here, can't be read, or isn't known to this file (engage-eval doctor says it). "
        "Once it is, the next command that records deletes the entry."
    ),
    "another": N_(
        "Contacts register: nothing of the person is left in the one that is here. Another one of this study is known, "
        "made in another copy or lost: it forgets the person as soon as it lies beside this file and something is "
        "recorded."
    ),
    "none": N_("Contacts register: this study has none."),
}


def _print_withdrawn(found: "Withdrawn", opened: "Recording", say: Messages, study: str) -> None:
    person, kind = found.event.participant, found.event.withdrawal
    console.line(say.text("Recorded: {person} withdrew ({kind}).", person=person, kind=value_name(kind, say)))
    if kind == "erase":
        _print_erased(found, opened, say)
    else:
        print_news(found.problems, say)
    if kind in ("no_audio", "erase"):
        console.paragraph(say.text("Recordings are no part of the study file: delete those of this person yourself."))
    console.line()
    console.paragraph(
        say.text(
            "The letter to the person: engage-eval consent letter {study} {person} FILE.docx",
            study=study,
            person=person,
        )
    )


def _print_erased(found: "Withdrawn", opened: "Recording", say: Messages) -> None:
    console.line()
    console.line(say.text("Deleted for good, rows by table:"))
    for name, n in found.counts.items():
        console.line(f"  {n:>6}  {say.text(ERASED_TABLES.get(name, name))}")
    console.line()
    console.paragraph(say.text(REGISTER[found.register]))
    if opened.store.target.path is None:
        console.paragraph(say.text("Out of reach: the database server's own logs, replicas and backups."))
    elif found.backups_renewed:
        console.paragraph(say.text("The program's own backups were deleted and made afresh."))
    console.paragraph(
        say.text("Out of reach: exports, printed reports, copies that others have. Delete or call them back by hand.")
    )
    if found.deleted:
        console.paragraph(say.text("Deleted with them, from the same folder: {names}", names=", ".join(found.deleted)))
    if found.left:
        console.paragraph(
            say.text(
                "Not touched, since this file doesn't know it: {names}. "
                "If it is of an earlier file of this study, delete it by hand.",
                names=", ".join(found.left),
            )
        )
    _print_echoes(found.echoes, say)
