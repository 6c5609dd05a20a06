"""What reading a time gives, and how its points, days and hours are made and named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from crimebook.places.dayparts import Hours
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


def four_points(wall: list[datetime]) -> FourPoint:
    """Fix the offsets, so that bounds compare as instants, and keep them in order where the clocks change."""
    start, latest_start, end, latest_end = (_with_fixed_offset(moment) for moment in wall)
    latest_start, end = max(start, latest_start), max(start, end)
    return FourPoint(start, latest_start, end, max(latest_start, end, latest_end))


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
