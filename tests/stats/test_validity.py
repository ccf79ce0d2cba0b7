"""Content validity: missing ratings, the limit of relevance, and what lies between."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.validity import aiken_v, chance_agreement, content_validity, default_cut, modified_kappa

RATING = st.one_of(st.none(), st.integers(1, 5))


@given(st.lists(st.tuples(RATING, RATING, RATING), max_size=12))
@settings(max_examples=50, deadline=None)
def test_every_number_lies_in_its_range_or_has_a_reason(ratings: list[tuple[int | None, ...]]) -> None:
    found = content_validity(ratings, ["a", "b", "c"], low=1, high=5)
    for one in found.items:
        if not one.experts:
            assert {two.why.code for two in (one.aiken_v, one.i_cvi, one.modified_kappa)} == {"empty"}
            assert one.chance is None
            continue
        assert 0 <= one.aiken_v.low <= one.aiken_v.value <= one.aiken_v.high <= 1
        assert 0 <= one.i_cvi.value <= 1
        assert -1 <= one.modified_kappa.value <= one.i_cvi.value
    assert (found.s_cvi_ave.value is None) == all(not one.experts for one in found.items)


def test_a_missing_rating_is_no_expert() -> None:
    found = content_validity([(5, None), (4, 2), (None, None), (2, 5)], ["a", "b"], low=1, high=5)

    assert found.experts == 3
    assert [(one.experts, one.relevant) for one in found.items] == [(3, 2), (2, 1)]
    assert found.s_cvi_ave.value == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_an_item_that_nobody_judged_is_not_in_the_average() -> None:
    found = content_validity([(4, None), (4, None)], ["a", "b"], low=1, high=4)

    assert (found.s_cvi_ave.value, found.s_cvi_ave.n) == (1.0, 1)


def test_nobody_judged_anything() -> None:
    assert content_validity([], ["a"], low=1, high=4).s_cvi_ave.why.code == "empty"


@pytest.mark.parametrize(("low", "high", "cut"), [(1, 4, 3), (1, 5, 4), (0, 3, 2), (1, 7, 5), (0, 1, 1), (-2, 2, 1)])
def test_relevant_is_what_lies_above_the_middle(low: int, high: int, cut: int) -> None:
    assert default_cut(low, high) == cut


def test_another_limit_of_relevance_can_be_set() -> None:
    ratings = [(3,), (4,), (5,)]
    shares = [content_validity(ratings, ["a"], low=1, high=5, cut=cut).items[0].i_cvi.value for cut in (3, None, 5)]

    assert shares == pytest.approx([1, 2 / 3, 1 / 3])


def test_v_runs_from_the_lowest_to_the_highest_rating() -> None:
    assert [aiken_v([rating] * 4, 1, 5).value for rating in (1, 2, 3, 4, 5)] == [0, 0.25, 0.5, 0.75, 1]
    assert aiken_v([5] * 4, 1, 5).high == 1.0
    assert aiken_v([1] * 4, 1, 5).low == 0.0


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9))
@settings(max_examples=30, deadline=None)
def test_turning_the_scale_round_mirrors_v_and_its_interval(ratings: list[int]) -> None:
    one, other = aiken_v(ratings, 1, 5), aiken_v([6 - rating for rating in ratings], 1, 5)

    assert other.value == pytest.approx(1 - one.value)
    assert (other.low, other.high) == pytest.approx((1 - one.high, 1 - one.low))


@given(st.integers(1, 300))
@settings(max_examples=20, deadline=None)
def test_chances_of_all_counts_add_up_to_one(experts: int) -> None:
    assert sum(chance_agreement(count, experts) for count in range(experts + 1)) == pytest.approx(1)
    assert modified_kappa(experts, experts).value == pytest.approx(1)


@pytest.mark.parametrize(
    ("ratings", "low", "high"), [([(6,)], 1, 5), ([(0,)], 1, 5), ([(1, 2)], 1, 5), ([(3,)], 5, 1), ([], 3, 3)]
)
def test_what_lies_outside_the_scale_is_a_mistake_in_the_program(
    ratings: list[tuple[int, ...]], low: int, high: int
) -> None:
    with pytest.raises(ValueError, match=r"high|outside"):
        content_validity(ratings, ["a"], low=low, high=high)
