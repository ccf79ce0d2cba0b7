"""The parts that rows of our XLSForm are made of: texts in the form's languages, lists of choices, and rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import messages
from engage_eval.core.problem import Param
from engage_eval.formats.xlsform_sheets import translated
from engage_eval.model import vocabulary
from engage_eval.model.field_form import MISSING_CHOICES, NO, YES
from engage_eval.model.instrument import Scale
from engage_eval.model.texts import Texts

# In brackets, so that nobody reads them aloud.
_MISSING = (N_("(passed over)"), N_("(refused to answer)"), N_("(does not apply)"))
_TRANSLATED = ("label", "hint", "constraint_message")

Cells = dict[str, str]


def both(message: str, **params: Param) -> Texts:
    """Return a text of the program in both languages."""
    return Texts(*(messages(language).text(message, **params) for language in ("id", "en")))


def shown(text: str) -> str:
    """Return a text as it is shown: ${x} would mean an answer."""
    return text.replace("${", "$ {")


@dataclass(slots=True)
class Lists:
    """The lists of choices that were used so far; scales keep their keys, ours get out of their way."""

    scales: Mapping[str, Scale]
    languages: Sequence[str]
    rows: dict[str, list[Cells]] = field(default_factory=dict)

    def scale(self, key: str) -> str:
        """Return the name of a scale's list; its choices are followed by the reasons for a missing answer."""
        found = self.scales[key]
        return self._made(key, (*zip(found.values, found.labels, strict=True), *missing_choices()))

    def missing(self) -> str:
        """Return the name of the list of reasons for a missing answer."""
        return self.own("missing", missing_choices())

    def flag(self) -> str:
        """Return the name of the list of yes and no."""
        return self.own("yes_no", ((YES, vocabulary.FLAGS[True]), (NO, vocabulary.FLAGS[False])))

    def values(self, name: str, values: Iterable[str]) -> str:
        """Return the name of a list of a table's fixed values."""
        return self.own(name, ((value, vocabulary.VALUES[value]) for value in values))

    def own(self, name: str, choices: Iterable[tuple[str, Texts]]) -> str:
        """Return the name of a list that is no scale."""
        while name in self.scales:
            name += "_"
        return self._made(name, choices)

    def _made(self, name: str, choices: Iterable[tuple[str, Texts]]) -> str:
        if name not in self.rows:
            self.rows[name] = [
                {"list_name": name, "name": value, **self._labels(value, label)} for value, label in choices
            ]
        return name

    def _labels(self, value: str, label: Texts) -> Cells:
        return {translated("label", language): shown(label.get(language)) or value for language in self.languages}


def missing_choices() -> tuple[tuple[str, Texts], ...]:
    """Return the reasons for a missing answer, which every select carries, with their labels."""
    return tuple((code, both(label)) for code, label in zip(MISSING_CHOICES, _MISSING, strict=True))


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the rows of one form in its languages."""

    languages: Sequence[str]

    def row(self, kind: str, name: str, label: Texts | str = "", **cells: Texts | str | bool) -> Cells:
        """Return a row; a text in both languages fills a column for each language of the form."""
        found: Cells = {"type": kind, "name": name}
        for column, value in {"label": label, **cells}.items():
            if column in _TRANSLATED and value:
                texts = value if isinstance(value, Texts) else Texts(str(value), str(value))
                found |= {translated(column, language): shown(texts.get(language)) for language in self.languages}
            elif value is True:
                found[column] = "yes"
            elif value:
                found[column] = str(value)
        return found

    def group(
        self, name: str, label: Texts, rows: Iterable[Cells], *, relevant: str = "", page: bool = False
    ) -> list[Cells]:
        """Return rows as a group, empty where there are none; with ``page`` they stand on one screen."""
        inner = list(rows)
        if not inner:
            return []
        begin = self.row("begin_group", name, label, relevant=relevant, appearance="field-list" if page else "")
        return [begin, *inner, self.row("end_group", name)]


def any_of(parts: Sequence[str]) -> str:
    """Return an expression that holds where one of ``parts`` does."""
    return parts[0] if len(parts) == 1 else " or ".join(f"({part})" for part in parts)


def all_of(parts: Sequence[str]) -> str:
    """Return an expression that holds where all of ``parts`` do; empty where there are none."""
    found = [part for part in parts if part]
    return found[0] if len(found) == 1 else " and ".join(f"({part})" for part in found)
