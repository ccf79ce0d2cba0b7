"""A Word report with new numbers: the same file but for its controls, its figures and what it says of itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engage_eval.report.blocks import Document, Number
from engage_eval.report.docx.claims_part import claims_part
from engage_eval.report.docx.comments import trace
from engage_eval.report.docx.comparing import Checked, Comparison, State, printed_in
from engage_eval.report.docx.controls import Control
from engage_eval.report.docx.reading import PROPERTIES, Reading
from engage_eval.report.docx.redrawing import Redrawn, redraw
from engage_eval.report.docx.remarks import renewed
from engage_eval.report.docx.spans import Edit, Found, edited
from engage_eval.report.numbers import format_number
from engage_eval.report.plain import padding_anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """A new file, the numbers that changed in it, and its figures (labels).

    ``absent`` are numbers that a new report would print and this one never did: its tables may lack rows.
    ``drawn`` are new, ``kept`` should be and could not, ``own_alt`` are new under an alternative text of the author's.
    """

    data: bytes
    changed: tuple[Checked, ...]
    absent: tuple[Checked, ...]
    drawn: tuple[str, ...]
    kept: tuple[str, ...]
    own_alt: tuple[str, ...]
    comments: int


def refresh(reading: Reading, comparison: Comparison, document: Document) -> Refreshed:
    """Return the report with every number as ``document``'s claims have it, and no other word touched.

    What changes: the texts of controls that are edited or outdated; pictures and alternative texts of figures with a
    changed claim; the snapshot's digest where the text or the file's properties print it; the program's own comments;
    the part with the claims.
    """
    changed = (*comparison.of(State.EDITED), *comparison.of(State.OUTDATED))
    figures = redraw(reading, document)
    edits: dict[str, list[Edit]] = {part: list(found) for part, found in figures.edits.items()}
    for one in changed:
        if one.control is not None and one.in_study is not None:
            edits.setdefault(one.control.part, []).extend(_edits(one.control, one.in_study, document.language))
    parts = dict(figures.pictures)
    for part in reading.archive.stories():
        data = edited(reading.archive.parts[part], edits.get(part, ()))
        parts[part] = _with_digest(data, reading.stored.digest, document.digest)
    if PROPERTIES in reading.archive.parts:
        parts[PROPERTIES] = _with_digest(reading.archive.parts[PROPERTIES], reading.stored.digest, document.digest)
    remarks = renewed(reading.archive, document.claims, trace(document))
    parts.update(remarks.parts)
    if reading.stored.part:
        parts[reading.stored.part] = claims_part(document, figures.figures, _controls(comparison))
    return Refreshed(
        data=reading.archive.packed(_different(reading, parts)),
        changed=changed,
        absent=tuple(_absent(reading, comparison, document)),
        drawn=tuple(figures.drawn),
        kept=_kept(reading, figures),
        own_alt=tuple(figures.own_alt),
        comments=remarks.changed,
    )


def _edits(control: Found, text: str, language: str) -> list[Edit]:
    """Return the edits that put ``text`` into a control, and its decimals in line with those of its column."""
    if control.padding is None:
        return control.written(text)
    spaces, span = control.padding
    return [*control.written(text), span.filled(padding_anew(control.text, spaces, text, language))]


def _with_digest(data: bytes, before: str, now: str) -> bytes:
    """Return a part with the new digest where it prints the old one: 64 digits that nobody writes by chance."""
    return data.replace(before.encode(), now.encode()) if before else data


def _absent(reading: Reading, comparison: Comparison, document: Document) -> Iterator[Checked]:
    known = {(one.claim, one.field) for one in comparison.numbers}
    known |= {(one.claim, one.field) for one in reading.stored.printed}
    for one in printed_in([document]):
        if reading.stored.whole and (one.claim, one.field) not in known:
            known.add((one.claim, one.field))
            yield Checked(
                claim=one.claim,
                field=one.field,
                format=one.format,
                in_report=None,
                in_study=format_number(document.claims[one.claim], one.field, one.format, document.language),
                state=State.MISSING,
            )


def _controls(comparison: Comparison) -> list[Control]:
    """Return the numbers of the new file, under the ids that their controls have in it."""
    found = []
    for one in comparison.numbers:
        if one.control is not None and one.format:
            text = one.in_report if one.in_study is None else one.in_study
            found.append(Control(one.control.id, Number(one.claim, one.field, one.format), text or ""))
    return found


def _different(reading: Reading, parts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {part: data for part, data in parts.items() if data != reading.archive.parts[part]}


def _kept(reading: Reading, figures: Redrawn) -> tuple[str, ...]:
    """Return the figures that should be new; where the file has lost what it knows, that is each that it shows."""
    if reading.stored.whole:
        return tuple(figures.kept)
    return tuple(one.name for one in reading.pictures if one.name.startswith("_Ref_figure_"))
