"""What a command does aside from what it was asked for: the store notes it, and the command line says it at its end.

An erasure that was left unfinished is finished by whatever opens the study next, which may then be refused: what came
of it is told all the same, so it isn't handed on with the command's own result.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_DELETED: ContextVar[list[str] | None] = ContextVar("deleted", default=None)


@contextmanager
def deleted() -> Iterator[list[str]]:
    """Give a list that fills with the names of people's own files that are deleted while the block runs."""
    names: list[str] = []
    token = _DELETED.set(names)
    try:
        yield names
    finally:
        _DELETED.reset(token)


def note_deleted(names: Iterable[str]) -> None:
    """Note the names of people's own files that were deleted, for whoever listens."""
    found = _DELETED.get()
    if found is not None:
        found += names
