"""Respondent-driven sampling: shares of groups in the population, from who recruited whom and how many each knows.

Both estimators take it that recruitment went on long enough to forget its seeds, that people recruit at random among
those they know, that ties are mutual, and that the sample is small beside the population. A snowball of a few waves
gives none of that, so a sample that is too short is refused, with the reasons.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats.network import Network

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_WAVES = 3
RESAMPLES = 2000
_SEED = 20230821  # any number: the same sample must give the same interval
_USABLE = 0.95  # of the resamples must give a value, else there is no interval
_LEAST_GROUPS, _MOST_GROUPS = 2, 20
_METHODS = ("rds_i", "rds_ii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rds:
    """Shares of groups in the population, by group; ``refused`` says why there are none (then they are empty).

    ``n`` people have both trait and network size; ``left_out`` lack one of them. ``degrees`` are harmonic means of
    the network sizes, ``transitions`` (recruiter's group, recruit's group, links), those that occur.
    """

    n: int
    left_out: int
    seeds_included: bool
    degrees: tuple[tuple[str, float], ...]
    transitions: tuple[tuple[str, str, int], ...]
    rds_i: tuple[tuple[str, Estimate], ...]
    rds_ii: tuple[tuple[str, Estimate], ...]
    refused: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Sample:
    """People as rows: group number, 1 / network size, and the recruiter's group (-1 for none that is known)."""

    groups: tuple[str, ...]
    group: Sequence[int]
    weight: Sequence[float]
    recruited_by: Sequence[int]
    links: Mapping[tuple[str, str], int]  # (recruiter's group, recruit's group) -> links


@dataclass(frozen=True, slots=True)
class _Chains:
    """Chains drawn again, by resample: links between groups, people by group, and their summed 1 / network size."""

    links: "NDArray[np.float64]"
    counts: "NDArray[np.float64]"
    weights: "NDArray[np.float64]"


def rds(
    found: Network,
    trait_of: Mapping[str, str],
    degree_of: Mapping[str, float],
    *,
    seeds: bool = True,
    level: float = 0.95,
) -> Rds:
    """Estimate each group's share in the population by RDS-I and RDS-II.

    ``found`` holds the trees, ``trait_of`` is person -> group, ``degree_of`` person -> network size (how many people
    of the population the person knows; what isn't more than 0 counts as unknown). ``seeds`` says whether the seeds
    themselves count; the links from them count in any case.

    Refused (``refused``): ``rds_no_trait``, ``rds_no_degrees``, ``rds_few_waves`` below wave 3, ``rds_many_seeds``
    where more people are seeds than recruits, ``rds_one_group``, ``rds_many_groups`` above 20. RDS-I alone is
    undefined (``rds_groups_apart``) where the recruitments between groups don't lead from each group to each other one.

    RDS-I: equilibrium e of the matrix of recruitments between groups, share_g = (e_g / D_g) / sum(e / D), D_g the
    harmonic mean of network sizes; for two groups P_A = D_B C_BA / (D_A C_AB + D_B C_BA). RDS-II: sum(1/d in g) /
    sum(1/d). Intervals: percentiles of 2,000 chains drawn again from the people whom each group recruited (fixed seed),
    widened where they miss the value; they are known to be too narrow. Sources: RDS-I Salganik & Heckathorn (2004),
    Sociological Methodology 34, 193-239; RDS-II Volz & Heckathorn (2008), Journal of Official Statistics 24, 79-97;
    intervals after Salganik (2006), Journal of Urban Health 83, i98-i112; too narrow: Goel & Salganik (2010), PNAS 107,
    6743-6747.
    """
    used = [
        person
        for person, wave in found.wave_of
        if person in trait_of and degree_of.get(person, 0) > 0 and (seeds or wave > 0)
    ]
    among = found.people if seeds else found.people - len(found.seeds)
    refused = tuple(_against(found, trait_of, degree_of, {trait_of[person] for person in used}))
    sample = _sample(found, used, trait_of, degree_of)
    degrees = _degrees(sample)
    chains = None if refused else _drawn(sample)
    return Rds(
        n=len(used),
        left_out=among - len(used),
        seeds_included=seeds,
        degrees=tuple(zip(sample.groups, degrees, strict=True)),
        transitions=tuple((one, other, n) for (one, other), n in sorted(sample.links.items())),
        rds_i=_rds_i(sample, degrees, chains, level) if chains else (),
        rds_ii=_rds_ii(sample, chains, level) if chains else (),
        refused=refused,
    )


def _against(
    found: Network, trait_of: Mapping[str, str], degree_of: Mapping[str, float], groups: set[str]
) -> Sequence[Reason]:
    """Return why no estimate may be made; all reasons, so that nobody mends one only to meet the next."""
    traits = sum(person in trait_of for person, _ in found.wave_of)
    degrees = sum(degree_of.get(person, 0) > 0 for person, _ in found.wave_of)
    against = []
    if not traits:
        against.append(Reason(code="rds_no_trait", params={"n": found.people}))
    if not degrees:
        against.append(Reason(code="rds_no_degrees", params={"n": found.people}))
    if found.waves < LEAST_WAVES:
        against.append(
            Reason(code="rds_few_waves", params={"n": found.people, "waves": found.waves, "least": LEAST_WAVES})
        )
    if len(found.seeds) > found.links:
        against.append(
            Reason(code="rds_many_seeds", params={"n": found.people, "seeds": len(found.seeds), "links": found.links})
        )
    if traits and degrees and len(groups) < _LEAST_GROUPS:
        against.append(Reason(code="rds_one_group", params={"n": found.people}))
    if len(groups) > _MOST_GROUPS:
        against.append(
            Reason(code="rds_many_groups", params={"n": found.people, "groups": len(groups), "most": _MOST_GROUPS})
        )
    return against


def _sample(
    found: Network, used: Sequence[str], trait_of: Mapping[str, str], degree_of: Mapping[str, float]
) -> _Sample:
    groups = tuple(sorted({trait_of[person] for person in used}))
    number = {group: index for index, group in enumerate(groups)}
    recruiter_of = dict(found.recruiter_of)
    counted = Counter(
        (trait_of[who], trait_of[person])
        for person, who in found.recruiter_of
        if who in trait_of and person in trait_of
    )
    return _Sample(
        groups=groups,
        group=[number[trait_of[person]] for person in used],
        weight=[1 / degree_of[person] for person in used],
        recruited_by=[number.get(trait_of.get(recruiter_of.get(person, ""), ""), -1) for person in used],
        links={link: n for link, n in counted.items() if link[0] in number and link[1] in number},
    )


def _degrees(sample: _Sample) -> list[float]:
    """Return each group's harmonic mean of network sizes."""
    weights: list[list[float]] = [[] for _ in sample.groups]
    for group, weight in zip(sample.group, sample.weight, strict=True):
        weights[group].append(weight)
    return [len(own) / math.fsum(own) for own in weights]


def _rds_i(
    sample: _Sample, degrees: Sequence[float], chains: _Chains, level: float
) -> tuple[tuple[str, Estimate], ...]:
    import numpy as np

    links = [[sample.links.get((one, other), 0) for other in sample.groups] for one in sample.groups]
    shares, is_defined = _equilibrium_shares(np.array([links], float), np.array([degrees], float))
    if not is_defined[0]:
        nothing = undefined("rds_groups_apart", method=_METHODS[0], n=len(sample.group))
        return tuple((group, nothing) for group in sample.groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn, usable = _equilibrium_shares(chains.links, chains.counts / chains.weights)
    usable &= (chains.counts > 0).all(axis=1)
    return _estimates(sample, shares[0], drawn[usable], _METHODS[0], level)


def _rds_ii(sample: _Sample, chains: _Chains, level: float) -> tuple[tuple[str, Estimate], ...]:
    import numpy as np

    own = np.bincount(sample.group, weights=sample.weight, minlength=len(sample.groups))
    drawn = chains.weights / chains.weights.sum(axis=1, keepdims=True)
    return _estimates(sample, own / own.sum(), drawn, _METHODS[1], level)


def _estimates(
    sample: _Sample, shares: "NDArray[np.float64]", drawn: "NDArray[np.float64]", method: str, level: float
) -> tuple[tuple[str, Estimate], ...]:
    """Return each group's share with the percentiles of ``drawn`` (resamples by groups)."""
    import numpy as np

    n = len(sample.group)
    if len(drawn) < _USABLE * RESAMPLES:
        why = Reason(code="rds_unstable", params={"n": n, "given": len(drawn), "resamples": RESAMPLES})
        return tuple(
            (group, Estimate(value=float(share), level=level, method=method, n=n, why=why))
            for group, share in zip(sample.groups, shares, strict=True)
        )
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return tuple(
        (
            group,
            Estimate(value=share, low=min(share, a), high=max(share, b), level=level, method=method, n=n),
        )
        for group, share, a, b in zip(sample.groups, shares.tolist(), low.tolist(), high.tolist(), strict=True)
    )


def _equilibrium_shares(
    links: "NDArray[np.float64]", degrees: "NDArray[np.float64]"
) -> "tuple[NDArray[np.float64], NDArray[np.bool_]]":
    """Return shares by RDS-I (samples by groups), and which samples define them.

    ``links`` is an array of shape (samples, groups, groups). A sample defines them where recruitment leads from each
    group to each other one: else the equilibrium is not unique, or gives a group nothing.
    """
    import numpy as np

    samples, groups, _ = links.shape
    steps = np.minimum(np.linalg.matrix_power((links > 0) + np.eye(groups), groups), 1)
    connected = (steps > 0).all(axis=(1, 2))
    shares = np.full((samples, groups), np.nan)
    rows = links[connected]
    moves = rows / rows.sum(axis=2, keepdims=True)
    # e = e P and sum(e) = 1: one equation of the first set is redundant and gives its place to the second.
    system: Any = np.swapaxes(moves, 1, 2) - np.eye(groups)
    system[:, -1, :] = 1.0
    right = np.zeros((len(rows), groups, 1))
    right[:, -1, 0] = 1.0
    equilibrium = np.linalg.solve(system, right)[:, :, 0]
    weighed = equilibrium / degrees[connected]
    shares[connected] = weighed / weighed.sum(axis=1, keepdims=True)
    return shares, connected


def _drawn(sample: _Sample) -> _Chains:
    """Draw chains of n people again.

    The next person comes from those whom the last one's group recruited; where it recruited nobody, from everyone.
    """
    import numpy as np

    random = np.random.default_rng(_SEED)
    n, groups = len(sample.group), len(sample.groups)
    group, weight = np.array(sample.group), np.array(sample.weight)
    recruited_by = np.array(sample.recruited_by)
    pools = [np.flatnonzero(recruited_by == number) for number in range(groups)]
    everyone = np.arange(n)
    # Each pool stands in one long row from its start on; an empty one points to everyone.
    starts, sizes, row = [], [], [everyone]
    for pool in pools:
        starts.append(sum(map(len, row)) if len(pool) else 0)
        sizes.append(len(pool) or n)
        row.append(pool)
    members, starts_at, size_of = np.concatenate(row), np.array(starts), np.array(sizes)
    has_pool = np.array([len(pool) > 0 for pool in pools])
    links, counts = np.zeros((RESAMPLES, groups, groups)), np.zeros((RESAMPLES, groups))
    weights, each = np.zeros((RESAMPLES, groups)), np.arange(RESAMPLES)
    person = random.integers(0, n, RESAMPLES)
    now = group[person]
    counts[each, now] += 1
    weights[each, now] += weight[person]
    for _step in range(n - 1):
        person = members[starts_at[now] + (random.random(RESAMPLES) * size_of[now]).astype(int)]
        following = group[person]
        links[each, now, following] += has_pool[now]
        counts[each, following] += 1
        weights[each, following] += weight[person]
        now = following
    return _Chains(links, counts, weights)
