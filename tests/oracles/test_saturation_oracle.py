"""Saturation worked by hand on an example of our own, and the random orders against counting each order by sets.

No published table is used: the paper's data are not at hand, so nothing here claims to be out of it.
"""

import itertools

import pytest

from engage_eval.stats.saturation import BASES, RUNS, guest, new_codes, saturation

# Worked by hand: new codes 8, 5, 4, 3, 2, 1, 1, 0, 1, 0, 0, 0. The base of 4 has 20 codes: 5% of them is 1.
# Runs of 2 from interview 5 on: 2+1=3 (15%), 1+1=2 (10%), 1+0=1 (5%), 0+1=1, 1+0=1, 0, 0.
# The base of 5 has 22 (5%: 1.1), the base of 6 has 23 (1.15).
NEW = [8, 5, 4, 3, 2, 1, 1, 0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("base", "run", "threshold", "notation"),
    [
        (4, 2, 0.05, "6+2"),
        (4, 2, 0.0, "9+2"),
        (4, 3, 0.05, "7+3"),  # 1+0+1 = 2 is 10%, 0+1+0 = 1 is 5%
        (4, 3, 0.0, "9+3"),
        (5, 2, 0.05, "6+2"),
        (5, 3, 0.05, "7+3"),
        (6, 2, 0.05, "6+2"),
        (6, 3, 0.0, "9+3"),
    ],
)
def test_the_example_worked_by_hand(base: int, run: int, threshold: float, notation: str) -> None:
    assert guest(NEW, base, run, threshold).notation == notation


@pytest.fixture(scope="module")
def interviews() -> list[set[str]]:
    """Return seven interviews: 5,040 orders, few enough to try each."""
    return [set("abc"), set("abd"), set("ae"), set("abf"), set("bc"), set("ag"), set("abce")]


@pytest.mark.parametrize("base", BASES[:2])
@pytest.mark.parametrize("run", RUNS[:1])
@pytest.mark.parametrize("threshold", [0.05, 0.0])
def test_random_orders_come_near_all_orders(interviews: list[set[str]], base: int, run: int, threshold: float) -> None:
    every = [guest(new_codes(order), base, run, threshold).reached_at for order in itertools.permutations(interviews)]
    share = sum(one is not None for one in every) / len(every)
    quartiles = saturation(interviews, orders=4000).quartiles
    found = next(one for one in quartiles if (one.base, one.run, one.threshold) == (base, run, threshold))

    assert found.reached == pytest.approx(share, abs=0.04)
    ranked = sorted(len(interviews) if one is None else one for one in every)
    exact = ranked[len(ranked) // 4]
    assert found.q1 == (None if exact == len(interviews) else exact)
