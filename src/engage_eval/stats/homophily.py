"""Homophily: whether people recruit their own kind more often than chance would have it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engage_eval.core.estimate import Estimate, undefined

_LEAST_GROUPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHomophily:
    """One group: how many recruits its members made (``recruits``), and which share of these is of the group.

    ``expected`` is the group's share among all recruits; ``ratio`` is observed / expected, 1 where recruiters take no
    notice of the group.
    """

    level: str
    recruits: int
    observed: Estimate
    expected: Estimate
    ratio: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Homophily:
    """A trait's homophily: over all links that count (``links``), and by group; ``left_out`` links lack the trait."""

    links: int
    left_out: int
    overall: Estimate
    groups: tuple[GroupHomophily, ...]


def homophily(recruiter_of: Sequence[tuple[str, str]], trait_of: Mapping[str, str]) -> Homophily:
    """Return how often recruiter and recruit are of one group, over how often chance would bring that about.

    ``recruiter_of`` holds (person, recruiter), ``trait_of`` person -> group; a link of which one end lacks the trait
    is left out. Expected from the margins: sum over groups of (recruits made by it / links) x (its share among the
    recruits), as in a table of recruiters by recruits without association.
    Undefined: ``no_links``; ``one_group`` where all are alike; for a group ``no_recruits`` where its members recruited
    nobody, ``none_of_group`` where nobody of it was recruited.
    Source: recruitment homophily as observed over expected in-group recruitments, Heckathorn (2002), Social Problems
    49, 11-34; Wejnert (2009), Sociological Methodology 39, 73-116.

    >>> found = homophily([("B", "A"), ("C", "A"), ("D", "B")], {"A": "x", "B": "x", "C": "y", "D": "y"})
    >>> found.overall.value, found.groups[0].ratio.value
    (1.0, 1.0)
    """
    known = [
        (trait_of[who], trait_of[person]) for person, who in recruiter_of if who in trait_of and person in trait_of
    ]
    groups = sorted({group for link in known for group in link})
    made, into = Counter(one for one, _ in known), Counter(one for _, one in known)
    same = Counter(one for one, other in known if one == other)
    n = len(known)
    return Homophily(
        links=n,
        left_out=len(recruiter_of) - n,
        overall=_overall(sum(same.values()), sum(made[one] * into[one] for one in groups), n, len(groups)),
        groups=tuple(_group(one, same[one], made[one], (into[one], n), len(groups)) for one in groups),
    )


def _overall(same: int, products: int, n: int, groups: int) -> Estimate:
    method = "observed_expected"
    if not n:
        return undefined("no_links", method=method)
    if groups < _LEAST_GROUPS:
        return undefined("one_group", method=method, n=n)
    if not products:
        return undefined("none_of_group", method=method, n=n)
    return Estimate(value=same * n / products, method=method, n=n)


def _group(level: str, same: int, made: int, recruited: tuple[int, int], groups: int) -> GroupHomophily:
    into, n = recruited
    method = "observed_expected"
    observed = Estimate(value=same / made, method="share", n=made) if made else undefined("no_recruits", method="share")
    expected = Estimate(value=into / n, method="share", n=n)
    if groups < _LEAST_GROUPS:
        ratio = undefined("one_group", method=method, n=n)
    elif not made:
        ratio = undefined("no_recruits", method=method)
    elif not into:
        ratio = undefined("none_of_group", method=method, n=made)
    else:
        ratio = Estimate(value=same * n / (made * into), method=method, n=made)
    return GroupHomophily(level=level, recruits=made, observed=observed, expected=expected, ratio=ratio)
