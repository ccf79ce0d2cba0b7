"""Outcome rates of a survey by the Standard Definitions of AAPOR: response, cooperation, refusal, contact."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass

from engage_eval.core.estimate import Estimate, undefined

_METHOD = "aapor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many cases ended in which way; the letters of the Standard Definitions stand behind each.

    ``complete`` I, ``partial`` P, ``refused`` R (with break-offs), ``non_contact`` NC, ``other`` O, ``unknown`` UH and
    ``unknown_other`` UO (nobody knows if they are eligible). Who is known to be ineligible is not a case here.
    """

    complete: int = 0
    partial: int = 0
    refused: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    unknown_other: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The sixteen rates by name, RR1 to CON3 in the order of the Standard Definitions, and the ``e`` they use."""

    e: float | None
    rates: tuple[tuple[str, Estimate], ...]


def eligibility(eligible: int, ineligible: int) -> Estimate:
    """Return e = ``eligible`` / (``eligible`` + ``ineligible``), the estimate for those nobody could screen.

    Both are numbers of people. Undefined (``empty``) where nobody was screened. Source: AAPOR, Standard Definitions,
    the proportional allocation.

    >>> eligibility(14, 6).value
    0.7
    """
    n = eligible + ineligible
    if n == 0:
        return undefined("empty", method="eligibility")
    return Estimate(value=eligible / n, method="eligibility", n=n)


def response_rates(counts: Counts, e: float | None) -> Rates:
    """Return all rates of ``counts``; ``e`` (0 to 1) is the share of the unknown cases taken as eligible.

    A rate describes how the work went; it is no estimate from a sample and has no interval. ``n`` is the number of all
    cases. Undefined: ``zero_cases`` where no case stands in the denominator; ``no_eligibility`` where e is None, but
    the rate needs it (RR3, RR4, REF2, CON2, unless there is no unknown case). Raises ValueError for a negative count
    or an e outside 0..1.
    Source: AAPOR, Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for Surveys (9th ed., 2016).

    >>> found = response_rates(Counts(complete=13, partial=1, refused=2, non_contact=4), e=1.0)
    >>> dict(found.rates)["RR1"].value, dict(found.rates)["CON3"].value
    (0.65, 0.8)
    """
    if min(astuple(counts)) < 0 or (e is not None and not 0 <= e <= 1):
        raise ValueError("counts can't be negative, and e lies between 0 and 1")
    n = sum(astuple(counts))
    return Rates(e=e, rates=tuple((name, _rate(top, bottom, n)) for name, top, bottom in _parts(counts, e)))


def _parts(counts: Counts, e: float | None) -> Iterator[tuple[str, float, float | None]]:
    """Yield each rate's name, numerator and denominator (None where it needs an e that nobody knows)."""
    answered = counts.complete + counts.partial
    able = answered + counts.refused
    reached = able + counts.other
    known = reached + counts.non_contact
    unknown = counts.unknown + counts.unknown_other
    if unknown == 0:
        guessed: float | None = known
    else:
        guessed = None if e is None else known + e * unknown
    bases = (known + unknown, guessed, known)
    for place, base in enumerate(bases):
        yield f"RR{2 * place + 1}", counts.complete, base
        yield f"RR{2 * place + 2}", answered, base
    yield from (
        ("COOP1", counts.complete, reached),
        ("COOP2", answered, reached),
        ("COOP3", counts.complete, able),
        ("COOP4", answered, able),
    )
    for place, base in enumerate(bases, start=1):
        yield f"REF{place}", counts.refused, base
    for place, base in enumerate(bases, start=1):
        yield f"CON{place}", reached, base


def _rate(top: float, bottom: float | None, n: int) -> Estimate:
    if bottom is None:
        return undefined("no_eligibility", method=_METHOD, n=n)
    if not bottom:
        return undefined("zero_cases", method=_METHOD, n=n)
    return Estimate(value=top / bottom, method=_METHOD, n=n)
