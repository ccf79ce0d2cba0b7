"""The custom XML part with which a Word file carries its claims: numbers and where they stand, never people."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from engage_eval.report.blocks import Document, Figure
from engage_eval.report.claims import FIELDS, Claim
from engage_eval.report.docx.controls import Control, tag_of
from engage_eval.report.docx.xml import NAMESPACES, default_root, el, root, serialise, with_text
from engage_eval.report.numbering import Numbering
from engage_eval.report.numbers import raw_number

_SPACE = uuid.UUID("6f0f3f63-4a58-5f39-9f0e-0b5c1c7d2f11")  # a constant of ours, so that the part's id is reproducible
_COUNTED = ("numerator", "denominator")
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure of the file: its name there, its label, the claims that it draws and its alternative text.

    ``stale`` where it could not be drawn anew when the numbers were.
    """

    name: str
    label: str
    claims: tuple[str, ...]
    alt: str
    stale: bool = False


def figures_of(document: Document, numbering: Numbering) -> list[Drawn]:
    """Return the figures of a document under the names that they get."""
    return [
        Drawn(name=numbering[block.label].anchor, label=block.label, claims=block.claims, alt=block.alt)
        for block in document.blocks
        if isinstance(block, Figure)
    ]


def claims_part(document: Document, figures: Sequence[Drawn], controls: Sequence[Control]) -> bytes:
    """Return customXml/item1.xml: every claim with its fields, every control and every figure that shows claims."""
    part = default_root(
        "ee:claims",
        version=VERSION,
        study=document.study_id,
        digest=document.digest,
        day=document.day,
        language=document.language,
        kind=document.kind,
        program=document.program,
    )
    part.extend(_claim(claim) for claim in document.claims.values())
    part.extend(_control(control) for control in controls)
    part.extend(_figure(one) for one in figures)
    return serialise(part)


def _claim(claim: Claim) -> Element:
    made = el("ee:claim", id=claim.id)
    for field in FIELDS:
        if raw := raw_number(claim, field):
            made.set(field, raw)
    for field in _COUNTED:
        if (counted := getattr(claim, field)) is not None:
            made.set(field, str(counted))
    if claim.method:
        made.set("method", claim.method)
    made.set("level", repr(claim.level))
    if claim.why is not None:
        made.set("why", claim.why.code)
    return made


def _control(control: Control) -> Element:
    number = control.number
    return with_text(
        "ee:number",
        control.text,
        id=control.id,
        alias=tag_of(number.claim, number.field),
        claim=number.claim,
        field=number.field,
        format=number.format,
    )


def _figure(drawn: Drawn) -> Element:
    made = el("ee:figure", name=drawn.name, label=drawn.label, claims=" ".join(drawn.claims), alt=drawn.alt)
    if drawn.stale:
        made.set("stale", "1")
    return made


def properties_part(document: Document) -> bytes:
    """Return customXml/itemProps1.xml, whose id follows from the study and its digest."""
    item = uuid.uuid5(_SPACE, f"{document.study_id}|{document.digest}|{document.kind}|{document.language}")
    reference = el("ds:schemaRef", ds__uri=NAMESPACES["ee"])
    part = root("ds:datastoreItem", ("ds",), el("ds:schemaRefs", reference), ds__itemID="{" + str(item).upper() + "}")
    return serialise(part)
