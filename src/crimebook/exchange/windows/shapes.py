"""Shapes of GeoJSON (RFC 7946, longitude first) as discs: a point, the strip along a line, an area's disc.

A line is covered by a chain of discs of half-width ``radius_m``; an area by the disc around the middle of its
bounding box that holds all its points, ``radius_m`` wider where the row says so.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.places import LatLon, Place, Precision, check_lat_lon, distance_m, middle_of

MOST_PIECES = 20_000
"""Discs of one line: a line of 2,000 km."""

Spans = tuple[tuple[LatLon, ...], ...]


class Shape(NamedTuple):
    """Where a feature is; ``cover`` are discs (lat, lon, radius_m, share) of a line, None for one disc."""

    centre: LatLon
    radius_m: float
    is_point: bool
    cover: tuple[tuple[float, float, float, float], ...] | None = None


def read_shape(geometry: Any, radius_m: float | None) -> Shape:
    """Return the shape of a geometry, or raise `InvalidValueError`. ``radius_m`` is what its row says."""
    if not isinstance(geometry, Mapping):
        raise InvalidValueError("a geometry", "none")
    kind, told = geometry.get("type"), geometry.get("coordinates")
    match kind:
        case "Point":
            return Shape(_point(told), _needed(radius_m), is_point=True)
        case "LineString":
            return _along((_points(told),), _needed(radius_m))
        case "MultiLineString":
            return _along(tuple(_points(line) for line in _list(told)), _needed(radius_m))
        case "Polygon":
            return _around([point for ring in _list(told) for point in _points(ring)], radius_m)
        case "MultiPolygon":
            rings = [ring for area in _list(told) for ring in _list(area)]
            return _around([point for ring in rings for point in _points(ring)], radius_m)
    raise InvalidValueError(
        "a Point, a LineString, a Polygon, or a Multi of the last two", repr(str(kind)[:40])
    )


def _along(lines: Spans, half_width_m: float) -> Shape:
    if not lines or any(len(line) < 2 for line in lines):
        raise InvalidValueError("lines of two points or more", "fewer")
    place = Place.along(lines, half_width_m, Precision.STREET)
    if place.radius_m > MOST_PIECES * 50.0:
        raise InvalidValueError("a line of at most 2,000 km across", "a longer one")
    cover = tuple((*disc.centre, disc.radius_m, disc.share) for disc in place.cover())
    return Shape(place.centre, place.radius_m, is_point=False, cover=cover)


def _around(points: list[LatLon], margin_m: float | None) -> Shape:
    if not points:
        raise InvalidValueError("an area of three points or more", "none")
    centre = middle_of(points)
    radius_m = max(distance_m(centre, point) for point in points)
    return Shape(centre, radius_m + (margin_m or 0.0), is_point=False)


def _points(told: Any) -> tuple[LatLon, ...]:
    return tuple(_point(each) for each in _list(told))


def _list(told: Any) -> Iterator[Any]:
    if not isinstance(told, list):
        raise InvalidValueError("a list of coordinates", "something else")
    return iter(told)


def _point(told: Any) -> LatLon:
    pair = list(_list(told))[:2]
    if len(pair) < 2 or not all(isinstance(each, int | float) for each in pair):
        raise InvalidValueError("a longitude and a latitude", "something else")
    return check_lat_lon(LatLon(float(pair[1]), float(pair[0])))


def _needed(radius_m: float | None) -> float:
    if radius_m is None:
        raise InvalidValueError("a radius_m", "none", "say how well the place is known, or use --radius")
    return radius_m
