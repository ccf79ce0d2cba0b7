"""What was likely meant."""

from hypothesis import given
from hypothesis import strategies as st

from engage_eval.core.similar import closest


def test_a_slip_finds_the_word_that_was_meant() -> None:
    assert closest("partisipant", ["participant", "recruiter"]) == "participant"


def test_case_doesn_t_matter() -> None:
    assert closest("PARTICIPANT", ["participant"]) == "participant"


def test_a_key_with_another_number_is_no_slip() -> None:
    assert closest("R07", ["R06", "R08"]) == ""
    assert closest("R7", ["R07"]) == "R07"


def test_nothing_is_suggested_where_nothing_is_near_or_too_much_is_known() -> None:
    assert closest("xyz", ["participant"]) == ""
    assert closest("participan", [f"participant{n}x" for n in range(2000)]) == ""


@given(st.text(), st.lists(st.text(), max_size=8))
def test_a_suggestion_is_always_one_of_the_known(written: str, known: list[str]) -> None:
    assert closest(written, known) in {"", *known}
