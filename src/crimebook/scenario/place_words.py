"""Place words: how a person says where it was: a crossing, a square, a metro station, a shop, only the town.

A person names what stands near, within sight, and sometimes the wrong thing. Names come in the person's
script, or romanised in one of several ways, and with slips of the fingers.
"""

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from crimebook.scenario.draws import Floats, Rolls, Whole
from crimebook.scenario.phrases import phrases_of
from crimebook.scenario.spelling import mistype, romanise, without_marks
from crimebook.scenario.world import City, Crossing, Feature

SPOT_M = 450.0
CROSSING_M = 280.0
LINE_M = 160.0
DISTRICT_M = 1_800.0
AREA_M = 1_500.0
"""How near a thing of each sort must be to be named."""

_SYSTEMS = ((0.34, 0), (0.26, 1), (0.12, 2), (0.22, 3), (0.06, 4))
_WAYS = (
    (0.22, "crossing"),
    (0.30, "spot"),
    (0.17, "line"),
    (0.05, "shop"),
    (0.05, "yard"),
    (0.05, "district"),
    (0.07, "town"),
    (0.05, "pin"),
)
_VAGUE_WAYS = ((0.06, "crossing"), (0.28, "spot"), (0.2, "line"), (0.16, "district"), (0.2, "town"))


@dataclass(frozen=True)
class Surroundings:
    """For each of many points, the nearest things by rank and how far they are; nothing named is infinite."""

    city: City
    degrees: Floats
    spots: Whole
    spot_m: Floats
    crossing: Whole
    crossing_m: Floats
    line: Whole
    line_m: Floats
    district: Whole
    district_m: Floats


def look_around(city: City, at: Floats) -> Surroundings:
    """Return what stands near each of the points ``at``, shape (points, 2), in metres on the city's map."""
    things = _things(city)
    spots, spot_m = _nearest(at, things.spots, ranks=3)
    crossing, crossing_m = _nearest(at, things.crossings, ranks=1)
    line, line_m = _nearest(at, things.lines, ranks=1)
    district, district_m = _nearest(at, things.districts, ranks=1)
    return Surroundings(
        city,
        city.to_degrees(at),
        spots,
        spot_m[:, 0],
        crossing[:, 0],
        crossing_m[:, 0],
        line[:, 0],
        line_m[:, 0],
        district[:, 0],
        district_m[:, 0],
    )


def tell_place(around: Surroundings, point: int, language: str, rolls: Rolls, *, is_vague: bool) -> str:
    """Return words for one of the points; at times they say no more than "in the centre", or nothing."""
    way = rolls.weighed(_VAGUE_WAYS if is_vague else _WAYS)
    spelled = _spelling(language, rolls)
    words = _said(around, point, language, way, spelled, rolls)
    if spelled >= 0 and language != "en" and way != "pin":
        words = romanise(words, language, spelled)
    return _slipped(words, rolls) if words and way != "pin" else words


def log_place(around: Surroundings, point: int, language: str, rolls: Rolls) -> str:
    """Return words for one of the points as logs have them: a log that names no place says nothing."""
    words = tell_place(around, point, language, rolls, is_vague=False)
    return "" if words in phrases_of(language)["place"]["centre"] else words


def tell_town(city: City, language: str, rolls: Rolls) -> str:
    """Return the town as people write it; a few leave it out, or give it in brackets."""
    if rolls.flag(0.02):
        return ""
    name = city.names[language] if rolls.flag(0.75) else rolls.pick((*city.names.values(), *city.also))
    if rolls.flag(0.05):
        name = romanise(city.names["be"], "be", rolls.weighed(_SYSTEMS))
    if rolls.flag(0.03):
        name = mistype(name, kind=rolls.number(), where=rolls.number(), key=rolls.number())
    return f"({name})" if rolls.flag(0.03) else name


def _said(  # noqa: PLR0911 -- one return for each way of saying it
    around: Surroundings, point: int, language: str, way: str, spelled: int, rolls: Rolls
) -> str:
    city = around.city
    templates = phrases_of(language)["place"]
    if way == "crossing" and around.crossing_m[point] < CROSSING_M:
        return _crossing(city.crossings[around.crossing[point]], language, spelled, rolls)
    if way in {"crossing", "spot"} and around.spot_m[point] < SPOT_M:
        rank = 1 if rolls.flag(0.04) and len(city.spots) > 1 else 0
        return _named(city.spots[around.spots[point, rank]], language, spelled, rolls)
    if way in {"crossing", "line", "shop"} and around.line_m[point] < LINE_M:
        line = city.lines[around.line[point]]
        if way == "shop":
            return str(rolls.pick(templates["shop"]).format(n=_spell(line, language, spelled)))
        return _named(line, language, spelled, rolls)
    if way == "pin":
        lat, lon = around.degrees[point]
        return str(rolls.pick(templates["pin"]).format(lat=f"{lat:.5f}", lon=f"{lon:.5f}"))
    if way != "town" and around.spot_m[point] < AREA_M and rolls.flag(0.75):
        name = _spell(city.spots[around.spots[point, 0]], language, spelled)
        return str(rolls.pick(templates["area"]).format(n=name))
    if way != "town" and around.district_m[point] < DISTRICT_M:
        return _district(city.districts[around.district[point]], language, spelled, way, rolls)
    return str(rolls.pick(templates["centre"]))


def _crossing(crossing: Crossing, language: str, spelled: int, rolls: Rolls) -> str:
    pair = [crossing.first, crossing.second]
    if rolls.flag(0.5):
        pair.reverse()
    first, second = (_spell(each, language, spelled, is_genitive=True) for each in pair)
    return str(rolls.pick(phrases_of(language)["place"]["crossing"]).format(a=first, b=second))


def _named(feature: Feature, language: str, spelled: int, rolls: Rolls) -> str:
    if feature.near and feature.is_line and language != "en":
        return feature.near[language]
    templates = phrases_of(language)["place"][feature.kind]
    name = _spell(feature, language, spelled)
    near = feature.near.get(language, name)
    if feature.near and feature.kind == "square" and language != "en":
        return near
    return str(rolls.pick(templates).format(n=name, near=near))


def _district(feature: Feature, language: str, spelled: int, way: str, rolls: Rolls) -> str:
    if way == "yard":
        name = _spell(feature, language, spelled)
        return str(rolls.pick(phrases_of(language)["place"]["yard"]).format(n=name))
    return _named(feature, language, spelled, rolls)


def _spelling(language: str, rolls: Rolls) -> int:
    """Return the system by which a name is romanised, or -1 for its own script."""
    if language == "en":
        return -1 if rolls.flag(0.5) else rolls.weighed(_SYSTEMS)
    return rolls.weighed(_SYSTEMS) if rolls.flag(0.06) else -1


def _spell(feature: Feature, language: str, spelled: int, *, is_genitive: bool = False) -> str:
    if language == "en":
        if spelled < 0:
            return feature.names["en"]
        return romanise(
            feature.names["ru" if spelled == 3 else "be"], "ru" if spelled == 3 else "be", spelled
        )
    return feature.genitive[language] if is_genitive else feature.names[language]


def _slipped(words: str, rolls: Rolls) -> str:
    if rolls.flag(0.3):
        words = without_marks(words)
    if rolls.flag(0.07):
        words = words.lower()
    for chance in (0.09, 0.015):
        if rolls.flag(chance):
            words = mistype(words, kind=rolls.number(), where=rolls.number(), key=rolls.number())
    return words


@dataclass(frozen=True)
class _Things:
    """The points of a city's named things, in metres on its map, an array of shape (points, 2) for each."""

    spots: tuple[Floats, ...]
    crossings: tuple[Floats, ...]
    lines: tuple[Floats, ...]
    districts: tuple[Floats, ...]


@lru_cache(maxsize=64)
def _things(city: City) -> _Things:
    return _Things(
        spots=tuple(city.path(each)[:1] for each in city.spots),
        crossings=tuple(np.array([each.spot]) for each in city.crossings),
        lines=tuple(_dense(city.path(each)) for each in city.lines),
        districts=tuple(city.path(each)[:1] for each in city.districts),
    )


def _nearest(at: Floats, things: tuple[Floats, ...], *, ranks: int) -> tuple[Whole, Floats]:
    """Return for each point which things are nearest, shape (points, ranks), and how far they are."""
    if not things:
        return np.zeros((len(at), ranks), np.int64), np.full((len(at), ranks), np.inf)
    squares = np.stack([_squares_to(at, thing) for thing in things], axis=1)
    order = np.argsort(squares, axis=1, kind="stable")[:, :ranks]
    order = np.pad(order, ((0, 0), (0, ranks - order.shape[1])), mode="edge")
    return order, np.sqrt(np.take_along_axis(squares, order, axis=1))


def _squares_to(at: Floats, thing: Floats) -> Floats:
    """Return the square of each point's distance to the nearest point of a thing."""
    east, north = at[:, :1] - thing[:, 0], at[:, 1:] - thing[:, 1]
    return np.asarray((east * east + north * north).min(axis=1))


def _dense(path: Floats) -> Floats:
    """Return a path with a point at every 24th part of each piece: good enough to find what is near."""
    steps = np.linspace(0.0, 1.0, 24, endpoint=False)[:, None]
    return np.vstack((*(a + (b - a) * steps for a, b in itertools.pairwise(path)), path[-1:]))
