"""Participants: the flow figure, the table of final states, and what was held back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engage_eval.analysis.states import STATES
from engage_eval.core.catalogue.entry import N_
from engage_eval.model.interview import ENDS
from engage_eval.report.blocks import Block, Column, Figure, Heading, Number, Paragraph, Ref, Row, Runs, Table
from engage_eval.report.build.context import HELD, Context, capital, plain
from engage_eval.report.build.context import STATES as STATE_NAMES
from engage_eval.report.claim_kinds import slug
from engage_eval.report.prose import joined, runs, share

if TYPE_CHECKING:
    from engage_eval.report.figures.flow import FlowNote, FlowStep

# Also where nobody screened this person: without a screening result nobody counts as eligible.
INTERVIEWED_WITHOUT_CONSENT = N_("interviewed without consent or screening")
INDENT = "\N{EM SPACE}"
TABLE, FIGURE = "table-states", "figure-flow"


def flow(context: Context) -> Iterator[Block]:
    """Yield the section on participants."""
    yield Heading(2, context.words(N_("Participants")))
    yield Paragraph(_summary(context))
    yield _figure(context)
    yield _table(context)
    if context.results.dispositions.held_back:
        yield Paragraph(held(context))


def _summary(context: Context) -> Runs:
    found = context.results.dispositions
    say = context.prose.text
    parts = [
        say(
            N_(
                "Of {n} people recruited, {eligible} met the criteria and {complete} of these completed the interview "
                "({figure}, {table})."
            ),
            n=Number("dispositions.recruited", "count"),
            eligible=Number("dispositions.eligible.recruited", "count"),
            complete=Number("dispositions.complete.eligible", "count"),
            figure=Ref(FIGURE),
            table=Ref(TABLE),
        )
    ]
    if found.ineligible:
        reasons = joined(
            [
                runs("{reason}: {n}", reason=context.reason(reason), n=_ineligible(reason))
                for reason, _n in found.ineligible
            ],
            "; ",
        )
        parts.append(
            say(
                N_("Not eligible: {n} ({reasons})."),
                n=Number("dispositions.state.ineligible.recruited", "count"),
                reasons=reasons,
            )
        )
    others = [state for state in ("partial", "break_off", "declined", "withdrawn") if found.who(state)]
    parts += [
        runs("{state}: {n}.", state=capital(plain(context.say(STATE_NAMES[state]))), n=_state(state))
        for state in others
    ]
    return joined(parts)


def _state(state: str) -> Number:
    return Number(f"dispositions.state.{state}.recruited", "count")


def _ineligible(reason: str) -> Number:
    return Number(f"dispositions.ineligible.{slug(reason)}.recruited", "count")


def held(context: Context) -> Runs:
    """Return how much was held back, and why; never who."""
    reasons = joined(
        [
            runs("{reason}: {n}", reason=context.say(HELD[reason]), n=Number(f"dispositions.held.{reason}", "count"))
            for reason, _n in context.results.dispositions.held_back
        ],
        "; ",
    )
    return context.prose.text(
        N_("The content of {n} people was held back and not analysed ({reasons}). They still count in this flow."),
        n=Number("dispositions.held", "count"),
        reasons=reasons,
    )


def _figure(context: Context) -> Figure:
    from engage_eval.report.figures.flow import FlowChart
    from engage_eval.report.figures.flow import flow as draw

    found = context.results.dispositions
    return Figure(
        label=FIGURE,
        title=context.words(N_("Participant flow")),
        alt=context.say(
            N_("Flow chart: {n} recruited, {approached} approached, {eligible} eligible, {complete} complete."),
            n=context.number(found.recruited),
            approached=context.number(found.approached),
            eligible=context.number(found.eligible),
            complete=context.number(context.claims["dispositions.complete.eligible"].count or 0),
        ),
        drawing=draw(FlowChart(steps=_steps(context), language=context.figure_language)),
        table=TABLE,
        notes=(context.words(N_("Boxes at the right: who left after this step, and why.")),),
        claims=(
            "dispositions.recruited",
            "dispositions.approached.recruited",
            "dispositions.eligible.recruited",
            "dispositions.complete.eligible",
        ),
    )


def _steps(context: Context) -> "tuple[FlowStep, ...]":
    """Return the boxes: each a part of the one before, so that everyone leaves once at the most."""
    from engage_eval.report.figures.flow import FlowStep

    found = context.results.dispositions
    recruited, approached = frozenset(found.who("recruited")), frozenset(found.who("approached"))
    eligible = approached & frozenset(found.who("eligible"))
    consented = eligible & frozenset(found.who("consented"))
    complete = consented & frozenset(found.who("complete"))
    named = (
        (N_("Recruited"), recruited),
        (N_("Approached"), approached),
        (N_("Eligible"), eligible),
        (N_("Eligible and consented"), consented),
        (N_("Interview complete"), complete),
    )
    following = [group for _label, group in named[1:]]
    return tuple(
        FlowStep(
            label=context.say(label), n=len(group), notes=tuple(_left(context, group - after, consented=consented))
        )
        for (label, group), after in zip(named, [*following, complete], strict=True)
    )


def _left(context: Context, group: frozenset[str], *, consented: frozenset[str]) -> "Iterator[FlowNote]":
    """Yield who left at a step, by final state, the ineligible with their reasons."""
    from engage_eval.report.figures.flow import FlowNote

    found = context.results.dispositions
    states = dict(found.states)
    for state in STATE_NAMES:
        people = {person for person in group if states[person] == state}
        if not people:
            continue
        # Whoever was interviewed and stands outside the consented was interviewed without consent.
        held_back = state in ENDS and not people & consented
        label = INTERVIEWED_WITHOUT_CONSENT if held_back else STATE_NAMES[state]
        yield FlowNote(label=context.say(label), n=len(people))
        if state == "ineligible":
            for reason, _n in found.ineligible:
                n = len(people.intersection(found.who(f"ineligible.{reason}")))
                if n:
                    yield FlowNote(label=context.reason(reason), n=n, part=True)


def _table(context: Context) -> Table:
    found = context.results.dispositions
    rows: list[Row] = []
    for state in sorted(STATES, key=list(STATE_NAMES).index):
        if not found.who(state):
            continue
        claim = f"dispositions.state.{state}.recruited"
        rows.append(Row((capital(context.words(STATE_NAMES[state])), (Number(claim, "count"),), (share(claim),))))
        if state == "ineligible":
            for reason, _n in found.ineligible:
                claim = f"dispositions.ineligible.{slug(reason)}.recruited"
                label = plain(INDENT + context.reason(reason))
                rows.append(Row((label, (Number(claim, "count"),), (share(claim),))))
    total = "dispositions.recruited"
    rows.append(Row((context.words(N_("All recruited")), (Number(total, "count"),), ()), bold=True))
    return Table(
        label=TABLE,
        title=context.words(N_("Final states of everyone recruited")),
        columns=(
            Column(context.words(N_("Final state")), "left", 5),
            Column(plain("n"), "decimal", 1),
            Column(context.words(N_("of recruited")), "decimal", 1.5),
        ),
        rows=tuple(rows),
        notes=(
            context.words(
                N_(
                    "Each person has one state: the first that holds in the order withdrawn, not eligible, interview "
                    "(complete, partly, broken off), declined, consented without interview, not reached, contacted."
                )
            ),
        ),
    )
