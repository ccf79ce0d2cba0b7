"""What a claim rests on, in words: for `explain` and for the comments of an annotated report."""

from typing import Any

from engage_eval.analysis.serialise import estimate_json
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.report.claims import Claim
from engage_eval.report.numbers import format_number

# Intervals of confidence; what is no such interval (bounds, leave-one-out, a range) has no level.
METHODS = {
    "wilson": "Wilson",
    "clopper_pearson": N_("exact (Clopper-Pearson)"),
    "t": N_("t interval"),
    "geometric_t": N_("t interval on the logarithms"),
    "clustered_t": N_("t interval clustered by facility, on the logarithm"),
    "hodges_lehmann": N_("exact, from the signed ranks"),
}
# How a claim's value and its low and high are written, by its shape.
SHAPES = {
    "share": ("share1", "interval1"),
    "change": ("signed_change2", "interval_change1"),
    "count": ("count", "interval_decimal1"),
    "ratio": ("ratio3", "interval_decimal3"),
    "p": ("p", "interval_decimal3"),
    "decimal": ("decimal2", "interval_decimal2"),
}


def summary(claim: Claim, speech: Messages) -> str:
    """Return a claim in a line: numerator and denominator of a share, the value, the interval."""
    if claim.why is not None and claim.value is None:
        return f"– ({speech.reason(claim.why)})"
    value, interval = SHAPES[claim.shape]
    parts = []
    if claim.denominator is not None:
        parts.append(f"{claim.numerator}/{claim.denominator} ")
    if claim.value is not None:
        parts.append(format_number(claim, "value", value, speech.language))
    if claim.low is not None:
        parts.append(format_number(claim, "interval", interval, speech.language))
    return " ".join(parts) or "–"


def sentence(claim: Claim, digest: str, speech: Messages) -> str:
    """Return numerator, denominator, rule, people and digest, a line each."""
    say = speech.text
    rows = [say("Number: {id}", id=claim.id)]
    if claim.denominator is not None:
        rows.append(say("Numerator and denominator: {x} of {n}", x=claim.numerator or 0, n=claim.denominator))
    if claim.rule:
        rows.append(say("Rule: {rule}", rule=say(claim.rule).format_map(claim.rule_params)))
    if claim.method in METHODS and claim.low is not None:
        level = round(100 * claim.level)
        rows.append(say("Interval: {method}, {level}%", method=say(METHODS[claim.method]), level=level))
    if claim.why is not None and claim.value is None:
        rows.append(say("No value, because {reason}", reason=speech.reason(claim.why)))
    elif claim.why is not None:
        rows.append(say("No interval, because {reason}", reason=speech.reason(claim.why)))
    if claim.who:
        rows.append(say("People: {who}", who=", ".join(claim.who)))
    rows.append(say("Snapshot: {digest}", digest=digest))
    return "\n".join(rows)


def as_json(claim: Claim, digest: str, speech: Messages) -> dict[str, Any]:
    """Return the claim as `explain --json` prints it."""
    return {
        "id": claim.id,
        "value": claim.value,
        "numerator": claim.numerator,
        "denominator": claim.denominator,
        "rule": speech.text(claim.rule).format_map(claim.rule_params) if claim.rule else "",
        "estimate": estimate_json(claim.estimate(), speech.reason),
        "who": list(claim.who),
        "digest": digest,
    }
