"""What stands beside a study file under another name, since the file alone was renamed: its backups, its register."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from engage_eval.core.errors import StoreError
from engage_eval.core.study_name import SUFFIX
from engage_eval.store import backups, connect
from engage_eval.store.backups import Origin
from engage_eval.store.look import registers_in
from engage_eval.store.register_schema import META
from engage_eval.store.target import Target, is_study_file


@dataclass(frozen=True, slots=True)
class Strays:
    """Folders of backups and contacts registers that belong to no file that is there.

    ``own`` are the study's by its log; ``doubtful`` have only its id: another study's, or from before an import.
    """

    own: tuple[Path, ...] = ()
    doubtful: tuple[Path, ...] = ()


def of(target: Target) -> Strays:
    """Return what belongs to the study file, or may do so, and to no file that is there."""
    if target.path is None:
        return Strays()
    whose = backups.origin(target.path)
    if not whose.study:
        return Strays()
    own: list[Path] = []
    doubtful: list[Path] = []
    for folder in _beside(target, ".backups"):
        found = [one for one in _origins(folder).values() if one.study == whose.study]
        if found:
            (own if any(one.is_of(whose) for one in found) else doubtful).append(folder)
    doubtful += sorted(backups.strangers(target))
    register, made = target.register(), registers_in(target.path)
    if register is not None and (not register.exists() or _register(register)[1] not in made):
        for one in _beside(target, ".contacts"):
            study, created_at = _register(one)
            if study == whose.study:
                (own if created_at in made else doubtful).append(one)
    return Strays(tuple(own), tuple(doubtful))


def named(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return how paths are called in a message: a backup with its folder."""
    return tuple(one.name if one.suffix != SUFFIX else f"{one.parent.name}/{one.name}" for one in paths)


def delete_unclean(target: Target, erased: Collection[str]) -> tuple[str, ...]:
    """Delete the study's backups, in folders of another name, that hold somebody erased or can't show that they don't.

    Return what was deleted, as folder/name. Raises StoreError where one can't be deleted.
    """
    if target.path is None:
        return ()
    deleted: list[str] = []
    whose = backups.origin(target.path)
    for folder in _beside(target, ".backups"):
        found = _origins(folder)
        if not any(one.is_of(whose) for one in found.values()):
            continue
        try:
            for path in [one for one in folder.iterdir() if one.is_file()]:
                # Somebody's own file, or a backup of another study, is none of ours.
                origin = found.get(path, Origin())
                is_ours = origin.is_of(whose) or (not origin.study and backups.is_named(path))
                if is_ours and backups.still_in(path, erased) != frozenset():
                    path.unlink()
                    deleted.append(f"{folder.name}/{path.name}")
        except OSError as error:
            raise StoreError("store.read_only", name=folder.name) from error
    return tuple(deleted)


def _origins(folder: Path) -> dict[Path, Origin]:
    try:
        return {one: backups.origin(one) for one in sorted(folder.glob(f"*{SUFFIX}"))}
    except OSError:
        return {}


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


def _register(path: Path) -> tuple[str, str]:
    """Return which study a contacts register is of and when it was made; empty where that can't be read."""
    try:
        with closing(connect.open_sqlite(path, "ro")) as connection:
            found = connection.execute(f"SELECT study, created_at FROM {META.name}").fetchone()  # noqa: S608 - our own name
    except (sqlite3.Error, UnicodeDecodeError):
        return "", ""
    return (str(found[0]), str(found[1])) if found else ("", "")
