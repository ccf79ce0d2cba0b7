"""What a STUDY argument names: a folder, a study file, or a study in a database; judged by the name and its place."""

import os
from pathlib import Path

from engage_eval.core.errors import UsageError

SUFFIX = ".engage"
LONGEST_NAME = 255  # bytes, on the file systems that matter
LONGEST_PATH = 4095  # bytes, on Linux; others take less or more and say so themselves
# Beside a study file stand its journal, its lock and copies that are being made; their names are longer.
LONGEST_NEW = LONGEST_NAME - len(".") - len(".upgrade-journal")
_SHOWN = 40  # signs of a name that is too long
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
    """Raise UsageError for no name at all, and for one that is longer than a file system takes, or a part of it."""
    if not study:
        raise UsageError("command.empty_study")
    if is_database(study):
        return
    for part in Path(study).parts:
        _refuse_longer(part, LONGEST_NAME)
    _refuse_longer(study, LONGEST_PATH)


def refuse_long(name: str, most: int = LONGEST_NAME) -> None:
    """Raise UsageError where the last part of ``name``, of something to be made, has more than ``most`` bytes."""
    _refuse_longer(Path(name).name, most)


def too_long(name: str) -> UsageError:
    """Return what is raised for a name that is too long, of which the beginning is shown."""
    return UsageError("command.name_too_long", name=f"{name[:_SHOWN]}…" if len(name) > _SHOWN else name)


def _refuse_longer(name: str, most: int) -> None:
    if len(os.fsencode(name)) > most:
        raise too_long(name)
