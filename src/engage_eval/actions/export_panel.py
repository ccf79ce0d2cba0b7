"""Write the sheet in which experts judge the items of a study's questionnaire."""

from dataclasses import dataclass
from pathlib import Path

from engage_eval.actions.exporting import check_target
from engage_eval.actions.files import put
from engage_eval.core.errors import StudyError
from engage_eval.formats.panel_workbook import judged_items, panel_bytes
from engage_eval.model.record import StudyRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The file, and how many items it asks about."""

    file: Path
    items: int


def panel(record: StudyRecord, target: Path, language: str) -> Exported:
    """Write the panel's workbook for the newest version of the study's questionnaire.

    Raises StudyError without a questionnaire, StoreError where the file can't be written.
    """
    instrument = record.instrument()
    if instrument is None:
        raise StudyError("kit.no_instrument")
    put(target, panel_bytes(instrument, language))
    return Exported(file=target, items=len(judged_items(instrument)))


def check(target: Path, study: str, *, force: bool) -> None:
    """Raise UsageError where the workbook must not be written."""
    check_target(target, study, (".xlsx",), force=force)
