"""scikit-learn: ball trees on the sphere, one for each class of radius, then time and distance."""

import numpy as np
import sklearn
from sklearn.neighbors import BallTree

from bench.peers.predicate import Arrays, arrays, keep
from bench.peers.running import Rig, Tally
from crimebook.terms.places import EARTH_RADIUS_M

LIMITS_M = (100.0, 400.0, 3_200.0, 1e9)
AT_ONCE = 1_000
_MARGIN_M = 0.01


def run(rig: Rig) -> tuple[Tally, str]:
    incidents, recordings = (arrays(rig.table(side)) for side in ("incidents", "recordings"))
    tally = Tally()
    with rig.step("build"):
        trees = list(planted(recordings))
    with rig.step("join"):
        points = on_the_sphere(incidents)
        for tree, rows, widest_m in trees:
            reach = (incidents["radius_m"] + widest_m + _MARGIN_M) / EARTH_RADIUS_M
            for at in range(0, len(points), AT_ONCE):
                found = tree.query_radius(points[at : at + AT_ONCE], reach[at : at + AT_ONCE])
                counts = np.array([len(each) for each in found])
                i = np.repeat(np.arange(at, at + len(found)), counts)
                tally.add(*keep(incidents, recordings, i, rows[np.concatenate(found)]))
    return tally, f"scikit-learn {sklearn.__version__}"


def planted(recordings: Arrays):
    """Yield each tree with the rows in it and the widest of their radii."""
    over_m = -1.0
    for limit_m in LIMITS_M:
        rows = np.flatnonzero((recordings["radius_m"] > over_m) & (recordings["radius_m"] <= limit_m))
        if rows.size:
            points = on_the_sphere(recordings)[rows]
            yield BallTree(points, metric="haversine"), rows, recordings["radius_m"][rows].max()
        over_m = limit_m


def on_the_sphere(side: Arrays) -> np.ndarray:
    """Return latitudes and longitudes in radians."""
    return np.radians(np.c_[side["lat"], side["lon"]])
