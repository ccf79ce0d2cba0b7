"""Typed reading of YAML mappings: every getter reports what is wrong and goes on, so that all problems come at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.core.similar import closest
from engage_eval.formats.yaml_faults import joined_to_colon
from engage_eval.formats.yaml_text import Entry, Listing, MappingNode, Node, Scalar, read_yaml, resolve
from engage_eval.model.texts import Texts

_SHOWN = 60
_LONG_KEY = 40
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_VERSION = re.compile(r"v(?:0|[1-9][0-9]{0,5})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
MONTHS = "jan feb mar apr mei may jun jul agu aug sep sept okt oct nov des dec march maret april june july juni juli"
_DATE_LIKE = re.compile(rf"(?:{MONTHS.replace(' ', '|')})[-_]?[0-9]{{1,4}}")
_VALUE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.IGNORECASE)


@dataclass(slots=True)
class Report:
    """The problems found in one file, collected while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, line: int, key: str = "", params: dict[str, Param] | None = None) -> None:
        """Add a problem on ``line`` at ``key``."""
        self.problems.append(Problem(code=code, place=Place(file=self.file, line=line, key=key), params=params or {}))

    def sorted(self) -> list[Problem]:
        """Return the problems in the order of their lines."""
        return sorted(self.problems, key=lambda problem: problem.place.line or 0)

    def place(self, line: int, key: str = "") -> Place:
        """Return a place in the file."""
        return Place(file=self.file, line=line, key=key)


class Fields:
    """A mapping being read; ``path`` is its place as dotted keys. What no getter asked for, ``finish`` reports."""

    def __init__(self, node: MappingNode, report: Report, path: str = "") -> None:
        """Begin reading ``node``."""
        self.node = node
        self.report = report
        self.path = path
        self._asked: set[str] = set()

    @property
    def line(self) -> int:
        """Return the line that the mapping begins on."""
        return self.node.line

    def key(self, name: str) -> str:
        """Return the path of a key."""
        return f"{self.path}.{name}" if self.path else name

    def entry(self, name: str, *, required: bool = False) -> Entry | None:
        """Return the entry of ``name`` unless it is absent or null."""
        self._asked.add(name)
        found = self.node.get(name)
        if found is None or (isinstance(found.value, Scalar) and found.value.value is None):
            if required:
                line = self.line if found is None else found.line
                self.report.add("field.missing", line, self.key(name), {"field": name})
            return None
        return found

    def wrong(self, code: str, entry: Entry, **params: Param) -> None:
        """Report that the value of ``entry`` is wrong."""
        self.report.add(code, entry.line, self.key(entry.key), {"field": entry.key, "found": shown(entry), **params})

    def wrong_item(self, code: str, entry: Entry, item: Node) -> None:
        """Report that ``item`` of the list under ``entry`` is wrong, on its own line: a list can be a long one."""
        line = item.line if isinstance(entry.value, Listing) else entry.line
        self.wrong(code, Entry(entry.key, line, item))

    def text(self, name: str, *, required: bool = False) -> str:
        """Return a text; empty where there is none."""
        entry = self.entry(name, required=required)
        if entry is None:
            return ""
        if not isinstance(entry.value, Scalar):
            self.wrong("field.not_text", entry)
            return ""
        found = entry.value.text.strip()
        if required and not found:
            self.wrong("field.missing", entry)
        return found

    def texts(self, name: str, *, required: bool = False, plain: bool = False) -> Texts:
        """Return a text in both languages; with ``plain`` one text may stand for both."""
        entry = self.entry(name, required=required)
        if entry is None:
            return Texts()
        return self.texts_of(entry, plain=plain, required=required)

    def texts_of(self, entry: Entry, *, plain: bool = False, required: bool = False) -> Texts:
        """Return the text in both languages that is the value of ``entry``."""
        if isinstance(entry.value, MappingNode):
            inner = Fields(entry.value, self.report, self.key(entry.key))
            found = inner.own_texts(required=required)
            inner.finish()
            return found
        if plain and isinstance(entry.value, Scalar):
            text = entry.value.text.strip()
            return Texts(text, text)
        self.wrong("field.not_texts", entry)
        return Texts()

    def own_texts(self, *, required: bool = True) -> Texts:
        """Return the text that stands under id and en in this mapping itself."""
        found = Texts(self.text("id"), self.text("en"))
        if not found:
            if required:
                self.report.add("field.missing", self.line, self.key("id"), {"field": "id, en"})
        elif not (found.id and found.en):
            language = "en" if found.id else "id"
            self.translation(self.line, language, self.path or language)
        return found

    def translation(self, line: int, language: str, name: str) -> None:
        """Report that ``name`` has no text in ``language``."""
        self.report.add("field.translation", line, self.key(language), {"field": name, "language": language})

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return true or false."""
        entry = self.entry(name)
        if entry is None:
            return default
        value = _meaning(entry)
        if isinstance(value, bool):
            return value
        self.wrong("field.not_flag", entry, **meant(shown(entry).lower(), ("true", "false")))
        return default

    def whole(self, name: str, least: int, most: int) -> int | None:
        """Return a whole number from ``least`` to ``most``."""
        entry = self.entry(name)
        return None if entry is None else self.whole_of(entry, least, most)

    def whole_of(self, entry: Entry, least: int, most: int) -> int | None:
        """Return the whole number that is the value of ``entry``."""
        value = _meaning(entry)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong("field.not_whole", entry, least=least, most=most)
        return None

    def number_of(self, entry: Entry) -> float | None:
        """Return the number that is the value of ``entry``."""
        value = _meaning(entry)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        self.wrong("field.not_number", entry)
        return None

    def day(self, name: str) -> date | None:
        """Return a date, written as 2024-12-31 or 31/12/2024."""
        entry = self.entry(name)
        if entry is None:
            return None
        found = read_day(entry.value.text.strip()) if isinstance(entry.value, Scalar) else None
        if found is None:
            self.wrong("field.not_day", entry)
        return found

    def choice(self, name: str, allowed: Sequence[str], default: str = "", *, required: bool = False) -> str:
        """Return one of the allowed values."""
        found = self.text(name, required=required)
        if not found or found in allowed:
            return found or default
        entry = self.node.get(name)
        if entry is not None:
            self.wrong("field.not_allowed", entry, allowed=", ".join(allowed), **meant(found, allowed))
        return default

    def scalars(self, name: str) -> tuple[Scalar, ...]:
        """Return a list of single values; one value alone counts as a list of one."""
        entry = self.entry(name)
        if entry is None:
            return ()
        items = entry.value.items if isinstance(entry.value, Listing) else (entry.value,)
        other = next((item for item in items if not isinstance(item, Scalar)), None)
        if other is not None:
            self.wrong_item("field.not_list", entry, other)
        return tuple(item for item in items if isinstance(item, Scalar))

    def list_of(self, name: str, allowed: Sequence[str], code: str = "field.not_allowed") -> tuple[str, ...]:
        """Return a list of allowed values, each once; what is not allowed is reported under ``code``."""
        found: list[str] = []
        for scalar in self.scalars(name):
            if scalar.text not in allowed:
                params: dict[str, Param] = {"field": name, "found": scalar.text[:_SHOWN]}
                params |= {"allowed": ", ".join(allowed)} | meant(scalar.text, allowed)
                self.report.add(code, scalar.line, self.key(name), params)
            elif scalar.text not in found:
                found.append(scalar.text)
        return tuple(found)

    def sub(self, name: str, *, required: bool = False) -> "Fields | None":
        """Return the mapping under ``name``."""
        entry = self.entry(name, required=required)
        return None if entry is None else self.sub_of(entry)

    def sub_of(self, entry: Entry, *, top: bool = False) -> "Fields | None":
        """Return the mapping that is the value of ``entry``; with ``top`` its path begins anew."""
        if isinstance(entry.value, MappingNode):
            return Fields(entry.value, self.report, entry.key if top else self.key(entry.key))
        self.wrong("field.not_mapping", entry)
        return None

    def entries(self, name: str, *, required: bool = False) -> tuple[Entry, ...]:
        """Return the entries of the mapping under ``name``, whose keys are free."""
        inner = self.sub(name, required=required)
        return () if inner is None else inner.node.entries

    def each(self, name: str, *, required: bool = False, top: bool = False) -> "tuple[tuple[Entry, Fields], ...]":
        """Return the mappings under the free keys of the mapping ``name``."""
        inner = self.sub(name, required=required)
        if inner is None:
            return ()
        pairs = [(entry, inner.sub_of(entry, top=top)) for entry in inner.node.entries]
        return tuple((entry, found) for entry, found in pairs if found is not None)

    def rows(self, name: str) -> "tuple[Fields, ...]":
        """Return a list of mappings; one mapping alone counts as a list of one."""
        entry = self.entry(name)
        if entry is None:
            return ()
        items: tuple[Node, ...] = entry.value.items if isinstance(entry.value, Listing) else (entry.value,)
        other = next((item for item in items if not isinstance(item, MappingNode)), None)
        if other is not None:
            self.wrong_item("field.not_mapping", entry, other)
        return tuple(Fields(item, self.report, self.key(name)) for item in items if isinstance(item, MappingNode))

    def finish(self) -> None:
        """Report the keys that nothing asked for."""
        for entry in self.node.entries:
            if entry.key in self._asked:
                continue
            nothing = isinstance(entry.value, Scalar) and not entry.value.text
            likely = meant(entry.key, self._asked)
            code = "field.comma" if nothing and not likely else "field.unknown"
            if nothing and joined_to_colon(entry.key):
                self.report.add("yaml.colon_blank", entry.line, self.key(entry.key[:_LONG_KEY]))
                continue
            key = self.key(entry.key[:_LONG_KEY])
            params: dict[str, Param] = {"found": entry.key[:_SHOWN], **likely}
            if not likely and code == "field.unknown":
                params["allowed"] = ", ".join(sorted(self._asked))
            self.report.add(code, entry.line, key, params)


def read_fields(text: str, report: Report, first_line: int = 1) -> Fields | None:
    """Return the mapping that a YAML text consists of; None, with a problem, where it is none."""
    node, problems = read_yaml(text, report.file, first_line)
    report.problems.extend(problems)
    if isinstance(node, MappingNode):
        return Fields(node, report)
    if isinstance(node, Scalar) and joined_to_colon(node.text):
        report.add("yaml.colon_blank", node.line)
    elif not problems:
        report.add("field.no_mapping", first_line)
    return None


def check_key(report: Report, found: str, line: int, path: str, most: int) -> bool:
    """Return whether ``found`` has the shape of keys and at most ``most`` characters, and report it if not."""
    if _KEY.fullmatch(found) and len(found) <= most:
        return True
    report.add("field.bad_key", line, path[:_SHOWN], {"found": found[:_SHOWN], "most": most})
    return False


def read_name(fields: Fields, name: str) -> str:
    """Return the key of a definition: small letters, digits and hyphens."""
    found = fields.text(name, required=True)
    if found and not (_NAME.fullmatch(found) and len(found) <= _LONG_KEY):
        entry = fields.node.get(name)
        fields.report.add(
            "field.bad_name",
            entry.line if entry else fields.line,
            fields.key(name),
            {"field": name, "found": found[:_SHOWN], "most": _LONG_KEY},
        )
    return found


def read_version(fields: Fields) -> str:
    """Return the version, v and a whole number; v0 where it is none."""
    found = fields.text("version", required=True)
    if _VERSION.fullmatch(found):
        return found
    entry = fields.node.get("version")
    if found and entry is not None:
        fields.wrong("field.bad_version", entry)
    return "v0"


def read_day(text: str) -> date | None:
    """Return the date that ``text`` is, year first or day first; None where it is none."""
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def meant(found: str, allowed: Iterable[str]) -> dict[str, Param]:
    """Return {"meant": the closest of the allowed values}, empty where none is close."""
    near = closest(found, allowed)
    return {"meant": near} if near else {}


def _meaning(entry: Entry) -> str | int | float | bool | None:
    """Return what a value stands for where a flag or number is expected: quotes around it are then no mistake."""
    return resolve(entry.value.text.strip()) if isinstance(entry.value, Scalar) else None


def shown(entry: Entry) -> str:
    """Return a value as a message shows it, cut where it is long."""
    if not isinstance(entry.value, Scalar):
        return "[...]" if isinstance(entry.value, Listing) else "{...}"
    found = " ".join(entry.value.text.split())
    return found if len(found) <= _SHOWN else found[: _SHOWN - 1] + "…"


def survives_excel(value: str) -> bool:
    """Return whether a key stays what it is in Excel: it begins with a letter and is no month with a number.

    >>> [survives_excel(value) for value in ("tidak_tahu", "1-2", "mar3", "true")]
    [True, False, False, False]
    """
    lower = value.lower()
    return bool(_VALUE.fullmatch(value)) and not _DATE_LIKE.fullmatch(lower) and lower not in ("true", "false")
