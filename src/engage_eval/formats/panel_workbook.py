"""The workbook in which experts judge how relevant each item is: a row an expert, a column an item, 1 to 4."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages, messages
from engage_eval.formats.tables import letters
from engage_eval.formats.workbook_bytes import repeatable
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.panel import HIGHEST, LOWEST

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EXPERTS = 10
_LINE = 15  # points
_LONGEST = 255  # of a message in Excel
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_HEAD = {"id": "ahli", "en": "expert"}
_HOW = (
    N_("Content validity: how relevant is each question?"),
    N_("Thank you for judging this questionnaire before it is used. It takes about half an hour."),
    N_("1. Read the questions in the sheet {items}. They stand in the order in which they are asked."),
    N_("2. In the sheet panel choose one row for yourself, and give each question a number from the list:"),
    N_("1 = not relevant for what it is to measure"),
    N_("2 = somewhat relevant: it would have to be rewritten"),
    N_("3 = quite relevant: small changes would do"),
    N_("4 = highly relevant as it is"),
    N_("3. Leave a cell empty where you do not want to judge. Say in the last column of {items} what should change."),
    N_("4. Do not write your name: the team knows which row is yours. Send the file back to the person who gave it."),
    N_("For the team: put the rows of all experts into one sheet, save it as panel.xlsx in the study folder."),
    N_("Then: engage-eval report my-study. Or at once: engage-eval stats validity panel.xlsx --low 1 --high 4"),
)
_ITEM_HEADS = (
    (N_("question key"), 20),
    (N_("to measure"), 24),
    (N_("question"), 70),
    (N_("possible answers"), 44),
    (N_("what should change"), 44),
)


def panel_bytes(instrument: Instrument, language: str) -> bytes:
    """Return the workbook for the questions of ``instrument`` in ``language``; probes, notes and twins stay out."""
    from openpyxl import Workbook

    words = messages(language)
    items = judged_items(instrument)
    names = {"items": words.text(N_("the questions")), "how": words.text(N_("how to judge"))}
    book = Workbook()
    panel = book.active
    panel.title = "panel"
    _panel(panel, items, words)
    _items(book.create_sheet(names["items"]), instrument, items, words)
    _how(book.create_sheet(names["how"]), words, names["items"])
    return repeatable(book)


def judged_items(instrument: Instrument) -> tuple[Item, ...]:
    """Return the questions that an expert judges."""
    return tuple(item for item in instrument.items if not item.base)


def _panel(sheet: "Worksheet", items: Sequence[Item], words: Messages) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.datavalidation import DataValidation

    line = Border(bottom=Side(style="thin", color="C9D1D6"))
    head = _HEAD[words.language]
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 110
    sheet.column_dimensions["A"].width = 14
    _landscape(sheet)
    for index, name in enumerate((head, *(item.key for item in items))):
        cell = sheet.cell(1, index + 1, name)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6F0EF")
        cell.alignment = Alignment(text_rotation=90 if index else 0, vertical="bottom", wrap_text=not index)
    for row in range(2, _EXPERTS + 2):
        sheet.cell(row, 1, f"{head}-{row - 1}").border = line
    for index, item in enumerate(items, 1):
        letter = letters(index)
        sheet.column_dimensions[letter].width = 6
        question = item.text.get(words.language)
        sheet[f"{letter}1"].comment = Comment(question, "engage-eval", width=320, height=140)
        rule = DataValidation(
            type="list",
            formula1='"' + ",".join(str(n) for n in range(LOWEST, HIGHEST + 1)) + '"',
            allow_blank=True,
            showInputMessage=True,
            showErrorMessage=True,
            promptTitle=item.key[:32],
            prompt=question if len(question) <= _LONGEST else f"{question[: _LONGEST - 1]}…",
        )
        rule.add(f"{letter}2:{letter}{_EXPERTS + 1}")
        sheet.add_data_validation(rule)
        for row in range(2, _EXPERTS + 2):
            cell = sheet.cell(row, index + 1)
            cell.alignment = Alignment(horizontal="center")
            cell.border = line


def _items(sheet: "Worksheet", instrument: Instrument, items: Sequence[Item], words: Messages) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    measured = {one.key: one.text.get(words.language) for one in instrument.characteristics}
    sheet.freeze_panes = "B2"
    _landscape(sheet)
    for index, (name, width) in enumerate(_ITEM_HEADS):
        cell = sheet.cell(1, index + 1, words.text(name))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6F0EF")
        sheet.column_dimensions[letters(index)].width = width
    for row, item in enumerate(items, 2):
        scale = instrument.scales.get(item.scale)
        answers = " / ".join(label.get(words.language) for label in scale.labels) if scale else ""
        texts = (item.key, measured.get(item.measures, ""), item.text.get(words.language), answers)
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            cell.value = f"'{text}" if text.startswith(_FORMULA) else text
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        widths = [width for _, width in _ITEM_HEADS]
        lines = max(-(-len(text) // max(width - 4, 1)) for text, width in zip(texts, widths, strict=False))
        sheet.row_dimensions[row].height = _LINE * max(lines, 1)


def _how(sheet: "Worksheet", words: Messages, items: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 100
    for row, text in enumerate(_HOW, 1):
        cell = sheet.cell(row, 1, words.text(text, items=items))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if row == 1:
            cell.font = Font(bold=True, size=14)


def _landscape(sheet: "Worksheet") -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
