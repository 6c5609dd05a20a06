"""Clock times in English, Russian and Belarusian: "22:45", "after 17:00", «около 22», "between 23 and 1".

A wording turns times into four hours (see `crimebook.places.dayparts`):

===========  =============================  =================================================================
wording      hours for 22:00 (or 23 to 1)   why
===========  =============================  =================================================================
at           21:45-22:00 to 22:00-22:15     people say a quarter of an hour when they name a time
about        21:15-21:45 to 22:15-22:45     three quarters at most: beyond that they name the next half hour
between      22:45-23:00 to 01:00-01:15     both ends are clock times, each soft by a quarter outwards
from ... to  the same, and it lasted        the words say that it went on
first, then  the same                       it happened at each of them: the span holds them all
after        22:00-23:00 to 24:00-28:00     nothing says when it ended: by midnight, from 20:00 on by 04:00
before       00:00-18:00 to 21:00-22:00     nothing says when it began: from midnight on
===========  =============================  =================================================================

Where the words leave two readings (nine in the morning or in the evening; the small hours of the date or of
the next day), the hours run from the first reading to the last, and a `Doubt` says what is open.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from crimebook.places.clockspans import (
    DAY_H,
    HALF_DAY_H,
    LATE_H,
    NIGHT_ENDS_H,
    Doubt,
    SmallHours,
    choose_spans,
)
from crimebook.places.dayparts import BEFORE_MIDNIGHT, DayPart, Hours
from crimebook.places.timephrases import ClockTime, TimePhrase

SOFT_H = 0.25
ABOUT_INNER_H, ABOUT_OUTER_H = 0.25, 0.75
AFTER_BEGINS_H, AFTER_LASTS_H = 1.0, 4.0
LATE_END_H = 28.0


@dataclass(frozen=True, slots=True)
class ClockReading:
    """Hours of the day, whether the words say that it lasted, and what they leave open."""

    hours: Hours
    is_lasting: bool = False
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class _Wording:
    pattern: re.Pattern[str]
    make: Callable[[float, float], Hours]
    is_lasting: bool = False


def _at(hour: float, _: float) -> Hours:
    return hour - SOFT_H, hour, hour, hour + SOFT_H


def _about(hour: float, _: float) -> Hours:
    return hour - ABOUT_OUTER_H, hour - ABOUT_INNER_H, hour + ABOUT_INNER_H, hour + ABOUT_OUTER_H


def _range(start: float, end: float) -> Hours:
    return start - SOFT_H, start, end, end + SOFT_H


def _about_range(start: float, end: float) -> Hours:
    return start - ABOUT_OUTER_H, start, end, end + ABOUT_OUTER_H


def _within(start: float, end: float) -> Hours:
    return start, start, end, end


def _after(hour: float, _: float) -> Hours:
    latest = LATE_END_H if hour >= LATE_H else DAY_H
    latest = max(latest, hour + AFTER_BEGINS_H, min(hour + AFTER_LASTS_H, NIGHT_ENDS_H))
    return hour, hour + AFTER_BEGINS_H, min(hour + AFTER_LASTS_H, DAY_H if hour < 23 else latest), latest


def _before(hour: float, _: float) -> Hours:
    return 0.0, max(0.0, hour - AFTER_LASTS_H), max(0.0, hour - AFTER_BEGINS_H), hour


_BOUND_PART = re.compile("T[a~]*&[a~]*P|P[a~]*&[a~]*T")
_WRITTEN_SPAN = re.compile("T[-t]T")
_WORDINGS = tuple(
    _Wording(re.compile(letters), make, is_lasting)
    for letters, make, is_lasting in (
        ("b?a?T[-t&]a?T", _range, False),
        ("fa?T[-t<]a?T", _range, True),
        ("[abf~]*T[-t<&][a~]*T", _about_range, False),
        (">a?T&?[<t]a?T", _within, False),
        ("a?T(?:[&l]+a?T)+", _range, False),
        ("[>f][a~]*T", _after, False),
        ("[<t][a~]*T", _before, False),
        ("[a~]*~[a~]*T", _about, False),
        ("a?T", _at, False),
    )
)


@lru_cache(maxsize=16_384)
def read_clock(phrase: TimePhrase, small: SmallHours) -> ClockReading | None:
    """Return what the clock times of an understood ``phrase`` say, or None if their wording is not known.

    ``small`` tells whose hours after midnight are meant, as far as the dates say.
    """
    phrase = _with_midnight(phrase)
    parts = tuple(dict.fromkeys(phrase.parts))
    letters = _without_parts(phrase.letters)
    wording = next((each for each in _WORDINGS if each.pattern.fullmatch(letters)), None)
    if (
        wording is None
        or len(parts) > 1
        or _BOUND_PART.search(phrase.letters)
        or _is_mere_number(letters, phrase)
    ):
        return None
    is_list = "&" in letters and not re.search("[bfl<>]", letters)
    part = parts[0] if parts else None
    choice = choose_spans(phrase.times, part, small=small, is_list=is_list)
    if choice is None:
        return None
    made = [wording.make(*span) for span in choice.spans]
    is_lasting = wording.is_lasting or bool(_WRITTEN_SPAN.fullmatch(letters) and _has_minutes(phrase))
    return ClockReading((*made[0][:2], *made[-1][2:]), is_lasting, choice.doubt)


def _with_midnight(phrase: TimePhrase) -> TimePhrase:
    """Read "to midnight" beside a clock time as to 24:00."""
    if BEFORE_MIDNIGHT not in phrase.parts:
        return phrase
    letters, times, parts = "", list[ClockTime](), list[DayPart]()
    written, named = iter(phrase.times), iter(phrase.parts)
    for letter in phrase.letters:
        part = next(named) if letter == "P" else None
        if part == BEFORE_MIDNIGHT:
            letters += "tT"
            times.append(ClockTime(24, 0, "", has_unit=False))
            continue
        letters += letter
        times += [next(written)] if letter == "T" else []
        parts += [part] if part is not None else []
    return TimePhrase(letters, tuple(times), tuple(parts))


def _without_parts(letters: str) -> str:
    bare = re.sub(r"a*P", "", letters).replace(",", "&")
    bare = re.sub(r"a+(?![Ta~])", "", bare).strip("&-")
    return re.sub(r"&+", "&", bare)


def _has_minutes(phrase: TimePhrase) -> bool:
    return all(time.minute is not None for time in phrase.times)


def _is_mere_number(letters: str, phrase: TimePhrase) -> bool:
    """Tell a number that nothing makes a clock time: 9, 9-12, two hours."""
    if not letters.startswith("T") or phrase.parts or not _is_mere(phrase.times[0]):
        return False
    return letters[1:2] in {"&", "l"} or all(_is_mere(time) for time in phrase.times)


def _is_mere(time: ClockTime) -> bool:
    return time.minute is None and not time.half and not (time.has_unit and time.hour > HALF_DAY_H)
