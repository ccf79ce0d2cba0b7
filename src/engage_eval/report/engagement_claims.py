"""The claims about engagement: the counted answers of each item, and what became of the broadcasts."""

from collections.abc import Iterator

from engage_eval.analysis.broadcasts import COLUMNS, Broadcasts, Totals
from engage_eval.analysis.engagement import ABOVE_LOWEST, Engagement
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.claim_kinds import counted, shared
from engage_eval.report.claims import Claim

RULES = {
    "": N_("people with a counted answer; this scale does not say which answers count"),
    "agree": N_("people whose answer counts as agreement on this scale, over those who answered"),
    ABOVE_LOWEST: N_("people whose answer is above the lowest of the scale, over those who answered"),
}
SUMS = {
    "recipients": N_("sum of the recipients of the broadcasts; a person counts once in every broadcast"),
    "delivered": N_("sum of the messages delivered"),
    "read": N_("sum of the messages read, by read receipts"),
    "replied": N_("sum of the replies"),
}
SHARES = {
    "delivered": N_("messages delivered, over the recipients of the broadcasts that give both"),
    "read": N_("messages read, over those delivered in the broadcasts that give both"),
    "replied": N_("replies, over the messages delivered in the broadcasts that give both"),
}


def engagement_claims(found: Engagement) -> Iterator[Claim]:
    """Yield the claims of the items, then of the broadcasts."""
    for one in found.items:
        claim = f"engagement.{one.item}.share.answered"
        yield shared(claim, one.share, one.count or 0, RULES[one.how], who=one.who)
    if found.broadcasts.total.sent:
        yield from _broadcasts(found.broadcasts)


def _broadcasts(found: Broadcasts) -> Iterator[Claim]:
    for one in (found.total, *found.months):
        start = totals_id(one)
        yield counted(f"{start}.sent", one.sent, N_("rows of the table broadcasts"))
        for column in COLUMNS:
            total = one.sum(column)
            if total is not None:
                yield counted(f"{start}.{column}", total, SUMS[column])
        for column, rate in one.rates:
            numerator = 0 if rate.value is None else round(rate.value * rate.n)
            yield shared(f"{start}.{column}_rate", rate, numerator, SHARES[column])


def totals_id(one: Totals) -> str:
    """Return how the ids of the claims about these totals begin."""
    return f"engagement.broadcasts.{one.month or 'all'}"
