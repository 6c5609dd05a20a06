"""Windows as Arrow columns, with all trigonometry done before the first pair is looked at.

A *part* is one disc of a window's cover. Its centre is kept as x, y, z on the sphere of `EARTH_RADIUS_M`, its
radius as sine and cosine of radius / 2R, because two discs touch when the chord between their centres is at
most 2R sin(r1/2R + r2/2R) = 2R (s1 c2 + c1 s2). Neither the poles nor 180 E is a special case.

Times are int64 microseconds since 1970-01-01T00:00:00Z. A bound that nobody knows is `OPEN_START_US` or
`OPEN_END_US`, the ends of int64: what is unknown rules nothing out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.spacetime import sight
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import EARTH_RADIUS_M, Disc
from crimebook.terms.windows import Window

OPEN_START_US = -(2**63)
OPEN_END_US = 2**63 - 1

TIMES_SCHEMA = pa.schema(
    [("window", pa.int64()), ("start_us", pa.int64()), ("end_us", pa.int64()), ("is_placed", pa.bool_())]
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DiscColumns:
    """Discs in space and time as columns of one length; degrees, metres, microseconds since 1970."""

    window: NDArray[np.int64]
    part: NDArray[np.int32]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    radius_m: NDArray[np.float64]
    share: NDArray[np.float64]
    start_us: NDArray[np.int64]
    end_us: NDArray[np.int64]


def parts_table(windows: Iterable[tuple[int, Window]]) -> pa.Table:
    """Return one row per disc of every placed window, as its source tells it.

    Columns: window int64, part int32, x, y, z, sin_half, cos_half, radius_m, share float64, start_us, end_us
    int64 (earliest start, latest end). Windows with no place, or none better than a country, are left out:
    `times_table` has them.
    """
    return _parts([(window_id, window, 0.0, 0) for window_id, window in windows])


def recording_parts(
    windows: Iterable[tuple[int, Window]],
    *,
    context_s: float = sight.CONTEXT_S,
    kinds: Mapping[int, str] | None = None,
) -> pa.Table:
    """Return `parts_table` of recordings and messages, widened by what they take in beyond their window.

    Each disc grows by the window's reach, the time of an instant by ``context_s`` on both sides (`sight`).
    ``kinds`` are the kinds of recordings by the windows' ids, where they are known.
    """
    known = kinds or {}
    return _parts(
        [
            (
                window_id,
                window,
                sight.search_reach_m(window, known.get(window_id, "")),
                _context_us(window, context_s),
            )
            for window_id, window in windows
        ]
    )


def times_table(windows: Iterable[tuple[int, Window]], *, context_s: float = 0.0) -> pa.Table:
    """Return one row per window, placed or not: window, start_us, end_us int64, is_placed bool.

    This is what can be joined by time alone. For recordings and communications give ``context_s``, as
    `recording_parts` does.
    """
    rows = [
        (window_id, *_bounds_us(window.time, _context_us(window, context_s)), window.is_placed)
        for window_id, window in windows
    ]
    names = TIMES_SCHEMA.names
    return pa.table({name: [row[k] for row in rows] for k, name in enumerate(names)}, schema=TIMES_SCHEMA)


def parts_from_discs(discs: DiscColumns) -> pa.Table:
    """Return the table that `parts_table` describes from columns of discs."""
    lat, lon = np.radians(discs.lat_deg), np.radians(discs.lon_deg)
    half = discs.radius_m / (2.0 * EARTH_RADIUS_M)
    return pa.table(
        {
            "window": discs.window,
            "part": discs.part,
            "x": EARTH_RADIUS_M * np.cos(lat) * np.cos(lon),
            "y": EARTH_RADIUS_M * np.cos(lat) * np.sin(lon),
            "z": EARTH_RADIUS_M * np.sin(lat),
            "sin_half": np.sin(half),
            "cos_half": np.cos(half),
            "radius_m": discs.radius_m,
            "share": discs.share,
            "start_us": discs.start_us,
            "end_us": discs.end_us,
        }
    )


def to_microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970-01-01T00:00:00Z, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def _parts(widened: list[tuple[int, Window, float, int]]) -> pa.Table:
    rows = [
        (window_id, part, disc, reach_m, *_bounds_us(window.time, context_us))
        for window_id, window, reach_m, context_us in widened
        for part, disc in enumerate(_discs(window))
    ]
    return parts_from_discs(
        DiscColumns(
            window=np.array([row[0] for row in rows], np.int64),
            part=np.array([row[1] for row in rows], np.int32),
            lat_deg=np.array([row[2].centre.lat for row in rows], np.float64),
            lon_deg=np.array([row[2].centre.lon for row in rows], np.float64),
            radius_m=np.array([row[2].radius_m + row[3] for row in rows], np.float64),
            share=np.array([row[2].share for row in rows], np.float64),
            start_us=np.array([row[4] for row in rows], np.int64),
            end_us=np.array([row[5] for row in rows], np.int64),
        )
    )


def _discs(window: Window) -> tuple[Disc, ...]:
    return window.place.cover() if window.place is not None and window.is_placed else ()


def _context_us(window: Window, context_s: float) -> int:
    return round(sight.context_s(window, context_s) * 1_000_000)


def _bounds_us(time: FourPoint, context_us: int) -> tuple[int, int]:
    start, end = time.earliest_start, time.latest_end
    return (
        OPEN_START_US if start is None else to_microseconds(start) - context_us,
        OPEN_END_US if end is None else to_microseconds(end) + context_us,
    )
