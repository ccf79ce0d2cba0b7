"""Answers as analysis reads them: one a person and item, the latest that isn't missing, by the version it was asked in.

Made for studies of any size: a million answers take well under a second.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from engage_eval.model.condition import Value
from engage_eval.model.instrument import Instrument, Item, by_version
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.shown import conditions_hold, form_of, interview_order, is_for, is_in_form, plain_value
from engage_eval.model.snapshot import Snapshot

# Why there is no answer though no missing code was entered.
UNANSWERED, OTHER_VERSION = "unanswered", "other_version"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """What people answered in one version of an instrument.

    Item -> person -> answer, and item -> person -> skip, refused or na. ``forms`` has the interview forms of everyone
    who has content in the Snapshot, ``any_forms`` also of those who have screening answers alone.
    """

    instrument: Instrument
    items: Mapping[str, Item]
    values: Mapping[str, Mapping[str, Value]]
    missing: Mapping[str, Mapping[str, str]]
    forms: Mapping[str, frozenset[str]]
    any_forms: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers to the items of ``instrument``, the version that the report is of.

    An item is a key there. Answers from another version count under it if its type and the values of its scale are
    the same; else they are missing as ``other_version``. ``missing`` has item -> person -> reason where there is no
    answer, but for unanswered items. ``parts`` has every version as it was asked, each person's in the order held, and
    ``own`` those of the report's instrument; ``people`` are those with content in these. ``complete`` are the people
    with a complete interview whose content is in the Snapshot.
    """

    instrument: Instrument | None
    values: Mapping[str, Mapping[str, Value]]
    missing: Mapping[str, Mapping[str, str]]
    people: frozenset[str]
    parts: tuple[Part, ...]
    own: tuple[Part, ...]
    complete: frozenset[str]

    def of(self, item: str) -> Mapping[str, Value]:
        """Return person -> answer to ``item``."""
        return self.values.get(item, {})


def latest(snapshot: Snapshot) -> Answers:
    """Return everyone's latest non-missing answers: of several interviews the one that started last."""
    known = by_version(snapshot.instruments)
    groups = {key: group for key, group in _groups(snapshot.interviews).items() if key[1] in known}
    rows = _rows(snapshot.answers, groups)
    parts, complete = [], set[str]()
    for key, interviews in groups.items():
        part, finished = _part(known[key[1]], interviews, rows[key], snapshot.held_interviews)
        parts.append(part)
        complete |= finished
    instrument = snapshot.instrument()
    own = tuple(part for part in parts if instrument and part.instrument.key == instrument.key)
    values, missing = _merged(instrument, own)
    return Answers(
        instrument=instrument,
        values=values,
        missing={
            item: {person: code for person, code in cells.items() if person not in values.get(item, {})}
            for item, cells in missing.items()
        },
        people=frozenset(person for part in own for person in part.forms),
        parts=tuple(parts),
        own=own,
        complete=frozenset(complete),
    )


def same_question(item: Item, instrument: Instrument, version: Instrument) -> Item | None:
    """Return what asks the same in another ``version`` as ``item`` of ``instrument``: key, type and scale values."""
    found = version.by_key.get(item.key)
    if found is None or version is instrument:
        return found
    same = found.type == item.type and _scale_values(found, version) == _scale_values(item, instrument)
    return found if same else None


def _scale_values(item: Item, instrument: Instrument) -> tuple[str, ...]:
    """Return the values that may answer ``item``; none where it has no scale."""
    return instrument.scales[item.scale].values if item.scale in instrument.scales else ()


def unanswered(
    answers: Answers, item: Item, people: Iterable[str], ineligible: Collection[str] = frozenset()
) -> tuple[str, ...]:
    """Return those of ``people`` who were to answer ``item`` and have no row for it.

    Whether they were to answer is judged by the version of their interview: form, condition, and whether it is for
    the eligible or the ``ineligible``. Where that version has no such item, they were not asked.
    """
    done, coded = answers.of(item.key), answers.missing.get(item.key, {})
    waiting = [person for person in people if person not in done and person not in coded]
    shown: set[str] = set()
    for part in answers.own:
        if item.key in part.items:
            shown.update(_shown_to(part, part.items[item.key], waiting, ineligible))
    return tuple(person for person in waiting if person in shown)


def _shown_to(part: Part, item: Item, people: Iterable[str], ineligible: Collection[str]) -> list[str]:
    """Return those of ``people`` to whom ``item`` was shown: it is for them, their form has it, all conditions hold."""
    forms = part.any_forms if item.audience == "everyone" else part.forms
    asked = [
        one
        for one in people
        if one in forms
        and any(is_in_form(item, form) for form in forms[one])
        and is_for(item, ineligible=one in ineligible)
    ]
    if not item.when:
        return asked
    needed = sorted({key for condition in item.when for key in condition.items})
    columns = [part.values.get(key, {}) for key in needed]
    known: dict[tuple[Value | None, ...], bool] = {}
    shown = []
    for person in asked:
        row = tuple([column.get(person) for column in columns])
        holds = known.get(row)
        if holds is None:
            given = {key: value for key, value in zip(needed, row, strict=True) if value is not None}
            holds = known[row] = conditions_hold(item, given)
        if holds:
            shown.append(person)
    return shown


_Values = dict[str, dict[str, Value]]
_Codes = dict[str, dict[str, str]]
# How often a person's interviews changed the version before, and the version.
_Group = tuple[int, tuple[str, str]]


def _groups(interviews: Iterable[Interview]) -> dict[_Group, list[Interview]]:
    """Return the interviews by version, in the order held.

    Who was interviewed in several versions has each run of interviews in one version in a later group.
    """
    by_person: dict[str, list[Interview]] = {}
    for interview in interviews:
        by_person.setdefault(interview.participant, []).append(interview)
    found: dict[_Group, list[Interview]] = {}
    for own in by_person.values():
        run, before = -1, None
        for one in sorted(own, key=interview_order) if len(own) > 1 else own:
            version = (one.instrument, one.version)
            run += version != before
            before = version
            found.setdefault((run, version), []).append(one)
    return dict(sorted(found.items()))


def _rows(
    answers: Sequence[Answer], groups: Mapping[_Group, Collection[Interview]]
) -> Mapping[_Group, Sequence[Answer]]:
    """Return each group's answers; of other interviews there may be some among them where there is one group."""
    if len(groups) == 1:
        return dict.fromkeys(groups, answers)
    found: dict[_Group, list[Answer]] = {key: [] for key in groups}
    add = {one.id: found[key].append for key, interviews in groups.items() for one in interviews}
    for answer in answers:
        if answer.interview in add:
            add[answer.interview](answer)
    return found


def _part(
    instrument: Instrument, interviews: Sequence[Interview], answers: Iterable[Answer], held: Collection[str]
) -> tuple[Part, set[str]]:
    """Return what ``interviews`` in one version say, and who has a complete one among them with content."""
    owners = {one.id: one.participant for one in interviews}
    times = Counter(owners.values())
    repeated = {interview: interview for interview, person in owners.items() if times[person] > 1}
    single = {interview: person for interview, person in owners.items() if interview not in repeated}
    items = instrument.by_key
    multiple = frozenset(key for key, item in items.items() if item.type == "multiple")
    values, missing = tables = _columns(answers, single, multiple)
    answered = _with_answers(tables, single)
    if repeated:
        again = _columns(answers, repeated, multiple)
        answered |= _with_answers(again, repeated)
        in_order = {interview: owners[interview] for interview in repeated}
        _add_latest(values, again[0], in_order)
        _add_latest(missing, again[1], in_order)
    spoken = [one for one in interviews if one.id in answered]
    content = [one for one in spoken if one.id not in held]
    forms = _forms(content, instrument)
    part = Part(
        instrument=instrument,
        items=items,
        values=values,
        missing=missing,
        forms=forms,
        any_forms=forms if len(content) == len(spoken) else _forms(spoken, instrument),
    )
    return part, {one.participant for one in content if one.end == "complete"}


def _merged(
    instrument: Instrument | None, own: Sequence[Part]
) -> tuple[Mapping[str, Mapping[str, Value]], Mapping[str, Mapping[str, str]]]:
    """Return the answers to the items of ``instrument`` over all its versions, and the missing codes, latest last."""
    if instrument is None:
        return {}, {}
    if len(own) == 1 and own[0].instrument is instrument:
        return own[0].values, own[0].missing
    values: _Values = {item.key: {} for item in instrument.items}
    missing: _Codes = {item.key: {} for item in instrument.items}
    for item in instrument.items:
        for part in own:
            given = part.values.get(item.key, {})
            missing[item.key].update(part.missing.get(item.key, {}))
            if same_question(item, instrument, part.instrument):
                values[item.key].update(given)
            else:
                missing[item.key].update(dict.fromkeys(given, OTHER_VERSION))
    return values, missing


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
        elif (value := plain_value(answer) if choice is None else choice) is not None:
            column = values.get(item)
            if column is None:
                column = values[item] = {}
            column[key] = value
    for item, cells in choices.items():
        values[item] = {key: frozenset(found) for key, found in cells.items()}
    return values, missing


def _add_latest(
    table: dict[str, dict[str, T]], again: Mapping[str, Mapping[str, T]], owners: Mapping[str, str]
) -> None:
    """Add the answers of people with several interviews to ``table``; ``owners`` has these in time order."""
    for item, cells in again.items():
        column = table.setdefault(item, {})
        column.update((owners[interview], cells[interview]) for interview in owners if interview in cells)


def _with_answers(tables: tuple[_Values, _Codes], keys: Mapping[str, str]) -> set[str]:
    """Return the interviews with an answer, or a missing code, to any item."""
    found = set().union(*(cells for table in tables for cells in table.values()))
    return {interview for interview, key in keys.items() if key in found}


def _forms(interviews: Iterable[Interview], instrument: Instrument) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in interviews:
        found.setdefault(one.participant, set()).add(form_of(one, instrument))
    return {person: frozenset(forms) for person, forms in found.items()}
