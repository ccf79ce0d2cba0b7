"""Agreement of coders in a table of one's own."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.formats.plain_table import PlainTable, read_plain
from engage_eval.model.instrument import MISSING_CODES
from engage_eval.model.vocabulary import normal
from engage_eval.stats.agreement import Agreement, agreement
from engage_eval.stats.coefficients import Level
from engage_eval.stats.ratings import ratings_of
from engage_eval.stats.resampling import Resampling

# A first column under one of these heads names the units; taken as a coder it would spoil every figure.
_UNIT_HEADS = frozenset(
    normal(head)
    for head in ("unit", "units", "satuan", "id", "unit id", "id unit", "no", "no.", "nomor", "no unit", "number")
)
_TELLING = 3  # columns among which one can be the odd one


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementTable:
    """The agreement in a table of ``units`` rows.

    ``coders`` are the coders' columns, ``skipped`` the first one where it names the units (else empty), ``cluster`` the
    column whose values are resampled (else empty), ``clusters`` how many there are, ``unclustered`` how many units have
    none, ``values`` what was found in the cells. ``unlike`` are columns of a nominal table that share no value with any
    other: likely no coders.
    """

    units: int
    coders: tuple[str, ...]
    skipped: str
    cluster: str
    clusters: int
    unclustered: int
    values: tuple[str | float, ...]
    unlike: tuple[str, ...]
    agreement: Agreement


def agreement_table(path: Path, level: Level, cluster: str = "") -> AgreementTable:
    """Return the agreement in the table in ``path``: a row a unit, a column a coder, an empty cell = missing.

    Raises UsageError for a file or cluster column that isn't there, or levels without a known order; ProblemsError for
    single cells that are no number where ``level`` needs numbers.
    """
    table = read_plain(path)
    at = table.index(cluster) if cluster else -1
    heads = [head for place, head in enumerate(table.head) if place != at]
    skipped = table.head[0] if at != 0 and normal(table.head[0]) in _UNIT_HEADS else ""
    coders = tuple(head for head in heads if head != skipped)
    columns = _columns(table, coders, level)
    ratings = ratings_of(columns)
    labels = [_known(cell) for cell in table.column(cluster)] if cluster else []
    return AgreementTable(
        units=len(table.rows),
        coders=coders,
        skipped=skipped,
        cluster=table.head[at] if any(labels) else "",
        clusters=len({one for one in labels if one is not None}),
        unclustered=sum(one is None for one in labels),
        values=tuple(one if isinstance(one, float) else str(one) for one in ratings.values),
        unlike=_unlike(coders, columns) if level == "nominal" else (),
        agreement=agreement(ratings, level, Resampling(clusters=labels if cluster and coders else None)),
    )


def _columns(table: PlainTable, coders: Sequence[str], level: Level) -> list[list[Hashable]]:
    """Return the ratings coder by coder: numbers where all of them are, texts else, None where one is missing."""
    try:
        rows = table.numbers(coders)
    except ProblemsError as error:
        if level == "nominal":
            return [[_known(cell) for cell in table.column(coder)] for coder in coders]
        filled = sum(_known(cell) is not None for coder in coders for cell in table.column(coder))
        if len(error.problems) < filled:
            raise
        raise UsageError("command.level_needs_numbers", name=table.name, level=level) from error
    return [[row[place] for row in rows] for place in range(len(coders))]


def _unlike(coders: Sequence[str], columns: Sequence[Sequence[Hashable]]) -> tuple[str, ...]:
    """Return the columns that share no value with any other; of two columns none can be told from the other."""
    used = [set(column) - {None} for column in columns]
    if len(columns) < _TELLING:
        return ()
    times = Counter(value for values in used for value in values)
    return tuple(
        name for name, values in zip(coders, used, strict=True) if values and all(times[one] == 1 for one in values)
    )


def _known(cell: str) -> str | None:
    return None if not cell or cell.lower() in MISSING_CODES else cell
