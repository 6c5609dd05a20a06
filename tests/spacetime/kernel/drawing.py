"""Windows drawn at random as tables of parts, and what brute force says of them."""

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from crimebook.spacetime.columns import OPEN_END_US, OPEN_START_US, DiscColumns, parts_from_discs
from crimebook.spacetime.pairs_sql import DIAMETER_M
from crimebook.terms.places import MAX_RADIUS_M

HOUR_US = 3_600_000_000
YEAR_US = 365 * 24 * HOUR_US
DEGREES_PER_M = 180.0 / MAX_RADIUS_M / 2

_LATS = st.sampled_from([-90.0, -89.9999, 0.0, 53.9, 53.9001, 53.91, 89.9999, 90.0]) | st.floats(-90, 90)
_LONS = st.sampled_from([-180.0, -179.9999, 0.0, 27.55, 27.5501, 27.56, 45.0, 179.9999, 180.0]) | st.floats(
    -180, 180
)
_RADII = st.sampled_from([0.0, 11.119492664, 55.0, 400.0, 6_400.0, 1_600_000.0, MAX_RADIUS_M]) | st.floats(
    0, MAX_RADIUS_M
)
_STARTS = st.sampled_from([OPEN_START_US, 0, 1, HOUR_US, HOUR_US + 999_999]) | st.integers(
    -50 * YEAR_US, 50 * YEAR_US
)
_LENGTHS = st.sampled_from([0, 1, 999_999, 1_000_000, HOUR_US, YEAR_US, OPEN_END_US]) | st.integers(
    0, 3 * YEAR_US
)
_DISCS = st.tuples(_LATS, _LONS, _RADII)


@st.composite
def tables(draw: st.DrawFn, most: int = 40) -> pa.Table:
    """Windows of one to three parts; ids in no order; now and then all at one place and time."""
    ids = draw(st.lists(st.integers(0, 500), unique=True, max_size=most))
    rows = [
        (window, part, *disc, *draw(times()))
        for window in ids
        for part, disc in enumerate(
            draw(st.lists(_DISCS, min_size=1, max_size=draw(st.sampled_from([1, 1, 3]))))
        )
    ]
    return table_of(rows)


@st.composite
def times(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(_STARTS)
    return start, min(start + draw(_LENGTHS), OPEN_END_US)


def table_of(rows: list[tuple[int, int, float, float, float, int, int]]) -> pa.Table:
    window, part, lat, lon, radius, start, end = zip(*rows, strict=True) if rows else ((),) * 7
    return parts_from_discs(
        DiscColumns(
            window=np.array(window, np.int64),
            part=np.array(part, np.int32),
            lat_deg=np.array(lat, np.float64),
            lon_deg=np.array(lon, np.float64),
            radius_m=np.array(radius, np.float64),
            share=np.ones(len(rows)),
            start_us=np.array(start, np.int64),
            end_us=np.array(end, np.int64),
        )
    )


def edge_set(count: int, seed: int) -> pa.Table:
    """Poles, 180 E, a lattice of ties, radii from a metre to half the globe, one point over and over."""
    rng = np.random.default_rng(seed)
    m = count // 6
    near_180 = rng.normal(0, 0.02, m)
    step = 111.19492664 * DEGREES_PER_M
    places = [
        (90 - rng.exponential(0.02, m), rng.uniform(-180, 180, m), rng.uniform(10, 2_000, m)),
        (rng.exponential(0.02, m) - 90, rng.uniform(-180, 180, m), rng.uniform(10, 2_000, m)),
        (
            rng.uniform(-0.02, 0.02, m),
            np.where(near_180 < 0, near_180 + 180, near_180 - 180),
            rng.uniform(10, 2_000, m),
        ),
        (
            53.9 + rng.integers(0, 50, m) * step,
            27 + rng.integers(0, 50, m) * step,
            rng.choice([55.59746332, 111.19492664, 64.0], m),
        ),
        (np.degrees(np.arcsin(rng.uniform(-1, 1, m))), rng.uniform(-180, 180, m), 10 ** rng.uniform(0, 7, m)),
        (np.full(count - 5 * m, 53.9), np.full(count - 5 * m, 27.55), np.zeros(count - 5 * m)),
    ]
    lat, lon, radius = (np.concatenate(each) for each in zip(*places, strict=True))
    start = rng.integers(0, 20, count) * HOUR_US + np.where(
        rng.random(count) < 0.5, 0, rng.integers(0, HOUR_US, count)
    )
    length = np.where(rng.random(count) < 0.2, 0, (10 ** rng.uniform(6, 13.5, count)).astype(np.int64))
    end = np.where(rng.random(count) < 0.01, OPEN_END_US, start + length)
    start = np.where(rng.random(count) < 0.01, OPEN_START_US, start)
    order = rng.permutation(count)
    return parts_from_discs(
        DiscColumns(
            window=np.arange(count),
            part=np.zeros(count, np.int32),
            lat_deg=lat[order],
            lon_deg=lon[order],
            radius_m=np.minimum(radius, MAX_RADIUS_M)[order],
            share=np.ones(count),
            start_us=start[order],
            end_us=end[order],
        )
    )


def by_brute_force(incidents: pa.Table, recordings: pa.Table) -> list[tuple[int, int]]:
    """Ask the predicate of every pair of parts."""
    theirs = {name: recordings[name].to_numpy() for name in recordings.column_names}
    found: set[tuple[int, int]] = set()
    for mine in incidents.to_pylist():
        is_then = (theirs["start_us"] <= mine["end_us"]) & (theirs["end_us"] >= mine["start_us"])
        away = sum((theirs[axis] - mine[axis]) ** 2 for axis in "xyz")
        limit = DIAMETER_M * (mine["sin_half"] * theirs["cos_half"] + mine["cos_half"] * theirs["sin_half"])
        is_all = theirs["radius_m"] + mine["radius_m"] >= np.pi / 2 * DIAMETER_M
        met = theirs["window"][is_then & ((away <= limit * limit) | is_all)]
        found.update((mine["window"], int(window)) for window in met)
    return sorted(found)


def listed(pairs: pa.Table) -> list[tuple[int, int]]:
    return list(zip(pairs["incident"].to_pylist(), pairs["recording"].to_pylist(), strict=True))
