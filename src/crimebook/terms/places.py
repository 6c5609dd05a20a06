"""Places: where, and how well that is known.

A place is a point with a radius in metres, or a line with a half-width, and a `Precision`. Nothing is more
precise than its source: a street is its whole line, a settlement a disc that covers it.

For matching, a place is covered by `Disc` values: one for a point, a chain for a line. Distances are great
circles on a sphere of the mean radius `EARTH_RADIUS_M` (IUGG); they err by 0.56 % at most.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from crimebook.terms.errors import InvalidValueError

EARTH_RADIUS_M = 6_371_008.7714
MAX_RADIUS_M = math.pi / 2 * EARTH_RADIUS_M
"""A disc of this radius is half the globe."""

LINE_STEP_M = 100.0
"""The longest piece of a line that one disc covers."""


class Precision(StrEnum):
    """How well a place is known, from the best to the least."""

    EXACT = "exact"
    VICINITY = "vicinity"
    STREET = "street"
    LOCALITY = "locality"
    DISTRICT = "district"
    REGION = "region"
    COUNTRY = "country"

    @property
    def is_placed(self) -> bool:
        """Whether matching may use the place. Only "somewhere in the country" says too little."""
        return self is not Precision.COUNTRY


class LatLon(NamedTuple):
    """WGS 84 degrees: latitude -90 to 90, longitude -180 to 180."""

    lat: float
    lon: float


class Disc(NamedTuple):
    """A spherical cap: its centre, its radius along the ground, its share of its place's length (0 to 1)."""

    centre: LatLon
    radius_m: float
    share: float


@dataclass(frozen=True, slots=True)
class Place:
    """A disc around ``centre``, or the strip of half-width ``half_width_m`` along ``lines``.

    ``radius_m`` always encloses the whole place, lines included.
    """

    centre: LatLon
    radius_m: float
    precision: Precision
    lines: tuple[tuple[LatLon, ...], ...] = ()
    half_width_m: float = 0.0

    def __post_init__(self) -> None:
        check_lat_lon(self.centre)
        if not 0.0 <= self.radius_m <= MAX_RADIUS_M:
            raise InvalidValueError("a radius of 0 m to half the globe", f"{self.radius_m} m")
        if any(len(line) < 2 for line in self.lines):
            raise InvalidValueError("lines of two points or more", "a line of fewer")

    @classmethod
    def along(
        cls, lines: tuple[tuple[LatLon, ...], ...], half_width_m: float, precision: Precision
    ) -> "Place":
        """Return the strip along ``lines``, enclosed by the smallest disc around their middle."""
        points = [point for line in lines for point in line]
        centre = middle_of(points)
        radius_m = max(distance_m(centre, point) for point in points) + half_width_m
        return cls(centre, radius_m, precision, lines, half_width_m)

    def cover(self, step_m: float = LINE_STEP_M) -> tuple[Disc, ...]:
        """Return discs that together hold the whole place, with shares that sum to one."""
        if not self.lines:
            return (Disc(self.centre, self.radius_m, 1.0),)
        pieces = [piece for line in self.lines for piece in _pieces(line, step_m)]
        total_m = math.fsum(length_m for _, length_m in pieces)
        if total_m <= 0.0:
            return (Disc(pieces[0][0], self.half_width_m, 1.0),)
        return tuple(
            Disc(middle, length_m / 2 + self.half_width_m, length_m / total_m) for middle, length_m in pieces
        )


def check_lat_lon(point: LatLon) -> LatLon:
    """Return ``point`` if it is on the globe, or raise `InvalidValueError`."""
    if not (-90.0 <= point.lat <= 90.0 and -180.0 <= point.lon <= 180.0):
        raise InvalidValueError(
            "a latitude of -90 to 90 and a longitude of -180 to 180", f"{point.lat}, {point.lon}"
        )
    return point


def unit_vector(point: LatLon) -> tuple[float, float, float]:
    """Return the point on the unit sphere, x through 0 E, z through the north pole."""
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def distance_m(one: LatLon, other: LatLon) -> float:
    """Return the great-circle distance; exact to rounding at any distance (chord, then arcsine)."""
    chord = math.dist(unit_vector(one), unit_vector(other))
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, chord / 2))


def middle_of(points: list[LatLon]) -> LatLon:
    """Return the middle of the points' bounding box, turned to the first of them: 180 E is no border."""
    lon0 = points[0].lon
    lons = [(point.lon - lon0 + 540.0) % 360.0 - 180.0 for point in points]
    lats = [point.lat for point in points]
    lon = (min(lons) + max(lons)) / 2 + lon0
    return LatLon((min(lats) + max(lats)) / 2, (lon + 540.0) % 360.0 - 180.0)


def bearing_deg(start: LatLon, end: LatLon) -> float:
    """Return the initial bearing from ``start`` to ``end``, 0 to 360 degrees clockwise from north."""
    lat1, lat2 = math.radians(start.lat), math.radians(end.lat)
    dlon = math.radians(end.lon - start.lon)
    east = math.sin(dlon) * math.cos(lat2)
    north = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(dlon)
    return math.degrees(math.atan2(east, north)) % 360.0


def _pieces(line: tuple[LatLon, ...], step_m: float) -> list[tuple[LatLon, float]]:
    pieces = []
    for start, end in pairwise(line):
        length_m = distance_m(start, end)
        count = max(1, math.ceil(length_m / step_m))
        pieces += [(between(start, end, (index + 0.5) / count), length_m / count) for index in range(count)]
    return pieces


def between(start: LatLon, end: LatLon, part: float) -> LatLon:
    """Return the point ``part`` (0 to 1) of the way along the great circle from ``start`` to ``end``."""
    one, other = unit_vector(start), unit_vector(end)
    angle = 2 * math.asin(min(1.0, math.dist(one, other) / 2))
    if angle < 1e-12:
        return start
    weight1, weight2 = math.sin((1 - part) * angle), math.sin(part * angle)
    x, y, z = (weight1 * a + weight2 * b for a, b in zip(one, other, strict=True))
    return LatLon(math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x)))
