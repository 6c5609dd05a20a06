"""Readers of the values of one record, in the shapes that partners give them: text, lists, days, points.

A value that is absent is empty or None. A value of another shape raises `FieldError` with its field.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from crimebook.exchange.accounts import LinkWords, LocalTimes, value_of
from crimebook.exchange.recordings import Spot
from crimebook.exchange.tables import FieldError, Row, read_optional
from crimebook.exchange.values import EARLIEST_YEAR, WORLD, read_number
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, check_external_id
from crimebook.terms.places import LatLon

LATEST_YEAR = 2099
"""A later year is a slip of the pen; whether a day is still to come is the importer's to say."""

T = TypeVar("T")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def plain(row: Row, field: str) -> str:
    """Return a cell that must be text, not a list or an object."""
    text = row[field]
    if text[:1] in {"[", "{"} and isinstance(_json_or_none(text), list | dict):
        raise FieldError(field, Fault("text", "a list or an object"))
    return text


def identity(row: Row, field: str) -> ExternalId:
    """Return the record's own id, which must be there."""
    if not row[field]:
        raise FieldError(
            field, Fault("an id of its own", "none", "ask the partner for an export that has ids")
        )
    return named(field, lambda: check_external_id(plain(row, field)))


def entries(row: Row, field: str) -> tuple[Any, ...]:
    """Return the values of a list; none where the cell is empty."""
    value = value_of(row, field)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise FieldError(field, Fault("a list", "a single value"))
    return tuple(each for each in value if each is not None)


def texts(row: Row, field: str) -> tuple[str, ...]:
    """Return the texts of a list, without empty ones."""
    return tuple(text for each in entries(row, field) if (text := text_of(each, field)))


def text_of(value: Any, field: str) -> str:
    """Return a value inside a list or an object that must be text; None is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FieldError(field, Fault("text", f"{type(value).__name__}"))
    return value.strip()


def object_of(value: Any, field: str) -> Mapping[str, Any]:
    """Return a value inside a list that must be an object."""
    if not isinstance(value, Mapping):
        raise FieldError(field, Fault("an object", f"{type(value).__name__}"))
    return value


def link_of(value: Any, field: str) -> LinkWords | None:
    """Return a link that is an address alone or ``{"url": …, "text": …}``; None where there is no address."""
    if isinstance(value, str):
        return LinkWords(value.strip()) if value.strip() else None
    entry = object_of(value, field)
    url = text_of(entry.get("url"), field)
    return LinkWords(url, text_of(entry.get("text"), field)) if url else None


def day_of(text: str) -> date:
    """Read a day YYYY-MM-DD of a year that this book can hold."""
    if not _DAY.fullmatch(text) or not text.isascii():
        raise InvalidValueError("a date YYYY-MM-DD", repr(text[:40]))
    try:
        return checked_day(date.fromisoformat(text))
    except ValueError as error:
        raise InvalidValueError("a day that exists", repr(text[:40])) from error


def checked_day(day: date) -> date:
    """Return a day of a year that this book can hold."""
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise InvalidValueError(
            f"a year from {EARLIEST_YEAR} to {LATEST_YEAR}", str(day.year), "check the year"
        )
    return day


def day(row: Row, field: str) -> date | None:
    """Return a day, or None where the cell is empty."""
    return read_optional(row, field, day_of)


def during(start: datetime, length: timedelta) -> LocalTimes:
    """Return the readings of a clock from ``start`` for as long as its last figure stands."""
    return LocalTimes(start, start + length)


def point_of(lat: str, lon: str) -> LatLon:
    """Read WGS 84 degrees; a decimal comma is taken as a point."""
    return WORLD.check(LatLon(read_number(lat.replace(",", ".")), read_number(lon.replace(",", "."))))


def spot_of(lat: str, lon: str, radius_m: float) -> Spot | None:
    """Return the point with its radius; None for 0, 0, which programs write where they know none."""
    point = point_of(lat, lon)
    return None if point == LatLon(0.0, 0.0) else Spot(point, radius_m)


def spot_between(given: Mapping[str, str], radius_m: float) -> Spot | None:
    """Return the point of a latitude and a longitude by field, None where both are empty; never of one."""
    (lat_field, lat), (lon_field, lon) = given.items()
    if not lat and not lon:
        return None
    if not lat or not lon:
        missing = lon_field if lat else lat_field
        raise FieldError(missing, Fault("both coordinates, or neither", "one of them", "fill in the other"))
    return named(lat_field, lambda: spot_of(lat, lon, radius_m))


def named(field: str, read: Callable[[], T]) -> T:
    """Return what ``read`` returns, naming the field where it refuses."""
    try:
        return read()
    except InvalidValueError as error:
        raise FieldError(field, error.fault) from error


def _json_or_none(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
