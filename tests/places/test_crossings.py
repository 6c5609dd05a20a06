"""Crossings: where two lines meet, and pieces of lines."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crimebook.places.crossings import (
    CROSSING_RADIUS_M,
    MAX_GAP_M,
    crossing_place,
    cut_between,
    find_meetings,
    gap_m,
)
from crimebook.terms.places import LatLon, Place, Precision, distance_m

ORIGIN = LatLon(53.9, 27.56)


def at(north_m: float, east_m: float) -> LatLon:
    return LatLon(ORIGIN.lat + north_m / 111_194.9, ORIGIN.lon + east_m / 65_513.0)


def line(*points: tuple[float, float], half_width_m: float = 20.0) -> Place:
    return Place.along((tuple(at(*point) for point in points),), half_width_m, Precision.STREET)


def length_m(place: Place) -> float:
    return sum(distance_m(a, b) for points in place.lines for a, b in pairwise(points))


ALONG = line((0, -1000), (0, 1000))


@given(st.floats(-900, 900), st.floats(0.05, math.pi - 0.05))
def test_two_lines_that_cross_meet_at_their_crossing(east_m: float, angle: float) -> None:
    north, east = 500 * math.sin(angle), 500 * math.cos(angle)
    other = line((-north, east_m - east), (north, east_m + east))
    meeting = find_meetings(ALONG, other)[0]
    assert meeting.gap_m == 0.0
    assert distance_m(meeting.point, at(0, east_m)) <= 100.0


@given(st.floats(1, 200))
def test_lines_meet_within_the_gap_and_say_how_wide_it_is(gap: float) -> None:
    meetings = find_meetings(ALONG, line((gap, 0), (gap + 500, 0)))
    assert bool(meetings) == (gap <= MAX_GAP_M) or math.isclose(gap, MAX_GAP_M, rel_tol=0.01)
    for meeting in meetings:
        assert math.isclose(meeting.gap_m, gap, rel_tol=0.01)
        assert math.isclose(crossing_place(meeting).radius_m, CROSSING_RADIUS_M + gap / 2, rel_tol=0.02)


def test_a_rough_drawing_widens_gap_and_radius() -> None:
    rough = line((150, 0), (600, 0), half_width_m=200.0)
    meeting = find_meetings(ALONG, rough)[0]
    assert crossing_place(meeting).radius_m > 250


def test_two_carriageways_make_one_crossing() -> None:
    carriageways = (at(-500, 0), at(500, 0)), (at(-500, 30), at(500, 30))
    twin = Place.along(carriageways, 20.0, Precision.STREET)
    meetings = find_meetings(ALONG, twin)
    assert len(meetings) == 1
    assert 10 < meetings[0].spread_m < 20


def test_a_street_that_crosses_twice_has_two_meetings() -> None:
    bow = line((-300, -600), (300, -500), (300, 500), (-300, 600))
    assert len(find_meetings(ALONG, bow)) == 2


def test_parallel_streets_do_not_meet_and_their_gap_is_known() -> None:
    other = line((400, -1000), (400, 1000))
    assert find_meetings(ALONG, other) == ()
    assert math.isclose(gap_m(ALONG, other), 400, rel_tol=0.01)


@given(st.floats(-900, 900), st.floats(-900, 900))
def test_the_piece_between_two_points_is_as_long_as_their_distance(one_m: float, other_m: float) -> None:
    piece = cut_between(ALONG, at(0, one_m), at(0, other_m))
    if abs(one_m - other_m) < 2:
        return
    assert piece is not None
    assert math.isclose(length_m(piece), abs(one_m - other_m), rel_tol=0.01, abs_tol=1.0)


def test_no_piece_lies_between_points_that_are_off_the_line() -> None:
    assert cut_between(ALONG, at(900, 0), at(0, 500)) is None
