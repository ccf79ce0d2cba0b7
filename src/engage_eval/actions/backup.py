"""Backups of a study file: which there are, what restoring one would do, and restoring it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engage_eval.core.errors import UsageError
from engage_eval.core.study_name import is_folder, refuse_impossible

if TYPE_CHECKING:
    from engage_eval.store.restore import Restored
    from engage_eval.store.restore_case import Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A backup: its name, when and why it was made, its size in bytes, and whether it can be opened."""

    name: str
    at: datetime
    reason: str
    size: int
    is_readable: bool


def listed(study: str) -> tuple[Kept, ...]:
    """Return the backups of a study file, the newest first, also where the file itself is gone.

    Raises UsageError for a folder or a database, and where there is neither a file nor a backup.
    """
    from engage_eval.store import restore as store

    _check(study)
    found = store.history(study)
    if not found and not Path(study).exists():
        raise UsageError("store.no_file", name=study)
    return tuple(
        Kept(name=one.name, at=one.at, reason=one.reason, size=one.size, is_readable=opens) for one, opens in found
    )


def outlook(study: str, backup: str) -> "Outlook":
    """Return what restoring would do; raises as ``restore`` does."""
    from engage_eval.store import restore as store

    _check(study)
    return store.outlook(study, backup)


def restore(study: str, backup: str, *, by: str, clock: Callable[[], datetime], ids: Callable[[], str]) -> "Restored":
    """Put a backup in the place of the study file; ``by`` is whoever says so, since the file may tell nobody.

    Raises UsageError for a folder, a database and an unknown backup; StoreError where the backup is damaged or another
    study's, or the disk refuses: then the file is as it was.
    """
    from engage_eval.store import restore as store

    _check(study)
    return store.restore(study, backup, by=by, clock=clock, ids=ids)


def _check(study: str) -> None:
    refuse_impossible(study)
    if is_folder(study):
        raise UsageError("recording.folder", name=study)
