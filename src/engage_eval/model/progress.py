"""Where a person stands in a study that is being collected, and what comes next; the rules of recording a step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from engage_eval.model.people import RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.shown import recruitment_order
from engage_eval.model.standing import Consents, Standing

# What comes next for a person; empty where nothing does.
STEPS = ("decide", "contact", "screen", "consent", "interview", "finish")
# Steps by which the study goes on with a person, so that who withdrew is left in peace.
GOES_ON = ("contacted", "eligible", "enrolled")
_CONTACT = frozenset({"contacted", "eligible", "ineligible", "enrolled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A person's steps of recruitment in order, and what comes next (one of ``STEPS``, or empty)."""

    participant: str
    steps: tuple[RecruitmentEvent, ...]
    next: str

    def has(self, *events: str) -> bool:
        """Return whether one of the steps was recorded."""
        return any(one.event in events for one in self.steps)


def steps_of(record: StudyRecord, participant: str) -> tuple[RecruitmentEvent, ...]:
    """Return a person's steps of recruitment in order."""
    own = (one for one in record.recruitment if one.participant == participant)
    return tuple(sorted(own, key=recruitment_order))


def screened_as(steps: Sequence[RecruitmentEvent]) -> RecruitmentEvent | None:
    """Return the step that says whether the person meets the criteria: the last of its kind."""
    return next((one for one in reversed(steps) if one.event in ("eligible", "ineligible")), None)


def progress(record: StudyRecord, going_on: Collection[str] = ()) -> tuple[Progress, ...]:
    """Return everyone's progress, by pseudonym; ``going_on`` are interviews known to have no end yet."""
    steps: dict[str, list[RecruitmentEvent]] = {one.id: [] for one in record.participants}
    for event in sorted(record.recruitment, key=recruitment_order):
        steps.setdefault(event.participant, []).append(event)
    consents = Consents(record)
    open_ones = {one.participant for one in record.interviews if one.id in going_on}
    held = {one.participant for one in record.interviews}
    found = []
    for person in sorted(one.id for one in record.participants):
        own, standing = tuple(steps[person]), consents.of(person)
        then = "finish" if person in open_ones else _next(own, standing, had_interview=person in held)
        found.append(Progress(participant=person, steps=own, next="decide" if standing.is_locked() else then))
    return tuple(found)


def _next(steps: Sequence[RecruitmentEvent], standing: Standing, *, had_interview: bool) -> str:
    last = steps[-1].event if steps else ""
    screened = screened_as(steps)
    # Who is asked to take part was reached before, so a consent of the same day comes after the refusal.
    refused = last == "declined" and not standing.agreed_since(steps[-1].on)
    if had_interview or standing.withdrawal() in ("erase", "stop") or refused:
        return ""
    if screened is not None and screened.event == "ineligible":
        return ""
    against = standing.reason_against(None)
    if against == "declined":
        return ""
    if not any(one.event in _CONTACT for one in steps) and against:
        return "contact"
    if screened is None and against:
        return "screen"
    return "consent" if against else "interview"
