"""Conditions in words, for people who follow them with a pencil: "the answer to question 12 is “No”"."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.model.condition import Condition
from engage_eval.model.condition_tree import (
    OWN,
    And,
    Answered,
    Compare,
    Has,
    Leaf,
    Name,
    Not,
    Or,
    Tree,
    names,
    number_written,
)
from engage_eval.model.instrument import Instrument, Item
from engage_eval.report.dates import day

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


def settled(tree: Tree, asked: Collection[str]) -> Tree | bool:
    """Return what is left of a condition where only the items ``asked`` are in the form; the others have no answer.

    True or False where nothing is left to look at.

    >>> from engage_eval.model.condition import parse
    >>> settled(parse("a = 'x' or b > 1").tree, {"a"})
    Compare(left=Name(key='a'), operator='=', right='x')
    """
    match tree:
        case Not(inner):
            found = settled(inner, asked)
            return not found if isinstance(found, bool) else Not(found)
        case And(parts) | Or(parts):
            decides = isinstance(tree, Or)
            rest = [settled(part, asked) for part in parts]
            if decides in [one for one in rest if isinstance(one, bool)]:
                return decides
            open_ones = tuple(one for one in rest if not isinstance(one, bool))
            if not open_ones:
                return not decides
            return open_ones[0] if len(open_ones) == 1 else replace(tree, parts=open_ones)
        case Compare() | Answered() | Has():
            if all(name.key == OWN or name.key in asked for name in names(tree)):
                return tree
            left = isinstance(tree, Compare) and tree.left.key not in asked
            return left and isinstance(tree, Compare) and tree.right == "" and tree.operator == "="


@dataclass(frozen=True, slots=True)
class Wording:
    """Says conditions in the language of ``speech``; ``numbers`` maps an item to its number on paper."""

    instrument: Instrument
    numbers: Mapping[str, str]
    speech: Messages
    own: Item | None = None  # the item that `.` means, in a constraint

    def of(self, tree: Tree) -> str:
        """Return the condition as part of a sentence, without a full stop."""
        return self._said(tree, holds=True)

    def _said(self, tree: Tree, *, holds: bool) -> str:
        match tree:
            case Not(inner):
                return self._said(inner, holds=not holds)
            case And(parts) | Or(parts):
                return self._joined(parts, either=isinstance(tree, Or) == holds, holds=holds)
            case Compare() | Answered() | Has():
                return self._leaf(tree, holds=holds)

    def _joined(self, parts: Sequence[Tree], *, either: bool, holds: bool) -> str:
        """Join parts by "or" or "and"; equal questions about one item are asked once: is “a” or “b”."""
        pieces: list[str] = []
        for key, group in groupby(parts, self._same_question if either and holds else id):
            together = tuple(group)
            leaf = together[0]
            if isinstance(key, tuple) and isinstance(leaf, Compare | Has):
                pieces.append(self._one_of(leaf, [one for one in together if isinstance(one, Compare | Has)]))
            else:
                piece = self._said(leaf, holds=holds)
                pieces.append(f"({piece})" if _is_compound(leaf) else piece)
        return self._either(pieces) if either else self._all(pieces)

    def _same_question(self, tree: Tree) -> object:
        """Return what may be said of several values at once: has(item, ...) or item = ...; else the part itself."""
        if isinstance(tree, Has):
            return ("has", tree.name.key)
        if isinstance(tree, Compare) and tree.operator == "=" and isinstance(tree.right, str) and tree.right:
            return ("=", tree.left.key)
        return id(tree)

    def _one_of(self, first: Compare | Has, together: Sequence[Compare | Has]) -> str:
        if isinstance(first, Has):
            values = [self._value(one.name, one.choice) for one in together if isinstance(one, Has)]
            among = self._either(values)
            return self._say(N_("{values} is among {answers}"), values=among, answers=self._many(first.name))
        values = [self._value(one.left, one.right) for one in together if isinstance(one, Compare)]
        return self._say(N_("{answer} is {values}"), answer=self._answer(first.left), values=self._either(values))

    def _leaf(self, leaf: Leaf, *, holds: bool) -> str:
        if isinstance(leaf, Answered):
            return self._given(leaf.name, given=holds)
        if isinstance(leaf, Has):
            values, answers = self._value(leaf.name, leaf.choice), self._many(leaf.name)
            if holds:
                return self._say(N_("{values} is among {answers}"), values=values, answers=answers)
            return self._say(N_("{values} is not among {answers}"), values=values, answers=answers)
        if leaf.right == "" and leaf.operator in ("=", "!="):
            return self._given(leaf.left, given=(leaf.operator == "!=") == holds)
        return self._compared(leaf, holds=holds)

    def _given(self, name: Name, *, given: bool) -> str:
        if given:
            return self._say(N_("{answer} was given"), answer=self._answer(name))
        return self._say(N_("{answer} was not given"), answer=self._answer(name))

    def _compared(self, leaf: Compare, *, holds: bool) -> str:
        """Say a comparison; its opposite is also true without an answer, which is said in brackets."""
        chosen = self._chosen(leaf)
        if chosen is not None and not holds:
            scale = self.instrument.scales[self.instrument.by_key[leaf.left.key].scale]
            chosen = [value for value in scale.values if value not in chosen]
        if chosen:
            values = self._either([self._value(leaf.left, value) for value in chosen])
            said = self._say(N_("{answer} is {values}"), answer=self._answer(leaf.left), values=values)
        else:
            said = self._in_order(leaf, leaf.operator if holds else _OPPOSITE[leaf.operator])
        return said if holds else self._say(N_("{condition} (or was not given)"), condition=said)

    def _chosen(self, leaf: Compare) -> list[str] | None:
        """Return for which answers of a scale a comparison holds; None where the item has no scale."""
        item = self.instrument.by_key.get(leaf.left.key)
        if item is None or not item.scale or item.type == "multiple" or isinstance(leaf.right, Name):
            return None
        condition = Condition(source="", tree=leaf, items=frozenset({item.key}))
        return [one for one in self.instrument.scales[item.scale].values if condition.holds({item.key: one})]

    def _in_order(self, leaf: Compare, operator: str) -> str:
        item = self.own if leaf.left.key == OWN else self.instrument.by_key.get(leaf.left.key)
        is_date = item is not None and item.type == "date"
        params = {"answer": self._answer(leaf.left), "value": self._operand(leaf)}
        match operator:
            case "=":
                return self._say(N_("{answer} is {value}"), **params)
            case "!=":
                return self._say(N_("{answer} is something other than {value}"), **params)
            case "<":
                text = N_("{answer} is before {value}") if is_date else N_("{answer} is less than {value}")
            case "<=":
                text = N_("{answer} is {value} or before") if is_date else N_("{answer} is {value} or less")
            case ">":
                text = N_("{answer} is after {value}") if is_date else N_("{answer} is more than {value}")
            case _:
                text = N_("{answer} is {value} or after") if is_date else N_("{answer} is {value} or more")
        return self._say(text, **params)

    def _operand(self, leaf: Compare) -> str:
        if isinstance(leaf.right, Name):
            return self._answer(leaf.right)
        return self._value(leaf.left, leaf.right)

    def _value(self, name: Name, value: str | float | Name) -> str:
        """Return a value as it is printed: a choice's label or words in quotation marks, a date, a number."""
        if isinstance(value, Name):
            return self._answer(value)
        if isinstance(value, float):
            written = number_written(value)
            return written.replace(".", ",") if self.speech.language == "id" else written
        item = self.instrument.by_key.get(name.key)
        scale = self.instrument.scales.get(item.scale) if item else None
        if scale is not None and value in scale.values:
            return f"“{scale.label(value).get(self.speech.language)}”"
        if item is not None and item.type == "date":
            try:
                return day(date.fromisoformat(value), self.speech)
            except ValueError:
                pass
        return f"“{value}”"

    def _answer(self, name: Name) -> str:
        if name.key == OWN:
            return self._say(N_("the answer"))
        return self._say(N_("the answer to question {number}"), number=self.numbers.get(name.key, name.key))

    def _many(self, name: Name) -> str:
        return self._say(N_("the answers to question {number}"), number=self.numbers.get(name.key, name.key))

    def _either(self, pieces: Sequence[str]) -> str:
        *before, last = pieces
        return self._say(N_("{first} or {second}"), first=", ".join(before), second=last) if before else last

    def _all(self, pieces: Sequence[str]) -> str:
        *before, last = pieces
        return self._say(N_("{first} and {second}"), first=", ".join(before), second=last) if before else last

    def _say(self, message: str, **params: str) -> str:
        return self.speech.text(message, **params)


def _is_compound(tree: Tree) -> bool:
    while isinstance(tree, Not):
        tree = tree.inner
    return isinstance(tree, And | Or)
