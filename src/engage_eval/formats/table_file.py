"""One table of the study in a file of its own: CSV, or a workbook with the table's sheet or the table as its first."""

from collections.abc import Sequence
from pathlib import Path

from engage_eval.core.errors import UsageError
from engage_eval.core.problem import Place, Problem
from engage_eval.formats import sheets, tables
from engage_eval.formats.tables import RawTable
from engage_eval.model import vocabulary

_BOOK = (".xlsx", ".xlsm", ".xls")
_ARCHIVE, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_table_file(path: Path, table: str) -> tuple[RawTable, list[Problem]]:
    """Return the raw table that stands in the file at ``path``, and what is wrong with it as a whole or in cells.

    Raises UsageError where there is no such file.
    """
    file = path.as_posix()
    if path.is_dir():
        raise UsageError("command.is_folder", name=file)
    if not path.is_file():
        raise UsageError("command.no_file", name=file)
    empty = RawTable(file=file)
    if path.suffix.lower() == ".ods":
        return empty, [Problem(code="files.save_as_xlsx", place=Place(file=file), params={"ending": path.suffix})]
    data, problems = tables.read_bytes(path, file)
    if data is None:
        return empty, problems
    heads = vocabulary.heads(table)
    if not data.startswith((_ARCHIVE, _OLE)) and not (data and path.suffix.lower() in _BOOK):
        return tables.read_csv(data, file, heads)

    def select(names: Sequence[str]) -> Sequence[str]:
        return [name for name in names if vocabulary.table(name) == table][:1] or list(names)[:1]

    book, problems = sheets.read_book(data, file, select, lambda _: heads)
    return next(iter(book.tables.values()), empty), problems
