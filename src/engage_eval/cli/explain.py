"""The command explain: what a number of the report rests on."""

from pathlib import Path

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speak
from engage_eval.cli.study import print_banner
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Show what a number of the report rests on: numerator, denominator, rule, people.

Without CLAIM all numbers are listed. A single argument is STUDY if such a path exists, else CLAIM."""),
    epilog="engage-eval explain my-study dispositions.agree.eligible",
)
@click.argument("first", required=False, metavar="[STUDY]")
@click.argument("second", required=False, metavar="[CLAIM]")
@click.pass_context
@edge
def explain(ctx: click.Context, first: str | None, second: str | None, *, as_json: bool) -> None:
    """Print one claim, or all."""
    from engage_eval.actions import report as actions
    from engage_eval.actions import study as studies
    from engage_eval.report.explain import as_json as claim_json
    from engage_eval.report.explain import sentence, summary

    study, claim_id = _study_and_claim(first, second)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    found, digest = actions.explain(workspace, claim_id)
    if as_json:
        console.as_json({"claims": [claim_json(one, digest, say) for one in found]})
        return
    if workspace.record is not None:
        print_banner(workspace.record.study, say)
    for one in found:
        console.line(f"{one.id}  {summary(one, say)}")
        if claim_id is not None:
            console.line()
            for row in sentence(one, digest, say).splitlines():
                console.line(f"  {row}")


def _study_and_claim(first: str | None, second: str | None) -> tuple[str, str | None]:
    """Return the study and the claim; a single word is the study where such a path exists, else the claim."""
    from engage_eval.actions.files import is_there
    from engage_eval.actions.study import is_study_file

    if first is None or second is not None:
        return first or ".", second
    return (first, None) if is_there(Path(first)) or is_study_file(first) else (".", first)
