"""An XLSForm made elsewhere as an instrument in YAML, with a list of what was not taken over, element by element."""

import re
from dataclasses import dataclass, field

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.problem import Problem
from engage_eval.formats import xlsform_ours as ours
from engage_eval.formats.xlsform_check import kind_of
from engage_eval.formats.xlsform_conditions import Question, UnsaidError, condition_of, joined
from engage_eval.formats.xlsform_expression import Expression, names_in, read_expression
from engage_eval.formats.xlsform_names import Keys
from engage_eval.formats.xlsform_rows import both
from engage_eval.formats.xlsform_sheets import CHOICES, SETTINGS, SURVEY, Row, XlsForm
from engage_eval.formats.xlsform_source import Node, Source
from engage_eval.formats.yaml_write import Value, write_yaml
from engage_eval.model.condition_tree import Tree, written
from engage_eval.model.texts import Texts

_TYPES = {"integer": "number", "decimal": "number", "range": "number", "date": "date", "text": "text", "string": "text"}
_SELECTS = {"select_one": "choice", "select_multiple": "multiple"}
# Columns that are taken over, or told of where they stand.
_TAKEN = ("type", "name", "required", "relevant", "constraint")
_IN_OURS = ("appearance", "default")
_REQUIRED, _NOT_REQUIRED = ("yes", "true", "true()"), ("no", "false", "false()")
_VERSION = re.compile(r"v?0*([1-9][0-9]{0,5})")
_MINUTES = 30
_FEWEST = 3  # choices of a scale; 1 and 2 are rather yes and no
_LONGEST_KEY = 40
_GENERAL = N_("General")
_NOT_ALLOWED = N_("This answer is not possible.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The YAML of the instrument, its key and version, how many items it has, and what was not taken over."""

    text: str
    key: str
    version: str
    items: int
    problems: tuple[Problem, ...]


def import_form(form: XlsForm, language: str) -> Imported:
    """Return the instrument that ``form`` asks, a form without errors; ``language`` is that of texts that name none."""
    return _Importer(form, Source(form, language), is_ours=ours.is_ours(form)).made()


@dataclass(frozen=True, slots=True)
class _Group:
    """A group or repeat around the rows that follow; ``asks`` is what a nested one adds to its items' conditions."""

    name: str
    is_repeat: bool = False
    asks: Tree | None = None


@dataclass(slots=True)
class _Importer:
    form: XlsForm
    source: Source
    is_ours: bool
    questions: dict[str, Question] = field(default_factory=dict)
    sections: dict[str, Node] = field(default_factory=dict)
    items: dict[str, Node] = field(default_factory=dict)  # by the name in the form
    _here: dict[str, Value] = field(default_factory=dict)  # the items of the section in hand
    _open: list[_Group] = field(default_factory=list)
    _item_keys: Keys = field(default_factory=lambda: Keys(items=True))
    _section_keys: Keys = field(default_factory=Keys)
    _section_rows: dict[str, Row] = field(default_factory=dict)
    _in_general: bool = False

    def made(self) -> Imported:
        for row in ours.instrument_rows(self.form) if self.is_ours else self.form.survey:
            self._row(row)
        self._screening()
        self.source.other_settings()
        sections = {key: node for key, node in self.sections.items() if node["items"]}
        for section, row in self._section_rows.items():
            if section not in sections and not self.is_ours:
                self.source.left_out(SURVEY, row, "type", row.get("type"), row.get("name"))
        key, version, form = self._key(), self._version(), self._form_name()
        title = (self.form.settings.get("form_title") or key).removesuffix(f" ({form})")
        content: Node = {
            "key": key,
            "version": version,
            "title": {"id": title, "en": title},
            "forms": {form: _MINUTES},
            "scales": {scale.key: scale.node for scale in self.source.scales.values()},
            "sections": sections,
        }
        text = write_yaml(content)
        problems = tuple(sorted(self.source.problems, key=_in_file))
        return Imported(text=text, key=key, version=version, items=len(self.items), problems=problems)

    # --- what the form is called

    def _key(self) -> str:
        form_id = self.form.settings.get("form_id") or self.form.settings.get("form_title", "")
        if self.is_ours and (own := ours.constant(self.form, "instrument")):
            return own
        return Keys(most=_LONGEST_KEY).of(form_id, "formulir").replace("_", "-")

    def _version(self) -> str:
        found = self.form.settings.get("version", "")
        match = _VERSION.fullmatch(found.strip())
        version = f"v{match[1]}" if match else "v1"
        if found and version != found:
            self.source.renamed(SETTINGS, Row(2, {}), found, version)
        return version

    def _form_name(self) -> str:
        return (ours.constant(self.form, "form") if self.is_ours else "") or "utama"

    # --- rows

    def _row(self, row: Row) -> None:
        kind, rest = kind_of(row)
        if kind in ("begin_group", "begin_repeat"):
            self._begin(row, is_repeat=kind == "begin_repeat")
        elif kind in ("end_group", "end_repeat"):
            if not self._open.pop().is_repeat and not self._open:
                self._in_general = False
        elif any(group.is_repeat for group in self._open):
            self.source.left_out(SURVEY, row, "type", row.get("type"), row.get("name"))
        elif kind in _TYPES or (kind in _SELECTS and rest in self.form.lists()):
            self._question(row, kind, rest)
        elif kind == "note" and self._open and not self._here and "intro" not in self._section():
            self._section()["intro"] = _node(self.source.texts(row, "label"))
            self.source.other_columns(row, _TAKEN)
        else:
            said = self.source.texts(row, "label").get(self.source.language) if kind == "note" else ""
            self.source.left_out(SURVEY, row, "type", row.get("type"), said or row.get("name"))

    def _begin(self, row: Row, *, is_repeat: bool) -> None:
        name = row.get("name")
        if is_repeat:
            self.source.left_out(SURVEY, row, "type", row.get("type"), name)
            self._open.append(_Group(name, is_repeat=True))
            return
        self.source.other_columns(row, (*_TAKEN, *(_IN_OURS if self.is_ours else ())))
        if not self._open:
            self._begin_section(row)
            self._open.append(_Group(name))
            return
        if label := self.source.texts(row, "label"):
            self.source.left_out(SURVEY, row, "label", "group", label.get(self.source.language))
        self._open.append(_Group(name, asks=self._condition(row, "relevant")))

    def _begin_section(self, row: Row) -> None:
        name = row.get("name").removeprefix("section_") if self.is_ours else row.get("name")
        key = self._section_keys.of(name, "bagian")
        self.source.renamed(SURVEY, row, name, key)
        node: Node = _node(self.source.texts(row, "label"))
        asks: Tree | None = None
        if text := row.get("relevant"):
            who, rest = ours.audience(read_expression(text)) if self.is_ours else ("everyone", [read_expression(text)])
            node["for"] = "" if who == "everyone" else who
            asks = joined(self._said(row, "relevant", one) for one in rest)
        node["when"] = written(asks) if asks else ""
        self._here = {}
        self.sections[key] = {**node, "items": self._here}
        self._section_rows[key] = row
        self._in_general = False

    def _section(self) -> Node:
        """Return the section in hand; questions outside groups stand in one of their own."""
        if not self._open and not self._in_general:
            self._here = {}
            self.sections[self._section_keys.of("umum", "umum")] = {**_node(both(_GENERAL)), "items": self._here}
            self._in_general = True
        return list(self.sections.values())[-1]

    # --- questions

    def _question(self, row: Row, kind: str, rest: str) -> None:
        self._section()
        name = row.get("name")
        base, part = ours.twin_of(name, self._open[-1].name if self._open else "") if self.is_ours else (name, "")
        if part and base in self.items:
            self._twin(row, base, part, rest)
            return
        key = self._item_keys.of(name, "butir")
        self.source.renamed(SURVEY, row, name, key)
        node: Node = _node(self.source.texts(row, "label") or Texts(name, name))
        if kind in _SELECTS:
            scale = self.source.scale(rest)
            single = "scale" if scale.numeric and len(scale.choices) >= _FEWEST else "single"
            node |= {"type": "multiple" if kind == "select_multiple" else single, "scale": scale.key}
            self.questions[name] = Question(key=key, kind=_SELECTS[kind], choices=scale.choices)
        else:
            node["type"] = _TYPES[kind]
            self.questions[name] = Question(key=key, kind=_TYPES[kind])
        if "or_other" in row.get("type").split():
            self.source.left_out(SURVEY, row, "type", "or_other", name)
        node["required"] = self._required(row, name)
        node["note"] = _node(self.source.texts(row, "hint"))
        # An item may not ask about itself, nor about later ones.
        own = self.questions.pop(name)
        asks = joined([*(group.asks for group in self._open), self._condition(row, "relevant")])
        self.questions[name] = own
        node["when"] = written(asks) if asks else ""
        node["constraint"] = self._constraint(row, name)
        self.source.other_columns(row, (*_TAKEN, *(_IN_OURS if self.is_ours else ())))
        self.items[name] = node
        self._here[key] = node

    def _twin(self, row: Row, base: str, part: str, rest: str) -> None:
        """Put an importance, why or probe under its item; a note has nothing of its own."""
        node, label = self.items[base], _node(self.source.texts(row, "label"))
        if part == "w":
            node["importance"] = {"scale": self.source.scale(rest).key, **label}
        elif part == "why":
            node["why"] = label
        elif part.startswith("p"):
            probes = node.setdefault("probes", [])
            if isinstance(probes, list):
                probes.append(label)

    def _required(self, row: Row, name: str) -> bool:
        found = row.get("required").strip().casefold()
        if found and found not in (*_REQUIRED, *_NOT_REQUIRED):
            self.source.unsaid(row, "required")
        companions = (one for one in self.form.survey if self.is_ours and one.get("name") == f"{name}_m")
        return found in _REQUIRED or any(one.get("required") in _REQUIRED for one in companions)

    def _constraint(self, row: Row, name: str) -> Node:
        asks = self._condition(row, "constraint", own=name)
        if asks is None:
            return {}
        message = self.source.texts(row, "constraint_message")
        message = (ours.own_message(message) if self.is_ours else message) or both(_NOT_ALLOWED)
        return {"holds": written(asks), **_node(message)}

    # --- conditions

    def _condition(self, row: Row, column: str, own: str = "") -> Tree | None:
        text = row.get(column)
        return self._said(row, column, read_expression(text), own) if text else None

    def _said(self, row: Row, column: str, expression: Expression, own: str = "") -> Tree | None:
        """Return the condition that an expression says; None, and told, where there is none."""
        try:
            return condition_of(expression, self.questions, own, ours.ALWAYS if self.is_ours else ())
        except UnsaidError:
            self.source.unsaid(row, column)
            return None

    def _screening(self) -> None:
        """Put the tests of our hidden question under the items that they are about."""
        if not self.is_ours:
            return
        labels = {row.get("name"): self.source.texts(row, "label") for row in self.form.survey}
        reasons = ours.reason_texts(labels)
        for test, reason in ours.rules(self.form):
            asked = [name for name in names_in(test) if name in self.items]
            if not asked:
                continue
            last = max(asked, key=list(self.items).index)
            try:
                when = condition_of(test, self.questions)
            except UnsaidError:
                continue
            rules = self.items[last].setdefault("ineligible", [])
            if when is not None and isinstance(rules, list):
                rules.append({"when": written(when), "reason": reason, **_node(reasons.get(reason, Texts()))})


def _in_file(problem: Problem) -> tuple[int, int]:
    """Sort by sheet and line, questions first."""
    sheet = problem.place.file.rpartition("[")[2].rstrip("]")
    return (SURVEY, CHOICES, SETTINGS).index(sheet), problem.place.line or 0


def _node(texts: Texts) -> Node:
    return {"id": texts.id, "en": texts.en}
