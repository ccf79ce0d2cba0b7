"""Rows that are recorded joined to a study: new ones stand behind the others, new versions in the place of the old."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engage_eval.model.interview import Answer, Interview
from engage_eval.model.people import Participant
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES

ANSWERS = "answers"
# Facts of a person that a new row may leave out without meaning that they no longer hold.
_FACTS = ("facility", "facility_kind", "role")


def joined(
    record: StudyRecord, rows: Mapping[str, Sequence[Any]], taken_back: Collection[tuple[str, str]] = ()
) -> StudyRecord:
    """Return the record with ``rows`` (by table) in it and without the answers to ``taken_back`` (interview, item).

    Of tables with a key a row takes the place of the row with its key; answers are those of whole items, and replace
    what the item had.
    """
    changed: dict[str, Any] = {}
    for name, new in rows.items():
        if name != ANSWERS and new:
            changed[name] = (
                _versions(name, getattr(record, name), new) if _key(name) else (*getattr(record, name), *new)
            )
    answers: Sequence[Answer] = rows.get(ANSWERS, ())
    if answers or taken_back:
        gone = {(one.interview, one.item) for one in answers} | set(taken_back)
        kept = (one for one in record.answers if (one.interview, one.item) not in gone)
        changed[ANSWERS] = (*kept, *answers)
    return replace(record, **changed)


def people_of(
    record: StudyRecord, rows: Mapping[str, Sequence[Any]], taken_back: Iterable[tuple[str, str]] = ()
) -> list[str]:
    """Return whom rows are about, in their order: their own person, or that of their interview."""
    owner = {one.id: one.participant for one in (*record.interviews, *rows.get("interviews", ()))}
    found = [person for name, new in rows.items() for one in new for person in _persons(name, one, owner)]
    found += [owner.get(interview, "") for interview, _ in taken_back]
    return [one for one in dict.fromkeys(found) if one]


def about(record: StudyRecord, people: Collection[str]) -> StudyRecord:
    """Return the record without the answers of others: what it is then checked for says the same of ``people``."""
    theirs = {one.id for one in record.interviews if one.participant in people}
    return replace(record, answers=tuple(one for one in record.answers if one.interview in theirs))


def _key(name: str) -> tuple[str, ...]:
    return TABLES[name].unique if name in TABLES else ()


def _versions(name: str, old: Sequence[Any], new: Sequence[Any]) -> tuple[Any, ...]:
    def key(row: Any) -> tuple[object, ...]:  # noqa: ANN401 - a row of any table
        return tuple(getattr(row, column) for column in _key(name))

    found = {key(one): one for one in old}
    for one in new:
        before = found.get(key(one))
        found[key(one)] = _over(before, one) if before is not None else _read(one)
    return tuple(found.values())


def _over(before: Any, now: Any) -> Any:  # noqa: ANN401 - rows of any table
    """Return a new version as it will be read: it stands where the earlier one stood."""
    if isinstance(now, Participant):
        facts = {name: getattr(now, name) or getattr(before, name) for name in _FACTS}
        return replace(before, **facts)
    return replace(_read(now), place=before.place)


def _read(row: Any) -> Any:  # noqa: ANN401 - a row of any table
    """Return a row as it will be read: an interview that still goes on is partial."""
    return replace(row, end="partial") if isinstance(row, Interview) and not row.end else row


def _persons(name: str, row: Any, owner: Mapping[str, str]) -> Iterator[str]:  # noqa: ANN401 - a row of any table
    if name == "participants":
        yield row.id
    elif hasattr(row, "participant"):
        yield row.participant
    elif hasattr(row, "interview"):
        yield owner.get(row.interview, "")
