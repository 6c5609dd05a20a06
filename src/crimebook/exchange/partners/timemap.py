"""TimeMap: events on a map, as Forensic Architecture's TimeMap and its datasheet server write them.

JSON, a list of events, or an object with ``events`` and perhaps ``sources``; each event as in TimeMap's event
schema, with the older names (``desc``, ``lat``, ``long``) and those of the map of civilian harm in Ukraine. A
source is an address, an id of ``sources``, or an object with ``path``, ``paths`` or ``url``. Dates are
YYYY-MM-DD or month first, as TimeMap's own configuration has them. An event without an id is named by the
digest of its words. The sources that an event names are kept beside its own words in the cell ``@sources``.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from crimebook.exchange.accounts import (
    Account,
    Format,
    LinkWords,
    Subject,
    When,
    Where,
    read_json,
    rows_of_objects,
)
from crimebook.exchange.partners.values import (
    checked_day,
    day_of,
    during,
    entries,
    identity,
    named,
    object_of,
    plain,
    spot_between,
    text_of,
)
from crimebook.exchange.tables import FieldError, Row, TableError
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId

SOURCES = "@sources"
UNSTATED_RADIUS_M = 300.0
RADIUS_M: Mapping[str, float] = {
    "exact": 50.0,
    "building": 50.0,
    "address": 100.0,
    "street": 500.0,
    "neighbourhood": 2_000.0,
    "neighborhood": 2_000.0,
    "district": 5_000.0,
    "village": 2_000.0,
    "town": 5_000.0,
    "city": 10_000.0,
    "region": 100_000.0,
}
"""What a word for the precision of a point is taken to mean; other words mean `UNSTATED_RADIUS_M`."""

_IDS = ("id", "incident_id", "civId")
_LABELS = ("category", "type")
_LABEL_LISTS = ("associations", "filters", "impact", "weapon_system")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_EXACT_TIMES = {"", "exact", "minute", "minutes", "precise"}
_NO_TIMES = {"day", "date", "unknown", "none"}


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield the events, each with the sources that it names."""
    value = read_json(content)
    events = value.get("events") if isinstance(value, Mapping) else value
    if not isinstance(events, list):
        raise TableError('expected a list of events or an object with "events", got another thing')
    sources = _index(value.get("sources")) if isinstance(value, Mapping) else {}
    yield from rows_of_objects(_with_sources(event, sources) for event in events)


def read_account(row: Row) -> Account:
    """Read one event."""
    return Account(
        row=row,
        external_id=_identity(row),
        subject=Subject.INCIDENT,
        text=plain(row, "description") or plain(row, "desc"),
        when=_when(row),
        where=_where(row),
        labels=_labels(row),
        links=tuple(_links(row)),
    )


def _index(value: Any) -> dict[str, Mapping[str, Any]]:
    """Return the sources by id: the datasheet server writes a list or an object by id."""
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {str(name): each for name, each in value.items() if isinstance(each, Mapping)}
    if not isinstance(value, list):
        raise TableError(f"expected sources as a list or an object, got {type(value).__name__}")
    known = [each for each in value if isinstance(each, Mapping)]
    return {each["id"]: each for each in known if isinstance(each.get("id"), str)}


def _with_sources(event: Any, sources: Mapping[str, Mapping[str, Any]]) -> Any:
    if not isinstance(event, Mapping) or not sources:
        return event
    named_ids = event.get("sources")
    listed = named_ids if isinstance(named_ids, list) else []
    found = [sources[each] for each in listed if isinstance(each, str) and each in sources]
    return {**event, SOURCES: found} if found else event


def _identity(row: Row) -> ExternalId:
    field = next((name for name in _IDS if row[name]), None)
    if field is not None:
        return identity(row, field)
    words = json.dumps(row.words, ensure_ascii=False).encode()
    return ExternalId(f"event-{sha256_hex(words)[:16]}")


def _when(row: Row) -> When:
    if not row["date"]:
        return When(words=plain(row, "time"))
    day = named("date", lambda: _read_day(row["date"]))
    precision, clock = plain(row, "time_precision").casefold(), plain(row, "time")
    found = _CLOCK.fullmatch(clock)
    if not clock or precision in _NO_TIMES:
        return When(first=day, last=day)
    if not found or precision not in {*_EXACT_TIMES, "hour"}:
        return When(first=day, last=day, words=clock)
    if precision == "hour":
        return When(local=during(datetime.combine(day, time(int(found[1]))), timedelta(hours=1)))
    start = datetime.combine(day, time(int(found[1]), int(found[2]), int(found[3] or 0)))
    return When(local=during(start, timedelta(seconds=1) if found[3] else timedelta(minutes=1)))


def _read_day(text: str) -> date:
    found = _MONTH_FIRST.fullmatch(text)
    if not found:
        return day_of(text)
    try:
        return checked_day(date(int(found[3]), int(found[1]), int(found[2])))
    except ValueError as error:
        raise InvalidValueError(
            "a day that exists, the month first", repr(text[:40]), "write it as YYYY-MM-DD"
        ) from error


def _where(row: Row) -> Where:
    radius_m = RADIUS_M.get(plain(row, "location_precision").casefold(), UNSTATED_RADIUS_M)
    lat = "latitude" if row["latitude"] or not row["lat"] else "lat"
    lon = next((name for name in ("longitude", "long", "lon") if row[name]), "longitude")
    return Where(spot_between({lat: row[lat], lon: row[lon]}, radius_m), words=plain(row, "location"))


def _labels(row: Row) -> tuple[str, ...]:
    flat = [plain(row, name) for name in _LABELS]
    listed = [
        _label(each, name) for name in _LABEL_LISTS if row[name][:1] == "[" for each in entries(row, name)
    ]
    words = [plain(row, name) for name in _LABEL_LISTS if row[name][:1] != "["]
    return tuple(dict.fromkeys(filter(None, (*flat, *listed, *words))))


def _label(value: Any, field: str) -> str:
    """Return the words of a filter, which may stand as an object of a key and a value."""
    if isinstance(value, Mapping):
        return text_of(value.get("value", value.get("id")), field)
    return text_of(value, field)


def _links(row: Row) -> Iterator[LinkWords]:
    if row["source"]:
        yield LinkWords(plain(row, "source"))
    for each in entries(row, "sources"):
        if not isinstance(each, str):
            yield from _links_of(object_of(each, "sources"), "sources")
        elif "/" in each:
            yield LinkWords(each.strip())
    for each in entries(row, SOURCES):
        yield from _links_of(object_of(each, SOURCES), "sources")


def _links_of(source: Mapping[str, Any], field: str) -> Iterable[LinkWords]:
    paths = source.get("paths")
    if paths is not None and not isinstance(paths, list):
        raise FieldError(field, Fault("a list of paths", f"{type(paths).__name__}"))
    words = text_of(source.get("title"), field) or text_of(source.get("description"), field)
    found = [text_of(each, field) for each in (source.get("path"), *(paths or ()), source.get("url"))]
    return [LinkWords(path, words) for path in dict.fromkeys(filter(None, found))]


TIMEMAP = Format("timemap", "TimeMap events (JSON)", read_rows, read_account)
