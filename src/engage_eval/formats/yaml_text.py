"""YAML with line numbers, as people write it: safe, without surprises, every fault a problem with its line.

Built from PyYAML's events, not its loader: no aliases, tags or guessed types, and a cap on nesting, so that no file
can be a trap. Only null, true/false and decimal numbers are read as such; ya, no, on, 12:30, 0123 and dates stay text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats.yaml_faults import diagnose
from engage_eval.formats.yaml_scan import Loader

MOST_NESTED = 60


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; ``text`` is what was written, whatever ``value`` it was read as."""

    value: str | int | float | bool | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping, the line it stands on, and its value."""

    key: str
    line: int
    value: "Node"


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys with values, in the order written; every key once."""

    entries: tuple[Entry, ...]
    line: int

    def get(self, key: str) -> Entry | None:
        """Return the entry of ``key``."""
        return next((entry for entry in self.entries if entry.key == key), None)


Node: TypeAlias = Scalar | Listing | MappingNode


def read_yaml(text: str, file: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """Return the document in ``text`` and what is wrong with it; None where it is empty or can't be understood.

    ``first_line`` is the line of the file that ``text`` begins on. Never raises for what a text contains.
    """
    builder = _Builder(file, first_line)
    text = text.removeprefix("\ufeff")
    try:
        for event, line in _events(text):
            if not builder.take(event, line):
                break
    except _Fault as fault:
        code, at, params = diagnose(text, fault.error, fault.line, builder.long_quote)
        builder.report(code, at, params)
        return None, builder.problems
    return builder.root, builder.problems


class _Fault(Exception):  # noqa: N818 - an internal signal, not an error that leaves this module
    """The text is no YAML; line counted from 0."""

    def __init__(self, error: Exception, line: int) -> None:
        super().__init__(error, line)
        self.error = error
        self.line = line


def _events(text: str) -> Iterator[tuple[yaml.Event, int]]:
    """Yield the events of ``text`` with their lines from 0.

    The pure Python parser is used everywhere: libyaml accepts other tabs, so a file would be right on one computer
    only. It turns escapes beyond Unicode and version numbers of thousands of digits into ValueError and
    OverflowError; they are faults of the text like any other.
    """
    line = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            line = event.start_mark.line if event.start_mark else line
            yield event, line
    except yaml.MarkedYAMLError as error:
        raise _Fault(error, error.problem_mark.line if error.problem_mark else line) from error
    except yaml.reader.ReaderError as error:
        raise _Fault(error, text.count("\n", 0, int(error.position))) from error
    except (ValueError, OverflowError) as error:
        raise _Fault(error, line) from error


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end hasn't come yet."""

    line: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: tuple[str, int] | None = None  # read, and waiting for its value
    ignored: bool = False  # a collection that stands where a key should


class _Builder:
    """Puts events together into nodes, with a stack of its own instead of recursion."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.long_quote: int | None = None  # where the last text began, if it is quoted and runs over several lines
        self._stack: list[_Open] = []
        self._documents = 0

    def report(self, code: str, line: int, params: Mapping[str, Param] | None = None, *, key: str = "") -> None:
        """Add a problem; ``line`` counts from 0 within the text."""
        place = Place(file=self.file, line=line + self.first_line, key=key)
        self.problems.append(Problem(code=code, place=place, params=params or {}))

    def take(self, event: yaml.Event, line: int) -> bool:
        """Take in one event; return whether reading should go on."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self.report("yaml.documents", line)
                return False
        elif isinstance(event, yaml.AliasEvent):
            self.report("yaml.alias", line, {"found": f"*{event.anchor}"[:40]})
            self._put(Scalar(None, "", line + self.first_line), line)
        elif isinstance(event, yaml.ScalarEvent):
            self._check_marks(event, line)
            self._put(self._scalar(event, line), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._check_marks(event, line)
            return self._begin(line, is_mapping=isinstance(event, yaml.MappingStartEvent))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        return True

    def _check_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            self.report("yaml.alias", line, {"found": f"&{event.anchor}"[:40]})
        if event.tag is not None:
            self.report("yaml.tag", line, {"found": str(event.tag)[:40]})

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Scalar:
        text = str(event.value)
        runs_on = event.style in ("'", '"') and event.end_mark is not None and event.end_mark.line > line
        self.long_quote = line if runs_on else None
        if _UNFIT.search(text):
            self.report("yaml.escape", line)
            text = _UNFIT.sub("", text)
        if event.style not in _QUOTED and _CURLY.fullmatch(text):
            self.report("yaml.curly_quotes", line, {"found": text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"})
        value = text if event.style in _QUOTED else resolve(text)
        return Scalar(value, text, line + self.first_line)

    def _begin(self, line: int, *, is_mapping: bool) -> bool:
        if len(self._stack) >= MOST_NESTED:
            self.report("yaml.deep", line, {"most": MOST_NESTED})
            return False
        opened = _Open(line=line, is_mapping=is_mapping)
        if self._stack and self._stack[-1].is_mapping and self._stack[-1].key is None:
            if not any(above.ignored for above in self._stack):
                self.report("yaml.key", line)
            opened.ignored = True
        self._stack.append(opened)
        return True

    def _end(self) -> None:
        done = self._stack.pop()
        line = done.line + self.first_line
        if done.ignored:
            self._stack[-1].key = ("", done.line)
        elif done.is_mapping:
            self._put(MappingNode(tuple(done.entries.values()), line), done.line)
        else:
            self._put(Listing(tuple(done.items), line), done.line)

    def _put(self, node: Node, line: int) -> None:
        """Give a finished node to the collection that is open, or make it the root."""
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if not top.is_mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = (node.text if isinstance(node, Scalar) else "", line)
        else:
            key, key_line = top.key
            top.key = None
            if key in top.entries:
                self.report("yaml.duplicate", key_line, {"found": key, "first": top.entries[key].line}, key=key)
            else:
                top.entries[key] = Entry(key, key_line + self.first_line, node)


_CURLY = re.compile("[“”„‘’].*[“”‘’]", re.DOTALL)
_SHOWN = 40
_QUOTED = ("'", '"', "|", ">")
# Control characters and halves of characters, which escapes can smuggle in and no file format can carry.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def resolve(text: str) -> str | int | float | bool | None:
    """Return what an unquoted text stands for: null, true/false, a decimal number, else itself.

    >>> [resolve(text) for text in ("4", "0.5", "true", "~", "ya", "0123", "12:30", "1_000")]
    [4, 0.5, True, None, 'ya', '0123', '12:30', '1_000']
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
