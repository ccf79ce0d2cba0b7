"""What stands beside the change of counts on the terminal: the rate per member, the monthly series, the cautions."""

from engage_eval.analysis.outcomes import Outcomes
from engage_eval.cli import console
from engage_eval.core.messages import Messages
from engage_eval.report.build.months import TERMS
from engage_eval.report.build.rivals import sentences
from engage_eval.report.dates import month
from engage_eval.report.numbers import format_interval, format_number, format_value
from engage_eval.report.outcome_claims import outcome_claims


def print_per_member(found: Outcomes, say: Messages) -> None:
    """Print the rates per 1,000 registered members, where they are known."""
    rates = found.per_member
    if not rates.known:
        return
    claims = {claim.id: claim for claim in outcome_claims(found)}
    change = claims[f"outcomes.{found.measure}.per_member.change"]
    per_1000 = [claims[f"outcomes.{found.measure}.per_1000_members.{side}"].value for side in ("before", "after")]
    before, after = (format_value(one, "decimal1", say.language) for one in per_1000)
    text = say.text(
        "Per 1,000 registered members ({n} facilities): {before} before, {after} after: {change}{interval}",
        n=len(rates.facilities),
        before=before,
        after=after,
        change=format_value(change.value, "signed_change2", say.language),
        interval=""
        if change.low is None
        else " " + format_interval(change.low, change.high, "interval_change1", say.language),
    )
    console.paragraph(text)
    if rates.left_out:
        console.paragraph(say.text("Members are not known for: {names}.", names=", ".join(rates.left_out)))


def print_series(found: Outcomes, say: Messages) -> None:
    """Print the model of the monthly series; where months are there but not enough, the reason."""
    months = found.segmented
    if months is None:
        why = found.segmented_why
        if why is not None and why.code != "no_monthly":
            console.paragraph(
                say.text(
                    "The monthly counts can't be read as a series around a start: {reason}.", reason=say.reason(why)
                )
            )
        return
    claims = {claim.id: claim for claim in outcome_claims(found)}
    table = console.grid(
        (say.text("Monthly series"), "left"), (say.text("Value"), "right"), (say.text("95% CI"), "right")
    )
    for label, rest, shape, bounds in TERMS:
        claim = claims[f"outcomes.{found.measure}.segmented.{rest}"]
        interval = "" if claim.low is None else format_number(claim, "interval", bounds, say.language)
        table.add_row(say.text(label), format_number(claim, "value", shape, say.language), interval)
    console.table(table)
    console.paragraph(
        say.text(
            "{before} months before and {after} from {start} on, summed over {n} facilities; seasons are not modelled.",
            before=months.counts.months_before,
            after=months.counts.months_after,
            start=month(months.start, say),
            n=len(months.facilities),
        )
    )
    if months.left_out:
        console.paragraph(say.text("Not in the series: {names}.", names=", ".join(months.left_out)))


def print_rivals(found: Outcomes, say: Messages) -> None:
    """Print what the change can't show."""
    if not found.rivals:
        return
    console.line()
    console.line(say.text("What this can't show:"))
    for text in sentences(found, say):
        rows: list[str] = []
        console.paragraph(text, indent=2, write=rows.append)
        for place, row in enumerate(rows):
            console.line(row if place else f"-{row[1:]}")
