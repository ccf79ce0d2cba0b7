"""The command analyse fit: scores, places, refusals, and the table for other programs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.analyse import csv_option, opened
from engage_eval.cli.base import TranslatedCommand, edge
from engage_eval.cli.study import study_argument
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.report.numbers import format_interval, format_value

if TYPE_CHECKING:
    from rich.table import Table

    from engage_eval.analysis.fit import Fit
    from engage_eval.core.estimate import Estimate

# What the rows of the first table are called, by the name of the score.
SCORES = {
    "facet": N_("facet score"),
    "weighted": N_("weighted by importance"),
    "match": N_("match with importance (exploratory)"),
    "under": N_("  performance below importance"),
    "over": N_("  performance above importance"),
    "profile": N_("nearness to the ideal profile"),
}
REFUSED = {
    "measures": N_("Facet score"),
    "weighted": N_("Weighted score"),
    "match": N_("Match with importance"),
    "importance_performance": N_("Importance-performance analysis"),
    "profile": N_("Ideal profile"),
    "reliability": N_("Reliability"),
    "moderation": N_("Moderation"),
    "polynomial_regression": N_("Polynomial regression"),
}


@click.command(
    cls=TranslatedCommand,
    help=N_("""Print Task-Technology Fit: scores from 0 to 100, each characteristic's place, and what is refused.

With --csv FILE a row per respondent for R or SmartPLS; a dictionary of its columns is written beside it."""),
    epilog="engage-eval analyse fit my-study --csv fit.csv",
)
@study_argument
@csv_option()
@click.pass_context
@edge
def fit(ctx: click.Context, study: str, csv_file: Path | None, *, as_json: bool) -> None:
    """Print the fit."""
    from engage_eval.actions import fit as actions
    from engage_eval.analysis.fit_tables import to_json

    snapshot, say = opened(ctx, study)
    found = actions.fit(snapshot)
    files = [csv_file, actions.write(found, snapshot, csv_file)] if csv_file else []
    if as_json:
        written = [one.as_posix() for one in files]
        console.as_json({**to_json(found, say.language, say.reason), "files": written})
        return
    print_fit(found, say)
    if files:
        table, dictionary = (one.as_posix() for one in files)
        console.line()
        console.paragraph(
            say.text(
                "Written: {table}, and {dictionary}, which says what its columns mean.",
                table=table,
                dictionary=dictionary,
            )
        )


def print_fit(found: "Fit", say: Messages) -> None:
    """Print the scores, the characteristics, and what is refused."""
    if not any(one.answered for one in found.respondents):
        console.line(say.text("Nobody has rated a characteristic yet."))
        return
    console.table(_scores(found, say))
    console.table(_characteristics(found, say))
    for line in _notes(found, say):
        console.paragraph(line)


def _scores(found: "Fit", say: Messages) -> "Table":
    table = console.grid(
        (say.text("Score (0 to 100)"), "left"),
        (say.text("mean"), "right"),
        (say.text("95% CI"), "right"),
        ("n", "right"),
    )
    for name, label in SCORES.items():
        score: Estimate = getattr(found.overall, name)
        if score.value is not None:
            table.add_row(say.text(label), *_numbers(score, "decimal1", say), str(score.n))
    for label, score, shape in (
        (say.text("mean importance (1 to 5)"), found.overall.importance, "decimal2"),
        (say.text("r, weighted with facet score"), found.overall.correlation, "decimal2"),
    ):
        if score.value is not None:
            table.add_row(label, *_numbers(score, shape, say), str(score.n))
    return table


def _numbers(one: "Estimate", shape: str, say: Messages) -> tuple[str, str]:
    interval = "" if one.low is None else format_interval(one.low, one.high, f"interval_{shape}", say.language)
    return format_value(one.value, shape, say.language), interval


def _characteristics(found: "Fit", say: Messages) -> "Table":
    from engage_eval.report.build.fit_tables import QUADRANTS

    heads = [(say.text("Characteristic"), "left"), (say.text("performance"), "right"), ("n", "right")]
    if found.weighs:
        heads += [(say.text("importance"), "right"), ("n", "right"), (say.text("quadrant"), "left")]
        heads.append((say.text("stable"), "right"))
    table = console.grid(*heads)  # type: ignore[arg-type]
    for one in found.characteristics:
        row = [one.text.get(say.language), _mean(one.performance, say), str(one.performance.n)]
        if found.weighs:
            place = one.grand
            row += [_mean(one.importance, say), str(one.importance.n)]
            row.append(say.text(QUADRANTS[place.quadrant]) if place.quadrant else "")
            row.append("" if place.stability is None else format_value(place.stability, "share1", say.language))
        table.add_row(*row)
    return table


def _mean(one: "Estimate", say: Messages) -> str:
    return format_value(one.value, "decimal2", say.language)


def _notes(found: "Fit", say: Messages) -> Iterator[str]:
    """Yield how to read the tables, and a line for each thing refused."""
    if found.weighs:
        yield say.text(
            "Quadrants: lines at the means. Stable: the share of resamples of the respondents with the same quadrant; "
            "below 90% the place is not stable."
        )
    for one in found.refused:
        yield say.text("{what}: refused, {why}.", what=say.text(REFUSED[one.what]), why=say.reason(one.why))
