"""The questionnaire as it was written: scales, sections and items, with every twin and probe an item of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engage_eval.core.problem import Place
from engage_eval.model.condition import Condition
from engage_eval.model.texts import Texts

# The part of an item that answers under a suffix: importance twin, open question, probes, interviewer's note.
IMPORTANCE, WHY, PROBE, NOTE = "w", "why", "p", "note"
MISSING_CODES = (".skip", ".refused", ".na", ".notshown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """One technology characteristic; ``facet`` is its Task-Technology Fit facet."""

    key: str
    text: Texts
    facet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Named answers in order; ``values`` are the keys that are stored, ``agree`` those that count as agreement."""

    key: str
    values: tuple[str, ...]
    labels: tuple[Texts, ...]
    agree: frozenset[str] = frozenset()

    @property
    def numeric(self) -> bool:
        """Return whether the values are whole numbers, so that a mean makes sense."""
        return all(value.lstrip("-").isdecimal() for value in self.values)

    def label(self, value: str) -> Texts:
        """Return the label of a stored value."""
        return self.labels[self.values.index(value)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ineligible:
    """Who answers so is not eligible; ``reach`` marks a reason that means: not reached by the channel."""

    when: Condition
    reason: str
    reach: bool = False
    text: Texts = field(default_factory=Texts)
    action: Texts = field(default_factory=Texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What an answer (``.``) must satisfy, and the message if it doesn't."""

    holds: Condition
    text: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question that is answered under ``key``; a twin or probe names its item in ``base`` and its ``part``."""

    key: str
    section: str
    type: str  # single | multiple | scale | number | date | text
    text: Texts
    scale: str = ""
    required: bool = False
    forms: tuple[str, ...] = ()  # empty = all forms
    audience: str = "everyone"  # everyone | eligible | ineligible: the section's `for`
    when: tuple[Condition, ...] = ()  # the section's and the item's: all must hold
    constraint: Constraint | None = None
    measures: str = ""
    role: str = ""
    ineligible: tuple[Ineligible, ...] = ()
    note: Texts = field(default_factory=Texts)
    action: Texts = field(default_factory=Texts)
    tone: str = ""
    base: str = ""
    part: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the interview."""

    key: str
    text: Texts
    intro: Texts = field(default_factory=Texts)
    audience: str = "everyone"
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An instrument in one version; ``forms`` maps form -> minutes promised, the first is the default."""

    key: str
    version: str
    title: Texts
    forms: Mapping[str, int]
    characteristics: tuple[Characteristic, ...]
    scales: Mapping[str, Scale]
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    digest: str = ""  # SHA-256 of the parsed content
    place: Place = field(default_factory=Place, compare=False)

    @property
    def by_key(self) -> Mapping[str, Item]:
        """Return the items by their key."""
        return {item.key: item for item in self.items}

    def measuring(self) -> tuple[Item, ...]:
        """Return the performance items in the order of the characteristics."""
        found = {item.measures: item for item in self.items if item.measures}
        return tuple(found[c.key] for c in self.characteristics if c.key in found)

    def with_role(self, role: str) -> tuple[Item, ...]:
        """Return the items of a role (verdict, network_size, behaviour, relational, intention)."""
        return tuple(item for item in self.items if item.role == role)

    def reasons(self) -> Mapping[str, Ineligible]:
        """Return the reasons for which a person is not eligible."""
        return {rule.reason: rule for item in self.items for rule in item.ineligible}


def newest(instruments: Iterable[Instrument], key: str = "") -> Instrument | None:
    """Return the newest version of the instrument ``key``; without a key, of the first by key. None where none is.

    The order of ``instruments`` says nothing: what is the same in key and version goes by its content.
    """
    found = tuple(instruments)
    wanted = key or min((one.key for one in found), default="")
    versions = sorted((one for one in found if one.key == wanted), key=_age)
    return versions[-1] if versions else None


def by_version(instruments: Iterable[Instrument]) -> dict[tuple[str, str], Instrument]:
    """Return (key, version) -> instrument, whatever the order of ``instruments``."""
    return {(one.key, one.version): one for one in sorted(instruments, key=_age)}


def _age(one: Instrument) -> tuple[int, str, str]:
    """Sort v9 before v10."""
    number = one.version[1:]
    return int(number) if number.isdecimal() else 0, one.version, one.digest
