"""Make a kit of a study's definitions for another hospital; what a study collects has no way into it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engage_eval import __version__
from engage_eval.actions.exporting import check_target
from engage_eval.actions.files import put
from engage_eval.core import content
from engage_eval.core.errors import ProblemsError, StudyError
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.codebook_text import codebook_text
from engage_eval.formats.consent_form import read_form
from engage_eval.formats.folder_layout import KIT_FILE
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.kit import Definition, KitHead, head_text, read_head, zip_bytes
from engage_eval.formats.kit_clean import clean_codebook, clean_form, telling
from engage_eval.formats.new_folder import create_by
from engage_eval.formats.panel_workbook import panel_bytes
from engage_eval.formats.yaml_nodes import yaml_text
from engage_eval.formats.yaml_text import read_yaml
from engage_eval.model.codebook import Codebook
from engage_eval.model.instrument import Instrument
from engage_eval.model.kit_changes import Change, codebook_changes, instrument_changes
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.report.kit_papers import LANGUAGES, NAMES, KitPapers, papers
from engage_eval.report.schedule.write import write_schedule

_SCRIPT = "telepon"  # the form that is read aloud on the telephone
_SHIPPED_BOOK = "nine-characteristics.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The kit, its files, and what was left out of it: in-vivo codes, and examples that may be someone's words."""

    file: Path
    files: tuple[str, ...]
    codes_left_out: int
    examples_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parent:
    """The definitions that a kit was made from; name empty where there are none, None where they are not at hand."""

    name: str = ""
    head: Definition | None = None
    instrument: Instrument | None = None


def check(target: Path, study: str, *, force: bool) -> None:
    """Raise UsageError where the kit must not be written: a .zip file, or a folder that is empty or not there."""
    check_target(target, study, (".zip",) if target.suffix else (), force=force)


def kit(record: StudyRecord, sources: Mapping[str, str], target: Path) -> Exported:
    """Write the kit of ``record`` to ``target``, an archive where it ends in .zip, else a folder.

    ``sources`` are the study's definitions as they were written, before placeholders were filled in. Raises StudyError
    without a questionnaire, ProblemsError where a definition points to a person or the hospital, StoreError where the
    kit can't be written.
    """
    instrument = record.instrument()
    if instrument is None:
        raise StudyError("kit.no_instrument")
    book = _codebook(record)
    shipped = _shipped_codebook()
    cleaned = clean_codebook(book, shipped) if book else None
    texts = {f"instruments/{instrument.key}-{instrument.version}.yaml": _without_comments(sources, instrument)}
    if cleaned:
        texts[f"codebooks/{cleaned.codebook.key}-{cleaned.codebook.version}.yaml"] = codebook_text(cleaned.codebook)
    texts |= dict(_forms(record, sources))
    if found := list(telling(texts, record, shipped)):
        raise ProblemsError(found, "kit.refused", name=target.name)
    parent = _parent(record, sources, instrument)
    clean_book = cleaned.codebook if cleaned else None
    texts[KIT_FILE] = head_text(
        KitHead(
            instrument=_named(instrument),
            codebook=_named(clean_book) if clean_book else None,
            parent=parent.head,
        )
    )
    files = {name: text.encode() for name, text in texts.items()}
    files |= {f"sheets/panel.{language}.xlsx": panel_bytes(instrument, language) for language in LANGUAGES}
    files |= dict(_schedules(instrument, texts))
    names = sorted((*files, *(f"papers/{name}.{language}.docx" for name in NAMES for language in LANGUAGES)))
    out = KitPapers(
        instrument=instrument,
        texts={(name, language): _paper_text(name, language) for name in NAMES for language in LANGUAGES},
        files=names,
        codes_left_out=cleaned.codes if cleaned else 0,
        parent=parent.name,
        changes=_changes(parent, instrument, clean_book, shipped),
        program=f"engage-eval {__version__}",
    )
    files |= dict(papers(out))
    _write(target, files)
    return Exported(
        file=target,
        files=tuple(sorted(files)),
        codes_left_out=cleaned.codes if cleaned else 0,
        examples_left_out=cleaned.examples if cleaned else 0,
    )


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    if target.suffix:
        put(target, zip_bytes(files))
        return

    def write(made: Path) -> None:
        for name, data in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    create_by(target, write)


def _codebook(record: StudyRecord) -> Codebook | None:
    """Return the study's codebook in its newest version."""
    found = [one for one in record.codebooks if one.key == (record.study.codebook or one.key)]
    return max(found, key=lambda one: (int(one.version[1:] or 0), one.digest), default=None)


def _shipped_codebook() -> Codebook | None:
    text = content.find("codebooks", _SHIPPED_BOOK).read_text(encoding="utf-8")
    return read_codebook(text, _SHIPPED_BOOK)[0]


def _without_comments(sources: Mapping[str, str], instrument: Instrument) -> str:
    """Return the questionnaire's YAML without what is no definition; its content is the same by its digest."""
    node, _ = read_yaml(sources.get(instrument.place.file, ""), instrument.place.file)
    made = yaml_text(node) if node else ""
    again, _ = read_instrument(made, instrument.place.file)
    if again is None or again.digest != instrument.digest:
        raise StudyError("kit.no_instrument")
    return made


def _forms(record: StudyRecord, sources: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for form in record.forms:
        raw = sources.get(form.place.file, "")
        if raw:
            yield f"consent/{form.id}-{form.version}.{form.language}.md", clean_form(form, raw, record.study)


def _paper_text(name: str, language: str) -> str:
    return content.find("instruments", "kit", f"{name}.{language}.md").read_text(encoding="utf-8")


def _named(one: Instrument | Codebook) -> Definition:
    return Definition(key=one.key, version=one.version, sha256=one.digest)


def _parent(record: StudyRecord, sources: Mapping[str, str], instrument: Instrument) -> _Parent:
    """Return what the kit was made from: what kit.yaml of the study says, else the shipped questionnaire of its key."""
    head = read_head(sources[KIT_FILE]) if KIT_FILE in sources else None
    shipped = _shipped_instrument(instrument.key)
    if head is None:
        return _known_parent(shipped) if shipped else _Parent()
    known = (*record.instruments, *([shipped] if shipped else []))
    same = next((one for one in known if one.digest == head.instrument.sha256), None)
    if same is not None:
        return _known_parent(same)
    # Anyone may write anything into kit.yaml, so a name that no questionnaire here has is not passed on.
    if head.instrument.key != instrument.key:
        return _Parent()
    return _Parent(name=f"{head.instrument.key} {head.instrument.version}", head=head.instrument)


def _known_parent(one: Instrument) -> _Parent:
    return _Parent(name=f"{one.key} {one.version}", head=_named(one), instrument=one)


def _shipped_instrument(key: str) -> Instrument | None:
    try:
        text = content.find("instruments", f"{key}.yaml").read_text(encoding="utf-8")
    except OSError:
        return None
    return read_instrument(text, f"{key}.yaml")[0]


def _changes(
    parent: _Parent, instrument: Instrument, book: Codebook | None, shipped: Codebook | None
) -> Sequence[Change] | None:
    if parent.instrument is None:
        return None
    same_key = book is not None and shipped is not None and book.key == shipped.key
    codes = codebook_changes(shipped, book) if same_key and book and shipped else ()
    return (*instrument_changes(parent.instrument, instrument), *codes)


def _schedules(instrument: Instrument, forms: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the printable interview schedules, with the telephone scripts of the kit; of no study, so of nobody."""
    nobody = Study(id="", title=instrument.title)
    scripts = {}
    for name, text in forms.items():
        form, _ = read_form(text, name) if name.startswith(f"consent/{_SCRIPT}-") else (None, [])
        if form is not None:
            scripts[form.language] = form
    for form_key in instrument.forms:
        for language in LANGUAGES:
            made = write_schedule(nobody, instrument, form_key, (language,), scripts, f"engage-eval {__version__}")
            yield f"sheets/schedule-{form_key}.{language}.docx", made
