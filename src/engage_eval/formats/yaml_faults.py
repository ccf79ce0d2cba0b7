"""What a YAML syntax error most likely is, in the catalogue's words; PyYAML's own sentences are never shown."""

import re
from collections.abc import Mapping

import yaml

from engage_eval.core.problem import Param

Diagnosis = tuple[str, int, dict[str, Param]]


def diagnose(text: str, error: Exception, line: int, long_quote: int | None) -> Diagnosis:
    """Return the code, the line (from 0) and the parameters for ``error``, which PyYAML met on ``line``.

    ``long_quote`` is the line on which a quoted text began that ended on a later line, just before the error.
    """
    if isinstance(error, yaml.reader.ReaderError):
        return "yaml.control", line, {"found": f"U+{int(error.character):04X}"}
    if not isinstance(error, yaml.MarkedYAMLError):
        return "yaml.escape", line, {}
    code, at, params = _of_syntax(text, error, line, long_quote)
    if code == "yaml.no_colon" and joined_to_colon(_line(text, at)):
        return "yaml.colon_blank", at, {}
    return code, at, params


def joined_to_colon(written: str) -> bool:
    """Return whether a line is a key and a value without a blank between them; an address is not.

    >>> [joined_to_colon(line) for line in ("site:RSM", "site: RSM", "https://example.org")]
    [True, False, False]
    """
    return re.match(r"\s*[A-Za-z_][A-Za-z0-9_-]*:[^\s/]", written) is not None


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number] if number < len(lines) else ""


def _of_syntax(text: str, error: yaml.MarkedYAMLError, line: int, long_quote: int | None) -> Diagnosis:
    context, problem = error.context or "", error.problem or ""
    begun = error.context_mark.line if error.context_mark else line
    column = error.problem_mark.column if error.problem_mark else 0
    written = _line(text, line)
    if found := _by_scanner(context, problem, begun, line):
        return found
    if long_quote is not None:
        # Its closing quotation mark was forgotten, and the next text's opening one was taken for it.
        return "yaml.quote", long_quote, {}
    return _by_place(context, problem, begun, line, written, column)


# A word in the scanner's complaint about what it was doing, with what that means; the first that occurs counts.
_SCANNING: Mapping[str, tuple[str, dict[str, Param]]] = {
    "alias": ("yaml.alias", {"found": "*"}),
    "anchor": ("yaml.alias", {"found": "&"}),
    "tag": ("yaml.tag", {"found": "!"}),
    "block scalar": ("yaml.block", {}),
    "directive": ("yaml.start", {"found": "%"}),
}


def _by_scanner(context: str, problem: str, begun: int, line: int) -> Diagnosis | None:
    """Return what the scanner's complaint says by itself."""
    if cannot_start := re.search(r"found character '(.+)' that cannot start", problem):
        found = cannot_start[1]
        return ("yaml.tab", line, {}) if found == "\\t" else ("yaml.start", line, {"found": found})
    if "quoted scalar" in context:
        return ("yaml.escape", line, {}) if "escape" in problem else ("yaml.quote", begun, {})
    if "scanning a simple key" in context:
        return "yaml.no_colon", begun, {}
    for word, (code, params) in _SCANNING.items():
        if word in context or (word in problem and "<" not in problem):
            return code, line, params
    return None


def _by_place(context: str, problem: str, begun: int, line: int, written: str, column: int) -> Diagnosis:
    """Return what the parser's complaint means at this place."""
    if "flow" in context:
        return "yaml.braces", line if "stream end" not in problem else begun, {}
    if problem.startswith("mapping values"):
        # Alone on its line up to the colon, the key is indented too far; otherwise a text contains a colon.
        if not written[:1].isspace() and line and column < len(written) and " " not in written[:column]:
            return "yaml.no_colon", line - 1, {}
        alone = re.fullmatch(r"\s*[^\s:]+", written[:column]) is not None
        return ("yaml.indent" if alone else "yaml.colon"), line, {}
    if found := re.search(r"but found '(.+)'$", problem):
        if found[1] in ("]", "}", ","):
            return "yaml.braces", line, {}
        at_start = not written[:column].strip()
        return ("yaml.indent" if at_start else "yaml.after"), line, {}
    return "yaml.syntax", line, {}
