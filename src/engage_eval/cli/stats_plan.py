"""The command stats plan: how many interviews, as an aid and not as a rule."""

import re
from typing import Any

import click

from engage_eval.actions.stats_plan import Plan
from engage_eval.actions.stats_plan import plan as plan_action
from engage_eval.analysis.serialise import estimate_json
from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speech
from engage_eval.cli.results import interval_text
from engage_eval.cli.stats import WholeNumber
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.report.numbers import format_value
from engage_eval.stats.planning import CHANCES, SIZES, TIMES, IntervalPlan, ThemePlan


class Share(click.ParamType[float]):
    """A share as people write it: 0.65, 0,65 or 65%."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the share as a fraction, or fail with a sentence."""
        found = re.fullmatch(r"([+-]?(?:[0-9]{1,9}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12})) ?(%?)", str(value).strip())
        if not found:
            problem = speech(ctx).text("“{value}” is no share; write it as 0.65 or 65%.", value=str(value))
            self.fail(problem, param, ctx)
        return float(found[1].replace(",", ".")) / (100 if found[2] else 1)


@click.command(
    cls=TranslatedCommand,
    help=N_("""How many interviews: for a share known to a wanted width, and for a theme to be met at all.

Shares are written as 0.65 or 65%. These are aids for planning and not rules: the expected share and how common a
theme is are guesses, and people who are not drawn by chance may differ from those who were not asked."""),
    epilog="engage-eval stats plan --share 0.65 --width 0.2 --population 60 --theme 0.1",
)
@click.option("--share", metavar="P", type=Share(), cls=TranslatedOption, help=N_("The share that is expected."))
@click.option(
    "--width",
    metavar="W",
    type=Share(),
    cls=TranslatedOption,
    help=N_("How wide its 95% interval may be, from the lower to the upper end."),
)
@click.option(
    "--population",
    metavar="N",
    type=WholeNumber(),
    cls=TranslatedOption,
    help=N_("How many people there are in all, where they are few."),
)
@click.option(
    "--theme", metavar="P", type=Share(), cls=TranslatedOption, help=N_("The share of people who would raise a theme.")
)
@click.pass_context
@edge
def plan(
    ctx: click.Context,
    share: float | None,
    width: float | None,
    population: int | None,
    theme: float | None,
    *,
    as_json: bool,
) -> None:
    """Print how many."""
    found = plan_action(share=share, width=width, population=population, theme=theme)
    say = speech(ctx)
    if as_json:
        console.as_json(_json(found, say))
        return
    if found.interval:
        _print_interval(found.interval, say)
    if found.theme:
        _print_theme(found.theme, say)
    console.line()
    console.paragraph(
        say.text("An aid for planning, not a rule: what is expected is a guess, and chance is not all that goes wrong.")
    )


def _print_interval(found: IntervalPlan, say: Messages) -> None:
    # Made first: the extractor of texts stumbles over a call within a plural.
    shown = {
        "count": _count(found.n, say),
        "width": _points(found.width, say),
        "share": _percent(found.share, say),
        "interval": interval_text(found.interval, say),
    }
    sentence = say.plural(
        "{count} interview for a 95% interval at most {width} wide at a share of {share}: {interval}.",
        "{count} interviews for a 95% interval at most {width} wide at a share of {share}: {interval}.",
        found.n,
        **shown,
    )
    console.paragraph(sentence)
    if found.population is not None and found.finite_n is not None:
        few = {"people": _count(found.population, say), "enough": _count(found.finite_n, say)}
        console.paragraph(
            say.plural(
                "If there is {people} person in all, {enough} is enough.",
                "If there are {people} people in all, {enough} of them are enough.",
                found.population,
                **few,
            )
        )


def _print_theme(found: ThemePlan, say: Messages) -> None:
    share = _percent(found.prevalence, say)
    console.line()
    console.paragraph(
        say.text("Interviews needed to meet a theme that {share} of the people would raise:", share=share)
    )
    least = {(times, chance): n for times, chance, n in found.least}
    heads = [say.text("with a chance of {share}", share=_percent(chance, say)) for chance in CHANCES]
    table = console.grid((say.text("at least"), "left"), *((head, "right") for head in heads))
    for times in TIMES:
        table.add_row(_times(times, say), *(_count(least[times, chance], say) for chance in CHANCES))
    console.table(table)
    console.paragraph(say.text("The chance to meet it, by the number of interviews:"))
    chances = {(n, times): chance for n, times, chance in found.chances}
    table = console.grid((say.text("at least"), "left"), *((f"n = {n}", "right") for n in SIZES))
    for times in TIMES:
        table.add_row(_times(times, say), *(_chance(chances[n, times], say) for n in SIZES))
    console.table(table)


def _times(times: int, say: Messages) -> str:
    return say.plural("once", "{n} times", times)


def _chance(value: float, say: Messages) -> str:
    return format_value(value, "share1", say.language)


def _percent(value: float, say: Messages) -> str:
    """Return a share that someone chose, with as many decimals as it was written with: 80%, 12.5%, 0.01%."""
    return f"{_in_percent(value, say)}%"


def _in_percent(value: float, say: Messages) -> str:
    written = f"{round(100 * value, 9):.9f}".rstrip("0").rstrip(".")
    return written if say.language == "en" else written.replace(".", ",")


def _points(value: float, say: Messages) -> str:
    return say.text("{number} percentage points", number=_in_percent(value, say))


def _count(value: int, say: Messages) -> str:
    return format_value(value, "count", say.language)


def _json(found: Plan, say: Messages) -> dict[str, Any]:
    interval, theme = found.interval, found.theme
    return {
        "interval": None
        if interval is None
        else {
            "share": interval.share,
            "width": interval.width,
            "n": interval.n,
            "expected": estimate_json(interval.interval, say.reason),
            "population": interval.population,
            "finite_n": interval.finite_n,
        },
        "theme": None
        if theme is None
        else {
            "prevalence": theme.prevalence,
            "least": [{"times": times, "chance": chance, "n": n} for times, chance, n in theme.least],
            "chances": [{"n": n, "times": times, "chance": chance} for n, times, chance in theme.chances],
        },
    }
