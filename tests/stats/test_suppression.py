"""Which cells of a small cross-tab go: nobody may work a small count out from what is left and the totals."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.suppression import Cell, suppressed

TABLES = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 7), min_size=width, max_size=width), min_size=2, max_size=3)
)


def tables_that_look_the_same(counts: list[list[int]], hidden: frozenset[Cell]) -> list[dict[Cell, int]]:
    """Return by brute force every way to fill the hidden cells that has the same totals of rows and columns."""
    rows, columns = (Counter[int]() for _ in range(2))
    for row, column in hidden:
        rows[row] += counts[row][column]
        columns[column] += counts[row][column]
    return list(fillings(sorted(hidden), rows, columns))


def fillings(cells: list[Cell], rows: Counter[int], columns: Counter[int]) -> Iterator[dict[Cell, int]]:
    """Yield every way to spread what is left of each row and column over ``cells``."""
    if not cells:
        if not rows.total() and not columns.total():
            yield {}
        return
    (row, column), *others = cells
    for value in range(min(rows[row], columns[column]) + 1):
        spent = (Counter({row: rows[row] - value}), Counter({column: columns[column] - value}))
        for rest in fillings(others, Counter({**rows, **spent[0]}), Counter({**columns, **spent[1]})):
            yield {(row, column): value, **rest}


def test_a_table_without_small_counts_stays_whole() -> None:
    assert suppressed([[0, 5], [17, 9]]) == frozenset()


def test_a_small_count_takes_others_with_it_so_that_no_total_gives_it_away() -> None:
    hidden = suppressed([[3, 20, 30], [40, 50, 60], [70, 80, 90]])

    assert (0, 0) in hidden
    assert len(hidden) == 4
    assert all(sum(row == line for row, _ in hidden) in (0, 2) for line in range(3))


def test_two_gaps_in_each_line_are_not_enough_where_one_cell_bridges_two_squares() -> None:
    # The bridge (1, 2) is known from the totals of the rows and columns of either square.
    counts = [[9, 8, 30, 40], [7, 6, 2, 50], [30, 40, 9, 8], [60, 50, 7, 6]]
    hidden = suppressed(counts)
    seen = {one[1, 2] for one in tables_within(counts, hidden)}

    assert len(seen) > 1


def tables_within(counts: list[list[int]], hidden: frozenset[Cell]) -> list[dict[Cell, int]]:
    """Return tables one step away: along each square of hidden cells, one more and one less."""
    found = [{cell: counts[cell[0]][cell[1]] for cell in hidden}]
    for (top, left), (bottom, right) in product(sorted(hidden), repeat=2):
        square = {(top, left): 1, (top, right): -1, (bottom, left): -1, (bottom, right): 1}
        if top != bottom and left != right and set(square) <= hidden:
            moved = {cell: found[0][cell] + square.get(cell, 0) for cell in hidden}
            if min(moved.values()) >= 0:
                found.append(moved)
    return found


def test_a_table_of_one_row_equals_its_totals_so_only_its_small_cells_go() -> None:
    assert suppressed([[3, 9, 1]]) == {(0, 0), (0, 2)}


def test_the_smallest_cells_go_along() -> None:
    assert suppressed([[4, 100, 6], [100, 100, 100], [9, 100, 8]]) == {(0, 0), (0, 2), (2, 0), (2, 2)}


@settings(max_examples=25, deadline=None)
@given(TABLES)
def test_every_small_count_has_several_possible_values_by_brute_force(counts: list[list[int]]) -> None:
    hidden = suppressed(counts)
    small = {(row, at) for row, line in enumerate(counts) for at, one in enumerate(line) if 0 < one < 5}
    assert small <= hidden
    if len(hidden) > 7:  # brute force would take too long
        return
    possible = tables_that_look_the_same(counts, hidden)
    whole = len(hidden) == sum(map(len, counts))

    assert all(whole or len({one[cell] for one in possible}) > 1 for cell in small)


def test_rows_of_unequal_length_are_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="one length"):
        suppressed([[1, 2], [3]])
