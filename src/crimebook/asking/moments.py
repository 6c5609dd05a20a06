"""When and where, as people say it: the JSON values of moments, periods, places, stays and files.

A moment: ``{"date", "date_to", "part", "time", "time_to", "words"}``, each left out where it is not known;
dates are ISO (2020-08-10), times HH:MM, ``part`` is a code of the form's parts of a day. A period: ``{"from":
moment, "until": moment}``. A place: ``{"known", "words", "lat", "lon", "radius_m"}``, where ``known`` is a
code of a list that the caller brings. Nothing is concluded here: the desk reads the words.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from typing import Any

from crimebook.asking.plain_text import read_text
from crimebook.asking.refusals import Refusal, RefusedError

WORDS_LIMIT = 300
"""Characters of the words for one moment or one place."""

MAX_RADIUS_M = 100_000
DEEPEST_VALUE = 6
"""Tables within tables: a file or a stay, its period, the moment of its start, and some to spare."""

FIRST_YEAR, LAST_YEAR = 1900, 2199

Value = dict[str, Any]

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_MOMENT_KEYS = ("date", "date_to", "part", "time", "time_to", "words")
_PLACE_KEYS = ("known", "words", "lat", "lon", "radius_m")


def read_moment(raw: Any, day_parts: Collection[str], part: str = "") -> Value:
    """Return a moment, empty where nothing is said, or raise `RefusedError`."""
    given = said(raw, _MOMENT_KEYS, part)
    readers: dict[str, Callable[[Any, str], Any]] = {
        "date": _read_date,
        "date_to": _read_date,
        "part": lambda each, at: read_code(each, day_parts, at),
        "time": _read_time,
        "time_to": _read_time,
        "words": lambda each, at: read_text(each, WORDS_LIMIT, at),
    }
    moment = {key: readers[key](given[key], join(part, key)) for key in _MOMENT_KEYS if key in given}
    # ISO dates stand in the order of their texts. Times may run past midnight.
    if "date_to" in moment and moment["date_to"] < moment.get("date", ""):
        raise RefusedError(Refusal.BACKWARDS, join(part, "date_to"))
    return moment


def read_period(raw: Any, day_parts: Collection[str], part: str = "") -> Value:
    """Return a period, empty where nothing is said, or raise `RefusedError`."""
    given = said(raw, ("from", "until"), part)
    period = {key: read_moment(given[key], day_parts, join(part, key)) for key in given}
    period = {key: moment for key, moment in period.items() if moment}
    begun, ended = (period.get(key, {}) for key in ("from", "until"))
    last = ended.get("date_to", ended.get("date"))
    if last and "date" in begun and last < begun["date"]:
        raise RefusedError(Refusal.BACKWARDS, join(part, "until"))
    return period


def read_place(raw: Any, known: Collection[str], part: str = "") -> Value:
    """Return a place, empty where nothing is said, or raise `RefusedError`."""
    given = said(raw, _PLACE_KEYS, part)
    place: Value = {}
    if "known" in given:
        place["known"] = read_code(given["known"], known, join(part, "known"))
    if "words" in given:
        place["words"] = read_text(given["words"], WORDS_LIMIT, join(part, "words"))
    return {**place, **_read_point(given, part)}


def _read_point(given: Value, part: str) -> Value:
    if not given.keys() & {"lat", "lon", "radius_m"}:
        return {}
    lat, lon = (_read_degrees(given.get(key), most, part) for key, most in (("lat", 90), ("lon", 180)))
    point: Value = {"lat": lat, "lon": lon}
    if "radius_m" in given:
        point["radius_m"] = read_whole_number(given["radius_m"], MAX_RADIUS_M, join(part, "radius_m"))
    return point


def _read_degrees(raw: Any, most: int, part: str) -> float:
    try:
        degrees = float(raw)
    except (TypeError, ValueError):
        raise RefusedError(Refusal.NOT_A_POINT, part) from None
    if isinstance(raw, bool) or not -most <= degrees <= most:
        raise RefusedError(Refusal.NOT_A_POINT, part)
    # Five places are about a metre: nobody's finger on a map is nearer.
    return round(degrees, 5)


def _read_date(raw: Any, part: str) -> str:
    text = raw.strip() if isinstance(raw, str) else ""
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise RefusedError(Refusal.NOT_A_DATE, part)
    try:
        moment = date(year, month, day)
    except ValueError:
        raise RefusedError(Refusal.NOT_A_DATE, part) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RefusedError(Refusal.NOT_A_DATE, part)
    return moment.isoformat()


def _read_time(raw: Any, part: str) -> str:
    found = _TIME.fullmatch(raw.strip()) if isinstance(raw, str) else None
    try:
        moment = time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        moment = None
    if moment is None:
        raise RefusedError(Refusal.NOT_A_TIME, part)
    return moment.strftime("%H:%M")


def read_code(raw: Any, known: Collection[str], part: str = "") -> str:
    """Return a code that is among the known ones, or raise `RefusedError`."""
    if is_blank(raw):
        raise RefusedError(Refusal.EMPTY, part)
    if not isinstance(raw, str) or raw not in known:
        raise RefusedError(Refusal.NOT_OFFERED, part)
    return raw


def read_whole_number(raw: Any, most: int, part: str = "") -> int:
    """Return a whole number from 0 to ``most``, or raise `RefusedError`."""
    text = str(raw).strip() if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    # isascii(): other scripts' digits are digits to Python and to nobody who reads the record.
    if not (text.isascii() and text.isdigit()):
        raise RefusedError(Refusal.NOT_A_NUMBER, part)
    if len(text) > 12 or int(text) > most:
        raise RefusedError(Refusal.NUMBER_TOO_LARGE, part, limit=most)
    return int(text)


def said(raw: Any, keys: Collection[str], part: str = "") -> Value:
    """Return what is said of a raw mapping: known keys whose values are not blank."""
    if not isinstance(raw, Mapping) or not set(raw) <= set(keys):
        raise RefusedError(Refusal.WRONG_SHAPE, part)
    return {key: value for key, value in raw.items() if not is_blank(value)}


def is_blank(raw: Any, depth: int = DEEPEST_VALUE) -> bool:
    """Whether a raw value says nothing: an empty text or list, or a table of such."""
    if isinstance(raw, str):
        return not raw.strip()
    # No answer is deeper. What is comes from a hostile hand, and must not exhaust the stack.
    if isinstance(raw, Mapping) and depth:
        return all(is_blank(each, depth - 1) for each in raw.values())
    return raw is None or raw == []


def join(part: str, key: str | int) -> str:
    """Return the name of a part within a part: ``from.date``."""
    return f"{part}.{key}" if part else str(key)
