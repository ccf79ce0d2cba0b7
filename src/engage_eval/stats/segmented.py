"""An interrupted series of monthly counts: a jump at the start of the intervention, and a change of the trend."""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.stats.mean import t_quantile

if TYPE_CHECKING:
    import numpy as np

_OLS = "ols_newey_west"
_QUASI = "quasi_poisson"
_TERMS = 4  # constant, trend, level, slope
_TINY = 1e-9  # a standard error of a logarithm below this is rounding
_ROUNDED = 1e-7  # a variance is exact to 16 digits, so a standard error to 8: less of the largest count is rounding
_MOST_LOG = 100.0  # a ratio of e^100 comes from a fit that ran away


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmented:
    """The jump (``level``) and the change of the monthly trend (``slope``) after the start, with the trend before it.

    ``lags``: months of autocorrelation that the errors allow for (0: none). ``why`` says why nothing was computed.
    """

    months_before: int
    months_after: int
    lags: int
    trend_before: Estimate
    level: Estimate
    slope: Estimate
    why: Reason | None = None


def segmented(counts: Sequence[float], start: int, *, least: int = 12, level: float = 0.95) -> Segmented:
    """Fit y_t = b0 + b1 t + b2 [t >= start] + b3 (t - start) [t >= start] by least squares.

    ``counts`` holds one total a month without a gap, ``start`` the place (from 0) of the first month with the
    intervention. ``level`` is b2 in counts a month, ``slope`` b3, ``trend_before`` b1 in counts a month per month.
    Errors are Newey & West's (Bartlett weights, floor(4 (n / 100)^(2/9)) lags, with the factor n / (n - 4)), since
    neighbouring months resemble each other; t with n - 4 degrees. Seasons are not modelled.
    Undefined: ``short_series`` below ``least`` months on a side. Without an interval: ``on_the_line`` (all on the
    line). Raises ValueError for a start outside the series.
    Source: Wagner, Soumerai, Zhang & Ross-Degnan (2002), J Clin Pharm Ther 27, 299; Newey & West (1987), Econometrica
    55, 703, and (1994), Review of Economic Studies 61, 631 (number of lags).

    >>> months = [100 + t for t in range(12)] + [142 + 3 * t for t in range(12)]
    >>> found = segmented(months, 12)
    >>> round(found.level.value, 6), round(found.slope.value, 6), found.level.why.code
    (30.0, 2.0, 'on_the_line')
    """
    refused = _refused(counts, start, least, _OLS)
    if refused:
        return refused
    from statsmodels.regression.linear_model import OLS

    n = len(counts)
    lags = math.floor(4 * (n / 100) ** (2 / 9))
    fitted = OLS(list(counts), _design(n, start)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    least_error = _ROUNDED * (max(abs(count) for count in counts) or 1.0)
    made = [_estimate(fitted, term, _OLS, level, least_error) for term in range(1, _TERMS)]
    return _result(len(counts), start, lags, made)


def segmented_ratio(counts: Sequence[float], start: int, *, least: int = 12, level: float = 0.95) -> Segmented:
    """Fit the same line as `segmented` to the logarithm of the expected count, by quasi-Poisson regression.

    ``counts``, ``start`` and ``least`` as there. All three estimates are ratios: ``level`` 1.2 is a jump of +20%,
    ``slope`` 1.01 adds +1% a month to the trend. The spread is Pearson's chi-square over n - 4; autocorrelation is not
    allowed for.
    Undefined: ``short_series``; ``zero`` where a side has no count at all; ``no_fit`` where the fit doesn't converge.
    Raises ValueError for a start outside the series or a negative count. Source: Bernal, Cummins & Gasparrini (2017),
    International Journal of Epidemiology 46, 348; McCullagh & Nelder (1989), Generalized Linear Models, ch. 9.

    >>> months = [100 * 1.01 ** t for t in range(12)] + [150 * 1.01 ** t for t in range(12, 24)]
    >>> round(segmented_ratio(months, 12).level.value, 6)
    1.5
    """
    if any(count < 0 for count in counts):
        raise ValueError("counts can't be negative")
    refused = _refused(counts, start, least, _QUASI)
    if refused:
        return refused
    if not sum(counts[:start]) or not sum(counts[start:]):
        return _nothing(len(counts), start, _QUASI, Reason(code="zero"))
    fitted = _quasi_poisson(counts, start)
    logs = [] if fitted is None else [_estimate(fitted, term, _QUASI, level, _TINY) for term in range(1, _TERMS)]
    if not logs or any(abs(end or 0) > _MOST_LOG for one in logs for end in (one.value, one.low, one.high)):
        return _nothing(len(counts), start, _QUASI, Reason(code="no_fit"))
    made = [_exponential(one) for one in logs]
    return _result(len(counts), start, 0, made)


def _design(n: int, start: int) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return the n x 4 matrix: constant, month, whether the start has come, months since the start."""
    import numpy as np

    month = np.arange(n, dtype=np.float64)
    come = (month >= start).astype(np.float64)
    return np.column_stack((np.ones(n), month, come, (month - start) * come))


def _quasi_poisson(counts: Sequence[float], start: int) -> Any:  # noqa: ANN401 - statsmodels has no types
    """Return statsmodels' fit, or None where it doesn't converge to finite numbers."""
    import numpy as np
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they would say is looked at below
        # By the parameters: the deviance of counts in the thousands never settles to the default's 1e-8.
        # From half the mean: statsmodels' own first guess fits equal counts exactly, and it fails on a spread of 0.
        fitted = GLM(list(counts), _design(len(counts), start), family=Poisson()).fit(
            [math.log(sum(counts) / len(counts) / 2), 0.0, 0.0, 0.0],
            scale="X2",
            maxiter=200,
            tol_criterion="params",
            tol=1e-9,
        )
    good = fitted.converged and np.isfinite(fitted.params).all() and np.isfinite(fitted.bse).all()
    return fitted if good else None


def _estimate(fitted: Any, term: int, method: str, level: float, least_error: float) -> Estimate:  # noqa: ANN401
    """Return one coefficient with its t interval; without one where its error is mere rounding."""
    import numpy as np

    with np.errstate(invalid="ignore"):  # months on the line leave a variance of zero, which may be rounded below it
        value, error, n = float(fitted.params[term]), float(fitted.bse[term]), int(fitted.nobs)
    if not error > least_error:
        return Estimate(value=value, level=level, method=method, n=n, why=Reason(code="on_the_line"))
    half = t_quantile(level, n - _TERMS) * error
    return Estimate(value=value, low=value - half, high=value + half, level=level, method=method, n=n)


def _exponential(logs: Estimate) -> Estimate:
    value, low, high = (None if one is None else math.exp(one) for one in (logs.value, logs.low, logs.high))
    return Estimate(value=value, low=low, high=high, level=logs.level, method=logs.method, n=logs.n, why=logs.why)


def _result(n: int, start: int, lags: int, made: Sequence[Estimate]) -> Segmented:
    trend, jump, slope = made
    return Segmented(
        months_before=start, months_after=n - start, lags=lags, trend_before=trend, level=jump, slope=slope
    )


def _refused(counts: Sequence[float], start: int, least: int, method: str) -> Segmented | None:
    """Return the refusal of a series that is too short, else None; four terms need five months whatever ``least``."""
    n = len(counts)
    if not 0 <= start <= n:
        raise ValueError("start must lie inside the series")
    if min(start, n - start) >= max(least, 2) and n > _TERMS:
        return None
    params = {"before": start, "after": n - start, "least": max(least, 2)}
    return _nothing(n, start, method, Reason(code="short_series", params=params))


def _nothing(n: int, start: int, method: str, why: Reason) -> Segmented:
    none = undefined(why.code, method=method, n=n, **why.params)
    return Segmented(
        months_before=start, months_after=n - start, lags=0, trend_before=none, level=none, slope=none, why=why
    )
