"""Cells as a field tool writes them, turned into what the readers of a study's tables understand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.problem import Param, Place, Problem
from engage_eval.formats import cells
from engage_eval.formats.cells import PROTECTED, Cell
from engage_eval.formats.submission_heads import Heads
from engage_eval.formats.xlsform_names import language_code
from engage_eval.formats.xlsform_rows import both, missing_choices
from engage_eval.model import vocabulary
from engage_eval.model.field_form import companion
from engage_eval.model.instrument import MISSING_CODES, Item, Scale

# How our form words what may stand under a quotation, for files with labels in place of names.
_ATTRIBUTION = {
    "role_facility_kind": N_("role and kind of facility"),
    "role": N_("role only"),
    "none": N_("nothing"),
}
_CHECKED, _FREE = frozenset({"1", "true", "ya", "yes"}), frozenset({"", "0", "false", "tidak", "no"})
_SHORT_OFFSET = re.compile(r"(.*[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?[+-][0-9]{2})([0-9]{2})?")
_LONGEST_LABEL = 12  # words; a longer run of words is never tried as one label


@dataclass(slots=True)
class Answering:
    """Makes the one cell of an item from the columns that a field tool has for it."""

    heads: Heads
    head: Sequence[str]
    problems: list[Problem]

    def cell(self, item: Item, scale: Scale | None, row: Sequence[Cell], place: Place) -> Cell:
        """Return the item's answer as our tables have it; empty where there is none."""
        at = self.heads.single.get(item.key)
        said: Cell = "" if at is None else row[at]
        if item.type == "multiple":
            said = self._several(item, scale, row, place, joined(said, scale))
        elif item.type == "text":
            said = verbatim(said)
        reason_at = self.heads.single.get(companion(item.key))
        reason: Cell = "" if reason_at is None else row[reason_at]
        if cells.is_empty(reason):
            return said if item.type in ("number", "date", "text") or cells.is_empty(said) else self._coded(said, scale)
        if cells.is_empty(said):
            return reason_code(reason)
        self._tell("import.answered_and_missing", place, item.key, item=item.key, reason=cells.shown(reason))
        return ""

    @staticmethod
    def _coded(said: Cell, scale: Scale | None) -> Cell:
        """Return the code for a missing answer where the form's label of it stands, and no answer is called so."""
        if scale and said in scale.values:
            return said
        return said if vocabulary.normal(cells.plain(said)) in _labels(scale) else reason_code(said)

    def _several(self, item: Item, scale: Scale | None, row: Sequence[Cell], place: Place, whole: Cell) -> Cell:
        """Return several choices from the one column, or from a column each; refused where both differ."""
        apart = self._split(item.key, scale, row, place)
        if cells.is_empty(whole):
            return apart
        columns = self.heads.split.get(item.key, {})
        filled = any(not cells.is_empty(row[at]) for at in columns.values())
        chosen = set(cells.plain(whole).split("|"))
        if filled and chosen & set(columns) != set(apart.split("|")) - {""}:
            params = {"item": item.key, "whole": cells.shown(whole), "apart": cells.shown(apart)}
            self._tell("import.split_differs", place, item.key, **params)
            return ""
        return whole

    def _split(self, key: str, scale: Scale | None, row: Sequence[Cell], place: Place) -> str:
        """Return the choices that are ticked, in the order of the scale: that of the columns says nothing."""
        chosen = []
        for choice, at in self.heads.split.get(key, {}).items():
            written = cells.plain(row[at]).casefold()
            if written in _CHECKED or written == choice.casefold():
                chosen.append(choice)
            elif written not in _FREE:
                self._tell("import.split_value", place, self.head[at], value=cells.shown(row[at]))
        order = [*(scale.values if scale else ()), *MISSING_CODES]
        return "|".join(sorted(chosen, key=lambda one: order.index(one) if one in order else len(order)))

    def _tell(self, code: str, place: Place, key: str, **params: Param) -> None:
        self.problems.append(Problem(code=code, place=place.at(key), params=params))


def joined(cell: Cell, scale: Scale | None) -> Cell:
    """Return several choices joined by |, where a field tool joined them by blanks; names or labels.

    What can't be read so, or in two ways, comes back as it is, for the reader to refuse.
    """
    written = cells.plain(cell)
    values = scale.values if scale else ()
    known = {value.casefold(): value for value in (*values, *MISSING_CODES)}
    words = written.split()
    if "|" in written or not words:
        return cell
    if all(word.casefold() in known for word in words):
        return "|".join(known[word.casefold()] for word in words)
    labels = _labels(scale)
    if vocabulary.normal(written) in labels:
        return cell
    ways = list(_ways(words, labels))
    return "|".join(ways[0]) if len(ways) == 1 else cell


def _labels(scale: Scale | None) -> Mapping[str, str]:
    """Return label -> value, without labels that two answers share."""
    found: dict[str, set[str]] = {}
    for value, label in zip(scale.values, scale.labels, strict=False) if scale else ():
        for text in {label.id, label.en} - {""}:
            found.setdefault(vocabulary.normal(text), set()).add(value)
    return {text: next(iter(values)) for text, values in found.items() if len(values) == 1 and text}


def _ways(words: Sequence[str], labels: Mapping[str, str], most: int = 2) -> Iterator[tuple[str, ...]]:
    """Yield at most ``most`` ways in which words are labels, each standing once."""
    if not words:
        yield ()
        return
    found = 0
    for end in range(1, min(len(words), _LONGEST_LABEL) + 1):
        value = labels.get(vocabulary.normal(" ".join(words[:end])))
        if value is None:
            continue
        for rest in _ways(words[end:], labels, most):
            if value not in rest:
                yield (value, *rest)
                found += 1
            if found == most:
                return


def reason_code(cell: Cell) -> Cell:
    """Return the code that a cell says in words: `.skip`, `skip`, or the label that our form shows for it."""
    written = vocabulary.before_dash(cells.plain(cell))
    if written.casefold() in MISSING_CODES or f".{written.casefold()}" in MISSING_CODES:
        return f".{written.casefold().removeprefix('.')}"
    wanted = vocabulary.normal(cells.plain(cell))
    for code, label in missing_choices():
        if wanted in {vocabulary.normal(label.id), vocabulary.normal(label.en)}:
            return code
    return cell


def verbatim(cell: Cell) -> Cell:
    """Return a text so that the reader keeps it as it is: no field tool puts an apostrophe before what it protects."""
    if isinstance(cell, str) and cells.plain(cell)[:1] == "'" and cells.plain(cell)[1:].startswith(PROTECTED):
        return f"'{cells.plain(cell)}"
    return cell


def with_minutes(cell: Cell) -> Cell:
    """Return a moment with its zone's offset written out: some telephones and R write +07 or +0700.

    >>> with_minutes("2024-01-05T10:05:00.000+07"), with_minutes("2024-01-05T10:05:00-0330")
    ('2024-01-05T10:05:00.000+07:00', '2024-01-05T10:05:00-03:30')
    """
    found = _SHORT_OFFSET.fullmatch(cells.plain(cell)) if isinstance(cell, str) else None
    return f"{found[1]}:{found[2] or '00'}" if found else cell


def language(cell: Cell) -> Cell:
    """Return id or en for a language's label."""
    return language_code(cells.plain(cell)) or cell


def attribution(cell: Cell) -> Cell:
    """Return what may stand under a quotation, where the file has our form's words for it."""
    written = vocabulary.normal(cells.plain(cell))
    for value, message in _ATTRIBUTION.items():
        texts = both(message)
        if written in {vocabulary.normal(one) for one in (texts.id, texts.en)}:
            return value
    return cell
