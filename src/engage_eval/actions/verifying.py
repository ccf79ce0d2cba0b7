"""Verify a study file or a database; the numbers of a Word report are verified by actions/living."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from engage_eval.actions.study import is_study_file
from engage_eval.core.errors import StoreError, UsageError
from engage_eval.core.study_name import is_folder, refuse_impossible

if TYPE_CHECKING:
    from engage_eval.store.verify import Verified


def verify(name: str) -> "Verified":
    """Return everything that differs in a study file or database; nothing is changed.

    Raises UsageError for a study folder, a name too long and where there is none, StoreError where it can't be opened
    at all.
    """
    from engage_eval.store import verify as checks

    refuse_impossible(name)
    if is_folder(name):
        raise UsageError("verify.folder", name=name)
    return checks.verify(name)


def damaged(words: Iterable[object]) -> str:
    """Return the first of a command's words that names a study file or database of which the rows are damaged; or "".

    Asked when a command fell over: one changed bit can make a value that nobody wrote, and trip anything up.
    """
    for word in words:
        name = str(word)
        if not isinstance(word, (str, Path)) or not name or is_folder(name):
            continue
        try:
            if is_study_file(name) and verify(name).problems:
                return name
        except StoreError:
            return name
        except (UsageError, OSError, ValueError):
            continue
    return ""
