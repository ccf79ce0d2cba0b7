"""What lies where in a study folder: the names of files and folders, and which of them are definitions."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias, TypeVar

from engage_eval.core.problem import Problem
from engage_eval.formats.consent_form import is_form_name, read_form
from engage_eval.model.codebook import Codebook
from engage_eval.model.instrument import Instrument
from engage_eval.model.people import ConsentForm

Read = TypeVar("Read")
Made = TypeVar("Made", Instrument, Codebook, ConsentForm)
Definition: TypeAlias = Instrument | Codebook | ConsentForm
Reader: TypeAlias = Callable[[str, str], tuple[Read | None, Sequence[Problem]]]

STUDY_FILE, KIT_FILE = "study.yaml", "kit.yaml"
NEARLY_STUDY = ("study.yml", "study.yaml.txt", "study.yml.txt", "study.txt", "studi.yaml", "studi.yaml.txt")
INSTRUMENTS, CODEBOOKS, CONSENT, CODINGS = "instruments", "codebooks", "consent", "codings"
# What people write once and a study keeps as it is.
DEFINITION_FOLDERS = (INSTRUMENTS, CODEBOOKS, CONSENT, "transcripts")
FOLDERS = (*DEFINITION_FOLDERS, CODINGS)
# The folders of definitions, and what a record calls those that could not be read.
DEFINED = {INSTRUMENTS: "instruments", CODEBOOKS: "codebooks", CONSENT: "forms"}
YAML, FORM = (".yaml", ".yml"), (".md",)
CSV, BOOK, FOREIGN = (".csv", ".tsv"), (".xlsx", ".xlsm", ".xls"), (".ods",)
# Files with these endings look like data, so one that isn't read is told; letters, reports and notes may lie about.
LIKE_DATA = frozenset((*YAML, *CSV, *BOOK, *FOREIGN))


@lru_cache(maxsize=64)
def read_once(reader: "Reader[Made]", text: str, file: str) -> tuple[Made | None, tuple[Problem, ...]]:
    """Read a definition; the same text is read once, since a study is read again and again and texts hardly change."""
    made, problems = reader(text, file)
    return made, tuple(problems)


def study_files(names: Iterable[str]) -> list[str]:
    """Return the names that mean study.yaml, in whatever letters; the first is read, and the others are not.

    Some file systems hold several that differ in capital letters only.
    """
    return sorted(
        (name for name in names if name.casefold() == STUDY_FILE), key=lambda name: (name != STUDY_FILE, name)
    )


def defined_as(one: Definition) -> str:
    """Return what tells a definition from others; it begins with a blank where it has no key."""
    if isinstance(one, ConsentForm):
        return f"{one.id} {one.version} ({one.language})"
    return f"{one.key} {one.version}"


def is_definition(file: str) -> bool:
    """Return whether a file, by its path in a study folder, is read as an instrument, codebook or consent form."""
    folder, _, name = file.partition("/")
    path = Path(name)
    is_one = "/" not in name and path.suffix.lower() in endings(folder) and path.stem.lower() != "readme"
    return folder in DEFINED and is_one


def endings(folder: str) -> Sequence[str]:
    """Return how the names of definitions end in one of their folders."""
    return FORM if folder == CONSENT else YAML


def form_or_note(text: str, file: str) -> tuple[ConsentForm | None, list[Problem]]:
    """Read a consent form; a note or checklist that lies beside the forms is neither named nor begun like one."""
    if not is_form_name(file.rpartition("/")[2]) and not text.lstrip("\ufeff\r\n ").startswith("---"):
        return None, []
    return read_form(text, file)
