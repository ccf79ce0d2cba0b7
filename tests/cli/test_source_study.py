"""The commands print the numbers that the design names for the source study."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from engage_eval.core.content import find

Run = Callable[..., Result]
SAMPLE = Path(str(find("sample_data", "rs-x-2023")))

PRINTED = {
    "dispositions": ("70.0% [48.1; 85.5]", "65.0% [43.3; 81.9] [65.0; 70.0]", "92.9% [68.5; 98.7]", "[77.2; 100.0]"),
    "outcomes": (
        "+24.66% [+13.1; +37.4]",
        "+34.60%",
        "+23.17%",
        "1.310 [1.106; 1.552]",
        "+112.5 [+44.5; +195.0]",
        "55.0",
        "0.002",
        "1.16",
        "1.00",
    ),
    "recruitment": ("wave 2, and at least wave 3", "seeds (15) than recruits (5)", "75.0%", "20.0%"),
}


@pytest.mark.parametrize("what", sorted(PRINTED))
def test_a_command_prints_the_numbers_of_the_source_study(run: Run, what: str) -> None:
    shown = " ".join(run("analyse", what, SAMPLE, "--lang", "en").stdout.split())

    assert [number for number in PRINTED[what] if number not in shown] == []


def test_json_of_outcomes_has_the_exact_p_the_rank_sum_and_the_leave_one_out_range(run: Run) -> None:
    found = json.loads(run("analyse", "outcomes", SAMPLE, "--json").stdout)

    assert found["wilcoxon"] == {"statistic": 55.0, "p": 1 / 512}
    ratios = found["leave_one_out"].values()
    assert (round(min(ratios), 3), round(max(ratios), 3)) == (1.218, 1.276)
    clustered = found["rate_ratio_clustered"]
    assert [round(clustered[key], 3) for key in ("value", "low", "high")] == [1.247, 1.131, 1.374]
