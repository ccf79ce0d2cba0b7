"""Ratings: how well each characteristic performs (P) and how important it is (W), by person, on one scale."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engage_eval.analysis.answers import Answers
from engage_eval.model.condition import Value
from engage_eval.model.instrument import IMPORTANCE, Instrument, Item, Scale
from engage_eval.model.texts import Texts

LOW, HIGH = 1.0, 5.0  # the points on which means are reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with the numbers of its scale; ``turned`` where the low end means agreement."""

    item: str
    low: float
    high: float
    turned: bool = False

    def share(self, value: Value | float | None) -> float | None:
        """Return where an answer lies on the scale, from 0 to 1: on 1..n it is (value - 1)/(n - 1)."""
        if value is None or isinstance(value, frozenset):
            return None
        share = (float(value) - self.low) / (self.high - self.low)
        return 1 - share if self.turned else share


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A characteristic: what asks for its performance, and for its importance (None where nothing does)."""

    key: str
    text: Texts
    facet: str
    performance: Asked
    importance: Asked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """Shares of the scale from 0 to 1, a row a person and a column a characteristic; None where there is no answer.

    ``people`` are eligible people with content in the Snapshot, sorted. ``left_out`` are characteristics whose answers
    are no numbers. ``five`` says whether every scale has the points 1 to 5.
    """

    characteristics: tuple[Rated, ...]
    people: tuple[str, ...]
    performance: tuple[tuple[float | None, ...], ...]
    importance: tuple[tuple[float | None, ...], ...]
    left_out: tuple[str, ...]

    @property
    def five(self) -> bool:
        """Return whether every scale has the points 1 to 5, so that a mean is a mean of answers as they were given."""
        scales = [one for rated in self.characteristics for one in (rated.performance, rated.importance) if one]
        return all((one.low, one.high, one.turned) == (LOW, HIGH, False) for one in scales)


def ratings(answers: Answers, eligible: Collection[str]) -> Ratings:
    """Return the latest ratings of the ``eligible``.

    A scale of any length becomes 0 to 1, and is turned round where its low end is what counts as agreement.
    """
    people = tuple(sorted(answers.people.intersection(eligible)))
    if answers.instrument is None:
        return Ratings(characteristics=(), people=people, performance=(), importance=(), left_out=())
    found = tuple(_rated(answers.instrument))
    known = {one.key for one in found}
    measured = [item.measures for item in answers.instrument.measuring()]
    return Ratings(
        characteristics=found,
        people=people,
        performance=_rows(answers, [one.performance for one in found], people),
        importance=_rows(answers, [one.importance for one in found], people),
        left_out=tuple(key for key in measured if key not in known),
    )


def point(share: float) -> float:
    """Return a share of the scale as a point from 1 to 5.

    >>> point(0.75)
    4.0
    """
    return LOW + (HIGH - LOW) * share


def _rated(instrument: Instrument) -> Iterator[Rated]:
    known = {one.key: one for one in instrument.characteristics}
    twins = {item.base: item for item in instrument.items if item.part == IMPORTANCE}
    for item in instrument.measuring():
        performance = _asked(instrument, item)
        if performance is not None:
            one, twin = known[item.measures], twins.get(item.key)
            yield Rated(
                key=one.key,
                text=one.text,
                facet=one.facet,
                performance=performance,
                importance=_asked(instrument, twin) if twin else None,
            )


def _asked(instrument: Instrument, item: Item) -> Asked | None:
    """Return how an item's answers become numbers; None where they are none."""
    scale = instrument.scales.get(item.scale)
    if item.type != "scale" or scale is None or not scale.numeric:
        return None
    numbers = [float(value) for value in scale.values]
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    return Asked(item=item.key, low=low, high=high, turned=_is_turned(scale)) if low < high else None


def _is_turned(scale: Scale) -> bool:
    """Return whether the lowest number counts as agreement and the highest doesn't."""
    ordered = sorted(scale.values, key=int)
    return ordered[0] in scale.agree and ordered[-1] not in scale.agree


def _rows(
    answers: Answers, asked: Collection[Asked | None], people: Collection[str]
) -> tuple[tuple[float | None, ...], ...]:
    columns: list[tuple[Asked | None, Mapping[str, Value]]] = [
        (one, answers.of(one.item) if one else {}) for one in asked
    ]
    return tuple(tuple(one.share(column.get(person)) if one else None for one, column in columns) for person in people)
