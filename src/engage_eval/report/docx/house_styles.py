"""The styles of a report in a hospital's own template: the template's where it has one, ours where it lacks one."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml.etree import _Element as Element

from engage_eval.report.docx.archive import read_xml
from engage_eval.report.docx.styles import TEXT_WIDTH_TWIPS
from engage_eval.report.docx.xml import NAMESPACES, el, val

_WORD = f"{{{NAMESPACES['w']}}}"
# These stay ours under a name of their own: the footer needs its tab, the bullets their list.
_OWN = {"Header": "Report Header", "Footer": "Report Footer", "ListBullet": "Report Bullet"}
# Half-points at our width of text; a narrower one gets smaller letters, so that no number breaks among its digits. Four
# key numbers stand in a row, and the template's font may be a wide one.
_FITTED = {"KeyNumber": 40, "KeyLabel": 19, "TableText": 19}
_LEAST = 15
# What a style refers to another by.
_POINTING = ("basedOn", "next", "link")
_AFTER_SPACING = ("ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "outlineLvl")
_AFTER_INDENT = _AFTER_SPACING[1:]
_AFTER_ALIGNMENT = _AFTER_SPACING[5:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The merged styles, and the id that each of our styles has among them."""

    root: Element
    ids: Mapping[str, str]


def merged(theirs: bytes | None, ours: bytes, *, width: int, lists: int) -> Merged:
    """Return the template's styles with those of ours that it lacks.

    A style is the same where kind and name are (Word's ids differ by language: Heading1, Judul1, Rubrik1). ``width`` is
    the room for text in twips, ``lists`` what to add to the numbers of our lists.
    """
    wanted = read_xml(ours)
    if theirs is None:
        return Merged(root=_with_lists(wanted, lists), ids={})
    root = read_xml(theirs)
    have = {_key(one): _id(one) for one in root.iter(f"{_WORD}style")}
    have |= {("paragraph", alias): found for alias, found in _aliases(root).items() if ("paragraph", alias) not in have}
    defaults = {one.get(f"{_WORD}type", ""): _id(one) for one in root.iter(f"{_WORD}style") if _is_default(one)}
    used = {_id(one) for one in root.iter(f"{_WORD}style")}
    ids: dict[str, str] = {}
    missing = []
    for style in wanted.iter(f"{_WORD}style"):
        kind, named = _key(style)
        found = defaults.get(kind, "") if _is_default(style) else ""
        found = found or ("" if _id(style) in _OWN else have.get((kind, named), ""))
        if not found:
            found = _free(_id(style), used)
            missing.append(style)
        used.add(found)
        ids[_id(style)] = found
    for style in missing:
        root.append(_fitted(style, ids, width))
    return Merged(root=_with_lists(root, lists, {ids[_id(one)] for one in missing}), ids=ids)


def _fitted(style: Element, ids: Mapping[str, str], width: int) -> Element:
    """Return a copy of one of our styles for among the template's."""
    made = deepcopy(style)
    own = _id(style)
    made.set(f"{_WORD}styleId", ids[own])
    if own in _OWN:
        made.find(f"{_WORD}name").set(f"{_WORD}val", _OWN[own])
        made.set(f"{_WORD}customStyle", "1")
    for pointing in _POINTING:
        for one in made.iter(_WORD + pointing):
            target = one.get(f"{_WORD}val", "")
            one.set(f"{_WORD}val", ids.get(target, target))
    if own in _FITTED:
        fitting = min(_FITTED[own], max(_LEAST, _FITTED[own] * width // TEXT_WIDTH_TWIPS))
        for size in made.iter(f"{_WORD}sz", f"{_WORD}szCs"):
            size.set(f"{_WORD}val", str(fitting))
    for tab in made.iter(f"{_WORD}tab"):
        tab.set(f"{_WORD}pos", str(width))
    based = style.find(f"{_WORD}basedOn")
    if style.get(f"{_WORD}type") == "paragraph" and based is not None and based.get(f"{_WORD}val") == "Normal":
        _reset(made)
    return made


def _reset(style: Element) -> None:
    """Say what our style takes for granted, since the template's body text may be indented, justified or double."""
    properties = style.find(f"{_WORD}pPr")
    if properties is None:
        properties = el("w:pPr")
        before = style.find(f"{_WORD}rPr")
        style.append(properties) if before is None else before.addprevious(properties)
    spacing = properties.find(f"{_WORD}spacing")
    if spacing is None:
        spacing = el("w:spacing")
        _put(properties, spacing, _AFTER_SPACING)
    for side, usual in (("before", "0"), ("after", "120"), ("line", "276")):
        if spacing.get(_WORD + side) is None:
            spacing.set(_WORD + side, usual)
    spacing.set(f"{_WORD}lineRule", "auto")
    indent = properties.find(f"{_WORD}ind")
    if indent is None:
        indent = el("w:ind", w__left=0)
        _put(properties, indent, _AFTER_INDENT)
    indent.set(f"{_WORD}right", "0")
    if indent.get(f"{_WORD}hanging") is None:
        indent.set(f"{_WORD}firstLine", "0")
    if properties.find(f"{_WORD}jc") is None:
        _put(properties, val("w:jc", "left"), _AFTER_ALIGNMENT)


def _put(properties: Element, made: Element, later: tuple[str, ...]) -> None:
    """Put ``made`` before the first of ``later``, so that the order of the schema holds."""
    behind = next((one for one in properties if str(one.tag).removeprefix(_WORD) in later), None)
    properties.append(made) if behind is None else behind.addprevious(made)


def _with_lists(root: Element, lists: int, only: set[str] | None = None) -> Element:
    """Count on the list numbers of our own styles."""
    for style in root.iter(f"{_WORD}style"):
        if only is None or _id(style) in only:
            for number in style.iter(f"{_WORD}numId"):
                number.set(f"{_WORD}val", str(int(number.get(f"{_WORD}val", "0")) + lists))
    return root


def _free(wanted: str, used: set[str]) -> str:
    found = wanted
    while found in used:
        found = f"Report{found}"
    return found


def _key(style: Element) -> tuple[str, str]:
    return style.get(f"{_WORD}type", "paragraph"), _named(style.find(f"{_WORD}name"))


def _named(element: Element | None) -> str:
    return "" if element is None else str(element.get(f"{_WORD}val", "")).casefold()


def _aliases(root: Element) -> dict[str, str]:
    """Return other names of paragraph styles -> id."""
    found = {}
    for style in root.iter(f"{_WORD}style"):
        if style.get(f"{_WORD}type") == "paragraph":
            for alias in _named(style.find(f"{_WORD}aliases")).split(","):
                found[alias.strip()] = _id(style)
    found.pop("", None)
    return found


def _id(style: Element) -> str:
    return str(style.get(f"{_WORD}styleId", ""))


def _is_default(style: Element) -> bool:
    return style.get(f"{_WORD}default") in ("1", "true", "on")
