"""Shapes on the ground: true to their metres."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.zones.desk.cast import corner, recording_window, street, window

from crimebook.terms.places import LatLon, Place, Precision, bearing_deg, distance_m
from crimebook.terms.windows import View
from crimebook.zones.desk.drawing.ground import (
    box_of,
    destination,
    disc_ring,
    features_of,
    geometry_of,
    view_ring,
)

latitudes = st.floats(-80, 80)
longitudes = st.floats(-179, 179)


@given(latitudes, longitudes, st.floats(0, 359.9), st.floats(10, 500_000))
def test_a_destination_lies_at_its_distance(lat: float, lon: float, bearing: float, away_m: float) -> None:
    start = LatLon(lat, lon)
    assert distance_m(start, destination(start, bearing, away_m)) == pytest.approx(away_m, rel=1e-6, abs=1e-3)


def test_a_destination_lies_where_its_bearing_leads() -> None:
    start = LatLon(53.9, 27.56)
    assert bearing_deg(start, destination(start, 75.0, 1000.0)) == pytest.approx(75.0, abs=1e-6)


@given(st.floats(5, 100_000))
def test_a_disc_is_a_closed_ring_of_its_radius(radius_m: float) -> None:
    centre = LatLon(53.9, 27.56)
    ring = disc_ring(centre, radius_m)
    assert ring[0] == ring[-1]
    for lon, lat in ring:
        assert distance_m(centre, LatLon(lat, lon)) == pytest.approx(radius_m, abs=1.5)


def test_a_view_opens_to_both_sides_of_its_axis() -> None:
    centre = LatLon(53.9, 27.56)
    ring = view_ring(centre, View(azimuth_deg=10.0, opening_deg=60.0, range_m=400.0))
    assert ring[0] == ring[-1] == (27.56, 53.9)
    first, last = (LatLon(lat, lon) for lon, lat in (ring[1], ring[-2]))
    assert bearing_deg(centre, first) == pytest.approx(340.0, abs=0.3)
    assert bearing_deg(centre, last) == pytest.approx(40.0, abs=0.3)


def test_a_street_is_its_whole_line() -> None:
    place = street()
    geometry = geometry_of(place)
    assert geometry["type"] == "MultiLineString"
    assert len(geometry["coordinates"][0]) == len(place.lines[0])


def test_a_camera_has_a_middle_and_a_view() -> None:
    parts = [
        each["properties"]["part"] for each in features_of(recording_window(), key="p1", role="recording")
    ]
    assert parts == ["disc", "middle", "view"]


def test_somewhere_in_the_country_is_drawn_nowhere() -> None:
    country = corner(300_000.0, Precision.COUNTRY)
    assert features_of(window(place=country), key="w1", role="incident") == []


def test_a_box_encloses_discs() -> None:
    place = Place(LatLon(53.9, 27.56), 15_000.0, Precision.LOCALITY)
    box = box_of([place])
    assert box is not None
    west, south, east, north = box
    assert distance_m(LatLon(south, 27.56), LatLon(north, 27.56)) == pytest.approx(30_000.0, rel=1e-6)
    assert west < 27.56 < east
    assert box_of([]) is None
