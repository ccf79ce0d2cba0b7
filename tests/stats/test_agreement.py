"""Agreement: relabelling and order change nothing, holes are allowed, degenerate ratings have a reason, never a NaN."""

import math
from dataclasses import fields
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.estimate import Estimate
from engage_eval.stats.agreement import (
    Agreement,
    agreement,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    percent_agreement,
)
from engage_eval.stats.ratings import ratings_of
from engage_eval.stats.resampling import Resampling

Rows = list[list[int | None]]
LEVELS = ("nominal", "ordinal", "interval", "ratio")
VALUE_ONLY = Resampling(draws=0)
FEW_DRAWS = Resampling(draws=50)


def rows(least_coders: int = 1, most_coders: int = 4) -> st.SearchStrategy[Rows]:
    value = st.one_of(st.none(), st.integers(0, 3))
    shape = st.tuples(st.integers(least_coders, most_coders), st.integers(1, 9))
    return shape.flatmap(
        lambda size: st.lists(st.lists(value, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
    )


def estimates(found: Agreement) -> dict[str, Estimate]:
    every = {one.name: getattr(found, one.name) for one in fields(found)}
    return {name: one for name, one in every.items() if isinstance(one, Estimate)}


def values(found: Agreement) -> dict[str, object]:
    return {
        name: one.why.code if one.value is None else pytest.approx(one.value, abs=1e-12)
        for name, one in estimates(found).items()
    }


def codes(found: Agreement) -> set[str]:
    return {one.why.code for one in estimates(found).values() if one.why}


@given(rows(), st.sampled_from(LEVELS))
@settings(max_examples=150, deadline=None)
def test_every_coefficient_is_a_plain_number_of_at_most_one_or_has_a_reason(table: Rows, level: str) -> None:
    for name, one in estimates(agreement(ratings_of(table), level, FEW_DRAWS)).items():
        assert (one.value is not None) or one.why is not None
        assert (one.low is None) == (one.why is not None)
        for number in (one.value, one.low, one.high):
            assert number is None or (type(number) is float and math.isfinite(number) and number <= 1)
        assert one.low is None or one.low <= one.value <= one.high
        assert name != "percent_agreement" or one.value is None or one.value >= 0


@given(rows(2), st.randoms(), st.sampled_from(LEVELS))
@settings(max_examples=60, deadline=None)
def test_order_of_coders_and_units_changes_nothing(table: Rows, random: Random, level: str) -> None:
    units, coders = list(range(len(table[0]))), list(table)
    random.shuffle(units)
    random.shuffle(coders)
    shuffled = [[row[unit] for unit in units] for row in coders]

    assert values(agreement(ratings_of(shuffled), level, VALUE_ONLY)) == values(
        agreement(ratings_of(table), level, VALUE_ONLY)
    )


@given(rows(2))
@settings(max_examples=40, deadline=None)
def test_order_of_units_does_not_change_the_intervals_either(table: Rows) -> None:
    backwards = [row[::-1] for row in table]

    assert agreement(ratings_of(backwards), "ordinal", FEW_DRAWS) == agreement(ratings_of(table), "ordinal", FEW_DRAWS)


@given(rows(2), st.permutations(["d", "b", "a", "c"]))
@settings(max_examples=60, deadline=None)
def test_names_of_nominal_categories_do_not_matter(table: Rows, names: list[str]) -> None:
    renamed = [[None if one is None else names[one] for one in row] for row in table]

    assert values(agreement(ratings_of(renamed), "nominal", VALUE_ONLY)) == values(
        agreement(ratings_of(table), "nominal", VALUE_ONLY)
    )


@given(rows(2), st.sampled_from(LEVELS))
@settings(max_examples=60, deadline=None)
def test_a_coder_or_a_unit_without_ratings_changes_nothing(table: Rows, level: str) -> None:
    wider = [[*row, None] for row in table]
    taller = [*wider, [None] * len(wider[0])]

    found, more = (agreement(ratings_of(one), level, FEW_DRAWS) for one in (table, taller))
    assert estimates(more) == estimates(found)
    assert (more.units, more.coders) == (found.units + 1, found.coders + 1)


@given(rows(2), st.sampled_from(LEVELS))
@settings(max_examples=60, deadline=None)
def test_an_array_says_the_same_as_sequences(table: Rows, level: str) -> None:
    array = np.array([[math.nan if one is None else one for one in row] for row in table], dtype=np.float64)

    assert agreement(ratings_of(array), level, FEW_DRAWS) == agreement(ratings_of(table), level, FEW_DRAWS)


@given(rows(2), st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_interval_alpha_does_not_depend_on_zero_and_unit_of_the_scale(table: Rows, times: int) -> None:
    scaled = [[None if one is None else one * times - 7 for one in row] for row in table]
    found, other = (krippendorff_alpha(ratings_of(one), "interval", VALUE_ONLY) for one in (table, scaled))

    assert other.value == (None if found.value is None else pytest.approx(found.value, abs=1e-9))


def test_all_the_same_rating_is_full_agreement_that_may_be_chance() -> None:
    found = agreement(ratings_of([[1, 1, 1], [1, 1, 1]]))

    assert found.percent_agreement.value == 1
    assert found.percent_agreement.why.code == "same_resamples"
    assert {name for name, one in estimates(found).items() if one.value is None} == {
        "cohen_kappa",
        "fleiss_kappa",
        "krippendorff_alpha",
        "gwet_ac1",
        "gwet_ac2",
    }
    assert codes(found) == {"same_resamples", "one_category"}


def test_perfect_agreement_is_exactly_one() -> None:
    for level in LEVELS:
        found = agreement(ratings_of([[0.1, 0.7, 0.7, 3], [0.1, 0.7, 0.7, 3], [0.1, None, 0.7, 3]]), level)
        assert {one.value for one in estimates(found).values() if one.value is not None} == {1.0}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ([], "empty"),
        ([[], []], "empty"),
        ([[1, 2, 3]], "few_coders"),
        ([[1, 2, 3], [None, None, None]], "few_coders"),
        ([[None, None], [None, None]], "few_coders"),
        ([[1, None], [None, 2]], "no_rated_twice"),
    ],
)
def test_nothing_to_compare_is_said_of_every_coefficient(table: Rows, code: str) -> None:
    found = agreement(ratings_of(table))

    assert codes(found) == {code}
    assert all(one.value is None for one in estimates(found).values())


def test_a_single_unit_has_values_without_intervals() -> None:
    found = agreement(ratings_of([[1], [2]]))

    assert (found.percent_agreement.value, found.krippendorff_alpha.value, found.cohen_kappa.value) == (0, 0, 0)
    assert codes(found) == {"few_for_interval"}


def test_cohens_kappa_is_for_two_coders_and_the_rest_is_for_all() -> None:
    found = agreement(ratings_of([[1, 2, 1], [1, 2, 2], [1, 2, 2]]))

    assert (found.cohen_kappa.value, found.cohen_kappa.why.code) == (None, "cohen_two")
    assert found.cohen_kappa.why.params == {"n": 3, "coders": 3}
    assert found.fleiss_kappa.value is not None


def test_words_have_no_order_and_no_distance() -> None:
    words = ratings_of([["low", "high", "low"], ["low", "high", "high"]])

    assert agreement(words).krippendorff_alpha.value is not None
    for level in LEVELS[1:]:
        found = agreement(words, level)
        assert {found.krippendorff_alpha.why.code, found.gwet_ac2.why.code} == {"not_numeric"}
        assert found.gwet_ac1.value is not None
    assert krippendorff_alpha(ratings_of([[1, math.inf], [1, 2]]), "interval").why.code == "not_numeric"


def test_a_ratio_scale_refuses_values_below_zero_and_takes_zero() -> None:
    assert krippendorff_alpha(ratings_of([[-1, 2], [1, 2]]), "ratio").why.code == "below_zero"
    assert krippendorff_alpha(ratings_of([[0, 2], [0, 2]]), "ratio", VALUE_ONLY).value == 1


def test_chance_level_of_cohens_kappa_is_zero() -> None:
    found = cohen_kappa(ratings_of([["a", "a", "b", "b"], ["a", "b", "a", "b"]]), VALUE_ONLY)

    assert found.value == pytest.approx(0)


def test_method_names_coefficient_weights_and_what_was_resampled() -> None:
    ratings = ratings_of([[1, 2, 3, 1, 2], [1, 2, 3, 2, 2]])
    clusters = Resampling(clusters=["A", "A", "B", "B", "C"])

    assert gwet_ac2(ratings, "quadratic").method == "gwet_ac2 quadratic bootstrap_units"
    assert fleiss_kappa(ratings, clusters).method == "fleiss_kappa bootstrap_clusters"
    assert percent_agreement(ratings, VALUE_ONLY).method == "percent_agreement"
    assert gwet_ac1(ratings, Resampling(clusters=[None] * 5)).method == "gwet_ac1 bootstrap_units"


def test_units_of_one_interview_widen_the_interval() -> None:
    draw = np.random.default_rng(4)
    first = ["abc"[place] for place in draw.integers(0, 3, size=30)]
    good = (draw.random(30) < 0.5).tolist()
    # In each interview the coders agree on all of ten turns or on none.
    one = [label for label in first for _ in range(10)]
    other = [
        label if fine else "abc"["bca".index(label)] for label, fine in zip(first, good, strict=True) for _ in range(10)
    ]
    interviews = [number for number in range(30) for _ in range(10)]
    ratings = ratings_of([one, other])

    by_units, by_interviews = percent_agreement(ratings), percent_agreement(ratings, Resampling(clusters=interviews))
    assert by_units.value == by_interviews.value
    assert by_interviews.high - by_interviews.low > 2.5 * (by_units.high - by_units.low)


def test_one_cluster_gives_no_interval_and_the_wrong_number_of_labels_is_a_bug() -> None:
    ratings = ratings_of([[1, 2, 3, 1], [1, 2, 3, 2]])

    assert krippendorff_alpha(ratings, "nominal", Resampling(clusters=["A"] * 4)).why.code == "few_for_interval"
    with pytest.raises(ValueError, match="cluster"):
        krippendorff_alpha(ratings, "nominal", Resampling(clusters=["A"] * 3))


def test_a_unit_without_an_interview_stands_for_itself() -> None:
    ratings = ratings_of([[1, 2, 3, 1], [1, 2, 3, 2]])
    alone = percent_agreement(ratings, Resampling(clusters=["A", "B", "C", "D"]))

    assert percent_agreement(ratings, Resampling(clusters=["A", None, None, "D"])) == alone


def test_the_same_seed_gives_the_same_interval_and_another_one_nearly() -> None:
    draw = np.random.default_rng(1)
    truth, guess = draw.integers(0, 3, size=200), draw.integers(0, 3, size=(2, 200))
    ratings = ratings_of(np.where(draw.random((2, 200)) < 0.8, truth, guess).astype(np.float64))
    found, again, other = (krippendorff_alpha(ratings, "nominal", Resampling(seed=seed)) for seed in (1, 1, 2))

    assert found == again
    assert found.low != other.low
    assert found.low == pytest.approx(other.low, abs=0.02)


def test_measurements_too_many_to_count_still_have_interval_and_ordinal_alpha() -> None:
    draw = np.random.default_rng(3)
    truth = draw.normal(size=900)
    found = agreement(ratings_of(truth + 0.3 * draw.normal(size=(2, 900))), "interval", FEW_DRAWS)

    assert found.krippendorff_alpha.value == pytest.approx(0.92, abs=0.02)
    assert found.krippendorff_alpha.low < found.krippendorff_alpha.value < found.krippendorff_alpha.high
    assert {found.percent_agreement.why.code, found.gwet_ac2.why.code} == {"many_categories"}
    ordinal = agreement(ratings_of(truth + 0.3 * draw.normal(size=(2, 900))), "ordinal", FEW_DRAWS).krippendorff_alpha
    assert (ordinal.value > 0.85, ordinal.low, ordinal.why.code) == (True, None, "many_categories")


def test_sixty_ordered_categories_have_a_value_and_say_why_no_interval() -> None:
    draw = np.random.default_rng(5)
    truth = draw.integers(0, 60, size=300)
    found = krippendorff_alpha(ratings_of((truth + draw.integers(-2, 3, size=(3, 300))).astype(np.float64)), "ordinal")

    assert found.value > 0.9
    assert found.why.params == {"categories": 64, "most": 50}


def test_many_units_are_left_out_one_by_one() -> None:
    draw = np.random.default_rng(6)
    found = krippendorff_alpha(ratings_of(draw.integers(0, 9, size=(9, 20_000)).astype(np.float64)))

    assert found.method == "krippendorff_alpha nominal jackknife_units"
    assert found.low < 0.001
    assert found.high > -0.001
    assert found.high - found.low < 0.01
