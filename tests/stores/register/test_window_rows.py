"""A window and its columns are each other's inverse."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.work.book import bring, file_of, open_test_book, recording

from crimebook.stores.register.matching import seen_windows
from crimebook.stores.register.models import Window as WindowRow
from crimebook.stores.register.window_rows import (
    WindowRecord,
    place_columns,
    place_of,
    window_columns,
    window_record,
)
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.reasons import reason
from crimebook.terms.windows import SubjectKind, TimeBasis, View, Window, WindowKind

points = st.builds(LatLon, st.floats(-89, 89), st.floats(-180, 180))
near = st.builds(LatLon, st.floats(50, 58), st.floats(22, 34))
discs = st.builds(Place, points, st.floats(0, 1e6), st.sampled_from(Precision))
strips = st.builds(
    Place.along,
    st.lists(st.lists(near, min_size=2, max_size=4).map(tuple), min_size=1, max_size=3).map(tuple),
    st.floats(1, 100),
    st.just(Precision.STREET),
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@st.composite
def four_points(draw: st.DrawFn) -> FourPoint:
    start, lengths = draw(moments), draw(st.tuples(*[st.integers(0, 10**6)] * 3))
    points = [start]
    for length in lengths:
        points.append(points[-1] + timedelta(seconds=length))
    known = draw(st.tuples(*[st.booleans()] * 4))
    return FourPoint(*(point if is_known else None for point, is_known in zip(points, known, strict=True)))


windows = st.builds(
    Window,
    place=st.one_of(st.none(), discs, strips),
    time=four_points(),
    kind=st.sampled_from(WindowKind),
    basis=st.sampled_from(TimeBasis),
    reasons=st.just((reason("good to {radius_m} m", radius_m=5),)),
    clock_sigma_s=st.floats(0, 1e4),
    view=st.one_of(st.none(), st.builds(View, st.floats(0, 359), st.floats(1, 360), st.floats(1, 500))),
    wanting=st.one_of(st.none(), st.just(reason("no place is known"))),
)


@given(windows)
def test_a_window_comes_back_from_its_columns(window: Window):
    record = WindowRecord(
        window, "UTC", "a name", "words", "night", window_id=7, change=3, incident_id=1, wants_place=True
    )
    row = WindowRow(pk=7, change=3, incident_id=1, **window_columns(record))
    assert window_record(row) == record


@given(st.one_of(st.none(), discs, strips))
def test_a_place_comes_back_from_its_columns(place: Place | None):
    assert place_of(place_columns(place)) == place


@pytest.mark.django_db
def test_a_stored_window_speaks_in_the_zone_of_its_source(tmp_path: Path):
    open_test_book()
    bring("recordings", file_of([recording("1")]), tmp_path)
    record = seen_windows()[0]
    assert record.subject is SubjectKind.RECORDING
    start = record.window.time.earliest_start
    assert start is not None
    assert start.isoformat() == "2020-08-10T22:29:40+03:00"
