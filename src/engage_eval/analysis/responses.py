"""What people answered: each closed item's distribution, and the rule over the characteristics."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from engage_eval.analysis.answers import OTHER_VERSION, UNANSWERED, Answers, latest, same_question, unanswered
from engage_eval.analysis.rule import RuleResult, agreement, rule, scale_of
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
MISSING = ("skip", "refused", "na", UNANSWERED, OTHER_VERSION)
# An item that more people answered doesn't name them by level: it would hold them all once more, and nobody reads on.
WHO_LISTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One answer of a scale: how many gave it, of the item's n.

    ``who`` are their pseudonyms, but for an item that more than ``WHO_LISTED`` people answered: there it is empty.
    """

    level: str
    label: Texts
    count: int
    share: float | None
    who: tuple[str, ...] = ()


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


def responses(
    snapshot: Snapshot,
    answers: Answers | None = None,
    eligible: Collection[str] | None = None,
    ineligible: Collection[str] | None = None,
) -> Responses:
    """Return each closed item's distribution, and the rule "agrees with K of J".

    ``answers`` saves resolving them again; ``eligible`` and ``ineligible`` (by screening) save screening again, where
    both are given. An item for the eligible is counted over eligible people, one for the ineligible over these, others
    over everyone.
    """
    given = answers or latest(snapshot)
    if eligible is None or ineligible is None:
        screened = screening(snapshot, given, events_of(snapshot))
        eligible = [person for person, reason in screened.items() if not reason]
        ineligible = [person for person, reason in screened.items() if reason]
    meet, fail = frozenset(eligible), frozenset(ineligible)
    found = rule(snapshot, given, meet)
    if given.instrument is None:
        return Responses(items=(), rule=found)
    people = sorted(person.id for person in snapshot.people)
    audiences = {
        "everyone": people,
        "eligible": [person for person in people if person in meet],
        "ineligible": [person for person in people if person in fail],
    }
    closed = [item for item in given.instrument.items if item.type in CLOSED]
    items = tuple(_item(given.instrument, item, given, audiences[item.audience], fail) for item in closed)
    return Responses(items=items, rule=found)


def _item(
    instrument: Instrument, item: Item, answers: Answers, people: Sequence[str], ineligible: Collection[str]
) -> ItemResult:
    """Return the result of ``item`` over ``people``, who are sorted, and so is everyone named in it."""
    scale = scale_of(instrument, item)
    column = answers.of(item.key)
    who = [person for person in people if person in column]
    values = [column[person] for person in who]
    counts = _counts(values, item.type)
    agreed = _who_agree(instrument, item, answers, who, values)
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
        levels=_levels(counts, scale, who, values),
        missing=_missing(answers, item, people, ineligible),
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


def _levels(
    counts: Mapping[Value, int], scale: Scale, who: Sequence[str], values: Sequence[Value]
) -> tuple[Level, ...]:
    n = len(who)
    members: dict[str, list[str]] = {value: [] for value in scale.values}
    for person, value in zip(who, values, strict=True) if n <= WHO_LISTED else ():
        for choice in value if isinstance(value, frozenset) else (value,):
            if isinstance(choice, str) and choice in members:
                members[choice].append(person)
    return tuple(
        Level(
            level=value,
            label=label,
            count=counts.get(value, 0),
            share=counts.get(value, 0) / n if n else None,
            who=tuple(members[value]),
        )
        for value, label in zip(scale.values, scale.labels, strict=True)
    )


def _numbers(counts: Mapping[Value, int], scale: Scale, kind: str) -> list[tuple[float, int]] | None:
    """Return (number, how often) where the answers are numbers: a number item, or a scale of whole numbers."""
    if kind == "number" or (kind == "scale" and scale.numeric):
        return [(float(value), count) for value, count in counts.items() if isinstance(value, str | float | int)]
    return None


def _who_agree(
    instrument: Instrument, item: Item, answers: Answers, who: Sequence[str], values: Sequence[Value]
) -> tuple[str, ...] | None:
    """Return who gave an answer that agrees by the version it was asked in; None where the scale doesn't say."""
    scale = scale_of(instrument, item)
    if not scale.agree or item.type not in ("single", "scale"):
        return None
    twins = [(part.instrument, same_question(item, instrument, part.instrument)) for part in answers.own]
    if all(twin is None or scale_of(version, twin).agree in (scale.agree, frozenset()) for version, twin in twins):
        return tuple([person for person, value in zip(who, values, strict=True) if value in scale.agree])
    agrees = agreement(answers, partial(same_question, item, instrument))
    return tuple(person for person in who if agrees.get(person))


def _missing(
    answers: Answers, item: Item, people: Collection[str], ineligible: Collection[str]
) -> tuple[tuple[str, int], ...]:
    """Return (reason, n) of those who were to answer and have no answer here; who was not shown it isn't missing."""
    coded = answers.missing.get(item.key, {})
    found = Counter(coded[person] for person in people if person in coded) if coded else Counter()
    found[UNANSWERED] = len(unanswered(answers, item, people, ineligible))
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
