"""Fit per characteristic: the table of means, the table of quadrants, and importance over performance as a figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engage_eval.analysis.fit import MIDPOINT, STABLE, CharacteristicFit
from engage_eval.analysis.ratings import HIGH, LOW
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Estimate
from engage_eval.report.blocks import Column, Figure, Number, Row, Runs, Table, Text
from engage_eval.report.build.context import Context, plain
from engage_eval.report.claim_kinds import slug
from engage_eval.report.prose import listed, runs, share

if TYPE_CHECKING:
    from engage_eval.report.figures.ipa import IpaChart

TABLE, PLACES, FIGURE = "table-fit", "table-importance-performance", "figure-importance-performance"
QUADRANTS: Mapping[str, str] = {
    "concentrate": N_("concentrate here"),
    "keep_up": N_("keep it up"),
    "low_priority": N_("low priority"),
    "overkill": N_("possible overkill"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A characteristic's quadrant against the means: its name's message id, and whether it is stable."""

    quadrant: str
    stable: bool


def named(one: CharacteristicFit) -> Place:
    """Return the place against the means; empty where there is none."""
    quadrant = QUADRANTS[one.grand.quadrant] if one.grand.quadrant else ""
    return Place(quadrant, stable=one.grand.stability is not None and one.grand.stability >= STABLE)


def table(context: Context) -> Table:
    """Return mean performance of each characteristic; importance, shortfall and excess where they were rated."""
    found = context.results.fit
    columns = [
        Column(context.words(N_("No.")), "right", 0.7),
        Column(context.words(N_("Characteristic")), "left", 4),
        *_mean_columns(context, context.words(N_("Performance"))),
    ]
    if found.weighs:
        columns += _mean_columns(context, context.words(N_("Importance")))
        columns.append(Column(context.words(N_("Under")), "decimal", 1.2))
        columns.append(Column(context.words(N_("Over")), "decimal", 1.2))
    rows = [Row(tuple(_cells(context, number, one))) for number, one in enumerate(found.characteristics, start=1)]
    return Table(
        label=TABLE,
        title=context.words(
            N_("Performance and importance of each characteristic (means on the points 1 to 5)")
            if found.weighs
            else N_("Performance of each characteristic (means on the points 1 to 5)")
        ),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=tuple(_notes(context)),
    )


def _mean_columns(context: Context, head: Runs) -> list[Column]:
    if context.shows_intervals:
        # A head that is broken into two lines breaks before the bracket.
        interval = context.say(N_("[95% CI]")).replace(" ", "\N{NO-BREAK SPACE}")
        return [
            Column((*head, Text(" "), Text(interval)), "right", 2.9),
            Column(plain("n"), "decimal", 0.8),
        ]
    return [Column(head, "decimal", 2), Column(plain("n"), "decimal", 0.8)]


def _start(one: CharacteristicFit) -> str:
    return f"fit.characteristic.{slug(one.key)}"


def _cells(context: Context, number: int, one: CharacteristicFit) -> Iterator[Runs]:
    yield plain(str(number))
    yield context.of(one.text)
    yield from _mean_cells(context, f"{_start(one)}.performance.answered")
    if context.results.fit.weighs:
        yield from _mean_cells(context, f"{_start(one)}.importance.answered")
        yield (Number(f"{_start(one)}.under.answered", "value", "decimal1"),)
        yield (Number(f"{_start(one)}.over.answered", "value", "decimal1"),)


def _mean_cells(context: Context, claim: str) -> Iterator[Runs]:
    value = Number(claim, "value", "decimal2")
    if context.shows_intervals and context.claims[claim].low is not None:
        interval = Number(claim, "interval", "interval_decimal2")
        yield runs("{value} {interval}", value=value, interval=interval)
    else:
        yield (value,)
    yield (Number(claim, "n", "count"),)


def _notes(context: Context) -> Iterator[Runs]:
    found = context.results.fit
    if found.weighs:
        yield context.words(
            N_(
                "n: eligible people who rated it. Under and over: by how much performance stays below importance, "
                "and goes beyond it, from 0 to 100, over those who rated both."
            )
        )
    else:
        yield context.words(N_("n: eligible people who rated it."))
    means = [mean for one in found.characteristics for mean in (one.performance, one.importance)]
    if context.shows_intervals and any(mean.value is not None and mean.low is None for mean in means):
        yield context.words(N_("Without an interval: one answer, or everyone gave the same."))
    if context.shows_intervals and any(_leaves_scale(mean) for mean in means):
        yield context.words(N_("An interval lies evenly around its mean, so it may reach beyond the scale."))
    if not found.five:
        yield context.words(N_("Scales that don't run from 1 to 5 were brought to these points."))
    if found.left_out:
        yield context.prose.text(
            N_("Left out, since their answers are no numbers: {names}."),
            names=listed(_names(context, found.left_out), context.speech),
        )


def _leaves_scale(mean: Estimate) -> bool:
    return (mean.low is not None and mean.low < LOW) or (mean.high is not None and mean.high > HIGH)


def _names(context: Context, keys: tuple[str, ...]) -> list[str]:
    instrument = context.instrument
    known = {one.key: one.text for one in instrument.characteristics} if instrument else {}
    return [known[key].get(context.speech.language) for key in keys if key in known]


def places(context: Context) -> Table:
    """Return each characteristic's quadrant against both kinds of cross-hairs, and how stable it is."""
    found = context.results.fit
    rows = [Row(tuple(_place_cells(context, number, one))) for number, one in enumerate(found.characteristics, start=1)]
    return Table(
        label=PLACES,
        title=context.words(N_("Importance-performance analysis: quadrants and their stability")),
        columns=(
            Column(context.words(N_("No.")), "right", 0.7),
            Column(context.words(N_("Characteristic")), "left", 4.6),
            Column(context.words(N_("Quadrant, lines at the means")), "left", 3),
            Column(context.words(N_("Quadrant, lines at the midpoint")), "left", 3),
            Column(context.words(N_("Stability, means")), "decimal", 1.8),
            Column(context.words(N_("Stability, midpoint")), "decimal", 1.8),
        ),
        rows=tuple(rows),
        notes=tuple(_place_notes(context)),
    )


def _place_cells(context: Context, number: int, one: CharacteristicFit) -> Iterator[Runs]:
    yield plain(str(number))
    yield context.of(one.text)
    for placing in (one.grand, one.midpoint):
        yield context.words(QUADRANTS[placing.quadrant]) if placing.quadrant else plain("\N{EN DASH}")
    yield from ((share(f"{_start(one)}.stability.{kind}"),) for kind in ("grand", "midpoint"))


def _place_notes(context: Context) -> Iterator[Runs]:
    found, say = context.results.fit, context.prose.text
    if found.grand.performance is not None:
        yield say(
            N_(
                "Lines at the means: performance {x}, importance {y}; at the midpoint: {middle}. A mean on a line "
                "counts as high."
            ),
            x=Number("fit.crosshairs.grand.performance", "value", "decimal2"),
            y=Number("fit.crosshairs.grand.importance", "value", "decimal2"),
            middle=Number("fit.crosshairs.midpoint.performance", "value", "decimal0"),
        )
    yield say(
        N_(
            "Stability: share of {resamples} resamples of the respondents in which the quadrant is the same; below 90% "
            "the place is not stable."
        ),
        resamples=Number("fit.resamples", "count"),
    )
    reasons = {context.why(placing.why) for one in found.characteristics for placing in (one.grand, one.midpoint)}
    for reason in sorted(reasons - {""}):
        yield say(N_("Where there is a dash: {reason}."), reason=reason)


def figure(context: Context) -> Figure:
    """Return the figure of importance over performance, of the characteristics that have both."""
    from engage_eval.report.figures.ipa import ipa

    drawn = [one for one in context.results.fit.characteristics if one.grand.quadrant or one.midpoint.quadrant]
    return Figure(
        label=FIGURE,
        title=context.words(N_("Importance of each characteristic over its performance")),
        alt=_alt(context, drawn),
        drawing=ipa(_chart(context)),
        table=PLACES,
        notes=tuple(_figure_notes(context)),
        claims=tuple(f"{_start(one)}.{what}.answered" for one in drawn for what in ("performance", "importance")),
    )


def _chart(context: Context) -> "IpaChart":
    from engage_eval.report.figures.ipa import IpaChart, IpaPoint

    found, say = context.results.fit, context.say
    points = tuple(
        IpaPoint(
            number=number,
            label=one.text.get(context.speech.language),
            x=one.performance.value,
            y=one.importance.value,
            x_interval=_interval(context, one.performance),
            y_interval=_interval(context, one.importance),
            stable=named(one).stable,
        )
        for number, one in enumerate(found.characteristics, start=1)
        if one.performance.value is not None and one.importance.value is not None and one.midpoint.quadrant
    )
    lines = found.grand
    upper_left, upper_right, lower_left, lower_right = QUADRANTS.values()
    return IpaChart(
        points=points,
        means=None if lines.performance is None or lines.importance is None else (lines.performance, lines.importance),
        midpoint=MIDPOINT,
        low=LOW,
        high=HIGH,
        x_label=say(N_("performance (mean on the points 1 to 5)")),
        y_label=say(N_("importance (mean on the points 1 to 5)")),
        # In the order of QUADRANTS: upper left, upper right, lower left, lower right.
        corners=(say(upper_left), say(upper_right), say(lower_left), say(lower_right)),
        stable_label=say(N_("same quadrant in at least 90% of resamples")),
        unstable_label=say(N_("place not stable")),
        language=context.figure_language,
    )


def _alt(context: Context, drawn: Sequence[CharacteristicFit]) -> str:
    """Say what the figure finds: what lies in each quadrant, and how many places are stable."""
    parts = [
        context.say(
            N_("{quadrant}: {names}"),
            quadrant=context.say(label),
            names=listed((one.text.get(context.speech.language) for one in here), context.speech),
        )
        for quadrant, label in QUADRANTS.items()
        if (here := [one for one in drawn if one.grand.quadrant == quadrant])
    ]
    stable = sum(1 for one in drawn if named(one).stable)
    return context.say(
        N_("Importance over performance, lines at the means. {parts}. Stable places: {stable} of {n}."),
        parts="; ".join(parts) or context.say(N_("No quadrant can be told")),
        stable=stable,
        n=len(drawn),
    )


def _figure_notes(context: Context) -> Iterator[Runs]:
    yield context.words(
        N_("Dark lines: the means of the characteristics' means. Light lines: the midpoint of the scale, if in view.")
    )
    if context.shows_intervals:
        yield context.words(N_("Grey bars: 95% intervals. Hollow points could as well lie in another quadrant."))
    else:
        yield context.words(N_("Hollow points could as well lie in another quadrant."))


def fitted(context: Context) -> Iterator[tuple[Runs, str, str]]:
    """Yield label, claim and format of each interval, for the appendix that holds those that the text leaves out."""
    found = [
        (context.words(label), f"fit.{score}.eligible", "interval_decimal1")
        for score, label in (
            ("facet", N_("Facet score (0 to 100)")),
            ("weighted", N_("Facet score weighted by importance (0 to 100)")),
            ("match", N_("Match of performance with importance (0 to 100)")),
        )
    ]
    for one in context.results.fit.characteristics:
        for what, label in (("performance", N_("{name}: performance")), ("importance", N_("{name}: importance"))):
            words = context.prose.text(label, name=context.of(one.text))
            found.append((words, f"{_start(one)}.{what}.answered", "interval_decimal2"))
    yield from (row for row in found if row[1] in context.claims and context.claims[row[1]].low is not None)


def _interval(context: Context, mean: Estimate) -> tuple[float, float] | None:
    shown = context.shows_intervals and mean.low is not None and mean.high is not None
    return (mean.low or 0.0, mean.high or 0.0) if shown else None
