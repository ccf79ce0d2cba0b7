"""Expressions of XLSForms, XPath with ${names}, as trees: enough to know what they ask about and what they call."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotation marks."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Ref:
    """The answer to a question, ${name}; ``.`` is the answer itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with what it is given."""

    name: str
    args: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parts with an operator between them: or and = != < <= > >= + - * div mod |."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Path:
    """Anything that walks through the form by steps; ``parts`` are the expressions in it."""

    parts: tuple["Expression", ...]


Expression: TypeAlias = Text | Number | Ref | Call | Pair | Path
OWN = "."

# What JavaRosa (ODK Collect) and Enketo (web forms) know, by the XForms specification of ODK.
_KNOWN = """
if coalesce once selected selected-at count-selected jr:choice-name jr:itext concat join count count-non-empty sum min
max position instance current indexed-repeat pulldata regex contains starts-with ends-with substr substring
substring-before substring-after translate string-length normalize-space string number int integer round abs pow exp
exp10 log log10 sqrt sin cos tan asin acos atan atan2 pi boolean boolean-from-string not true false checklist
weighted-checklist today now date date-time decimal-date-time decimal-time format-date format-date-time area distance
geofence intersects digest base64-decode extract-signed uuid random randomize property version depend ceiling floor
name local-name namespace-uri last lang id text node comment
"""
FUNCTIONS = frozenset(_KNOWN.split())
_MOST_TOKENS, _MOST_NESTED = 2000, 60

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<ref>\$\{\s*(?:last-saved\#)?[A-Za-z_][\w.-]*\s*\})
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<operator>!=|<=|>=|[=<>+\-|*])
    | (?P<step>\.\.|::|//|[/@.])
    | (?P<mark>[(),\[\]])
    | (?P<name>[A-Za-z_][\w.-]*(?::(?!:)[A-Za-z_][\w.-]*)?)""",
    re.VERBOSE,
)
_ORDER = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"), ("|",))


class ExpressionError(ValueError):
    """An expression that can't be read: from where (1 = first character), and what stands there."""

    def __init__(self, position: int, found: str) -> None:
        """Keep the place."""
        super().__init__(position, found)
        self.position = position
        self.found = found


def read_expression(text: str) -> Expression:
    """Return the tree of an expression.

    Raises ExpressionError where it can't be read.

    >>> read_expression("${umur} >= 18")
    Pair(operator='>=', left=Ref(name='umur'), right=Number(value=18.0))
    """
    reader = _Reader(text)
    found = reader.level(0)
    reader.expect_end()
    return found


def walk(tree: Expression) -> Iterator[Expression]:
    """Yield a tree and all that is in it."""
    yield tree
    inner: tuple[Expression, ...] = ()
    if isinstance(tree, Pair):
        inner = (tree.left, tree.right)
    elif isinstance(tree, Call):
        inner = tree.args
    elif isinstance(tree, Path):
        inner = tree.parts
    for part in inner:
        yield from walk(part)


def names_in(tree: Expression) -> tuple[str, ...]:
    """Return the questions that an expression asks about, each once, in order."""
    return tuple(dict.fromkeys(one.name for one in walk(tree) if isinstance(one, Ref) and one.name != OWN))


class _Reader:
    """Recursive descent by the order of XPath's operators."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._next = 0
        self._depth = 0

    def _peek(self, ahead: int = 0) -> tuple[str, str, int]:
        at = self._next + ahead
        return self._tokens[at] if at < len(self._tokens) else ("end", "", len(self._text) + 1)

    def _take(self) -> str:
        self._next += 1
        return self._peek(-1)[1]

    def _fault(self) -> ExpressionError:
        _, _, at = self._peek()
        return ExpressionError(at, self._text[at - 1 : at + 19] or self._text[-20:])

    def _expect(self, mark: str) -> None:
        if self._peek()[1] != mark:
            raise self._fault()
        self._next += 1

    def expect_end(self) -> None:
        if self._peek()[0] != "end":
            raise self._fault()

    def level(self, at: int) -> Expression:
        if at == len(_ORDER):
            return self._signed()
        found = self.level(at + 1)
        while self._peek()[0] in ("operator", "name") and self._peek()[1] in _ORDER[at]:
            found = Pair(self._take(), found, self.level(at + 1))
        return found

    def _signed(self) -> Expression:
        if self._peek()[1] == "-" and self._peek()[0] == "operator":
            self._next += 1
            inner = self._signed()
            return Number(-inner.value) if isinstance(inner, Number) else Pair("-", Number(0.0), inner)
        return self._steps()

    def _steps(self) -> Expression:
        """Read a single part with the steps and predicates that follow it."""
        parts: list[Expression] = []
        walked = False
        if self._peek()[0] == "step" and self._peek()[1] in ("/", "//"):
            walked = True
            self._next += 1
        else:
            parts.append(self._single())
        while True:
            _, found, _ = self._peek()
            if found == "[":
                walked = True
                self._next += 1
                parts.append(self._nested("]"))
            elif found in ("/", "//", "::"):
                walked = True
                self._next += 1
                parts.append(self._single())
            elif not parts:
                parts.append(self._single())
            else:
                break
        return Path(tuple(parts)) if walked or len(parts) > 1 else parts[0]

    def _single(self) -> Expression:
        kind, found, _ = self._peek()
        if kind == "text":
            return Text(self._take()[1:-1])
        if kind == "number":
            return Number(float(self._take()))
        if kind == "ref":
            name = self._take()[2:-1].strip()
            return Path(()) if name.startswith("last-saved#") else Ref(name)
        if found == "(":
            self._next += 1
            return self._nested(")")
        return self._named() if kind == "name" else self._step()

    def _step(self) -> Expression:
        _, found, _ = self._peek()
        if found == OWN:
            self._next += 1
            return Ref(OWN)
        if found in ("..", "@", "*"):
            self._next += 1
            return self._single() if found == "@" else Path(())
        raise self._fault()

    def _named(self) -> Expression:
        name = self._take()
        if self._peek()[1] != "(":
            return Path(())  # a step by name
        self._next += 1
        args: list[Expression] = []
        if self._peek()[1] == ")":
            self._next += 1
            return Call(name, ())
        while True:
            args.append(self._deeper())
            if self._peek()[1] != ",":
                break
            self._next += 1
        self._expect(")")
        return Call(name, tuple(args))

    def _nested(self, end: str) -> Expression:
        found = self._deeper()
        self._expect(end)
        return found

    def _deeper(self) -> Expression:
        self._depth += 1
        if self._depth > _MOST_NESTED:
            raise self._fault()
        found = self.level(0)
        self._depth -= 1
        return found


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at, count = 0, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        count += 1
        if match is None or count > _MOST_TOKENS:
            raise ExpressionError(at + 1, text[at : at + 20])
        kind = str(match.lastgroup)
        if kind != "space":
            yield kind, match.group(), at + 1
        at = match.end()
