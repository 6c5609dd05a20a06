"""Polars: the grid join of our reference SQL, meeting by meeting of levels, in its own expressions.

A pair is joined only at the higher of its two levels, for radius and for length apart; whether a window
stands at its own level is part of the key, so that no pair comes twice and none is joined to be thrown away.
"""

import itertools
from typing import NamedTuple

import polars as pl

from bench.peers.running import INCIDENT_FACTOR, MODULUS, RECORDING_FACTOR, Rig, Tally
from crimebook.terms.places import EARTH_RADIUS_M

LIMITS_M = (400.0, 3_200.0, 51_200.0)
LIMITS_US = (1_800_000_000, 14_400_000_000, 172_800_000_000)
CELL_PER_LIMIT, BUCKET_PER_LIMIT = 2.5, 2
AXIS = 1 << 15
_MARGIN_M = 0.01


class Meeting(NamedTuple):
    """A level of space and one of time, by their numbers."""

    space: int
    time: int

    @property
    def cell_m(self) -> float:
        """How wide a cell of the level is."""
        return LIMITS_M[self.space] * CELL_PER_LIMIT

    @property
    def bucket_us(self) -> int:
        """How long a bucket of the level is."""
        return LIMITS_US[self.time] * BUCKET_PER_LIMIT


def run(rig: Rig) -> tuple[Tally, str]:
    tally = Tally()
    with rig.step("load"):
        incidents, recordings = (levelled(rig, side) for side in ("incidents", "recordings"))
    with rig.step("join"):
        for space, time in itertools.product(range(len(LIMITS_M)), range(len(LIMITS_US))):
            count, total = joined(incidents, recordings, Meeting(space, time))
            tally.pairs += count
            tally.checksum += total
    return tally, f"polars {pl.__version__}"


def levelled(rig: Rig, side: str) -> pl.DataFrame:
    """Return a side with the levels of its radii and lengths."""
    space = sum((pl.col("radius_m") > limit).cast(pl.Int8) for limit in LIMITS_M[:-1])
    time = sum((pl.col("end_us") - pl.col("start_us") > limit).cast(pl.Int8) for limit in LIMITS_US[:-1])
    return pl.read_parquet(rig.path(side)).with_columns(own_space=space, own_time=time)


def joined(incidents: pl.DataFrame, recordings: pl.DataFrame, at: Meeting) -> tuple[int, int]:
    """Return how many pairs meet at two levels, and their checksum."""
    there = (pl.col("own_space") <= at.space) & (pl.col("own_time") <= at.time)
    mine, theirs = asked(incidents.lazy().filter(there), at), placed(recordings.lazy().filter(there), at)
    d2 = sum((pl.col(axis) - pl.col(f"{axis}_right")) ** 2 for axis in "xyz")
    chord = (
        pl.col("sin_half") * pl.col("cos_half_right") + pl.col("cos_half") * pl.col("sin_half_right")
    ) * (2 * EARTH_RADIUS_M)
    mixed = (pl.col("id") * INCIDENT_FACTOR + pl.col("id_right") * RECORDING_FACTOR) % MODULUS
    found = (
        mine.join(theirs, on=["key", "bucket"])
        .filter(
            pl.col("start_us") <= pl.col("end_us_right"),
            pl.col("start_us_right") <= pl.col("end_us"),
            d2 <= chord * chord,
        )
        .select(count=pl.len(), total=mixed.sum())
        .collect(engine="streaming")
    )
    return int(found["count"][0]), int(found["total"][0] or 0)


def placed(recordings: pl.LazyFrame, at: Meeting) -> pl.LazyFrame:
    """Say each recording once: the cell of its centre, the bucket of its start, its own level or not."""
    cells = [((pl.col(axis) + EARTH_RADIUS_M) / at.cell_m).floor().cast(pl.Int64) for axis in "xyz"]
    flags = (pl.col("own_space") == at.space).cast(pl.Int64) * 2 + (pl.col("own_time") == at.time)
    return recordings.with_columns(key=packed(flags, cells), bucket=pl.col("start_us") // at.bucket_us)


def asked(incidents: pl.LazyFrame, at: Meeting) -> pl.LazyFrame:
    """Say each incident once for each cell and bucket in reach, and each flag that it may meet."""
    reach = pl.col("radius_m") + LIMITS_M[at.space] + _MARGIN_M
    rows = incidents.with_columns(
        reach=reach,
        bucket=pl.int_ranges(
            (pl.col("start_us") - LIMITS_US[at.time]) // at.bucket_us, pl.col("end_us") // at.bucket_us + 1
        ),
    )
    for axis in "xyz":
        low, high = (
            ((pl.col(axis) + shift + EARTH_RADIUS_M) / at.cell_m).floor().cast(pl.Int64).clip(0)
            for shift in (-pl.col("reach"), pl.col("reach"))
        )
        rows = rows.with_columns(pl.int_ranges(low, high + 1).alias(f"i{axis}")).explode(f"i{axis}")
    near = sum(gap(axis, at.cell_m) ** 2 for axis in "xyz") <= pl.col("reach") ** 2
    rows = rows.filter(near).explode("bucket")
    return (
        rows.with_columns(flags=flags_that(at))
        .explode("flags")
        .with_columns(key=packed(pl.col("flags"), [pl.col(f"i{axis}") for axis in "xyz"]))
    )


def flags_that(at: Meeting) -> pl.Expr:
    """Say which flags of recordings an incident may meet: any at its own level, else theirs must be."""
    is_space, is_time = pl.col("own_space") == at.space, pl.col("own_time") == at.time
    return (
        pl.when(is_space & is_time)
        .then(pl.lit([0, 1, 2, 3]))
        .when(is_space)
        .then(pl.lit([1, 3]))
        .when(is_time)
        .then(pl.lit([2, 3]))
        .otherwise(pl.lit([3]))
    )


def packed(flags: pl.Expr, cells: list[pl.Expr]) -> pl.Expr:
    key = flags.cast(pl.Int64)
    for cell in cells:
        key = key * AXIS + cell
    return key


def gap(axis: str, cell_m: float) -> pl.Expr:
    """Say how far a cell lies from a centre along one axis."""
    low = pl.col(f"i{axis}") * cell_m - EARTH_RADIUS_M
    return pl.max_horizontal(low - pl.col(axis), pl.col(axis) - low - cell_m, pl.lit(0.0))
