"""Time words to four-point times: "late evening", «ночью», "after 17:00", "9-14.08.2020", with the reason.

The date fields of the source bound the days; words set the hours. A night runs into the morning after the
last day. Several days, in the fields or in the words, mean that it lasted; a single day, that it happened
once inside. Words that are not understood leave the whole day and say so in ``wanting``.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from crimebook.places.clockspans import (
    DAY_H,
    HALF_DAY_H,
    LATE_H,
    NIGHT_ENDS_H,
    SMALL_H,
    Doubt,
    SmallHours,
    is_late,
)
from crimebook.places.clockwords import SOFT_H, ClockReading, read_clock
from crimebook.places.datewords import DaySpan, find_days
from crimebook.places.dayparts import Hours, find_day_part
from crimebook.places.partwords import read_parts
from crimebook.places.timephrases import TimePhrase, split_phrase
from crimebook.places.timereadings import TimeReading, four_hours, four_points, name_days, name_hours
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import at_local
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import fold
from crimebook.terms.windows import TimeBasis, WindowKind

WHOLE_DAY: Hours = (0.0, 0.0, 24.0, 24.0)
NEXT_NOON_H = 36.0

_Moment = tuple[date, float]
_DAY = timedelta(days=1)
_TO = re.compile(r"\s(?:to|till|until|-|до|да|по|па)\s")

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_VARIOUS = re.compile(
    r"\b(?:various|several|different|multiple) (?:dates?|days?|times?)\b|\bразные (?:даты|дни|время)\b"
    r"|\bрозныя (?:даты|дні)\b"
)
_UNIVERSAL = re.compile(r"\b(?:utc|gmt)\b(?!\s*[+-])|(?<=\d)z\b")
_MINSK = re.compile(r"\bminsk(?: local)? time\b|\bпо минск(?:у|ому времени)\b|\bпа мінск(?:у|ім часе)\b")
_NIGHTLY = re.compile(
    r"ноч|night|начы|вечер|вечар|evening|late|позд|позн|рассвет|світан|dawn|dark|dusk|sunset|закат|сумер|змярк|темн|цемр"
)
_ZONE_WORD = re.compile(
    r"(?<=\d)z\b|\b(?:utc|gmt|мск|msk|[ecwmp][esd]?s?t)\b|\btime\b|времени|часе\b|москв|маскв|киев|кіев|кіеве"
)


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that count, what is left of the words, and what was said about them.

    ``is_decided`` tells that the days name a night, ``is_named`` that the words name the one day, so that
    the hours after midnight are certain.
    """

    first: date
    last: date
    rest: str
    reasons: tuple[Reason, ...] = ()
    wanting: Reason | None = None
    is_decided: bool = False
    is_named: bool = False


@lru_cache(maxsize=16_384)
def read_time(words: str, *, first: date, last: date | None, zone: ZoneInfo) -> TimeReading:
    """Return the time that ``words`` and the date fields tell, as local time of ``zone``.

    ``last`` is None for a single day. Raises `InvalidValueError` if it lies before ``first``.
    """
    if last is not None and last < first:
        raise InvalidValueError("a last day that is not before the first", f"{last} before {first}")
    folded = _fold_words(words, is_minsk=zone.key == "Europe/Minsk")
    days = (first, last or first)
    if _UNIVERSAL.search(folded):
        return _read_universal(words, folded, days, zone)
    if moments := _find_moments(folded, days):
        return _read_moments(moments, days, words, zone)
    return _read_words(_settle_days(folded, *days), words, zone)


@lru_cache(maxsize=16_384)
def _fold_words(words: str, *, is_minsk: bool) -> str:
    folded = fold(words.translate(_DASHES))
    return _MINSK.sub(" ", folded) if is_minsk else folded


def _read_words(days: _Days, words: str, zone: ZoneInfo) -> TimeReading:
    phrase = split_phrase(days.rest)
    if days.wanting is not None or _VARIOUS.search(days.rest) or not phrase.is_understood:
        return _widen(days, words, zone)
    if days.first != days.last:
        return _read_night_of_fields(days, phrase, zone) or _read_lasting(days, phrase, words, zone)
    if phrase.times:
        return _read_clock_hours(days, phrase, words, zone)
    if phrase.parts:
        return _read_parts(days, phrase, words, zone)
    if phrase.letters.strip("-&,a~"):
        return _widen(days, words, zone)
    why = reason("no time of day is given: the whole day counts")
    return _reading(days, WHOLE_DAY, zone, (why,))


def _settle_days(folded: str, first: date, last: date) -> _Days:
    """Bound the days of the words by the days of the fields; a night may end on the day after."""
    span = find_days(folded, first, last)
    if span is None:
        return _Days(first, last, folded)
    if night := _find_night(span, first, last):
        return night
    if span.first == span.last == first + _DAY and first == last and _is_small(span.rest):
        why = reason("the words name {said}", said=f"{span.first}")
        return _Days(first, last, span.rest, (why,), is_decided=True)
    return _cut_days(span, first, last)


def _find_night(span: DaySpan, first: date, last: date) -> _Days | None:
    """Return the one night that the words name by the day of its end, or by both its days."""
    eve = span.first - _DAY if span.is_night_end else span.first
    day_after = span.last
    part = find_day_part(span.rest)
    is_night = part is not None and part.hours[3] > DAY_H and day_after - eve == _DAY
    if not is_night or not eve <= first <= last <= day_after:
        return None
    why = reason("the night from {first} to {last}", first=f"{eve}", last=f"{day_after}")
    reasons: tuple[Reason, ...] = (why,)
    if first > eve:
        reasons += (reason("it begins on the evening before the date field {day}", day=f"{first}"),)
    return _Days(eve, eve, span.rest, reasons, is_decided=True)


def _is_small(rest: str) -> bool:
    """Whether the words tell only hours that a clock dates by the day after the night's beginning."""
    times = split_phrase(rest).times
    return bool(times) and all(time.hour < SMALL_H and not time.half.startswith("p") for time in times)


def _cut_days(span: DaySpan, first: date, last: date) -> _Days:
    why = reason("the words name {said}", said=name_days(span.first, span.last))
    if not span.is_night_end and first <= span.first <= span.last <= last:
        return _Days(span.first, span.last, span.rest, (why,), is_named=span.first == span.last)
    clash = reason(
        "the words say {said}, the date fields {given}: a person must decide",
        said=name_days(span.first, span.last),
        given=name_days(first, last),
    )
    eve = span.first - _DAY if span.is_night_end else span.first
    is_near = first - _DAY <= span.first and span.last <= last + _DAY
    start, end = (min(first, eve), max(last, span.last)) if is_near else (first, last)
    return _Days(start, end, span.rest, (why,), clash)


def _find_moments(folded: str, days: tuple[date, date]) -> tuple[_Moment, _Moment] | None:
    """Return the two dated clock times of "9 August 23:00 to 10 August 02:00", if the words are that."""
    for bond in _TO.finditer(folded):
        start = _find_moment(folded[: bond.start()], days)
        end = _find_moment(folded[bond.end() :], days)
        if start and end and start < end:
            return start, end
    return None


def _find_moment(folded: str, days: tuple[date, date]) -> _Moment | None:
    span = find_days(folded, *days)
    if span is None or span.first != span.last or span.is_night_end:
        return None
    phrase = split_phrase(span.rest)
    if phrase.letters.strip("af&,") != "T" or phrase.times[0].minute is None or phrase.times[0].half:
        return None
    return span.first, phrase.times[0].hour + phrase.times[0].minute / 60


def _read_moments(
    moments: tuple[_Moment, _Moment], days: tuple[date, date], words: str, zone: ZoneInfo
) -> TimeReading:
    (start, start_hour), (end, end_hour) = moments
    why = reason("the words name {said}", said=name_days(start, end))
    named = _Days(min(start, days[0]), max(end, days[1]), "", (why,))
    if start < days[0] or end > days[1] + _DAY:
        clash = reason(
            "the words say {said}, the date fields {given}: a person must decide",
            said=name_days(start, end),
            given=name_days(*days),
        )
        return _widen(replace(named, wanting=clash), words, zone)
    bounds = [(start, start_hour - SOFT_H), (start, start_hour), (end, end_hour), (end, end_hour + SOFT_H)]
    time = four_hours(bounds, zone)
    return TimeReading(time, WindowKind.LASTING, TimeBasis.STATED, (why,), None)


def _read_universal(words: str, folded_words: str, days: tuple[date, date], zone: ZoneInfo) -> TimeReading:
    """Read clock times of UTC; whether their date is of UTC too is not said, so both readings must agree."""
    settled = _settle_days(_UNIVERSAL.sub(" ", folded_words), *days)
    reading = _read_words(settled, words, ZoneInfo("UTC"))
    local = [at_local(settled.first, hour, zone) for hour in (0.0, DAY_H)]
    points = [point.astimezone(zone) for point in reading.time.points if point is not None]
    phrase = split_phrase(settled.rest)
    if not phrase.times or reading.wanting is not None or settled.first != settled.last:
        return _widen(replace(settled, rest=folded_words), words, zone)
    if points[0] < local[0] or points[-1] > local[1]:
        unsure = reason(
            "the clock time of UTC may fall on another day in {zone}: a person must say", zone=zone.key
        )
        return _widen(replace(settled, rest=folded_words, wanting=unsure), words, zone)
    why = reason("the clock time of UTC is converted to the time of {zone}", zone=zone.key)
    time = four_points(points)
    return TimeReading(time, reading.kind, TimeBasis.STATED, (*reading.reasons, why), None)


def _read_night_of_fields(days: _Days, phrase: TimePhrase, zone: ZoneInfo) -> TimeReading | None:
    """Read clock times of the one night between two dates that follow each other."""
    if days.last - days.first != _DAY:
        return None
    if not phrase.times and {part.name for part in phrase.parts} == {"after midnight"}:
        return _read_parts(replace(days, last=days.first, is_decided=True), phrase, "", zone)
    if not phrase.times:
        return None
    clock = read_clock(phrase, SmallHours.NEXT_DAY)
    if (
        clock is None
        or clock.doubt is not None
        or clock.hours[3] <= DAY_H
        or clock.hours[0] < LATE_H - SOFT_H
    ):
        return None
    why = reason("the night from {first} to {last}", first=f"{days.first}", last=f"{days.last}")
    night = replace(days, last=days.first, reasons=(*days.reasons, why))
    return _reading(night, clock.hours, zone, (_name_clock(clock),), kind=_kind(clock))


def _read_lasting(days: _Days, phrase: TimePhrase, words: str, zone: ZoneInfo) -> TimeReading:
    why = reason(
        "days from {first} to {last}: it lasted, from some time on the first to some time on the last",
        first=f"{days.first}",
        last=f"{days.last}",
    )
    reasons = (*days.reasons, why)
    wanting = None
    if phrase.letters.strip("-&,a~"):
        reasons += (reason("hours of the day are not applied to several days"),)
        wanting = _not_understood(words) if phrase.times else None
    end = _last_hour(days.rest, phrase)
    bounds = [(days.first, 0.0), (days.first, DAY_H), (days.last, 0.0), (days.last, end)]
    time = four_hours(bounds, zone)
    return TimeReading(time, WindowKind.LASTING, TimeBasis.STATED, reasons, wanting)


def _read_clock_hours(days: _Days, phrase: TimePhrase, words: str, zone: ZoneInfo) -> TimeReading:
    clock = read_clock(phrase, _small_hours(days, phrase))
    if clock is None:
        return _widen(days, words, zone)
    if clock.doubt is Doubt.PART:
        disagree = reason("the clock time and the part of the day disagree: a person must decide")
        return _widen(replace(days, wanting=disagree), words, zone)
    hours = _not_before_midnight(clock.hours)
    wanting = _doubt_about(clock, days)
    return _reading(
        days, hours, zone, (_name_clock(replace(clock, hours=hours)),), kind=_kind(clock), wanting=wanting
    )


def _read_parts(days: _Days, phrase: TimePhrase, words: str, zone: ZoneInfo) -> TimeReading:
    found = read_parts(phrase)
    if found is None:
        return _widen(days, words, zone)
    hours = name_hours(found.hours)
    why = reason("{part} is read as {hours}", part=found.first, hours=hours)
    if found.last != found.first:
        why = reason("{part} to {last} is read as {hours}", part=found.first, last=found.last, hours=hours)
    wanting = None
    if found.is_open:
        wanting = _not_understood(words)
    elif (
        phrase.parts[0].name in {"midnight", "after midnight"}
        and not days.is_decided
        and len(phrase.parts) == 1
    ):
        wanting = reason(
            "read as the night that began on {day}: a person must say which night is meant",
            day=f"{days.first}",
        )
    return _reading(days, found.hours, zone, (why,), wanting=wanting)


def _doubt_about(clock: ClockReading, days: _Days) -> Reason | None:
    match clock.doubt:
        case Doubt.HALF:
            return reason("the hour may be of the morning or of the evening: a person must say which")
        case Doubt.SMALL_HOURS:
            return reason(
                "the hours after midnight may be those of {first} or of {second}: a person must say which",
                first=f"{days.first}",
                second=f"{days.first + _DAY}",
            )
        case Doubt.ORDER:
            return reason("the order of the clock times is not said: a person must say which came first")
        case _:
            return None


def _widen(days: _Days, words: str, zone: ZoneInfo) -> TimeReading:
    """Read words that are not fully understood: whole days, and the night after where words may mean it."""
    phrase = split_phrase(days.rest)
    end = _last_hour(days.rest, phrase)
    why = reason("the whole day counts")
    if end > DAY_H:
        why = reason("the whole day and the night after it count")
    wanting = days.wanting or _not_understood(words)
    if days.wanting is None and _VARIOUS.search(days.rest):
        wanting = reason("the source says various dates: a person must list them")
        why = reason("only the date of the source counts: the whole day")
    bounds = [(days.first, 0.0), (days.first, 0.0), (days.last, end), (days.last, end)]
    time = four_hours(bounds, zone)
    return TimeReading(time, WindowKind.INSTANT_INSIDE, TimeBasis.STATED, (*days.reasons, why), wanting)


def _last_hour(rest: str, phrase: TimePhrase) -> float:
    """Return the end of the day, or of the night after it, or of the next morning, if words may mean that."""
    ends = [part.hours[3] for part in phrase.parts]
    if re.search("[t<?-]a*P", phrase.letters) and any(hour <= HALF_DAY_H for hour in ends):
        return NEXT_NOON_H
    if (
        _NIGHTLY.search(rest)
        or _ZONE_WORD.search(rest)
        or any(map(is_late, phrase.times))
        or any(hour >= DAY_H for hour in ends)
    ):
        return max(NIGHT_ENDS_H, *ends, DAY_H)
    return DAY_H


def _small_hours(days: _Days, phrase: TimePhrase) -> SmallHours:
    if days.is_decided:
        return SmallHours.NEXT_DAY
    return SmallHours.NAMED_DAY if days.is_named and not phrase.parts else SmallHours.OPEN


def _not_before_midnight(hours: Hours) -> Hours:
    """Keep a soft start inside the day: the date bounds it."""
    start, latest_start, end, latest_end = (max(0.0, hour) for hour in hours)
    return start, latest_start, end, latest_end


def _not_understood(words: str) -> Reason:
    return reason("the time words were not all understood: {words}", words=words.strip())


def _name_clock(clock: ClockReading) -> Reason:
    return reason("the clock time is read as {hours}", hours=name_hours(clock.hours))


def _kind(clock: ClockReading) -> WindowKind:
    return WindowKind.LASTING if clock.is_lasting else WindowKind.INSTANT_INSIDE


def _reading(
    days: _Days,
    hours: Hours,
    zone: ZoneInfo,
    reasons: tuple[Reason, ...],
    *,
    kind: WindowKind = WindowKind.INSTANT_INSIDE,
    wanting: Reason | None = None,
) -> TimeReading:
    time = four_hours([(days.first, hour) for hour in hours], zone)
    return TimeReading(time, kind, TimeBasis.STATED, (*days.reasons, *reasons), wanting)
