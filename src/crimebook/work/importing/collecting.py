"""Fewer looks of the garbage collector while a million values come and go.

The values of an import hold no circles, and each is gone when its slice is written. Looking at all that lives
again and again, as the collector does by default, took two thirds of the time of reading a staging file.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (200_000, 50, 50)
"""New objects before a look at the youngest, and looks before one at the older and at the oldest."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the collector look seldom inside the block."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def collect_seldom() -> None:
    """Let the collector look seldom in a process that does nothing else."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)
