"""What can be worked out from a table with gaps, against every table that has the same totals (brute force)."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from engage_eval.stats.suppression import Cell, possible, suppressed

RNG = np.random.default_rng(5)
TABLES = [RNG.integers(0, 8, size=shape).tolist() for shape in [(2, 2)] * 6 + [(2, 3)] * 6 + [(3, 3)] * 8]


def all_fillings(counts: list[list[int]], hidden: list[Cell]) -> Iterator[dict[Cell, int]]:
    """Yield every way to fill the hidden cells that keeps the totals; the last gap of each row follows from it."""
    rows = [[place for at, place in hidden if at == row] for row in range(len(counts))]
    sums = [sum(counts[row][place] for place in places) for row, places in enumerate(rows)]
    in_rows = [
        [one for one in product(range(total + 1), repeat=len(places)) if sum(one) == total]
        for places, total in zip(rows, sums, strict=True)
    ]
    columns = [sum(counts[row][place] for row, at in hidden if at == place) for place in range(len(counts[0]))]
    for ways in product(*in_rows):
        filled = {
            (row, place): value for row, way in enumerate(ways) for place, value in zip(rows[row], way, strict=True)
        }
        reached = [sum(value for (_, at), value in filled.items() if at == place) for place in range(len(counts[0]))]
        if reached == columns:
            yield filled


@pytest.mark.parametrize("counts", TABLES)
def test_ranges_and_safety_are_those_of_every_table_with_these_totals(counts: list[list[int]]) -> None:
    cells = {(row, place): value for row, line in enumerate(counts) for place, value in enumerate(line)}
    hidden = suppressed(counts)
    fillings = list(all_fillings(counts, sorted(hidden)))
    small = {cell for cell, value in cells.items() if 0 < value < 5}

    assert small <= hidden
    for cell in hidden:
        seen = {one[cell] for one in fillings}
        assert possible(cells, set(hidden), cell) == (min(seen), max(seen))
        assert len(seen) > 1 or cell not in small or len(hidden) == len(cells)
