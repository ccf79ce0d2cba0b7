"""What of a batch must not be taken into a study: rows that contradict it, or name what it doesn't have."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats.submission_batch import KEYED, LOGS, Batch, Line, line_of
from engage_eval.formats.submission_merge import content, plain
from engage_eval.model.consent import SEED
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.progress import GOES_ON
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import meant
from engage_eval.model.standing import Consents
from engage_eval.model.tables import TABLES

_MOST_MEANT = 200
# Tables with rows of one person each; those that name only an interview come after the interviews.
_OF_PEOPLE = ("participants", "attributes", "recruitment", "consent", "interviews", "interview_events", "answers")
_UNKNOWN = {"participants": "participants.unknown", "interviews": "interviews.unknown", "staff": "staff.unknown"}


def conflicts(record: StudyRecord, batch: Batch) -> list[Problem]:
    """Return a problem for each row that says something else than the study where only people may decide."""
    left = [*_erased(record, batch), *of_who_left(record, batch)]
    # Of such a row nothing else matters: made like the study's it would not come in either.
    told = {line_of(one.place) for one in left}
    others = (
        *_twice(batch),
        *_references(record, batch),
        *_keyed(record, batch),
        *_consent(record, batch),
        *_interviews(record, batch),
    )
    return [*(one for one in others if line_of(one.place) not in told), *left]


def of_who_left(record: StudyRecord, batch: Batch) -> Iterator[Problem]:
    """Yield what the study lacks of people of whom nothing more is taken in: they asked to withdraw, or stopped."""
    waiting = list(_waiting(record, batch))
    told = {line_of(one.place) for one in waiting}
    yield from waiting
    yield from (one for one in _stopped(record, batch) if line_of(one.place) not in told)


def _references(record: StudyRecord, batch: Batch) -> Iterator[Problem]:
    """Yield each row that names a person, an interview or someone of the team whom neither study nor batch has.

    The study's rules tell this as well, but of a table without rows only once, and here each row is refused.
    """
    known = {
        name: frozenset(
            str(getattr(row, TABLES[name].unique[0])) for row in (*getattr(record, name), *getattr(batch, name))
        )
        for name in _UNKNOWN
    }
    told = 0
    for name in (*KEYED, *LOGS, "interviews"):
        for column in TABLES[name].columns:
            for row in getattr(batch, name) if column.refers in _UNKNOWN else ():
                value = str(getattr(row, column.attribute))
                seed = column.name == "recruiter" and value.lower() == SEED
                if value and value not in known[column.refers] and not seed:
                    # To look for what was meant takes as long as there are people.
                    near = meant(value, known[column.refers]) if told < _MOST_MEANT else {}
                    told += 1
                    params = {"value": value, "column": column.name, **near}
                    yield Problem(code=_UNKNOWN[column.refers], place=row.place.at(column.name), params=params)


def _twice(batch: Batch) -> Iterator[Problem]:
    """Yield rows whose key stands before them in the same file."""
    for name in (*KEYED, "interviews"):
        key = TABLES[name].unique[0]
        first: dict[str, int] = {}
        for row in getattr(batch, name):
            value, line = getattr(row, key), row.place.line or 0
            if first.setdefault(value, line) != line:
                params: dict[str, Param] = {"keys": value, "table": name, "line": first[value]}
                yield Problem(code="tables.duplicate", place=row.place.at(key), params=params)


def _keyed(record: StudyRecord, batch: Batch) -> Iterator[Problem]:
    for name in KEYED:
        key = TABLES[name].unique[0]
        known = {getattr(one, key): one for one in getattr(record, name)}
        for row in getattr(batch, name):
            before = known.get(getattr(row, key))
            if before is not None and content(before) != content(row):
                differ = [one.name for one in fields(row) if getattr(before, one.name) != getattr(row, one.name)]
                params: dict[str, Param] = {
                    "table": name,
                    "found": getattr(row, key),
                    "columns": ", ".join(one for one in differ if one != "place"),
                }
                yield Problem(code="import.row_differs", place=row.place.at(key), params=params)


def _consent(record: StudyRecord, batch: Batch) -> Iterator[Problem]:
    """Yield decisions that the study has in other words: an import never changes a consent.

    It is the same decision where it was at the same time. A submission that the study knows decides nothing anew: yes
    that became no, or another day, is for a person to correct.
    """
    sent = {one.submission for one in record.interviews} - {""}
    again = {line_of(one.place) for one in batch.interviews if one.submission in sent}
    known: dict[tuple[str, ...], list[tuple[object, ...]]] = defaultdict(list)
    for one in record.consent:
        for key in ((one.participant, one.event, one.at.canonical()), (one.participant,)):
            known[key].append(content(one))
    for row in batch.consent:
        whole = (row.participant, row.event, row.at.canonical())
        before = known.get((row.participant,) if line_of(row.place) in again else whole, [])
        if before and content(row) not in before:
            params: dict[str, Param] = {"participant": row.participant, "event": row.event}
            yield Problem(code="import.consent_differs", place=row.place.at("at"), params=params)


def _interviews(record: StudyRecord, batch: Batch) -> Iterator[Problem]:
    by_id = {one.id: one for one in record.interviews}
    by_submission = {one.submission: one for one in record.interviews if one.submission}
    for row in batch.interviews:
        params: dict[str, Param] = {"interview": row.id, "participant": row.participant}
        sent = by_submission.get(row.submission)
        if sent is not None and sent.id != row.id:
            yield Problem(
                code="import.other_interview", place=row.place.at("submission"), params={**params, "before": sent.id}
            )
            continue
        before = by_id.get(row.id)
        if before is None:
            continue
        if before.participant != row.participant:
            params["before"] = before.participant
            yield Problem(code="import.other_person", place=row.place.at("participant"), params=params)
        elif (before.instrument, before.version) != (row.instrument, row.version):
            params["before"] = f"{before.instrument} {before.version}"
            yield Problem(code="import.other_version", place=row.place.at("version"), params=params)
        elif _is_taken(before, row):
            yield Problem(code="import.interview_taken", place=row.place.at("id"), params=params)


def _is_taken(before: Interview, row: Interview) -> bool:
    """Return whether the id belongs to another sitting: another submission, or one that began at another time."""
    if not row.submission:
        return False
    if before.submission:
        return before.submission != row.submission
    return plain(before.started_at) != plain(row.started_at)


def _erased(record: StudyRecord, batch: Batch) -> Iterator[Problem]:
    """Yield rows of people who were erased, but for those that the study kept: nothing of theirs comes back."""
    for person, place in _new_of(record, batch, record.erased_people(), _OF_PEOPLE):
        yield Problem(code="import.erased", place=place, params={"participant": person})


def _waiting(record: StudyRecord, batch: Batch) -> Iterator[Problem]:
    """Yield new rows of people whose request to withdraw isn't decided, or whose wish to be erased isn't carried out.

    What they decide themselves comes in.
    """
    consents = Consents(record)
    asked = frozenset(one.participant for one in record.consent if one.event in ("request_received", "withdrawn"))
    locked = frozenset(person for person in asked if consents.of(person).is_locked())
    leaving = frozenset(person for person in asked if consents.of(person).waits_for_erasure())
    tables = tuple(name for name in _OF_PEOPLE if name != "consent")
    for person, place in _new_of(record, batch, locked | leaving, tables):
        code = "import.request_waits" if person in locked else "import.erasure_waits"
        yield Problem(code=code, place=place, params={"participant": person})


def _stopped(record: StudyRecord, batch: Batch) -> Iterator[Problem]:
    """Yield what is new to the study and came after the person had stopped, declined or asked to withdraw."""
    before, consents = Consents(record), Consents(replace(record, consent=(*record.consent, *batch.consent)))
    owner = {one.id: one.participant for one in record.interviews}
    for row in batch.interviews:
        standing, start = consents.of(row.participant), row.started_at
        # A form that is sent in with a refusal brings the screening that led to it.
        declined = before.of(row.participant).declined_before(start)
        if row.id not in owner and (standing.had_stopped(start) or standing.left_before(start) or declined):
            yield Problem(code="import.stopped", place=row.place, params={"participant": row.participant})
    yield from _steps_after_stop(record, batch, owner, consents)
    yield from _added_after_stop(record, batch, owner, consents)


def _steps_after_stop(
    record: StudyRecord, batch: Batch, owner: Mapping[str, str], consents: Consents
) -> Iterator[Problem]:
    """Yield steps, new to the study, by which a study would go on with somebody who had stopped by then."""
    owner = {**{one.id: one.participant for one in batch.interviews}, **owner}
    steps = [(one.place, content(one), one.participant, one.on) for one in batch.recruitment if one.event in GOES_ON]
    steps += [
        (one.place, content(one), owner.get(one.interview, ""), one.at)
        for one in batch.interview_events
        if one.event == "resumed"
    ]
    known = {content(one) for one in (*record.recruitment, *record.interview_events)} if steps else set()
    for place, said, person, at in steps:
        since = consents.of(person).gone_since()
        if since is not None and at.is_after(since) and said not in known:
            yield Problem(code="import.stopped_step", place=place, params={"participant": person})


def _added_after_stop(
    record: StudyRecord, batch: Batch, owner: Mapping[str, str], consents: Consents
) -> Iterator[Problem]:
    """Yield each line with answers that an interview of the study lacks, of people who stopped meanwhile.

    The first answers of an interview that ended before they stopped come in, as they would have come in with it.
    """
    stopped = {person for person in set(owner.values()) if consents.of(person).gone_since() is not None}
    had = {(one.interview, one.item) for one in record.answers} if stopped else set()
    begun = {interview for interview, _ in had}
    closed = {
        one.id
        for one in record.interviews
        if one.participant in stopped and one.id not in begun and one.ended_at is not None
        if not consents.of(one.participant).had_stopped(one.ended_at)
        if not consents.of(one.participant).left_before(one.ended_at)
    }
    told: dict[Line, list[Answer]] = {}
    for one in batch.answers if stopped else ():
        is_new = one.interview not in closed and (one.interview, one.item) not in had
        if is_new and owner.get(one.interview) in stopped:
            told.setdefault(line_of(one.place), []).append(one)
    for answers in told.values():
        items = ", ".join(dict.fromkeys(one.item for one in answers))
        params: dict[str, Param] = {"participant": owner[answers[0].interview], "items": items}
        yield Problem(code="import.stopped_answers", place=answers[0].place, params=params)


def _new_of(
    record: StudyRecord, batch: Batch, people: Collection[str], tables: Sequence[str]
) -> Iterator[tuple[str, Place]]:
    """Yield (person, place) of each line of ``people`` that the study doesn't have already."""
    owner = {one.id: one.participant for one in (*record.interviews, *batch.interviews)}
    told: set[Line] = set()
    for name in tables if people else ():
        kept = {content(one) for one in getattr(record, name)}
        for row in getattr(batch, name):
            whose = row.id if name == "participants" else getattr(row, "participant", "")
            person = whose or owner.get(row.interview, "")
            if person in people and line_of(row.place) not in told and content(row) not in kept:
                told.add(line_of(row.place))
                yield person, row.place
