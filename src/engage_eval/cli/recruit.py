"""The commands under recruit: new people, who referred them, and each step of contact and screening."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded
from engage_eval.cli.recording import at_options, by_option, print_news, recording, value_name, when
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.recording import Recording
    from engage_eval.actions.recruit import Step


@click.group(
    cls=LazyGroup,
    lazy={
        "add": ("engage_eval.cli.recruit:add", N_("Take somebody into the study, under a new code.")),
        "refer": ("engage_eval.cli.recruit:refer", N_("Take in somebody whom a participant referred.")),
        "screen": ("engage_eval.cli.recruit:screen", N_("Record contact, screening, refusal.")),
        "status": ("engage_eval.cli.recruit_overview:status", N_("Say who stands where, and what comes next.")),
        "tree": ("engage_eval.cli.recruit_overview:tree", N_("Draw who referred whom.")),
    },
    help=N_("Recruit people and follow who stands where."),
)
def recruit() -> None:
    """Hold the steps of recruitment."""


def _newcomer_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what is told of somebody new."""
    options = (
        ("--id", "key", "CODE", N_("A code of your own; left out, one is drawn, such as BU-7K3Q-M.")),
        ("--site", "site", "KEY", N_("The site; left out, the study's.")),
        ("--facility", "facility", "KEY", N_("Where the person works: a key without blanks.")),
        ("--facility-kind", "facility_kind", "TEXT", N_("What kind of facility that is.")),
        ("--role", "role", "TEXT", N_("The person's role there, such as midwife.")),
        ("--network-size", "network_size", "N", N_("How many such people the person knows.")),
    )
    for flag, name, metavar, text in reversed(options):
        function = click.option(flag, name, metavar=metavar, default="", cls=TranslatedOption, help=text)(function)
    return click.option(
        "--attribute",
        "attributes",
        metavar="KEY=VALUE",
        multiple=True,
        cls=TranslatedOption,
        help=N_("A fact about the person; may be given several times."),
    )(function)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Take somebody into the study as nominated, and print the new code.

The code is drawn by lot and says nothing about the person. Names and telephone numbers never go in here: they belong
in the contacts register."""),
    epilog="engage-eval recruit add study.engage --facility klinik-a --role bidan",
)
@click.argument("study", metavar="STUDY")
@_newcomer_options
@click.option(
    "--recruiter",
    metavar="CODE|seed",
    default="",
    cls=TranslatedOption,
    help=N_("Who referred the person; seed for somebody with whom a chain begins."),
)
@at_options
@by_option
@click.pass_context
@edge
def add(ctx: click.Context, study: str, *, recruiter: str, **given: Any) -> None:  # noqa: ANN401 - the options above
    """Add the person and print the code."""
    _nominate(ctx, study, recruiter, "recruit add", given)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Take in somebody whom the participant RECRUITER referred, and print the new code.

Whoever did not agree to name others can't be a recruiter."""),
    epilog="engage-eval recruit refer study.engage BU-7K3Q-M --role bidan",
)
@click.argument("study", metavar="STUDY")
@click.argument("recruiter", metavar="RECRUITER")
@_newcomer_options
@at_options
@by_option
@click.pass_context
@edge
def refer(ctx: click.Context, study: str, recruiter: str, **given: Any) -> None:  # noqa: ANN401 - the options above
    """Add the person below the recruiter and print the code."""
    from engage_eval.core.errors import UsageError

    if recruiter.strip().lower() in ("", "seed"):
        raise UsageError("recording.person_unknown", participant=recruiter)
    _nominate(ctx, study, recruiter, "recruit refer", given)


def _nominate(ctx: click.Context, study: str, recruiter: str, verb: str, given: dict[str, Any]) -> None:
    """Open the study, add somebody new, and print the code."""
    from engage_eval.actions import recruit as actions

    at, zone, by, as_json = (given.pop(name) for name in ("at", "zone", "by", "as_json"))
    newcomer = actions.Newcomer(id=given.pop("key"), recruiter=recruiter, **given)
    with recording(study, by) as open_study:
        say = speak(ctx, open_study.language)
        found = actions.nominate(open_study, newcomer, open_study.moment(at, zone), verb)
        _show(found, open_study, say, as_json=as_json)


_STEPS = (
    ("contacted", N_("The person was spoken to or written to.")),
    ("eligible", N_("The person meets the criteria.")),
    ("ineligible", N_("The person doesn't meet them; --reason says why.")),
    ("declined", N_("The person doesn't want to take part.")),
    ("unreachable", N_("The person could not be reached.")),
    ("enrolled", N_("The person takes part.")),
)


def _step_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, text in reversed(_STEPS):
        function = click.option(f"--{name}", name, is_flag=True, cls=TranslatedOption, help=text)(function)
    return function


@click.command(
    cls=TranslatedCommand,
    help=N_("""Record a step of somebody's recruitment: exactly one of the steps below.

A reason is a key of the questionnaire's criteria, or other: and words of your own."""),
    epilog="engage-eval recruit screen study.engage R01 --contacted\n"
    "engage-eval recruit screen study.engage R01 --ineligible --reason no_number",
)
@click.argument("study", metavar="STUDY")
@click.argument("person", metavar="PERSON")
@_step_options
@click.option("--reason", metavar="KEY", default="", cls=TranslatedOption, help=N_("Why."))
@at_options
@by_option
@click.pass_context
@edge
def screen(
    ctx: click.Context,
    study: str,
    person: str,
    *,
    reason: str,
    at: str,
    zone: str,
    by: str,
    as_json: bool,
    **steps: bool,
) -> None:
    """Record the step."""
    from engage_eval.actions import recruit as actions
    from engage_eval.core.errors import UsageError

    chosen = [name for name, _ in _STEPS if steps[name]]
    if len(chosen) != 1:
        given = ", ".join(f"--{name}" for name in chosen) or "-"
        raise UsageError("recruit.one_step", given=given)
    with recording(study, by) as open_study:
        say = speak(ctx, open_study.language)
        found = actions.screen(open_study, person, chosen[0], reason, open_study.moment(at, zone))
        _show(found, open_study, say, as_json=as_json)


def _show(found: "Step", open_study: "Recording", say: Messages, *, as_json: bool) -> None:
    if as_json:
        console.as_json(
            {
                "participant": found.participant,
                "event": found.event,
                "on": found.on.canonical(),
                "reason": found.reason,
                "recruiter": found.recruiter,
                "problems": as_rows(found.problems, say, of_recorded),
            }
        )
        return
    told = {
        "person": found.participant,
        "event": value_name(found.event, say),
        "on": when(found.on, open_study.record.study.zone),
    }
    console.line(say.text("{person}: {event}, {on}", **told))
    if found.event == "nominated":
        console.paragraph(say.text("Write the code on the paper beside the name, and keep that paper apart."), indent=2)
    print_news(found.problems, say)
