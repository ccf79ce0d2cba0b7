"""The commands under consent: what somebody decided, where it stands, and a withdrawal."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows
from engage_eval.cli.recording import at_options, by_option, print_news, recording, value_name, when
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.consent import Decided, Withdrawn
    from engage_eval.actions.recording import Recording
    from engage_eval.model.people import ConsentEvent

_KINDS = ("no_contact", "no_quotation", "no_audio", "stop", "erase")


@click.group(
    cls=LazyGroup,
    lazy={
        "record": ("engage_eval.cli.consent:record", N_("Record that somebody gave consent, or declined.")),
        "show": ("engage_eval.cli.consent_show:show", N_("Show where consent stands, or stood on a past date.")),
        "due": ("engage_eval.cli.consent_show:due", N_("List requests to withdraw and the time left.")),
        "request": ("engage_eval.cli.consent:request", N_("Record a request to withdraw; it works at once.")),
        "withdraw": ("engage_eval.cli.consent:withdraw", N_("Carry a withdrawal out, also an erasure.")),
        "letter": ("engage_eval.cli.consent_papers:letter", N_("Write the letter to the person, as Word.")),
        "certificate": ("engage_eval.cli.consent_papers:certificate", N_("Write the certificate of an erasure.")),
    },
    help=N_("Record consent, show it, and carry withdrawals out."),
)
def consent() -> None:
    """Hold the commands on consent."""


def _decisions(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each thing that a consent form decides or notes."""
    options = (
        ("--form", "form", "KEY", N_("The form that was used; left out, the study's own (psp).")),
        ("--version", "version", "vN", N_("Its version; left out, the newest.")),
        ("--language", "language", "id|en", N_("Its language; left out, the study's first.")),
        ("--mode", "mode", "MODE", N_("How: ink, electronic, chat, recorded_verbal, telephone_recorded, mark ...")),
        ("--take-part", "take_part", "yes|no", N_("Takes part.")),
        ("--recording", "recording", "yes|no", N_("May be recorded.")),
        ("--quotation", "quotation", "HOW", N_("May be quoted: verbatim, paraphrase or none.")),
        ("--attribution", "attribution", "TEXT", N_("How a quotation may be attributed.")),
        ("--contact-again", "contact_again", "yes|no", N_("May be contacted again.")),
        ("--name-others", "name_others", "yes|no", N_("Agreed to name others.")),
        ("--share", "share", "yes|no", N_("Data may be shared.")),
        ("--archive", "archive", "yes|no", N_("Data may be archived.")),
        ("--chat-logs", "chat_logs", "yes|no", N_("Chat logs may be used.")),
        ("--comprehension", "comprehension", "TEXT", N_("How it was checked that all was understood.")),
        ("--evidence", "evidence", "TEXT", N_("Where the proof is kept, apart from the study.")),
        ("--witness", "witness", "TEXT", N_("Who witnessed a mark.")),
        ("--obtained-by", "obtained_by", "KEY", N_("Who obtained it; left out, who records it.")),
        ("--place", "place", "TEXT", N_("Where.")),
        ("--copy-given", "copy_given", "yes|no", N_("A copy was given to the person.")),
        ("--replaces", "replaces", "TEXT", N_("The record that this one replaces.")),
    )
    for flag, name, metavar, text in reversed(options):
        function = click.option(flag, name, metavar=metavar, default="", cls=TranslatedOption, help=text)(function)
    return function


@click.command(
    cls=TranslatedCommand,
    help=N_("""Record the consent of PERSON, or with --declined that consent was refused.

What the form asks for and was not decided is listed, never filled in. Consent by telephone without a recording is void
(Law 27/2022, art. 22): it is recorded, and the content is held back."""),
    epilog='engage-eval consent record study.engage BU-7K3Q-M --mode ink --at "2026-03-02 09:10" --take-part yes',
)
@click.argument("study", metavar="STUDY")
@click.argument("person", metavar="PERSON")
@_decisions
@click.option("--declined", is_flag=True, cls=TranslatedOption, help=N_("The person refused."))
@at_options
@by_option
@click.pass_context
@edge
def record(
    ctx: click.Context,
    study: str,
    person: str,
    *,
    declined: bool,
    at: str,
    zone: str,
    by: str,
    as_json: bool,
    **cells: str,
) -> None:
    """Record the event and say what is still open."""
    from engage_eval.actions import consent as actions

    with recording(study, by) as opened:
        say = speak(ctx, opened.language)
        found = actions.record(opened, person, cells, opened.moment(at, zone), declined=declined)
        _show(found, opened, say, as_json=as_json)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Record that PERSON asked to withdraw, and when the request came in.

From now on nothing of this person is analysed. There are 3 x 24 hours to decide (Law 27/2022, art. 40)."""),
    epilog='engage-eval consent request study.engage BU-7K3Q-M --received-at "2026-03-09 16:00"',
)
@click.argument("study", metavar="STUDY")
@click.argument("person", metavar="PERSON")
@click.option(
    "--received-at",
    "received_at",
    metavar="TIME",
    required=True,
    cls=TranslatedOption,
    help=N_('When the request came in, as "2026-03-02 14:30" or a day.'),
)
@click.option("--zone", metavar="WIB|WITA|WIT|UTC", default="", cls=TranslatedOption, help=N_("The zone of the time."))
@by_option
@click.pass_context
@edge
def request(
    ctx: click.Context, study: str, person: str, *, received_at: str, zone: str, by: str, as_json: bool
) -> None:
    """Record the request and say until when it must be decided."""
    from engage_eval.actions import consent as actions

    with recording(study, by) as opened:
        say = speak(ctx, opened.language)
        found = actions.request(opened, person, opened.moment(received_at, zone))
        due = next(one for one in actions.due(opened.record, now()) if one.participant == found.event.participant)
        if as_json:
            console.as_json({**_event(found.event), "until": due.until.isoformat(), "hours_left": due.hours_left})
            return
        console.line(say.text("Recorded: {person} asked to withdraw.", person=found.event.participant))
        console.paragraph(say.text("Nothing of this person is analysed any more."))
        until = due.until.astimezone(opened.zone).strftime("%Y-%m-%d %H:%M")
        console.paragraph(
            say.text(
                "Decide until {until} {zone} what is to be done, with: engage-eval consent withdraw {study} {person}",
                until=until,
                zone=opened.record.study.zone,
                study=study,
                person=found.event.participant,
            )
        )


def now() -> Any:  # noqa: ANN401 - a datetime
    """Return the present time."""
    from engage_eval.cli.recording import now as present

    return present()


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
    at: str,
    zone: str,
    by: str,
    as_json: bool,
) -> None:
    """Carry it out and say what was done and what can't be reached."""
    from engage_eval.actions import consent as actions
    from engage_eval.actions import consent_folder

    if consent_folder.is_folder(study):
        _list_rows(ctx, consent_folder.rows(study, person, kind), study, as_json=as_json)
        return
    listed = actions.names_in(names)
    with recording(study, by) as opened:
        say = speak(ctx, opened.language)
        code = opened.person(person).id
        if kind == "erase" and not confirm and not as_json and console.is_terminal():
            console.paragraph(
                say.text("Everything of {person} will be deleted for good; nothing can bring it back.", person=code)
            )
            confirm = click.prompt(say.text("Type the code to go on"), default="", show_default=False)
        found = actions.withdraw(opened, code, kind, opened.moment(at, zone), confirmed=confirm, names=listed)
        if as_json:
            console.as_json(_withdrawn(found, say))
        else:
            _print_withdrawn(found, opened, say, study)


def _list_rows(ctx: click.Context, found: Any, study: str, *, as_json: bool) -> None:  # noqa: ANN401 - actions' result
    say = speak(ctx, found.language)
    if as_json:
        rows = [{"file": file, "line": line} for file, line in found.rows]
        console.as_json({"participant": found.participant, "erased": False, "rows_to_delete": rows})
    else:
        console.paragraph(
            say.text(
                "{study} is a study folder, in which this program deletes nothing and can't prove an erasure.",
                study=study,
            )
        )
        console.paragraph(say.text("Add the event withdrawn in the table consent, and delete these rows by hand:"))
        for file, line in found.rows:
            console.line("  " + say.text("{file}, line {line}", file=file, line=line))
        if not found.rows:
            console.line("  " + say.text("none"))
        console.paragraph(say.text("To do it with proof: engage-eval import bundle FOLDER STUDY.engage"))
    ctx.exit(1)


def _event(event: "ConsentEvent") -> dict[str, str]:
    return {"participant": event.participant, "event": event.event, "at": event.at.canonical()}


def _show(found: "Decided", opened: "Recording", say: Messages, *, as_json: bool) -> None:
    event = found.event
    if as_json:
        form = {"form": event.form, "version": event.version, "language": event.language, "mode": event.mode}
        console.as_json(
            {**_event(event), **form, "missing": list(found.missing), "problems": as_rows(found.problems, say)}
        )
        return
    told = say.text("Recorded: {person} gave consent ({form}, {at}).") if event.event == "given" else ""
    told = told or say.text("Recorded: {person} declined ({at}).")
    named = f"{event.form} {event.version} {event.language}".strip()
    console.line(told.format(person=event.participant, form=named, at=when(event.at, opened.record.study.zone)))
    if found.missing:
        console.line()
        console.paragraph(say.text("Not decided, as far as was recorded: {items}", items=", ".join(found.missing)))
    print_news(found.problems, say)


def _withdrawn(found: "Withdrawn", say: Messages) -> dict[str, Any]:
    return {
        **_event(found.event),
        "kind": found.event.withdrawal,
        "counts": dict(found.counts),
        "register": found.register or None,
        "backups_renewed": found.backups_renewed,
        "to_look_at": [{"file": one.file, "line": one.line, "key": one.key} for one in found.echoes],
        "problems": as_rows(found.problems, say),
    }


REGISTER = {
    "erased": N_("Contacts register: the person's entry is deleted."),
    "not_at_hand": N_(
        "Contacts register: it is not here. Put it beside the study file; the next command that records deletes its entry."
    ),
    "none": N_("Contacts register: this study has none."),
}


def _print_withdrawn(found: "Withdrawn", opened: "Recording", say: Messages, study: str) -> None:
    person, kind = found.event.participant, found.event.withdrawal
    console.line(say.text("Recorded: {person} withdrew ({kind}).", person=person, kind=value_name(kind, say)))
    if kind != "erase":
        print_news(found.problems, say)
        return
    console.line()
    console.line(say.text("Deleted for good, rows by table:"))
    for name, n in found.counts.items():
        console.line(f"  {n:>6}  {name}")
    console.line()
    console.paragraph(say.text(REGISTER[found.register]))
    if opened.store.target.path is None:
        console.paragraph(say.text("Out of reach: the database server's own logs, replicas and backups."))
    elif found.backups_renewed:
        console.paragraph(say.text("The program's own backups were deleted and made afresh."))
    console.paragraph(
        say.text("Out of reach: exports, printed reports, copies that others have. Delete or call them back by hand.")
    )
    if found.echoes:
        console.line()
        console.paragraph(
            say.text(
                "Texts of others that share words or names with what was deleted (lines as before it); decide each:"
            )
        )
        for one in found.echoes:
            console.line("  " + say.text("{file}, line {line}", file=one.file, line=one.line) + f", {one.key}")
    console.line()
    console.paragraph(
        say.text(
            "The letter to the person: engage-eval consent letter {study} {person} FILE.docx",
            study=study,
            person=person,
        )
    )
