"""The package around the parts: relationships, content types, and a zip file that is the same for the same parts."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from engage_eval.report.docx.xml import default_root, el, serialise

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# The first moment that a zip file can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o600 << 16
_UNIX = 3
TYPES = "[Content_Types].xml"

CONTENT_TYPES: Mapping[str, str] = {
    "word/document.xml": f"{_WORD}.document.main+xml",
    "word/styles.xml": f"{_WORD}.styles+xml",
    "word/numbering.xml": f"{_WORD}.numbering+xml",
    "word/settings.xml": f"{_WORD}.settings+xml",
    "word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "word/header1.xml": f"{_WORD}.header+xml",
    "word/footer1.xml": f"{_WORD}.footer+xml",
    "word/comments.xml": f"{_WORD}.comments+xml",
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
}

# What a relationship is, by the part that it points to; anything else is an image.
_KINDS: Mapping[str, str] = {
    "word/document.xml": f"{_OFFICE}/officeDocument",
    "docProps/core.xml": f"{_PACKAGE}/metadata/core-properties",
    "docProps/app.xml": f"{_OFFICE}/extended-properties",
    "styles.xml": f"{_OFFICE}/styles",
    "numbering.xml": f"{_OFFICE}/numbering",
    "settings.xml": f"{_OFFICE}/settings",
    "fontTable.xml": f"{_OFFICE}/fontTable",
    "theme/theme1.xml": f"{_OFFICE}/theme",
    "header1.xml": f"{_OFFICE}/header",
    "footer1.xml": f"{_OFFICE}/footer",
    "comments.xml": f"{_OFFICE}/comments",
    "../customXml/item1.xml": f"{_OFFICE}/customXml",
    "itemProps1.xml": f"{_OFFICE}/customXmlProps",
}


def relationships(targets: Sequence[tuple[str, str]]) -> bytes:
    """Return a .rels part for pairs of id and target."""
    image = f"{_OFFICE}/image"
    part = default_root("rel:Relationships")
    part.extend(
        el("rel:Relationship", Id=identifier, Type=_KINDS.get(target, image), Target=target)
        for identifier, target in targets
    )
    return serialise(part)


def content_types(parts: Mapping[str, bytes]) -> bytes:
    """Return [Content_Types].xml for parts that the program writes."""
    part = default_root("ct:Types")
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
    }
    part.extend(el("ct:Default", Extension=ending, ContentType=kind) for ending, kind in defaults.items())
    part.extend(
        el("ct:Override", PartName=f"/{name}", ContentType=kind)
        for name, kind in sorted(CONTENT_TYPES.items())
        if name in parts
    )
    return serialise(part)


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the zip file of ``parts`` and of the content types that go with them."""
    return zipped({**parts, TYPES: content_types(parts)})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return the zip file of ``parts``: names sorted after the content types, which must come first, times fixed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda one: (one != TYPES, one)):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _READABLE
            entry.create_system = _UNIX
            archive.writestr(entry, parts[name])
    return target.getvalue()
