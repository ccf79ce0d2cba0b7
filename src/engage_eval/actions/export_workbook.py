"""Write a study's data workbook, with the rows that are there."""

from pathlib import Path

from engage_eval.actions.exporting import blocking, check_target
from engage_eval.actions.files import put
from engage_eval.actions.study import Workspace
from engage_eval.core.errors import ProblemsError
from engage_eval.formats.filled_workbook import Filled, filled_workbook

ENDINGS = (".xlsx",)


def check(target: Path, study: str, *, force: bool) -> None:
    """Raise UsageError where the workbook must not be written to ``target``."""
    check_target(target, study, ENDINGS, force=force)


def export(workspace: Workspace, target: Path, language: str) -> Filled:
    """Write the workbook and return what is in it.

    Raises ProblemsError where the study has errors (a row that could not be read would be lost in silence) or a text is
    too long for a workbook, StoreError where the file can't be written.
    """
    errors = blocking(workspace)
    instrument = workspace.record.instrument() if workspace.record else None
    if errors or workspace.record is None or instrument is None:
        raise ProblemsError(errors, "tables.no_workbook")
    found = filled_workbook(workspace.record, instrument, language)
    put(target, found.content)
    return found
