"""A form that comes in: its texts in our languages, its lists as scales, and the list of what was not taken over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from engage_eval.core.problem import Param, Problem
from engage_eval.formats.xlsform_names import Keys, choice_keys, language_code
from engage_eval.formats.xlsform_sheets import CHOICES, SETTINGS, SURVEY, Row, XlsForm
from engage_eval.formats.yaml_write import Value
from engage_eval.model.instrument import MISSING_CODES
from engage_eval.model.texts import Texts

_TRANSLATED = ("label", "hint", "constraint_message")
_CHOICE_COLUMNS = ("list_name", "name", "label", "order")
_SETTINGS = ("form_title", "form_id", "version", "default_language", "instance_name", "style")
_SHOWN = 60
_REFERENCE = re.compile(r"\$\{[^{}]*\}")

Node = dict[str, Value]


@dataclass(frozen=True, slots=True)
class ScaleOf:
    """A list of choices as a scale: its key, its YAML, and name -> key of its choices."""

    key: str
    node: Node
    choices: dict[str, str]

    @property
    def numeric(self) -> bool:
        """Return whether every choice is a whole number."""
        return all(one.lstrip("-").isdecimal() for one in self.choices.values())


@dataclass(slots=True)
class Source:
    """Reads texts and lists of a form; texts that name no language are in ``language``."""

    form: XlsForm
    language: str
    problems: list[Problem] = field(default_factory=list)
    scales: dict[str, ScaleOf] = field(default_factory=dict)
    _columns: dict[str, str] = field(default_factory=dict)  # column -> id or en
    _scale_keys: Keys = field(default_factory=Keys)
    _told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Sort out the languages of both sheets, and tell of other ones."""
        default = language_code(self.form.settings.get("default_language", "")) or self.language
        rows = (*self.form.survey, *self.form.choices)
        columns = tuple(dict.fromkeys(column for row in rows for column in row.cells))
        named = [one for one in columns if one.partition("::")[0] in _TRANSLATED and "::" in one]
        known = {one: code for one in named if (code := language_code(one.partition("::")[2]))}
        others = [one for one in named if one not in known]
        if others and not known and not any(one in _TRANSLATED for one in columns):
            # A form in other languages only: its first one stands in for ours.
            first = others[0].partition("::")[2]
            known = {one: default for one in others if one.partition("::")[2] == first}
        self._columns = {**{one: default for one in columns if one in _TRANSLATED}, **known}
        for name in dict.fromkeys(one.partition("::")[2] for one in others if one not in known):
            self.left_out(SURVEY, Row(1, {}), "label", "language", name)

    def texts(self, row: Row, column: str) -> Texts:
        """Return a text of a row in both languages, empty where there is none."""
        found = {"id": "", "en": ""}
        for one, code in self._columns.items():
            if one.partition("::")[0] == column and (text := row.get(one)):
                found[code] = text
        return Texts(found["id"], found["en"])

    def left_out(self, sheet: str, row: Row, column: str, kind: str, found: str) -> None:
        """Tell of an element that was not taken over."""
        params: dict[str, Param] = {"kind": kind, "found": found[:_SHOWN]}
        self.problems.append(Problem(code="xlsform.left_out", place=self.form.place(sheet, row, column), params=params))

    def unsaid(self, row: Row, column: str) -> None:
        """Tell of an expression that no condition of ours says."""
        params: dict[str, Param] = {"kind": column, "found": row.get(column)[:_SHOWN]}
        place = self.form.place(SURVEY, row, column)
        self.problems.append(Problem(code="xlsform.condition_left_out", place=place, params=params))

    def renamed(self, sheet: str, row: Row, found: str, name: str) -> None:
        """Tell of a name, or of a version, that became another one."""
        if found != name:
            column = "version" if sheet == SETTINGS else "name"
            params: dict[str, Param] = {"found": found[:_SHOWN], "name": name}
            place = self.form.place(sheet, row, column)
            self.problems.append(Problem(code="xlsform.renamed", place=place, params=params))

    def other_columns(self, row: Row, taken: Iterable[str]) -> None:
        """Tell of the cells in columns that nothing is made of, and of answers that a text repeats."""
        for column, cell in row.cells.items():
            base = column.partition("::")[0]
            for found in _REFERENCE.findall(cell) if column in self._columns else ():
                self.left_out(SURVEY, row, column, column, found)  # it stays in the text as it is written
            if base not in taken and base not in _TRANSLATED:
                self.left_out(SURVEY, row, column, column, cell)

    def other_settings(self) -> None:
        """Tell of settings that nothing is made of."""
        for name, value in self.form.settings.items():
            if name not in _SETTINGS:
                self.left_out(SETTINGS, Row(2, {}), name, name, value)

    def scale(self, name: str) -> ScaleOf:
        """Return a list of choices as a scale; a missing code among them is no answer."""
        if name not in self.scales:
            self.scales[name] = self._scale(name)
        return self.scales[name]

    def _scale(self, name: str) -> ScaleOf:
        rows = [row for row in self.form.lists().get(name, ()) if row.get("name") not in (*MISSING_CODES, "")]
        rows = list({row.get("name"): row for row in rows}.values())
        key = self._scale_keys.of(name, "skala")
        if rows:
            self.renamed(CHOICES, rows[0], name, key)
        choices = choice_keys(tuple(row.get("name") for row in rows))
        labels = [self.texts(row, "label") for row in rows]
        for row in rows:
            self.renamed(CHOICES, row, row.get("name"), choices[row.get("name")])
            self._choice_columns(row)
        values = list(choices.values())
        numeric = all(one.lstrip("-").isdecimal() for one in values)
        node: Node = {"values": [int(one) for one in values] if numeric else values}
        for language in ("id", "en"):
            found = [one.id if language == "id" else one.en for one in labels]
            if any(found):
                node[language] = [text or values[at] for at, text in enumerate(found)]
        if not any(labels):
            node["id"] = list(values)
        return ScaleOf(key, node, choices)

    def _choice_columns(self, row: Row) -> None:
        """Tell once a column of what choices have beside their labels."""
        for column, cell in row.cells.items():
            if column.partition("::")[0] not in _CHOICE_COLUMNS and column not in self._told:
                self._told.add(column)
                self.left_out(CHOICES, row, column, column, cell)
