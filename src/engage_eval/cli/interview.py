"""The commands under interview: one begins, pauses, goes on, and ends."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded
from engage_eval.cli.recording import at_options, by_option, print_news, recording, value_name, when
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.core.problem import Problem
from engage_eval.model.interview import ENDS
from engage_eval.model.tables import INTERVIEW_MODES

if TYPE_CHECKING:
    from engage_eval.actions.interviewing import Held
    from engage_eval.actions.recording import Recording


@click.group(
    cls=LazyGroup,
    lazy={
        "start": ("engage_eval.cli.interview:start", N_("Begin an interview with somebody.")),
        "pause": ("engage_eval.cli.interview:pause", N_("Record that it is paused.")),
        "resume": ("engage_eval.cli.interview:resume", N_("Record that it goes on.")),
        "finish": ("engage_eval.cli.interview:finish", N_("Record how it ended.")),
    },
    help=N_("Record when interviews begin, pause and end."),
)
def interview() -> None:
    """Hold the steps of an interview."""


def _beginning_options(function: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        ("--id", "key", "ID", N_("An id of your own; left out, the person's code and a number.")),
        ("--instrument", "instrument", "KEY", N_("The questionnaire; left out, the study's.")),
        ("--version", "version", "VERSION", N_("Its version; left out, the newest.")),
        ("--form", "form", "FORM", N_("Its form; left out, the first.")),
        ("--interviewer", "interviewer", "KEY", N_("Who asks; left out, who records.")),
        ("--place", "place", "TEXT", N_("Where it is held.")),
        ("--others-present", "others_present", "TEXT", N_("Who else is there.")),
        ("--recorded", "recorded", "yes|no", N_("Whether sound is recorded.")),
        ("--repeat-of", "repeat_of", "ID", N_("The earlier interview that this one repeats.")),
    )
    for flag, name, metavar, text in reversed(options):
        function = click.option(flag, name, metavar=metavar, default="", cls=TranslatedOption, help=text)(function)
    return function


@click.command(
    cls=TranslatedCommand,
    help=N_("""Begin an interview with PERSON, and print its id.

Without a valid consent by then, its content will be held back; that is said at once."""),
    epilog="engage-eval interview start study.engage BU-7K3Q-M --mode face",
)
@click.argument("study", metavar="STUDY")
@click.argument("person", metavar="PERSON")
@click.option(
    "--mode",
    type=click.Choice(INTERVIEW_MODES),
    required=True,
    cls=TranslatedOption,
    help=N_("How it is held: face to face, by telephone, or filled in by the person."),
)
@_beginning_options
@at_options
@by_option
@click.pass_context
@edge
def start(
    ctx: click.Context, study: str, person: str, *, at: str, zone: str, by: str, as_json: bool, **facts: str
) -> None:
    """Begin it."""
    from engage_eval.actions import interviewing as actions

    with recording(study, by) as open_study:
        say = speak(ctx, open_study.language)
        beginning = actions.Beginning(id=facts.pop("key"), **facts)
        found = actions.start(open_study, person, beginning, open_study.moment(at, zone))
        _show(found, open_study, say, as_json=as_json)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Record that INTERVIEW is paused. A person's code stands for their interview that goes on."""),
    epilog="engage-eval interview pause study.engage BU-7K3Q-M-1",
)
@click.argument("study", metavar="STUDY")
@click.argument("interview", metavar="INTERVIEW")
@at_options
@by_option
@click.pass_context
@edge
def pause(ctx: click.Context, study: str, interview: str, **how: Any) -> None:  # noqa: ANN401 - the options above
    """Pause it."""
    from engage_eval.actions.interviewing import PAUSED

    _interrupt(ctx, study, interview, PAUSED, how)


@click.command(
    cls=TranslatedCommand,
    help=N_(
        """Record that INTERVIEW goes on after a pause. A person's code stands for their interview that goes on."""
    ),
    epilog="engage-eval interview resume study.engage BU-7K3Q-M-1",
)
@click.argument("study", metavar="STUDY")
@click.argument("interview", metavar="INTERVIEW")
@at_options
@by_option
@click.pass_context
@edge
def resume(ctx: click.Context, study: str, interview: str, **how: Any) -> None:  # noqa: ANN401 - the options above
    """Let it go on."""
    from engage_eval.actions.interviewing import RESUMED

    _interrupt(ctx, study, interview, RESUMED, how)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Record how INTERVIEW ended. A person's code stands for their interview that goes on.

How one that has ended did so is corrected by giving a --reason; its time stays, or is that of --at if it has none."""),
    epilog="engage-eval interview finish study.engage BU-7K3Q-M-1 --end complete",
)
@click.argument("study", metavar="STUDY")
@click.argument("interview", metavar="INTERVIEW")
@click.option(
    "--end",
    type=click.Choice(ENDS),
    required=True,
    cls=TranslatedOption,
    help=N_("Complete, partial, or broken off by the person."),
)
@click.option(
    "--reason", metavar="TEXT", default="", cls=TranslatedOption, help=N_("Why the recorded end is corrected.")
)
@at_options
@by_option
@click.pass_context
@edge
def finish(
    ctx: click.Context, study: str, interview: str, *, at: str, zone: str, by: str, as_json: bool, **how: str
) -> None:
    """Finish it."""
    from engage_eval.actions import interviewing as actions

    with recording(study, by) as open_study:
        say = speak(ctx, open_study.language)
        # Left out it isn't now for an interview that ended before, but not known.
        ended = open_study.moment(at, zone) if at.strip() else None
        found = actions.finish(open_study, interview, how["end"], how["reason"], ended)
        _show(found, open_study, say, as_json=as_json)


def _interrupt(ctx: click.Context, study: str, interview: str, event: str, how: dict[str, Any]) -> None:
    """Record a pause, or its end."""
    from engage_eval.actions import interviewing as actions

    with recording(study, how["by"]) as open_study:
        say = speak(ctx, open_study.language)
        found = actions.pause(open_study, interview, open_study.moment(how["at"], how["zone"]), event=event)
        _show(found, open_study, say, as_json=how["as_json"])


def _in_words(problem: Problem, say: Messages) -> Problem:
    """Return a problem with the reason why consent is not valid as people say it."""
    if problem.code != "interview.not_consented":
        return problem
    from engage_eval.cli.consent_show import HELD

    reason = say.text(HELD[str(problem.params["reason"])])
    return replace(problem, params={**problem.params, "reason": reason})


def _show(found: "Held", open_study: "Recording", say: Messages, *, as_json: bool) -> None:
    one = found.interview
    problems = tuple(_in_words(problem, say) for problem in found.problems)
    if as_json:
        console.as_json(
            {
                "interview": one.id,
                "participant": one.participant,
                "event": found.event,
                "at": found.at.canonical() if found.at else None,
                "instrument": one.instrument,
                "version": one.version,
                "form": one.form,
                "problems": as_rows(problems, say, of_recorded),
            }
        )
        return
    event = say.text("started") if found.event == "started" else value_name(found.event, say)
    told = {"interview": one.id, "event": event}
    if found.at is None:
        console.line(say.text("{interview}: {event}; when it ended is not recorded", **told))
    else:
        console.line(say.text("{interview}: {event}, {at}", **told, at=when(found.at, open_study.record.study.zone)))
    if found.event == "started":
        form = f"{one.instrument} {one.version} {one.form}".strip()
        console.line(say.text("  with {person}, by {form}", person=one.participant, form=form))
    print_news(problems, say)
