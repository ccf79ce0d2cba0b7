"""A bootstrap interval for Cronbach's alpha, all resamples at once."""

from collections.abc import Sequence

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats.reliability import LEAST_ROWS, cronbach_alpha, scaled
from engage_eval.stats.resampling import bootstrap_totals, percentile_interval

RESAMPLES = 10_000
_METHOD = "cronbach_bootstrap"
_SEED = 20231
_DRAWS = 20_000_000  # respondents drawn in all: a long table gets fewer resamples, never under 1,000
_LEAST_RESAMPLES = 1_000
_TINY = 1e-12  # a variance below this is rounding


def alpha_bootstrap(
    rows: Sequence[Sequence[float | None]],
    items: Sequence[str],
    *,
    resamples: int = RESAMPLES,
    seed: int = _SEED,
    level: float = 0.95,
) -> Estimate:
    """Return Cronbach's alpha of ``rows`` (a row a respondent, a column an item of ``items``, None = missing).

    Rows with a missing answer are left out; the interval holds the percentiles of resampled respondents.

    A resample is how often each respondent is drawn (multinomial), so that the variances of all resamples are two
    products of matrices. Resamples in which the sums don't vary have no alpha and are left out; where these are
    over a tenth, there is no interval (``undefined_resamples``). It is widened where it misses the value. The same seed
    gives the same interval. Undefined as `reliability.cronbach_alpha`, and ``few_people`` under 3 complete rows.
    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.

    >>> found = alpha_bootstrap([(1, 2, 1), (2, 2, 3), (3, 4, 3), (4, 5, 5)], ["a", "b", "c"])
    >>> round(found.value, 3), found.low < found.value < found.high
    (0.959, True)
    """
    import numpy as np

    complete = [row for row in rows if None not in row]
    n, k = len(complete), len(items)
    if n < LEAST_ROWS:
        return undefined("few_people" if n else "no_complete_rows", method=_METHOD, n=n, least=LEAST_ROWS)
    table = scaled(np.array(complete, dtype=np.float64).reshape(n, k))
    point = cronbach_alpha(table, items, level)
    if point.value is None:
        return Estimate(value=None, level=level, method=_METHOD, n=n, why=point.why)
    if point.low is None:
        return Estimate(value=point.value, level=level, method=_METHOD, n=n, why=point.why)
    centred = (table - table.mean(axis=0)) / table.std()
    centred = np.column_stack((centred, centred.sum(axis=1)))  # the last column is the sum
    squares = np.column_stack((centred, centred**2))
    wanted = max(min(resamples, _LEAST_RESAMPLES), min(resamples, _DRAWS // n))
    moments = bootstrap_totals(squares, np.ones(n, dtype=np.int64), wanted, seed) / n
    variances = moments[:, k + 1 :] - moments[:, : k + 1] ** 2
    sums = np.where(variances[:, k] > _TINY, variances[:, k], np.nan)
    ends = percentile_interval(k / (k - 1) * (1 - variances[:, :k].sum(axis=1) / sums), level)
    if ends is None:
        return Estimate(value=point.value, level=level, method=_METHOD, n=n, why=Reason(code="undefined_resamples"))
    low, high = min(ends[0], point.value), max(ends[1], point.value)
    return Estimate(value=point.value, low=low, high=high, level=level, method=_METHOD, n=n)
