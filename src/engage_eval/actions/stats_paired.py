"""Compare two columns of a table of one's own."""

from dataclasses import dataclass
from pathlib import Path

from engage_eval.core.errors import ProblemsError
from engage_eval.core.problem import Place, Problem
from engage_eval.formats.plain_table import PlainTable, read_plain, refuse_same
from engage_eval.stats.paired import Paired, paired


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTable:
    """The comparison; ``rows`` are (name, before, after) of each pair, ``left_out`` the pairs that lack a count."""

    before: str
    after: str
    rows: tuple[tuple[str, float, float], ...]
    left_out: tuple[str, ...]
    paired: Paired


def paired_table(path: Path, before: str, after: str) -> PairedTable:
    """Compare the columns ``before`` and ``after`` of the table in ``path``, a pair a row.

    The first other column of texts that tells the rows apart names them, else they are numbered from 1.
    Raises UsageError for a file or column that isn't there, ProblemsError for what can't be read or is below zero.
    """
    table = read_plain(path)
    refuse_same(table, {"--before": before, "--after": after})
    numbers = table.numbers([before, after])
    _refuse_negative(table, (before, after), numbers)
    named = list(zip(_names(table, (before, after)), numbers, strict=True))
    rows = [(name, old, new) for name, (old, new) in named if old is not None and new is not None]
    return PairedTable(
        before=table.head[table.index(before)],
        after=table.head[table.index(after)],
        rows=tuple(rows),
        left_out=tuple(name for name, pair in named if None in pair),
        paired=paired([old for _, old, _ in rows], [new for _, _, new in rows], [name for name, _, _ in rows]),
    )


def _names(table: PlainTable, numbers: tuple[str, str]) -> tuple[str, ...]:
    taken = {table.index(name) for name in numbers}
    for at, head in enumerate(table.head):
        column = table.column(head)
        if at not in taken and "" not in column and len(set(column)) == len(column) and table.is_text(head):
            return column
    return tuple(str(number) for number in range(1, len(table.rows) + 1))


def _refuse_negative(table: PlainTable, names: tuple[str, str], numbers: tuple[tuple[float | None, ...], ...]) -> None:
    problems = [
        Problem(
            code="files.negative",
            place=Place(file=table.name, line=line, key=table.head[table.index(name)]),
            params={"value": f"{value:g}"},
        )
        for line, row in zip(table.lines, numbers, strict=True)
        for name, value in zip(names, row, strict=True)
        if value is not None and value < 0
    ]
    if problems:
        raise ProblemsError(problems, "command.bad_table", name=table.name)
