"""Tables as they stand in files: bytes to text, CSV to rows of raw cells with their lines, and what is wrong there."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from engage_eval.core.problem import Place, Problem
from engage_eval.formats.cells import Cell, is_empty, plain
from engage_eval.model import vocabulary

# One answer is never as long as this; what is, comes from a stray quotation mark or the wrong file.
LONGEST_CELL = 1_000_000
DELIMITERS = (",", ";", "\t")

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", ""),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_FIELD_LIMIT_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table: file as shown, heads, rows as (line, cells), decimal sign where known, guesses, the head's line."""

    file: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[Cell, ...]], ...] = ()
    decimal: str = ""
    guesses: tuple[str, ...] = ()
    head_line: int = 1

    def column(self, index: int) -> list[Cell]:
        """Return the cells of one column."""
        return [cells[index] for _, cells in self.rows]


def read_bytes(path: Path, file: str) -> tuple[bytes | None, list[Problem]]:
    """Return a file's bytes; None and a problem where it can't be opened or is a folder."""
    if path.is_dir():
        return None, [Problem(code="files.is_folder", place=Place(file=file))]
    try:
        return path.read_bytes(), []
    except OSError:
        return None, [Problem(code="files.unreadable", place=Place(file=file))]


def decode(data: bytes, file: str) -> tuple[str | None, tuple[str, ...], list[Problem]]:
    """Return a file's text, the encoding where it had to be guessed, and problems."""
    for bom, encoding, guess in _BOMS:
        if data.startswith(bom):
            try:
                return _without_nul(data.decode(encoding), file, (guess,) if guess else ())
            except UnicodeDecodeError:
                return None, (), [Problem(code="files.encoding", place=Place(file=file))]
    for encoding, guesses in (("utf-8", ()), ("cp1252", ("cp1252",))):
        try:
            return _without_nul(data.decode(encoding), file, guesses)
        except UnicodeDecodeError:
            continue
    return None, (), [Problem(code="files.encoding", place=Place(file=file))]


def read_csv(data: bytes, file: str) -> tuple[RawTable, list[Problem]]:
    """Return the table of a CSV file; its delimiter is the one that stands most often in the head."""
    text, guesses, problems = decode(data, file)
    if text is None:
        return RawTable(file), problems
    if not text.strip():
        return RawTable(file), [*problems, Problem(code="files.empty", place=Place(file=file))]
    text, skipped, announced = _without_sep_line(text)
    delimiter = announced or _delimiter(text)
    if delimiter != ",":
        guesses = (*guesses, "“tab”" if delimiter == "\t" else f"“{delimiter}”")
    rows = _csv_rows(text, delimiter, skipped, problems, file)
    decimal = {";": ",", ",": "."}.get(delimiter, "")
    return tidy(rows, file, problems, decimal=decimal, guesses=guesses), problems


def tidy(
    rows: Iterable[tuple[int, Sequence[Cell]]],
    file: str,
    problems: list[Problem],
    *,
    decimal: str = "",
    guesses: tuple[str, ...] = (),
) -> RawTable:
    """Return rows as a table: the first filled row is the head, empty rows go, faults are added to ``problems``."""
    filled = ((line, cells) for line, cells in rows if not all(map(is_empty, cells)))
    first = next(filled, None)
    if first is None:
        return RawTable(file, decimal=decimal, guesses=guesses)
    head = tuple(plain(cell) for cell in first[1])
    while head and not head[-1]:
        head = head[:-1]
    problems.extend(_twice(head, Place(file=file, line=first[0])))
    seen: dict[Cell, Cell] = {}
    kept = []
    for line, cells in filled:
        if found := _shape_problem(head, cells, file, line):
            problems.append(found)
        else:
            kept.append((line, _fitted(cells, len(head), seen)))
    return RawTable(file, head, tuple(kept), decimal, guesses, first[0])


def letters(index: int) -> str:
    """Return the name that a spreadsheet gives to the column at ``index`` (0 is A)."""
    name = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _without_nul(text: str, file: str, guesses: tuple[str, ...]) -> tuple[str | None, tuple[str, ...], list[Problem]]:
    if (at := text.find("\0")) < 0:
        return text, guesses, []
    return None, (), [Problem(code="files.nul", place=Place(file=file, line=text.count("\n", 0, at) + 1))]


def _without_sep_line(text: str) -> tuple[str, int, str]:
    """Take off the line ``sep=;`` that Excel understands: the text, lines skipped, the delimiter it announces."""
    first, _, rest = text.partition("\n")
    told = first.strip("\r ").strip('"')
    if told[:4].lower() == "sep=" and told[4:] in DELIMITERS:
        return rest, 1, told[4:]
    return text, 0, ""


def _delimiter(text: str) -> str:
    """Return the delimiter that stands most often outside quotes in the first line that isn't blank."""
    found: Counter[str] = Counter()
    quoted = False
    for letter in text.lstrip("\r\n"):
        if letter == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "\r\n":
            break
        else:
            found[letter] += letter in DELIMITERS
    return max(DELIMITERS, key=lambda one: found[one])


@contextmanager
def _long_fields(length: int) -> Iterator[None]:
    """Let the csv module read fields of ``length``: its limit belongs to the process, so it is put back."""
    with _FIELD_LIMIT_LOCK:
        before = csv.field_size_limit()
        csv.field_size_limit(max(before, length))
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _csv_rows(
    text: str, delimiter: str, skipped: int, problems: list[Problem], file: str
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield rows with the physical line on which each begins; a stray quotation mark ends the reading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 0
    with _long_fields(len(text) + 1):
        try:
            for row in reader:
                yield start + 1 + skipped, row
                start = reader.line_num
        except csv.Error:
            problems.append(Problem(code="files.stray_quote", place=Place(file=file, line=start + 1 + skipped)))


def _twice(head: tuple[str, ...], place: Place) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name in filter(None, head):
        normal = vocabulary.normal(name) or name
        if normal in first:
            params = {"first": first[normal], "second": name}
            yield Problem(code="files.column_twice", place=place.at(name), params=params)
        first.setdefault(normal, name)


def _shape_problem(head: tuple[str, ...], cells: Sequence[Cell], file: str, line: int) -> Problem | None:
    longest = max(len(cell) if isinstance(cell, str) else 0 for cell in cells)
    if longest <= LONGEST_CELL and len(cells) <= len(head) and "" not in head:
        return None
    place = Place(file=file, line=line)
    for index, cell in enumerate(cells):
        if index < len(head) and head[index]:
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                return Problem(code="files.cell_too_long", place=place.at(head[index]), params={"limit": LONGEST_CELL})
        elif not is_empty(cell):
            code = "files.no_head" if index < len(head) else "files.row_too_long"
            return Problem(code=code, place=place.at(letters(index)), params={"columns": len(head)})
    return None


def _fitted(cells: Sequence[Cell], width: int, seen: dict[Cell, Cell]) -> tuple[Cell, ...]:
    """Return a row's cells cut or filled to ``width``; the same short texts stand in most rows, each is kept once."""
    keep = seen.setdefault
    cut = [keep(cell, cell) if isinstance(cell, str) else cell for cell in cells[:width]]
    return (*cut, *("",) * (width - len(cut)))
