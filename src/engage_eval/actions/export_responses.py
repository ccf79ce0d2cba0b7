"""Write the answers for SPSS, Stata, Excel or R, with a data dictionary beside them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from engage_eval.actions.analyse import Row, write_csv
from engage_eval.actions.exporting import check_target
from engage_eval.actions.files import put
from engage_eval.analysis.response_table import Cell, Gap, ResponseTable, dictionary_rows
from engage_eval.analysis.response_table import response_table as compute
from engage_eval.core.messages import messages
from engage_eval.formats.responses_workbook import empty_gap, workbook_bytes
from engage_eval.formats.spss import spss_bytes, stata_bytes, stata_gap
from engage_eval.model.snapshot import Snapshot
from engage_eval.report.build.context import STATES

ENDINGS = (".sav", ".dta", ".xlsx", ".csv")
_WRITERS: Mapping[str, Callable[[ResponseTable], bytes]] = {
    ".sav": spss_bytes,
    ".dta": stata_bytes,
    ".xlsx": workbook_bytes,
}
# How a missing answer is written; in the other files its cell is empty.
_GAPS: Mapping[str, Callable[[str, int], str]] = {
    ".sav": lambda _reason, code: str(code),
    ".dta": lambda reason, _code: stata_gap(reason),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the answers go: a file, whether it may be replaced, and the study's name."""

    file: Path
    study: str
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: the file, its dictionary, and the table that they hold."""

    file: Path
    dictionary: Path
    table: ResponseTable


def dictionary_name(target: Path) -> Path:
    """Return where the data dictionary of ``target`` stands; each kind of file has its own, since codes differ.

    >>> dictionary_name(Path("answers.sav")).name
    'answers.sav-dictionary.csv'
    """
    return target.with_name(f"{target.name}-dictionary.csv")


def check(target: Target) -> None:
    """Raise UsageError where the answers or their dictionary must not be written."""
    check_target(target.file, target.study, ENDINGS, force=target.force)
    check_target(dictionary_name(target.file), target.study, ENDINGS, force=target.force)


def responses(snapshot: Snapshot, target: Target, language: str, *, with_text: bool = False) -> Exported:
    """Write the answers that consent lets through, and their dictionary, with labels in ``language``.

    Raises UsageError where the target must not be written, or an extra is not installed; StoreError where a file can't
    be written.
    """
    check(target)
    words = messages(language)
    states = {state: words.text(label) for state, label in STATES.items()}
    table = compute(snapshot, language, states, with_text=with_text)
    ending = target.file.suffix.lower()
    if ending == ".csv":
        write_csv(target.file, _plain_rows(table))
    else:
        put(target.file, _WRITERS[ending](table))
    dictionary = dictionary_name(target.file)
    write_csv(dictionary, dictionary_rows(table, _GAPS.get(ending, empty_gap)))
    return Exported(file=target.file, dictionary=dictionary, table=table)


def _plain_rows(table: ResponseTable) -> Iterator[Row]:
    """Yield a head and a row a person; a missing answer is empty, as R, SmartPLS and JASP expect."""
    yield tuple(one.name for one in table.variables)
    yield from (tuple(_plain(row)) for row in table.rows)


def _plain(row: Iterable[Cell]) -> Iterator[str | int | float | None]:
    for cell in row:
        if isinstance(cell, float):
            yield int(cell) if cell.is_integer() else cell
        elif isinstance(cell, str) or cell is None:
            yield cell
        else:
            yield None if isinstance(cell, Gap) else cell.isoformat()
