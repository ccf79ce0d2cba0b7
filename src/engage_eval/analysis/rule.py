"""The rule "agrees with K of J characteristics": who fits, who doesn't, and of whom it can't be said."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from engage_eval.analysis.answers import Answers
from engage_eval.core.estimate import Estimate, Reason
from engage_eval.model.instrument import Instrument, Item, Scale
from engage_eval.model.snapshot import Snapshot
from engage_eval.stats.proportion import wilson

NO_SCALE = Scale(key="", values=(), labels=())


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """The share that agrees with at least ``k`` characteristics, and the people in it."""

    k: int
    count: int
    estimate: Estimate
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The rule's outcome: ``cut`` = lowest value that counts as agreement (None where values have no order), K of J.

    ``fit``, ``not_fit`` and ``undetermined`` are pseudonyms; ``why`` says why the rule can't be applied.
    """

    cut: int | None
    k: int
    j: int
    fit: tuple[str, ...] = ()
    not_fit: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    why: Reason | None = None


def agreeing(scale: Scale, cut: int | None = None) -> frozenset[str]:
    """Return the values that count as agreement: the scale's own, or its numbers from ``cut`` on."""
    if cut is None:
        return scale.agree
    return frozenset(value for value in scale.values if value.lstrip("-").isdecimal() and int(value) >= cut)


def agreement(answers: Answers, pick: Callable[[Instrument], Item | None], cut: int | None = None) -> dict[str, bool]:
    """Return person -> whether the latest answer agrees, to the item that ``pick`` finds in the interview's version.

    That version's scale says what agreement is; where it says nothing, the report's version does if its values are the
    same. A ``cut`` is a point of the report's scale, so answers on another scale are left out.
    """
    if answers.instrument is None:
        return {}
    here = scale_of(answers.instrument, pick(answers.instrument))
    found: dict[str, bool] = {}
    for part in answers.own:
        item = pick(part.instrument)
        wanted = _wanted(scale_of(part.instrument, item), here, cut)
        if item is not None and wanted is not None:
            found.update((person, value in wanted) for person, value in part.values.get(item.key, {}).items())
    return found


def scale_of(instrument: Instrument, item: Item | None) -> Scale:
    """Return the scale of an item; an empty one where it has none."""
    return instrument.scales.get(item.scale, NO_SCALE) if item else NO_SCALE


def _wanted(asked: Scale, here: Scale, cut: int | None) -> frozenset[str] | None:
    """Return the agreeing values of the scale ``asked``, ``here`` being the report's; None where none can be said."""
    same = asked.values == here.values
    if cut is not None:
        return agreeing(here, cut) if same else None
    if asked.agree:
        return asked.agree
    return here.agree if same else None


def rule(snapshot: Snapshot, answers: Answers, eligible: Collection[str]) -> RuleResult:
    """Apply the study's rule to the eligible people who have interview content in the Snapshot.

    FIT if k_i >= K; NOT FIT if k_i + unanswered < K; else UNDETERMINED. A missing answer of any kind counts as
    unanswered, also where the version of the interview did not ask. The curve is the share with k_i >= K for
    K = 1..J, of these same people. Eligible people without content (held back, no interview) are in none of the three.
    """
    instrument = snapshot.instrument()
    items = instrument.measuring() if instrument else ()
    if instrument is None or not items:
        return RuleResult(cut=None, k=0, j=0, why=Reason(code="no_measures"))
    settings, j = snapshot.study.rule, len(items)
    k = settings.k or j
    people = answers.people.intersection(eligible)
    agreed, answered = _tally(items, answers, settings.cut)
    points = tuple(_point(step, people, agreed) for step in range(1, j + 1))
    states = {person: _state(agreed[person], j - answered[person], k) for person in people}
    return RuleResult(
        cut=settings.cut if settings.cut is not None else _lowest(scale_of(instrument, items[0])),
        k=k,
        j=j,
        fit=_those(states, "fit"),
        not_fit=_those(states, "not_fit"),
        undetermined=_those(states, "undetermined"),
        curve=points,
    )


def _tally(items: Collection[Item], answers: Answers, cut: int | None) -> tuple[Counter[str], Counter[str]]:
    """Return how many characteristics each person agrees with, and how many each answered."""
    agreed: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for item in items:
        given = agreement(answers, partial(_measuring, item.measures), cut)
        answered.update(given.keys())
        agreed.update(person for person, agrees in given.items() if agrees)
    return agreed, answered


def _measuring(characteristic: str, instrument: Instrument) -> Item | None:
    return next((item for item in instrument.items if item.measures == characteristic), None)


def _state(agreed: int, unanswered: int, k: int) -> str:
    if agreed >= k:
        return "fit"
    return "not_fit" if agreed + unanswered < k else "undetermined"


def _point(k: int, people: Collection[str], agreed: Counter[str]) -> CurvePoint:
    who = tuple(sorted(person for person in people if agreed[person] >= k))
    return CurvePoint(k=k, count=len(who), estimate=wilson(len(who), len(people)), who=who)


def _those(states: Mapping[str, str], state: str) -> tuple[str, ...]:
    return tuple(sorted(person for person, found in states.items() if found == state))


def _lowest(scale: Scale) -> int | None:
    """Return the lowest agreeing value, if agreement is everything from there on."""
    if not scale.agree or not scale.numeric:
        return None
    lowest = min(int(value) for value in scale.agree)
    return lowest if agreeing(scale, lowest) == scale.agree else None
