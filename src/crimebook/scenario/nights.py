"""The plan of a scenario: which city has how many incidents in which night.

A larger scenario has more nights, not denser ones. The first two nights are small, so that a small scenario
has several. The plan does not depend on the size asked for, which only cuts it off: a longer scenario begins
with the same city-nights as a shorter one, except for the last of the shorter one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crimebook.scenario.draws import Draws
from crimebook.scenario.world import City, World

VERSION = 1
"""Of the generator. Whatever changes a row of a file changes this number."""

FIRST_DAY_S = 1_622_764_800
"""2021-06-04T00:00:00Z in seconds since 1970: nights of no great event, so nothing is mistaken for it."""

FIRST_NIGHTS = (0.06, 0.15)
WEEK = (1.25, 1.3, 1.1, 0.8, 0.85, 0.85, 0.95)
"""How busy a night is by its day of the week, from Friday on."""

GREATEST = 650.0
"""The mean number of incidents in a night of the greatest city."""


@dataclass(frozen=True, slots=True)
class CityNight:
    """A city in a night, by number from 0, with how many incidents are told of it."""

    seed: int
    city: str
    night: int
    incidents: int

    def draws(self, topic: str) -> Draws:
        """Return the stream of one topic of this city-night."""
        return Draws("crimebook/scenario", VERSION, self.seed, self.city, self.night, topic)

    @property
    def midnight_s(self) -> int:
        """The epoch second of local midnight before the evening, for a clock that shows UTC."""
        return FIRST_DAY_S + self.night * 86_400

    @property
    def name(self) -> str:
        """The beginning of every id of this city-night."""
        return f"{self.city}-{self.night:04d}"


def plan_nights(world: World, *, seed: int, incidents: int) -> Iterator[CityNight]:
    """Yield city-nights until they have exactly ``incidents`` incidents together."""
    left, night = incidents, 0
    while left > 0:
        for planned in _plan_night(world, seed, night):
            size = min(left, planned.incidents)
            yield CityNight(seed, planned.city, night, size)
            left -= size
            if left == 0:
                return
        night += 1


def _plan_night(world: World, seed: int, night: int) -> Iterator[CityNight]:
    draws = Draws("crimebook/scenario", VERSION, seed, night, "plan")
    count = len(world.cities)
    takes_part = draws.uniforms(count) < [_chance(city, world) for city in world.cities]
    busy = (FIRST_NIGHTS[night] if night < len(FIRST_NIGHTS) else 1.0) * WEEK[night % 7]
    sizes = draws.between(count, 0.6, 1.4) * busy
    for city, is_in, size in zip(world.cities, takes_part, sizes, strict=True):
        if is_in:
            yield CityNight(seed, city.id, night, max(3, round(float(size) * _mean(city, world))))


def _mean(city: City, world: World) -> float:
    return float(GREATEST * np.sqrt(np.sqrt(city.population / world.cities[0].population) ** 3))


def _chance(city: City, world: World) -> float:
    if city is world.cities[0]:
        return 1.0
    return 0.5 if city.population > 300_000 else 0.22
