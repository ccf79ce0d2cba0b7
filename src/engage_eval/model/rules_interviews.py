"""Rules: interviews, their times, and which instrument they used."""

from collections.abc import Iterator
from datetime import date

from engage_eval.core.problem import Place, Problem
from engage_eval.model.consent import Consents
from engage_eval.model.interview import Interview, InterviewEvent, pause_order
from engage_eval.model.moment import Moment
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import fault, meant, written
from engage_eval.model.shown import Screening


def check(record: StudyRecord, screening: Screening) -> Iterator[Problem]:
    """Yield what is wrong with interviews and transcripts, and days that can't be right."""
    yield from _instruments(record)
    yield from _times(record)
    yield from _repeats(record)
    answered = {interview for interview, rows in screening.answers.items() if rows}
    yield from _without_answers(record, answered)
    owner = {one.id: one.participant for one in record.interviews}
    for one in record.transcripts:
        if owner.get(one.interview, one.participant) != one.participant:
            yield fault(
                "transcripts.interview_of_other",
                one.place.at("interview"),
                transcript=one.id,
                participant=one.participant,
                interview=one.interview,
            )
    yield from _days(record)


def _without_answers(record: StudyRecord, answered: set[str]) -> Iterator[Problem]:
    """Yield interviews whose answers are still to be entered: not after a withdrawal, nor where they can't be read."""
    if "responses" in record.lost.tables or not record.knows_instruments():
        return
    consents = Consents(record)
    waiting = [
        one
        for one in record.interviews
        if one.id not in answered and consents.of(one.participant).withdrawal() not in ("erase", "stop")
    ]
    if len(waiting) > 1 and not record.answers:
        yield fault("interviews.none_answered", waiting[0].place.at("id"), count=len(waiting))
        return
    for interview in waiting:
        yield fault("interviews.no_answers", interview.place.at("id"), interview=interview.id)


def _instruments(record: StudyRecord) -> Iterator[Problem]:
    versions: dict[str, set[str]] = {}
    for one in record.instruments:
        versions.setdefault(one.key, set()).add(one.version)
    for interview in record.interviews:
        key, version = interview.instrument, interview.version
        if not record.knows_instruments():
            continue
        if key not in versions:
            yield fault(
                "interviews.instrument_unknown",
                interview.place.at("instrument"),
                interview=interview.id,
                instrument=key,
                **meant(key, versions, also_list=True),
            )
        elif version not in versions[key]:
            yield fault(
                "interviews.version_unknown",
                interview.place.at("version"),
                interview=interview.id,
                instrument=key,
                version=version,
                **meant(version, versions[key], also_list=True),
            )
        else:
            yield from _form(record, interview)


def _form(record: StudyRecord, interview: Interview) -> Iterator[Problem]:
    instrument = record.instrument_of(interview)
    if instrument and interview.form and interview.form not in instrument.forms:
        yield fault(
            "interviews.form_unknown",
            interview.place.at("form"),
            interview=interview.id,
            form=interview.form,
            instrument=instrument.key,
            **meant(interview.form, instrument.forms, also_list=True),
        )


def _times(record: StudyRecord) -> Iterator[Problem]:
    zone = record.study.zone
    events: dict[str, list[InterviewEvent]] = {}
    for event in record.interview_events:
        events.setdefault(event.interview, []).append(event)
    for interview in record.interviews:
        if interview.ended_at and interview.started_at.is_after(interview.ended_at):
            yield fault(
                "interviews.ended_before_started",
                interview.place.at("ended_at"),
                interview=interview.id,
                started=written(interview.started_at, zone),
                ended=written(interview.ended_at, zone),
            )
        yield from _pauses(interview, events.get(interview.id, []), zone)


def _pauses(interview: Interview, events: list[InterviewEvent], zone: str) -> Iterator[Problem]:
    """Yield pauses outside the interview, and the first that does not alternate with going on."""
    expected, alternate = "paused", True
    for event in sorted(events, key=pause_order):
        said = {"event": event.event, "at": written(event.at, zone), "interview": interview.id}
        late = interview.ended_at is not None and event.at.is_after(interview.ended_at)
        if late or interview.started_at.is_after(event.at):
            yield fault("interview_events.outside", event.place.at("at"), **said)
        if alternate and event.event != expected:
            alternate = False
            yield fault("interview_events.unordered", event.place.at("event"), **said)
        expected = "resumed" if event.event == "paused" else "paused"


def _repeats(record: StudyRecord) -> Iterator[Problem]:
    by_id = {one.id: one for one in record.interviews}
    complete: dict[tuple[str, str], Interview] = {}
    for interview in sorted(record.interviews, key=lambda one: (one.started_at.sort_key(), one.id)):
        repeated = by_id.get(interview.repeat_of)
        if repeated and repeated.participant != interview.participant:
            yield fault(
                "interviews.repeat_of_other",
                interview.place.at("repeat_of"),
                interview=interview.id,
                repeat_of=interview.repeat_of,
            )
        if interview.end != "complete" or interview.repeat_of:
            continue
        first = complete.setdefault((interview.participant, interview.instrument), interview)
        if first is not interview:
            yield fault(
                "interviews.second_complete",
                interview.place.at("participant"),
                participant=interview.participant,
                first=first.id,
                second=interview.id,
            )


def _days(record: StudyRecord) -> Iterator[Problem]:
    """Yield days after the report, and consent and interviews outside the period of the study."""
    study = record.study
    for place, moment, in_period in _moments(record):
        if study.report_date and moment.day > study.report_date:
            params = {"day": moment.day.isoformat(), "column": place.key, "report_date": study.report_date.isoformat()}
            yield fault("dates.in_future", place, **params)
        elif in_period and _outside(moment.day, study.period_from, study.period_to):
            start = study.period_from.isoformat() if study.period_from else "..."
            stop = study.period_to.isoformat() if study.period_to else "..."
            day = moment.day.isoformat()
            yield fault("dates.outside_period", place, day=day, column=place.key, start=start, stop=stop)


def _outside(day: date, start: date | None, stop: date | None) -> bool:
    return bool((start and day < start) or (stop and day > stop))


def _moments(record: StudyRecord) -> Iterator[tuple[Place, Moment, bool]]:
    """Yield (place, moment, whether it must lie in the study's period).

    Withdrawals come when they come, and recruiting may begin before the period of the interviews.
    """
    for event in record.recruitment:
        yield event.place.at("on"), event.on, False
    for consent in record.consent:
        yield consent.place.at("at"), consent.at, consent.event in ("given", "declined")
    for interview in record.interviews:
        yield interview.place.at("started_at"), interview.started_at, True
        if interview.ended_at:
            yield interview.place.at("ended_at"), interview.ended_at, False
