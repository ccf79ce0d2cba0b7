"""How well the items of a scale hang together: Cronbach's alpha, McDonald's omega, and each item's part in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats.one_factor import LEAST_OWN, one_factor

if TYPE_CHECKING:
    import numpy as np

    Matrix: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

LEAST_ROWS = 3
ADVISED_ROWS = 30
_ALPHA, _OMEGA, _PEARSON = "cronbach_feldt", "mcdonald_omega", "pearson"
_LEAST_ITEMS = 2
_LEAST_FACTOR_ITEMS = 3  # with two items the loadings of one factor are not identified
_TINY = 1e-12  # a spread below this share of the largest value is rounding
_IMPROPER = 1.01 * LEAST_OWN  # an item with no more variance of its own makes the solution improper


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """The reliability of a scale of ``items``, from the ``respondents`` who answered all of them.

    ``left_out``: rows with a missing answer. ``item_rest``: each item's correlation with the sum of the others.
    ``notes``: what a reader must know beside the numbers (``small_sample``, ``negative_alpha``).
    """

    respondents: int
    left_out: int
    items: tuple[str, ...]
    cronbach_alpha: Estimate
    mcdonald_omega: Estimate
    item_rest: tuple[tuple[str, Estimate], ...]
    alpha_if_dropped: tuple[tuple[str, Estimate], ...]
    notes: tuple[Reason, ...] = ()


def reliability(
    rows: Sequence[Sequence[float | None]], items: Sequence[str], *, least: int = LEAST_ROWS, level: float = 0.95
) -> Reliability:
    """Return the reliability of ``rows``: a row a respondent, a column an item of ``items``, None = missing.

    Rows with a missing answer are left out (listwise), since alpha and omega are statements about sums of all items.
    Everything is undefined with ``no_complete_rows``, or ``few_people`` below ``least`` complete rows (never under 3);
    where items have no variance, alpha and omega are undefined with ``flat_items``, which names them.
    Raises ValueError where a row is not as long as ``items``.

    >>> found = reliability([(1, 2, 1), (2, 2, 3), (3, 4, 3), (4, 5, 5), (5, 5, None)], ["a", "b", "c"])
    >>> found.respondents, found.left_out, round(found.cronbach_alpha.value, 3)
    (4, 1, 0.959)
    """
    import numpy as np

    if any(len(row) != len(items) for row in rows):
        raise ValueError("every row must have a value (or None) for every item")
    complete = [row for row in rows if None not in row]
    n, needed = len(complete), max(least, LEAST_ROWS)
    if n < needed:
        return _nothing(n, len(rows) - n, tuple(items), needed)
    table = scaled(np.array(complete, dtype=np.float64).reshape(n, len(items)))
    alpha = cronbach_alpha(table, items, level)
    dropped = [[other for other in range(len(items)) if other != place] for place in range(len(items))]
    return Reliability(
        respondents=n,
        left_out=len(rows) - n,
        items=tuple(items),
        cronbach_alpha=alpha,
        mcdonald_omega=mcdonald_omega(table, items),
        item_rest=tuple((item, _item_rest(table, place)) for place, item in enumerate(items)),
        alpha_if_dropped=tuple(
            (item, cronbach_alpha(table[:, rest], [items[other] for other in rest], level))
            for item, rest in zip(items, dropped, strict=True)
        ),
        notes=_notes(n, alpha),
    )


def cronbach_alpha(table: "Matrix", items: Sequence[str], level: float = 0.95) -> Estimate:
    """Return k / (k - 1) (1 - sum of the items' variances / variance of their sum), with Feldt's interval.

    ``table`` is complete, an array of shape (respondents, items); (1 - population alpha) / (1 - alpha) follows F with
    n - 1 and (n - 1)(k - 1) degrees. Undefined: ``few_items`` under 2; ``flat_items``; ``same_sums`` where all sums
    are the same. Alpha 1 has no interval (``items_as_one``). Sources: Cronbach (1951), Psychometrika 16, 297-334,
    equation 2; Feldt (1965), Psychometrika 30, 357-370.
    """
    n, k = table.shape
    refused = _refused(table, items, _LEAST_ITEMS, _ALPHA)
    if refused:
        return refused
    total = float(table.sum(axis=1).var(ddof=1))
    parts = float(table.var(axis=0, ddof=1).sum())
    if total <= _TINY * parts:
        return undefined("same_sums", method=_ALPHA, n=n)
    alpha = k / (k - 1) * (1 - parts / total)
    if 1 - alpha <= _TINY:
        return Estimate(value=1.0, level=level, method=_ALPHA, n=n, why=Reason(code="items_as_one"))
    from scipy.special import fdtri

    low, high = (
        1 - (1 - alpha) * float(fdtri(n - 1, (n - 1) * (k - 1), p)) for p in ((1 + level) / 2, (1 - level) / 2)
    )
    return Estimate(value=alpha, low=low, high=high, level=level, method=_ALPHA, n=n)


def mcdonald_omega(table: "Matrix", items: Sequence[str]) -> Estimate:
    """Return (sum L)^2 / ((sum L)^2 + sum(1 - L^2)), L the loadings on one factor fitted by maximum likelihood.

    ``table`` is complete, an array of shape (respondents, items); the items are standardised. Undefined: ``few_items``
    under 3; ``flat_items``; ``few_people`` where there are not more respondents than items; ``no_factor`` where
    the fit fails. Where an item is left with no variance of its own (a Heywood case), the value stands and ``heywood``
    names it. Source: McDonald (1999), Test Theory, chapter 6.
    """
    import numpy as np

    n, k = table.shape
    refused = _refused(table, items, _LEAST_FACTOR_ITEMS, _OMEGA)
    if refused:
        return refused
    if n <= k:
        return undefined("few_people", method=_OMEGA, n=n, least=k + 1)
    fitted = one_factor(np.asarray(np.corrcoef(table, rowvar=False)))
    if fitted is None:
        return undefined("no_factor", method=_OMEGA, n=n)
    loadings, own = fitted
    common, unique = float(loadings.sum()) ** 2, float(np.clip(1 - loadings**2, 0, 1).sum())
    improper = ", ".join(item for item, share in zip(items, own, strict=True) if share < _IMPROPER)
    why = Reason(code="heywood", params={"items": improper}) if improper else None
    return Estimate(value=common / (common + unique), method=_OMEGA, n=n, why=why)


def difference_reliability(sd_x: float, sd_y: float, r_xx: float, r_yy: float, r_xy: float, *, n: int = 0) -> Estimate:
    """Return the reliability of x - y over ``n`` people.

    ``sd_x`` and ``sd_y`` are standard deviations, ``r_xx`` and ``r_yy`` reliabilities, ``r_xy`` is the correlation:
    (s_x^2 r_xx + s_y^2 r_yy - 2 s_x s_y r_xy) / (s_x^2 + s_y^2 - 2 s_x s_y r_xy). Undefined (``same_differences``)
    where the difference doesn't vary. Source: Lord & Novick (1968), Statistical Theories of Mental Test Scores.

    >>> round(difference_reliability(1.0, 1.0, 0.8, 0.8, 0.6).value, 3)
    0.5
    """
    method, shared = "difference", 2 * sd_x * sd_y * r_xy
    observed = sd_x**2 + sd_y**2 - shared
    if observed <= _TINY * (sd_x**2 + sd_y**2):
        return undefined("same_differences", method=method, n=n)
    return Estimate(value=(sd_x**2 * r_xx + sd_y**2 * r_yy - shared) / observed, method=method, n=n)


def scaled(table: "Matrix") -> "Matrix":
    """Return ``table``, of any shape, divided by a power of two that brings it below 1.

    No digit changes, and no square overflows.
    """
    import numpy as np

    exponents = np.frexp(np.abs(table).max(initial=0.0))[1]
    moved: Matrix = np.ldexp(table, -exponents)
    return moved


def flat(table: "Matrix") -> list[int]:
    """Return the columns of ``table`` in which all values are the same."""
    import numpy as np

    return [int(place) for place in np.flatnonzero(np.ptp(table, axis=0) <= _TINY * np.abs(table).max(axis=0))]


def _refused(table: "Matrix", items: Sequence[str], least: int, method: str) -> Estimate | None:
    """Return why the scale has no coefficient: too few items, or items that don't vary."""
    n, k = table.shape
    if k < least:
        # The sentence counts items, so n is theirs here.
        return Estimate(value=None, method=method, n=n, why=Reason(code="few_items", params={"n": k, "least": least}))
    still = ", ".join(items[place] for place in flat(table))
    return undefined("flat_items", method=method, n=n, items=still) if still else None


def _item_rest(table: "Matrix", place: int) -> Estimate:
    """Return the correlation of one item with the sum of the others."""
    import numpy as np

    n, k = table.shape
    if k < _LEAST_ITEMS:
        why = Reason(code="few_items", params={"n": k, "least": _LEAST_ITEMS})
        return Estimate(value=None, method=_PEARSON, n=n, why=why)
    pair = np.column_stack((table[:, place], np.delete(table, place, axis=1).sum(axis=1)))
    if still := flat(pair):
        return undefined("same_sums" if still == [1] else "no_variance", method=_PEARSON, n=n)
    return Estimate(value=float(np.corrcoef(pair, rowvar=False)[0, 1]), method=_PEARSON, n=n)


def _notes(n: int, alpha: Estimate) -> tuple[Reason, ...]:
    notes = []
    if n < ADVISED_ROWS:
        notes.append(Reason(code="small_sample", params={"n": n, "least": ADVISED_ROWS}))
    if alpha.value is not None and alpha.value < 0:
        notes.append(Reason(code="negative_alpha"))
    return tuple(notes)


def _nothing(n: int, left_out: int, items: tuple[str, ...], least: int) -> Reliability:
    """Return the result that has no number, with the reason."""
    code = "few_people" if n else "no_complete_rows"
    alpha, omega, pearson = (undefined(code, method=one, n=n, least=least) for one in (_ALPHA, _OMEGA, _PEARSON))
    return Reliability(
        respondents=n,
        left_out=left_out,
        items=items,
        cronbach_alpha=alpha,
        mcdonald_omega=omega,
        item_rest=tuple((item, pearson) for item in items),
        alpha_if_dropped=tuple((item, alpha) for item in items),
    )
