"""Where the answer to a question is marked: boxes, a scale in a row, lines; and the rings for a missing answer."""

from lxml.etree import _Element as Element

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.instrument import Item, Scale
from engage_eval.report.docx.inline import run
from engage_eval.report.paper.elements import BETWEEN, BOX, RING, cell, choice, lines, paragraph, row, sign, tab, table
from engage_eval.report.schedule.voices import Voice, Voices

MISSING = ((".skip", N_("passed over")), (".refused", N_("would not say")), (".na", N_("does not apply")))
_MOST_IN_A_ROW = 5  # points of a scale that stand side by side
_SHORT = 44  # letters of all labels that fit one line
_MOST_SHORT = 3
_LINES_FOR_TEXT = 3
_NUMBER_LINE = 3000  # twips
_DATE = "____ / ____ / ________"


def answer(item: Item, voices: Voices, width: int) -> list[Element]:
    """Return where the answer to ``item`` is put, within ``width`` twips."""
    if item.scale:
        return _choices(item, voices, width)
    if item.type == "number":
        return lines(1, _NUMBER_LINE)
    if item.type == "date":
        order = voices.label(N_("day / month / year"))
        return [paragraph("FillIn", [run(f"{_DATE}   ({order})", voices.tag)])]
    return lines(_LINES_FOR_TEXT, width)


def _choices(item: Item, voices: Voices, width: int) -> list[Element]:
    scale = voices.instrument.scales[item.scale]
    wide = width > _NUMBER_LINE * 2
    if scale.numeric and len(scale.values) <= _MOST_IN_A_ROW and wide:
        return _in_a_row(scale, voices, width)
    labels = [_label(scale, value, voices.all[0]) for value in scale.values]
    if len(labels) <= _MOST_SHORT and sum(map(len, labels)) <= _SHORT and not scale.numeric:
        return _in_a_line(scale, voices)
    if voices.single:
        return [choice([run(label, voices.tag)]) for label in labels]
    return _in_two_columns(scale, voices, width)


def _label(scale: Scale, value: str, voice: Voice) -> str:
    words = scale.label(value).get(voice.language)
    return f"{value}  {words}" if scale.numeric else words


def _in_a_row(scale: Scale, voices: Voices, width: int) -> list[Element]:
    """Return a scale as one row: box and value, the label in each language below."""
    each = width // len(scale.values)
    cells = []
    for value in scale.values:
        content = [paragraph("ScalePoint", [sign(BOX), run(f" {value}", voices.tag)])]
        content += [
            paragraph("ScalePoint", [run(scale.label(value).get(voice.language), voice.tag)]) for voice in voices.all
        ]
        cells.append(cell(each, content))
    return [table([each] * len(cells), [row(cells)], inside=60), paragraph("Gap", [])]


def _in_a_line(scale: Scale, voices: Voices) -> list[Element]:
    content: list[Element] = []
    for place, value in enumerate(scale.values):
        content += [run("      ", voices.tag)] if place else []
        words = " / ".join(dict.fromkeys(scale.label(value).get(voice.language) for voice in voices.all))
        content += [sign(BOX), run(f" {words}", voices.tag)]
    return [paragraph("Choice", content)]


def _in_two_columns(scale: Scale, voices: Voices, width: int) -> list[Element]:
    """Return a row for each choice: the box with the first language, the second beside it."""
    each = width // len(voices.all)
    rows = []
    for value in scale.values:
        first, *others = voices.all
        cells = [cell(each, [choice([run(_label(scale, value, first), first.tag)])])]
        cells += [cell(each, [paragraph("Choice", [tab(), run(_label(scale, value, one), one.tag)])]) for one in others]
        rows.append(row(cells))
    return [table([each] * len(voices.all), rows, inside=BETWEEN), paragraph("Gap", [])]


def codes(item: Item, voices: Voices, *, words: bool) -> Element:
    """Return the small line below an answer: the item's key as the data have it, and a ring for each missing code."""
    content: list[Element] = [run(item.key, voices.tag)]
    if item.required:
        asked = voices.label(N_("must be asked"))
        content.append(run(f" ({asked})", voices.tag))
    for code, text in MISSING:
        named = f" {voices.all[0].text(text)} {code}" if words else f" {code}"
        content += [run("     ", voices.tag), sign(RING), run(named, voices.tag)]
    return paragraph("Codes", content)


def notes(voices: Voices, width: int) -> list[Element]:
    """Return a line for the interviewer's notes."""
    words = voices.label(N_("Notes"))
    return lines(1, width, [run(f"{words} ", voices.tag)])
