"""Crowds: hot spots that wander and flare up through a night, and the units sent to them.

A hot spot begins near a named place or an invented point, drifts, and has bursts: charges of the police,
around which most events lie. A unit is deployed to a hot spot for a time, or stands by elsewhere.
All positions are metres east and north of the city's centre, all times seconds after the evening's midnight.
"""

from dataclasses import dataclass

import numpy as np

from crimebook.scenario.draws import Draws, Floats, Whole
from crimebook.scenario.forces import Force
from crimebook.scenario.world import City

HOUR_S = 3600
PER_HOT_SPOT = 45
"""About how many incidents one hot spot has."""

_LIVES_S = (40 * 60, 60 * 60, 80 * 60, 110 * 60, 150 * 60, 220 * 60)
_WEIGHTS = (0.25, 0.4, 0.6, 0.9, 1.4, 2.2, 4.0)


@dataclass(frozen=True)
class HotSpots:
    """Hot spots as columns; ``bursts`` has one row of seconds for each, shape (spots, bursts)."""

    at: Floats
    start_s: Floats
    life_s: Floats
    drift: Floats
    """Metres a second east and north."""
    spread_m: Floats
    weight: Floats
    bursts: Floats
    burst_spread_s: Floats
    burst_at: Floats
    """Where each burst is, from the middle of its hot spot, shape (spots, bursts, 2)."""

    def __len__(self) -> int:
        return len(self.at)

    def where(self, spot: Whole, at_s: Floats) -> Floats:
        """Return where the middle of each of ``spot`` is at each of ``at_s``."""
        return np.asarray(self.at[spot] + self.drift[spot] * (at_s - self.start_s[spot])[:, None])


@dataclass(frozen=True)
class Deployments:
    """Deployments as columns: the unit's position in the city's forces, the hot spot or -1, where, when."""

    force: Whole
    spot: Whole
    group: Whole
    """The number of the group within the unit, which ends its callsign."""
    at: Floats
    start_s: Whole
    end_s: Whole

    def __len__(self) -> int:
        return len(self.force)


def gather_crowds(city: City, incidents: int, draws: Draws) -> HotSpots:
    """Return the hot spots of a night."""
    count = max(2, round(incidents / PER_HOT_SPOT))
    start_s = draws.between(count, 18.5 * HOUR_S, 24.2 * HOUR_S)
    life_s = draws.quantiles(count, _LIVES_S)
    stands = draws.flags(count, 0.45)
    speed = np.where(stands, 0.0, draws.between(count, 0.05, 0.4))
    anchors = _anchors(city, count, draws)
    spread_m = draws.between(count, 25, 130)
    return HotSpots(
        at=anchors + draws.directions(count) * draws.between(count, 0, 90)[:, None],
        start_s=start_s,
        life_s=life_s,
        drift=draws.directions(count) * speed[:, None],
        spread_m=spread_m,
        weight=draws.quantiles(count, _WEIGHTS),
        bursts=start_s[:, None] + life_s[:, None] * draws.uniforms(count * 4).reshape(count, 4),
        burst_spread_s=draws.between(count, 60, 420),
        burst_at=draws.normals(count * 8).reshape(count, 4, 2) * spread_m[:, None, None],
    )


def scatter(city: City, count: int, draws: Draws) -> Floats:
    """Return points all over a city, denser to its centre, half of them along its named lines."""
    far = draws.uniforms(count) * city.extent_m
    anywhere = draws.directions(count) * far[:, None]
    if not city.lines:
        return anywhere
    paths = np.vstack([_along(city.path(line), draws) for line in city.lines])
    on_line = paths[draws.below(count, len(paths))] + draws.normals(count * 2).reshape(count, 2) * 30
    return np.where(draws.flags(count, 0.5)[:, None], on_line, anywhere)


def deploy(city: City, forces: tuple[Force, ...], crowds: HotSpots, draws: Draws) -> Deployments:
    """Send one to three groups to each hot spot, and some to stand by where nothing happens."""
    weights = [force.weight for force in forces]
    spots = np.repeat(np.arange(len(crowds)), 1 + draws.picks(len(crowds), (0.45, 0.4, 0.15)))
    standing = max(1, len(spots) // 4)
    spot = np.concatenate((spots, np.full(standing, -1)))
    count = len(spot)
    begin = crowds.start_s[spots] + crowds.life_s[spots] * draws.between(len(spots), -0.2, 0.3)
    end = crowds.start_s[spots] + crowds.life_s[spots] * draws.between(len(spots), 0.8, 1.3)
    idle = draws.between(standing, 18 * HOUR_S, 23 * HOUR_S)
    at = np.vstack((crowds.where(spots, begin), scatter(city, standing, draws)))
    starts = np.concatenate((begin, idle))
    return Deployments(
        force=draws.picks(count, weights),
        spot=spot,
        group=1 + np.arange(count) % 9,
        at=at,
        start_s=np.floor(starts).astype(np.int64),
        end_s=np.floor(np.concatenate((end, idle + draws.between(standing, HOUR_S, 5 * HOUR_S)))).astype(
            np.int64
        ),
    )


def _anchors(city: City, count: int, draws: Draws) -> Floats:
    """Return where hot spots begin: most at named places, where the city has enough of them."""
    named = [city.path(each)[0] for each in city.spots]
    named += [np.array(crossing.spot) for crossing in city.crossings]
    invented = draws.directions(count) * (draws.uniforms(count) * city.extent_m * 0.6)[:, None]
    if not named:
        return invented
    chosen = np.array(named)[draws.below(count, len(named))]
    share = 0.85 if len(named) > 5 else 0.65
    return np.where(draws.flags(count, share)[:, None], chosen, invented)


def _along(path: Floats, draws: Draws) -> Floats:
    """Return forty points along a path."""
    place = draws.uniforms(40) * (len(path) - 1)
    piece = np.minimum(place.astype(np.int64), len(path) - 2)
    return np.asarray(path[piece] + (path[piece + 1] - path[piece]) * (place - piece)[:, None])
