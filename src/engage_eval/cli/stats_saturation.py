"""The command stats saturation: after how many interviews hardly any new code appeared."""

from collections.abc import Sequence
from pathlib import Path

import click

from engage_eval.actions.stats_saturation import saturation_table
from engage_eval.analysis.saturation import to_json
from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speech
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.report.numbers import DASH, format_value
from engage_eval.stats.saturation import Quartiles, Run, Saturation


@click.command(
    cls=TranslatedCommand,
    help=N_("""After how many interviews hardly any new code appeared, by each usual choice of base, run and threshold.

FILE is a CSV file or an Excel workbook (its first sheet) with the columns interview and code: a row for each code of
each interview, interviews in the order held. An interview without codes has one row with an empty code."""),
    epilog="engage-eval stats saturation codes.csv",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_context
@edge
def saturation(ctx: click.Context, file: Path, *, as_json: bool) -> None:
    """Print where saturation was reached."""
    table = saturation_table(file)
    say = speech(ctx)
    if as_json:
        console.as_json(to_json(table.found, table.interviews, say.reason))
    else:
        print_saturation(table.found, table.interviews, say)


def print_saturation(found: Saturation, interviews: Sequence[str], say: Messages) -> None:
    """Print the codes of each interview, then the choices of thresholds with the random orders beside them."""
    table = console.grid(
        ("", "right"),
        (say.text("Interview"), "left"),
        (say.text("new codes"), "right"),
        (say.text("codes so far"), "right"),
    )
    for at, name in enumerate(interviews):
        table.add_row(str(at + 1), name, str(found.new_codes[at]), str(found.cumulative[at]))
    console.table(table)
    _print_runs(found, say)
    for sentence in dict.fromkeys(say.reason(one.why) for one in (*found.runs, found.francis) if one.why):
        console.paragraph(f"{DASH}: {sentence}")
    console.paragraph(
        say.text(
            "4+2 means: saturation at interview 4, seen in the 2 after it. Base: the interviews whose codes are the "
            "yardstick; run: the interviews looked at together; at most: the share of new codes allowed in a run."
        )
    )
    console.paragraph(
        say.text(
            "Random orders: the quartiles of the interview at which saturation comes, over {n} orders of the same "
            "interviews. Few new codes do not mean that each code is understood.",
            n=format_value(found.orders, "count", say.language),
        )
    )


def _print_runs(found: Saturation, say: Messages) -> None:
    table = console.grid(
        (say.text("Base"), "right"),
        (say.text("run"), "right"),
        (say.text("at most"), "right"),
        (say.text("reached"), "right"),
        (say.text("random orders: Q1, median, Q3"), "right"),
        (say.text("reached in"), "right"),
    )
    quartiles = {(one.base, one.run, one.threshold): one for one in found.quartiles}
    for one in found.runs:
        table.add_row(*_start(one, say), *_orders(quartiles.get((one.base, one.run, one.threshold)), say))
    table.add_row(*_start(found.francis, say), say.text("(10 + 3 of Francis et al.)"), "")
    console.table(table)


def _start(one: Run, say: Messages) -> tuple[str, str, str, str]:
    share = f"{format_value(100 * one.threshold, 'decimal0', say.language)}%"
    return str(one.base), str(one.run), share, one.notation or DASH


def _orders(one: Quartiles | None, say: Messages) -> tuple[str, str]:
    if one is None:
        return DASH, DASH
    found = ", ".join(DASH if at is None else str(at) for at in (one.q1, one.median, one.q3))
    return found, format_value(one.reached, "share1", say.language)
