"""The commands stats reliability and stats validity: how well a scale's items measure."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from engage_eval.actions.stats_scale import ExpertTable, RatingScale, ScaleTable, expert_table, scale_table
from engage_eval.analysis.serialise import estimate_json, reason_json
from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speech
from engage_eval.cli.stats import Decimal
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Estimate, Reason
from engage_eval.core.messages import Messages
from engage_eval.report.numbers import format_interval, format_value


@click.command(
    cls=TranslatedCommand,
    help=N_("""Reliability of a scale: Cronbach's alpha, McDonald's omega, and what each item adds.

FILE is a CSV file or an Excel workbook (its first sheet), a respondent a row, an item a column. Rows with a missing
answer are left out. A first column that names the rows is no item."""),
    epilog="engage-eval stats reliability answers.csv",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_context
@edge
def reliability(ctx: click.Context, file: Path, *, as_json: bool) -> None:
    """Print the reliability."""
    found = scale_table(file)
    say = speech(ctx)
    if as_json:
        console.as_json(_reliability_json(found, say))
    else:
        _print_reliability(found, say)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Content validity from a panel of experts: Aiken's V, I-CVI, modified kappa, S-CVI/Ave.

FILE is a CSV file or an Excel workbook (its first sheet), an expert a row, an item a column, ratings from LOW to
HIGH. An empty cell is an item that the expert did not judge. A first column that names the rows is no item."""),
    epilog="engage-eval stats validity panel.csv --low 1 --high 5",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--low",
    metavar="X",
    type=Decimal(),
    required=True,
    cls=TranslatedOption,
    help=N_("The lowest rating of the scale."),
)
@click.option(
    "--high",
    metavar="X",
    type=Decimal(),
    required=True,
    cls=TranslatedOption,
    help=N_("The highest rating of the scale."),
)
@click.option(
    "--relevant",
    metavar="X",
    type=Decimal(),
    cls=TranslatedOption,
    help=N_("The lowest rating that counts as relevant; else the first above the middle."),
)
@click.pass_context
@edge
def validity(ctx: click.Context, file: Path, low: float, high: float, relevant: float | None, *, as_json: bool) -> None:
    """Print the content validity."""
    found = expert_table(file, RatingScale(low=low, high=high, cut=relevant))
    say = speech(ctx)
    if as_json:
        console.as_json(_validity_json(found, say))
    else:
        _print_validity(found, say)


def _reliability_json(found: ScaleTable, say: Messages) -> dict[str, Any]:
    scale = found.reliability
    return {
        "respondents": scale.respondents,
        "left_out": scale.left_out,
        "items": len(scale.items),
        "cronbach_alpha": estimate_json(scale.cronbach_alpha, say.reason),
        "alpha_bootstrap": estimate_json(found.bootstrap, say.reason),
        "mcdonald_omega": estimate_json(scale.mcdonald_omega, say.reason),
        "item_rest": {item: one.value for item, one in scale.item_rest},
        "alpha_if_dropped": {item: one.value for item, one in scale.alpha_if_dropped},
        "notes": [reason_json(one, say.reason) for one in scale.notes],
        "skipped_column": found.skipped,
    }


def _validity_json(found: ExpertTable, say: Messages) -> dict[str, Any]:
    panel = found.validity
    return {
        "experts": panel.experts,
        "relevant_from": panel.cut,
        "items": {
            one.item: {
                "experts": one.experts,
                "relevant": one.relevant,
                "aiken_v": estimate_json(one.aiken_v, say.reason),
                "i_cvi": one.i_cvi.value,
                "chance": one.chance,
                "modified_kappa": one.modified_kappa.value,
            }
            for one in panel.items
        },
        "s_cvi_ave": panel.s_cvi_ave.value,
        "skipped_column": found.skipped,
    }


def _print_reliability(found: ScaleTable, say: Messages) -> None:
    scale = found.reliability
    _print_skipped(found.skipped, say)
    console.line(
        say.text(
            "Complete rows: {n}; items: {items}; rows left out: {out}",
            n=scale.respondents,
            items=len(scale.items),
            out=scale.left_out,
        )
    )
    table = console.grid((say.text("Measure"), "left"), (say.text("Value"), "right"), (say.text("95% CI"), "right"))
    for label, one in (
        (say.text("Cronbach's alpha (Feldt)"), scale.cronbach_alpha),
        (say.text("Cronbach's alpha (bootstrap)"), found.bootstrap),
        (say.text("McDonald's omega"), scale.mcdonald_omega),
    ):
        table.add_row(label, _number(one, say), _interval(one, say))
    console.table(table)
    table = console.grid(
        (say.text("Item"), "left"), (say.text("item-rest r"), "right"), (say.text("alpha without it"), "right")
    )
    for (item, rest), (_, dropped) in zip(scale.item_rest, scale.alpha_if_dropped, strict=True):
        table.add_row(item, _number(rest, say), _number(dropped, say))
    console.table(table)
    said = []
    for name, one in ((say.text("alpha"), scale.cronbach_alpha), (say.text("omega"), scale.mcdonald_omega)):
        if one.why:
            said.append(one.why)
            console.paragraph(f"{name}: {say.reason(one.why)}.")
    items = (one for _, one in (*scale.item_rest, *scale.alpha_if_dropped))
    _print_item_reasons((one.why for one in items if one.value is None and one.why not in said), say)
    for note in scale.notes:
        console.paragraph(_sentence(say.reason(note)))


def _print_validity(found: ExpertTable, say: Messages) -> None:
    panel = found.validity
    _print_skipped(found.skipped, say)
    cut = format_value(panel.cut, "count" if panel.cut == int(panel.cut) else "decimal2", say.language)
    console.line(say.text("Experts: {n}; relevant: ratings from {cut}", n=panel.experts, cut=cut))
    table = console.grid(
        (say.text("Item"), "left"),
        ("n", "right"),
        (say.text("Aiken's V"), "right"),
        (say.text("95% CI"), "right"),
        ("I-CVI", "right"),
        (say.text("modified kappa"), "right"),
    )
    for one in panel.items:
        table.add_row(
            one.item,
            str(one.experts),
            _number(one.aiken_v, say),
            _interval(one.aiken_v, say),
            _number(one.i_cvi, say),
            _number(one.modified_kappa, say),
        )
    console.table(table)
    console.line(f"S-CVI/Ave: {_number(panel.s_cvi_ave, say)}")
    unjudged = ", ".join(one.item for one in panel.items if not one.experts)
    if unjudged:
        console.paragraph(say.text("No expert judged {items}.", items=unjudged))


def _print_skipped(skipped: str, say: Messages) -> None:
    if skipped:
        console.paragraph(say.text("The column “{name}” names the rows and is no item.", name=skipped))


def _print_item_reasons(reasons: Iterable[Reason | None], say: Messages) -> None:
    """Say once each why items have no number of their own."""
    for reason in dict.fromkeys(say.reason(one) for one in reasons if one):
        console.paragraph(say.text("Where an item has no number: {reason}.", reason=reason))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _number(one: Estimate, say: Messages) -> str:
    return format_value(one.value, "decimal3", say.language)


def _interval(one: Estimate, say: Messages) -> str:
    return "" if one.low is None else format_interval(one.low, one.high, "interval_decimal3", say.language)
