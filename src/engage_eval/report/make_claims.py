"""From results to claims: every number that a report may state, with the rule by which it was counted."""

from collections.abc import Iterator

from engage_eval.analysis.dispositions import Dispositions, Headline
from engage_eval.analysis.responses import ItemResult, Responses
from engage_eval.analysis.rule import RuleResult
from engage_eval.analysis.states import STATES
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.problem import Param
from engage_eval.report.claim_kinds import counted, estimated, plain_share, shared, slug
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.design_claims import design_claims
from engage_eval.report.deviation_claims import deviation_claims
from engage_eval.report.engagement_claims import engagement_claims
from engage_eval.report.fit_claims import fit_claims
from engage_eval.report.outcome_claims import outcome_claims
from engage_eval.report.panel_claims import panel_claims
from engage_eval.report.recruitment_claims import aapor_claims, recruitment_claims
from engage_eval.report.results import Results

STATE_RULE = N_(
    "final state, the first that holds: withdrawn; not eligible; best interview (complete, partly, broken off); "
    "declined; consented without interview; could not be reached; contacted; not contacted"
)
HEADLINE_RULES = {
    "verdict": {
        "recruited": N_("eligible people whose overall verdict agrees, over all recruited"),
        "eligible": N_("eligible people whose overall verdict agrees, over the eligible"),
        "complete": N_(
            "eligible people whose overall verdict agrees, over the eligible whose complete interview was analysed"
        ),
    },
    "rule": {
        "recruited": N_("eligible people who agree with at least {k} of {j} characteristics, over all recruited"),
        "eligible": N_("eligible people who agree with at least {k} of {j} characteristics, over the eligible"),
        "complete": N_(
            "eligible people who agree with at least {k} of {j} characteristics, over the eligible whose complete "
            "interview was analysed"
        ),
    },
}


def make_claims(results: Results) -> Claims:
    """Return all claims of a study, in a fixed order."""
    return Claims(
        [
            *_dispositions(results.dispositions),
            *_headline(results.dispositions, results.responses.rule),
            *design_claims(results.design),
            *deviation_claims(results.deviations),
            *panel_claims(results.panel),
            *_responses(results.responses),
            *_rule(results.responses),
            *fit_claims(results.fit),
            *engagement_claims(results.engagement),
            *outcome_claims(results.outcomes),
            *aapor_claims(results.dispositions),
            *recruitment_claims(results.recruitment),
        ]
    )


def _dispositions(found: Dispositions) -> Iterator[Claim]:
    n = found.recruited
    yield counted("dispositions.recruited", n, N_("every row of the table participants"), who=found.who("recruited"))
    yield Claim(
        id="dispositions.one_person.recruited",
        value=100 / n if n else None,
        n=n,
        rule=N_("percentage points of everyone recruited that one person makes"),
    )
    for name, rule in (
        ("approached", N_("people with a recruitment step after nomination, a consent or an interview")),
        ("screened", N_("people with a screening result")),
        ("eligible", N_("people whose last screening result is eligible, or who were enrolled without one")),
        ("consented", N_("people who ever gave consent, also the ineligible")),
    ):
        yield plain_share(f"dispositions.{name}.recruited", len(found.who(name)), n, rule, who=found.who(name))
    who = found.who("complete_eligible")
    rule = N_("eligible people with a complete interview, also where it is held back")
    yield plain_share("dispositions.complete.eligible", len(who), found.eligible, rule, who=who)
    for state in STATES:
        who = found.who(state)
        yield plain_share(f"dispositions.state.{state}.recruited", len(who), n, STATE_RULE, who=who)
    rule = N_("people whose last screening result is not eligible, by its reason")
    for reason, count in found.ineligible:
        who = found.who(f"ineligible.{reason}")
        yield plain_share(f"dispositions.ineligible.{slug(reason)}.recruited", count, n, rule, who=who)
    unfinished = found.who("partial") + found.who("break_off")
    rule = N_("people whose interview was partly answered or broken off")
    yield plain_share("dispositions.unfinished.recruited", len(unfinished), n, rule, who=unfinished)
    who = tuple(one for one in found.who("reached") if one not in set(found.who("eligible")))
    rule = N_("people who were screened out for a reason that says nothing about reach")
    yield plain_share("dispositions.reached_ineligible.recruited", len(who), n, rule, who=who)
    rule = N_("recruited people who are not known to be reached by the channel")
    who = found.who("unreached")
    yield plain_share("dispositions.unreached.recruited", len(who), n, rule, who=who)
    rule = N_("people with content that the consent gate keeps out, by reason; never who")
    for reason, count in found.held_back:
        yield counted(f"dispositions.held.{reason}", count, rule)
    yield counted(
        "dispositions.held",
        sum(count for _, count in found.held_back),
        N_("people with content that the consent gate keeps out"),
    )
    rule = N_("screened people whose result does not mean that the channel fails to reach them, over all recruited")
    who = found.who("reached")
    yield shared("dispositions.reach.recruited", found.reach, found.reached, rule, who=who)
    yield shared("dispositions.reach_exact.recruited", found.reach_exact, found.reached, rule, who=who)


def _headline(found: Dispositions, settings: RuleResult) -> Iterator[Claim]:
    params: dict[str, Param] = {"k": settings.k, "j": settings.j}
    for one in found.headline:
        rule = HEADLINE_RULES[found.rule][one.denominator]
        yield shared(f"dispositions.agree.{one.denominator}", one.estimate, one.count, rule, who=one.who, **params)
        yield shared(
            f"dispositions.agree_exact.{one.denominator}", one.clopper_pearson, one.count, rule, who=one.who, **params
        )
        yield _bounds(one)


def _bounds(one: Headline) -> Claim:
    return Claim(
        id=f"dispositions.agree_bounds.{one.denominator}",
        low=one.bounds[0],
        high=one.bounds[1],
        n=one.n,
        count=one.count,
        rule=N_("the share if every eligible person without a headline answer had disagreed, and if all had agreed"),
        method="bounds",
        shape="share",
    )


def _responses(found: Responses) -> Iterator[Claim]:
    measured = sum(1 for one in found.items if one.characteristic)
    yield counted("responses.characteristics", measured, N_("items that measure a characteristic"))
    for one in found.items:
        yield from _item(one)


def _item(one: ItemResult) -> Iterator[Claim]:
    start = f"responses.{one.item}"
    yield counted(f"{start}.answered", one.n, N_("people with an answer to this item"), who=one.who)
    for level in one.levels:
        rule = N_("people who gave this answer, over those who answered")
        yield plain_share(f"{start}.level.{slug(level.level)}.answered", level.count, one.n, rule, who=level.who)
    for reason, count in one.missing:
        rule = N_("people without an answer to this item that counts here, by reason")
        yield counted(f"{start}.missing.{reason}", count, rule)
    yield counted(
        f"{start}.missing",
        sum(n for _, n in one.missing),
        N_("people who were shown the item and gave no answer, or who were asked it in another version"),
    )
    yield estimated(f"{start}.mean.answered", one.mean, N_("mean of the answers as numbers, with a t interval"))
    yield Claim(
        id=f"{start}.median.answered",
        value=one.median,
        n=one.n,
        rule=N_("median of the answers as numbers"),
        method="median",
    )
    rule = N_("people whose answer counts as agreement on this scale, over those who answered")
    yield shared(f"{start}.agree.answered", one.agree, one.agree_count or 0, rule, who=one.who_agree)


def _rule(responses: Responses) -> Iterator[Claim]:
    found = responses.rule
    n = len(found.fit) + len(found.not_fit) + len(found.undetermined)
    settings: dict[str, Param] = {"k": found.k, "j": found.j}
    yield counted("responses.rule.k", found.k, N_("K of the rule in study.yaml, else the number of characteristics"))
    for name, who, rule in (
        ("fit", found.fit, N_("people who agree with at least {k} of {j} characteristics")),
        ("not_fit", found.not_fit, N_("people who cannot reach {k} of {j}, whatever the missing answers were")),
        ("undetermined", found.undetermined, N_("people who could reach {k} of {j} if missing answers agreed")),
    ):
        yield plain_share(f"responses.rule.{name}.eligible", len(who), n, rule, who=who, **settings)
    for point in found.curve:
        rule = N_("eligible people with content who agree with at least {k} of {j} characteristics")
        yield shared(
            f"responses.rule.k{point.k}.eligible",
            point.estimate,
            point.count,
            rule,
            who=point.who,
            k=point.k,
            j=found.j,
        )
