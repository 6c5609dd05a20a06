import math
from datetime import UTC, datetime, timedelta

import pytest

from crimebook.spacetime.columns import (
    OPEN_END_US,
    OPEN_START_US,
    parts_table,
    recording_parts,
    times_table,
    to_microseconds,
)
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, View, Window, WindowKind

EVENING = datetime(2020, 8, 9, 20, tzinfo=UTC)
MINSK = Place(LatLon(53.9, 27.55), 80.0, Precision.VICINITY)
STREET = Place.along(((LatLon(53.9, 27.5), LatLon(53.9, 27.55)),), 15.0, Precision.STREET)


def a_window(
    place: Place | None = MINSK,
    time: FourPoint | None = None,
    kind: WindowKind = WindowKind.LASTING,
    view: View | None = None,
) -> Window:
    return Window(place, time or FourPoint.instant(EVENING), kind, TimeBasis.STATED, (), view=view)


def test_a_point_is_one_part_and_a_street_a_chain() -> None:
    parts = parts_table([(7, a_window()), (8, a_window(STREET))])
    owners = parts["window"].to_pylist()
    assert owners.count(7) == 1
    assert owners.count(8) == len(STREET.cover()) > 30
    assert parts["part"].to_pylist() == [0, *range(owners.count(8))]
    assert math.isclose(sum(parts["share"].to_pylist()), 2.0)


def test_the_half_angle_is_that_of_the_radius() -> None:
    parts = parts_table([(1, a_window())]).to_pylist()[0]
    assert math.isclose(2 * EARTH_RADIUS_M * math.atan2(parts["sin_half"], parts["cos_half"]), 80.0)
    assert math.isclose(math.hypot(parts["x"], parts["y"], parts["z"]), EARTH_RADIUS_M)


def test_microseconds_are_exact_even_where_floats_are_not() -> None:
    late = datetime(9998, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert to_microseconds(late) - to_microseconds(late - timedelta(microseconds=1)) == 1


def test_what_nobody_knows_is_open() -> None:
    times = times_table([(1, a_window(time=FourPoint.unknown()))]).to_pylist()
    assert times == [{"window": 1, "start_us": OPEN_START_US, "end_us": OPEN_END_US, "is_placed": True}]


def test_a_window_without_a_place_has_times_and_no_part() -> None:
    country = Place(LatLon(53.5, 28.0), 400_000.0, Precision.COUNTRY)
    windows = [(1, a_window(None)), (2, a_window(country)), (3, a_window())]
    assert parts_table(windows)["window"].to_pylist() == [3]
    assert times_table(windows)["is_placed"].to_pylist() == [False, False, True]


@pytest.mark.parametrize(
    ("place", "view", "radius_m"),
    [
        (MINSK, None, 80.0 + 150.0),
        (Place(MINSK.centre, 200.0, Precision.VICINITY), None, 200.0 + 150.0),
        (Place(MINSK.centre, 9_000.0, Precision.LOCALITY), None, 9_000.0 + 150.0),
        (MINSK, View(0.0, 90.0, 60.0), 80.0 + 60.0),
    ],
)
def test_a_recording_is_widened_by_its_reach(place: Place, view: View | None, radius_m: float) -> None:
    parts = recording_parts([(1, a_window(place, view=view))])
    assert parts["radius_m"].to_pylist() == [radius_m]


def test_a_message_is_widened_by_its_context_and_a_video_is_not() -> None:
    windows = [(1, a_window(kind=WindowKind.INSTANT_INSIDE)), (2, a_window(kind=WindowKind.LASTING))]
    parts = recording_parts(windows, context_s=60.0)
    at = to_microseconds(EVENING)
    assert parts["start_us"].to_pylist() == [at - 60_000_000, at]
    assert parts["end_us"].to_pylist() == [at + 60_000_000, at]


def test_a_kind_widens_the_search_and_never_narrows_it() -> None:
    windows = [(1, a_window()), (2, a_window()), (3, a_window())]
    parts = recording_parts(windows, kinds={1: "drone", 2: "doorbell"})
    assert parts["radius_m"].to_pylist() == [80.0 + 340.0, 80.0 + 150.0, 80.0 + 150.0]
