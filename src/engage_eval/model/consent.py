"""The consent gate: whose content may be analysed, and the only maker of a Snapshot.

What is removed is content (answers, texts, codings, attributes), never the node: everyone recruited keeps a final
state. Rules: KEPPKN and Law 27/2022 (articles 22, 24, 40, 43), with ICH E6(R3) as the strict model.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from engage_eval.core.problem import Place
from engage_eval.model.coding import Coding, Memo, Transcript, Turn
from engage_eval.model.instrument import by_version
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.shown import form_of
from engage_eval.model.snapshot import Person, Snapshot
from engage_eval.model.standing import REASONS, Consents, Standing

__all__ = ["REASONS", "SEED", "Consents", "Held", "Sieve", "Standing", "gate"]

_Row = TypeVar("_Row", ConsentEvent, Interview)
# The word that marks a seed where a recruiter would stand.
SEED = "seed"
# Reasons under which screening answers may still be counted, where study.yaml says that screening comes first.
_SCREENING_STAYS = frozenset(REASONS) - {"withdrawn", "withdrawal_requested"}
# Why a coding is out though consent allows it: its coders must not see each other's work. Not a reason of a person.
_BLIND = "blind_round"
# What a memo may stand on that is itself no content; a memo on a memo is followed to the last one.
_NO_CONTENT = frozenset({"study", "item", "code", "memo"})


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
        # Of these, nearly all, no answer has to be asked about.
        self.clear = frozenset(interview for interview, reason in self._against.items() if not reason)
        self.versions = by_version(record.instruments)
        screening = self._screening_items()
        self._screening = {
            one.id: screening.get((one.instrument, one.version), frozenset())
            for one in record.interviews
            if self._against[one.id] in _SCREENING_STAYS
        }
        self._transcripts = {one.id: self._against_transcript(one) for one in record.transcripts}
        self._rounds = _rounds(record)
        self._codings: dict[str, str] = {}
        for coding in record.codings:
            self._codings[coding.id] = self._codings.get(coding.id) or self.coding(coding)
        self._memos: dict[str, list[Memo]] = {}
        for memo in record.memos:
            self._memos.setdefault(memo.id, []).append(memo)

    def _of(self, participant: str, start: Moment | None = None) -> str:
        standing = self.standings.get(participant)
        return standing.reason_against(start) if standing else "no_consent"

    def _screening_items(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """Return the items that everyone is asked, by instrument and version; none where consent must come first."""
        if not self.record.study.screening_before_consent:
            return {}
        return {
            version: frozenset(item.key for item in one.items if item.audience == "everyone")
            for version, one in self.versions.items()
        }

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

    def coding(self, one: Coding) -> str:
        """Return why a coding is held back: its transcript is, or its blind round is still open."""
        return self.transcript(one.transcript) or (self.round(one.round) if one.round else "")

    def _against_coding(self, key: str) -> str:
        return self._codings.get(key, "no_consent")

    def round(self, key: str) -> str:
        """Return why what was made in a round is held back: it is blind and not closed, or not known."""
        return self._rounds.get(key, _BLIND)

    def memo(self, memo: Memo) -> str:
        """Return why a memo is held back: it quotes a person, or stands on content that is held back.

        A memo on a memo follows that one. What stands on something unknown, or on itself, is held back.
        """
        waiting, followed = [memo], set[str]()
        while waiting:
            one = waiting.pop()
            if reason := self._against_memo(one):
                return reason
            if one.target_kind == "memo":
                if one.id in followed or one.target not in self._memos:
                    return "no_consent"
                followed.add(one.id)
                waiting += self._memos[one.target]
        return ""

    def _against_memo(self, memo: Memo) -> str:
        """Return what speaks against a memo itself, whatever the memo that it stands on."""
        if memo.from_participant and (reason := self._of(memo.from_participant)):
            return reason
        judges: Mapping[str, Callable[[str], str]] = {
            "participant": self._of,
            "interview": self.interview,
            "transcript": self.transcript,
            "coding": self._against_coding,
            "round": self.round,
        }
        if memo.target_kind in judges:
            return judges[memo.target_kind](memo.target)
        return "" if memo.target_kind in _NO_CONTENT else "no_consent"

    def turn(self, turn: Turn, silent: frozenset[str]) -> Turn:
        """Return the turn; without its pointers into the audio where the transcript is in ``silent``."""
        return replace(turn, ms_from=None, ms_to=None) if turn.transcript in silent else turn

    def held(self) -> Iterator[Held]:
        """Yield every row of answers, transcripts and attributes that is held back, with the person and the reason."""
        for answer in self.record.answers:
            if answer.interview in self.clear:
                continue
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
    codings = tuple(one for one in record.codings if not sieve.coding(one))
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
        consent=tuple(_bare_consent(event, open_people) for event in record.consent),
        interviews=tuple(_bare_interview(one, sieve) for one in record.interviews),
        interview_events=record.interview_events,
        answers=tuple(one for one in record.answers if one.interview in sieve.clear or not sieve.answer(one)),
        outcomes=record.outcomes,
        broadcasts=record.broadcasts,
        staff=record.staff,
        transcripts=transcripts,
        turns=tuple(sieve.turn(one, silent) for one in record.turns if one.transcript in kept),
        rounds=record.rounds,
        round_events=tuple(e for e in record.round_events if not e.transcript or e.transcript in kept),
        codings=codings,
        adjudications=tuple(
            one for one in record.adjudications if set(one.codings) <= kept_codings and not sieve.round(one.round)
        ),
        memos=tuple(memo for memo in record.memos if not sieve.memo(memo)),
        held_back=_counted(held.values()),
        panel=record.panel,
        settings=record.settings,
        held_interviews=frozenset(one.id for one in record.interviews if sieve.interview(one.id)),
        declined_interviews=_declined(sieve),
    )


def _declined(sieve: Sieve) -> frozenset[str]:
    """Return the interviews of people who declined in which nothing was said: begun, and no interview in the end."""
    record = sieve.record
    filled = {one.interview for one in record.answers} | {one.interview for one in record.transcripts}
    return frozenset(
        one.id for one in record.interviews if one.id not in filled and sieve.interview(one.id) == "declined"
    )


def _first_reasons(sieve: Sieve) -> dict[str, str]:
    """Return participant -> reason for those who have content that is held back."""
    found: dict[str, set[str]] = {}
    for one in sieve.held():
        if one.participant in sieve.standings:
            found.setdefault(one.participant, set()).add(one.reason)
    return {person: min(reasons, key=REASONS.index) for person, reasons in found.items()}


def _rounds(record: StudyRecord) -> Mapping[str, str]:
    """Return round -> why what was made in it is held back; empty text where it is not.

    A blind round is closed by an event `closed`, unless it was opened again after that.
    """
    closed: dict[str, list[Moment]] = {}
    opened: dict[str, list[Moment]] = {}
    for event in record.round_events:
        if event.event in ("opened", "closed"):
            (opened if event.event == "opened" else closed).setdefault(event.round, []).append(event.at)
    return {
        one.id: _BLIND if one.blind and not _is_closed(opened.get(one.id, []), closed.get(one.id, [])) else ""
        for one in record.rounds
    }


def _is_closed(opened: Iterable[Moment], closed: Iterable[Moment]) -> bool:
    return any(not any(again.is_after(end) for again in opened) for end in closed)


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


def _bare_consent(event: ConsentEvent, open_people: set[str]) -> ConsentEvent:
    """Keep the decision; words about where and how are cut, and without consent how the person is to be named."""
    cut = {"evidence": "", "witness": "", "venue": "", "comprehension": ""}
    return _with(event, cut if event.participant in open_people else {**cut, "attribution": ""})


def _bare_interview(interview: Interview, sieve: Sieve) -> Interview:
    """Keep when and how it was held; a form left out is the first of its version of the instrument."""
    instrument = sieve.versions.get((interview.instrument, interview.version))
    form = form_of(interview, instrument) if instrument else interview.form
    cut = {"form": form, "field_notes": "", "change_reason": "", "submission": ""}
    return _with(interview, {**cut, "others_present": "", "venue": ""} if sieve.interview(interview.id) else cut)


def _with(row: _Row, values: Mapping[str, Any]) -> _Row:
    """Return a row with these values; most have them already, and a copy takes twenty times as long."""
    return row if all(getattr(row, name) == value for name, value in values.items()) else replace(row, **values)


def _counted(reasons: Iterable[str]) -> tuple[tuple[str, int], ...]:
    found = list(reasons)
    return tuple((reason, found.count(reason)) for reason in REASONS if reason in found)
