"""Pseudonyms: the check character notices slips of the pen."""

import pytest

from engage_eval.model.pseudonym import BASE32, check_character, is_mistyped


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
