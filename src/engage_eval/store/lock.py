"""One writing program for each study file, held by the operating system; who it is stands beside, for people."""

import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from engage_eval.core.errors import StoreError
from engage_eval.store.target import Target

WAIT_SECONDS = 2.0


class WriterLock:
    """The lock of a study file's one writer; threads of the same program share it."""

    def __init__(self, lock: FileLock, note: Path) -> None:
        """Keep the lock that was taken, and the file that says by whom."""
        self._lock = lock
        self._note = note

    @classmethod
    def take(cls, target: Target, *, wait: float = WAIT_SECONDS) -> "WriterLock":
        """Take the lock; raises StoreError that names who has it, or where the folder can't be written to."""
        path, note = lock_files(target)
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise StoreError("store.in_use", name=target.name, who=who(note)) from None
        except (OSError, NotImplementedError) as error:  # a file system without locks
            raise StoreError("store.read_only", name=target.name) from error
        found = cls(lock, note)
        found._sign()
        return found

    def _sign(self) -> None:
        """Say who has the lock; only for people, so a disk that is full stops nothing."""
        content = {
            "process": os.getpid(),
            "computer": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            self._note.write_text(json.dumps(content), encoding="utf-8")
        except OSError:
            _remove(self._note)

    def release(self) -> None:
        """Give the lock back."""
        _remove(self._note)
        self._lock.release()


def _remove(note: Path) -> None:
    with suppress(OSError):
        note.unlink(missing_ok=True)


def lock_files(target: Target) -> tuple[Path, Path]:
    """Return the file that is locked and the one that says by whom."""
    path = target.real()
    return path.with_name(f".{path.name}.lock"), path.with_name(f".{path.name}.writer.json")


def who(note: Path) -> str:
    """Return who has the lock, as far as the file beside it says."""
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        return f"{found['computer']}, {found['process']}, {found['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "?"
