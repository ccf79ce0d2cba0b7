"""The styles of our own Word template; everything that a report looks like is defined here and nowhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from engage_eval.report import look
from engage_eval.report.docx.xml import el, root, serialise, val

MONOSPACED = "Courier New"
TEXT_WIDTH_TWIPS = round((look.WORD_PAGE_CM[0] - 2 * look.WORD_MARGIN_CM) / 2.54 * 1440)

_BANNER_TINT = "FBF7EC"
_CODE_TINT = "F3F5F6"
_INDENT = 357  # twips, 0.63 cm
_HANGING = 567  # twips, 1 cm
_SINGLE_LINE = 240


def _twips(points: float) -> int:
    return round(points * 20)


def _colour(token: str) -> str:
    return token.removeprefix("#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style; sizes and spaces in points, ``line`` in lines; None is what it is based on."""

    id: str
    name: str
    based: str = "Normal"
    next: str = ""
    size: float | None = None
    bold: bool = False
    italic: bool = False
    colour: str = ""
    font: str = ""
    before: float | None = None
    after: float | None = None
    line: float | None = None
    keep_next: bool = False
    keep_lines: bool = False
    align: str = ""
    outline: int | None = None
    left: int | None = None
    hanging: int | None = None
    list_number: int | None = None
    edge: str = ""
    tint: str = ""
    right_tab: bool = False
    hidden: bool = False


_H1, _H2, _H3 = look.WORD_HEADINGS_PT

_STYLES = (
    Style(
        id="Heading1",
        name="heading 1",
        next="Normal",
        size=_H1,
        bold=True,
        before=18,
        after=6,
        line=1,
        keep_next=True,
        keep_lines=True,
        outline=0,
    ),
    Style(
        id="Heading2",
        name="heading 2",
        next="Normal",
        size=_H2,
        bold=True,
        before=14,
        after=4,
        line=1,
        keep_next=True,
        keep_lines=True,
        outline=1,
    ),
    Style(
        id="Heading3",
        name="heading 3",
        next="Normal",
        size=_H3,
        bold=True,
        before=10,
        after=3,
        line=1,
        keep_next=True,
        keep_lines=True,
        outline=2,
    ),
    Style(id="Title", name="Title", next="Subtitle", size=26, bold=True, after=6, line=1, keep_lines=True),
    Style(id="Subtitle", name="Subtitle", next="Normal", size=14, colour=look.MUTED, after=10, line=1.1),
    Style(id="CoverTitle", name="Cover Title", based="Title", next="Subtitle", before=150, after=10),
    Style(id="CoverLine", name="Cover Line", colour=look.MUTED, after=2),
    Style(id="ContentsHeading", name="TOC Heading", size=_H1, bold=True, after=8, line=1, keep_next=True),
    Style(id="TOC1", name="toc 1", before=4, after=2, line=1.05),
    Style(id="TOC2", name="toc 2", after=2, line=1.05, left=_INDENT),
    Style(id="Lead", name="Lead", size=13, after=8),
    Style(id="Note", name="Note", size=look.WORD_NOTE_PT, colour=look.MUTED, line=1.05),
    Style(
        id="Banner",
        name="Banner",
        bold=True,
        before=4,
        after=10,
        line=1.1,
        left=170,
        edge=look.WARNING,
        tint=_BANNER_TINT,
        keep_lines=True,
    ),
    Style(id="Code", name="Code", size=9, font=MONOSPACED, line=1, tint=_CODE_TINT),
    Style(id="Bibliography", name="Bibliography", line=1.05, left=_HANGING, hanging=_HANGING, keep_lines=True),
    Style(id="ListBullet", name="List Bullet", after=3, list_number=1),
    Style(id="ListNumber", name="List Number", after=3, list_number=2),
    Style(id="Caption", name="caption", before=12, after=0, line=1.05, keep_next=True, keep_lines=True),
    Style(id="TableTitle", name="Table Title", italic=True, after=4, line=1.05, keep_next=True, keep_lines=True),
    Style(id="Figure", name="Figure", before=10, after=4, line=1, keep_next=True),
    Style(id="FigureCaption", name="Figure Caption", based="Caption", before=0, after=4, keep_lines=True),
    Style(id="TableText", name="Table Text", size=look.WORD_TABLE_PT, before=2, after=2, line=1),
    Style(id="TableRight", name="Table Right", based="TableText", align="right"),
    Style(id="TableCentre", name="Table Centre", based="TableText", align="center"),
    Style(id="TableTotal", name="Table Total", based="TableText", bold=True),
    Style(id="TableTotalRight", name="Table Total Right", based="TableTotal", align="right"),
    Style(id="TableTotalCentre", name="Table Total Centre", based="TableTotal", align="center"),
    Style(id="TableHead", name="Table Head", based="TableText", bold=True, keep_next=True),
    Style(id="TableHeadRight", name="Table Head Right", based="TableHead", align="right"),
    Style(id="TableHeadCentre", name="Table Head Centre", based="TableHead", align="center"),
    Style(id="TableGroup", name="Table Group", based="TableText", bold=True, before=5, keep_next=True),
    Style(
        id="TableNote",
        name="Table Note",
        size=look.WORD_NOTE_PT,
        colour=look.MUTED,
        before=3,
        after=0,
        line=1.05,
        keep_lines=True,
    ),
    Style(id="KeyNumber", name="Key Number", size=26, bold=True, colour=look.ACCENT, after=0, line=1, keep_next=True),
    Style(id="KeyLabel", name="Key Label", size=look.WORD_TABLE_PT, colour=look.MUTED, after=0, line=1.05),
    Style(id="Spacer", name="Spacer", size=6, after=0, line=1),
    Style(id="Header", name="header", size=look.WORD_NOTE_PT, colour=look.MUTED, after=0, line=1),
    Style(id="Footer", name="footer", size=look.WORD_NOTE_PT, colour=look.MUTED, after=0, line=1, right_tab=True),
    Style(id="CommentText", name="annotation text", size=10, after=0, line=1, hidden=True),
)


# Names of Word's own that begin with a capital letter; all its others begin with a small one.
_BUILT_IN = frozenset({"Title", "Subtitle", "TOC Heading", "List Bullet", "List Number", "Bibliography"})


def _paragraph_style(style: Style) -> Element:
    known = style.name[0].islower() or style.name in _BUILT_IN
    custom: dict[str, str | int] = {} if known else {"w__customStyle": 1}
    made = el("w:style", val("w:name", style.name), w__type="paragraph", w__styleId=style.id, **custom)
    made.append(val("w:basedOn", style.based))
    if style.next:
        made.append(val("w:next", style.next))
    made.append(val("w:uiPriority", 99 if style.hidden else 10))
    if style.hidden:
        made.extend((el("w:semiHidden"), el("w:unhideWhenUsed")))
    else:
        made.append(el("w:qFormat"))
    for tag, children in (("w:pPr", [*_paragraph_properties(style)]), ("w:rPr", [*_run_properties(style)])):
        if children:
            made.append(el(tag, *children))
    return made


def _paragraph_properties(style: Style) -> Iterator[Element]:
    """Yield what a style says of its paragraph, in the order of the schema."""
    yield from _keeping(style)
    if style.list_number is not None:
        yield el("w:numPr", val("w:numId", style.list_number))
    if style.edge:
        yield el("w:pBdr", el("w:left", w__val="single", w__sz=24, w__space=8, w__color=_colour(style.edge)))
    if style.tint:
        yield el("w:shd", w__val="clear", w__color="auto", w__fill=style.tint)
    if style.right_tab:
        yield el("w:tabs", el("w:tab", w__val="right", w__pos=TEXT_WIDTH_TWIPS))
    if (spacing := _spacing(style)) is not None:
        yield spacing
    if style.left is not None:
        hanging: dict[str, str | int] = {} if style.hanging is None else {"w__hanging": style.hanging}
        yield el("w:ind", w__left=style.left, **hanging)
    if style.align:
        yield val("w:jc", style.align)
    if style.outline is not None:
        yield val("w:outlineLvl", style.outline)


def _keeping(style: Style) -> Iterator[Element]:
    if style.keep_next:
        yield el("w:keepNext")
    if style.keep_lines:
        yield el("w:keepLines")


def _spacing(style: Style) -> Element | None:
    said: dict[str, str | int] = {}
    if style.before is not None:
        said["w__before"] = _twips(style.before)
    if style.after is not None:
        said["w__after"] = _twips(style.after)
    if style.line is not None:
        said |= {"w__line": round(style.line * _SINGLE_LINE), "w__lineRule": "auto"}
    return el("w:spacing", **said) if said else None


def _run_properties(style: Style) -> Iterator[Element]:
    """Yield what a style says of its letters, in the order of the schema."""
    if style.font:
        yield _fonts(style.font)
    if style.bold:
        yield el("w:b")
        yield el("w:bCs")
    if style.italic:
        yield el("w:i")
        yield el("w:iCs")
    if style.colour:
        yield val("w:color", _colour(style.colour))
    if style.size is not None:
        yield val("w:sz", round(style.size * 2))
        yield val("w:szCs", round(style.size * 2))


def _fonts(font: str) -> Element:
    return el("w:rFonts", w__ascii=font, w__hAnsi=font, w__eastAsia=font, w__cs=font)


def _defaults(tag: str) -> Element:
    size = round(look.WORD_BODY_PT * 2)
    letters = el(
        "w:rPr",
        _fonts(look.WORD_FONT),
        val("w:color", _colour(look.INK)),
        val("w:sz", size),
        val("w:szCs", size),
        val("w:lang", tag),
    )
    spacing = el(
        "w:spacing",
        w__after=_twips(look.WORD_SPACE_AFTER_PT),
        w__line=round(look.WORD_LINE_SPACING * _SINGLE_LINE),
        w__lineRule="auto",
    )
    return el("w:docDefaults", el("w:rPrDefault", letters), el("w:pPrDefault", el("w:pPr", spacing)))


def _default(kind: str, style_id: str, name: str, *children: Element) -> Element:
    return el(
        "w:style",
        val("w:name", name),
        *children,
        w__type=kind,
        w__default=1,
        w__styleId=style_id,
    )


def _character(style_id: str, name: str, *letters: Element) -> Element:
    made = el("w:style", val("w:name", name), w__type="character", w__styleId=style_id)
    made.extend((val("w:basedOn", "DefaultParagraphFont"), val("w:uiPriority", 99), el("w:unhideWhenUsed")))
    made.append(el("w:rPr", *letters))
    return made


def _cell_margins(left: int, right: int) -> Element:
    return el("w:tblCellMar", el("w:left", w__w=left, w__type="dxa"), el("w:right", w__w=right, w__type="dxa"))


def rule(side: str, points: float) -> Element:
    """Return a border of a table or cell."""
    return el(f"w:{side}", w__val="single", w__sz=round(points * 8), w__space=0, w__color=_colour(look.RULE))


def _table(style_id: str, name: str, *properties: Element) -> Element:
    made = el("w:style", val("w:name", name), w__type="table", w__customStyle=1, w__styleId=style_id)
    made.extend((val("w:basedOn", "TableNormal"), val("w:uiPriority", 10)))
    made.append(el("w:tblPr", *properties))
    return made


def _three_rules() -> Element:
    borders = el("w:tblBorders", rule("top", look.WORD_OUTER_RULE_PT), rule("bottom", look.WORD_OUTER_RULE_PT))
    made = _table("ThreeRules", "Three Rules", borders, _cell_margins(70, 70))
    head = el("w:tblStylePr", w__type="firstRow")
    head.append(el("w:tcPr", el("w:tcBorders", rule("bottom", look.WORD_HEAD_RULE_PT)), val("w:vAlign", "bottom")))
    made.append(head)
    return made


def styles_part(tag: str, more: Sequence[Style] = ()) -> bytes:
    """Return word/styles.xml for a file in the language ``tag`` (id-ID); ``more`` are styles beside the report's."""
    normal = _default("paragraph", "Normal", "Normal", el("w:qFormat"))
    letters = _default("character", "DefaultParagraphFont", "Default Paragraph Font", val("w:uiPriority", 1))
    letters.append(el("w:semiHidden"))
    table = _default("table", "TableNormal", "Normal Table", val("w:uiPriority", 99), el("w:semiHidden"))
    table.append(el("w:tblPr", el("w:tblInd", w__w=0, w__type="dxa"), _cell_margins(108, 108)))
    numbering = _default("numbering", "NoList", "No List", val("w:uiPriority", 99), el("w:semiHidden"))
    return serialise(
        root(
            "w:styles",
            ("w",),
            _defaults(tag),
            normal,
            letters,
            table,
            numbering,
            *(_paragraph_style(style) for style in (*_STYLES, *more)),
            _character("CommentReference", "annotation reference", val("w:sz", 16), val("w:szCs", 16)),
            _three_rules(),
            _table("KeyFigures", "Key Figures", _cell_margins(0, 140)),
        )
    )
