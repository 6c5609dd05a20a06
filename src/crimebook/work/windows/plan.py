"""How much fits into the memory that is allowed: into how many slabs of time the recordings are cut."""

import math
import re
from typing import NamedTuple

from crimebook.terms.errors import InvalidValueError

BYTES_A_RECORDING = 600
"""A recording in a slab: its columns, the kernel's index of them, and what both take while they are made."""

BYTES_KEPT = 32
"""A recording outside the slab at hand: its start, its place in the order of time, its length."""

BYTES_AN_INCIDENT = 400
BYTES_A_PAIR = 160
"""A pair on a list, while two lists are merged."""

LEAST_BYTES = 64 << 20
MOST_INCIDENTS = 100_000
"""Incidents whose lists are made together, and kept together if the work is stopped."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)?", re.IGNORECASE)
_POWERS = {"": 1, "B": 1, "K": 1_000, "M": 1_000**2, "G": 1_000**3, "T": 1_000**4}


class Plan(NamedTuple):
    """Recordings in a slab, incidents in a chunk; ``slabs`` in all."""

    recordings: int
    incidents: int
    slabs: int


def plan_for(recordings: int, incidents: int, top: int, memory_bytes: int) -> Plan:
    """Return how to cut the work so that it takes at most ``memory_bytes`` beside the program itself.

    The lists of a chunk take ``BYTES_AN_INCIDENT + top * BYTES_A_PAIR`` an incident, at most a quarter of
    the memory; a slab ``BYTES_A_RECORDING`` a recording, what is left. Raise `InvalidValueError` for less
    memory than one recording in ten thousand needs.
    """
    each = BYTES_AN_INCIDENT + top * BYTES_A_PAIR
    chunk = max(min(incidents, MOST_INCIDENTS, memory_bytes // 4 // each), 1)
    left = memory_bytes - chunk * each - recordings * BYTES_KEPT
    slab = left // BYTES_A_RECORDING
    if memory_bytes < LEAST_BYTES or slab < min(recordings, 10_000):
        needed = max(LEAST_BYTES, recordings * BYTES_KEPT + chunk * each + 10_000 * BYTES_A_RECORDING)
        raise InvalidValueError(
            f"at least {math.ceil(needed / 1e6)} MB for this list", f"{memory_bytes // 1_000_000} MB"
        )
    slabs = max(math.ceil(recordings / slab), 1)
    return Plan(math.ceil(recordings / slabs), chunk, slabs)


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
