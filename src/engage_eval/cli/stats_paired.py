"""The command stats paired: two columns of counts, before and after, in every way of summing the change up."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from engage_eval.actions.stats_paired import PairedTable, paired_table
from engage_eval.analysis.serialise import paired_json
from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speech
from engage_eval.cli.results import change_text
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Estimate
from engage_eval.core.messages import Messages
from engage_eval.report.build.visits_tables import WAYS
from engage_eval.report.numbers import format_interval, format_value
from engage_eval.stats.paired import Paired


@click.command(
    cls=TranslatedCommand,
    help=N_("""Compare two columns of counts: the change of the whole and of each row, with intervals and a test.

FILE is a CSV file or an Excel workbook (its first sheet), a pair a row; a column of names is used where there is
one. Rows without both counts are left out and named."""),
    epilog="engage-eval stats paired visits.csv --before 2022 --after 2023",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--before", metavar="COL", required=True, cls=TranslatedOption, help=N_("The column of the counts before.")
)
@click.option("--after", metavar="COL", required=True, cls=TranslatedOption, help=N_("The column of the counts after."))
@click.pass_context
@edge
def paired(ctx: click.Context, file: Path, before: str, after: str, *, as_json: bool) -> None:
    """Print the comparison."""
    found = paired_table(file, before, after)
    say = speech(ctx)
    if as_json:
        console.as_json({**paired_json(found.paired, say.reason), "left_out": list(found.left_out)})
    else:
        _print(found, say)


def _print(found: PairedTable, say: Messages) -> None:
    table = console.grid(
        (say.text("Pair"), "left"), (found.before, "right"), (found.after, "right"), (say.text("change"), "right")
    )
    for name, old, new in found.rows:
        change = change_text(new / old - 1 if old else None, say)
        table.add_row(name, _count(old, say), _count(new, say), change)
    both = found.paired
    ratio = both.ratio_of_totals.value
    total = change_text(None if ratio is None else ratio - 1, say)
    table.add_row(say.text("Sum"), _count(both.total_before, say), _count(both.total_after, say), total)
    console.table(table)
    _print_ways(both, say)
    if found.left_out:
        names = ", ".join(found.left_out)
        console.paragraph(say.text("Left out, for lack of a count before or after: {names}.", names=names))
    for sentence in _why_not(both, say):
        console.paragraph(sentence)


def _print_ways(found: Paired, say: Messages) -> None:
    """Print the change summed up in every way, as `analyse outcomes` does."""
    table = console.grid((say.text("Measure"), "left"), (say.text("Value"), "right"), (say.text("95% CI"), "right"))
    numbers = _numbers(found)
    for label, rest, shape, bounds in WAYS:
        if rest not in numbers:
            continue
        one = numbers[rest]
        interval = format_interval(one.low, one.high, bounds, say.language) if bounds and one.low is not None else ""
        table.add_row(say.text(label), format_value(one.value, shape, say.language), interval)
    console.table(table)


def _numbers(found: Paired) -> Mapping[str, Estimate]:
    """Return the comparison's numbers by the names that WAYS has for them."""
    ratio, around = found.ratio_of_totals, found.rate_ratio_clustered
    return {
        "change_of_totals": Estimate(
            value=None if ratio.value is None else ratio.value - 1,
            low=None if around.low is None else around.low - 1,
            high=None if around.high is None else around.high - 1,
        ),
        "mean_change": found.mean_change,
        "median_change": found.median_change,
        "geometric_mean_ratio": found.geometric_mean_ratio,
        "hodges_lehmann": found.hodges_lehmann,
        "wilcoxon": Estimate(value=found.wilcoxon.p),
        "dispersion": found.dispersion,
        "cohen_dz": found.cohen_dz,
        "rank_biserial": found.rank_biserial,
    }


def _why_not(found: Paired, say: Messages) -> Iterator[str]:
    """Yield once each why some of the measures, or their intervals, are not there."""
    shown = (found.ratio_of_totals, found.mean_change, found.geometric_mean_ratio, found.cohen_dz)
    reasons = [one.why for one in shown if one.value is None and one.why]
    sentences = dict.fromkeys(say.reason(why) for why in reasons)
    for sentence in sentences:
        yield say.text("Not computed ({dash}): {reason}.", dash="–", reason=sentence)
    ranged = (found.rate_ratio_clustered, found.geometric_mean_ratio, found.hodges_lehmann)
    bare = [one.why for one in ranged if one.value is not None and one.low is None and one.why]
    for sentence in dict.fromkeys(say.reason(why) for why in bare):
        yield say.text("No interval: {reason}.", reason=sentence)


def _count(value: float, say: Messages) -> str:
    return format_value(value, "count" if value == int(value) else "decimal2", say.language)
