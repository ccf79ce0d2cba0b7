"""Agreement against published examples, the field's libraries, and naive computations pair by pair."""

import math
import warnings
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from nltk.metrics import distance as nltk_distance
from nltk.metrics.agreement import AnnotationTask
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from engage_eval.stats.agreement import (
    agreement,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    percent_agreement,
)
from engage_eval.stats.code_agreement import code_agreement, masi_distance, set_alpha
from engage_eval.stats.ratings import ratings_of, tally
from engage_eval.stats.resampling import Resampling

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four observers, twelve units; also Gwet (2014).
CANONICAL = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
LEVELS = ("nominal", "ordinal", "interval", "ratio")
VALUE_ONLY = Resampling(draws=0)


def random_ratings(seed: int, coders: int, units: int, categories: int, missing: float = 0.0) -> NDArray[np.float64]:
    """Return ratings, shape (coders, units), that agree better than chance; values 1, 2, 4, 7, 11, ..."""
    draw = np.random.default_rng(seed)
    truth, guess = draw.integers(0, categories, size=units), draw.integers(0, categories, size=(coders, units))
    places = np.where(draw.random((coders, units)) < 0.6, truth, guess)
    rows = (1 + places * (places + 1) / 2).astype(np.float64)
    rows[draw.random((coders, units)) < missing] = math.nan
    return rows


def sequences(rows: NDArray[np.float64]) -> list[list[float | None]]:
    return [[None if math.isnan(one) else one for one in row] for row in rows.tolist()]


def naive(rows: Sequence[Sequence[Hashable]], weigh: Callable[[int, int], float] | None = None) -> dict[str, float]:
    """Return p_a, Fleiss' kappa and Gwet's AC by loops over pairs of coders, straight from Gwet's formulas."""
    values = sorted({one for row in rows for one in row if one is not None})
    weight = {
        (a, b): (float(a == b) if weigh is None else weigh(place, other))
        for place, a in enumerate(values)
        for other, b in enumerate(values)
    }
    shares, agreed = [], []
    for unit in zip(*rows, strict=True):
        said = [one for one in unit if one is not None]
        if said:
            shares.append([said.count(value) / len(said) for value in values])
        if len(said) > 1:
            pairs = [weight[pair] for pair in combinations(said, 2)]
            agreed.append(sum(pairs) / len(pairs))
    pi = [sum(column) / len(shares) for column in zip(*shares, strict=True)]
    p_a, q = sum(agreed) / len(agreed), len(values)
    by_fleiss = sum(one * one for one in pi)
    by_gwet = sum(weight.values()) * sum(one * (1 - one) for one in pi) / (q * (q - 1))
    return {"p_a": p_a, "fleiss": (p_a - by_fleiss) / (1 - by_fleiss), "gwet": (p_a - by_gwet) / (1 - by_gwet)}


@pytest.mark.parametrize(
    ("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorffs_own_example(level: str, printed: float) -> None:
    found = krippendorff_alpha(ratings_of(CANONICAL), level, VALUE_ONLY)

    assert (round(found.value, 3), found.n) == (printed, 11)


def test_gwets_coefficients_of_the_same_ratings_as_the_r_package_irrcac_prints_them() -> None:
    """Its data set cac.raw4raters: p_a .8181818, Fleiss p_e .2387153, AC1 p_e .1903212 and .77544."""
    found = agreement(ratings_of(CANONICAL))

    assert round(found.percent_agreement.value, 7) == 0.8181818
    assert found.fleiss_kappa.value == pytest.approx((0.8181818 - 0.2387153) / (1 - 0.2387153), abs=1e-6)
    assert round(found.gwet_ac1.value, 5) == 0.77544


def test_fleiss_kappa_of_fourteen_raters_and_ten_subjects() -> None:
    """The worked example of Wikipedia's article on Fleiss' kappa: .210."""
    counts = [
        (0, 0, 0, 0, 14),
        (0, 2, 6, 4, 2),
        (0, 0, 3, 5, 6),
        (0, 3, 9, 2, 0),
        (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0),
        (2, 5, 3, 2, 2),
        (6, 5, 2, 1, 0),
        (0, 2, 2, 3, 7),
    ]
    units = [[place for place, count in enumerate(row) for _ in range(count)] for row in counts]
    found = fleiss_kappa(ratings_of(list(zip(*units, strict=True))), VALUE_ONLY).value

    assert round(found, 3) == 0.210
    assert found == pytest.approx(float(statsmodels_fleiss(np.array(counts))))


def test_cohens_kappa_of_fifty_proposals() -> None:
    """The worked example of Wikipedia's article on Cohen's kappa: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: .4."""
    one = ["yes"] * 25 + ["no"] * 25
    other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15

    assert cohen_kappa(ratings_of([one, other]), VALUE_ONLY).value == pytest.approx(0.4)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize(("coders", "categories"), [(2, 2), (3, 5), (6, 12), (20, 40)])
def test_alpha_is_the_package_krippendorffs(level: str, missing: float, coders: int, categories: int) -> None:
    rows = random_ratings(coders, coders, 60, categories, missing)
    expected = float(krippendorff.alpha(rows, level_of_measurement=level))

    assert krippendorff_alpha(ratings_of(rows), level, VALUE_ONLY).value == pytest.approx(expected, abs=1e-12)
    assert krippendorff_alpha(ratings_of(sequences(rows)), level, VALUE_ONLY).value == pytest.approx(expected)


def test_alpha_of_units_too_many_and_too_different_to_be_taken_together() -> None:
    rows = random_ratings(3, 3, 6_000, 40, missing=0.1)
    found = krippendorff_alpha(ratings_of(rows), "interval")

    assert found.method == "krippendorff_alpha interval jackknife_units"
    assert found.value == pytest.approx(float(krippendorff.alpha(rows, level_of_measurement="interval")), abs=1e-12)


@pytest.mark.parametrize("level", ["interval", "ordinal"])
def test_alpha_of_measurements_is_the_package_krippendorffs(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many values that units are not tallied, only summed."""
    monkeypatch.setattr("engage_eval.stats.ratings.MOST_CATEGORIES", 100)
    rows = np.random.default_rng(1).normal(size=(3, 50)) + np.random.default_rng(2).normal(size=50)
    rows[0, :10] = math.nan
    rows[1, 8:12] = math.nan
    expected = float(krippendorff.alpha(rows, level_of_measurement=level))

    assert krippendorff_alpha(ratings_of(rows), level, VALUE_ONLY).value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("categories", [2, 3, 7])
def test_cohens_kappa_is_scikit_learns_statsmodels_and_nltks(categories: int) -> None:
    rows = random_ratings(categories, 2, 80, categories)
    found = cohen_kappa(ratings_of(rows), VALUE_ONLY).value
    table = np.zeros((categories, categories))
    index = {value: place for place, value in enumerate(sorted(set(rows.ravel().tolist())))}
    for first, second in rows.T.tolist():
        table[index[first], index[second]] += 1
    task = AnnotationTask(
        [(str(coder), str(unit), rows[coder, unit]) for coder in range(2) for unit in range(rows.shape[1])]
    )

    assert found == pytest.approx(float(cohen_kappa_score(rows[0].astype(int), rows[1].astype(int))))
    assert found == pytest.approx(float(cohens_kappa(table, return_results=False)))
    assert found == pytest.approx(task.kappa())
    assert krippendorff_alpha(ratings_of(rows), "nominal", VALUE_ONLY).value == pytest.approx(task.alpha())


@pytest.mark.parametrize(("coders", "categories"), [(3, 2), (5, 6)])
def test_fleiss_kappa_is_statsmodels(coders: int, categories: int) -> None:
    rows = random_ratings(7, coders, 70, categories)
    counts, _ = aggregate_raters(rows.T.astype(int))

    assert fleiss_kappa(ratings_of(rows), VALUE_ONLY).value == pytest.approx(float(statsmodels_fleiss(counts)))


def test_nltks_alpha_takes_missing_ratings_as_we_do() -> None:
    rows = sequences(random_ratings(11, 4, 50, 4, missing=0.2))
    task = AnnotationTask(
        [(str(coder), str(unit), one) for coder, row in enumerate(rows) for unit, one in enumerate(row) if one]
    )

    assert krippendorff_alpha(ratings_of(rows), "nominal", VALUE_ONLY).value == pytest.approx(task.alpha())


@pytest.mark.parametrize("missing", [0.0, 0.4])
@pytest.mark.parametrize(("coders", "categories"), [(2, 2), (3, 4), (7, 5)])
def test_gwet_and_fleiss_are_what_loops_over_pairs_say(missing: float, coders: int, categories: int) -> None:
    rows = sequences(random_ratings(coders, coders, 40, categories, missing))
    ratings = ratings_of(rows)
    plain = naive(rows)

    assert percent_agreement(ratings, VALUE_ONLY).value == pytest.approx(plain["p_a"])
    assert fleiss_kappa(ratings, VALUE_ONLY).value == pytest.approx(plain["fleiss"])
    assert gwet_ac1(ratings, VALUE_ONLY).value == pytest.approx(plain["gwet"])
    assert gwet_ac2(ratings, "identity", VALUE_ONLY).value == pytest.approx(plain["gwet"])


@pytest.mark.parametrize("kind", ["linear", "quadratic", "ordinal"])
@pytest.mark.parametrize("categories", [2, 5])
def test_gwets_weighted_coefficient_is_what_loops_over_pairs_say(kind: str, categories: int) -> None:
    rows = sequences(random_ratings(3, 4, 40, categories, missing=0.3))
    values = sorted({one for row in rows for one in row if one is not None})
    span = values[-1] - values[0]
    weigh = {
        "linear": lambda a, b: 1 - abs(values[a] - values[b]) / span,
        "quadratic": lambda a, b: 1 - (values[a] - values[b]) ** 2 / span**2,
        "ordinal": lambda a, b: 1 - math.comb(abs(a - b) + 1, 2) / math.comb(len(values), 2),
    }[kind]

    assert gwet_ac2(ratings_of(rows), kind, VALUE_ONLY).value == pytest.approx(naive(rows, weigh)["gwet"])


def test_cohens_kappa_with_missing_ratings_is_what_loops_say() -> None:
    one, other = sequences(random_ratings(9, 2, 60, 3, missing=0.25))
    both = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    seen = [[value for value in row if value is not None] for row in (one, other)]
    agreed = sum(a == b for a, b in both) / len(both)
    chance = sum(
        seen[0].count(value) / len(seen[0]) * seen[1].count(value) / len(seen[1]) for value in set(seen[0] + seen[1])
    )
    found = cohen_kappa(ratings_of([one, other]), VALUE_ONLY)

    assert found.value == pytest.approx((agreed - chance) / (1 - chance))
    assert found.n == len(both)


@pytest.mark.parametrize("distance", ["masi", "jaccard"])
def test_alpha_of_sets_is_nltks(distance: str) -> None:
    draw = np.random.default_rng(8)
    truth = [frozenset(draw.choice(list("abcde"), size=draw.integers(1, 4)).tolist()) for _ in range(40)]
    sets = [
        [one if draw.random() < 0.6 else one ^ frozenset(draw.choice(list("abcde"))) for one in truth] for _ in "xyz"
    ]
    # nltk divides by zero where two sets are empty.
    sets = [[one or frozenset("f") for one in row] for row in sets]
    measure = {"masi": nltk_distance.masi_distance, "jaccard": nltk_distance.jaccard_distance}[distance]
    task = AnnotationTask(
        [(str(coder), str(unit), one) for coder, row in enumerate(sets) for unit, one in enumerate(row)],
        distance=measure,
    )

    assert set_alpha(sets, distance, VALUE_ONLY).value == pytest.approx(task.alpha(), abs=1e-9)


def test_masi_distance_is_nltks() -> None:
    kinds = [frozenset(one) for one in ("a", "ab", "abc", "bcd", "d", "abcd")]
    for one, other in combinations(kinds, 2):
        assert masi_distance(one, other) == pytest.approx(nltk_distance.masi_distance(one, other))


def test_agreement_on_a_code_is_that_of_yes_and_no() -> None:
    used = (random_ratings(5, 2, 50, 2) > 1).tolist()
    as_numbers = np.array(used, dtype=np.float64)
    found = code_agreement(used, VALUE_ONLY)
    a, b, c = (sum(pair == kind for pair in zip(*used, strict=True)) for kind in ((1, 1), (1, 0), (0, 1)))

    assert found.alpha.value == pytest.approx(float(krippendorff.alpha(as_numbers, level_of_measurement="nominal")))
    assert found.kappa.value == pytest.approx(float(cohen_kappa_score(*used)))
    assert found.ac1.value == pytest.approx(naive(used)["gwet"])
    assert found.positive_agreement.value == pytest.approx(2 * a / (2 * a + b + c))
    assert found.prevalence.value == pytest.approx(as_numbers.mean())


@pytest.mark.parametrize("level", LEVELS)
def test_resampled_alphas_are_alphas_of_the_resamples(level: str) -> None:
    """The package krippendorff on each resample's own units: what the totals are worth."""
    rows = random_ratings(4, 3, 25, 4, missing=0.2)
    ratings = ratings_of(rows)
    told = tally(ratings)
    first = [told.kind.tolist().index(kind) for kind in range(len(told.repeats))]
    draws = np.random.default_rng(6).multinomial(told.repeats.sum(), told.repeats / told.repeats.sum(), size=300)
    alphas = [krippendorff.alpha(np.repeat(rows[:, first], draw, axis=1), level_of_measurement=level) for draw in draws]
    found = krippendorff_alpha(ratings, level, Resampling(draws=300, seed=6))

    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(alphas, [0.025, 0.975])))


def test_resampled_interviews_are_taken_whole() -> None:
    rows = random_ratings(4, 3, 40, 3)
    interviews = [f"W{unit // 5}" for unit in range(40)]
    draws = np.random.default_rng(6).multinomial(8, np.full(8, 1 / 8), size=300)
    alphas = []
    for draw in draws:
        units = [5 * place + turn for place, times in enumerate(draw) for _ in range(times) for turn in range(5)]
        alphas.append(krippendorff.alpha(rows[:, units], level_of_measurement="ordinal"))
    found = krippendorff_alpha(ratings_of(rows), "ordinal", Resampling(clusters=interviews, draws=300, seed=6))

    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(alphas, [0.025, 0.975])))


def test_jackknife_is_what_leaving_out_each_interview_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engage_eval.stats.estimating.MOST_DRAWN", 5)
    rows = random_ratings(2, 3, 60, 3, missing=0.1)
    interviews = [unit // 6 for unit in range(60)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = krippendorff_alpha(ratings_of(rows), "ordinal", Resampling(clusters=interviews))
    without = [
        float(krippendorff.alpha(np.delete(rows, range(6 * one, 6 * one + 6), axis=1), level_of_measurement="ordinal"))
        for one in range(10)
    ]
    error = math.sqrt(9 / 10 * sum((one - np.mean(without)) ** 2 for one in without))
    half = 2.2621571628 * error  # Student's t, 9 degrees of freedom, .975

    assert found.method == "krippendorff_alpha ordinal jackknife_clusters"
    assert (found.low, found.high) == pytest.approx((found.value - half, found.value + half))


def test_jackknife_of_units_that_are_alike_counts_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engage_eval.stats.estimating.MOST_DRAWN", 3)
    rows = random_ratings(12, 2, 50, 2)
    found = cohen_kappa(ratings_of(rows))
    without = [cohen_kappa_score(*np.delete(rows, unit, axis=1).astype(int)) for unit in range(50)]
    error = math.sqrt(49 / 50 * sum((one - np.mean(without)) ** 2 for one in without))

    assert found.method == "cohen_kappa jackknife_units"
    assert found.high - found.value == pytest.approx(2.0095752371 * error)  # 49 degrees of freedom
