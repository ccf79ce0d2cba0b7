"""Write a study's instrument as an XLSForm."""

from dataclasses import dataclass
from pathlib import Path

from engage_eval.actions.exporting import check_target
from engage_eval.actions.files import put
from engage_eval.actions.study import Workspace
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Severity
from engage_eval.formats.xlsform_check import check_form
from engage_eval.formats.xlsform_write import form_bytes, write_form
from engage_eval.model.instrument import NOTE
from engage_eval.model.shown import is_in_form

ENDINGS = (".xlsx",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the file, the form, its id and version on a server, how many of the instrument's questions."""

    file: Path
    form: str
    form_id: str
    version: str
    questions: int
    languages: tuple[str, ...]


def check(target: Path, study: str, *, force: bool) -> None:
    """Raise UsageError where the form must not be written to ``target``."""
    check_target(target, study, ENDINGS, force=force)


def export(workspace: Workspace, target: Path, form: str) -> Written:
    """Write the form of the study's instrument in its newest version; empty ``form`` means its first.

    Only what is wrong in the instrument stops this: a study whose other files are not finished can be prepared.
    Raises ProblemsError, UsageError for an unknown form, StoreError where the file can't be written.
    """
    record = workspace.record
    instrument = record.instrument() if record else None
    errors = workspace.of_severity(Severity.ERROR)
    if record is None or instrument is None:
        raise ProblemsError(errors)
    if own := [one for one in errors if one.place.file == instrument.place.file]:
        raise ProblemsError(own)
    if form and form not in instrument.forms:
        raise UsageError("instrument.unknown_form", found=form, allowed=", ".join(instrument.forms))
    form = form or next(iter(instrument.forms), "")
    made, problems = write_form(instrument, form, record.study, record.forms)
    # What we write passes our own check, or is not written.
    problems += [one for one in check_form(made) if lookup(one.code).severity is Severity.ERROR]
    if problems:
        raise ProblemsError(problems, "xlsform.not_sound", name=target.name)
    put(target, form_bytes(made))
    return Written(
        file=target,
        form=form,
        form_id=made.settings["form_id"],
        version=made.settings["version"],
        questions=sum(is_in_form(item, form) and item.part != NOTE for item in instrument.items),
        languages=made.languages(),
    )
