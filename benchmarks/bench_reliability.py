"""Times the bootstrap of Cronbach's alpha (20 respondents, 9 items) against a loop over pingouin.cronbach_alpha.

Run: python benchmarks/bench_reliability.py [RESAMPLES]. The loop is timed on fewer resamples and counted up, since it
takes as long for each. Prints seconds of processor time and the ratio.
"""

import sys
import time
import warnings

import numpy as np
import pandas as pd
import pingouin

from engage_eval.stats.alpha_bootstrap import RESAMPLES, alpha_bootstrap
from engage_eval.stats.reliability import reliability

PEOPLE, ITEMS = 20, 9
LOOP = 200
ROUNDS = 3
SEED = 20


def answers() -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Return 20 people's whole answers from 1 to 5 to nine items that one trait drives."""
    draw = np.random.default_rng(SEED)
    trait = draw.normal(size=(PEOPLE, 1))
    return np.clip(np.round(3.5 + trait + draw.normal(size=(PEOPLE, ITEMS))), 1, 5)


def main() -> None:
    """Time both, in turn, and keep the best of three."""
    resamples = int(sys.argv[1]) if len(sys.argv) > 1 else RESAMPLES
    table = answers()
    rows, items = table.tolist(), [f"q{number}" for number in range(ITEMS)]
    frame, draw = pd.DataFrame(table), np.random.default_rng(SEED)
    alpha_bootstrap(rows, items, resamples=10)  # imports
    ours, loop = [], []
    for _ in range(ROUNDS):
        start = time.process_time()
        found = alpha_bootstrap(rows, items, resamples=resamples)
        ours.append(time.process_time() - start)
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _turn in range(LOOP):
                pingouin.cronbach_alpha(data=frame.iloc[draw.integers(0, PEOPLE, PEOPLE)])
        loop.append((time.process_time() - start) * resamples / LOOP)
    start = time.process_time()
    reliability(rows, items)
    whole = time.process_time() - start
    print(f"alpha {found.value:.3f} [{found.low:.3f}; {found.high:.3f}], {resamples:,} resamples of {PEOPLE} x {ITEMS}")
    print(f"bootstrap, all at once    {min(ours) * 1000:9.1f} ms")
    print(f"loop over pingouin        {min(loop) * 1000:9.1f} ms   {min(loop) / min(ours):.0f} times as long")
    print(f"alpha, omega, every item  {whole * 1000:9.1f} ms")


if __name__ == "__main__":
    main()
