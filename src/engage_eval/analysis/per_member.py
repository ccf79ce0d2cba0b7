"""Counts per registered member, before and after: what growth of the facilities alone would not explain."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engage_eval.analysis.serialise import estimate_json
from engage_eval.core.estimate import Estimate, Reason
from engage_eval.stats.rate import rate_per_member, rate_ratio_per_member


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """A facility's counts and registered members in both periods; None where no row gives the members."""

    facility: str
    before: int
    after: int
    members_before: int | None
    members_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PerMember:
    """The rates of both periods and their ratio over the ``facilities`` with members in both.

    ``left_out`` are the others of the comparison. All three are undefined (``no_members``) where there are none.
    """

    facilities: tuple[str, ...]
    left_out: tuple[str, ...]
    members_before: int
    members_after: int
    before: Estimate
    after: Estimate
    ratio: Estimate

    @property
    def known(self) -> bool:
        """Return whether there is a ratio."""
        return self.ratio.value is not None


def per_member(rows: Iterable[Members]) -> PerMember:
    """Return the rates; a facility without members, or with 0, in either period is left out of both."""
    kept: list[tuple[str, int, int, int, int]] = []
    left_out = []
    for one in rows:
        if one.members_before and one.members_after:
            kept.append((one.facility, one.before, one.after, one.members_before, one.members_after))
        else:
            left_out.append(one.facility)
    before, after = [row[1] for row in kept], [row[2] for row in kept]
    sizes_before, sizes_after = [row[3] for row in kept], [row[4] for row in kept]
    none = None if kept else Estimate(value=None, method="clustered_t", why=Reason(code="no_members"))
    return PerMember(
        facilities=tuple(row[0] for row in kept),
        left_out=tuple(left_out),
        members_before=sum(sizes_before),
        members_after=sum(sizes_after),
        before=none or rate_per_member(before, sizes_before),
        after=none or rate_per_member(after, sizes_after),
        ratio=none or rate_ratio_per_member(before, after, sizes_before, sizes_after),
    )


def to_json(result: PerMember, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return the key `per_member` of `analyse outcomes --json`."""
    return {
        "facilities": len(result.facilities),
        "left_out": list(result.left_out),
        "before": estimate_json(result.before, say),
        "after": estimate_json(result.after, say),
        "ratio": estimate_json(result.ratio, say),
    }
