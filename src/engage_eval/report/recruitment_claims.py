"""The claims about who recruited whom, and AAPOR's outcome rates."""

from collections import Counter
from collections.abc import Iterator, Mapping

from engage_eval.analysis.dispositions import Dispositions
from engage_eval.analysis.recruitment import Recruitment
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.claim_kinds import counted, estimated, plain_share, slug
from engage_eval.report.claims import Claim
from engage_eval.stats.network import Network

# Which final states a figure's shapes tell apart, in the order of the legend.
KINDS: Mapping[str, tuple[str, ...]] = {
    "complete": ("complete",),
    "unfinished": ("partial", "break_off"),
    "ineligible": ("ineligible",),
    "refused": ("declined", "withdrawn"),
    "open": ("consented_no_interview", "unreachable", "pending", "not_contacted"),
}
KIND_OF: Mapping[str, str] = {state: kind for kind, states in KINDS.items() for state in states}


def recruitment_claims(found: Recruitment) -> Iterator[Claim]:
    """Yield the claims of the trees; `recruitment.seeds` and `recruitment.referred` are made from the design."""
    tree, n = found.network, found.network.people
    yield counted("recruitment.waves", tree.waves, N_("highest wave number; seeds are wave 0"))
    yield counted("recruitment.longest_chain", tree.longest_chain, N_("people in the longest chain, its seed included"))
    rule = N_("people in the largest tree, its seed included")
    yield plain_share("recruitment.largest_tree.recruited", tree.trees[0][1] if n else 0, n, rule)
    recruiters = tuple(person for person, number in tree.recruits if number)
    yield counted(
        "recruitment.recruiters", len(recruiters), N_("people who recruited at least one other"), who=recruiters
    )
    yield estimated("recruitment.per_recruiter", tree.per_recruiter, N_("recruits over those who recruited anyone"))
    largest = max((number for _, number in tree.recruits), default=0)
    yield counted("recruitment.most_recruits", largest, N_("most recruits of one person"))
    yield from _waves(tree, dict(found.states))
    yield counted("recruitment.leaves", len(tree.leaves), N_("people who recruited nobody"), who=tree.leaves)
    for reason, who in found.who_stopped:
        rule = N_("people who recruited nobody, by their final state or the consent that they gave")
        yield plain_share(f"recruitment.stopped.{reason}.leaves", len(who), len(tree.leaves), rule, who=who)
    yield from _approaches(found)
    yield from _homophily(found)
    yield from _rds(found)


def _waves(tree: Network, states: Mapping[str, str]) -> Iterator[Claim]:
    for wave in range(len(tree.by_wave)):
        who = tuple(person for person, own in tree.wave_of if own == wave)
        rule = N_("people of this wave, over all recruited")
        yield plain_share(f"recruitment.wave.{wave}.recruited", len(who), tree.people, rule, who=who)
        counts = Counter(KIND_OF[states[person]] for person in who)
        for kind in KINDS:
            yield counted(
                f"recruitment.wave.{wave}.{kind}", counts[kind], N_("people of this wave, by kind of final state")
            )


def _approaches(found: Recruitment) -> Iterator[Claim]:
    rules = {
        "recruited": N_("people recruited, by kind of facility where consent lets it be known"),
        "approached": N_("people approached, by kind of facility where consent lets it be known"),
        "eligible": N_("eligible people, by kind of facility where consent lets it be known"),
        "enrolled": N_("eligible people who consented, by kind of facility"),
    }
    for one in found.approaches:
        for name, rule in rules.items():
            yield counted(f"recruitment.approach.{slug(one.kind) or 'unknown'}.{name}", getattr(one, name), rule)


def _homophily(found: Recruitment) -> Iterator[Claim]:
    for trait, result in found.homophily:
        start = f"recruitment.homophily.{slug(trait)}"
        yield counted(f"{start}.links", result.links, N_("recruitments of which both ends' group is known"))
        rule = N_("recruitments within a group over those expected without association, from the margins")
        yield estimated(f"{start}.overall", result.overall, rule, "ratio")
        for group in result.groups:
            rule = N_("share of the group's recruits that are of the group, over its share among all recruits")
            yield estimated(f"{start}.group.{slug(group.level)}", group.ratio, rule, "ratio")


def _rds(found: Recruitment) -> Iterator[Claim]:
    rules = {
        "rds_i": N_("share in the population by RDS-I: transitions between groups and harmonic mean network sizes"),
        "rds_ii": N_("share in the population by RDS-II: people weighted by one over their network size"),
    }
    for name, estimates in (("rds_i", found.rds.rds_i), ("rds_ii", found.rds.rds_ii)):
        for group, estimate in estimates:
            yield estimated(f"recruitment.{name}.{group}", estimate, rules[name], "share")


def aapor_claims(found: Dispositions) -> Iterator[Claim]:
    """Yield AAPOR's outcome rates."""
    rule = N_(
        "outcome rate by AAPOR's Standard Definitions over everyone recruited who is not known to be ineligible; a "
        "participation rate, an upper bound"
    )
    for name, rate in found.aapor.items():
        yield estimated(f"dispositions.aapor.{name.lower()}", rate, rule, "share")
