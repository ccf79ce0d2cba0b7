"""Reliability: degenerate scales have a reason, never a NaN, and what can't matter doesn't."""

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.estimate import Estimate
from engage_eval.stats.alpha_bootstrap import alpha_bootstrap
from engage_eval.stats.reliability import Reliability, difference_reliability, reliability

ANSWER = st.one_of(st.none(), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
TABLES = st.integers(0, 6).flatmap(lambda k: st.lists(st.lists(ANSWER, min_size=k, max_size=k), max_size=12))
FIVE = [(1, 2, 2, 1), (2, 2, 3, 3), (3, 4, 3, 2), (4, 5, 4, 5), (5, 4, 5, 4), (3, 2, 4, 3)]


def estimates(found: Reliability) -> list[Estimate]:
    pairs = (*found.item_rest, *found.alpha_if_dropped)
    return [found.cronbach_alpha, found.mcdonald_omega, *(one for _, one in pairs)]


@given(TABLES)
@settings(max_examples=40, deadline=None)
def test_every_number_is_finite_or_has_a_reason(rows: list[list[int | None]]) -> None:
    items = [f"q{place}" for place in range(len(rows[0]) if rows else 0)]
    found = reliability(rows, items)
    for one in (*estimates(found), alpha_bootstrap(rows, items, resamples=50)):
        numbers = [number for number in (one.value, one.low, one.high) if number is not None]
        assert all(type(number) is float and math.isfinite(number) for number in numbers)
        assert one.value is not None or one.why is not None
    alpha = found.cronbach_alpha
    assert alpha.low is None or alpha.low <= alpha.value <= alpha.high <= 1
    assert alpha.value is None or alpha.value <= 1
    assert found.respondents + found.left_out == len(rows)


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 4), min_size=5, max_size=12), st.randoms())
@settings(max_examples=30, deadline=None)
def test_order_of_rows_and_items_changes_nothing(rows: list[tuple[int, ...]], random: Random) -> None:
    order = random.sample(range(4), 4)
    shuffled = [[row[place] for place in order] for row in random.sample(rows, len(rows))]
    one = reliability(rows, ["a", "b", "c", "d"])
    other = reliability(shuffled, ["abcd"[place] for place in order])

    def close(first: Estimate, second: Estimate) -> bool:
        return first.value == (None if second.value is None else pytest.approx(second.value, abs=1e-9))

    assert close(one.cronbach_alpha, other.cronbach_alpha)
    for first, second in ((one.item_rest, other.item_rest), (one.alpha_if_dropped, other.alpha_if_dropped)):
        assert all(close(dict(first)[item], dict(second)[item]) for item in "abcd")


@given(st.integers(-40, 40), st.sampled_from([1e-150, 0.25, 3.0, 1e150]))
@settings(max_examples=20, deadline=None)
def test_another_origin_and_unit_change_nothing(origin: int, unit: float) -> None:
    moved = [[(value + origin) * unit for value in row] for row in FIVE]
    one, other = (reliability(rows, ["a", "b", "c", "d"]) for rows in (FIVE, moved))

    assert other.cronbach_alpha.value == pytest.approx(one.cronbach_alpha.value, rel=1e-6)
    assert other.cronbach_alpha.low == pytest.approx(one.cronbach_alpha.low, rel=1e-6)
    assert other.mcdonald_omega.value == pytest.approx(one.mcdonald_omega.value, rel=1e-4)


def test_incomplete_rows_are_left_out_whole() -> None:
    found = reliability([*FIVE, (5, None, 1, 1), (None, None, None, None)], ["a", "b", "c", "d"])

    assert (found.respondents, found.left_out) == (6, 2)
    assert found.cronbach_alpha == reliability(FIVE, ["a", "b", "c", "d"]).cronbach_alpha


def test_all_missing_says_that_no_row_is_complete() -> None:
    found = reliability([(None, 1), (2, None)], ["a", "b"])

    assert {one.why.code for one in estimates(found)} == {"no_complete_rows"}
    assert (found.respondents, found.left_out) == (0, 2)


@pytest.mark.parametrize(("n", "least"), [(2, 3), (1, 3)])
def test_under_three_rows_are_too_few(n: int, least: int) -> None:
    found = reliability(FIVE[:n], ["a", "b", "c", "d"], least=1)

    assert {one.why.code for one in estimates(found)} == {"few_people"}
    assert found.cronbach_alpha.why.params == {"n": n, "least": least}


def test_a_study_report_can_refuse_below_thirty() -> None:
    found = reliability(FIVE, ["a", "b", "c", "d"], least=30)

    assert found.cronbach_alpha.value is None
    assert found.mcdonald_omega.why.params == {"n": 6, "least": 30}


def test_one_item_is_no_scale() -> None:
    found = reliability([(1,), (2,), (4,)], ["a"])

    assert {one.why.code for one in estimates(found)} == {"few_items"}


def test_two_items_have_alpha_but_no_omega() -> None:
    found = reliability([(1, 2), (2, 2), (4, 5), (5, 4)], ["a", "b"])

    assert found.cronbach_alpha.value == pytest.approx(0.9105691)
    assert (found.mcdonald_omega.why.code, found.mcdonald_omega.why.params) == ("few_items", {"n": 2, "least": 3})
    assert found.alpha_if_dropped[0][1].why.code == "few_items"


def test_an_item_without_variance_is_named_and_alpha_without_it_stands() -> None:
    found = reliability([(1, 4, 2, 1), (2, 4, 3, 3), (5, 4, 4, 5)], ["a", "sama", "c", "d"])

    assert found.cronbach_alpha.why.code == "flat_items"
    assert found.cronbach_alpha.why.params["items"] == "sama"
    assert found.mcdonald_omega.why.code == "flat_items"
    assert dict(found.item_rest)["sama"].why.code == "no_variance"
    assert dict(found.item_rest)["a"].value > 0.9
    assert dict(found.alpha_if_dropped)["sama"].value > 0.9
    assert dict(found.alpha_if_dropped)["a"].why.code == "flat_items"


def test_sums_without_variance_have_no_alpha() -> None:
    found = reliability([(1, 5), (2, 4), (3, 3), (5, 1)], ["a", "b"])

    assert found.cronbach_alpha.why.code == "same_sums"


def test_equal_items_have_alpha_one_without_an_interval() -> None:
    found = reliability([(1, 1), (2, 2), (5, 5)], ["a", "b"]).cronbach_alpha

    assert (found.value, found.low, found.why.code) == (1.0, None, "items_as_one")


def test_a_negative_alpha_stands_and_is_noted() -> None:
    found = reliability([(1, 5, 2), (2, 4, 1), (3, 3, 3), (4, 2, 5), (5, 1, 4)], ["a", "b", "c"])

    assert found.cronbach_alpha.value < 0
    assert [note.code for note in found.notes] == ["small_sample", "negative_alpha"]


def test_thirty_rows_need_no_warning() -> None:
    assert reliability(FIVE * 5, ["a", "b", "c", "d"]).notes == ()
    assert [note.code for note in reliability((FIVE * 5)[1:], ["a", "b", "c", "d"]).notes] == ["small_sample"]


def test_omega_needs_more_rows_than_items() -> None:
    found = reliability(FIVE[:4], ["a", "b", "c", "d"]).mcdonald_omega

    assert (found.why.code, found.why.params) == ("few_people", {"n": 4, "least": 5})


def test_an_item_without_a_variance_of_its_own_is_named_beside_omega() -> None:
    twins = [(1, 1, 3), (2, 2, 1), (3, 3, 4), (4, 4, 2), (5, 5, 5), (2, 2, 3)]
    found = reliability(twins, ["a", "kembar", "c"]).mcdonald_omega

    assert found.value is not None
    assert found.why.code == "heywood"
    assert "kembar" in str(found.why.params["items"])


def test_rows_of_another_length_are_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="every row"):
        reliability([(1, 2), (1, 2, 3)], ["a", "b"])


def test_the_same_seed_gives_the_same_bootstrap_interval_and_another_a_near_one() -> None:
    items = ["a", "b", "c", "d"]
    one, again, other = (alpha_bootstrap(FIVE * 5, items, seed=seed) for seed in (1, 1, 2))

    assert one == again
    assert other.low != one.low
    assert other.low == pytest.approx(one.low, abs=0.02)
    assert one.value == reliability(FIVE * 5, items).cronbach_alpha.value


def test_a_difference_without_variance_has_no_reliability() -> None:
    assert difference_reliability(1.0, 1.0, 0.8, 0.8, 1.0).why.code == "same_differences"
    assert difference_reliability(0.0, 0.0, 0.8, 0.8, 0.0).why.code == "same_differences"


@given(st.floats(0.1, 9), st.floats(0.1, 9), st.floats(0, 1), st.floats(-0.9, 0.9))
@settings(max_examples=30, deadline=None)
def test_perfect_parts_make_a_perfect_difference(sd_x: float, sd_y: float, r_xx: float, r_xy: float) -> None:
    assert difference_reliability(sd_x, sd_y, 1.0, 1.0, r_xy).value == pytest.approx(1.0)
    assert difference_reliability(sd_x, sd_y, r_xx, r_xx, 0.0).value == pytest.approx(r_xx)


def test_a_rest_that_adds_up_to_the_same_is_told_from_an_item_that_does_not_vary() -> None:
    rows = [(1, 5, 2), (2, 4, 5), (3, 3, 1), (5, 1, 4), (4, 2, 2)]
    rest = dict(reliability(rows, ["naik", "turun", "lain"]).item_rest)["lain"]

    assert (rest.value, rest.why.code) == (None, "same_sums")


def test_resamples_that_mostly_have_no_alpha_give_no_interval() -> None:
    # A resample of three people is three times the same person in a ninth of the draws.
    found = alpha_bootstrap([(1, 2), (3, 2), (5, 6)], ["a", "b"], resamples=2000)

    assert (found.low, found.high, found.why.code) == (None, None, "undefined_resamples")
    assert found.value is not None
