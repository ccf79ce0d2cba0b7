"""One common factor behind several items, by maximum likelihood."""

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

LEAST_OWN = 0.005  # the least share of an item's variance that stays its own
_FLOOR = 1e-12  # an eigenvalue below this is rounding of a zero
_STEEP = 1e-3  # at a minimum the slope is below this
_START = 0.5  # of the variance that the other items don't explain


def one_factor(correlations: "Array") -> "tuple[Array, Array] | None":
    """Return loadings and own variances of one factor, or None where the search doesn't settle.

    ``correlations`` is an array of shape (items, items), at least 3. The likelihood is a function of the own variances
    alone (Joreskog), which are searched between 0.005 and 1: one at 0.005 is a Heywood case, an item that the factor
    would explain wholly. scikit-learn's FactorAnalysis finds the same by EM, but takes thousands of steps on the way
    to a Heywood case and does not arrive. Sources: Joreskog (1967), Psychometrika 32, 443-482; Lawley & Maxwell
    (1971), Factor Analysis as a Statistical Method, chapter 4.

    >>> import numpy as np
    >>> loadings, own = one_factor(np.array([[1, 0.72, 0.63], [0.72, 1, 0.56], [0.63, 0.56, 1]]))
    >>> [round(abs(float(one)), 3) for one in loadings], [round(float(one), 3) for one in own]
    ([0.9, 0.8, 0.7], [0.19, 0.36, 0.51])
    """
    import numpy as np
    from scipy.optimize import minimize

    start = np.clip(_START / np.diag(np.linalg.pinv(correlations, hermitian=True)).clip(min=_FLOOR), 0.05, 0.95)
    found = minimize(
        _misfit,
        start,
        args=(correlations,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_OWN, 1.0)] * len(start),
        options={"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-7},
    )
    own: Array = found.x
    loadings = _loadings(own, correlations)[0]
    # An "abnormal" line search at the bottom is success by any other name: what counts is a flat place.
    slope = np.where((own <= LEAST_OWN) & (found.jac > 0) | (own >= 1) & (found.jac < 0), 0.0, found.jac)
    settled = np.isfinite(loadings).all() and np.isfinite(found.fun) and np.abs(slope).max() < _STEEP
    return (loadings, own) if settled else None


def _loadings(own: "Array", correlations: "Array") -> "tuple[Array, Array]":
    """Return the best loadings for given own variances, and the eigenvalues that the factor leaves."""
    import numpy as np

    scale = np.sqrt(own)
    values, vectors = np.linalg.eigh(correlations / np.outer(scale, scale))
    return scale * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0)), values[:-1]


def _misfit(own: "Array", correlations: "Array") -> "tuple[float, Array]":
    """Return minus twice the log-likelihood a respondent (up to a constant) and its gradient."""
    import numpy as np

    loadings, left = _loadings(own, correlations)
    left = left.clip(min=_FLOOR)
    gradient = (loadings**2 + own - np.diag(correlations)) / own**2
    return float((left - np.log(left) - 1).sum()), gradient
