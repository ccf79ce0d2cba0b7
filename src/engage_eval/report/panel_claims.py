"""Claims on content validity: what the experts' panel said of the items."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.claim_kinds import counted, estimated, plain_share
from engage_eval.report.claims import Claim
from engage_eval.stats.validity import ContentValidity

# What an item needs: all of up to five experts, from six on this share (Lynn, 1986).
NEEDED, FEW = 0.78, 5


def panel_claims(found: ContentValidity | None) -> Iterator[Claim]:
    """Yield the claims on the panel; none where there was none."""
    if found is None:
        return
    yield counted("validity.experts", found.experts, N_("experts with at least one rating in the table panel"))
    yield estimated("validity.s_cvi", found.s_cvi_ave, N_("mean of the items' I-CVI (S-CVI/Ave)"))
    shares = [one.i_cvi.value for one in found.items if one.i_cvi.value is not None]
    rule = N_("I-CVI of the items: share of the experts whose rating is 3 or 4; lowest and highest")
    yield Claim(id="validity.i_cvi", low=min(shares), high=max(shares), n=len(shares), rule=rule, method="i_cvi")
    values = [one.aiken_v.value for one in found.items if one.aiken_v.value is not None]
    rule = N_("Aiken's V of the items; lowest and highest")
    yield Claim(
        id="validity.aiken_v", low=min(values), high=max(values), n=len(values), rule=rule, method="aiken_score"
    )
    rule = N_("items with an I-CVI of at least 0.78, with five experts or fewer of 1")
    yield plain_share("validity.enough.items", len(found.items) - len(too_low(found)), len(found.items), rule)


def too_low(found: ContentValidity) -> tuple[str, ...]:
    """Return the items that fall short of what Lynn (1986) asks for."""
    return tuple(
        one.item
        for one in found.items
        if one.i_cvi.value is not None and one.i_cvi.value < (1 if one.experts <= FEW else NEEDED)
    )
