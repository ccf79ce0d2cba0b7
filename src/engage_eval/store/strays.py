"""What stands beside a study file under another name, since the file alone was renamed: its backups, its register."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from engage_eval.core.errors import StoreError
from engage_eval.core.study_name import SUFFIX
from engage_eval.store import backups, connect
from engage_eval.store.register_schema import META
from engage_eval.store.target import Target, is_study_file


def of(target: Target, study: str) -> tuple[Path, ...]:
    """Return folders of backups, and the contacts register, that belong to ``study`` and to no file that is there."""
    found = list(_folders(target, study))
    own = target.register()
    if own is not None and not own.exists():
        found += (one for one in _beside(target, ".contacts") if one.is_file() and _study_of_register(one) == study)
    return tuple(found)


def delete_unclean(target: Target, study: str, erased: Collection[str]) -> None:
    """Delete the backups, in folders of another name, that hold somebody erased or can't show that they don't.

    Raises StoreError where one can't be deleted.
    """
    for folder in _folders(target, study):
        try:
            for path in [one for one in folder.iterdir() if one.is_file()]:
                # Somebody's own file, or a backup of another study, is none of ours.
                whose = backups.study_in(path)
                is_ours = whose == study or (not whose and backups.is_named(path))
                if is_ours and backups.still_in(path, erased) != frozenset():
                    path.unlink()
        except OSError as error:
            raise StoreError("store.read_only", name=folder.name) from error


def _folders(target: Target, study: str) -> Iterator[Path]:
    for folder in _beside(target, ".backups"):
        try:
            files = sorted(folder.glob(f"*{SUFFIX}"))
        except OSError:
            continue
        if any(backups.study_in(one) == study for one in files):
            yield folder


def _beside(target: Target, suffix: str) -> Iterator[Path]:
    """Yield what stands beside with the ending ``suffix`` and the name of no file that is there."""
    if target.path is None:
        return
    try:
        names = sorted(target.path.absolute().parent.iterdir())
    except OSError:
        return
    for one in names:
        # By some file systems capitals make no difference.
        if one.suffix == suffix and one.stem.casefold() != target.path.stem.casefold():
            same = [other for other in names if other.stem.casefold() == one.stem.casefold()]
            if not any(other.suffix.lower() == SUFFIX or is_study_file(other) for other in same):
                yield one


def _study_of_register(path: Path) -> str:
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            found = connection.execute(f"SELECT study FROM {META.name}").fetchone()  # noqa: S608 - our own name
    except (sqlite3.Error, UnicodeDecodeError):
        return ""
    return str(found[0]) if found else ""
