"""How a form of ours is known when it comes in, and which of its rows are no questions of the instrument."""

import re
from collections.abc import Iterator, Mapping

from engage_eval.formats.xlsform_check import kind_of
from engage_eval.formats.xlsform_expression import (
    Call,
    Expression,
    ExpressionError,
    Pair,
    Text,
    names_in,
    read_expression,
)
from engage_eval.formats.xlsform_frame import CONSENTED
from engage_eval.formats.xlsform_questions import ALONE, ALONE_SAID, NOT_ELIGIBLE
from engage_eval.formats.xlsform_rows import both
from engage_eval.formats.xlsform_sheets import Row, XlsForm
from engage_eval.model.field_form import (
    CONSENT_EARLIER,
    CONSENT_GROUP,
    END_GROUP,
    NUMBER,
    SCREENED_OUT,
    START_GROUP,
    TAKE_PART,
    own_names,
)
from engage_eval.model.texts import Texts

_FRAME = (START_GROUP, CONSENT_GROUP, END_GROUP)
_TWIN = re.compile(r"(.+)_(w|why|note|p[0-9]+)")
_CONSENTED = read_expression(CONSENTED)
_ALONE = read_expression(ALONE)
# In all our constraints, whatever the instrument says.
ALWAYS: tuple[Expression, ...] = (_ALONE,)


def is_ours(form: XlsForm) -> bool:
    """Return whether a form was written by this program."""
    return {NUMBER, CONSENT_EARLIER, TAKE_PART} <= {row.get("name") for row in form.survey}


def instrument_rows(form: XlsForm) -> tuple[Row, ...]:
    """Return the rows that are the instrument's: nothing of the frame, no companions, no notes but introductions."""
    names = {row.get("name") for row in form.survey}
    kept, inside = [], 0
    for row in form.survey:
        kind, _ = kind_of(row)
        name = row.get("name")
        if kind == "begin_group" and (name in _FRAME or inside):
            inside += 1
        if not inside and not _is_frame(kind, name, names):
            kept.append(row)
        if kind == "end_group" and inside:
            inside -= 1
    return tuple(kept)


def _is_frame(kind: str, name: str, names: set[str]) -> bool:
    if kind.startswith(("begin_", "end_")):
        return False
    is_companion = name.endswith("_m") and name.removesuffix("_m") in names
    is_aside = kind == "note" and f"section_{name.removeprefix('note_')}" not in names
    return is_companion or is_aside or name in own_names()


def twin_of(name: str, group: str) -> tuple[str, str]:
    """Return the item and the part (w, why, p1, note) that a question in the group ``group`` answers for it."""
    match = _TWIN.fullmatch(name)
    return (match[1], match[2]) if match and group == f"q_{match[1]}" else (name, "")


def constant(form: XlsForm, name: str) -> str:
    """Return the text that a hidden question of ours holds."""
    found = next((row.get("calculation") for row in form.survey if row.get("name") == name), "")
    return found.strip("\"'")


def audience(relevant: Expression) -> tuple[str, list[Expression]]:
    """Return for whom a section is, and what else its expression asks; the consent is the program's own matter."""
    who, rest = "everyone", []
    for part in _parts(relevant):
        if part == _CONSENTED:
            continue
        match part:
            case Pair("=" | "!=" as operator, left, Text("")) if names_in(left) == (SCREENED_OUT,):
                who = "eligible" if operator == "=" else "ineligible"
            case _:
                rest.append(part)
    return who, rest


def _parts(tree: Expression) -> list[Expression]:
    if isinstance(tree, Pair) and tree.operator == "and":
        return [*_parts(tree.left), *_parts(tree.right)]
    return [tree]


def rules(form: XlsForm) -> Iterator[tuple[Expression, str]]:
    """Yield each test that makes a person not eligible, with its reason."""
    text = next((row.get("calculation") for row in form.survey if row.get("name") == SCREENED_OUT), "")
    try:
        tree = read_expression(text)
    except ExpressionError:
        return
    while isinstance(tree, Call) and tree.name == "if":
        match tree.args:
            case (test, Text(reason), other):
                yield test, reason
                tree = other
            case _:
                return


def reason_texts(texts: Mapping[str, Texts]) -> dict[str, Texts]:
    """Return reason -> its words, taken out of the notes about them; ``texts`` has the notes' labels by name."""
    found = {}
    for name, label in texts.items():
        if name.startswith("note_reason_"):
            found[name.removeprefix("note_reason_")] = Texts(*(_reason(label, one) for one in ("id", "en")))
    return found


def _reason(label: Texts, language: str) -> str:
    before, _, after = both(NOT_ELIGIBLE, reason="{reason}").get(language).partition("{reason}")
    text = label.id if language == "id" else label.en
    if not text.startswith(before):
        return ""
    return text.removeprefix(before).removesuffix(after)


def own_message(message: Texts) -> Texts:
    """Return a constraint's message without what we say of missing codes."""
    alone = both(ALONE_SAID)
    return Texts(message.id.removeprefix(alone.id).strip(), message.en.removeprefix(alone.en).strip())
