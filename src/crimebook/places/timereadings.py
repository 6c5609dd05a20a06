"""What reading a time gives, and how its points, days and hours are made and named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from crimebook.places.dayparts import Hours
from crimebook.terms.instants import at_local
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import Reason
from crimebook.terms.windows import TimeBasis, WindowKind


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time as words, a clock or a posting tell it, why it is read so, and what a person must settle."""

    time: FourPoint
    kind: WindowKind
    basis: TimeBasis
    reasons: tuple[Reason, ...]
    wanting: Reason | None


def four_hours(bounds: Iterable[tuple[date, float]], zone: ZoneInfo) -> FourPoint:
    """Return the points of four (day, hour of its wall clock), as `four_points` does."""
    return _in_order([_at_fixed(day, hour, zone) for day, hour in bounds])


def four_points(wall: Iterable[datetime]) -> FourPoint:
    """Fix the offsets, so that bounds compare as instants, and keep them in order where the clocks change."""
    return _in_order([_with_fixed_offset(moment) for moment in wall])


def _in_order(points: list[datetime]) -> FourPoint:
    start, latest_start, end, latest_end = points
    latest_start, end = max(start, latest_start), max(start, end)
    return FourPoint(start, latest_start, end, max(latest_start, end, latest_end))


@lru_cache(maxsize=16_384)
def _at_fixed(day: date, hour: float, zone: ZoneInfo) -> datetime:
    return _with_fixed_offset(at_local(day, hour, zone))


def _with_fixed_offset(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))


def name_days(first: date, last: date) -> str:
    """Write one day, or the first and the last of several."""
    return f"{first}" if first == last else f"{first} to {last}"


def name_hours(hours: Hours) -> str:
    """Write four hours of a day: a soft start, a soft end."""
    texts = [_name_hour(hour) for hour in hours]
    start = texts[0] if texts[0] == texts[1] else f"{texts[0]}-{texts[1]}"
    end = texts[2] if texts[2] == texts[3] else f"{texts[2]}-{texts[3]}"
    return f"{start} to {end}"


def _name_hour(hour: float) -> str:
    """Write 26.25 as 02:15 (+1); midnight at the end of the day is 24:00."""
    minutes = round(hour * 60)
    if minutes <= 1440:
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{minutes // 60 - 24:02d}:{minutes % 60:02d} (+1)"
