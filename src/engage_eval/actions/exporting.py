"""What exports and imports share: a target that may be written, and the errors that stand in their way."""

from collections.abc import Iterable
from pathlib import Path

from engage_eval.actions.analyse import check_csv_target
from engage_eval.actions.study import Workspace
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import UsageError
from engage_eval.core.problem import Problem, Severity
from engage_eval.core.study_name import refuse_impossible

# What a report needs and rows don't: answers are collected long before the counts are in, and no row is lost by it.
_CAN_WAIT = frozenset(
    {
        "consent.placeholder",
        "design.period_without_counts",
        "design.purpose_missing",
        "ethics.status_missing",
    }
)


def can_wait(problem: Problem) -> bool:
    """Return whether an error of study.yaml says nothing about rows, so that rows may be moved in spite of it."""
    return problem.code in _CAN_WAIT


def is_in_the_way(problem: Problem) -> bool:
    """Return whether a problem keeps rows from being moved."""
    return lookup(problem.code).severity is Severity.ERROR and not can_wait(problem)


def blocking(workspace: Workspace) -> list[Problem]:
    """Return the errors of a study that keep its rows from being moved."""
    return [one for one in workspace.problems if is_in_the_way(one)]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in the order in which a person goes through the files."""
    return sorted(problems, key=lambda one: (one.place.file, one.place.line or 0))


def check_target(target: Path, study: str, endings: tuple[str, ...], *, force: bool) -> None:
    """Raise UsageError where an export must not be written to ``target``; ``endings`` () means a folder.

    A folder may stand there if it is empty; ``force`` replaces a file and never a folder.
    """
    if endings and target.suffix.lower() not in endings:
        raise UsageError("command.wrong_ending", name=target.name, allowed=", ".join(endings))
    refuse_impossible(str(target))
    if not target.parent.is_dir():
        raise UsageError("command.no_folder", name=target.parent.as_posix())
    check_csv_target(target, Path(study))
    if not endings:
        if target.is_file() or (target.is_dir() and any(target.iterdir())):
            raise UsageError("command.folder_not_empty", name=target.name)
        return
    if target.is_dir() or (target.exists() and not force):
        raise UsageError("command.file_exists", name=target.as_posix())
