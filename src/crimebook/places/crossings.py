"""Where two lines meet: crossing points with the gap between the lines, and pieces of a line between points.

Distances are planar in a local equirectangular projection; over the length of a street the error is below a
metre.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place, Precision, distance_m

MAX_GAP_M = 60.0
"""Lines of carriageways and of streets that end before a square still meet within this."""

ROAD_HALF_WIDTH_M = 30.0
"""What a line's half-width holds beyond this is the error of its drawing, and adds to gap and radius."""

CROSSING_RADIUS_M = 80.0
"""Carriageways, pavements and the corners around the point where two lines meet."""

SAME_CROSSING_M = 150.0
"""Meetings closer than this are one crossing: two carriageways give four."""

_XY = tuple[float, float]
_Line = tuple[LatLon, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A place where two lines meet: its middle, the gap between the lines, and how far such points spread."""

    point: LatLon
    gap_m: float
    spread_m: float = 0.0
    error_m: float = 0.0
    """How far the two lines may be drawn wrong."""


@lru_cache(maxsize=4_096)
def find_meetings(one: Place, other: Place) -> tuple[Meeting, ...]:
    """Return where two places' lines meet within `most_gap_m`, one meeting a crossing, nearest first."""
    most_m = most_gap_m(one, other)
    if distance_m(one.centre, other.centre) > one.radius_m + other.radius_m + most_m:
        return ()
    origin = one.centre
    pairs = (_nearest(a, b) for a in _segments(one.lines, origin) for b in _segments(other.lines, origin))
    near = sorted((gap, middle) for gap, middle in pairs if gap <= most_m)
    groups: list[list[tuple[float, _XY]]] = []
    for gap, middle in near:
        home = next((g for g in groups if math.dist(g[0][1], middle) <= SAME_CROSSING_M), None)
        if home is None:
            groups.append([(gap, middle)])
        elif gap <= groups[0][0][0] + 1.0:
            home.append((gap, middle))
    return tuple(_settle(group, origin, _error_m(one) + _error_m(other)) for group in groups)


def most_gap_m(one: Place, other: Place) -> float:
    """Return within which gap the lines of two places still meet: more where they are drawn roughly."""
    return MAX_GAP_M + _error_m(one) + _error_m(other)


def gap_m(one: Place, other: Place) -> float:
    """Return the least distance between the lines of two places."""
    origin = one.centre
    pairs = (_nearest(a, b)[0] for a in _segments(one.lines, origin) for b in _segments(other.lines, origin))
    return min(pairs, default=math.inf)


def crossing_place(meeting: Meeting) -> Place:
    """Return the disc of a crossing: road space, half the gap, spread of carriageways, drawing error."""
    radius_m = CROSSING_RADIUS_M + meeting.gap_m / 2 + meeting.spread_m + meeting.error_m
    return Place(meeting.point, radius_m, Precision.VICINITY)


def cut_between(street: Place, start: LatLon, end: LatLon) -> Place | None:
    """Return the piece of one of the street's lines between the points nearest to ``start`` and ``end``."""
    origin = street.centre
    start_xy, end_xy = _to_xy(start, origin), _to_xy(end, origin)
    for line in street.lines:
        points = [_to_xy(point, origin) for point in line]
        (off1, at1), (off2, at2) = _locate(points, start_xy), _locate(points, end_xy)
        if max(off1, off2) <= MAX_GAP_M + CROSSING_RADIUS_M and abs(at1 - at2) > 1.0:
            piece = _cut(points, min(at1, at2), max(at1, at2))
            lines = (tuple(_to_lat_lon(point, origin) for point in piece),)
            return Place.along(lines, street.half_width_m, Precision.STREET)
    return None


def _error_m(place: Place) -> float:
    return max(0.0, place.half_width_m - ROAD_HALF_WIDTH_M)


def _segments(lines: Iterable[_Line], origin: LatLon) -> list[tuple[_XY, _XY]]:
    drawn = [[_to_xy(point, origin) for point in line] for line in lines]
    return [pair for line in drawn for pair in pairwise(line)]


def _nearest(one: tuple[_XY, _XY], other: tuple[_XY, _XY]) -> tuple[float, _XY]:
    """Return the least distance of two segments and the middle between their nearest points."""
    crossing = _cross(one, other)
    if crossing is not None:
        return 0.0, crossing
    ends = [(point, _foot(point, *other)) for point in one] + [(point, _foot(point, *one)) for point in other]
    point, foot = min(ends, key=lambda pair: math.dist(*pair))
    return math.dist(point, foot), ((point[0] + foot[0]) / 2, (point[1] + foot[1]) / 2)


def _cross(one: tuple[_XY, _XY], other: tuple[_XY, _XY]) -> _XY | None:
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if turn == 0.0:
        return None
    part = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
    across = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
    if 0.0 <= part <= 1.0 and 0.0 <= across <= 1.0:
        return ax + part * (bx - ax), ay + part * (by - ay)
    return None


def _foot(point: _XY, start: _XY, end: _XY) -> _XY:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length2 = dx * dx + dy * dy
    if length2 == 0.0:
        return start
    part = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length2
    part = min(1.0, max(0.0, part))
    return start[0] + part * dx, start[1] + part * dy


def _settle(group: Sequence[tuple[float, _XY]], origin: LatLon, error_m: float) -> Meeting:
    points = [middle for _, middle in group]
    x = math.fsum(point[0] for point in points) / len(points)
    y = math.fsum(point[1] for point in points) / len(points)
    spread_m = max(math.dist((x, y), point) for point in points)
    return Meeting(_to_lat_lon((x, y), origin), min(gap for gap, _ in group), spread_m, error_m)


def _locate(points: Sequence[_XY], target: _XY) -> tuple[float, float]:
    """Return how far the target is from the line, and the length along the line to its foot."""
    best, along = (math.inf, 0.0), 0.0
    for start, end in pairwise(points):
        foot = _foot(target, start, end)
        best = min(best, (math.dist(foot, target), along + math.dist(start, foot)))
        along += math.dist(start, end)
    return best


def _cut(points: Sequence[_XY], begin: float, finish: float) -> list[_XY]:
    piece: list[_XY] = []
    along = 0.0
    for start, end in pairwise(points):
        length = math.dist(start, end)
        lo, hi = max(begin - along, 0.0), min(finish - along, length)
        if lo <= hi and length > 0.0:
            piece += [_at(start, end, lo / length), _at(start, end, hi / length)]
        along += length
    return list(dict.fromkeys(piece))


def _at(start: _XY, end: _XY, part: float) -> _XY:
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def _to_xy(point: LatLon, origin: LatLon) -> _XY:
    east = math.radians((point.lon - origin.lon + 540.0) % 360.0 - 180.0) * math.cos(math.radians(origin.lat))
    return east * EARTH_RADIUS_M, math.radians(point.lat - origin.lat) * EARTH_RADIUS_M


def _to_lat_lon(point: _XY, origin: LatLon) -> LatLon:
    lat = origin.lat + math.degrees(point[1] / EARTH_RADIUS_M)
    lon = origin.lon + math.degrees(point[0] / (EARTH_RADIUS_M * math.cos(math.radians(origin.lat))))
    return LatLon(lat, (lon + 540.0) % 360.0 - 180.0)
