"""The chances of one pair, and their bits: `spacetime.chances` and `spacetime.score`, a pair at a time."""

import math
from typing import NamedTuple

from crimebook.spacetime.chances import HOURS_OF_A_DAY_S
from crimebook.spacetime.kernel.columns import Parts, Sought, Told
from crimebook.spacetime.kernel.compiling import inlined, inner
from crimebook.spacetime.kernel.rows import KIND_BITS_OF_TIME, at, is_open
from crimebook.spacetime.kernel.scoring import Law
from crimebook.spacetime.kernel.sights import (
    arc_m,
    bearing_rad,
    judged_reach_m,
    within_reach,
    within_sector,
)
from crimebook.spacetime.kernel.times import AT_MOST, LESS, UNKNOWN, Edge, Known, Trapezoid, mass_before
from crimebook.spacetime.strata import DAY_S, LEAST_CHANCE

_LEAST_TABLED = 1e-5
"""The smallest mean of time beside which the last digits of a table cannot be seen."""


class Asked(NamedTuple):
    """An incident's numbers: its time in seconds after ``origin_us``, its means, what no pair changes.

    ``densest`` is the highest density of its instant per second, 0 where a bound by it would not hold.
    """

    x: float
    y: float
    z: float
    sigma_m: float
    first: int
    end: int
    is_timed: bool
    is_instant: bool
    origin_us: float
    second_s: float
    third_s: float
    last_s: float
    densest: float
    mean_time: float
    mean_place: float
    mean_view: float
    prior_bits: float
    known: Known


@inner
def asked_of(mine: Parts, sought: Sought, law: Law, first: int, end: int, base_us: int) -> Asked:
    """Return the numbers of the incident whose rows are ``first`` to ``end``."""
    p0, p3 = at(sought.p0_us, first), at(sought.p3_us, first)
    is_timed = at(sought.is_timed, first) and not is_open(p0, p3)
    is_instant = at(sought.is_instant, first)
    second_s = (at(sought.p1_us, first) - p0) / 1e6 if is_timed else 0.0
    third_s = (at(sought.p2_us, first) - p0) / 1e6 if is_timed else 0.0
    last_s = (p3 - p0) / 1e6 if is_timed else 0.0
    mean_time, mean_place = at(sought.mean_time, first), at(sought.mean_place, first)
    area_s = (last_s + abs(third_s - second_s)) / 2
    prior = law.start_bits + law.time_weight * math.log2(mean_time) + law.place_weight * math.log2(mean_place)
    return Asked(
        mine.x[first],
        mine.y[first],
        mine.z[first],
        at(sought.sigma_m, first),
        first,
        end,
        is_timed,
        is_instant,
        float(p0 - base_us) if is_timed else 0.0,
        second_s,
        third_s,
        last_s,
        1 / area_s if is_instant and area_s > 0 and not _is_either_day(last_s) else 0.0,
        mean_time,
        mean_place,
        at(sought.mean_view, first),
        prior,
        Known(law.lag_shares, law.lag_scales_s, mean_time < _LEAST_TABLED),
    )


@inlined
def _is_either_day(last_s: float) -> bool:
    """Whether a time is some hours of one of two days (`spacetime.chances`)."""
    return DAY_S < last_s <= DAY_S + HOURS_OF_A_DAY_S


@inlined
def _sorted(a: float, b: float, c: float, d: float) -> Trapezoid:
    a, b = min(a, b), max(a, b)
    c, d = min(c, d), max(c, d)
    a, c = min(a, c), max(a, c)
    b, d = min(b, d), max(b, d)
    return Trapezoid(a, min(b, c), max(b, c), d)


@inlined
def _reading(asked: Asked, number: int) -> tuple[float, Trapezoid, Trapezoid]:
    """Return the share of one way to read a time, and the densities of its first and last instant."""
    if not asked.is_instant:
        first = Trapezoid(0.0, 0.0, asked.second_s, asked.second_s)
        return 1.0, first, Trapezoid(asked.third_s, asked.third_s, asked.last_s, asked.last_s)
    if number == 0:
        whole = _sorted(0.0, asked.second_s, asked.third_s, asked.last_s)
        return 0.5 if _is_either_day(asked.last_s) else 1.0, whole, whole
    if number == 1:
        early = _sorted(0.0, asked.second_s, asked.third_s - DAY_S, asked.last_s - DAY_S)
        return 0.25, early, early
    late = _sorted(DAY_S, asked.second_s + DAY_S, asked.third_s, asked.last_s)
    return 0.25, late, late


class Near(NamedTuple):
    """A recording's numbers: `rows.Rows` at one place."""

    flags: int
    x: float
    y: float
    z: float
    start_us: float
    end_us: float
    start_spread_s: float
    end_spread_s: float
    sigma_m: float
    reach_m: float
    kind_bits: float


@inner
def time_chance(asked: Asked, near: Near) -> float:
    """Return P(covers the instant), or P(present during what lasted); NaN where too little is known."""
    kind = near.flags & KIND_BITS_OF_TIME
    if kind == UNKNOWN or not asked.is_timed:
        return math.nan
    start = Edge(kind, (near.start_us - asked.origin_us) / 1e6, near.start_spread_s)
    end = Edge(kind, (near.end_us - asked.origin_us) / 1e6, near.end_spread_s)
    found = 0.0
    for number in range(3 if asked.is_instant and _is_either_day(asked.last_s) else 1):
        share, first, last = _reading(asked, number)
        covered = 0.0
        for is_end in range(2):
            edge, instant = (end, first) if is_end else (start, last)
            mass = mass_before(asked.known, edge, instant, LESS if is_end else AT_MOST)
            covered += -mass if is_end else mass
        found += share * min(max(covered, 0.0), 1.0)
    return found


@inlined
def most_time(asked: Asked, start_us: float, end_us: float, end_spread_s: float) -> float:
    """Return a bound of `time_chance`: no longer a recording can cover more of the instant's density."""
    return min(asked.densest * ((end_us - start_us) / 1e6 + end_spread_s), 1.0) if asked.densest > 0 else 1.0


@inlined
def place_chance(asked: Asked, near: Near) -> float:
    """Return P(within reach) of a recording and an incident of one disc each."""
    dx, dy, dz = asked.x - near.x, asked.y - near.y, asked.z - near.z
    away_m = arc_m(math.sqrt(dx * dx + dy * dy + dz * dz))
    both_m = math.sqrt(asked.sigma_m * asked.sigma_m + near.sigma_m * near.sigma_m)
    return within_reach(away_m, both_m, near.reach_m)


class Discs(NamedTuple):
    """Both sides' discs: the incidents', the recordings', and where a recording's rows begin and end."""

    mine: Parts
    sought: Sought
    theirs: Parts
    told: Told
    first: int
    end: int


@inner
def place_chance_of_discs(asked: Asked, discs: Discs) -> float:
    """Return P(within reach), summed over the discs of both by their shares."""
    total = 0.0
    for i in range(asked.first, asked.end):
        for r in range(discs.first, discs.end):
            away_m, both_m = _between(discs, i, r)
            share = at(discs.sought.share, i) * at(discs.told.share, r)
            total += share * within_reach(away_m, both_m, at(discs.told.reach_m, r))
    return min(total, 1.0)


@inlined
def _between(discs: Discs, i: int, r: int) -> tuple[float, float]:
    """Return distance and sigma of two discs in metres."""
    mine, theirs = discs.mine, discs.theirs
    dx, dy, dz = mine.x[i] - theirs.x[r], mine.y[i] - theirs.y[r], mine.z[i] - theirs.z[r]
    sigma, other = at(discs.sought.sigma_m, i), at(discs.told.sigma_m, r)
    return arc_m(math.sqrt(dx * dx + dy * dy + dz * dz)), math.sqrt(sigma * sigma + other * other)


@inner
def view_chance(law: Law, asked: Asked, discs: Discs) -> float:
    """Return P(the camera looks at it, given that it is within reach), a wrong azimuth mixed in."""
    inside = around = 0.0
    azimuth, half = at(discs.told.azimuth_rad, discs.first), at(discs.told.half_rad, discs.first)
    mine, theirs = discs.mine, discs.theirs
    for i in range(asked.first, asked.end):
        for r in range(discs.first, discs.end):
            away_m, both_m = _between(discs, i, r)
            limit_m = judged_reach_m(away_m, both_m, at(discs.told.reach_m, r))
            share = at(discs.sought.share, i) * at(discs.told.share, r)
            to = (mine.x[i], mine.y[i], mine.z[i])
            off = bearing_rad(theirs.x[r], theirs.y[r], theirs.z[r], to) - azimuth
            inside += share * within_sector(away_m, off, both_m, limit_m, half)
            around += share * within_reach(away_m, both_m, limit_m)
    seen = min(inside / around, 1.0) if around > 0 else 0.0
    view: float = (1 - law.wrong_azimuth) * seen + law.wrong_azimuth * half / math.pi
    return view


@inlined
def bits(law: Law, chance: float, mean: float, weight: float) -> float:
    """Return the bits of a chance of time or place."""
    return weight * math.log2((1 - law.wrong) * chance / mean + law.wrong)


@inlined
def view_bits(law: Law, chance: float, mean: float) -> float:
    """Return the bits of a view."""
    return law.view_weight * math.log2(max(chance, LEAST_CHANCE) / mean)
