"""The program's own comments in a Word report, brought up to date with the claims that they trace."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from engage_eval.report.claims import Claims
from engage_eval.report.docx.archive import Archive, read_xml
from engage_eval.report.docx.comments import AUTHOR, Trace
from engage_eval.report.docx.spans import Edit, edited
from engage_eval.report.docx.xml import el, name, root, val, with_text
from engage_eval.report.plain import clean

_COMMENT = re.compile(rb"<w:comment\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*>(.*?)</w:comment>", re.DOTALL)
_DECLARED = re.compile(rb'\sxmlns:\w+="[^"]*"')


@dataclass(slots=True)
class Renewed:
    """Parts with new comments, and how many comments changed."""

    parts: dict[str, bytes] = field(default_factory=dict)
    changed: int = 0


def renewed(archive: Archive, claims: Claims, text: Trace) -> Renewed:
    """Return the comments of this program with what they say of their claim now; other people's stay as they are."""
    made = Renewed()
    for kind, part in archive.related(archive.main).values():
        if kind == "comments" and part in archive.parts:
            _renew(made, part, archive.parts, claims, text)
    return made


def _renew(made: Renewed, part: str, parts: Mapping[str, bytes], claims: Claims, text: Trace) -> None:
    data = parts[part]
    try:
        comments = list(read_xml(data).iter(name("w:comment")))
    except ValueError:  # a damaged part of comments is no reason to leave the numbers old
        return
    places = list(_COMMENT.finditer(data))
    if len(places) != len(comments):
        return
    edits: list[Edit] = []
    for place, comment in zip(places, comments, strict=True):
        lines = ["".join(one.itertext(name("w:t"))) for one in comment.iter(name("w:p"))]
        claim = lines[0].rpartition(": ")[2].strip() if lines else ""
        if comment.get(name("w:author")) == AUTHOR and claim in claims:
            new = clean(text(claims[claim])).split("\n")
            if new != lines:
                edits.append((place.start(1), place.end(1), _paragraphs(new)))
    if edits:
        made.parts[part] = edited(data, edits)
        made.changed += len(edits)


def _paragraphs(lines: list[str]) -> bytes:
    written = b"".join(etree.tostring(_paragraph(line, first=place == 0)) for place, line in enumerate(lines))
    return _DECLARED.sub(b"", written)  # the part declares w itself, or the pattern had not found the comment


def _paragraph(line: str, *, first: bool) -> Element:
    made = root("w:p", ("w",), el("w:pPr", val("w:pStyle", "CommentText")))
    if first:
        made.append(el("w:r", el("w:rPr", val("w:rStyle", "CommentReference")), el("w:annotationRef")))
    made.append(el("w:r", with_text("w:t", line)))
    return made
