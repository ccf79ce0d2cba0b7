"""Ratings as codes, and their tally."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.ratings import active, ratings_of, tally


def test_values_are_sorted_numbers_first_and_none_and_nan_are_missing() -> None:
    found = ratings_of([[3, "b", None], [1.5, "a", math.nan]])

    assert found.values == (1.5, 3, "a", "b")
    assert found.codes.tolist() == [[1, 3, -1], [0, 2, -1]]
    assert found.numbers is None
    assert (found.coders, found.units) == (2, 3)


def test_one_and_one_point_zero_are_one_value() -> None:
    assert ratings_of([[1, 2], [1.0, 2.0]]).codes.tolist() == [[0, 1], [0, 1]]


def test_numbers_of_numpy_are_numbers() -> None:
    found = ratings_of([[np.int64(3), np.float32(1.5)], [3, 1.5]])

    assert (found.numbers, found.codes.tolist()) == ((1.5, 3.0), [[1, 0], [1, 0]])


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([[2.0, 9.0], [2.0, math.nan]], (2.0, 9.0)),
        ([[-3.0, 4.0], [0.0, 4.0]], (-3.0, 0.0, 4.0)),
        ([[0.5, 1.0], [1.0, 0.5]], (0.5, 1.0)),
        ([[1e9, 0.0], [0.0, 1e9]], (0.0, 1e9)),
        ([[math.nan], [math.nan]], ()),
    ],
)
def test_an_array_is_read_like_sequences(rows: list[list[float]], values: tuple[float, ...]) -> None:
    found, same = ratings_of(np.array(rows)), ratings_of(rows)

    assert found.values == same.values == values
    assert found.codes.tolist() == same.codes.tolist()


def test_values_of_sets_come_in_one_order_whatever_order_a_set_has() -> None:
    one, other = frozenset(["trust", "speed", "tone"]), frozenset(["tone", "trust"])

    assert ratings_of([[one, other]]).values == ratings_of([[other, one]]).values == (one, other)


def test_coders_must_rate_the_same_units() -> None:
    with pytest.raises(ValueError, match="one value for each unit"):
        ratings_of([[1, 2], [1]])
    with pytest.raises(ValueError, match="shape"):
        ratings_of(np.array([1.0, 2.0]))


def test_a_coder_without_ratings_is_not_active() -> None:
    assert active(ratings_of([[1, 2], [None, None], [None, 1]])).tolist() == [[0, 1], [-1, 0]]


@pytest.mark.parametrize("coders", [2, 3, 12])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_the_tally_holds_every_rated_unit_once(coders: int, data: st.DataObject) -> None:
    """Few categories are told apart by small keys, many by large ones, very many row by row."""
    categories, units = data.draw(st.sampled_from([2, 7, 40])), data.draw(st.integers(1, 30))
    value = st.one_of(st.none(), st.integers(1, categories))
    rows = [data.draw(st.lists(value, min_size=units, max_size=units)) for _ in range(coders)]
    rows[0][0] = rows[1][0] = 1
    ratings = ratings_of([*rows, [None] * units])
    found = tally(ratings)
    assert found is not None

    for unit in range(units):
        said = Counter(row[unit] for row in rows if row[unit] is not None)
        if not said:
            assert found.kind[unit] == -1
            continue
        counts = found.counts[found.kind[unit]]
        assert {ratings.values[place]: count for place, count in enumerate(counts) if count} == said
    kinds = [kind for kind in found.kind.tolist() if kind >= 0]
    assert [Counter(kinds)[kind] for kind in range(len(found.repeats))] == found.repeats.tolist()


def test_two_coders_are_told_apart() -> None:
    found = tally(ratings_of([["a", "b", "a", None], ["b", "a", "b", "b"]]))

    assert found.pairs[found.kind].tolist() == [[0, 1], [1, 0], [0, 1], [-1, 1]]
    assert found.counts[found.kind].tolist() == [[1, 1], [1, 1], [1, 1], [0, 1]]
    assert sorted(found.repeats.tolist()) == [1, 1, 2]


def test_measurements_have_no_tally() -> None:
    assert tally(ratings_of([[one / 7 for one in range(1_500)], [one / 7 for one in range(1_500)]])) is None
