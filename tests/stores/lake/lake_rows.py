"""Windows for a lake: a few columns are enough for the store, whatever they mean."""

from collections.abc import Iterable
from random import Random

import pyarrow as pa

HOUR_US = 3_600_000_000
NIGHT_US = 18_483 * 24 * HOUR_US + 18 * HOUR_US


def rows_of(windows: Iterable[tuple[int, int, int, int]]) -> pa.Table:
    """Return rows of (window, parts, start, length in minutes after a night's beginning)."""
    told = []
    for window, parts, start, length in windows:
        first = NIGHT_US + start * HOUR_US // 60
        last = first + length * HOUR_US // 60
        told += [(window, part, first, last, first, last, window * 1000 + part) for part in range(parts)]
    names = ("window", "part", "start_us", "end_us", "day_start_us", "day_end_us", "value")
    return pa.table({name: pa.array([row[k] for row in told], pa.int64()) for k, name in enumerate(names)})


def draw_rows(ids: Iterable[int], chance: Random) -> pa.Table:
    """Return windows of all lengths, over some days."""
    return rows_of(
        (each, chance.choice((1, 1, 1, 4)), chance.randrange(9_000), chance.choice((1, 300, 5_000, 999_999)))
        for each in sorted(ids)
    )


def cells(table: pa.Table) -> dict[tuple[int, int], int]:
    """Return the value of each part."""
    keys = zip(table["window"].to_pylist(), table["part"].to_pylist(), strict=True)
    return dict(zip(keys, table["value"].to_pylist(), strict=True))
