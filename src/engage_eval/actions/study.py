"""Open a study, check it, begin a new one."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engage_eval.actions.new_from_kit import from_kit
from engage_eval.core import content
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Problem, Severity
from engage_eval.formats import new_folder, study_folder
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.kit import is_kit
from engage_eval.model import rules
from engage_eval.model.consent import gate
from engage_eval.model.instrument_time import estimate_minutes
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Snapshot

_LONGEST_NAME = 255  # bytes, on the file systems that matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An open study: what was read and every problem that was found; record None where it can't be understood."""

    record: StudyRecord | None
    problems: tuple[Problem, ...]

    def of_severity(self, severity: Severity) -> tuple[Problem, ...]:
        """Return the problems of one severity."""
        return tuple(one for one in self.problems if lookup(one.code).severity is severity)

    def language(self) -> str:
        """Return the study's first language; empty where it is not known."""
        return self.record.study.languages[0] if self.record and self.record.study.languages else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTime:
    """How long a form of an instrument is estimated to take, beside what it promises, in minutes."""

    instrument: str
    form: str
    estimated: float
    promised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What ``check`` found; ``rows`` counts what was read, by table."""

    problems: tuple[Problem, ...]
    errors: int
    held: int
    warnings: int
    rows: Mapping[str, int]
    minutes: tuple[FormTime, ...]


def is_study_file(name: str) -> bool:
    """Return whether a STUDY argument names a study file or a database instead of a folder."""
    return name.startswith(("postgresql:", "postgres:")) or name.endswith(".engage")


def open_study(name: str) -> Workspace:
    """Read the study called ``name`` and everything that is wrong with it; nothing is written.

    Raises UsageError for a study file, a database or a name that no folder can have, StudyError for a folder that isn't
    there.
    """
    if not name:
        raise UsageError("command.empty_study")
    if is_study_file(name):
        raise UsageError("command.no_study_file", name=name)
    if any(len(os.fsencode(part)) > _LONGEST_NAME for part in Path(name).parts):
        raise UsageError("command.name_too_long", name=f"{Path(name).name[:40]}…")
    record, problems = study_folder.read(Path(name))
    found = list(problems)
    if record is not None:
        found += rules.check(record)
    return Workspace(record=record, problems=tuple(found))


def sound(workspace: Workspace) -> Snapshot:
    """Return the study after the consent gate; raises ProblemsError where it has errors."""
    errors = workspace.of_severity(Severity.ERROR)
    if errors or workspace.record is None:
        raise ProblemsError(errors)
    return gate(workspace.record)


def check(workspace: Workspace) -> Checked:
    """Return every problem of the study, how much was read, and how long its forms take."""
    return Checked(
        problems=workspace.problems,
        errors=len(workspace.of_severity(Severity.ERROR)),
        held=len(workspace.of_severity(Severity.HELD)),
        warnings=len(workspace.of_severity(Severity.WARNING)),
        rows=_rows(workspace.record),
        minutes=_minutes(workspace.record),
    )


def _rows(record: StudyRecord | None) -> Mapping[str, int]:
    if record is None:
        return {}
    tables: Mapping[str, Sequence[object]] = {
        "participants": record.participants,
        "recruitment": record.recruitment,
        "consent": record.consent,
        "interviews": record.interviews,
        "answers": record.answers,
        "outcomes": record.outcomes,
    }
    return {name: len(rows) for name, rows in tables.items()}


def _minutes(record: StudyRecord | None) -> tuple[FormTime, ...]:
    if record is None:
        return ()
    return tuple(
        FormTime(
            instrument=f"{one.key} {one.version}",
            form=form,
            estimated=estimate_minutes(one, form),
            promised=promised,
        )
        for one in record.instruments
        for form, promised in one.forms.items()
    )


def new(target: Path, *, kit: str, language: str, csv_heads: bool) -> None:
    """Write a new study folder from a shipped instrument (its key), an instrument file, or a kit (archive or folder).

    Raises UsageError for an unknown kit or where ``target`` is not empty, ProblemsError for an instrument with errors.
    """
    if is_kit(Path(kit)):
        new_folder.create(target, from_kit(Path(kit)), language=language, csv_heads=csv_heads)
        return
    text = _kit_text(kit)
    instrument, problems = read_instrument(text, Path(kit).name)
    codebook_text = content.find("codebooks", "nine-characteristics.yaml").read_text(encoding="utf-8")
    codebook, more = read_codebook(codebook_text, "nine-characteristics.yaml")
    errors = [one for one in (*problems, *more) if lookup(one.code).severity is Severity.ERROR]
    if errors or instrument is None or codebook is None:
        raise ProblemsError(errors)
    forms = sorted(content.find("instruments", "consent").glob("*-v*.*.md"))
    starter = new_folder.Starter(
        instrument=instrument,
        instrument_text=text,
        codebook=codebook,
        codebook_text=codebook_text,
        forms={path.name: path.read_text(encoding="utf-8") for path in forms},
    )
    new_folder.create(target, starter, language=language, csv_heads=csv_heads)


def _kit_text(kit: str) -> str:
    """Return the text of a shipped instrument or of an instrument file."""
    named = Path(kit)
    try:
        if named.suffix in (".yaml", ".yml"):
            return named.read_text(encoding="utf-8-sig")
        return content.find("instruments", f"{named.name}.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        shipped = sorted(path.stem for path in content.find("instruments").glob("*.yaml"))
        raise UsageError("command.unknown_kit", name=kit, allowed=", ".join(shipped)) from error
