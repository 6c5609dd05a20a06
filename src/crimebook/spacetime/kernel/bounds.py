"""Bounds: what the scores of all that an incident met cannot exceed, computed for sixteen pairs at once.

A bound has no branch and no exact special function in it, so that the compiler answers sixteen pairs with one
instruction. It is above the true score by some hundredths of a bit; only the order in which pairs are weighed
and what need not be weighed at all come from it.
"""

from typing import NamedTuple

import numpy as np

from crimebook.spacetime.kernel.chances import Asked
from crimebook.spacetime.kernel.compiling import Ints, Singles, inlined
from crimebook.spacetime.kernel.rows import (
    END_SPREAD,
    FLAGS,
    HAS_SEVERAL,
    KIND,
    KIND_BITS_OF_TIME,
    REACH,
    SIGMA,
    START_SPREAD,
    Rows,
)
from crimebook.spacetime.kernel.scoring import Law
from crimebook.spacetime.kernel.tables import BEYOND_PER_STEP, RICE_REACH, W_PER_STEP, rice_bounds
from crimebook.spacetime.kernel.times import BOUNDED, CLOCKED, POSTED, UNKNOWN

LANES = 16
"""How many pairs one instruction answers."""

_SQUARE, _VARIANCE, _REACH, _KIND, _COVERED, _MOST, _SIGMA, _BEFORE, _AFTER = range(0, 9 * LANES, LANES)
_DRAFT = 9 * LANES
"""Where what of a pair is laid out: each for ``LANES`` pairs, one beside the other."""

_MARGIN_BITS = 1e-3
"""More than float32 takes from a bound."""

_TIME_ERROR = 2e-6
"""More than float32, and the tables of the normal's integrals, take from a chance of time."""

_LEAST_SIGMA_M = np.float32(0.01)
"""With a smaller sigma, within reach is a step: no bound by a table's cell."""

_NEARER, _FURTHER = np.float32(1 - 3e-7), np.float32(1 + 3e-7)
_FOR_EVER_S = 1e30
_PLACES = rice_bounds().reshape(-1)
_ROW = np.int32(len(rice_bounds()[0]))


class Bounds(NamedTuple):
    """Working space: ``most``, a bound for each pair met, and the drafts from which it is computed."""

    most: Singles
    drafts: Singles


@inlined
def room_for(count: int) -> Bounds:
    """Return working space for the bounds of so many pairs."""
    blocks = count // LANES + 1
    return Bounds(np.empty(blocks * LANES, np.float32), np.zeros(blocks * _DRAFT, np.float32))


@inlined
def fill_bounds(law: Law, asked: Asked, rows: Rows, met: tuple[Ints, int], bounds: Bounds) -> None:
    """Write a bound of the score for each place that was met: ``met`` are places, and how many."""
    _lay_out(asked, rows, met, bounds.drafts)
    most, drafts = bounds.most, bounds.drafts
    prior, wrong = np.float32(asked.prior_bits + _MARGIN_BITS), np.float32(law.wrong)
    time_weight, place_weight = np.float32(law.time_weight), np.float32(law.place_weight)
    # What has no time has no bits for it, and is bounded as what covers all: with a mean of at most 1.
    per_time = np.float32((1 - law.wrong) / min(asked.mean_time, 1.0))
    per_place = np.float32((1 - law.wrong) / asked.mean_place)
    densest = np.float32(asked.densest if asked.densest > 0 else 1.0)
    for block in range(met[1] // LANES + 1):
        for j in range(LANES):
            at = block * _DRAFT + j
            time = _time_bound(drafts, at, densest) * per_time + wrong
            place = _place_bound(drafts, at) * per_place + wrong
            weighed = time_weight * _log2_bound(time) + place_weight * _log2_bound(place)
            most[block * LANES + j] = prior + drafts[at + _KIND] + weighed


@inlined
def _lay_out(asked: Asked, rows: Rows, met: tuple[Ints, int], drafts: Singles) -> None:
    """Write the drafts, in double precision where numbers are taken from one another."""
    exact, short, flags = rows.exact, rows.short, rows.flags
    places, count = met
    is_several = asked.end - asked.first > 1
    for k in range(count):
        place, at = places[k], k // LANES * _DRAFT + k % LANES
        flag, kind = flags[place, FLAGS], flags[place, FLAGS] & KIND_BITS_OF_TIME
        dx, dy, dz = asked.x - exact[place, 0], asked.y - exact[place, 1], asked.z - exact[place, 2]
        sigma_m = np.float64(short[place, SIGMA])
        is_disc = 0.0 if is_several or flag & HAS_SEVERAL else 1.0
        drafts[at + _SQUARE] = dx * dx + dy * dy + dz * dz
        drafts[at + _VARIANCE] = (asked.sigma_m * asked.sigma_m + sigma_m * sigma_m) * is_disc
        drafts[at + _REACH], drafts[at + _KIND] = short[place, REACH], short[place, KIND]
        start_s = (exact[place, 3] - asked.origin_us) * 1e-6
        end_s = (exact[place, 4] - asked.origin_us) * 1e-6
        spread_s = np.float64(short[place, END_SPREAD])
        before_s = np.float64(short[place, START_SPREAD]) if kind == POSTED else 0.0
        after_s = spread_s if kind == BOUNDED else 0.0
        covered_s = max(min(end_s + after_s, asked.last_s) - max(start_s - before_s, 0.0), 0.0)
        is_open = kind == UNKNOWN or asked.densest <= 0
        drafts[at + _COVERED] = _FOR_EVER_S if is_open else covered_s
        drafts[at + _MOST] = _FOR_EVER_S if is_open else end_s - start_s + spread_s
        drafts[at + _SIGMA] = spread_s if kind == CLOCKED else 0.0
        drafts[at + _BEFORE], drafts[at + _AFTER] = abs(asked.last_s - start_s), abs(end_s)


@inlined
def _time_bound(drafts: Singles, at: int, densest: np.float32) -> np.float32:
    """Return a bound of `chances.time_chance`: the part of the incident's time that is covered."""
    sigma_s, one = drafts[at + _SIGMA], np.float32(1)
    per_sigma = one / max(sigma_s, np.float32(1e-3))
    # Of a Gaussian's edge only what lies beyond the incident's ends can add to the overlap.
    tails = _first_bound(drafts[at + _BEFORE] * per_sigma) + _first_bound(drafts[at + _AFTER] * per_sigma)
    covered_s = min(drafts[at + _COVERED] + sigma_s * tails, drafts[at + _MOST])
    return min(covered_s * densest + np.float32(_TIME_ERROR), one)


@inlined
def _first_bound(far: np.float32) -> np.float32:
    """Return a bound of the integral of the normal's tail from ``far`` on."""
    bend = np.float32(1.2) + np.float32(1.3) * far
    return np.float32(0.39895) / (np.float32(1) + far * (np.float32(1.25) + far * bend))


@inlined
def _place_bound(drafts: Singles, at: int) -> np.float32:
    """Return a bound of `sights.within_reach` by a cell of its table; a chord stands for the arc."""
    sigma_m, reach_m = max(np.sqrt(drafts[at + _VARIANCE]), _LEAST_SIGMA_M), drafts[at + _REACH]
    beyond = (np.sqrt(drafts[at + _SQUARE]) * _NEARER - reach_m * _FURTHER) / sigma_m
    limit = np.float32(RICE_REACH)
    w = np.int32(np.float32(W_PER_STEP) * sigma_m / (sigma_m + max(reach_m, np.float32(0))))
    b = np.int32((min(max(beyond, -limit), limit) + limit) * np.float32(BEYOND_PER_STEP))
    found = _PLACES[w * _ROW + b + np.int32(1)]
    return found if sigma_m > _LEAST_SIGMA_M else np.float32(1)


@inlined
def _log2_bound(value: np.float32) -> np.float32:
    """Return a bound of log2, at most 0.006 above it, from the bits of a float32."""
    raw = np.float32(value).view(np.int32)
    m = np.float32(raw & np.int32(0x7FFFFF)) * np.float32(2.0**-23)
    whole = np.float32((raw >> np.int32(23)) - np.int32(127))
    return whole + m + m * (np.float32(1) - m) * (np.float32(0.44271) - np.float32(0.164) * m)
