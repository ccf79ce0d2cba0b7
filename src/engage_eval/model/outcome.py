"""Counts that stand beside the interviews: visits per facility and period, and broadcasts sent."""

from dataclasses import dataclass, field
from datetime import date

from engage_eval.core.problem import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A count of a facility in a period (2022 or 2022-01)."""

    facility: str
    period: str
    measure: str  # visits | new_referrals | patients
    count: int
    kind: str  # observed | projected | partly_projected
    registered_members: int | None = None
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One message sent to many."""

    on: date
    topic: str
    recipients: int | None = None
    delivered: int | None = None
    read: int | None = None
    replied: int | None = None
    place: Place = field(default_factory=Place, compare=False)
