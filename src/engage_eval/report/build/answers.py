"""Answers per characteristic: the table of distributions, the diverging figure, and the rule with its curve."""

from collections.abc import Iterator, Sequence

from engage_eval.analysis.responses import ItemResult
from engage_eval.core.catalogue.entry import N_
from engage_eval.model.instrument import Scale
from engage_eval.report.blocks import Block, Column, Figure, Heading, Number, Paragraph, Ref, Row, Runs, Table, Text
from engage_eval.report.build.context import Context, plain
from engage_eval.report.claim_kinds import slug
from engage_eval.report.prose import count, interval, joined, listed, share

TABLE, FIGURE = "table-answers", "figure-answers"
SMALL = 30  # from here on the figure writes percentages into its segments
RULE_TABLE, RULE_FIGURE = "table-rule", "figure-rule"


def answers(context: Context) -> Iterator[Block]:
    """Yield the section on the characteristics."""
    rated = rated_items(context)
    if not rated:
        return
    yield Heading(2, context.words(N_("Answers per characteristic")))
    yield Paragraph(joined([_range(context, rated), *_neutral(context, rated)]))
    for place, (scale, items) in enumerate(_by_scale(context, rated)):
        yield _table(context, scale, items, place)
        if any(one.n for one in items):
            yield _figure(context, scale, items, place)
    if context.results.responses.rule.why is None:
        yield Heading(2, context.words(N_("Agreeing with all characteristics, or with most")))
        yield Paragraph(_rule_sentences(context))
        yield _rule_table(context)
        yield _rule_figure(context)


def rated_items(context: Context) -> list[ItemResult]:
    """Return the items that measure a characteristic and that someone answered or was asked, in the report's order."""
    by_item = {one.item: one for one in context.results.responses.items if one.characteristic}
    instrument = context.instrument
    found = [by_item[item.key] for item in instrument.measuring() if item.key in by_item] if instrument else []
    return [one for one in found if one.n or one.missing]


def name(context: Context, item: ItemResult) -> str:
    """Return the characteristic's name."""
    instrument = context.instrument
    known = {one.key: one.text for one in instrument.characteristics} if instrument else {}
    return known[item.characteristic].get(context.speech.language)


def _range(context: Context, rated: Sequence[ItemResult]) -> Runs:
    known = [one for one in rated if one.agree.value is not None]
    if not known:
        return context.words(N_("Nobody has rated a characteristic yet."))
    low = min(known, key=lambda one: one.agree.value or 0)
    high = max(known, key=lambda one: one.agree.value or 0)
    say = context.prose.text
    if low.agree.value == high.agree.value:
        return say(
            N_("Of those who answered, the same share agreed with each statement: {share} ({table}, {figure})."),
            share=share(f"responses.{low.item}.agree.answered"),
            table=Ref(TABLE),
            figure=Ref(FIGURE),
        )
    return say(
        N_("Of those who answered, agreement ran from {low} ({low_name}) to {high} ({high_name}) ({table}, {figure})."),
        low=share(f"responses.{low.item}.agree.answered"),
        low_name=name(context, low),
        high=share(f"responses.{high.item}.agree.answered"),
        high_name=name(context, high),
        table=Ref(TABLE),
        figure=Ref(FIGURE),
    )


def _neutral(context: Context, rated: Sequence[ItemResult]) -> Iterator[Runs]:
    if any(reason for one in rated for reason, _n in one.missing):
        yield context.words(
            N_(
                "Respondents who did not answer a statement are counted as missing there, not as disagreeing, so n "
                "differs between rows."
            )
        )


def _by_scale(context: Context, rated: Sequence[ItemResult]) -> list[tuple[Scale, list[ItemResult]]]:
    """Return the items by their scale, each in the report's order: answers of two scales share no table."""
    instrument = context.instrument
    if instrument is None:
        return []
    found: dict[str, list[ItemResult]] = {}
    for one in rated:
        found.setdefault(instrument.by_key[one.item].scale, []).append(one)
    return [(instrument.scales[scale], items) for scale, items in found.items()]


def _label(label: str, place: int) -> str:
    """Return the label of the table or figure of the scale at ``place``; the first has no number."""
    return f"{label}-{place + 1}" if place else label


def _table(context: Context, scale: Scale, items: Sequence[ItemResult], place: int) -> Table:
    columns = [
        Column(context.words(N_("Characteristic and statement")), "left", 6.3),
        *(Column(plain(str(place)), "decimal", 0.8) for place in range(1, len(scale.values) + 1)),
        Column(plain("n"), "decimal", 0.8),
        Column(context.words(N_("Missing")), "decimal", 1.7),
        Column(context.words(N_("Agree")), "decimal", 1.3),
    ]
    if context.shows_intervals:
        columns.append(Column(context.words(N_("95% CI")), "right", 2.3))
    rows = tuple(Row(tuple(_cells(context, one))) for one in items)
    return Table(
        label=_label(TABLE, place),
        title=context.words(
            N_("Distribution of answers to the statement on each characteristic (number of respondents)")
        ),
        columns=tuple(columns),
        rows=rows,
        notes=(
            _legend(context, scale),
            context.words(
                N_(
                    "Eligible people who answered the statement. Missing: were shown the statement and gave no "
                    "answer, or were asked it in another version."
                )
            ),
        ),
    )


def _legend(context: Context, scale: Scale) -> Runs:
    """Return what the heads 1, 2, ... stand for, and which of them count as agreement."""
    labels = [label.get(context.speech.language) for label in scale.labels]
    agree = [str(place) for place, value in enumerate(scale.values, start=1) if value in scale.agree]
    return context.prose.text(
        N_("{legend}. Agree: {places}."),
        legend="; ".join(f"{place} = {label}" for place, label in enumerate(labels, start=1)),
        places=listed(agree, context.speech),
    )


def _cells(context: Context, one: ItemResult) -> Iterator[Runs]:
    start = f"responses.{one.item}"
    yield (Text(name(context, one) + ". ", bold=True), *context.of(one.text))
    yield from ((count(f"{start}.level.{slug(level.level)}.answered"),) for level in one.levels)
    yield (Number(f"{start}.answered", "count"),)
    yield (Number(f"{start}.missing", "count"),)
    yield (share(f"{start}.agree.answered"),)
    if context.shows_intervals:
        yield (interval(f"{start}.agree.answered"),)


def _figure(context: Context, scale: Scale, items: Sequence[ItemResult], place: int) -> Figure:
    from engage_eval.report.figures.likert import LikertChart, LikertRow
    from engage_eval.report.figures.likert import likert as draw

    size = len(scale.values)
    agree = [index for index, value in enumerate(scale.values) if value in scale.agree]
    first = agree[0] if agree else None
    chart = LikertChart(
        rows=tuple(
            LikertRow(label=name(context, one), counts=tuple(level.count for level in one.levels)) for one in items
        ),
        levels=tuple(label.get(context.speech.language) for label in scale.labels),
        neutral=size // 2 if size % 2 and (first is None or first > size // 2) else None,
        language=context.figure_language,
        first_agree=first,
    )
    return Figure(
        label=_label(FIGURE, place),
        title=context.words(N_("Answers per characteristic, sorted by agreement")),
        alt=_alt(context, items),
        drawing=draw(chart),
        table=_label(TABLE, place),
        notes=(context.words(N_("Bars show shares of those who answered; the numbers in them are people.")),)
        if max(one.n for one in items) < SMALL
        else (),
        claims=tuple(f"responses.{one.item}.agree.answered" for one in items),
    )


def _alt(context: Context, rated: Sequence[ItemResult]) -> str:
    parts = [
        context.say(N_("{name} {count} of {n} agree"), name=name(context, one), count=one.agree_count or 0, n=one.n)
        for one in rated
    ]
    return context.say(N_("Diverging bars: {parts}."), parts="; ".join(parts))


def _rule_sentences(context: Context) -> Runs:
    found = context.results.responses.rule
    say = context.prose.text
    parts = [
        say(
            N_(
                "The rule of agreeing with at least {k} of {j} characteristics is met by {fit} of the {n} eligible "
                "people with an interview in the analysis and not met by {not_fit} ({table}, {figure})."
            ),
            k=Number("responses.rule.k", "count"),
            j=Number("responses.characteristics", "count"),
            fit=count("responses.rule.fit.eligible"),
            n=count("responses.rule.fit.eligible", "n"),
            not_fit=count("responses.rule.not_fit.eligible"),
            table=Ref(RULE_TABLE),
            figure=Ref(RULE_FIGURE),
        )
    ]
    if found.undetermined:
        parts.append(
            say(
                N_("For {n} this can't be determined because answers are missing."),
                n=count("responses.rule.undetermined.eligible"),
            )
        )
    if context.study.headline == "verdict":
        parts.append(context.words(N_("It stands beside the overall verdict, which each respondent gave in one word.")))
    if found.cut is not None:
        parts.append(say(N_("“{label}” or higher counts as agreement."), label=_cut_label(context, found.cut)))
    return joined(parts)


def _cut_label(context: Context, cut: int) -> str:
    instrument = context.instrument
    items = instrument.measuring() if instrument else ()
    if instrument is None or not items:
        return str(cut)
    scale = instrument.scales[items[0].scale]
    return scale.label(str(cut)).get(context.speech.language)


def _rule_table(context: Context) -> Table:
    found = context.results.responses.rule
    columns = [
        Column(context.words(N_("Agrees with at least")), "left", 3),
        Column(context.words(N_("n of N")), "right", 1.5),
        Column(context.words(N_("Share")), "decimal", 1.5),
    ]
    if context.shows_intervals:
        columns.append(Column(context.words(N_("95% CI, Wilson")), "right", 2))
    rows = []
    for point in found.curve:
        claim = f"responses.rule.k{point.k}.eligible"
        label = context.prose.text(N_("{k} of {j}"), k=str(point.k), j=Number("responses.characteristics", "count"))
        of = context.prose.text(N_("{count} of {n}"), count=count(claim), n=count(claim, "n"))
        cells: list[Runs] = [label, of, (share(claim),)]
        if context.shows_intervals:
            cells.append((interval(claim),))
        rows.append(Row(tuple(cells), bold=point.k == found.k))
    return Table(
        label=RULE_TABLE,
        title=context.words(N_("How many agree with at least K characteristics")),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            context.words(
                N_(
                    "Eligible people with an interview in the analysis. A missing answer counts as not agreeing here. "
                    "The row in bold is the rule that the study declared."
                )
            ),
        ),
    )


def _rule_figure(context: Context) -> Figure:
    from engage_eval.report.figures.kcurve import KCurve, KPoint
    from engage_eval.report.figures.kcurve import kcurve as draw

    found = context.results.responses.rule
    points = tuple(
        KPoint(
            k=one.k,
            share=one.estimate.value,
            low=context.limit(one.estimate.low),
            high=context.limit(one.estimate.high),
        )
        for one in found.curve
    )
    first, last = found.curve[0], found.curve[-1]
    return Figure(
        label=RULE_FIGURE,
        title=context.words(N_("Share of people over the number of characteristics that they agree with")),
        alt=context.say(
            N_("Curve: {first} of {n} agree with at least {one} characteristic, {last} of {n} with all {j}."),
            first=first.count,
            n=first.estimate.n,
            one=first.k,
            last=last.count,
            j=last.k,
        ),
        drawing=draw(
            KCurve(
                points=points,
                declared=found.k,
                language=context.figure_language,
                axis_label=context.say(N_("agrees with at least K of {j} characteristics"), j=found.j),
                share_label=context.say(N_("share of people")),
                interval_label=context.say(N_("95% interval (Wilson)")) if context.shows_intervals else "",
            )
        ),
        table=RULE_TABLE,
        claims=tuple(f"responses.rule.k{one.k}.eligible" for one in found.curve),
    )
