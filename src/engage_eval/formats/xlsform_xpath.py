"""Our conditions as the expressions of an XLSForm, which mean the same on every answer.

A question without an answer is empty text there; an answer that is missing for a reason begins with a dot in a select
and stands in the companion elsewhere. Whatever holds for neither in our conditions must hold for neither there.
"""

import re
from collections.abc import Mapping

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
    number_written,
    written,
)
from engage_eval.model.instrument import Item, Scale

_NUMERIC = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DATE_PREFIX = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_NEVER = "false()"
_DIGITS = 8  # of a date as one number, 20260131


class UntoldError(ValueError):
    """A condition, or a part of it, that no expression of an XLSForm can say."""

    def __init__(self, leaf: Leaf) -> None:
        """Keep the part as it is written."""
        super().__init__(written(leaf))
        self.part = written(leaf)


class Expressions:
    """Writes conditions of one instrument as expressions."""

    def __init__(self, items: Mapping[str, Item], scales: Mapping[str, Scale]) -> None:
        """Keep what conditions ask about: items by key, scales by key."""
        self._items = items
        self._scales = scales

    def of(self, condition: Condition, own: Item | None = None) -> str:
        """Return the expression of a condition; ``own`` is the item that ``.`` stands for in a constraint.

        Raises UntoldError where there is none: an order of words, or words compared with a date.
        """
        return _Writer(self._items, self._scales, own).tree(condition.tree)


class _Writer:
    def __init__(self, items: Mapping[str, Item], scales: Mapping[str, Scale], own: Item | None) -> None:
        self._items = items
        self._scales = scales
        self._own = own

    def tree(self, tree: Tree) -> str:
        match tree:
            case Not(inner):
                return f"not({self.tree(inner)})"
            case And(parts):
                return " and ".join(self._part(part) for part in parts)
            case Or(parts):
                return " or ".join(self._part(part) for part in parts)
            case Answered(name):
                return self._answered(name)
            case Has(name, choice):
                return self._has(name, choice)
            case Compare():
                return self._compare(tree)

    def _part(self, tree: Tree) -> str:
        return f"({self.tree(tree)})" if isinstance(tree, And | Or) else self.tree(tree)

    # --- what a name is

    def _ref(self, name: Name) -> str:
        return OWN if name.key == OWN else f"${{{name.key}}}"

    def _item(self, name: Name) -> Item:
        return self._own if name.key == OWN and self._own else self._items[name.key]

    def _kind(self, name: Name) -> str:
        """Return choice, multiple, number, date or text."""
        kind = self._item(name).type
        return "choice" if kind in ("single", "scale") else kind

    def _values(self, name: Name) -> tuple[str, ...]:
        scale = self._scales.get(self._item(name).scale)
        return scale.values if scale else ()

    def _is_numeric(self, name: Name) -> bool:
        """Return whether every answer is a number."""
        kind = self._kind(name)
        return kind == "number" or (kind == "choice" and all(map(_NUMERIC.fullmatch, self._values(name))))

    def _as_text(self, name: Name) -> str:
        ref = self._ref(name)
        return f"format-date({ref}, '%Y-%m-%d')" if self._kind(name) == "date" else ref

    # --- whether there is an answer

    def _answered(self, name: Name) -> str:
        ref = self._ref(name)
        if self._kind(name) in ("choice", "multiple"):
            return f"({ref} != '' and not(starts-with({ref}, '.')))"
        return f"{ref} != ''"

    def _unanswered(self, name: Name) -> str:
        ref = self._ref(name)
        if self._kind(name) in ("choice", "multiple"):
            return f"({ref} = '' or starts-with({ref}, '.'))"
        return f"{ref} = ''"

    def _and_answered(self, name: Name, test: str) -> str:
        if test == _NEVER:
            return _NEVER
        found = self._answered(name)
        # One pair of parentheses around all of it: (${x} != '' and ${x} != 'a').
        inner = found[1:-1] if found.startswith("(") else found
        return f"({inner} and {test})"

    # --- the leaves

    def _has(self, name: Name, choice: str) -> str:
        if self._kind(name) != "multiple":
            return self._equal(name, choice) if choice else _NEVER
        if not choice or choice.startswith("."):
            return _NEVER
        return f"selected({self._ref(name)}, {quoted(choice)})"

    def _compare(self, leaf: Compare) -> str:
        if isinstance(leaf.right, Name):
            return self._compare_names(leaf, leaf.right)
        if leaf.operator in ("=", "!="):
            if leaf.right == "":
                return self._unanswered(leaf.left) if leaf.operator == "=" else self._answered(leaf.left)
            equal = self._equal(leaf.left, leaf.right)
            if leaf.operator == "=":
                return equal
            if equal == _NEVER:
                return self._answered(leaf.left)
            return self._and_answered(leaf.left, equal.replace(" = ", " != ", 1))
        return self._ordered(leaf, leaf.right)

    def _equal(self, name: Name, value: str | float) -> str:
        """Return the test that an answer is ``value``, which is not the empty text."""
        number = value if isinstance(value, float) else float(value) if _NUMERIC.fullmatch(value) else None
        text = value if isinstance(value, str) else number_written(value)
        kind = self._kind(name)
        if kind in ("number", "text") and number is not None:
            return f"{self._ref(name)} = {number_written(number)}"
        if kind == "number" or (kind == "date" and not isinstance(value, str)):
            return _NEVER
        return f"{self._as_text(name)} = {quoted(text)}"

    def _ordered(self, leaf: Compare, value: str | float) -> str:
        kind = self._kind(leaf.left)
        is_number = isinstance(value, float) or _NUMERIC.fullmatch(value) is not None
        if kind == "multiple" or (kind == "number" and not is_number):
            return _NEVER
        if kind == "date":
            return self._date_ordered(leaf, value)
        if is_number and (isinstance(value, float) or self._is_numeric(leaf.left)):
            # What is no number, '' and '.skip' among it, is neither less nor greater.
            return f"{self._ref(leaf.left)} {leaf.operator} {number_written(float(value))}"
        raise UntoldError(leaf)

    def _date_ordered(self, leaf: Compare, value: str | float) -> str:
        if isinstance(value, float):
            return _NEVER
        if not _DATE_PREFIX.fullmatch(value):
            raise UntoldError(leaf)
        # Texts are in order as dates are: 2026 and 2026-01 come before each of their days.
        bound = value.replace("-", "").ljust(_DIGITS, "0")
        return self._and_answered(leaf.left, f"{self._as_number(leaf.left)} {leaf.operator} {bound}")

    def _as_number(self, name: Name) -> str:
        ref = self._ref(name)
        return f"number(format-date({ref}, '%Y%m%d'))" if self._kind(name) == "date" else f"number({ref})"

    # --- two items

    def _compare_names(self, leaf: Compare, right: Name) -> str:
        kinds = {self._kind(leaf.left), self._kind(right)}
        if leaf.operator in ("=", "!="):
            same = self._same(leaf, right, kinds)
            test = same if leaf.operator == "=" else f"not({same})"
            return f"({self._answered(leaf.left)} and {self._answered(right)} and {test})"
        if "multiple" in kinds or kinds == {"date", "number"}:
            return _NEVER
        numeric = self._is_numeric(leaf.left) and self._is_numeric(right)
        if not (numeric or kinds in ({"date"}, {"text", "number"})):
            raise UntoldError(leaf)
        test = f"{self._as_number(leaf.left)} {leaf.operator} {self._as_number(right)}"
        return f"({self._answered(leaf.left)} and {self._answered(right)} and {test})"

    def _same(self, leaf: Compare, right: Name, kinds: set[str]) -> str:
        if "multiple" in kinds:
            return self._same_choices(leaf, right, kinds)
        as_texts = f"{self._as_text(leaf.left)} = {self._as_text(right)}"
        as_numbers = f"number({self._ref(leaf.left)}) = number({self._ref(right)})"
        if kinds in ({"text"}, {"text", "choice"}):
            return f"({as_texts} or {as_numbers})"
        return as_numbers if "number" in kinds and "date" not in kinds else as_texts

    def _same_choices(self, leaf: Compare, right: Name, kinds: set[str]) -> str:
        if not kinds <= {"multiple", "choice"}:
            raise UntoldError(leaf)
        values = dict.fromkeys((*self._values(leaf.left), *self._values(right)))
        tests = (f"{self._chosen(leaf.left, value)} = {self._chosen(right, value)}" for value in values)
        return f"({' and '.join(tests)})"

    def _chosen(self, name: Name, value: str) -> str:
        return f"selected({self._ref(name)}, {quoted(value)})"


def quoted(text: str) -> str:
    """Return a text as XPath writes it.

    >>> print(quoted("ya"), quoted("it's"))
    'ya' "it's"
    """
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    parts = ', "\'", '.join(f"'{part}'" for part in text.split("'"))
    return f"concat({parts})"
