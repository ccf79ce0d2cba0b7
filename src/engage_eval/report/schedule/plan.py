"""What stands on the schedule of one form: lettered parts, numbered questions, and where to go on."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from engage_eval.model.condition import Condition
from engage_eval.model.condition_tree import And, Tree
from engage_eval.model.instrument import IMPORTANCE, PROBE, WHY, Instrument, Item, Section
from engage_eval.model.shown import is_in_form
from engage_eval.report.schedule.conditions import settled

CONSENT = "consent"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to go on: a question by number, a part by letter, the consent, or the end of the interview."""

    kind: str  # question | part | consent | end
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with all that belongs to it; ``when`` is its own condition, ``otherwise`` where to go without it."""

    number: str
    item: Item
    importance: Item | None = None
    why: Item | None = None
    probes: tuple[Item, ...] = ()
    when: Tree | None = None
    otherwise: Target = field(default_factory=lambda: Target(kind="end"))

    @property
    def twins(self) -> Mapping[str, Item]:
        """Return what stands under the question by its number: importance, why and probes as 12a, 12b ..."""
        below = [one for one in (self.importance, self.why, *self.probes) if one is not None]
        return {f"{self.number}{_letter(place).lower()}": one for place, one in enumerate(below)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the instrument; ``when`` is the condition that all its questions share."""

    letter: str
    section: Section
    questions: tuple[Question, ...]
    when: Tree | None = None
    otherwise: Target = field(default_factory=lambda: Target(kind="end"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The schedule of one form; the consent stands before part number ``consent_at`` (0 = first)."""

    instrument: Instrument
    form: str
    parts: tuple[Part, ...]
    consent_at: int

    @property
    def numbers(self) -> Mapping[str, str]:
        """Return item -> its number on paper."""
        questions = [one for part in self.parts for one in part.questions]
        below = {twin.key: number for one in questions for number, twin in one.twins.items()}
        return {one.item.key: one.number for one in questions} | below

    @property
    def ineligible(self) -> Target:
        """Return where someone goes on who doesn't meet the criteria."""
        for place, part in enumerate(self.parts):
            if part.section.audience == "ineligible":
                if place >= self.consent_at > 0:
                    return Target(kind=CONSENT, name=part.letter)
                return Target(kind="part", name=part.letter)
        return Target(kind="end")


def make_plan(instrument: Instrument, form: str, *, screening_first: bool) -> Plan:
    """Return what the schedule of ``form`` holds; an item that this form can never show is left out.

    With ``screening_first`` the consent comes after the leading sections for everyone, where others follow; else before
    all.
    """
    asked = _asked(instrument, form)
    of_section = {one.key: tuple(item for item in asked if item.section == one.key) for one in instrument.sections}
    drafts = [_Draft(one, of_section[one.key]) for one in instrument.sections if of_section[one.key]]
    leading = 0
    while screening_first and leading < len(drafts) and drafts[leading].section.audience == "everyone":
        leading += 1
    if leading == len(drafts):
        leading = 0  # everything is for everyone: nothing marks where the screening ends
    return _Builder(instrument, form, drafts, leading, frozenset(_keys(instrument, form, asked))).plan()


@dataclass(frozen=True, slots=True)
class _Draft:
    """A section with the items of the form."""

    section: Section
    items: tuple[Item, ...]

    @property
    def shared(self) -> tuple[Condition, ...]:
        """Return the conditions that all items begin with: the section's own; none for a single item."""
        if len(self.items) == 1:
            return ()
        first = self.items[0].when
        same = 0
        while same < len(first) and all(one.when[: same + 1] == first[: same + 1] for one in self.items):
            same += 1
        return first[:same]


@dataclass(frozen=True, slots=True)
class _Builder:
    """Numbers the drafts and says where each condition leads."""

    instrument: Instrument
    form: str
    drafts: Sequence[_Draft]
    leading: int
    asked: AbstractSet[str]

    def plan(self) -> Plan:
        parts = tuple(self._part(place) for place in range(len(self.drafts)))
        return Plan(instrument=self.instrument, form=self.form, parts=parts, consent_at=self.leading)

    def _part(self, place: int) -> Part:
        draft = self.drafts[place]
        before = sum(len(one.items) for one in self.drafts[:place])
        return Part(
            letter=_letter(place),
            section=draft.section,
            when=self._left(draft.shared),
            otherwise=self._after(place),
            questions=tuple(self._question(place, at, before) for at in range(len(draft.items))),
        )

    def _question(self, place: int, at: int, before: int) -> Question:
        draft = self.drafts[place]
        item, shared = draft.items[at], len(draft.shared)
        twins = [one for one in self.instrument.items if one.base == item.key and is_in_form(one, self.form)]
        own = item.when[shared:]
        later = [j for j in range(at + 1, len(draft.items)) if draft.items[j].when[shared:] != own]
        return Question(
            number=str(before + at + 1),
            item=item,
            importance=next((one for one in twins if one.part == IMPORTANCE), None),
            why=next((one for one in twins if one.part == WHY), None),
            probes=tuple(one for one in twins if one.part == PROBE),
            when=self._left(own),
            otherwise=Target(kind="question", name=str(before + later[0] + 1)) if later else self._after(place),
        )

    def _left(self, conditions: Sequence[Condition]) -> Tree | None:
        return _left(conditions, self.asked)

    def _after(self, place: int) -> Target:
        """Return the next part that the same people are asked; the consent, where it stands between."""
        other = {"eligible": "ineligible", "ineligible": "eligible"}.get(self.drafts[place].section.audience, "")
        if place < self.leading <= place + 1:
            return Target(kind=CONSENT)
        following = range(place + 1, len(self.drafts))
        found = next((j for j in following if self.drafts[j].section.audience != other), None)
        return Target(kind="end") if found is None else Target(kind="part", name=_letter(found))


def _asked(instrument: Instrument, form: str) -> list[Item]:
    """Return the questions that the form can show, twins and notes apart."""
    found: list[Item] = []
    keys: set[str] = set()
    for item in instrument.items:
        if item.base or not is_in_form(item, form):
            continue
        if any(settled(one.tree, keys) is False for one in item.when):
            continue
        found.append(item)
        keys.update(_keys(instrument, form, [item]))
    return found


def _keys(instrument: Instrument, form: str, items: Sequence[Item]) -> list[str]:
    """Return the keys of questions and of what stands under them in the form."""
    bases = {item.key for item in items}
    below = [one.key for one in instrument.items if one.base in bases and is_in_form(one, form)]
    return [*bases, *below]


def _left(conditions: Sequence[Condition], asked: AbstractSet[str]) -> Tree | None:
    trees = [one for one in (settled(condition.tree, asked) for condition in conditions) if not isinstance(one, bool)]
    if not trees:
        return None
    return trees[0] if len(trees) == 1 else And(tuple(trees))


def _letter(place: int) -> str:
    """Return A, B ... Z, then A2, B2 ..."""
    turn, at = divmod(place, len(_LETTERS))
    return _LETTERS[at] + (str(turn + 1) if turn else "")
