"""Sets of windows to measure by: towns' hot spots in some nights, and a country's background.

Seven in ten windows lie in one town around forty hot spots, on nights of unlike weight; the rest anywhere in
a country within half a year. Radii and lengths are those of phones, cameras, words for places and words for
times, with the long tails that break a single grid. The number of nights grows with the set, so that density
stays alike from half a million recordings on. The same seed draws the same set.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from crimebook.terms.places import EARTH_RADIUS_M

FIRST_S, DAY_S, DAYS = 1_596_240_000, 86_400, 180
WEST, EAST, SOUTH, NORTH = 23.2, 32.7, 51.3, 56.1
TOWN_WEST, TOWN_EAST, TOWN_SOUTH, TOWN_NORTH = 27.42, 27.68, 53.84, 53.97
LON_M, LAT_M = 65_000.0, 111_000.0
IN_TOWN, ANYWHERE_IN_TOWN = 0.7, 0.25
MOST_RADIUS_M, LEAST_RADIUS_M = 50_000.0, 5.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Size:
    """How many windows a set has; ``is_one_night`` puts all of them on one square in one night."""

    name: str
    recordings: int
    incidents: int
    is_one_night: bool = False


@dataclass(frozen=True, slots=True)
class Town:
    """Hot spots as rows of lon, lat, spread in metres, weight; days of the nights and their weights."""

    spots: Floats
    nights: Floats
    weights: Floats

    @classmethod
    def draw(cls, rng: np.random.Generator, size: Size) -> "Town":
        """Return the town of a set."""
        if size.is_one_night:
            return cls(np.array([[27.55, 53.90, 60.0, 1.0]]), np.array([8.0]), np.ones(1))
        count = int(np.clip(size.recordings / 100_000, 5, 120))
        nights = np.sort(rng.choice(DAYS, count, replace=False)).astype(np.float64)
        weights = 1 / np.arange(1, 41) ** 0.8
        spots = np.c_[
            rng.uniform(TOWN_WEST, TOWN_EAST, 40),
            rng.uniform(TOWN_SOUTH, TOWN_NORTH, 40),
            rng.uniform(150, 900, 40),
            weights / weights.sum(),
        ]
        heavy = 1 / np.arange(1, count + 1) ** 0.5
        return cls(spots, nights, heavy / heavy.sum())


def write_set(folder: Path, size: Size, seed: int = 1) -> None:
    """Write ``recordings.parquet`` and ``incidents.parquet`` of a set into a folder."""
    rng = np.random.default_rng(seed)
    town = Town.draw(rng, size)
    in_town = 1.0 if size.is_one_night else IN_TOWN
    for name, count, draw in (
        ("recordings", size.recordings, draw_recordings),
        ("incidents", size.incidents, draw_incidents),
    ):
        lon, lat, at_s = draw_where_and_when(rng, count, town, in_town)
        radius_m, before_s, after_s = draw(rng, count)
        table = as_table(
            lon, lat, radius_m.clip(LEAST_RADIUS_M, MOST_RADIUS_M), at_s - before_s, at_s + after_s
        )
        pq.write_table(table, folder / f"{name}.parquet")


def draw_where_and_when(
    rng: np.random.Generator, count: int, town: Town, in_town: float
) -> tuple[Floats, Floats, Floats]:
    """Return longitudes, latitudes and instants in seconds since 1970."""
    lon, lat = rng.uniform(WEST, EAST, count), rng.uniform(SOUTH, NORTH, count)
    at_s = rng.uniform(0, (DAYS + 3) * DAY_S, count)
    here = np.flatnonzero(rng.random(count) < in_town)
    spot = town.spots[rng.choice(len(town.spots), here.size, p=town.spots[:, 3])]
    lon[here] = spot[:, 0] + rng.normal(0, 1, here.size) * spot[:, 2] / LON_M
    lat[here] = spot[:, 1] + rng.normal(0, 1, here.size) * spot[:, 2] / LAT_M
    if len(town.spots) > 1:
        apart = here[rng.random(here.size) < ANYWHERE_IN_TOWN]
        lon[apart] = rng.uniform(TOWN_WEST, TOWN_EAST, apart.size)
        lat[apart] = rng.uniform(TOWN_SOUTH, TOWN_NORTH, apart.size)
    night = town.nights[rng.choice(len(town.nights), here.size, p=town.weights)]
    at_s[here] = night * DAY_S + 18 * 3_600 + np.clip(rng.gamma(4, 1.2 * 3_600, here.size), 0, 14 * 3_600)
    return lon, lat, FIRST_S + at_s


def draw_recordings(rng: np.random.Generator, count: int) -> tuple[Floats, Floats, Floats]:
    """Return radii, and seconds before and after the instant: lengths, widened by what a clock may be off."""
    which = rng.random(count)
    radius_m = np.where(which < 0.55, rng.uniform(30, 100, count), rng.lognormal(math.log(40), 0.6, count))
    radius_m = np.where(which < 0.97, radius_m, rng.lognormal(math.log(800), 0.7, count))
    which = rng.random(count)
    length_s = np.where(which < 0.45, 900.0, 3_600.0)
    length_s = np.where(which < 0.5, length_s, rng.lognormal(math.log(60), 1.2, count))
    clock_s = np.where(rng.random(count) < 0.5, rng.exponential(60, count), rng.exponential(2, count))
    return radius_m, clock_s, length_s + clock_s


def draw_incidents(rng: np.random.Generator, count: int) -> tuple[Floats, Floats, Floats]:
    """Return radii, and seconds before and after the instant: minutes, hours, or a night and a day."""
    which = rng.random(count)
    radius_m = np.where(
        which < 0.75, rng.lognormal(math.log(80), 0.6, count), rng.lognormal(math.log(400), 0.6, count)
    )
    radius_m = np.where(which < 0.97, radius_m, rng.lognormal(math.log(2_500), 0.6, count))
    which = rng.random(count)
    length_s = np.where(
        which < 0.7, rng.lognormal(math.log(1_200), 0.7, count), rng.uniform(3_600, 10_800, count)
    )
    length_s = np.where(which < 0.95, length_s, rng.uniform(6 * 3_600, 24 * 3_600, count))
    return radius_m, length_s / 2, length_s / 2


def as_table(lon: Floats, lat: Floats, radius_m: Floats, start_s: Floats, end_s: Floats) -> pa.Table:
    """Return the columns that peers may use, trigonometry done once for all."""
    lat_rad, lon_rad, half = np.radians(lat), np.radians(lon), radius_m / (2 * EARTH_RADIUS_M)
    return pa.table(
        {
            "id": np.arange(len(lon), dtype=np.int64),
            "lat": lat,
            "lon": lon,
            "radius_m": radius_m,
            "start_us": np.floor(start_s).astype(np.int64) * 1_000_000,
            "end_us": np.ceil(end_s).astype(np.int64) * 1_000_000,
            "x": EARTH_RADIUS_M * np.cos(lat_rad) * np.cos(lon_rad),
            "y": EARTH_RADIUS_M * np.cos(lat_rad) * np.sin(lon_rad),
            "z": EARTH_RADIUS_M * np.sin(lat_rad),
            "sin_half": np.sin(half),
            "cos_half": np.cos(half),
        }
    )
