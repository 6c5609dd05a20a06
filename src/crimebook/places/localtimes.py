"""Times that a source gives without saying in which zone, in several that it may mean, or not at all."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crimebook.places.posts import CLOCK_CUT_SIGMAS
from crimebook.places.timereadings import TimeReading
from crimebook.places.timewords import read_time
from crimebook.terms.instants import instants_of
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import reason
from crimebook.terms.windows import TimeBasis, WindowKind


def unknown_time() -> TimeReading:
    """Return the reading of a source that tells no time: nothing is known, and a person is asked for it."""
    return TimeReading(
        FourPoint.unknown(),
        WindowKind.INSTANT_INSIDE,
        TimeBasis.UNKNOWN,
        (reason("the source tells no time"),),
        reason("no time is known"),
    )


def local_time(start: datetime, end: datetime, zones: Sequence[ZoneInfo], sigma_s: float) -> TimeReading:
    """Return when a clock without an offset ran from ``start`` to ``end`` (naive), whichever zone it showed.

    An hour that comes twice, and several zones, widen the interval; nothing is guessed.
    """
    starts = [moment for zone in zones for moment in instants_of(start, zone)]
    ends = [moment for zone in zones for moment in instants_of(end, zone)]
    cut = timedelta(seconds=CLOCK_CUT_SIGMAS * sigma_s)
    span = FourPoint(min(starts) - cut, max(starts) + cut, min(ends) - cut, max(ends) + cut)
    why = reason("by a clock without an offset, read in {zones}", zones=_names(zones))
    return TimeReading(span, WindowKind.LASTING, TimeBasis.CLOCK, (why,), None)


def day_time(first: date, last: date | None, words: str, zones: Sequence[ZoneInfo]) -> TimeReading:
    """Return when something happened on local days, the part of the day in words, in any of the zones."""
    readings = [read_time(words, first=first, last=last, zone=zone) for zone in zones]
    if len(readings) == 1:
        return readings[0]
    points = [reading.time.points for reading in readings]
    starts = [point for point in (each[0] for each in points) if point is not None]
    late_starts = [point for point in (each[1] for each in points) if point is not None]
    ends = [point for point in (each[2] for each in points) if point is not None]
    late_ends = [point for point in (each[3] for each in points) if point is not None]
    span = FourPoint(
        min(starts, default=None),
        max(late_starts, default=None),
        min(ends, default=None),
        max(late_ends, default=None),
    )
    zoned = reason("the day may be meant in any of {zones}", zones=_names(zones))
    chosen = readings[0]
    return TimeReading(span, chosen.kind, chosen.basis, (*chosen.reasons, zoned), chosen.wanting)


def _names(zones: Sequence[ZoneInfo]) -> str:
    return ", ".join(zone.key for zone in zones)
