"""Consent: record what somebody decided, show it on any date, and carry a withdrawal out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from engage_eval.actions.recording import Recording, known_person, moment_of, zone_of
from engage_eval.actions.study import open_study
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Problem
from engage_eval.core.similar import closest
from engage_eval.formats.bundle import assemble
from engage_eval.formats.names_list import read_names
from engage_eval.formats.one_row import read_one
from engage_eval.model import withdrawing
from engage_eval.model.moment import Moment
from engage_eval.model.people import WITHDRAWAL_FORM, ConsentEvent, ConsentForm
from engage_eval.model.progress import steps_of
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import written
from engage_eval.model.standing import DECISIONS, Consents, Standing
from engage_eval.model.tables import WITHDRAWALS
from engage_eval.model.vocabulary import flag
from engage_eval.model.withdrawing import Due, Echo, State

# What the signed form decides one by one; what is left out is told, never filled in.
SCOPE = ("take_part", *DECISIONS)
# The form that asks for consent itself, where the study has several papers of one language.
_SIGNED = ("psp", "telepon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was recorded: the event, the decisions that the form asks for and nobody gave, and what to look at."""

    event: ConsentEvent
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_void(self) -> bool:
        """Return whether this consent counts for nothing: by telephone, and not recorded (Law 27/2022, art. 22)."""
        return self.event.event == "given" and self.event.mode == "telephone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What a withdrawal did; ``counts`` and what follows is of an erasure alone.

    ``echoes`` are places after the deletion, as ``export bundle`` writes them.
    """

    event: ConsentEvent
    counts: Mapping[str, int] = field(default_factory=dict)
    register: str = ""  # erased | another | not_at_hand | none
    backups_renewed: bool = False
    deleted: tuple[str, ...] = ()  # among the backups, and not made by the program
    left: tuple[str, ...] = ()  # beside the file under another name, untouched: perhaps of an earlier file of the study
    echoes: tuple[Echo, ...] = ()
    problems: tuple[Problem, ...] = ()


def record(recording: Recording, person: str, cells: Mapping[str, str], at: Moment, *, declined: bool) -> Decided:
    """Record that ``person`` gave consent, or declined it; ``cells`` are the decisions as a table's cells have them.

    Whoever doesn't take part by the form declined. Raises UsageError where the person or the form is not known, a mark
    has no witness, it isn't said whether the person takes part, or the time can't be; ProblemsError where a decision
    can't be understood.
    """
    found = recording.person(person).id
    given = {name: cell for name, cell in cells.items() if cell}
    takes_part = flag(given.get("take_part", ""))
    if declined and takes_part:
        raise UsageError("consent.yes_and_declined", participant=found)
    if not declined:
        form = _form(recording.record, given)
        given |= {"form": form.id, "version": form.version, "language": form.language}
        if not given.get("mode"):
            raise UsageError("consent.no_mode")
        if given["mode"] == "mark" and not given.get("witness"):
            raise UsageError("consent.mark_without_witness", participant=found)
    given.setdefault("obtained_by", recording.actor)
    refuses = declined or takes_part is False
    words = {"participant": found, "event": "declined" if refuses else "given", "at": at.day.isoformat()}
    event: ConsentEvent = replace(read_one("consent", {**given, **words}, recording.setting), at=at)
    if not refuses and event.take_part is None:
        raise UsageError("consent.no_take_part", participant=found)
    if event.obtained_by not in {one.key for one in recording.record.staff}:
        keys = [one.key for one in recording.record.staff]
        meant = closest(event.obtained_by, keys)
        allowed = ", ".join(sorted(keys))
        raise UsageError("staff.unknown", value=event.obtained_by, column="--obtained-by", meant=meant, allowed=allowed)
    _check_time(recording.record, event)
    problems = recording.add("consent record", {"consent": [event]})
    missing = () if refuses else tuple(name for name in SCOPE if getattr(event, name) in ("", None))
    return Decided(event=event, missing=missing, problems=problems)


def _check_time(record: StudyRecord, event: ConsentEvent) -> None:
    """Raise UsageError for a refusal before the nomination, and a consent that would not hold against what is there."""
    person, zone = event.participant, record.study.zone
    if event.event == "declined":
        nominated = next((one.on for one in steps_of(record, person) if one.event == "nominated"), None)
        if nominated is not None and nominated.is_after(event.at):
            refused, known = written(event.at, zone), written(nominated, zone)
            raise UsageError("consent.before_nomination", participant=person, at=refused, nominated=known)
        return
    stronger = Consents(record).of(person).holds_against(event)
    if stronger is not None:
        raise UsageError("consent.holds", participant=person, event=stronger.event, at=written(stronger.at, zone))


def _form(record: StudyRecord, given: Mapping[str, str]) -> ConsentForm:
    """Return the form that is meant; raises UsageError where none or several are, or it is the one to withdraw with."""
    if given.get("form") == WITHDRAWAL_FORM:
        raise UsageError("consent.form_withdraws", form=WITHDRAWAL_FORM)
    forms = [one for one in record.forms if one.id != WITHDRAWAL_FORM]
    fits = [
        one
        for one in forms
        if given.get("form") in (None, one.id)
        and given.get("version") in (None, one.version)
        and given.get("language") in (None, one.language)
    ]
    if "form" not in given:
        fits = [one for one in fits if one.id == _SIGNED[0]] or [one for one in fits if one.id in _SIGNED] or fits
    if "version" not in given and fits:
        newest = max(fits, key=lambda one: (len(one.version), one.version)).version
        fits = [one for one in fits if one.version == newest]
    if "language" not in given and len(fits) > 1:
        fits = [one for one in fits if one.language == next(iter(record.study.languages), "")] or fits
    if len({(one.id, one.version, one.language) for one in fits}) != 1:
        allowed = ", ".join(sorted(f"{one.id} {one.version} {one.language}" for one in forms))
        raise UsageError("consent.which_form", allowed=allowed or "–")
    return fits[0]


def show(record: StudyRecord, person: str, on: Moment | None) -> tuple[State, ...]:
    """Return where the consent of ``person`` (empty: of everybody) stands, or stood ``on`` a past moment."""
    people = [known_person(record, person).id] if person else sorted(one.id for one in record.participants)
    return tuple(withdrawing.state_of(record, one, on) for one in people)


def due(record: StudyRecord, now: datetime) -> tuple[Due, ...]:
    """Return the requests to withdraw that wait for a decision, the most urgent first."""
    return withdrawing.due(record, now, zone_of(record))


def request(recording: Recording, person: str, received: Moment) -> Decided:
    """Record that ``person`` asked to withdraw: from now on nothing of theirs is analysed, and the clock runs."""
    found = recording.person(person).id
    standing = Consents(recording.record).of(found)
    if standing.is_locked():
        raise UsageError("consent.requested_already", participant=found)
    decided = [one.at for one in standing.events if one.event == "withdrawn"]
    if any(not received.is_after(at) for at in decided):
        raise UsageError("consent.decided_already", participant=found)
    _check_after_consent(recording.record, standing, received)
    event = ConsentEvent(participant=found, event="request_received", at=received, obtained_by=recording.actor)
    problems = recording.add("consent request", {"consent": [event]})
    return Decided(event=event, problems=_news(problems))


def check_kind(kind: str, person: str, confirmed: str) -> None:
    """Raise UsageError where an erasure is not confirmed by the person's code, typed again."""
    if kind not in WITHDRAWALS:
        raise UsageError("consent.kind", allowed=", ".join(WITHDRAWALS))
    if kind == "erase" and confirmed.strip().upper() != person.upper():
        raise UsageError("consent.confirm", participant=person)


def withdraw(
    recording: Recording, person: str, kind: str, at: Moment, *, confirmed: str = "", names: Iterable[str] = ()
) -> Withdrawn:
    """Carry a withdrawal out; ``erase`` deletes every word of the person for good.

    Raises UsageError where the person is not known, an erasure is not confirmed by their code, or who records it is no
    lead.
    """
    found = recording.person(person).id
    check_kind(kind, found, confirmed)
    before = Consents(recording.record).of(found)
    is_earlier = kind == "stop" and not before.stopped_before(at)  # a time that was wrong; the earlier one holds
    # Who consented anew since can withdraw that too.
    holds = {
        "stop": before.has_stopped,
        "no_contact": before.refuses_contact,
        "no_quotation": before.refuses_quotation,
        "no_audio": before.refuses_recording,
    }
    if kind in holds and holds[kind]() and not before.is_locked() and not is_earlier:
        raise UsageError("consent.withdrawn_already", participant=found, kind=kind)
    request = before.undecided_request()
    if request is not None and request.at.is_after(at):
        raise UsageError("consent.before_request", participant=found)
    _check_after_consent(recording.record, before, at)
    event = ConsentEvent(participant=found, event="withdrawn", at=at, withdrawal=kind, obtained_by=recording.actor)
    rows: dict[str, Sequence[ConsentEvent]] = {"consent": [event]}
    if kind != "erase":
        return Withdrawn(event=event, problems=_news(recording.add("consent withdraw", rows)))
    check_lead(recording)
    recording.judged(rows)
    from engage_eval.store import erase

    erased = erase.erase(recording.store, found, rows, at=recording.now, by=recording.actor)
    contents = recording.store.read()
    after, _ = assemble(contents.definitions, contents.rows)
    echoes = withdrawing.echoes(recording.record, found, names, after)
    return Withdrawn(
        event=event,
        counts=erased.counts,
        register=erased.register,
        backups_renewed=erased.backups_renewed,
        deleted=erased.deleted,
        left=erased.left,
        echoes=_placed(echoes),
    )


def _check_after_consent(record: StudyRecord, standing: Standing, at: Moment) -> None:
    """Raise UsageError where a withdrawal would be earlier than every consent that it could withdraw."""
    if not standing.agreed_before(at):
        given = next(one for one in standing.events if one.event == "given" and one.take_part is not False)
        earlier, consented = written(at, record.study.zone), written(given.at, record.study.zone)
        raise UsageError("consent.before_consent", participant=given.participant, at=earlier, consented=consented)


def repeats(record: StudyRecord, person: str, names: Iterable[str] = ()) -> tuple[Echo, ...]:
    """Return the texts of others that an erasure of ``person`` would leave although they share words or ``names``."""
    return _placed(withdrawing.echoes(record, person, names))


def _placed(echoes: Iterable[Echo]) -> tuple[Echo, ...]:
    return tuple(one for one in echoes if one.file)


def _news(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Leave out what a withdrawal itself brings: it is said in other words, and it may come after the report."""
    return tuple(one for one in problems if not one.code.startswith("consent.withdr") and one.code != "dates.in_future")


def check_lead(recording: Recording) -> None:
    """Raise UsageError where who records is no lead; with one person in the staff that person may do everything."""
    staff = recording.record.staff
    leads = sorted(one.key for one in staff if "lead" in one.roles)
    if recording.actor not in leads and len(staff) > 1:
        raise UsageError("consent.only_lead", by=recording.actor, allowed=", ".join(leads) or "–")


def read(study: str) -> StudyRecord:
    """Return the record of a folder, a file or a database; raises ProblemsError where it can't be understood."""
    workspace = open_study(study)
    if workspace.record is None:
        raise ProblemsError(workspace.problems, "recording.study_unreadable")
    return workspace.record


def moment(record: StudyRecord, written: str) -> Moment | None:
    """Return the moment that was typed; nothing typed is None. Raises UsageError where it can't be understood."""
    return moment_of(written, "", record) if written.strip() else None


def names_in(path: Path | None) -> tuple[str, ...]:
    """Return the names in a list; none where no list is given."""
    return read_names(path) if path is not None else ()
