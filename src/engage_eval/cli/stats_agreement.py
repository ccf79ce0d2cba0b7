"""The command stats agreement: how far coders agree on units."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from engage_eval.actions.stats_agreement import AgreementTable, agreement_table
from engage_eval.analysis.serialise import estimate_json
from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speech
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Estimate
from engage_eval.core.messages import Messages
from engage_eval.report.numbers import format_interval, format_value
from engage_eval.stats.agreement import WEIGHTS
from engage_eval.stats.coefficients import Level
from engage_eval.stats.resampling import Resampling

LEVELS: Mapping[Level, str] = {
    "nominal": N_("nominal"),
    "ordinal": N_("ordinal"),
    "interval": N_("interval"),
    "ratio": N_("ratio"),
}
WEIGHT_NAMES: Mapping[str, str] = {
    "identity": N_("identity weights"),
    "linear": N_("linear weights"),
    "quadratic": N_("quadratic weights"),
    "ordinal": N_("ordinal weights"),
}
KEYS = ("percent_agreement", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1", "gwet_ac2")
_MOST_SHOWN = 12


@click.command(
    cls=TranslatedCommand,
    help=N_("""How far coders agree: percent, Cohen's and Fleiss' kappa, Krippendorff's alpha, Gwet's AC1 and AC2.

FILE is a CSV file or an Excel workbook (its first sheet), a unit a row, a coder a column; an empty cell is a missing
rating. A first column named unit is no coder."""),
    epilog="engage-eval stats agreement ratings.csv --level ordinal --cluster interview",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--level",
    type=click.Choice(list(LEVELS)),
    default="nominal",
    cls=TranslatedOption,
    help=N_("What the values mean: names, ranks, distances or ratios. The default is nominal."),
)
@click.option(
    "--cluster",
    metavar="COL",
    default="",
    cls=TranslatedOption,
    help=N_("The column that says which interview a unit is from; interviews are then resampled as wholes."),
)
@click.pass_context
@edge
def agreement(ctx: click.Context, file: Path, level: Level, cluster: str, *, as_json: bool) -> None:
    """Print every coefficient with its interval."""
    found = agreement_table(file, level, cluster)
    say = speech(ctx)
    if as_json:
        console.as_json(_json(found, say))
    else:
        _print(found, say)


def _json(found: AgreementTable, say: Messages) -> dict[str, Any]:
    return {
        "units": found.units,
        "coders": len(found.coders),
        "level": found.agreement.level,
        **{key: estimate_json(getattr(found.agreement, key), say.reason) for key in KEYS},
        "cluster": found.cluster,
        "clusters": found.clusters,
        "unclustered": found.unclustered,
        "skipped_column": found.skipped,
        "unlike_columns": list(found.unlike),
    }


def _print(found: AgreementTable, say: Messages) -> None:
    result = found.agreement
    if found.skipped:
        console.paragraph(say.text("The column “{name}” names the units and is no coder.", name=found.skipped))
    console.paragraph(
        say.text(
            "Units: {units}, of them {n} rated by two coders or more. Coders: {coders}. Level: {level}.",
            units=found.units,
            n=result.percent_agreement.n,
            coders=_listed(found.coders),
            level=say.text(LEVELS[result.level]),
        )
    )
    console.paragraph(say.text("Values: {values}.", values=_listed(_shown(found.values, say), ";")))
    for name in found.unlike:
        console.paragraph(
            say.text(
                "“{name}” shares no value with any other column. If it is no coder, take it out or use --cluster.",
                name=name,
            )
        )
    table = console.grid((say.text("Coefficient"), "left"), (say.text("Value"), "right"), (say.text("95% CI"), "right"))
    names = _names(result.level, say)
    estimates = {key: getattr(result, key) for key in KEYS}
    for key, one in estimates.items():
        table.add_row(names[key], *_figures(key, one, say))
    console.table(table)
    for text in _reasons({names[key]: one for key, one in estimates.items()}, say):
        console.paragraph(text)
    for text in _resampled(found, say):
        console.paragraph(text)


def _names(level: Level, say: Messages) -> dict[str, str]:
    weights = say.text(WEIGHT_NAMES[WEIGHTS[level]])
    return {
        "percent_agreement": say.text("Percent agreement"),
        "cohen_kappa": say.text("Cohen's kappa"),
        "fleiss_kappa": say.text("Fleiss' kappa"),
        "krippendorff_alpha": say.text("Krippendorff's alpha ({level})", level=say.text(LEVELS[level])),
        "gwet_ac1": say.text("Gwet's AC1"),
        "gwet_ac2": say.text("Gwet's AC2 ({weights})", weights=weights),
    }


def _figures(key: str, one: Estimate, say: Messages) -> tuple[str, str]:
    value, interval = ("share1", "interval1") if key == "percent_agreement" else ("decimal3", "interval_decimal3")
    ends = "" if one.low is None else format_interval(one.low, one.high, interval, say.language)
    return format_value(one.value, value, say.language), ends


def _reasons(estimates: Mapping[str, Estimate], say: Messages) -> Iterator[str]:
    """Yield each reason once, with the coefficients that it holds for."""
    whose: dict[str, list[str]] = {}
    for name, one in estimates.items():
        if one.why is not None:
            whose.setdefault(say.reason(one.why), []).append(name)
    for reason, names in whose.items():
        yield reason if len(names) == len(estimates) else f"{', '.join(names)}: {reason}"


def _resampled(found: AgreementTable, say: Messages) -> Iterator[str]:
    """Yield how the intervals were made."""
    methods = " ".join(getattr(found.agreement, key).method for key in KEYS)
    if "jackknife" in methods:
        yield say.text("The intervals are from a jackknife.")
    elif "bootstrap" in methods:
        draws = format_value(Resampling().draws, "count", say.language)
        yield say.text("The intervals are from {draws} resamples.", draws=draws)
    if "_units" in methods:
        yield say.text("Units were resampled: if several are from one interview, name its column with --cluster.")
    elif "_clusters" in methods:
        n, name = found.clusters, found.cluster
        yield say.plural(
            "{n} cluster of “{name}” was resampled.", "{n} clusters of “{name}” were resampled.", n, name=name
        )
        if found.unclustered:
            yield say.plural(
                "{n} unit has no cluster and stands for itself.",
                "{n} units have no cluster and stand for themselves.",
                found.unclustered,
            )


def _shown(values: tuple[str | float, ...], say: Messages) -> tuple[str, ...]:
    """Return the values as text, numbers with as many of three decimals as they need."""
    places = {one: next((n for n in range(3) if round(one, n) == one), 3) for one in values if isinstance(one, float)}
    return tuple(
        format_value(one, f"decimal{places[one]}", say.language) if isinstance(one, float) else one for one in values
    )


def _listed(values: tuple[str, ...], sign: str = ",") -> str:
    shown = f"{sign} ".join(values[:_MOST_SHOWN])
    return f"{shown}{sign} … ({len(values)})" if len(values) > _MOST_SHOWN else shown or "–"
