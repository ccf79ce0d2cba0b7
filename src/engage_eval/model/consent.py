"""The consent gate: whose content may be analysed, and the only maker of a Snapshot.

What is removed is content (answers, texts, codings, attributes), never the node: everyone recruited keeps a final
state. Rules: KEPPKN and Law 27/2022 (articles 22, 24, 40, 43), with ICH E6(R3) as the strict model.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from engage_eval.model.interview import Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent, ConsentForm, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Person, Snapshot

# Why content is held back; where several hold, the first that applies to the person is given.
REASONS = (
    "withdrawn",
    "withdrawal_requested",
    "declined",
    "consent_late",
    "telephone_unrecorded",
    "form_not_approved",
    "no_consent",
)
# Reasons under which screening answers may still be counted, where study.yaml says that screening comes first.
_SCREENING_STAYS = frozenset(REASONS) - {"withdrawn", "withdrawal_requested"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person's consent stands: every event in order, judged by the study's rules."""

    events: tuple[ConsentEvent, ...]
    ethics_approved: bool
    forms: Mapping[tuple[str, str, str], ConsentForm]

    def until(self, when: Moment) -> "Standing":
        """Return the standing as it was at ``when``: what was recorded later is not there yet."""
        earlier = tuple(event for event in self.events if not event.at.is_after(when))
        return replace(self, events=earlier)

    def scope(self) -> ConsentEvent | None:
        """Return the event whose scope decisions hold: the newest ``given``."""
        given = [event for event in self.events if event.event == "given"]
        return given[-1] if given else None

    def has_consented(self) -> bool:
        """Return whether the person ever agreed to take part, whatever came later."""
        return any(_agrees(event) for event in self.events)

    def withdrawal(self) -> str:
        """Return the kind of the last withdrawal (left out = erase); empty where there is none."""
        kinds = [event.withdrawal or "erase" for event in self.events if event.event == "withdrawn"]
        return "erase" if "erase" in kinds else (kinds[-1] if kinds else "")

    def withdrawn_at(self) -> Moment | None:
        """Return when the last withdrawal was recorded."""
        found = [event.at for event in self.events if event.event == "withdrawn"]
        return found[-1] if found else None

    def is_locked(self) -> bool:
        """Return whether a withdrawal was asked for and its kind is not decided yet."""
        relevant = [e.event for e in self.events if e.event in ("request_received", "withdrawn")]
        return bool(relevant) and relevant[-1] == "request_received"

    def quotation(self) -> str:
        """Return verbatim, paraphrase or none: what may be quoted."""
        scope = self.scope()
        withdrawn = {event.withdrawal for event in self.events if event.event == "withdrawn"}
        if scope is None or "no_quotation" in withdrawn:
            return "none"
        return scope.quotation or "none"

    def reason_against(self, start: Moment | None) -> str:
        """Return why content of an interview that began at ``start`` is held back; empty where it is not.

        ``start`` None asks about content without an interview: any valid consent is then in time. Of several
        valid consents the earliest counts, unless the person declined in between.
        """
        if self.withdrawal() == "erase":
            return "withdrawn"
        if self.is_locked():
            return "withdrawal_requested"
        answers = [event for event in self.events if event.event in ("given", "declined")]
        if not answers:
            return "no_consent"
        if not _agrees(answers[-1]):
            return "declined"
        return self._against_given(_since_last_no(answers), start)

    def _against_given(self, given: list[ConsentEvent], start: Moment | None) -> str:
        faults = [self._fault(event) for event in given]
        valid = [event for event, fault in zip(given, faults, strict=True) if not fault]
        if not valid:
            return min(faults, key=REASONS.index)
        if start is None:
            return ""
        in_time = [event for event in valid if not event.at.is_after(start)]
        if not in_time:
            return "consent_late"
        stopped = [e.at for e in self.events if e.event == "withdrawn" and e.withdrawal == "stop"]
        if stopped and _starts_after_stop(start, stopped[-1], in_time):
            return "withdrawn"
        return ""

    def _fault(self, event: ConsentEvent) -> str:
        if event.mode == "telephone":
            return "telephone_unrecorded"
        form = self.forms.get((event.form, event.version, event.language))
        if self.ethics_approved and form is not None:
            day = event.at.day
            if (form.approved_from and day < form.approved_from) or (
                form.approved_to and day > form.approved_to
            ):
                return "form_not_approved"
        return ""


def _agrees(event: ConsentEvent) -> bool:
    return event.event == "given" and event.take_part is not False


def _since_last_no(answers: list[ConsentEvent]) -> list[ConsentEvent]:
    refusals = [index for index, event in enumerate(answers) if not _agrees(event)]
    return answers[refusals[-1] + 1 :] if refusals else answers


def _starts_after_stop(start: Moment, stop: Moment, in_time: list[ConsentEvent]) -> bool:
    again = [event for event in in_time if event.at.is_after(stop)]
    return start.is_after(stop) and not again


class Consents:
    """Everyone's standing in one record."""

    def __init__(self, record: StudyRecord) -> None:
        """Sort the record's consent events by person and time."""
        self._record = record
        self._events: dict[str, list[ConsentEvent]] = {}
        for event in record.consent:
            self._events.setdefault(event.participant, []).append(event)

    @cached_property
    def _forms(self) -> Mapping[tuple[str, str, str], ConsentForm]:
        return {(form.id, form.version, form.language): form for form in self._record.forms}

    def of(self, participant: str) -> Standing:
        """Return the standing of ``participant``; events of one minute keep the order of their rows."""
        events = sorted(self._events.get(participant, ()), key=lambda event: event.at.sort_key())
        return Standing(tuple(events), self._record.study.ethics.status == "approved", self._forms)


def gate(record: StudyRecord) -> Snapshot:
    """Return the Snapshot of ``record``: everyone's node, and the content that consent allows."""
    consents = Consents(record)
    standings = {person.id: consents.of(person.id) for person in record.participants}
    against = {
        interview.id: standings[interview.participant].reason_against(interview.started_at)
        for interview in record.interviews
        if interview.participant in standings
    }
    screening = _screening_items(record)
    answers, answers_held = [], set()
    for answer in record.answers:
        reason = against.get(answer.interview, "no_consent")
        if not reason or (reason in _SCREENING_STAYS and answer.item in screening):
            answers.append(answer)
        else:
            answers_held.add(answer.interview)
    held = _held_people(record, standings, against, answers_held)
    people = tuple(
        _person(person, standings[person.id], held.get(person.id, "")) for person in record.participants
    )
    open_people = {person.id for person in people if person.open}
    transcripts = tuple(
        one
        for one in record.transcripts
        if one.participant in standings and not _against_transcript(one.interview, one.participant, against, standings)
    )
    kept = {one.id for one in transcripts}
    codings = tuple(one for one in record.codings if one.transcript in kept)
    kept_codings = {one.id for one in codings}
    return Snapshot(
        study=record.study,
        instruments=record.instruments,
        codebooks=record.codebooks,
        forms=tuple(replace(form, text="") for form in record.forms),
        people=people,
        attributes=tuple(one for one in record.attributes if one.participant in open_people),
        recruitment=tuple(_bare_recruitment(event, open_people) for event in record.recruitment),
        consent=tuple(_bare_consent(event) for event in record.consent),
        interviews=tuple(_bare_interview(one, against.get(one.id, "no_consent")) for one in record.interviews),
        interview_events=record.interview_events,
        answers=tuple(answers),
        outcomes=record.outcomes,
        broadcasts=record.broadcasts,
        staff=record.staff,
        transcripts=transcripts,
        turns=tuple(one for one in record.turns if one.transcript in kept),
        rounds=record.rounds,
        round_events=tuple(e for e in record.round_events if not e.transcript or e.transcript in kept),
        codings=codings,
        adjudications=tuple(a for a in record.adjudications if set(a.codings) <= kept_codings),
        memos=tuple(m for m in record.memos if not m.from_participant or m.from_participant in open_people),
        held_back=_counted(held.values()),
    )


def _held_people(
    record: StudyRecord,
    standings: Mapping[str, Standing],
    against: Mapping[str, str],
    answers_held: Iterable[str],
) -> dict[str, str]:
    """Return participant -> reason for those who have content that is held back."""
    found: dict[str, set[str]] = {}
    owner = {one.id: one.participant for one in record.interviews}
    for interview in answers_held:
        found.setdefault(owner.get(interview, ""), set()).add(against.get(interview, "no_consent"))
    for one in record.transcripts:
        if one.participant in standings and (
            reason := _against_transcript(one.interview, one.participant, against, standings)
        ):
            found.setdefault(one.participant, set()).add(reason)
    for attribute in record.attributes:
        standing = standings.get(attribute.participant)
        if standing and (reason := standing.reason_against(None)):
            found.setdefault(attribute.participant, set()).add(reason)
    return {person: min(reasons, key=REASONS.index) for person, reasons in found.items() if person}


def _against_transcript(
    interview: str, participant: str, against: Mapping[str, str], standings: Mapping[str, Standing]
) -> str:
    if interview in against:
        return against[interview]
    return standings[participant].reason_against(None)


def _screening_items(record: StudyRecord) -> frozenset[str]:
    if not record.study.screening_before_consent:
        return frozenset()
    return frozenset(
        item.key for one in record.instruments for item in one.items if item.audience == "everyone"
    )


def _person(person: Participant, standing: Standing, held: str) -> Person:
    is_open = not standing.reason_against(None)
    return Person(
        id=person.id,
        site=person.site,
        facility=person.facility if is_open else "",
        facility_kind=person.facility_kind if is_open else "",
        role=person.role if is_open else "",
        open=is_open,
        consented=standing.has_consented(),
        withdrawal=standing.withdrawal(),
        withdrawn_at=standing.withdrawn_at(),
        held=held,
        quotation=standing.quotation() if is_open else "none",
    )


def _bare_recruitment(event: RecruitmentEvent, open_people: set[str]) -> RecruitmentEvent:
    """Keep the node and its links; a reason in free words stays only with consent."""
    if event.participant in open_people or not event.reason.startswith("other:"):
        return event
    return replace(event, reason="other")


def _bare_consent(event: ConsentEvent) -> ConsentEvent:
    return replace(event, evidence="", witness="", venue="", comprehension="")


def _bare_interview(interview: Interview, against: str) -> Interview:
    bare = replace(interview, field_notes="", change_reason="", submission="")
    return replace(bare, others_present="", venue="") if against else bare


def _counted(reasons: Iterable[str]) -> tuple[tuple[str, int], ...]:
    found = list(reasons)
    return tuple((reason, found.count(reason)) for reason in REASONS if reason in found)
