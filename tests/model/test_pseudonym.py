"""Pseudonyms: the check character notices slips of the pen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.model.pseudonym import BASE32, PSEUDONYMS, check_character, is_mistyped, pseudonym


def test_the_check_character_is_that_of_iso_7064() -> None:
    assert check_character("BU7K3Q") == "M"
    assert check_character("A12425GABC1234002") == "M"  # A1-2425G-ABC1234002-M, the example of IFPI's GRid standard


def test_every_single_wrong_character_of_a_pseudonym_is_noticed() -> None:
    for position in range(4):
        for character in BASE32:
            text = "7K3Q"[:position] + character + "7K3Q"[position + 1 :]
            assert is_mistyped(f"BU-{text}-M") == (text != "7K3Q")


@pytest.mark.parametrize("name", ["R01", "BU-7K3Q", "BU-7K3L-M", "resp-1", "BU-7K3Q-M"])
def test_other_shapes_are_not_checked(name: str) -> None:
    assert not is_mistyped(name)


@settings(max_examples=50, deadline=None)
@given(st.from_regex(r"[A-Z0-9]{1,8}", fullmatch=True), st.integers(0, PSEUDONYMS - 1), st.integers(0, PSEUDONYMS - 1))
def test_each_number_has_a_pseudonym_of_its_own_with_its_check_character(site: str, one: int, other: int) -> None:
    assert not is_mistyped(pseudonym(site, one))
    assert (pseudonym(site, one) == pseudonym(site, other)) is (one == other)
    assert len(pseudonym(site, one)) == len(site) + 7
