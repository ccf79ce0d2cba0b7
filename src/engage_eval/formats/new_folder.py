"""A new study folder, made beside its place and moved there when it is whole: either all of it stands or nothing."""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engage_eval.core.errors import StoreError, UsageError
from engage_eval.formats.data_workbook import write_workbook
from engage_eval.formats.study_template import GITIGNORE, study_yaml
from engage_eval.formats.workbook_fields import SHEETS, heads_of
from engage_eval.model.codebook import Codebook
from engage_eval.model.instrument import Instrument

_MOST_IN_ID = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """What a study begins with: definitions as text and as read, consent forms as file name -> text.

    ``others`` are further files that a kit brings, as path in the folder -> text.
    """

    instrument_text: str
    instrument: Instrument
    codebook_text: str
    codebook: Codebook
    forms: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)


def create(target: Path, starter: Starter, *, language: str = "id", csv_heads: bool = False) -> None:
    """Make a new study folder at ``target``; ``csv_heads`` writes CSV files with heads only in place of data.xlsx.

    Raises UsageError where something stands at ``target`` already (an empty folder may), StoreError where the disk
    refuses. In both cases nothing is left behind.
    """
    name = target.absolute().name
    create_by(target, lambda made: _write_all(made, name, starter, language=language, csv_heads=csv_heads))


def create_by(target: Path, write: Callable[[Path], None]) -> None:
    """Make a folder at ``target``: ``write`` makes it at the path that it is given, from where it is moved.

    Raises UsageError where something stands at ``target`` already (an empty folder may), StoreError where the disk
    refuses. In both cases nothing is left behind.
    """
    target = target.absolute()
    _refuse_taken(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".engage-eval-", dir=target.parent))
    except OSError as error:
        raise _cannot_write(target) from error
    try:
        made = beside / "study"
        write(made)
        if target.exists() and target.samefile(Path.cwd()):
            _fill(target, made)
        else:
            if target.exists():
                target.rmdir()  # Windows moves nothing onto a folder; rmdir fails if someone has just filled it
            made.rename(target)
    except OSError as error:
        raise _cannot_write(target) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fill(target: Path, made: Path) -> None:
    """Move what was made into the current folder, which must stay: the user's terminal stands in it."""
    for one in made.iterdir():
        one.rename(target / one.name)


def study_id(name: str) -> str:
    """Return a study's id made from its folder's name: letters, digits, hyphens.

    >>> study_id("Siaran RS (2026)")
    'siaran-rs-2026'
    """
    found = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:_MOST_IN_ID].strip("-")
    # A name of digits alone would read as a number.
    return found if re.search(r"[a-z]", found) else f"studi-{found}".strip("-")


def _refuse_taken(target: Path) -> None:
    try:
        taken = target.is_symlink() or target.exists()
        if taken and (not target.is_dir() or any(target.iterdir())):
            raise UsageError("command.folder_not_empty", name=target.name)
    except OSError as error:
        raise _cannot_write(target) from error


def _cannot_write(target: Path) -> StoreError:
    return StoreError("command.cannot_write", name=target.name)


def _write_all(made: Path, name: str, starter: Starter, *, language: str, csv_heads: bool) -> None:
    instrument, codebook = starter.instrument, starter.codebook
    texts = {
        "study.yaml": study_yaml(
            study=study_id(name), instrument=instrument.key, codebook=codebook.key, language=language
        ),
        ".gitignore": GITIGNORE,
        f"instruments/{instrument.key}-{instrument.version}.yaml": starter.instrument_text,
        f"codebooks/{codebook.key}-{codebook.version}.yaml": starter.codebook_text,
        **{f"consent/{form}": text for form, text in starter.forms.items()},
        **starter.others,
    }
    if csv_heads:
        heads = {table: heads_of(table, instrument, None) for table in SHEETS}
        texts |= {f"{table}.csv": _csv_line(columns) for table, columns in heads.items()}
    for file, text in texts.items():
        path = made / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    if not csv_heads:
        write_workbook(made / "data.xlsx", instrument, None, language)


def _csv_line(columns: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(columns)
    return out.getvalue()
