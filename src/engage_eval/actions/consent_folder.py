"""A withdrawal in a study folder: which rows a person has to delete by hand."""

from collections.abc import Iterable
from dataclasses import dataclass

from engage_eval.actions.consent import repeats
from engage_eval.actions.recording import person_of
from engage_eval.actions.study import open_study
from engage_eval.core.errors import ProblemsError
from engage_eval.model.withdrawing import Echo, rows_to_delete


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDelete:
    """File and line of each row of content of a person, and of texts of others that may repeat it."""

    participant: str
    kind: str
    rows: tuple[tuple[str, int], ...]
    echoes: tuple[Echo, ...]
    language: str


def rows(study: str, person: str, kind: str, names: Iterable[str] = ()) -> ToDelete:
    """Return the rows of ``person`` in a study folder that a withdrawal of ``kind`` wants deleted.

    Raises UsageError for an unknown code.
    """
    workspace = open_study(study)
    if workspace.record is None:
        raise ProblemsError(workspace.problems)
    found = person_of(workspace.record, person).id
    is_erasure = kind == "erase"
    return ToDelete(
        participant=found,
        kind=kind,
        rows=rows_to_delete(workspace.record, found) if is_erasure else (),
        echoes=repeats(workspace.record, found, names) if is_erasure else (),
        language=workspace.language(),
    )
