"""Shapes on the ground in degrees: a window's place as GeoJSON, true to its metres.

A disc is a ring, a street its lines, a camera's view a sector. Coordinates are (longitude, latitude) of
WGS 84, rounded to 5 digits (about 1 m).
"""

import math
from collections.abc import Iterable
from typing import Any

from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place, unit_vector
from crimebook.terms.windows import View, Window

Ring = tuple[tuple[float, float], ...]
_RING_STEPS = 48
_SECTOR_STEP_DEG = 7.5
_DIGITS = 5
WIDE_M = 3_000.0
"""Wider discs are outlines: many of them filled would tint all the ground."""


def destination(start: LatLon, bearing_deg: float, distance_m: float) -> LatLon:
    """Return the point ``distance_m`` from ``start`` along the great circle that sets out at a bearing."""
    lat, angle, bearing = math.radians(start.lat), distance_m / EARTH_RADIUS_M, math.radians(bearing_deg)
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    east = math.sin(bearing) * math.sin(angle) * math.cos(lat)
    lon = start.lon + math.degrees(math.atan2(east, math.cos(angle) - math.sin(lat) * sine))
    return LatLon(math.degrees(math.asin(max(-1.0, min(1.0, sine)))), (lon + 540.0) % 360.0 - 180.0)


def disc_ring(centre: LatLon, radius_m: float) -> Ring:
    """Return the closed ring of a disc."""
    step_deg = 360.0 / _RING_STEPS
    around = [destination(centre, index * step_deg, radius_m) for index in range(_RING_STEPS)]
    return _ring([*around, around[0]])


def view_ring(centre: LatLon, view: View) -> Ring:
    """Return the closed ring of what a camera sees: its place, then the arc at its range."""
    count = max(2, math.ceil(view.opening_deg / _SECTOR_STEP_DEG))
    first_deg = view.azimuth_deg - view.opening_deg / 2
    arc = [
        destination(centre, first_deg + view.opening_deg * index / count, view.range_m)
        for index in range(count + 1)
    ]
    return _ring([centre, *arc, centre])


def geometry_of(place: Place) -> dict[str, Any]:
    """Return a place as a GeoJSON geometry: its lines, or its disc."""
    if place.lines:
        return {"type": "MultiLineString", "coordinates": [_ring(line) for line in place.lines]}
    return {"type": "Polygon", "coordinates": [disc_ring(place.centre, max(place.radius_m, 1.0))]}


def features_of(window: Window, **properties: str) -> list[dict[str, Any]]:
    """Return a window's place, its middle and its view as GeoJSON features; nothing where it has no place."""
    if window.place is None or not window.is_placed:
        return []
    place = window.place
    features = place_features(place, **properties)
    if window.view is not None:
        sector = {"type": "Polygon", "coordinates": [view_ring(place.centre, window.view)]}
        features.append(_feature(sector, part="view", **properties))
    return features


def place_features(place: Place, **properties: str) -> list[dict[str, Any]]:
    """Return a place and its middle as GeoJSON features."""
    shape = "line" if place.lines else "disc"
    wide = "yes" if place.radius_m > WIDE_M else ""
    middle = {"type": "Point", "coordinates": _ring([place.centre])[0]}
    return [
        _feature(geometry_of(place), part=shape, wide=wide, **properties),
        _feature(middle, part="middle", **properties),
    ]


def box_of(places: Iterable[Place]) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of discs that enclose the places, or None for no places."""
    corners = [
        destination(place.centre, bearing_deg, place.radius_m)
        for place in places
        for bearing_deg in (0.0, 90.0, 180.0, 270.0)
    ]
    if not corners:
        return None
    lats, lons = [corner.lat for corner in corners], [corner.lon for corner in corners]
    return min(lons), min(lats), max(lons), max(lats)


def is_near(one: LatLon, other: LatLon, reach_m: float) -> bool:
    """Whether two points are within ``reach_m`` by the straight line through the ground."""
    return math.dist(unit_vector(one), unit_vector(other)) * EARTH_RADIUS_M <= reach_m


def _feature(geometry: dict[str, Any], **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _ring(points: Iterable[LatLon]) -> Ring:
    return tuple((round(point.lon, _DIGITS), round(point.lat, _DIGITS)) for point in points)
