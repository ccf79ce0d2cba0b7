"""Write a study's consent forms as Word, filled in from study.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engage_eval.actions.export_schedule import BOTH, PROGRAM, newest_forms
from engage_eval.actions.exporting import check_target, in_order
from engage_eval.actions.files import put
from engage_eval.actions.study import Workspace
from engage_eval.core.errors import ProblemsError, StoreError, UsageError
from engage_eval.core.problem import Problem, Severity
from engage_eval.core.similar import closest
from engage_eval.model.people import ConsentForm
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_consent import placeholders_left

ENDINGS = (".docx",)
_FOLDER = "consent/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One form that was written, and its file."""

    file: Path
    form: ConsentForm


def check(target: Path, study: str, *, force: bool) -> None:
    """Raise UsageError where nothing may be written to ``target``; a name without an ending is a folder."""
    check_target(target, study, ENDINGS if target.suffix else (), force=force)


def export(workspace: Workspace, target: Path, form: str, language: str) -> tuple[Printed, ...]:
    """Write the forms asked for in their newest version: one into a .docx, several into a folder, a file each.

    ``form`` is an id, with its version for an older one (psp, psp-v1); empty means all. Raises ProblemsError where a
    placeholder is left or a form can't be read, UsageError where ``target`` doesn't fit the choice.
    """
    record = workspace.record
    if record is None:
        raise ProblemsError(workspace.of_severity(Severity.ERROR), "printing.forms_not_ready")
    chosen = _chosen(workspace, record, form, language)
    if target.suffix and len(chosen) > 1:
        raise UsageError("printing.one_file", name=target.name, n=len(chosen))
    _refuse_unready(workspace, record, chosen)
    title = record.study.title
    files = [target] if target.suffix else [target / f"{_named(one)}.{one.language}.docx" for one in chosen]
    if not target.suffix:
        _make(target)
    for file, one in zip(files, chosen, strict=True):
        put(file, consent_bytes(one, title.get(one.language)))
    return tuple(Printed(file=file, form=one) for file, one in zip(files, chosen, strict=True))


def consent_bytes(form: ConsentForm, study: str) -> bytes:
    """Return a filled form as the bytes of a .docx; ``study`` is the title for the file's properties."""
    from engage_eval.report.paper.consent import write_consent

    return write_consent(form, study=study, program=PROGRAM)


def _chosen(workspace: Workspace, record: StudyRecord, form: str, language: str) -> tuple[ConsentForm, ...]:
    spoken = [one for one in record.forms if language in ("", BOTH, one.language)]
    exact = tuple(one for one in spoken if form == _named(one))
    found = exact or newest_forms(one for one in spoken if form in ("", one.id))
    if found:
        return found
    known = sorted({one.id for one in spoken})
    if form and known:
        raise UsageError("printing.unknown_form", name=form, meant=closest(form, known), allowed=", ".join(known))
    if broken := _broken(workspace, ()):
        raise ProblemsError(broken, "printing.forms_not_ready")
    raise UsageError("printing.no_consent_forms")


def _named(form: ConsentForm) -> str:
    return f"{form.id}-{form.version}"


def _broken(workspace: Workspace, chosen: Sequence[ConsentForm]) -> list[Problem]:
    """Return the errors of the files of ``chosen``; of all forms where none could be chosen."""
    files = {one.place.file for one in chosen}
    errors = workspace.of_severity(Severity.ERROR)
    return [one for one in errors if (one.place.file in files if files else one.place.file.startswith(_FOLDER))]


def _refuse_unready(workspace: Workspace, record: StudyRecord, chosen: Sequence[ConsentForm]) -> None:
    own = [*_broken(workspace, chosen), *placeholders_left(replace(record, forms=tuple(chosen)))]
    if own:
        raise ProblemsError(in_order(own), "printing.forms_not_ready")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError("command.cannot_write", name=folder.as_posix()) from error
