"""What of a study folder may go into a study file: no words of who was erased, nothing that contradicts the file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engage_eval.core.problem import Problem
from engage_eval.formats import submission_conflicts as conflicts
from engage_eval.formats.submission_batch import Batch, Line, line_of
from engage_eval.formats.submission_merge import content
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES

# Rows of which a study has one for each key; another content under the same key is a contradiction.
_KEYED = ("participants", "interviews", "staff", "outcomes", "panel")
_PERSONAL = ("attributes", "interviews", "interview_events", "answers", "superseded")


def without_words_of_erased(record: StudyRecord) -> StudyRecord:
    """Return the record without words about people who were erased, in the rows of theirs that an erasure keeps."""
    gone = record.erased_people()
    if not gone:
        return record
    from engage_eval.store.encode import CONSENT_DETAILS, FACTS, is_free_reason

    facts: dict[str, Any] = dict.fromkeys(FACTS, "")
    words: dict[str, Any] = dict.fromkeys(CONSENT_DETAILS, "")

    return replace(
        record,
        participants=tuple(replace(one, **facts) if one.id in gone else one for one in record.participants),
        recruitment=tuple(
            replace(one, reason="") if one.participant in gone and is_free_reason(one.reason) else one
            for one in record.recruitment
        ),
        consent=tuple(replace(one, **words) if one.participant in gone else one for one in record.consent),
    )


def content_of_erased(record: StudyRecord) -> Iterator[Problem]:
    """Yield a problem for each row of content of a person who was erased."""
    gone = record.erased_people()
    owner = {one.id: one.participant for one in record.interviews}
    for name in _PERSONAL if gone else ():
        told: set[Line] = set()
        for row in getattr(record, name):
            person = getattr(row, "participant", "") or owner.get(getattr(row, "interview", ""), "")
            if person in gone and line_of(row.place) not in told:
                told.add(line_of(row.place))
                yield Problem(code="bundle.erased", place=row.place, params={"participant": person})


def of_who_left(here: StudyRecord, there: StudyRecord) -> Iterator[Problem]:
    """Yield a problem for each line that the file lacks, of people of whom nothing more is taken in."""
    names = ("participants", "attributes", "recruitment", "consent", "interviews", "interview_events", "answers")
    yield from conflicts.of_who_left(there, Batch(**{name: getattr(here, name) for name in names}))


def contradictions(here: StudyRecord, there: StudyRecord) -> Iterator[Problem]:
    """Yield a problem for each row whose key the file has with another content, and each item answered otherwise."""
    for name in _KEYED:
        keys = TABLES[name].unique
        known = {tuple(getattr(one, key) for key in keys): content(one) for one in getattr(there, name)}
        for row in getattr(here, name):
            key = tuple(getattr(row, one) for one in keys)
            if key in known and known[key] != content(row):
                params = {"table": name, "key": ", ".join(map(str, key))}
                yield Problem(code="bundle.contradicts", place=row.place, params=params)
    said, now = _said(there), _said(here)
    places = {(one.interview, one.item): one.place for one in here.answers}
    for question, answer in now.items():
        if question in said and said[question] != answer:
            params = {"table": "responses", "key": ", ".join(question)}
            yield Problem(code="bundle.contradicts", place=places[question].at(question[1]), params=params)


def unsettled(here: StudyRecord, there: StudyRecord, conflicts: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield a problem for each answer to what the file has no answer to any more: it was taken back, or is disputed."""
    said = {(one.interview, one.item) for one in there.answers}
    open_ones = {*((one.interview, one.item) for one in there.superseded), *conflicts} - said
    for question, place in {(one.interview, one.item): one.place for one in here.answers}.items():
        if question in open_ones:
            params = {"table": "responses", "key": ", ".join(question)}
            yield Problem(code="bundle.contradicts", place=place.at(question[1]), params=params)


def _said(record: StudyRecord) -> Mapping[tuple[str, str], frozenset[tuple[object, ...]]]:
    found: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    for one in record.answers:
        found.setdefault((one.interview, one.item), set()).add((one.choice, one.number, one.text, one.missing))
    return {question: frozenset(answers) for question, answers in found.items()}
