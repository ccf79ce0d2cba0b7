"""Code saturation as JSON; the statistic itself knows nothing of studies."""

from collections.abc import Callable, Sequence
from typing import Any

from engage_eval.analysis.serialise import reason_json
from engage_eval.core.estimate import Reason
from engage_eval.stats.saturation import Run, Saturation


def to_json(found: Saturation, interviews: Sequence[str], say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return what `stats saturation --json` prints; ``interviews`` are their names in the order held."""
    return {
        "interviews": list(interviews),
        "new_codes": list(found.new_codes),
        "cumulative": list(found.cumulative),
        "runs": [_run(one, say) for one in found.runs],
        "francis": _run(found.francis, say),
        "order_quartiles": {
            "orders": found.orders,
            "runs": [
                {
                    "base": one.base,
                    "run": one.run,
                    "threshold": one.threshold,
                    "reached": one.reached,
                    "lower_quartile": one.q1,
                    "median": one.median,
                    "upper_quartile": one.q3,
                }
                for one in found.quartiles
            ],
        },
    }


def _run(one: Run, say: Callable[[Reason], str]) -> dict[str, Any]:
    return {
        "base": one.base,
        "run": one.run,
        "threshold": one.threshold,
        "reached_at": one.reached_at,
        "notation": one.notation,
        "why": reason_json(one.why, say),
    }
