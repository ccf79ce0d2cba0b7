"""The command export kit: a study's definitions for another hospital."""

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speak
from engage_eval.cli.export import study_and_dest, study_and_target
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Make a kit, so that another hospital can repeat the study: a .zip file, or a new folder.

It has the questionnaire, consent forms, codebook, the experts' sheet, interview schedules, and papers in Indonesian
and English: protocol, letter, notes to train people, what to adapt, what changed. Nothing that the study collected
is in it. The other hospital begins with: engage-eval new my-study --kit kit.zip"""),
    epilog="engage-eval export kit my-study kit.zip",
)
@study_and_dest
@click.pass_context
@edge
def kit(ctx: click.Context, first: str, second: str, *, force: bool, as_json: bool) -> None:
    """Make the kit and say what is in it, and what was left out."""
    from engage_eval.actions import export_kit as actions
    from engage_eval.actions import study as studies
    from engage_eval.actions.definitions import defined

    study, target = study_and_target(first, second)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    actions.check(target, study, force=force)
    found = actions.kit(defined(workspace), workspace.texts, target)
    if as_json:
        console.as_json(
            {
                "file": found.file.as_posix(),
                "files": list(found.files),
                "codes_left_out": found.codes_left_out,
                "examples_left_out": found.examples_left_out,
            }
        )
        return
    console.line(say.text("Made the kit {file}:", file=found.file.as_posix()))
    for name in found.files:
        console.line(f"  {name}")
    console.line()
    if found.codes_left_out:
        console.paragraph(
            say.text("Left out, since they are a participant's own words: {n} codes.", n=found.codes_left_out)
        )
    if found.examples_left_out:
        console.paragraph(
            say.text(
                "Left out, since they may be what a participant said: {n} examples in the codebook.",
                n=found.examples_left_out,
            )
        )
    console.paragraph(
        say.text("Nothing that the study collected is in it. Read the papers once before you give it away.")
    )
