"""Places: distances on the sphere, and covers that hold the whole of a place and nothing invented."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.places import (
    EARTH_RADIUS_M,
    LINE_STEP_M,
    LatLon,
    Place,
    Precision,
    bearing_deg,
    between,
    distance_m,
    middle_of,
)

points = st.builds(LatLon, st.floats(-90, 90), st.floats(-180, 180))
near = st.builds(LatLon, st.floats(53.8, 54.0), st.floats(27.4, 27.7))
lines = st.lists(near, min_size=2, max_size=6).map(tuple)


def by_cosines(one: LatLon, other: LatLon) -> float:
    """The spherical law of cosines, good where the points are not close."""
    lat1, lat2, dlon = math.radians(one.lat), math.radians(other.lat), math.radians(one.lon - other.lon)
    inner = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(dlon)
    return EARTH_RADIUS_M * math.acos(max(-1.0, min(1.0, inner)))


@given(points, points)
def test_the_distance_is_that_of_the_great_circle(one: LatLon, other: LatLon):
    assert distance_m(one, other) == pytest.approx(by_cosines(one, other), abs=1.0, rel=1e-6)
    assert distance_m(one, other) == distance_m(other, one)


def test_a_minute_of_latitude_is_a_nautical_mile():
    assert distance_m(LatLon(53, 27), LatLon(53 + 1 / 60, 27)) == pytest.approx(1853.25, abs=0.1)


@given(points, points, st.floats(0, 1))
def test_a_point_between_lies_on_the_way(one: LatLon, other: LatLon, part: float):
    whole = distance_m(one, other)
    assume(1 < whole < 0.99 * math.pi * EARTH_RADIUS_M)
    middle = between(one, other, part)
    assert distance_m(one, middle) == pytest.approx(part * whole, abs=0.05, rel=1e-6)
    assert distance_m(one, middle) + distance_m(middle, other) == pytest.approx(whole, abs=0.1, rel=1e-6)


@given(lines, st.floats(1, 100), st.floats(0, 1), st.integers(0, 4))
def test_the_cover_of_a_line_holds_all_of_it(line: tuple[LatLon, ...], half_m: float, part: float, leg: int):
    place = Place.along((line,), half_m, Precision.STREET)
    leg %= len(line) - 1
    point = between(line[leg], line[leg + 1], part)
    assert any(distance_m(disc.centre, point) <= disc.radius_m - half_m + 0.01 for disc in place.cover())
    assert distance_m(place.centre, point) <= place.radius_m - half_m + 0.01


@given(st.lists(lines, min_size=1, max_size=3).map(tuple), st.floats(1, 100))
def test_the_shares_of_a_cover_are_the_whole(several: tuple[tuple[LatLon, ...], ...], half_m: float):
    cover = Place.along(several, half_m, Precision.STREET).cover()
    assert math.fsum(disc.share for disc in cover) == pytest.approx(1.0)
    assert all(disc.radius_m <= LINE_STEP_M / 2 + half_m + 1e-6 for disc in cover)


def test_a_line_of_no_length_is_one_disc():
    point = LatLon(53.9, 27.5)
    assert Place.along(((point, point),), 30, Precision.STREET).cover() == ((point, 30.0, 1.0),)


def test_a_point_is_its_own_cover():
    place = Place(LatLon(53.9, 27.5), 100, Precision.VICINITY)
    assert place.cover() == ((LatLon(53.9, 27.5), 100, 1.0),)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Place(LatLon(91, 0), 1, Precision.EXACT),
        lambda: Place(LatLon(0, 181), 1, Precision.EXACT),
        lambda: Place(LatLon(0, 0), -1, Precision.EXACT),
        lambda: Place(LatLon(0, 0), math.inf, Precision.EXACT),
        lambda: Place(LatLon(0, 0), 1, Precision.STREET, ((LatLon(0, 0),),)),
    ],
)
def test_a_place_off_the_globe_is_refused(make):
    with pytest.raises(InvalidValueError):
        make()


def test_the_middle_of_points_on_both_sides_of_the_date_line_lies_between_them():
    assert middle_of([LatLon(10, 179.9), LatLon(20, -179.9)]) == pytest.approx(
        (15, 180), abs=1e-9
    ) or middle_of([LatLon(10, 179.9), LatLon(20, -179.9)]) == pytest.approx((15, -180), abs=1e-9)


@pytest.mark.parametrize(("lat", "lon", "bearing"), [(1, 0, 0), (0, 1, 90), (-1, 0, 180), (0, -1, 270)])
def test_bearings_run_clockwise_from_north(lat: float, lon: float, bearing: float):
    assert bearing_deg(LatLon(0, 0), LatLon(lat, lon)) == pytest.approx(bearing)


def test_only_somewhere_in_the_country_says_too_little_to_match():
    assert [each for each in Precision if not each.is_placed] == [Precision.COUNTRY]
