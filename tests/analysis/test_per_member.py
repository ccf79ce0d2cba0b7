"""Counts per registered member, over the facilities that say how many they have."""

import pytest

from engage_eval.analysis.per_member import Members, per_member


def facility(name: str, counts: tuple[int, int], members: tuple[int | None, int | None]) -> Members:
    return Members(
        facility=name, before=counts[0], after=counts[1], members_before=members[0], members_after=members[1]
    )


def test_rate_leaves_out_who_has_no_members_in_either_period() -> None:
    rates = per_member(
        [
            facility("A", (100, 150), (1000, 1000)),
            facility("B", (60, 90), (500, 750)),
            facility("C", (10, 99), (None, 50)),
            facility("D", (5, 5), (0, 10)),
            facility("E", (7, 8), (20, None)),
        ]
    )

    assert (rates.facilities, rates.left_out) == (("A", "B"), ("C", "D", "E"))
    assert (rates.members_before, rates.members_after) == (1500, 1750)
    assert (rates.before.value, rates.after.value) == (160 / 1500, 240 / 1750)
    assert rates.ratio.value == pytest.approx(240 / 1750 / (160 / 1500))
    assert rates.known


def test_without_members_the_rate_says_so() -> None:
    rates = per_member([facility("A", (10, 12), (None, None))])

    assert {rate.why.code for rate in (rates.before, rates.after, rates.ratio)} == {"no_members"}
    assert (rates.known, rates.ratio.value, rates.facilities, rates.left_out) == (False, None, (), ("A",))
