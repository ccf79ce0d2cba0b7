"""SPSS (.sav) and Stata (.dta) files by pyreadstat, an extra: labels, missing codes and measurement levels go along."""

import math
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engage_eval.analysis.response_table import GAPS, Cell, Gap, ResponseTable, Variable
from engage_eval.core.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

# The programs' own limits: SPSS counts bytes, Stata characters.
_SPSS_LABEL, _SPSS_VALUE_LABEL, _SPSS_STRING = 256, 120, 32767
_STATA_LABEL = 80
_STATA_GAPS: Mapping[str, str] = dict(zip(GAPS, "abcde", strict=True))
_DAY = {".sav": "DATE11", ".dta": "%td"}


def spss_bytes(table: ResponseTable) -> bytes:
    """Return ``table`` as an SPSS file; missing answers are user-missing values, one number a reason.

    Raises UsageError where pyreadstat is not installed, or a text is longer than SPSS allows.
    """
    pyreadstat = _pyreadstat()
    _refuse_long(table, _SPSS_STRING, "SPSS")
    numbers = [one for one in table.variables if one.kind == "number"]
    return _written(
        ".sav",
        lambda path: pyreadstat.write_sav(
            _frame(table, lambda gap, one: float(one.gaps[gap.reason])),
            path,
            row_compress=True,
            column_labels=[_cut_bytes(one.label, _SPSS_LABEL) for one in table.variables],
            variable_value_labels={
                one.name: _spss_labels(one, table.reasons) for one in numbers if one.levels or one.gaps
            },
            missing_ranges={
                one.name: [{"lo": min(one.gaps.values()), "hi": max(one.gaps.values())}] for one in numbers if one.gaps
            },
            variable_measure={one.name: one.measure for one in table.variables},
            variable_display_width={one.name: _display_width(one, place, table) for place, one in _placed(table)},
            variable_format={one.name: _spss_format(one, place, table) for place, one in _placed(table)},
        ),
    )


def stata_bytes(table: ResponseTable) -> bytes:
    """Return ``table`` as a Stata file; missing answers are the extended missing values .a to .e, one a reason.

    Raises UsageError where pyreadstat is not installed.
    """
    pyreadstat = _pyreadstat()
    numbers = [one for one in table.variables if one.kind == "number"]
    used = _used_gaps(table)
    return _written(
        ".dta",
        lambda path: pyreadstat.write_dta(
            _frame(table, lambda gap, _one: _STATA_GAPS[gap.reason]),
            path,
            version=15,
            column_labels=[_cut(one.label, _STATA_LABEL) for one in table.variables],
            variable_value_labels={one.name: _stata_labels(one, used, table.reasons) for one in numbers},
            missing_user_values={name: [_STATA_GAPS[reason] for reason in reasons] for name, reasons in used.items()},
            variable_format={one.name: _DAY[".dta"] for one in table.variables if one.kind == "date"},
        ),
    )


def stata_gap(reason: str) -> str:
    """Return how Stata writes a missing answer of this reason.

    >>> stata_gap("skip")
    '.a'
    """
    return f".{_STATA_GAPS[reason]}"


def _pyreadstat() -> Any:  # noqa: ANN401 - the package has no types of its own
    try:
        import pyreadstat
    except ImportError as error:
        raise UsageError("command.extra_missing", package="pyreadstat") from error
    return pyreadstat


def _written(ending: str, write: Any) -> bytes:  # noqa: ANN401 - a call of pyreadstat
    with tempfile.TemporaryDirectory(prefix="engage-eval-") as folder:
        path = Path(folder) / f"responses{ending}"
        write(str(path))
        return _without_time(path.read_bytes(), ending)


def _without_time(data: bytes, ending: str) -> bytes:
    """Return the bytes without the time of writing, so that the same answers give the same file."""
    if ending == ".sav":
        # The header of a .sav has the date (9 bytes) at 92 and the time (8 bytes) at 101.
        return data[:92] + b"01 Jan 80" + b"00:00:00" + data[109:]
    begin, end = b"<timestamp>", b"</timestamp>"
    start, stop = data.find(begin) + len(begin), data.find(end)
    if start < len(begin) or stop < start:
        return data
    stamp = data[start:stop]
    # Its first byte is the length; the map of the file counts bytes, so the length must stay.
    fixed = b"01 Jan 1980 00:00"
    return data[:start] + stamp[:1] + fixed[: len(stamp) - 1].ljust(len(stamp) - 1) + data[stop:]


def _placed(table: ResponseTable) -> Sequence[tuple[int, Variable]]:
    return tuple(enumerate(table.variables))


def _frame(table: ResponseTable, gap: Any) -> "pd.DataFrame":  # noqa: ANN401 - a function of Gap and Variable
    import pandas as pd

    columns = {}
    for place, one in _placed(table):
        cells = [_cell(row[place], one, gap) for row in table.rows]
        if one.kind == "text":
            cells = ["" if cell is None else cell for cell in cells]
        elif one.kind == "number" or not any(cells):
            # A column of dates without any would be taken for one of texts.
            cells = [math.nan if cell is None else cell for cell in cells]
        mixed = one.kind == "text" or any(isinstance(cell, str | date) for cell in cells)
        kind = "object" if mixed else "float64"
        columns[one.name] = pd.Series(cells, dtype=kind)
    return pd.DataFrame(columns)


def _cell(cell: Cell, variable: Variable, gap: Any) -> Any:  # noqa: ANN401 - what a DataFrame holds
    return gap(cell, variable) if isinstance(cell, Gap) else cell


def _used_gaps(table: ResponseTable) -> dict[str, list[str]]:
    """Return variable -> reasons that occur in it, in the order of their letters."""
    found = {}
    for place, one in _placed(table):
        reasons = {cell.reason for row in table.rows if isinstance(cell := row[place], Gap)}
        if reasons:
            found[one.name] = [reason for reason in GAPS if reason in reasons]
    return found


def _spss_labels(one: Variable, reasons: Mapping[str, str]) -> dict[float, str]:
    labels = {level.code: level.label for level in one.levels}
    labels |= {float(code): reasons[reason] for reason, code in one.gaps.items()}
    return {code: _cut_bytes(label, _SPSS_VALUE_LABEL) for code, label in labels.items()}


def _stata_labels(
    one: Variable, used: Mapping[str, Sequence[str]], reasons: Mapping[str, str]
) -> dict[float | str, str]:
    labels: dict[float | str, str] = {level.code: level.label for level in one.levels}
    return labels | {_STATA_GAPS[reason]: reasons[reason] for reason in used.get(one.name, ())}


def _spss_format(one: Variable, place: int, table: ResponseTable) -> str:
    if one.kind == "date":
        return _DAY[".sav"]
    if one.kind == "text":
        return f"A{_bytes(place, table)}"
    whole = all(cell.is_integer() for row in table.rows if isinstance(cell := row[place], float))
    return "F8.0" if whole else "F8.2"


def _display_width(one: Variable, place: int, table: ResponseTable) -> int:
    return {"date": 11, "number": 8}.get(one.kind, min(max(_bytes(place, table), 8), 40))


def _bytes(place: int, table: ResponseTable) -> int:
    """Return how wide a column of texts is: its longest text in bytes."""
    return max((len(cell.encode()) for row in table.rows if isinstance(cell := row[place], str)), default=1) or 1


def _refuse_long(table: ResponseTable, most: int, program: str) -> None:
    for place, one in _placed(table):
        if one.kind == "text" and _bytes(place, table) > most:
            raise UsageError("command.text_too_long", name=one.name, most=most, program=program)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _cut_bytes(text: str, most: int) -> str:
    """Return ``text`` in at most ``most`` bytes of UTF-8, never half a sign.

    >>> _cut_bytes("é" * 10, 7)
    'éé…'
    """
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - len("…".encode())].decode(errors="ignore") + "…"
