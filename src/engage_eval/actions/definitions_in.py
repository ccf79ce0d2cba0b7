"""Bring a new version of a definition into a study file; answers keep the version that they were given to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from engage_eval.actions.recording import Recording
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, StudyError, UsageError
from engage_eval.core.problem import Place, Problem, Severity
from engage_eval.formats import bundle, tables
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.consent_form import is_form_name, read_form
from engage_eval.formats.folder_layout import STUDY_FILE
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.settings import read_study
from engage_eval.formats.yaml_text import MappingNode, read_yaml
from engage_eval.model import declared, rules
from engage_eval.model.codebook import Codebook
from engage_eval.model.definition import DefinitionText
from engage_eval.model.instrument import Instrument, newest
from engage_eval.model.people import ConsentForm
from engage_eval.model.study import SettingChange, Study

# The periods to be compared are declared before there are counts of them; only a report needs those.
_DECLARED_FIRST = "design.period_without_counts"
# The blanks of a form are filled in by study.yaml, which may follow; none is printed before they are. Settings that
# empty a blank again are refused.
_FILLED_IN_LATER = "consent.placeholder"
_TEXTS = (".yaml", ".yml", ".md", ".txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """What came in: its kind, name and version, the settings that it changes, and what is to be looked at."""

    kind: str
    file: str
    name: str
    version: str
    is_new: bool
    settings: tuple[SettingChange, ...] = ()
    problems: tuple[Problem, ...] = ()


def take_in(recording: Recording, source: Path, *, is_preview: bool = False) -> Defined:
    """Record the definition in the file ``source``; one that the study has already changes nothing.

    Raises UsageError where the file is no definition, or changes one under the same version; ProblemsError where it has
    errors, or the study would have new ones.
    """
    text = _text(source)
    kind, made, problems = _read(source, text)
    errors = bundle.errors(problems)
    if errors or made is None:
        raise ProblemsError(errors, "import.unreadable", name=source.name)
    there = bundle.newest(recording.store.read().definitions)
    described = bundle.described(_file(kind, made), text)
    if described is None:
        raise UsageError("definition.unknown", name=source.name)
    told = Defined(kind=kind, file=described.file, name=described.name, version=described.version, is_new=False)
    for one in there.values():
        if _named(one) == _named(described) and kind != "study":
            if not _says_the_same(one, described):
                raise UsageError("definition.same_version", name=described.name, version=described.version)
            return told
    if kind == "study" and STUDY_FILE in there and there[STUDY_FILE].text == text:
        return told
    changed = tuple(_changes(recording, made))
    waiting = (_DECLARED_FIRST, _FILLED_IN_LATER) if kind == "consent" else (_DECLARED_FIRST,)
    found = _judged(recording, [*there.values(), described], waiting)
    if not is_preview:
        with recording.store.writing("import definition", by=recording.actor, subjects=()) as writer:
            writer.define(described)
            writer.add("settings", changed)
    return replace(told, is_new=True, settings=changed, problems=found)


def _text(source: Path) -> str:
    if source.is_dir():
        raise UsageError("definition.unknown", name=source.name)
    data, problems = tables.read_bytes(source, source.name)
    if data is None and not source.exists():
        raise UsageError("command.no_file", name=source.as_posix())
    if data is None:
        raise StudyError(problems[0].code, place=Place(file=source.name))
    text, _guesses, problems = tables.decode(data, source.name)
    if text is None and source.suffix.lower() not in _TEXTS:
        raise UsageError("definition.unknown", name=source.name)
    if text is None:
        raise ProblemsError(problems, "import.unreadable", name=source.name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(source: Path, text: str) -> tuple[str, Study | Instrument | Codebook | ConsentForm | None, list[Problem]]:
    """Return the kind of a definition by what stands in it, and the definition."""
    if is_form_name(source.name) or text.lstrip("\ufeff\n ").startswith("---"):
        form, problems = read_form(text, source.name)
        return "consent", form, problems
    node, problems = read_yaml(text, source.name)
    keys = {entry.key for entry in node.entries} if isinstance(node, MappingNode) else set()
    if node is None and problems:
        raise ProblemsError(problems, "import.unreadable", name=source.name)
    if "sections" in keys:
        return ("instrument", *read_instrument(text, source.name))
    if "codes" in keys:
        return ("codebook", *read_codebook(text, source.name))
    if {"id", "title"} <= keys:
        return ("study", *read_study(text, STUDY_FILE))
    raise UsageError("definition.unknown", name=source.name)


def _file(kind: str, made: Study | Instrument | Codebook | ConsentForm) -> str:
    """Return where a definition stands in a study folder."""
    match made:
        case ConsentForm():
            return f"consent/{made.id}-{made.version}.{made.language}.md"
        case Instrument():
            return f"instruments/{made.key}-{made.version}.yaml"
        case Codebook():
            return f"codebooks/{made.key}-{made.version}.yaml"
    return STUDY_FILE if kind == "study" else ""


def _named(one: DefinitionText) -> tuple[str, str, str, str]:
    return one.kind, one.name, one.version, one.language


def _says_the_same(one: DefinitionText, other: DefinitionText) -> bool:
    """Return whether two texts define the same, whatever their comments and line breaks are."""
    if one.kind == "instrument":
        first, second = (read_instrument(text.text, text.file)[0] for text in (one, other))
        return first is not None and second is not None and first.digest == second.digest
    if one.kind == "codebook":
        book, again = (read_codebook(text.text, text.file)[0] for text in (one, other))
        return book is not None and again is not None and book.digest == again.digest
    return one.text == other.text


def _changes(recording: Recording, made: Study | Instrument | Codebook | ConsentForm) -> Iterable[SettingChange]:
    """Return the settings that decide results and are changed by a definition."""
    record = recording.record
    answered = len({one.interview for one in record.answers})
    now, by = recording.now, recording.actor
    if isinstance(made, Study):
        if made.id != record.study.id:
            raise UsageError("definition.other_study", found=made.id, expected=record.study.id)
        return declared.changes(record.study, made, at=now, by=by, interviews=answered)
    if isinstance(made, Instrument) and (before := newest(record.instruments, made.key)) is not None:
        return declared.instrument_changes(before, made, at=now, by=by, interviews=answered)
    return ()


def _judged(
    recording: Recording, definitions: Iterable[DefinitionText], waiting: Collection[str]
) -> tuple[Problem, ...]:
    """Return what is new to be looked at with the definition; raises ProblemsError for new errors.

    Errors with a code of ``waiting`` stand in the way of a report alone, and are among what is returned.
    """
    record, problems = bundle.assemble(definitions, recording.store.read().rows)
    if record is None:
        raise ProblemsError(problems, "import.unreadable")
    before = {(one.code, repr(one.params)) for one in rules.check(recording.record)}
    new = [one for one in (*problems, *rules.check(record)) if (one.code, repr(one.params)) not in before]
    errors = [one for one in new if lookup(one.code).severity is Severity.ERROR and one.code not in waiting]
    if errors:
        raise ProblemsError(errors, "recording.refused")
    return tuple(new)
