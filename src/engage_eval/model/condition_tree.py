"""The parsed tree of a condition, and its canonical wording; a translation to another language walks this tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

OWN = "."


@dataclass(frozen=True, slots=True)
class Name:
    """An item's answer; key ``.`` is the answer that a constraint is about."""

    key: str


@dataclass(frozen=True, slots=True)
class Compare:
    """``left operator right``; the right side is a text, a number or another item's answer."""

    left: Name
    operator: str  # = != < <= > >=
    right: Name | str | float


@dataclass(frozen=True, slots=True)
class Has:
    """The choice is among the item's answers."""

    name: Name
    choice: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The item has an answer."""

    name: Name


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: "Tree"


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Tree", ...]


Tree: TypeAlias = Compare | Has | Answered | Not | And | Or
Leaf: TypeAlias = Compare | Has | Answered


def names(leaf: Leaf) -> tuple[Name, ...]:
    """Return the items that a leaf is about."""
    if isinstance(leaf, Compare):
        return (leaf.left, leaf.right) if isinstance(leaf.right, Name) else (leaf.left,)
    return (leaf.name,)


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield the single comparisons and questions, in order."""
    if isinstance(tree, Not):
        yield from leaves(tree.inner)
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from leaves(part)
    else:
        yield tree


def needs_answer(tree: Tree, key: str) -> bool:
    """Return whether a condition surely doesn't hold where the item ``key`` has no answer."""
    match tree:
        case And(parts):
            return any(needs_answer(part, key) for part in parts)
        case Or(parts):
            return all(needs_answer(part, key) for part in parts)
        case Compare(left, operator, right):
            # Only `= ''` holds without an answer.
            about = isinstance(right, Name) and right.key == key
            return about or (left.key == key and (right != "" or operator != "="))
        case Has(name, _) | Answered(name):
            return name.key == key
        case _:
            return False


def written(tree: Tree) -> str:
    """Return the tree as a condition is written, with no more parentheses than it needs."""
    match tree:
        case Compare(left, operator, right):
            return f"{left.key} {operator} {_operand_written(right)}"
        case Has(name, choice):
            return f"has({name.key}, {_quoted(choice)})"
        case Answered(name):
            return f"answered({name.key})"
        case Not(inner):
            return f"not({written(inner)})"
        case And(parts):
            return " and ".join(f"({written(p)})" if isinstance(p, And | Or) else written(p) for p in parts)
        case Or(parts):
            # `and` binds tighter and needs no parentheses: the wording never nests deeper than what was parsed.
            return " or ".join(f"({written(p)})" if isinstance(p, Or) else written(p) for p in parts)


def _operand_written(operand: Name | str | float) -> str:
    if isinstance(operand, Name):
        return operand.key
    return _quoted(operand) if isinstance(operand, str) else number_written(operand)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def number_written(number: float) -> str:
    """Return a number as a condition writes it: no exponent, no needless decimals."""
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(number)), "f")
