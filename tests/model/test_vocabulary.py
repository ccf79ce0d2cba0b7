"""The one table of words."""

from itertools import chain

import pytest

from engage_eval.model import vocabulary
from engage_eval.model.tables import TABLES, Table

EVERY_TABLE = list(TABLES.values())
CHOICES = sorted({column.choices for table in EVERY_TABLE for column in table.columns if column.choices})


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.name)
def test_every_column_has_an_indonesian_name(table: Table) -> None:
    assert [column.name for column in table.columns if not vocabulary.COLUMN_NAMES.get(column.name)] == []


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.name)
def test_no_two_columns_of_a_table_share_a_name(table: Table) -> None:
    names = [
        {vocabulary.normal(name) for name in vocabulary.column_names(table, column.name)} for column in table.columns
    ]

    assert sum(map(len, names)) == len(set(chain.from_iterable(names)))


def test_the_table_of_words_names_no_column_that_is_not_there() -> None:
    there = {column.name for table in EVERY_TABLE for column in table.columns}

    assert set(vocabulary.COLUMN_NAMES) - there == set()


def test_every_table_has_a_name_of_its_own_in_indonesian() -> None:
    names = [vocabulary.normal(name) for key, more in vocabulary.TABLE_NAMES.items() for name in (key, *more)]

    assert set(vocabulary.TABLE_NAMES) == {*TABLES, "responses"}
    assert len(names) == len(set(names))


@pytest.mark.parametrize("choices", CHOICES, ids="-".join)
def test_every_value_is_read_back_from_its_key_its_labels_and_its_drop_down(choices: tuple[str, ...]) -> None:
    for one in choices:
        texts = vocabulary.VALUES[one]
        spellings = [one, texts.id, texts.en, vocabulary.label(one, "id"), vocabulary.label(one, "en"), one.upper()]
        assert [vocabulary.value(choices, spelling) for spelling in spellings] == [one] * len(spellings)


def test_a_value_of_another_column_is_not_taken() -> None:
    assert vocabulary.value(("visits", "patients"), "tatap muka") is None
    assert vocabulary.value(("visits", "patients"), "") is None


def test_names_are_compared_without_case_blanks_underscores_and_hyphens() -> None:
    assert vocabulary.column(TABLES["recruitment"], " Network-Size ") == "network_size"
    assert vocabulary.column(TABLES["recruitment"], "JUMLAH_KENALAN") == "network_size"
    assert vocabulary.table("Interview Events") == "interview_events"
    assert vocabulary.table("kejadian_wawancara") == "interview_events"
    assert vocabulary.table("anggaran") is None


def test_one_indonesian_word_means_the_column_of_its_own_table() -> None:
    assert vocabulary.column(TABLES["participants"], "partisipan") == "id"
    assert vocabulary.column(TABLES["consent"], "partisipan") == "participant"
    assert vocabulary.column(TABLES["turns"], "mulai") == "start"
    assert vocabulary.column(TABLES["interviews"], "mulai") == "started_at"


@pytest.mark.parametrize(
    ("word", "truth"),
    [("ya", True), ("Tidak", False), ("YES", True), ("no", False), ("true", True), ("SALAH", False), ("1", True)],
)
def test_flags_are_words_of_both_languages(word: str, truth: bool) -> None:  # noqa: FBT001 - a parameter of a test
    assert vocabulary.flag(word) is truth


def test_a_word_that_is_no_flag_is_neither() -> None:
    assert vocabulary.flag("mungkin") is None
    assert vocabulary.flag("") is None


def test_what_stands_before_the_dash_counts() -> None:
    assert vocabulary.before_dash("4 – setuju") == "4"
    assert vocabulary.before_dash("4 - setuju") == "4"
    assert vocabulary.before_dash("no_number – tidak - tersimpan") == "no_number"
    assert vocabulary.before_dash("wa-blast") == "wa-blast"


def test_the_likely_meant_word_is_found() -> None:
    assert vocabulary.close("partisipants", TABLES) == "participants"
    assert vocabulary.close("anggaran", TABLES) == ""
