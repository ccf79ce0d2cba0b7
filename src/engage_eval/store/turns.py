"""One verb at a time among the threads of the program that writes, in the order in which they came."""

import threading
from collections import deque
from typing import Self


class Turns:
    """A lock that who waits longest gets next; the thread that has it may take it again.

    With threading.RLock the thread that gives it back often has it again at once: of 20 threads one then waits for
    seconds (measured: p99 three times as long, see docs/reliability.md).
    """

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._guard = threading.Lock()
        self._owner: int | None = None
        self._depth = 0
        self._waiting: deque[tuple[int, threading.Event]] = deque()

    def acquire(self, *, blocking: bool = True) -> bool:
        """Wait for one's turn and return True; without ``blocking``, return False where another thread has it."""
        thread, called = threading.get_ident(), threading.Event()
        with self._guard:
            if self._owner in (None, thread):
                self._owner = thread
                self._depth += 1
                return True
            if not blocking:
                return False
            self._waiting.append((thread, called))
        try:
            called.wait()
        except BaseException:  # Ctrl-C while waiting: the turn must not go to who has left
            self._leave(called)
            raise
        return True

    def _leave(self, called: threading.Event) -> None:
        with self._guard:
            if not called.is_set():
                self._waiting = deque(one for one in self._waiting if one[1] is not called)
                return
        self.release()

    def release(self) -> None:
        """Give the lock to who waits longest, once it was given back as often as it was taken."""
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._owner = None
            if self._waiting:
                self._owner, called = self._waiting.popleft()
                self._depth = 1
                called.set()

    def __enter__(self) -> Self:
        """Take it for a block."""
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        self.release()
