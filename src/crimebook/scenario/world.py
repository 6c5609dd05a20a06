"""The world: cities, their named features, and a flat map of metres around each city's centre.

The names and points of version 1 are those of ``world.toml``. Another world may be given to the generator;
the frozen digests hold for this one.
"""

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from crimebook.scenario.draws import Floats

METRES_PER_DEGREE = 111_195.08
"""Along a meridian, on a sphere of 6,371,008.7714 m."""

CROSSING_M = 120.0
"""Two drawn lines that come this near to each other cross: they were drawn no better than that."""

LINES = frozenset({"avenue", "street", "road"})


@dataclass(frozen=True, eq=False)
class Feature:
    """A named thing in a city: names by language, phrases where the kind's own are wrong, points."""

    id: str
    city: str
    kind: str
    names: dict[str, str]
    near: dict[str, str]
    genitive: dict[str, str]
    points: tuple[tuple[float, float], ...]

    @property
    def is_line(self) -> bool:
        """Whether the feature is a line and not a point."""
        return self.kind in LINES


@dataclass(frozen=True, eq=False)
class Crossing:
    """Where two lines of a city meet."""

    first: Feature
    second: Feature
    spot: tuple[float, float]
    """Metres east and north of the city's centre."""


@dataclass(frozen=True, eq=False)
class City:
    """A settlement with its features. East and north are metres from ``point`` on a flat map."""

    id: str
    names: dict[str, str]
    also: tuple[str, ...]
    point: tuple[float, float]
    radius_m: float
    population: int
    features: tuple[Feature, ...]

    @property
    def extent_m(self) -> float:
        """How far from the centre things mostly happen; the radius itself covers the whole settlement."""
        return self.radius_m * 0.45

    @cached_property
    def spots(self) -> tuple[Feature, ...]:
        """Features that are one point in the streets: squares, stations of the metro, buildings."""
        return tuple(each for each in self.features if each.kind in {"square", "metro", "spot"})

    @cached_property
    def lines(self) -> tuple[Feature, ...]:
        """Features that are lines."""
        return tuple(each for each in self.features if each.is_line)

    @cached_property
    def districts(self) -> tuple[Feature, ...]:
        """Parts of the city that have a name."""
        return tuple(each for each in self.features if each.kind == "district")

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """Every pair of lines that meet, in the order of the lines."""
        pairs = combinations(self.lines, 2)
        found = (
            (first, second, nearest_point(self.path(first), self.path(second))) for first, second in pairs
        )
        return tuple(Crossing(first, second, spot) for first, second, spot in found if spot is not None)

    def path(self, feature: Feature) -> Floats:
        """Return the points of a feature as metres east and north, shape (points, 2)."""
        return self.to_metres(np.array(feature.points))

    def to_metres(self, points: Floats) -> Floats:
        """Return latitudes and longitudes as metres east and north."""
        return np.column_stack(
            (
                (points[:, 1] - self.point[1]) * METRES_PER_DEGREE * self._shrink,
                (points[:, 0] - self.point[0]) * METRES_PER_DEGREE,
            )
        )

    def to_degrees(self, metres: Floats) -> Floats:
        """Return metres east and north as latitudes and longitudes, to 6 places."""
        lat = self.point[0] + metres[:, 1] / METRES_PER_DEGREE
        lon = self.point[1] + metres[:, 0] / (METRES_PER_DEGREE * self._shrink)
        return np.column_stack((lat, lon)).round(6)

    @cached_property
    def _shrink(self) -> float:
        """The cosine of the latitude, rounded so that every machine has the same."""
        return float(np.cos(np.radians(self.point[0])).round(9))


@dataclass(frozen=True, eq=False)
class World:
    """The cities, the greatest first, and the offset of their clocks from UTC in seconds."""

    cities: tuple[City, ...]
    utc_offset_s: int = 3 * 3600

    def city(self, city_id: str) -> City:
        """Return a city by its id."""
        return next(each for each in self.cities if each.id == city_id)


@cache
def load_world() -> World:
    """Return the world of this version; its file is read once, from inside the package."""
    text = files("crimebook.scenario").joinpath("world.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    features = tuple(_feature(each) for each in table["feature"])
    cities = tuple(_city(each, features) for each in table["city"])
    return World(tuple(sorted(cities, key=lambda city: (-city.population, city.id))))


def nearest_point(first: Floats, second: Floats) -> tuple[float, float] | None:
    """Return the point where two paths come nearest, or None where that is farther than `CROSSING_M`."""
    one, two = _dense(first), _dense(second)
    squares = ((one[:, None, :] - two[None, :, :]) ** 2).sum(axis=2)
    where = np.unravel_index(int(squares.argmin()), squares.shape)
    if squares[where] > CROSSING_M**2:
        return None
    middle = (one[where[0]] + two[where[1]]) / 2
    return float(middle[0].round(1)), float(middle[1].round(1))


def _dense(path: Floats) -> Floats:
    """Return a path with points every twentieth part of each piece."""
    steps = np.linspace(0.0, 1.0, 20, endpoint=False)[:, None]
    pieces = [start + (end - start) * steps for start, end in pairwise(path)]
    return np.vstack((*pieces, path[-1:]))


def _feature(table: dict[str, Any]) -> Feature:
    return Feature(
        id=table["id"],
        city=table["city"],
        kind=table["kind"],
        names={language: table[language] for language in ("be", "ru", "en")},
        near={
            language: table[f"{language}_near"] for language in ("be", "ru") if f"{language}_near" in table
        },
        genitive={language: table.get(f"{language}_gen", table[language]) for language in ("be", "ru")},
        points=tuple((lat, lon) for lat, lon in table["points"]),
    )


def _city(table: dict[str, Any], features: tuple[Feature, ...]) -> City:
    return City(
        id=table["id"],
        names={language: table[language] for language in ("be", "ru", "en")},
        also=tuple(table["also"]),
        point=(table["point"][0], table["point"][1]),
        radius_m=float(table["radius_m"]),
        population=int(table["population"]),
        features=tuple(each for each in features if each.city == table["id"]),
    )
