"""What stands in a line of a Word file: words, numbers in their controls, cross-references and other fields."""

from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from engage_eval.report.blocks import Document, Number, Ref, Run, Runs, Text
from engage_eval.report.docx.comments import Comments
from engage_eval.report.docx.controls import Controls
from engage_eval.report.docx.xml import SPACE, el, val, with_text
from engage_eval.report.numbering import Numbering
from engage_eval.report.numbers import format_number
from engage_eval.report.plain import clean

LANGUAGE_TAGS = {"id": "id-ID", "en": "en-GB"}


def language_tag(language: str) -> str:
    """Return the tag that Word wants for ``language``; one that it should know already stays as it is."""
    return LANGUAGE_TAGS.get(language, language)


@dataclass(frozen=True, slots=True)
class Face:
    """How a run looks beyond its paragraph's style."""

    bold: bool = False
    italic: bool = False


PLAIN = Face()
BOLD = Face(bold=True)
ITALIC = Face(italic=True)


def _letters(tag: str, face: Face) -> Element:
    properties = el("w:rPr")
    if face.bold:
        properties.append(el("w:b"))
    if face.italic:
        properties.append(el("w:i"))
    properties.append(val("w:lang", tag))
    return properties


def run(text: str, tag: str, face: Face = PLAIN) -> Element:
    """Return a run in the language ``tag``; line feeds become breaks."""
    made = el("w:r", _letters(tag, face))
    for place, line in enumerate(clean(text).split("\n")):
        if place:
            made.append(el("w:br"))
        written = with_text("w:t", line.replace("\t", " "))
        if line != line.strip() or "  " in line:
            written.set(SPACE, "preserve")
        made.append(written)
    return made


def _field_mark(kind: str, tag: str, face: Face) -> Element:
    return el("w:r", _letters(tag, face), el("w:fldChar", w__fldCharType=kind))


def field_start(instruction: str, tag: str, face: Face = PLAIN) -> list[Element]:
    """Return the runs that open a field, up to where its result begins; a recomputed result looks like the first."""
    code = with_text("w:instrText", f" {instruction} ")
    code.set(SPACE, "preserve")
    return [_field_mark("begin", tag, face), el("w:r", _letters(tag, face), code), _field_mark("separate", tag, face)]


def field_end(tag: str, face: Face = PLAIN) -> Element:
    """Return the run that closes a field."""
    return _field_mark("end", tag, face)


def whole_field(instruction: str, result: str, tag: str, face: Face = PLAIN) -> list[Element]:
    """Return a field with its stored result, so that nothing has to be updated when the file is opened."""
    return [*field_start(instruction, tag, face), run(result, tag, face), field_end(tag, face)]


@dataclass(slots=True)
class Inline:
    """Turns runs into elements and keeps count of what must be unique in the file."""

    document: Document
    numbering: Numbering
    comments: Comments | None = None
    controls: Controls = field(default_factory=Controls)
    bookmarks: int = 0

    @property
    def tag(self) -> str:
        """Return the language tag of the report."""
        return language_tag(self.document.language)

    def runs(self, runs: Runs, face: Face = PLAIN, *, comment: bool = True) -> list[Element]:
        """Return the elements of ``runs``; ``face`` is what the place adds (an italic title)."""
        return [made for one in runs for made in self._run(one, face, comment=comment)]

    def _run(self, one: Run, face: Face, *, comment: bool) -> list[Element]:
        if isinstance(one, Text):
            tag = language_tag(one.language) if one.language else self.tag
            return [run(one.text, tag, Face(face.bold or one.bold, face.italic or one.italic))] if one.text else []
        if isinstance(one, Number):
            return self._number(one, face, comment=comment)
        return self._reference(one, face)

    def _number(self, one: Number, face: Face, *, comment: bool) -> list[Element]:
        text = format_number(self.document.claims[one.claim], one.field, one.format, self.document.language)
        control = self.controls.wrap(one, text, run(text, self.tag, Face(face.bold or one.bold, face.italic)))
        if self.comments is None or not comment:
            return [control]
        return self.comments.around(one.claim, control)

    def _reference(self, one: Ref, face: Face) -> list[Element]:
        target = self.numbering[one.label]
        return whole_field(f"REF {target.anchor} \\h", target.text, self.tag, face)

    def bookmark(self, anchor: str, content: list[Element]) -> list[Element]:
        """Return ``content`` between the marks of a new bookmark."""
        self.bookmarks += 1
        return [
            el("w:bookmarkStart", w__id=self.bookmarks, w__name=anchor),
            *content,
            el("w:bookmarkEnd", w__id=self.bookmarks),
        ]

    def caption_number(self, label: str) -> list[Element]:
        """Return "Table 2" as bookmarked words with the counted part as a SEQ field, bold."""
        numbered = self.numbering[label]
        words = run(f"{numbered.word}\N{NO-BREAK SPACE}{numbered.prefix}", self.tag, BOLD)
        counted = whole_field(f"SEQ {numbered.sequence} \\* ARABIC", str(numbered.count), self.tag, BOLD)
        return self.bookmark(numbered.anchor, [words, *counted])
