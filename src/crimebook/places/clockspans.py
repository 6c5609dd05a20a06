"""Which hours of the day clock times may mean: the half of the day, and the small hours after midnight.

Hours count from local midnight of the date. A source dates a night by the day on which it began, a clock
dates its small hours by the next one; so before 05:00 both are possible, unless the dates decide.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from crimebook.places.dayparts import DayPart
from crimebook.places.timephrases import ClockTime

DAY_H, HALF_DAY_H = 24.0, 12.0
LATE_H = 20.0
SMALL_H = 5.0
"""Before this hour it is still the night before for those who were out, and the new day for the clock."""
NIGHT_ENDS_H = 30.0

Span = tuple[float, float]


class Doubt(StrEnum):
    """What the words leave open."""

    HALF = "half of the day"
    SMALL_HOURS = "small hours of which day"
    PART = "the clock time is outside the part of the day"
    ORDER = "order of the times"


class SmallHours(StrEnum):
    """Which day's hours after midnight are meant, as far as the dates say: a name for each answer."""

    OPEN = "of the date or of the next day"
    NEXT_DAY = "of the next day: the dates name a night"
    NAMED_DAY = "of the date: the words name it"


class _Half(StrEnum):
    """The words that stand with a clock time; those of night begin before midnight."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    PM = "pm"
    UNSAID = ""


_HALF_WORDS = (
    (_Half.NIGHT, ("ноч", "at night", "in the night")),
    (_Half.MORNING, ("утр", "раніц", "in the morning", "a")),
    (_Half.EVENING, ("веч", "in the evening")),
    (_Half.DAY, ("дня", "in the afternoon")),
    (_Half.PM, ("p",)),
)
_ODD_HOURS = {
    _Half.MORNING: {0, *range(13, 25)},
    _Half.DAY: {*range(7, 10), *range(20, 25), 0},
    _Half.EVENING: {*range(4)},
    _Half.NIGHT: {*range(13, 19)},
    _Half.PM: {0, 24},
    _Half.UNSAID: set[int](),
}

_AFTER_NOON = {
    _Half.PM: range(12),
    _Half.EVENING: range(12),
    _Half.DAY: range(7),
    _Half.NIGHT: range(6, 12),
}


@dataclass(frozen=True, slots=True)
class SpanChoice:
    """The spans that the words may mean, in order, each from the first clock time to the last."""

    spans: tuple[Span, ...]
    doubt: Doubt | None = None


def choose_spans(
    times: tuple[ClockTime, ...], part: DayPart | None, *, small: SmallHours, is_list: bool
) -> SpanChoice | None:
    """Return the spans that ``times`` may mean beside the ``part`` of the day, or None if nobody can tell.

    ``is_list`` tells that nothing says which of the times came first.
    """
    if any(time.hour in _ODD_HOURS[_half(time)] for time in times):
        return SpanChoice(((0.0, DAY_H),), Doubt.PART)
    if part is not None:
        return _choose_in_part(times, part, small)
    if all(time.is_bare for time in times):
        return _choose_halves(times)
    hours = _pair_halves(times)
    if hours is None:
        return None
    row = _in_row(hours, DAY_H)
    if (is_list and row != hours) or row[-1] - row[0] > DAY_H:
        return SpanChoice(((min(hours), min(hours)), (row[0], row[-1])), Doubt.ORDER)
    return _choose_night((row[0], row[-1]), small)


def is_late(time: ClockTime) -> bool:
    """Whether ``time`` may lie in the night after the date."""
    hour = _plain(time)
    return hour >= LATE_H or hour < SMALL_H or time.hour == HALF_DAY_H or _half(time) is _Half.NIGHT


def _choose_in_part(times: tuple[ClockTime, ...], part: DayPart, small: SmallHours) -> SpanChoice:
    fitting = [_fit(time, part) for time in times]
    if fitting[0] is None and fitting[-1] is None:
        return SpanChoice(((0.0, DAY_H),), Doubt.PART)
    hours = [_plain(time) if fit is None else fit for time, fit in zip(times, fitting, strict=True)]
    row = _in_row(hours, DAY_H)
    if row[0] == row[-1] == DAY_H and part.hours[3] > DAY_H and small is SmallHours.OPEN:
        return SpanChoice(((0.0, 0.0), (DAY_H, DAY_H)), Doubt.SMALL_HOURS)
    return _choose_night((row[0], row[-1]), small)


def _fit(time: ClockTime, part: DayPart) -> float | None:
    """Return the hour at which ``time`` lies in ``part``, perhaps in the other half or on the next day."""
    plain = _plain(time)
    shifts = (0.0, HALF_DAY_H, DAY_H) if time.is_bare else (0.0, DAY_H)
    return next(
        (plain + shift for shift in shifts if part.hours[0] <= plain + shift <= part.hours[3]),
        None,
    )


def _choose_halves(times: tuple[ClockTime, ...]) -> SpanChoice:
    """Return the spans before and after noon, and those after midnight where these are small hours."""
    row = _in_row([time.hour % HALF_DAY_H for time in times], HALF_DAY_H)
    shifts = [0.0, HALF_DAY_H] + ([DAY_H] if row[0] < SMALL_H else [])
    return SpanChoice(tuple((row[0] + shift, row[-1] + shift) for shift in shifts), Doubt.HALF)


def _choose_night(span: Span, small: SmallHours) -> SpanChoice:
    start, end = span
    is_long = start < SMALL_H and end - start > HALF_DAY_H
    if SMALL_H <= start < DAY_H or start == end == DAY_H or is_long:
        return SpanChoice((span,))
    early = (start - DAY_H, end - DAY_H) if start >= DAY_H else span
    late = (early[0] + DAY_H, early[1] + DAY_H)
    if small is SmallHours.OPEN:
        return SpanChoice((early, late), Doubt.SMALL_HOURS)
    return SpanChoice((late if small is SmallHours.NEXT_DAY else early,))


def _pair_halves(times: tuple[ClockTime, ...]) -> list[float] | None:
    """Return the hours as written, a bare one in the half that lies nearest to the other's."""
    bare = [time.is_bare for time in times]
    is_clock_of_24 = any(not time.half and not time.is_bare for time in times)
    if is_clock_of_24 or not any(bare):
        return [_plain(time) for time in times]
    if len(times) != 2:
        return None
    first, last = _plain(times[0]), _plain(times[1])
    if bare[1]:
        return [first, next(hour for hour in _halves(last) if hour >= first)]
    return [max((hour for hour in _halves(first) if hour <= last), default=first % HALF_DAY_H + 12.0), last]


def _halves(hour: float) -> tuple[float, ...]:
    return tuple(hour % HALF_DAY_H + shift for shift in (0.0, HALF_DAY_H, DAY_H))


def _in_row(hours: list[float], step_h: float) -> list[float]:
    """Return ``hours`` so that none is before the one that stands before it."""
    return list(accumulate(hours, lambda last, hour: hour + step_h * max(0, -((hour - last) // step_h))))


def _plain(time: ClockTime) -> float:
    """Undo the clock of twelve hours; «11 дня» is before noon, "12 am" and «12 ночи» are midnight."""
    hour, half = float(time.hour), _half(time)
    if half in {_Half.MORNING, _Half.NIGHT} and hour == HALF_DAY_H:
        hour = 0.0
    elif half is _Half.EVENING and hour == HALF_DAY_H:
        hour = DAY_H
    elif time.hour in _AFTER_NOON.get(half, ()):
        hour += HALF_DAY_H
    return hour + (time.minute or 0) / 60


def _half(time: ClockTime) -> _Half:
    found = (half for half, words in _HALF_WORDS if time.half.startswith(words))
    return next(found, _Half.UNSAID)
