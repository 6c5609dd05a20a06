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


class Rows(NamedTuple):
    """Values of the recordings by their place in the tree.

    ``exact`` (n, 5): x, y, z in metres, lower bounds of start and end in microseconds after the tree's 0;
    ``short`` (n, 5): spread of start and of end in seconds (`times.Edge`), sigma_m, reach_m, kind_bits.
    """

    exact: Floats
    short: Singles
    flags: Bytes


def rows_of(parts: Parts, told: Told, several: Bytes, order: Ints, base_us: int, threads: int) -> Rows:
    """Return the rows in the tree's order; ``several`` says by row whether its window has several discs."""
    count = len(order)
    rows = Rows(np.empty((count, 5)), np.empty((count, 5), np.float32), np.empty(count, np.uint8))
    share(
        lambda low, high: _fill(rows, (parts, told, several), order, base_us, low, high),
        chunks(count, threads),
        threads,
    )
    return rows


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
    rows: Rows, source: tuple[Parts, Told, Bytes], order: Ints, base_us: int, low: int, high: int
) -> None:
    parts, told, several = source
    for place in range(low, high):
        row = order[place]
        kind, start_us, end_us, start_spread_s, end_spread_s = _ends(told, row, base_us)
        rows.exact[place, 0] = parts.x[row]
        rows.exact[place, 1] = parts.y[row]
        rows.exact[place, 2] = parts.z[row]
        rows.exact[place, 3], rows.exact[place, 4] = start_us, end_us
        rows.short[place, 0], rows.short[place, 1] = start_spread_s, end_spread_s
        rows.short[place, 2] = at(told.sigma_m, row)
        rows.short[place, 3] = at(told.reach_m, row)
        rows.short[place, 4] = at(told.kind_bits, row)
        view = 0 if np.isnan(at(told.azimuth_rad, row)) else HAS_VIEW
        rows.flags[place] = kind + view + (HAS_SEVERAL if several[row if len(several) > 1 else 0] else 0)


@inlined
def _ends(told: Told, row: int, base_us: int) -> tuple[int, float, float, float, float]:
    """Return how the ends are known, their lower bounds, and their spreads (`times.Edge`)."""
    if not at(told.is_timed, row) or is_open(at(told.p0_us, row), at(told.p3_us, row)):
        # As long as can be: no bound may turn it away for being short.
        return UNKNOWN, 0.0, math.inf, 0.0, 0.0
    p0, p1 = float(at(told.p0_us, row) - base_us), float(at(told.p1_us, row) - base_us)
    p2, p3 = float(at(told.p2_us, row) - base_us), float(at(told.p3_us, row) - base_us)
    around_us, is_instant = at(told.context_s, row) * 1e6, at(told.is_instant, row)
    sigma_s = at(told.clock_sigma_s, row)
    if at(told.is_posted, row):
        cut_s = at(told.cut_s, row)
        return POSTED, p3 - (around_us if is_instant else p3 - p1), p3, cut_s, cut_s
    if sigma_s > 0:
        middle = (p0 + p1 + p2 + p3) / 4
        start = middle - around_us if is_instant else (p0 + p1) / 2
        end = middle + around_us if is_instant else (p2 + p3) / 2
        return CLOCKED, start, end, sigma_s, sigma_s
    if is_instant:
        return BOUNDED, p0 - around_us, p0 + around_us, (p3 - p0) / 1e6, (p3 - p0) / 1e6
    return BOUNDED, p0, p2, (p1 - p0) / 1e6, (p3 - p2) / 1e6
