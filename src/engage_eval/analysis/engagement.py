"""Engagement, item by item: what people say they do, how they see the relationship, what they intend; and broadcasts.

No total score: until a study has validated the items as one scale, a sum of them has no known meaning.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engage_eval.analysis.broadcasts import Broadcasts, Totals, broadcasts
from engage_eval.analysis.responses import ItemResult, Responses
from engage_eval.analysis.rule import scale_of
from engage_eval.analysis.serialise import estimate_json, reason_json
from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.model.instrument import Scale
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.texts import Texts
from engage_eval.stats.proportion import wilson

ROLES = ("behaviour", "relational", "intention")
# How it was decided which answers are counted: by the scale's `agree`, as all but its lowest answer, or not at all.
AGREE, ABOVE_LOWEST = "agree", "above_lowest"
NO_SCORE = Reason(code="not_validated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer: how many gave it and their share of the item's n, with Wilson's interval."""

    level: str
    label: Texts
    count: int
    share: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementItem:
    """One item: ``n`` people answered, ``count`` of them with an answer that is counted, which makes ``share``.

    ``counted`` are the levels of these answers, chosen as ``how`` says: those that agree by the scale; of a behaviour
    on a scale that doesn't say, all above the lowest (never, none). Where neither holds there is no share; ``median``
    is that of a number.
    """

    item: str
    role: str
    text: Texts
    type: str
    n: int
    choices: tuple[Choice, ...]
    missing: tuple[tuple[str, int], ...]
    how: str
    counted: tuple[str, ...]
    count: int | None
    share: Estimate
    who: tuple[str, ...]
    median: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """The items by role, in the instrument's order, and beside them the broadcasts; never a total score."""

    items: tuple[EngagementItem, ...]
    broadcasts: Broadcasts
    score_why: Reason = NO_SCORE

    def of(self, role: str) -> tuple[EngagementItem, ...]:
        """Return the items of a role that someone answered or was asked."""
        return tuple(one for one in self.items if one.role == role and (one.n or one.missing))


def engagement(snapshot: Snapshot, responses: Responses) -> Engagement:
    """Return the items with a role of engagement, counted as in ``responses``, and the snapshot's broadcasts."""
    instrument = snapshot.instrument()
    items = [
        _item(one, scale_of(instrument, instrument.by_key[one.item]))
        for role in ROLES
        for one in responses.items
        if one.role == role and instrument is not None
    ]
    return Engagement(items=tuple(items), broadcasts=broadcasts(snapshot.broadcasts))


def _item(found: ItemResult, scale: Scale) -> EngagementItem:
    how, counted = _counted(found, scale)
    chosen = [level for level in found.levels if level.level in counted]
    count = found.agree_count if how == AGREE else sum(level.count for level in chosen) if how else None
    return EngagementItem(
        item=found.item,
        role=found.role,
        text=found.text,
        type=found.type,
        n=found.n,
        choices=tuple(
            Choice(level=one.level, label=one.label, count=one.count, share=wilson(one.count, found.n))
            for one in found.levels
        ),
        missing=found.missing,
        how=how,
        counted=counted,
        count=count,
        share=undefined("no_agree", method="wilson", n=found.n) if count is None else wilson(count, found.n),
        who=found.who_agree if how == AGREE else tuple(sorted(person for one in chosen for person in one.who)),
        median=found.median if found.type == "number" else None,
    )


def _counted(found: ItemResult, scale: Scale) -> tuple[str, tuple[str, ...]]:
    """Return how the counted answers were chosen, and their levels."""
    if found.agree_count is not None:
        return AGREE, tuple(value for value in scale.values if value in scale.agree)
    if found.type == "scale" and found.role == "behaviour":
        return ABOVE_LOWEST, scale.values[1:]
    return "", ()


def to_json(result: Engagement, language: str, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return what `analyse engagement --json` prints, labels in ``language``; ``say`` makes a reason a sentence."""
    sent = result.broadcasts
    return {
        "items": [_item_json(one, language, say) for one in result.items],
        "total_score": None,
        "total_score_why": reason_json(result.score_why, say),
        "broadcasts": {
            "total": _totals_json(sent.total, say),
            "months": [_totals_json(one, say) for one in sent.months],
            "missing": list(sent.missing),
            "partly": list(sent.partly),
        },
    }


def _item_json(one: EngagementItem, language: str, say: Callable[[Reason], str]) -> dict[str, Any]:
    return {
        "item": one.item,
        "role": one.role,
        "text": one.text.get(language),
        "n": one.n,
        "choices": [
            {
                "level": choice.level,
                "label": choice.label.get(language),
                "count": choice.count,
                "share": estimate_json(choice.share, say),
            }
            for choice in one.choices
        ],
        "missing": dict(one.missing),
        "how": one.how or None,
        "counted": list(one.counted),
        "count": one.count,
        "share": estimate_json(one.share, say),
        "median": one.median,
    }


def _totals_json(one: Totals, say: Callable[[Reason], str]) -> dict[str, Any]:
    return {
        "month": one.month or None,
        "sent": one.sent,
        "recipients": one.recipients,
        "delivered": one.delivered,
        "read": one.read,
        "replied": one.replied,
        "rates": {name: estimate_json(rate, say) for name, rate in one.rates},
    }
