"""Recordings from a camera inventory, a phone or a dashcam: where, when, how sure, looking where.

Columns: ``id, title, kind, is_invented`` must be there. A time is ``start`` and ``end`` with
``clock_sigma_s``, or only ``posted_at`` with ``duration_s``. A place is ``lat, lon, radius_m``, or words in
``place_words`` and ``town_words``, or unknown. ``azimuth_deg, opening_deg, range_m`` say where it looks.
``camera`` names the camera, throughout the file; ``gps_start`` is the start by GPS or another sure clock,
beside what the camera's own says.
"""

from dataclasses import dataclass
from datetime import date, datetime

from crimebook.exchange.tables import (
    FieldError,
    Parsed,
    Row,
    Table,
    need,
    parse_table,
    read_field,
    read_optional,
)
from crimebook.exchange.values import (
    MAX_SPAN_S,
    Bounds,
    amount_reader,
    instant_reader,
    read_amount,
    read_number,
    read_yes_no,
)
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, check_external_id
from crimebook.terms.places import MAX_RADIUS_M, LatLon
from crimebook.terms.windows import View

REQUIRED = ("id", "title", "kind", "is_invented")

MOST_CHARACTERS = 200
"""Of the name of a camera."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point and its radius in metres."""

    point: LatLon
    radius_m: float


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording as its inventory has it: either ``start`` and ``end``, or ``posted_at``."""

    row: Row
    external_id: ExternalId
    title: str
    kind: str
    spot: Spot | None
    start: datetime | None
    end: datetime | None
    clock_sigma_s: float
    posted_at: datetime | None
    duration_s: float | None
    view: View | None
    towns: str
    place_words: str
    is_invented: bool
    camera: str = ""
    gps_start: datetime | None = None


def parse_recordings(content: Table, *, today: date, bounds: Bounds) -> Parsed[RecordingRow]:
    """Read a file of recordings; a point outside ``bounds`` refuses its row."""
    read_instant = instant_reader(today)

    def parse_row(row: Row) -> RecordingRow:
        start, end = read_optional(row, "start", read_instant), read_optional(row, "end", read_instant)
        posted_at = read_optional(row, "posted_at", read_instant)
        _check_times(start, end, posted_at)
        return RecordingRow(
            row=row,
            external_id=read_field(row, "id", check_external_id),
            title=need(row, "title"),
            kind=need(row, "kind"),
            spot=read_spot(row, bounds),
            start=start,
            end=end,
            clock_sigma_s=read_optional(row, "clock_sigma_s", amount_reader(MAX_SPAN_S)) or 0.0,
            posted_at=posted_at,
            duration_s=read_optional(row, "duration_s", amount_reader(MAX_SPAN_S)),
            view=_view(row),
            towns=row["town_words"],
            place_words=row["place_words"],
            is_invented=read_field(row, "is_invented", read_yes_no),
            camera=row["camera"].strip()[:MOST_CHARACTERS],
            gps_start=read_optional(row, "gps_start", read_instant),
        )

    return parse_table(
        content, required=REQUIRED, parse_row=parse_row, identify=lambda each: each.external_id
    )


def read_spot(row: Row, bounds: Bounds) -> Spot | None:
    """Return the point of ``lat``, ``lon`` and ``radius_m``, or None where there is none."""
    lat, lon = read_optional(row, "lat", read_number), read_optional(row, "lon", read_number)
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        field = "lat" if lat is None else "lon"
        raise FieldError(field, Fault("both lat and lon, or neither", "one of them", "fill in the other"))
    try:
        point = bounds.check(LatLon(lat, lon))
    except InvalidValueError as error:
        raise FieldError("lat", error.fault) from error
    return Spot(point, read_field(row, "radius_m", amount_reader(MAX_RADIUS_M)))


def _check_times(start: datetime | None, end: datetime | None, posted_at: datetime | None) -> None:
    if (start is None) != (end is None):
        field = "start" if start is None else "end"
        raise FieldError(field, Fault("both start and end, or neither", "one of them", "fill in the other"))
    if start is None and posted_at is None:
        raise FieldError(
            "start", Fault("start and end, or posted_at", "no time at all", "say when it was posted")
        )
    if start is not None and end is not None and end < start:
        raise FieldError("end", Fault("an end after its start", "an earlier one", "check both times"))


def _view(row: Row) -> View | None:
    azimuth_deg = read_optional(row, "azimuth_deg", read_number)
    if azimuth_deg is None:
        return None
    try:
        return View(
            azimuth_deg % 360.0,
            read_field(row, "opening_deg", read_amount),
            read_field(row, "range_m", read_amount),
        )
    except InvalidValueError as error:
        raise FieldError("azimuth_deg", error.fault) from error
