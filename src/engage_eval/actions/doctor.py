"""Look a study and its computer over: versions, settings, where the file lies, backups, and what to do about it."""

import platform
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engage_eval import __version__
from engage_eval.actions.doctor_place import Location, System, locate
from engage_eval.core.errors import EngageError, UsageError
from engage_eval.core.problem import Place, Problem
from engage_eval.core.study_name import is_database, is_folder, refuse_impossible

if TYPE_CHECKING:
    from engage_eval.store.state import State
    from engage_eval.store.target import Target

_LEAST_ROOM = 5  # times the file: an upgrade, a backup and a journal stand beside it for a while
_LEAST_FREE = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found; ``state`` and ``location`` are None where no study was named, ``upgraded`` (before, after)."""

    versions: Mapping[str, str]
    has_wal_reset_bug: bool
    state: "State | None" = None
    location: Location | None = None
    upgraded: tuple[str, str] | None = None
    problems: tuple[Problem, ...] = ()


def examine(name: str, *, upgrade: bool = False, system: System | None = None) -> Diagnosis:
    """Return how the study called ``name`` stands (empty: only the program); ``upgrade`` brings a database up to date.

    Raises UsageError for a study folder or a name too long, where there is no study, or a file is to be upgraded;
    StoreError where it can't be opened.
    """
    from engage_eval.store import state as stores
    from engage_eval.store.target import parse

    versions = {
        "engage-eval": __version__,
        "python": platform.python_version(),
        **stores.versions(),
        "system": f"{platform.system()} {platform.release()}".strip() or sys.platform,
    }
    bug = stores.has_wal_reset_bug()
    if not name:
        if upgrade:
            raise UsageError("doctor.upgrade_what")
        return Diagnosis(versions=versions, has_wal_reset_bug=bug)
    refuse_impossible(name)
    if is_folder(name):
        raise UsageError("doctor.folder", name=name)
    upgraded = stores.upgrade(name) if upgrade else None
    found = stores.state(name)
    location = None if is_database(name) else locate(Path(name), system)
    where = Place(file=Path(name).name if not is_database(name) else found.study)
    target = parse(name)
    problems = [
        *_of_state(found),
        *_of_erasures(name, found),
        *_of_data_folder(),
        *_of_strays(target, found),
        *_of_register(target, found),
    ]
    if location is not None:
        problems += [*_of_place(location, found), *_of_links(Path(name))]
    return Diagnosis(
        versions=versions,
        has_wal_reset_bug=bug,
        state=found,
        location=location,
        upgraded=upgraded,
        problems=tuple(Problem(code=one.code, params=one.params, place=where) for one in problems),
    )


def _of_state(found: "State") -> Iterator[Problem]:
    if found.is_wal:
        yield Problem(code="verify.wal")
    elif found.wrong:
        for key in found.wrong:
            yield Problem(code="doctor.setting", params={"setting": key, "value": found.settings[key]})
    if found.is_older:
        code = "doctor.older_file" if found.kind == "file" else "doctor.older_database"
        yield Problem(code=code, params={"revision": found.revision})
    if found.protected:
        yield Problem(code="doctor.protected", params={"names": ", ".join(found.protected)})
    if found.backups is None:
        yield Problem(code="doctor.no_backups_there")
    elif not found.backups:
        yield Problem(code="doctor.no_backups")
    if found.backup_failed:
        yield Problem(code="doctor.backup_failed", params={"at": found.backup_failed})


def _of_erasures(name: str, found: "State") -> Iterator[Problem]:
    """Yield whose erasure waits; a file that can't be opened is told otherwise."""
    from engage_eval.store import erase
    from engage_eval.store.study_file import open_study

    if found.is_wal or found.is_older or found.unfinished:
        return
    with suppress(EngageError), open_study(name) as store:
        if people := erase.unfinished(store):
            yield Problem(code="doctor.erasure_unfinished", params={"people": ", ".join(people)})
        if people := erase.in_doubt(store):
            yield Problem(code="doctor.erased_in_register", params={"people": ", ".join(people)})


def _of_data_folder() -> Iterator[Problem]:
    from engage_eval.store import replica

    if not replica.is_lasting():
        yield Problem(code="doctor.data_folder", params={"folder": replica.data_folder().as_posix()})


def _of_register(target: "Target", found: "State") -> Iterator[Problem]:
    from engage_eval.store import look

    path = target.register()
    if path is None:
        return
    register = look.of_register(target)
    # Of a file that can't be read it isn't known which registers are its own.
    code = register.strangeness(found.study, found.registers) if found.study else register.fault
    if code:
        yield Problem(code=code, params={"name": path.name})


def _of_links(path: Path) -> Iterator[Problem]:
    names = path.stat().st_nlink
    if names > 1:
        yield Problem(code="doctor.hard_link", params={"n": names})


def _of_strays(target: "Target", found: "State") -> Iterator[Problem]:
    from engage_eval.store import strays

    beside = strays.of(target)
    yield from _of_misnamed(target, beside.own)
    if beside.doubtful:
        names = ", ".join(strays.named(beside.doubtful))
        yield Problem(code="doctor.same_id", params={"names": names, "study": found.study})


def _of_misnamed(target: "Target", own: Sequence[Path]) -> Iterator[Problem]:
    """Yield what belongs to the study and is to have its name; a folder can't take one that is taken."""
    into = target.backups()
    if into is None:
        return
    folders = [one for one in own if one.suffix == into.suffix]
    to_empty = folders if into.exists() or len(folders) > 1 else []
    to_rename = [one for one in own if one not in to_empty]
    if to_rename:
        wanted = ", ".join(sorted({f"{into.stem}{one.suffix}" for one in to_rename}))
        yield Problem(code="doctor.strays", params={"names": _together(to_rename), "wanted": wanted})
    if to_empty:
        yield Problem(code="doctor.stray_backups", params={"names": _together(to_empty), "wanted": into.name})


def _together(paths: Iterable[Path]) -> str:
    return ", ".join(one.name for one in paths)


def _of_place(location: Location, found: "State") -> Iterator[Problem]:
    if location.cloud:
        yield Problem(code="doctor.cloud", params={"service": location.cloud})
    if location.network:
        yield Problem(code="doctor.network", params={"kind": location.network})
    if location.encrypted is False:
        yield Problem(code="doctor.not_encrypted")
    needed = max(_LEAST_ROOM * (found.size or 0), _LEAST_FREE)
    if location.free is not None and location.free < needed:
        yield Problem(code="doctor.no_room", params={"free": location.free // 2**20, "needed": needed // 2**20})
