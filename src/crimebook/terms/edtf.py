"""EDTF (ISO 8601-2, Library of Congress level 0 and 1 subset) in exactly, out as an enclosing interval.

EDTF speaks of whole days, months and years without a zone, so the zone is named by the caller. Coming in, an
EDTF date is a moment known to lie within it; ``A/B`` began within A and ended within B. ``..`` and an empty
end are unknown bounds. Going out, the hours are lost: `Written.is_lossy` says so.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import at_local
from crimebook.terms.intervals import FourPoint

_DATE = re.compile(r"(\d{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?")


@dataclass(frozen=True, slots=True)
class Written:
    """An EDTF text and whether it says less than the interval it was written from."""

    text: str
    is_lossy: bool


def parse_edtf(text: str, zone: ZoneInfo) -> FourPoint:
    """Read an EDTF date or interval as local time in ``zone``.

    Approximate and uncertain dates (``?``, ``~``, ``%``) are refused: how far "about" reaches is a judgement
    that a person must write down as bounds.
    """
    start, slash, end = text.partition("/")
    if not slash:
        first, last = _days(start, text)
        earliest, latest = at_local(first, 0, zone), at_local(last, 24, zone)
        return FourPoint(earliest, latest, earliest, latest)
    starts, ends = _bounds(start, text, zone), _bounds(end, text, zone)
    return FourPoint(starts[0], starts[1], ends[0], ends[1])


def format_edtf(interval: FourPoint, zone: ZoneInfo) -> Written:
    """Write the interval of whole days in ``zone`` that encloses ``interval``."""
    start = interval.earliest_start and interval.earliest_start.astimezone(zone)
    end = interval.latest_end and _last_day(interval.latest_end.astimezone(zone), interval.earliest_start)
    first = ".." if start is None else start.date().isoformat()
    last = ".." if end is None else end.isoformat()
    text = first if first == last != ".." else f"{first}/{last}"
    return Written(text, is_lossy=parse_edtf(text, zone) != interval)


def _last_day(latest_end: datetime, earliest_start: datetime | None) -> date:
    """Midnight closes the day before, unless the interval is that very midnight."""
    day = latest_end.date()
    is_midnight = latest_end.time() == datetime.min.time()
    return day - timedelta(days=1) if is_midnight and latest_end != earliest_start else day


def _bounds(end: str, text: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    if end in {"", ".."}:
        return None, None
    first, last = _days(end, text)
    return at_local(first, 0, zone), at_local(last, 24, zone)


def _days(part: str, text: str) -> tuple[date, date]:
    """Return the first and the last day of an EDTF date."""
    found = _DATE.fullmatch(part)
    if not found:
        raise InvalidValueError(
            "an EDTF date such as 2020, 2020-08, 2020-08-XX or 2020-08-09, or two with / between",
            repr(text[:60]),
            "write bounds instead of ? or ~",
        )
    year = int(found[1])
    months = _span(found[2], 1, 12)
    try:
        last_day = calendar.monthrange(year, months[1])[1]
        days = _span(found[3], 1, last_day)
        return date(year, months[0], days[0]), date(year, months[1], days[1])
    except (ValueError, IndexError) as error:
        raise InvalidValueError("a date that exists", repr(text[:60])) from error


def _span(part: str | None, first: int, last: int) -> tuple[int, int]:
    return (first, last) if part in {None, "XX"} else (int(part or first), int(part or first))
