"""From a document of blocks to the bytes of a Word file."""

import re
from dataclasses import replace
from datetime import date

from lxml.etree import _Element as Element

from engage_eval.core.messages import messages
from engage_eval.report import look
from engage_eval.report.blocks import Document, Figure
from engage_eval.report.docx import template
from engage_eval.report.docx.body import Body
from engage_eval.report.docx.claims_part import claims_part, figures_of, properties_part
from engage_eval.report.docx.comments import Comments, trace
from engage_eval.report.docx.house import House
from engage_eval.report.docx.inline import Inline, language_tag, run, whole_field
from engage_eval.report.docx.moving import moved
from engage_eval.report.docx.package import content_types, pack, relationships, zipped
from engage_eval.report.docx.styles import styles_part
from engage_eval.report.docx.xml import el, root, serialise, val
from engage_eval.report.numbering import number_document

_CM = 1440 / 2.54
_PAGE = tuple(round(side * _CM) for side in look.WORD_PAGE_CM)
_MARGIN = round(look.WORD_MARGIN_CM * _CM)
_FROM_EDGE = round(1.25 * _CM)

_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def write_docx(document: Document, *, annotate: bool = False, house: House | None = None) -> bytes:
    """Return the .docx of ``document``: the same bytes for the same document.

    With ``annotate`` each claim carries a Word comment at its first place in a block: numerator, denominator, rule,
    participants and digest. With ``house`` the file looks like that template. Raises KeyError where
    the blocks cite a claim or a label that is not there, ValueError for a ``day`` that is no date.
    """
    document = replace(document, day=date.fromisoformat(document.day[:10]).isoformat())
    remarks = Comments(document, trace(document)) if annotate else None
    inline = Inline(document, number_document(document), remarks)
    body = Body(inline, _render)
    body.write(document.blocks)
    parts = _parts(document, inline, body)
    if house is None:
        return pack(parts)
    # Where the header says something else than the title, it is the banner of invented data.
    banner = document.header not in ("", document.title)
    return zipped(moved(parts, content_types(parts), house, banner=banner))


def _render(figure: Figure) -> bytes:
    from engage_eval.report.figures.render import png

    return png(figure.drawing)


def _parts(document: Document, inline: Inline, body: Body) -> dict[str, bytes]:
    targets = [
        ("rIdStyles", "styles.xml"),
        ("rIdNumbering", "numbering.xml"),
        ("rIdSettings", "settings.xml"),
        ("rIdFonts", "fontTable.xml"),
        ("rIdTheme", "theme/theme1.xml"),
        ("rIdHeader", "header1.xml"),
        ("rIdFooter", "footer1.xml"),
        ("rIdClaims", "../customXml/item1.xml"),
    ]
    parts = {
        "word/document.xml": _document_part(body.elements),
        "word/styles.xml": styles_part(inline.tag),
        "word/numbering.xml": template.lists_part(body.numbered_lists),
        "word/settings.xml": template.settings_part(document, inline.tag),
        "word/fontTable.xml": template.fonts_part(),
        "word/theme/theme1.xml": template.theme_part(),
        "word/header1.xml": _header_part(document),
        "word/footer1.xml": _footer_part(document),
        "docProps/core.xml": template.core_part(document, inline.tag),
        "docProps/app.xml": template.app_part(),
        "customXml/item1.xml": claims_part(document, figures_of(document, inline.numbering), inline.controls.made),
        "customXml/itemProps1.xml": properties_part(document),
        "customXml/_rels/item1.xml.rels": relationships([("rId1", "itemProps1.xml")]),
    }
    if inline.comments is not None:
        parts["word/comments.xml"] = inline.comments.part()
        targets.append(("rIdComments", "comments.xml"))
    for picture in body.pictures:
        parts[f"word/{picture.part}"] = picture.data
        targets.append((picture.relationship, picture.part))
    parts["word/_rels/document.xml.rels"] = relationships(targets)
    parts["_rels/.rels"] = relationships(
        [("rId1", "word/document.xml"), ("rId2", "docProps/core.xml"), ("rId3", "docProps/app.xml")]
    )
    return parts


def _document_part(elements: list[Element]) -> bytes:
    section = el(
        "w:sectPr",
        el("w:headerReference", w__type="default", r__id="rIdHeader"),
        el("w:footerReference", w__type="default", r__id="rIdFooter"),
        el("w:pgSz", w__w=_PAGE[0], w__h=_PAGE[1]),
        el(
            "w:pgMar",
            w__top=_MARGIN,
            w__right=_MARGIN,
            w__bottom=_MARGIN,
            w__left=_MARGIN,
            w__header=_FROM_EDGE,
            w__footer=_FROM_EDGE,
            w__gutter=0,
        ),
        el("w:cols", w__space=708),
    )
    # An empty body to which the blocks are moved: declaring the namespaces once keeps a long file small.
    part = root("w:document", ("w", "r", "wp", "a", "pic"), el("w:body"))
    part[0].extend(elements)
    part[0].append(section)
    return serialise(part)


def _header_part(document: Document) -> bytes:
    paragraph = el("w:p", el("w:pPr", val("w:pStyle", "Header")), run(document.header, language_tag(document.language)))
    return serialise(root("w:hdr", ("w",), paragraph))


def _footer_part(document: Document) -> bytes:
    """Return the footer: study on the left, "Page 2 of 9" on the right as fields with stored results."""
    tag = language_tag(document.language)
    paragraph = el("w:p", el("w:pPr", val("w:pStyle", "Footer")), run(document.study_id, tag))
    paragraph.append(el("w:r", el("w:tab")))
    marked = messages(document.language).text("Page {page} of {pages}", page="{page}", pages="{pages}")
    for piece in re.split(r"(\{pages?\})", marked):
        if piece in _FIELDS:
            paragraph.extend(whole_field(_FIELDS[piece], "1", tag))
        elif piece:
            paragraph.append(run(piece, tag))
    return serialise(root("w:ftr", ("w",), paragraph))
