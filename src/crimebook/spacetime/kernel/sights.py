"""The chance that an incident's point lies within a recording's reach and view, for one pair of discs.

The same as `spacetime.spaces`, with the Rice cdf read from its table.
"""

import math

import numpy as np

from crimebook.spacetime.kernel.compiling import inlined, inner
from crimebook.spacetime.kernel.tables import RICE_REACH, log_rice
from crimebook.terms.places import EARTH_RADIUS_M

_PEAK_SIGMAS = 8.0
_BARELY_SIGMAS = 5.0
_NODES, _SHARES = np.polynomial.legendre.leggauss(32)


@inlined
def arc_m(chord_m: float) -> float:
    """Return the great-circle distance of a chord."""
    half = min(chord_m / (2 * EARTH_RADIUS_M), 1.0)
    if half < 0.005:
        square = half * half
        return chord_m * (1 + square * (1 / 6 + square * (3 / 40)))
    return 2 * EARTH_RADIUS_M * math.asin(half)


@inlined
def within_reach(distance_m: float, sigma_m: float, reach_m: float) -> float:
    """Return P(the distance of two uncertain points <= reach)."""
    if sigma_m <= 0 or reach_m <= 0:
        return 1.0 if sigma_m <= 0 and distance_m <= reach_m else 0.0
    away, reach = distance_m / sigma_m, reach_m / sigma_m
    if away - reach >= RICE_REACH:
        return 0.0
    if reach - away >= RICE_REACH:
        return 1.0
    return min(math.exp(log_rice(reach, away)), 1.0)


@inlined
def bearing_rad(x: float, y: float, z: float, to: tuple[float, float, float]) -> float:
    """Return the bearing at a point towards another; at a pole measured from the meridian of 0 E."""
    level = math.hypot(x, y)
    cos_lon, sin_lon = (x / level, y / level) if level > 0 else (1.0, 0.0)
    east = -sin_lon * to[0] + cos_lon * to[1]
    outward = cos_lon * to[0] + sin_lon * to[1]
    return math.atan2(east, (level * to[2] - z * outward) / EARTH_RADIUS_M)


@inner
def within_sector(
    distance_m: float, off_rad: float, sigma_m: float, reach_m: float, half_rad: float
) -> float:
    """Return P(within reach, and within ``half_rad`` of the axis) for a mean point ``off_rad`` off it."""
    off = (off_rad + math.pi) % (2 * math.pi) - math.pi
    if sigma_m <= 0:
        return 1.0 if distance_m <= reach_m and abs(off) <= half_rad else 0.0
    away, reach = distance_m / max(sigma_m, 1e-9), reach_m / max(sigma_m, 1e-9)
    peak = min(math.pi / 2, _PEAK_SIGMAS / max(away, 1e-12))
    total = 0.0
    for turn in range(-1, 2):
        start, end = 2 * math.pi * turn - off - half_rad, 2 * math.pi * turn - off + half_rad
        for least, most in ((-math.pi, -peak), (-peak, peak), (peak, math.pi)):
            low, high = min(max(start, least), most), min(max(end, least), most)
            if high > low:
                total += _by_nodes(away, reach, low, high)
    return min(max(total / (2 * math.pi), 0.0), 1.0)


@inlined
def _by_nodes(away: float, reach: float, low: float, high: float) -> float:
    total = 0.0
    for k in range(len(_NODES)):
        angle = (low + high) / 2 + (high - low) / 2 * _NODES[k]
        ahead, aside = away * math.cos(angle), away * math.sin(angle)
        beyond = reach - ahead
        ends = math.exp(-ahead * ahead / 2) - math.exp(-beyond * beyond / 2)
        middle = (math.erfc(-beyond / math.sqrt(2)) - math.erfc(ahead / math.sqrt(2))) / 2
        total += _SHARES[k] * math.exp(-aside * aside / 2) * (ends + ahead * math.sqrt(2 * math.pi) * middle)
    return total * (high - low) / 2


@inlined
def judged_reach_m(distance_m: float, sigma_m: float, reach_m: float) -> float:
    """Return the reach by which a view is judged: of a place beyond it, as if it came barely so far."""
    return max(reach_m, distance_m - _BARELY_SIGMAS * sigma_m)
