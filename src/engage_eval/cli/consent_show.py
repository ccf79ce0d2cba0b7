"""The commands consent show and consent due: where consent stands, and the requests that wait."""

from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.recording import now, value_name, when
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.model.withdrawing import State


@click.command(
    cls=TranslatedCommand,
    help=N_("""Show where consent stands, of PERSON or of everybody; --on shows how it stood on a past date."""),
    epilog="engage-eval consent show study.engage BU-7K3Q-M --on 2026-03-05",
)
@click.argument("study", metavar="STUDY")
@click.argument("person", metavar="[PERSON]", required=False, default="")
@click.option("--on", "on", metavar="TIME", default="", cls=TranslatedOption, help=N_("A past date, or date and time."))
@click.pass_context
@edge
def show(ctx: click.Context, study: str, person: str, *, on: str, as_json: bool) -> None:
    """Print each person's state, and all events of one."""
    from engage_eval.actions import consent as actions

    record = actions.read(study)
    say = speak(ctx, next(iter(record.study.languages), ""))
    found = actions.show(record, person, actions.moment(record, on))
    if as_json:
        console.as_json({"on": on or None, "people": [_json(one) for one in found]})
        return
    zone = record.study.zone
    for one in found:
        console.line(f"{one.participant}  {_state(one, zone, say)}")
        for event in one.events if person else ():
            form = f"{event.form} {event.version} {event.language} {event.mode}".strip()
            kind = value_name(event.withdrawal, say) if event.withdrawal else ""
            said = "declined" if event.event == "given" and event.take_part is False else event.event
            words = "  ".join(text for text in (value_name(said, say), form, kind) if text)
            console.line(f"  {when(event.at, zone)}  {words}")
        if person and one.scope is not None and not one.erased:
            _print_scope(one, say)
    if not found:
        console.line(say.text("Nobody has been recruited yet."))


def _print_scope(one: "State", say: Messages) -> None:
    later = {event.withdrawal for event in one.events if one.scope and not one.scope.at.is_after(event.at)}
    # What was withdrawn later than the form was signed.
    taken_back = {"contact_again": one.refuses_contact, "recording": "no_audio" in later}
    for name, text in SCOPE_NAMES.items():
        value = False if taken_back.get(name) else one.quotation if name == "quotation" else getattr(one.scope, name)
        shown = {True: say.text("yes"), False: say.text("no"), None: "–", "": "–"}.get(value, str(value))
        console.line(f"    {say.text(text)}: {value_name(shown, say) if name == 'quotation' else shown}")


def _state(one: "State", zone: str, say: Messages) -> str:
    if one.erased:
        return say.text("erased")
    if one.held:
        return say.text(HELD[one.held])
    quotation = value_name(one.quotation, say)
    if one.stopped_since is not None:
        since = when(one.stopped_since, zone)
        return say.text("valid consent; stopped on {since}; quotation: {quotation}", since=since, quotation=quotation)
    return say.text("valid consent; quotation: {quotation}", quotation=quotation)


# What the signed form decides, in words.
SCOPE_NAMES = {
    "take_part": N_("takes part"),
    "recording": N_("may be recorded"),
    "quotation": N_("quotation"),
    "attribution": N_("attribution of quotations"),
    "contact_again": N_("may be contacted again"),
    "name_others": N_("names others"),
    "share": N_("data may be shared"),
    "archive": N_("data may be archived"),
    "chat_logs": N_("chat logs may be used"),
}
HELD = {
    "withdrawn": N_("withdrawn"),
    "withdrawal_requested": N_("asked to withdraw, not decided"),
    "declined": N_("declined"),
    "consent_late": N_("consent came late"),
    "telephone_unrecorded": N_("only by telephone without a recording: void"),
    "form_not_approved": N_("on a form that was not approved that day"),
    "no_consent": N_("no consent"),
}


def _json(one: "State") -> dict[str, Any]:
    return {
        "participant": one.participant,
        "held": one.held or None,
        "withdrawal": one.withdrawal or None,
        "quotation": one.quotation,
        "erased": one.erased,
        "refuses_contact": one.refuses_contact,
        "stopped_since": one.stopped_since.canonical() if one.stopped_since is not None else None,
        "events": [
            {
                "event": event.event,
                "at": event.at.canonical(),
                "form": event.form,
                "version": event.version,
                "language": event.language,
                "mode": event.mode,
                "withdrawal": event.withdrawal,
            }
            for event in one.events
        ],
    }


@click.command(
    cls=TranslatedCommand,
    help=N_("""List the requests to withdraw that are not decided, and the time left.

Processing must stop within 3 x 24 hours of receiving it (Law 27/2022, art. 40). Exit code 1: one is overdue."""),
    epilog="engage-eval consent due study.engage",
)
@click.argument("study", metavar="STUDY")
@click.pass_context
@edge
def due(ctx: click.Context, study: str, *, as_json: bool) -> None:
    """Print the requests, the most urgent first."""
    from engage_eval.actions import consent as actions

    record = actions.read(study)
    say = speak(ctx, next(iter(record.study.languages), ""))
    found = actions.due(record, now())
    if as_json:
        rows = [
            {
                "participant": one.participant,
                "received_at": one.received.canonical(),
                "until": one.until.isoformat(),
                "hours_left": one.hours_left,
            }
            for one in found
        ]
        console.as_json({"due": rows, "overdue": sum(one.hours_left < 0 for one in found)})
    else:
        for one in found:
            told = (
                say.text("{person}: {hours} hours left", person=one.participant, hours=round(one.hours_left))
                if one.hours_left >= 0
                else say.text("{person}: {hours} hours OVERDUE", person=one.participant, hours=-round(one.hours_left))
            )
            received = say.text("received {at}", at=when(one.received, record.study.zone))
            console.line(f"{told} ({received})")
        if not found:
            console.line(say.text("No request to withdraw waits for a decision."))
    if any(one.hours_left < 0 for one in found):
        ctx.exit(1)
