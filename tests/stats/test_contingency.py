"""Tests of a table of counts: which one is taken, and where there is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats import contingency
from engage_eval.stats.contingency import association, holm

TABLES = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=3)


@pytest.mark.parametrize(
    ("counts", "method"),
    [
        ([[10, 10], [10, 10]], "chi_square"),
        ([[9, 1], [10, 10]], "fisher"),  # (10 x 11) / 30 = 3.7 is expected in one cell
        ([[20, 20], [20, 20], [7, 8]], "chi_square"),
        ([[20, 20, 20], [20, 20, 20], [3, 3, 5]], "freeman_halton_sampled"),  # three of nine lie under 5
        ([[3, 1, 0], [1, 2, 2]], "freeman_halton"),
    ],
)
def test_the_test_hangs_on_the_expected_counts(counts: list[list[int]], method: str) -> None:
    found = association(counts)

    assert found.method == method
    assert (found.statistic is None) is (found.freedom is None) is (method != "chi_square")


def test_an_expected_count_under_one_is_never_near_enough() -> None:
    assert association([[100, 100, 100, 100, 0], [100, 100, 100, 99, 1]]).method != "chi_square"


@pytest.mark.parametrize(
    ("counts", "code", "n"),
    [
        ([], "empty", 0),
        ([[0, 0], [0, 0]], "empty", 0),
        ([[3, 4], [0, 0]], "one_group", 7),
        ([[3, 0], [4, 0]], "one_answer", 7),
        ([[3, 0]], "one_group", 3),
    ],
)
def test_a_table_without_two_rows_and_two_columns_has_no_test(counts: list[list[int]], code: str, n: int) -> None:
    found = association(counts)

    assert (found.p, found.why.code, found.n, found.effect.value, found.effect.why.code) == (None, code, n, None, code)


def test_empty_rows_and_columns_change_nothing() -> None:
    assert association([[3, 0, 1], [0, 0, 0], [1, 0, 5]]) == association([[3, 1], [1, 5]])


def test_complete_separation_has_an_effect_of_one_and_even_rows_of_zero() -> None:
    assert association([[6, 0], [0, 6]]).effect.value == pytest.approx(1.0)
    assert association([[6, 0, 0], [0, 5, 0], [0, 0, 4]]).effect.value == pytest.approx(1.0)
    assert association([[4, 4], [2, 2]]).effect.value == 0.0
    assert association([[6, 0], [0, 6]]).effect.method == "phi"


def test_an_expected_count_of_exactly_five_is_enough() -> None:
    assert association([[6, 10, 9], [4, 10, 11]]).method == "chi_square"  # expected 5, 10, 10 in either row
    assert association([[5, 10, 10], [4, 10, 11]]).method == "freeman_halton"  # expected 4.5 in two of six


def test_very_many_tables_are_sampled_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = [[3, 1, 2], [1, 4, 0], [0, 1, 4]]
    exact = association(counts)
    monkeypatch.setattr(contingency, "_MOST_TABLES", 5)
    sampled = association(counts)

    assert (exact.method, sampled.method) == ("freeman_halton", "freeman_halton_sampled")
    assert sampled.p == pytest.approx(exact.p, abs=0.02)
    assert association(counts) == sampled


def test_a_broken_table_is_a_mistake_of_the_program() -> None:
    for counts in ([[1, 2], [3]], [[1, -1], [2, 2]]):
        with pytest.raises(ValueError, match="one length"):
            association(counts)


@settings(max_examples=40, deadline=None)
@given(counts=TABLES)
def test_order_of_rows_and_columns_and_turning_the_table_change_no_p(counts: list[list[int]]) -> None:
    found = association(counts)
    turned = association([list(column) for column in zip(*counts, strict=True)])
    other = association([row[::-1] for row in counts[::-1]])

    if found.p is None:
        assert turned.p is None
    else:
        assert 0 <= found.p <= 1
        assert 0 <= found.effect.value <= 1
        assert (turned.p, other.p) == pytest.approx((found.p, found.p), abs=1e-9)
        assert other.method == found.method


def test_holm_never_turns_the_order_round_and_never_passes_one() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx((0.06, 0.03, 0.06))
    assert holm([0.6, 0.9]) == (1.0, 1.0)
    assert holm([]) == ()


def test_what_has_no_p_is_not_counted_by_holm() -> None:
    assert holm([None, 0.02, None]) == (None, 0.02, None)
