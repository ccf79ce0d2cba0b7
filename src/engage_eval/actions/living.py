"""Hold the numbers of a Word report against the study, and put new ones in their place."""

from dataclasses import dataclass
from pathlib import Path

from engage_eval.actions import analyse
from engage_eval.actions.files import is_there, put
from engage_eval.actions.report import check_target
from engage_eval.actions.study import Workspace, is_study_file, sound
from engage_eval.core.errors import UsageError
from engage_eval.core.messages import messages
from engage_eval.core.study_name import refuse_impossible
from engage_eval.report.blocks import Document
from engage_eval.report.build.report import KINDS, build
from engage_eval.report.docx.comparing import Comparison, compare, printed_in, unknown
from engage_eval.report.docx.reading import Reading, read_report
from engage_eval.report.docx.refreshing import Refreshed
from engage_eval.report.docx.refreshing import refresh as renew
from engage_eval.report.make_claims import make_claims
from engage_eval.report.results import Results

_OTHER_REPORTS = (".html", ".md")  # `engage-eval report` writes these too, without numbers that could be traced


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What a refreshed report is made of."""

    comparison: Comparison
    refreshed: Refreshed


def check_report(name: str) -> Path:
    """Return the report called ``name``; raises UsageError where it is a folder, a study file, HTML or not there."""
    if name:
        refuse_impossible(name)
    path = Path(name)
    if name and not is_there(path) and not is_study_file(name):
        raise UsageError("word.no_file", name=name)
    if not name or not path.is_file() or is_study_file(name) or path.suffix.lower() in _OTHER_REPORTS:
        raise UsageError("word.no_report", name=name or ".")
    return path


def verify(report: Path, workspace: Workspace) -> Comparison:
    """Return how each number of ``report`` stands to the study; nothing is written.

    Raises UsageError for a file that is no report of this study, ProblemsError where the study has errors.
    """
    reading, results = _opened(report, workspace)
    return _compared(reading, results)


def check_new(target: Path, report: Path, *, force: bool) -> None:
    """Raise UsageError where a new report can't or must not be written to ``target``; the old one is never replaced."""
    if target.suffix.lower() != ".docx":
        raise UsageError("word.not_docx", name=target.name)
    if is_there(target) and target.samefile(report):
        raise UsageError("word.same_file", name=target.as_posix())
    check_target(target, force=force)


def refresh(report: Path, workspace: Workspace, target: Path, *, force: bool = False) -> Renewed:
    """Write ``report`` with the study's numbers to ``target``, another file; every other word stays as it is.

    Raises UsageError as ``check_new`` and for a file that is no report of this study, ProblemsError where the study
    has errors, StoreError where the file can't be written.
    """
    check_new(target, report, force=force)
    reading, results = _opened(report, workspace)
    comparison = _compared(reading, results)
    kind = reading.stored.kind if reading.stored.kind in KINDS else KINDS[0]
    refreshed = renew(reading, comparison, _document(reading, results, kind))
    put(target, refreshed.data)
    return Renewed(comparison=comparison, refreshed=refreshed)


def _opened(report: Path, workspace: Workspace) -> tuple[Reading, Results]:
    """Return the report and the results of its study; the report is read first, since that is what was named first."""
    try:
        data = report.read_bytes()
    except OSError as error:
        raise UsageError("word.no_file", name=report.as_posix()) from error
    reading = read_report(data, report.as_posix())
    snapshot = sound(workspace)
    found = reading.stored.study
    if found not in ("", snapshot.study.id):
        raise UsageError("word.other_study", name=report.as_posix(), found=found, study=snapshot.study.id)
    return reading, analyse.results(snapshot)


def _compared(reading: Reading, results: Results) -> Comparison:
    documents = [_document(reading, results, kind) for kind in KINDS] if unknown(reading) else []
    return compare(reading, make_claims(results), results.snapshot.digest(), printed_in(documents))


def _document(reading: Reading, results: Results, kind: str) -> Document:
    return build(results, kind=kind, speech=messages(reading.stored.language))
