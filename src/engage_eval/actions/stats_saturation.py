"""Code saturation of a table of one's own."""

from dataclasses import dataclass
from pathlib import Path

from engage_eval.core.errors import ProblemsError
from engage_eval.core.problem import Place, Problem
from engage_eval.formats.plain_table import read_plain
from engage_eval.stats.saturation import Saturation, saturation


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturationTable:
    """The interviews' names in the order held, and what was found."""

    interviews: tuple[str, ...]
    found: Saturation


def saturation_table(path: Path) -> SaturationTable:
    """Return the saturation of the table in ``path``: columns interview and code, a code of an interview a row.

    Interviews count in the order in which they first stand there; an empty code is an interview without codes.
    Raises UsageError for a file or column that isn't there, ProblemsError for a code without an interview.
    """
    table = read_plain(path)
    interviews, codes = table.column("interview"), table.column("code")
    head = table.head[table.index("interview")]
    problems = [
        Problem(code="files.required", place=Place(file=table.name, line=line, key=head))
        for line, interview in zip(table.lines, interviews, strict=True)
        if not interview
    ]
    if problems:
        raise ProblemsError(problems, "command.bad_table", name=table.name)
    held: dict[str, set[str]] = {}
    for interview, code in zip(interviews, codes, strict=True):
        held.setdefault(interview, set()).update({code} - {""})
    return SaturationTable(interviews=tuple(held), found=saturation(list(held.values())))
