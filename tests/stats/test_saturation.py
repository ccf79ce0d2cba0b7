"""Code saturation: where it is reached, and where it can't be said."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.saturation import francis, guest, new_codes, saturation

CODES = st.lists(st.sets(st.sampled_from("abcdefghij"), max_size=4), max_size=16)


def test_a_code_is_new_only_where_it_is_first_seen() -> None:
    assert new_codes([{"a", "b"}, {"b"}, set(), {"c", "a"}]) == (2, 0, 0, 1)


@pytest.mark.parametrize(
    ("new", "reached"),
    [
        ([20, 0, 0, 0, 1, 0, 0], 4),  # 1 of 20 in interviews 5 and 6: 5% is still at the threshold
        ([19, 0, 0, 0, 1, 0, 0], 5),  # 1 of 19 is more
        ([19, 0, 0, 0, 1, 1, 0, 1], None),
    ],
)
def test_the_threshold_itself_is_saturation(new: list[int], reached: int | None) -> None:
    assert guest(new, base=4, run=2, threshold=0.05).reached_at == reached


def test_runs_overlap_so_that_the_first_quiet_one_counts() -> None:
    found = guest([5, 3, 1, 1, 1, 0, 0], base=4, run=2, threshold=0.0)

    assert (found.reached_at, found.notation, found.why) == (5, "5+2", None)


def test_fewer_interviews_than_base_and_run_are_too_few() -> None:
    found = guest([3, 1, 0, 0, 0], base=4, run=2, threshold=0.05)

    assert (found.reached_at, found.notation) == (None, "")
    assert (found.why.code, dict(found.why.params)) == ("few_interviews", {"n": 5, "least": 6})


def test_a_base_without_codes_is_no_yardstick() -> None:
    found = guest([0, 0, 0, 0, 2, 0, 0], base=4, run=2, threshold=0.05)

    assert (found.why.code, found.why.params["base"]) == ("no_base_codes", 4)


def test_what_is_not_reached_is_said_to_be_so() -> None:
    assert guest([1, 1, 1, 1, 1, 1, 1], base=4, run=2, threshold=0.05).why.code == "not_saturated"


@pytest.mark.parametrize(
    ("new", "reached", "code"),
    [
        ([4] * 10 + [0, 0, 0], 10, ""),
        ([4] * 10 + [0, 1, 0, 0, 0], 12, ""),
        ([4] * 10 + [0, 0], None, "few_interviews"),
        ([4] * 10 + [0, 0, 1], None, "not_saturated"),
        ([4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1], None, "not_saturated"),
        ([0] * 13, None, "no_base_codes"),
    ],
)
def test_ten_and_three_of_francis_begins_after_the_tenth(new: list[int], reached: int | None, code: str) -> None:
    found = francis(new)

    assert (found.reached_at, found.base, found.run, found.threshold) == (reached, 10, 3, 0.0)
    assert (found.why.code if found.why else "") == code


def test_nothing_at_all_is_no_error() -> None:
    for interviews in ([], [set()] * 7):
        found = saturation(interviews)
        assert (found.codes, found.quartiles) == (0, ())
        assert {one.why.code for one in found.runs} <= {"few_interviews", "no_base_codes"}


def test_every_choice_of_base_run_and_threshold_is_there_once() -> None:
    choices = [(one.base, one.run, one.threshold) for one in saturation([]).runs]

    assert len(choices) == len(set(choices)) == 12


def test_orders_of_interviews_that_are_all_alike_come_to_the_same() -> None:
    found = saturation([{"a", "b"}] * 8)

    assert {(one.reached, one.q1, one.median, one.q3) for one in found.quartiles if one.base == 5} == {(1.0, 5, 5, 5)}


def test_a_quartile_among_orders_that_never_get_there_is_none() -> None:
    found = saturation([{str(at)} for at in range(9)])

    assert {(one.reached, one.median) for one in found.quartiles} == {(0.0, None)}


def test_the_orders_depend_on_the_seed_alone() -> None:
    interviews = [{str(at), str(at // 2), "a"} for at in range(10)] + [{"a"}] * 4

    assert saturation(interviews).quartiles == saturation(interviews).quartiles
    assert saturation(interviews, orders=50).orders == 50
    assert {one.reached for one in saturation(interviews, orders=1).quartiles} <= {0.0, 1.0}
    assert len(saturation(interviews, orders=1).quartiles) == len(saturation(interviews).runs)
    assert saturation(interviews, orders=0).quartiles == ()


def by_hand(interviews: Sequence[set[str]], base: int, run: int, threshold: float) -> int | None:
    """Return what the definition says, from sets alone."""
    first = set().union(*interviews[:base])
    for s in range(base, len(interviews) - run + 1):
        fresh = set().union(*interviews[s : s + run]) - set().union(*interviews[:s])
        if first and len(fresh) / len(first) <= threshold:
            return s
    return None


@settings(max_examples=60, deadline=None)
@given(interviews=CODES)
def test_runs_are_what_the_definition_says(interviews: list[set[str]]) -> None:
    found = saturation(interviews, orders=1)

    assert found.codes == len(set().union(*interviews))
    for one in found.runs:
        assert one.reached_at == by_hand(interviews, one.base, one.run, one.threshold)
        assert (one.why is None) is (one.reached_at is not None)
        if one.reached_at:
            assert one.notation == f"{one.reached_at}+{one.run}"
