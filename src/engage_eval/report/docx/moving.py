"""A finished Word file moved into a hospital's template: our content, its look, its headers and footers."""

import posixpath
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from engage_eval.report.docx.archive import read_xml
from engage_eval.report.docx.house import House
from engage_eval.report.docx.house_styles import Merged, merged
from engage_eval.report.docx.package import TYPES
from engage_eval.report.docx.styles import TEXT_WIDTH_TWIPS
from engage_eval.report.docx.xml import NAMESPACES, default_root, el
from engage_eval.report.docx.xml import name as qualified

_WORD = f"{{{NAMESPACES['w']}}}"
_RELATIONS = "word/_rels/document.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOLDER = "word/house"
_TALLEST = 0.76  # of the text's height, for a picture: caption and notes need the rest
_EMU_A_TWIP = 635
_STYLED = ("pStyle", "rStyle", "tblStyle")
_KEPT = ("Caption", "Heading1", "Heading2", "Heading3", "ContentsHeading")
_OURS = ("word/document.xml", "word/comments.xml", "word/header1.xml", "word/footer1.xml")


@dataclass(slots=True)
class _Copied:
    """Parts of the template that come along, under names of their own, and what kind each is."""

    house: House
    parts: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def take(self, old: str, data: bytes | None = None) -> str:
        """Copy a part with all that it needs; return its new name. ``data`` is what stands in it, where changed."""
        if old in self._names:
            return self._names[old]
        new = f"{_FOLDER}/{len(self._names) + 1}-{posixpath.basename(old)}"
        self._names[old] = new
        archive = self.house.archive
        self.parts[new] = archive.parts[old] if data is None else data
        self.kinds[new] = _kind(archive.parts, old)
        folder, last = posixpath.split(old)
        listed = archive.parts.get(posixpath.join(folder, "_rels", f"{last}.rels"))
        if listed is not None:
            self.parts[f"{_FOLDER}/_rels/{posixpath.basename(new)}.rels"] = self._relations(old, listed)
        return new

    def _relations(self, old: str, listed: bytes) -> bytes:
        root = read_xml(listed)
        related = self.house.archive.related(old)
        for one in [*root]:
            _kind_of, target = related.get(one.get("Id", ""), ("", ""))
            if target in self.house.archive.parts:
                one.set("Target", posixpath.basename(self.take(target)))
            elif one.get("TargetMode") != "External":
                root.remove(one)
        return _written(root)


def moved(ours: Mapping[str, bytes], types: bytes, house: House, *, banner: bool) -> dict[str, bytes]:
    """Return the parts of a Word file, content types included, in the look of ``house``.

    ``ours`` are the parts of the finished report and ``types`` its content types; with ``banner`` what our header says
    stands on every page, above what the template's headers say.
    """
    parts, copied = dict(ours), _Copied(house)
    width = house.text[0] if house.text else TEXT_WIDTH_TWIPS
    numbering = house.part("numbering")
    lists = _highest(read_xml(house.archive.parts[numbering])) if numbering else 0
    styles_part = house.part("styles")
    theirs = house.archive.parts[styles_part] if styles_part else None
    styles = merged(theirs, ours["word/styles.xml"], width=width, lists=lists)
    parts["word/styles.xml"] = _written(styles.root)
    for part in _OURS:
        if part in parts:
            parts[part] = _written(_restyled(read_xml(parts[part]), styles, lists))
    targets = _shared(parts, copied, numbering, lists)
    references = [*_references(parts, copied, house, banner=banner)]
    targets |= {f"rIdHouse{place}": target for place, (_kind_of, _pages, target) in enumerate(references, start=1)}
    parts["word/document.xml"] = _document(parts["word/document.xml"], house, references)
    parts["word/settings.xml"] = _settings(parts["word/settings.xml"], house)
    parts[_RELATIONS] = _relations(parts[_RELATIONS], targets, references)
    used = {target for _kind_of, _pages, target in references}
    for own in ("header1.xml", "footer1.xml"):
        if own not in used:
            del parts[f"word/{own}"]
    parts |= copied.parts
    parts[TYPES] = _content_types(types, copied.kinds, parts)
    return parts


def _restyled(root: Element, styles: Merged, lists: int) -> Element:
    for one in root.iter(f"{_WORD}pStyle"):
        # Ours says it in the style; the template's own caption or heading may not.
        behind = one.getnext()
        if one.get(f"{_WORD}val") in _KEPT and (behind is None or behind.tag != f"{_WORD}keepNext"):
            one.addnext(el("w:keepNext"))
    for tag in _STYLED:
        for one in root.iter(_WORD + tag):
            own = one.get(f"{_WORD}val", "")
            one.set(f"{_WORD}val", styles.ids.get(own, own))
    for one in root.iter(f"{_WORD}numId"):
        one.set(f"{_WORD}val", str(int(one.get(f"{_WORD}val", "0")) + lists))
    return root


def _shared(parts: dict[str, bytes], copied: _Copied, numbering: str, lists: int) -> dict[str, str]:
    """Take over theme, fonts and lists; return relationship id -> target of those that moved."""
    house, targets = copied.house, {}
    if theme := house.part("theme"):
        targets["rIdTheme"] = _from_word(copied.take(theme))
        del parts["word/theme/theme1.xml"]
    if fonts := house.part("fontTable"):
        # Without the fonts themselves: they stand in parts of their own, and not every licence lets them be passed on.
        table = read_xml(house.archive.parts[fonts])
        for one in [one for one in table.iter() if str(one.tag).startswith(f"{_WORD}embed")]:
            one.getparent().remove(one)
        parts["word/fontTable.xml"] = _written(table)
    if numbering:
        both = _numbering(house.archive.parts[numbering], parts.pop("word/numbering.xml"), lists)
        targets["rIdNumbering"] = _from_word(copied.take(numbering, both))
    return targets


def _numbering(theirs: bytes, ours: bytes, lists: int) -> bytes:
    """Return the template's lists with ours behind them, under numbers that are free."""
    root, own = read_xml(theirs), read_xml(ours)
    abstract = {_whole(one, "abstractNumId") for one in root.iter(f"{_WORD}abstractNum")}
    shift = max(abstract, default=-1) + 1
    first = root.find(f"{_WORD}num")
    last = root.find(f"{_WORD}numIdMacAtCleanup")
    for one in own:
        made = deepcopy(one)
        is_abstract = made.tag == f"{_WORD}abstractNum"
        for style in [*made.iter(f"{_WORD}pStyle")]:
            style.getparent().remove(style)
        if is_abstract:
            _count_on(made, "abstractNumId", shift)
        else:
            _count_on(made, "numId", lists)
            pointing = made.find(f"{_WORD}abstractNumId")
            if pointing is not None:
                _count_on(pointing, "val", shift)
        behind = first if is_abstract and first is not None else last
        root.append(made) if behind is None else behind.addprevious(made)
    return _written(root)


def _count_on(element: Element, attribute: str, more: int) -> None:
    element.set(_WORD + attribute, str(_whole(element, attribute) + more))


def _whole(element: Element, attribute: str) -> int:
    """Return a number that a template gives; what is none counts as 0."""
    said = element.get(_WORD + attribute, "")
    return int(said) if said.isascii() and said.isdigit() else 0


def _highest(numbering: Element) -> int:
    return max((_whole(one, "numId") for one in numbering.iter(f"{_WORD}num")), default=0)


def _references(
    parts: Mapping[str, bytes], copied: _Copied, house: House, *, banner: bool
) -> Iterator[tuple[str, str, str]]:
    """Yield (header or footer, pages, target): the template's, and ours where it has none or the banner must stand."""
    ours = read_xml(parts["word/header1.xml"])
    for kind, own in (("header", "header1.xml"), ("footer", "footer1.xml")):
        none = not any(found == kind for found, _pages in house.beside)
        for pages in ("default", "first", "even"):
            part = house.beside.get((kind, pages), "")
            if part:
                with_banner = _headed(house.archive.parts[part], ours) if banner and kind == "header" else None
                yield kind, pages, _from_word(copied.take(part, with_banner))
            elif (none and pages == "default") or (banner and kind == "header" and pages in house.pages()):
                yield kind, pages, own


def _headed(theirs: bytes, ours: Element) -> bytes:
    """Return the template's header below the paragraph that ours consists of, unless that stands in it already."""
    root = read_xml(theirs)
    if _said(ours) in _said(root):
        return theirs
    for place, paragraph in enumerate(ours):
        root.insert(place, deepcopy(paragraph))
    return _written(root)


def _said(root: Element) -> str:
    return "".join(one.text or "" for one in root.iter(f"{_WORD}t"))


def _document(data: bytes, house: House, references: list[tuple[str, str, str]]) -> bytes:
    root = read_xml(data)
    if house.text:
        _scale(root, *house.text)
    section = root[0][-1]
    kept = {one.tag for one in house.page}
    for one in [*section]:
        if one.tag in kept or str(one.tag).endswith("Reference"):
            section.remove(one)
    for place, (kind, pages, _target) in enumerate(references, start=1):
        reference = el(f"w:{kind}Reference", w__type=pages)
        reference.set(qualified("r:id"), f"rIdHouse{place}")
        section.insert(place - 1, reference)
    columns = section.find(f"{_WORD}cols")
    for one in house.page:
        made = deepcopy(one)
        if one.tag == f"{_WORD}titlePg" or columns is None:
            section.append(made)
        else:
            columns.addprevious(made)
    order = ("headerReference", "footerReference", "pgSz", "pgMar", "pgBorders", "cols", "titlePg")
    section[:] = sorted(section, key=lambda one: order.index(str(one.tag).removeprefix(_WORD)))
    return _written(root)


def _scale(root: Element, width: int, height: int) -> None:
    """Bring tables and pictures to the room that the template's page leaves."""
    factor = width / TEXT_WIDTH_TWIPS
    for tag in ("tblW", "gridCol", "tcW"):
        for one in root.iter(_WORD + tag):
            one.set(f"{_WORD}w", str(round(int(one.get(f"{_WORD}w", "0")) * factor)))
    for picture in root.iter(qualified("wp:inline")):
        sizes = [*picture.iter(qualified("wp:extent"), qualified("a:ext"))]
        high = int(sizes[0].get("cy", "1"))
        smaller = min(1.0, factor, height * _EMU_A_TWIP * _TALLEST / high)
        for one in sizes:
            for side in ("cx", "cy"):
                one.set(side, str(round(int(one.get(side, "0")) * smaller)))


def _settings(data: bytes, house: House) -> bytes:
    root = read_xml(data)
    if house.mirrored:
        root[0].addnext(el("w:mirrorMargins"))
    if house.even_and_odd:
        root.find(f"{_WORD}defaultTabStop").addnext(el("w:evenAndOddHeaders"))
    own = house.part("settings")
    colours = read_xml(house.archive.parts[own]).find(f"{_WORD}clrSchemeMapping") if own else None
    plain = root.find(f"{_WORD}clrSchemeMapping")
    if colours is not None and plain is not None:
        plain.attrib.clear()
        plain.attrib.update({key: value for key, value in colours.attrib.items() if str(key).startswith(_WORD)})
    return _written(root)


def _relations(data: bytes, moved_to: Mapping[str, str], references: list[tuple[str, str, str]]) -> bytes:
    root = read_xml(data)
    for one in [*root]:
        identifier = one.get("Id", "")
        if identifier in ("rIdHeader", "rIdFooter"):
            root.remove(one)
        elif identifier in moved_to:
            one.set("Target", moved_to[identifier])
    for place, (kind, _pages, target) in enumerate(references, start=1):
        root.append(el("rel:Relationship", Id=f"rIdHouse{place}", Type=f"{_OFFICE}/{kind}", Target=target))
    return _written(root)


def _content_types(data: bytes, kinds: Mapping[str, str], parts: Mapping[str, bytes]) -> bytes:
    root = default_root("ct:Types")
    for one in read_xml(data):
        if one.get("PartName", "").lstrip("/") in parts or one.get("Extension"):
            root.append(deepcopy(one))
    root.extend(
        el("ct:Override", PartName=f"/{name}", ContentType=kind) for name, kind in sorted(kinds.items()) if kind
    )
    return _written(root)


def _kind(parts: Mapping[str, bytes], name: str) -> str:
    """Return what the template says a part is."""
    root = read_xml(parts[TYPES])
    ending = name.rpartition(".")[2].casefold()
    by_ending = ""
    for one in root:
        if one.get("PartName", "").lstrip("/").casefold() == name.casefold():
            return str(one.get("ContentType", ""))
        if one.get("Extension", "").casefold() == ending:
            by_ending = one.get("ContentType", "")
    return by_ending


def _from_word(name: str) -> str:
    return name.removeprefix("word/")


def _written(root: Element) -> bytes:
    """Return a part's bytes with every namespace that it declares: names may stand in attributes (mc:Ignorable)."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
