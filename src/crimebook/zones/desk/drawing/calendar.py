"""The calendar of a life in service: intervals of months and years on one line, ticks at the turn of years.

The shapes of rows are those of `strip`: soft where a start or end is uncertain. An interval without an end
runs out at the right margin, one without a start at the left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from crimebook.terms.intervals import FourPoint
from crimebook.zones.desk.drawing.strip import Row, Strip

_MARGIN = 0.06
_MIN_SPAN = timedelta(days=365)
_MAX_TICKS = 8
_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick: its place in percent and its text, a month as 03.2020 or a year."""

    percent: float
    text: str
    is_major: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The line with its ticks, and the shape of each interval; None where nothing is known of its time."""

    ticks: tuple[Mark, ...]
    rows: tuple[Row | None, ...]


def draw_calendar(times: Sequence[FourPoint], zone: tzinfo) -> Calendar | None:
    """Return the line on which every known bound stands, or None where no bound is known."""
    known = [point for time in times for point in time.points if point is not None]
    if not known:
        return None
    first, last = min(known), max(known)
    span = max(last - first, _MIN_SPAN)
    start, end = first - span * _MARGIN, first + span * (1 + _MARGIN)
    strip = Strip(start.astimezone(zone), end.astimezone(zone), ())
    return Calendar(
        _ticks(strip.start, strip.end),
        tuple(strip.row(time) if any(time.points) else None for time in times),
    )


def _ticks(start: datetime, end: datetime) -> tuple[Mark, ...]:
    months = (end.year - start.year) * 12 + end.month - start.month
    step = next((each for each in _MONTH_STEPS if months / each <= _MAX_TICKS), _MONTH_STEPS[-1])
    first = start.year * 12 + start.month - 1
    numbers = range(-(-first // step) * step, end.year * 12 + end.month, step)
    turns = [(number, _turn(number, start)) for number in numbers if number >= 12]
    return tuple(
        Mark(
            round((turn - start) / (end - start) * 100, 2),
            str(number // 12) if number % 12 == 0 else f"{number % 12 + 1:02}.{number // 12}",
            number % 12 == 0,
        )
        for number, turn in turns
        if start <= turn <= end
    )


def _turn(number: int, like: datetime) -> datetime:
    return like.replace(
        year=number // 12, month=number % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
