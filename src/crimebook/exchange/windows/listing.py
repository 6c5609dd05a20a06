"""A list of windows as columns: what the checks hand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from crimebook.exchange.tables import Refusal

REQUIRED = ("id", "lat", "lon", "radius_m", "start", "end")
"""The columns of a list. Shapes of GeoJSON say ``lat`` and ``lon`` themselves."""

OPTIONAL = ("kind", "clock_sigma_s", "azimuth_deg", "fov_deg", "range_m")

WINDOWS_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("start_us", pa.int64()),
        ("end_us", pa.int64()),
        ("kind", pa.string()),
        ("clock_sigma_s", pa.float64()),
        ("azimuth_deg", pa.float64()),
        ("fov_deg", pa.float64()),
        ("range_m", pa.float64()),
    ]
)
"""Beside ``id``, which is of the list's own type. ``row`` is its number in the file. An unknown bound is
null, an unknown view NaN."""

DISCS_SCHEMA = pa.schema(
    [
        ("window", pa.int64()),
        ("part", pa.int32()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("radius_m", pa.float64()),
        ("share", pa.float64()),
        ("is_point", pa.bool_()),
    ]
)
"""``window`` is a row of the windows; ``is_point`` says a measured point, not a line or an area."""


class Side(StrEnum):
    """Whose windows a list holds."""

    INCIDENTS = "incidents"
    RECORDINGS = "recordings"


class IncidentKind(StrEnum):
    """What ``kind`` says of an incident; empty is an instant."""

    INSTANT = "instant"
    """It happened once, at some instant between start and end."""

    LASTING = "lasting"
    """It went on from start to end."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Windows with ``id`` and `WINDOWS_SCHEMA`, their discs, and the rows that were refused.

    ``rows`` counts all rows of the list: ``len(windows) + len(refusals)``.
    """

    windows: pa.Table
    discs: pa.Table
    refusals: tuple[Refusal, ...]

    @property
    def rows(self) -> int:
        """How many rows the list has."""
        return len(self.windows) + len(self.refusals)


def join_listings(pieces: Sequence[Listing]) -> Listing:
    """Return pieces of one list as one; rows of discs are counted on."""
    discs, before = [], 0
    for piece in pieces:
        moved = pc.add(piece.discs["window"], before)
        discs.append(piece.discs.set_column(0, "window", moved))
        before += len(piece.windows)
    return Listing(
        pa.concat_tables([piece.windows for piece in pieces]),
        pa.concat_tables(discs),
        tuple(refusal for piece in pieces for refusal in piece.refusals),
    )
