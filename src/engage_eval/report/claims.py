"""Claims: every number that a report states, with what it rests on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engage_eval.core.estimate import Estimate, Reason
from engage_eval.core.problem import Param

FIELDS = ("value", "low", "high", "count", "n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement in figures; ``rule`` is a message id that says how it was counted, ``who`` the people in it.

    Ids are stable: analysis.subject[.key...].denominator, lower case. Numerator and denominator are None where the
    claim is no share.
    """

    id: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int | None = None
    n: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    rule: str = ""
    rule_params: Mapping[str, Param] = field(default_factory=dict)
    who: tuple[str, ...] = ()
    method: str = ""
    level: float = 0.95
    why: Reason | None = None
    shape: str = "decimal"  # how the number is written: share, change, count, ratio, p or decimal

    def number(self, name: str) -> float | int | None:
        """Return one field's number (value, low, high, count, n)."""
        if name not in FIELDS:
            raise KeyError(name)
        found: float | int | None = getattr(self, name)
        return found

    def estimate(self) -> Estimate:
        """Return the claim as an Estimate."""
        return Estimate(
            value=self.value,
            low=self.low,
            high=self.high,
            level=self.level,
            method=self.method,
            n=self.n or 0,
            why=self.why,
        )


class Claims(Mapping[str, Claim]):
    """The claims of one study by id, in the order they were made."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        """Keep the claims; the same id twice is a bug."""
        self._by_id: dict[str, Claim] = {}
        for claim in claims:
            if claim.id in self._by_id:
                raise ValueError(claim.id)
            self._by_id[claim.id] = claim

    def __getitem__(self, claim_id: str) -> Claim:
        """Return a claim by id."""
        return self._by_id[claim_id]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids."""
        return iter(self._by_id)

    def __len__(self) -> int:
        """Return how many claims there are."""
        return len(self._by_id)
