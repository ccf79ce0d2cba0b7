"""A number with its interval, or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engage_eval.core.problem import Param


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a number is undefined or refused; the sentence stands in the catalogue under ``code``."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its interval (``level`` = .95: 95%), the method and n.

    ``why`` says why there is no value (None), or why a value has no interval (low and high None).
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = ""
    n: int = 0
    why: Reason | None = None


def undefined(code: str, *, method: str = "", n: int = 0, **params: Param) -> Estimate:
    """Return the Estimate that has no value, with the reason."""
    return Estimate(value=None, method=method, n=n, why=Reason(code=code, params={"n": n, **params}))
