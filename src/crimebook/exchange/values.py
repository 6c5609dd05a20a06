"""Readers of single values, each raising `InvalidValueError` with what was expected and what came."""

import math
from collections.abc import Callable
from datetime import date, datetime

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import parse_instant
from crimebook.terms.places import LatLon, check_lat_lon

EARLIEST_YEAR = 1900
MAX_SPAN_S = 366 * 86_400.0
"""The longest recording or clock error that is not a slip of the pen: a year."""


def date_reader(today: date) -> Callable[[str], date]:
    """Return a reader of dates YYYY-MM-DD that are not after ``today``."""

    def read(text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise InvalidValueError("a date YYYY-MM-DD", repr(text[:40])) from error
        check_not_future(day, today)
        return day

    return read


def instant_reader(today: date) -> Callable[[str], datetime]:
    """Return a reader of RFC 3339 times that are not after ``today``."""

    def read(text: str) -> datetime:
        moment = parse_instant(text)
        check_not_future(moment.date(), today)
        return moment

    return read


def check_not_future(day: date, today: date) -> None:
    """Refuse a day after the day of the import, or before anything this book can hold."""
    if day > today or day.year < EARLIEST_YEAR:
        raise InvalidValueError(
            f"a date from {EARLIEST_YEAR} to the day of the import", day.isoformat(), "check the year"
        )


def read_number(text: str) -> float:
    """Read a finite number with a decimal point."""
    try:
        value = float(text)
    except ValueError as error:
        raise InvalidValueError("a number with a decimal point", repr(text[:40])) from error
    if not math.isfinite(value):
        raise InvalidValueError("a finite number", repr(text[:40]))
    return value


def read_amount(text: str) -> float:
    """Read a number that is not negative."""
    value = read_number(text)
    if value < 0:
        raise InvalidValueError("a number of 0 or more", repr(text[:40]))
    return value


def amount_reader(most: float) -> Callable[[str], float]:
    """Return a reader of numbers from 0 to ``most``."""

    def read(text: str) -> float:
        value = read_amount(text)
        if value > most:
            raise InvalidValueError(f"a number of at most {most:.0f}", repr(text[:40]), "check the unit")
        return value

    return read


def read_count(text: str) -> int:
    """Read a whole number of 0 or more."""
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise InvalidValueError("a whole number of 0 or more", repr(text[:40]))
    return int(text)


def read_yes_no(text: str) -> bool:
    """Read yes or no."""
    if text not in {"yes", "no"}:
        raise InvalidValueError("yes or no", repr(text[:20]))
    return text == "yes"


def read_url(text: str) -> str:
    """Read a web address, kept as words and never fetched."""
    if not text.startswith(("https://", "http://")) or any(character.isspace() for character in text):
        raise InvalidValueError("a web address", "something else")
    return text


class Bounds:
    """The box of latitudes and longitudes that a book is about, for telling a swapped pair from a far one."""

    def __init__(self, *, south: float, north: float, west: float, east: float) -> None:
        self._lat = (south, north)
        self._lon = (west, east)

    def check(self, point: LatLon) -> LatLon:
        """Return ``point`` if it lies in the box; say so if latitude and longitude look swapped."""
        if self._holds(*point):
            return check_lat_lon(point)
        remedy = "check the coordinates"
        if self._holds(point.lon, point.lat):
            remedy = "latitude and longitude look swapped"
        raise InvalidValueError(
            f"a latitude of {self._lat[0]:.1f} to {self._lat[1]:.1f} "
            f"and a longitude of {self._lon[0]:.1f} to {self._lon[1]:.1f}",
            f"{point.lat}, {point.lon}",
            remedy,
        )

    def _holds(self, lat: float, lon: float) -> bool:
        return self._lat[0] <= lat <= self._lat[1] and self._lon[0] <= lon <= self._lon[1]


WORLD = Bounds(south=-90, north=90, west=-180, east=180)
