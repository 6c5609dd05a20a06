"""The chance that an incident's point lies within a recording's reach and opening angle.

Each disc of a place is a Gaussian, cut at its radius; the difference of two such points is a Gaussian of
variance sigma_i^2 + sigma_c^2 on each axis. Within reach: the Rice cdf (a noncentral chi-square of two
degrees of freedom), for which there is no elementary form. Within reach and between two directions: along
each direction the integral is elementary; over the directions it is done by Gauss-Legendre, closely where the
mass is.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import chndtr, ndtr

from crimebook.terms.places import EARTH_RADIUS_M, Precision

Floats = NDArray[np.float64]

LOST_MASS = math.exp(-4.5)
"""What a Gaussian loses that is cut at three sigma in two dimensions: 1.1 %."""

_RICE_LIMIT = 100.0
"""Distances beyond this many sigma go by quadrature: the series of `chndtr` grows long, and ends in NaN."""

_SAME_POINT = 1e-8
"""Nearer than this many sigmas is 0: the square of less is too small a number for `chndtr` to be right."""

_CERTAIN_SIGMAS = 10.0
_PEAK_SIGMAS = 8.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)


def sigma_m(radius_m: float, precision: Precision) -> float:
    """Return the standard deviation on each axis of a point known to lie in a disc.

    A measured point is a Gaussian cut at three sigma. Of a street, a settlement or more nothing is known but
    the disc: radius / 2 is the second moment of a uniform disc.
    """
    is_measured = precision in {Precision.EXACT, Precision.VICINITY}
    return radius_m / 3 if is_measured else radius_m / 2


def within_reach(distance_m: Floats, sigma: Floats, reach_m: Floats) -> Floats:
    """Return P(the distance of two uncertain points <= reach) for points ``distance_m`` apart on average."""
    known = np.maximum(sigma, 1e-9)
    away, reach = distance_m / known, reach_m / known
    away = np.where(away < _SAME_POINT, 0.0, away)
    inside = (away - reach < _CERTAIN_SIGMAS) & (reach - away < _CERTAIN_SIGMAS) & (sigma > 0)
    near = inside & (away <= _RICE_LIMIT)
    far = inside & ~near
    found = np.where(distance_m <= reach_m, 1.0, 0.0)
    found[near] = chndtr(reach[near] ** 2, 2, away[near] ** 2)
    found[far] = _between(away[far], reach[far], np.zeros(far.sum()), np.full(far.sum(), math.pi))
    return np.clip(found, 0.0, 1.0)


def within_sector(
    distance_m: Floats, off_rad: Floats, sigma: Floats, reach_m: Floats, half_rad: Floats
) -> Floats:
    """Return P(within reach, and within ``half_rad`` of the axis) for a mean point ``off_rad`` off it."""
    known = np.maximum(sigma, 1e-9)
    off_rad = np.remainder(off_rad + math.pi, 2 * math.pi) - math.pi
    step = np.where((distance_m <= reach_m) & (np.abs(off_rad) <= half_rad), 1.0, 0.0)
    soft = _between(distance_m / known, reach_m / known, off_rad, half_rad)
    return np.where(sigma > 0, np.clip(soft, 0.0, 1.0), step)


def apart(one: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Return great-circle distances in metres, and bearings in radians at ``others`` towards ``one``.

    Both are unit vectors, of shape (3,) and (n, 3). At a pole a bearing is measured from the meridian of 0 E.
    """
    lon = np.arctan2(others[:, 1], others[:, 0])
    cos_lat = np.hypot(others[:, 0], others[:, 1])
    east = -np.sin(lon) * one[0] + np.cos(lon) * one[1]
    outward = np.cos(lon) * one[0] + np.sin(lon) * one[1]
    north = cos_lat * one[2] - others[:, 2] * outward
    return distance(one, others), np.arctan2(east, north)


def distance(one: Floats, others: Floats) -> Floats:
    """Return great-circle distances in metres of unit vectors, of shape (3,) and (n, 3)."""
    chord = np.linalg.norm(others - one, axis=1)
    apart_m: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2, 1.0))
    return apart_m


def _between(away: Floats, reach: Floats, off_rad: Floats, half_rad: Floats) -> Floats:
    """Integrate the density, in sigmas, over directions from off - half to off + half of the mean point's."""
    # Far points are a narrow peak: the nodes must stand inside it, and the little behind it gets its own.
    peak = np.minimum(math.pi / 2, _PEAK_SIGMAS / np.maximum(away, 1e-12))
    around = np.full_like(peak, math.pi)
    total = np.zeros_like(away)
    for turn in (-2 * math.pi, 0.0, 2 * math.pi):
        start, end = turn - off_rad - half_rad, turn - off_rad + half_rad
        for least, most in ((-around, -peak), (-peak, peak), (peak, around)):
            low, high = np.clip(start, least, most), np.clip(end, least, most)
            total += _by_nodes(away, reach, low, high)
    return total / (2 * math.pi)


def _by_nodes(away: Floats, reach: Floats, low_rad: Floats, high_rad: Floats) -> Floats:
    total = np.zeros_like(away)
    rows = np.flatnonzero(high_rad > low_rad)
    middle, half = (low_rad[rows] + high_rad[rows]) / 2, (high_rad[rows] - low_rad[rows]) / 2
    angle_rad = middle[:, None] + half[:, None] * _NODES
    total[rows] = _along(away[rows, None], reach[rows, None], angle_rad) @ _WEIGHTS * half
    return total


def _along(away: Floats, reach: Floats, angle_rad: Floats) -> Floats:
    """Integrate r times the Gaussian, in sigmas, from 0 to ``reach`` along one direction."""
    ahead, aside = away * np.cos(angle_rad), away * np.sin(angle_rad)
    beyond = reach - ahead
    ends = np.exp(-ahead * ahead / 2) - np.exp(-beyond * beyond / 2)
    middle = ahead * math.sqrt(2 * math.pi) * (ndtr(beyond) - ndtr(-ahead))
    return np.exp(-aside * aside / 2) * (ends + middle)
