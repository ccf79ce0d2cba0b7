"""The errors that a user can cause; only these are caught at the edge, anything else is a bug and shows itself.

Like a Problem an error carries a code, parameters and a place, never a sentence.
"""

from collections.abc import Sequence

from engage_eval.core.problem import Param, Place, Problem


class EngageError(Exception):
    """What stops a command; ``exit_code`` is what the process returns."""

    exit_code = 1

    def __init__(self, code: str, *, place: Place | None = None, **params: Param) -> None:
        """Keep the catalogue's code, its parameters and the place."""
        super().__init__(code, params)
        self.problem = Problem(code=code, place=place or Place(), params=params)


class StudyError(EngageError):
    """Something in the study's files (exit code 1)."""

    exit_code = 1


class UsageError(EngageError):
    """The command was called in a wrong way (exit code 2)."""

    exit_code = 2


class StoreError(EngageError):
    """The study file or the disk failed (exit code 3)."""

    exit_code = 3


class ProblemsError(StudyError):
    """The study (or the file under ``code``) has errors, so nothing is analysed; the edge prints each of them."""

    def __init__(self, problems: Sequence[Problem], code: str = "study.not_sound", *, name: str = "") -> None:
        """Keep all problems of the study, or of the file called ``name``."""
        super().__init__(code, n=len(problems), name=name)
        self.problems = tuple(problems)
