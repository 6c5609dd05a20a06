"""The one predicate of a pair, for peers that hand out rough candidates as numbers of rows."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.terms.places import EARTH_RADIUS_M

COLUMNS = ("id", "x", "y", "z", "sin_half", "cos_half", "start_us", "end_us")
_MARGIN = 1.01

Rows = NDArray[np.int64]
Arrays = dict[str, NDArray[Any]]


def arrays(table: pa.Table) -> Arrays:
    """Return a side's columns as arrays."""
    return {name: table[name].to_numpy() for name in table.column_names}


def keep(incidents: Arrays, recordings: Arrays, i: Rows, r: Rows) -> tuple[Rows, Rows]:
    """Return the ids of those pairs of rows that share an instant and whose discs touch."""
    together = incidents["start_us"][i] <= recordings["end_us"][r]
    together &= recordings["start_us"][r] <= incidents["end_us"][i]
    i, r = i[together], r[together]
    dx, dy, dz = (incidents[axis][i] - recordings[axis][r] for axis in "xyz")
    limit = incidents["sin_half"][i] * recordings["cos_half"][r]
    limit += incidents["cos_half"][i] * recordings["sin_half"][r]
    limit *= 2 * EARTH_RADIUS_M
    near = dx * dx + dy * dy + dz * dz <= limit * limit
    return incidents["id"][i[near]], recordings["id"][r[near]]


def chord_sql(i: str = "i", r: str = "r") -> str:
    """Return the predicate on space, as engines that speak SQL all read it."""
    squared = " + ".join(f"({i}.{axis} - {r}.{axis}) * ({i}.{axis} - {r}.{axis})" for axis in "xyz")
    limit = f"({2 * EARTH_RADIUS_M!r} * ({i}.sin_half * {r}.cos_half + {i}.cos_half * {r}.sin_half))"
    return f"{squared} <= {limit} * {limit}"


def half_widths(side: Arrays) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return half the width and height in degrees of boxes on the map a little larger than the discs.

    The sets lie far from poles and 180 E; there these boxes would not do.
    """
    high = np.degrees(side["radius_m"] * _MARGIN / EARTH_RADIUS_M)
    return high / np.cos(np.radians(np.abs(side["lat"]) + high)), high
