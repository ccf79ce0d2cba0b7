"""Rules: what is held back for want of consent, and what a consent event must say."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.model.consent import Held, Sieve, Standing
from engage_eval.model.interview import Interview
from engage_eval.model.people import ConsentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import fault, listed, meant, written

_CODES = {
    "no_consent": "consent.no_consent",
    "declined": "consent.declined",
    "consent_late": "consent.late",
    "withdrawal_requested": "consent.withdrawal_requested",
    "withdrawn": "consent.withdrawn",
    "telephone_unrecorded": "consent.telephone_unrecorded",
    "form_not_approved": "consent.form_not_approved",
}
# Consent by these modes stands or falls with the recording or the screenshot.
_NEEDS_EVIDENCE = frozenset({"telephone_recorded", "recorded_verbal", "chat"})
_GIVEN_NEEDS = ("form", "version", "language", "mode")
_READS = frozenset({"language", "languages", "bahasa"})
_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")
# Law 27/2022, article 40: processing stops within 3 x 24 hours.
_TO_DECIDE = timedelta(days=3)
_ROWS_LISTED = 10


def check(record: StudyRecord, sieve: Sieve) -> Iterator[Problem]:
    """Yield what is held back and why, then what is wrong with consent events and forms."""
    yield from _held(record, sieve)
    # What an erasure took isn't asked for again.
    erased = record.erased_people()
    for event in record.consent:
        if event.event == "given" and event.participant not in erased:
            yield from _given(event)
        if event.event == "withdrawn" and not event.withdrawal:
            yield fault("consent.withdrawal_kind", event.place.at("withdrawal"), participant=event.participant)
    yield from _forms(record)
    yield from _recordings(record, sieve)
    yield from _named(record, sieve)
    yield from _languages(record)
    for participant, standing in sieve.standings.items():
        yield from _same_time(participant, standing, record.study.zone)
        yield from _overdue(record, participant, standing)


# --- what is held back


@dataclass(frozen=True, slots=True)
class _Group:
    """The held rows of one person, for one reason: (table, place), the most telling table first."""

    participant: str
    reason: str
    rows: tuple[tuple[str, Place], ...]

    @property
    def lines(self) -> str:
        """Return the files and their lines, each once; tables alone where no row has a line yet."""
        found: dict[str, set[int]] = {}
        for _, place in self.rows:
            if place.line:
                found.setdefault(place.file, set()).add(place.line)
        if not found:
            return ", ".join(dict.fromkeys(table for table, _ in self.rows))
        return "; ".join(
            f"{file} " + listed((str(line) for line in sorted(lines)), most=_ROWS_LISTED)
            for file, lines in found.items()
        )


def _grouped(held: Iterable[Held]) -> list[_Group]:
    found: dict[tuple[str, str], list[tuple[str, Place]]] = {}
    for one in held:
        found.setdefault((one.participant, one.reason), []).append((one.table, one.place))
    return [_Group(*key, tuple(rows)) for key, rows in found.items()]


def _held(record: StudyRecord, sieve: Sieve) -> Iterator[Problem]:
    rows = chain(sieve.held(), _to_erase(record, sieve))
    for group in _grouped(one for one in rows if one.participant in sieve.standings):
        if group.reason != "consent_late":
            yield _problem(group, sieve.standings[group.participant], record.study.zone)
    yield from _late(record, sieve)


def _problem(group: _Group, standing: Standing, zone: str) -> Problem:
    params: dict[str, Param] = {"participant": group.participant, "rows": group.lines}
    if group.reason == "withdrawal_requested":
        request = standing.undecided_request()
        params["requested"] = written(request.at, zone) if request else ""
    if group.reason == "form_not_approved":
        given = standing.first_given(group.reason)
        params |= {"consented": "", "form": "", "version": ""}
        if given:
            params |= {"consented": given.at.day.isoformat(), "form": given.form, "version": given.version}
    return fault(_CODES[group.reason], group.rows[0][1], **params)


def _late(record: StudyRecord, sieve: Sieve) -> Iterator[Problem]:
    """Yield one problem an interview with content that began before consent was given."""
    with_content = {answer.interview for answer in record.answers if sieve.answer(answer) == "consent_late"}
    with_content |= {one.interview for one in record.transcripts if sieve.transcript(one.id) == "consent_late"}
    for interview in record.interviews:
        if interview.id in with_content and interview.participant in sieve.standings:
            given = sieve.standings[interview.participant].first_given()
            yield fault(
                _CODES["consent_late"],
                interview.place.at("started_at"),
                participant=interview.participant,
                interview=interview.id,
                started=written(interview.started_at, record.study.zone),
                consented=written(given.at, record.study.zone) if given else "",
            )


def _to_erase(record: StudyRecord, sieve: Sieve) -> Iterator[Held]:
    """Yield rows of people who asked to be erased that hold no content that is counted, but must go as well."""
    erased = {person for person, standing in sieve.standings.items() if standing.withdrawal() == "erase"}
    texts = {one.id: one.participant for one in record.transcripts}
    rows: Iterator[tuple[str, str, Place]] = chain(
        ((one.participant, "interviews", one.place) for one in record.interviews if _has_texts(one)),
        ((sieve.owner.get(one.interview, ""), "interview_events", one.place) for one in record.interview_events),
        ((sieve.owner.get(one.interview, ""), "superseded", one.place) for one in record.superseded),
        ((texts.get(one.transcript, ""), "turns", one.place) for one in record.turns),
        ((texts.get(one.transcript, ""), "codings", one.place) for one in record.codings),
        ((one.from_participant, "memos", one.place) for one in record.memos),
    )
    for participant, table, place in rows:
        if participant in erased:
            yield Held(participant=participant, reason="withdrawn", table=table, place=place)


def _has_texts(interview: Interview) -> bool:
    """Return whether anything was written of an interview; without that its row is a node, which stays."""
    texts = (interview.field_notes, interview.others_present, interview.venue, interview.change_reason)
    return any((*texts, interview.submission))


# --- what a consent event must say


def _given(event: ConsentEvent) -> Iterator[Problem]:
    person = event.participant
    lacking = [name for name in _GIVEN_NEEDS if not getattr(event, name)]
    if lacking:
        columns = ", ".join(lacking)
        yield fault("consent.given_incomplete", event.place.at(lacking[0]), participant=person, columns=columns)
    if event.mode in _NEEDS_EVIDENCE and not event.evidence:
        yield fault("consent.no_evidence", event.place.at("evidence"), participant=person, mode=event.mode)
    if event.mode == "mark" and not event.witness:
        yield fault("consent.no_witness", event.place.at("witness"), participant=person)
    if not event.quotation and event.take_part is not False:
        yield fault("consent.quotation_missing", event.place.at("quotation"), participant=person)


def _forms(record: StudyRecord) -> Iterator[Problem]:
    versions: dict[str, dict[str, set[str]]] = {}
    for form in record.forms:
        versions.setdefault(form.id, {}).setdefault(form.version, set()).add(form.language)
    yield from placeholders_left(record)
    if "forms" not in record.lost.tables:
        for event in record.consent:
            yield from _form_known(event, versions)


def placeholders_left(record: StudyRecord) -> Iterator[Problem]:
    """Yield each {name} that is not filled in once, where study.yaml has it, with the forms that wait for it."""
    waiting: dict[str, list[str]] = {}
    for form in record.forms:
        for name in sorted(set(_PLACEHOLDER.findall(form.text))):
            waiting.setdefault(name, []).append(f"{form.id} {form.version}")
    for name, forms in waiting.items():
        bare = name.strip("{}")
        place = record.study.at(f"placeholders.{bare}", "placeholders").at(bare)
        yield fault("consent.placeholder", place, name=name, count=len(forms), forms=listed(sorted(forms), most=3))


def _form_known(event: ConsentEvent, versions: Mapping[str, Mapping[str, set[str]]]) -> Iterator[Problem]:
    """Yield the first of form, version and language that is not there."""
    if not event.form:
        return
    if event.form not in versions:
        place = event.place.at("form")
        yield fault("consent.form_unknown", place, form=event.form, **meant(event.form, versions, also_list=True))
        return
    languages = versions[event.form]
    if event.version and event.version not in languages:
        yield fault(
            "consent.version_unknown",
            event.place.at("version"),
            form=event.form,
            version=event.version,
            **meant(event.version, languages, also_list=True),
        )
    elif event.version and event.language and event.language not in languages[event.version]:
        yield fault(
            "consent.language_unknown",
            event.place.at("language"),
            form=event.form,
            version=event.version,
            language=event.language,
            **meant(event.language, languages[event.version], also_list=True),
        )


def _recordings(record: StudyRecord, sieve: Sieve) -> Iterator[Problem]:
    transcribed = {one.interview for one in record.transcripts}
    for interview in record.interviews:
        standing = sieve.standings.get(interview.participant)
        scope = standing.until(interview.started_at).scope() if standing else None
        if scope is None or scope.recording is not False:
            continue
        what = _recorded(interview, transcribed)
        if what:
            yield fault(
                "consent.recording_refused",
                interview.place.at("recorded"),
                participant=interview.participant,
                what=what,
            )


def _recorded(interview: Interview, transcribed: set[str]) -> str:
    if interview.recorded:
        return f"interviews: {interview.id}, recorded"
    return f"transcripts: {interview.id}" if interview.id in transcribed else ""


def _named(record: StudyRecord, sieve: Sieve) -> Iterator[Problem]:
    """Yield people who were named by a recruiter who did not agree to name others; each pair once."""
    told: set[tuple[str, str]] = set()
    for event in record.recruitment:
        pair = (event.participant, event.recruiter)
        standing = sieve.standings.get(event.recruiter)
        scope = standing.scope() if standing else None
        if scope is not None and scope.name_others is False and pair not in told:
            told.add(pair)
            place = event.place.at("recruiter")
            params = {"participant": event.participant, "recruiter": event.recruiter}
            yield fault("consent.named_though_refused", place, **params)


def _languages(record: StudyRecord) -> Iterator[Problem]:
    reads: dict[str, set[str]] = {}
    for attribute in record.attributes:
        if attribute.key in _READS:
            reads[attribute.participant] = {part.strip() for part in re.split(r"[|,;]", attribute.value)}
    for event in record.consent:
        known = reads.get(event.participant, set())
        if event.event == "given" and event.language and known and event.language not in known:
            yield fault(
                "consent.language_not_read",
                event.place.at("language"),
                participant=event.participant,
                language=event.language,
                reads=listed(sorted(known)),
            )


def _same_time(participant: str, standing: Standing, zone: str) -> Iterator[Problem]:
    for event in standing.undated_refusals():
        yield fault("consent.same_time", event.place.at("at"), participant=participant, at=written(event.at, zone))


def _overdue(record: StudyRecord, participant: str, standing: Standing) -> Iterator[Problem]:
    request, today = standing.undecided_request(), record.study.report_date
    if request and today and today - request.at.day > _TO_DECIDE:
        requested = written(request.at, record.study.zone)
        yield fault("consent.request_overdue", request.place.at("at"), participant=participant, requested=requested)
