"""Recruit people: a new code, who referred whom, each step of contact and screening; who stands where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from engage_eval.actions.recording import Recording, refuse_waiting
from engage_eval.core.errors import UsageError
from engage_eval.core.problem import Problem
from engage_eval.formats.one_row import read_one
from engage_eval.model.consent import SEED
from engage_eval.model.moment import Moment
from engage_eval.model.people import Attribute, Participant, RecruitmentEvent
from engage_eval.model.progress import GOES_ON, screened_as, steps_of
from engage_eval.model.pseudonym import BASE32, PSEUDONYMS, pseudonym
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import written
from engage_eval.model.shown import recruitment_order
from engage_eval.model.standing import Consents

_SIGNS = frozenset(f"{BASE32}ILOU")
_TRIES = 1000
# What must have been recorded before a step, and the code of the refusal where it was not.
_NEEDS = {
    "eligible": (("contacted",), "recruit.not_contacted"),
    "ineligible": (("contacted",), "recruit.not_contacted"),
    "enrolled": (("eligible",), "recruit.not_eligible"),
}
_WITH_REASON = ("ineligible", "declined", "unreachable")
# What a step takes back: recorded of the same time, the order of ``recruitment_order`` could let the earlier one hold.
_TAKES_BACK = {
    "contacted": ("declined", "unreachable"),
    "eligible": ("ineligible", "declined", "unreachable"),
    "ineligible": ("eligible", "ineligible"),
    "enrolled": ("declined", "unreachable"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Someone to be recruited, as typed; an empty ``id`` means a new pseudonym, an empty ``site`` the study's.

    ``recruiter`` is a participant, "seed" or empty; ``attributes`` are texts "key=value".
    """

    id: str = ""
    site: str = ""
    facility: str = ""
    facility_kind: str = ""
    role: str = ""
    attributes: tuple[str, ...] = ()
    recruiter: str = ""
    network_size: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was recorded of whom and when; ``problems`` are for a person to look at."""

    participant: str
    event: str
    on: Moment
    reason: str = ""
    recruiter: str = ""
    problems: tuple[Problem, ...] = ()


def nominate(recording: Recording, newcomer: Newcomer, on: Moment, verb: str = "recruit add") -> Step:
    """Take someone into the study as nominated, under a code that is new.

    Raises UsageError where the code is taken, the recruiter is not known, is the person, or does not allow to name
    others or asked to withdraw; ProblemsError where a value can't be understood.
    """
    record = recording.record
    site = newcomer.site or record.study.site
    if not site:
        raise UsageError("recruit.no_site")
    code = newcomer.id.strip() or _new_code(record, site, recording)
    if code.casefold() == SEED:  # where a recruiter stands, it means that there is none
        raise UsageError("files.key_person", value=code)
    taken = {one.id.casefold(): one.id for one in record.participants}
    if code.casefold() in taken:
        recording.refuse_erased((taken[code.casefold()],))
        raise UsageError("recruit.exists", participant=taken[code.casefold()])
    recruiter, notes = _recruiter(recording, newcomer.recruiter.strip(), code, on)
    facts = {"id": code, "site": site, "added_on": on.day.isoformat(), "facility": newcomer.facility}
    more = {"facility_kind": newcomer.facility_kind, "role": newcomer.role}
    person: Participant = read_one("participants", {**facts, **more}, recording.setting)
    event: RecruitmentEvent = read_one(
        "recruitment",
        {
            "participant": code,
            "event": "nominated",
            "on": on.day.isoformat(),
            "recruiter": recruiter,
            "network_size": newcomer.network_size,
        },
        recording.setting,
    )
    event = replace(event, on=on, by=recording.actor)
    rows: dict[str, Sequence[Any]] = {
        "participants": [person],
        "attributes": _attributes(newcomer, code, on, recording),
        "recruitment": [event],
    }
    # That somebody new has not consented yet needs no telling.
    problems = tuple(one for one in recording.add(verb, rows) if not one.code.startswith("consent."))
    return Step(participant=code, event="nominated", on=on, recruiter=recruiter, problems=(*notes, *problems))


def screen(recording: Recording, participant: str, event: str, reason: str, on: Moment) -> Step:
    """Record a step of somebody's recruitment: contacted, eligible, ineligible, declined, unreachable or enrolled.

    Raises UsageError for a step out of order, one that was recorded before, one that goes on with who withdrew, and a
    reason that is missing or has no place there; ProblemsError where the rules refuse it.
    """
    record = recording.record
    person = recording.person(participant).id
    reason = " ".join(reason.split())
    if reason and event not in _WITH_REASON:
        raise UsageError("recruit.no_reason_here", event=event, allowed=", ".join(_WITH_REASON))
    _refuse_unordered(record, person, event, reason)
    standing = Consents(record).of(person)
    if event in GOES_ON:
        refuse_waiting(standing, person)
    # Somebody who declined was screened before, and that may be typed in later.
    has_left = standing.has_left() if event == "enrolled" else standing.has_stopped()
    if event in GOES_ON and (has_left or standing.refuses_contact()):
        raise UsageError("recruit.withdrawn", participant=person)
    row: RecruitmentEvent = read_one(
        "recruitment",
        {"participant": person, "event": event, "on": on.day.isoformat(), "reason": reason},
        recording.setting,
    )
    row = replace(row, on=on, by=recording.actor)
    _refuse_same_time(record, row)
    problems = recording.add("recruit screen", {"recruitment": [row]})
    return Step(participant=person, event=event, on=on, reason=row.reason, problems=problems)


def _refuse_unordered(record: StudyRecord, person: str, event: str, reason: str) -> None:
    steps = steps_of(record, person)
    needed, code = _NEEDS.get(event, ((), ""))
    if needed and not any(one.event in needed for one in steps):
        raise UsageError(code, participant=person, event=event)
    if event == "enrolled" and (decided := screened_as(steps)) and decided.event == "ineligible":
        raise UsageError("recruit.not_eligible", participant=person, event=event)
    before = screened_as(steps) if event in ("eligible", "ineligible") else steps[-1] if steps else None
    is_again = before is not None and (before.event, before.reason) == (event, reason)
    if is_again and before is not None and event not in ("contacted", "unreachable"):
        raise UsageError("recruit.already", participant=person, event=event, on=written(before.on, record.study.zone))


def _refuse_same_time(record: StudyRecord, row: RecruitmentEvent) -> None:
    """Raise UsageError where a step takes back what was of the same time, and that would hold all the same."""
    agreed = [one for one in record.consent if one.participant == row.participant and one.event == "given"]
    for given in agreed if row.event == "declined" else ():
        if given.take_part is not False and not given.at.is_after(row.on) and not row.on.is_after(given.at):
            at = written(given.at, record.study.zone)
            raise UsageError("recruit.same_time", participant=row.participant, event=given.event, on=at)
    for one in steps_of(record, row.participant):
        is_same_time = not one.on.is_after(row.on) and not row.on.is_after(one.on)
        holds = recruitment_order(one) > recruitment_order(row)
        if one.event in _TAKES_BACK.get(row.event, ()) and is_same_time and holds:
            earlier = written(one.on, record.study.zone)
            raise UsageError("recruit.same_time", participant=row.participant, event=one.event, on=earlier)


def _new_code(record: StudyRecord, site: str, recording: Recording) -> str:
    """Return a pseudonym that nobody has; it is drawn, never made from anything about the person."""
    letters = "".join(sign for sign in site.upper() if sign in _SIGNS)
    taken = {one.id.upper() for one in record.participants}
    for _ in range(_TRIES):
        drawn = sha256(recording.store.ids().encode()).digest()
        code = pseudonym(letters, int.from_bytes(drawn[:8]) % PSEUDONYMS)
        if code not in taken:
            return code
    raise UsageError("recruit.no_code_left", site=site)


def _recruiter(recording: Recording, typed: str, code: str, on: Moment) -> tuple[str, tuple[Problem, ...]]:
    """Return the recruiter's code (or seed, or nothing), and whether that person's consent is to be looked at."""
    if not typed or typed.lower() == SEED:
        return typed.lower(), ()
    if typed.casefold() == code.casefold():
        raise UsageError("recruitment.self", participant=code)
    recruiter = recording.person(typed).id
    now = Consents(recording.record).of(recruiter)
    refuse_waiting(now, recruiter)
    standing = now.until(on)
    if standing.has_left() or standing.is_locked():
        raise UsageError("recruit.withdrawn", participant=recruiter)
    scope = standing.scope()
    if scope is not None and scope.name_others is False:
        raise UsageError("recruit.may_not_name", recruiter=recruiter)
    if standing.reason_against(None) or scope is None or scope.name_others is None:
        return recruiter, (Problem(code="recruit.naming_not_recorded", params={"recruiter": recruiter}),)
    return recruiter, ()


def _attributes(newcomer: Newcomer, code: str, on: Moment, recording: Recording) -> list[Attribute]:
    found: dict[str, Attribute] = {}
    for text in newcomer.attributes:
        key, sign, value = text.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise UsageError("recruit.attribute", value=text)
        cells = {"participant": code, "key": key.strip(), "value": value, "on": on.day.isoformat()}
        row: Attribute = read_one("attributes", cells, recording.setting)
        if row.key in found:
            raise UsageError("recruit.attribute_twice", key=row.key)
        found[row.key] = row
    return list(found.values())
