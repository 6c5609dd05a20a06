"""Parts of the day in one wording: "evening", "evening and night", «с утра до вечера», "night, dawn"."""

import re
from dataclasses import dataclass

from crimebook.places.dayparts import DayPart, Hours
from crimebook.places.timephrases import TimePhrase

DAY_H, NOON_H = 24.0, 12.0
_SEVERAL = re.compile(r"[abf~]*P(?:[-t&~al]*P)*a*")


@dataclass(frozen=True, slots=True)
class PartsReading:
    """The hours from the first part to the last; ``is_open`` tells that their order must be settled."""

    first: str
    last: str
    hours: Hours
    is_open: bool = False


def read_parts(phrase: TimePhrase) -> PartsReading | None:
    """Return the hours of the parts of the day in an understood ``phrase``, or None for other wordings.

    A morning after a night is the next morning. Where "and" joins a later part to an earlier one, the words
    may mean one day or two: the hours hold both.
    """
    letters = phrase.letters.replace(",", "&").strip("&-")
    if not _SEVERAL.fullmatch(letters) or re.fullmatch("f[~a]*P", letters):
        return None
    parts = list(dict.fromkeys(phrase.parts))
    row = _in_row(parts)
    start = min(row)[:2]
    end = max(hours[2:] for hours in row)
    is_turned = any(hours != part.hours for hours, part in zip(row, parts, strict=True))
    is_next_morning = parts[0].hours[3] > DAY_H and parts[-1].hours[3] <= NOON_H
    is_open = is_turned and not is_next_morning and not re.search("[t-]", letters)
    if is_open:
        start = (0.0, 0.0)
    return PartsReading(parts[0].name, parts[-1].name, (*start, *end), is_open)


def _in_row(parts: list[DayPart]) -> list[Hours]:
    """Return the hours of each part, a day later where it would stand before the part that it follows."""
    row = [parts[0].hours]
    for part in parts[1:]:
        shift = DAY_H if part.hours[0] < row[-1][0] else 0.0
        start, latest_start, end, latest_end = (hour + shift for hour in part.hours)
        row.append((start, latest_start, end, latest_end))
    return row
