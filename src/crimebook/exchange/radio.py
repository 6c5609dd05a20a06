"""Radio messages: instant, channel, callsigns, words; a place where the log has one.

Columns: ``id, at, channel, text, is_invented`` must be there; ``sender, receiver, lat, lon, radius_m,
place_words, town_words`` may be. ``recorder`` names the device that recorded the traffic, throughout the
file: ``at`` is by its clock, whose error has the standard deviation ``clock_sigma_s``; ``gps_at`` is the same
instant by GPS or another sure clock.
"""

from dataclasses import dataclass
from datetime import date, datetime

from crimebook.exchange.recordings import MOST_CHARACTERS, Spot, read_spot
from crimebook.exchange.tables import Parsed, Row, Table, need, parse_table, read_field, read_optional
from crimebook.exchange.values import MAX_SPAN_S, Bounds, amount_reader, instant_reader, read_yes_no
from crimebook.terms.ids import ExternalId, check_external_id

REQUIRED = ("id", "at", "channel", "text", "is_invented")


@dataclass(frozen=True, slots=True)
class RadioRow:
    """One message of a radio log."""

    row: Row
    external_id: ExternalId
    at: datetime
    channel: str
    sender: str
    receiver: str
    text: str
    spot: Spot | None
    towns: str
    place_words: str
    is_invented: bool
    recorder: str = ""
    clock_sigma_s: float = 0.0
    gps_at: datetime | None = None


def parse_radio(content: Table, *, today: date, bounds: Bounds) -> Parsed[RadioRow]:
    """Read a radio log."""
    read_instant = instant_reader(today)

    def parse_row(row: Row) -> RadioRow:
        return RadioRow(
            row=row,
            external_id=read_field(row, "id", check_external_id),
            at=read_field(row, "at", read_instant),
            channel=need(row, "channel"),
            sender=row["sender"],
            receiver=row["receiver"],
            text=need(row, "text"),
            spot=read_spot(row, bounds),
            towns=row["town_words"],
            place_words=row["place_words"],
            is_invented=read_field(row, "is_invented", read_yes_no),
            recorder=row["recorder"].strip()[:MOST_CHARACTERS],
            clock_sigma_s=read_optional(row, "clock_sigma_s", amount_reader(MAX_SPAN_S)) or 0.0,
            gps_at=read_optional(row, "gps_at", read_instant),
        )

    return parse_table(
        content, required=REQUIRED, parse_row=parse_row, identify=lambda each: each.external_id
    )
