"""Tables as they stand in files: bytes to text, CSV to rows of raw cells with their lines, and what is wrong there."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from threading import Lock

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats.cells import Cell, is_empty, plain, shown
from engage_eval.model import vocabulary

# One answer is never as long as this; what is, comes from a stray quotation mark or the wrong file.
LONGEST_CELL = 1_000_000
DELIMITERS = (",", ";", "\t")
# People put a title above their heads: so many rows are looked at, and with so many known names a row is the head.
_HEAD_AMONG = 4
_LINES_ABOVE = 2 * _HEAD_AMONG
_IS_HEAD = 2

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", ""),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# What is no table, so that no advice about tables helps.
_DEFINITIONS = (".yaml", ".yml", ".md")
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
    dropped: tuple[tuple[Cell, ...], ...] = ()  # rows that were left out, and told
    told: frozenset[tuple[int, int]] = frozenset()  # (line, index) of cells whose content was refused, and told
    broken: bool = False  # the file could not be read, or not to its end

    def column(self, index: int) -> list[Cell]:
        """Return the cells of one column."""
        return [cells[index] for _, cells in self.rows]


def read_bytes(path: Path, file: str) -> tuple[bytes | None, list[Problem]]:
    """Return a file's bytes; None and a problem where it can't be opened or is a folder."""
    if path.is_dir():
        return None, [Problem(code="files.is_folder", place=Place(file=file))]
    try:
        # A device or a pipe may never end.
        if path.exists() and not path.is_file():
            return None, [Problem(code="files.unreadable", place=Place(file=file))]
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


def read_csv(data: bytes, file: str, known: Collection[str] = ()) -> tuple[RawTable, list[Problem]]:
    """Return the table of a CSV file; its delimiter is the one that stands most often in the head.

    ``known`` holds the column names that the table may have, as ``vocabulary.normal`` writes them.
    """
    text, guesses, problems = decode(data, file)
    if text is None:
        return RawTable(file, broken=True), problems
    if not text.strip():
        return RawTable(file), [*problems, Problem(code="files.empty", place=Place(file=file))]
    text, skipped, announced = _without_sep_line(text)
    delimiter = announced or _delimiter(text)
    if delimiter != ",":
        guesses = (*guesses, "“tab”" if delimiter == "\t" else f"“{delimiter}”")
    rows = _csv_rows(text, delimiter, skipped, problems, file)
    decimal = {";": ",", ",": "."}.get(delimiter, "")
    raw = tidy(rows, file, problems, known=known)
    broken = any(one.code == "files.stray_quote" for one in problems)
    return replace(raw, decimal=decimal, guesses=guesses, broken=broken), problems


def tidy(
    rows: Iterable[tuple[int, Sequence[Cell]]],
    file: str,
    problems: list[Problem],
    *,
    known: Collection[str] = (),
    too_long: str = "files.row_too_long",
) -> RawTable:
    """Return rows as a table: the first filled row is the head, empty rows go, faults are added to ``problems``.

    Where the first row has hardly a name out of ``known`` but one of the next has, that is the head. ``too_long`` is
    the code of what stands beyond the head in a row of data; under files.beside the row is kept.
    """
    filled = ((line, cells) for line, cells in rows if not all(map(is_empty, cells)))
    top = list(islice(filled, _HEAD_AMONG))
    if not top:
        return RawTable(file)
    at = _head_among([cells for _, cells in top], known)
    head_line = top[at][0]
    if at:
        problems.append(
            Problem(code="files.head_row", place=Place(file=file, line=head_line), params={"row": head_line})
        )
    head = tuple(plain(cell) for cell in top[at][1])
    while head and not head[-1]:
        head = head[:-1]
    problems.extend(_twice(head, Place(file=file, line=head_line)))
    shape = _Shape(head, file, too_long, problems)
    seen: dict[Cell, Cell] = {}
    kept, dropped = [], []
    for line, cells in chain(top[at + 1 :], filled):
        verdict = shape.judge(cells, line)
        if verdict == "keep":
            kept.append((line, _fitted(cells, len(head), seen)))
        elif verdict == "drop":
            dropped.append(_fitted(cells, len(head), seen))
    return RawTable(file, head, tuple(kept), head_line=head_line, dropped=tuple(dropped))


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
    place = Place(file=file, line=text.count("\n", 0, at) + 1)
    if file.lower().endswith(_DEFINITIONS):
        return None, (), [Problem(code="yaml.control", place=place, params={"found": "U+0000"})]
    return None, (), [Problem(code="files.nul", place=place)]


def _without_sep_line(text: str) -> tuple[str, int, str]:
    """Take off the line ``sep=;`` that Excel understands: the text, lines skipped, the delimiter it announces."""
    first, _, rest = text.partition("\n")
    told = first.strip("\r ").strip('"')
    if told[:4].lower() == "sep=" and told[4:] in DELIMITERS:
        return rest, 1, told[4:]
    return text, 0, ""


def _delimiter(text: str) -> str:
    """Return the delimiter that stands most often outside quotes in the first line that has one; titles have none."""
    found: Counter[str] = Counter()
    quoted, lines = False, 0
    for letter in text.lstrip("\r\n"):
        if letter == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "\r\n":
            lines += 1
            if found.total() or lines > _LINES_ABOVE:
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


def _head_among(rows: Sequence[Sequence[Cell]], known: Collection[str]) -> int:
    """Return which of the first rows is the head: the first, unless only a later one has names that are known."""
    counts = [len({vocabulary.normal(plain(cell)) for cell in cells} & set(known)) for cells in rows]
    return 0 if counts[0] >= _IS_HEAD else next((at for at, count in enumerate(counts) if count >= _IS_HEAD), 0)


class _Shape:
    """Judges rows by the head of their table; what stands beside the table is told once a column."""

    def __init__(self, head: tuple[str, ...], file: str, too_long: str, problems: list[Problem]) -> None:
        self._head = head
        self._file = file
        self._too_long = too_long
        self._problems = problems
        self._told: set[int] = set()
        self._is_whole = "" not in head

    def judge(self, cells: Sequence[Cell], line: int) -> str:
        """Return keep; drop for a row that can't be read; pass for one that holds no data."""
        longest = max(len(cell) if isinstance(cell, str) else 0 for cell in cells)
        if longest <= LONGEST_CELL and len(cells) <= len(self._head) and self._is_whole:
            return "keep"
        filled = [index for index, cell in enumerate(cells) if not is_empty(cell)]
        under = [index for index in filled if index < len(self._head) and self._head[index]]
        beside = [index for index in filled if index not in under]
        place = Place(file=self._file, line=line)
        for index in under:
            cell = cells[index]
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                self._tell("files.cell_too_long", place.at(self._head[index]), limit=LONGEST_CELL)
                return "drop"
        for index in beside:
            at = place.at(letters(index))
            if under and index < len(self._head):
                self._once("files.no_head", index, at, column=at.key)
            elif under and self._too_long != "files.beside":
                self._tell(self._too_long, at, columns=len(self._head))
                return "drop"
            else:
                self._once("files.beside", index, at, column=at.key, value=shown(cells[index]))
        return "keep" if under else "pass"

    def _once(self, code: str, index: int, place: Place, **params: Param) -> None:
        if index not in self._told:
            self._told.add(index)
            self._tell(code, place, **params)

    def _tell(self, code: str, place: Place, **params: Param) -> None:
        self._problems.append(Problem(code=code, place=place, params=params))


def _fitted(cells: Sequence[Cell], width: int, seen: dict[Cell, Cell]) -> tuple[Cell, ...]:
    """Return a row's cells cut or filled to ``width``; the same short texts stand in most rows, each is kept once."""
    keep = seen.setdefault
    cut = [keep(cell, cell) if isinstance(cell, str) else cell for cell in cells[:width]]
    return (*cut, *("",) * (width - len(cut)))
