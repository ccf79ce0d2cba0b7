"""Scores of fit for one respondent: what counts as answered, what is undefined, and what bounds them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.task_fit import (
    facet_score,
    gaps,
    least_answered,
    match_score,
    profile_score,
    weighted_score,
)

few = settings(max_examples=60, deadline=None)
shares = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
pairs = st.lists(st.tuples(shares, shares), min_size=1, max_size=9)


def test_facet_score_needs_four_fifths_of_the_characteristics() -> None:
    assert facet_score([1, 1, 1, 0, None]).value == 75
    missing = facet_score([1, 1, 1, None, None])
    assert (missing.value, missing.why.code, missing.why.params) == (
        None,
        "few_answered",
        {"n": 3, "of": 5, "least": 4},
    )


def test_four_fifths_are_counted_in_whole_numbers() -> None:
    assert [least_answered(j) for j in (9, 10, 35, 100)] == [8, 8, 28, 80]


def test_weighted_score_leaves_out_what_has_no_importance_answer() -> None:
    assert weighted_score([1, 0.5, 0, 0, 0.25], [0.5, 1, 0, 0.5, None]).value == pytest.approx(100 * 1.0 / 2.0)


def test_weights_that_add_up_to_zero_give_no_score() -> None:
    assert weighted_score([1, 0.5], [0, 0]).why.code == "no_weight"


def test_too_few_ratings_of_both_kinds_are_told_from_too_few_answers() -> None:
    assert weighted_score([1, 1], [None, None]).why.code == "few_pairs"
    assert match_score([1, 1], [None, 0.5]).match.why.code == "few_pairs"


def test_too_little_and_too_much_do_not_cancel_out() -> None:
    found = match_score([1.0, 0.0], [0.0, 1.0])
    assert (found.under.value, found.over.value, found.match.value) == (50, 50, 0)


def test_profile_of_the_ideal_itself_is_100_and_the_farthest_point_0() -> None:
    ideal = [1.0, 0.75, 0.5]
    assert profile_score(ideal, ideal).value == 100
    assert profile_score([0.0, 0.0, 1.0], ideal).value == pytest.approx(0)


def test_profile_counts_only_characteristics_that_it_names() -> None:
    assert profile_score([1, 0, 0], [1, None, None]).value == 100
    assert profile_score([1, 0, 0], [None, None, None]).why.code == "no_profile"
    assert profile_score([None, 1, 1], [1, None, None]).why.code == "few_answered"


def test_no_characteristic_at_all_is_no_score_and_no_error() -> None:
    assert facet_score([]).value is None
    assert weighted_score([], []).value is None
    assert match_score([], []).match.value is None
    assert profile_score([], []).why.code == "no_profile"


@few
@given(pairs)
def test_scores_stay_between_0_and_100_and_match_is_what_is_left(rated: list[tuple[float, float]]) -> None:
    p, w = [share for share, _ in rated], [weight for _, weight in rated]
    found = match_score(p, w)
    assert found.under.value + found.over.value + found.match.value == pytest.approx(100)
    scores = [facet_score(p), weighted_score(p, w), found.under, found.over, found.match, profile_score(p, w)]
    assert all(-1e-9 <= score.value <= 100 + 1e-9 for score in scores if score.value is not None)


@few
@given(pairs)
def test_exchanging_performance_and_importance_exchanges_under_and_over(rated: list[tuple[float, float]]) -> None:
    under, over = gaps(rated)
    assert gaps([(weight, share) for share, weight in rated]) == (over, under)
