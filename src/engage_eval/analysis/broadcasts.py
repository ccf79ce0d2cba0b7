"""What was sent and what became of it: totals and rates of the broadcasts, in all and month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.model.outcome import Broadcast

COLUMNS = ("recipients", "delivered", "read", "replied")
# Each rate and what it is of. Who replies has not always left a read receipt, so replies are not of the read.
RATES = (("delivered", "recipients"), ("read", "delivered"), ("replied", "delivered"))
_MONTH = len("2023-07")


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Broadcasts of a ``month`` (2023-07; empty for all): sums, each over the broadcasts that give the number.

    A sum is None where no broadcast gives it. A person counts once in every broadcast. ``rates`` has (what, share) for
    delivered of recipients, read and replied of delivered, each over the ``n`` messages of the broadcasts that give
    both numbers.
    """

    month: str
    sent: int
    recipients: int | None
    delivered: int | None
    read: int | None
    replied: int | None
    rates: tuple[tuple[str, Estimate], ...]

    def sum(self, column: str) -> int | None:
        """Return the sum of a column."""
        found: int | None = getattr(self, column)
        return found

    def rate(self, column: str) -> Estimate:
        """Return the rate of delivered, read or replied."""
        return dict(self.rates)[column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcasts:
    """All broadcasts and those of each month.

    ``missing`` are the columns that no broadcast gives, ``partly`` those that only some give.
    """

    total: Totals
    months: tuple[Totals, ...]
    missing: tuple[str, ...]
    partly: tuple[str, ...]


def broadcasts(rows: Iterable[Broadcast]) -> Broadcasts:
    """Sum up the broadcasts.

    >>> from datetime import date
    >>> sent = [Broadcast(on=date(2023, 7, day), topic="t", recipients=50, delivered=40) for day in (3, 10)]
    >>> found = broadcasts(sent)
    >>> found.total.recipients, found.total.rate("delivered").value, found.missing
    (100, 0.8, ('read', 'replied'))
    """
    sent = sorted(rows, key=lambda one: (one.on, one.topic))
    by_month: dict[str, list[Broadcast]] = {}
    for one in sent:
        by_month.setdefault(one.on.isoformat()[:_MONTH], []).append(one)
    known = {column: sum(getattr(one, column) is not None for one in sent) for column in COLUMNS}
    return Broadcasts(
        total=_totals("", sent),
        months=tuple(_totals(month, own) for month, own in by_month.items()),
        missing=tuple(column for column, n in known.items() if sent and not n),
        partly=tuple(column for column, n in known.items() if 0 < n < len(sent)),
    )


def _totals(month: str, rows: Sequence[Broadcast]) -> Totals:
    sums = {column: _sum(getattr(one, column) for one in rows) for column in COLUMNS}
    rates = tuple((column, _rate(rows, column, of)) for column, of in RATES)
    return Totals(month=month, sent=len(rows), **sums, rates=rates)


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _rate(rows: Iterable[Broadcast], column: str, of: str) -> Estimate:
    """Return the share of ``column`` in ``of``.

    It has no interval: the same people receive every broadcast, so their messages are no independent draws.
    """
    pairs = [(getattr(one, column), getattr(one, of)) for one in rows]
    both = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    n = sum(whole for _, whole in both)
    if not both:
        return undefined("not_given", method="share")
    if not n:
        return undefined("empty", method="share")
    why = Reason(code="same_people", params={"n": n})
    return Estimate(value=sum(part for part, _ in both) / n, method="share", n=n, why=why)
