"""How many interviews: the least n, and what it hangs on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.stats.planning import chance_of_theme, least_n, plan_interval, plan_theme, wilson_width

Z = 1.959963984540054


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0, 1), width=st.floats(0.02, 0.8))
def test_n_is_the_least_that_is_narrow_enough(share: float, width: float) -> None:
    found = plan_interval(share, width)

    assert wilson_width(share, found.n, Z) <= width
    assert found.n == 1 or wilson_width(share, found.n - 1, Z) > width
    assert found.interval.high - found.interval.low == pytest.approx(wilson_width(share, found.n, Z), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0, 1), width=st.floats(0.02, 0.8), population=st.integers(1, 3000))
def test_a_finite_population_never_needs_more_than_itself_or_than_a_large_one(
    share: float, width: float, population: int
) -> None:
    found = plan_interval(share, width, population)

    assert 1 <= found.finite_n <= min(found.n, population)


def test_a_very_large_population_is_as_good_as_an_endless_one() -> None:
    found = plan_interval(0.5, 0.2, population=10**9)

    assert found.finite_n == found.n
    assert plan_interval(0.5, 0.2).finite_n is None


@pytest.mark.parametrize(
    ("share", "width", "population"),
    [(-0.1, 0.2, None), (1.1, 0.2, None), (0.5, 0, None), (0.5, 1, None), (0.5, 0.2, 0)],
)
def test_what_is_no_share_no_width_or_no_population_is_a_mistake_of_the_program(
    share: float, width: float, population: int | None
) -> None:
    with pytest.raises(ValueError, match="out of range"):
        plan_interval(share, width, population)


def test_a_theme_that_everyone_has_is_met_as_often_as_people_are_asked() -> None:
    assert [least_n(1.0, times, 0.95) for times in (1, 2, 3)] == [1, 2, 3]
    assert chance_of_theme(1.0, 2, 3) == 0.0
    assert chance_of_theme(0.1, 5, 0) == 1.0


@settings(max_examples=60, deadline=None)
@given(prevalence=st.floats(0.01, 1), times=st.integers(1, 4), chance=st.floats(0.05, 0.99))
def test_one_interview_less_would_not_do(prevalence: float, times: int, chance: float) -> None:
    n = least_n(prevalence, times, chance)

    assert chance_of_theme(prevalence, n, times) >= chance
    assert chance_of_theme(prevalence, n - 1, times) < chance


@pytest.mark.parametrize("prevalence", [0.0, -0.1, 1.5])
def test_a_theme_that_nobody_has_is_no_theme(prevalence: float) -> None:
    with pytest.raises(ValueError, match="prevalence"):
        plan_theme(prevalence)
    with pytest.raises(ValueError, match="prevalence"):
        least_n(prevalence, 1, 0.9)


def test_a_plan_has_every_time_and_chance() -> None:
    found = plan_theme(0.2)

    assert [(times, chance) for times, chance, _ in found.least] == [
        (times, chance) for times in (1, 2, 3) for chance in (0.8, 0.9, 0.95)
    ]
    assert len(found.chances) == 18
