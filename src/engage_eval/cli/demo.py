"""The command demo: the sample study and its reports, and what they say, on the terminal."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speech
from engage_eval.cli.study import print_banner
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.demo import Demo


@click.command(
    cls=TranslatedCommand,
    help=N_("""Make the sample study and its reports, to look at.

DIR (default: demo) must not exist yet, be empty, or be an earlier demo that nobody changed."""),
    epilog="engage-eval demo",
)
@click.argument("directory", metavar="[DIR]", default="demo", type=click.Path(path_type=Path))
@click.pass_context
@edge
def demo(ctx: click.Context, directory: Path, *, as_json: bool) -> None:
    """Write the folder and print what the reports say."""
    from engage_eval.actions import demo as actions

    say = speech(ctx)
    made = actions.demo(directory)
    if as_json:
        console.as_json(_json(made, say))
        return
    _print(made, say)


def _print(made: "Demo", say: Messages) -> None:
    from engage_eval.cli.check import print_summary
    from engage_eval.cli.results import change_lines, print_responses_short, print_states

    found = made.results
    print_banner(found.snapshot.study, say)
    print_summary(made.checked, say)
    print_states(found.dispositions, found.snapshot.instruments, say)
    print_responses_short(found.responses, found.snapshot.instrument(), say)
    console.line()
    for row in change_lines(found.outcomes, say):
        console.line(row)
    console.line()
    console.line(say.text("Open these:"))
    for path in made.files:
        console.line(f"  {path.as_posix()}")


def _json(made: "Demo", say: Messages) -> dict[str, object]:
    from engage_eval.analysis import dispositions, outcomes, responses

    found = made.results
    return {
        "files": [path.as_posix() for path in made.files],
        "errors": made.checked.errors,
        "held": made.checked.held,
        "warnings": made.checked.warnings,
        "dispositions": dispositions.to_json(found.dispositions, say.reason),
        "responses": responses.to_json(found.responses, say.language, say.reason),
        "outcomes": outcomes.to_json(found.outcomes, say.reason),
    }
