"""A Word report read back: its numbers where they stand now, and what the file says they were."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from engage_eval.core.errors import UsageError
from engage_eval.core.messages import LANGUAGES
from engage_eval.report.claims import FIELDS
from engage_eval.report.docx.archive import Archive, open_archive, read_xml
from engage_eval.report.docx.claims_part import VERSION, Drawn
from engage_eval.report.docx.controls import tag_of
from engage_eval.report.docx.inline import LANGUAGE_TAGS
from engage_eval.report.docx.spans import Found, FoundPicture, scan
from engage_eval.report.docx.xml import name as qualified
from engage_eval.report.numbers import INTERVAL, fits

PROPERTIES = "docProps/core.xml"
_DIGEST = re.compile(rb"SHA-256 ([0-9a-f]{64})")
_STUDY = re.compile(rb"<cp:keywords>([^<]*)</cp:keywords>")
# An alias as only this program makes them: at least two words with a point, a colon, a field.
_OURS = re.compile(rf"[a-z0-9_~-]+(?:\.[^:\s]*)+:(?:{'|'.join((*FIELDS, INTERVAL))})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A number as the file says it was printed; ``text`` is None where the file doesn't say it."""

    claim: str
    field: str
    format: str
    text: str | None = None

    @property
    def alias(self) -> str:
        """Return the alias of its control."""
        return tag_of(self.claim, self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the file knows of itself.

    ``whole`` is false where its part with the claims is lost, so that only what stands in its properties is known.
    ``claims`` are the raw fields by claim, ``by_id`` the printed numbers by the id of their control.
    """

    whole: bool
    study: str
    digest: str
    language: str
    kind: str = ""
    part: str = ""
    claims: Mapping[str, Mapping[str, str]]
    printed: tuple[Printed, ...] = ()
    by_id: Mapping[int, Printed]
    figures: tuple[Drawn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A report as it is now."""

    name: str
    archive: Archive
    stored: Stored
    controls: tuple[Found, ...]
    pictures: tuple[FoundPicture, ...]


def looks_ours(alias: str) -> bool:
    """Return whether an alias can only be one of this program.

    >>> looks_ours("dispositions.agree.eligible:value"), looks_ours("Nama: value")
    (True, False)
    """
    return _OURS.fullmatch(alias) is not None


def read_report(data: bytes, name: str) -> Reading:
    """Return a report's numbers and pictures; ``name`` is what messages call it.

    Raises UsageError for what is no .docx, is damaged, or carries no numbers of ours.
    """
    archive = open_archive(data, name)
    try:
        stored = _stored(archive, name)
        stories = [scan(part, archive.parts[part]) for part in archive.stories()]
    except ValueError as error:
        raise UsageError("word.unreadable", name=name) from error
    controls = tuple(control for story in stories for control in story.controls)
    if not stored.whole and not any(looks_ours(one.alias) for one in controls):
        raise UsageError("word.no_claims", name=name)
    pictures = tuple(picture for story in stories for picture in story.pictures)
    return Reading(name=name, archive=archive, stored=stored, controls=controls, pictures=pictures)


def _stored(archive: Archive, name: str) -> Stored:
    claims = qualified("ee:claims")
    for part, data in archive.parts.items():
        if part.startswith("customXml/") and part.endswith(".xml") and b"urn:engage-eval:claims:" in data:
            root = read_xml(data)
            if root.tag == claims:
                return _from_part(part, root, name)
            if str(root.tag).endswith("}claims"):
                raise UsageError("word.newer", name=name)
    return _from_properties(archive)


def _from_part(part: str, root: Element, name: str) -> Stored:
    if root.get("version") != str(VERSION):
        raise UsageError("word.newer", name=name)
    by_id: dict[int, Printed] = {}
    printed = []
    for one in root.iter(qualified("ee:number")):
        field, shown = one.get("field", ""), one.get("format", "")
        if fits(field, shown):
            number = Printed(claim=one.get("claim", ""), field=field, format=shown, text=one.text or "")
            by_id[int(one.get("id", "0"))] = number
            printed.append(number)
    language = root.get("language", "")
    return Stored(
        whole=True,
        study=root.get("study", ""),
        digest=root.get("digest", ""),
        language=language if language in LANGUAGES else LANGUAGES[0],
        kind=root.get("kind", ""),
        part=part,
        claims={one.get("id", ""): _raw(one) for one in root.iter(qualified("ee:claim"))},
        printed=tuple(printed),
        by_id=by_id,
        figures=tuple(_figure(one) for one in root.iter(qualified("ee:figure"))),
    )


def _raw(claim: Element) -> dict[str, str]:
    return {field: claim.get(field, "") for field in FIELDS}


def _figure(one: Element) -> Drawn:
    return Drawn(
        name=one.get("name", ""),
        label=one.get("label", ""),
        claims=tuple(one.get("claims", "").split()),
        alt=one.get("alt", ""),
        stale=one.get("stale") == "1",
    )


def _from_properties(archive: Archive) -> Stored:
    """Return what the properties say, and the language in which most of the words stand."""
    core = archive.parts.get(PROPERTIES, b"")
    digest, study = _DIGEST.search(core), _STUDY.search(core)
    body = archive.parts[archive.main]
    most = max(LANGUAGES, key=lambda language: body.count(LANGUAGE_TAGS[language].encode()))
    return Stored(
        whole=False,
        study=study.group(1).decode(errors="replace") if study else "",
        digest=digest.group(1).decode() if digest else "",
        language=most,
        claims={},
        by_id={},
    )
