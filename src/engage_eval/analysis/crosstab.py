"""How an attribute of the people goes together with their answers: cross-tabs, made only when asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engage_eval.analysis.answers import Answers, latest
from engage_eval.analysis.facts import facts
from engage_eval.analysis.responses import ItemResult, Responses, responses
from engage_eval.analysis.serialise import estimate_json, reason_json
from engage_eval.core.errors import UsageError
from engage_eval.core.estimate import Reason, undefined
from engage_eval.model.snapshot import Snapshot
from engage_eval.stats.contingency import Association, association, holm

# Facts that stand in the table of participants itself.
OF_PEOPLE = ("facility_kind", "role")
AGREE, DISAGREE = "agree", "disagree"
CROSSED = ("single", "scale")
# An attribute with more values than these (an age, a year) sorts people into groups of one.
MOST_GROUPS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The people with one value of the attribute who answered an item; ``counts`` follow the cross-tab's columns."""

    value: str
    n: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosstab:
    """One item by the attribute.

    ``columns`` are agree and disagree, or the answers of the scale where it doesn't say which agree. ``without`` counts
    who answered but has no such attribute. ``p_adjusted`` is Holm's, over all items.
    """

    attribute: str
    item: str
    characteristic: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    without: int
    test: Association
    p_adjusted: float | None


def attributes_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the attributes that someone in the study has, those of the table of participants last."""
    keys = sorted(set(facts(snapshot)) - set(OF_PEOPLE))
    return (*keys, *(one for one in OF_PEOPLE if any(getattr(person, one) for person in snapshot.people)))


def values_of(snapshot: Snapshot, attribute: str) -> Mapping[str, str]:
    """Return person -> value of ``attribute``, of several rows the latest. Raises UsageError for an unknown one."""
    allowed = attributes_of(snapshot)
    if attribute not in allowed:
        raise UsageError("command.unknown_attribute", name=attribute, allowed=", ".join(allowed) or "–")
    if attribute in OF_PEOPLE:
        return {person.id: getattr(person, attribute) for person in snapshot.people if getattr(person, attribute)}
    return facts(snapshot)[attribute]


def crosstabs(
    snapshot: Snapshot, attribute: str, answers: Answers | None = None, found: Responses | None = None
) -> tuple[Crosstab, ...]:
    """Return every item with a scale, by ``attribute``, with p adjusted over the items (Holm).

    ``answers`` and ``found`` save computing them again. Raises UsageError for an attribute that nobody has.
    """
    values = values_of(snapshot, attribute)
    given = answers or latest(snapshot)
    counted = found or responses(snapshot, given)
    items = [one for one in counted.items if one.type in CROSSED]
    crossed = [_crosstab(one, given, attribute, values) for one in items]
    adjusted = holm([one.test.p for one in crossed])
    return tuple(replace(one, p_adjusted=p) for one, p in zip(crossed, adjusted, strict=True))


def _crosstab(item: ItemResult, answers: Answers, attribute: str, values: Mapping[str, str]) -> Crosstab:
    sorted_in = _answers(item, answers)
    columns = (AGREE, DISAGREE) if item.agree_count is not None else tuple(one.level for one in item.levels)
    present = sorted({values[person] for person in item.who if person in values})
    counts = {value: [0] * len(columns) for value in present}
    for person in item.who:
        answer = sorted_in[person]
        if person in values and answer in columns:
            counts[values[person]][columns.index(answer)] += 1
    groups = tuple(Group(value=value, n=sum(row), counts=tuple(row)) for value, row in counts.items())
    return Crosstab(
        attribute=attribute,
        item=item.item,
        characteristic=item.characteristic,
        columns=columns,
        groups=groups,
        without=sum(person not in values for person in item.who),
        test=_test(groups),
        p_adjusted=None,
    )


def _answers(item: ItemResult, answers: Answers) -> Mapping[str, str]:
    """Return person -> the column of the cross-tab."""
    if item.agree_count is not None:
        agree = frozenset(item.who_agree)
        return {person: AGREE if person in agree else DISAGREE for person in item.who}
    given = answers.of(item.item)
    return {person: str(given[person]) for person in item.who}


def _test(groups: Sequence[Group]) -> Association:
    n = sum(group.n for group in groups)
    if len(groups) > MOST_GROUPS:
        effect = undefined("many_groups", method="cramers_v", n=n, groups=len(groups), most=MOST_GROUPS)
        return Association(n=n, method="", p=None, effect=effect, why=effect.why)
    return association([group.counts for group in groups])


def to_json(found: Sequence[Crosstab], say: Callable[[Reason], str]) -> list[dict[str, Any]]:
    """Return the cross-tabs as `analyse responses --by ATTRIBUTE --json` prints them."""
    return [
        {
            "attribute": one.attribute,
            "item": one.item,
            "characteristic": one.characteristic,
            "groups": [
                {"group": group.value, "n": group.n, "counts": dict(zip(one.columns, group.counts, strict=True))}
                for group in one.groups
            ],
            "without": one.without,
            "test": {
                "method": one.test.method,
                "statistic": one.test.statistic,
                "df": one.test.freedom,
                "p": one.test.p,
                "p_adjusted": one.p_adjusted,
                "why": reason_json(one.test.why, say),
            },
            "effect": estimate_json(one.test.effect, say),
        }
        for one in found
    ]
