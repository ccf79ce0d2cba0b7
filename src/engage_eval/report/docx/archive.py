"""The package of a Word file that somebody may have saved anew: its parts, as they are, by name."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from engage_eval.core.errors import UsageError
from engage_eval.report.docx.package import zipped

MOST_MB = 500
_MOST: Final = MOST_MB * 1_000_000
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # how an old .doc begins, and a .docx with a password
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BESIDE = ("header", "footer", "footnotes", "endnotes")


@dataclass(frozen=True, slots=True)
class Archive:
    """A Word file's parts by name, with the name of the part that holds the document."""

    parts: Mapping[str, bytes]
    main: str

    def stories(self) -> Iterator[str]:
        """Yield once each the parts in which numbers may stand: the document, headers, footers, foot- and endnotes."""
        yield self.main
        beside = {target for kind, target in self.related(self.main).values() if kind in _BESIDE}
        yield from sorted((beside & self.parts.keys()) - {self.main})

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return what a part points to: relationship id -> (kind, name of the part)."""
        return _related(self.parts, name)

    def packed(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the file with the parts of ``changed`` in place of the old ones: same parts, same bytes."""
        return zipped({**self.parts, **changed})


def open_archive(data: bytes, name: str) -> Archive:
    """Return the parts of a .docx; ``name`` is what messages call it.

    Raises UsageError word.old_format for an old or locked file, word.unreadable for what is damaged or no Word file,
    word.too_big for what would fill the memory.
    """
    if data.startswith(_COMPOUND):
        raise UsageError("word.old_format", name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST:
                raise UsageError("word.too_big", name=name, most=MOST_MB)
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
        kinds = _related(parts, "").values()
        main = next((target for kind, target in kinds if kind == "officeDocument" and target in parts), "")
    # zipfile has no one error for a damaged file: what it meets inside passes through.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UsageError("word.unreadable", name=name) from error
    if not main or not main.endswith(".xml"):
        raise UsageError("word.unreadable", name=name)
    return Archive(parts, main)


def read_xml(data: bytes) -> Element:
    """Return the root of a part; a document type is never read, so nothing can grow out of one. ValueError if damaged.

    >>> read_xml(b"<a>x</a>").text
    'x'
    """
    if b"<!DOCTYPE" in data[:1000]:
        message = "a part of a Word file has no document type"
        raise ValueError(message)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


def _related(parts: Mapping[str, bytes], name: str) -> dict[str, tuple[str, str]]:
    folder, _, last = name.rpartition("/")
    listed = parts.get(posixpath.join(folder, "_rels", f"{last}.rels"))
    if listed is None:
        return {}
    found = {}
    for one in read_xml(listed).iter(_RELATION):
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
            found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target.lstrip("/"))
    return found
