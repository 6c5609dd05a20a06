"""How much fits into the memory that is allowed: into how many slabs of time the recordings are cut."""

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from crimebook.spacetime.kernel import memory_bytes as kernel_bytes
from crimebook.terms.errors import InvalidValueError

BYTES_A_RECORDING = 480
"""The columns of a recording in the slab at hand, and what they take while they are made."""

BYTES_KEPT = 48
"""A recording outside the slab at hand: its start, its place in the order of time, its length, its id."""

BYTES_AN_INCIDENT = 400
"""The columns of an incident in the chunk at hand."""

BYTES_A_PAIR = 200
"""A pair on its way from the kernel to the result, where all of them are asked for."""

MOST_INCIDENTS = 100_000
"""Incidents whose lists are made together, and kept together if the work is stopped."""

LEAST_SLAB = 10_000

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)?", re.IGNORECASE)
_POWERS = {"": 1, "B": 1, "K": 1_000, "M": 1_000**2, "G": 1_000**3, "T": 1_000**4}


class Plan(NamedTuple):
    """Recordings in a slab, incidents in a chunk; ``slabs`` in all; ``pairs`` that are held at once."""

    recordings: int
    incidents: int
    slabs: int
    pairs: int = 1_000_000


def plan_for(recordings: int, incidents: int, top: int, memory_bytes: int) -> Plan:
    """Return how to cut the work so that `needed_bytes` are at most ``memory_bytes``.

    The lists of a chunk take at most a quarter of the memory and half of what is free, a slab what is left.
    Raise `InvalidValueError` for less memory than chunks of one incident and slabs of `LEAST_SLAB` need.
    """
    least = min(recordings, LEAST_SLAB)
    fits = memory_bytes - needed_bytes(recordings, least, 1, top)
    if fits < 0:
        needed = memory_bytes - fits
        raise InvalidValueError(
            f"at least {math.ceil(needed / 1e6)} MB for this list", f"{memory_bytes // 1_000_000} MB"
        )
    quarter = needed_bytes(recordings, least, 1, top) + min(fits // 2, memory_bytes // 4)
    chunk = _most(
        min(incidents, MOST_INCIDENTS), lambda n: needed_bytes(recordings, least, n, top) <= quarter
    )
    slab = _most(recordings, lambda n: needed_bytes(recordings, n, chunk, top) <= memory_bytes)
    slabs = max(math.ceil(recordings / slab), 1)
    pairs = max(memory_bytes // 4 // BYTES_A_PAIR, LEAST_SLAB)
    return Plan(math.ceil(recordings / slabs), chunk, slabs, pairs)


def needed_bytes(recordings: int, slab: int, chunk: int, top: int) -> int:
    """Return what a slab and a chunk take beside the program itself: the kernel's own and the columns.

    The checked lists are files that are mapped into memory; their pages are not counted, since the system
    takes them back when it wants them.
    """
    columns = slab * BYTES_A_RECORDING + recordings * BYTES_KEPT + chunk * BYTES_AN_INCIDENT
    return kernel_bytes(slab, chunk, top) + columns


def _most(most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number from 1 to ``most`` that fits; 1 does, and what is less than one that does."""
    low, high = 1, max(most, 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def parse_size(text: str) -> int:
    """Return the bytes of a size such as ``512MB``, ``4GB`` or ``2GiB``, or raise `InvalidValueError`."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise InvalidValueError("a size such as 512MB or 4GB", repr(text[:20]))
    unit = (found[2] or "").upper()
    power = _POWERS[unit[:1]]
    if unit.endswith("IB"):
        power = 1024 ** {"K": 1, "M": 2, "G": 3, "T": 4}[unit[0]]
    return int(float(found[1]) * power)
