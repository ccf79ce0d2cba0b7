"""The commands under consent: what somebody decided, where it stands, and a withdrawal."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.consent_show import SCOPE_NAMES
from engage_eval.cli.problems import as_rows, of_recorded
from engage_eval.cli.recording import at_options, by_option, now, print_news, recording, when
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.consent import Decided
    from engage_eval.actions.recording import Recording
    from engage_eval.model.people import ConsentEvent


@click.group(
    cls=LazyGroup,
    lazy={
        "record": ("engage_eval.cli.consent:record", N_("Record that somebody gave consent, or declined.")),
        "show": ("engage_eval.cli.consent_show:show", N_("Show where consent stands, or stood on a past date.")),
        "due": ("engage_eval.cli.consent_show:due", N_("List requests to withdraw and the time left.")),
        "request": ("engage_eval.cli.consent:request", N_("Record a request to withdraw; it works at once.")),
        "withdraw": ("engage_eval.cli.consent_withdraw:withdraw", N_("Carry a withdrawal out, also an erasure.")),
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
        found = actions.request(opened, person, opened.moment(received_at, zone, "--received-at"))
        due = next(one for one in actions.due(opened.record, now()) if one.participant == found.event.participant)
        if as_json:
            console.as_json({**event_row(found.event), "until": due.until.isoformat(), "hours_left": due.hours_left})
            return
        console.line(say.text("Recorded: {person} asked to withdraw.", person=found.event.participant))
        console.paragraph(say.text("Nothing of this person is analysed any more."))
        until = due.until.astimezone(opened.zone).strftime("%Y-%m-%d %H:%M")
        console.paragraph(
            say.text(
                "Decide until {until} {zone} what is to be done, with: engage-eval consent withdraw {study} {person} "
                "--kind KIND",
                until=until,
                zone=opened.record.study.zone,
                study=study,
                person=found.event.participant,
            )
        )


def event_row(event: "ConsentEvent") -> dict[str, str]:
    """Return an event as --json has it."""
    return {"participant": event.participant, "event": event.event, "at": event.at.canonical()}


def _show(found: "Decided", opened: "Recording", say: Messages, *, as_json: bool) -> None:
    event = found.event
    if as_json:
        form = {"form": event.form, "version": event.version, "language": event.language, "mode": event.mode}
        row = {**event_row(event), **form, "void": found.is_void, "missing": list(found.missing)}
        console.as_json({**row, "problems": as_rows(found.problems, say, of_recorded)})
        return
    told = say.text("Recorded: {person} gave consent ({form}, {at}).") if event.event == "given" else ""
    told = told or say.text("Recorded: {person} declined ({at}).")
    named = f"{event.form} {event.version} {event.language}".strip()
    console.line(told.format(person=event.participant, form=named, at=when(event.at, opened.record.study.zone)))
    if found.is_void:
        console.line()
        console.paragraph(
            say.text("Consent by telephone without a recording is void: content that rests on it alone is held back.")
        )
    if found.missing:
        console.line()
        items = ", ".join(say.text(SCOPE_NAMES[name]) for name in found.missing)
        console.paragraph(say.text("Not decided, as far as was recorded: {items}", items=items))
    print_news(found.problems, say)
