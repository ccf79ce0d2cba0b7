"""Hold an interview: it starts, pauses, goes on and ends; its answers come by ``answers`` or an import."""

from dataclasses import dataclass, replace

from engage_eval.actions.recording import Recording, refuse_waiting
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Problem
from engage_eval.core.similar import closest
from engage_eval.formats.canonical_cells import readable
from engage_eval.formats.one_row import read_one
from engage_eval.model.instrument import newest
from engage_eval.model.interview import Interview, InterviewEvent, pause_order
from engage_eval.model.moment import Moment
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import written
from engage_eval.model.standing import Consents

PAUSED, RESUMED = "paused", "resumed"
# What pauses at a wrong time bring; they stay, so that an interview can only be ended in spite of them.
_PAUSES = frozenset(("interview_events.outside", "interview_events.unordered"))
# Reasons for which an interview isn't even begun: the person asked to be left out.
_LEFT_OUT = ("withdrawn", "declined", "withdrawal_requested")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How an interview begins, as typed; what is empty is the study's default, or not recorded."""

    id: str = ""
    instrument: str = ""
    version: str = ""
    form: str = ""
    mode: str = ""
    interviewer: str = ""
    place: str = ""
    others_present: str = ""
    recorded: str = ""
    repeat_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The interview as it now stands, what was recorded of it, and what is to be looked at.

    ``at`` is None where an interview ended at a time that isn't known.
    """

    interview: Interview
    event: str
    at: Moment | None
    problems: tuple[Problem, ...] = ()


def start(recording: Recording, participant: str, beginning: Beginning, at: Moment) -> Held:
    """Begin an interview with somebody; without consent that is valid by then its content will be held back.

    Raises UsageError where another one goes on or was completed, where the id is taken, where the person refused or
    withdrew; ProblemsError where a value can't be understood.
    """
    record = recording.record
    person = recording.person(participant).id
    standing = Consents(record).of(person)
    refuse_waiting(standing, person)  # now; when the interview was makes no difference to the law
    _refuse_second(recording, person, beginning)
    against = standing.until(at).reason_against(at)
    if against in _LEFT_OUT:
        raise UsageError("interview.left_out", participant=person, reason=against)
    instrument = _instrument(record, beginning)
    taken = {one.id for one in record.interviews}
    key = beginning.id.strip() or _next_id(person, taken)
    if key in taken:
        raise UsageError("interview.exists", interview=key)
    row: Interview = read_one(
        "interviews",
        {
            "id": key,
            "participant": person,
            "instrument": instrument[0],
            "version": instrument[1],
            "form": beginning.form or instrument[2],
            "mode": beginning.mode,
            "interviewer": beginning.interviewer or recording.actor,
            "started_at": at.day.isoformat(),
            "place": beginning.place,
            "others_present": beginning.others_present,
            "recorded": beginning.recorded,
            "repeat_of": beginning.repeat_of,
            "end": "partial",
        },
        recording.setting,
    )
    row = replace(row, started_at=at, end="")
    notes = (
        (Problem(code="interview.not_consented", params={"participant": person, "reason": against}),) if against else ()
    )
    problems = recording.add("interview start", {"interviews": [row]})
    kept = tuple(one for one in problems if one.code not in ("interviews.no_answers", "interviews.none_answered"))
    return Held(interview=row, event="started", at=at, problems=(*notes, *kept))


def pause(recording: Recording, interview: str, at: Moment, *, event: str = PAUSED) -> Held:
    """Record that an interview was paused, or (``resumed``) goes on.

    Raises UsageError where it has ended, is paused already, or wasn't paused, where it would go on with somebody who
    asked to withdraw or stopped, and where the step before it is of the
    same minute, so that their order would be lost; ProblemsError for a time before.
    """
    one = _going_on(recording, interview)
    is_paused = _is_paused(recording.record, one.id)
    if is_paused and event == PAUSED:
        raise UsageError("interview.is_paused", interview=one.id)
    if not is_paused and event == RESUMED:
        raise UsageError("interview.not_paused", interview=one.id)
    if event == RESUMED:
        _refuse_going_on(recording.record, one, at)
    else:
        refuse_waiting(Consents(recording.record).of(one.participant), one.participant)
    row = InterviewEvent(interview=one.id, event=event, at=at, by=recording.actor)
    last = _last_event(recording.record, one.id)
    if last is not None and last.at.sort_key() == at.sort_key() and pause_order(last) >= pause_order(row):
        shown = written(at, recording.record.study.zone)
        raise UsageError("interview.same_minute", interview=one.id, event=last.event, at=shown)
    problems = recording.add(f"interview {event.removesuffix('d')}", {"interview_events": [row]})
    return Held(interview=one, event=event, at=at, problems=problems)


def _refuse_going_on(record: StudyRecord, one: Interview, at: Moment) -> None:
    """Raise UsageError where the person asked to withdraw meanwhile, or stopped; the interview can only be ended."""
    standing = Consents(record).of(one.participant)
    refuse_waiting(standing, one.participant)
    if standing.had_stopped(at) or standing.until(at).reason_against(None) == "declined":
        raise UsageError("interview.stopped", interview=one.id, participant=one.participant)


def finish(recording: Recording, interview: str, end: str, reason: str, at: Moment | None) -> Held:
    """Record that an interview has ended: complete, partial or break_off.

    It ended ``at``; None is now for one that goes on, and not known for one that ended before. With a ``reason`` the
    end of one that was finished before is corrected (a time that is recorded stays), and one is ended although
    its pauses lie outside it. Raises UsageError for one that has ended, ProblemsError where the times can't be.
    """
    reason = readable(reason)
    one = find(recording, interview)
    if one.id in recording.going_on:
        at = at or recording.now
        row = replace(one, ended_at=at, end=end, change_reason=reason or one.change_reason)
        return Held(interview=row, event=end, at=at, problems=_finished(recording, row, reason))
    if not reason:
        ended = written(one.ended_at, recording.record.study.zone) if one.ended_at else one.end
        raise UsageError("interview.has_ended", interview=one.id, ended=ended)
    ended_at = one.ended_at or at
    if (one.end, one.ended_at) == (end, ended_at):
        raise UsageError("interview.same_end", interview=one.id, end=end)
    row = replace(one, ended_at=ended_at, end=end, change_reason=reason)
    return Held(interview=row, event=end, at=ended_at, problems=_finished(recording, row, reason))


def _finished(recording: Recording, row: Interview, reason: str) -> tuple[Problem, ...]:
    try:
        return recording.add("interview finish", {"interviews": [row]}, accepted=_PAUSES if reason else ())
    except ProblemsError as error:
        if {one.code for one in error.problems} <= _PAUSES:
            raise ProblemsError(error.problems, "interview.pauses_outside", name=row.id) from None
        raise


def find(recording: Recording, key: str) -> Interview:
    """Return the interview with this id; a person's code means their one interview that goes on.

    Raises UsageError where there is none, or whose person was erased.
    """
    record = recording.record
    by_id = {one.id: one for one in record.interviews}
    found = by_id.get(key) or by_id.get(key.upper())
    if found is None:
        person = next((one.id for one in record.participants if one.id.casefold() == key.casefold()), None)
        own = [one for one in record.interviews if one.id in recording.going_on and one.participant == person]
        if person is not None and len(own) != 1:
            ids = ", ".join(sorted(one.id for one in record.interviews if one.participant == person))
            raise UsageError("interview.person_has_none", participant=person, interviews=ids or "-")
        if person is None:
            raise UsageError("interview.unknown", interview=key, meant=closest(key, by_id))
        found = own[0]
    recording.refuse_erased((found.participant,))
    return found


def _going_on(recording: Recording, key: str) -> Interview:
    one = find(recording, key)
    if one.id not in recording.going_on:
        ended = written(one.ended_at, recording.record.study.zone) if one.ended_at else one.end
        raise UsageError("interview.has_ended", interview=one.id, ended=ended)
    return one


def _refuse_second(recording: Recording, person: str, beginning: Beginning) -> None:
    own = [one for one in recording.record.interviews if one.participant == person]
    for one in own:
        if one.id in recording.going_on:
            raise UsageError("interview.goes_on", participant=person, interview=one.id)
    done = next((one for one in own if one.end == "complete"), None)
    if done and not beginning.repeat_of and beginning.instrument in ("", done.instrument):
        raise UsageError("interview.completed", participant=person, interview=done.id)


def _instrument(record: StudyRecord, beginning: Beginning) -> tuple[str, str, str]:
    """Return key, version and form; what isn't named is the study's instrument, its newest version and first form."""
    wanted = beginning.instrument or record.study.instrument
    of_version = [one for one in record.instruments if beginning.version in ("", one.version)]
    found = newest(of_version, wanted) if wanted else newest(of_version)
    if found is None:
        if not record.instruments:
            raise UsageError("interview.no_instrument")
        return wanted or record.instruments[0].key, beginning.version or record.instruments[0].version, ""
    return found.key, found.version, next(iter(found.forms), "")


def _next_id(person: str, taken: set[str]) -> str:
    return next(key for number in range(1, len(taken) + 2) if (key := f"{person}-{number}") not in taken)


def _is_paused(record: StudyRecord, interview: str) -> bool:
    last = _last_event(record, interview)
    return last is not None and last.event == PAUSED


def _last_event(record: StudyRecord, interview: str) -> InterviewEvent | None:
    own = (one for one in record.interview_events if one.interview == interview)
    return max(own, key=pause_order, default=None)
