"""Fixed cameras: they hang where they hang in every night, each with its own clock."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from crimebook.scenario.crowds import scatter
from crimebook.scenario.draws import Draws, Floats, Whole
from crimebook.scenario.nights import VERSION
from crimebook.scenario.world import City

HOUR_S = 3600
SIGMAS_S = (2, 5, 10, 20, 30, 60, 120, 300)
"""What people write down as the standard deviation of a clock's error."""

WRONG_S = (-3 * HOUR_S, 3 * HOUR_S, -HOUR_S, HOUR_S, 2 * HOUR_S, -24 * HOUR_S, 24 * HOUR_S, 12 * HOUR_S)
"""Clocks that are wrong far beyond what is stated: another zone, summer time, another day, a half day."""

SLOPPY, WRONG = 0.07, 0.06
"""The shares of clocks that are minutes off, and of those that are wrong by hours or a day."""


@dataclass(frozen=True)
class Cameras:
    """The cameras of a city as columns."""

    at: Floats
    azimuth_deg: Whole
    opening_deg: Whole
    range_m: Whole
    sigma_s: Whole
    offset_s: Whole

    def __len__(self) -> int:
        return len(self.at)


@lru_cache(maxsize=64)
def cameras_of(city: City, seed: int) -> Cameras:
    """Return the cameras of a city: half of them near named places, the rest along lines and anywhere."""
    draws = Draws("crimebook/scenario", VERSION, seed, city.id, "cameras")
    count = 16 + round(city.extent_m / 90)
    at = scatter(city, count, draws)
    named = [city.path(each)[0] for each in city.spots] + [np.array(each.spot) for each in city.crossings]
    if named:
        near = (
            np.array(named)[draws.below(count, len(named))] + draws.normals(2 * count).reshape(count, 2) * 45
        )
        at = np.where(draws.flags(count, 0.5)[:, None], near, at)
    sigma_s, offset_s = clock_errors(count, draws)
    return Cameras(
        at=at,
        azimuth_deg=draws.below(count, 360),
        opening_deg=60 + 10 * draws.below(count, 7),
        range_m=80 + 20 * draws.below(count, 12),
        sigma_s=sigma_s,
        offset_s=offset_s,
    )


def clock_errors(count: int, draws: Draws) -> tuple[Whole, Whole]:
    """Return what is stated of clocks, and how far they are off: mostly as stated, some far beyond it."""
    sigma_s = np.array(SIGMAS_S)[draws.picks(count, (1, 2, 3, 3, 3, 3, 2, 1))]
    fair = draws.normals(count) * sigma_s * draws.between(count, 0.4, 1.5)
    sign = np.where(draws.flags(count, 0.5), 1, -1)
    sloppy = fair + sign * draws.between(count, 120, 1500)
    wrong = fair + np.array(WRONG_S)[draws.below(count, len(WRONG_S))]
    how = draws.uniforms(count)
    offset = np.where(how < WRONG, wrong, np.where(how < WRONG + SLOPPY, sloppy, fair))
    return sigma_s, np.floor(offset).astype(np.int64)
