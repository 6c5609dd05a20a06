"""Custody: arrest, van, police station, detention centre, prison, release, each leg with its place and time.

Positions are metres on the city's map, times seconds after the evening's midnight. An event in custody is an
arrest of the evening whose true instant lies in a leg behind doors.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from crimebook.scenario.acts import ARREST, CUSTODY
from crimebook.scenario.crowds import HOUR_S
from crimebook.scenario.draws import Draws, Flags, Floats, Whole
from crimebook.scenario.events import Events
from crimebook.scenario.nights import VERSION
from crimebook.scenario.world import City, World

DAY_S = 86_400
_STATION_H = (1.5, 3, 5, 7, 9, 11, 14, 18, 26)
_CENTRE_H = (10, 20, 30, 44, 56, 68, 72, 96, 140)
_PRISON_H = (40, 70, 100, 140, 190, 240, 300)


@dataclass(frozen=True)
class Holding:
    """A place where people are held: its kind, names and phrases by language, where it is and how surely."""

    kind: str
    city: City
    names: dict[str, str]
    near: dict[str, str]
    point: tuple[float, float]
    at: tuple[float, float]
    radius_m: int


@dataclass(frozen=True)
class Holdings:
    """The police stations, the detention centres and the prison to which a city's people are taken."""

    stations: tuple[Holding, ...]
    centres: tuple[Holding, ...]
    prison: Holding


@dataclass(frozen=True)
class Itineraries:
    """Itineraries as columns over all events: the second at which each leg ends, and where it was.

    A person is let go at the end of the last leg. ``has_centre``, ``has_prison``: which legs there were.
    """

    held: Flags
    van_s: Whole
    station_s: Whole
    centre_s: Whole
    prison_s: Whole
    has_centre: Flags
    has_prison: Flags
    station: Whole
    centre: Whole


@lru_cache(maxsize=64)
def holdings_of(city: City, world: World, seed: int) -> Holdings:
    """Return the places of detention of a city; where the world names none, they are invented."""
    draws = Draws("crimebook/scenario", VERSION, seed, city.id, "holdings")
    spots = draws.directions(2) * draws.between(2, 0.15, 0.5)[:, None] * city.extent_m
    stations = _named(city, "station", "police_station")
    centres = _named(city, "centre", "offenders_centre")
    prisons = [each for home in world.cities for each in _named(home, "prison", "prison")]
    return Holdings(
        stations=stations or (_invented(city, "police_station", spots[:1]),),
        centres=centres or (_invented(city, "temporary_detention", spots[1:]),),
        prison=prisons[0] if prisons else _invented(city, "prison", spots[1:]),
    )


def take_away(events: Events, holdings: Holdings, draws: Draws) -> tuple[Events, Itineraries]:
    """Give arrests and events in custody their itineraries, and move the latter behind doors."""
    count = len(events)
    in_custody = events.act == CUSTODY
    held = in_custody | ((events.act == ARREST) & draws.flags(count, 0.4))
    van_s = events.instant_s + events.lasts_s * ~in_custody + _whole(draws.between(count, 900, 2.5 * HOUR_S))
    station_s = van_s + _whole(draws.quantiles(count, _STATION_H) * HOUR_S)
    has_centre = draws.flags(count, 0.68)
    centre_s = station_s + _whole(draws.quantiles(count, _CENTRE_H) * HOUR_S) * has_centre
    has_prison = has_centre & draws.flags(count, 0.22)
    itineraries = Itineraries(
        held=held,
        van_s=van_s,
        station_s=station_s,
        centre_s=centre_s,
        prison_s=centre_s + _whole(draws.quantiles(count, _PRISON_H) * HOUR_S) * has_prison,
        has_centre=has_centre,
        has_prison=has_prison,
        station=draws.below(count, len(holdings.stations)),
        centre=draws.below(count, len(holdings.centres)),
    )
    behind = in_custody & has_centre & draws.flags(count, 0.45)
    start = np.where(behind, station_s, van_s)
    end = np.where(behind, centre_s, station_s)
    later = start + _whole((end - start) * draws.uniforms(count))
    at = np.where(
        behind[:, None],
        _places(holdings.centres, itineraries.centre),
        _places(holdings.stations, itineraries.station),
    )
    moved = replace(
        events,
        instant_s=np.where(in_custody, later, events.instant_s),
        at=np.where(in_custody[:, None], at, events.at),
    )
    return moved, itineraries


def _places(holdings: tuple[Holding, ...], which: Whole) -> Floats:
    return np.array([each.at for each in holdings])[which]


def _whole(seconds: Floats) -> Whole:
    return np.floor(seconds).astype(np.int64)


def _named(city: City, feature_kind: str, kind: str) -> tuple[Holding, ...]:
    return tuple(
        Holding(
            kind=kind,
            city=city,
            names=_full_names(feature_kind, each.names, city),
            near=each.near,
            point=each.points[0],
            at=(float(city.path(each)[0, 0]), float(city.path(each)[0, 1])),
            radius_m=300,
        )
        for each in city.features
        if each.kind == feature_kind
    )


def _full_names(feature_kind: str, names: dict[str, str], city: City) -> dict[str, str]:
    if feature_kind == "prison":
        return names
    return {language: f"{name}, {city.names[language]}" for language, name in names.items()}


def _invented(city: City, kind: str, spot: Floats) -> Holding:
    words = {
        "police_station": {"be": "РУУС, {be}", "ru": "РУВД, {ru}", "en": "{en} police department"},
        "temporary_detention": {
            "be": "ізалятар, {be}",
            "ru": "изолятор, {ru}",
            "en": "{en} detention centre",
        },
        "prison": {"be": "турма, {be}", "ru": "тюрьма, {ru}", "en": "{en} prison"},
    }[kind]
    names = {language: template.format(**city.names) for language, template in words.items()}
    lat, lon = city.to_degrees(spot)[0].tolist()
    return Holding(kind, city, names, {}, (lat, lon), (float(spot[0, 0]), float(spot[0, 1])), 400)
