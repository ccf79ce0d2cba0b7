"""Cells as values."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.catalogue import lookup
from engage_eval.formats import cells
from engage_eval.formats.cells import Cell, CellError, Reading
from engage_eval.model.moment import Moment


def fault(reader: object, *arguments: object) -> str:
    assert callable(reader)
    with pytest.raises(CellError) as caught:
        reader(*arguments)
    return caught.value.code


@pytest.mark.parametrize(
    ("written", "meant"),
    [("'=1+1", "=1+1"), ("'-5", "-5"), ("''tis", "'tis"), ("'tis", "'tis"), ("'\ta", "\ta"), ("'@nama", "@nama")],
)
def test_one_protecting_apostrophe_goes(written: str, meant: str) -> None:
    assert cells.text(written) == meant


@pytest.mark.parametrize("cell", ["-0", "-0.0", "-0,0", -0.0])
def test_a_zero_has_no_sign(cell: Cell) -> None:
    assert repr(cells.number(cell, Reading())) == "0.0"


def test_numbers_and_dates_in_a_text_column_become_their_plain_text() -> None:
    assert [cells.text(one) for one in (4.0, 3.5, 7, None, True)] == ["4", "3.5", "7", "", "true"]
    assert cells.text(datetime(2024, 1, 5)) == "2024-01-05"  # noqa: DTZ001 - Excel's times have no zone


@pytest.mark.parametrize("mangled", ["3-Jan", "Jan-24", "01/02/2023", "2023-01-02", "5-Mei", "1/2", "12-1"])
def test_a_key_that_became_a_date_is_named_as_one(mangled: str) -> None:
    assert fault(cells.key, mangled) == "files.key_date"


def test_a_date_cell_where_a_key_is_wanted_is_named_as_one() -> None:
    assert fault(cells.key, date(2024, 3, 1)) == "files.key_date"


@pytest.mark.parametrize("lost", [7, 7.0, "007", "81234567890", "1,5", "1E+05"])
def test_a_key_that_looks_like_a_number_is_refused(lost: Cell) -> None:
    assert fault(cells.key, lost) == "files.key_number"


def test_the_shape_of_keys_is_held() -> None:
    assert cells.key("BU-7K3Q-M", person=True) == "BU-7K3Q-M"
    assert cells.key("P07") == "P07"
    assert fault(cells.key, "Puskesmas Mawar") == "files.key_shape"
    with pytest.raises(CellError, match="key_person"):
        cells.key("ibu_sri", person=True)


def test_an_id_made_by_a_program_may_be_digits_as_text_but_no_number_cell() -> None:
    assert cells.key("12345678", opaque=True) == "12345678"
    with pytest.raises(CellError, match="key_number"):
        cells.key(12345678, opaque=True)


def test_an_unknown_choice_names_the_allowed_and_the_likely_one() -> None:
    with pytest.raises(CellError) as caught:
        cells.choice("kunjugan", ("visits", "new_referrals", "patients"))

    assert caught.value.params["allowed"] == "visits, new_referrals, patients"
    assert caught.value.params["meant"] == "visits"


def test_several_choices_are_joined_by_a_bar() -> None:
    assert cells.choices("coder | ketua tim", ("coder", "lead")) == ("coder", "lead")


@pytest.mark.parametrize(("cell", "truth"), [("Ya", True), ("tidak", False), (True, True), (0, False), (1.0, True)])
def test_flags(cell: Cell, truth: bool) -> None:  # noqa: FBT001 - a parameter of a test
    assert cells.flag(cell) is truth


def test_a_word_that_is_no_flag_is_a_fault() -> None:
    assert fault(cells.flag, "mungkin") == "files.flag"


@pytest.mark.parametrize(
    ("cell", "decimal", "meant"),
    [
        ("1558", "", 1558),
        ("1.558", "", 1558),
        ("1,558", "", 1558),
        ("1.558,0", "", 1558),
        ("1558,0", ",", 1558),
        ("1.234.567", "", 1234567),
        ("1.000", ",", 1000),
        (1558.0, "", 1558),
        (0, "", 0),
    ],
)
def test_counts(cell: Cell, decimal: str, meant: int) -> None:
    assert cells.count(cell, Reading(decimal=decimal)) == meant


@pytest.mark.parametrize("cell", ["1.000", "1,000"])
def test_a_count_that_could_be_one_or_a_thousand_is_refused(cell: str) -> None:
    assert fault(cells.count, cell, Reading()) == "files.ambiguous_number"


@pytest.mark.parametrize("cell", ["-3", "-1.558", 1.558, "1,5", True, date(2024, 1, 1), -1])
def test_what_is_no_whole_number_from_0_on_is_no_count(cell: Cell) -> None:
    assert fault(cells.count, cell, Reading()) == "files.count"


def test_a_decimal_comma_is_read_and_kept_as_a_guess() -> None:
    reading = Reading()

    assert cells.number("3,5", reading) == 3.5
    assert reading.guesses == {cells.DECIMAL_COMMA}


def test_three_digits_behind_a_separator_are_decided_by_the_file() -> None:
    assert cells.number("1.558", Reading(decimal=".")) == 1.558
    assert cells.number("1.558", Reading(decimal=",")) == 1558
    assert cells.number("1,558", Reading(decimal=",")) == 1.558
    assert fault(cells.number, "1.558", Reading()) == "files.ambiguous_number"


@pytest.mark.parametrize("cell", ["dua", "1e999", "", "1.2.3", "12,34.56.7", "nan", "inf", time(12)])
def test_what_is_no_number(cell: Cell) -> None:
    assert fault(cells.number, cell, Reading()) == "files.number"


@pytest.mark.parametrize(
    "written", ["2024-01-05", "2024/1/5", "5 Januari 2024", "5-Jan-2024", "05/01/2024", "5.1.2024", "05-01-2024"]
)
def test_days_in_many_spellings(written: str) -> None:
    assert cells.day(written, Reading(order="dmy")) == date(2024, 1, 5)


@pytest.mark.parametrize("written", ["31/02/2024", "2024-02-30", "00/01/2024", "32/13/2024", "2024-01-05 25:10"])
def test_impossible_dates(written: str) -> None:
    assert fault(cells.moment, written, Reading(order="dmy")) == "files.impossible_date"


@pytest.mark.parametrize("written", ["kemarin", "5/1/24", "2024", "05/01", "5 Foo 2024", 45000, "9" * 100])
def test_what_is_no_date(written: Cell) -> None:
    assert fault(cells.moment, written, Reading(order="dmy")) == "files.date"


def test_a_date_that_could_be_two_days_is_refused_and_one_that_can_not_is_read() -> None:
    assert fault(cells.day, "05/01/2024", Reading()) == "files.ambiguous_date"
    assert cells.day("05/05/2024", Reading()) == date(2024, 5, 5)
    assert cells.day("25/01/2024", Reading()) == date(2024, 1, 25)
    assert cells.day("01/25/2024", Reading()) == date(2024, 1, 25)


def test_one_value_over_12_decides_the_order_of_its_column() -> None:
    assert cells.date_order(["05/01/2024", "25/01/2024"]) == "dmy"
    assert cells.date_order(["05/01/2024", "01/25/2024 10:00"]) == "mdy"
    assert cells.date_order(["05/01/2024", "2024-01-25", None]) == ""
    assert cells.date_order(["25/01/2024", "01/25/2024"]) == ""


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2024-01-05 14:30", (7, 30)),
        ("05/01/2024 14.30", (7, 30)),
        ("2024-01-05T14:30:59", (7, 30)),
        ("2024-01-05 14.30 WITA", (6, 30)),
        ("2024-01-05 14:30+09:00", (5, 30)),
        ("2024-01-05T14:30Z", (14, 30)),
        ("5 Oktober 2024 pukul 14.30", (7, 30)),
    ],
)
def test_moments_with_a_time(written: str, utc: tuple[int, int]) -> None:
    found = cells.moment(written, Reading(order="dmy", zone="WIB"))

    assert found.utc is not None
    assert (found.utc.hour, found.utc.minute) == utc


def test_the_zone_of_the_row_comes_before_the_study_s() -> None:
    found = cells.moment("2024-01-05 14:30", Reading(zone="WIB"), "WIT")

    assert found == Moment(date(2024, 1, 5), datetime(2024, 1, 5, 5, 30, tzinfo=UTC))
    assert fault(cells.moment, "2024-01-05 14:30", Reading(), "WIBB") == "files.zone"


def test_a_day_without_time_stays_a_day() -> None:
    assert cells.moment("2024-01-05", Reading()) == Moment(date(2024, 1, 5))
    assert cells.moment(datetime(2024, 1, 5), Reading()) == Moment(date(2024, 1, 5))  # noqa: DTZ001 - Excel's


def test_excel_s_fraction_of_a_day_is_rounded_to_its_minute() -> None:
    almost = datetime(2024, 1, 5, 14, 29, 59, 999_900)  # noqa: DTZ001 - Excel's

    assert cells.moment(almost, Reading(zone="UTC")).utc == datetime(2024, 1, 5, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2022", "2022"),
        (2022, "2022"),
        (2022.0, "2022"),
        ("2022-1", "2022-01"),
        ("01/2022", "2022-01"),
        ("Januari 2022", "2022-01"),
        (date(2022, 1, 1), "2022-01"),
        ("2022-01-31", "2022-01"),
    ],
)
def test_periods(cell: Cell, meant: str) -> None:
    assert cells.period(cell) == meant


@pytest.mark.parametrize("cell", ["2022-13", "22", "2022 Q1", True, "Foo 2022"])
def test_what_is_no_period(cell: Cell) -> None:
    assert fault(cells.period, cell) == "files.period"


ANY_CELL = st.one_of(
    st.text(max_size=30),
    st.text("0123456789.,/-: TZ+e|–", max_size=20),
    st.integers(),
    st.floats(allow_nan=True),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.none(),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(ANY_CELL, st.sampled_from(["", "dmy", "mdy"]), st.sampled_from(["", ".", ","]))
def test_any_cell_is_a_value_or_a_fault_that_the_catalogue_knows(cell: Cell, order: str, decimal: str) -> None:
    reading = Reading(order=order, decimal=decimal)
    readers = (
        cells.key,
        cells.keys,
        cells.flag,
        cells.period,
        cells.text,
        lambda one: cells.choice(one, ("visits", "patients")),
        lambda one: cells.number(one, reading),
        lambda one: cells.count(one, reading),
        lambda one: cells.moment(one, reading),
    )
    for reader in readers:
        try:
            reader(cell)
        except CellError as wrong:
            entry = lookup(wrong.code)
            entry.message.format_map(wrong.params)
