"""Tables of one's own for the statistics: read generously, and nothing left out without a word."""

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.formats.plain_table import PlainTable, read_plain


def table(folder: Path, content: str | bytes, name: str = "data.csv") -> PlainTable:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_plain(path)


def faults(folder: Path, content: str | bytes, name: str = "data.csv") -> list[tuple[str, int | None, str]]:
    with pytest.raises(ProblemsError) as caught:
        table(folder, content, name)
    assert caught.value.problem.code == "command.bad_table"
    return [(one.code, one.place.line, one.place.key) for one in caught.value.problems]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_line_ends_and_letters_of_excel_are_read(tmp_path: Path, sign: str, end: str, encoding: str) -> None:
    text = end.join(sign.join(row) for row in (("unit", "André"), ("1", "ya"), ("2", ""))) + end
    found = table(tmp_path, text.encode(encoding))

    assert found.head == ("unit", "André")
    assert found.rows == (("1", "ya"), ("2", ""))
    assert found.lines == (2, 3)


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("a;b\n3,5;1\n1,125;2\n", ((3.5, 1.0), (1.125, 2.0))),
        ("a;b\n3.5;1\n1.125;2\n", ((3.5, 1.0), (1.125, 2.0))),
        ("a;b\n1.234,5;1\n1.125;2\n", ((1234.5, 1.0), (1125.0, 2.0))),
        ("a,b\n3.5,1\n1.125,2\n", ((3.5, 1.0), (1.125, 2.0))),
        ('a,b\n"3,5",1\n"1,125",2\n', ((3.5, 1.0), (1.125, 2.0))),
        ("a\tb\n3,5\t1\n1,125\t2\n", ((3.5, 1.0), (1.125, 2.0))),
    ],
)
def test_the_decimal_sign_is_decided_by_the_whole_file(
    tmp_path: Path, content: str, values: tuple[tuple[float, float], ...]
) -> None:
    assert table(tmp_path, content).numbers(["a", "b"]) == values


def test_a_number_that_could_be_thousands_is_refused_where_nothing_decides(tmp_path: Path) -> None:
    found = table(tmp_path, "a\tb\n1.234\t1\n")

    with pytest.raises(ProblemsError) as caught:
        found.numbers(["a"])
    assert [one.code for one in caught.value.problems] == ["files.ambiguous_number"]


def test_empty_cells_and_codes_of_missing_answers_are_no_numbers(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n1,.skip\n,2\n.refused,.NA\n")

    assert found.numbers(["b", "a"]) == ((None, 1.0), (2.0, None), (None, None))


def test_a_text_among_numbers_is_named_with_line_and_column(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n1,x\n\n2,3\ny,4\n")

    with pytest.raises(ProblemsError) as caught:
        found.numbers(["a", "b"])
    assert [(one.code, one.place.line, one.place.key) for one in caught.value.problems] == [
        ("files.number", 2, "b"),
        ("files.number", 5, "a"),
    ]
    assert (found.is_text("a"), table(tmp_path, "a\n1\n.skip\n").is_text("a")) == (True, False)


def test_the_first_sheet_of_a_workbook_is_read_whatever_its_name_ends_in(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["facility", "before", "after"])
    book.active.append(["RS", 1.234, 4.0])
    book.active.append([date(2024, 1, 5), None, 7])
    book.create_sheet("lain").append(["x"])
    book.save(tmp_path / "data.xlsx")

    for name in ("data.xlsx", "data.csv"):
        (tmp_path / "data.xlsx").rename(tmp_path / name)
        found = read_plain(tmp_path / name)
        (tmp_path / name).rename(tmp_path / "data.xlsx")
        assert found.head == ("facility", "before", "after")
        assert found.rows == (("RS", "1.234", "4"), ("2024-01-05", "", "7"))
        assert found.numbers(["before", "after"]) == ((1.234, 4.0), (None, 7.0))


def test_notes_beside_a_sheets_table_are_refused_since_nobody_would_see_a_warning(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2, "catatan"])
    book.save(tmp_path / "data.xlsx")

    with pytest.raises(ProblemsError) as caught:
        read_plain(tmp_path / "data.xlsx")
    assert [one.code for one in caught.value.problems] == ["files.beside"]


def test_short_rows_are_filled_and_long_ones_refused(tmp_path: Path) -> None:
    assert table(tmp_path, "a,b,c\n1\n1,2,3\n").rows == (("1", "", ""), ("1", "2", "3"))
    assert faults(tmp_path, "a,b\n1,2,3\n") == [("files.row_too_long", 2, "C")]


def test_a_column_without_head_is_dropped_where_it_is_empty_and_refused_where_it_is_not(tmp_path: Path) -> None:
    assert table(tmp_path, "a,,b,\n1,,2,\n").head == ("a", "b")
    assert table(tmp_path, "a,,b,\n1,,2,\n").column("b") == ("2",)
    assert faults(tmp_path, "a,,b\n1,9,2\n") == [("files.no_head", 2, "B")]


def test_a_head_that_stands_twice_is_refused_and_one_that_only_looks_alike_is_not(tmp_path: Path) -> None:
    assert faults(tmp_path, "a,b,a\n1,2,3\n") == [("files.column_twice", 1, "a")]
    assert table(tmp_path, "1.1,11\n1,2\n").numbers(["11", "1.1"]) == ((2.0, 1.0),)


def test_a_column_is_found_by_its_name_or_by_the_only_one_that_looks_alike(tmp_path: Path) -> None:
    found = table(tmp_path, "Interview,1.1,11\nW1,2,3\n")

    assert found.column("interview") == ("W1",)
    assert table(tmp_path, "Wawancara,kode\nW1,a\n").column("interview") == ("W1",)
    with pytest.raises(UsageError) as caught:
        found.column("interviu")
    assert caught.value.problem.code == "command.no_column"
    assert caught.value.problem.params["meant"] == "Interview"
    assert caught.value.problem.params["allowed"] == "Interview, 1.1, 11"
    with pytest.raises(UsageError):
        found.column("1-1")


def test_a_head_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n")

    assert (found.head, found.rows, found.numbers(["a"])) == (("a", "b"), (), ())


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf", b",,\n,,\n"])
def test_an_empty_file_is_told(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        table(tmp_path, content)
    assert caught.value.problem.code == "command.empty_table"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_plain(tmp_path / "tidak-ada.csv")
    assert caught.value.problem.code == "command.no_file"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"a,b\n1,\0\n", "data.csv", "files.nul"),
        (b'a,b\n1,"x\n', "data.csv", "files.stray_quote"),
        (b"a,b\n1,2\n", "data.xlsx", "files.not_a_workbook"),
        (b"PK\x03\x04 damaged", "data.csv", "files.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "data.xls", "files.old_workbook"),
        (b"PK\x03\x04", "data.ods", "files.save_as_xlsx"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, name: str, code: str) -> None:
    assert [found for found, _, _ in faults(tmp_path, content, name)] == [code]


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_plain(tmp_path)
    assert caught.value.problem.code == "command.is_folder"


def test_a_name_longer_than_any_file_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_plain(tmp_path / ("x" * 5000))
    assert caught.value.problem.code == "command.no_file"


def test_a_word_file_is_no_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")

    with pytest.raises(ProblemsError) as caught:
        read_plain(path)
    assert [one.code for one in caught.value.problems] == ["files.not_a_workbook"]


@pytest.mark.parametrize("number", ["1e16", "-1e300", "1e-16", "9" * 30])
def test_a_number_that_no_statistic_could_square_is_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        table(tmp_path, f"a\n{number}\n0\n1e15\n").numbers(["a"])
    assert [(one.code, one.place.line) for one in caught.value.problems] == [("files.extreme_number", 2)]


def test_a_text_keeps_no_apostrophe_that_protects_it_from_being_a_formula(tmp_path: Path) -> None:
    assert table(tmp_path, "a\n'=1+1\n").rows == (("=1+1",),)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=60) | st.text(alphabet='ab1,;\t"\n\r. ', max_size=60).map(str.encode))
def test_any_bytes_are_a_table_or_an_error_of_the_users(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "data.csv"
    path.write_bytes(content)
    try:
        found = read_plain(path)
    except (UsageError, ProblemsError):
        return
    assert all(len(row) == len(found.head) for row in found.rows)
    assert len(found.lines) == len(found.rows)
