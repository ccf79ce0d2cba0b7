"""A list of names, one a line, that must not stand in a report to be shared."""

from pathlib import Path

from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.formats.tables import decode, read_bytes


def read_names(path: Path) -> tuple[str, ...]:
    """Return the names in a text file; lines that are empty or begin with # count for nothing.

    Raises UsageError where there is no such file or no name in it, ProblemsError where it is no text.
    """
    name = path.as_posix()
    if not path.is_file():
        raise UsageError("command.no_file", name=name)
    data, problems = read_bytes(path, name)
    if data is not None:
        text, _guesses, more = decode(data, name)
        problems = [*problems, *more]
        if text is not None:
            lines = (" ".join(line.split()) for line in text.splitlines())
            found = tuple(dict.fromkeys(line for line in lines if len(line) > 1 and not line.startswith("#")))
            if not found:
                raise UsageError("command.no_names", name=name)
            return found
    raise ProblemsError(problems, "command.bad_names", name=name)
