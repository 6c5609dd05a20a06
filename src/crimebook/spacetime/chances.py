"""The chances that recordings cover an incident's instant, its point, and look at it.

Everything is done for one incident and n recordings at once; a row of which too little is known is NaN.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime import spaces
from crimebook.spacetime.columns import to_microseconds
from crimebook.spacetime.recorded import Discs, Flags, Recorded
from crimebook.spacetime.strata import DAY_S
from crimebook.spacetime.times import (
    Edges,
    LagEdges,
    NormalEdges,
    Trapezoid,
    UniformEdges,
    coverage,
)
from crimebook.terms.places import Place
from crimebook.terms.windows import Window, WindowKind

Floats = NDArray[np.float64]

WRONG_AZIMUTH = 0.02
"""How often a stated azimuth is wrong altogether: then every direction is as likely."""

HOURS_OF_A_DAY_S = 5 * 3_600.0
"""By how much more than a day a time may be too long to be taken for some hours of one of two days."""

_EITHER_DAY = 0.5
"""How much such a time speaks for those hours alone; else it is every hour between, as it stands."""

_BARELY_SIGMAS = 5.0
"""Of a place beyond reach, the view is judged as if the reach came within this many sigmas of it."""


class Chances(NamedTuple):
    """P(covers the instant), P(within reach), P(in the opening angle | within reach), each of shape (n,)."""

    time: Floats
    place: Floats
    view: Floats


class Nearest(NamedTuple):
    """The closest pair of discs: how far apart, and the sigma of that."""

    distance_m: float
    sigma_m: float


def chances(incident: Window, recorded: Recorded) -> Chances:
    """Return the chances of each recording, in its order."""
    unknown = np.full(len(recorded.ids), np.nan)
    time = time_chances(incident, recorded)
    if incident.place is None or not incident.is_placed:
        return Chances(time, unknown, unknown)
    return Chances(time, *_place_chances(Discs.of([(0, incident.place)]), recorded))


def time_chances(incident: Window, recorded: Recorded) -> Floats:
    """Return P(covers the instant), or P(present during what lasted), for each recording."""
    found = np.full(len(recorded.ids), np.nan)
    start = incident.time.earliest_start
    densities = _densities(incident)
    if start is None or not densities:
        return found
    clocked = ~recorded.is_posted & (recorded.clock_sigma_s > 0)
    for rows, edges in (
        (recorded.is_posted, _posted),
        (clocked, _clocked),
        (~recorded.is_posted & ~clocked, _bounded),
    ):
        timed = rows & recorded.is_timed
        if timed.any():
            ends = edges(recorded, timed, to_microseconds(start))
            found[timed] = sum(each.share * coverage(*ends, each.first, each.last) for each in densities)
    return found


def nearest(place: Place, recorded: Recorded) -> tuple[Nearest, ...]:
    """Return how the place lies to each recording; infinitely far from one without a place."""
    mine, theirs, count = Discs.of([(0, place)]), recorded.discs, len(recorded.ids)
    best_m, best_sigma = np.full(count, np.inf), np.zeros(count)
    for centre, sigma in zip(mine.centre, mine.sigma_m, strict=True):
        distance_m = spaces.distance(centre, theirs.centre)
        order = np.lexsort((distance_m, theirs.owner))
        owner, firsts = np.unique(theirs.owner[order], return_index=True)
        first = order[firsts]
        closer = distance_m[first] < best_m[owner]
        rows, first = owner[closer], first[closer]
        best_m[rows], best_sigma[rows] = distance_m[first], np.hypot(sigma, theirs.sigma_m[first])
    return tuple(map(Nearest, best_m.tolist(), best_sigma.tolist()))


class _Density(NamedTuple):
    """One way to read a time: how likely it is, and the densities of the first and of the last instant."""

    share: float
    first: Trapezoid
    last: Trapezoid


def _densities(incident: Window) -> tuple[_Density, ...]:
    """Return the densities in seconds after the earliest start; none where the bounds are not known."""
    start, end = incident.time.earliest_start, incident.time.latest_end
    if start is None or end is None:
        return ()
    latest_start, earliest_end = incident.time.latest_start or end, incident.time.earliest_end or start
    points_s = tuple((point - start).total_seconds() for point in (start, latest_start, earliest_end, end))
    first_s, second_s, third_s, last_s = points_s
    match incident.kind:
        case WindowKind.INSTANT_INSIDE:
            return _instants((first_s, second_s, third_s, last_s))
        case WindowKind.LASTING:
            first = Trapezoid(first_s, first_s, second_s, second_s)
            return (_Density(1.0, first, Trapezoid(third_s, third_s, last_s, last_s)),)


def _instants(points_s: tuple[float, float, float, float]) -> tuple[_Density, ...]:
    """Return the readings of when it happened once.

    "At one in the night" of a day may be the night before it or the one after it. Four points can say so only
    as a day and some hours, of which the middle is what nobody meant.
    """
    first_s, second_s, third_s, last_s = points_s
    whole = Trapezoid.of(points_s)
    if not DAY_S < last_s - first_s <= DAY_S + HOURS_OF_A_DAY_S:
        return (_Density(1.0, whole, whole),)
    early = Trapezoid.of((first_s, second_s, third_s - DAY_S, last_s - DAY_S))
    late = Trapezoid.of((first_s + DAY_S, second_s + DAY_S, third_s, last_s))
    return (
        _Density(1 - _EITHER_DAY, whole, whole),
        _Density(_EITHER_DAY / 2, early, early),
        _Density(_EITHER_DAY / 2, late, late),
    )


def _posted(recorded: Recorded, rows: Flags, origin_us: int) -> tuple[Edges, Edges]:
    seconds = _seconds(recorded, rows, origin_us)
    length_s = np.where(recorded.is_instant[rows], recorded.context_s[rows], seconds[:, 3] - seconds[:, 1])
    ended, cut_s = seconds[:, 3], recorded.cut_s[rows]
    return LagEdges(ended - length_s, cut_s, recorded.lag), LagEdges(ended, cut_s, recorded.lag)


def _clocked(recorded: Recorded, rows: Flags, origin_us: int) -> tuple[Edges, Edges]:
    seconds, around_s = _seconds(recorded, rows, origin_us), recorded.context_s[rows]
    is_instant, sigma_s = recorded.is_instant[rows], recorded.clock_sigma_s[rows]
    middle = seconds.mean(axis=1)
    start = np.where(is_instant, middle - around_s, seconds[:, :2].mean(axis=1))
    end = np.where(is_instant, middle + around_s, seconds[:, 2:].mean(axis=1))
    return NormalEdges(start, sigma_s), NormalEdges(end, sigma_s)


def _bounded(recorded: Recorded, rows: Flags, origin_us: int) -> tuple[Edges, Edges]:
    first, second, third, last = _seconds(recorded, rows, origin_us).T
    is_instant, around_s = recorded.is_instant[rows], recorded.context_s[rows]
    starts = UniformEdges(first - around_s, np.where(is_instant, last, second) - around_s)
    return starts, UniformEdges(np.where(is_instant, first, third) + around_s, last + around_s)


def _seconds(recorded: Recorded, rows: Flags, origin_us: int) -> Floats:
    return (recorded.points_us[rows] - origin_us) / 1e6


def _place_chances(mine: Discs, recorded: Recorded) -> tuple[Floats, Floats]:
    """Weigh every disc of the incident with every disc of the recordings, by both shares."""
    theirs, count = recorded.discs, len(recorded.ids)
    reach_m = recorded.reach_m[theirs.owner]
    seen = np.flatnonzero(~np.isnan(recorded.azimuth_rad[theirs.owner]))
    place, inside, around = np.zeros(count), np.zeros(count), np.zeros(count)
    for centre, sigma, share in zip(mine.centre, mine.sigma_m, mine.share, strict=True):
        distance_m, bearing = spaces.apart(centre, theirs.centre)
        both, weight = np.hypot(sigma, theirs.sigma_m), share * theirs.share
        place += _sum(theirs.owner, weight * spaces.within_reach(distance_m, both, reach_m), count)
        owner, away, width = theirs.owner[seen], distance_m[seen], both[seen]
        limit = np.maximum(reach_m[seen], away - _BARELY_SIGMAS * width)
        off, half = bearing[seen] - recorded.azimuth_rad[owner], recorded.half_rad[owner]
        all_round = np.full_like(half, np.pi)
        inside += _sum(owner, weight[seen] * spaces.within_sector(away, off, width, limit, half), count)
        around += _sum(owner, weight[seen] * spaces.within_sector(away, off, width, limit, all_round), count)
    place[~recorded.is_placed] = np.nan
    return np.minimum(place, 1.0), _view(inside, around, recorded)


def _view(inside: Floats, around: Floats, recorded: Recorded) -> Floats:
    """Mix in the chance of a wrong azimuth, so that no view is ever a hard zero."""
    share = np.divide(inside, around, out=np.zeros_like(inside), where=around > 0)
    view = (1 - WRONG_AZIMUTH) * np.minimum(share, 1.0) + WRONG_AZIMUTH * recorded.half_rad / np.pi
    return np.where(recorded.is_placed, view, np.nan)


def _sum(owner: NDArray[np.int64], weights: Floats, count: int) -> Floats:
    return np.bincount(owner, weights=weights, minlength=count).astype(np.float64)
