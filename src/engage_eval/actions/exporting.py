"""What all exports share: a target that may be written, outside the study."""

import os
from pathlib import Path

from engage_eval.actions.analyse import check_csv_target
from engage_eval.core.errors import UsageError

LONGEST_NAME = 255  # bytes, on the file systems that matter


def check_target(target: Path, study: str, endings: tuple[str, ...], *, force: bool) -> None:
    """Raise UsageError where an export must not be written to ``target``; ``endings`` () means a folder.

    A folder may stand there if it is empty; ``force`` replaces a file and never a folder.
    """
    if endings and target.suffix.lower() not in endings:
        raise UsageError("command.wrong_ending", name=target.name, allowed=", ".join(endings))
    if len(os.fsencode(target.name)) > LONGEST_NAME:
        raise UsageError("command.name_too_long", name=f"{target.name[:40]}…")
    if not target.parent.is_dir():
        raise UsageError("command.no_folder", name=target.parent.as_posix())
    check_csv_target(target, Path(study))
    if not endings:
        if target.is_file() or (target.is_dir() and any(target.iterdir())):
            raise UsageError("command.folder_not_empty", name=target.name)
        return
    if target.is_dir() or (target.exists() and not force):
        raise UsageError("command.file_exists", name=target.as_posix())
