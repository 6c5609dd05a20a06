"""Explicit coordinates in place words: used only where they can be right."""

from collections.abc import Sequence

from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placegrammar import find_coordinates, nearness_m, split_coordinates
from crimebook.places.readings import Draft
from crimebook.terms.places import LatLon, Place, Precision, distance_m
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.toponyms import Toponym

COORDINATES_RADIUS_M = 50.0
"""People read coordinates off a map or a phone: a house and its yard."""


def read_coordinates(words: str, towns: Sequence[Toponym], gazetteer: Gazetteer) -> Draft | None:
    """Return the point that ``words`` give in degrees, latitude first; None if they give none.

    A point outside the gazetteer's country is not used, nor is one that fits only with its numbers swapped:
    the draft has no place then, and says what a person must decide.
    """
    numbers = find_coordinates(words)
    if numbers is None:
        return None
    point = _to_point(*numbers)
    if point is not None and gazetteer.is_near(point):
        return _place(point, words, towns)
    swapped = _to_point(numbers[1], numbers[0])
    if swapped is not None and gazetteer.is_near(swapped):
        return Draft(
            wanting=reason(
                "the coordinates fit only if latitude and longitude are swapped: a person must decide"
            )
        )
    return Draft(wanting=reason("the coordinates lie outside the gazetteer's country: a person must decide"))


def _place(point: LatLon, words: str, towns: Sequence[Toponym]) -> Draft:
    near_m = nearness_m(words)
    place = Place(point, COORDINATES_RADIUS_M + near_m, Precision.VICINITY)
    reasons = [reason("the source gives coordinates")]
    if near_m:
        reasons.append(reason("said to be near: {near_m} m added", near_m=round(near_m)))
    name = split_coordinates(words) or f"{point.lat:.5f}, {point.lon:.5f}"
    return Draft(name, place, tuple(reasons), (), _check_town(point, towns))


def _check_town(point: LatLon, towns: Sequence[Toponym]) -> Reason | None:
    if not towns or any(distance_m(point, town.place.centre) <= 2 * town.place.radius_m for town in towns):
        return None
    away_km = round(min(distance_m(point, town.place.centre) for town in towns) / 1000)
    return reason(
        "the coordinates lie {away_km} km from {town}: a person must check",
        away_km=away_km,
        town=towns[0].names[0],
    )


def _to_point(lat: float, lon: float) -> LatLon | None:
    return LatLon(lat, lon) if abs(lat) <= 90.0 and abs(lon) <= 180.0 else None
