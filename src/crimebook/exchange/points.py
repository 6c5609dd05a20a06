"""Points as partners write them, and how well a written point can be known.

A point whose accuracy nobody states is no better than its last digit, and never better than
`UNSTATED_RADIUS_M`: digits are cheap. The point 0, 0 is what programs write where they know none.
"""

import json
import math
import re
from typing import Any

from crimebook.exchange.recordings import Spot
from crimebook.exchange.values import read_number
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.places import EARTH_RADIUS_M, MAX_RADIUS_M, LatLon, check_lat_lon

UNSTATED_RADIUS_M = 100.0
DEGREE_M = math.pi * EARTH_RADIUS_M / 180
_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_COMMA_NUMBER = r"[+-]?\d{1,3},\d+"
_PAIR = re.compile(rf"\(?\s*({_NUMBER})(\s*[,;]\s*|\s+)({_NUMBER})\s*\)?")
_COMMA_PAIR = re.compile(rf"({_COMMA_NUMBER})(\s*;\s*|\s+)({_COMMA_NUMBER})")
_ODK = re.compile(rf"({_NUMBER})\s+({_NUMBER})\s+(-?\d+(?:\.\d+)?)(?:\s+(\d+(?:\.\d+)?))?")


def read_spot(text: str) -> Spot | None:
    """Read ``lat, lon``, ODK's ``lat lon altitude accuracy`` or a GeoJSON point (longitude first).

    Return None for the point 0, 0; raise `InvalidValueError` for anything else.
    """
    if text.lstrip().startswith("{"):
        return _from_geojson(text)
    if odk := _ODK.fullmatch(text.strip()):
        return spot_of(odk[1], odk[2], odk[4] or "")
    found = _COMMA_PAIR.fullmatch(text.strip()) or _PAIR.fullmatch(text.strip())
    # "53,9" is one number with a comma as likely as it is two.
    if found is None or (found[2] == "," and "." not in text):
        raise InvalidValueError("a latitude and a longitude", "something else", "write 53.9006, 27.5590")
    return spot_of(found[1], found[3])


def spot_of(lat: str, lon: str, radius_m: str = "") -> Spot | None:
    """Return the spot of three numbers in words; None where both coordinates are 0."""
    point = check_lat_lon(LatLon(_number(lat), _number(lon)))
    if point == LatLon(0.0, 0.0):
        return None
    stated_m = read_number(radius_m) if radius_m else 0.0
    if not 0 <= stated_m <= MAX_RADIUS_M:
        raise InvalidValueError("a radius in metres", repr(radius_m[:40]))
    return Spot(point, stated_m or unstated_radius_m(lat, lon))


def unstated_radius_m(lat: str, lon: str) -> float:
    """Return the radius that encloses what the last digit of the better coordinate leaves open."""
    digits = max(len(part.partition(".")[2]) for part in (lat.replace(",", "."), lon.replace(",", ".")))
    return max(UNSTATED_RADIUS_M, round(math.sqrt(2) * 0.5 * 10.0**-digits * DEGREE_M, 1))


def _number(text: str) -> float:
    return read_number(text.strip().replace(",", "."))


def _from_geojson(text: str) -> Spot | None:
    try:
        point: Any = json.loads(text)
        lon, lat = (str(float(part)) for part in point["coordinates"][:2])
        accuracy = (point.get("properties") or {}).get("accuracy")
        is_point = point.get("type") == "Point"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidValueError("a GeoJSON point", "something else") from error
    if not is_point:
        raise InvalidValueError("a GeoJSON point", "another shape")
    return spot_of(lat, lon, str(accuracy) if accuracy else "")
