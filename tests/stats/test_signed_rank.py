"""Signed ranks: exact with ties and zeros, and never without a reason."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.signed_rank import hodges_lehmann, rank_biserial, wilcoxon

DIFFERENCES = st.lists(st.integers(-6, 6), min_size=1, max_size=9)


def by_enumeration(differences: list[float]) -> tuple[float, float]:
    """Return V and the two-sided p over all 2^n signs of the ranks."""
    kept = sorted((one for one in differences if one), key=abs)
    sizes = [abs(one) for one in kept]
    ranks = [sizes.index(size) + (sizes.count(size) + 1) / 2 for size in sizes]
    observed = sum(rank for rank, one in zip(ranks, kept, strict=True) if one > 0)
    sums = [
        sum(rank for rank, up in zip(ranks, signs, strict=True) if up)
        for signs in itertools.product((0, 1), repeat=len(ranks))
    ]
    tail = min(sum(one <= observed for one in sums), sum(one >= observed for one in sums))
    return observed, min(1.0, 2 * tail / len(sums))


@given(DIFFERENCES)
@settings(max_examples=40, deadline=None)
def test_p_is_the_share_of_all_signs_also_with_ties_and_zeros(differences: list[float]) -> None:
    found = wilcoxon(differences)
    if not any(differences):
        assert (found.p, found.why.code) == (None, "no_change")
    else:
        statistic, p = by_enumeration(differences)
        assert (found.statistic, found.p) == (statistic, pytest.approx(p))


@given(DIFFERENCES)
@settings(max_examples=40, deadline=None)
def test_turning_all_signs_turns_the_measures(differences: list[float]) -> None:
    turned = [-one for one in differences]
    assert wilcoxon(differences).p == wilcoxon(turned).p
    one, other = hodges_lehmann(differences), hodges_lehmann(turned)
    assert one.value == -other.value
    assert (one.low is None) == (len(differences) < 6)
    if one.low is not None:
        assert one.low <= one.value <= one.high
        assert one.low == -other.high
    if any(differences):
        assert rank_biserial(differences).value == pytest.approx(-rank_biserial(turned).value)
        assert -1 <= rank_biserial(differences).value <= 1


def test_no_differences_have_reasons() -> None:
    assert wilcoxon([]).why.code == "empty"
    assert rank_biserial([]).why.code == "empty"
    assert rank_biserial([0, 0]).why.code == "no_change"
    assert hodges_lehmann([]).why.code == "empty"


def test_five_pairs_are_too_few_for_a_95_percent_interval() -> None:
    found = hodges_lehmann([1, 2, 3, 4, 5])
    assert (found.value, found.low, found.why.code, found.why.params["least"]) == (3, None, "few_for_interval", 6)
    assert hodges_lehmann([1, 2, 3, 4, 5, 6]).low == 1


def test_normal_approximation_takes_over_smoothly() -> None:
    exact = wilcoxon([(-1) ** (n % 3 == 0) * n for n in range(1, 301)])
    normal = wilcoxon([(-1) ** (n % 3 == 0) * n for n in range(1, 302)])
    assert (exact.method, normal.method) == ("exact", "normal")
    assert math.log10(normal.p) == pytest.approx(math.log10(exact.p), rel=0.05)


def test_interval_of_many_pairs_is_continuous_at_the_change_of_method() -> None:
    small, large = (hodges_lehmann(list(range(1, n + 1))) for n in (300, 301))
    assert large.low - small.low == pytest.approx(0.5, abs=1)
    assert large.high - small.high == pytest.approx(0.5, abs=1.5)
