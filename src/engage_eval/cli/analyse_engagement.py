"""The command analyse engagement: items by role, and the broadcasts beside them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.analyse import csv_option, opened
from engage_eval.cli.base import TranslatedCommand, edge
from engage_eval.cli.study import study_argument
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.analysis.broadcasts import Broadcasts, Totals
    from engage_eval.analysis.engagement import Engagement, EngagementItem


@click.command(
    cls=TranslatedCommand,
    help=N_("Print engagement item by item, without a total score, and what became of the broadcasts."),
    epilog="engage-eval analyse engagement my-study",
)
@study_argument
@csv_option()
@click.pass_context
@edge
def engagement(ctx: click.Context, study: str, csv_file: Path | None, *, as_json: bool) -> None:
    """Print the items and the broadcasts."""
    from engage_eval.actions import analyse as actions
    from engage_eval.analysis.engagement import to_json

    snapshot, say = opened(ctx, study)
    found = actions.engagement(snapshot)
    if csv_file:
        actions.write_csv(csv_file, actions.engagement_rows(found, say.language))
    if as_json:
        console.as_json(to_json(found, say.language, say.reason))
    else:
        print_engagement(found, say)


def print_engagement(found: "Engagement", say: Messages) -> None:
    """Print a table a role, then the broadcasts."""
    from engage_eval.analysis.engagement import ROLES
    from engage_eval.report.build.engagement import ROLE_NAMES

    shown = [role for role in ROLES if found.of(role)]
    for role in shown:
        table = console.grid(
            (say.text(ROLE_NAMES[role]), "left"),
            (say.text("Counted"), "left"),
            (say.text("n of N"), "right"),
            (say.text("share"), "right"),
            (say.text("95% CI"), "right"),
        )
        for one in found.of(role):
            table.add_row(*_item_row(one, say))
        console.table(table)
    if shown:
        console.paragraph(say.text("No total score: {reason}.", reason=say.reason(found.score_why)))
    else:
        console.line(say.text("No question on engagement has been asked."))
    if found.broadcasts.total.sent:
        console.line()
        _print_broadcasts(found.broadcasts, say)
    else:
        console.line(say.text("No broadcast is recorded (table broadcasts)."))


def _item_row(one: "EngagementItem", say: Messages) -> tuple[str, ...]:
    from engage_eval.cli.results import count_text, estimate_row
    from engage_eval.report.build.engagement import counted_text
    from engage_eval.report.numbers import format_value

    text = one.text.get(say.language)
    if one.count is None:
        median = format_value(one.median, "decimal1", say.language)
        counted = "" if one.median is None else say.text("median {median}", median=median)
        return (text, counted, say.text("n = {n}", n=count_text(one.n, say)), "", "")
    return (text, counted_text(one, say), f"{one.count}/{one.n}", *estimate_row(one.share, say))


def _print_broadcasts(found: "Broadcasts", say: Messages) -> None:
    from engage_eval.report.build.engagement import COLUMN_NAMES, missing_text

    shown = [name for name in COLUMN_NAMES if name not in found.missing]
    table = console.grid(
        (say.text("Broadcasts"), "left"),
        (say.text("sent"), "right"),
        *((say.text(COLUMN_NAMES[name]), "right") for name in shown),
    )
    for one in (*found.months, found.total):
        table.add_row(*_totals_row(one, shown, say))
    console.table(table)
    console.paragraph(say.text("Delivered in percent of recipients, read and replied in percent of delivered."))
    if found.missing:
        console.paragraph(
            say.text("Not recorded of any broadcast: {columns}.", columns=missing_text(found.missing, say))
        )
    if found.partly:
        console.paragraph(
            say.text(
                "Recorded of some broadcasts only: {columns}; each share rests on those that give both its numbers.",
                columns=missing_text(found.partly, say),
            )
        )


def _totals_row(one: "Totals", shown: list[str], say: Messages) -> tuple[str, ...]:
    from engage_eval.cli.results import count_text, share_text
    from engage_eval.report.dates import month

    cells = [month(one.month, say, short=True) if one.month else say.text("All broadcasts"), count_text(one.sent, say)]
    rates = dict(one.rates)
    for name in shown:
        total = one.sum(name)
        rate = rates.get(name)
        known = rate is not None and rate.value is not None
        share = f" ({share_text(rate, say)})" if rate is not None and known else ""
        cells.append("-" if total is None else count_text(total, say) + share)
    return tuple(cells)
