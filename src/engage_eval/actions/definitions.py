"""A study's definitions, where only they matter: faults of its data don't stop a sheet or a kit."""

from engage_eval.actions.study import Workspace
from engage_eval.core.errors import ProblemsError
from engage_eval.core.problem import Severity
from engage_eval.formats.folder_layout import STUDY_FILE
from engage_eval.model.record import StudyRecord

_DEFINED = ("instruments/", "codebooks/", "consent/")


def defined(workspace: Workspace) -> StudyRecord:
    """Return the record of a study whose definitions can be read.

    Raises ProblemsError with the faults of study.yaml, questionnaires, codebooks and consent forms; those of an
    unfinished study.yaml or of placeholders without a value don't count where the record could be made.
    """
    errors = workspace.of_severity(Severity.ERROR)
    if workspace.record is None:
        raise ProblemsError([one for one in errors if one.place.file == STUDY_FILE] or errors)
    wrong = [one for one in errors if one.place.file.startswith(_DEFINED) and not one.code.startswith("consent.")]
    if wrong:
        raise ProblemsError(wrong)
    return workspace.record
