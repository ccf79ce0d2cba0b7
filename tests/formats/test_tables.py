"""Tables as they stand in files."""

import csv
import dataclasses
import io
import zipfile
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from engage_eval.core.problem import Problem
from engage_eval.formats import sheets
from engage_eval.formats.rows import Setting, read_rows
from engage_eval.formats.sheets import read_book
from engage_eval.formats.tables import LONGEST_CELL, RawTable, decode, letters, read_bytes, read_csv
from engage_eval.model.tables import TABLES, Table


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def where(problem: Problem) -> tuple[str, int | None, str]:
    return problem.place.file, problem.place.line, problem.place.key


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def small_workbook() -> bytes:
    book = Workbook()
    book.active.append(["id", "site"])
    book.active.append(["P1", datetime(2024, 1, 5)])  # noqa: DTZ001 - Excel's times have no zone
    return saved(book)


def every(names: object) -> list[str]:
    assert isinstance(names, tuple)
    return list(names)


@pytest.mark.parametrize(
    ("encoding", "guesses"),
    [("utf-8", ()), ("utf-8-sig", ()), ("utf-16", ("UTF-16",)), ("cp1252", ("cp1252",))],
)
def test_letters_are_read_in_the_encodings_of_excel(encoding: str, guesses: tuple[str, ...]) -> None:
    table, problems = read_csv("id,site\nP1,café\n".encode(encoding), "participants.csv")

    assert problems == []
    assert table.rows == ((2, ("P1", "café")),)
    assert table.guesses == guesses


@pytest.mark.parametrize(("delimiter", "decimal"), [(",", "."), (";", ","), ("\t", "")])
def test_the_delimiter_is_found_in_the_head(delimiter: str, decimal: str) -> None:
    text = delimiter.join(("id", '"site, or hospital"', "role")) + "\r\n" + delimiter.join(("P1", "RS", "a")) + "\r\n"

    table, problems = read_csv(text.encode(), "participants.csv")

    assert problems == []
    assert table.head == ("id", "site, or hospital", "role")
    assert table.rows == ((2, ("P1", "RS", "a")),)
    assert table.decimal == decimal


def test_excel_s_own_line_that_announces_the_delimiter_is_understood() -> None:
    table, _ = read_csv(b"sep=;\r\nid;site\r\nP1;RS\r\n", "participants.csv")

    assert table.head == ("id", "site")
    assert table.rows == ((3, ("P1", "RS")),)


def test_a_row_s_line_is_the_physical_one_on_which_it_begins() -> None:
    table, _ = read_csv(b'id,note\r\nP1,"two\r\nlines"\r\n\r\nP2,one\r\n', "x.csv")

    assert [line for line, _ in table.rows] == [2, 5]


def test_a_nul_is_told_with_its_line() -> None:
    _, problems = read_csv(b"id,site\nP1,R\0S\n", "participants.csv")

    assert codes(problems) == ["files.nul"]
    assert problems[0].place.line == 2


@pytest.mark.parametrize("file", ["study.yaml", "instruments/mini.YML", "consent/psp.id.md"])
def test_a_nul_in_a_definition_gets_no_advice_about_tables(file: str) -> None:
    text, _, (problem,) = decode(b"id: a\ntitle: R\0S\n", file)

    assert text is None
    assert (problem.code, problem.place.line, problem.params) == ("yaml.control", 2, {"found": "U+0000"})


def test_bytes_that_are_no_text_are_told() -> None:
    text, _, problems = decode(b"id\n\x81\x8d\n", "x.csv")

    assert text is None
    assert codes(problems) == ["files.encoding"]


def test_a_field_of_5_mb_is_told_with_its_column_and_the_csv_limit_stays() -> None:
    before = csv.field_size_limit()
    data = b"id,role\nP1," + b"x" * 5_000_000 + b"\nP2,dokter\n"

    table, problems = read_csv(data, "participants.csv")

    assert codes(problems) == ["files.cell_too_long"]
    assert where(problems[0]) == ("participants.csv", 2, "role")
    assert problems[0].params["limit"] == LONGEST_CELL
    assert [cells[0] for _, cells in table.rows] == ["P2"]
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_row_that_has_its_required_cells_can_always_be_made(table: Table) -> None:
    needed = {
        one.name for one in dataclasses.fields(table.row) if one.default is one.default_factory is dataclasses.MISSING
    }

    assert needed - {column.attribute for column in table.columns if column.required} <= {"coder"}


@pytest.mark.parametrize("row", ['P2,"open', 'P2,"a"b'])
def test_a_stray_quote_is_told_with_the_line_on_which_its_row_begins(row: str) -> None:
    table, problems = read_csv(f"id,role\nP1,a\n{row}\nP3,c\n".encode(), "x.csv")

    assert codes(problems) == ["files.stray_quote"]
    assert problems[0].place.line == 3
    assert table.rows[0] == (2, ("P1", "a"))


def test_a_row_longer_than_the_head_is_left_out_and_told_and_empty_cells_behind_are_not() -> None:
    table, problems = read_csv(b"id,role\nP1,a,b\nP2,c,,\nP3\n", "x.csv")

    assert codes(problems) == ["files.row_too_long"]
    assert where(problems[0]) == ("x.csv", 2, "C")
    assert table.rows == ((3, ("P2", "c")), (4, ("P3", "")))


def test_a_value_under_an_empty_head_is_told() -> None:
    _, problems = read_csv(b"id,,role\nP1,,a\nP2,b,c\n", "x.csv")

    assert codes(problems) == ["files.no_head"]
    assert where(problems[0]) == ("x.csv", 3, "B")


def test_a_column_that_stands_twice_is_told() -> None:
    _, problems = read_csv(b"id,role,Role\nP1,a,b\n", "x.csv")

    assert codes(problems) == ["files.column_twice"]


def test_two_names_of_one_column_are_told_once() -> None:
    raw, _ = read_csv(b"id,site,rumah sakit\nP1,RS,RS\n", "participants.csv")

    assert codes(read_rows(raw, TABLES["participants"], Setting()).problems) == ["files.column_twice"]


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(data: bytes) -> None:
    table, problems = read_csv(data, "x.csv")

    assert table == RawTable("x.csv")
    assert codes(problems) == ["files.empty"]


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "participants.csv").mkdir()

    data, problems = read_bytes(tmp_path / "participants.csv", "participants.csv")

    assert data is None
    assert codes(problems) == ["files.is_folder"]


def test_a_file_that_can_not_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "participants.csv").symlink_to(tmp_path / "gone.csv")

    assert codes(read_bytes(tmp_path / "participants.csv", "participants.csv")[1]) == ["files.unreadable"]


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_sheet_is_read_with_its_row_numbers_and_named_in_the_file() -> None:
    book = Workbook()
    book.active.title = "participants"
    book.active.append(["id", "site", "added_on"])
    book.active["A3"], book.active["B3"], book.active["C3"] = "P1", "RS", datetime(2024, 1, 5)  # noqa: DTZ001

    found, problems = read_book(saved(book), "data.xlsx", every)

    assert problems == []
    assert found.tables["participants"].file == "data.xlsx [participants]"
    assert found.tables["participants"].rows == ((3, ("P1", "RS", datetime(2024, 1, 5))),)  # noqa: DTZ001


def test_a_formula_and_an_error_of_excel_are_told_with_their_cells() -> None:
    book = Workbook()
    book.active.append(["id", "site"])
    book.active.append(["=A1", "#REF!"])

    _, problems = read_book(saved(book), "data.xlsx", every)

    assert codes(problems) == ["files.formula", "files.cell_error"]
    assert [problem.place.key for problem in problems] == ["A2", "B2"]


def test_a_date_out_of_range_is_told() -> None:
    book = Workbook()
    book.active.append(["on"])
    book.active["A2"] = 99_999_999
    book.active["A2"].number_format = "yyyy-mm-dd"

    _, problems = read_book(saved(book), "data.xlsx", every)

    assert codes(problems) == ["files.cell_error"]


def test_a_key_column_that_became_numbers_in_excel_is_told() -> None:
    book = Workbook()
    book.active.append(["id", "site"])
    book.active.append([7, "RS"])
    raw = read_book(saved(book), "data.xlsx", every)[0].tables["Sheet"]

    found = read_rows(raw, TABLES["participants"], Setting())

    assert codes(found.problems) == ["files.key_number"]
    assert where(found.problems[0]) == ("data.xlsx [Sheet]", 2, "id")
    assert found.rows == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "files.empty"),
        (b"id,site\nP1,RS\n", "files.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "files.old_workbook"),
    ],
)
def test_what_is_no_workbook_is_told(data: bytes, code: str) -> None:
    assert codes(read_book(data, "data.xlsx", every)[1]) == [code]


def test_an_archive_that_is_no_workbook_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert codes(read_book(out.getvalue(), "data.xlsx", every)[1]) == ["files.broken_workbook"]


def test_a_workbook_that_unpacks_to_far_more_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    book.active["A1"] = "id"
    monkeypatch.setattr(sheets, "_LARGEST_UNPACKED", 1000)

    assert codes(read_book(saved(book), "data.xlsx", every)[1]) == ["files.too_big"]


def test_a_row_far_beyond_excel_s_last_one_does_not_keep_the_reader_busy() -> None:
    book = Workbook()
    book.active.append(["id"])
    book.active.append(["P1"])
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as source, zipfile.ZipFile(data, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b'r="2"', b'r="99999999999"').replace(b'r="A2"', b'r="A99999999999"')
            target.writestr(name, content)

    found, _ = read_book(data.getvalue(), "data.xlsx", every)

    assert found.tables["Sheet"].rows == ()


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text("ab,;\"\n\r\t\0'=é", max_size=60).map(str.encode)))
def test_any_bytes_as_csv_never_raise(data: bytes) -> None:
    raw, _ = read_csv(data, "participants.csv")
    read_rows(raw, TABLES["participants"], Setting())


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.data())
def test_any_cells_under_any_table_s_heads_never_raise(name: str, data: st.DataObject) -> None:
    table = TABLES[name]
    cell = st.one_of(st.none(), st.text(max_size=12), st.floats(), st.integers(), st.datetimes(), st.booleans())
    row = st.tuples(*(cell for _ in table.columns))
    rows = data.draw(st.lists(row, max_size=3))
    raw = RawTable("x.csv", tuple(one.name for one in table.columns), tuple(enumerate(rows, 2)))

    found = read_rows(raw, table, Setting(dates="dmy"), coder="ina" if name == "codings" else "")

    assert len(found.rows) <= len(rows)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_never_raises(data: st.DataObject) -> None:
    content = bytearray(small_workbook())
    for _ in range(data.draw(st.integers(1, 6))):
        # Shares of the length, since the length itself differs from one making to the next.
        at = int(data.draw(st.floats(0, 1, exclude_max=True)) * len(content))
        content[at] = data.draw(st.integers(0, 255))

    read_book(bytes(content), "data.xlsx", every)
