"""The file around the pages of a printed form: page, header, footer, properties; same input, same bytes."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from engage_eval.report import look
from engage_eval.report.blocks import Document
from engage_eval.report.claims import Claims
from engage_eval.report.docx import template
from engage_eval.report.docx.inline import language_tag, run, whole_field
from engage_eval.report.docx.package import pack, relationships
from engage_eval.report.docx.styles import TEXT_WIDTH_TWIPS, styles_part
from engage_eval.report.docx.xml import el, name, root, serialise, val
from engage_eval.report.paper.styles import FORM_STYLES

_NUM_ID, _VAL = name("w:numId"), name("w:val")
_CM = 1440 / 2.54
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_TARGETS = (
    ("rIdStyles", "styles.xml"),
    ("rIdNumbering", "numbering.xml"),
    ("rIdSettings", "settings.xml"),
    ("rIdFonts", "fontTable.xml"),
    ("rIdTheme", "theme/theme1.xml"),
    ("rIdHeader", "header1.xml"),
    ("rIdFooter", "footer1.xml"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A form to print. ``header`` and ``footer`` are a left and a right text, where {page} and {pages} are counted.

    ``day`` is an ISO date for the file's properties, ``digest`` of what was printed.
    """

    language: str
    title: str
    subject: str
    day: str
    digest: str
    program: str
    header: tuple[str, str]
    footer: tuple[str, str]
    elements: Sequence[Element] = field(repr=False)


def write_paper(paper: Paper) -> bytes:
    """Return the .docx of ``paper``."""
    tag = language_tag(paper.language)
    document = Document(
        language=paper.language,
        kind="",
        title=paper.title,
        subtitle=paper.subject,
        study_id="",
        day=paper.day,
        digest=paper.digest,
        program=paper.program,
        header="",
        blocks=(),
        claims=Claims(()),
    )
    parts = {
        "word/document.xml": _document_part(paper.elements),
        "word/styles.xml": styles_part(tag, FORM_STYLES),
        "word/numbering.xml": _lists_part(_numbered_lists(paper.elements)),
        "word/settings.xml": template.settings_part(document, tag),
        "word/fontTable.xml": template.fonts_part(),
        "word/theme/theme1.xml": template.theme_part(),
        "word/header1.xml": _edge("w:hdr", "Header", paper.header, tag),
        "word/footer1.xml": _edge("w:ftr", "Footer", paper.footer, tag),
        "docProps/core.xml": template.core_part(document, tag),
        "docProps/app.xml": template.app_part(),
        "word/_rels/document.xml.rels": relationships(_TARGETS),
        "_rels/.rels": relationships(
            [("rId1", "word/document.xml"), ("rId2", "docProps/core.xml"), ("rId3", "docProps/app.xml")]
        ),
    }
    return pack(parts)


def _numbered_lists(elements: Sequence[Element]) -> int:
    """Return how many lists count from 1 on their own, by the highest number that a paragraph names."""
    named = [int(one.get(_VAL, "0")) for element in elements for one in element.iter(_NUM_ID)]
    return max(named, default=template.NUMBERS) - template.NUMBERS


def _lists_part(numbered_lists: int) -> bytes:
    """Return word/numbering.xml, where each numbered list has a definition of its own.

    Lists side by side take turns, and lists that share a definition share their count: 1, 1, 2, 3 ... in Word too.
    """
    part = etree.fromstring(template.lists_part(numbered_lists))
    definitions, lists = part.findall(name("w:abstractNum")), part.findall(name("w:num"))
    for number, one in enumerate(lists[template.NUMBERS :], start=len(definitions)):
        own = deepcopy(definitions[-1])
        own.set(name("w:abstractNumId"), str(number))
        for mark in own.iter(name("w:nsid")):
            mark.set(_VAL, f"{number + 1:08X}")
        for level in own.iter(name("w:lvl")):
            for style in level.findall(name("w:pStyle")):
                level.remove(style)  # a style points to one definition only
        lists[0].addprevious(own)
        for pointer in one.iter(name("w:abstractNumId")):
            pointer.set(_VAL, str(number))
    return serialise(part)


def _document_part(elements: Sequence[Element]) -> bytes:
    width, height = (round(side * _CM) for side in look.WORD_PAGE_CM)
    margin, edge = round(look.WORD_MARGIN_CM * _CM), round(1.25 * _CM)
    sides: dict[str, str | int] = {f"w__{side}": margin for side in ("top", "right", "bottom", "left")}
    section = el(
        "w:sectPr",
        el("w:headerReference", w__type="default", r__id="rIdHeader"),
        el("w:footerReference", w__type="default", r__id="rIdFooter"),
        el("w:pgSz", w__w=width, w__h=height),
        el("w:pgMar", **sides, w__header=edge, w__footer=edge, w__gutter=0),
        el("w:cols", w__space=708),
    )
    part = root("w:document", ("w", "r"), el("w:body"))
    part[0].extend(elements)
    part[0].append(section)
    return serialise(part)


def _edge(tag: str, style: str, texts: tuple[str, str], language: str) -> bytes:
    """Return a header or footer: one text at the left edge, one at the right."""
    stops = el("w:tabs", el("w:tab", w__val="right", w__pos=TEXT_WIDTH_TWIPS))
    made = el("w:p", el("w:pPr", val("w:pStyle", style), stops), *_counted(texts[0], language))
    made.append(el("w:r", el("w:tab")))
    made.extend(_counted(texts[1], language))
    return serialise(root(tag, ("w",), made))


def _counted(text: str, language: str) -> list[Element]:
    """Return the runs of ``text``, its {page} and {pages} as fields with a stored result."""
    made: list[Element] = []
    for piece in re.split(r"(\{pages?\})", text):
        if piece in _FIELDS:
            made.extend(whole_field(_FIELDS[piece], "1", language))
        elif piece:
            made.append(run(piece, language))
    return made
