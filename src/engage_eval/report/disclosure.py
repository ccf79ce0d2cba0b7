"""The disclosure check: what in a finished report could tell a reader who someone is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from engage_eval.analysis.identifiers import TITLE, identifiers, known_names, known_numbers
from engage_eval.core.problem import Place, Problem
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Block, Document, Figure, Heading, Paragraph, Runs, Table, Text, all_runs
from engage_eval.report.numbering import number_document, plain_text
from engage_eval.report.plain import one_line

PSEUDONYM, FACILITY = "pseudonym", "facility"
CODES: Mapping[str, str] = {
    "email": "disclosure.email",
    "link": "disclosure.link",
    "phone": "disclosure.phone",
    "nik": "disclosure.nik",
    "bpjs": "disclosure.bpjs",
    "name": "disclosure.name",
    "title": "disclosure.title",
    PSEUDONYM: "disclosure.pseudonym",
    FACILITY: "disclosure.facility",
}
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"  # in place of a number or a reference, so that no two of them meet
_TOKEN = re.compile(r"\w[\w.-]*")
# What texts of the record can come to stand in a report, and where each is kept.
_TABLES = ("staff", "interviews", "outcomes", "broadcasts", "attributes", "settings", "instruments", "codebooks")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A text of the report and where it stands; ``credit`` where it names the author, who wants to be named."""

    text: str
    where: str
    credit: bool = False


def disclosures(
    document: Document, snapshot: Snapshot, names: Sequence[str] = (), phones: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Return a problem for each thing in ``document`` that could tell who someone is; none where nothing does.

    ``names`` and ``phones`` (bare digits) are looked for as well. Each problem says where in the report it stands, and
    its place is the record it comes from, where that is found. References to literature are not looked at.
    """
    known, numbers, find_facility = known_names(names), known_numbers(phones), _facilities(snapshot)
    ids = _pseudonyms(snapshot)
    found: dict[tuple[str, str], list[str]] = {}
    for passage in _passages(document):
        pieces = [(one.kind, one.text) for one in identifiers(passage.text, known, numbers)]
        pieces += [(PSEUDONYM, one) for one in _ids_in(passage.text, ids)]
        pieces += [(FACILITY, one) for one in (find_facility.findall(passage.text) if find_facility else ())]
        for kind, text in pieces:
            if kind != TITLE or not passage.credit:
                places = found.setdefault((kind, text), [])
                if passage.where not in places:
                    places.append(passage.where)
    return tuple(
        Problem(code=CODES[kind], place=_source(snapshot, text), params={"text": text, "where": "; ".join(places)})
        for (kind, text), places in found.items()
    )


def _passages(document: Document) -> Iterator[_Passage]:
    """Yield the texts of a document; where each stands is its section, and its table or figure."""
    numbering = number_document(document)
    for text in (document.title, document.subtitle, document.header):
        yield _Passage(text=text, where=one_line(document.title))
    yield _Passage(text=document.author, where=one_line(document.title), credit=True)
    section = one_line(document.title)
    for block in document.blocks:
        if isinstance(block, Heading):
            section = plain_text(block.runs, document, numbering)
        if isinstance(block, Paragraph) and block.style == "reference":
            continue
        where = section
        if isinstance(block, Table | Figure):
            where = f"{section}, {numbering[block.label].text.replace(chr(0xA0), ' ')}"
        yield from (_Passage(text=text, where=where) for text in _texts_of(block))


def _texts_of(block: Block) -> Iterator[str]:
    yield from map(_words, all_runs(block))
    if isinstance(block, Figure):
        yield block.alt
        for drawn in block.drawing.findobj(lambda artist: hasattr(artist, "get_text")):
            yield one_line(drawn.get_text())  # type: ignore[attr-defined] # findobj returns what has it


def _words(runs: Runs) -> str:
    return "".join(run.text if isinstance(run, Text) else _OBJECT for run in runs)


def _pseudonyms(snapshot: Snapshot) -> frozenset[str]:
    """Return the ids of people and interviews that can be told from ordinary words and numbers."""
    ids = {person.id for person in snapshot.people} | {one.id for one in snapshot.interviews}
    ids |= snapshot.held_interviews
    public = {one.key for one in snapshot.staff} | {snapshot.study.id, snapshot.study.site}
    return frozenset(one for one in ids - public if re.search(r"\d", one) and re.search(r"[^\W\d]", one))


def _ids_in(text: str, ids: frozenset[str]) -> Iterator[str]:
    """Yield the ids in a text, also where more stands behind them (RSX-1DQ4-K-psp.pdf)."""
    for token in _TOKEN.findall(text):
        parts = re.split(r"([._-])", token)
        spans = ("".join(parts[start:end]) for start in range(0, len(parts), 2) for end in range(len(parts), start, -2))
        yield from (one for one in spans if one in ids)


def _facilities(snapshot: Snapshot) -> re.Pattern[str] | None:
    """Return what finds the facilities' own names, None where the study doesn't mask them."""
    if not snapshot.study.mask_facilities:
        return None
    own = {one.facility for one in snapshot.people} | {one.facility for one in snapshot.outcomes}
    # F01 is how a masked one is called.
    names = {one for one in own if len(one) > 1 and not re.fullmatch(r"[Ff]?\d+", one)}
    if not names:
        return None
    written = "|".join(re.escape(one) for one in sorted(names, key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)


def _source(snapshot: Snapshot, text: str) -> Place:
    """Return the place of the first record that holds ``text``, an empty one where none does."""
    tables = (row for name in _TABLES for row in getattr(snapshot, name))
    for value, place in (*_of_study(snapshot.study), *(one for row in tables for one in _of(row, Place(), ""))):
        if text in value:
            return place
    return Place()


def _of_study(study: Study) -> Iterator[tuple[str, Place]]:
    for one in fields(study):
        if one.name not in ("place", "places", "told"):
            place = study.at(one.name, f"team.{one.name}")
            yield from ((text, place) for text, _place in _of(getattr(study, one.name), place, one.name))


def _of(value: object, place: Place, key: str) -> Iterator[tuple[str, Place]]:
    """Yield every text in a value with the nearest place that is known."""
    match value:
        case str():
            yield value, place
        case Texts():
            yield from ((text, place) for text in (value.id, value.en))
        case tuple():
            for one in value:
                yield from _of(one, place, key)
        case Mapping():
            for name, one in value.items():
                yield from _of(one, place, str(name))
    if is_dataclass(value) and not isinstance(value, type | Texts | Place):
        own = getattr(value, "place", place)
        for one in fields(value):
            if one.name != "place":
                found = getattr(value, one.name)
                yield from _of(found, replace(own, key=one.name) if isinstance(found, str) else own, one.name)
