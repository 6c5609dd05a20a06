"""Rows: what the score asks of each recording, in the tree's order, so that neighbours lie together."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime.columns import OPEN_END_US, OPEN_START_US
from crimebook.spacetime.kernel.columns import Parts, Told
from crimebook.spacetime.kernel.compiling import Bytes, Floats, Ints, Singles, compiled, inlined
from crimebook.spacetime.kernel.sharing import chunks, share
from crimebook.spacetime.kernel.times import BOUNDED, CLOCKED, POSTED, UNKNOWN

KIND_BITS_OF_TIME, HAS_VIEW, HAS_SEVERAL = 3, 4, 8
"""The bits of ``Rows.flags``: how its time is known (`times`), whether it has a view, and several discs."""


RECORD_BYTES = 64
START_SPREAD, END_SPREAD, SIGMA, REACH, KIND = 10, 11, 12, 13, 14
FLAGS = 60
"""Columns of ``Rows.short`` and of ``Rows.flags``, behind the five numbers of ``Rows.exact``."""


class Rows(NamedTuple):
    """Values of the recordings by their place in the tree: views of one record of 64 bytes, a line of cache.

    ``exact`` (n, 8): x, y, z in metres, lower bounds of start and end in microseconds after the tree's 0;
    ``short`` (n, 16): at the columns below, spread of start and of end in seconds (`times.Edge`), sigma_m,
    reach_m, kind_bits; ``flags`` (n, 64): at its column below, the bits above.
    """

    exact: Floats
    short: Singles
    flags: Bytes


def empty_rows(count: int) -> Rows:
    """Return room for rows, each in one line of cache."""
    whole = np.empty((count + 1) * RECORD_BYTES, np.uint8)
    skipped = -whole.ctypes.data % RECORD_BYTES
    records = whole[skipped : skipped + count * RECORD_BYTES].reshape(count, RECORD_BYTES)
    return Rows(records.view(np.float64), records.view(np.float32), records)


def fill_rows(rows: Rows, told: tuple[Parts, Told, Bytes], place: Ints, base_us: int, threads: int) -> None:
    """Fill rows in the tree's order, where ``place`` is each one's.

    ``told`` are the recordings' columns, the last of which says whether a row's window has several discs.
    """
    share(
        lambda low, high: _fill(rows, told, place, base_us, low, high), chunks(len(place), threads), threads
    )


@inlined
def at(column: NDArray[Any], row: int) -> Any:
    """Return a row's value of a column that has one for each, or one for all."""
    return column[row if len(column) > 1 else 0]


@inlined
def is_open(start_us: int, end_us: int) -> bool:
    """Whether a bound is not known."""
    return start_us == OPEN_START_US or end_us == OPEN_END_US


@compiled
def _fill(
    rows: Rows, source: tuple[Parts, Told, Bytes], places: Ints, base_us: int, low: int, high: int
) -> None:
    parts, told, several = source
    exact, short = rows.exact, rows.short
    for row in range(low, high):
        place = places[row]
        exact[place, 0], exact[place, 1], exact[place, 2] = parts.x[row], parts.y[row], parts.z[row]
        p0, p3 = at(told.p0_us, row), at(told.p3_us, row)
        kind = UNKNOWN
        if at(told.is_timed, row) and not is_open(p0, p3):
            kind = (
                POSTED if at(told.is_posted, row) else CLOCKED if at(told.clock_sigma_s, row) > 0 else BOUNDED
            )
        points = Points(
            float(p0 - base_us),
            float(at(told.p1_us, row) - base_us),
            float(at(told.p2_us, row) - base_us),
            float(p3 - base_us),
            at(told.context_s, row) * 1e6,
        )
        spread_s = at(told.cut_s if kind == POSTED else told.clock_sigma_s, row)
        ends = _ends(kind, int(at(told.is_instant, row)), points, spread_s)
        exact[place, 3], exact[place, 4], short[place, START_SPREAD], short[place, END_SPREAD] = ends
        short[place, SIGMA], short[place, REACH] = at(told.sigma_m, row), at(told.reach_m, row)
        short[place, KIND] = at(told.kind_bits, row)
        view = 0 if np.isnan(at(told.azimuth_rad, row)) else HAS_VIEW
        rows.flags[place, FLAGS] = kind + view + (HAS_SEVERAL if at(several, row) else 0)


class Points(NamedTuple):
    """The four points after the tree's 0, and what lies around an instant, in microseconds."""

    first: float
    second: float
    third: float
    last: float
    around: float


@inlined
def _ends(kind: int, instant: int, points: Points, spread_s: float) -> tuple[float, float, float, float]:
    """Return the lower bounds of start and end, and their spreads (`times.Edge`)."""
    p0, p1, p2, p3, around = points
    if kind == UNKNOWN:
        # As long as can be: no bound may turn it away for being short.
        return 0.0, math.inf, 0.0, 0.0
    if kind == POSTED:
        return p3 - (around if instant else p3 - p1), p3, spread_s, spread_s
    if kind == CLOCKED:
        middle = (p0 + p1 + p2 + p3) / 4
        if instant:
            return middle - around, middle + around, spread_s, spread_s
        return (p0 + p1) / 2, (p2 + p3) / 2, spread_s, spread_s
    if instant:
        return p0 - around, p0 + around, (p3 - p0) / 1e6, (p3 - p0) / 1e6
    return p0, p2, (p1 - p0) / 1e6, (p3 - p2) / 1e6
