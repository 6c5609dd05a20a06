"""Clock times in English, Russian and Belarusian: "22:45", "after 17:00", «около 22», "between 23 and 1".

A wording turns times into four hours (see `crimebook.places.dayparts`):

===========  =============================  =================================================================
wording      hours for 22:00 (or 23 to 1)   why
===========  =============================  =================================================================
at           21:45-22:00 to 22:00-22:15     people say a quarter of an hour when they name a time
about        21:15-21:45 to 22:15-22:45     three quarters at most: beyond that they name the next half hour
between      22:45-23:00 to 01:00-01:15     both ends are clock times, each soft by a quarter outwards
from ... to  the same, and it lasted        the words say that it went on
after        22:00-23:00 to 24:00-28:00     nothing says when it ended: by midnight, from 20:00 on by 04:00
before       00:00-18:00 to 21:00-22:00     nothing says when it began: from midnight on
===========  =============================  =================================================================
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from crimebook.places.dayparts import DayPart, Hours

SOFT_H = 0.25
ABOUT_INNER_H, ABOUT_OUTER_H = 0.25, 0.75
AFTER_BEGINS_H, AFTER_LASTS_H = 1.0, 4.0
LATE_H, LATE_END_H = 20.0, 28.0


@dataclass(frozen=True, slots=True)
class ClockReading:
    """Hours of the day, whether the words say that it lasted, and what is left of the words.

    ``is_next_morning`` tells that an early hour was read as the morning after the night that the words name;
    ``is_odd`` that the clock time does not fit the part of the day that stands beside it.
    """

    hours: Hours
    is_lasting: bool
    rest: str
    is_next_morning: bool = False
    is_odd: bool = False


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


def _after(hour: float, _: float) -> Hours:
    latest = LATE_END_H if hour >= LATE_H else 24.0
    latest = max(latest, hour + AFTER_BEGINS_H)
    return hour, hour + AFTER_BEGINS_H, min(hour + AFTER_LASTS_H, 24.0 if hour < 23 else latest), latest


def _before(hour: float, _: float) -> Hours:
    return 0.0, max(0.0, hour - AFTER_LASTS_H), max(0.0, hour - AFTER_BEGINS_H), hour


_HALF = r"[ap]\.?m\b\.?|утра\b|дня\b|вечера\b|ночи\b|раніцы\b|вечара\b|ночы\b"
_UNIT = r"(?:\s*(?:hrs?|hours?|oclock|час(?:а|ов|оу|ы)?|гадзін[аыуе]?|г\.|ч\.)(?![^\W\d_]))?"


_ABOUT = r"(?:about|around|approx(?:imately)?\.?|circa|ca\.?|около|примерно|прыкладна|каля|прыблізна)"


def _time(name: str) -> str:
    """Return the pattern of a clock time, with the groups NAMEh, NAMEm and NAMEx (the half of the day)."""
    return (
        rf"(?<![\d.:])(?P<{name}h>\d{{1,2}})(?:[:.](?P<{name}m>\d\d)(?::\d\d)?)?(?![\d:]|\.\d){_UNIT}"
        rf"\s*(?P<{name}x>{_HALF})?"
    )


def _wording(words: str, make: Callable[[float, float], Hours], *, is_lasting: bool = False) -> _Wording:
    pattern = words.replace("<T>", _time("a"), 1).replace("<T>", _time("b"), 1)
    return _Wording(re.compile(pattern), make, is_lasting)


_WORDINGS = (
    _wording(r"\b(?:between|между|паміж)\s+<T>\s*(?:and|-|и|і)\s*<T>", _range),
    _wording(
        r"\b(?:from|с|со|з|ад|от)\s+<T>\s*(?:to|till?|until|-|до|да|по|па)\s*<T>", _range, is_lasting=True
    ),
    _wording(r"(?<![\d.:])(?=\d{1,2}[:.]\d\d)<T>\s*(?:-|to|до|да)\s*<T>", _range, is_lasting=True),
    _wording(rf"\b(?:after|since|from|после|пасля|с|з)\s+(?:{_ABOUT}\s+)?<T>", _after),
    _wording(r"\b(?:before|until|till|by|до|да|к)\s+<T>", _before),
    _wording(
        rf"(?:\b{_ABOUT}\s+"
        r"(?:at\s+|в\s+|у\s+|а\s+)?|~\s*)<T>",
        _about,
    ),
    _wording(r"\b(?:at|в|у|о|а)\s+<T>", _at),
    _wording(r"(?=\d{1,2}(?:[:.]\d\d|\s*(?:[ap]\.?m|час|гадз|утра|вечера|ночи|дня)))<T>", _at),
)


def read_clock(folded: str, part: DayPart | None) -> ClockReading | None:
    """Return what clock times ``folded`` says, read in the light of the ``part`` of the day beside them."""
    for wording in _WORDINGS:
        found = wording.pattern.search(folded)
        start = found and _hour(found, "a", part)
        if found is None or start is None:
            continue
        end = _hour(found, "b", part) if "bh" in found.groupdict() else start
        if end is None:
            continue
        end += 24.0 if end < start else 0.0
        rest = folded[: found.start()] + " " + folded[found.end() :]
        return ClockReading(
            wording.make(start, end),
            wording.is_lasting,
            rest,
            is_next_morning=start >= 24.0,
            is_odd=part is not None and not _fits(start, part) and not _fits(end, part),
        )
    return None


def _hour(found: re.Match[str], name: str, part: DayPart | None) -> float | None:
    """Return the hour of one clock time, a day later where only that lies in the part of the day."""
    hour, minute = int(found[f"{name}h"]), int(found[f"{name}m"] or 0)
    if hour > 24 or minute > 59:
        return None
    plain = _with_half(hour, found[f"{name}x"] or "") + minute / 60
    if part is None or _fits(plain, part):
        return plain
    is_bare = found[f"{name}m"] is None and hour <= 12
    shifts = (12.0, 24.0) if is_bare else (24.0,)
    return next((plain + shift for shift in shifts if _fits(plain + shift, part)), plain)


def _with_half(hour: int, half: str) -> float:
    """Undo the clock of twelve hours; «дня» begins at noon, "am" and «ночи» at midnight."""
    if half.startswith(("p", "веч", "дня")):
        return hour + 12.0 if hour < 12 else float(hour)
    return 0.0 if hour == 12 and half.startswith(("a", "ноч")) else float(hour)


def _fits(hour: float, part: DayPart) -> bool:
    return part.hours[0] <= hour <= part.hours[3]
