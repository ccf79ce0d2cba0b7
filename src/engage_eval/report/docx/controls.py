"""Content controls: the places in a Word file where a claim's number stands, so that it can be found again."""

import hashlib
from dataclasses import dataclass

from lxml.etree import _Element as Element

from engage_eval.report.blocks import Number
from engage_eval.report.docx.xml import el, val

TAG_LIMIT = 64  # Word refuses a file with a longer tag or alias


@dataclass(frozen=True, slots=True)
class Control:
    """One content control: its id in the file, and the number that stands in it."""

    id: int
    number: Number
    text: str


def tag_of(claim: str, field: str) -> str:
    """Return alias and tag of a number: ``claim:field``, shortened with a hash where Word's limit wants it.

    The custom XML part lists every control by id with the whole claim id, so a shortened tag loses nothing.
    """
    tag = f"{claim}:{field}"
    if len(tag) <= TAG_LIMIT:
        return tag
    tail = "~" + hashlib.sha256(tag.encode()).hexdigest()[:8] + ":" + field
    return tag[: TAG_LIMIT - len(tail)] + tail


class Controls:
    """The controls of one file, with ids that depend on what stands in them and not on the clock."""

    def __init__(self) -> None:
        """Begin with none."""
        self.made: list[Control] = []
        self._used: set[int] = set()
        self._occurrences: dict[Number, int] = {}

    def wrap(self, number: Number, text: str, run: Element) -> Element:
        """Return ``run`` inside a new inline control."""
        control = Control(self._new_id(number), number, text)
        self.made.append(control)
        tag = tag_of(number.claim, number.field)
        # Plain text: of this kind LibreOffice keeps the alias when it saves (tag goes, id is made anew), of rich text
        # nothing (measured, 7.4). It shows no bold of the run then, so a total is bold by its paragraph's style.
        properties = el("w:sdtPr", val("w:alias", tag), val("w:tag", tag), val("w:id", control.id), el("w:text"))
        return el("w:sdt", properties, el("w:sdtContent", run))

    def _new_id(self, number: Number) -> int:
        occurrence = self._occurrences.get(number, 0)
        self._occurrences[number] = occurrence + 1
        seed = f"{number.claim}|{number.field}|{number.format}|{number.bold}|{occurrence}"
        found = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") & 0x7FFFFFFF
        while found in self._used or found == 0:
            found = (found + 1) & 0x7FFFFFFF
        self._used.add(found)
        return found
