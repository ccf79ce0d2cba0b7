"""Definitions as YAML that our reader reads back: mappings and lists in blocks, every text in quotation marks."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = str | int | bool | Sequence["Value"] | Mapping[str, "Value"] | None

_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_]*")
# Words that YAML readers elsewhere take for true, false or nothing, when they stand as a key.
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
# What no YAML file may hold as it is.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_SHORT = 100


def write_yaml(content: Mapping[str, Value]) -> str:
    """Return ``content`` as YAML; empty values and mappings are left out.

    >>> print(write_yaml({"key": "a", "minutes": 20, "texts": {"id": "ya: tidak", "en": ""}}), end="")
    key: "a"
    minutes: 20
    texts:
      id: "ya: tidak"
    """
    return "".join(f"{line}\n" for line in _mapping(content, 0))


def _mapping(content: Mapping[str, Value], depth: int) -> Iterator[str]:
    for key, value in content.items():
        if _is_empty(value):
            continue
        name = key if _PLAIN_KEY.fullmatch(key) and key not in _WORDS else _quoted(key)
        yield from _entry(f"{' ' * depth}{name}:", value, depth + 2)


def _entry(head: str, value: Value, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield head
        yield from _mapping(value, depth)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        flat = f"{head} [{', '.join(_scalar(one) for one in value)}]" if not any(map(_is_nested, value)) else ""
        if flat and len(flat) <= _SHORT:
            yield flat
            return
        yield head
        for one in value:
            yield from _listed(one, depth)
    else:
        yield f"{head} {_scalar(value)}"


def _listed(value: Value, depth: int) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{' ' * depth}- {_scalar(value)}"
        return
    first = f"{' ' * depth}- "
    for line in _mapping(value, depth + 2):
        yield first + line[depth + 2 :] if first else line
        first = ""


def _is_nested(value: Value) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str))


def _is_empty(value: Value) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_empty, value.values()))
    return value is None or value is False or value == "" or (_is_nested(value) and not value)


def _scalar(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    """Return a text as JSON writes it, which YAML reads as well."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
