"""How many interviews a plan would need."""

from dataclasses import dataclass

from engage_eval.core.errors import UsageError
from engage_eval.stats.planning import IntervalPlan, ThemePlan, plan_interval, plan_theme

LEAST_WIDTH = 0.001
LEAST_THEME = 0.0001  # rarer themes ask for more people than any study has


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was asked for; None where it was not."""

    interval: IntervalPlan | None
    theme: ThemePlan | None


def plan(*, share: float | None, width: float | None, population: int | None, theme: float | None) -> Plan:
    """Return how many interviews an interval of ``width`` at ``share`` needs, and how many a ``theme`` does.

    Raises UsageError where neither is given, where share or width is missing, or where one is out of range.
    """
    if (share is None) != (width is None) or (share is None and theme is None):
        raise UsageError("command.no_plan")
    if share is None and population is not None:
        raise UsageError("command.no_plan")
    interval = None
    if share is not None and width is not None:
        _refuse("--share", share, good=0 <= share <= 1)
        _refuse("--width", width, good=LEAST_WIDTH <= width < 1)
        _refuse("--population", population, good=population is None or population >= 1)
        interval = plan_interval(share, width, population)
    if theme is None:
        return Plan(interval=interval, theme=None)
    _refuse("--theme", theme, good=LEAST_THEME <= theme <= 1)
    return Plan(interval=interval, theme=plan_theme(theme))


def _refuse(name: str, value: float | None, *, good: bool) -> None:
    if not good:
        raise UsageError("command.bad_plan", name=name, value=f"{value:.9f}".rstrip("0").rstrip("."))
