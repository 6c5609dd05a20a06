"""Days as sources write them: YYYY, YYYY-MM or YYYY-MM-DD, as precise as they are long."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crimebook.command.certainty import Death
from crimebook.terms.errors import InvalidValueError

_DAYS = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_JUST_BEFORE = timedelta(microseconds=1)


def days_of(text: str) -> tuple[date, date]:
    """Return the first and the last day that a text means; raise `InvalidValueError` for anything else."""
    found = _DAYS.fullmatch(text)
    if not found:
        raise InvalidValueError("YYYY, YYYY-MM or YYYY-MM-DD", repr(text[:40]))
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise InvalidValueError("a day that exists", repr(text[:40])) from error
    if day is not None:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def bounds_of(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the first of the days begins in a zone, and the last moment of the last."""
    first, last = days_of(text)
    if last == date.max:
        raise InvalidValueError("a year before 9999", repr(text[:40]))
    end = datetime.combine(last + timedelta(days=1), time(), zone) - _JUST_BEFORE
    return datetime.combine(first, time(), zone), end


def death_within(text: str, zone: ZoneInfo) -> Death:
    """Return the death of somebody who died on some of these days."""
    return Death(*bounds_of(text, zone))
