"""Elements of WordprocessingML, short to write: ``el("w:p", el("w:r", ...), w__val="x")``."""

from collections.abc import Iterable, Mapping
from functools import cache

from lxml import etree
from lxml.etree import _Element as Element

from engage_eval.report.plain import clean

NAMESPACES: Mapping[str, str] = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "ep": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    "ds": "http://schemas.openxmlformats.org/officeDocument/2006/customXml",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "ee": "urn:engage-eval:claims:1",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
SPACE = f"{{{NAMESPACES['xml']}}}space"


@cache
def name(short: str) -> str:
    """Return the qualified name of ``w:p``; a name without prefix stays as it is."""
    prefix, _, local = short.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


@cache
def _attribute(short: str) -> str:
    return name(short.replace("__", ":"))


def _filled(made: Element, children: Iterable[Element], attributes: Mapping[str, str | int]) -> Element:
    for key, value in attributes.items():
        made.set(_attribute(key), clean(value) if isinstance(value, str) else str(value))
    made.extend(children)
    return made


def el(tag: str, *children: Element, **attributes: str | int) -> Element:
    """Return an element; ``w__val`` is the attribute w:val, a name without prefix an attribute without namespace."""
    return _filled(etree.Element(name(tag)), children, attributes)


def val(tag: str, value: str | int) -> Element:
    """Return the commonest element: one attribute, w:val."""
    return el(tag, w__val=value)


def with_text(tag: str, text: str, **attributes: str | int) -> Element:
    """Return an element with text."""
    made = el(tag, **attributes)
    made.text = clean(text)
    return made


def root(tag: str, prefixes: Iterable[str], *children: Element, **attributes: str | int) -> Element:
    """Return the root of a part, which declares the namespaces of ``prefixes`` once for all below it."""
    declared = {prefix: NAMESPACES[prefix] for prefix in prefixes}
    return _filled(etree.Element(name(tag), nsmap=declared), children, attributes)


def default_root(tag: str, *children: Element, **attributes: str | int) -> Element:
    """Return the root of a part whose own namespace needs no prefix."""
    declared = {None: NAMESPACES[tag.partition(":")[0]]}
    return _filled(etree.Element(name(tag), nsmap=declared), children, attributes)


def serialise(element: Element) -> bytes:
    """Return the part's bytes with declaration."""
    etree.cleanup_namespaces(element, keep_ns_prefixes=["w", "r"])
    written: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
