"""What a STUDY argument names: a folder, a study file, or a study in a database; judged by the name and its place."""

import os
from pathlib import Path

from engage_eval.core.errors import UsageError

SUFFIX = ".engage"
LONGEST_NAME = 255  # bytes, on the file systems that matter
# Beside a study file stand its journal, its lock and copies that are being made; their names are longer.
LONGEST_NEW = LONGEST_NAME - len(".") - len(".upgrade-journal")
_DATABASES = ("postgresql:", "postgres:")


def is_database(study: str) -> bool:
    """Return whether ``study`` is the address of a database."""
    return study.startswith(_DATABASES)


def is_folder(study: str) -> bool:
    """Return whether ``study`` names a folder; a name that nothing can have is none."""
    try:
        return not is_database(study) and Path(study).is_dir()
    except (OSError, ValueError):
        return False


def refuse_impossible(study: str) -> None:
    """Raise UsageError for no name at all, and for one of which a part is longer than a file system takes."""
    if not study:
        raise UsageError("command.empty_study")
    if not is_database(study) and any(len(os.fsencode(part)) > LONGEST_NAME for part in Path(study).parts):
        raise UsageError("command.name_too_long", name=f"{Path(study).name[:40]}…")


def refuse_long(name: str, most: int = LONGEST_NAME) -> None:
    """Raise UsageError where the last part of ``name``, of something to be made, has more than ``most`` bytes."""
    last = Path(name).name
    if len(os.fsencode(last)) > most:
        raise UsageError("command.name_too_long", name=f"{last[:40]}…")
