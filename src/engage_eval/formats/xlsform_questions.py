"""The questions of an instrument as rows of an XLSForm: items with their twins, screening, and who is asked what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.problem import Place, Problem
from engage_eval.formats.xlsform_rows import Cells, Lists, Maker, all_of, any_of, both
from engage_eval.formats.xlsform_xpath import Expressions, UntoldError, quoted
from engage_eval.model.condition import Condition
from engage_eval.model.condition_tree import Answered, Name, needs_answer
from engage_eval.model.field_form import (
    MISSING_CHOICES,
    SCREENED_OUT,
    companion,
    has_companion,
    item_group,
    section_group,
)
from engage_eval.model.instrument import NOTE, PROBE, Ineligible, Instrument, Item, Section
from engage_eval.model.shown import is_in_form
from engage_eval.model.texts import Texts

_TYPES = {"number": "decimal", "date": "date", "text": "text"}
_SELECTS = {"single": "select_one", "scale": "select_one", "multiple": "select_multiple"}

# What a constraint of ours says beside the instrument's: a missing code is no answer, and stands alone.
MISSING = "starts-with(., '.')"
ALONE = f"count-selected(.) = 1 or not({any_of([f'selected(., {quoted(code)})' for code in MISSING_CHOICES])})"

_WHY_MISSING = N_("No answer, because:")
_NOTE_LABEL = N_("Interviewer's note")
_NOTE_HINT = N_("In short, without names.")
_PROBE_HINT = N_("Probe: ask it where the answer was short.")
ALONE_SAID = N_("A reason for no answer stands alone: take the other answers out.")
NOT_ELIGIBLE = N_("Does not meet the criteria: {reason}.")
_AFTER = N_("Say thank you. Questions for those who don't meet the criteria follow where the study has any.")


@dataclass(slots=True)
class Questions:
    """Writes the sections of one form of an instrument; what can't be said is added to ``problems``."""

    instrument: Instrument
    form: str
    maker: Maker
    lists: Lists
    problems: list[Problem] = field(default_factory=list)
    _expressions: Expressions = field(init=False)
    _items: Mapping[str, Sequence[Item]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the items of the form by section."""
        self._expressions = Expressions(self.instrument.by_key, self.instrument.scales)
        asked = [item for item in self.instrument.items if is_in_form(item, self.form)]
        self._items = {
            section.key: [item for item in asked if item.section == section.key] for section in self.instrument.sections
        }

    def sections(self) -> tuple[Section, ...]:
        """Return the sections that the form has questions in."""
        return tuple(one for one in self.instrument.sections if self._items[one.key])

    def screens(self, section: Section) -> bool:
        """Return whether answers in a section may mean that a person is not eligible."""
        return any(item.ineligible for item in self._items[section.key])

    def section(self, section: Section, consent: str) -> list[Cells]:
        """Return a section as a group; ``consent`` is the expression that must hold too, empty where none is needed."""
        rows: list[Cells] = []
        if section.intro:
            rows.append(self.maker.row("note", f"note_{section.key}", section.intro))
        for item in self._items[section.key]:
            if not item.base:
                rows += self._item(item)
        label = section.text or Texts(section.key, section.key)
        relevant = all_of([consent, self._audience(section)])
        return self.maker.group(section_group(section.key), label, rows, relevant=relevant)

    # --- who is asked

    def screening(self) -> list[Cells]:
        """Return the hidden reason for which a person is not eligible, and a note for each."""
        rules = [rule for section in self.sections() for rule in self._rules(section)]
        if not rules:
            return []
        chosen = "''"
        for test, rule in reversed(rules):
            chosen = f"if({test}, {quoted(rule.reason)}, {chosen})"
        found = [self.maker.row("calculate", SCREENED_OUT, calculation=chosen)]
        said: dict[str, Ineligible] = {}
        for _, rule in rules:
            said.setdefault(rule.reason, rule)
        for reason, rule in said.items():
            label = _reason_said(rule)
            relevant = f"${{{SCREENED_OUT}}} = {quoted(reason)}"
            found.append(self.maker.row("note", f"note_reason_{reason}", label, hint=both(_AFTER), relevant=relevant))
        return found

    def _rules(self, section: Section) -> Iterator[tuple[str, Ineligible]]:
        """Yield each rule of a section with its test: its question is answered, and the condition holds."""
        for item in self._items[section.key]:
            for rule in item.ineligible:
                test = self._said(rule.when, item)
                if test and not needs_answer(rule.when.tree, item.key):
                    own = Condition(source="", tree=Answered(Name(item.key)), items=frozenset({item.key}))
                    test = all_of([self._said(own, item), test])
                if test:
                    yield test, rule

    def _audience(self, section: Section) -> str:
        """Return for whom a section is: by the screening answers before it, never by those in or after it."""
        if section.audience == "everyone":
            return ""
        sections = self.sections()
        before = sections[: sections.index(section)]
        later = any(self.screens(one) for one in sections[sections.index(section) :])
        if not later and any(self.screens(one) for one in before):
            return f"${{{SCREENED_OUT}}} {'=' if section.audience == 'eligible' else '!='} ''"
        tests = [test for one in before for test, _ in self._rules(one)]
        if not tests:
            return "" if section.audience == "eligible" else "false()"
        out = any_of(tests)
        return f"not({out})" if section.audience == "eligible" else out

    # --- items

    def _item(self, item: Item) -> list[Cells]:
        twins = [one for one in self._items[item.section] if one.base == item.key]
        rows = [row for one in (item, *twins) for row in self._question(one)]
        relevant = all_of([self._said(condition, item) for condition in item.when])
        return self.maker.group(item_group(item.key), Texts(), rows, relevant=relevant, page=True)

    def _question(self, item: Item) -> Iterator[Cells]:
        constraint, message = self._constraint(item)
        beside = has_companion(item)
        yield self.maker.row(
            self._type(item),
            item.key,
            both(_NOTE_LABEL) if item.part == NOTE else item.text or Texts(item.key, item.key),
            hint=self._hint(item),
            required=item.required and not beside,
            constraint=constraint,
            constraint_message=message,
            appearance="multiline" if item.type == "text" else "",
        )
        if beside:
            yield self.maker.row(
                f"select_one {self.lists.missing()}",
                companion(item.key),
                both(_WHY_MISSING),
                relevant=f"${{{item.key}}} = ''",
                required=item.required,
                appearance="minimal",
            )

    def _type(self, item: Item) -> str:
        if item.type in _SELECTS:
            return f"{_SELECTS[item.type]} {self.lists.scale(item.scale)}"
        return "integer" if item.role == "network_size" else _TYPES[item.type]

    def _hint(self, item: Item) -> Texts:
        if item.part == NOTE:
            return both(_NOTE_HINT)
        return both(_PROBE_HINT) if item.part == PROBE else item.note

    def _constraint(self, item: Item) -> tuple[str, Texts]:
        """Return what must hold of an answer, and what is said where it doesn't; a missing code is never refused."""
        own = item.constraint
        test = self._said(own.holds, item) if own else ""
        text = own.text if own else Texts()
        if item.type == "multiple":
            parts = [ALONE, f"{MISSING} or ({test})"] if test else [ALONE]
            return all_of(parts), Texts(*(" ".join(filter(None, one)) for one in _pairs(both(ALONE_SAID), text)))
        if test and item.type in _SELECTS:
            return f"{MISSING} or ({test})", text
        return test, text

    def _said(self, condition: Condition, item: Item) -> str:
        """Return a condition as an expression; empty, and a problem, where there is none."""
        try:
            return self._expressions.of(condition, item)
        except UntoldError as error:
            place = item.place if item.place.key else Place(key=item.key)
            problem = Problem(code="xlsform.untold", place=place, params={"part": error.part})
            if problem not in self.problems:
                self.problems.append(problem)
            return ""


def _pairs(first: Texts, second: Texts) -> tuple[tuple[str, str], ...]:
    return (first.id, second.id), (first.en, second.en)


def _reason_said(rule: Ineligible) -> Texts:
    """Return the reason in words; what the hospital could do about it is for the report, not for the interview."""
    reason = rule.text or Texts(rule.reason, rule.reason)
    said = both(NOT_ELIGIBLE, reason="{reason}")
    return Texts(*(said.get(one).replace("{reason}", reason.get(one)) for one in ("id", "en")))
