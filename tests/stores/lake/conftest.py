"""Windows drawn at random around the places where a join in space and time goes wrong, and brute force."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from crimebook.spacetime.columns import DiscColumns, parts_from_discs
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import EARTH_RADIUS_M, MAX_RADIUS_M, LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, Window, WindowKind

EVENING = datetime(2020, 8, 9, 20, tzinfo=UTC)
CENTRES = ((53.9, 27.55), (53.9, 179.9995), (-53.9, -179.9995), (89.9995, 10.0), (-90.0, 0.0), (0.0, 0.0))
REACHES_M = (0.0, 10.0, 111.19492664, 400.0, 3_200.0, 90_000.0, 1.6e6, MAX_RADIUS_M)
LENGTHS_S = (0, 60, 1_800, 14_400, 200_000, 6_000_000)

Pairs = list[tuple[int, int]]


@pytest.fixture(scope="session")
def brute_pairs() -> Callable[[pa.Table, pa.Table], Pairs]:
    return brute_force


@pytest.fixture(scope="session")
def random_windows() -> Callable[[int, int], list[tuple[int, Window]]]:
    return draw_windows


@pytest.fixture(scope="session")
def edge_parts() -> Callable[[int, int], pa.Table]:
    return draw_edges


def brute_force(incidents: pa.Table, recordings: pa.Table) -> Pairs:
    """Every incident part against every recording part, written apart from the SQL."""
    found: set[tuple[int, int]] = set()
    r = {name: recordings[name].to_numpy() for name in recordings.column_names}
    for i in incidents.to_pylist():
        chord2 = (i["x"] - r["x"]) ** 2 + (i["y"] - r["y"]) ** 2 + (i["z"] - r["z"]) ** 2
        limit = 2 * EARTH_RADIUS_M * (i["sin_half"] * r["cos_half"] + i["cos_half"] * r["sin_half"])
        is_near = (chord2 <= limit * limit) | (i["radius_m"] + r["radius_m"] >= np.pi * EARTH_RADIUS_M)
        is_then = (i["start_us"] <= r["end_us"]) & (r["start_us"] <= i["end_us"])
        found.update((i["window"], int(other)) for other in r["window"][is_near & is_then])
    return sorted(found)


def draw_windows(seed: int, count: int) -> list[tuple[int, Window]]:
    rng = np.random.default_rng(seed)
    return [(number, _draw_window(rng)) for number in range(count)]


def _draw_window(rng: Generator) -> Window:
    kind = WindowKind.LASTING if rng.random() < 0.5 else WindowKind.INSTANT_INSIDE
    basis = TimeBasis.POSTED if rng.random() < 0.3 else TimeBasis.STATED
    return Window(_draw_place(rng), _draw_time(rng), kind, basis, ())


def _draw_place(rng: Generator) -> Place | None:
    if rng.random() < 0.05:
        return None
    lat, lon = CENTRES[rng.integers(len(CENTRES))]
    spread = 10 ** rng.uniform(-4, 1)
    points = [_near(lat, lon, spread, rng) for _ in range(3)]
    if rng.random() < 0.2:
        return Place.along((tuple(_near(*points[0], 0.002, rng) for _ in range(3)),), 15.0, Precision.STREET)
    return Place(points[0], REACHES_M[rng.integers(len(REACHES_M))], Precision.VICINITY)


def _near(lat: float, lon: float, spread: float, rng: Generator) -> LatLon:
    moved_lat, moved_lon = rng.normal((lat, lon), spread)
    return LatLon(float(np.clip(moved_lat, -90, 90)), float((moved_lon + 540) % 360 - 180))


def _draw_time(rng: Generator) -> FourPoint:
    start = EVENING + timedelta(seconds=int(rng.integers(0, 20)) * 1_800)
    end = start + timedelta(seconds=LENGTHS_S[rng.integers(len(LENGTHS_S))])
    is_open = rng.random(2) < 0.1
    first, last = None if is_open[0] else start, None if is_open[1] else end
    return FourPoint(first, first, last, last)


def draw_edges(seed: int, count: int) -> pa.Table:
    """Six families in equal parts: both poles, 180 E, a lattice of exact ties, the whole globe, one point."""
    rng = np.random.default_rng(seed)
    size = count // 6
    around = rng.normal(0, 0.02, size)
    lattice = np.where(rng.random(size) < 0.5, 111.19492664, 64.0)
    families = [
        (rng.uniform(-180, 180, size), 90 - rng.exponential(0.02, size), rng.uniform(10, 2_000, size)),
        (rng.uniform(-180, 180, size), -90 + rng.exponential(0.02, size), rng.uniform(10, 2_000, size)),
        (np.where(around < 0, around + 180, around - 180), rng.uniform(-0.02, 0.02, size), lattice * 9),
        (27 + rng.integers(0, 50, size) * 0.001, 53.9 + rng.integers(0, 50, size) * 0.001, lattice),
        (rng.uniform(-180, 180, size), _even_latitudes(rng, size), 10 ** rng.uniform(0, 6.2, size)),
        (np.full(size, 27.55), np.full(size, 53.9), np.zeros(size)),
    ]
    lon, lat, radius = (np.concatenate(column) for column in zip(*families, strict=True))
    return _timed(rng, lat, lon, radius)


def _even_latitudes(rng: Generator, size: int) -> NDArray[np.float64]:
    return np.degrees(np.arcsin(rng.uniform(-1, 1, size)))


def _timed(
    rng: Generator, lat: NDArray[np.float64], lon: NDArray[np.float64], radius: NDArray[np.float64]
) -> pa.Table:
    size = len(lat)
    offset = np.where(rng.random(size) < 0.5, 0, rng.integers(0, 3_600, size))
    start_s = 1_596_240_000 + rng.integers(0, 20, size) * 3_600 + offset
    length_s = np.where(rng.random(size) < 0.2, 0, (10 ** rng.uniform(0, 6.5, size)).astype(np.int64))
    order = rng.permutation(size)
    return parts_from_discs(
        DiscColumns(
            window=np.arange(size),
            part=np.zeros(size, np.int32),
            lat_deg=lat[order],
            lon_deg=lon[order],
            radius_m=radius[order],
            share=np.ones(size),
            start_us=start_s * 1_000_000,
            end_us=(start_s + length_s) * 1_000_000,
        )
    )
