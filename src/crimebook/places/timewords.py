"""Time words to four-point times: "late evening", «ночью», "after 17:00", "9-14.08.2020", with the reason.

The date fields of the source bound the days; words set the hours. A night runs into the morning after the
last day. Several days, in the fields or in the words, mean that it lasted; a single day, that it happened
once inside. Words that are not understood leave the whole day and say so in ``wanting``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from crimebook.places.clockwords import ClockReading, read_clock
from crimebook.places.datewords import DaySpan, find_days
from crimebook.places.dayparts import Hours, find_day_part, strip_day_parts
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import at_local
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import fold
from crimebook.terms.windows import TimeBasis, WindowKind

WHOLE_DAY: Hours = (0.0, 0.0, 24.0, 24.0)

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_UNSAID = re.compile(r"[\W_]*")
_VARIOUS = re.compile(
    r"\b(?:various|several|different|multiple) (?:dates?|days?|times?)\b|\bразные (?:даты|дни|время)\b"
    r"|\bрозныя (?:даты|дні)\b"
)
_FILLERS = re.compile(
    r"\b(?:at|in|on|the|of|from|to|and|during|local|time|about|around|approx|circa|date|dates|day|days|probably|possibly"
    r"|minsk|msk|utc|в|во|на|с|по|до|из|около|примерно|г|года|у|а|ад|да|па|каля|прыкладна|з|для|и|і)\b"
)


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time as words, a clock or a posting tell it, why it is read so, and what a person must settle."""

    time: FourPoint
    kind: WindowKind
    basis: TimeBasis
    reasons: tuple[Reason, ...]
    wanting: Reason | None


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that count, what is left of the words, and what was said about them."""

    first: date
    last: date
    rest: str
    reasons: tuple[Reason, ...] = ()
    wanting: Reason | None = None


@lru_cache(maxsize=16_384)
def read_time(words: str, *, first: date, last: date | None, zone: ZoneInfo) -> TimeReading:
    """Return the time that ``words`` and the date fields tell, as local time of ``zone``.

    ``last`` is None for a single day. Raises `InvalidValueError` if it lies before ``first``.
    """
    if last is not None and last < first:
        raise InvalidValueError("a last day that is not before the first", f"{last} before {first}")
    folded = fold(words.translate(_DASHES))
    days = _settle_days(folded, first, last or first)
    if days.first != days.last:
        return _read_lasting(days, zone)
    if not _UNSAID.fullmatch(days.rest):
        return _read_hours(days, words, zone)
    why = reason("no time of day is given: the whole day counts")
    return _reading(days, WHOLE_DAY, zone, (why,))


def _settle_days(folded: str, first: date, last: date) -> _Days:
    """Bound the days of the words by the days of the fields; a night may end on the day after."""
    span = find_days(folded, first, last)
    if span is None:
        return _Days(first, last, folded)
    if span.last < first or span.first > last:
        clash = reason(
            "the words say {said}, the date fields {given}: a person must decide",
            said=_name_days(span.first, span.last),
            given=_name_days(first, last),
        )
        return _Days(first, last, span.rest, (), clash)
    if _is_night_of(span, first, last):
        why = reason("the night from {first} to {last}", first=f"{span.first}", last=f"{span.last}")
        return _Days(first, first, span.rest, (why,))
    return _cut_days(span, first, last)


def _is_night_of(span: DaySpan, first: date, last: date) -> bool:
    part = find_day_part(span.rest)
    is_night = part is not None and part.hours[3] > 24
    return is_night and first == span.first and last <= span.last == first + timedelta(days=1)


def _cut_days(span: DaySpan, first: date, last: date) -> _Days:
    days = max(first, span.first), min(last, span.last)
    why = reason("the words name {said}", said=_name_days(span.first, span.last))
    wanting = None
    if (span.first, span.last) != days:
        wanting = reason(
            "the words say {said}, the date fields only {given}: a person must decide",
            said=_name_days(span.first, span.last),
            given=_name_days(first, last),
        )
    return _Days(days[0], days[1], span.rest, (why,), wanting)


def _read_lasting(days: _Days, zone: ZoneInfo) -> TimeReading:
    why = reason(
        "days from {first} to {last}: it lasted, from some time on the first to some time on the last",
        first=f"{days.first}",
        last=f"{days.last}",
    )
    reasons = (*days.reasons, why)
    if not _UNSAID.fullmatch(days.rest):
        reasons += (reason("hours of the day are not applied to several days"),)
    bounds = [(days.first, 0.0), (days.first, 24.0), (days.last, 0.0), (days.last, 24.0)]
    time = _four_points([at_local(day, hour, zone) for day, hour in bounds])
    return TimeReading(time, WindowKind.LASTING, TimeBasis.STATED, reasons, days.wanting)


def _read_hours(days: _Days, words: str, zone: ZoneInfo) -> TimeReading:
    if _VARIOUS.search(days.rest):
        wanting = reason("the source says various dates: a person must list them")
        why = reason("only the date of the source counts: the whole day")
        return _reading(days, WHOLE_DAY, zone, (why,), wanting=wanting)
    part = find_day_part(days.rest)
    if clock := read_clock(days.rest, part):
        return _read_clock_hours(days, clock, words, zone)
    if part is not None:
        why = reason("{part} is read as {hours}", part=part.name, hours=_name_hours(part.hours))
        return _reading(days, part.hours, zone, (why,), wanting=_left_over(strip_day_parts(days.rest), words))
    why = reason("the whole day counts")
    return _reading(days, WHOLE_DAY, zone, (why,), wanting=_left_over(days.rest, words))


def _read_clock_hours(days: _Days, clock: ClockReading, words: str, zone: ZoneInfo) -> TimeReading:
    hours = _not_before_midnight(clock.hours)
    why = reason("the clock time is read as {hours}", hours=_name_hours(hours))
    wanting = _left_over(strip_day_parts(clock.rest), words)
    if clock.is_next_morning:
        wanting = reason(
            "an hour after midnight, read as the morning after {day}: a person must check",
            day=f"{days.first}",
        )
    if clock.is_odd:
        wanting = reason("the clock time and the part of the day disagree: a person must decide")
    kind = WindowKind.LASTING if clock.is_lasting else WindowKind.INSTANT_INSIDE
    return _reading(days, hours, zone, (why,), kind=kind, wanting=wanting)


def _not_before_midnight(hours: Hours) -> Hours:
    """Keep a soft start inside the day: the date bounds it."""
    start, latest_start, end, latest_end = (max(0.0, hour) for hour in hours)
    return start, latest_start, end, latest_end


def _left_over(rest: str, words: str) -> Reason | None:
    left = _FILLERS.sub(" ", rest)
    if _UNSAID.fullmatch(left):
        return None
    return reason("the time words were not all understood: {words}", words=words.strip())


def _reading(
    days: _Days,
    hours: Hours,
    zone: ZoneInfo,
    reasons: tuple[Reason, ...],
    *,
    kind: WindowKind = WindowKind.INSTANT_INSIDE,
    wanting: Reason | None = None,
) -> TimeReading:
    time = _four_points([at_local(days.first, hour, zone) for hour in hours])
    return TimeReading(time, kind, TimeBasis.STATED, (*days.reasons, *reasons), days.wanting or wanting)


def _four_points(wall: list[datetime]) -> FourPoint:
    """Fix the offsets, so that bounds compare as instants, and keep them in order where the clocks change."""
    start, latest_start, end, latest_end = (_with_fixed_offset(moment) for moment in wall)
    latest_start, end = max(start, latest_start), max(start, end)
    return FourPoint(start, latest_start, end, max(latest_start, end, latest_end))


def _with_fixed_offset(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))


def _name_days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _name_hours(hours: Hours) -> str:
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
