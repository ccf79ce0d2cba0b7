"""Weights, distances and ranks: what the coefficients are made of."""

import numpy as np
import pytest

from engage_eval.stats.coefficients import distances, interval_alpha, mid_ranks, set_distances, weights


@pytest.mark.parametrize(
    ("kind", "first_row"),
    [
        ("identity", [1, 0, 0, 0]),
        ("linear", [1, 2 / 3, 1 / 3, 0]),
        ("quadratic", [1, 8 / 9, 5 / 9, 0]),
        ("ordinal", [1, 5 / 6, 1 / 2, 0]),
    ],
)
def test_weights_of_four_categories_fall_from_one_to_zero(kind: str, first_row: list[float]) -> None:
    found = weights(kind, 4)

    assert found[0].tolist() == pytest.approx(first_row)
    assert (found == found.T).all()
    assert (np.diag(found) == 1).all()


def test_linear_and_quadratic_weights_know_how_far_values_lie_apart() -> None:
    assert weights("linear", 3, (0, 1, 10))[0].tolist() == pytest.approx([1, 0.9, 0])
    assert weights("quadratic", 3, (0, 1, 10))[0].tolist() == pytest.approx([1, 0.99, 0])
    assert weights("ordinal", 3, (0, 1, 10)).tolist() == weights("ordinal", 3).tolist()


def test_weights_of_one_category_are_one() -> None:
    assert weights("quadratic", 1).tolist() == [[1]]


def test_distances_of_each_level() -> None:
    assert distances("nominal", (1, 2, 5)).tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert distances("interval", (1, 2, 5))[0].tolist() == [0, 1, 16]
    assert distances("ratio", (0, 1, 3)).tolist() == [[0, 1, 1], [1, 0, 0.25], [1, 0.25, 0]]
    with pytest.raises(ValueError, match="ordinal"):
        distances("ordinal", (1, 2, 5))


def test_mid_ranks_count_only_units_rated_twice() -> None:
    codes = np.array([[0, 0, 1, 2, 1], [0, 1, 1, 2, -1]])

    # Three ratings of the first category, three of the second, two of the third.
    assert mid_ranks(codes, 3).tolist() == [1.5, 4.5, 7]


def test_distances_of_sets_are_a_symmetric_table() -> None:
    sets = [frozenset("a"), frozenset("ab"), frozenset()]
    found = set_distances(sets, lambda one, other: float(len(one ^ other)))

    assert found.tolist() == [[0, 1, 1], [1, 0, 2], [1, 2, 0]]


def test_measurements_far_from_zero_lose_no_digits() -> None:
    near = np.array([[1.0, 2.0, 4.0, 8.0], [1.5, 2.0, 4.5, 7.5]])
    sums, moved = interval_alpha(near), interval_alpha(near + 1e9)

    assert moved.value(moved.rows.sum(axis=0)[np.newaxis])[0] == pytest.approx(
        float(sums.value(sums.rows.sum(axis=0)[np.newaxis])[0]), abs=1e-6
    )
