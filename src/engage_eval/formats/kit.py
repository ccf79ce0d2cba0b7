"""A kit: what another hospital needs to repeat a study, as a zip archive or a folder. Never data.

Archives are read member by member under caps, by names that are known beforehand; nothing is ever extracted.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engage_eval.core.errors import StudyError, UsageError
from engage_eval.formats.fields import Report, read_fields
from engage_eval.formats.folder_layout import KIT_FILE

_FORMAT = 1
_LARGEST_MEMBER = 2_000_000  # bytes: a questionnaire has some ten thousand
_LARGEST = 20_000_000
_MOST_MEMBERS = 500
_CHUNK = 65_536
_WANTED = re.compile(
    r"(?:kit\.yaml|instruments/[\w.-]+\.ya?ml|codebooks/[\w.-]+\.ya?ml|consent/[\w.-]+\.md|papers/[\w.-]+\.md)"
)
_SHA = re.compile(r"[0-9a-f]{64}")
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition by name: key, version, and the SHA-256 of its parsed content."""

    key: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KitHead:
    """What kit.yaml says: the definitions, and the questionnaire of the kit that this one was made from."""

    instrument: Definition
    codebook: Definition | None = None
    parent: Definition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A kit as read: texts by the place of their file; nothing is checked but names and sizes."""

    name: str
    instrument: tuple[str, str]  # file, text
    codebook: tuple[str, str] | None
    forms: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    head_text: str = ""


def head_text(head: KitHead) -> str:
    """Return kit.yaml: names, versions and digests, and not a word of anyone's."""
    lines = [
        "# Dibuat oleh: engage-eval export kit / Made by: engage-eval export kit",
        f"format: {_FORMAT}",
    ]
    for name, one in (("instrument", head.instrument), ("codebook", head.codebook), ("parent", head.parent)):
        said = "null" if one is None else f'{{key: {one.key}, version: {one.version}, digest: "{one.sha256}"}}'
        lines.append(f"{name}: {said}")
    return "".join(f"{line}\n" for line in lines)


def read_head(text: str) -> KitHead | None:
    """Return what a kit.yaml says; None where it is none. Only keys, versions and digests are taken from it.

    >>> one = Definition(key="wa", version="v1", sha256="0" * 64)
    >>> read_head(head_text(KitHead(instrument=one))).instrument.version
    'v1'
    """
    top = read_fields(text, Report(KIT_FILE))
    if top is None:
        return None
    found: dict[str, Definition | None] = {}
    for name in ("instrument", "codebook", "parent"):
        inner = top.sub(name)
        found[name] = None
        if inner is not None:
            key, version, sha = inner.text("key"), inner.text("version"), inner.text("digest")
            if re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", key) and re.fullmatch(r"v[0-9]{1,6}", version):
                found[name] = Definition(key=key, version=version, sha256=sha if _SHA.fullmatch(sha) else "")
    instrument = found["instrument"]
    return KitHead(instrument=instrument, codebook=found["codebook"], parent=found["parent"]) if instrument else None


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of ``files``: the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def is_kit(path: Path) -> bool:
    """Return whether a path is to be read as a kit: a .zip file, or a folder."""
    return path.suffix.lower() == ".zip" or path.is_dir()


def read_kit(path: Path) -> Kit:
    """Return the kit in a zip archive or a folder.

    Raises UsageError where nothing is there, StudyError where it is no kit, damaged, or bigger than any kit.
    """
    if not path.exists():
        raise UsageError("command.unknown_kit", name=path.as_posix(), allowed="wa-blast")
    try:
        members = dict(_in_folder(path) if path.is_dir() else _in_archive(path))
        texts = {name: data.decode("utf-8-sig").replace("\r\n", "\n") for name, data in members.items()}
    except _DAMAGED as error:
        raise StudyError("kit.broken", name=path.name) from error
    parts = {part: {k: v for k, v in texts.items() if k.startswith(f"{part}/")} for part in _PARTS}
    if KIT_FILE not in texts:
        raise StudyError("kit.no_kit", name=path.name, missing=KIT_FILE)
    if len(parts["instruments"]) != 1 or len(parts["codebooks"]) > 1:
        raise StudyError("kit.no_kit", name=path.name, missing="instruments/*.yaml")
    return Kit(
        name=path.name,
        instrument=next(iter(parts["instruments"].items())),
        codebook=next(iter(parts["codebooks"].items()), None),
        forms=parts["consent"],
        papers=parts["papers"],
        head_text=texts[KIT_FILE],
    )


_PARTS = ("instruments", "codebooks", "consent", "papers")


def _in_folder(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files that a kit has; links are not followed out of it."""
    size = 0
    for path in (root / KIT_FILE, *(one for part in _PARTS for one in sorted((root / part).glob("*")))):
        name = path.relative_to(root).as_posix()
        if not path.is_file() or path.is_symlink() or not _WANTED.fullmatch(name):
            continue
        size += path.stat().st_size
        if path.stat().st_size > _LARGEST_MEMBER or size > _LARGEST:
            raise ValueError(name)
        yield name, path.read_bytes()


def _in_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the members that a kit has. A folder around them all is taken off; a name that climbs out is no member."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > _MOST_MEMBERS:
            raise ValueError(path.name)
        around = _folder_around([one.filename for one in entries])
        size, seen = 0, set[str]()
        for one in entries:
            name = one.filename.removeprefix(around)
            if not _WANTED.fullmatch(name):
                continue
            if name in seen:
                raise ValueError(name)
            seen.add(name)
            data = _capped(archive, one)
            size += len(data)
            if size > _LARGEST:
                raise ValueError(name)
            yield name, data


def _folder_around(names: list[str]) -> str:
    """Return the folder that people zip a kit in, with its slash; empty where kit.yaml stands at the top."""
    if KIT_FILE in names:
        return ""
    inner = [name for name in names if name.endswith(f"/{KIT_FILE}") and name.count("/") == 1]
    return inner[0].removesuffix(KIT_FILE) if len(inner) == 1 else ""


def _capped(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's content, read no further than its cap whatever its head claims."""
    parts, size = [], 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > _LARGEST_MEMBER:
                raise ValueError(member.filename)
            parts.append(chunk)
    return b"".join(parts)
