"""Where in the bytes of a part its controls and pictures stand, so that these can change and no other byte does."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from engage_eval.report.plain import PADDING

# Word may also save in the strict form of the standard, which has names of its own.
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_RELATED = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_GONE = frozenset({"del", "moveFrom"})  # what tracked changes have taken out
_SPACES: Mapping[str, str] = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}

Edit = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from ``start`` up to ``end``; ``name`` is the qualified name of an empty element that stands there."""

    start: int
    end: int
    name: bytes = b""

    def filled(self, text: str) -> Edit:
        """Return the edit that puts ``text`` here."""
        new = escape(text).encode()
        if self.name:
            new = b"<" + self.name + b">" + new + b"</" + self.name + b">" if text else b"<" + self.name + b"/>"
        return self.start, self.end, new


@dataclass(slots=True)
class Found:
    """A content control: alias and id as they are, the text that it shows, and where that stands."""

    part: str
    alias: str = ""
    id: int = 0
    shown: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    placeholder: bool = False
    padding: tuple[str, Span] | None = None  # the spaces behind it that bring decimals in line, and where they stand

    @property
    def text(self) -> str:
        """Return the text that a reader sees, tracked changes taken as accepted."""
        return "" if self.placeholder else "".join(self.shown)

    def written(self, text: str) -> list[Edit]:
        """Return the edits that put ``text`` into the control: all of it where its first run stands."""
        return [span.filled(text if place == 0 else "") for place, span in enumerate(self.spans)]


@dataclass(slots=True)
class FoundPicture:
    """A picture: name, alternative text and relationship, and the tags that say these and its size."""

    part: str
    name: str = ""
    alt: str = ""
    embedded: list[str] = field(default_factory=list)
    named: list[Span] = field(default_factory=list)
    sized: list[Span] = field(default_factory=list)
    wide: int = 0
    high: int = 0


@dataclass(slots=True)
class Story:
    """What was found in one part."""

    controls: list[Found] = field(default_factory=list)
    pictures: list[FoundPicture] = field(default_factory=list)


def scan(part: str, data: bytes) -> Story:
    """Return the controls that have an alias, and the pictures, of a part; ValueError where it is damaged.

    >>> W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    >>> control = '<w:sdt><w:sdtPr><w:alias w:val="a:n"/></w:sdtPr><w:sdtContent><w:t>3</w:t></w:sdtContent></w:sdt>'
    >>> [found] = scan("word/document.xml", f'<w:p xmlns:w="{W}">{control}</w:p>'.encode()).controls
    >>> found.alias, found.text
    ('a:n', '3')
    """
    return _Scanner(part, data).run()


def changed_tag(data: bytes, span: Span, values: Mapping[str, str]) -> Edit:
    """Return the edit that gives the attributes of a tag new values; an attribute that it lacks stays away."""
    tag = data[span.start : span.end]
    for name, value in values.items():
        quoted = b'"' + escape(value, {'"': "&quot;", "\n": "&#10;"}).encode() + b'"'
        pattern = rb"(\s" + name.encode() + rb"\s*=\s*)(?:\"[^\"]*\"|'[^']*')"
        tag = re.sub(pattern, lambda match, new=quoted: match.group(1) + new, tag, count=1)  # type: ignore[misc]
    return span.start, span.end, tag


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return ``data`` with each of the edits (from, to, new bytes), which must not overlap.

    >>> edited(b"abcdef", [(4, 5, b"E"), (0, 2, b"")])
    b'cdEf'
    """
    made, at = [], 0
    for start, end, new in sorted(edits):
        made += [data[at:start], new]
        at = end
    return b"".join([*made, data[at:]])


class _Scanner:
    """Follows the parser through one part; what is open stands on stacks."""

    def __init__(self, part: str, data: bytes) -> None:
        self.part: Final = part
        self.data: Final = data
        self.found = Story()
        self.path: list[str] = []
        self.controls: list[Found] = []
        self.paragraphs: list[list[str]] = []
        self.drawings: list[FoundPicture] = []
        self.gone = 0
        self.text_from = -1
        self.read: list[str] = []  # the text since then
        self.last: Found | None = None  # the control that has just ended
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def run(self) -> Story:
        if self.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "a part in UTF-16"
            raise ValueError(message)
        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
        return self.found

    def _doctype(self, *_words: object) -> None:
        message = "a part of a Word file has no document type"
        raise ValueError(message)

    def _tag(self) -> Span:
        start = self.parser.CurrentByteIndex
        match = _TAG.match(self.data, start)
        assert match is not None  # noqa: S101 - expat has just read a tag here
        return Span(start, match.end())

    def _parent(self) -> str:
        return self.path[-1] if self.path else ""

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        space, _, local = qualified.rpartition(" ")
        if space in _WORD:
            self._word(local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})
        elif self.drawings:
            self._drawn(local, attributes)
        self.path.append(local)

    def _word(self, local: str, attributes: dict[str, str]) -> None:
        if local == "p":
            self.paragraphs.append([])
        elif local == "sdt":
            self.controls.append(Found(self.part, around=self.paragraphs[-1] if self.paragraphs else []))
        elif local == "drawing":
            self.drawings.append(FoundPicture(self.part))
        elif local in _GONE and self._parent() != "rPr":
            self.gone += 1
        elif local == "t" and not self.gone:
            self._text()
        elif local in _SPACES and self._parent() == "r":
            self._show(_SPACES[local])
        elif self.controls and self._parent() == "sdtPr":
            self._property(self.controls[-1], local, attributes.get("val", ""))

    def _property(self, control: Found, local: str, value: str) -> None:
        if local == "alias":
            control.alias = value
        elif local == "id":
            control.id = int(value) if value.lstrip("-").isdigit() else 0
        elif local == "showingPlcHdr":
            control.placeholder = value not in ("0", "false", "off")

    def _text(self) -> None:
        tag = self._tag()
        if not self.data.endswith(b"/>", tag.start, tag.end):
            self.text_from, self.read = tag.end, []
        elif self.controls:
            name = self.data[tag.start + 1 : tag.end - 2].split()[0]
            self.controls[-1].spans.append(Span(tag.start, tag.end, name))

    def _drawn(self, local: str, attributes: dict[str, str]) -> None:
        picture = self.drawings[-1]
        if local in ("docPr", "cNvPr"):
            picture.named.append(self._tag())
            if local == "docPr":
                picture.name, picture.alt = attributes.get("name", ""), attributes.get("descr", "")
        elif local in ("extent", "ext") and "cx" in attributes:
            picture.sized.append(self._tag())
            if local == "extent":
                picture.wide, picture.high = int(attributes["cx"]), int(attributes.get("cy", "0"))
        elif local == "blip":
            found = (attributes.get(f"{space} embed") for space in _RELATED)
            picture.embedded.extend(one for one in found if one)

    def _end(self, qualified: str) -> None:
        self.path.pop()
        space, _, local = qualified.rpartition(" ")
        if space not in _WORD:
            return
        if local == "p":
            self.paragraphs.pop()
        elif local == "sdt":
            control = self.controls.pop()
            if control.alias:
                self.found.controls.append(control)
                self.last = control
        elif local == "drawing":
            self.found.pictures.append(self.drawings.pop())
        elif local in _GONE and self._parent() != "rPr":
            self.gone -= 1
        elif local == "t" and self.text_from >= 0:
            self._text_ends(Span(self.text_from, self.parser.CurrentByteIndex))

    def _text_ends(self, span: Span) -> None:
        self.text_from = -1
        if self.controls:
            self.controls[-1].spans.append(span)
        elif self.last is not None:
            padding = "".join(self.read)
            if self.paragraphs and self.last.around is self.paragraphs[-1] and not padding.strip(PADDING):
                self.last.padding = (padding, span)
            self.last = None

    def _characters(self, text: str) -> None:
        if self.text_from >= 0:
            self.read.append(text)
            self._show(text)

    def _show(self, text: str) -> None:
        if self.controls:
            self.controls[-1].shown.append(text)
        if self.paragraphs:
            self.paragraphs[-1].append(text)
