"""Data that leave a statistic nothing to work with: each number is finite or says why not, and nothing else escapes.

Every public function that makes results is called on every data set of its kind; the last test keeps the list complete.
"""

import ast
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np
import pytest

from engage_eval.core.catalogue.reasons import REASONS
from engage_eval.core.estimate import Estimate, Reason
from engage_eval.stats import (
    agreement,
    alpha_bootstrap,
    code_agreement,
    contingency,
    correlation,
    homophily,
    importance_performance,
    mean,
    network,
    paired,
    planning,
    proportion,
    rate,
    rds,
    reliability,
    response_rates,
    saturation,
    segmented,
    signed_rank,
    task_fit,
    validity,
)
from engage_eval.stats.ratings import ratings_of
from engage_eval.stats.resampling import Resampling

FEW = Resampling(draws=60)
HUGE = 1e150

COLUMNS: Mapping[str, Sequence[float]] = {
    "nothing": [],
    "one": [3.0],
    "one_zero": [0.0],
    "two": [1.0, 2.0],
    "two_alike": [2.0, 2.0],
    "all_zero": [0.0] * 8,
    "all_alike": [0.1] * 9,
    "ties": [1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 0.0, 0.0],
    "zero_and_others": [0.0, 5.0, 0.0, 7.0],
    "huge": [HUGE, 2 * HUGE, 3 * HUGE, HUGE],
    "tiny": [1e-150, 2e-150, 3e-150, 5e-150],
    "huge_and_small": [1.0, 1e15, 2.0, 3.0],
    **{f"n_{n}": [float(one * 7 % 11) for one in range(n)] for n in range(3, 31)},
}
SIGNED: Mapping[str, Sequence[float]] = {
    **COLUMNS,
    "negative": [-3.0, -1.0, -2.0, -5.0],
    "cancelling": [-1.0, 1.0, -2.0, 2.0],
    "many": [float(one % 7 - 2) for one in range(400)],
}

A, B = "trust", "speed"
TABLES: Mapping[str, Sequence[Sequence[Any]]] = {
    "no_coder": [],
    "coders_without_units": [[], []],
    "one_coder": [[1, 2, 1]],
    "one_unit": [[1], [1]],
    "one_unit_apart": [[1], [2]],
    "one_category": [[4, 4, 4], [4, 4, 4], [4, 4, 4]],
    "all_missing": [[None] * 4, [None] * 4],
    "one_coder_rated": [[1, 2, 3], [None, None, None]],
    "never_the_same_unit": [[1, None, 2, None], [None, 1, None, 2]],
    "one_unit_twice": [[1, 2, None, None], [1, None, 2, 1]],
    "always_apart": [[1, 2, 1, 2], [2, 1, 2, 1]],
    "always_alike": [[1, 2, 3, 1], [1, 2, 3, 1]],
    "one_odd": [[1] * 9 + [2], [1] * 10],
    "zeros": [[0, 0, 0], [0, 0, 1]],
    "negative": [[-2, -1, 3], [-2, 0, 3]],
    "huge": [[HUGE, 1.0, 2 * HUGE], [HUGE, 2 * HUGE, 2 * HUGE]],
    "texts": [["a", "b", "a"], ["a", "b", "b"], ["b", "b", None]],
    "texts_and_numbers": [["a", 1, 2], ["a", 2, 2]],
    **{f"units_{n}": [[one % 3 for one in range(n)], [one * one % 3 for one in range(n)]] for n in range(2, 31)},
}
USED = {
    name: [[None if one is None else bool(place % 2) for place, one in enumerate(row)] for row in rows]
    for name, rows in TABLES.items()
} | {
    "never_used": [[False] * 5, [False] * 5],
    "always_used": [[True] * 5, [True] * 5],
    "used_where_one_read": [[True, False, None], [None, False, False]],
}
SETS: Mapping[str, Sequence[Sequence[frozenset[str] | None]]] = {
    "no_coder": [],
    "no_codes": [[frozenset(), frozenset()]] * 2,
    "one_set": [[frozenset({A})] * 3] * 2,
    "one_unit": [[frozenset({A})], [frozenset({A, B})]],
    "all_missing": [[None, None], [None, None]],
    "disjoint": [[frozenset({A}), frozenset({B})], [frozenset({B}), frozenset({A})]],
    "holes": [[frozenset({A}), None, frozenset()], [frozenset({A, B}), frozenset(), None]],
}
SCALES: Mapping[str, Sequence[Sequence[float | None]]] = {
    "nobody": [],
    "no_items": [[], [], [], []],
    "one_item": [[1.0], [2.0], [3.0], [5.0]],
    "two_items": [[1.0, 2.0], [2.0, 1.0], [3.0, 5.0], [4.0, 4.0]],
    "all_missing": [[None, None, None]] * 4,
    "one_row": [[1.0, 2.0, 3.0]],
    "no_variance": [[3.0, 3.0, 3.0]] * 6,
    "one_flat_item": [[1.0, 3.0, 2.0], [2.0, 3.0, 5.0], [4.0, 3.0, 4.0], [5.0, 3.0, 4.0], [1.0, 3.0, 1.0]],
    "equal_items": [[float(one)] * 3 for one in (1, 2, 3, 4, 5, 5)],
    "sums_alike": [[1.0, 5.0], [2.0, 4.0], [3.0, 3.0], [5.0, 1.0]],
    "opposite": [[1.0, 5.0, 1.0], [2.0, 4.0, 2.0], [3.0, 2.5, 3.0], [5.0, 1.0, 5.0], [4.0, 1.5, 4.0]],
    "more_items_than_people": [[1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 2.0, 1.0, 5.0, 3.0], [1.0, 5.0, 3.0, 1.0, 2.0]],
    "huge": [[HUGE, 2 * HUGE, HUGE], [2 * HUGE, HUGE, 3 * HUGE], [3 * HUGE, 3 * HUGE, HUGE], [HUGE, HUGE, HUGE]],
    "holes": [[1.0, None, 3.0], [None, None, 2.0], [4.0, 4.0, None], [5.0, 1.0, 2.0]],
    **{f"n_{n}": [[float(1 + (one * k + k) % 5) for k in (1, 2, 3)] for one in range(n)] for n in range(2, 31)},
}
PAIRS: Mapping[str, Sequence[tuple[str, str]]] = {
    "nobody": [],
    "one": [("a", "")],
    "seeds_only": [("a", ""), ("b", ""), ("c", "")],
    "self": [("a", "a")],
    "circle": [("a", "b"), ("b", "c"), ("c", "a")],
    "unknown": [("a", "z")],
    "twice": [("a", ""), ("b", "a"), ("b", "")],
    "star": [("a", ""), *((f"p{n}", "a") for n in range(9))],
    "chain": [("p0", ""), *((f"p{n}", f"p{n - 1}") for n in range(1, 9))],
    "two_chains": [("p0", ""), ("p1", ""), *((f"p{n}", f"p{n - 2}") for n in range(2, 14))],
}
INTERVIEWS: Mapping[str, Sequence[set[str]]] = {
    "none": [],
    "one": [{"a"}],
    "no_codes": [set()] * 20,
    "no_base_codes": [*[set()] * 8, {"a"}, {"b"}, set(), set(), set()],
    "all_new": [{f"c{n}"} for n in range(20)],
    "all_at_once": [{"a", "b"}] * 20,
    **{f"n_{n}": [{f"c{one % 5}", f"d{one}"} for one in range(n)] for n in range(2, 31)},
}


def paired_columns() -> Iterator[tuple[Sequence[float], Sequence[float]]]:
    for column in COLUMNS.values():
        for other in ([0.0] * len(column), column, column[::-1], [one + 1 for one in column], [1.0] * len(column)):
            yield column, other


def of_columns(take: Callable[[Sequence[float]], object]) -> Iterator[object]:
    return (take(column) for column in SIGNED.values())


def of_pairs(take: Callable[[Sequence[float], Sequence[float]], object]) -> Iterator[object]:
    return (take(one, other) for one, other in paired_columns())


def of_tables(take: Callable[..., object], *others: Sequence[str]) -> Iterator[object]:
    for rows in TABLES.values():
        clusters = [column % 2 for column in range(len(rows[0]) if rows else 0)]
        for resampling in (FEW, Resampling(draws=60, clusters=clusters)):
            for more in product(*others):
                yield take(ratings_of(rows), *more, resampling)


def of_scales(take: Callable[[Sequence[Sequence[float | None]], Sequence[str]], object]) -> Iterator[object]:
    for rows in SCALES.values():
        yield take(rows, [f"q{place}" for place in range(len(rows[0]) if rows else 3)])


def of_complete(take: Callable[[Any, Sequence[str]], object]) -> Iterator[object]:
    def with_complete(rows: Sequence[Sequence[float | None]], items: Sequence[str]) -> object:
        complete = [row for row in rows if None not in row]
        table = np.array(complete, dtype=float).reshape(len(complete), len(items))
        return take(reliability.scaled(table), items) if len(complete) > 2 else None

    return of_scales(with_complete)


def of_experts() -> Iterator[object]:
    for rows, (low, high) in product(SCALES.values(), [(1, 5), (-3, 9), (0, HUGE)]):
        inside = [[None if one is None else min(max(one, low), high) for one in row] for row in rows]
        items = [str(place) for place in range(len(rows[0]) if rows else 2)]
        yield validity.content_validity(inside, items, low=low, high=high)


def of_shares(take: Callable[..., object], rows: int) -> Iterator[object]:
    columns: list[list[float | None]] = [
        *[[None] * n for n in range(3)],
        *[[0.0] * n for n in range(1, 10)],
        *[[1.0] * n for n in range(1, 10)],
        [0.5, None, 0.5, 0.5],
        [None, None, 0.5, 0.5],
    ]
    for column in columns:
        yield from (
            take(column, *others)
            for others in product([[0.0] * len(column), [1.0] * len(column), column], repeat=rows - 1)
        )


def of_networks(take: Callable[..., object]) -> Iterator[object]:
    for pairs in PAIRS.values():
        found = network.network(pairs)
        people = [person for person, _ in pairs]
        traits = [
            {},
            dict.fromkeys(people, "x"),
            {person: "xy"[place % 2] for place, person in enumerate(people)},
            {person: "xxxy"[place % 4] for place, person in enumerate(people)},
            {person: person for person in people},
        ]
        yield from (take(found, trait, people) for trait in traits)


def of_rds(found: network.Network, trait: Mapping[str, str], people: Sequence[str]) -> list[object]:
    degrees: list[dict[str, float]] = [
        {},
        dict.fromkeys(people, 0.0),
        dict.fromkeys(people, 1.0),
        dict.fromkeys(people, HUGE),
        {person: 1.0 + place for place, person in enumerate(people)},
    ]
    return [rds.rds(found, trait, degree, seeds=seeds) for degree in degrees for seeds in (True, False)]


def of_counts(take: Callable[[int, int], object]) -> Iterator[object]:
    yield from (take(count, n) for n in range(31) for count in {0, n // 3, n} if count <= n)
    yield from (take(count, 10**9) for count in (0, 1, 10**9))


def of_contingency() -> Iterator[object]:
    flat: list[list[list[int]]] = [[], [[]], [[0, 0], [0, 0]], [[3, 4]], [[3], [4]], [[0, 3], [0, 4]]]
    small = [[[1, 0], [0, 1]], [[5, 0], [0, 5]], [[2, 2], [2, 2]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[10**6] * 2] * 2]
    sparse = [[[1] * 8] * 8, [[0, 10**9], [10**9, 1]]]
    return (contingency.association(counts, draws=50) for counts in [*flat, *small, *sparse])


def of_series(take: Callable[..., object]) -> Iterator[object]:
    series: list[list[float]] = [
        [],
        [0.0] * 24,
        [7.0] * 24,
        [0.0] * 12 + [5.0] * 12,
        [5.0] * 12 + [0.0] * 12,
        [float(one) for one in range(24)],
        [float(one * one % 13) for one in range(30)],
        [1e12 * (1 + one % 3) for one in range(24)],
        [0.0] * 23 + [1.0],
        [1.0] + [0.0] * 23,
    ]
    yield from (take(counts, min(12, len(counts))) for counts in series)
    yield from (take([float(one % 4) for one in range(n)], n // 2, least=2) for n in range(31))


def of_answers(take: Callable[..., object]) -> Iterator[object]:
    return (take(rows, other) for rows in SCALES.values() for other in (rows, [[None] * len(row) for row in rows]))


def of_response_rates() -> Iterator[object]:
    counts = [response_rates.Counts(), response_rates.Counts(complete=3), response_rates.Counts(unknown=5)]
    counts += [response_rates.Counts(refused=1, non_contact=10**9, unknown_other=1)]
    return (response_rates.response_rates(one, e) for one in counts for e in (None, 0.0, 0.4, 1.0))


LEVELS = ("nominal", "ordinal", "interval", "ratio")
CALLS: Mapping[str, Callable[[], Iterator[object]]] = {
    "agreement.agreement": lambda: of_tables(agreement.agreement, LEVELS),
    "agreement.percent_agreement": lambda: of_tables(agreement.percent_agreement),
    "agreement.cohen_kappa": lambda: of_tables(agreement.cohen_kappa),
    "agreement.fleiss_kappa": lambda: of_tables(agreement.fleiss_kappa),
    "agreement.krippendorff_alpha": lambda: of_tables(agreement.krippendorff_alpha, LEVELS),
    "agreement.gwet_ac1": lambda: of_tables(agreement.gwet_ac1),
    "agreement.gwet_ac2": lambda: of_tables(agreement.gwet_ac2, ("identity", "linear", "quadratic", "ordinal")),
    "alpha_bootstrap.alpha_bootstrap": lambda: of_scales(
        lambda rows, items: alpha_bootstrap.alpha_bootstrap(rows, items, resamples=60)
    ),
    "code_agreement.code_agreement": lambda: (code_agreement.code_agreement(rows, FEW) for rows in USED.values()),
    "code_agreement.set_alpha": lambda: (
        code_agreement.set_alpha(rows, how, FEW) for rows in SETS.values() for how in ("masi", "jaccard")
    ),
    "contingency.association": of_contingency,
    "correlation.pearson": lambda: of_pairs(correlation.pearson),
    "homophily.homophily": lambda: of_networks(lambda found, trait, _: homophily.homophily(found.recruiter_of, trait)),
    "importance_performance.importance_performance": lambda: of_answers(
        lambda p, w: importance_performance.importance_performance(p, w, resamples=30)
    ),
    "mean.mean_t": lambda: of_columns(mean.mean_t),
    "mean.mean_of_counts": lambda: of_columns(lambda column: mean.mean_of_counts([(one, 2) for one in column])),
    "network.network": lambda: (network.network(pairs) for pairs in PAIRS.values()),
    "paired.paired": lambda: of_pairs(paired.paired),
    "paired.ratio_of_totals": lambda: of_pairs(paired.ratio_of_totals),
    "paired.mean_change": lambda: of_pairs(paired.mean_change),
    "paired.median_change": lambda: of_pairs(paired.median_change),
    "paired.geometric_mean_ratio": lambda: of_pairs(paired.geometric_mean_ratio),
    "paired.cohen_dz": lambda: of_columns(paired.cohen_dz),
    "paired.dispersion": lambda: of_pairs(paired.dispersion),
    "paired.rate_ratio_clustered": lambda: of_pairs(paired.rate_ratio_clustered),
    "paired.leave_one_out": lambda: of_pairs(paired.leave_one_out),
    "planning.plan_interval": lambda: (
        planning.plan_interval(share, width, population)
        for share in (0.0, 0.5, 1.0)
        for width in (0.001, 0.999)
        for population in (None, 1, 10**9)
    ),
    "planning.plan_theme": lambda: (planning.plan_theme(share) for share in (0.0001, 0.5, 1.0)),
    "proportion.wilson": lambda: of_counts(proportion.wilson),
    "proportion.clopper_pearson": lambda: of_counts(proportion.clopper_pearson),
    "rate.rate_per_member": lambda: of_pairs(rate.rate_per_member),
    "rate.rate_ratio_per_member": lambda: of_pairs(
        lambda one, other: rate.rate_ratio_per_member(one, other, other, one)
    ),
    "rds.rds": lambda: of_networks(of_rds),
    "reliability.reliability": lambda: of_scales(reliability.reliability),
    "reliability.cronbach_alpha": lambda: of_complete(reliability.cronbach_alpha),
    "reliability.mcdonald_omega": lambda: of_complete(reliability.mcdonald_omega),
    "reliability.difference_reliability": lambda: (
        reliability.difference_reliability(*values, *shares)
        for values in product((0.0, 1.0, HUGE), repeat=2)
        for shares in product((-1.0, 0.0, 1.0), repeat=3)
    ),
    "response_rates.eligibility": lambda: (
        response_rates.eligibility(*pair) for pair in product((0, 1, 10**9), repeat=2)
    ),
    "response_rates.response_rates": of_response_rates,
    "saturation.saturation": lambda: (saturation.saturation(one, orders=20) for one in INTERVIEWS.values()),
    "saturation.guest": lambda: (
        saturation.guest(saturation.new_codes(one), base, run, share)
        for one in INTERVIEWS.values()
        for base, run, share in product((1, 4, 6), (1, 3), (0.0, 0.05))
    ),
    "saturation.francis": lambda: (saturation.francis(saturation.new_codes(one)) for one in INTERVIEWS.values()),
    "segmented.segmented": lambda: of_series(segmented.segmented),
    "segmented.segmented_ratio": lambda: of_series(segmented.segmented_ratio),
    "signed_rank.wilcoxon": lambda: of_columns(signed_rank.wilcoxon),
    "signed_rank.rank_biserial": lambda: of_columns(signed_rank.rank_biserial),
    "signed_rank.hodges_lehmann": lambda: of_columns(signed_rank.hodges_lehmann),
    "task_fit.facet_score": lambda: of_shares(task_fit.facet_score, 1),
    "task_fit.weighted_score": lambda: of_shares(task_fit.weighted_score, 2),
    "task_fit.match_score": lambda: of_shares(task_fit.match_score, 2),
    "task_fit.profile_score": lambda: of_shares(task_fit.profile_score, 2),
    "validity.content_validity": of_experts,
    "validity.aiken_v": lambda: (
        validity.aiken_v(column, 1, 5) for column in ([], [1.0], [5.0], [1.0] * 30, [5.0] * 30)
    ),
    "validity.i_cvi": lambda: of_counts(validity.i_cvi),
    "validity.modified_kappa": lambda: (validity.modified_kappa(a, n) for n in range(31) for a in {0, n // 2, n}),
}


def leaves(found: object) -> Iterator[object]:
    """Yield every Estimate, Reason and plain value in a result, however deep."""
    if isinstance(found, Estimate | Reason):
        yield found
    if isinstance(found, Reason):
        return
    if is_dataclass(found):
        for one in fields(found):
            yield from leaves(getattr(found, one.name))
    elif isinstance(found, tuple | list):
        for inner in found:
            yield from leaves(inner)
    else:
        yield found


def faults(found: object) -> Iterator[str]:
    for one in leaves(found):
        if isinstance(one, Estimate):
            if one.value is None and one.why is None:
                yield f"no value and no reason: {one}"
            if (one.low is None) != (one.high is None) or (one.value is None and one.low is not None):
                yield f"half an interval: {one}"
            if one.value is not None and one.low is not None and not one.low <= one.value <= one.high:
                yield f"a value outside its interval: {one}"
        elif isinstance(one, Reason):
            named = {name for _, name, _, _ in Formatter().parse(REASONS.get(one.code, "")) if name}
            if one.code not in REASONS or not named <= set(one.params):
                yield f"no sentence, or one with holes: {one}"
            yield from (f"{type(value)}" for value in one.params.values() if type(value) not in (str, int, float))
        elif type(one) not in (float, int, str, bool, type(None)):
            yield f"{type(one)} {one!r}"
        elif isinstance(one, float) and not math.isfinite(one):
            yield f"not finite, in {found}"


@pytest.mark.parametrize("name", CALLS)
def test_every_number_is_finite_or_has_a_reason_with_a_sentence(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [fault for result in CALLS[name]() for fault in faults(result)]
    assert found == []


# Both only hand on what coefficients make, each of which is called above.
HANDS_ON = {"agreement.found_of", "estimating.estimates"}


def test_every_function_that_makes_results_is_called() -> None:
    sources = (Path(__file__).parents[2] / "src" / "engage_eval" / "stats").glob("*.py")
    trees = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in sources}
    classes = {node.name for tree in trees.values() for node in tree.body if isinstance(node, ast.ClassDef)}
    made_on_the_way = {"Base", "Ratings", "Resampling", "Sums", "Tally"}  # what a result is computed from
    results = (classes | {"Estimate"}) - made_on_the_way
    makers = {
        f"{module}.{node.name}"
        for module, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns
        if any(isinstance(one, ast.Name) and one.id in results for one in ast.walk(node.returns))
    }
    assert makers - HANDS_ON == set(CALLS)
