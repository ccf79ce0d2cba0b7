"""Put a file in its place, whole or not at all."""

import os
import tempfile
from pathlib import Path

from engage_eval.core.errors import StoreError


def is_there(path: Path) -> bool:
    """Return whether a file or folder is there; a name longer than any file has is not.

    >>> is_there(Path("x" * 5000))
    False
    """
    try:
        return path.exists()
    except OSError:
        return False


def put(target: Path, data: bytes) -> None:
    """Write ``data`` beside ``target`` and then put it in its place, so that nothing half-written is ever there."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".engage-eval-")
    except OSError as error:
        raise StoreError("command.cannot_write", name=target.as_posix()) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        beside.chmod(0o644)
        beside.replace(target)
    except PermissionError as error:
        raise StoreError("command.file_open", name=target.as_posix()) from error
    except OSError as error:
        raise StoreError("command.cannot_write", name=target.as_posix()) from error
    finally:
        beside.unlink(missing_ok=True)
