"""The short report: two pages for a director."""

from collections.abc import Iterator
from dataclasses import dataclass

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Block, Bullets, Column, Heading, Number, PageBreak, Paragraph, Row, Runs, Table
from engage_eval.report.build import answers, headline, visits, visits_tables
from engage_eval.report.build.context import Context, plain
from engage_eval.report.build.deviations import deviation_line
from engage_eval.report.build.front import banner, key_figures
from engage_eval.report.build.limits import brief_limits
from engage_eval.report.claim_kinds import slug
from engage_eval.report.prose import count, interval, joined, share

WANTED = 3


@dataclass(frozen=True, slots=True)
class Action:
    """What to do, and the claim that speaks for it; empty where the study gave the action itself."""

    text: Texts
    evidence: Runs


def brief(context: Context) -> Iterator[Block]:
    """Yield the whole short report."""
    yield from banner(context)
    if not context.results.dispositions.recruited:
        yield from nobody(context)
        return
    yield Paragraph((*context.words(N_("Asked:")), *plain(" "), *headline.question(context)))
    yield key_figures(context)
    yield Heading(1, context.words(N_("Who is reached, and who agrees")))
    yield Paragraph(joined([headline.reach_sentence(context), headline.agreement_sentence(context)]))
    yield _table(context)
    yield headline.figure(context)
    if context.results.outcomes.facilities:
        yield PageBreak()
        yield Heading(1, context.words(N_("Visit counts")))
        yield Paragraph(visits.change_sentence(context))
        yield visits_tables.table(context)
    found = actions(context)
    if found:
        yield Heading(1, context.words(N_("What to do")))
        if _nobody_disagrees(context) and not context.study.actions:
            yield Paragraph(
                context.words(
                    N_("Every rating agrees; what follows from the ratings rests on the lowest means, a weak reason.")
                )
            )
        yield Bullets(
            tuple(
                joined([context.of(one.text), one.evidence]) if one.evidence else context.of(one.text) for one in found
            ),
            numbered=True,
        )
    yield Heading(1, context.words(N_("What this does not show")))
    first, *others = brief_limits(context)
    # In the first bullet, which leaves room for it: a line of its own would not fit on the second page.
    yield Bullets((joined([first, *deviation_line(context)]), *others))


def nobody(context: Context) -> Iterator[Block]:
    """Yield what can be said of a study without participants: that there are none, and its counts."""
    yield Paragraph(context.words(N_("No participants are recorded yet, so nothing can be said of people.")), "lead")
    yield from visits.visits(context)


def _table(context: Context) -> Table:
    """Return the shares without what only a statistician asks for."""
    claims = [(headline.REACH, "dispositions.reach.recruited")]
    claims += [(label, f"dispositions.agree.{name}") for name, label in headline.AGREEMENT.items()]
    columns = [
        Column(context.words(N_("Claim")), "left", 5),
        Column(context.words(N_("n of N")), "right", 1.5),
        Column(context.words(N_("Share")), "decimal", 1.5),
    ]
    show = context.shows_intervals
    if show:
        columns.append(Column(context.words(N_("95% CI, Wilson")), "right", 2))
    rows = []
    for label, claim in claims:
        of = context.prose.text(N_("{count} of {n}"), count=count(claim), n=count(claim, "n"))
        cells: list[Runs] = [context.words(label), of, (share(claim),)]
        rows.append(Row(tuple([*cells, (interval(claim),)] if show else cells)))
    return Table(
        label=headline.TABLE,
        title=context.words(N_("The headline over each denominator")),
        columns=tuple(columns),
        rows=tuple(rows),
    )


def actions(context: Context) -> tuple[Action, ...]:
    """Return up to three actions: the study's own, else from the commonest reach reason and the two lowest items."""
    if context.study.actions:
        return tuple(Action(texts, ()) for texts in context.study.actions)
    return tuple([*_from_reach(context), *_from_items(context)][:WANTED])


def _nobody_disagrees(context: Context) -> bool:
    known = [one.agree.value for one in answers.rated_items(context) if one.agree.value is not None]
    return bool(known) and min(known) == 1


def _from_reach(context: Context) -> Iterator[Action]:
    rules = {key: rule for one in context.results.snapshot.instruments for key, rule in one.reasons().items()}
    counted = [
        (n, reason) for reason, n in context.results.dispositions.ineligible if reason in rules and rules[reason].reach
    ]
    if not counted:
        return
    _n, reason = max(counted)
    if rules[reason].action:
        evidence = context.prose.text(
            N_("({reason}: {n} of {of} recruited)"),
            reason=context.reason(reason),
            n=Number(f"dispositions.ineligible.{slug(reason)}.recruited", "count"),
            of=Number("dispositions.recruited", "count"),
        )
        yield Action(rules[reason].action, evidence)


def _from_items(context: Context) -> Iterator[Action]:
    instrument = context.instrument
    if instrument is None:
        return
    known = [one for one in answers.rated_items(context) if one.agree.value is not None]
    lowest = sorted(known, key=lambda one: (one.agree.value or 0.0, one.mean.value or 0.0))
    for one in lowest[: WANTED - 1]:
        if action := instrument.by_key[one.item].action:
            evidence = context.prose.text(
                N_("({name}: {share} of {n} agree; among the lowest means, {mean})"),
                name=answers.name(context, one),
                share=share(f"responses.{one.item}.agree.answered"),
                n=Number(f"responses.{one.item}.answered", "count"),
                mean=Number(f"responses.{one.item}.mean.answered", "value", "decimal2"),
            )
            yield Action(action, evidence)
