"""How time is cut for the lake: windows by their length first, then by the slab in which they start.

Every window stands in one slab, whatever it overlaps. Whoever asks for an interval asks, of each class of
length, for the slabs in which a window of that class that reaches the interval can have begun. So a night is
asked for two slabs of short windows, and one window of a year does not stand in 365 of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

_HOUR_US = 3_600 * 1_000_000
_DAY_US = 24 * _HOUR_US

CUT_US = 12 * _HOUR_US
"""Slabs begin at noon UTC, so that no night of Europe or Africa is cut."""

EVERY_SLAB = 0
"""The one slab of windows that are longer than every limit."""


@dataclass(frozen=True, slots=True)
class Length:
    """Windows of at most ``limit_us``, in slabs of ``slab_us``; None: all that are longer, in one slab."""

    name: str
    limit_us: int | None
    slab_us: int | None


LENGTHS = (
    Length("4h", 4 * _HOUR_US, _DAY_US),
    Length("2d", 2 * _DAY_US, 8 * _DAY_US),
    Length("60d", 60 * _DAY_US, 240 * _DAY_US),
    Length("longer", None, None),
)


@dataclass(frozen=True, slots=True, order=True)
class Slab:
    """One slab of one class of length, by the class's place in `LENGTHS`."""

    length: int
    number: int

    @property
    def folder(self) -> str:
        """Return its folder's path: the class and the day on which it begins."""
        length = LENGTHS[self.length]
        if length.slab_us is None:
            return f"length={length.name}/slab=ever"
        start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
            microseconds=self.number * length.slab_us + CUT_US
        )
        return f"length={length.name}/slab={start.date().isoformat()}"


def slabs_of(start_us: NDArray[np.int64], end_us: NDArray[np.int64]) -> tuple[Slab, ...]:
    """Return the slab of each window, by its bounds; those that are open, and those far off, are longer."""
    lengths = _lengths(start_us, end_us)
    slabs = np.zeros(len(start_us), np.int64)
    for place, length in enumerate(LENGTHS):
        if length.slab_us is not None:
            mine = lengths == place
            slabs[mine] = (start_us[mine] - CUT_US) // length.slab_us
    return tuple(Slab(int(place), int(number)) for place, number in zip(lengths, slabs, strict=True))


def is_met(slab: Slab, start_us: int, end_us: int) -> bool:
    """Tell whether a window of ``slab`` can share an instant with the interval."""
    length = LENGTHS[slab.length]
    if length.slab_us is None or length.limit_us is None:
        return True
    first_us = slab.number * length.slab_us + CUT_US
    return start_us < first_us + length.slab_us + length.limit_us and first_us <= end_us


def hull_us(bounds: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return the interval that encloses intervals, of which there is at least one."""
    starts, ends = zip(*bounds, strict=True)
    return min(starts), max(ends)


def _lengths(start_us: NDArray[np.int64], end_us: NDArray[np.int64]) -> NDArray[np.int64]:
    # In floating point, since an open interval is longer than int64 can say.
    long_us = end_us.astype(np.float64) - start_us.astype(np.float64)
    limits = np.array([length.limit_us for length in LENGTHS if length.limit_us is not None], np.float64)
    # An instant before the year 1 or after 9999 has no day to be named by.
    is_far = (start_us < _FIRST_US) | (start_us > _LAST_US)
    lengths = np.searchsorted(limits, long_us, side="left")
    return np.where(is_far, len(LENGTHS) - 1, lengths).astype(np.int64)


_FIRST_US = -62_000_000_000 * 1_000_000
_LAST_US = 253_000_000_000 * 1_000_000
