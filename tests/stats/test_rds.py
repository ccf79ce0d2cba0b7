"""Respondent-driven sampling: a worked example, refusals, and what must not change a result."""

from collections.abc import Mapping

import pytest

from engage_eval.stats.network import Network, network
from engage_eval.stats.rds import Rds, rds

# Two groups over four waves. Recruitments: A to A 1, A to B 2, B to A 1, B to B 1.
PAIRS = [("s", ""), ("a1", "s"), ("b1", "s"), ("b2", "a1"), ("a2", "b1"), ("b3", "b2")]
TRAITS = {"s": "A", "a1": "A", "a2": "A", "b1": "B", "b2": "B", "b3": "B"}
DEGREES = {"s": 2, "a1": 4, "a2": 4, "b1": 5, "b2": 10, "b3": 10}


def _shares(found: Rds) -> tuple[dict[str, float | None], dict[str, float | None]]:
    return (
        {group: one.value for group, one in found.rds_i},
        {group: one.value for group, one in found.rds_ii},
    )


def test_two_groups_worked_by_hand() -> None:
    found = rds(network(PAIRS), TRAITS, DEGREES)
    first, second = _shares(found)

    # D_A = 3 / (1/2 + 1/4 + 1/4) = 3, D_B = 3 / (1/5 + 1/10 + 1/10) = 7.5; C_AB = 2/3, C_BA = 1/2.
    assert dict(found.degrees) == {"A": pytest.approx(3), "B": pytest.approx(7.5)}
    # P_A = D_B C_BA / (D_A C_AB + D_B C_BA) = 3.75 / (2 + 3.75)
    assert first == {"A": pytest.approx(3.75 / 5.75), "B": pytest.approx(2 / 5.75)}
    # The summed weights are 1 for A and 0.4 for B.
    assert second == {"A": pytest.approx(1 / 1.4), "B": pytest.approx(0.4 / 1.4)}
    assert found.transitions == (("A", "A", 1), ("A", "B", 2), ("B", "A", 1), ("B", "B", 1))
    assert (found.n, found.left_out, found.refused) == (6, 0, ())


def test_without_seeds_their_links_still_count() -> None:
    found = rds(network(PAIRS), TRAITS, DEGREES, seeds=False)

    assert found.transitions == (("A", "A", 1), ("A", "B", 2), ("B", "A", 1), ("B", "B", 1))
    assert dict(found.degrees)["A"] == 4
    assert dict(found.rds_ii)["A"].value == pytest.approx(0.5 / 0.9)
    assert (found.n, found.seeds_included) == (5, False)


def test_who_lacks_trait_or_network_size_is_left_out_and_counted() -> None:
    found = rds(network(PAIRS), TRAITS, {**DEGREES, "b3": 0})

    assert (found.n, found.left_out) == (5, 1)


def _binary(depth: int) -> tuple[Network, dict[str, str], dict[str, float]]:
    people = [f"p{number:03d}" for number in range(2**depth - 1)]
    pairs = [(one, people[(number - 1) // 2] if number else "") for number, one in enumerate(people)]
    traits = {one: "xyyx"[number % 4] for number, one in enumerate(people)}
    return network(pairs), traits, {one: 2.0 + number % 7 for number, one in enumerate(people)}


def test_intervals_hold_their_value_and_are_the_same_each_time() -> None:
    tree, traits, degrees = _binary(6)
    found = rds(tree, traits, degrees)

    assert found == rds(tree, traits, degrees)
    for _group, one in (*found.rds_i, *found.rds_ii):
        assert one.low is not None
        assert one.high is not None
        assert one.value is not None
        assert 0 <= one.low < one.value < one.high <= 1
        assert type(one.low) is float


def test_equal_network_sizes_and_balanced_recruitment_give_the_sample_s_share() -> None:
    tree, traits, degrees = _binary(5)
    found = rds(tree, traits, dict.fromkeys(degrees, 6.0))

    in_sample = sum(trait == "x" for trait in traits.values()) / len(traits)
    assert dict(found.rds_ii)["x"].value == pytest.approx(in_sample)


def test_names_of_groups_do_not_change_shares() -> None:
    tree, traits, degrees = _binary(5)
    first, second = _shares(rds(tree, traits, degrees))
    swapped = rds(tree, {one: {"x": "2", "y": "1"}[trait] for one, trait in traits.items()}, degrees)

    assert _shares(swapped)[0] == {"1": pytest.approx(first["y"]), "2": pytest.approx(first["x"])}
    assert _shares(swapped)[1] == {"1": pytest.approx(second["y"]), "2": pytest.approx(second["x"])}


def test_fifteen_seeds_and_five_recruits_are_refused_with_each_reason() -> None:
    seeds = [(f"s{number}", "") for number in range(15)]
    found = rds(network([*seeds, *((f"r{number}", "s1") for number in range(5))]), {}, {})

    codes = [reason.code for reason in found.refused]
    assert codes == ["rds_no_trait", "rds_no_degrees", "rds_few_waves", "rds_many_seeds"]
    assert (found.rds_i, found.rds_ii) == ((), ())


@pytest.mark.parametrize(
    ("traits", "degrees", "codes"),
    [
        (TRAITS, {}, ["rds_no_degrees"]),
        (dict.fromkeys(TRAITS, "A"), DEGREES, ["rds_one_group"]),
        (TRAITS, {"s": 2}, ["rds_one_group"]),
        (TRAITS, dict.fromkeys(DEGREES, -1.0), ["rds_no_degrees"]),
    ],
)
def test_what_is_missing_is_named(traits: Mapping[str, str], degrees: Mapping[str, float], codes: list[str]) -> None:
    assert [reason.code for reason in rds(network(PAIRS), traits, degrees).refused] == codes


def test_a_trait_with_a_group_for_each_person_is_refused() -> None:
    tree, traits, degrees = _binary(6)
    found = rds(tree, {person: person for person in traits}, degrees)

    assert [reason.code for reason in found.refused] == ["rds_many_groups"]


def test_groups_that_do_not_lead_to_each_other_have_no_rds_i_but_rds_ii() -> None:
    pairs = [("s", ""), ("a1", "s"), ("a2", "a1"), ("b1", "a2"), ("b2", "b1")]
    traits = {"s": "A", "a1": "A", "a2": "A", "b1": "B", "b2": "B"}
    found = rds(network(pairs), traits, dict.fromkeys(traits, 3.0))

    assert [one.why.code for _group, one in found.rds_i if one.why] == ["rds_groups_apart"] * 2
    assert {(one.method, one.n) for _group, one in found.rds_i} == {("rds_i", 5)}
    assert dict(found.rds_ii)["A"].value == pytest.approx(0.6)


def test_a_small_sample_has_no_interval_where_too_few_resamples_give_a_value() -> None:
    found = rds(network(PAIRS), TRAITS, DEGREES)

    for _group, one in found.rds_i:
        assert one.value is not None
        assert one.low is None
        assert one.why is not None
        assert one.why.code == "rds_unstable"
