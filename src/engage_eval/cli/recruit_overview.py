"""The commands recruit status and recruit tree: who stands where, what comes next, and who referred whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speak
from engage_eval.cli.recording import new_id, now, value_name, when
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.recruit_overview import Where

NEXT: Mapping[str, str] = {
    "decide": N_("decide on the request to withdraw"),
    "contact": N_("make contact"),
    "screen": N_("screen"),
    "consent": N_("ask for consent"),
    "interview": N_("hold the interview"),
    "finish": N_("finish the interview"),
    "": N_("nothing more"),
}


@click.command(
    cls=TranslatedCommand,
    help=N_("""Say where everybody stands and what comes next; with PERSON, all steps of that person."""),
    epilog="engage-eval recruit status study.engage\nengage-eval recruit status study.engage BU-7K3Q-M",
)
@click.argument("study", metavar="STUDY")
@click.argument("person", metavar="[PERSON]", required=False, default="")
@click.pass_context
@edge
def status(ctx: click.Context, study: str, person: str, *, as_json: bool) -> None:
    """Print one row a person, or one person's steps."""
    from engage_eval.actions import recruit_overview as actions

    seen = actions.look(study, clock=now, ids=new_id)
    say = speak(ctx, next(iter(seen.record.study.languages), ""))
    found = actions.overview(seen)
    if person:
        found = (actions.one_of(found, seen.record, person),)
    if as_json:
        console.as_json({"people": [_json(one) for one in found]})
    elif person:
        _print_person(found[0], seen.record.study.zone, say)
    else:
        _print_people(found, study, say)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Draw who referred whom: whoever was referred stands below their recruiter, one step to the right."""),
    epilog="engage-eval recruit tree study.engage",
)
@click.argument("study", metavar="STUDY")
@click.pass_context
@edge
def tree(ctx: click.Context, study: str, *, as_json: bool) -> None:
    """Print the trees and how many people each wave has."""
    from engage_eval.actions import recruit_overview as actions

    seen = actions.look(study, clock=now, ids=new_id)
    say = speak(ctx, next(iter(seen.record.study.languages), ""))
    found = actions.in_trees(actions.overview(seen))
    by_wave = Counter(one.wave for _, one in found)
    if as_json:
        people = [{**_json(one), "depth": depth} for depth, one in found]
        console.as_json({"people": people, "waves": [by_wave[wave] for wave in range(max(by_wave, default=-1) + 1)]})
        return
    for depth, one in found:
        console.line(f"{'  ' * depth}{one.participant}  {_state(one, say)}")
    if not found:
        console.line(say.text("Nobody has been recruited yet."))
    else:
        console.line()
        for wave in range(max(by_wave) + 1):
            console.line(say.text("Wave {wave}: {n}", wave=wave, n=by_wave[wave]))


def _json(one: "Where") -> dict[str, object]:
    return {
        "participant": one.participant,
        "state": one.state,
        "next": one.next,
        "wave": one.wave,
        "recruiter": one.recruiter,
        "recruits": list(one.recruits),
        "steps": [
            {"event": step.event, "on": step.on.canonical(), "by": step.by, "reason": step.reason} for step in one.steps
        ],
        "interviews": [{"interview": key, "end": end or None} for key, end in one.interviews],
    }


def _state(one: "Where", say: Messages) -> str:
    from engage_eval.report.build.context import STATES

    return say.text(STATES[one.state]) if one.state in STATES else one.state


def _print_people(found: Sequence["Where"], study: str, say: Messages) -> None:
    if not found:
        console.line(say.text("Nobody has been recruited yet."))
        from engage_eval.core.study_name import is_folder

        if not is_folder(study):
            told = say.text("The first one: engage-eval recruit add {study} --recruiter seed", study=study)
            console.line(f"  {told}")
        return
    table = console.grid(
        (say.text("Code"), "left"),
        (say.text("Wave"), "right"),
        (say.text("Stands at"), "left"),
        (say.text("Next"), "left"),
    )
    for one in found:
        table.add_row(one.participant, str(one.wave), _state(one, say), say.text(NEXT[one.next]))
    console.table(table)


def _print_person(one: "Where", zone: str, say: Messages) -> None:
    console.line(f"{one.participant}: {_state(one, say)}")
    if one.recruiter:
        console.line(say.text("Referred by {recruiter}, wave {wave}", recruiter=one.recruiter, wave=one.wave))
    if one.recruits:
        console.paragraph(say.text("Referred: {recruits}", recruits=", ".join(one.recruits)))
    for step in one.steps:
        more = " ".join(part for part in (step.reason, f"({step.by})" if step.by else "") if part)
        console.line(f"  {when(step.on, zone)}  {value_name(step.event, say)} {more}".rstrip())
    for key, end in one.interviews:
        shown = value_name(end, say) if end else say.text("goes on")
        console.line(f"  {key}: {shown}")
    console.line(say.text("Next: {step}", step=say.text(NEXT[one.next])))
