"""Final states, and the headline share over each honest denominator."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from engage_eval.analysis.aapor import aapor
from engage_eval.analysis.answers import Answers, latest
from engage_eval.analysis.rule import agreement, rule, scale_of
from engage_eval.analysis.serialise import estimate_json
from engage_eval.analysis.states import APPROACHED, STATES, events_of, final_state, screening
from engage_eval.core.estimate import Estimate, Reason, undefined
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.snapshot import Snapshot
from engage_eval.stats.proportion import clopper_pearson, wilson

DENOMINATORS = ("recruited", "eligible", "complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The share that agrees, of one denominator: ``who`` and ``of`` are pseudonyms, ``bounds`` shares.

    The bounds count eligible people without a headline answer as no, then as yes.
    """

    denominator: str
    count: int
    n: int
    estimate: Estimate
    clopper_pearson: Estimate
    bounds: tuple[float | None, float | None]
    who: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions:
    """How many people ended where.

    The states add up to ``recruited``; ``eligible``, ``consented``, ``approached`` and ``screened`` count across them.
    ``members`` names the people behind every count: recruited, approached, screened, screened_out (not eligible),
    reached, unreached (recruited and not reached), eligible, consented, each state, ineligible.<reason>,
    complete_eligible (eligible, final state complete, also where it is held back) and analysed_complete (those of them
    who have a complete interview whose content is in the Snapshot: the denominator `complete`).
    """

    recruited: int
    approached: int
    screened: int
    not_contacted: int
    pending: int
    unreachable: int
    declined: int
    ineligible: tuple[tuple[str, int], ...]
    eligible: int
    consented: int
    consented_no_interview: int
    complete: int
    partial: int
    break_off: int
    withdrawn: int
    held_back: tuple[tuple[str, int], ...]
    reach: Estimate
    reach_exact: Estimate
    reached: int
    headline: tuple[Headline, ...]
    rule: str  # what makes the headline: verdict or rule
    states: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, tuple[str, ...]], ...]
    aapor: Mapping[str, Estimate]  # RR1 to CON3

    def who(self, name: str) -> tuple[str, ...]:
        """Return the people behind a count of ``members``; nobody where it has no such name."""
        return dict(self.members).get(name, ())


def dispositions(snapshot: Snapshot, answers: Answers | None = None) -> Dispositions:
    """Return the final states of everyone recruited, reach, and the headline over each denominator.

    ``answers`` saves resolving them again. Shares have Wilson's interval and, beside it, the exact one.
    """
    given = answers or latest(snapshot)
    events = events_of(snapshot)
    screened = screening(snapshot, given, events)
    states = final_state(snapshot, screened, events)
    members = _members(snapshot, given, screened, states)
    counts = Counter(state for _, state in states)
    recruited = len(snapshot.people)
    reached = len(members["reached"])
    return Dispositions(
        recruited=recruited,
        approached=len(members["approached"]),
        screened=len(screened),
        not_contacted=counts["not_contacted"],
        pending=counts["pending"],
        unreachable=counts["unreachable"],
        declined=counts["declined"],
        ineligible=_by_reason(members, snapshot),
        eligible=len(members["eligible"]),
        consented=len(members["consented"]),
        consented_no_interview=counts["consented_no_interview"],
        complete=counts["complete"],
        partial=counts["partial"],
        break_off=counts["break_off"],
        withdrawn=counts["withdrawn"],
        held_back=snapshot.held_back,
        reach=wilson(reached, recruited),
        reach_exact=clopper_pearson(reached, recruited),
        reached=reached,
        headline=_headlines(snapshot, given, members),
        rule=snapshot.study.headline,
        states=states,
        members=tuple(members.items()),
        aapor=aapor(snapshot, states, members["eligible"], members["screened_out"]),
    )


def _members(
    snapshot: Snapshot, answers: Answers, screened: Mapping[str, str], states: Collection[tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    unreached = _unreached_reasons(snapshot)
    reached = frozenset(person for person, reason in screened.items() if reason not in unreached)
    found: dict[str, list[str]] = {
        "recruited": [person.id for person in snapshot.people],
        "approached": list(_approached(snapshot)),
        "screened": list(screened),
        "screened_out": [person for person, reason in screened.items() if reason],
        "reached": list(reached),
        "unreached": [person.id for person in snapshot.people if person.id not in reached],
        "eligible": [person for person, reason in screened.items() if not reason],
        "consented": [person.id for person in snapshot.people if person.consented],
    }
    found.update({state: [person for person, own in states if own == state] for state in STATES})
    eligible = frozenset(found["eligible"])
    found["complete_eligible"] = [person for person in found["complete"] if person in eligible]
    found["analysed_complete"] = [person for person in found["complete_eligible"] if person in answers.complete]
    for reason in sorted({screened[person] for person in found["ineligible"]}):
        found[f"ineligible.{reason}"] = [person for person in found["ineligible"] if screened[person] == reason]
    return {name: tuple(sorted(people)) for name, people in found.items()}


def _approached(snapshot: Snapshot) -> frozenset[str]:
    """Return who was at least contacted: a later event, a consent or an interview says so too."""
    recruited = {person.id for person in snapshot.people}
    return frozenset(
        {event.participant for event in snapshot.recruitment if event.event in APPROACHED}
        | {event.participant for event in snapshot.consent}
        | {interview.participant for interview in snapshot.interviews}
    ).intersection(recruited)


def _unreached_reasons(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(
        reason for one in snapshot.instruments for reason, ineligible in one.reasons().items() if ineligible.reach
    )


def _by_reason(members: Mapping[str, Collection[str]], snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    """Return (reason, n) in the instrument's order, what it doesn't know last."""
    instrument = snapshot.instrument()
    known = list(instrument.reasons()) if instrument else []
    found = {name.partition(".")[2]: len(who) for name, who in members.items() if name.startswith("ineligible.")}
    ordered = sorted(found, key=lambda reason: (known.index(reason) if reason in known else len(known), reason))
    return tuple((reason, found[reason]) for reason in ordered)


def _headlines(snapshot: Snapshot, answers: Answers, members: Mapping[str, tuple[str, ...]]) -> tuple[Headline, ...]:
    eligible = frozenset(members["eligible"])
    agreed, answered, why = _headline_answers(snapshot, answers, eligible)
    groups = (frozenset(members["recruited"]), eligible, frozenset(members["analysed_complete"]))
    return tuple(
        _headline(name, group, agreed & eligible, eligible - answered, why)
        for name, group in zip(DENOMINATORS, groups, strict=True)
    )


def _headline_answers(
    snapshot: Snapshot, answers: Answers, eligible: Collection[str]
) -> tuple[frozenset[str], frozenset[str], Reason | None]:
    """Return who agrees, who has a headline answer at all, and why there is none."""
    if snapshot.study.headline == "rule":
        found = rule(snapshot, answers, eligible)
        return frozenset(found.fit), frozenset((*found.fit, *found.not_fit)), found.why
    item = _verdict(answers.instrument) if answers.instrument else None
    if answers.instrument is None or item is None:
        return frozenset(), frozenset(), Reason(code="no_verdict")
    given = agreement(answers, _verdict)
    agreed = frozenset(person for person, agrees in given.items() if agrees)
    why = None if scale_of(answers.instrument, item).agree else Reason(code="no_agree")
    return agreed, frozenset(given), why


def _verdict(instrument: Instrument) -> Item | None:
    return next(iter(instrument.with_role("verdict")), None)


def _headline(
    name: str, group: frozenset[str], agreed: frozenset[str], unknown: frozenset[str], why: Reason | None
) -> Headline:
    who, n = agreed & group, len(group)
    if why is None and not n and name == "complete":
        why = Reason(code="no_complete")
    share, exact = wilson(len(who), n), clopper_pearson(len(who), n)
    if why is not None:
        share = undefined(why.code, method="wilson", n=n)
        exact = undefined(why.code, method="clopper_pearson", n=n)
    possible = len(who) + len(unknown & group)
    bounds = (len(who) / n, possible / n) if n and why is None else (None, None)
    return Headline(
        denominator=name,
        count=len(who),
        n=n,
        estimate=share,
        clopper_pearson=exact,
        bounds=bounds,
        who=tuple(sorted(who)),
        of=tuple(sorted(group)),
    )


def to_json(result: Dispositions, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return what `analyse dispositions --json` prints; ``say`` makes a reason a sentence."""
    plain = (
        "recruited",
        "not_contacted",
        "pending",
        "unreachable",
        "declined",
        "eligible",
        "consented",
        "consented_no_interview",
        "complete",
        "partial",
        "break_off",
        "withdrawn",
    )
    return {
        **{name: getattr(result, name) for name in plain},
        "ineligible": dict(result.ineligible),
        "held_back": dict(result.held_back),
        "reach": estimate_json(result.reach, say),
        "reach_exact": estimate_json(result.reach_exact, say),
        "headline": [
            {
                "denominator": one.denominator,
                "count": one.count,
                "estimate": estimate_json(one.estimate, say),
                "clopper_pearson": estimate_json(one.clopper_pearson, say),
                "bounds": list(one.bounds),
            }
            for one in result.headline
        ],
        "aapor": {name: rate.value for name, rate in result.aapor.items()},
    }
