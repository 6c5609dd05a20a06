"""Matching at 100,000 recordings x 10,000 incidents: our candidates against an R-tree, and the scores.

Generated windows: 70 % in one town around forty hot spots, on five nights; the rest over a country and half a
year. The R-tree (shapely STRtree over boxes on the map, then time and distance) must find the same pairs.
"""

import math
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from crimebook.spacetime.chances import chances
from crimebook.spacetime.columns import DiscColumns, parts_from_discs
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import top_k
from crimebook.spacetime.strata import DAY_S, Extent, stratum_of
from crimebook.stores.lake import Lake
from crimebook.terms.instants import from_epoch_s
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, View, Window, WindowKind

RECORDINGS, INCIDENTS, SCORED = 100_000, 10_000, 500
START_S = 1_596_240_000
Numbers = np.ndarray[Any, np.dtype[np.float64]]


def main() -> None:
    rng = np.random.default_rng(1)
    spots, nights = draw_town(rng)
    recordings = draw(rng, RECORDINGS, spots, nights, draw_recordings(rng, RECORDINGS))
    incidents = draw(rng, INCIDENTS, spots, nights, draw_incidents(rng, INCIDENTS))
    parts = parts_from_discs(incidents), parts_from_discs(recordings)
    with Lake(memory_limit="2GB", threads=2) as lake:
        ours, ours_s = timed(lambda: lake.placed_pairs(*parts))
    theirs, theirs_s = timed(lambda: rtree_pairs(incidents, recordings, *parts))
    pairs = np.column_stack([ours["incident"].to_numpy(), ours["recording"].to_numpy()])
    assert np.array_equal(pairs, theirs)
    print(f"candidates: {len(pairs):,} pairs of {RECORDINGS:,} x {INCIDENTS:,}, the same in both")
    print(f"  lake (DuckDB grid)       {ours_s:6.2f} s")
    print(f"  STRtree and residual     {theirs_s:6.2f} s   ratio {theirs_s / ours_s:.2f}")
    score_some(pairs, incidents, recordings)


def score_some(pairs: Numbers, incidents: DiscColumns, recordings: DiscColumns) -> None:
    """Score the candidates of the first incidents that have any, with and without reasons."""
    windows = [(row, as_recording(recordings, row)) for row in range(RECORDINGS)]
    recorded, columns_s = timed(lambda: Recorded.of(windows))
    stratum = stratum_of(Extent("the generated book", DAY_S, 12_000.0), [window for _, window in windows])
    owners, starts = np.unique(pairs[:, 0], return_index=True)
    groups = list(zip(owners, np.split(pairs[:, 1], starts[1:]), strict=True))[:SCORED]
    tasks = [(as_incident(incidents, int(owner)), recorded.take(rows)) for owner, rows in groups]
    count = sum(len(rows) for _, rows in groups)
    _, chances_s = timed(lambda: [chances(incident, candidates) for incident, candidates in tasks])
    _, top_s = timed(lambda: [top_k(incident, candidates, stratum, 10) for incident, candidates in tasks])
    print(f"scores: {count:,} pairs of {len(tasks)} incidents; columns of all recordings {columns_s:.2f} s")
    print(f"  chances                  {chances_s:6.2f} s   {chances_s / count * 1e6:.1f} us a pair")
    print(f"  top 10 with reasons      {top_s:6.2f} s   {top_s / len(tasks) * 1e3:.1f} ms an incident")


def rtree_pairs(incidents: DiscColumns, recordings: DiscColumns, mine: pa.Table, theirs: pa.Table) -> Numbers:
    """Find the pairs with boxes in an STRtree, then the exact predicate: here no pole and no 180 E."""
    tree = shapely.STRtree(boxes(recordings))
    i, r = tree.query(boxes(incidents))
    is_then = (incidents.start_us[i] <= recordings.end_us[r]) & (
        recordings.start_us[r] <= incidents.end_us[i]
    )
    i, r = i[is_then], r[is_then]
    a = {name: mine[name].to_numpy() for name in ("x", "y", "z", "sin_half", "cos_half")}
    b = {name: theirs[name].to_numpy() for name in a}
    dx, dy, dz = (a[axis][i] - b[axis][r] for axis in "xyz")
    limit = 2 * EARTH_RADIUS_M * (a["sin_half"][i] * b["cos_half"][r] + a["cos_half"][i] * b["sin_half"][r])
    is_near = dx * dx + dy * dy + dz * dz <= limit * limit
    i, r = i[is_near], r[is_near]
    order = np.lexsort((r, i))
    return np.column_stack([i[order], r[order]])


def boxes(discs: DiscColumns) -> Any:
    """Return boxes on the map a little larger than the discs."""
    high = np.degrees(discs.radius_m * 1.01 / EARTH_RADIUS_M)
    wide = high / np.cos(np.radians(np.abs(discs.lat_deg) + high))
    return shapely.box(discs.lon_deg - wide, discs.lat_deg - high, discs.lon_deg + wide, discs.lat_deg + high)


def draw_town(rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Return hot spots (lon, lat, spread in metres) and the days of the nights."""
    spots = np.c_[rng.uniform(27.42, 27.68, 40), rng.uniform(53.84, 53.97, 40), rng.uniform(150, 900, 40)]
    return spots, rng.choice(180, 5, replace=False).astype(np.float64)


def draw_recordings(rng: np.random.Generator, count: int) -> tuple[Numbers, Numbers]:
    """Return radii in metres and lengths in seconds."""
    lengths = np.where(rng.random(count) < 0.5, 900.0, rng.lognormal(math.log(60), 1.2, count))
    return rng.lognormal(math.log(60), 0.6, count).clip(5, 5_000), lengths


def draw_incidents(rng: np.random.Generator, count: int) -> tuple[Numbers, Numbers]:
    """Return radii in metres and lengths in seconds."""
    radii = np.where(
        rng.random(count) < 0.8,
        rng.lognormal(math.log(90), 0.6, count),
        rng.lognormal(math.log(600), 0.8, count),
    )
    lengths = np.where(
        rng.random(count) < 0.8, rng.lognormal(math.log(1_200), 0.7, count), rng.uniform(3_600, 86_400, count)
    )
    return radii.clip(5, 50_000), lengths


def draw(
    rng: np.random.Generator, count: int, spots: Numbers, nights: Numbers, sizes: tuple[Numbers, Numbers]
) -> DiscColumns:
    """Return discs in town or anywhere in the country."""
    in_town = rng.random(count) < 0.7
    spot = spots[rng.integers(len(spots), size=count)]
    lon = np.where(
        in_town, spot[:, 0] + rng.normal(0, 1, count) * spot[:, 2] / 65_000, rng.uniform(23, 32, count)
    )
    lat = np.where(
        in_town, spot[:, 1] + rng.normal(0, 1, count) * spot[:, 2] / 111_000, rng.uniform(51, 56, count)
    )
    night_s = rng.choice(nights, count) * DAY_S + 18 * 3_600 + rng.gamma(4, 1.2 * 3_600, count)
    begin_us = ((START_S + np.where(in_town, night_s, rng.uniform(0, 180 * DAY_S, count))) * 1e6).astype(
        np.int64
    )
    radii, lengths = sizes
    return DiscColumns(
        window=np.arange(count),
        part=np.zeros(count, np.int32),
        lat_deg=lat,
        lon_deg=lon,
        radius_m=radii,
        share=np.ones(count),
        start_us=begin_us,
        end_us=begin_us + (lengths * 1e6).astype(np.int64),
    )


def as_recording(discs: DiscColumns, row: int) -> Window:
    """Return a disc as a recording: two in three have a view, one in three a clock error."""
    place, span = _place(discs, row, Precision.EXACT), _span(discs, row)
    view = View(float(row * 37 % 360), 70.0, 120.0) if row % 3 else None
    sigma_s = 0.0 if row % 3 else 60.0
    return Window(place, span, WindowKind.LASTING, TimeBasis.CLOCK, (), sigma_s, view)


def as_incident(discs: DiscColumns, row: int) -> Window:
    """Return a disc as an incident."""
    place = _place(discs, row, Precision.VICINITY)
    return Window(place, _span(discs, row), WindowKind.INSTANT_INSIDE, TimeBasis.STATED, ())


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what ``work`` returns, and the seconds it took."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def _place(discs: DiscColumns, row: int, precision: Precision) -> Place:
    return Place(
        LatLon(float(discs.lat_deg[row]), float(discs.lon_deg[row])), float(discs.radius_m[row]), precision
    )


def _span(discs: DiscColumns, row: int) -> FourPoint:
    begin = from_epoch_s(float(discs.start_us[row]) / 1e6)
    return FourPoint.exact(
        begin, begin + timedelta(microseconds=int(discs.end_us[row] - discs.start_us[row]))
    )
