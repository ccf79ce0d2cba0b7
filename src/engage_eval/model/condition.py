"""Conditions: the small language of `when`, `ineligible` and `constraint`, parsed by hand and never evaluated as code.

    peran = 'dokter' and (tanya > 1 or has(jalur, 'grup')) and not(answered(lama))

`.` is the answer itself, in a constraint. A comparison with an unanswered item is false, also `!=`; only `= ''`
(unanswered) and `!= ''` (answered) ask about that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engage_eval.core.problem import Param
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
    leaves,
    names,
    number_written,
    written,
)

Value: TypeAlias = str | float | frozenset[str]
FUNCTIONS = ("not", "has", "answered")
WORDS = ("and", "or", *FUNCTIONS)  # no item may be called so

_MOST_NESTED = 40
_MOST_TOKENS = 1000
_MOST_DIGITS = 15


class ConditionError(ValueError):
    """A condition that can't be read: the catalogue's code, the position (1 = first character) and parameters."""

    def __init__(self, code: str, position: int, params: Mapping[str, Param]) -> None:
        """Keep what the message needs."""
        super().__init__(code, position, params)
        self.code = code
        self.position = position
        self.params = params


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition: equal where the trees are equal; ``str`` gives its canonical wording."""

    source: str = field(compare=False)
    tree: Tree
    items: frozenset[str]

    def __str__(self) -> str:
        """Return the canonical wording, which parses to an equal condition."""
        return written(self.tree)

    def holds(self, answers: Mapping[str, Value], own: Value | None = None) -> bool:
        """Return whether the condition holds; an unanswered item is absent from ``answers``, ``own`` is ``.``."""
        return _holds(self.tree, answers, own)

    def leaves(self) -> tuple[Leaf, ...]:
        """Return the single comparisons and questions, in order."""
        return tuple(leaves(self.tree))

    def literals(self) -> tuple[tuple[str, str | float], ...]:
        """Return (item, value) for every value that an answer is tested to be (`=`, `!=`, has); not the empty text."""
        found: list[tuple[str, str | float]] = []
        for leaf in self.leaves():
            if isinstance(leaf, Has):
                found.append((leaf.name.key, leaf.choice))
            elif isinstance(leaf, Compare) and leaf.operator in ("=", "!=") and not isinstance(leaf.right, Name):
                found.append((leaf.left.key, leaf.right))
        return tuple((item, value) for item, value in found if value != "")

    @property
    def uses_own(self) -> bool:
        """Return whether ``.`` occurs."""
        return any(name.key == OWN for leaf in self.leaves() for name in names(leaf))


def parse(text: str) -> Condition:
    """Return the condition that ``text`` says.

    Raises ConditionError where it can't be read.

    >>> parse("umur >= 18 and peran != 'lainnya'").holds({"umur": 20.0, "peran": "dokter"})
    True
    """
    tree = _Parser(_tokens(text), len(text)).whole()
    items = frozenset(name.key for leaf in leaves(tree) for name in names(leaf)) - {OWN}
    return Condition(source=text, tree=tree, items=items)


# --- from text to tokens


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number | name | text | operator | mark
    text: str
    at: int

    def is_word(self, word: str) -> bool:
        return self.kind == "name" and self.text.lower() == word


_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<foreign>==|<>|=>|=<|&&|\|\||[≥≤≠])
    | (?P<operator>!=|<=|>=|[=<>])
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<mark>[().,])
    | (?P<single>'(?:[^']|'')*')
    | (?P<double>"(?:[^"]|"")*")
    | (?P<curly>[‘’][^‘’]*[‘’]|[“”„][^“”„]*[“”])""",
    re.VERBOSE,
)
# What people know from programming and spreadsheets, with what is meant.
_FOREIGN = {"==": "=", "<>": "!=", "=>": ">=", "=<": "<=", "&&": "and", "||": "or", "≥": ">=", "≤": "<=", "≠": "!="}
_QUOTES = "'\"‘’“”„"


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            code = "condition.quote" if text[at] in _QUOTES else "condition.character"
            raise ConditionError(code, at + 1, {"found": text[at], "position": at + 1})
        token = _token(str(match.lastgroup), match.group(), at + 1)
        if token is not None:
            tokens.append(token)
        at = match.end()
        if len(tokens) > _MOST_TOKENS:
            raise ConditionError("condition.long", at, {"most": _MOST_TOKENS})
    if not tokens:
        raise ConditionError("condition.empty", 1, {})
    return tokens


def _token(kind: str, text: str, at: int) -> _Token | None:
    if kind == "space":
        return None
    if kind == "foreign":
        raise ConditionError("condition.operator", at, {"found": text, "position": at, "meant": _FOREIGN[text]})
    if kind == "number" and len(text) > _MOST_DIGITS:
        raise ConditionError("condition.number", at, {"found": text[:_MOST_DIGITS], "position": at})
    if kind in ("single", "double", "curly"):
        inner = text[1:-1]
        if kind != "curly":
            inner = inner.replace(text[0] * 2, text[0])
        return _Token("text", inner, at)
    return _Token(kind, text, at)


# --- from tokens to the tree


class _Parser:
    """Recursive descent; every parenthesis counts towards the deepest nesting allowed."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._next = 0
        self._end = _Token("end", "", length + 1)

    def whole(self) -> Tree:
        tree = self._either(0)
        if self._peek().kind != "end":
            raise self._unexpected("and, or")
        return tree

    def _peek(self, ahead: int = 0) -> _Token:
        at = self._next + ahead
        return self._tokens[at] if at < len(self._tokens) else self._end

    def _take(self) -> _Token:
        token = self._peek()
        self._next += 1
        return token

    def _takes(self, word: str) -> bool:
        if self._peek().is_word(word):
            self._next += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        token = self._peek()
        if token.kind != "mark" or token.text != mark:
            raise self._unexpected(mark)
        self._next += 1

    def _unexpected(self, allowed: str) -> ConditionError:
        token = self._peek()
        if token.kind == "end":
            return ConditionError("condition.ends", token.at, {"allowed": allowed})
        before = self._peek(-1) if self._next else self._end
        if token.text == "," and before.kind == "number":
            return ConditionError("condition.comma", token.at, {"position": token.at})
        params: dict[str, Param] = {"found": token.text, "position": token.at, "allowed": allowed}
        return ConditionError("condition.unexpected", token.at, params)

    def _either(self, depth: int) -> Tree:
        parts = [self._all(depth)]
        while self._takes("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self, depth: int) -> Tree:
        parts = [self._term(depth)]
        while self._takes("and"):
            parts.append(self._term(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _term(self, depth: int) -> Tree:
        token = self._peek()
        if token.kind == "mark" and token.text == "(":
            return self._bracketed(depth)
        if self._takes("not"):
            return Not(self._bracketed(depth))
        if token.kind == "name" and self._peek(1).text == "(" and self._peek(1).kind == "mark":
            return self._function()
        return self._comparison()

    def _bracketed(self, depth: int) -> Tree:
        if depth >= _MOST_NESTED:
            raise ConditionError("condition.deep", self._peek().at, {"most": _MOST_NESTED})
        self._expect("(")
        inner = self._either(depth + 1)
        self._expect(")")
        return inner

    def _function(self) -> Tree:
        if self._takes("answered"):
            self._expect("(")
            name = self._name()
            self._expect(")")
            return Answered(name)
        if not self._peek().is_word("has"):
            token = self._peek()
            params: dict[str, Param] = {"found": token.text, "position": token.at, "allowed": ", ".join(FUNCTIONS)}
            raise ConditionError("condition.function", token.at, params)
        self._take()
        self._expect("(")
        name = self._name()
        self._expect(",")
        if self._peek().kind not in ("text", "number"):
            raise self._unexpected("'...'")
        choice = self._take().text
        self._expect(")")
        return Has(name, choice)

    def _name(self) -> Name:
        operand = self._operand()
        if not isinstance(operand, Name):
            self._next -= 1
            raise self._unexpected("item")
        return operand

    def _comparison(self) -> Compare:
        start = self._peek().at
        left = self._operand()
        if self._peek().kind != "operator":
            raise self._unexpected("= != < <= > >=")
        operator = self._take().text
        right = self._operand()
        if isinstance(left, Name):
            return Compare(left, operator, right)
        if isinstance(right, Name):
            return Compare(right, _FLIPPED.get(operator, operator), left)
        raise ConditionError("condition.constant", start, {"position": start})

    def _operand(self) -> Name | str | float:
        token = self._peek()
        if token.kind == "name" and token.text.lower() not in ("and", "or", "not"):
            return Name(self._take().text)
        if token.kind == "mark" and token.text == OWN:
            self._next += 1
            return Name(OWN)
        if token.kind == "text":
            return self._take().text
        if token.kind == "number":
            return float(self._take().text)
        raise self._unexpected("item, '...', 1")


_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


# --- whether it holds


def _holds(tree: Tree, answers: Mapping[str, Value], own: Value | None) -> bool:
    match tree:
        case Not(inner):
            return not _holds(inner, answers, own)
        case And(parts):
            return all(_holds(part, answers, own) for part in parts)
        case Or(parts):
            return any(_holds(part, answers, own) for part in parts)
        case Answered(name):
            return _answer(name, answers, own) is not None
        case Has(name, choice):
            answer = _answer(name, answers, own)
            return choice in answer if isinstance(answer, frozenset) else answer is not None and _same(answer, choice)
        case Compare():
            return _compared(tree, answers, own)


def _answer(name: Name, answers: Mapping[str, Value], own: Value | None) -> Value | None:
    found = own if name.key == OWN else answers.get(name.key)
    return None if found in ("", frozenset()) else found


def _compared(tree: Compare, answers: Mapping[str, Value], own: Value | None) -> bool:
    left = _answer(tree.left, answers, own)
    if tree.right == "" and tree.operator in ("=", "!="):
        return (left is None) == (tree.operator == "=")
    right = _answer(tree.right, answers, own) if isinstance(tree.right, Name) else tree.right
    if left is None or right is None:
        return False
    if tree.operator == "=":
        return _same(left, right)
    if tree.operator == "!=":
        return not _same(left, right)
    return _in_order(left, right, tree.operator)


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, frozenset) or isinstance(right, frozenset):
        return _choices(left) == _choices(right)
    numbers = _number(left), _number(right)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return left == right


def _choices(value: Value) -> frozenset[str]:
    if isinstance(value, frozenset):
        return value
    return frozenset({value if isinstance(value, str) else number_written(value)})


def _in_order(left: Value, right: Value, operator: str) -> bool:
    """Compare numbers as numbers and texts as texts, so that ISO dates compare; nothing else has an order."""
    first, second = _number(left), _number(right)
    if first is not None and second is not None:
        return _ordered(first > second, first == second, operator)
    if isinstance(left, str) and isinstance(right, str):
        return _ordered(left > right, left == right, operator)
    return False


def _ordered(greater: object, same: object, operator: str) -> bool:
    return {"<": not greater and not same, "<=": not greater, ">": bool(greater), ">=": bool(greater or same)}[operator]


_NUMERIC = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _number(value: Value) -> float | None:
    if isinstance(value, str):
        return float(value) if _NUMERIC.fullmatch(value) else None
    return None if isinstance(value, frozenset) else float(value)
