"""Word comments that trace a number: what was counted, by which rule, from which data, and who is in it."""

from collections.abc import Callable

from lxml.etree import _Element as Element

from engage_eval.core.messages import messages
from engage_eval.report.blocks import Document
from engage_eval.report.claims import Claim
from engage_eval.report.docx.xml import el, root, serialise, val, with_text
from engage_eval.report.explain import sentence

AUTHOR = "engage-eval"
INITIALS = "ee"

Trace = Callable[[Claim], str]


def trace(document: Document) -> Trace:
    """Return the function that says in the report's language what a claim rests on, as `explain` does."""
    speech = messages(document.language)
    return lambda claim: sentence(claim, document.digest, speech)


class Comments:
    """The comments of one file: one for each claim at its first place in a block, dated by the data."""

    def __init__(self, document: Document, text: Trace) -> None:
        """Begin with none."""
        self._document = document
        self._text = text
        self._made: list[Element] = []
        self._in_block: set[str] = set()

    def new_block(self) -> None:
        """Let every claim be commented once more."""
        self._in_block.clear()

    def around(self, claim_id: str, anchored: Element) -> list[Element]:
        """Return ``anchored`` with a comment on the claim, or alone where this block has commented it."""
        if claim_id in self._in_block:
            return [anchored]
        self._in_block.add(claim_id)
        number = len(self._made)
        self._made.append(self._comment(number, self._document.claims[claim_id]))
        mark = el("w:r", el("w:rPr", val("w:rStyle", "CommentReference")), el("w:commentReference", w__id=number))
        return [
            el("w:commentRangeStart", w__id=number),
            anchored,
            el("w:commentRangeEnd", w__id=number),
            mark,
        ]

    def _comment(self, number: int, claim: Claim) -> Element:
        made = el(
            "w:comment",
            w__id=number,
            w__author=AUTHOR,
            w__date=f"{self._document.day}T00:00:00Z",
            w__initials=INITIALS,
        )
        for line in self._text(claim).split("\n"):
            paragraph = el("w:p", el("w:pPr", val("w:pStyle", "CommentText")))
            if len(made) == 0:
                reference = el("w:rPr", val("w:rStyle", "CommentReference"))
                paragraph.append(el("w:r", reference, el("w:annotationRef")))
            paragraph.append(el("w:r", with_text("w:t", line)))
            made.append(paragraph)
        return made

    def part(self) -> bytes:
        """Return word/comments.xml."""
        return serialise(root("w:comments", ("w",), *self._made))
