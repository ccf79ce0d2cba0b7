"""A withdrawal in a study folder: which rows a person has to delete by hand."""

from dataclasses import dataclass

from engage_eval.actions.recording import is_folder, person_of
from engage_eval.actions.study import open_study
from engage_eval.core.errors import ProblemsError
from engage_eval.model.withdrawing import rows_to_delete

__all__ = ["ToDelete", "is_folder", "rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDelete:
    """File and line of each row of content of a person."""

    participant: str
    rows: tuple[tuple[str, int], ...]
    language: str


def rows(study: str, person: str, kind: str) -> ToDelete:
    """Return the rows of ``person`` in a study folder that a withdrawal of ``kind`` wants deleted.

    Raises UsageError for an unknown code.
    """
    workspace = open_study(study)
    if workspace.record is None:
        raise ProblemsError(workspace.problems)
    found = person_of(workspace.record, person).id
    return ToDelete(
        participant=found,
        rows=rows_to_delete(workspace.record, found) if kind == "erase" else (),
        language=workspace.language(),
    )
