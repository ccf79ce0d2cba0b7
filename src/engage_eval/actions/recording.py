"""Open a study file to record in it: who records, what the rules say to the new rows, one transaction for a verb."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from engage_eval.core.catalogue import lookup
from engage_eval.core.collector import paused_collector
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Problem, Severity
from engage_eval.core.similar import closest
from engage_eval.core.study_name import is_folder, refuse_impossible
from engage_eval.formats import cells
from engage_eval.formats.bundle import assemble
from engage_eval.formats.rows import Setting
from engage_eval.model import rules
from engage_eval.model.joining import about, joined, people_of
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.people import Participant, Staff
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import written
from engage_eval.model.standing import Standing

if TYPE_CHECKING:
    from engage_eval.store.study_file import Store
    from engage_eval.store.write import Stamp

# Parameters that only count how often something is wrong, or say what would be right, so that the problem is the same.
_ASIDE = ("count", "n", "allowed", "meant")
_MOST_LISTED = 30
# What a reader of tables only warns of, and a person who records one thing is to put right before it is recorded.
_REFUSED = frozenset(
    {
        "interview_events.outside",
        "interview_events.unordered",
        "recruitment.network_size",
        "recruitment.reason_missing",
        "recruitment.unordered",
        "tables.same_row",
    }
)


def refuse_waiting(standing: Standing, participant: str) -> None:
    """Raise UsageError where somebody asked to withdraw and that isn't decided, or is to be erased: nothing goes on."""
    if standing.is_locked():
        raise UsageError("recording.request_waits", participant=participant)
    if standing.waits_for_erasure():
        raise UsageError("recording.erasure_waits", participant=participant)


@dataclass(slots=True, kw_only=True)
class Recording:
    """A study that is open for one verb: what it holds, who records, and when.

    ``now`` is the present minute in the study's zone; ``conflicts`` are (interview, item) that two copies answered
    differently; ``going_on`` the interviews that have no end yet (the record reads them as partial).
    """

    store: "Store"
    record: StudyRecord
    actor: str
    now: Moment
    conflicts: tuple[tuple[str, str], ...] = ()
    going_on: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """Return the study's first language."""
        return next(iter(self.record.study.languages), "")

    @property
    def zone(self) -> timezone:
        """Return the study's zone, in which times are meant."""
        return zone_of(self.record)

    def moment(self, written_at: str = "", zone: str = "", option: str = "--at") -> Moment:
        """Return the moment that ``written_at`` means in ``zone`` (the study's where it is empty); empty: now.

        ``option`` is by which it was given.

        Raises UsageError where it can't be understood, or has not come yet.
        """
        if not written_at.strip():
            return self.now
        found = moment_of(written_at, zone, self.record)
        if found.is_after(self.now):
            name = self.record.study.zone
            raise UsageError("recording.in_future", at=written(found, name), now=written(self.now, name), option=option)
        return found

    @property
    def setting(self) -> Setting:
        """Return what study.yaml says of reading: the order of dates, the zone of times."""
        return Setting(dates=self.record.study.dates, zone=self.record.study.zone)

    def person(self, key: str) -> Participant:
        """Return the participant with this code; raises UsageError where there is none, or who was erased."""
        return person_of(self.record, key)

    def refuse_erased(self, people: Iterable[str]) -> None:
        """Raise UsageError where one of ``people`` was erased."""
        refuse_erased(self.record, people)

    def judged(
        self,
        rows: Mapping[str, Sequence[Any]],
        taken_back: Sequence[tuple[str, str]] = (),
        accepted: Collection[str] = (),
    ) -> tuple[Problem, ...]:
        """Return what is held back or to be looked at once ``rows`` are recorded, and was not before.

        ``accepted`` are codes of warnings that don't refuse them. Raises ProblemsError where they would bring errors,
        UsageError where somebody they are about was erased, or the same is recorded already.
        """
        people = people_of(self.record, rows, taken_back)
        refuse_erased(self.record, people)
        after = about(joined(self.record, rows, taken_back), people)
        found = new_problems(rules.check(about(self.record, people)), rules.check(after))
        errors = [one for one in found if one.code not in accepted and _is_refused(one)]
        if errors and {one.code for one in errors} == {"tables.same_row"}:
            raise UsageError("recording.same_row")
        if errors:
            raise ProblemsError(errors, "recording.refused")
        # Without the answers of others (see about) their interviews look empty.
        others = {one.id for one in after.interviews if one.participant not in people}
        return tuple(one for one in found if one.params.get("interview") not in others)

    def add(
        self,
        verb: str,
        rows: Mapping[str, Sequence[Any]],
        subjects: Sequence[str] = (),
        *,
        stamp: "Stamp | None" = None,
        taken_back: Sequence[tuple[str, str]] = (),
        accepted: Collection[str] = (),
    ) -> tuple[Problem, ...]:
        """Record rows of the model, by table of the study folder (and "answers"), in one transaction.

        ``subjects`` are whom the log names (left out: those whom the rows are about); ``stamp`` says why answers
        replace earlier ones; the answers to ``taken_back`` (interview, item) no longer hold; ``accepted`` as in
        ``judged``. Returns the new problems that are no errors. Raises ProblemsError and UsageError as ``judged`` does,
        StoreError where the disk fails.
        """
        found = self.judged(rows, taken_back, accepted)
        named = list(subjects) or people_of(self.record, rows, taken_back)
        with self.store.writing(verb, by=self.actor, subjects=named) as writer:
            for name, new in rows.items():
                if name == "answers":
                    writer.answers(new, stamp=stamp)
                else:
                    writer.add(name, new)
            if taken_back:
                from engage_eval.store.write import Stamp

                writer.take_back(taken_back, stamp or Stamp())
        self.record = joined(self.record, rows, taken_back)
        return found


@contextmanager
def open_recording(
    study: str,
    by: str = "",
    *,
    clock: Callable[[], datetime],
    ids: Callable[[], str],
    newcomer: str = "",
) -> Iterator[Recording]:
    """Open the study file (or database) called ``study`` for the staff member ``by`` to record in it.

    Without ``by`` the only member of the staff is meant; ``newcomer`` may act where the study has no staff yet. Raises
    UsageError for a folder and where it is not clear who records, ProblemsError where the study can't be understood,
    StoreError where it can't be opened for writing.
    """
    refuse_folder(study)
    from engage_eval.store.study_file import open_study

    with open_study(study, write=True, clock=clock, ids=ids) as store:
        found = _opened(store)
        staff = found.record.staff
        found.actor = newcomer if newcomer and not staff and by in ("", newcomer) else actor_of(staff, by)
        yield found


@contextmanager
def open_preview(study: str, *, clock: Callable[[], datetime], ids: Callable[[], str]) -> Iterator[Recording]:
    """Open the study file (or database) called ``study`` to look at what recording would do; nobody acts.

    Raises as ``open_recording`` does, but for who records; another program may be writing.
    """
    refuse_folder(study)
    from engage_eval.store.study_file import open_study

    with open_study(study, clock=clock, ids=ids) as store:
        yield _opened(store)


@paused_collector()
def _opened(store: "Store") -> Recording:
    contents = store.read()
    record, problems = assemble(contents.definitions, contents.rows)
    if record is None:
        raise ProblemsError(problems, "recording.study_unreadable")
    return Recording(
        store=store,
        record=record,
        actor="",
        now=Moment.of(store.clock().astimezone(zone_of(record))),
        conflicts=tuple(contents.conflicts),
        going_on=tuple(contents.going_on),
    )


def refuse_folder(study: str) -> None:
    """Raise UsageError where ``study`` is a folder, nothing, or a name that no file can have."""
    refuse_impossible(study)
    if is_folder(study):
        raise UsageError("recording.folder", name=study)


def actor_of(staff: Sequence[Staff], by: str) -> str:
    """Return the key of who records; raises UsageError where it isn't clear or nobody has that key."""
    keys = [one.key for one in staff]
    if not keys:
        raise UsageError("recording.no_staff")
    allowed = ", ".join(sorted(keys)[:_MOST_LISTED]) + (", …" if len(keys) > _MOST_LISTED else "")
    if by and by not in keys:
        raise UsageError("recording.not_in_staff", value=by, meant=closest(by, keys), allowed=allowed)
    if not by and len(keys) > 1:
        raise UsageError("recording.who", allowed=allowed)
    return by or keys[0]


def zone_of(record: StudyRecord) -> timezone:
    """Return the study's zone."""
    return ZONES.get(record.study.zone.upper(), ZONES["WIB"])


def moment_of(written_at: str, zone: str, record: StudyRecord) -> Moment:
    """Return the moment that a person wrote, in ``zone`` or the study's; raises UsageError where it is none."""
    dates = record.study.dates if record.study.dates in cells.ORDERS else ""
    try:
        return cells.moment(written_at, cells.Reading(order=dates, zone=record.study.zone), zone)
    except cells.CellError as wrong:
        params: dict[str, Any] = dict(wrong.params)
        raise UsageError(wrong.code, **params) from None


def known_person(record: StudyRecord, key: str) -> Participant:
    """Return the participant with this code, also where it was typed in small letters; raises UsageError for none."""
    by_id = {one.id: one for one in record.participants}
    found = by_id.get(key) or by_id.get(key.upper())
    if found is None:
        raise UsageError("recording.person_unknown", participant=key, meant=closest(key, by_id))
    return found


def person_of(record: StudyRecord, key: str) -> Participant:
    """Return the participant of whom something is to be recorded; raises UsageError for none, or who was erased."""
    found = known_person(record, key)
    refuse_erased(record, (found.id,))
    return found


def refuse_erased(record: StudyRecord, people: Iterable[str]) -> None:
    """Raise UsageError where one of ``people`` was erased: nothing more is recorded of them."""
    erased = record.erased_people()
    for one in people:
        if one in erased:
            raise UsageError("recording.erased", participant=one)


def _is_refused(problem: Problem) -> bool:
    """Return whether rows that bring a problem are refused; what only the report needs can wait for other rows."""
    if lookup(problem.code).severity is not Severity.ERROR:
        return problem.code in _REFUSED
    # Only here, since it brings the exports along, and a verb is to answer quickly.
    from engage_eval.actions.exporting import can_wait

    return not can_wait(problem)


def new_problems(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """Return the problems that were not there before."""
    known = Counter(map(_said, before))
    found = []
    for one in after:
        said = _said(one)
        if known[said]:
            known[said] -= 1
        else:
            found.append(one)
    return found


def _said(problem: Problem) -> tuple[object, ...]:
    """Return what a problem says, wherever its row stands."""
    params = tuple(sorted((name, value) for name, value in problem.params.items() if name not in _ASIDE))
    return problem.code, problem.place.key, repr(params)
