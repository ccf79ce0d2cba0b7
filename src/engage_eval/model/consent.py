"""The consent gate: whose content may be analysed, and the only maker of a Snapshot.

What is removed is content (answers, texts, codings, attributes), never the node: everyone recruited keeps a final
state. Rules: KEPPKN and Law 27/2022 (articles 22, 24, 40, 43), with ICH E6(R3) as the strict model.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from engage_eval.core.problem import Place
from engage_eval.model.coding import Memo, Transcript, Turn
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent, ConsentForm, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Person, Snapshot
from engage_eval.model.tables import QUOTATION, WITHDRAWALS

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
# The word that marks a seed where a recruiter would stand.
SEED = "seed"
# Events of one minute or day, the strictest last.
_STRICTNESS = ("given", "declined", "request_received", "withdrawn")
# Reasons under which screening answers may still be counted, where study.yaml says that screening comes first.
_SCREENING_STAYS = frozenset(REASONS) - {"withdrawn", "withdrawal_requested"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person's consent stands: every event in order, judged by the study's rules."""

    events: tuple[ConsentEvent, ...]
    ethics_approved: bool
    forms: Mapping[tuple[str, str, str], ConsentForm]
    erased: bool = False  # an erasure of the person stands in the record

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
        if self.erased:
            return "erase"
        kinds = [event.withdrawal or "erase" for event in self.events if event.event == "withdrawn"]
        return "erase" if "erase" in kinds else (kinds[-1] if kinds else "")

    def withdrawn_at(self) -> Moment | None:
        """Return when the last withdrawal was recorded."""
        found = [event.at for event in self.events if event.event == "withdrawn"]
        return found[-1] if found else None

    def is_locked(self) -> bool:
        """Return whether a withdrawal was asked for and its kind is not decided yet."""
        return self.undecided_request() is not None

    def undecided_request(self) -> ConsentEvent | None:
        """Return the newest request to withdraw that no decision followed; a decision of the same day answers it."""
        decided = [event.at for event in self.events if event.event == "withdrawn"]
        waiting = [
            event
            for event in self.events
            if event.event == "request_received" and all(event.at.is_after(at) for at in decided)
        ]
        return waiting[-1] if waiting else None

    def quotation(self) -> str:
        """Return verbatim, paraphrase or none: what may be quoted.

        A consent that is void (by unrecorded telephone, on a form not approved) can narrow it but never widen it.
        """
        withdrawn = {event.withdrawal for event in self.events if event.event == "withdrawn"}
        given = [event for event in self.events if event.event == "given"]
        valid = [event for event in given if not self._fault(event)]
        if not valid or "no_quotation" in withdrawn:
            return "none"
        return max((valid[-1].quotation or "none", given[-1].quotation or "none"), key=QUOTATION.index)

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
            if (form.approved_from and day < form.approved_from) or (form.approved_to and day > form.approved_to):
                return "form_not_approved"
        return ""


def _agrees(event: ConsentEvent) -> bool:
    return event.event == "given" and event.take_part is not False


def _since_last_no(answers: list[ConsentEvent]) -> list[ConsentEvent]:
    refusals = [index for index, event in enumerate(answers) if not _agrees(event)]
    return answers[refusals[-1] + 1 :] if refusals else answers


def _order(event: ConsentEvent) -> tuple[object, ...]:
    """Sort by time; of one minute or day the stricter event comes last, so that the order of rows says nothing."""
    return (
        event.at.sort_key(),
        _STRICTNESS.index(event.event) if event.event in _STRICTNESS else -1,
        event.take_part is False,
        WITHDRAWALS.index(event.withdrawal) if event.withdrawal in WITHDRAWALS else -1,
        QUOTATION.index(event.quotation or "none"),
        (event.form, event.version, event.language, event.mode, event.attribution),
    )


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
        self._erased = {one.participant for one in record.erasures if one.scope == "person"}

    @cached_property
    def _forms(self) -> Mapping[tuple[str, str, str], ConsentForm]:
        return {(form.id, form.version, form.language): form for form in self._record.forms}

    def of(self, participant: str) -> Standing:
        """Return the standing of ``participant``."""
        return Standing(
            events=tuple(sorted(self._events.get(participant, ()), key=_order)),
            ethics_approved=self._record.study.ethics.status == "approved",
            forms=self._forms,
            erased=participant in self._erased,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A row of content that is held back: whose it is, and why."""

    participant: str
    reason: str
    table: str
    place: Place


class Sieve:
    """What consent says to each row of a record: the reason to hold it back, or empty text."""

    def __init__(self, record: StudyRecord) -> None:
        """Judge every person and every interview once."""
        consents = Consents(record)
        self.record = record
        self.standings = {person.id: consents.of(person.id) for person in record.participants}
        self.owner = {one.id: one.participant for one in record.interviews}
        self._against = {
            one.id: self._of(one.participant, one.started_at) if one.participant in self.standings else "no_consent"
            for one in record.interviews
        }
        screening = _screening_items(record)
        self._screening = {
            one.id: screening.get((one.instrument, one.version), frozenset())
            for one in record.interviews
            if self._against[one.id] in _SCREENING_STAYS
        }
        self._transcripts = {one.id: self._against_transcript(one) for one in record.transcripts}
        self._codings = {one.id: self._transcripts.get(one.transcript, "no_consent") for one in record.codings}

    def _of(self, participant: str, start: Moment | None = None) -> str:
        standing = self.standings.get(participant)
        return standing.reason_against(start) if standing else "no_consent"

    def _against_transcript(self, one: Transcript) -> str:
        return self._against.get(one.interview, "") or self._of(one.participant)

    def person(self, participant: str) -> str:
        """Return why a person's own facts are held back."""
        return self._of(participant)

    def interview(self, interview: str) -> str:
        """Return why the content of an interview is held back."""
        return self._against.get(interview, "no_consent")

    def answer(self, answer: Answer) -> str:
        """Return why an answer is held back; screening answers stay where screening comes before consent."""
        reason = self._against.get(answer.interview, "no_consent")
        return "" if reason and answer.item in self._screening.get(answer.interview, ()) else reason

    def transcript(self, transcript: str) -> str:
        """Return why a transcript, its turns and its codings are held back."""
        return self._transcripts.get(transcript, "no_consent")

    def memo(self, memo: Memo) -> str:
        """Return why a memo is held back: it quotes a person, or stands on a person's content."""
        if memo.from_participant and (reason := self._of(memo.from_participant)):
            return reason
        match memo.target_kind:
            case "participant":
                return self._of(memo.target)
            case "interview":
                return self.interview(memo.target)
            case "transcript":
                return self.transcript(memo.target)
            case "coding":
                return self._codings.get(memo.target, "no_consent")
        return ""

    def turn(self, turn: Turn, silent: frozenset[str]) -> Turn:
        """Return the turn; without its pointers into the audio where the transcript is in ``silent``."""
        return replace(turn, ms_from=None, ms_to=None) if turn.transcript in silent else turn

    def held(self) -> Iterator[Held]:
        """Yield every row of answers, transcripts and attributes that is held back, with the person and the reason."""
        for answer in self.record.answers:
            if (reason := self.answer(answer)) and (person := self.owner.get(answer.interview)):
                yield Held(participant=person, reason=reason, table="responses", place=answer.place)
        for one in self.record.transcripts:
            if reason := self.transcript(one.id):
                yield Held(participant=one.participant, reason=reason, table="transcripts", place=one.place)
        for attribute in self.record.attributes:
            if reason := self.person(attribute.participant):
                yield Held(participant=attribute.participant, reason=reason, table="attributes", place=attribute.place)


def gate(record: StudyRecord) -> Snapshot:
    """Return the Snapshot of ``record``: everyone's node, and the content that consent allows."""
    sieve = Sieve(record)
    held = _first_reasons(sieve)
    people = tuple(_person(one, sieve.standings[one.id], held.get(one.id, "")) for one in record.participants)
    open_people = {person.id for person in people if person.open}
    transcripts = tuple(one for one in record.transcripts if not sieve.transcript(one.id))
    kept = {one.id for one in transcripts}
    codings = tuple(one for one in record.codings if one.transcript in kept)
    kept_codings = {one.id for one in codings}
    no_audio = {person.id for person in people if _gave_up_audio(sieve.standings[person.id])}
    silent = frozenset(one.id for one in transcripts if one.participant in no_audio)
    return Snapshot(
        study=record.study,
        instruments=record.instruments,
        codebooks=record.codebooks,
        forms=tuple(replace(form, text="") for form in record.forms),
        people=people,
        attributes=tuple(one for one in record.attributes if one.participant in open_people),
        recruitment=tuple(_bare_recruitment(event, open_people) for event in record.recruitment),
        consent=tuple(_bare_consent(event) for event in record.consent),
        interviews=tuple(_bare_interview(one, sieve.interview(one.id)) for one in record.interviews),
        interview_events=record.interview_events,
        answers=tuple(answer for answer in record.answers if not sieve.answer(answer)),
        outcomes=record.outcomes,
        broadcasts=record.broadcasts,
        staff=record.staff,
        transcripts=transcripts,
        turns=tuple(sieve.turn(one, silent) for one in record.turns if one.transcript in kept),
        rounds=record.rounds,
        round_events=tuple(e for e in record.round_events if not e.transcript or e.transcript in kept),
        codings=codings,
        adjudications=tuple(a for a in record.adjudications if set(a.codings) <= kept_codings),
        memos=tuple(memo for memo in record.memos if not sieve.memo(memo)),
        held_back=_counted(held.values()),
    )


def _first_reasons(sieve: Sieve) -> dict[str, str]:
    """Return participant -> reason for those who have content that is held back."""
    found: dict[str, set[str]] = {}
    for one in sieve.held():
        if one.participant in sieve.standings:
            found.setdefault(one.participant, set()).add(one.reason)
    return {person: min(reasons, key=REASONS.index) for person, reasons in found.items()}


def _screening_items(record: StudyRecord) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the items that everyone is asked, by instrument and version; none where consent must come first."""
    if not record.study.screening_before_consent:
        return {}
    return {
        (one.key, one.version): frozenset(item.key for item in one.items if item.audience == "everyone")
        for one in record.instruments
    }


def _gave_up_audio(standing: Standing) -> bool:
    return any(event.event == "withdrawn" and event.withdrawal == "no_audio" for event in standing.events)


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
    """Keep the node and its links; a reason in free words stays only with consent. A seed has no recruiter."""
    if event.recruiter.lower() == SEED:
        event = replace(event, recruiter="")
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
