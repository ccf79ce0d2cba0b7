"""Contacts: one number in many spellings, and clear fields that no traceback shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.model.contact import Contact, SignedForm, is_found, phone_number, same_phone

FEW = settings(max_examples=50, deadline=None)
SARI = Contact(participant="BU-7K3Q-M", name="Sari  Dewi", phone="0812 0000 1234", email="sari@example.org")


@pytest.mark.parametrize(
    "written",
    [
        "081200001234",
        "+62 812-0000-1234",
        "62812 0000 1234",
        "(+62) 812.0000.1234",
        "0062 81200001234",
        "+62 (0)81200001234",
    ],
)
def test_spellings_of_one_number_are_the_same(written: str) -> None:
    assert phone_number(written) == "081200001234"


@pytest.mark.parametrize(
    ("written", "number"), [("+65 6123 4567", "+6561234567"), ("0065 6123 4567", "+6561234567"), ("", "")]
)
def test_a_number_of_another_country_keeps_its_country(written: str, number: str) -> None:
    assert phone_number(written) == number


@FEW
@given(st.from_regex(r"8[0-9]{8,11}", fullmatch=True), st.sampled_from(["0", "+62", "62", "+62 ", "0062", "(+62) "]))
def test_whatever_stands_before_the_same_number_is_found(rest: str, before: str) -> None:
    assert phone_number(before + rest) == f"0{rest}"
    assert is_found(Contact(participant="P1", phone=f"0{rest}"), before + rest)


@pytest.mark.parametrize("text", ["sari", "SARI DEWI", "dewi", "7k3q", "+62812", "0812-0000", "1234", "SARI@"])
def test_a_part_of_a_name_number_address_or_code_finds_the_person(text: str) -> None:
    assert is_found(SARI, text)


@pytest.mark.parametrize("text", ["", "  ", "Budi", "0813", "12", "Jalan 1234"])
def test_what_is_not_there_finds_nobody(text: str) -> None:
    assert not is_found(SARI, text)


def test_two_people_on_one_phone_are_told_in_whatever_spelling() -> None:
    other = Contact(participant="P2", phone="+62 812 0000 1234")
    assert same_phone(other, [SARI, Contact(participant="P3"), other]) == ("BU-7K3Q-M",)
    assert same_phone(Contact(participant="P4"), [Contact(participant="P5")]) == ()


def test_no_clear_field_shows_in_a_traceback() -> None:
    form = SignedForm(participant="P1", form="psp", version="v1", language="id", kept_at="map Sari")
    assert not [one for one in ("Sari", "0812", "example") if one in repr(SARI) + repr(form)]
