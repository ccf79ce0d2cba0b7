"""How a claim is made from a count, a share or an estimate."""

from engage_eval.core.estimate import Estimate
from engage_eval.core.problem import Param
from engage_eval.report.claims import Claim


def counted(claim_id: str, count: int, rule: str, *, who: tuple[str, ...] = (), **params: Param) -> Claim:
    """Return a claim that is a count and no share."""
    return Claim(id=claim_id, value=count, count=count, rule=rule, rule_params=params, who=who, shape="count")


def shared(
    claim_id: str, estimate: Estimate, count: int, rule: str, *, who: tuple[str, ...] = (), **params: Param
) -> Claim:
    """Return a claim that is a share with its interval."""
    return Claim(
        id=claim_id,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        level=estimate.level,
        method=estimate.method,
        count=count,
        n=estimate.n,
        numerator=count,
        denominator=estimate.n,
        rule=rule,
        rule_params=params,
        who=who,
        why=estimate.why,
        shape="share",
    )


def plain_share(claim_id: str, count: int, n: int, rule: str, *, who: tuple[str, ...] = (), **params: Param) -> Claim:
    """Return a claim that is a share without an interval."""
    value = count / n if n else None
    estimate = Estimate(value=value, method="share", n=n)
    return shared(claim_id, estimate, count, rule, who=who, **params)


def estimated(claim_id: str, estimate: Estimate, rule: str, shape: str = "decimal") -> Claim:
    """Return a claim that is an estimate and no share."""
    return Claim(
        id=claim_id,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        level=estimate.level,
        method=estimate.method,
        n=estimate.n,
        rule=rule,
        why=estimate.why,
        shape=shape,
    )


def slug(key: str) -> str:
    """Return a key as it stands in a claim id: lower case, which is unique since keys may not differ in case alone."""
    return "".join(sign if sign.isalnum() or sign in "_-." else f"~{ord(sign):x}" for sign in key.lower())
