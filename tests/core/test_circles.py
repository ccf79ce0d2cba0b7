"""Circles of links: each is told once, from its smallest id on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.circles import circles

LINKS = st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from("ABCDEFGH"))


def test_chains_that_run_into_a_circle_are_no_part_of_it() -> None:
    assert list(circles({"A": "C", "B": "C", "C": "D", "D": "C"})) == [("C", "D")]


def test_chains_that_end_have_no_circle() -> None:
    assert list(circles({"A": "B", "B": "C"})) == []


@given(LINKS)
@settings(max_examples=100, deadline=None)
def test_circles_hold_exactly_those_who_come_back_to_themselves(links: dict[str, str]) -> None:
    def comes_back(start: str) -> bool:
        reached = start
        for _ in links:
            reached = links.get(reached, "")
            if reached == start:
                return True
        return False

    found = list(circles(links))
    members = [one for circle in found for one in circle]

    assert sorted(members) == sorted(one for one in links if comes_back(one))
    assert all(circle[0] == min(circle) for circle in found)
    assert all(links[one] == following for c in found for one, following in zip(c, (*c[1:], c[0]), strict=True))
