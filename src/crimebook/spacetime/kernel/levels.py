"""Levels of uncertainty: parts of like radius and like duration stand together in the index.

One disc as wide as a country, or one interval as long as a year, would stretch the box of whatever block it
stood in; so a part's level is the first thing it is sorted by. Within a level, the curve's cells are in
proportion to what the level's parts themselves take up.
"""

import numpy as np

from crimebook.spacetime.kernel.compiling import inlined

RADIUS_LIMITS_M = np.array([400.0, 6_400.0, 102_400.0])
DURATION_LIMITS_US = np.array([1_800, 4 * 3_600, 4 * 86_400], np.int64) * 1_000_000

CELL_M = np.array([25.0, 400.0, 6_400.0, 102_400.0])
"""The smallest cell of the curve for each class of radius."""

CELL_US = np.array([256, 1_024, 8_192, 262_144], np.int64) * 1_000_000
"""The smallest cell of the curve for each class of duration."""


@inlined
def radius_class(radius_m: float) -> int:
    """Return the class of a radius: 0 to 3."""
    found = 0
    for limit_m in RADIUS_LIMITS_M:
        found += radius_m > limit_m
    return found


@inlined
def duration_class(start_us: int, end_us: int) -> int:
    """Return the class of an interval: 0 to 3. An interval longer than int64 can say has the last."""
    duration_us = end_us - start_us
    found = 0
    for limit_us in DURATION_LIMITS_US:
        found += duration_us > limit_us or (duration_us < 0 and end_us >= start_us)
    return found
