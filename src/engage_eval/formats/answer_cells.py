"""Cells of the table of responses as answers to one item: choices by key, label or drop-down text, missing codes."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from engage_eval.formats import cells
from engage_eval.formats.cells import Cell, CellError, Reading
from engage_eval.model import vocabulary
from engage_eval.model.instrument import MISSING_CODES, Item, Scale

NOT_SHOWN = ".notshown"

# What one cell says: (position, choice, number, text, missing) of each answer in it.
Said: TypeAlias = tuple[tuple[int, str | None, float | None, str | None, str | None], ...]
Reader: TypeAlias = Callable[[Cell], Said]


def answer_reader(item: Item, scale: Scale | None, reading: Reading) -> Reader:
    """Return what reads the cells of ``item``; it raises CellError where a cell is no answer."""
    if item.type == "text":
        return _text
    makers: Mapping[str, Reader] = {
        "number": lambda cell: ((0, None, cells.number(cell, reading), None, None),),
        "date": lambda cell: ((0, None, None, cells.day(cell, reading).isoformat(), None),),
    }
    if item.type in makers:
        return partial(_or_missing, makers[item.type])
    scale = scale or Scale(key="", values=(), labels=())
    if item.type == "multiple":
        return _remembered(partial(_or_missing, partial(_choices, scale, _names(scale), reading.guesses)))
    return _remembered(partial(_or_missing, partial(_choice, scale, _names(scale))))


def _remembered(read: Reader) -> Reader:
    said: dict[tuple[type, Cell], Said] = {}

    def remembering(cell: Cell) -> Said:
        key = (type(cell), cell)
        if key not in said:
            said[key] = read(cell)
        return said[key]

    return remembering


def says_nothing(_cell: Cell) -> Said:
    """Return no answer, whatever stands in the cell."""
    return ()


def _missing(written: str) -> Said | None:
    code = written.casefold()
    if code == NOT_SHOWN:
        return ()
    return ((0, None, None, None, code[1:]),) if code in MISSING_CODES else None


def _or_missing(read: Reader, cell: Cell) -> Said:
    """Read a cell that may hold a code for a missing answer."""
    if isinstance(cell, str):
        if cells.is_empty(cell):
            return ()
        if (missing := _missing(vocabulary.before_dash(cell))) is not None:
            return missing
        if cell.lstrip()[:1] == "." and cell.strip()[1:].isalpha():
            params = {"allowed": ", ".join(MISSING_CODES), "meant": vocabulary.close(cell, MISSING_CODES)}
            raise CellError("responses.missing_code", value=cells.shown(cell), **params)
    return read(cell)


def is_not_shown(cell: Cell) -> bool:
    """Return whether a cell says that its item was not shown."""
    return isinstance(cell, str) and vocabulary.before_dash(cells.plain(cell)).casefold() == NOT_SHOWN


def _text(cell: Cell) -> Said:
    missing = _missing(cells.plain(cell))
    if missing is not None:
        return missing
    found = cells.text(cell)
    return ((0, None, None, found, None),) if found else ()


def _choice(scale: Scale, names: Mapping[str, str], cell: Cell) -> Said:
    return ((0, _one(scale, names, cell), None, None, None),)


def _choices(scale: Scale, names: Mapping[str, str], guesses: set[str], cell: Cell) -> Said:
    chosen: list[str] = []
    written = cells.plain(cell)
    sign = "|" if "|" in written else _joined_by(written, names)
    if sign != "|":
        guesses.add(f"“{sign}” = “|”")
    for part in filter(str.strip, written.split(sign)):
        one = _one(scale, names, part)
        if one in chosen:
            raise CellError("responses.choice_twice", value=one)
        chosen.append(one)
    return tuple((position, one, None, None, None) for position, one in enumerate(chosen))


def _joined_by(written: str, names: Mapping[str, str]) -> str:
    """Return the comma or semicolon by which several answers were joined; a label may hold one itself, hence |."""
    for sign in (";", ","):
        parts = [part for part in written.split(sign) if part.strip()]
        if len(parts) > 1 and not _is_answer(written, names) and any(_is_answer(part, names) for part in parts):
            return sign
    return "|"


def _is_answer(written: str, names: Mapping[str, str]) -> bool:
    return any(text in names for text in _spellings(written.strip()))


def _one(scale: Scale, names: Mapping[str, str], cell: Cell) -> str:
    """Return the value that a cell means: key, label, drop-down's text, or a number as Excel writes it (4,0)."""
    written = cells.plain(cell)
    for text in _spellings(written):
        if (found := names.get(text)) is not None:
            return found
    if isinstance(cell, bool) and {"ya", "tidak"} <= set(scale.values):
        return "ya" if cell else "tidak"
    allowed, meant = ", ".join(scale.values), _meant(scale, written)
    raise CellError("responses.choice", value=cells.shown(cell), allowed=allowed, meant=meant)


def _meant(scale: Scale, written: str) -> str:
    """Return the answer that was likely meant: its key, or the drop-down's text ("4 – setuju") where it has a label."""
    texts = {
        text: value if text == value else f"{value}{vocabulary.DASH}{text}"
        for value, label in zip(scale.values, scale.labels, strict=False)
        for text in (label.en, label.id, value)
        if text
    }
    return texts.get(vocabulary.close(written, texts), "")


def _spellings(written: str) -> Iterator[str]:
    for text in dict.fromkeys((written, vocabulary.before_dash(written))):
        exact = " ".join(text.casefold().split())
        yield exact
        whole, sign, zeros = exact.replace(",", ".").partition(".")
        if sign and zeros and not zeros.strip("0"):
            yield whole
        yield _loose(exact)


def _loose(text: str) -> str:
    """Return ``text`` as far as it can't be mistaken: what has no letters ("-1", "< 5") is compared as it stands."""
    normal = vocabulary.normal(text)
    return f"~{normal}" if any(map(str.isalpha, normal)) else text


def _names(scale: Scale) -> Mapping[str, str]:
    """Return every spelling of a scale's answers; a loose spelling of two answers means neither."""
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for value, label in zip(scale.values, scale.labels, strict=False):
        for text in (label.id, label.en, value):
            if text:
                loose.setdefault(_loose(text), set()).add(value)
    for value, label in zip(scale.values, scale.labels, strict=False):
        exact |= {" ".join(text.casefold().split()): value for text in (label.id, label.en) if text}
    exact |= {value.casefold(): value for value in scale.values}
    return {name: next(iter(values)) for name, values in loose.items() if len(values) == 1} | exact
