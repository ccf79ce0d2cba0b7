"""Expressions of XLSForms as our conditions, where these can say the same; nothing is taken over by half."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from engage_eval.formats.xlsform_expression import Call, Expression, Number, Pair, Ref, Text
from engage_eval.model.condition_tree import OWN, And, Answered, Compare, Has, Name, Not, Or, Tree, needs_answer
from engage_eval.model.instrument import MISSING_CODES

# A condition, or that it always or never holds.
Said: TypeAlias = Tree | bool

_ORDERS = ("<", "<=", ">", ">=")
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMERIC = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DAY_NUMBER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_CHOICES = ("choice", "multiple")


class UnsaidError(ValueError):
    """An expression that our conditions can't say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What conditions must know of a question: key, kind (choice, multiple, number, date, text), its choices' keys."""

    key: str
    kind: str
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def numeric(self) -> bool:
        """Return whether every answer is a number."""
        return self.kind == "number" or (self.kind == "choice" and all(map(_NUMERIC.fullmatch, self.choices.values())))


def condition_of(
    expression: Expression, questions: Mapping[str, Question], own: str = "", dropped: Sequence[Expression] = ()
) -> Tree | None:
    """Return what an expression says; None where it always holds.

    ``questions`` are those that may be asked about, by name; ``own`` is the one that ``.`` stands for. The parts in
    ``dropped`` are taken to hold. Raises UnsaidError where no condition says it, or it can never hold.
    """
    said = _Reader(questions, own, tuple(dropped)).said(expression, frozenset())
    if said is False:
        raise UnsaidError
    return None if said is True else said


def joined(conditions: Iterable[Tree | None]) -> Tree | None:
    """Return the condition that all of ``conditions`` hold; None where there are none."""
    parts: list[Tree] = []
    for one in conditions:
        parts += one.parts if isinstance(one, And) else [one] if one is not None else []
    parts = list(dict.fromkeys(parts))
    # An answer that another part needs anyway isn't asked about. Of parts that need each other's the last stays.
    kept = list(parts)
    for one in parts:
        key = _guard(one)
        if key and any(needs_answer(other, key) for other in kept if other != one):
            kept.remove(one)
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else And(tuple(kept))


def _guard(tree: Tree) -> str:
    """Return which item a condition only asks to be answered; empty where it asks more."""
    if isinstance(tree, Answered):
        return tree.name.key
    return tree.left.key if isinstance(tree, Compare) and (tree.operator, tree.right) == ("!=", "") else ""


def _parts(expression: Expression, operator: str) -> list[Expression]:
    if isinstance(expression, Pair) and expression.operator == operator:
        return [*_parts(expression.left, operator), *_parts(expression.right, operator)]
    return [expression]


@dataclass(frozen=True, slots=True)
class _Day:
    """A date as one number, 20260131."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class _Count:
    """How many choices or letters an answer has."""

    ref: Ref


_Operand: TypeAlias = Ref | _Day | _Count | str | float


@dataclass(frozen=True, slots=True)
class _Reader:
    questions: Mapping[str, Question]
    own: str
    dropped: tuple[Expression, ...]

    def said(self, one: Expression, known: frozenset[str]) -> Said:
        """Return what an expression says where the questions in ``known`` have an answer."""
        if one in self.dropped:
            return True
        if isinstance(one, Call):
            return self._called(one, known)
        if not isinstance(one, Pair):
            raise UnsaidError
        if one.operator in ("and", "or"):
            parts = _parts(one, one.operator)
            return self._all(parts, known) if one.operator == "and" else self._any(parts, known)
        if one.operator not in ("=", "!=", *_ORDERS):
            raise UnsaidError
        return self._compared(one.operator, self._operand(one.left), self._operand(one.right), known)

    def _called(self, one: Call, known: frozenset[str]) -> Said:
        match one:
            case Call("not", (inner,)):
                said = self.said(inner, known)
                return not said if isinstance(said, bool) else Not(said)
            case Call("true" | "false" as name, ()):
                return name == "true"
            case Call("selected", (Ref() as ref, Text(choice))):
                return self._selected(ref, choice)
            case Call("starts-with", (Ref() as ref, Text("."))) if self._question(ref).kind in _CHOICES:
                # Only a missing code begins so, and with one there is no answer.
                return False
            case _:
                raise UnsaidError

    def _all(self, parts: Sequence[Expression], known: frozenset[str]) -> Said:
        answered = {_answered(part) for part in parts} - {""}
        found = [self.said(part, known | answered) for part in parts]
        if False in found:
            return False
        return joined(one for one in found if not isinstance(one, bool)) or True

    def _any(self, parts: Sequence[Expression], known: frozenset[str]) -> Said:
        found = [self.said(part, known) for part in parts]
        if True in found:
            return True
        return _either([one for one in found if not isinstance(one, bool)])

    # --- operands

    def _question(self, ref: Ref) -> Question:
        name = self.own if ref.name == OWN else ref.name
        if name not in self.questions:
            raise UnsaidError
        return self.questions[name]

    def _name(self, ref: Ref) -> Name:
        return Name(OWN if ref.name == OWN else self._question(ref).key)

    def _operand(self, one: Expression) -> _Operand:
        match one:
            case Text(value) | Number(value) | Call("date", (Text(value),)):
                return value
            case Ref() as ref:
                return ref
            case Call("number" | "string", (Ref() as ref,)) | Call("format-date", (Ref() as ref, Text("%Y-%m-%d"))):
                return ref
            case Call("number", (Call("format-date", (Ref() as ref, Text("%Y%m%d"))),)):
                return _Day(ref)
            case Call("count-selected" | "string-length", (Ref() as ref,)):
                return _Count(ref)
            case _:
                raise UnsaidError

    def _selected(self, ref: Ref, choice: str) -> Said:
        question = self._question(ref)
        if choice in MISSING_CODES and question.kind in _CHOICES:
            return False
        if question.kind == "choice":
            return self._equals(question, self._name(ref), choice)
        if question.kind != "multiple" or choice not in question.choices:
            raise UnsaidError
        return Has(self._name(ref), question.choices[choice])

    # --- comparisons

    def _compared(self, operator: str, left: _Operand, right: _Operand, known: frozenset[str]) -> Said:
        if isinstance(left, str | float):
            if isinstance(right, str | float):
                raise UnsaidError
            return self._compared(_FLIPPED.get(operator, operator), right, left, known)
        if isinstance(left, _Count):
            return self._counted(operator, left, right)
        if isinstance(right, _Count):
            raise UnsaidError
        if isinstance(left, _Day) or isinstance(right, _Day):
            return self._days(operator, left, right)
        if isinstance(right, Ref):
            return self._names_compared(operator, left, right, known)
        return self._value(operator, left, right, known)

    def _counted(self, operator: str, left: _Count, right: object) -> Said:
        if (operator, right) in ((">", 0.0), (">=", 1.0), ("!=", 0.0)):
            return Answered(self._name(left.ref))
        if (operator, right) in (("=", 0.0), ("<", 1.0)):
            return Compare(self._name(left.ref), "=", "")
        raise UnsaidError

    def _days(self, operator: str, left: object, right: object) -> Said:
        if isinstance(left, _Day) and isinstance(right, _Day):
            return Compare(self._name(left.ref), operator, self._name(right.ref))
        found = _DAY_NUMBER.fullmatch(f"{right:.0f}") if isinstance(right, float) else None
        if not isinstance(left, _Day) or found is None or operator not in _ORDERS:
            raise UnsaidError
        parts = [part for part in found.groups() if part != "00"]
        return Compare(self._name(left.ref), operator, "-".join(parts))

    def _value(self, operator: str, ref: Ref, value: str | float, known: frozenset[str]) -> Said:
        question, name = self._question(ref), self._name(ref)
        if value == "":
            if operator not in ("=", "!="):
                raise UnsaidError
            return Compare(name, operator, "")
        if operator == "=":
            return self._equals(question, name, value)
        if operator == "!=":
            return self._differs(question, ref, value, known)
        return Compare(name, operator, _in_order(question, value))

    def _equals(self, question: Question, name: Name, value: str | float) -> Said:
        if isinstance(value, str) and value in MISSING_CODES and question.kind in _CHOICES:
            return False
        if question.kind == "multiple":
            raise UnsaidError  # the only choice: has() says less
        if question.kind == "choice":
            text = value if isinstance(value, str) else f"{value:g}"
            if text not in question.choices:
                raise UnsaidError
            key = question.choices[text]
            return Compare(name, "=", float(key) if question.numeric else key)
        if question.kind == "number":
            return Compare(name, "=", _as_number(value))
        if question.kind == "date" and not _is_day(value):
            raise UnsaidError
        return Compare(name, "=", value)

    def _differs(self, question: Question, ref: Ref, value: str | float, known: frozenset[str]) -> Said:
        equal = self._equals(question, self._name(ref), value)
        if not isinstance(equal, Compare):
            return True
        differs = Compare(equal.left, "!=", equal.right)
        # In XPath no answer differs from every value, here it doesn't.
        return differs if ref.name in known else _either([Compare(equal.left, "=", ""), differs])

    def _names_compared(self, operator: str, left: Ref, right: Ref, known: frozenset[str]) -> Said:
        first, second = self._question(left), self._question(right)
        if "multiple" in (first.kind, second.kind):
            raise UnsaidError
        one, other = self._name(left), self._name(right)
        compared = Compare(one, operator, other)
        if operator in _ORDERS:
            if (first.numeric and second.numeric) or (first.kind, second.kind) == ("date", "date"):
                return compared
            raise UnsaidError
        if {left.name, right.name} <= known:
            return compared
        neither = And((Compare(one, "=", ""), Compare(other, "=", "")))
        if operator == "=":
            return Or((neither, compared))
        only_one = And((Compare(one, "=", ""), Compare(other, "!=", "")))
        only_other = And((Compare(one, "!=", ""), Compare(other, "=", "")))
        return Or((only_one, only_other, compared))


def _answered(one: Expression) -> str:
    """Return which question an expression only asks to be answered; empty where it asks something else."""
    match one:
        case Pair("!=", Ref(name), Text("")):
            return name
        case _:
            return ""


def _either(parts: Sequence[Tree]) -> Said:
    flat: list[Tree] = []
    for one in parts:
        flat += one.parts if isinstance(one, Or) else [one]
    flat = list(dict.fromkeys(flat))
    if not flat:
        return False
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def _in_order(question: Question, value: str | float) -> str | float:
    """Return what an answer is compared with by < or >; raises UnsaidError where there is no order."""
    if question.kind == "date" and _is_day(value):
        return value
    if question.numeric or (question.kind == "text" and isinstance(value, float)):
        return _as_number(value)
    raise UnsaidError


def _as_number(value: str | float) -> float:
    if isinstance(value, float):
        return value
    if not _NUMERIC.fullmatch(value):
        raise UnsaidError
    return float(value)


def _is_day(value: str | float) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
