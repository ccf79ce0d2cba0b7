"""The commands under answers: an answer is typed in, corrected or taken back."""

from collections.abc import Mapping

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded
from engage_eval.cli.recording import by_option, print_news, recording
from engage_eval.core.catalogue.entry import N_


@click.group(
    cls=LazyGroup,
    lazy={"correct": ("engage_eval.cli.answers:correct", N_("Correct answers, or type them in."))},
    help=N_("Correct answers; the earlier ones are kept with the reason."),
)
def answers() -> None:
    """Hold the commands on answers."""


_OUTCOMES: Mapping[str, str] = {
    "new": N_("{item}: {now}"),
    "changed": N_("{item}: {now} (before: {before})"),
    "taken_back": N_("{item}: taken back (before: {before})"),
    "settled": N_("{item}: {now} (settled; two copies of the study differed)"),
    "same": N_("{item}: unchanged"),
}


@click.command(
    cls=TranslatedCommand,
    help=N_("""Correct answers of INTERVIEW, or type them in; the earlier ones are kept, with the reason.

A value is what a cell of the table would hold: a choice's key or label, a number, a text, or .skip .refused .na;
several choices are joined by | in quotes. An empty value takes an answer back. Where two copies of the study answered
differently and were merged, this settles it."""),
    epilog='engage-eval answers correct study.engage R01-1 usia=41 --reason "misheard"',
)
@click.argument("study", metavar="STUDY")
@click.argument("interview", metavar="INTERVIEW")
@click.argument("pairs", metavar="ITEM=VALUE...", nargs=-1, required=True)
@click.option(
    "--reason", metavar="TEXT", default="", cls=TranslatedOption, help=N_("Why earlier answers are replaced.")
)
@by_option
@click.pass_context
@edge
def correct(
    ctx: click.Context, study: str, interview: str, pairs: tuple[str, ...], *, reason: str, by: str, as_json: bool
) -> None:
    """Record the answers."""
    from engage_eval.actions import answers as actions

    with recording(study, by) as open_study:
        say = speak(ctx, open_study.language)
        found = actions.correct(open_study, interview, pairs, reason)
    if as_json:
        console.as_json(
            {
                "interview": found.interview,
                "participant": found.participant,
                "items": [
                    {"item": one.item, "before": one.before, "now": one.now, "outcome": one.outcome}
                    for one in found.items
                ],
                "problems": as_rows(found.problems, say, of_recorded),
            }
        )
        return
    console.line(f"{found.interview} ({found.participant})")
    for one in found.items:
        text = say.text(_OUTCOMES[one.outcome], item=one.item, now=one.now or "-", before=one.before or "-")
        console.paragraph(text, indent=2)
    print_news(found.problems, say)
