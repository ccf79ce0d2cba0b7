"""Answers as analysis reads them: one a person and item, the latest that isn't missing.

Made for studies of any size: a million answers take well under a second.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from engage_eval.model.condition import Value
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.snapshot import Snapshot

UNANSWERED = "unanswered"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Item -> person -> answer, and item -> person -> skip, refused or na where there is no answer.

    ``forms`` has the interview forms of everyone who has content in the Snapshot, ``any_forms`` also of those who
    have screening answers alone.
    """

    values: Mapping[str, Mapping[str, Value]]
    missing: Mapping[str, Mapping[str, str]]
    forms: Mapping[str, frozenset[str]]
    any_forms: Mapping[str, frozenset[str]]

    def of(self, item: str) -> Mapping[str, Value]:
        """Return person -> answer to ``item``."""
        return self.values.get(item, {})

    def by_person(self, person: str, items: Iterable[str]) -> dict[str, Value]:
        """Return item -> answer of one person, for those of ``items`` that have one."""
        found = {item: self.of(item).get(person) for item in items}
        return {item: value for item, value in found.items() if value is not None}


def latest(snapshot: Snapshot) -> Answers:
    """Return everyone's latest non-missing answers: of several interviews the one that started last."""
    owners = {one.id: one.participant for one in snapshot.interviews}
    repeated = _repeated(snapshot.interviews)
    single = {interview: person for interview, person in owners.items() if interview not in repeated}
    screening, multiple = _items_of(snapshot.instruments)
    values, missing = tables = _columns(snapshot.answers, single, multiple)
    beyond = _with_answers(tables, single, leaving_out=screening)
    either = _with_answers(tables, single, leaving_out=frozenset())
    if repeated:
        again = _columns(snapshot.answers, repeated, multiple)
        beyond |= _with_answers(again, repeated, leaving_out=screening)
        either |= _with_answers(again, repeated, leaving_out=frozenset())
        in_order = {interview: owners[interview] for interview in repeated}
        _add_latest(values, again[0], in_order)
        _add_latest(missing, again[1], in_order)
    held = {person.id for person in snapshot.people if person.held}
    content = beyond | {one for one in either if owners[one] not in held}
    first_form = _first_form(snapshot.instrument())
    return Answers(
        values=values,
        missing={
            item: {person: code for person, code in cells.items() if person not in values.get(item, {})}
            for item, cells in missing.items()
        },
        forms=_forms(content, snapshot.interviews, first_form),
        any_forms=_forms(either, snapshot.interviews, first_form),
    )


def unanswered(answers: Answers, item: Item, people: Iterable[str]) -> tuple[str, ...]:
    """Return those of ``people`` who were to answer ``item`` (by form and condition) and have no row for it."""
    done, coded = answers.of(item.key), answers.missing.get(item.key, {})
    open_people = [person for person in people if person not in done and person not in coded]
    return tuple(shown_to(answers, item, open_people))


def shown_to(answers: Answers, item: Item, people: Iterable[str]) -> list[str]:
    """Return those of ``people`` to whom ``item`` was shown: their form has it and every condition holds."""
    forms = answers.any_forms if item.audience == "everyone" else answers.forms
    asked = [one for one in people if one in forms and (not item.forms or forms[one].intersection(item.forms))]
    if not item.when:
        return asked
    needed = sorted({key for condition in item.when for key in condition.items})
    columns = [answers.of(key) for key in needed]
    known: dict[tuple[Value | None, ...], bool] = {}
    shown = []
    for person in asked:
        row = tuple([column.get(person) for column in columns])
        holds = known.get(row)
        if holds is None:
            given = {key: value for key, value in zip(needed, row, strict=True) if value is not None}
            holds = known[row] = all(condition.holds(given) for condition in item.when)
        if holds:
            shown.append(person)
    return shown


_Values = dict[str, dict[str, Value]]
_Codes = dict[str, dict[str, str]]


def _columns(answers: Iterable[Answer], keys: Mapping[str, str], multiple: Collection[str]) -> tuple[_Values, _Codes]:
    """Return item -> key -> answer, and the missing codes in the same way; ``keys`` maps the interviews wanted."""
    values: _Values = {}
    missing: _Codes = {}
    choices: dict[str, dict[str, set[str]]] = {}
    for answer in answers:
        key = keys.get(answer.interview)
        if key is None:
            continue
        item, choice = answer.item, answer.choice
        if choice is not None and item in multiple:
            choices.setdefault(item, {}).setdefault(key, set()).add(choice)
        elif answer.missing is not None:
            missing.setdefault(item, {})[key] = answer.missing
        elif (value := _value(answer) if choice is None else choice) is not None:
            column = values.get(item)
            if column is None:
                column = values[item] = {}
            column[key] = value
    for item, cells in choices.items():
        values[item] = {key: frozenset(found) for key, found in cells.items()}
    return values, missing


def _value(answer: Answer) -> Value | None:
    return answer.text if answer.number is None else answer.number


def _add_latest(
    table: dict[str, dict[str, T]], again: Mapping[str, Mapping[str, T]], owners: Mapping[str, str]
) -> None:
    """Add the answers of people with several interviews to ``table``; ``owners`` has these in time order."""
    for item, cells in again.items():
        column = table.setdefault(item, {})
        column.update((owners[interview], cells[interview]) for interview in owners if interview in cells)


def _repeated(interviews: Iterable[Interview]) -> dict[str, str]:
    """Return the interviews of people who have several, in the order they started, each as its own key."""
    found = tuple(interviews)
    times = Counter(one.participant for one in found)
    several = [one for one in found if times[one.participant] > 1]
    ordered = sorted(several, key=lambda one: (*one.started_at.sort_key(), one.id))
    return {one.id: one.id for one in ordered}


def _with_answers(tables: tuple[_Values, _Codes], keys: Mapping[str, str], leaving_out: Collection[str]) -> set[str]:
    """Return the interviews with an answer, or a missing code, to any item but those left out."""
    found = set().union(*(cells for table in tables for item, cells in table.items() if item not in leaving_out))
    return {interview for interview, key in keys.items() if key in found}


def _items_of(instruments: Iterable[Instrument]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the screening items and the multiple-choice items of any version."""
    items = [item for one in instruments for item in one.items]
    screening = frozenset(item.key for item in items if item.audience == "everyone")
    return screening, frozenset(item.key for item in items if item.type == "multiple")


def _first_form(instrument: Instrument | None) -> str:
    return next(iter(instrument.forms), "") if instrument else ""


def _forms(chosen: Collection[str], interviews: Iterable[Interview], first_form: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for interview in interviews:
        if interview.id in chosen:
            found.setdefault(interview.participant, set()).add(interview.form or first_form)
    return {person: frozenset(forms) for person, forms in found.items()}
