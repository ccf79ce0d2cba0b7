"""Counts before and after: the table, the figure, and ways to sum up the change side by side."""

from collections.abc import Iterator

from engage_eval.analysis.outcomes import OBSERVED
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Column, Figure, Heading, Number, Paragraph, Ref, Row, Runs, Table
from engage_eval.report.build import months
from engage_eval.report.build.context import KINDS, MEASURES, Context, capital, plain
from engage_eval.report.claim_kinds import slug
from engage_eval.report.prose import joined

TABLE, FIGURE, SUMMARY = "table-counts", "figure-counts", "table-change"
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
    (N_("Wilcoxon signed-rank test, p"), "wilcoxon", "p_cell", ""),
    (N_("Standardised mean difference of pairs, d_z"), "cohen_dz", "decimal2", ""),
    (N_("Rank-biserial correlation"), "rank_biserial", "decimal2", ""),
)


def visits(context: Context) -> Iterator[Block]:
    """Yield the section on counts; nothing where there are none to compare."""
    found = context.results.outcomes
    if not found.facilities and found.segmented is None:
        return
    yield Heading(2, capital(context.words(MEASURES[found.measure])))
    if found.facilities:
        yield from _comparison(context)
    yield from months.series(context)


def _comparison(context: Context) -> Iterator[Block]:
    yield Paragraph(change_sentence(context))
    yield table(context)
    yield _figure(context)
    yield Paragraph(_ways(context))
    yield _summary(context)
    if context.results.outcomes.excluding_projected is not None:
        yield Paragraph(_without_projected(context))
    elif context.results.outcomes.projected_periods and context.results.outcomes.excluding_why is not None:
        reason = context.why(context.results.outcomes.excluding_why)
        yield Paragraph(
            context.prose.text(N_("How much the projection matters can't be shown: {reason}."), reason=reason)
        )
    yield from months.per_member(context)


def claim(context: Context, rest: str) -> str:
    """Return the id of a claim of the comparison."""
    return f"outcomes.{context.results.outcomes.measure}.{rest}"


def change_sentence(context: Context) -> Runs:
    """Return the change of totals beside the mean of the changes."""
    found = context.results.outcomes
    say = context.prose.text
    parts = [
        say(
            N_(
                "Summed over the {n} facilities, {measure} went from {before} ({first}) to {after} ({second}): "
                "{change}."
            ),
            n=Number(claim(context, "pairs"), "count"),
            measure=context.say(MEASURES[found.measure]),
            before=Number(claim(context, "total.before"), "count"),
            after=Number(claim(context, "total.after"), "count"),
            first=found.before,
            second=found.after,
            change=Number(claim(context, "change_of_totals"), "value", "signed_change2"),
        ),
        say(
            N_(
                "The mean of the facilities' own changes is {mean}: a different figure, because every facility has "
                "the same weight in it."
            ),
            mean=Number(claim(context, "mean_change"), "value", "signed_change2"),
        ),
    ]
    if found.projected_periods:
        parts.append(context.words(N_("Part of these counts is projected.")))
    parts.append(context.words(N_("This is a change over time, not an effect: there was no comparison group.")))
    return joined(parts)


def _ways(context: Context) -> Runs:
    say = context.prose.text
    parts = [
        say(
            N_(
                "Summed up in other ways ({summary}): leaving out each facility in turn, the change of totals stays "
                "between {low} and {high}."
            ),
            summary=Ref(SUMMARY),
            low=Number(claim(context, "leave_one_out"), "low", "signed_change1"),
            high=Number(claim(context, "leave_one_out"), "high", "signed_change1"),
        )
    ]
    return joined(parts)


def _without_projected(context: Context) -> Runs:
    start, say = claim(context, "without_projected"), context.prose.text
    without = context.results.outcomes.excluding_projected
    parts = [
        say(
            N_("Without projected counts the totals of the {n} facilities that remain change by {change}."),
            n=Number(f"{start}.pairs", "count"),
            change=Number(f"{start}.change_of_totals", "value", "signed_change2"),
        )
    ]
    if without and without.months:
        parts.append(say(N_("Months left out of both years: {months}."), months=", ".join(without.months)))
    if without and without.left_out:
        parts.append(
            say(N_("Facilities of which nothing observed remains: {names}."), names=", ".join(without.left_out))
        )
    return joined(parts)


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
            N_("Wholly or partly projected: {periods}."), periods=", ".join(found.projected_periods)
        )
    if found.left_out:
        yield context.prose.text(
            N_("Left out, for lack of comparable counts in both periods: {names}."), names=", ".join(found.left_out)
        )
    yield context.words(N_("How these facilities were chosen decides what their sum can stand for."))


def _figure(context: Context) -> Figure:
    from engage_eval.report.figures.dumbbell import DumbbellChart, DumbbellRow, Ratio
    from engage_eval.report.figures.dumbbell import dumbbell as draw

    found = context.results.outcomes
    rows = tuple(
        DumbbellRow(
            label=one.facility,
            before=one.before,
            after=one.after,
            before_projected=one.kind_before != OBSERVED,
            after_projected=one.kind_after != OBSERVED,
        )
        for one in found.facilities
    )
    ratio = found.paired.rate_ratio_clustered
    total = DumbbellRow(
        label=context.say(N_("All facilities")),
        before=round(found.paired.total_before),
        after=round(found.paired.total_after),
    )
    chart = DumbbellChart(
        rows=rows,
        before_label=found.before,
        after_label=found.after,
        change_label=context.say(N_("change")),
        language=context.figure_language,
        axis_label=context.say(N_("{measure} (log scale)"), measure=context.say(MEASURES[found.measure])),
        projected_label=context.say(N_("hollow: wholly or partly projected")),
        total=total,
        ratio=None
        if ratio.value is None
        else Ratio(
            label=context.say(N_("ratio of totals, 95% CI") if context.shows_intervals else N_("ratio of totals")),
            value=ratio.value,
            low=context.limit(ratio.low),
            high=context.limit(ratio.high),
        ),
    )
    rising = sum(1 for one in found.facilities if one.after > one.before)
    return Figure(
        label=FIGURE,
        title=context.prose.text(
            N_("{measure} per facility in {before} and {after}, on a log scale"),
            measure=capital(context.words(MEASURES[found.measure])),
            before=found.before,
            after=found.after,
        ),
        alt=context.say(
            N_("Dumbbell plot: {rising} of {n} facilities rose; totals went from {before} to {after}."),
            rising=rising,
            n=len(found.facilities),
            before=context.number(total.before),
            after=context.number(total.after),
        ),
        drawing=draw(chart),
        table=TABLE,
        notes=(context.words(N_("On a log scale equal distances are equal changes in percent.")),),
        claims=(claim(context, "change_of_totals"), claim(context, "rate_ratio_clustered")),
    )


def _summary(context: Context) -> Table:
    rows = []
    for label, rest, shape, bounds in WAYS:
        one = claim(context, rest)
        cells: list[Runs] = [context.words(label), (Number(one, "value", shape),)]
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
            context.words(
                N_(
                    "Large facilities weigh more in the totals; each facility weighs the same in the mean, the median "
                    "and the geometric mean. A test over selected facilities says nothing about others, nor about "
                    "causes."
                )
            ),
        ),
    )
