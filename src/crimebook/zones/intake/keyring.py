"""The keys of drafts: random, in memory only, a new one each hour, each good for 24 hours more.

Worker processes share one ring: an anonymous mapping of memory that the parent made before it forked, with no
name by which another process could open it. Whoever first needs the key of a new hour makes it; what is
overwritten is gone for all.

A restart makes a new ring, and every draft of the old one is lost: the pages say so. That is the price of
having no key on a disk that somebody could seize together with yesterday's traffic.
"""

import mmap
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator

HOUR_S = 3600
VALID_HOURS = 24
KEY_BYTES = 32
_SLOTS = VALID_HOURS + 1
_HOUR_BYTES = 8
_SLOT_BYTES = _HOUR_BYTES + KEY_BYTES
_PATIENCE_S = 2.0
"""How long a process waits for one that makes a key; one that was killed while it did would wait for ever."""

Random = Callable[[int], bytes]


class Ring:
    """The keys of this hour and of the 24 before it."""

    def __init__(self, clock: Callable[[], float] = time.time, random: Random = os.urandom) -> None:
        self._memory = mmap.mmap(-1, _SLOTS * _SLOT_BYTES)
        self._lock = multiprocessing.get_context("fork").Lock()
        self._clock = clock
        self._random = random
        self.turn()

    def turn(self) -> None:
        """Make this hour's key if there is none, and forget those that are too old."""
        is_mine = self._lock.acquire(timeout=_PATIENCE_S)
        try:
            hour = self._hour()
            for place in range(_SLOTS):
                made = self._made(place)
                if made and not hour - _SLOTS < made <= hour:
                    self._write(place, 0, bytes(KEY_BYTES))
            if self._made(hour % _SLOTS) != hour:
                self._write(hour % _SLOTS, hour, self._random(KEY_BYTES))
        finally:
            if is_mine:
                self._lock.release()

    def newest(self) -> bytes:
        """Return the key to seal with."""
        return next(self.good_keys())

    def good_keys(self) -> Iterator[bytes]:
        """Yield the keys that are good now, the newest first."""
        hour = self._hour()
        if self._made(hour % _SLOTS) != hour:
            self.turn()
        for back in range(_SLOTS):
            place = (hour - back) % _SLOTS
            if self._made(place) == hour - back:
                start = place * _SLOT_BYTES + _HOUR_BYTES
                yield self._memory[start : start + KEY_BYTES]

    def _hour(self) -> int:
        return int(self._clock()) // HOUR_S

    def _made(self, place: int) -> int:
        start = place * _SLOT_BYTES
        return int.from_bytes(self._memory[start : start + _HOUR_BYTES], "big")

    def _write(self, place: int, hour: int, key: bytes) -> None:
        start = place * _SLOT_BYTES
        # The hour comes off first and goes on last: no process takes half a key for one.
        self._memory[start : start + _HOUR_BYTES] = bytes(_HOUR_BYTES)
        self._memory[start + _HOUR_BYTES : start + _SLOT_BYTES] = key
        self._memory[start : start + _HOUR_BYTES] = hour.to_bytes(_HOUR_BYTES, "big")


_shared: list[Ring] = []


def share(ring: Ring) -> None:
    """Make this the ring of this process and of those that it forks."""
    _shared[:] = [ring]


def ring() -> Ring:
    """Return the ring of this process, one of its own where the parent shared none."""
    if not _shared:
        share(Ring())
    return _shared[0]
