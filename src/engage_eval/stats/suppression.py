"""Small counts of a published table: which cells are left out, so that nobody can work them out from the totals."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

THRESHOLD = 5
Cell: TypeAlias = tuple[int, int]


def suppressed(counts: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> frozenset[Cell]:
    """Return the cells (row, column) to leave out of a cross-tab whose row and column totals are known.

    ``counts`` is of shape (rows, columns), whole numbers of 0 or more. First go the cells from 1 to ``threshold`` - 1;
    then, as long as one of these has but one possible value given what is left and the totals, the smallest cell that
    helps. Which values are possible is computed exactly (a linear programme whose corners are whole numbers), so a cell
    is never taken for safe because its row merely has two gaps. A table of one row or one column equals its totals:
    there all small cells go and nothing else can be done.

    Raises ValueError for rows of unequal length or negative counts.

    Source: Cox (1980), Suppression methodology and statistical disclosure control, Journal of the American Statistical
    Association 75(370), 377-385.

    >>> sorted(suppressed([[3, 9], [8, 12]]))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    >>> sorted(suppressed([[0, 9], [8, 12]]))
    []
    """
    if any(len(row) != len(counts[0]) for row in counts) or any(one < 0 for row in counts for one in row):
        message = "a cross-tab has rows of one length and no negative counts"
        raise ValueError(message)
    cells = {(at, place): one for at, row in enumerate(counts) for place, one in enumerate(row)}
    small = {cell for cell, count in cells.items() if 0 < count < threshold}
    hidden = set(small)
    if len(counts) <= 1 or len(counts[0]) <= 1:
        return frozenset(hidden)
    added: list[Cell] = []
    while (open_one := next(_pinned(cells, hidden, small), None)) is not None:
        more = _next(cells, hidden, open_one)
        if more is None:
            return frozenset(hidden)
        hidden.add(more)
        added.append(more)
    return frozenset(_without_needless(cells, hidden, small, added))


def _without_needless(cells: dict[Cell, int], hidden: set[Cell], small: set[Cell], added: list[Cell]) -> set[Cell]:
    """Return ``hidden`` without those that were added on the way and turn out not to help."""
    kept = set(hidden)
    for cell in added:
        if next(_pinned(cells, kept - {cell}, small), None) is None:
            kept.remove(cell)
    return kept


def _pinned(cells: dict[Cell, int], hidden: set[Cell], small: set[Cell]) -> Iterator[Cell]:
    """Yield the small cells that anyone can work out."""
    for cell in sorted(small):
        low, high = possible(cells, hidden, cell)
        if low == high:
            yield cell


def possible(cells: dict[Cell, int], hidden: set[Cell], cell: Cell) -> tuple[int, int]:
    """Return the least and the greatest count that ``cell`` can have for one who sees all but ``hidden``, and totals.

    ``cells`` is (row, column) -> count. Source: as `suppressed`.

    >>> possible({(0, 0): 3, (0, 1): 9, (1, 0): 8, (1, 1): 12}, {(0, 0), (0, 1)}, (0, 0))
    (3, 3)
    """
    from scipy.optimize import linprog

    unknown = sorted(hidden)
    lines = sorted({("row", row) for row, _ in unknown} | {("column", column) for _, column in unknown})
    within = [[float(_on(line, one)) for one in unknown] for line in lines]
    totals = [float(sum(cells[one] for one in unknown if _on(line, one))) for line in lines]
    aim = [float(one == cell) for one in unknown]
    low = linprog(aim, A_eq=within, b_eq=totals, method="highs")
    high = linprog([-one for one in aim], A_eq=within, b_eq=totals, method="highs")
    return round(float(low.fun)), round(-float(high.fun))


def _on(line: tuple[str, int], cell: Cell) -> bool:
    return cell[0 if line[0] == "row" else 1] == line[1]


def _next(cells: dict[Cell, int], hidden: set[Cell], pinned: Cell) -> Cell | None:
    """Return the cell to leave out next: in the line where the pinned cell stands alone, else anywhere; small first."""
    row = [one for one in hidden if one[0] == pinned[0]]
    column = [one for one in hidden if one[1] == pinned[1]]
    free = [one for one in cells if one not in hidden]
    if len(row) == 1:
        near = [one for one in free if one[0] == pinned[0]]
    elif len(column) == 1:
        near = [one for one in free if one[1] == pinned[1]]
    else:
        near = []
    # An empty cell comes last: it may be known to be empty.
    return min(near or free, key=lambda one: (cells[one] == 0, cells[one], one), default=None)
