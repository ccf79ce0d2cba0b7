"""The styles of printed forms, beside those of the report."""

from engage_eval.report import look
from engage_eval.report.docx.styles import Style

SMALL_PT = 9.0
CHOICE_INDENT = 340  # twips from the box to its words

FORM_STYLES = (
    Style(id="Ask", name="Ask", after=3, line=1.1, keep_lines=True),
    Style(id="Aside", name="Aside", size=look.WORD_TABLE_PT, italic=True, colour=look.MUTED, after=3, line=1.05),
    Style(
        id="Choice",
        name="Choice",
        size=10.5,
        before=1.5,
        after=1.5,
        line=1,
        left=CHOICE_INDENT,
        hanging=CHOICE_INDENT,
        keep_lines=True,
    ),
    Style(id="ChoiceLast", name="Choice Last", based="Choice", after=8),
    Style(id="Point", name="Point", bold=True, before=8, after=3, line=1.1, keep_next=True, keep_lines=True),
    Style(id="ScalePoint", name="Scale Point", size=SMALL_PT, before=1, after=1, line=1, align="center"),
    Style(id="ItemNumber", name="Item Number", bold=True, after=3, line=1.1),
    # Room for handwriting: a line is a tab with a leader, and the space before it makes it high enough to write on.
    Style(id="Ruled", name="Ruled", size=8, colour=look.MUTED, before=14, after=0, line=1),
    Style(id="Codes", name="Codes", size=look.WORD_NOTE_PT, colour=look.MUTED, before=3, after=4, line=1.05),
    Style(id="FillIn", name="Fill In", before=11, after=3, line=1, keep_lines=True),
    Style(id="Gap", name="Gap", size=2, after=0, line=1),
)
