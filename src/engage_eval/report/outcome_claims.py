"""The claims about counts before and after."""

from collections.abc import Iterator
from dataclasses import replace

from engage_eval.analysis.outcomes import FacilityCounts, Outcomes
from engage_eval.analysis.per_member import PerMember
from engage_eval.analysis.series import Series
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Estimate
from engage_eval.report.claim_kinds import counted, estimated, slug
from engage_eval.report.claims import Claim
from engage_eval.stats.paired import Paired


def outcome_claims(found: Outcomes) -> Iterator[Claim]:
    """Yield the claims of the comparison, and of the one without projected months where there is one."""
    start = f"outcomes.{found.measure}"
    yield from _comparison(start, found.paired)
    yield counted(f"{start}.left_out", len(found.left_out), N_("facilities without comparable counts in both periods"))
    for one in found.facilities:
        yield from _facility(f"{start}.facility.{slug(one.facility)}", one)
    if found.excluding_projected is not None:
        yield from _comparison(f"{start}.without_projected", found.excluding_projected.paired)
    if found.per_member.known:
        yield from _per_member(start, found.per_member)
    if found.segmented is not None:
        yield from _segmented(f"{start}.segmented", found.segmented)
        for month, count in found.segmented.months:
            yield counted(f"{start}.month.{month}", count, N_("sum of the series' facilities in this month"))


def _per_member(start: str, found: PerMember) -> Iterator[Claim]:
    rule = N_("facilities with registered members in both periods")
    yield counted(f"{start}.per_member.facilities", len(found.facilities), rule)
    for name, rate, members in (
        ("before", found.before, found.members_before),
        ("after", found.after, found.members_after),
    ):
        yield counted(f"{start}.members.{name}", members, N_("registered members of these facilities"))
        rule = N_("sum of the counts over sum of the registered members, times 1,000")
        yield estimated(f"{start}.per_1000_members.{name}", _times(rate, 1000), rule)
    rule = N_("rate per registered member after over before; interval clustered by facility, on the logarithm")
    yield estimated(f"{start}.per_member.ratio", found.ratio, rule, "ratio")
    rule = N_("rate per registered member after over before, minus one; interval clustered by facility")
    yield estimated(f"{start}.per_member.change", _as_change(found.ratio, found.ratio), rule, "change")


def _times(found: Estimate, factor: int) -> Estimate:
    value, low, high = (None if one is None else one * factor for one in (found.value, found.low, found.high))
    return replace(found, value=value, low=low, high=high)


def _segmented(start: str, found: Series) -> Iterator[Claim]:
    rule = N_("facilities with at least 12 observed months without a gap on each side of the start")
    yield counted(f"{start}.facilities", len(found.facilities), rule)
    yield counted(f"{start}.months_before", found.counts.months_before, N_("months of the series before the start"))
    yield counted(f"{start}.months_after", found.counts.months_after, N_("months of the series from the start on"))
    for name, estimate, ratio, rule in (
        ("trend_before", found.counts.trend_before, found.ratio.trend_before, N_("trend a month before the start")),
        ("level", found.counts.level, found.ratio.level, N_("jump of the monthly sum at the start")),
        ("slope", found.counts.slope, found.ratio.slope, N_("change of the monthly trend after the start")),
    ):
        yield estimated(f"{start}.{name}", estimate, rule)
        yield estimated(f"{start}.{name}_ratio", ratio, rule, "ratio")


def _facility(start: str, one: FacilityCounts) -> Iterator[Claim]:
    yield counted(f"{start}.before", one.before, N_("count before"))
    yield counted(f"{start}.after", one.after, N_("count after"))
    yield Claim(
        id=f"{start}.change",
        value=one.change,
        rule=N_("count after over count before, minus one"),
        method="change",
        shape="change",
    )


def _comparison(start: str, found: Paired) -> Iterator[Claim]:
    yield counted(f"{start}.pairs", found.pairs, N_("facilities with counts in both periods"))
    yield counted(f"{start}.total.before", round(found.total_before), N_("sum of the counts before"))
    yield counted(f"{start}.total.after", round(found.total_after), N_("sum of the counts after"))
    yield estimated(f"{start}.ratio_of_totals", found.ratio_of_totals, N_("sum after over sum before"), "ratio")
    yield estimated(
        f"{start}.change_of_totals",
        _as_change(found.ratio_of_totals, found.rate_ratio_clustered),
        N_("sum after over sum before, minus one; interval clustered by facility"),
        "change",
    )
    yield estimated(
        f"{start}.mean_change", found.mean_change, N_("mean of the facilities' changes: each weighs the same"), "change"
    )
    yield estimated(f"{start}.median_change", found.median_change, N_("median of the facilities' changes"), "change")
    rule = N_("geometric mean of the facilities' ratios, t interval on the logarithms")
    yield estimated(f"{start}.geometric_mean_ratio", found.geometric_mean_ratio, rule, "ratio")
    rule = N_("ratio of totals with an interval clustered by facility, on the logarithm")
    yield estimated(f"{start}.rate_ratio_clustered", found.rate_ratio_clustered, rule, "ratio")
    rule = N_("Pearson's chi-square of facilities by periods over its degrees of freedom; 1 for independent counts")
    yield estimated(f"{start}.dispersion", found.dispersion, rule)
    yield estimated(
        f"{start}.hodges_lehmann",
        found.hodges_lehmann,
        N_("Hodges-Lehmann shift: median of the pairwise means of the differences"),
    )
    rule = N_("Wilcoxon signed-rank test: the sum of the ranks of the rises")
    ranks = Estimate(
        value=found.wilcoxon.statistic, n=found.pairs, method=found.wilcoxon.method, why=found.wilcoxon.why
    )
    yield estimated(f"{start}.rank_sum", ranks, rule)
    yield Claim(
        id=f"{start}.wilcoxon",
        value=found.wilcoxon.p,
        count=_whole(found.wilcoxon.statistic),
        n=found.pairs,
        method=found.wilcoxon.method,
        rule=N_("Wilcoxon signed-rank test: p, and as count the sum of the positive ranks"),
        why=found.wilcoxon.why,
        shape="p",
    )
    yield estimated(
        f"{start}.cohen_dz", found.cohen_dz, N_("mean difference over the standard deviation of the differences")
    )
    yield estimated(f"{start}.rank_biserial", found.rank_biserial, N_("matched-pairs rank-biserial correlation"))
    yield _leave_one_out(f"{start}.leave_one_out", found)


def _whole(statistic: float | None) -> int | None:
    """Return the sum of ranks as a count; with ties it may be a half, which a count can't say."""
    return int(statistic) if statistic is not None and statistic.is_integer() else None


def _as_change(ratio: Estimate, clustered: Estimate) -> Estimate:
    """Return the ratio of totals as a change, with the clustered interval."""
    if ratio.value is None:
        return ratio
    low = None if clustered.low is None else clustered.low - 1
    high = None if clustered.high is None else clustered.high - 1
    return replace(ratio, value=ratio.value - 1, low=low, high=high, method=clustered.method)


def _leave_one_out(claim_id: str, found: Paired) -> Claim:
    changes = [one.value - 1 for _name, one in found.leave_one_out if one.value is not None]
    return Claim(
        id=claim_id,
        low=min(changes, default=None),
        high=max(changes, default=None),
        n=found.pairs,
        method="leave_one_out",
        shape="change",
        rule=N_("change of totals with each facility left out in turn: the lowest and the highest"),
    )
