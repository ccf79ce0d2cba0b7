"""Times the agreement of coders: Krippendorff's alpha against the package `krippendorff`, resamples, growth over units.

Run: python benchmarks/bench_agreement.py [UNITS]. Prints medians of seconds of processor time and ratios from one run.
"""

import math
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from krippendorff import alpha as their_alpha

from engage_eval.stats.agreement import agreement, krippendorff_alpha
from engage_eval.stats.coefficients import Level
from engage_eval.stats.ratings import ratings_of
from engage_eval.stats.resampling import Resampling

if TYPE_CHECKING:
    from numpy.typing import NDArray

CODERS, UNITS, CATEGORIES = 10, 100_000, 5
FEW_CODERS, FEW_UNITS, DRAWS = 4, 5_000, 10_000
SHARE_MISSING, SHARE_OF_CHANCE = 0.1, 0.3
ROUNDS, SEED = 5, 20
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
VALUE_ONLY = Resampling(draws=0)
CLOSE = 1e-9


def drawn(coders: int, units: int) -> "NDArray[np.float64]":
    """Return ratings of shape (coders, units): a true category, now and then one by chance, a tenth missing."""
    draw = np.random.default_rng(SEED)
    truth = draw.integers(1, CATEGORIES + 1, size=units)
    chance = draw.integers(1, CATEGORIES + 1, size=(coders, units))
    rows = np.where(draw.random((coders, units)) < SHARE_OF_CHANCE, chance, truth).astype(np.float64)
    rows[draw.random((coders, units)) < SHARE_MISSING] = np.nan
    return rows


def clocked(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median of the seconds of processor time that ``work`` takes."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)


def compare(rows: "NDArray[np.float64]", level: Level) -> None:
    """Print the seconds of both for one level, after seeing that they say the same."""
    ours = krippendorff_alpha(ratings_of(rows), level, VALUE_ONLY).value
    theirs = float(their_alpha(rows, level_of_measurement=level))
    if ours is None or abs(ours - theirs) > CLOSE:
        raise ValueError(f"alpha {level}: {ours} here, {theirs} there")
    mine = clocked(lambda: krippendorff_alpha(ratings_of(rows), level, VALUE_ONLY))
    other = clocked(lambda: their_alpha(rows, level_of_measurement=level))
    print(f"alpha {level:<10} {mine * 1000:8.0f} ms   krippendorff {other * 1000:8.0f} ms   {other / mine:5.1f} times")


def resamples() -> None:
    """Print the seconds of many resamples of alpha alone and of all coefficients together."""
    rows = drawn(FEW_CODERS, FEW_UNITS)
    many = Resampling(draws=DRAWS)
    clusters = Resampling(draws=DRAWS, clusters=[unit // 50 for unit in range(FEW_UNITS)])
    for name, how in (("units", many), ("clusters of 50", clusters)):
        one = clocked(lambda: krippendorff_alpha(ratings_of(rows), "nominal", how), 3)  # noqa: B023 - called at once
        ordinal = clocked(lambda: krippendorff_alpha(ratings_of(rows), "ordinal", how), 3)  # noqa: B023
        every = clocked(lambda: agreement(ratings_of(rows), "ordinal", how), 3)  # noqa: B023
        print(f"{DRAWS:,} resamples of {name:<15} alpha {one:.2f} s   ordinal {ordinal:.2f} s   all {every:.2f} s")


def growth() -> None:
    """Print how the time of alpha grows with units: the exponent between ten thousand and a million."""
    sizes = (10_000, 100_000, 1_000_000)
    taken = []
    for size in sizes:
        rows = drawn(FEW_CODERS, size)
        taken.append(clocked(lambda: krippendorff_alpha(ratings_of(rows), "nominal", VALUE_ONLY), 3))  # noqa: B023
        print(f"alpha of {FEW_CODERS} x {size:>9,} {taken[-1] * 1000:8.0f} ms")
    exponent = math.log(taken[-1] / taken[0]) / math.log(sizes[-1] / sizes[0])
    print(f"exponent over units   {exponent:.2f}")


def main() -> None:
    """Run all."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else UNITS
    rows = drawn(CODERS, units)
    print(f"{CODERS} coders, {units:,} units, {CATEGORIES} categories, a tenth missing")
    for level in LEVELS:
        compare(rows, level)
    resamples()
    growth()


if __name__ == "__main__":
    main()
