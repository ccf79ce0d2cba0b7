"""Figures of a Word file: a PNG in the line, with alternative text."""

import struct
from dataclasses import dataclass

from lxml.etree import _Element as Element

from engage_eval.report import look
from engage_eval.report.docx.xml import NAMESPACES, el

_EMU_A_CM = 360_000
_WIDTH = round(look.FIGURE_WIDTH_CM * _EMU_A_CM)
_HIGHEST = 19 * _EMU_A_CM  # leaves room for caption and notes on the same page
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD = 24  # bytes up to where its width and height end


@dataclass(frozen=True, slots=True)
class Picture:
    """An image part: name in the package, bytes, and the relationship that points to it."""

    part: str
    data: bytes
    relationship: str


def size(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG in pixels; ValueError for what is none."""
    if not data.startswith(_PNG) or len(data) < _PNG_HEAD:
        message = "a figure must be a PNG"
        raise ValueError(message)
    wide, high = struct.unpack(">II", data[16:24])
    return int(wide), int(high)


def extent(data: bytes, width: int = _WIDTH) -> tuple[int, int]:
    """Return width and height in EMU of a PNG: ``width``, unless that makes it higher than a page allows."""
    wide, high = size(data)
    height = round(width * high / wide)
    if height <= _HIGHEST:
        return width, height
    return round(_HIGHEST * wide / high), _HIGHEST


def drawing(picture: Picture, number: int, name: str, alt: str) -> Element:
    """Return the w:drawing of a picture; ``name`` finds it again, ``alt`` says what it shows."""
    wide, high = extent(picture.data)
    shown = el(
        "pic:pic",
        el("pic:nvPicPr", el("pic:cNvPr", id=number, name=name, descr=alt), el("pic:cNvPicPr")),
        el("pic:blipFill", el("a:blip", r__embed=picture.relationship), el("a:stretch", el("a:fillRect"))),
        el(
            "pic:spPr",
            el("a:xfrm", el("a:off", x=0, y=0), el("a:ext", cx=wide, cy=high)),
            el("a:prstGeom", el("a:avLst"), prst="rect"),
        ),
    )
    inline = el(
        "wp:inline",
        el("wp:extent", cx=wide, cy=high),
        el("wp:docPr", id=number, name=name, descr=alt),
        el("wp:cNvGraphicFramePr", el("a:graphicFrameLocks", noChangeAspect=1)),
        el("a:graphic", el("a:graphicData", shown, uri=NAMESPACES["pic"])),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return el("w:drawing", inline)
