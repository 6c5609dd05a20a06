"""Fixed cameras: an inventory of where they stand. A camera is not yet a recording, and its kind says so.

CSV with ``camera_id, location, lon, lat``; ``area`` or ``area_name``, ``radius_m``, ``azimuth_deg,
opening_deg, range_m`` and ``in_service_from, in_service_to`` may be. A camera runs for a time that nobody has
asked for yet: its times stay unknown unless both days of its service are given.
"""

from collections.abc import Iterator
from datetime import date

from crimebook.exchange.accounts import Account, Format, Subject, When, Where
from crimebook.exchange.partners.values import day, identity, named, spot_between
from crimebook.exchange.tables import FieldError, Row, read_field, read_optional
from crimebook.exchange.tables import read_rows as read_table
from crimebook.exchange.values import amount_reader, read_amount, read_number
from crimebook.terms.errors import Fault
from crimebook.terms.places import MAX_RADIUS_M
from crimebook.terms.windows import View

REQUIRED = ("camera_id", "location", "lon", "lat")
KIND = "camera_listed"
POLE_RADIUS_M = 50.0
"""How far a camera may stand from the point of an inventory that does not say how good it is."""

_VIEW = ("azimuth_deg", "opening_deg", "range_m")


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield the cameras; the header is row 1."""
    return read_table(content, REQUIRED)


def read_account(row: Row) -> Account:
    """Read one camera."""
    radius_m = read_optional(row, "radius_m", amount_reader(MAX_RADIUS_M))
    code = identity(row, "camera_id")
    return Account(
        row=row,
        external_id=code,
        subject=Subject.RECORDING,
        title=row["location"] or code,
        when=_when(row),
        where=Where(
            spot=spot_between(
                {"lat": row["lat"], "lon": row["lon"]}, POLE_RADIUS_M if radius_m is None else radius_m
            ),
            words=row["location"],
            towns=row["area"] or row["area_name"],
        ),
        kind=KIND,
        view=_view(row),
    )


def _when(row: Row) -> When:
    first, last = day(row, "in_service_from"), day(row, "in_service_to")
    _check_order(first, last)
    return When() if first is None or last is None else When(first=first, last=last)


def _check_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise FieldError(
            "in_service_to", Fault(f"a day from {first} on", last.isoformat(), "check both days")
        )


def _view(row: Row) -> View | None:
    given = [field for field in _VIEW if row[field]]
    if not given:
        return None
    azimuth_deg = read_field(row, "azimuth_deg", read_number)
    opening_deg = read_field(row, "opening_deg", read_amount)
    range_m = read_field(row, "range_m", read_amount)
    return named("azimuth_deg", lambda: View(azimuth_deg % 360.0, opening_deg, range_m))


CAMERAS = Format("cameras", "Fixed cameras (CSV)", read_rows, read_account)
