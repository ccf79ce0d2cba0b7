"""One row that was typed in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.errors import ProblemsError
from engage_eval.core.problem import Place
from engage_eval.formats.one_row import read_one
from engage_eval.formats.rows import Setting
from engage_eval.model.outcome import Outcome
from engage_eval.model.people import Participant

SETTING = Setting(dates="dmy")


def test_words_of_either_language_are_read_as_in_a_table() -> None:
    cells = {
        "facility": "klinik-a",
        "period": "Januari 2024",
        "measure": "kunjungan",
        "count": "1.558",
        "kind": "observed",
    }

    assert read_one("outcomes", cells, SETTING) == Outcome(
        facility="klinik-a", period="2024-01", measure="visits", count=1558, kind="observed"
    )


def test_every_fault_is_told_by_its_column() -> None:
    with pytest.raises(ProblemsError) as told:
        read_one("outcomes", {"facility": "klinik a", "period": "nanti", "measure": " ", "count": "x"}, SETTING)

    assert [(one.place, one.code) for one in told.value.problems] == [
        (Place(key="facility"), "files.key_shape"),
        (Place(key="period"), "files.period"),
        (Place(key="measure"), "files.required"),
        (Place(key="count"), "files.number"),
        (Place(key="kind"), "files.required"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_row_or_a_fault(text: str) -> None:
    try:
        found = read_one("participants", {"id": "R01", "site": "RS", "role": text}, SETTING)
    except ProblemsError:
        return
    assert isinstance(found, Participant)
    assert found.place == Place()
