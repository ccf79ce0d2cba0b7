"""Results on the terminal: short tables that fit 80 columns."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engage_eval.analysis.dispositions import Dispositions
from engage_eval.analysis.outcomes import Outcomes
from engage_eval.analysis.responses import ItemResult, Responses
from engage_eval.analysis.states import STATES
from engage_eval.cli import console
from engage_eval.cli.results_outcomes import print_per_member, print_rivals, print_series
from engage_eval.core.estimate import Estimate
from engage_eval.core.messages import Messages
from engage_eval.model.instrument import Instrument
from engage_eval.report.build.context import HELD, MEASURES, reason_label
from engage_eval.report.build.context import STATES as STATE_NAMES
from engage_eval.report.build.headline import AGREEMENT, REACH
from engage_eval.report.build.visits_tables import WAYS
from engage_eval.report.dates import month
from engage_eval.report.numbers import format_interval, format_number, format_value
from engage_eval.report.outcome_claims import outcome_claims

if TYPE_CHECKING:
    from rich.table import Table


def share_text(estimate: Estimate, say: Messages) -> str:
    """Return a share in percent, "65.0%"; a dash where it is undefined."""
    return format_value(estimate.value, "share1", say.language)


def interval_text(estimate: Estimate, say: Messages) -> str:
    """Return an interval of shares in percent, "[43.3; 81.9]"."""
    return format_interval(estimate.low, estimate.high, "interval1", say.language)


def change_text(value: float | None, say: Messages) -> str:
    """Return a change in percent with its sign and two decimals, "+24.66%"."""
    return format_value(value, "signed_change2", say.language)


def count_text(value: int, say: Messages) -> str:
    """Return a whole number with its thousands separated."""
    return format_value(value, "count", say.language)


def estimate_row(estimate: Estimate, say: Messages) -> tuple[str, str]:
    """Return share and interval of an estimate."""
    return share_text(estimate, say), interval_text(estimate, say)


def print_states(found: Dispositions, instruments: Iterable[Instrument], say: Messages) -> None:
    """Print the final states, what was held back, reach and the headline."""
    table = console.grid((say.text("Final state"), "left"), (say.text("n"), "right"))
    for state in sorted(STATES, key=list(STATE_NAMES).index):
        who = found.who(state)
        if who:
            table.add_row(say.text(STATE_NAMES[state]), count_text(len(who), say))
        if state == "ineligible":
            for reason, n in found.ineligible:
                table.add_row(f"  {reason_label(instruments, reason, say)}", count_text(n, say))
    table.add_row(say.text("all recruited"), count_text(found.recruited, say))
    console.table(table)
    for reason, n in found.held_back:
        console.line(say.text("Held back, not analysed: {n} ({reason})", n=n, reason=say.text(HELD[reason])))
    print_headline(found, say)


def print_headline(found: Dispositions, say: Messages) -> None:
    """Print reach, and agreement over the three denominators with interval and bounds."""
    table = console.grid(
        (say.text("Claim"), "left"),
        (say.text("n of N"), "right"),
        (say.text("share"), "right"),
        (say.text("95% CI"), "right"),
        (say.text("bounds"), "right"),
    )
    n = found.recruited
    table.add_row(say.text(REACH), f"{found.reached}/{n}", *estimate_row(found.reach, say), "")
    for one in found.headline:
        bounds = Estimate(value=None, low=one.bounds[0], high=one.bounds[1])
        table.add_row(
            say.text(AGREEMENT[one.denominator]),
            f"{one.count}/{one.n}",
            *estimate_row(one.estimate, say),
            interval_text(bounds, say),
        )
    console.table(table)
    why = found.headline[0].estimate.why
    if why is not None:
        console.line(say.reason(why))
    _print_exact(found, say)


def _print_exact(found: Dispositions, say: Messages) -> None:
    """Print the exact intervals, in the order of the table above them."""
    exact = (found.reach_exact, *(one.clopper_pearson for one in found.headline))
    if all(one.low is not None for one in exact):
        intervals = " ".join(interval_text(one, say) for one in exact)
        console.paragraph(
            say.text("Exact intervals (Clopper-Pearson), in this order: {intervals}", intervals=intervals)
        )


def print_responses(found: Responses, instrument: Instrument | None, say: Messages) -> None:
    """Print the verdict and the characteristics, then every other closed item in short, then the rule."""
    main = main_items(found)
    console.table(_agreement_table(main, instrument, say))
    for one in found.items:
        if one not in main and one.n:
            console.line(f"{one.item}: {one.text.get(say.language)}  (n = {one.n})")
            for level in one.levels:
                if level.count:
                    console.line(f"    {level.label.get(say.language)}: {level.count}")
            if one.type == "number" and one.median is not None:
                median, label = format_value(one.median, "decimal1", say.language), say.text("median")
                console.line(f"    {label}: {median}")
    print_rule(found, say)


def print_responses_short(found: Responses, instrument: Instrument | None, say: Messages) -> None:
    """Print the verdict, the characteristics and the rule alone."""
    console.table(_agreement_table(main_items(found), instrument, say))
    print_rule(found, say)


def main_items(found: Responses) -> list[ItemResult]:
    """Return the verdict, then the items that measure a characteristic."""
    return [one for one in found.items if one.verdict] + [one for one in found.items if one.characteristic]


def _agreement_table(items: list[ItemResult], instrument: Instrument | None, say: Messages) -> "Table":
    table = console.grid(
        (say.text("Item"), "left"), ("n", "right"), (say.text("agree"), "right"), (say.text("95% CI"), "right")
    )
    names = {one.key: one.text for one in instrument.characteristics} if instrument else {}
    for one in items:
        name = names.get(one.characteristic)
        label = name.get(say.language) if name else say.text("Overall verdict")
        table.add_row(label, str(one.n), *estimate_row(one.agree, say))
    return table


def print_rule(found: Responses, say: Messages) -> None:
    """Print the outcome of the rule."""
    rule = found.rule
    if rule.why is not None:
        console.line(say.reason(rule.why))
        return
    console.line(
        say.text(
            "Agrees with at least {k} of {j}: {fit} yes, {not_fit} no, {open} undetermined (answers missing).",
            k=rule.k,
            j=rule.j,
            fit=len(rule.fit),
            not_fit=len(rule.not_fit),
            open=len(rule.undetermined),
        )
    )


def print_outcomes(found: Outcomes, say: Messages) -> None:
    """Print the counts per facility, the change of totals and, beside it, the mean of changes."""
    if not found.facilities:
        console.line(say.text("There are no counts to compare (study.yaml: compare; table outcomes)."))
    else:
        _print_comparison(found, say)
    print_series(found, say)
    print_rivals(found, say)


def _print_comparison(found: Outcomes, say: Messages) -> None:
    table = console.grid(
        (say.text("Facility"), "left"), (found.before, "right"), (found.after, "right"), (say.text("change"), "right")
    )
    for one in found.facilities:
        before, after = count_text(one.before, say), count_text(one.after, say)
        table.add_row(one.facility, before, after, change_text(one.change, say))
    console.table(table)
    console.table(_ways_table(found, say))
    _print_one_out(found, say)
    if found.left_out:
        names = ", ".join(found.left_out)
        console.paragraph(say.text("Left out, for lack of comparable counts in both periods: {names}.", names=names))
    if found.projected_periods:
        periods = ", ".join(month(one, say) if "-" in one else one for one in found.projected_periods)
        console.line(say.text("Wholly or partly projected: {periods}", periods=periods))
    print_per_member(found, say)


def _print_one_out(found: Outcomes, say: Messages) -> None:
    """Print between which values the change of totals lies with each facility left out in turn."""
    ratios = [one.value for _name, one in found.paired.leave_one_out if one.value is not None]
    if len(ratios) > 1:
        low, high = (change_text(ratio - 1, say) for ratio in (min(ratios), max(ratios)))
        console.paragraph(
            say.text(
                "With each facility left out in turn, the change of totals is {low} to {high}.", low=low, high=high
            )
        )


def _ways_table(found: Outcomes, say: Messages) -> "Table":
    """Return the change summed up in every way, each with its interval where it has one."""
    claims = {claim.id: claim for claim in outcome_claims(found)}
    table = console.grid((say.text("Measure"), "left"), (say.text("Value"), "right"), (say.text("95% CI"), "right"))
    for label, rest, shape, bounds in WAYS:
        claim = claims[f"outcomes.{found.measure}.{rest}"]
        interval = format_number(claim, "interval", bounds, say.language) if bounds and claim.low is not None else ""
        table.add_row(say.text(label), format_number(claim, "value", shape, say.language), interval)
    return table


def change_lines(found: Outcomes, say: Messages) -> Iterator[str]:
    """Yield the change of totals and the mean of changes, by name."""
    ratio = found.paired.ratio_of_totals.value
    total = change_text(None if ratio is None else ratio - 1, say)
    mean = change_text(found.paired.mean_change.value, say)
    measure = say.text(MEASURES[found.measure])
    yield say.text("{change}  of totals ({measure})", change=total, measure=measure)
    yield say.text("{change}  mean of the facilities' changes", change=mean)
