"""Beside the change of totals: the rate per registered member, and the monthly series around the start."""

from collections.abc import Iterator

from engage_eval.analysis.series import LEAST, Series
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Column, Figure, Number, Paragraph, Ref, Row, Runs, Table
from engage_eval.report.build.context import MEASURES, Context, capital, plain
from engage_eval.report.dates import month, month_names
from engage_eval.report.prose import joined

SERIES_TABLE, SERIES_FIGURE, MONTHS_TABLE = "table-series", "figure-series", "table-months"
# What the series' model says: its name, the claim, how value and interval are written.
TERMS: tuple[tuple[str, str, str, str], ...] = (
    (N_("Jump at the start, counts a month"), "level", "signed1", "interval_signed1"),
    (N_("Change of the trend after it, counts a month each month"), "slope", "signed1", "interval_signed1"),
    (N_("Trend before the start, counts a month each month"), "trend_before", "signed1", "interval_signed1"),
    (N_("Jump as a ratio (quasi-Poisson)"), "level_ratio", "ratio3", "interval_decimal3"),
    (N_("Change of the trend as a ratio (quasi-Poisson)"), "slope_ratio", "ratio3", "interval_decimal3"),
)


def per_member(context: Context) -> Iterator[Block]:
    """Yield the sentence on the rate per registered member, where members are known."""
    found = context.results.outcomes.per_member
    if not found.known:
        return
    say, start = context.prose.text, _start(context)
    interval = context.shows_intervals and found.ratio.low is not None
    change = Number(f"{start}.per_member.change", "value", "signed_change2")
    parts = [
        say(
            N_(
                "Per 1,000 registered members, over the {n} facilities whose members are known for both periods, there "
                "were {before} ({first}) and {after} ({second}) {measure}: {change}{interval}."
            ),
            n=Number(f"{start}.per_member.facilities", "count"),
            before=Number(f"{start}.per_1000_members.before", "value", "decimal1"),
            after=Number(f"{start}.per_1000_members.after", "value", "decimal1"),
            first=context.results.outcomes.before,
            second=context.results.outcomes.after,
            measure=context.say(MEASURES[context.results.outcomes.measure]),
            change=change,
            interval=say(
                N_(" (95% CI {interval})"),
                interval=Number(f"{start}.per_member.change", "interval", "interval_change1"),
            )
            if interval
            else "",
        )
    ]
    if found.left_out:
        parts.append(say(N_("Members are not known for: {names}."), names=", ".join(found.left_out)))
    yield Paragraph(joined(parts))


def series(context: Context) -> Iterator[Block]:
    """Yield the monthly series with its model; where months are there but not enough, the sentence that says so."""
    outcomes = context.results.outcomes
    found = outcomes.segmented
    if found is not None:
        yield Paragraph(_sentences(context, found))
        yield _model_table(context, found)
        yield _figure(context, found)
        yield _months_table(context, found)
    elif outcomes.segmented_why is not None and outcomes.segmented_why.code != "no_monthly":
        reason = context.why(outcomes.segmented_why)
        yield Paragraph(
            context.prose.text(
                N_("The monthly counts can't be read as a series around a start: {reason}."), reason=reason
            )
        )


def intervals(context: Context) -> Iterator[tuple[Runs, str, str]]:
    """Yield the label, the claim and the format of every interval of this part, for an appendix."""
    shown = [(N_("Change of the rate per registered member"), "per_member.change", "interval_change1")]
    shown += [(label, f"segmented.{rest}", bounds) for label, rest, _shape, bounds in TERMS]
    for label, rest, bounds in shown:
        claim = context.claims.get(f"{_start(context)}.{rest}")
        if claim is not None and claim.low is not None:
            yield context.words(label), claim.id, bounds


def _start(context: Context) -> str:
    return f"outcomes.{context.results.outcomes.measure}"


def _sentences(context: Context, found: Series) -> Runs:
    say, start = context.prose.text, f"{_start(context)}.segmented"
    parts = [
        say(
            N_(
                "Month by month, {measure} were added up over {n} facilities: {before} months before {start} and "
                "{after} from then on ({table}, {figure})."
            ),
            measure=context.say(MEASURES[context.results.outcomes.measure]),
            n=Number(f"{start}.facilities", "count"),
            before=Number(f"{start}.months_before", "count"),
            after=Number(f"{start}.months_after", "count"),
            start=month(found.start, context.speech),
            table=Ref(SERIES_TABLE),
            figure=Ref(SERIES_FIGURE),
        ),
        say(
            N_(
                "When sending began, the monthly sum differed by {level}{interval} from what the trend before would "
                "have given, and the trend then changed by {slope} a month{slope_interval}."
            ),
            level=Number(f"{start}.level", "value", "signed1"),
            interval=_interval(context, f"{start}.level"),
            slope=Number(f"{start}.slope", "value", "signed1"),
            slope_interval=_interval(context, f"{start}.slope"),
        ),
    ]
    if not found.whole_start:
        parts.append(context.words(N_("Sending began within this month, which counts as after.")))
    if found.left_out:
        parts.append(
            say(
                N_("Left out, for want of {least} observed months without a gap on each side of the start: {names}."),
                least=LEAST,
                names=", ".join(found.left_out),
            )
        )
    return joined(parts)


def _interval(context: Context, claim: str) -> Runs | str:
    if not context.shows_intervals or context.claims[claim].low is None:
        return ""
    return context.prose.text(N_(" (95% CI {interval})"), interval=Number(claim, "interval", "interval_signed1"))


def _model_table(context: Context, found: Series) -> Table:
    rows = []
    for label, rest, shape, bounds in TERMS:
        claim = f"{_start(context)}.segmented.{rest}"
        cells: list[Runs] = [context.words(label), (Number(claim, "value", shape),)]
        if context.shows_intervals:
            known = context.claims[claim].low is not None
            cells.append((Number(claim, "interval", bounds),) if known else plain("–"))
        rows.append(Row(tuple(cells)))
    columns = [Column(context.words(N_("Measure")), "left", 5), Column(context.words(N_("Value")), "decimal", 1.4)]
    if context.shows_intervals:
        columns.append(Column(context.words(N_("95% CI")), "right", 2))
    return Table(
        label=SERIES_TABLE,
        title=context.prose.text(
            N_("The monthly series before and after {start}: a segmented regression"),
            start=month(found.start, context.speech),
        ),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            context.prose.text(
                N_(
                    "Least squares with Newey-West errors ({lags} months of autocorrelation); the ratios by "
                    "quasi-Poisson regression. Seasons are not modelled. Projected months are left out."
                ),
                lags=found.counts.lags,
            ),
        ),
    )


def _figure(context: Context, found: Series) -> Figure:
    from engage_eval.report.figures.series import SeriesChart
    from engage_eval.report.figures.series import series as draw

    measure = context.say(MEASURES[context.results.outcomes.measure])
    start = f"{_start(context)}.segmented"
    before = found.counts.months_before
    counts = [count for _month, count in found.months]
    chart = SeriesChart(
        labels=tuple(label for label, _count in found.months),
        counts=tuple(counts),
        fitted=found.fitted,
        expected=found.expected,
        start=before,
        language=context.figure_language,
        count_label=context.say(N_("{measure} a month, all facilities of the series"), measure=measure),
        start_label=context.say(N_("sending began ({month})"), month=month(found.start, context.speech, short=True)),
        observed_label=context.say(N_("observed")),
        fitted_label=context.say(N_("model")),
        expected_label=context.say(N_("trend before, continued")),
    )
    return Figure(
        label=SERIES_FIGURE,
        title=context.prose.text(
            N_("{measure} month by month, with the model's line before and after the start"),
            measure=capital(context.words(MEASURES[context.results.outcomes.measure])),
        ),
        alt=context.say(
            N_(
                "Monthly sums over {n} months with a line before and one after {start}: on average {before} a month "
                "before and {after} after."
            ),
            n=len(counts),
            start=month(found.start, context.speech),
            before=context.number(round(sum(counts[:before]) / before)),
            after=context.number(round(sum(counts[before:]) / (len(counts) - before))),
        ),
        drawing=draw(chart),
        table=MONTHS_TABLE,
        claims=(f"{start}.level", f"{start}.slope"),
    )


def _months_table(context: Context, found: Series) -> Table:
    """Return the counts that the figure draws: months down, years across."""
    there = {label for label, _count in found.months}
    years = sorted({label[:4] for label in there})
    rows = []
    for number, name in enumerate(month_names(context.speech), start=1):
        labels = [f"{year}-{number:02d}" for year in years]
        cells = [
            (Number(f"{_start(context)}.month.{label}", "count"),) if label in there else plain("–") for label in labels
        ]
        rows.append(Row((plain(name), *cells)))
    return Table(
        label=MONTHS_TABLE,
        title=context.prose.text(
            N_("{measure} a month, summed over the facilities of the series"),
            measure=capital(context.words(MEASURES[context.results.outcomes.measure])),
        ),
        columns=(
            Column(context.words(N_("Month")), "left", 2),
            *(Column(plain(year), "decimal", 1.2) for year in years),
        ),
        rows=tuple(rows),
        notes=(context.prose.text(N_("Facilities: {names}."), names=", ".join(found.facilities)),),
    )
