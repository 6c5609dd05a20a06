"""Shapely: an STR-packed R-tree of boxes on the map, then time and distance."""

import numpy as np
import shapely

from bench.peers.predicate import Arrays, arrays, half_widths, keep
from bench.peers.running import Rig, Tally

AT_ONCE = 2_000
"""Incidents asked at once: more candidates than that would hold fill the memory in a hot spot."""


def run(rig: Rig) -> tuple[Tally, str]:
    incidents, recordings = (arrays(rig.table(side)) for side in ("incidents", "recordings"))
    tally = Tally()
    with rig.step("build"):
        tree = shapely.STRtree(boxes(recordings))
    with rig.step("join"):
        asked = boxes(incidents)
        for at in range(0, len(asked), AT_ONCE):
            i, r = tree.query(asked[at : at + AT_ONCE])
            tally.add(*keep(incidents, recordings, i + at, r))
    return tally, f"shapely {shapely.__version__}"


def boxes(side: Arrays) -> np.ndarray:
    """Return boxes that hold the discs."""
    wide, high = half_widths(side)
    lon, lat = side["lon"], side["lat"]
    return shapely.box(lon - wide, lat - high, lon + wide, lat + high)
