"""Results as JSON: the parts that several results share. The keys are the contract of the command line."""

from collections.abc import Callable
from typing import Any

from engage_eval.core.estimate import Estimate, Reason
from engage_eval.stats.paired import Paired


def estimate_json(estimate: Estimate, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return an estimate's keys; ``say`` makes a reason a sentence."""
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "level": estimate.level,
        "method": estimate.method,
        "n": estimate.n,
        "why": reason_json(estimate.why, say),
    }


def reason_json(why: Reason | None, say: Callable[[Reason], str]) -> dict[str, Any] | None:
    """Return a reason as code and message; None stays None."""
    return None if why is None else {"code": why.code, "message": say(why)}


def paired_json(result: Paired, say: Callable[[Reason], str]) -> dict[str, Any]:
    """Return what `stats paired --json` prints."""
    return {
        "pairs": result.pairs,
        "total_before": result.total_before,
        "total_after": result.total_after,
        "ratio_of_totals": result.ratio_of_totals.value,
        "mean_change": result.mean_change.value,
        "median_change": result.median_change.value,
        "geometric_mean_ratio": estimate_json(result.geometric_mean_ratio, say),
        "wilcoxon": {"statistic": result.wilcoxon.statistic, "p": result.wilcoxon.p},
        "hodges_lehmann": estimate_json(result.hodges_lehmann, say),
        "cohen_dz": result.cohen_dz.value,
        "rank_biserial": result.rank_biserial.value,
        "rate_ratio_clustered": estimate_json(result.rate_ratio_clustered, say),
        "dispersion": result.dispersion.value,
        "leave_one_out": {name: ratio.value for name, ratio in result.leave_one_out},
    }
