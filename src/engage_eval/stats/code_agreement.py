"""Agreement on codes: one code used or not in each unit, and whole sets of codes on a unit."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engage_eval.core.estimate import Estimate, Reason
from engage_eval.stats import coefficients as co
from engage_eval.stats.agreement import (
    DEFAULT,
    LEAST_CODERS,
    Build,
    alpha_sums,
    cohen_sums,
    fleiss_sums,
    found_of,
    gwet_sums,
    many_categories,
)
from engage_eval.stats.ratings import MISSING, Ratings, Tally, active, ratings_of
from engage_eval.stats.resampling import Resampling, Sums

Codes: TypeAlias = frozenset[Hashable]
Distance: TypeAlias = Literal["masi", "jaccard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAgreement:
    """How far coders agree on where one code applies; ``kappa`` is Cohen's for two coders, Fleiss' for more.

    ``prevalence`` is the mean over units of the share of coders who used the code: alpha and kappa fall as it nears 0
    or 1, so none of them is read without it.
    """

    units: int
    coders: int
    prevalence: Estimate
    positive_agreement: Estimate
    alpha: Estimate
    kappa: Estimate
    ac1: Estimate


def code_agreement(used: Sequence[Sequence[bool | None]], resampling: Resampling = DEFAULT) -> CodeAgreement:
    """Return the agreement on one code: ``used`` says for each coder whether she used it in a unit, None = unread.

    Undefined as `agreement.agreement`; where nobody used the code in a unit that two coders read, every coefficient is
    ``code_unused``, never 0 or 1; where everyone used it in all of them, alpha, kappa and AC1 are ``one_category``.

    >>> found = code_agreement([[True, True, False, False], [True, False, False, False]])
    >>> round(found.positive_agreement.value, 3), found.prevalence.value, found.kappa.value
    (0.667, 0.375, 0.5)
    """
    ratings = _binary(used)
    cohen = len(active(ratings)) == LEAST_CODERS
    parts: Mapping[str, tuple[str, Build]] = {
        "prevalence": ("prevalence", _prevalence),
        "positive_agreement": ("positive_agreement", _where_used(_positive)),
        "alpha": ("krippendorff_alpha nominal", _where_used(_where_varied(alpha_sums("nominal")))),
        "kappa": (
            "cohen_kappa" if cohen else "fleiss_kappa",
            _where_used(_where_varied(cohen_sums if cohen else fleiss_sums)),
        ),
        "ac1": ("gwet_ac1", _where_used(_where_varied(gwet_sums("identity")))),
    }
    found = found_of(ratings, dict(parts.values()), resampling)
    named = {name: found[method] for name, (method, _build) in parts.items()}
    return CodeAgreement(units=ratings.units, coders=ratings.coders, **named)


def set_alpha(
    sets: Sequence[Sequence[Codes | None]], distance: Distance = "masi", resampling: Resampling = DEFAULT
) -> Estimate:
    """Return Krippendorff's alpha of sets of codes: ``sets`` has one sequence a coder, one set a unit, None = unread.

    ``distance`` between two sets is `masi_distance` or `jaccard_distance`. A unit that was read and got no code is an
    empty set. Undefined as `agreement.agreement`; where no coder used any code, ``code_unused``. Source: Passonneau
    (2006), Measuring agreement on set-valued items (MASI), LREC.

    >>> one, both = frozenset({"trust"}), frozenset({"trust", "speed"})
    >>> round(set_alpha([[one, both, one], [one, both, frozenset()]], "jaccard").value, 3)
    0.375
    """
    measure = masi_distance if distance == "masi" else jaccard_distance

    def build(ratings: Ratings, told: Tally | None) -> Sums | Reason:
        if told is None:
            return many_categories(ratings)
        kinds = [one for one in ratings.values if isinstance(one, frozenset)]
        if not any(kinds):
            return Reason(code="code_unused")
        return co.krippendorff_alpha(told.counts, co.set_distances(kinds, measure))

    method = f"set_alpha {distance}"
    return found_of(ratings_of(sets), {method: build}, resampling)[method]


def jaccard_distance(one: Codes, other: Codes) -> float:
    """Return 1 - the share of common codes among all codes of ``one`` and ``other``; two empty sets are the same.

    Source: Jaccard (1912), New Phytologist 11, 37-50.
    """
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def masi_distance(one: Codes, other: Codes) -> float:
    """Return 1 - Jaccard's share times 1 (the same), 2/3 (one holds the other), 1/3 (they overlap) or 0.

    Source: Passonneau (2006).

    >>> masi_distance(frozenset("ab"), frozenset("abcd"))
    0.6666666666666667
    """
    if one == other:
        return 0.0
    part = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - part * len(one & other) / len(one | other)


def _binary(used: Sequence[Sequence[bool | None]]) -> Ratings:
    """Return the ratings with both categories, unused and used, also where only one of them occurs."""
    import numpy as np

    if len({len(row) for row in used}) > 1:
        raise ValueError("every coder needs one value for each unit")
    codes = np.array([[MISSING if one is None else int(one) for one in row] for row in used], dtype=np.int64)
    return Ratings(
        codes=codes.reshape(len(used), len(used[0]) if used else 0), values=(False, True), numbers=(0.0, 1.0)
    )


def _prevalence(ratings: Ratings, told: Tally | None) -> Sums | Reason:
    return many_categories(ratings) if told is None else co.prevalence(told.counts)


def _positive(ratings: Ratings, told: Tally | None) -> Sums | Reason:
    return many_categories(ratings) if told is None else co.positive_agreement(told.counts)


def _where_used(build: Build) -> Build:
    """Return what makes the sums only where a unit read by two coders has the code."""
    return _unless(build, lambda counts: not counts[:, 1].any(), "code_unused")


def _where_varied(build: Build) -> Build:
    """Return what makes the sums only where a unit read by two coders lacks the code for one of them."""
    return _unless(build, lambda counts: not counts[:, 0].any(), "one_category")


def _unless(build: Build, fails: Callable[[co.IntArray], bool], code: str) -> Build:
    def checked(ratings: Ratings, told: Tally | None) -> Sums | Reason:
        if told is not None and fails(told.counts[told.counts.sum(axis=1) >= LEAST_CODERS]):
            return Reason(code=code)
        return build(ratings, told)

    return checked
