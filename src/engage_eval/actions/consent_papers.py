"""Write the letter to a person who withdrew, and the certificate of an erasure."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engage_eval.actions.export_schedule import PROGRAM
from engage_eval.actions.exporting import check_target
from engage_eval.actions.files import put
from engage_eval.actions.study import is_study_file
from engage_eval.core.errors import ProblemsError, StoreError, UsageError
from engage_eval.core.similar import closest
from engage_eval.model.people import ConsentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.standing import Consents
from engage_eval.model.withdrawing import rows_to_delete

if TYPE_CHECKING:
    from engage_eval.report.letter import Withdrawal

_ENDING = (".docx",)


def letter(study: str, person: str, target: Path, language: str, *, force: bool) -> str:
    """Write the letter to ``person`` about their withdrawal; return the language it is in.

    Raises UsageError where nobody withdrew under that code or the file can't be written to.
    """
    check_target(target, study, _ENDING, force=force)
    found, spoken = _withdrawal(study, person, language)
    from engage_eval.report.letter import write_letter

    put(target, write_letter(found, spoken, PROGRAM))
    return spoken


def certificate(study: str, person: str, target: Path, language: str, *, force: bool) -> str:
    """Write the certificate of the erasure of ``person``; return the language it is in.

    Raises UsageError where the person was not erased, or for a study folder, which can't prove it.
    """
    check_target(target, study, _ENDING, force=force)
    found, spoken = _withdrawal(study, person, language)
    if found.kinds != ("erase",) or not is_study_file(study):
        raise UsageError("consent.not_erased", participant=found.participant)
    from engage_eval.report.letter import write_certificate

    put(target, write_certificate(found, spoken, PROGRAM))
    return spoken


def _check_finished(study: str, person: str) -> None:
    """Raise StoreError where old bytes may still stand, so that no paper says that they don't."""
    from engage_eval.store import erase
    from engage_eval.store.study_file import open_study as open_store

    with open_store(study) as store:
        if person in erase.unfinished(store):
            raise StoreError("erase.unfinished", name=store.target.name, participant=person)


def _withdrawal(study: str, person: str, language: str) -> tuple["Withdrawal", str]:
    from engage_eval.report.letter import Withdrawal

    record, register, on_server = _read(study)
    known = {one.id for one in record.participants}
    person = person if person in known else person.upper()
    if person not in known:
        raise UsageError("recording.person_unknown", participant=person, meant=closest(person, known))
    standing = Consents(record).of(person)
    erasures = [one for one in record.erasures if one.participant == person and one.scope == "person"]
    withdrawn = [one for one in standing.events if one.event == "withdrawn"]
    if not withdrawn:
        raise UsageError("consent.not_withdrawn", participant=person)
    is_erasure = bool(erasures) or standing.withdrawal() == "erase"
    left = rows_to_delete(record, person) if is_erasure else ()
    if left:
        raise UsageError("consent.still_there", participant=person, count=len(left))
    decided = withdrawn[-1].at
    spoken = language or next(iter(record.study.languages), "id")
    if is_erasure and is_study_file(study):
        _check_finished(study, person)
    asked = standing.answered_by(withdrawn[-1].at)
    found = Withdrawal(
        participant=person,
        kinds=("erase",) if is_erasure else _together(withdrawn, record.study.zone),
        received=asked[-1].day_in(record.study.zone) if asked else None,
        decided=(erasures[-1].at if erasures else decided).day_in(record.study.zone),
        study_title=record.study.title.get(spoken),
        values={name: text.get(spoken) for name, text in record.study.placeholders},
        counts=tuple(_count(part) for part in (erasures[-1].counts.split("; ") if erasures else ()) if " " in part),
        by=erasures[-1].by if erasures else "",
        register=register(person) if register is not None else "none",
        on_server=on_server,
    )
    return found, spoken


def _together(withdrawn: Sequence[ConsentEvent], zone: str) -> tuple[str, ...]:
    """Return what was chosen last, with all that was decided on the same day: the form lets tick several."""
    day = withdrawn[-1].at.day_in(zone)
    return tuple(dict.fromkeys(one.withdrawal for one in withdrawn if one.at.day_in(zone) == day))


def _count(part: str) -> tuple[str, int]:
    name, _, n = part.rpartition(" ")
    return name, int(n) if n.isdecimal() else 0


def _read(study: str) -> tuple[StudyRecord, Callable[[str], str] | None, bool]:
    """Return the record, what says of a person how the register stands, and whether a server holds the study."""
    from engage_eval.actions.study import open_study

    workspace = open_study(study)
    if workspace.record is None:
        raise ProblemsError(workspace.problems, "recording.study_unreadable")
    if not is_study_file(study):
        return workspace.record, None, False
    from engage_eval.store import erase
    from engage_eval.store.study_file import open_study as open_store

    with open_store(study) as store:
        said = erase.in_register(store)
        return workspace.record, said, store.target.path is None
