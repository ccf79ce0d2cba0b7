"""Reliability and content validity of the items in a table of one's own."""

from dataclasses import dataclass
from pathlib import Path

from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.estimate import Estimate
from engage_eval.core.problem import Place, Problem
from engage_eval.formats.plain_table import PlainTable, read_plain
from engage_eval.model.vocabulary import normal
from engage_eval.stats.alpha_bootstrap import alpha_bootstrap
from engage_eval.stats.reliability import Reliability, reliability
from engage_eval.stats.validity import ContentValidity, content_validity, default_cut

_LARGEST = 1e15  # as the numbers in a table
# A first column of numbers under one of these heads counts rows; taken as an item it would spoil every figure.
_ROW_HEADS = frozenset(
    normal(head)
    for head in (
        *("id", "no", "no.", "nomor", "number", "unit", "nama", "name", "kode", "code"),
        *("responden", "respondent", "partisipan", "participant", "pakar", "ahli", "panelis", "expert", "rater"),
        *("id responden", "respondent id", "no responden", "id pakar", "expert id"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleTable:
    """The reliability of a table's items; ``skipped`` is the first column where it names the rows, else empty."""

    skipped: str
    reliability: Reliability
    bootstrap: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertTable:
    """The content validity of a table's items; ``skipped`` is the first column where it names the rows, else empty."""

    skipped: str
    validity: ContentValidity


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingScale:
    """The lowest and the highest rating, and the lowest that says relevant (None: the first above the middle)."""

    low: float
    high: float
    cut: float | None = None


def scale_table(path: Path) -> ScaleTable:
    """Return the reliability of the table in ``path``: a row a respondent, a column an item.

    Raises UsageError for a file that isn't there, ProblemsError for what is no number.
    """
    table = read_plain(path)
    skipped, items = _items(table)
    rows = table.numbers(items)
    return ScaleTable(skipped=skipped, reliability=reliability(rows, items), bootstrap=alpha_bootstrap(rows, items))


def expert_table(path: Path, scale: RatingScale) -> ExpertTable:
    """Return the content validity of the table in ``path``: a row an expert, a column an item.

    Raises UsageError for a scale that is none, ProblemsError for what is no number or lies outside the scale.
    """
    _check(scale)
    table = read_plain(path)
    skipped, items = _items(table)
    rows = table.numbers(items)
    _refuse_outside(table, items, rows, scale)
    return ExpertTable(
        skipped=skipped, validity=content_validity(rows, items, low=scale.low, high=scale.high, cut=scale.cut)
    )


def _items(table: PlainTable) -> tuple[str, tuple[str, ...]]:
    """Return the first column's head where it names the rows (else empty), and the heads of the items."""
    first = table.head[0]
    if normal(first) in _ROW_HEADS or _only_texts(table, first):
        return first, table.head[1:]
    return "", table.head


def _only_texts(table: PlainTable, name: str) -> bool:
    """Return whether a column has texts and no number: one slip in a column of numbers doesn't make it names."""
    filled = sum(cell != "" for cell in table.column(name))
    try:
        table.numbers([name])
    except ProblemsError as error:
        return len(error.problems) == filled
    return False


def _check(scale: RatingScale) -> None:
    numbers = (scale.low, scale.high, *(() if scale.cut is None else (scale.cut,)))
    if not all(abs(one) <= _LARGEST for one in numbers) or not scale.low < scale.high:
        raise UsageError("command.bad_scale", low=f"{scale.low:g}", high=f"{scale.high:g}")
    cut = default_cut(scale.low, scale.high) if scale.cut is None else scale.cut
    if not scale.low < cut <= scale.high:
        raise UsageError("command.bad_cut", cut=f"{cut:g}", low=f"{scale.low:g}", high=f"{scale.high:g}")


def _refuse_outside(
    table: PlainTable, items: tuple[str, ...], rows: tuple[tuple[float | None, ...], ...], scale: RatingScale
) -> None:
    """Raise ProblemsError that names each cell outside the scale."""
    params = {"low": f"{scale.low:g}", "high": f"{scale.high:g}"}
    problems = [
        Problem(
            code="files.outside_scale",
            place=Place(file=table.name, line=line, key=item),
            params={"value": f"{value:g}", **params},
        )
        for line, row in zip(table.lines, rows, strict=True)
        for item, value in zip(items, row, strict=True)
        if value is not None and not scale.low <= value <= scale.high
    ]
    if problems:
        raise ProblemsError(problems, "command.bad_table", name=table.name)
