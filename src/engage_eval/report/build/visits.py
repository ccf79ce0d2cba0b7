"""Counts before and after: what the section on them says, and its figure."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engage_eval.analysis.outcome_pairs import OBSERVED
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Figure, Heading, Number, Paragraph, Ref, Runs
from engage_eval.report.build import months
from engage_eval.report.build.context import MEASURES, Context, capital
from engage_eval.report.build.visits_tables import SUMMARY, TABLE, claim, summary, table
from engage_eval.report.dates import periods_text
from engage_eval.report.prose import joined

if TYPE_CHECKING:
    from engage_eval.report.figures.dumbbell import DumbbellChart

FIGURE = "figure-counts"
MUCH_SPREAD = 2  # from here on a Poisson interval would be too narrow by four tenths and more


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
    yield summary(context)
    if context.results.outcomes.excluding_projected is not None:
        yield Paragraph(_without_projected(context))
    elif context.results.outcomes.projected_periods and context.results.outcomes.excluding_why is not None:
        reason = context.why(context.results.outcomes.excluding_why)
        yield Paragraph(
            context.prose.text(N_("How much the projection matters can't be shown: {reason}."), reason=reason)
        )
    yield from months.per_member(context)


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
    parts = [say(N_("{summary} sums up the same change in other ways."), summary=Ref(SUMMARY))]
    parts += [part for part in (_range(context), _spread(context), _middle(context), _test(context)) if part]
    one_out = context.claims[claim(context, "leave_one_out")]
    if one_out.low is not None:
        parts.append(
            say(
                N_("With each facility left out in turn, the change of totals stays between {low} and {high}."),
                low=Number(one_out.id, "low", "signed_change1"),
                high=Number(one_out.id, "high", "signed_change1"),
            )
        )
    return joined(parts)


def _range(context: Context) -> Runs:
    total = context.claims[claim(context, "change_of_totals")]
    if not context.shows_intervals or total.low is None:
        return ()
    return context.prose.text(
        N_("Clustered by facility, the 95% interval of the change of totals runs from {low} to {high}."),
        low=Number(total.id, "low", "signed_change1"),
        high=Number(total.id, "high", "signed_change1"),
    )


def _middle(context: Context) -> Runs:
    """Return the ratio and the shift of a facility in the middle."""
    ratio, shift = (context.claims[claim(context, name)] for name in ("geometric_mean_ratio", "hodges_lehmann"))
    if ratio.value is None or shift.value is None:
        return ()
    return context.prose.text(
        N_(
            "The geometric mean of the facilities' ratios is {ratio}{ratio_interval}, and the Hodges-Lehmann shift is "
            "{shift} counts a facility{shift_interval}."
        ),
        ratio=Number(ratio.id, "value", "ratio3"),
        ratio_interval=_bracket(context, ratio.id, "interval_decimal3"),
        shift=Number(shift.id, "value", "signed1"),
        shift_interval=_bracket(context, shift.id, "interval_signed1"),
    )


def _bracket(context: Context, one: str, bounds: str) -> Runs:
    if not context.shows_intervals or context.claims[one].low is None:
        return ()
    return context.prose.text(N_(" (95% CI {interval})"), interval=Number(one, "interval", bounds))


def _spread(context: Context) -> Runs:
    """Return by how much the changes differ more than chance would let counts differ, where an interval is printed."""
    one = context.claims[claim(context, "dispersion")]
    if not context.shows_intervals or one.value is None or one.value <= MUCH_SPREAD:
        return ()
    return context.prose.text(
        N_(
            "The facilities' changes vary {phi} times as much as independent counts would (dispersion φ), so an "
            "interval that treats single visits as independent would be far too narrow."
        ),
        phi=Number(one.id, "value", "decimal1"),
    )


def _test(context: Context) -> Runs:
    """Return the signed-rank test; with ties the sum of ranks may be a half, which stands in the table alone."""
    test = context.claims[claim(context, "wilcoxon")]
    if test.value is None or test.count is None:
        return ()
    return context.prose.text(
        N_("The Wilcoxon signed-rank test over the {n} facilities gives V = {v} ({p})."),
        n=Number(test.id, "n"),
        v=Number(test.id, "count"),
        p=Number(test.id, "value", "p"),
    )


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
        parts.append(
            say(N_("Months left out of both years: {months}."), months=periods_text(without.months, context.speech))
        )
    if without and without.left_out:
        parts.append(
            say(N_("Facilities of which nothing observed remains: {names}."), names=", ".join(without.left_out))
        )
    return joined(parts)


def _figure(context: Context) -> Figure:
    from engage_eval.report.figures.dumbbell import dumbbell

    found = context.results.outcomes
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
            rising=sum(1 for one in found.facilities if one.after > one.before),
            n=len(found.facilities),
            before=context.number(round(found.paired.total_before)),
            after=context.number(round(found.paired.total_after)),
        ),
        drawing=dumbbell(_chart(context)),
        table=TABLE,
        notes=(context.words(N_("On a log scale equal distances are equal changes in percent.")),),
        claims=(claim(context, "change_of_totals"), claim(context, "rate_ratio_clustered")),
    )


def _chart(context: Context) -> "DumbbellChart":
    from engage_eval.report.figures.dumbbell import DumbbellChart, DumbbellRow, Ratio

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
    return DumbbellChart(
        rows=rows,
        before_label=found.before,
        after_label=found.after,
        change_label=context.say(N_("change")),
        language=context.figure_language,
        axis_label=context.say(N_("{measure} (log scale)"), measure=context.say(MEASURES[found.measure])),
        projected_label=context.say(N_("hollow: wholly or partly projected")),
        total=DumbbellRow(
            label=context.say(N_("All facilities")),
            before=round(found.paired.total_before),
            after=round(found.paired.total_after),
        ),
        ratio=None
        if ratio.value is None
        else Ratio(
            label=context.say(N_("ratio of totals, 95% CI") if context.shows_intervals else N_("ratio of totals")),
            value=ratio.value,
            low=context.limit(ratio.low),
            high=context.limit(ratio.high),
        ),
    )
