"""Waves, homophily and RDS against a second computation by other ways: paths, tables, power iteration.

Nothing here is a published value: the examples of the RDS papers were not at hand. RDS-I of two groups is the formula
of Salganik & Heckathorn (2004), of three groups the equilibrium found by walking on; scipy gives the expected counts.
"""

import random
from itertools import product

import pytest
from scipy.stats.contingency import expected_freq

from engage_eval.stats.homophily import homophily
from engage_eval.stats.network import network
from engage_eval.stats.rds import rds


def _sample(groups: str, seed: int, n: int = 120) -> tuple[list[tuple[str, str]], dict[str, str], dict[str, float]]:
    draw = random.Random(seed)  # noqa: S311 - a test needs no secret
    pairs, traits, degrees = [], {}, {}
    for number in range(n):
        recruiter = f"p{draw.randrange(max(0, number - 6), number)}" if number > 3 else ""
        pairs.append((f"p{number}", recruiter))
        traits[f"p{number}"] = draw.choice(groups)
        degrees[f"p{number}"] = float(draw.randint(1, 30))
    return pairs, traits, degrees


@pytest.mark.parametrize("seed", range(3))
def test_waves_are_the_lengths_of_the_paths_to_the_seeds(seed: int) -> None:
    pairs, _traits, _degrees = _sample("ab", seed)
    recruiter = dict(pairs)

    def path(person: str) -> list[str]:
        return [person, *path(recruiter[person])] if recruiter[person] else [person]

    found = network(pairs)
    paths = {person: path(person) for person in recruiter}
    assert dict(found.wave_of) == {person: len(one) - 1 for person, one in paths.items()}
    assert found.longest_chain == max(map(len, paths.values()))
    assert dict(found.trees) == {
        seed_: sum(one[-1] == seed_ for one in paths.values()) for seed_ in {one[-1] for one in paths.values()}
    }


@pytest.mark.parametrize("groups", ["ab", "abc"])
def test_homophily_is_the_diagonal_over_scipy_s_expected_counts(groups: str) -> None:
    pairs, traits, _degrees = _sample(groups, 5)
    found = network(pairs)
    links = [(traits[recruiter], traits[person]) for person, recruiter in pairs if recruiter]
    table = [[links.count((one, other)) for other in groups] for one in groups]
    expected = expected_freq(table)

    result = homophily(found.recruiter_of, traits)
    diagonal = range(len(groups))
    assert result.overall.value == pytest.approx(
        sum(table[at][at] for at in diagonal) / sum(expected[at][at] for at in diagonal)
    )
    for at in diagonal:
        assert result.groups[at].ratio.value == pytest.approx(table[at][at] / expected[at][at])


@pytest.mark.parametrize("seed", range(4))
def test_rds_i_of_two_groups_is_salganik_and_heckathorn_s_formula(seed: int) -> None:
    pairs, traits, degrees = _sample("ab", seed)
    links = [(traits[recruiter], traits[person]) for person, recruiter in pairs if recruiter]
    cross_a = links.count(("a", "b")) / sum(one == "a" for one, _ in links)
    cross_b = links.count(("b", "a")) / sum(one == "b" for one, _ in links)
    mean = {
        group: sum(trait == group for trait in traits.values())
        / sum(1 / degrees[person] for person, trait in traits.items() if trait == group)
        for group in "ab"
    }
    share = mean["b"] * cross_b / (mean["a"] * cross_a + mean["b"] * cross_b)

    found = dict(rds(network(pairs), traits, degrees).rds_i)
    assert found["a"].value == pytest.approx(share)
    assert found["b"].value == pytest.approx(1 - share)


def test_rds_i_of_three_groups_is_where_a_long_walk_ends() -> None:
    pairs, traits, degrees = _sample("abc", 9)
    links = [(traits[recruiter], traits[person]) for person, recruiter in pairs if recruiter]
    moves = {
        (one, other): links.count((one, other)) / sum(first == one for first, _ in links)
        for one, other in product("abc", repeat=2)
    }
    now = dict.fromkeys("abc", 1 / 3)
    for _step in range(500):
        now = {other: sum(now[one] * moves[one, other] for one in "abc") for other in "abc"}
    weighed = {
        group: now[group]
        * sum(1 / degrees[person] for person, trait in traits.items() if trait == group)
        / sum(trait == group for trait in traits.values())
        for group in "abc"
    }

    for group, one in rds(network(pairs), traits, degrees).rds_i:
        assert one.value == pytest.approx(weighed[group] / sum(weighed.values()))


def test_rds_ii_is_the_mean_weighted_by_one_over_network_size() -> None:
    pairs, traits, degrees = _sample("ab", 2)
    weights = [1 / degrees[person] for person in traits]
    share = sum(weight for weight, trait in zip(weights, traits.values(), strict=True) if trait == "a") / sum(weights)

    assert dict(rds(network(pairs), traits, degrees).rds_ii)["a"].value == pytest.approx(share)


def test_the_interval_is_that_of_a_slow_bootstrap_with_other_draws() -> None:
    pairs, traits, degrees = _sample("ab", 7)
    recruiter = dict(pairs)
    pools = {group: [one for one, who in recruiter.items() if who and traits[who] == group] for group in "ab"}
    draw, shares = random.Random(1), []  # noqa: S311 - a test needs no secret
    for _resample in range(2000):
        person = draw.choice(list(traits))
        weights = dict.fromkeys("ab", 0.0)
        for _step in traits:
            weights[traits[person]] += 1 / degrees[person]
            person = draw.choice(pools[traits[person]])
        shares.append(weights["a"] / sum(weights.values()))
    shares.sort()

    found = dict(rds(network(pairs), traits, degrees).rds_ii)["a"]
    assert found.low == pytest.approx(shares[50], abs=0.02)
    assert found.high == pytest.approx(shares[1949], abs=0.02)
