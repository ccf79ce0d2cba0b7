"""What is wrong in an XLSForm though pyxform accepts it: run on what we write and on what comes in.

pyxform lets unknown functions and a blank translation in one row pass, and finds cycles only where Java is installed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats.xlsform_expression import (
    FUNCTIONS,
    Call,
    Expression,
    ExpressionError,
    names_in,
    read_expression,
    walk,
)
from engage_eval.formats.xlsform_sheets import CHOICES, SETTINGS, SURVEY, Row, XlsForm

# Columns that hold expressions; what is asked or shown depends on the first three.
DECIDING = ("relevant", "calculation", "choice_filter")
EXPRESSIONS = (*DECIDING, "constraint", "required", "readonly", "repeat_count")
_PLAIN = ("yes", "no", "true", "false")
_SHOWN = 60


def kind_of(row: Row) -> tuple[str, str]:
    """Return a row's type in one spelling, and the list that it names.

    >>> kind_of(Row(2, {"type": "select one from yatidak"}))
    ('select_one', 'yatidak')
    """
    words = row.get("type").split()
    if not words:
        return "", ""
    first = words[0].casefold()
    if first in ("begin", "end", "select") and len(words) > 1:
        first, words = f"{first}_{words[1].casefold()}", words[1:]
    rest = [word for word in words[1:] if word.casefold() != "from"]
    return first, rest[0] if rest else ""


def check_form(form: XlsForm) -> list[Problem]:
    """Return what is wrong in a form, in the order of its rows."""
    checking = _Checking(form)
    problems = [
        *checking.groups(),
        *checking.names(),
        *checking.lists(),
        *checking.expressions(),
        *_translations(form, SURVEY, form.survey),
        *_translations(form, CHOICES, form.choices),
    ]
    if not any(problem.code in ("xlsform.group", "xlsform.name_twice") for problem in problems):
        problems += checking.cycles()
    return sorted(problems, key=lambda one: (one.place.file.endswith(f"[{CHOICES}]"), one.place.line or 0))


@dataclass(slots=True)
class _Checking:
    form: XlsForm
    # Row's line -> groups around it, from the outside.
    _around: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _rows: dict[str, Row] = field(default_factory=dict)
    # Question -> what it depends on, each with the column that says so.
    _needs: dict[str, dict[str, None]] = field(default_factory=dict)

    def _problem(self, code: str, row: Row, column: str, **params: Param) -> Problem:
        return Problem(code=code, place=self.form.place(SURVEY, row, column), params=params)

    def groups(self) -> Iterator[Problem]:
        open_now: list[tuple[str, str, Row]] = []
        for row in self.form.survey:
            kind, _ = kind_of(row)
            verb, _, what = kind.partition("_")
            is_edge = what in ("group", "repeat")
            if is_edge and verb == "end":
                if not open_now or open_now[-1][0] != what:
                    yield self._problem("xlsform.group", row, "type", found=row.get("type"))
                    return
                open_now.pop()
            self._around[row.line] = tuple(name for _, name, _ in open_now if name)
            if is_edge and verb == "begin":
                open_now.append((what, row.get("name"), row))
        for _, name, row in open_now:
            yield self._problem("xlsform.group", row, "type", found=name or row.get("type"))

    def names(self) -> Iterator[Problem]:
        for row in self.form.survey:
            name = row.get("name")
            if not name or kind_of(row)[0].startswith("end_"):
                continue
            if name in self._rows:
                yield self._problem("xlsform.name_twice", row, "name", found=name, first=self._rows[name].line)
            self._rows.setdefault(name, row)

    def lists(self) -> Iterator[Problem]:
        known = self.form.lists()
        for row in self.form.survey:
            kind, name = kind_of(row)
            if kind in ("select_one", "select_multiple", "rank") and name and name not in known and "${" not in name:
                yield self._problem("xlsform.unknown_list", row, "type", found=name[:_SHOWN])

    def expressions(self) -> Iterator[Problem]:
        for row in self.form.survey:
            for column in EXPRESSIONS:
                if (found := row.get(column)) and found.casefold() not in _PLAIN:
                    yield from self._expression(row, column, found)
        for column in ("instance_name",):
            if found := self.form.settings.get(column, ""):
                place = Place(file=self.form.place(SETTINGS, Row(2, {}), column).file, line=2, key=column)
                tree, problems = _read(found, place)
                yield from problems
                if tree is not None:
                    yield from self._unknown(tree, place)

    def _expression(self, row: Row, column: str, text: str) -> Iterator[Problem]:
        place = self.form.place(SURVEY, row, column)
        tree, problems = _read(text, place)
        yield from problems
        if tree is None:
            return
        yield from self._unknown(tree, place)
        name = row.get("name")
        if column in DECIDING and name:
            self._needs.setdefault(name, {}).update(dict.fromkeys(names_in(tree)))

    def _unknown(self, tree: Expression, place: Place) -> Iterator[Problem]:
        for name in names_in(tree):
            if name not in self._rows:
                yield Problem(code="xlsform.unknown_name", place=place, params={"found": name[:_SHOWN]})

    def cycles(self) -> Iterator[Problem]:
        """Yield each question that is needed to know whether or how it is asked itself, once a cycle."""
        needs: dict[str, tuple[str, ...]] = {}
        for name, row in self._rows.items():
            # What stands in a group needs what the group needs.
            groups = self._around.get(row.line, ())
            needs[name] = (*self._needs.get(name, ()), *groups)
        told: set[str] = set()
        for name in needs:
            chain = _cycle(name, needs)
            if chain and not told & set(chain):
                told |= set(chain)
                shown = " → ".join((*chain, chain[0]))
                yield self._problem("xlsform.cycle", self._rows[name], "name", chain=shown)


def _read(text: str, place: Place) -> tuple[Expression | None, list[Problem]]:
    """Return the tree of an expression, and its faults: it can't be read, or calls what there is not."""
    try:
        tree = read_expression(text)
    except ExpressionError as error:
        params: dict[str, Param] = {"found": error.found, "position": error.position}
        return None, [Problem(code="xlsform.syntax", place=place, params=params)]
    unknown = dict.fromkeys(one.name for one in walk(tree) if isinstance(one, Call) and one.name not in FUNCTIONS)
    return tree, [
        Problem(code="xlsform.unknown_function", place=place, params={"found": f"{one}()"}) for one in unknown
    ]


def _cycle(start: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a shortest way from ``start`` back to it; empty where there is none."""
    came: dict[str, str] = {}
    waiting = [start]
    for one in waiting:
        for needed in needs.get(one, ()):
            if needed == start:
                chain = [one]
                while chain[-1] != start:
                    chain.append(came[chain[-1]])
                return tuple(reversed(chain))
            if needed not in came:
                came[needed] = one
                waiting.append(needed)
    return ()


def _translations(form: XlsForm, sheet: str, rows: tuple[Row, ...]) -> Iterator[Problem]:
    """Yield each text that one language has and another, which other rows have, has not."""
    columns = dict.fromkeys(column for row in rows for column in row.cells if "::" in column)
    kinds: dict[str, list[str]] = {}
    for column in columns:
        kinds.setdefault(column.partition("::")[0], []).append(column)
    for row in rows:
        for same in kinds.values():
            if any(row.get(column) for column in same):
                for column in same:
                    if not row.get(column):
                        language = column.partition("::")[2]
                        place = form.place(sheet, row, column)
                        yield Problem(code="xlsform.translation", place=place, params={"language": language})
