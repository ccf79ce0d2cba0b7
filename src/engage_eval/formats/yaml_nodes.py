"""A YAML document written again as our own reader reads it back: what it says, without its comments."""

import json
import re
from collections.abc import Iterator

from engage_eval.formats.yaml_text import Listing, MappingNode, Node, Scalar

_PLAIN = re.compile(r"[a-z][a-z0-9_]*(?:[-_][a-z0-9]+)*")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_WIDTH = 100


def yaml_text(node: Node) -> str:
    """Return ``node`` as YAML: texts between double quotes, unless they are plain keys; no comments, no anchors."""
    return "".join(f"{line}\n" for line in _lines(node, 0))


def quoted(text: str) -> str:
    """Return a text as it stands in YAML.

    >>> quoted("lengkap"), quoted("Ya: tidak"), quoted("no")
    ('lengkap', '"Ya: tidak"', '"no"')
    """
    if _PLAIN.fullmatch(text) and text not in _WORDS:
        return text
    # JSON's escapes are YAML's; DEL and the C1 signs, which YAML refuses bare, are escaped too.
    written = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda match: f"\\u{ord(match[0]):04x}", written)


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(node, MappingNode):
        for entry in node.entries:
            flow = _flow(entry.value, len(pad) + len(entry.key))
            yield f"{pad}{quoted(entry.key)}:" + (f" {flow}" if flow else "")
            if not flow:
                yield from _lines(entry.value, depth + 1)
    elif isinstance(node, Listing):
        for item in node.items:
            flow = _flow(item, len(pad))
            yield f"{pad}-" + (f" {flow}" if flow else "")
            if not flow:
                yield from _lines(item, depth + 1)
    else:
        yield f"{pad}{_scalar(node)}"


def _flow(node: Node, taken: int) -> str:
    """Return a node on one line; empty where it needs lines of its own."""
    if isinstance(node, Scalar):
        return _scalar(node)
    if isinstance(node, Listing):
        if not all(isinstance(item, Scalar) for item in node.items):
            return ""
        flow = f"[{', '.join(_scalar(item) for item in node.items if isinstance(item, Scalar))}]"
        return flow if taken + len(flow) < _WIDTH or not node.items else ""
    return "" if node.entries else "{}"


def _scalar(node: Scalar) -> str:
    if node.value is None:
        return "null"
    return quoted(node.value) if isinstance(node.value, str) else node.text
