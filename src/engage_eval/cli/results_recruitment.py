"""Recruitment on the terminal: trees, homophily, and estimates or why there are none."""

from collections.abc import Iterator, Sequence

from engage_eval.analysis.recruitment import Recruitment
from engage_eval.cli import console
from engage_eval.cli.results import count_text, estimate_row, share_text
from engage_eval.core.estimate import Estimate
from engage_eval.core.messages import Messages
from engage_eval.model.instrument import Instrument
from engage_eval.report.build.context import answer_label
from engage_eval.report.build.recruitment import GROUPS, STOPPED, TRAITS
from engage_eval.report.numbers import format_value
from engage_eval.stats.homophily import Homophily
from engage_eval.stats.network import Network
from engage_eval.stats.rds import Rds

_MOST_GROUPS = 20  # more rows than that nobody reads
_MANY = 0.1  # of the population: drawing without putting back begins to matter


def print_network(found: Network, say: Messages) -> None:
    """Print the waves and what sums the trees up."""
    waves = console.grid((say.text("Wave"), "right"), (say.text("People"), "right"))
    for wave, people in enumerate(found.by_wave):
        name = say.text("0 (seeds)") if wave == 0 else count_text(wave, say)
        waves.add_row(name, count_text(people, say))
    console.table(waves)
    table = console.grid((say.text("Recruitment"), "left"), (say.text("Value"), "right"))
    for label, value in _rows(found, say):
        table.add_row(label, value)
    console.table(table)


def _rows(found: Network, say: Messages) -> Iterator[tuple[str, str]]:
    yield say.text("People"), count_text(found.people, say)
    yield say.text("Recruited by another participant"), count_text(found.links, say)
    yield say.text("Share of seeds"), share_text(found.seeds_share, say)
    yield say.text("Highest wave"), count_text(found.waves, say)
    yield say.text("People in the longest chain"), count_text(found.longest_chain, say)
    yield say.text("Share of the largest tree"), share_text(found.largest_tree_share, say)
    yield say.text("Recruits per recruiter, mean"), format_value(found.per_recruiter.value, "decimal2", say.language)
    largest = max((number for _, number in found.recruits), default=0)
    yield say.text("Recruits of one recruiter, at most"), count_text(largest, say)
    yield say.text("People who recruited nobody"), count_text(len(found.leaves), say)


def print_homophily(
    traits: Sequence[tuple[str, Homophily]], say: Messages, instrument: Instrument | None = None
) -> None:
    """Print for each trait how often people recruited their own group, over what chance would give.

    Groups have the labels that ``instrument`` gives them, else their own words.
    """
    for trait, found in traits:
        table = console.grid(
            (say.text("Recruiter's group"), "left"),
            (say.text("recruits"), "right"),
            (say.text("own group"), "right"),
            (say.text("expected"), "right"),
            (say.text("ratio"), "right"),
            title=say.text(
                "Homophily: {trait}", trait=say.text(TRAITS[trait]) if trait in TRAITS else trait.replace("_", " ")
            ),
        )
        for one in found.groups if len(found.groups) <= _MOST_GROUPS else ():
            shares = (share_text(one.observed, say), share_text(one.expected, say))
            table.add_row(
                answer_label(instrument, one.level, say), count_text(one.recruits, say), *shares, _ratio(one.ratio, say)
            )
        table.add_row(say.text("all"), count_text(found.links, say), "", "", _ratio(found.overall, say))
        console.table(table)
        if found.overall.why:
            console.paragraph(say.text("Not computed: {reason}.", reason=say.reason(found.overall.why)))
        if found.left_out:
            console.paragraph(
                say.text("Links left out, since the trait of one end is not known: {n}.", n=found.left_out)
            )


def _ratio(estimate: Estimate, say: Messages) -> str:
    return format_value(estimate.value, "decimal2", say.language)


def print_rds(found: Rds, say: Messages) -> None:
    """Print the shares of groups in the population, or why none are estimated."""
    if found.refused:
        console.paragraph(say.text("No estimate for the population (RDS) is made:"))
        for why in found.refused:
            console.paragraph(f"- {say.reason(why)}", indent=2)
        return
    table = console.grid(
        (say.text("Share in the population"), "left"),
        ("RDS-I", "right"),
        (say.text("95% CI"), "right"),
        ("RDS-II", "right"),
        (say.text("95% CI"), "right"),
    )
    for (group, one), (_group, other) in zip(found.rds_i, found.rds_ii, strict=True):
        name = say.text(GROUPS[group]) if group in GROUPS else group
        table.add_row(name, *estimate_row(one, say), *estimate_row(other, say))
    console.table(table)
    reasons = [say.reason(one.why) for _group, one in (*found.rds_i, *found.rds_ii) if one.why is not None]
    for sentence in dict.fromkeys(reasons):
        console.paragraph(say.text("Not computed: {reason}.", reason=sentence))
    counted = say.text("Seeds count.") if found.seeds_included else say.text("Seeds do not count, links from them do.")
    console.paragraph(say.text("n = {n}.", n=count_text(found.n, say)) + " " + counted)
    if found.left_out:
        left_out = count_text(found.left_out, say)
        console.paragraph(say.text("Left out, for lack of the trait or the network size: {n}.", n=left_out))
    console.paragraph(
        say.text(
            "These estimates take it that people recruit at random among those they know and that the chains have "
            "forgotten their seeds; the intervals are known to be too narrow."
        )
    )


def print_population(n: int, population: int, say: Messages) -> None:
    """Say how much of the population was recruited, and what follows where it is much."""
    fraction = format_value(n / population, "share1", say.language)
    size = count_text(population, say)
    console.paragraph(say.text("Recruited of the population (N = {size}): {fraction}.", size=size, fraction=fraction))
    if n / population > _MANY:
        console.paragraph(
            say.text("RDS-I and RDS-II take a sample that is small beside the population; this one is not.")
        )


def print_recruitment(found: Recruitment, say: Messages, instrument: Instrument | None) -> None:
    """Print a study's recruitment."""
    print_network(found.network, say)
    if found.stopped:
        table = console.grid((say.text("Recruited nobody"), "left"), (say.text("n"), "right"))
        for reason, n in found.stopped:
            table.add_row(say.text(STOPPED[reason]), count_text(n, say))
        console.table(table)
    if any(one.kind for one in found.approaches):
        _print_approaches(found, say, instrument)
    print_homophily(found.homophily, say, instrument)
    print_rds(found.rds, say)


def _print_approaches(found: Recruitment, say: Messages, instrument: Instrument | None) -> None:
    table = console.grid(
        (say.text("Kind of facility"), "left"),
        (say.text("recruited"), "right"),
        (say.text("approached"), "right"),
        (say.text("eligible"), "right"),
        (say.text("enrolled"), "right"),
    )
    for one in found.approaches:
        numbers = (one.recruited, one.approached, one.eligible, one.enrolled)
        kind = answer_label(instrument, one.kind, say) if one.kind else say.text("not known")
        table.add_row(kind, *(count_text(number, say) for number in numbers))
    console.table(table)
