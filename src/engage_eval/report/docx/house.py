"""A hospital's own Word file as a template: what of it a report takes over, and where its parts are."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml.etree import _Element as Element

from engage_eval.core.errors import UsageError
from engage_eval.report.docx.archive import Archive, open_archive, read_xml
from engage_eval.report.docx.package import TYPES
from engage_eval.report.docx.xml import NAMESPACES
from engage_eval.report.docx.xml import name as qualified

_WORD = f"{{{NAMESPACES['w']}}}"
_STRICT = b"purl.oclc.org/ooxml/wordprocessingml/main"
# What a report takes from the page set-up, in the order of the schema; columns, line numbers and the like are ours.
_PAGE = ("pgSz", "pgMar", "pgBorders", "titlePg")
_LEAST_TWIPS = 3000  # a text narrower or lower than this is none to set tables in


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A template: its parts, the page of its last section, and its headers and footers by kind and pages.

    ``beside`` maps ("header" or "footer", "default" or "first" or "even") to a part; ``page`` are the elements of its
    section that are kept; ``text`` is the room for text in twips, width and height, None where it isn't said.
    """

    name: str
    archive: Archive
    page: tuple[Element, ...]
    beside: Mapping[tuple[str, str], str]
    text: tuple[int, int] | None
    even_and_odd: bool = False
    mirrored: bool = False

    def part(self, kind: str) -> str:
        """Return the name of the part of a kind (styles, theme, numbering ...), empty where there is none."""
        related = self.archive.related(self.archive.main).values()
        return next((target for found, target in related if found == kind and target in self.archive.parts), "")

    def pages(self) -> tuple[str, ...]:
        """Return which pages have headers of their own."""
        first = any(one.tag == qualified("w:titlePg") for one in self.page)
        return ("default", *(("first",) if first else ()), *(("even",) if self.even_and_odd else ()))


def read_house(data: bytes, name: str) -> House:
    """Return a .docx (or .dotx) as a template; ``name`` is what messages call it.

    Raises UsageError for what is no Word file, damaged, old, or in the strict variant.
    """
    archive = open_archive(data, name)
    if TYPES not in archive.parts:
        raise UsageError("word.unreadable", name=name)
    if _STRICT in archive.parts[archive.main][:5000]:
        raise UsageError("word.strict", name=name)
    try:
        main = read_xml(archive.parts[archive.main])
        settings = _settings(archive)
        for part in archive.parts:
            if part.endswith((".xml", ".rels")):
                read_xml(archive.parts[part])
    except ValueError as error:
        raise UsageError("word.unreadable", name=name) from error
    sections = [*main.iter(qualified("w:sectPr"))]
    page = tuple(_page(sections[-1])) if sections else ()
    return House(
        name=name,
        archive=archive,
        page=page,
        beside=dict(_beside(archive, sections)),
        text=_text(page),
        even_and_odd=_is_on(settings, "evenAndOddHeaders"),
        mirrored=_is_on(settings, "mirrorMargins"),
    )


def _settings(archive: Archive) -> Element | None:
    related = archive.related(archive.main).values()
    part = next((target for kind, target in related if kind == "settings" and target in archive.parts), "")
    return read_xml(archive.parts[part]) if part else None


def _is_on(within: Element | None, switch: str) -> bool:
    found = None if within is None else within.find(_WORD + switch)
    return found is not None and found.get(f"{_WORD}val", "1") not in ("0", "false", "off")


def _page(section: Element) -> Iterator[Element]:
    for local in _PAGE:
        found = section.find(_WORD + local)
        if found is not None and (local != "titlePg" or _is_on(section, local)):
            yield deepcopy(found)


def _beside(archive: Archive, sections: list[Element]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield headers and footers; a section without one of a kind has that of the section before, so the last counts."""
    related = archive.related(archive.main)
    for section in sections:
        for kind in ("header", "footer"):
            for one in section.iter(f"{_WORD}{kind}Reference"):
                _kind, part = related.get(one.get(qualified("r:id"), ""), ("", ""))
                if part in archive.parts:
                    yield (kind, one.get(f"{_WORD}type", "default")), part


def _text(page: tuple[Element, ...]) -> tuple[int, int] | None:
    said = {str(one.tag).rpartition("}")[2]: one for one in page}
    size, margin = said.get("pgSz"), said.get("pgMar")
    if size is None or margin is None:
        return None
    try:
        width = _twips(size, "w") - _twips(margin, "left") - _twips(margin, "right") - _twips(margin, "gutter")
        height = _twips(size, "h") - abs(_twips(margin, "top")) - abs(_twips(margin, "bottom"))
    except ValueError:
        return None
    return (width, height) if min(width, height) >= _LEAST_TWIPS else None


def _twips(element: Element, side: str) -> int:
    return round(float(element.get(_WORD + side, "0")))
