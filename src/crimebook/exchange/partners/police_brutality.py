"""2020PB: incidents of police brutality in the United States from May 2020 on, as the project publishes them.

The file is JSON, an object with ``data`` or the list itself. Each record has ``id``; it may have ``date``,
``geolocation`` ("lat, lon"), ``city``, ``state``, ``name``, ``description``, ``tags`` and ``links``: each
link an address or an object of ``url`` and ``text``, kept as it was written, in the order given. A record
without a day or a point is whole. A day is a local day: where a state has two zones both are given, so that
the day is enclosed.
"""

from collections.abc import Iterator, Mapping

from crimebook.exchange.accounts import (
    Account,
    Format,
    Subject,
    When,
    Where,
    read_json,
    rows_of_objects,
)
from crimebook.exchange.partners.us_zones import zones_of_state
from crimebook.exchange.partners.values import day, entries, identity, link_of, plain, spot_of, texts
from crimebook.exchange.recordings import Spot
from crimebook.exchange.tables import Row, TableError, read_optional
from crimebook.terms.errors import InvalidValueError

PIN_RADIUS_M = 300.0
"""A volunteer's pin on a map: the crossing or the block, at times the middle of the square."""


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield the incidents."""
    value = read_json(content)
    records = value.get("data") if isinstance(value, Mapping) else value
    if not isinstance(records, list):
        raise TableError('expected an object with a list "data", got another thing; is it the 2020PB file?')
    yield from rows_of_objects(records)


def read_account(row: Row) -> Account:
    """Read one incident."""
    place, state = plain(row, "city"), plain(row, "state")
    first = day(row, "date")
    found = read_optional(row, "geolocation", _read_geolocation)
    return Account(
        row=row,
        external_id=identity(row, "id"),
        subject=Subject.INCIDENT,
        title=plain(row, "name"),
        text=plain(row, "description"),
        when=When(first=first, last=first, zones=zones_of_state(state)),
        where=Where(spot=found, towns=", ".join(filter(None, (place, state)))),
        labels=texts(row, "tags"),
        links=tuple(link for each in entries(row, "links") if (link := link_of(each, "links")) is not None),
    )


def _read_geolocation(text: str) -> Spot | None:
    lat, comma, lon = text.partition(",")
    if not comma or "," in lon:
        raise InvalidValueError("a latitude, a comma, a longitude", repr(text[:40]))
    return spot_of(lat, lon, PIN_RADIUS_M)


POLICE_BRUTALITY = Format("2020pb", "2020PB incidents (JSON)", read_rows, read_account, crosswalk="2020pb")
