"""Dates of birth with their precision: YYYY, YYYY-MM or YYYY-MM-DD, as far as the source knows."""

import re
from typing import NamedTuple

from crimebook.identity.fields.levels import comparison, edits, equal, every, trained, untold, within
from crimebook.identity.linking.conditions import Condition, Kind

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Birth(NamedTuple):
    """A date as far as it is known. ``crossed`` is the day with day and month exchanged."""

    year: int | None = None
    month: str | None = None
    day: str | None = None
    crossed: str | None = None


def read_birth(text: str) -> Birth:
    """Return the parts of a date of birth; nothing where the text has another form."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return Birth()
    year, month, day = found[1], found[2], found[3]
    return Birth(
        int(year),
        f"{year}-{month}" if month else None,
        f"{year}-{month}-{day}" if day else None,
        f"{year}-{day}-{month}" if day else None,
    )


BIRTH = comparison(
    "birth",
    trained(equal("birth_day"), "day"),
    trained(Condition(Kind.CROSSED, "birth_day", "birth_crossed"), "crossed", why="day and month exchanged"),
    trained(every(untold("birth_day"), equal("birth_month")), "month", why="one source knows no day"),
    trained(every(untold("birth_month"), equal("birth_year")), "year", why="one source knows the year alone"),
    trained(edits("birth_day", 1), "one_off", why="one digit misread"),
    trained(equal("birth_year"), "same_year", why="the same year, another day"),
    trained(within("birth_year", 1), "near", why="a year apart: reckoned from an age"),
    trained(None, "other"),
    given=("birth_year",),
)
