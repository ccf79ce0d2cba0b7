"""An instrument while it is being read: what was found so far, and the conditions still to be checked."""

from dataclasses import dataclass, field

from engage_eval.core.problem import Param
from engage_eval.formats.fields import Fields, Report
from engage_eval.formats.yaml_text import Entry
from engage_eval.model.condition import Condition, ConditionError, parse
from engage_eval.model.instrument import Characteristic, Item, Scale, Section

TYPES = ("single", "multiple", "scale", "number", "date", "text")
CHOICE_TYPES = ("single", "multiple", "scale")
AUDIENCES = ("everyone", "eligible", "ineligible")
ROLES = ("verdict", "network_size", "behaviour", "relational", "intention")
TONES = ("neutral", "positive", "negative")
MOST_IN_KEY = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition where it stands: it may ask about the first ``before`` items, and about ``own`` if it may."""

    condition: Condition
    kind: str  # when | ineligible | constraint
    before: int
    own: str
    line: int
    key: str


@dataclass(slots=True)
class Draft:
    """What was read so far; forms, scales and characteristics are complete before the first item is read."""

    report: Report
    forms: dict[str, int] = field(default_factory=dict)
    characteristics: list[Characteristic] = field(default_factory=list)
    characteristic_lines: dict[str, int] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def condition(self, fields: Fields, name: str, kind: str, own: str, *, required: bool = False) -> Condition | None:
        """Return the condition under ``name``, remembered for the check of what it asks about."""
        source = fields.text(name, required=required)
        entry = fields.node.get(name)
        if entry is None or not source:
            return None
        try:
            condition = parse(source)
        except ConditionError as error:
            self.report.add(error.code, entry.line, fields.key(name), dict(error.params))
            return None
        asked = Asked(condition, kind, len(self.items), own, entry.line, fields.key(name))
        self.asked.append(asked)
        return condition

    def forms_of(self, fields: Fields, inherited: tuple[str, ...]) -> tuple[str, ...]:
        """Return the forms under ``forms``, else those of what encloses this."""
        own = fields.list_of("forms", tuple(self.forms), "instrument.unknown_form")
        return own if fields.node.get("forms") is not None and own else inherited

    def wrong(self, code: str, fields: Fields, name: str, params: dict[str, Param]) -> None:
        """Report that the value under ``name`` is wrong."""
        entry: Entry | None = fields.node.get(name)
        self.report.add(code, entry.line if entry else fields.line, fields.key(name), params)
