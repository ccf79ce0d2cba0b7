"""Answers as one table for other programs: a row a person, a column a question, every code with its label.

Only what the consent gate lets through. Scales whose answers are words get numbers, 1 for the first, so that SPSS,
Stata, R and SmartPLS can count with them; why an answer is missing stays beside it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from engage_eval.analysis.answers import OTHER_VERSION, Answers, latest, unanswered
from engage_eval.analysis.dispositions import Dispositions, dispositions
from engage_eval.analysis.states import STATES
from engage_eval.analysis.variable_names import Names
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import messages
from engage_eval.model.condition import Value
from engage_eval.model.instrument import Instrument, Item, Scale
from engage_eval.model.snapshot import Person, Snapshot

NOT_SHOWN = "notshown"
# Why an answer is missing, in the order of the codes that stand for it.
GAPS: Mapping[str, str] = {
    "skip": N_("skipped"),
    "refused": N_("refused to answer"),
    "na": N_("does not apply"),
    NOT_SHOWN: N_("not asked"),
    OTHER_VERSION: N_("asked in another version"),
}
_YES_NO = (N_("not chosen"), N_("chosen"))
_QUOTATION: Mapping[str, str] = {
    "verbatim": N_("may be quoted word for word"),
    "paraphrase": N_("may be paraphrased"),
    "none": N_("may not be quoted"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing answer and why: a key of ``GAPS``."""

    reason: str


Cell: TypeAlias = str | float | date | Gap | None


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a variable: the number that stands in the table, the key that the study stores, its label."""

    code: float
    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One column: ``kind`` is number, text or date; ``measure`` nominal, ordinal or scale; ``gaps`` reason -> code."""

    name: str
    label: str
    kind: str
    measure: str = "nominal"
    levels: tuple[Level, ...] = ()
    gaps: Mapping[str, int] = field(default_factory=dict)
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTable:
    """The table: a row a person in the order of ``variables``; ``reasons`` names the gaps.

    ``held`` counts people whose content the gate keeps out, ``screened`` those who gave screening answers alone and
    are no row for that, ``texts`` the questions in free words that were left out.
    """

    variables: tuple[Variable, ...]
    rows: tuple[tuple[Cell, ...], ...]
    reasons: Mapping[str, str]
    held: int
    screened: int
    texts: int


@dataclass(frozen=True, slots=True)
class _Column:
    variable: Variable
    cell: Callable[[str], Cell]


def response_table(
    snapshot: Snapshot, language: str, states: Mapping[str, str], *, with_text: bool = False
) -> ResponseTable:
    """Return the answers of everyone whose content is in ``snapshot``, with labels in ``language``.

    ``states`` names the final states in that language. Of several interviews of a person each question has the latest
    answer, as in every analysis. Questions in free words stay out unless ``with_text``: they identify people.
    """
    answers = latest(snapshot)
    found = dispositions(snapshot, answers)
    people = {one.id: one for one in snapshot.people if one.id in answers.people}
    order = sorted(people)
    names = Names()
    columns = list(_about(people, found, states, names, language))
    if with_text:
        columns.append(_quotation(people, names, language))
    items = answers.instrument.items if answers.instrument else ()
    out = frozenset(found.who("screened_out"))
    for item in items:
        if answers.instrument and (item.type != "text" or with_text):
            given = _Given(answers, item, order, out)
            columns += _of_item(answers.instrument, given, names, language)
    everyone = {person for part in answers.own for person in part.any_forms}
    return ResponseTable(
        variables=tuple(one.variable for one in columns),
        rows=tuple(tuple(one.cell(person) for one in columns) for person in order),
        reasons={reason: messages(language).text(label) for reason, label in GAPS.items()},
        held=sum(count for _, count in snapshot.held_back),
        screened=len(everyone - set(order)),
        texts=0 if with_text else sum(item.type == "text" for item in items),
    )


def dictionary_rows(table: ResponseTable, gap: Callable[[str, int], str]) -> Iterator[tuple[str, ...]]:
    """Yield a head and a row a column of the table: what it is, its values, how a missing answer is written.

    ``gap`` returns how the file at hand writes a reason that has a code; empty where it leaves the cell empty.
    """
    yield ("variable", "item", "label", "type", "measure", "values", "missing")
    for one in table.variables:
        values = "; ".join(
            f"{level.code:g} = {level.label}" + (f" [{level.key}]" if level.key not in ("", f"{level.code:g}") else "")
            for level in one.levels
        )
        written = [(reason, gap(reason, code)) for reason, code in one.gaps.items()]
        gaps = "; ".join(f"{table.reasons[reason]} = {code}" for reason, code in written if code)
        yield (one.name, one.item, one.label, one.kind, one.measure, values, gaps)


class _Given:
    """What people answered to one item, missing answers with their reason."""

    def __init__(self, answers: Answers, item: Item, people: Sequence[str], ineligible: Collection[str]) -> None:
        self.item = item
        self.people = people
        self._values = answers.of(item.key)
        self._missing = answers.missing.get(item.key, {})
        self._unanswered = frozenset(unanswered(answers, item, people, ineligible))

    def value(self, person: str) -> Value | Gap | None:
        """Return the answer; None where there should be one and none was entered."""
        if person in self._values:
            return self._values[person]
        if person in self._missing:
            return Gap(self._missing[person])
        return None if person in self._unanswered else Gap(NOT_SHOWN)

    def lowest(self) -> float:
        """Return the lowest number that anyone gave, 0 where nobody gave one."""
        numbers = [one for person in self.people if isinstance(one := self._values.get(person), int | float)]
        return min(numbers, default=0)


def _gap_codes(lowest: float = 0) -> Mapping[str, int]:
    """Return numbers for missing answers that lie below every answer: -91 and on, or lower where these are taken.

    >>> _gap_codes()["skip"], _gap_codes(-95)["skip"]
    (-91, -991)
    """
    start = 90
    while lowest <= -start:
        start = start * 10 + 90
    return {reason: -(start + place) for place, reason in enumerate(GAPS, 1)}


def _about(
    people: Mapping[str, Person], found: Dispositions, states: Mapping[str, str], names: Names, language: str
) -> Iterator[_Column]:
    """Yield what is known of a person beside the answers; never the facility, which few people share."""
    say = messages(language).text
    texts: tuple[tuple[str, str, Callable[[Person], str]], ...] = (
        ("participant", N_("pseudonym"), lambda one: one.id),
        ("facility_kind", N_("kind of facility"), lambda one: one.facility_kind),
        ("role", N_("role at the facility"), lambda one: one.role),
    )
    for name, label, read in texts:
        variable = Variable(name=names.take(name), label=say(label), kind="text")
        yield _Column(variable, lambda person, read=read: read(people[person]) or None)  # type: ignore[misc]
    own = dict(found.states)
    levels = tuple(Level(float(n), state, states[state]) for n, state in enumerate(STATES, 1))
    codes = {level.key: level.code for level in levels}
    variable = Variable(name=names.take("state"), label=say(N_("final state")), kind="number", levels=levels)
    yield _Column(variable, lambda person: codes.get(own.get(person, "")))


def _quotation(people: Mapping[str, Person], names: Names, language: str) -> _Column:
    """Return whether a person's words may be quoted: it goes with the words wherever they go."""
    say = messages(language).text
    levels = tuple(Level(float(n), key, say(label)) for n, (key, label) in enumerate(_QUOTATION.items(), 1))
    codes = {level.key: level.code for level in levels}
    label = say(N_("whether this person's words may be quoted"))
    variable = Variable(name=names.take("quotation"), label=label, kind="number", levels=levels)
    return _Column(variable, lambda person: codes.get(people[person].quotation))


def _of_item(instrument: Instrument, given: _Given, names: Names, language: str) -> Iterator[_Column]:
    item, label = given.item, given.item.text.get(language)
    scale = instrument.scales.get(item.scale)
    if item.type == "multiple" and scale is not None:
        yield from _choices(given, scale, names, language)
    elif scale is not None:
        levels = _levels(scale, language)
        variable = Variable(
            name=names.take(item.key),
            label=label,
            kind="number",
            measure="ordinal" if scale.numeric else "nominal",
            levels=levels,
            gaps=_gap_codes(min((level.code for level in levels), default=0)),
            item=item.key,
        )
        codes: Mapping[Value, float] = {level.key: level.code for level in levels}
        yield _Column(variable, lambda person: _coded(given.value(person), codes))
    elif item.type == "number":
        gaps = _gap_codes(given.lowest())
        variable = Variable(
            name=names.take(item.key), label=label, kind="number", measure="scale", gaps=gaps, item=item.key
        )
        yield _Column(variable, lambda person: _plain(given.value(person)))
    else:
        kind, measure = ("date", "scale") if item.type == "date" else ("text", "nominal")
        variable = Variable(name=names.take(item.key), label=label, kind=kind, measure=measure, item=item.key)
        read = _day if kind == "date" else _plain
        yield _Column(variable, lambda person: _without_gap(read(given.value(person))))


def _choices(given: _Given, scale: Scale, names: Names, language: str) -> Iterator[_Column]:
    """Yield a column a choice: 1 chosen, 0 not."""
    say = messages(language).text
    levels = tuple(Level(float(code), "", say(label)) for code, label in enumerate(_YES_NO))
    for value, label in zip(scale.values, scale.labels, strict=True):
        variable = Variable(
            name=names.take(f"{given.item.key}_{value}"),
            label=f"{label.get(language)}: {given.item.text.get(language)}",
            kind="number",
            levels=levels,
            gaps=_gap_codes(),
            item=given.item.key,
        )
        yield _Column(variable, lambda person, value=value: _chosen(given.value(person), value))  # type: ignore[misc]


def _levels(scale: Scale, language: str) -> tuple[Level, ...]:
    pairs = zip(scale.values, scale.labels, strict=True)
    return tuple(
        Level(float(value) if scale.numeric else float(place), value, label.get(language))
        for place, (value, label) in enumerate(pairs, 1)
    )


def _coded(value: Value | Gap | None, codes: Mapping[Value, float]) -> Cell:
    return value if isinstance(value, Gap) or value is None else codes.get(value)


def _chosen(value: Value | Gap | None, choice: str) -> Cell:
    if isinstance(value, frozenset):
        return float(choice in value)
    return value if isinstance(value, Gap) else None


def _plain(value: Value | Gap | None) -> Cell:
    if isinstance(value, int | float):
        return float(value)
    return value if isinstance(value, str | Gap) else None


def _day(value: Value | Gap | None) -> Cell:
    if not isinstance(value, str):
        return value if isinstance(value, Gap) else None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _without_gap(cell: Cell) -> Cell:
    """Return the cell; dates and texts have no number that could say why they are missing."""
    return None if isinstance(cell, Gap) else cell
