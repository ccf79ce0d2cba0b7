"""Make the sample study and its reports in a folder of their own."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engage_eval.actions import analyse
from engage_eval.actions.report import Wanted, write_results
from engage_eval.actions.study import Checked, check, open_study, sound
from engage_eval.core import content
from engage_eval.core.errors import StoreError, UsageError
from engage_eval.report.results import Results

SAMPLE = "rs-x-2023"
MARK = ".engage-eval-demo.json"
# Name of the file without its suffix -> kind, language.
REPORTS: Mapping[str, tuple[str, str]] = {
    "laporan-lengkap": ("lengkap", "id"),
    "laporan-ringkas": ("ringkas", "id"),
    "report-full": ("lengkap", "en"),
    "report-brief": ("ringkas", "en"),
}
SUFFIXES = (".docx", ".html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What was made: the files, what check says of the study, and its results."""

    files: tuple[Path, ...]
    checked: Checked
    results: Results


def demo(target: Path) -> Demo:
    """Write the sample study and its reports to ``target``, which must be new, or an unchanged earlier demo.

    Raises UsageError where ``target`` holds anything else, StoreError where it can't be written.
    """
    if not _may_replace(target):
        raise UsageError("command.foreign_folder", name=target.as_posix())
    place = target.resolve()  # so that "." has a parent
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".engage-eval-") as scratch:
            made = _make(Path(scratch) / "demo")
            _put(Path(scratch) / "demo", place)
    except OSError as error:
        raise StoreError("command.cannot_write", name=target.as_posix()) from error
    names = [f"{name}{suffix}" for name in REPORTS for suffix in SUFFIXES]
    return Demo(files=(target / "study", *(target / name for name in names)), checked=made[0], results=made[1])


def _put(made: Path, place: Path) -> None:
    """Move ``made`` to ``place``; a folder that is there is emptied and filled, since someone may stand in it."""
    if not place.exists():
        made.rename(place)
        return
    for old in place.iterdir():
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()
    for new in made.iterdir():
        new.rename(place / new.name)


def _make(folder: Path) -> tuple[Checked, Results]:
    folder.mkdir()
    # copyfile leaves permissions behind: a sample that was installed read-only can still be edited and removed.
    shutil.copytree(content.find("sample_data", SAMPLE), folder / "study", copy_function=shutil.copyfile)
    workspace = open_study(str(folder / "study"))
    results = analyse.results(sound(workspace))
    for name, (kind, language) in REPORTS.items():
        for suffix in SUFFIXES:
            write_results(results, folder / f"{name}{suffix}", Wanted(kind=kind, language=language))
    (folder / MARK).write_text(json.dumps(_digests(folder), indent=1), encoding="utf-8", newline="\n")
    return check(workspace), results


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARK
    }


def _may_replace(target: Path) -> bool:
    """Return whether nothing is lost by writing ``target``: it isn't there, is empty, or an unchanged demo."""
    if not target.exists():
        return True
    if not target.is_dir():
        return False
    if not any(target.iterdir()):
        return True
    mark = target / MARK
    if not mark.is_file():
        return False
    try:
        known = json.loads(mark.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return bool(known == _digests(target))
