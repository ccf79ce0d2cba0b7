"""The commands under stats: statistics on figures of one's own, without a study."""

import re
from typing import Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, edge, speech
from engage_eval.cli.results import estimate_row
from engage_eval.core.catalogue.entry import N_


class WholeNumber(click.ParamType[int]):
    """A whole number as people write it; a sign is taken, so that the command can say what is wrong with it."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Return the number, or fail with a sentence."""
        if not re.fullmatch(r"[+-]?[0-9]{1,30}", str(value)):
            self.fail(speech(ctx).text("“{value}” is not a whole number.", value=str(value)), param, ctx)
        return int(value)


class Decimal(click.ParamType[float]):
    """A number with a decimal point or comma."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the number, or fail with a sentence."""
        written = str(value).strip()
        if not re.fullmatch(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?", written):
            self.fail(speech(ctx).text("“{value}” is no number; write it as 4 or 3.5.", value=str(value)), param, ctx)
        return float(written.replace(",", "."))


@click.group(
    cls=LazyGroup,
    lazy={
        "proportion": ("engage_eval.cli.stats:proportion", N_("A share with its intervals (Wilson and exact).")),
        "agreement": ("engage_eval.cli.stats_agreement:agreement", N_("How far coders agree.")),
        "reliability": ("engage_eval.cli.stats_scale:reliability", N_("How well the items of a scale hang together.")),
        "paired": ("engage_eval.cli.stats_paired:paired", N_("Counts before and after, in every way of comparing.")),
        "recruitment": (
            "engage_eval.cli.stats_recruitment:recruitment",
            N_("Who recruited whom: waves, trees, shares (RDS)."),
        ),
        "saturation": (
            "engage_eval.cli.stats_saturation:saturation",
            N_("After how many interviews hardly any new code appeared."),
        ),
        "plan": ("engage_eval.cli.stats_plan:plan", N_("How many interviews: an aid for planning.")),
        "validity": ("engage_eval.cli.stats_scale:validity", N_("What a panel of experts says of each item.")),
    },
    help=N_("Compute a statistic on figures of your own."),
)
def stats() -> None:
    """Hold the statistics."""


@click.command(
    cls=TranslatedCommand,
    help=N_("""A share X of N with its 95% intervals: Wilson, and exact (Clopper-Pearson).

X and N are whole numbers, for example 13 20."""),
    epilog="engage-eval stats proportion 13 20",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("count", metavar="X", type=WholeNumber())
@click.argument("n", metavar="N", type=WholeNumber())
@click.pass_context
@edge
def proportion(ctx: click.Context, count: int, n: int, *, as_json: bool) -> None:
    """Print the share and both intervals."""
    from engage_eval.actions import stats as actions
    from engage_eval.analysis.serialise import estimate_json

    found = actions.proportion(count, n)
    say = speech(ctx)
    if as_json:
        console.as_json(
            {
                "count": count,
                "n": n,
                "share": found.wilson.value,
                "wilson": estimate_json(found.wilson, say.reason),
                "clopper_pearson": estimate_json(found.clopper_pearson, say.reason),
            }
        )
        return
    table = console.grid(("", "left"), (say.text("share"), "right"), (say.text("95% interval"), "right"))
    for name, estimate in (
        (say.text("Wilson"), found.wilson),
        (say.text("exact (Clopper-Pearson)"), found.clopper_pearson),
    ):
        table.add_row(f"{count}/{n}  {name}", *estimate_row(estimate, say))
    console.table(table)
    if found.wilson.why:
        console.line(say.reason(found.wilson.why))
