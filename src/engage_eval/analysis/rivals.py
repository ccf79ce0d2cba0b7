"""What a change of counts may come from other than the messages, and what it doesn't say: codes that fit the data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from engage_eval.core.estimate import Reason
from engage_eval.model.study import Compare

RIVAL = "rival"
_PANDEMIC = ("2020", "2021", "2022")
_YEAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides which cautions hold.

    ``by_members`` says whether the rate per registered member is known for all, some or none of the facilities.
    """

    compare: Compare
    began: date | None = None
    projected: bool = False
    by_members: str = "none"  # all | some | none
    series: bool = False


def rivals(facts: Facts) -> tuple[Reason, ...]:
    """Return the codes, cautions in order of weight with the rivals among them; each code begins with its kind.

    >>> [one.code for one in rivals(Facts(compare=Compare(before="2023", after="2024"), by_members="all"))][:2]
    ['caution.visits', 'caution.no_control']
    """
    return tuple(Reason(code=code) for code in _codes(facts))


def kind(found: Reason) -> str:
    """Return rival or caution."""
    return found.code.split(".")[0]


def _codes(facts: Facts) -> Iterator[str]:
    compare = facts.compare
    if compare.measure in ("visits", "patients"):
        yield f"caution.{compare.measure}"
    yield "caution.no_control"
    yield from _rivals(facts)
    yield "caution.association"
    yield "caution.selection"
    if facts.projected:
        yield "caution.projection"
    yield from _start(facts)
    if facts.series:
        yield "caution.one_series"


def _rivals(facts: Facts) -> Iterator[str]:
    before, after = facts.compare.before, facts.compare.after
    # Where every facility's rate per member is known, growth of membership is in the rate and rivals it no longer.
    if facts.by_members != "all":
        yield "rival.insurance" if facts.by_members == "none" else "rival.insurance_partly"
    if before.startswith(_PANDEMIC):
        yield "rival.recovery"
    yield "rival.clinics"
    yield "rival.routing"
    if before[_YEAR:] != after[_YEAR:] or facts.series:
        yield "rival.season"


def _start(facts: Facts) -> Iterator[str]:
    compare, began = facts.compare, facts.began
    if began is None:
        yield "caution.no_start"
    elif compare.before and (began.year, began.month) <= _month(compare.before, "12"):
        yield "caution.start_in_before"
    elif compare.after and (began.year, began.month, began.day) > (*_month(compare.after, "1"), 1):
        yield "caution.start_in_after"


def _month(period: str, without: str) -> tuple[int, int]:
    """Return year and month of a period; of a year, the month ``without``.

    >>> _month("2022-10", "12"), _month("2022", "12")
    ((2022, 10), (2022, 12))
    """
    return int(period[:_YEAR]), int(period[_YEAR + 1 :] or without)


def to_json(found: tuple[Reason, ...], say: Callable[[Reason], str]) -> list[dict[str, Any]]:
    """Return the key `rivals` of `analyse outcomes --json`."""
    return [{"code": one.code, "kind": kind(one), "message": say(one)} for one in found]
