"""The claims about Task-Technology Fit."""

from collections.abc import Iterator
from dataclasses import replace

from engage_eval.analysis.fit import STABLE, CharacteristicFit, Fit
from engage_eval.analysis.fit_reliability import FitReliability
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Estimate
from engage_eval.report.claim_kinds import counted, estimated, plain_share, slug
from engage_eval.report.claims import Claim
from engage_eval.stats.importance_performance import RESAMPLES, Crosshairs, Placing

SCORE_RULES = {
    "facet": N_(
        "mean over eligible people of 100 times their mean performance, each scale from 0 to 1; at least {least} of "
        "{of} characteristics answered; t interval"
    ),
    "weighted": N_(
        "mean over eligible people of 100 sum(w p) / sum(w), p performance and w importance from 0 to 1; at least "
        "{least} of {of} characteristics answered both ways; t interval"
    ),
    "match": N_(
        "mean over eligible people of 100 minus shortfall minus excess; at least {least} of {of} characteristics "
        "answered both ways; t interval"
    ),
    "under": N_("mean over eligible people of the shortfall, 100 mean(max(0, w - p)); t interval"),
    "over": N_("mean over eligible people of the excess, 100 mean(max(0, p - w)); t interval"),
    "profile": N_(
        "mean over eligible people of 100 (1 - d / d_max), d the distance from the ideal profile; t interval"
    ),
}


def fit_claims(found: Fit) -> Iterator[Claim]:
    """Yield the claims; nothing where the instrument measures no characteristic with numbers."""
    if not found.measured:
        return
    yield counted("fit.measured", found.measured, N_("characteristics whose ratings are numbers"))
    yield counted("fit.least", found.least, N_("characteristics that must be answered for a score: four fifths"))
    rule = N_("eligible people with content in the analysis")
    who = tuple(one.id for one in found.respondents)
    yield counted("fit.respondents.eligible", len(who), rule, who=who)
    for score, rule in SCORE_RULES.items():
        whose = "match" if score in ("under", "over") else score
        made = estimated(f"fit.{score}.eligible", getattr(found.overall, score), rule)
        yield replace(made, who=found.who(whose), rule_params={"least": found.least, "of": found.measured})
    rule = N_("mean importance, from 1 to 5, of those who have a match score; t interval")
    yield replace(estimated("fit.importance.eligible", found.overall.importance, rule), who=found.who("match"))
    rule = N_("Pearson's r of the weighted with the plain facet score, with Fisher's z interval")
    yield replace(estimated("fit.correlation.eligible", found.overall.correlation, rule), who=found.who("weighted"))
    yield from _lines("fit.crosshairs.grand", found.grand, N_("mean of the characteristics' means"))
    yield from _lines("fit.crosshairs.midpoint", found.midpoint, N_("middle of the scale"))
    yield counted("fit.resamples", RESAMPLES, N_("resamples of people for the stability of a quadrant"))
    placed = [one for one in found.characteristics if one.grand.quadrant]
    stable = sum(one.grand.stability is not None and one.grand.stability >= STABLE for one in placed)
    rule = N_("characteristics that lie in the same quadrant, lines at grand means, in at least 90% of the resamples")
    yield plain_share("fit.stable.grand", stable, len(placed), rule)
    for one in found.characteristics:
        yield from _characteristic(f"fit.characteristic.{slug(one.key)}", one)
    yield from _reliability(found.reliability)


def _characteristic(start: str, one: CharacteristicFit) -> Iterator[Claim]:
    rule = N_("mean performance, from 1 to 5, of the eligible who rated it; t interval")
    yield replace(estimated(f"{start}.performance.answered", one.performance, rule), who=one.who_performance)
    rule = N_("mean importance, from 1 to 5, of the eligible who rated it; t interval")
    yield replace(estimated(f"{start}.importance.answered", one.importance, rule), who=one.who_importance)
    rated_both = set(one.who_importance)
    both = tuple(person for person in one.who_performance if person in rated_both)
    rule = N_("100 mean(max(0, w - p)) over those who rated both, p performance and w importance from 0 to 1")
    yield replace(estimated(f"{start}.under.answered", one.under, rule), who=both)
    rule = N_("100 mean(max(0, p - w)) over those who rated both, p performance and w importance from 0 to 1")
    yield replace(estimated(f"{start}.over.answered", one.over, rule), who=both)
    rule = N_("share of {resamples} resamples of people in which it lies in the same quadrant, lines at grand means")
    yield _stability(f"{start}.stability.grand", one.grand, len(both), rule)
    rule = N_("share of {resamples} resamples of people in which it lies in the same quadrant, lines at the midpoint")
    yield _stability(f"{start}.stability.midpoint", one.midpoint, len(both), rule)


def _stability(claim_id: str, placing: Placing, n: int, rule: str) -> Claim:
    found = Estimate(value=placing.stability, method="resampling", n=n, why=placing.why)
    return replace(estimated(claim_id, found, rule, "share"), rule_params={"resamples": RESAMPLES})


def _lines(start: str, lines: Crosshairs, rule: str) -> Iterator[Claim]:
    yield Claim(id=f"{start}.performance", value=lines.performance, rule=rule, method="mean")
    yield Claim(id=f"{start}.importance", value=lines.importance, rule=rule, method="mean")


def _reliability(found: FitReliability) -> Iterator[Claim]:
    for name, scale in (("performance", found.performance), ("importance", found.importance)):
        rule = N_("Cronbach's alpha over those who rated every characteristic, with Feldt's interval")
        yield estimated(f"fit.reliability.{name}.alpha.complete", scale.cronbach_alpha, rule)
        rule = N_("McDonald's omega over those who rated every characteristic, one factor by maximum likelihood")
        yield estimated(f"fit.reliability.{name}.omega.complete", scale.mcdonald_omega, rule)
    rule = N_("reliability of mean importance minus mean performance, over those who rated everything both ways")
    yield estimated("fit.reliability.difference.complete", found.difference, rule)
