"""Fit against second computations: an example worked by hand, and numpy on random ratings with holes.

No published worked example of these scores was available; the numpy versions below are written from the formulas in
docs and share no code with the program.
"""

import math

import numpy as np
import pytest
from scipy import stats

from engage_eval.stats.importance_performance import importance_performance
from engage_eval.stats.task_fit import facet_score, match_score, profile_score, weighted_score

RNG = np.random.default_rng(7)


def ratings(people: int, items: int, holes: float) -> np.ndarray:
    found = RNG.integers(1, 6, size=(people, items)).astype(float)
    found[RNG.random((people, items)) < holes] = np.nan
    return found


def row(values: np.ndarray) -> list[float | None]:
    return [None if math.isnan(value) else float(value) for value in values]


def test_example_worked_by_hand() -> None:
    # P = 5 4 3 5 2, W = 4 5 3 2 5 on 1..5: p = 1 .75 .5 1 .25, w = .75 1 .5 .25 1.
    p, w = [1, 0.75, 0.5, 1, 0.25], [0.75, 1, 0.5, 0.25, 1]
    assert facet_score(p).value == pytest.approx(70)  # 3.5 / 5
    assert weighted_score(p, w).value == pytest.approx(100 * 2.25 / 3.5)  # .75 + .75 + .25 + .25 + .25
    found = match_score(p, w)
    assert found.under.value == pytest.approx(20)  # (.25 + .75) / 5
    assert found.over.value == pytest.approx(20)  # (.25 + .75) / 5
    assert found.match.value == pytest.approx(60)
    # Ideal 5 5 4 4 3: p* = 1 1 .75 .75 .5; d^2 = 0 + .0625 + .0625 + .0625 + .0625, d_max^2 = 1 + 1 + .5625 * 2 + .25.
    assert profile_score(p, [1, 1, 0.75, 0.75, 0.5]).value == pytest.approx(100 * (1 - 0.5 / math.sqrt(3.375)))


@pytest.mark.parametrize("holes", [0.0, 0.15, 0.5])
def test_scores_equal_numpy_on_random_ratings(holes: float) -> None:
    p, w = (ratings(60, 9, holes) - 1) / 4, (ratings(60, 9, holes) - 1) / 4
    ideal = RNG.random(9)
    for person in range(60):
        own, weight = p[person], w[person]
        both = ~np.isnan(own) & ~np.isnan(weight)
        answered = np.count_nonzero(~np.isnan(own))
        enough, enough_pairs = answered >= math.ceil(0.8 * 9), np.count_nonzero(both) >= math.ceil(0.8 * 9)

        facet = facet_score(row(own)).value
        assert facet == (pytest.approx(100 * np.nanmean(own)) if enough else None)
        weighted = weighted_score(row(own), row(weight)).value
        if enough_pairs and weight[both].sum() > 0:
            assert weighted == pytest.approx(100 * np.average(own[both], weights=weight[both]))
        else:
            assert weighted is None
        found = match_score(row(own), row(weight))
        if enough_pairs:
            gap = weight[both] - own[both]
            assert found.under.value == pytest.approx(100 * np.clip(gap, 0, None).mean())
            assert found.over.value == pytest.approx(100 * np.clip(-gap, 0, None).mean())
            assert found.match.value == pytest.approx(100 - 100 * np.abs(gap).mean())
        else:
            assert found.match.value is None
        known = ~np.isnan(own)
        farthest = np.linalg.norm(np.maximum(ideal, 1 - ideal)[known])
        nearness = 100 * (1 - np.linalg.norm((own - ideal)[known]) / farthest) if enough else None
        assert profile_score(row(own), list(ideal)).value == (pytest.approx(nearness) if enough else None)


def test_means_and_lines_equal_numpy_with_missing_ratings() -> None:
    p, w = ratings(25, 6, 0.2), ratings(25, 6, 0.2)
    found = importance_performance([row(one) for one in p], [row(one) for one in w])
    x, y = np.nanmean(p, axis=0), np.nanmean(w, axis=0)
    assert found.performance == pytest.approx(tuple(x))
    assert found.importance == pytest.approx(tuple(y))
    assert found.grand.performance == pytest.approx(x.mean())
    names = {(0, 1): "concentrate", (1, 1): "keep_up", (0, 0): "low_priority", (1, 0): "overkill"}
    expected = [names[int(a >= x.mean()), int(b >= y.mean())] for a, b in zip(x, y, strict=True)]
    assert [one.quadrant for one in found.by_grand] == expected


def test_stability_equals_resampling_people_one_by_one() -> None:
    p, w = ratings(20, 5, 0.1), ratings(20, 5, 0.1)
    found = importance_performance([row(one) for one in p], [row(one) for one in w], resamples=2000)
    high_x = np.nanmean(p, axis=0) >= np.nanmean(p, axis=0).mean()
    high_y = np.nanmean(w, axis=0) >= np.nanmean(w, axis=0).mean()
    same = np.zeros(5)
    rng = np.random.default_rng(99)
    for _ in range(2000):
        drawn = rng.integers(0, 20, size=20)
        x, y = np.nanmean(p[drawn], axis=0), np.nanmean(w[drawn], axis=0)
        same += ((x >= x.mean()) == high_x) & ((y >= y.mean()) == high_y)
    # Two shares of 2,000 draws each: four standard errors of their difference.
    for one, share in zip(found.by_grand, same / 2000, strict=True):
        assert one.stability == pytest.approx(share, abs=4 * math.sqrt(2 * 0.25 / 2000))


def test_stability_of_one_axis_equals_the_exact_binomial_probability() -> None:
    # Of 15 people 9 say 5 and 6 say 1; a resample's mean lies above 3 with more than half fives, on 3 with exactly
    # half (not possible at 15). Importance never moves, so the stability is that binomial tail.
    performance = [[5.0]] * 9 + [[1.0]] * 6
    found = importance_performance(performance, [[5.0]] * 15, resamples=20_000)
    exact = float(stats.binom.sf(7, 15, 9 / 15))
    assert found.by_midpoint[0].stability == pytest.approx(exact, abs=0.015)
