"""Recruitment trees: waves, chains, trees and what can't be part of one; homophily."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.homophily import homophily
from engage_eval.stats.network import Fault, network

few = settings(max_examples=40, deadline=None)


@st.composite
def forests(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Draw pairs without faults: each recruiter stands before its recruits."""
    n = draw(st.integers(0, 15))
    pairs: list[tuple[str, str]] = []
    for number in range(n):
        recruiter = draw(st.integers(-1, number - 1))
        pairs.append((f"p{number:02d}", "" if recruiter < 0 else f"p{recruiter:02d}"))
    return pairs


def test_seeds_are_wave_0_and_each_recruit_is_a_wave_below_the_recruiter() -> None:
    found = network([("S", ""), ("A", "S"), ("B", "S"), ("C", "B"), ("T", "")])

    assert found.seeds == ("S", "T")
    assert dict(found.wave_of) == {"S": 0, "A": 1, "B": 1, "C": 2, "T": 0}
    assert found.by_wave == (2, 2, 1)
    assert (found.waves, found.longest_chain, found.links) == (2, 3, 3)
    assert found.trees == (("S", 4), ("T", 1))
    assert found.largest_tree_share.value == 0.8
    assert found.seeds_share.value == 0.4
    assert found.distribution == ((0, 3), (1, 1), (2, 1))
    assert found.per_recruiter.value == 1.5
    assert found.leaves == ("A", "C", "T")


def test_nobody_has_no_shares_and_says_why() -> None:
    found = network([])

    assert (found.people, found.waves, found.longest_chain, found.by_wave) == (0, 0, 0, ())
    assert found.largest_tree_share.why is not None
    assert found.largest_tree_share.why.code == "empty"
    assert found.per_recruiter.why is not None
    assert found.per_recruiter.why.code == "no_links"


def test_seeds_alone_are_wave_0_and_a_chain_of_one() -> None:
    found = network([("A", ""), ("B", "")])

    assert (found.waves, found.longest_chain) == (0, 1)
    assert found.per_recruiter.value is None


def test_faults_are_told_with_their_row_and_their_link_is_left_out() -> None:
    pairs = [("A", "A"), ("B", "X"), ("C", ""), ("C", "B"), ("F", "E"), ("D", "F"), ("E", "D"), ("G", "D")]
    found = network(pairs)

    assert found.faults == (
        Fault(kind="self", person="A", recruiter="A", row=0),
        Fault(kind="unknown", person="B", recruiter="X", row=1),
        Fault(kind="twice", person="C", recruiter="B", row=3),
        Fault(kind="cycle", person="D", recruiter="F", row=5, circle=("D", "F", "E")),
    )
    assert found.seeds == ("A", "B", "C", "D")
    assert dict(found.wave_of)["F"] == 2


def test_a_chain_longer_than_python_s_recursion_is_followed() -> None:
    found = network([("0", ""), *((str(number), str(number - 1)) for number in range(1, 5000))])

    assert found.waves == 4999


@few
@given(forests(), st.randoms())
def test_neither_the_order_of_rows_nor_names_change_what_is_counted(
    pairs: list[tuple[str, str]], random: Random
) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    names = {person: f"x{index}" for index, (person, _) in enumerate(shuffled)} | {"": ""}
    renamed = network([(names[person], names[recruiter]) for person, recruiter in pairs])
    found = network(pairs)

    assert network(shuffled) == found
    assert (renamed.by_wave, renamed.distribution) == (found.by_wave, found.distribution)
    assert [size for _, size in renamed.trees] == [size for _, size in found.trees]


@few
@given(forests())
def test_waves_and_trees_and_recruits_add_up(pairs: list[tuple[str, str]]) -> None:
    found = network(pairs)

    assert found.faults == ()
    assert sum(found.by_wave) == sum(size for _, size in found.trees) == found.people == len(pairs)
    assert sum(number * people for number, people in found.distribution) == found.links
    assert found.links + len(found.seeds) == found.people


def test_homophily_is_observed_over_expected() -> None:
    links = [("b", "a"), ("c", "a"), ("d", "c"), ("e", "c")]
    found = homophily(links, {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"})

    # x made 2 recruits, y 2; recruits are 1 x and 3 y: expected 2 * 1/4 + 2 * 3/4 = 2, observed 3.
    assert found.overall.value == pytest.approx(1.5)
    assert [(one.level, one.observed.value, one.expected.value, one.ratio.value) for one in found.groups] == [
        ("x", 0.5, 0.25, 2.0),
        ("y", 1.0, 0.75, pytest.approx(4 / 3)),
    ]


@pytest.mark.parametrize(
    ("links", "traits", "code"),
    [
        ([], {"a": "x"}, "no_links"),
        ([("b", "a")], {"a": "x", "b": "x"}, "one_group"),
        ([("b", "a")], {"a": "x", "b": "y"}, "none_of_group"),
        ([("b", "a")], {"a": "x"}, "no_links"),
    ],
)
def test_homophily_is_undefined_with_a_reason(links: list[tuple[str, str]], traits: dict[str, str], code: str) -> None:
    found = homophily(links, traits)

    assert found.overall.value is None
    assert found.overall.why is not None
    assert found.overall.why.code == code


def test_links_without_the_trait_are_counted_as_left_out() -> None:
    assert homophily([("b", "a"), ("c", "a")], {"a": "x", "b": "y"}).left_out == 1
