"""Whether two ways of sorting people go together: tests of a table of counts, and the size of the effect."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engage_eval.core.estimate import Estimate, Reason, undefined

ENOUGH = 5.0  # an expected count from which the chi-square curve is near enough
FEW_SHARE = 0.2  # so many cells may lie below it, but none under 1, in a table larger than 2 x 2
DRAWS = 10_000
SEED = 19511  # any will do; a fixed one gives every reader the same p
_MOST_TABLES = 20_000
_TIE = 1e-7  # tables whose chances differ by less are as likely as each other: scipy and R allow the same
_PAIR = 2

Counts = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """A test that rows and columns are independent, and Cramer's V (for two by two the size of phi).

    ``method`` is chi_square, fisher, freeman_halton or freeman_halton_sampled; only chi_square has a statistic and
    degrees of freedom. ``p`` None where ``why`` says so.
    """

    n: int
    method: str
    p: float | None
    effect: Estimate
    statistic: float | None = None
    freedom: int | None = None
    why: Reason | None = None


def association(counts: Counts, *, draws: int = DRAWS, seed: int = SEED) -> Association:
    """Test the table ``counts`` (rows of whole numbers, one length); empty rows and columns don't count.

    Chi-square (Pearson, uncorrected) where the expected counts allow it: in a 2 x 2 table all at least 5, in a larger
    one at least 80% of them and none under 1. Else Fisher's exact test, for larger tables Freeman-Halton over all
    tables with these margins, or ``draws`` random ones where there are very many.
    Without a test: ``empty``, ``one_group`` (a single row), ``one_answer`` (a single column).
    Raises ValueError for rows of unequal lengths or a negative count. Source: Cochran (1954), Biometrics 10, 417-451;
    Fisher (1935), J. R. Stat. Soc. 98, 39-82; Freeman & Halton (1951), Biometrika 38, 141-149.

    >>> association([[3, 1], [1, 3]]).method, round(association([[3, 1], [1, 3]]).p, 4)
    ('fisher', 0.4857)
    """
    if len({len(row) for row in counts}) > 1 or any(cell < 0 for row in counts for cell in row):
        raise ValueError("rows must have one length and no negative count")
    table = _filled(counts)
    n = sum(map(sum, table))
    code = _degenerate(table)
    if code:
        return Association(
            n=n,
            method="",
            p=None,
            effect=undefined(code, method="cramers_v", n=n),
            why=Reason(code=code, params={"n": n}),
        )
    expected = _expected(table)
    chi = math.fsum(
        (seen - meant) ** 2 / meant
        for row, line in zip(table, expected, strict=True)
        for seen, meant in zip(row, line, strict=True)
    )
    effect = _effect(table, chi, n)
    if _large_enough(expected):
        freedom = (len(table) - 1) * (len(table[0]) - 1)
        p = _chi_square_tail(chi, freedom)
        return Association(n=n, method="chi_square", p=p, effect=effect, statistic=chi, freedom=freedom)
    p, method = _exact(table, draws, seed)
    return Association(n=n, method=method, p=p, effect=effect)


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return ``p_values`` adjusted so that the chance of any false alarm among them holds.

    None stays None and isn't counted.
    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    >>> holm([.01, .04, None, .03])
    (0.03, 0.06, None, 0.06)
    """
    order = sorted((p, at) for at, p in enumerate(p_values) if p is not None)
    found: list[float | None] = [None] * len(p_values)
    worst = 0.0
    for rank, (p, at) in enumerate(order):
        worst = max(worst, min(1.0, p * (len(order) - rank)))
        found[at] = worst
    return tuple(found)


def _filled(counts: Counts) -> tuple[tuple[int, ...], ...]:
    rows = [row for row in counts if any(row)]
    kept = [at for at in range(len(rows[0]) if rows else 0) if any(row[at] for row in rows)]
    return tuple(tuple(row[at] for at in kept) for row in rows)


def _degenerate(table: Counts) -> str:
    if not table:
        return "empty"
    if len(table) < _PAIR:
        return "one_group"
    return "one_answer" if len(table[0]) < _PAIR else ""


def _expected(table: Counts) -> list[list[float]]:
    columns = [sum(column) for column in zip(*table, strict=True)]
    n = sum(columns)
    return [[sum(row) * column / n for column in columns] for row in table]


def _large_enough(expected: Sequence[Sequence[float]]) -> bool:
    cells = [cell for row in expected for cell in row]
    if len(expected) == _PAIR and len(expected[0]) == _PAIR:
        return min(cells) >= ENOUGH
    return min(cells) >= 1 and sum(cell < ENOUGH for cell in cells) <= FEW_SHARE * len(cells)


def _chi_square_tail(statistic: float, freedom: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(freedom, statistic))


def _effect(table: Counts, chi: float, n: int) -> Estimate:
    """Return Cramer's V. Source: Cramer (1946), Mathematical Methods of Statistics, section 21.9."""
    least = min(len(table), len(table[0])) - 1
    two_by_two = len(table) == _PAIR and len(table[0]) == _PAIR
    value = min(1.0, math.sqrt(chi / (n * least)))
    return Estimate(value=value, method="phi" if two_by_two else "cramers_v", n=n)


def _exact(table: Counts, draws: int, seed: int) -> tuple[float, str]:
    """Return the chance, with the margins fixed, of a table no likelier than this one."""
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    own = _weight(table)
    limit = own + _TIE
    weights = []
    for weight in _all_weights(tuple(rows), tuple(columns)):
        weights.append(weight)
        if len(weights) > _MOST_TABLES:
            return _sampled(rows, columns, limit, draws, seed), "freeman_halton_sampled"
    top = max(weights)
    chances = [math.exp(weight - top) for weight in weights]
    extreme = math.fsum(chance for chance, weight in zip(chances, weights, strict=True) if weight <= limit)
    method = "fisher" if len(rows) == len(columns) == _PAIR else "freeman_halton"
    return min(1.0, extreme / math.fsum(chances)), method


def _weight(table: Counts) -> float:
    """Return the logarithm of a table's chance, but for a constant of the margins."""
    return -math.fsum(math.lgamma(cell + 1) for row in table for cell in row)


def _all_weights(rows: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[float]:
    """Yield the weight of every table with these margins, column by column."""
    if len(columns) == 1:
        yield -math.fsum(math.lgamma(row + 1) for row in rows)
        return
    for column in _splits(columns[0], rows):
        here = math.fsum(math.lgamma(cell + 1) for cell in column)
        left = tuple(row - cell for row, cell in zip(rows, column, strict=True))
        for rest in _all_weights(left, columns[1:]):
            yield rest - here


def _splits(total: int, rooms: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield every way to put ``total`` into ``rooms``, none over its size."""
    if len(rooms) == 1:
        yield (total,)
        return
    rest = sum(rooms[1:])
    for first in range(max(0, total - rest), min(total, rooms[0]) + 1):
        for others in _splits(total - first, rooms[1:]):
            yield (first, *others)


def _sampled(rows: Sequence[int], columns: Sequence[int], limit: float, draws: int, seed: int) -> float:
    """Return the share of random tables no likelier than the one seen, which counts as one of them."""
    import numpy as np
    from scipy.special import gammaln
    from scipy.stats import random_table

    drawn = random_table(list(rows), list(columns)).rvs(draws, random_state=np.random.default_rng(seed))
    weights = -gammaln(drawn + 1).sum(axis=(1, 2))
    return (1 + int((weights <= limit).sum())) / (draws + 1)
