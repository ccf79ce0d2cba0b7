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
    """A backup: its name, when and why it was made, its size in bytes, and whether it can be opened.

    ``is_own`` is whether it is of this study, as far as the logs tell; another can have its id (``has_own_id``).
    """

    name: str
    at: datetime
    reason: str
    size: int
    is_readable: bool
    is_own: bool
    has_own_id: bool


def listed(study: str) -> tuple[Kept, ...]:
    """Return the backups of a study file, the newest first, also where the file itself is gone.

    Raises UsageError for a folder or a database, and where there is neither a file nor a backup.
    """
    from engage_eval.store import backups
    from engage_eval.store import restore as store
    from engage_eval.store.target import parse

    _check(study)
    found = store.history(study)
    if not found and not Path(study).exists():
        raise UsageError("store.no_file", name=study)
    others = backups.outsiders(parse(study))
    ids = {path: backups.origin(path).study for path in (Path(study), *(one.path for one, _ in found))}
    own = {id_ for path, id_ in ids.items() if path not in others}
    return tuple(
        Kept(
            name=one.name,
            at=one.at,
            reason=one.reason,
            size=one.size,
            is_readable=opens,
            is_own=one.path not in others,
            has_own_id=ids[one.path] in own,
        )
        for one, opens in found
    )


def unrelated(study: str, backup: str) -> tuple[str, ...]:
    """Return the backups of which, before ``backup`` is restored, nothing tells whether they or it are the study's."""
    from engage_eval.store import backups
    from engage_eval.store.target import parse

    _check(study)
    return backups.unrelated(parse(study), backup)


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
