"""What people answered: each closed item's distribution, and the rule over the characteristics."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage_eval.analysis.answers import UNANSWERED, Answers, latest, unanswered
from engage_eval.analysis.rule import NO_SCALE, RuleResult, rule
from engage_eval.analysis.serialise import estimate_json
from engage_eval.analysis.states import events_of, screening
from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.model.condition import Value
from engage_eval.model.instrument import Instrument, Item, Scale
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.texts import Texts
from engage_eval.stats.mean import mean_of_counts, median_of_counts
from engage_eval.stats.proportion import wilson

CLOSED = ("single", "multiple", "scale", "number")
# Why an answer is missing, in the order in which reasons are listed.
MISSING = ("skip", "refused", "na", UNANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One answer of a scale: how many gave it, of the item's n."""

    level: str
    label: Texts
    count: int
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """One closed item: ``n`` people answered; ``who_agree`` are the pseudonyms in the numerator of ``agree``."""

    item: str
    characteristic: str
    text: Texts
    type: str
    section: str
    audience: str
    role: str
    base: str
    part: str
    n: int
    levels: tuple[Level, ...]
    missing: tuple[tuple[str, int], ...]
    mean: Estimate
    median: float | None
    agree: Estimate
    agree_count: int | None
    who_agree: tuple[str, ...]
    who: tuple[str, ...]

    @property
    def verdict(self) -> bool:
        """Return whether this is the instrument's overall verdict."""
        return self.role == "verdict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """All closed items in the instrument's order, and the rule."""

    items: tuple[ItemResult, ...]
    rule: RuleResult

    def of(self, item: str) -> ItemResult | None:
        """Return one item's result."""
        return next((one for one in self.items if one.item == item), None)


def responses(snapshot: Snapshot, answers: Answers | None = None) -> Responses:
    """Return each closed item's distribution, and the rule "agrees with K of J"; ``answers`` saves resolving again.

    An item for the eligible is counted over eligible people, one for the ineligible over these, others over everyone.
    """
    given = answers or latest(snapshot)
    screened = screening(snapshot, given, events_of(snapshot))
    eligible = frozenset(person for person, reason in screened.items() if not reason)
    instrument = snapshot.instrument()
    if instrument is None:
        return Responses(items=(), rule=rule(snapshot, given, eligible))
    people = sorted(person.id for person in snapshot.people)
    audiences = {
        "everyone": people,
        "eligible": [person for person in people if person in eligible],
        "ineligible": [person for person in people if screened.get(person)],
    }
    items = tuple(
        _item(instrument, item, given, audiences[item.audience]) for item in instrument.items if item.type in CLOSED
    )
    return Responses(items=items, rule=rule(snapshot, given, eligible))


def _item(instrument: Instrument, item: Item, answers: Answers, people: Sequence[str]) -> ItemResult:
    """Return the result of ``item`` over ``people``, who are sorted, and so is everyone named in it."""
    scale = instrument.scales.get(item.scale, NO_SCALE)
    column = answers.of(item.key)
    who = [person for person in people if person in column]
    values = [column[person] for person in who]
    counts = _counts(values, item.type)
    agreed = _who_agree(who, values, scale, item.type)
    numbers = _numbers(counts, scale, item.type)
    return ItemResult(
        item=item.key,
        characteristic=item.measures,
        text=item.text,
        type=item.type,
        section=item.section,
        audience=item.audience,
        role=item.role,
        base=item.base,
        part=item.part,
        n=len(who),
        levels=_levels(counts, scale, len(who)),
        missing=_missing(answers, item, people),
        mean=undefined("not_numeric", method="t", n=len(who)) if numbers is None else mean_of_counts(numbers),
        median=None if numbers is None else median_of_counts(numbers),
        agree=undefined("no_agree", method="wilson", n=len(who)) if agreed is None else wilson(len(agreed), len(who)),
        agree_count=None if agreed is None else len(agreed),
        who_agree=agreed or (),
        who=tuple(who),
    )


def _counts(values: Collection[Value], kind: str) -> Counter[Value]:
    """Return how many gave each answer; of a multiple choice each choice counts."""
    if kind != "multiple":
        return Counter(values)
    return Counter(choice for value in values if isinstance(value, frozenset) for choice in value)


def _levels(counts: Mapping[Value, int], scale: Scale, n: int) -> tuple[Level, ...]:
    return tuple(
        Level(level=value, label=label, count=counts.get(value, 0), share=counts.get(value, 0) / n if n else None)
        for value, label in zip(scale.values, scale.labels, strict=True)
    )


def _numbers(counts: Mapping[Value, int], scale: Scale, kind: str) -> list[tuple[float, int]] | None:
    """Return (number, how often) where the answers are numbers: a number item, or a scale of whole numbers."""
    if kind == "number" or (kind == "scale" and scale.numeric):
        return [(float(value), count) for value, count in counts.items() if isinstance(value, str | float | int)]
    return None


def _who_agree(who: Sequence[str], values: Sequence[Value], scale: Scale, kind: str) -> tuple[str, ...] | None:
    """Return who gave an agreeing answer; None where the scale doesn't say what agreement is."""
    if not scale.agree or kind not in ("single", "scale"):
        return None
    return tuple([person for person, value in zip(who, values, strict=True) if value in scale.agree])


def _missing(answers: Answers, item: Item, people: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Return (reason, n) of those who were to answer and didn't; who was not shown the item isn't missing."""
    coded = answers.missing.get(item.key, {})
    found = Counter(coded[person] for person in people if person in coded) if coded else Counter()
    found[UNANSWERED] = len(unanswered(answers, item, people))
    return tuple((reason, found[reason]) for reason in MISSING if found[reason])


def to_json(result: Responses, language: str, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return what `analyse responses --json` prints, with labels in ``language``; ``say`` makes a reason a sentence."""
    return {
        "items": [_item_json(one, language, say) for one in result.items],
        "rule": {
            "cut": result.rule.cut,
            "k": result.rule.k,
            "fit": len(result.rule.fit),
            "not_fit": len(result.rule.not_fit),
            "undetermined": len(result.rule.undetermined),
            "curve": [{"k": one.k, "estimate": estimate_json(one.estimate, say)} for one in result.rule.curve],
        },
    }


def _item_json(one: ItemResult, language: str, say: Callable[[Reason], str]) -> dict[str, Any]:
    return {
        "item": one.item,
        "characteristic": one.characteristic,
        "n": one.n,
        "levels": [
            {"level": level.level, "label": level.label.get(language), "count": level.count, "share": level.share}
            for level in one.levels
        ],
        "missing": dict(one.missing),
        "mean": estimate_json(one.mean, say),
        "median": one.median,
        "agree": estimate_json(one.agree, say),
    }
