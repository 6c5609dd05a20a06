from dataclasses import fields
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.spacetime import sight
from crimebook.spacetime.columns import recording_parts, times_table
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.seen_columns import (
    Seen,
    heads_of,
    recorded_of,
    searched_parts,
    searched_times,
    seen_table,
)
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.windows import SubjectKind, TimeBasis, View, Window, WindowKind

EVENING = datetime(2020, 8, 9, 20, tzinfo=UTC)
points = st.builds(LatLon, st.floats(-90, 90), st.floats(-180, 180))
discs = st.builds(Place, points, st.floats(0, 5_000), st.sampled_from(list(Precision)))
lines = st.builds(
    lambda at: Place.along(((at, LatLon(at.lat / 1.0001, at.lon)),), 15.0, Precision.STREET), points
)
moments = st.integers(0, 200_000).map(lambda s: EVENING + timedelta(seconds=s))


@st.composite
def times(draw: st.DrawFn) -> FourPoint:
    start = draw(moments)
    end = start + timedelta(seconds=draw(st.integers(0, 90_000)))
    is_open = draw(st.tuples(st.booleans(), st.booleans()))
    return FourPoint(None if is_open[0] else start, start, end, None if is_open[1] else end)


views = st.builds(View, st.floats(0, 359), st.floats(1, 360), st.floats(1, 900))
windows = st.builds(
    Window,
    st.none() | discs | lines,
    times(),
    st.sampled_from(list(WindowKind)),
    st.sampled_from(list(TimeBasis)),
    st.just(()),
    st.floats(0, 60),
    st.none() | views,
)


def seen_of(each: list[Window]) -> list[Seen]:
    kinds = ("", "dashcam", "drone")
    return [
        Seen(7 * n + 3, window, SubjectKind.RECORDING, kinds[n % 3], n + 1) for n, window in enumerate(each)
    ]


def assert_same(one: Recorded, other: Recorded) -> None:
    for each in fields(Recorded):
        if each.name == "discs":
            continue
        mine, theirs = getattr(one, each.name), getattr(other, each.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_array_equal(mine, theirs, each.name)
    np.testing.assert_array_equal(one.discs.owner, other.discs.owner)
    np.testing.assert_allclose(one.discs.centre, other.discs.centre, rtol=0, atol=1e-15)
    np.testing.assert_array_equal(one.discs.sigma_m, other.discs.sigma_m)
    np.testing.assert_array_equal(one.discs.share, other.discs.share)


@settings(max_examples=60)
@given(st.lists(windows, max_size=6))
def test_what_is_kept_is_what_is_searched_and_scored(each: list[Window]) -> None:
    seen = seen_of(each)
    pairs, kinds = [(s.window_id, s.window) for s in seen], {s.window_id: s.kind for s in seen}
    table = seen_table(seen)
    assert_same(recorded_of(table), Recorded.of(pairs, kinds=kinds))
    assert searched_parts(table).to_pylist() == recording_parts(pairs, kinds=kinds).to_pylist()
    assert searched_times(table).to_pylist() == times_table(pairs, context_s=sight.CONTEXT_S).to_pylist()


@settings(max_examples=20)
@given(st.lists(windows, min_size=2, max_size=6), st.data())
def test_a_table_that_was_cut_between_windows_is_the_same_when_put_together(each, data) -> None:
    seen = seen_of(each)
    cut = data.draw(st.integers(1, len(seen) - 1))
    whole = pa.concat_tables([seen_table(seen[:cut]), seen_table(seen[cut:])])
    assert whole.to_pylist().__repr__() == seen_table(seen).to_pylist().__repr__()
    assert heads_of(whole)["window"].to_pylist() == [s.window_id for s in seen]


def test_no_windows_make_an_empty_table_of_the_same_columns() -> None:
    some = seen_of([Window(None, FourPoint.unknown(), WindowKind.LASTING, TimeBasis.UNKNOWN, ())])
    assert seen_table([]).schema.equals(seen_table(some).schema)
    assert recorded_of(seen_table([])).ids.size == 0
