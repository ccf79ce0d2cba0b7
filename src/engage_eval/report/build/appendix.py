"""Appendices: every closed item's distribution, and what is needed to make the report again."""

from collections.abc import Iterator

from engage_eval.analysis.responses import ItemResult
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Column, Heading, Number, Paragraph, Row, Runs, Table, Text
from engage_eval.report.build.answers import name, rated_items
from engage_eval.report.build.context import MISSING, Context, capital, data_day, plain
from engage_eval.report.build.engagement import intervals as engaged
from engage_eval.report.build.fit_tables import fitted
from engage_eval.report.build.headline import AGREEMENT, REACH
from engage_eval.report.build.months import intervals as monthly
from engage_eval.report.build.rates import rates
from engage_eval.report.build.recruitment import intervals as projected
from engage_eval.report.build.team import team
from engage_eval.report.build.visits_tables import WAYS
from engage_eval.report.build.visits_tables import claim as claim_of
from engage_eval.report.claim_kinds import slug
from engage_eval.report.dates import day
from engage_eval.report.prose import runs, share


def appendices(context: Context) -> Iterator[Block]:
    """Yield the appendices."""
    tables = [*_distributions(context), *_numbers(context)]
    if tables:
        yield Heading(1, context.words(N_("Appendix: answers to all other closed questions")), appendix=True)
        yield Paragraph(
            context.words(
                N_(
                    "Each question was counted over the people to whom it was put and who answered it. Open answers "
                    "are not part of this report."
                )
            )
        )
        yield from tables
    if context.study.intervals == "appendix":
        yield Heading(1, context.words(N_("Appendix: intervals")), appendix=True)
        yield _intervals(context)
    yield from rates(context)
    yield from team(context)
    yield Heading(1, context.words(N_("Appendix: how to reproduce this report")), appendix=True)
    yield Paragraph(_reproduce(context))
    yield _settings(context)


def _distributions(context: Context) -> Iterator[Table]:
    instrument = context.instrument
    if instrument is None:
        return
    for section in instrument.sections:
        items = [
            one
            for one in context.results.responses.items
            if one.section == section.key and one.type != "number" and not one.characteristic and (one.n or one.missing)
        ]
        rows = tuple(row for one in items for row in _item_rows(context, one))
        if rows:
            yield Table(
                label=f"table-section-{section.key}",
                title=context.of(section.text) if section.text else plain(section.key),
                columns=(
                    Column(context.words(N_("Question and answers")), "left", 5),
                    Column(plain("n"), "decimal", 1),
                    Column(context.words(N_("Share")), "decimal", 1.2),
                ),
                rows=rows,
                notes=tuple(_section_notes(context, items)),
                appendix=True,
            )


def _numbers(context: Context) -> Iterator[Table]:
    """Yield the table of questions that are answered with a number; none where there are no answers."""
    found = [one for one in context.results.responses.items if one.type == "number" and one.n]
    if not found:
        return
    rows: list[Row] = []
    titles = {section.key: section.text for one in context.results.snapshot.instruments for section in one.sections}
    for section in dict.fromkeys(one.section for one in found):
        rows.append(Row((context.of(titles[section]) if titles.get(section) else plain(section),), group=True))
        rows.extend(_number_row(context, one) for one in found if one.section == section)
    yield Table(
        label="table-numbers",
        title=context.words(N_("Questions answered with a number")),
        columns=(
            Column(context.words(N_("Question")), "left", 5),
            Column(plain("n"), "decimal", 1),
            Column(context.words(N_("Median")), "decimal", 1.2),
            Column(context.words(N_("Mean")), "decimal", 1.2),
        ),
        rows=tuple(rows),
        appendix=True,
    )


def _number_row(context: Context, one: ItemResult) -> Row:
    start = f"responses.{one.item}"
    return Row(
        (
            context.of(one.text),
            (Number(f"{start}.answered", "count"),),
            (Number(f"{start}.median.answered", "value", "decimal1"),),
            (Number(f"{start}.mean.answered", "value", "decimal1"),),
        )
    )


def _intervals(context: Context) -> Table:
    """Return the intervals that the study keeps out of the text."""
    shown = [(REACH, "dispositions.reach.recruited", "interval1")]
    shown += [(label, f"dispositions.agree.{name}", "interval1") for name, label in AGREEMENT.items()]
    rows = [_interval_row(context.words(label), claim, shape) for label, claim, shape in shown]
    rows += [
        _interval_row(
            context.prose.text(N_("{name}: agreement"), name=name(context, one)),
            f"responses.{one.item}.agree.answered",
            "interval1",
        )
        for one in rated_items(context)
    ]
    if context.results.outcomes.facilities:
        ways = [(label, claim_of(context, rest), bounds) for label, rest, _shape, bounds in WAYS if bounds]
        rows += [
            _interval_row(context.words(label), claim, bounds)
            for label, claim, bounds in ways
            if context.claims[claim].low is not None
        ]
    others = (*projected(context), *fitted(context), *engaged(context), *monthly(context))
    rows += [_interval_row(label, claim, bounds) for label, claim, bounds in others]
    return Table(
        label="table-intervals",
        title=context.words(N_("95% confidence intervals of the main figures")),
        columns=(Column(context.words(N_("Figure")), "left", 5), Column(context.words(N_("95% CI")), "right", 2)),
        rows=tuple(rows),
        notes=(
            context.words(
                N_(
                    "Shares and changes in percent. Intervals describe the uncertainty if respondents had been drawn "
                    "at random; this sample was not."
                )
            ),
        ),
        appendix=True,
    )


def _interval_row(label: Runs, claim: str, shape: str) -> Row:
    return Row((label, (Number(claim, "interval", shape),)))


def _section_notes(context: Context, items: list[ItemResult]) -> Iterator[Runs]:
    if any(one.type == "multiple" for one in items):
        yield context.words(N_("Where several answers were possible, the shares add up to more than 100%."))
    if any(one.part == "w" for one in items):
        yield context.words(N_("Importance: asked after the statement of the same name, only in the long form."))


def _item_rows(context: Context, one: ItemResult) -> Iterator[Row]:
    start = f"responses.{one.item}"
    # The parts of "n = 20" stay on one line.
    template = context.say(N_("n = {n}")).replace(" ", "\N{NO-BREAK SPACE}")
    answered = runs(template, n=Number(f"{start}.answered", "count"))
    yield Row(((*_question(context, one), Text(" ("), *answered, Text(")")),), group=True)
    for level in one.levels:
        name = f"{start}.level.{slug(level.level)}.answered"
        yield Row((context.of(level.label), (Number(name, "count"),), (share(name),)))
    for reason, _n in one.missing:
        label = capital(runs("{reason}", reason=context.say(MISSING[reason])))
        yield Row(
            ((Text(getattr(label[0], "text", ""), italic=True),), (Number(f"{start}.missing.{reason}", "count"),), ())
        )


def _question(context: Context, one: ItemResult) -> Runs:
    instrument = context.instrument
    if one.part == "w" and instrument is not None:
        base = instrument.by_key[one.base]
        name = next((c.text for c in instrument.characteristics if c.key == base.measures), base.text)
        return runs("{name}: {question}", name=context.of(name), question=context.of(one.text))
    return context.of(one.text)


def _reproduce(context: Context) -> Runs:
    return context.prose.text(
        N_(
            "This report follows from the study's data after the consent check (the Snapshot, with the digest "
            "below), the settings below and the versions of the software, and from nothing else. The same three give "
            "the same file. The command engage-eval explain shows for every number in it what it rests on."
        )
    )


def _settings(context: Context) -> Table:
    study, say = context.study, context.say
    instrument = context.instrument
    rule = context.results.responses.rule
    yes, no = say(N_("yes")), say(N_("no"))
    rows: list[tuple[str, Runs]] = [
        (N_("Study"), plain(study.id)),
        (N_("Program"), plain(context.program)),
        (N_("Snapshot (SHA-256)"), plain(context.results.snapshot.digest())),
    ]
    if instrument is not None:
        rows.append((N_("Questionnaire"), plain(f"{instrument.key} {instrument.version}")))
        rows.append((N_("Questionnaire (SHA-256)"), plain(instrument.digest)))
    rows += [
        (
            N_("Headline"),
            context.words(N_("overall verdict")) if study.headline == "verdict" else context.words(N_("rule")),
        ),
        (
            N_("Rule: K of J"),
            context.prose.text(
                N_("{k} of {j}"),
                k=Number("responses.rule.k", "count"),
                j=Number("responses.characteristics", "count"),
            )
            if rule.why is None
            else plain("–"),
        ),
        (N_("Screening before consent"), plain(yes if study.screening_before_consent else no)),
        (
            N_("Intervals"),
            context.words(
                {"shown": N_("shown"), "appendix": N_("in an appendix"), "hidden": N_("hidden")}[study.intervals]
            ),
        ),
        (N_("Facilities masked"), plain(yes if study.mask_facilities else no)),
        (N_("Date of the report"), plain(day(data_day(context.results), context.speech))),
    ]
    return Table(
        label="table-settings",
        title=context.words(N_("What this report depends on")),
        columns=(Column(context.words(N_("Setting")), "left", 2), Column(context.words(N_("Value")), "left", 5)),
        rows=tuple(Row((context.words(label), value)) for label, value in rows),
        appendix=True,
    )
