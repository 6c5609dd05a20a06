"""Dates of FollowTheMoney: prefixes of ISO 8601, as precise as they are long, in UTC or with their offset."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from crimebook.exchange.partners.values import checked_day
from crimebook.terms.errors import InvalidValueError

_PREFIX = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})"
    r"(?:[T ](\d{1,2})(?::(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_WESTERNMOST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Prefix:
    """The days that a date may mean and, where it names an hour, the instants from ``start`` to ``end``."""

    first: date
    last: date
    start: datetime | None = None
    end: datetime | None = None


def prefix_of(text: str) -> Prefix:
    """Read one date; raise `InvalidValueError` for anything that is no prefix of an ISO 8601 time."""
    found = _PREFIX.fullmatch(text)
    if not found:
        raise InvalidValueError("a date such as 2020, 2020-08 or 2020-08-09T21:48", repr(text[:40]))
    year, month, day, *clock = found.groups()
    try:
        first = checked_day(date(int(year), int(month or 1), int(day or 1)))
        if day is None:
            last_month = int(month or 12)
            return Prefix(first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1]))
        return _timed(first, clock) if clock[0] is not None else Prefix(first, first)
    except ValueError as error:
        raise InvalidValueError("a date that exists", repr(text[:40])) from error


def enclosing(prefixes: Sequence[Prefix]) -> Prefix:
    """Return what encloses all of one date or more; its instants only where every one has some."""
    starts = [each.start for each in prefixes if each.start is not None]
    ends = [each.end for each in prefixes if each.end is not None]
    is_timed = len(starts) == len(ends) == len(prefixes)
    return Prefix(
        min(each.first for each in prefixes),
        max(each.last for each in prefixes),
        min(starts) if is_timed else None,
        max(ends) if is_timed else None,
    )


def over_by(prefix: Prefix) -> datetime:
    """Return the instant by which it was over everywhere; a day ends last twelve hours west of Greenwich."""
    if prefix.end is not None:
        return prefix.end
    return datetime.combine(prefix.last + timedelta(days=1), time(), tzinfo=UTC) + _WESTERNMOST


def _timed(day: date, clock: Sequence[str | None]) -> Prefix:
    hour, minute, second, offset = clock
    written = f"{day.isoformat()}T{int(hour or 0):02d}:{minute or '00'}:{second or '00'}"
    start = datetime.fromisoformat(written + ("+00:00" if offset in {None, "Z"} else str(offset)))
    length = timedelta(seconds=1) if second else timedelta(minutes=1) if minute else timedelta(hours=1)
    return Prefix(day, day, start, start + length)
