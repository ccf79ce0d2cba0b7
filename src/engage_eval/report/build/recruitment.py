"""Recruitment: the tree, the waves, where chains stopped, who was approached, and why nothing is projected from it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from engage_eval.analysis.recruitment import MAY_NOT_NAME, REACHED, UNREACHED, Recruitment
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Column, Figure, Heading, Number, Paragraph, Ref, Row, Runs, Table
from engage_eval.report.build.context import STATES, Context, capital, plain
from engage_eval.report.claim_kinds import slug
from engage_eval.report.prose import joined, runs, share
from engage_eval.report.recruitment_claims import KIND_OF, KINDS

if TYPE_CHECKING:
    from engage_eval.report.figures.tree import Node, TreeChart

FIGURE, TABLE, APPROACHED, HOMOPHILY = "figure-tree", "table-waves", "table-approached", "table-homophily"
KIND_NAMES: Mapping[str, str] = {
    "complete": N_("interview complete"),
    "unfinished": N_("partly answered or broken off"),
    "ineligible": N_("not eligible"),
    "refused": N_("declined or withdrawn"),
    "open": N_("not interviewed"),
}
STOPPED: Mapping[str, str] = {**STATES, MAY_NOT_NAME: N_("interviewed, did not allow being asked for names")}
GROUPS: Mapping[str, str] = {REACHED: N_("reached by the channel"), UNREACHED: N_("not reached by the channel")}
TRAITS: Mapping[str, str] = {"facility_kind": N_("kind of facility"), "role": N_("role"), "sex": N_("sex")}


def recruitment(context: Context) -> Iterator[Block]:
    """Yield the section on recruitment; nothing where nobody was recruited by another participant."""
    found = context.results.recruitment
    if not found.network.links:
        return
    yield Heading(2, context.words(N_("Recruitment")))
    yield Paragraph(_summary(context))
    yield _figure(context)
    yield _waves(context)
    yield Paragraph(_stopped(context))
    if any(one.kind for one in found.approaches):
        yield _approached(context)
    if _computed(found):
        yield _homophily(context)
    yield Paragraph(_estimates(context))


def _summary(context: Context) -> Runs:
    say = context.prose.text
    return joined(
        [
            say(
                N_(
                    "Of {people} people {seeds} ({share}) were seeds, chosen by the team; the rest ({referred}) came "
                    "through {recruiters} of the participants, up to wave {waves} ({figure}, {table})."
                ),
                seeds=Number("recruitment.seeds.recruited", "count"),
                people=Number("dispositions.recruited", "count"),
                share=share("recruitment.seeds.recruited"),
                referred=Number("recruitment.referred.recruited", "count"),
                recruiters=Number("recruitment.recruiters", "count"),
                waves=Number("recruitment.waves", "count"),
                figure=Ref(FIGURE),
                table=Ref(TABLE),
            ),
            say(
                N_("The longest chain has {people} people; the largest tree holds {share} of everyone recruited."),
                people=Number("recruitment.longest_chain", "count"),
                share=share("recruitment.largest_tree.recruited"),
            ),
        ]
    )


def _stopped(context: Context) -> Runs:
    reasons = joined(
        [
            runs(
                "{reason}: {n}",
                reason=context.say(STOPPED[reason]),
                n=Number(f"recruitment.stopped.{reason}.leaves", "count"),
            )
            for reason, _n in context.results.recruitment.stopped
        ],
        "; ",
    )
    return context.prose.text(
        N_("Chains stopped at {n} people who recruited nobody ({reasons})."),
        n=Number("recruitment.leaves", "count"),
        reasons=reasons,
    )


def _figure(context: Context) -> Figure:
    from engage_eval.report.figures.tree import has_one_mark_each
    from engage_eval.report.figures.tree import tree as draw

    found = context.results.recruitment.network
    chart = _chart(context)
    title = N_("Who recruited whom, by wave and final state")
    notes = [context.words(N_("Each mark is a person, below the one who recruited that person; nobody is named."))]
    if not has_one_mark_each(chart):
        # The marks are counts then, and no line says who recruited whom.
        title = N_("People by wave and final state")
        notes = [context.words(N_("A mark with a number (×) stands for that many people; nobody is named."))]
    return Figure(
        label=FIGURE,
        title=context.words(title),
        alt=context.say(
            N_("Recruitment trees: {seeds} on top as seeds, {referred} recruited below them, down to wave {waves}."),
            seeds=context.number(len(found.seeds)),
            referred=context.number(found.links),
            waves=context.number(found.waves),
        ),
        drawing=draw(chart),
        table=TABLE,
        notes=tuple(notes),
        claims=("recruitment.seeds.recruited", "recruitment.referred.recruited", "recruitment.waves"),
    )


def _chart(context: Context) -> "TreeChart":
    from engage_eval.report.figures.tree import TreeChart

    found = context.results.recruitment
    return TreeChart(
        trees=_trees(found),
        kinds={kind: context.say(name) for kind, name in KIND_NAMES.items()},
        waves=tuple(_wave_name(context, wave) for wave in range(len(found.network.by_wave))),
        language=context.figure_language,
    )


def _trees(found: Recruitment) -> "tuple[Node, ...]":
    """Return a node a seed, built from the last wave up, so that no chain is too long."""
    from engage_eval.report.figures.tree import Node

    kinds = {person: KIND_OF[state] for person, state in found.states}
    recruiter_of = dict(found.network.recruiter_of)
    below: dict[str, list[Node]] = {}
    seeds = []
    for person, _wave in sorted(found.network.wave_of, key=lambda one: -one[1]):
        node = Node(kind=kinds[person], recruits=tuple(below.pop(person, ())))
        if person in recruiter_of:
            below.setdefault(recruiter_of[person], []).append(node)
        else:
            seeds.append(node)
    return tuple(seeds)


def _wave_name(context: Context, wave: int) -> str:
    return context.say(N_("Seeds")) if wave == 0 else context.say(N_("Wave {n}"), n=context.number(wave))


def _waves(context: Context) -> Table:
    found = context.results.recruitment.network
    present = [kind for kind in KINDS if any(context.claims[_at(wave, kind)].count for wave in range(found.waves + 1))]
    rows = [
        Row(
            (
                plain(_wave_name(context, wave)),
                (Number(_at(wave, "recruited"), "count"),),
                *((Number(_at(wave, kind), "count"),) for kind in present),
            )
        )
        for wave in range(found.waves + 1)
    ]
    return Table(
        label=TABLE,
        title=context.words(N_("People by wave and final state")),
        columns=(
            Column(context.words(N_("Wave")), "left", 2),
            Column(context.words(N_("People")), "decimal", 1),
            *(Column(capital(context.words(KIND_NAMES[kind])), "decimal", 1.5) for kind in present),
        ),
        rows=tuple(rows),
    )


def _at(wave: int, what: str) -> str:
    return f"recruitment.wave.{wave}.{what}"


def _approached(context: Context) -> Table:
    names = ("recruited", "approached", "eligible", "enrolled")
    rows = []
    for one in context.results.recruitment.approaches:
        label = plain(context.answer(one.kind)) if one.kind else context.words(N_("not known"))
        start = f"recruitment.approach.{slug(one.kind) or 'unknown'}"
        rows.append(Row((label, *((Number(f"{start}.{name}", "count"),) for name in names))))
    return Table(
        label=APPROACHED,
        title=context.words(N_("Approached and enrolled, by kind of facility")),
        columns=(
            Column(context.words(N_("Kind of facility")), "left", 3),
            Column(context.words(N_("Recruited")), "decimal", 1.2),
            Column(context.words(N_("Approached")), "decimal", 1.2),
            Column(context.words(N_("Eligible")), "decimal", 1.2),
            Column(context.words(N_("Enrolled")), "decimal", 1.2),
        ),
        rows=tuple(rows),
        notes=(
            context.words(
                N_("Enrolled: eligible and consented. The kind of facility is known only where consent allows it.")
            ),
        ),
    )


def _computed(found: Recruitment) -> tuple[str, ...]:
    """Return the traits whose homophily is defined; one recruitment, or one group, says nothing."""
    return tuple(trait for trait, result in found.homophily if result.overall.value is not None)


def _homophily(context: Context) -> Table:
    rows = []
    for trait in _computed(context.results.recruitment):
        start = f"recruitment.homophily.{slug(trait)}"
        label = context.words(TRAITS[trait]) if trait in TRAITS else plain(trait.replace("_", " "))
        ratio = (Number(f"{start}.overall", "value", "decimal2"),)
        rows.append(Row((capital(label), (Number(f"{start}.links", "count"),), ratio)))
    return Table(
        label=HOMOPHILY,
        title=context.words(N_("Homophily: recruitment within one's own group")),
        columns=(
            Column(context.words(N_("Group by")), "left", 3),
            Column(context.words(N_("Recruitments")), "decimal", 1.2),
            Column(context.words(N_("Observed / expected")), "decimal", 1.5),
        ),
        rows=tuple(rows),
        notes=(
            context.words(
                N_(
                    "1: people recruited their own group as often as chance would have it; above 1: more often. With "
                    "few recruitments one more or less changes the figure a lot."
                )
            ),
        ),
    )


def _estimates(context: Context) -> Runs:
    """Return the shares in the population, or why none is estimated."""
    found = context.results.recruitment.rds
    if found.refused:
        return context.prose.text(
            N_(
                "Nothing is projected from these chains to a population (respondent-driven sampling): {reasons}. The "
                "figures of this report describe the people recruited."
            ),
            reasons="; ".join(context.why(reason) for reason in found.refused),
        )
    say = context.prose.text
    known, sentences = [], []
    for name, label in (("rds_i", "RDS-I"), ("rds_ii", "RDS-II")):
        estimate = dict(getattr(found, name)).get(REACHED)
        claim = f"recruitment.{name}.{REACHED}"
        if estimate is not None and estimate.value is not None:
            known.append(
                runs(
                    "{share}{interval}, {method}", method=label, share=share(claim), interval=_interval(context, claim)
                )
            )
        elif estimate is not None:
            sentences.append(
                say(N_("{method} gives no estimate: {reason}."), method=label, reason=context.why(estimate.why))
            )
    if known:
        if context.shows_intervals:
            sentences.insert(0, context.words(N_("Intervals of this method are known to be too narrow.")))
        sentences.insert(
            0,
            say(
                N_(
                    "Projected to the population by respondent-driven sampling, seeds included (n = {n}), the channel "
                    "reaches {shares}. This takes it that everyone may recruit, and recruits at random among those "
                    "they know."
                ),
                n=Number("recruitment.rds_ii.reached", "n"),
                shares=joined(known, "; "),
            ),
        )
    return joined(sentences)


def intervals(context: Context) -> Iterator[tuple[Runs, str, str]]:
    """Yield the label, the claim and the format of every interval of this section, for an appendix."""
    for name, method in (("rds_i", "RDS-I"), ("rds_ii", "RDS-II")):
        claim = context.claims.get(f"recruitment.{name}.{REACHED}")
        if claim is not None and claim.low is not None:
            label = runs("{group} ({method})", group=context.say(GROUPS[REACHED]), method=method)
            yield capital(label), claim.id, "interval1"


def is_projected(context: Context) -> bool:
    """Return whether respondent-driven sampling gave an estimate for the population."""
    found = context.results.recruitment.rds
    return any(one.value is not None for _group, one in (*found.rds_i, *found.rds_ii))


def _interval(context: Context, claim: str) -> Runs:
    if not context.shows_intervals or context.claims[claim].low is None:
        return ()
    return context.prose.text(N_(" (95% CI {interval})"), interval=Number(claim, "interval", "interval1"))
