"""Write the interview schedule of a study as Word, to be printed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engage_eval import __version__
from engage_eval.actions.exporting import check_target, in_order
from engage_eval.actions.files import put
from engage_eval.actions.study import Workspace
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Severity
from engage_eval.model.instrument import Instrument
from engage_eval.model.people import ConsentForm
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_consent import placeholders_left

ENDINGS = (".docx",)
PROGRAM = f"engage-eval {__version__}"
BOTH = "both"
# Forms whose wording is read out by telephone, by what their id begins with.
_TELEPHONE = ("telepon", "telephone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was written: the file, the form of the instrument, its languages, how many questions have a number.

    ``consent`` says where the wording of the consent is from: study, program or none.
    """

    file: Path
    form: str
    languages: tuple[str, ...]
    questions: int
    consent: str


def check(target: Path, study: str, *, force: bool) -> None:
    """Raise UsageError where the schedule must not be written to ``target``."""
    check_target(target, study, ENDINGS, force=force)


def export(workspace: Workspace, target: Path, form: str, language: str, *, consent: bool = True) -> Printed:
    """Write the schedule of ``form`` (empty: the instrument's first) in a language, in both, or (empty) the study's.

    Only what is wrong in the instrument and the telephone script stops this: the tables need not be ready. Raises
    ProblemsError, UsageError for an unknown form, StoreError where the file can't be written.
    """
    record = workspace.record
    instrument = record.instrument() if record else None
    errors = workspace.of_severity(Severity.ERROR)
    if record is None or instrument is None:
        raise ProblemsError(errors, "printing.instrument_not_ready")
    if own := [one for one in errors if one.place.file == instrument.place.file]:
        raise ProblemsError(own, "printing.instrument_not_ready")
    if form and form not in instrument.forms:
        raise UsageError("instrument.unknown_form", found=form, allowed=", ".join(instrument.forms))
    form = form or next(iter(instrument.forms), "")
    languages = languages_of(record, language)
    scripts = telephone_scripts(record, languages) if consent else None
    if scripts is not None:
        _refuse_unready(workspace, record, scripts)
    put(target, schedule_bytes(record, instrument, form, languages, scripts))
    return Printed(
        file=target,
        form=form,
        languages=languages,
        questions=_count(record, instrument, form),
        consent="none" if scripts is None else "study" if scripts else "program",
    )


def schedule_bytes(
    record: StudyRecord,
    instrument: Instrument,
    form: str,
    languages: Sequence[str],
    scripts: Mapping[str, ConsentForm] | None,
) -> bytes:
    """Return the schedule as the bytes of a .docx: definitions only, never data."""
    from engage_eval.report.schedule.write import write_schedule

    return write_schedule(record.study, instrument, form, languages, scripts, PROGRAM)


def _count(record: StudyRecord, instrument: Instrument, form: str) -> int:
    from engage_eval.report.schedule.plan import make_plan

    plan = make_plan(instrument, form, screening_first=record.study.screening_before_consent)
    return sum(len(part.questions) for part in plan.parts)


def languages_of(record: StudyRecord, language: str) -> tuple[str, ...]:
    """Return the languages meant: one, Indonesian and English, or (empty) those of the study."""
    if language == BOTH:
        return ("id", "en")
    return (language,) if language else tuple(one for one in ("id", "en") if one in record.study.languages) or ("id",)


def telephone_scripts(record: StudyRecord, languages: Sequence[str]) -> dict[str, ConsentForm]:
    """Return the study's newest telephone script in each of ``languages`` that it has."""
    found = newest_forms(one for one in record.forms if one.id.startswith(_TELEPHONE))
    return {one.language: one for one in found if one.language in languages}


def newest_forms(forms: Iterable[ConsentForm]) -> tuple[ConsentForm, ...]:
    """Return each form in each language in its newest version, sorted."""
    newest: dict[tuple[str, str], ConsentForm] = {}
    for one in sorted(forms, key=lambda form: (form.id, form.language, _age(form.version), form.digest)):
        newest[one.id, one.language] = one
    return tuple(newest.values())


def _age(version: str) -> int:
    number = version[1:]
    return int(number) if number.isdecimal() else 0


def _refuse_unready(workspace: Workspace, record: StudyRecord, scripts: Mapping[str, ConsentForm]) -> None:
    """Raise ProblemsError where a script is not whole: what is read aloud must be the wording that is kept."""
    files = {one.place.file for one in scripts.values()}
    own = [one for one in workspace.of_severity(Severity.ERROR) if one.place.file in files]
    own += placeholders_left(replace(record, forms=tuple(scripts.values())))
    if own:
        raise ProblemsError(in_order(own), "printing.script_not_ready")
