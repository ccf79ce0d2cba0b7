"""What holds of every interval and every coefficient of agreement, whatever the data."""

from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.estimate import Estimate
from engage_eval.stats.agreement import agreement, krippendorff_alpha
from engage_eval.stats.code_agreement import code_agreement, set_alpha
from engage_eval.stats.correlation import pearson
from engage_eval.stats.mean import mean_t
from engage_eval.stats.network import network
from engage_eval.stats.paired import geometric_mean_ratio, rate_ratio_clustered
from engage_eval.stats.proportion import clopper_pearson, wilson
from engage_eval.stats.rate import rate_per_member, rate_ratio_per_member
from engage_eval.stats.ratings import ratings_of
from engage_eval.stats.rds import rds
from engage_eval.stats.reliability import cronbach_alpha, scaled
from engage_eval.stats.resampling import Resampling
from engage_eval.stats.segmented import segmented, segmented_ratio
from engage_eval.stats.signed_rank import hodges_lehmann
from engage_eval.stats.validity import aiken_v

COUNTS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=4, max_size=12)
NO_DRAWS = Resampling(draws=0)
RATING = st.one_of(st.none(), st.integers(1, 4))
RATINGS = st.integers(2, 4).flatmap(
    lambda coders: st.integers(1, 9).flatmap(
        lambda units: st.lists(st.lists(RATING, min_size=units, max_size=units), min_size=coders, max_size=coders)
    )
)
SETS = st.integers(1, 7).flatmap(
    lambda units: st.lists(
        st.lists(st.one_of(st.none(), st.frozensets(st.sampled_from("abcd"))), min_size=units, max_size=units),
        min_size=2,
        max_size=3,
    )
)
Pairs = Sequence[tuple[int, int]]


def matrix_alpha(pairs: Pairs, level: float) -> Estimate:
    import numpy as np

    return cronbach_alpha(scaled(np.array(pairs, dtype=float)), ["a", "b"], level)


def differences(pairs: Pairs) -> list[int]:
    return [new - old for old, new in pairs]


# Each takes pairs of whole numbers from 1 to 5 and a level.
GROWING_WITH_N: dict[str, Callable[[Pairs, float], Estimate]] = {
    "wilson": lambda pairs, level: wilson(sum(one > 2 for one, _ in pairs), len(pairs), level),
    "clopper_pearson": lambda pairs, level: clopper_pearson(sum(one > 2 for one, _ in pairs), len(pairs), level),
    "mean_t": lambda pairs, level: mean_t([one for one, _ in pairs], level),
    "pearson": lambda pairs, level: pearson(*zip(*pairs, strict=True), level),
    "cronbach_alpha": matrix_alpha,
    "aiken_v": lambda pairs, level: aiken_v([one for one, _ in pairs], 1, 5, level),
    "geometric_mean_ratio": lambda pairs, level: geometric_mean_ratio(*zip(*pairs, strict=True), level),
    "rate_ratio_clustered": lambda pairs, level: rate_ratio_clustered(*zip(*pairs, strict=True), level),
    "rate_per_member": lambda pairs, level: rate_per_member(*zip(*pairs, strict=True), level),
    "rate_ratio_per_member": lambda pairs, level: rate_ratio_per_member(
        *zip(*pairs, strict=True), *zip(*[(2 + one, 9 - other) for one, other in pairs], strict=True), level
    ),
}
WITH_LEVEL = GROWING_WITH_N | {
    "hodges_lehmann": lambda pairs, level: hodges_lehmann(differences(pairs), level),
    "krippendorff_alpha": lambda pairs, level: krippendorff_alpha(
        ratings_of(list(zip(*pairs, strict=True))), "ordinal", Resampling(draws=100, confidence=level)
    ),
    "segmented": lambda pairs, level: (
        segmented([one for pair in pairs for one in pair], len(pairs), least=2, level=level).level
    ),
    "segmented_ratio": lambda pairs, level: (
        segmented_ratio([one for pair in pairs for one in pair], len(pairs), least=2, level=level).level
    ),
}


@pytest.mark.parametrize("name", WITH_LEVEL)
@given(COUNTS)
@settings(max_examples=25, deadline=None)
def test_a_higher_level_never_makes_an_interval_narrower(name: str, pairs: Pairs) -> None:
    narrow, wide = (WITH_LEVEL[name](pairs, level) for level in (0.8, 0.95))

    assert narrow.value == wide.value
    if narrow.low is not None and wide.low is not None:
        assert wide.low <= narrow.low <= narrow.value <= narrow.high <= wide.high


@pytest.mark.parametrize("name", GROWING_WITH_N)
@given(COUNTS)
@settings(max_examples=25, deadline=None)
def test_the_same_data_three_times_make_the_interval_narrower(name: str, pairs: Pairs) -> None:
    once, thrice = (GROWING_WITH_N[name](list(pairs) * times, 0.95) for times in (1, 3))

    if once.low is not None and thrice.low is not None:
        assert thrice.value == pytest.approx(once.value, abs=1e-9)
        assert thrice.high - thrice.low <= (once.high - once.low) * (1 + 1e-9) + 1e-12


def test_recruitment_intervals_grow_with_the_level_and_hold_their_value() -> None:
    # Eight people whose resamples' middle misses the share itself: an interval must not.
    pairs = [
        *[("p0", ""), ("p1", ""), ("p2", "p1"), ("p3", "p1")],
        *[("p4", "p2"), ("p5", "p4"), ("p6", "p5"), ("p7", "p6")],
    ]
    traits = {f"p{place}": trait for place, trait in enumerate("abaababb")}
    degrees = {f"p{place}": size for place, size in enumerate([3.0, 22.0, 11.0, 23.0, 11.0, 20.0, 25.0, 23.0])}
    narrow, wide = (rds(network(pairs), traits, degrees, level=level) for level in (0.8, 0.95))

    for (_, one), (_, other) in zip(narrow.rds_ii, wide.rds_ii, strict=True):
        assert other.low <= one.low <= one.value <= one.high <= other.high


@given(RATINGS, st.sampled_from(["ordinal", "nominal"]))
@settings(max_examples=40, deadline=None)
def test_numbers_that_keep_the_order_keep_ordinal_agreement(rows: list[list[int | None]], level: str) -> None:
    """Ordinal alpha and AC2 with ordinal weights know the order of categories, not how far they lie apart."""
    other = [[None if one is None else (-9, 0, 1, 100)[one - 1] for one in row] for row in rows]
    before, after = (agreement(ratings_of(table), level, NO_DRAWS) for table in (rows, other))

    assert before == after


@given(RATINGS, st.integers(0, 3), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_a_unit_that_one_coder_rated_changes_neither_percent_nor_alpha(
    rows: list[list[int | None]], coder: int, rating: int
) -> None:
    who = coder % len(rows)
    more = [[*row, rating if place == who else None] for place, row in enumerate(rows)]
    before, after = (agreement(ratings_of(table), "interval", NO_DRAWS) for table in (rows, more))

    for name in ("percent_agreement", "krippendorff_alpha"):
        one, other = getattr(before, name), getattr(after, name)
        assert one.n == other.n
        assert one.value == (None if other.value is None else pytest.approx(other.value, abs=1e-12))


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.booleans())] * 3), min_size=1, max_size=9), st.randoms())
@settings(max_examples=40, deadline=None)
def test_order_of_coders_and_units_changes_no_agreement_on_a_code(
    units: list[tuple[bool | None, ...]], random: Random
) -> None:
    shuffled = random.sample(units, len(units))
    one = code_agreement(list(zip(*units, strict=True)), NO_DRAWS)
    other = code_agreement(random.sample(list(zip(*shuffled, strict=True)), 3), NO_DRAWS)

    for name in ("prevalence", "positive_agreement", "alpha", "kappa", "ac1"):
        first, second = getattr(one, name), getattr(other, name)
        assert first.why == second.why
        assert first.value == (None if second.value is None else pytest.approx(second.value, abs=1e-12))


@given(SETS, st.randoms(), st.sampled_from(["masi", "jaccard"]))
@settings(max_examples=40, deadline=None)
def test_names_of_codes_and_order_of_coders_and_units_change_no_agreement_of_sets(
    sets: list[list[frozenset[str] | None]], random: Random, distance: str
) -> None:
    names = dict(zip("abcd", random.sample(["z", "y", "xx", "w w"], 4), strict=True))
    order = random.sample(range(len(sets[0])), len(sets[0]))
    other = [
        [None if row[unit] is None else frozenset(names[code] for code in row[unit]) for unit in order]
        for row in random.sample(sets, len(sets))
    ]
    one, two = set_alpha(sets, distance, NO_DRAWS), set_alpha(other, distance, NO_DRAWS)

    assert one.why == two.why
    assert one.value == (None if two.value is None else pytest.approx(two.value, abs=1e-12))
