"""The curve: one number for a place on the globe and a time; near numbers are near places and times.

The globe is laid on the six faces of a cube; a place is a face and two coordinates on it. These and the time
are interleaved bit by bit (Morton order). The order only makes the index fast: which pairs meet is asked of
the parts themselves, so that the edges of faces are no special case.
"""

import math
from typing import NamedTuple

import numpy as np

from crimebook.spacetime.columns import OPEN_END_US, OPEN_START_US
from crimebook.spacetime.kernel.compiling import Floats, Keys, Longs, compiled, inlined
from crimebook.spacetime.kernel.levels import CELL_M, CELL_US, duration_class, radius_class
from crimebook.spacetime.kernel.sharing import chunks, share
from crimebook.terms.places import EARTH_RADIUS_M

SPACE_BITS, TIME_BITS = 18, 21
FACE_M = EARTH_RADIUS_M * math.pi / 2
"""About how long a face's side is on the ground."""

_SPACE_CELLS, _TIME_CELLS = 1 << SPACE_BITS, 1 << TIME_BITS
_LATE_SHIFT = 3 * SPACE_BITS
_FACE_SHIFT = _LATE_SHIFT + TIME_BITS - SPACE_BITS
_LEVEL_SHIFT = _FACE_SHIFT + 3


class Spots(NamedTuple):
    """Places and times to be put in order: metres from the globe's centre, microseconds."""

    x: Floats
    y: Floats
    z: Floats
    radius_m: Floats
    start_us: Longs
    end_us: Longs


def bounds_us(starts: Longs, threads: int) -> tuple[int, int]:
    """Return the first and the last of starts, open ones aside; 0 and 0 where there is none."""
    ranges = chunks(len(starts), threads)
    found = share(lambda low, high: _bounds(starts, low, high), ranges, threads)
    known = [(first, last) for first, last in found if first <= last]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else (0, 0)


@compiled
def _bounds(starts: Longs, low: int, high: int) -> tuple[int, int]:
    first, last = OPEN_END_US, OPEN_START_US
    for row in range(low, high):
        is_known = starts[row] != OPEN_START_US and starts[row] != OPEN_END_US
        first, last = (
            min(first, starts[row] if is_known else first),
            max(last, starts[row] if is_known else last),
        )
    return first, last


@inlined
def _spread(value: int) -> np.uint64:
    """Put two zero bits before each of the lowest 18 bits."""
    v = np.uint64(value) & np.uint64(_SPACE_CELLS - 1)
    v = (v | (v << np.uint64(32))) & np.uint64(0x1F00000000FFFF)
    v = (v | (v << np.uint64(16))) & np.uint64(0x1F0000FF0000FF)
    v = (v | (v << np.uint64(8))) & np.uint64(0x100F00F00F00F00F)
    v = (v | (v << np.uint64(4))) & np.uint64(0x10C30C30C30C30C3)
    return (v | (v << np.uint64(2))) & np.uint64(0x1249249249249249)


@inlined
def _on_cube(x: float, y: float, z: float) -> tuple[int, float, float]:
    """Return the face, and two coordinates on it from -1 to 1."""
    ax, ay, az = abs(x), abs(y), abs(z)
    if ax >= ay and ax >= az:
        return (0 if x > 0 else 1), y / max(ax, 1e-9), z / max(ax, 1e-9)
    if ay >= az:
        return (2 if y > 0 else 3), x / ay, z / ay
    return (4 if z > 0 else 5), x / az, y / az


@inlined
def _cell(along: float, cell_m: float) -> int:
    at_m = (along + 1) * (FACE_M / 2)
    return min(int(at_m / max(cell_m, FACE_M / _SPACE_CELLS)), _SPACE_CELLS - 1)


@compiled
def fill_keys(spots: Spots, first_us: int, last_us: int, low: int, high: int, keys: Keys) -> None:
    """Write the keys of rows ``low`` to ``high``; starts lie between the two instants, or are open."""
    least_us = (last_us - first_us) // _TIME_CELLS + 1
    for i in range(low, high):
        radius = radius_class(spots.radius_m[i])
        duration = duration_class(spots.start_us[i], spots.end_us[i])
        start_us = min(max(spots.start_us[i], first_us), last_us)
        bucket = (start_us - first_us) // max(CELL_US[duration], least_us)
        face, u, v = _on_cube(spots.x[i], spots.y[i], spots.z[i])
        along, across = _cell(u, CELL_M[radius]), _cell(v, CELL_M[radius])
        key = (_spread(bucket) << np.uint64(2)) | (_spread(along) << np.uint64(1)) | _spread(across)
        # Time has more bits than a face; those above the face's stand before all that is interleaved.
        late = np.uint64(bucket >> SPACE_BITS) << np.uint64(_LATE_SHIFT)
        level = np.uint64(radius * 4 + duration) << np.uint64(_LEVEL_SHIFT)
        keys[i] = level | (np.uint64(face) << np.uint64(_FACE_SHIFT)) | late | key
