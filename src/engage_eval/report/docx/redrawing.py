"""Figures of a Word report drawn anew where a claim that they show has changed, at the width they have there."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engage_eval.report.blocks import Document, Figure
from engage_eval.report.claims import FIELDS, Claims
from engage_eval.report.docx.claims_part import Drawn
from engage_eval.report.docx.pictures import extent, size
from engage_eval.report.docx.reading import Reading
from engage_eval.report.docx.spans import Edit, FoundPicture, changed_tag
from engage_eval.report.numbers import raw_number


@dataclass(slots=True)
class Redrawn:
    """New pictures by part, edits by part, the figures as they are now, and what happened to each (by label)."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    figures: list[Drawn] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    own_alt: list[str] = field(default_factory=list)


def changed_claims(before: Mapping[str, Mapping[str, str]], claims: Claims) -> frozenset[str]:
    """Return the ids of the claims whose numbers are others than before, or that are there only before or only now."""
    now = {key: {name: raw_number(claim, name) for name in FIELDS} for key, claim in claims.items()}
    return frozenset(key for key in {*before, *now} if before.get(key) != now.get(key))


def redraw(reading: Reading, document: Document) -> Redrawn:
    """Return what has to change in the figures of a report so that they show ``document``'s claims.

    A figure that the author took out stays out, and one whose picture is no PNG any more, or that the study no longer
    yields, stays as it is.
    """
    made = Redrawn()
    changed = changed_claims(reading.stored.claims, document.claims)
    blocks = {block.label: block for block in document.blocks if isinstance(block, Figure)}
    for before in reading.stored.figures:
        places = [one for one in reading.pictures if _shows(one, before)]
        block = blocks.get(before.label)
        claims = set(before.claims) | set(block.claims if block else ())
        if not places:
            continue
        if not before.stale and not claims & changed:
            made.figures.append(before)
        elif block is None or not _replace(made, reading, places, block, before):
            made.kept.append(before.label)
            made.figures.append(replace(before, stale=True))
    return made


def _shows(picture: FoundPicture, figure: Drawn) -> bool:
    """Return whether a picture is a figure: by its name, else by what it says; a copied one may lose its name."""
    return picture.name == figure.name or (bool(figure.alt) and picture.alt == figure.alt)


def _replace(made: Redrawn, reading: Reading, places: list[FoundPicture], block: Figure, before: Drawn) -> bool:
    from engage_eval.report.figures.render import png

    parts = {part for place in places for part in [_part(reading, place)] if part}
    if len(parts) != 1:  # none that can be replaced, or a picture of the author's beside ours
        return False
    [part] = parts
    picture = png(block.drawing)
    own = {place.alt for place in places} - {before.alt, block.alt}
    for place in places:
        data = reading.archive.parts[place.part]
        edits = made.edits.setdefault(place.part, [])
        if place.alt == before.alt != block.alt:
            edits.extend(changed_tag(data, tag, {"descr": block.alt}) for tag in place.named)
        if _shape(reading.archive.parts[part]) != _shape(picture):
            wide, high = extent(picture, place.wide)
            measures = {"cx": str(wide), "cy": str(high)}
            edits.extend(changed_tag(data, tag, measures) for tag in place.sized)
    if picture != reading.archive.parts[part]:
        made.pictures[part] = picture
        made.drawn.append(block.label)
    if own:
        made.own_alt.append(block.label)
    made.figures.append(Drawn(name=before.name, label=block.label, claims=block.claims, alt=block.alt))
    return True


def _part(reading: Reading, place: FoundPicture) -> str | None:
    """Return the part of a picture where it is one PNG."""
    if len(set(place.embedded)) != 1:
        return None
    _kind, target = reading.archive.related(place.part).get(place.embedded[0], ("", ""))
    if posixpath.splitext(target)[1].lower() != ".png":
        return None
    return target if _shape(reading.archive.parts.get(target, b"")) else None


def _shape(data: bytes) -> tuple[int, int] | None:
    try:
        return size(data)
    except ValueError:
        return None
