"""Freshness: the highest number of a desk's request that any worker has seen, so that none counts twice.

Eight bytes in memory that has no name (``memfd_create``), made before the workers are forked: nothing of when
the desk collects is on a disk. It begins at the instant of the start, so a request from before a restart is
no fresher. The kernel gives the lock back when a process dies, so no worker can leave it locked.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable

from crimebook.stores.spool.signed_requests import MICROSECONDS

_BYTES = 8


class Freshness:
    """The highest number so far. Processes forked after it was made, and their threads, share it."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._file = os.memfd_create("freshness")
        os.pwrite(self._file, int(clock() * MICROSECONDS).to_bytes(_BYTES, "big"), 0)
        self._threads = threading.Lock()

    def take(self, number_us: int) -> int | None:
        """Take a number that is higher than all before and return None; else return the highest."""
        # The kernel's lock parts processes, the other one threads, which the kernel's does not.
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                latest = int.from_bytes(os.pread(self._file, _BYTES, 0), "big")
                if number_us <= latest:
                    return latest
                os.pwrite(self._file, number_us.to_bytes(_BYTES, "big"), 0)
                return None
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


_shared: list[Freshness] = []


def share_freshness(made: Freshness) -> None:
    """Make this the one of this process and of those that it forks."""
    _shared[:] = [made]


def freshness() -> Freshness:
    """Return the one of this process, one of its own where the parent shared none."""
    if not _shared:
        share_freshness(Freshness())
    return _shared[0]
