"""Events: what truly happened, when, where, by which unit. A report may tell of it, badly or not at all."""

from dataclasses import dataclass

import numpy as np

from crimebook.scenario.acts import ACTS, CUSTODY
from crimebook.scenario.crowds import HOUR_S, Deployments, HotSpots, scatter
from crimebook.scenario.draws import Draws, Flags, Floats, Whole
from crimebook.scenario.forces import Force
from crimebook.scenario.world import City

IN_CROWDS = 0.78
"""The share of events that belong to a hot spot."""

_HOURS = (8.0, 13.0, 16.5, 18.5, 19.5, 20.5, 21.2, 21.8, 22.4, 23.0, 23.6, 24.3, 25.2, 26.5, 29.0)
"""Evenly spaced quantiles of the hour of events apart from crowds."""


@dataclass(frozen=True)
class Events:
    """Events as columns. ``deployment`` is -1 for an event of no known deployment, ``spot`` for one apart."""

    instant_s: Whole
    lasts_s: Whole
    at: Floats
    act: Whole
    force: Whole
    spot: Whole
    deployment: Whole
    number: Whole
    """A number on the helmet of one who did it."""

    def __len__(self) -> int:
        return len(self.act)

    @property
    def in_custody(self) -> Flags:
        """Which events happened in a place of detention, where hardly anybody films."""
        return np.asarray(self.act == CUSTODY)


@dataclass(frozen=True)
class Scene:
    """What events happen upon: the city, its forces, the night's crowds and deployments."""

    city: City
    forces: tuple[Force, ...]
    crowds: HotSpots
    deployments: Deployments


def happen(scene: Scene, count: int, draws: Draws) -> Events:
    """Return ``count`` events of a night."""
    crowds, apart = scene.crowds, ~draws.flags(count, IN_CROWDS)
    spot = draws.picks(count, crowds.weight)
    crowd_s, crowd_at = _in_crowd(crowds, spot, draws)
    apart_s = draws.quantiles(count, _HOURS) * HOUR_S
    act = np.where(
        apart,
        draws.picks(count, [each.apart for each in ACTS]),
        draws.picks(count, [each.in_crowd for each in ACTS]),
    )
    at = np.where(apart[:, None], scatter(scene.city, count, draws), crowd_at)
    instant = np.floor(np.where(apart, apart_s, crowd_s)).astype(np.int64)
    spot = np.where(apart, -1, spot)
    deployment = _deployed(scene.deployments, spot, instant, draws)
    force = np.where(
        deployment >= 0,
        scene.deployments.force[deployment],
        draws.picks(count, [each.weight for each in scene.forces]),
    )
    return Events(
        instant_s=instant,
        lasts_s=_lengths(act, draws),
        at=at,
        act=act,
        force=np.where(act == CUSTODY, len(scene.forces) - 1, force),
        spot=spot,
        deployment=np.where(act == CUSTODY, -1, deployment),
        number=1000 + draws.below(count, 9000),
    )


def _in_crowd(crowds: HotSpots, spot: Whole, draws: Draws) -> tuple[Floats, Floats]:
    """Return when and where events of hot spots are: three in four around a burst, the rest anywhere."""
    count = len(spot)
    which = draws.below(count, crowds.bursts.shape[1])
    in_burst = draws.flags(count, 0.75)
    near_burst = crowds.bursts[spot, which] + draws.normals(count) * crowds.burst_spread_s[spot]
    anywhere = crowds.start_s[spot] + crowds.life_s[spot] * draws.uniforms(count)
    at_s = np.where(in_burst, near_burst, anywhere)
    aside = np.where(in_burst[:, None], crowds.burst_at[spot, which], 0.0)
    spread_m = crowds.spread_m[spot] * np.where(in_burst, 0.35, 1.0)
    around = draws.normals(2 * count).reshape(-1, 2) * spread_m[:, None]
    return at_s, crowds.where(spot, at_s) + aside + around


def _lengths(act: Whole, draws: Draws) -> Whole:
    shortest = np.array([each.lasts_s[0] for each in ACTS])[act]
    longest = np.array([each.lasts_s[1] for each in ACTS])[act]
    return np.floor(draws.between(len(act), shortest, longest)).astype(np.int64)


def _deployed(deployments: Deployments, spot: Whole, instant_s: Whole, draws: Draws) -> Whole:
    """Return for each event one of the deployments to its hot spot; one in eight is done by others."""
    order = np.argsort(draws.uniforms(len(deployments)), kind="stable")
    chosen = np.full(len(spot), -1)
    for number in order:
        there = (spot == deployments.spot[number]) & (spot >= 0) & (instant_s >= deployments.start_s[number])
        takes = (
            there & (instant_s <= deployments.end_s[number]) & ((chosen < 0) | draws.flags(len(spot), 0.4))
        )
        chosen = np.where(takes, number, chosen)
    return np.asarray(np.where(draws.flags(len(spot), 0.12), -1, chosen))
