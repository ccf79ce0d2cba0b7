"""Quadrants and their stability: which side of a line, which reasons, and that people are resampled whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.importance_performance import importance_performance

few = settings(max_examples=25, deadline=None)
ratings = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, None])


def test_quadrants_are_named_after_what_is_high() -> None:
    performance = [[2, 5, 2, 5]] * 6
    importance = [[5, 5, 2, 2]] * 6
    found = importance_performance(performance, importance)
    assert [one.quadrant for one in found.by_grand] == ["concentrate", "keep_up", "low_priority", "overkill"]
    assert [one.quadrant for one in found.by_midpoint] == ["concentrate", "keep_up", "low_priority", "overkill"]
    assert (found.grand.performance, found.grand.importance) == (3.5, 3.5)


def test_means_and_midpoint_can_put_a_characteristic_in_different_quadrants() -> None:
    found = importance_performance([[4, 5]] * 6, [[5, 4]] * 6)
    assert [one.quadrant for one in found.by_grand] == ["concentrate", "overkill"]
    assert [one.quadrant for one in found.by_midpoint] == ["keep_up", "keep_up"]


def test_people_of_one_mind_give_full_stability() -> None:
    found = importance_performance([[4, 5]] * 6, [[5, 4]] * 6)
    assert [one.stability for one in found.by_grand] == [1.0, 1.0]


def test_people_who_disagree_give_a_shaky_place() -> None:
    performance = [[1, 5], [5, 1], [1, 5], [5, 1], [1, 5], [5, 2]]
    found = importance_performance(performance, [[5, 4]] * 6)
    assert all(0.3 < one.stability < 0.8 for one in found.by_grand)


def test_the_same_data_give_the_same_stability_each_time() -> None:
    performance = [[1, 5, 3], [5, 1, 4], [2, 2, 5], [4, 3, 3], [3, 4, 4]]
    again = [importance_performance(performance, performance[::-1]).by_grand for _ in range(2)]
    assert again[0] == again[1]


def test_equal_means_leave_nothing_for_the_grand_means_to_part() -> None:
    found = importance_performance([[4, 4]] * 6, [[5, 3]] * 6)
    assert [(one.quadrant, one.why.code) for one in found.by_grand] == [(None, "no_spread")] * 2
    assert [one.quadrant for one in found.by_midpoint] == ["keep_up", "keep_up"]


def test_fewer_than_five_people_have_a_place_but_no_stability() -> None:
    found = importance_performance([[4, 5]] * 4, [[5, 4]] * 4)
    first = found.by_grand[0]
    assert (first.quadrant, first.stability, first.why.code) == ("concentrate", None, "few_people")
    assert first.why.params == {"n": 4, "least": 5}


def test_a_characteristic_without_importance_is_left_out_of_the_lines() -> None:
    found = importance_performance([[4, 5, 1]] * 6, [[5, 4, None]] * 6)
    assert [one.quadrant for one in found.by_grand] == ["concentrate", "overkill", None]
    assert found.by_grand[2].why.code == "empty"
    assert found.grand.performance == 4.5
    assert found.importance == (5, 4, None)


@pytest.mark.parametrize("rows", [[], [[]], [[None, None]] * 5])
def test_no_answers_are_a_reason_and_no_error(rows: list[list[float | None]]) -> None:
    found = importance_performance(rows, rows)
    assert found.grand.performance is None
    assert {one.why.code for one in found.by_grand} <= {"empty"}


def test_tables_of_different_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="one shape"):
        importance_performance([[1, 2]], [[1]])


def test_thousands_of_people_give_the_stability_of_the_normal_distribution() -> None:
    block = ([[4, 4], [4, 3], [3, 4], [5, 4], [4, 4]], [[5, 4], [4, 4], [4, 4], [4, 5], [4, 3]])
    drawn = importance_performance(*(part * 999 for part in block))
    normal = importance_performance(*(part * 1001 for part in block))
    for one, other in zip(drawn.by_grand, normal.by_grand, strict=True):
        assert one.quadrant == other.quadrant
        assert one.stability == pytest.approx(other.stability, abs=0.04)


@few
@given(st.lists(st.tuples(*[ratings] * 6), min_size=1, max_size=12))
def test_any_ratings_give_plain_numbers_and_a_reason_for_each_gap(rows: list[tuple[float | None, ...]]) -> None:
    found = importance_performance([row[:3] for row in rows], [row[3:] for row in rows], resamples=50)
    for one in (*found.by_grand, *found.by_midpoint):
        assert one.stability is None or (type(one.stability) is float and 0 <= one.stability <= 1)
        assert (one.why is None) == (one.stability is not None)
