"""The tables of counts before and after: per facility, and the same change summed up in different ways."""

from collections.abc import Iterator, Mapping

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Column, Number, Row, Runs, Table
from engage_eval.report.build.context import KINDS, MEASURES, Context, capital, plain
from engage_eval.report.claim_kinds import slug
from engage_eval.report.dates import periods_text

TABLE, SUMMARY = "table-counts", "table-change"
# Ways to sum up a change: what it is called, the claim, how its value and its interval are written.
WAYS: tuple[tuple[str, str, str, str], ...] = (
    (
        N_("Change of totals (interval clustered by facility)"),
        "change_of_totals",
        "signed_change2",
        "interval_change1",
    ),
    (N_("Mean of the facilities' changes"), "mean_change", "signed_change2", ""),
    (N_("Median of the facilities' changes"), "median_change", "signed_change2", ""),
    (
        N_("Geometric mean of the ratios (t interval on logarithms)"),
        "geometric_mean_ratio",
        "ratio3",
        "interval_decimal3",
    ),
    (N_("Hodges-Lehmann shift, counts per facility"), "hodges_lehmann", "signed1", "interval_signed1"),
    (N_("Wilcoxon signed-rank test, sum of the positive ranks V"), "rank_sum", "decimal1", ""),
    (N_("Wilcoxon signed-rank test, p"), "wilcoxon", "p_cell", ""),
    (N_("Dispersion φ of the changes (independent counts: 1)"), "dispersion", "decimal1", ""),
    (N_("Standardised mean difference of pairs, d_z"), "cohen_dz", "decimal2", ""),
    (N_("Rank-biserial correlation"), "rank_biserial", "decimal2", ""),
)
# The names that stand where no interval is shown beside them.
BARE_NAMES: Mapping[str, str] = {
    "change_of_totals": N_("Change of totals"),
    "geometric_mean_ratio": N_("Geometric mean of the ratios"),
}


def claim(context: Context, rest: str) -> str:
    """Return the id of a claim of the comparison."""
    return f"outcomes.{context.results.outcomes.measure}.{rest}"


def table(context: Context) -> Table:
    """Return the table of counts per facility, with both ways of averaging the change below."""
    found = context.results.outcomes
    rows = []
    for one in found.facilities:
        start = claim(context, f"facility.{slug(one.facility)}")
        rows.append(
            Row(
                (
                    plain(one.facility),
                    (Number(f"{start}.before", "count"),),
                    (Number(f"{start}.after", "count"),),
                    (Number(f"{start}.change", "value", "signed_change2"),),
                    context.words(KINDS[one.kind]),
                )
            )
        )
    totals: tuple[Runs, ...] = (
        context.words(N_("All facilities (change of totals)")),
        (Number(claim(context, "total.before"), "count"),),
        (Number(claim(context, "total.after"), "count"),),
        (Number(claim(context, "change_of_totals"), "value", "signed_change2"),),
        plain(""),
    )
    mean: tuple[Runs, ...] = (
        context.words(N_("Mean of the facilities' changes")),
        plain(""),
        plain(""),
        (Number(claim(context, "mean_change"), "value", "signed_change2"),),
        plain(""),
    )
    return Table(
        label=TABLE,
        title=context.prose.text(
            N_("{measure} per facility, {before} and {after}"),
            measure=capital(context.words(MEASURES[found.measure])),
            before=found.before,
            after=found.after,
        ),
        columns=(
            Column(context.words(N_("Facility")), "left", 3.4),
            Column(plain(found.before), "decimal", 1.2),
            Column(plain(found.after), "decimal", 1.2),
            Column(context.words(N_("Change")), "decimal", 1.5),
            Column(context.words(N_("Type of count")), "left", 2.2),
        ),
        rows=(*rows, Row(totals, bold=True), Row(mean)),
        notes=tuple(_notes(context)),
    )


def _notes(context: Context) -> Iterator[Runs]:
    found = context.results.outcomes
    if found.masked:
        yield context.words(N_("The names of the facilities are masked."))
    if found.projected_periods:
        yield context.prose.text(
            N_("Wholly or partly projected: {periods}."), periods=periods_text(found.projected_periods, context.speech)
        )
    if found.left_out:
        yield context.prose.text(
            N_("Left out, for lack of comparable counts in both periods: {names}."), names=", ".join(found.left_out)
        )
    yield context.words(N_("How these facilities were chosen decides what their sum can stand for."))


def summary(context: Context) -> Table:
    """Return the table of the ways to sum up the change, with their intervals where these are shown."""
    rows = []
    for label, rest, shape, bounds in WAYS:
        one = claim(context, rest)
        name = label if context.shows_intervals else BARE_NAMES.get(rest, label)
        cells: list[Runs] = [context.words(name), (Number(one, "value", shape),)]
        if context.shows_intervals:
            has_interval = bounds and context.claims[one].low is not None
            cells.append((Number(one, "interval", bounds),) if has_interval else plain(""))
        rows.append(Row(tuple(cells)))
    columns = [Column(context.words(N_("Measure")), "left", 5), Column(context.words(N_("Value")), "decimal", 1.4)]
    if context.shows_intervals:
        columns.append(Column(context.words(N_("95% CI")), "right", 2))
    return Table(
        label=SUMMARY,
        title=context.words(N_("The same change summed up in different ways")),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            *_without_interval(context),
            context.words(
                N_(
                    "Large facilities weigh more in the totals; each facility weighs the same in the mean, the median "
                    "and the geometric mean. A test over selected facilities says nothing about others, nor about "
                    "causes."
                )
            ),
        ),
    )


def _without_interval(context: Context) -> Iterator[Runs]:
    shown = [context.claims[claim(context, rest)] for _label, rest, _shape, bounds in WAYS if bounds]
    if context.shows_intervals and any(one.value is not None and one.low is None for one in shown):
        yield context.words(N_("An interval is left out where there are too few facilities for one."))
