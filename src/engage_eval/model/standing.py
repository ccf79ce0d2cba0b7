"""Where each person's consent stands: every event in order, judged by the study's rules.

Rules: KEPPKN and Law 27/2022 (articles 22, 24, 40, 43), with ICH E6(R3) as the strict model. Where only a day was
recorded, what speaks against the use of content is taken to hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent, ConsentForm
from engage_eval.model.record import StudyRecord
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
# Events of one minute or day, the strictest last.
_STRICTNESS = ("given", "declined", "request_received", "withdrawn")
# What a form decides beside taking part: where two consents of one time differ in it, their order matters.
DECISIONS = (
    "recording",
    "quotation",
    "attribution",
    "contact_again",
    "name_others",
    "share",
    "archive",
    "chat_logs",
)
# The same without those that have more than yes and no; and what they can be, the strictest last.
_FLAGGED = tuple(name for name in DECISIONS if name not in ("quotation", "attribution"))
_FLAGS = (True, None, False)
# Kinds of withdrawal that outweigh any other, the strictest first; of the rest the last counts.
_OUTWEIGH = ("erase", "stop")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person's consent stands: every event in order, judged by the study's rules."""

    events: tuple[ConsentEvent, ...]
    ethics_approved: bool
    forms: Mapping[tuple[str, str, str], ConsentForm]
    zone: str = ""  # in which days are meant
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
        """Return the kind of withdrawal that counts (left out = erase); empty where there is none.

        The strictest: erase, then stop; of the kinds that leave the content in use the last.
        """
        if self.erased:
            return "erase"
        kinds = [_kind(event) for event in self.events if event.event == "withdrawn"]
        return next((kind for kind in _OUTWEIGH if kind in kinds), kinds[-1] if kinds else "")

    def withdrawn_at(self) -> Moment | None:
        """Return when the withdrawal that counts was last recorded; None where only an erasure says it."""
        kind = self.withdrawal()
        found = [event.at for event in self.events if event.event == "withdrawn" and _kind(event) == kind]
        return found[-1] if found else None

    def is_locked(self) -> bool:
        """Return whether a withdrawal was asked for and its kind is not decided yet."""
        return self.undecided_request() is not None

    def waits_for_erasure(self) -> bool:
        """Return whether a wish to be erased is recorded, and was not carried out yet."""
        return self.withdrawal() == "erase" and not self.erased

    def undecided_request(self) -> ConsentEvent | None:
        """Return the newest request to withdraw that no decision followed; a decision of the same day answers it."""
        decided = [event.at for event in self.events if event.event == "withdrawn"]
        waiting = [
            event
            for event in self.events
            if event.event == "request_received" and all(event.at.is_after(at) for at in decided)
        ]
        return waiting[-1] if waiting else None

    def refuses_contact(self) -> bool:
        """Return whether the person wants no further contact, and didn't agree to it anew after that."""
        if self.withdrawal() == "erase":
            return True
        return self._refuses("no_contact", [event for event in self.events if event.contact_again is True])

    def refuses_quotation(self) -> bool:
        """Return whether the person doesn't want to be quoted, and didn't validly agree to it anew after that."""
        again = [event for event in self.events if event.quotation not in ("", "none") and not self._fault(event)]
        return self._refuses("no_quotation", again)

    def refuses_recording(self) -> bool:
        """Return whether the person doesn't want the recording used, and didn't agree to one anew after that."""
        return self._refuses("no_audio", [event for event in self.events if event.recording is True])

    def _refuses(self, kind: str, again: Iterable[ConsentEvent]) -> bool:
        agreed = [event.at for event in again if _agrees(event)]
        refused = [event.at for event in self.events if event.event == "withdrawn" and event.withdrawal == kind]
        return any(not any(yes.is_after(no) for yes in agreed) for no in refused)

    def has_stopped(self) -> bool:
        """Return whether the person stopped, and didn't consent anew after that was decided."""
        return self.stopped_since() is not None

    def has_left(self) -> bool:
        """Return whether the person stopped or declined, and didn't consent anew after that."""
        return self.has_stopped() or self.reason_against(None) == "declined"

    def left_before(self, at: Moment) -> bool:
        """Return whether it is certain that a request or a wish to be erased, which still waits, came before ``at``."""
        return any(at.is_after(one) for one in self._waiting())

    def declined_before(self, at: Moment) -> bool:
        """Return whether it is certain that the person had declined before ``at``, and didn't consent anew."""
        return self.reason_against(None) == "declined" and any(at.is_after(one) for one in self._refusals())

    def gone_since(self) -> Moment | None:
        """Return since when nothing more is taken of the person: they stopped, asked to withdraw or to be erased."""
        return next(iter(self._waiting()), self.stopped_since())

    def _waiting(self) -> list[Moment]:
        """Return the times of a request that waits for a decision, and of a wish to be erased that waits to be done."""
        request = self.undecided_request()
        found = [request.at if request is not None else None, self.withdrawn_at() if self.waits_for_erasure() else None]
        return [at for at in found if at is not None]

    def stopped_since(self) -> Moment | None:
        """Return since when the person has stopped: from the request on, where there was one; None as above."""
        again = [event for event in self.events if _agrees(event)]
        return next((stop.since for stop in self._stops() if not stop.is_lifted(again)), None)

    def quotation(self) -> str:
        """Return verbatim, paraphrase or none: what may be quoted.

        A consent that is void (by unrecorded telephone, on a form not approved) can narrow it but never widen it.
        """
        given = [event for event in self.events if event.event == "given"]
        valid = [event for event in given if not self._fault(event)]
        if not valid or self.refuses_quotation():
            return "none"
        decisive = (*_newest(valid), *_newest(given))
        return max((event.quotation or "none" for event in decisive), key=QUOTATION.index)

    def reason_against(self, start: Moment | None) -> str:
        """Return why content of an interview that began at ``start`` is held back; empty where it is not.

        ``start`` None asks about content without an interview: any valid consent is then in time. A refusal holds
        unless consent was given after it; of several valid consents after it the earliest counts.
        """
        if self.withdrawal() == "erase":
            return "withdrawn"
        if self.is_locked():
            return "withdrawal_requested"
        answers = [event for event in self.events if event.event in ("given", "declined")]
        if not answers:
            return "no_consent"
        given = self._given()
        return self._against_given(given, start) if given else "declined"

    def first_given(self, fault: str = "") -> ConsentEvent | None:
        """Return the first consent after every refusal that has this fault; without one, the first valid consent."""
        return next((event for event in self._given() if self._fault(event) == fault), None)

    def undated_refusals(self) -> list[ConsentEvent]:
        """Return the refusals of which the times don't tell whether they came before or after a consent."""
        given = [event for event in self.events if _agrees(event)]
        refused = [event for event in self.events if event.event in ("given", "declined") and not _agrees(event)]
        return [no for no in refused if any(not no.at.is_after(yes.at) and not yes.at.is_after(no.at) for yes in given)]

    def holds_against(self, consent: ConsentEvent) -> ConsentEvent | None:
        """Return an event of the time of ``consent`` that would hold although the consent came after it."""
        of_that_time = (
            event for event in self.events if not event.at.is_after(consent.at) and not consent.at.is_after(event.at)
        )
        return next((event for event in of_that_time if _outweighs(event, consent)), None)

    def agreed_since(self, when: Moment) -> bool:
        """Return whether a consent was given at ``when`` or later; of one day that is all that is known, at it."""
        return any(not when.is_after(event.at) for event in self.events if _agrees(event))

    def agreed_before(self, when: Moment) -> bool:
        """Return whether a consent was given by ``when``, or none was ever given."""
        given = [event.at for event in self.events if _agrees(event)]
        return not given or any(not at.is_after(when) for at in given)

    def _given(self) -> list[ConsentEvent]:
        """Return the consents that came after every refusal, in order."""
        refusals = self._refusals()
        return [e for e in self.events if _agrees(e) and all(e.at.is_after(no) for no in refusals)]

    def _refusals(self) -> list[Moment]:
        return [e.at for e in self.events if e.event in ("given", "declined") and not _agrees(e)]

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
        return "withdrawn" if self._is_stopped(start, in_time) else ""

    def had_stopped(self, start: Moment) -> bool:
        """Return whether an interview that began at ``start`` came after a stop, whatever else speaks against it."""
        return self._is_stopped(start, [e for e in self.events if _agrees(e) and not e.at.is_after(start)])

    def _is_stopped(self, start: Moment, consents: Sequence[ConsentEvent]) -> bool:
        return any(not stop.since.is_after(start) and not stop.is_lifted(consents) for stop in self._stops())

    def stopped_before(self, when: Moment) -> bool:
        """Return whether the person had stopped by ``when``, as far as that is known."""
        return any(not stop.since.is_after(when) for stop in self._stops())

    def answered_by(self, decision: Moment) -> list[Moment]:
        """Return the requests to withdraw that a decision answers, in order.

        Decisions of one day (in the study's zone) answer the same requests, in whatever order they were recorded;
        unless a new consent followed the one before.
        """
        decided = [event.at for event in self.events if event.event == "withdrawn"]
        day = decision.day_in(self.zone)
        before = [at for at in decided if at.day_in(self.zone) < day]
        anew = [event.at for event in self.events if _agrees(event) and decision.is_after(event.at)]
        before += [at for at in decided if any(one.is_after(at) for one in anew)]
        asked = [event.at for event in self.events if event.event == "request_received"]
        return [at for at in asked if not at.is_after(decision) and all(at.is_after(one) for one in before)]

    def _stops(self) -> list["_Stop"]:
        """Return each decision to stop, with the request that it answers, where there was one."""
        stops = [event.at for event in self.events if event.event == "withdrawn" and event.withdrawal == "stop"]
        return [_Stop(since=next(iter(self.answered_by(stop)), stop), decided=stop) for stop in stops]

    def _fault(self, event: ConsentEvent) -> str:
        if event.mode == "telephone":
            return "telephone_unrecorded"
        form = self.forms.get((event.form, event.version, event.language))
        if self.ethics_approved and form is not None:
            day = event.at.day
            if (form.approved_from and day < form.approved_from) or (form.approved_to and day > form.approved_to):
                return "form_not_approved"
        return ""


@dataclass(frozen=True, slots=True)
class _Stop:
    """A withdrawal from what comes later: it holds from the request on, until who decided it consents anew."""

    since: Moment
    decided: Moment

    def is_lifted(self, consents: Iterable[ConsentEvent]) -> bool:
        return any(one.at.is_after(self.decided) for one in consents)


def _agrees(event: ConsentEvent) -> bool:
    return event.event == "given" and event.take_part is not False


def _outweighs(event: ConsentEvent, consent: ConsentEvent) -> bool:
    """Return whether ``event`` holds against a consent of the same time."""
    if event.event == "withdrawn":
        return event.withdrawal == "stop" or (event.withdrawal == "no_contact" and consent.contact_again is True)
    if event.event == "given" and _agrees(event):
        differs = any(getattr(event, name) != getattr(consent, name) for name in DECISIONS)
        return differs and _order(event) > _order(consent)
    return event.event in ("given", "declined")


def _kind(event: ConsentEvent) -> str:
    return event.withdrawal or "erase"


def _newest(events: list[ConsentEvent]) -> list[ConsentEvent]:
    """Return the events that none is after: several where only a day is known."""
    return [event for event in events if not any(other.at.is_after(event.at) for other in events)]


def _order(event: ConsentEvent) -> tuple[object, ...]:
    """Sort by time; of one minute or day the stricter event comes last, so that the order of rows says nothing."""
    return (
        event.at.sort_key(),
        _STRICTNESS.index(event.event) if event.event in _STRICTNESS else -1,
        event.take_part is False,
        WITHDRAWALS.index(event.withdrawal) if event.withdrawal in WITHDRAWALS else -1,
        QUOTATION.index(event.quotation or "none"),
        tuple(_FLAGS.index(getattr(event, name)) for name in _FLAGGED),
        (event.form, event.version, event.language, event.mode, event.attribution),
    )


def _approval(form: ConsentForm) -> tuple[date, date, str]:
    return form.approved_from or date.min, form.approved_to or date.max, form.digest


class Consents:
    """Everyone's standing in one record."""

    def __init__(self, record: StudyRecord) -> None:
        """Sort the record's consent events by person and time."""
        self._record = record
        self._events: dict[str, list[ConsentEvent]] = {}
        for event in record.consent:
            self._events.setdefault(event.participant, []).append(event)
        self._erased = record.erased_people()

    @cached_property
    def _forms(self) -> Mapping[tuple[str, str, str], ConsentForm]:
        """Return the forms by what names one; should one stand twice, whichever is approved from the later day."""
        ordered = sorted(self._record.forms, key=_approval)
        return {(form.id, form.version, form.language): form for form in ordered}

    def of(self, participant: str) -> Standing:
        """Return the standing of ``participant``."""
        return Standing(
            events=tuple(sorted(self._events.get(participant, ()), key=_order)),
            ethics_approved=self._record.study.ethics.status == "approved",
            forms=self._forms,
            zone=self._record.study.zone,
            erased=participant in self._erased,
        )
